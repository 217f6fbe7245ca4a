"""Talent `lip_sync` on this machine: an honest talking portrait, drawn or moved by numpy and OpenCV.

A character is drawn in front of the scene's picture, in its colours, and says what it is (`LABEL`). The
lips of a portrait that somebody uploaded move where the mouth was found or a person marked it, and are left
alone else: a mouth that opens beside the lips is worse than one that keeps still. No Django.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from generation.interfaces import Clip, Provider, SyncRequest
from generation.local.lip_sync import face_motion, figure
from generation.local.lip_sync.clip_writer import BoxSides, ClipWriter
from generation.local.lip_sync.face_motion import FacePose
from generation.local.lip_sync.figure import BGR, FigureColours, PaperLayer, Person
from generation.local.lip_sync.photo import PortraitPhoto
from generation.media import audio, visemes
from generation.media.arrays import Array, Mask, Pixels, Samples
from generation.provider_errors import Rejected
from projects import formats
from projects.styles import STYLES

# Draws a part of somebody onto a layer.
Draw = Callable[[PaperLayer, Person, FigureColours], None]

# Frames a second, the film's own.
FPS = 30
LABEL = "local talking portrait"
# Longer than any scene's narration: a wrong number should not fill the disk.
LONGEST_MS = 120_000
# What a head and a bust may ever touch, in heads about its middle: left, top, right, bottom. A head that
# nods and turns strays so far from where it is drawn (face_motion.face_poses).
HEAD, BUST, STRAY = (-0.68, -0.98, 0.68, 0.94), (-1.2, 0.15, 1.2, 99), 0.07
# From one blink to the next, in seconds at least and at most.
DRAWN_BLINKS, PHOTO_BLINKS = (2.0, 4.8), (3.0, 6.0)
UPLOADED = (
    "Nobody has marked the mouth on the portrait yet. Mark it, and the lips move; or take the portrait away, "
    "and the speaker is drawn."
)


class LocalPortrait(Provider):
    """Lets portraits speak without network or key. The same request gives the same frames."""

    model = "1"
    hints = ("visemes", "scene", "style", "speaker", "about", "mouth", "eyes")
    draws = True

    def declines(self, request: SyncRequest) -> str:
        """Why the lips cannot be moved, "" where they can: another provider may be able to."""
        return UPLOADED if request.image and not request.mouth else ""

    def sync(self, request: SyncRequest) -> Clip:
        """Return the Clip for a SyncRequest: its size, as long as it says, 30 frames a second, silent.

        Raises Rejected for an uploaded portrait whose mouth nobody marked, a picture or recording that
        cannot be read, and times out of bounds.
        """
        if self.declines(request):
            raise Rejected(UPLOADED)
        if not 0 < request.duration_ms <= LONGEST_MS:
            raise Rejected(f"A talking portrait lasts up to {LONGEST_MS} ms, not {request.duration_ms}")
        frames = max(1, round(request.duration_ms * FPS / 1000))
        actor = PortraitPhoto(request) if request.image else DrawnPortrait(request)
        writer = ClipWriter(actor.still, FPS)
        for pose in self.poses(request, frames):
            writer.add_frame(*actor.frame(pose))
        return Clip(
            data=writer.finish(),
            mime="video/mp4",
            width=request.width,
            height=request.height,
            duration_ms=request.duration_ms,
            label=LABEL,
        )

    def poses(self, request: SyncRequest, frames: int) -> list[FacePose]:
        """What the face does in each frame: a FacePose each."""
        samples, rate = _recording(request)
        shapes = visemes.validated(request.visemes, request.duration_ms)
        seed, blinks = request.speaker or request.voice, PHOTO_BLINKS if request.image else DRAWN_BLINKS
        return face_motion.face_poses(samples, rate, shapes, frames, FPS, seed, blinks)


def _recording(request: SyncRequest) -> tuple[Samples, int]:
    try:
        return audio.read_wav(request.audio)
    except (ValueError, EOFError, OSError) as error:
        raise Rejected("The recording cannot be read, so no lips can follow it") from error


class DrawnPortrait:
    """A drawn speaker in front of a scene's picture."""

    def __init__(self, request: SyncRequest) -> None:
        if not request.scene:
            raise Rejected("There is no picture to draw the speaker in front of")
        size = (request.width, request.height)
        look = STYLES.get(request.style) or STYLES["minimal"]
        who = figure.describe_person(request.speaker, request.about)
        self.still = blurred_backdrop(request.scene, size)
        self.head, self.middle = head_place(size)
        ink = figure.figure_colours(who, look, _light_colour(self.still))
        self._draw(figure.draw_bust, who, ink, _box(self.middle, self.head, size, BUST))
        room = _box(self.middle, self.head, size, HEAD)
        layer = self._layer(figure.draw_head, who, ink, room)
        paper = np.dstack([layer.colour, layer.cover * 255]).round().astype(np.uint8)
        self.box = _moving_box(paper[..., 3], room, STRAY * self.head)
        self.local = np.array(self.middle) - self.box[:2]
        self.paper = _cut(paper, self.box, room)
        self.ground = _cut(self.still, self.box)
        self.face = figure.MovingFace(who, ink)

    def _layer(self, draw: Draw, who: Person, ink: FigureColours, box: BoxSides) -> PaperLayer:
        left, top, right, foot = box
        layer = figure.PaperLayer(right - left, foot - top, np.array(self.middle) - box[:2], self.head)
        draw(layer, who, ink)
        return layer

    def _draw(self, draw: Draw, who: Person, ink: FigureColours, box: BoxSides) -> None:
        """Draw what keeps still onto the picture."""
        there = _cut(self.still, box)
        there[:] = _laid_over(there, self._layer(draw, who, ink, box))

    def frame(self, pose: FacePose) -> tuple[BoxSides, Pixels]:
        """(box, its pixels) of a frame."""
        way = _turned(self.local, self.head, pose)
        paper = cv2.warpAffine(self.paper, way, self.paper.shape[1::-1], flags=cv2.INTER_LINEAR)
        clear = cv2.cvtColor(255 - paper[..., 3], cv2.COLOR_GRAY2BGR)
        drawn = cv2.multiply(self.ground, clear, scale=1 / 255)
        drawn = cv2.add(drawn, cv2.cvtColor(paper, cv2.COLOR_BGRA2BGR))
        self.face.draw(drawn, pose, lambda heads: (heads * self.head + self.local) @ way[:, :2].T + way[:, 2])
        return self.box, drawn


