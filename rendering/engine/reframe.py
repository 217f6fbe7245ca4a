"""A picture in a frame of another shape: where to cut it, or, where a cut would hurt, how to extend it.

Pure but for `extend`. Boxes are (left, top, right, bottom) in fractions of the picture; what must stay
whole is the product and the words. A picture of which nothing is known keeps its middle (UNMEASURED_SUBJECT).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from projects.formats import caption_box
from rendering.engine import motion, stills
from rendering.engine.types import Box, FloatSize, Map, PixelBox, Pixels, Point, Size, to_box
from rendering.spec.schema import Motion

# What of a picture is taken for its subject when nobody measured it: the middle three quarters.
UNMEASURED_SUBJECT = (0.12, 0.12, 0.88, 0.88)

# A product cut by less than this share of itself is cut by its own soft edge or shadow.
SLACK = 0.01

# The ground of an extended picture: how soft and how dark it is, and its picture's feathered edge and
# shadow, all in shares of the frame's short side.
BLUR, DARKENING = 0.09, 0.82
SHADOW = 0.03

# A photograph whose edge differs by less all around (standard deviation of 0..255) stands on one plain
# colour: it is continued, and no seam is seen.
PLAIN_DEVIATION = 4.0


@dataclass(frozen=True)
class KeptWhole:
    """What must be seen whole: `product` or None, `words`, and whether captions need their strip free."""

    product: Box | None
    words: tuple[Box, ...] = ()
    captions: bool = True

    @property
    def boxes(self) -> list[Box]:
        return [*([self.product] if self.product else []), *self.words] or [UNMEASURED_SUBJECT]


def focus_for(camera: Motion, source: Size, frame: Size, kept: KeptWhole) -> Point | None:
    """Where the camera has to look so that a picture, cut to a frame, keeps what must be kept; else None.

    `camera` is the spec.Motion it would have, `source` and `frame` are sizes in pixels. Product and
    words stay inside the frame during the whole movement, and no word gets under the captions.
    """
    cover = motion.cover_size(source, frame)
    for focus in _candidates(camera.focus, kept.boxes):
        way = motion.camera_path(camera.model_copy(update={"focus": focus}), cover, frame, 2)
        if all(_keeps_all(view, cover, frame, kept) for view in (way.first, way.last)):
            return focus
    return None


def _candidates(focus: Point, boxes: Sequence[Box]) -> Iterator[Point]:
    """The picture's own focus, the middle of what is kept, and places between and about them."""
    left, top, right, bottom = _union(boxes)
    middle = ((left + right) / 2, (top + bottom) / 2)
    yield focus
    yield middle
    for share in (0.25, 0.5, 0.75):
        yield focus[0] + (middle[0] - focus[0]) * share, focus[1] + (middle[1] - focus[1]) * share
    for step in (0.1, 0.2, 0.3):
        for across, down in ((step, 0), (-step, 0), (0, step), (0, -step)):
            yield (min(1.0, max(0.0, middle[0] + across)), min(1.0, max(0.0, middle[1] + down)))


