"""A picture in a frame of another shape: where to cut it, or, where a cut would hurt, how to extend it.

Pure but for `extended`. Boxes are (left, top, right, bottom) in fractions of the picture; what must stay
whole is the product and the words. A picture of which nothing is known keeps its middle (UNKNOWN).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageOps

from projects.formats import caption_box
from rendering.engine import motion, stills

# What of a picture is taken for its subject when nobody measured it.
UNKNOWN = (0.12, 0.12, 0.88, 0.88)

# A product cut by less than this share of itself is cut by its own soft edge or shadow.
SLACK = 0.01

# The ground of an extended picture: how soft and how dark it is, and its picture's feathered edge and
# shadow, all in shares of the frame's short side.
SOFT, DARK = 0.09, 0.82
SHADOW = 0.03

# A photograph whose edge differs by less all around (standard deviation of 0..255) stands on one plain
# colour: it is continued, and no seam is seen.
PLAIN = 4.0


@dataclass(frozen=True)
class Kept:
    """What must be seen whole: `product` or None, `words`, and whether captions need their strip free."""

    product: tuple | None
    words: tuple = ()
    captions: bool = True

    @property
    def boxes(self):
        return [*([self.product] if self.product else []), *self.words] or [UNKNOWN]


def focus_for(camera, source, frame, kept):
    """Where the camera has to look so that a picture, cut to a frame, keeps what must be kept; else None.

    `camera` is the spec.Motion it would have, `source` and `frame` are sizes in pixels. Product and
    words stay inside the frame during the whole movement, and no word gets under the captions.
    """
    cover = motion.cover_size(source, frame)
    for focus in _candidates(camera.focus, kept.boxes):
        way = motion.path(camera.model_copy(update={"focus": focus}), cover, frame, 2)
        if all(_holds(view, cover, frame, kept) for view in (way.first, way.last)):
            return focus
    return None


def _candidates(focus, boxes):
    """The picture's own focus, the middle of what is kept, and places between and about them."""
    left, top, right, bottom = _union(boxes)
    middle = ((left + right) / 2, (top + bottom) / 2)
    yield focus
    yield middle
    for share in (0.25, 0.5, 0.75):
        yield tuple(a + (b - a) * share for a, b in zip(focus, middle, strict=True))
    for step in (0.1, 0.2, 0.3):
        for across, down in ((step, 0), (-step, 0), (0, step), (0, -step)):
            yield (min(1.0, max(0.0, middle[0] + across)), min(1.0, max(0.0, middle[1] + down)))


def _union(boxes):
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _holds(view, cover, frame, kept):
    shown = [seen(view, cover, frame, box) for box in kept.boxes]
    if any(not _inside(box) for box in shown):
        return False
    words = [seen(view, cover, frame, box) for box in kept.words]
    return not (kept.captions and any(_under_captions(box, frame) for box in words))


def seen(view, cover, frame, box):
    """A box of a picture as fractions of the frame, from a motion.View of its cover."""
    return tuple(
        (box[k] * cover[k % 2] - (view.left, view.top)[k % 2]) / view.step / frame[k % 2] for k in range(4)
    )


def _inside(box):
    return box[0] >= -SLACK and box[1] >= -SLACK and box[2] <= 1 + SLACK and box[3] <= 1 + SLACK


def _under_captions(box, frame):
    strip = caption_box(*frame)
    return box[1] * frame[1] < strip.bottom and box[3] * frame[1] > strip.top


def placed(source, size, zoom):
    """(left, top, width, height) in pixels of a whole picture in the middle of a frame of `size`.

    It is drawn so much smaller that the camera, `zoom` times nearer, still sees all of it.
    """
    scale = min(size[0] / source[0], size[1] / source[1]) / zoom
    width, height = round(source[0] * scale), round(source[1] * scale)
    return (size[0] - width) // 2, (size[1] - height) // 2, width, height


def extended(path, scene_index, size, zoom=1.0):
    """A Pillow picture of `size`: the whole picture of a file before its own blurred, darker self.

    A picture on one plain colour is continued in that colour instead.

    Raises SourceError for a picture that cannot be read.
    """
    image = _opened(path, scene_index)
    left, top, width, height = placed(image.size, size, zoom)
    ground = _plain(image, size)
    if ground is None:
        ground = _ground(image, size, (left, top, width, height))
    sharp = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS))
    ground[top : top + height, left : left + width] = sharp
    return Image.fromarray(ground)


def _opened(path, scene_index):
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


def _plain(image, size):
    """A frame of the one colour that a picture ends with on all sides, or None where it ends with more."""
    pixels = np.asarray(image)
    edge = np.concatenate((pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))
    if edge.std(axis=0).max() > PLAIN:
        return None
    return np.full((size[1], size[0], 3), np.median(edge, axis=0).astype(np.uint8), np.uint8)


def _ground(image, size, place):
    """The picture scaled to cover, blurred at a quarter of its size, with the shadow of what stands on it."""
    small = (max(2, size[0] // 4), max(2, size[1] // 4))
    ground = np.asarray(ImageOps.fit(image, small, Image.Resampling.BOX)).astype(np.float32)
    short = min(small)
    ground = cv2.GaussianBlur(ground, (0, 0), SOFT * short, borderType=cv2.BORDER_REFLECT) * DARK
    ground *= 1 - 0.45 * _shadow(small, [value / 4 for value in place], SHADOW * short)[..., None]
    full = cv2.resize(ground, size, interpolation=cv2.INTER_CUBIC)
    # A blur this wide has fewer shades than 8 bits can tell apart: noise keeps it from banding.
    full += np.random.default_rng(1).normal(0, 0.8, (size[1], size[0], 1)).astype(np.float32)
    return np.clip(full, 0, 255).astype(np.uint8)


def _shadow(size, place, sigma):
    left, top, width, height = (round(value) for value in place)
    mask = np.zeros((size[1], size[0]), np.float32)
    mask[top : top + height, left : left + width] = 1
    return cv2.GaussianBlur(mask, (0, 0), sigma)


def moved(box, source, size, zoom):
    """Where a box of the picture lies in the extended one, as fractions."""
    left, top, width, height = placed(source, size, zoom)
    return (
        (left + box[0] * width) / size[0],
        (top + box[1] * height) / size[1],
        (left + box[2] * width) / size[0],
        (top + box[3] * height) / size[1],
    )