def head_place(size: tuple[int, int]) -> tuple[float, tuple[float, float]]:
    """(the head's height, its middle) in pixels: above the captions, a little right of the middle."""
    width, height = size
    head = 0.27 * min(height, 1.35 * width)
    top = formats.caption_box(width, height).top
    return head, (0.575 * width, top - 0.03 * height - 0.52 * head)


def blurred_backdrop(data: bytes, size: tuple[int, int]) -> Pixels:
    """A scene's picture behind somebody who stands close: nearer, and out of focus.

    Its upper part is kept: what stood in front is then behind the figure.
    """
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise Rejected("The scene's picture cannot be read")
    picture = cover_frame(picture, size, closer=1.3, upper=0.2)
    return figure.blurred(picture, 0.0075 * min(size))


def cover_frame(picture: Pixels, size: tuple[int, int], closer: float = 1.0, upper: float = 0.5) -> Pixels:
    """A picture scaled and cut to a size; `upper` 0 keeps its top, 1 its foot."""
    width, height = size
    scale = closer * max(width / picture.shape[1], height / picture.shape[0])
    wide, high = max(width, round(picture.shape[1] * scale)), max(height, round(picture.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = cv2.resize(picture, (wide, high), interpolation=way)
    left, top = (wide - width) // 2, round((high - height) * upper)
    return np.ascontiguousarray(large[top : top + height, left : left + width])


def _light_colour(picture: Pixels) -> BGR:
    """The colour of the light in a picture: what its brighter half has on average."""
    small = cv2.resize(picture, (48, 48), interpolation=cv2.INTER_AREA).reshape(-1, 3).astype(np.float32)
    bright = small[np.argsort(small.sum(axis=1))[len(small) // 2 :]]
    return tuple(float(part) for part in bright.mean(axis=0))


def _laid_over(picture: Pixels, layer: PaperLayer) -> Pixels:
    made = picture * (1 - layer.cover[..., None]) + layer.colour
    return np.clip(made + 0.5, 0, 255).astype(np.uint8)


def _box(middle: tuple[float, float], head: float, size: tuple[int, int], sides: Sequence[float]) -> BoxSides:
    """Sides in heads as even pixels inside the picture: left, top, right, bottom."""
    edges = (side * head + at for side, at in zip(sides, (*middle, *middle), strict=True))
    left, top, right, bottom = (
        int(min(max(0, edge), whole)) // 2 * 2 for edge, whole in zip(edges, (*size, *size), strict=True)
    )
    return left, top, right, bottom


def _moving_box(cover: Mask, room: BoxSides, margin: float) -> BoxSides:
    """The part of a box, in even pixels, that a cover with a margin takes."""
    left, top, wide, high = cv2.boundingRect(cover)
    low = (left + room[0] - margin, top + room[1] - margin)
    high = (left + wide + room[0] + margin + 2, top + high + room[1] + margin + 2)
    first_x, first_y = (int(max(side, edge)) // 2 * 2 for side, edge in zip(low, room[:2], strict=True))
    last_x, last_y = (int(min(side, edge)) // 2 * 2 for side, edge in zip(high, room[2:], strict=True))
    return first_x, first_y, last_x, last_y


def _cut(picture: Pixels, box: BoxSides, origin: Sequence[int] = (0, 0)) -> Pixels:
    """A view of the box in a picture whose own left and top are at `origin`."""
    (left, top, right, foot), (x, y) = box, origin[:2]
    return picture[top - y : foot - y, left - x : right - x]


def _turned(middle: Array, head: float, pose: FacePose) -> Array:
    """The movement of a head about its neck, as an affine matrix."""
    neck = (float(middle[0]), float(middle[1] + 0.5 * head))
    way = cv2.getRotationMatrix2D(neck, pose.turn, 1.0)
    way[:, 2] += (pose.dx * head, pose.dy * head)
    return way