def _union(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _keeps_all(view: motion.CameraView, cover: FloatSize, frame: Size, kept: KeptWhole) -> bool:
    shown = [box_in_frame(view, cover, frame, box) for box in kept.boxes]
    if any(not _inside(box) for box in shown):
        return False
    words = [box_in_frame(view, cover, frame, box) for box in kept.words]
    return not (kept.captions and any(_under_captions(box, frame) for box in words))


def box_in_frame(view: motion.CameraView, cover: FloatSize, frame: Size, box: Box) -> Box:
    """A box of a picture as shares of the frame, from a camera's view of its cover."""
    return to_box(
        (box[k] * cover[k % 2] - (view.left, view.top)[k % 2]) / view.step / frame[k % 2] for k in range(4)
    )


def _inside(box: Box) -> bool:
    return box[0] >= -SLACK and box[1] >= -SLACK and box[2] <= 1 + SLACK and box[3] <= 1 + SLACK


def _under_captions(box: Box, frame: Size) -> bool:
    strip = caption_box(*frame)
    return box[1] * frame[1] < strip.bottom and box[3] * frame[1] > strip.top


def inner_box(source: Size, size: Size, zoom: float) -> PixelBox:
    """(left, top, width, height) in pixels of a whole picture in the middle of a frame of `size`.

    It is drawn so much smaller that the camera, `zoom` times nearer, still sees all of it.
    """
    scale = min(size[0] / source[0], size[1] / source[1]) / zoom
    width, height = round(source[0] * scale), round(source[1] * scale)
    return (size[0] - width) // 2, (size[1] - height) // 2, width, height


def extend(path: Path, scene_index: int, size: Size, zoom: float = 1.0) -> Image.Image:
    """A Pillow picture of `size`: the whole picture of a file in front of its own blurred, darker copy.

    A picture on one plain colour is continued in that colour instead.

    Raises SourceError for a picture that cannot be read.
    """
    image = _opened(path, scene_index)
    left, top, width, height = inner_box(image.size, size, zoom)
    ground = _continued_colour(image, size)
    if ground is None:
        ground = _blurred_ground(image, size, (left, top, width, height))
    sharp = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS))
    ground[top : top + height, left : left + width] = sharp
    return Image.fromarray(ground)


def _opened(path: Path, scene_index: int) -> Image.Image:
    stills.size_of(path, scene_index)  # refuses what is no picture, and what is too large
    try:
        with Image.open(path) as found:
            image = ImageOps.exif_transpose(found)
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise stills.unreadable(scene_index) from error
    if "A" in image.getbands() or "transparency" in image.info:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    return image.convert("RGB")


def _continued_colour(image: Image.Image, size: Size) -> Pixels | None:
    """A frame of the one colour that a picture ends with on all sides, or None where it ends with more."""
    pixels = np.asarray(image)
    edge = np.concatenate((pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))
    if edge.std(axis=0).max() > PLAIN_DEVIATION:
        return None
    return np.full((size[1], size[0], 3), np.median(edge, axis=0).astype(np.uint8), np.uint8)


def _blurred_ground(image: Image.Image, size: Size, place: PixelBox) -> Pixels:
    """The picture scaled to cover, blurred at a quarter of its size, with the shadow of what stands on it."""
    small = (max(2, size[0] // 4), max(2, size[1] // 4))
    ground = np.asarray(ImageOps.fit(image, small, Image.Resampling.BOX)).astype(np.float32)
    short = min(small)
    ground = cv2.GaussianBlur(ground, (0, 0), BLUR * short, borderType=cv2.BORDER_REFLECT) * DARKENING
    ground *= 1 - 0.45 * _shadow(small, [value / 4 for value in place], SHADOW * short)[..., None]
    full = cv2.resize(ground, size, interpolation=cv2.INTER_CUBIC)
    # A blur this wide has fewer shades than 8 bits can tell apart: noise keeps it from banding.
    full += np.random.default_rng(1).normal(0, 0.8, (size[1], size[0], 1)).astype(np.float32)
    return np.clip(full, 0, 255).astype(np.uint8)


def _shadow(size: Size, place: Sequence[float], sigma: float) -> Map:
    left, top, width, height = (round(value) for value in place)
    mask = np.zeros((size[1], size[0]), np.float32)
    mask[top : top + height, left : left + width] = 1
    return cv2.GaussianBlur(mask, (0, 0), sigma)


def moved_box(box: Box, source: Size, size: Size, zoom: float) -> Box:
    """Where a box of the picture lies in the extended one, as fractions."""
    left, top, width, height = inner_box(source, size, zoom)
    return (
        (left + box[0] * width) / size[0],
        (top + box[1] * height) / size[1],
        (left + box[2] * width) / size[0],
        (top + box[3] * height) / size[1],
    )
