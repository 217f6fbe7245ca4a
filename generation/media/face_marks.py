"""What the landmarks of a face say of its mouth and its eyes, and how sure that is. Pure.

Landmarks are the 468 points of MediaPipe's face mesh, (468, 2) in pixels of the picture. They are looked for
twice, the second time in the mirrored picture; where both looks agree, and the detector's own rough points
too, the marks are sure.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.media.arrays import Array, Pixels

# A mouth or eyes are used from this confidence on. Tried on portraits (docs/quality.md).
SURE = 0.5

# Points of the mesh, left and right as they are seen in the picture.
_TOP, _CHIN, _NOSE, _SIDES = 10, 152, 1, (234, 454)
_CORNERS, _UPPER_LIP, _LOWER_LIP = (61, 291), 13, 14
# Of each eye: the corner on the left, the one on the right, the middles of the upper and the lower lid.
_EYES = ((33, 133, 159, 145), (362, 263, 386, 374))
_CHEEKS = (50, 280)
# Which point is which in the mirrored picture.
_MIRRORED = {61: 291, 291: 61, 13: 13, 14: 14, 33: 263, 263: 33, 133: 362, 362: 133,
             159: 386, 386: 159, 145: 374, 374: 145}  # fmt: skip
_MOUTH_POINTS = (*_CORNERS, _UPPER_LIP, _LOWER_LIP)
_EYE_POINTS = tuple(point for eye in _EYES for point in eye)

# Lips further apart than this share of the mouth's width show teeth: they meet so far down between the two.
_PARTED, _TEETH_END = 0.06, 0.85
# A mouth of fewer pixels, or one nearer to the picture's edge than this share of its width, is not used.
LEAST_PIXELS, _ROOM = 24, 0.1
# Eyes that are less open than this share of their width are shut or screwed up: they cannot blink.
_SHUT = 0.17
# Lids and what is below the eye are skin: their colour is so near to the cheeks' (Lab).
_SKIN, _LIGHT = 38.0, 0.6
# A second face of this share of the first one's size makes it a picture of several people.
_AS_LARGE = 0.6


@dataclass(frozen=True)
class Landmarks:
    """One face as the models see it.

    points, mirrored: (468, 2), the second from the mirrored picture, in pixels of the picture as it is.
    presence: the mesh's own word that there is a face, about -10 to 60, the lower one of both looks.
    score: the detector's, 0..1; its rough points `eyes` (2, 2) and `mouth` (2,).
    """

    points: Array
    mirrored: Array
    presence: float
    score: float
    eyes: Array
    mouth: Array

    @property
    def size(self) -> float:
        """From the forehead's upper edge to the chin, in pixels."""
        return float(np.hypot(*(self.points[_TOP] - self.points[_CHIN])))


@dataclass(frozen=True)
class FaceMarks:
    """Where mouth and eyes are, in shares of the picture; `why` names the strongest doubt of the mouth.

    mouth: {"left", "right", "middle"}: [x, y] each. eyes: of the left and the right one as they are seen,
    [left corner, right corner, middle of the upper lid, of the lower lid]; () where they are not sure.
    """

    mouth: dict[str, list[float]]
    eyes: tuple[list[list[float]], ...]
    confidence: float
    why: str

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE


def marks_of(faces: list[Landmarks], picture: Pixels) -> FaceMarks | None:
    """The FaceMarks of a picture (blue, green, red) with these faces; None where there is none at all."""
    there = sorted((face for face in faces if face.presence > 0), key=lambda face: -face.size)
    if not there:
        return None
    face, *others = there
    against = doubts(face, picture.shape[1::-1])
    if any(other.size > _AS_LARGE * face.size and _is_face(other) for other in others):
        against["there are several faces"] = 0.0
    why = min(against, key=lambda name: against[name])
    confidence = float(np.clip(against[why], 0, 1))
    eyes = _eyes(face, picture) if confidence >= SURE else ()
    shares = face.points / picture.shape[1::-1]
    return FaceMarks(
        {name: _rounded(point) for name, point in _mouth(shares).items()}, eyes, round(confidence, 3), why
    )


