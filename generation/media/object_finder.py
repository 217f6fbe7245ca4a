"""Where in a photo the thing is that it shows, by a small model (U²-Net, the `p` one) on the processor.

The model runs in a process of its own, which ends after each photo: it takes 350 MB for a second, and a
worker keeps its size. It looks twice, at the whole photo and at what it found there, and how far both agree
says how sure it is. One thread and nothing by chance: the same photo gives the same answer.
"""

import logging
import os
import resource
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from generation.media import weights
from generation.media.arrays import Mask, Pixels

# Photos are shown to the process so large, by their longer side; the model itself sees 320 x 320.
SIDE = 960
_MODEL_SIDE = 320
_MEAN, _SPREAD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
# What is taken for the thing at the first look gets so much room around it at the second.
_ROOM = 0.12
# One photo takes 2 seconds and 350 MB; a machine under load has thirty times as long.
SECONDS, _MOST_BYTES = 60, 2048 * 2**20
# So many at once in each process of ours; others wait for their turn.
_TURNS = threading.BoundedSemaphore(2)
# How often there was no answer, in this process.
_unanswered = 0
_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sight:
    """What the model sees: `mask` (h, w) from 0 to 1, and how far its two looks agree, 0..1."""

    mask: Mask
    agreed: float


def trouble() -> str:
    """One line for an operator where the model cannot be used, "" where it can."""
    try:
        weights.model_file("u2netp", _ROOT)
    except weights.WeightsError as error:
        return f"Photos are cut out from plain backgrounds only. {error}."
    return ""


def look(rgb: Pixels) -> Sight | None:
    """The Sight of a picture, at most SIDE long; None where the model is not there or does not answer."""
    try:
        model = weights.model_file("u2netp", _ROOT)
    except weights.WeightsError:
        return None
    share = min(1.0, SIDE / max(rgb.shape[:2]))
    size = max(8, round(rgb.shape[1] * share)), max(8, round(rgb.shape[0] * share))
    small = np.ascontiguousarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    try:
        return _seen(str(model), small.tobytes(), size)
    except _NoAnswer as error:
        global _unanswered
        _unanswered += 1
        _LOG.warning("A photo is not cut out by the model: %s.", error)
        return None


def unanswered() -> int:
    """How often the model was there and gave no answer, since this process began."""
    return _unanswered


class _NoAnswer(Exception):
    """The other process ended without a mask. Not remembered: the next time it may have one."""


@lru_cache(maxsize=6)
def _seen(model: str, pixels: bytes, size: tuple[int, int]) -> Sight:
    """The Sight of a small picture. The last ones are remembered: each scene asks for its photo again."""
    # Nothing of our environment: no key is in the process that runs what others made.
    environment = {"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "generation.media.object_finder", model, str(size[0]), str(size[1])]
    with _TURNS:
        try:
            done = subprocess.run(
                command,
                input=pixels,
                capture_output=True,
                timeout=SECONDS,
                cwd=_ROOT,
                env=environment,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _NoAnswer(f"{type(error).__name__} after at most {SECONDS} s") from None
    if done.returncode or len(done.stdout) != 8 + size[0] * size[1]:
        raise _NoAnswer(f"its process ended with {done.returncode}")
    mask = np.frombuffer(done.stdout, np.uint8, offset=8).reshape(size[1], size[0])
    return Sight(mask.astype(np.float32) / 255, struct.unpack(">d", done.stdout[:8])[0])


# --- in the other process --------------------------------------------------------------------
def _main(model: str, width: str, height: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import onnxruntime  # loaded only here, below the limit

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.use_deterministic_compute = True
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    data = sys.stdin.buffer.read()
    rgb = np.frombuffer(data, np.uint8).reshape(int(height), int(width), 3)
    mask, agreed = _two_looks(session, rgb)
    sys.stdout.buffer.write(struct.pack(">d", agreed) + (mask * 255 + 0.5).astype(np.uint8).tobytes())


def _two_looks(session: Any, rgb: Pixels) -> tuple[Mask, float]:
    first = _mask(session, rgb)
    found = first > 0.5
    if not found.any():
        return first, 0.0
    height, width = found.shape
    rows, columns = np.flatnonzero(found.any(1)), np.flatnonzero(found.any(0))
    room = max(8, round(_ROOM * max(rows[-1] - rows[0], columns[-1] - columns[0])))
    top, bottom = max(0, rows[0] - room), min(height, rows[-1] + 1 + room)
    left, right = max(0, columns[0] - room), min(width, columns[-1] + 1 + room)
    part = slice(top, bottom), slice(left, right)
    if (bottom - top) * (right - left) > 0.9 * height * width:
        # There is nothing to come nearer to: the second look is at the mirrored photo.
        second = _mask(session, np.ascontiguousarray(rgb[:, ::-1]))[:, ::-1]
        return (first + second) / 2, _overlap(first, second)
    nearer = _mask(session, np.ascontiguousarray(rgb[part]))
    out = np.zeros_like(first)
    out[part] = nearer
    return out, _overlap(first, out)


def _overlap(one: Mask, other: Mask) -> float:
    """The share of what either takes for the thing that both do."""
    either = float(((one > 0.5) | (other > 0.5)).sum())
    return float(((one > 0.5) & (other > 0.5)).sum()) / either if either else 0.0


def _mask(session: Any, rgb: Pixels) -> Mask:
    """One look: how far each pixel belongs to the thing, 0..1."""
    size = (_MODEL_SIDE, _MODEL_SIDE)
    seen = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float64)
    seen = (seen / max(1.0, float(seen.max())) - _MEAN) / _SPREAD
    given = seen.transpose(2, 0, 1)[None].astype(np.float32)
    name = session.get_outputs()[0].name
    mask = session.run([name], {session.get_inputs()[0].name: given})[0].squeeze()
    lowest, highest = float(mask.min()), float(mask.max())
    if highest < 0.5:
        return np.zeros(rgb.shape[:2], np.float32)
    mask = (mask - lowest) / (highest - lowest)
    return cv2.resize(mask, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR).clip(0, 1)


if __name__ == "__main__":
    _main(*sys.argv[1:])
