"""Mouth and eyes of a portrait, found by two small models in a process of its own with a memory limit.

The first model finds faces (MediaPipe's BlazeFace), the second 468 points on each; OpenCV runs both. The
process ends after each portrait and gives numbers alone. One thread and nothing by chance: the same portrait
gives the same marks.
"""

import json
import logging
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import cv2
import numpy as np

from generation.media import weights
from generation.media.arrays import Array, Pixels
from generation.media.face_marks import FaceMarks, Landmarks, marks_of

# A portrait takes half a second and 200 MB; a machine under load has much longer.
SECONDS, _MOST_BYTES = 40, 1536 * 2**20
# So many at once in each process of ours; others wait for their turn.
_TURNS = threading.BoundedSemaphore(2)
# Faces are looked for in the picture so large, by its longer side.
_SIDE = 1600
# What the two models see, in pixels; the detector gives boxes in two grids: cells a side, boxes a cell.
_DETECTS, _MESHES = 128, 192
_GRIDS = ((16, 2), (8, 6))
# A candidate has this score at least, and lies further from a better one than this share of its size.
_CANDIDATE, _APART, _MOST = 0.5, 0.4, 6
# A face this present is one; a closer look reaches so far from its middle, in widths of the face.
_THERE, _NEARER = 15, 1.1
# The mesh sees so much more than the face.
_AROUND = 1.5
_LEFT_EYE, _RIGHT_EYE = (33, 133, 159, 145), (362, 263, 386, 374)
# (score, its middle, width and height, six rough points: eyes, nose, mouth, ears), in pixels.
Candidate = tuple[float, Array, Array]
_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]


def trouble() -> str:
    """One line for an operator where the models cannot be used, "" where they can."""
    try:
        _models()
    except weights.WeightsError as error:
        return f"Mouths and eyes are not found on portraits; people mark them. {error}."
    return ""


