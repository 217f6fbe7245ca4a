"""What would be cut out of a photo, found in a process of its own, for a page to show.

It takes some hundred megabytes for two or three seconds; the web process that asks keeps its size.
"""

import io
import json
import os
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from PIL import Image as Pictures

from generation.media import cutout, object_finder, photo_files
from generation.provider_errors import Rejected

# Raise it when the same photo gives another mask.
VERSION = "2"
# Masks are at most so large, by their longer side, in pixels: people correct them on a screen.
SIDE = 1600
SECONDS = 90
# So many at once in each process of ours; others wait for their turn.
_TURNS = threading.BoundedSemaphore(1)
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class FoundMask:
    """`png` is a grey picture of the photo's proportions, white where the product is; all black for nothing.

    `kind` is a Cutout's, "" for nothing; `confidence`, `why` and `is_sure` are a FoundProduct's.
    """

    png: bytes
    size: tuple[int, int]
    kind: str = ""
    confidence: float = 0.0
    why: str = ""
    is_sure: bool = False


def find_mask(photo: bytes) -> FoundMask:
    """The FoundMask of an encoded photo.

    Raises Rejected where it cannot be read, where it takes too long, and where the model gave no answer: what
    is found without it is not what is in the photo, and must not be kept.
    """
    command = [sys.executable, "-m", "generation.media.cut_finding"]
    # Nothing of our environment: no key is in the process that meets others' pictures.
    environment = {"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with _TURNS:
        try:
            done = subprocess.run(
                command, input=photo, capture_output=True, timeout=SECONDS, cwd=_ROOT, env=environment
            )
        except subprocess.TimeoutExpired:
            raise Rejected("The photo takes too long to cut out. Save it smaller and add it again.") from None
    if done.returncode or len(done.stdout) < 4:
        raise Rejected("The photo cannot be cut out. Save it as a smaller JPEG and add it again.")
    length = struct.unpack(">I", done.stdout[:4])[0]
    told = json.loads(done.stdout[4 : 4 + length])
    if "rejected" in told:
        raise Rejected(told["rejected"])
    return FoundMask(done.stdout[4 + length :], **{**told, "size": tuple(told["size"])})


# --- in the other process --------------------------------------------------------------------
def found(photo: bytes) -> FoundMask:
    """find_mask, here and now."""
    opened = photo_files.open_photo(photo)
    before = object_finder.unanswered()
    product = cutout.find(opened.rgba)
    if not (product and product.is_sure) and object_finder.unanswered() > before:
        raise Rejected(
            "The cut-out was not found in time: the machine is busy. Load this page again in a minute."
        )
    height, width = opened.rgba.shape[:2]
    share = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * share)), max(1, round(height * share))
    if product is None:
        return FoundMask(_png(Pictures.new("L", size)), size)
    mask = Pictures.fromarray(product.rgba[..., 3])
    return FoundMask(
        _png(mask if share == 1 else mask.resize(size, Pictures.Resampling.LANCZOS)),
        size,
        product.kind,
        product.confidence,
        product.why,
        product.is_sure,
    )


def _png(mask: Pictures.Image) -> bytes:
    out = io.BytesIO()
    mask.save(out, "PNG")
    return out.getvalue()


def _main() -> None:
    png, told = b"", {}
    try:
        answer = found(sys.stdin.buffer.read())
        png, told = answer.png, {name: value for name, value in vars(answer).items() if name != "png"}
    except Rejected as error:
        told = {"rejected": str(error)}
    head = json.dumps(told).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(head)) + head + png)


if __name__ == "__main__":
    _main()