def doubts(face: Landmarks, size: tuple[int, int]) -> dict[str, float]:
    """What speaks against a mouth in a picture of (width, height), each from 0 (not one) to 1 (nothing)."""
    points = face.points
    mouth = points[list(_MOUTH_POINTS)]
    wide = float(np.hypot(*(mouth[1] - mouth[0])))
    inside = min(mouth.min(), float((np.array(size) - mouth).min())) / max(1.0, wide)
    rough = np.hypot(*(mouth[:2].mean(0) - face.mouth)) / face.size
    return {
        "it is hardly a face": min((face.score - 0.5) / 0.3, (face.presence - 9) / 12),
        "the two looks differ": (0.042 - _differ(face, _MOUTH_POINTS)) / 0.028,
        "the mouth may be elsewhere": (0.19 - float(rough)) / 0.1,
        "the face is turned away": (0.36 - abs(_turned(points) - 0.5)) / 0.2,
        "the mouth is too small": (wide - 0.75 * LEAST_PIXELS) / (0.5 * LEAST_PIXELS),
        "the mouth is cut off": inside / (2 * _ROOM),
    }


def _is_face(face: Landmarks) -> bool:
    return face.presence > 15 and _differ(face, _MOUTH_POINTS) < 0.06


def _differ(face: Landmarks, names: tuple[int, ...]) -> float:
    """How far the two looks are apart at most, as a share of the face."""
    away = [np.hypot(*(face.points[name] - face.mirrored[_MIRRORED[name]])) for name in names]
    return float(max(away)) / max(1.0, face.size)


def _turned(points: Array) -> float:
    """Where the tip of the nose is between the sides of the face: 0.5 for one that looks at us."""
    left, right = points[list(_SIDES)]
    across = right - left
    return float((points[_NOSE] - left) @ across / max(1e-6, across @ across))


def _mouth(points: Array) -> dict[str, Array]:
    left, right = points[list(_CORNERS)]
    upper, lower = points[_UPPER_LIP], points[_LOWER_LIP]
    shows_teeth = np.hypot(*(lower - upper)) > _PARTED * np.hypot(*(right - left))
    share = _TEETH_END if shows_teeth else 0.5
    return {"left": left, "right": right, "middle": upper + share * (lower - upper)}


def _eyes(face: Landmarks, picture: Pixels) -> tuple[list[list[float]], ...]:
    """The two eyes in shares of the picture; () where one cannot be seen to blink."""
    points, size = face.points, np.array(picture.shape[1::-1])
    eyes = [points[list(eye)] for eye in _EYES]
    rough = max(
        float(np.hypot(*(eye.mean(0) - there)))
        for eye, there in zip(eyes, face.eyes[face.eyes[:, 0].argsort()], strict=True)
    )
    steady = _differ(face, _EYE_POINTS) < 0.026 and rough < 0.14 * face.size
    level = abs(_turned(points) - 0.5) < 0.22
    seen = all((eye > 0).all() and (eye < size).all() for eye in eyes)
    if not (steady and level and seen and all(_openness(eye) > _SHUT for eye in eyes)):
        return ()
    if not _in_skin(eyes, points[list(_CHEEKS)], picture):
        return ()
    return tuple([_rounded(point) for point in eye / size] for eye in eyes)


def _openness(eye: Array) -> float:
    left, right, upper, lower = eye
    return float(np.hypot(*(lower - upper)) / max(1e-6, np.hypot(*(right - left))))


def _in_skin(eyes: list[Array], cheeks: Array, picture: Pixels) -> bool:
    """Whether above and below both eyes is the skin of the cheeks: no dark glasses, no hair."""
    for (_, _, upper, lower), cheek in zip(eyes, cheeks, strict=True):
        down = lower - upper
        reach = max(1, round(float(np.hypot(*down)) * 0.3))
        skin = _colour(picture, cheek, 2 * reach)
        beside = [_colour(picture, place, reach) - skin for place in (upper - 0.5 * down, lower + 0.8 * down)]
        if any(float(np.hypot(_LIGHT * one[0], np.hypot(*one[1:]))) > _SKIN for one in beside):
            return False
    return True


def _colour(picture: Pixels, at: Array, reach: int) -> Array:
    """The middle colour (Lab) about a place."""
    x, y = (int(round(float(part))) for part in at)
    part = picture[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    if not part.size:
        return np.full(3, 1e3, np.float32)
    return np.median(cv2.cvtColor(part.astype(np.float32) / 255, cv2.COLOR_BGR2LAB).reshape(-1, 3), 0)


def _rounded(point: Array) -> list[float]:
    return [round(float(min(max(part, 0), 1)), 4) for part in point]