def find_marks(portrait: bytes) -> tuple[bool, FaceMarks | None]:
    """(whether the models looked, the FaceMarks of an encoded picture or None where they saw no face)."""
    try:
        models = [str(file) for file in _models()]
    except weights.WeightsError:
        return False, None
    # Nothing of our environment: no key is in the process that meets others' pictures.
    environment = {"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "generation.media.face_finding", *models]
    with _TURNS:
        try:
            done = subprocess.run(
                command, input=portrait, capture_output=True, timeout=SECONDS, cwd=_ROOT, env=environment
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            _LOG.warning("No mouth was looked for on a portrait: %s.", type(error).__name__)
            return False, None
    try:
        told = json.loads(done.stdout)
        return True, FaceMarks(**{**told, "eyes": tuple(told["eyes"])}) if told else None
    except (ValueError, TypeError, KeyError):
        _LOG.warning("No mouth was looked for on a portrait: its process ended with %s.", done.returncode)
        return False, None


def _models() -> tuple[Path, Path]:
    return weights.model_file("face_detector", _ROOT), weights.model_file("face_mesh", _ROOT)


# --- in the other process --------------------------------------------------------------------
def _main(detector: str, mesh: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cv2.setNumThreads(1)
    picture = cv2.imdecode(np.frombuffer(sys.stdin.buffer.read(), np.uint8), cv2.IMREAD_COLOR)
    found = None
    if picture is not None:
        share = min(1.0, _SIDE / max(picture.shape[:2]))
        if share < 1:
            picture = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        found = marks_of(Faces(detector, mesh).seen_in(picture), picture)
    sys.stdout.write(json.dumps(vars(found) if found else None))


class Faces:
    """The two models. Pictures are blue, green, red."""

    def __init__(self, detector: str, mesh: str) -> None:
        self.detector = cv2.dnn.readNetFromTFLite(detector, cv2.dnn.ENGINE_CLASSIC)
        self.mesh = cv2.dnn.readNetFromTFLite(mesh, cv2.dnn.ENGINE_CLASSIC)
        cells = [
            ((x + 0.5) / grid, (y + 0.5) / grid)
            for grid, boxes in _GRIDS
            for y in range(grid)
            for x in range(grid)
            for _ in range(boxes)
        ]
        self.cells = np.array(cells, np.float32)

    def seen_in(self, picture: Pixels) -> list[Landmarks]:
        """The Landmarks of each face; small ones are looked for from nearer where there is no large one."""
        found = self._candidates(picture, (0, 0))
        faces = [self._landmarks(picture, *self._from_nearer(picture, one)) for one in found]
        if not any(face.presence > _THERE for face in faces):
            nearer = [
                one for left, top, part in _parts(picture) for one in self._candidates(part, (left, top))
            ]
            found = _apart([*found, *nearer])[len(found) :]
            faces += [self._landmarks(picture, *self._from_nearer(picture, one)) for one in found]
        return faces

    def _from_nearer(self, picture: Pixels, one: Candidate) -> Candidate:
        """A candidate as the detector sees it when its face fills half the picture, where it still does."""
        (x, y), reach = one[1][:2], float(_NEARER * one[1][2])
        left, top = (max(0, int(part - reach)) for part in (x, y))
        part = picture[top : max(top + 2, int(y + reach)), left : max(left + 2, int(x + reach))]
        seen = [other for other in self._candidates(part, (left, top)) if len(_apart([one, other])) == 1]
        return seen[0] if seen else one

    def _candidates(self, picture: Pixels, at: tuple[int, int]) -> list[Candidate]:
        """The candidates of a part that lies at (left, top) in the picture, best first."""
        height, width = picture.shape[:2]
        side = max(height, width)
        left, top = (side - width) // 2, (side - height) // 2
        square = cv2.copyMakeBorder(
            picture, top, side - height - top, left, side - width - left, cv2.BORDER_CONSTANT
        )
        small = cv2.resize(square, (_DETECTS, _DETECTS), interpolation=cv2.INTER_AREA)
        self.detector.setInput(_channels_first(small.astype(np.float32) / 127.5 - 1))
        scores, boxes = self.detector.forward(("classificators", "regressors"))
        scores = 1 / (1 + np.exp(-np.clip(scores.reshape(-1), -50, 50)))
        boxes = boxes.reshape(-1, 16) / _DETECTS
        found = []
        for index in np.argsort(-scores, kind="stable")[:60]:
            if scores[index] < _CANDIDATE:
                break
            points = (boxes[index].reshape(8, 2) + self.cells[index] * ([1], [0], *[[1]] * 6)) * side
            points -= np.array((left - at[0], top - at[1])) * ([1], [0], *[[1]] * 6)
            found.append((float(scores[index]), points[:2].ravel(), points[2:]))
        return _apart(found)

    def _landmarks(self, picture: Pixels, score: float, box: Array, rough: Array) -> Landmarks:
        _, points = self._points(picture, box[:2], float(max(box[2:])), rough[1] - rough[0])
        presence, points = self._points(picture, *_place(points))
        mirror = np.array((picture.shape[1] - 1, 0))
        turned = np.ascontiguousarray(picture[:, ::-1])
        middle, size, (across, down) = _place(points)
        again, mirrored = self._points(turned, mirror + middle * (-1, 1), size, np.array((across, -down)))
        return Landmarks(
            points, mirror + mirrored * (-1, 1), min(presence, again), score, rough[:2], rough[3]
        )

    def _points(self, picture: Pixels, middle: Array, size: float, level: Array) -> tuple[float, Array]:
        """(presence, the 468 points) of a face about a middle, turned so that its eyes are level."""
        angle = float(np.degrees(np.arctan2(level[1], level[0])))
        way = cv2.getRotationMatrix2D(
            (float(middle[0]), float(middle[1])), angle, _MESHES / (_AROUND * max(1.0, size))
        )
        way[:, 2] += _MESHES / 2 - np.asarray(middle)
        seen = cv2.warpAffine(picture, way, (_MESHES, _MESHES), flags=cv2.INTER_AREA)
        self.mesh.setInput(_channels_first(seen.astype(np.float32) / 255))
        presence, points = self.mesh.forward(("conv2d_30", "conv2d_20"))
        back = cv2.invertAffineTransform(way)
        return float(presence.reshape(-1)[0]), points.reshape(468, 3)[:, :2] @ back[:, :2].T + back[:, 2]


def _channels_first(picture: Array) -> Array:
    """Blue, green, red as the models take it: (1, 3, height, width), red first."""
    return np.ascontiguousarray(picture[..., ::-1].transpose(2, 0, 1)[None])


def _place(points: Array) -> tuple[Array, float, Array]:
    """(middle, size, direction from eye to eye) of a face whose points are known."""
    low, high = points.min(0), points.max(0)
    level = points[list(_RIGHT_EYE)].mean(0) - points[list(_LEFT_EYE)].mean(0)
    return (low + high) / 2, float((high - low).max()), level


def _parts(picture: Pixels) -> list[tuple[int, int, Pixels]]:
    """(left, top, part) of overlapping squares that cover the picture, half as large as it is."""
    height, width = picture.shape[:2]
    side = max(_DETECTS, min(height, width, max(height, width) // 2 + 1))
    lefts, tops = _starts(width, side), _starts(height, side)
    return [(left, top, picture[top : top + side, left : left + side]) for top in tops for left in lefts]


def _starts(whole: int, part: int) -> list[int]:
    count = max(1, -(-2 * (whole - part) // part) + 1)
    return [round(step * max(0, whole - part) / max(1, count - 1)) for step in range(count)]


def _apart(found: list[Candidate]) -> list[Candidate]:
    """The candidates without those that lie on one before them."""
    kept: list[Candidate] = []
    for one in found:
        if all(np.hypot(*(one[1][:2] - other[1][:2])) > _APART * other[1][2] for other in kept):
            kept.append(one)
    return kept[:_MOST]


if __name__ == "__main__":
    _main(*sys.argv[1:])
