"""Signs over the picture: lower third, price and button, each coming in, standing and going again.

A sign is drawn once, at twice its size, and laid over every frame by an affine map: so it moves and
breathes by fractions of a pixel and is as sharp on its way as at rest. It is kept premultiplied, as what
it adds and how much it covers, and only its own box of a frame is touched.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw

from generation.media import typography
from rendering.engine.timeline import frame_at
from rendering.engine.yuv import MATRIX, halve

# Signs are drawn so many times larger than they are shown.
FINE = 2

# Room around a sign's box, as a share of its height: its shadow, and ends that slant beyond it.
ROOM = 0.3

# How long a sign takes to come and to go, in seconds, and how far it slides, in heights of its own.
COMING, GOING = 0.5, 0.25
SLIDE = 0.35

# A button breathes: so much larger, once in so many seconds.
BREATH, BREATH_SECONDS = 0.035, 1.6

# How much of the ground of a lower third, or of a title, covers the picture.
PANEL = 0.86

# A price's ground leans, and is so much broader on either side than its box, in its heights.
LEAN, PAD = 0.07, 0.14

# Of a title's height: its line, and how round its ground is.
TITLE, ROUND = 0.26, 0.07


@dataclass(frozen=True)
class Pose:
    """How a sign stands in a frame: its scale about its middle, its shift in pixels, its opacity."""

    scale: float = 1.0
    across: float = 0.0
    down: float = 0.0
    opacity: float = 1.0


class Overlays:
    """All signs of a video, by frame. One instance serves every worker."""

    def __init__(self, spec, timeline):
        self.size, self.fps = (spec.output.width, spec.output.height), timeline.fps
        self.signs = [(each, *self._frames(each, timeline.frames)) for each in spec.overlays]
        self.last = timeline.frames
        self.drawn = lru_cache(maxsize=8)(self._drawn)

    def _frames(self, sign, total):
        """[first, stop) frames of a sign."""
        return frame_at(sign.start_ms, self.fps), min(total, frame_at(sign.end_ms, self.fps))

    def draw(self, frame, out):
        """Blend the signs of a frame number over Planes `out`."""
        for number, (sign, first, stop) in enumerate(self.signs):
            if first <= frame < stop:
                left = None if stop >= self.last else (stop - frame) / self.fps
                box = pixels(sign.box, self.size)
                pose = posed(sign.kind, (frame - first + 1) / self.fps, left, box[3] - box[1])
                self.drawn(number).blend(out, box, pose)

    def shown(self, start, stop):
        """What is seen in frames [start, stop): each sign, and when it comes and goes from there."""
        return [
            [_look(sign), first - start, None if end >= self.last else end - start]
            for sign, first, end in self.signs
            if first < stop and end > start
        ]

    def _drawn(self, number):
        sign = self.signs[number][0]
        box = pixels(sign.box, self.size)
        return Sprite.of(picture(sign, (box[2] - box[0], box[3] - box[1])))


def _look(sign):
    return sign.model_dump(exclude={"start_ms", "end_ms"})


def pixels(box, size):
    """A box of fractions as (left, top, right, bottom) whole pixels of a frame."""
    return tuple(round(side * size[k % 2]) for k, side in enumerate(box))


# How signs move


def posed(kind, since, left, height):
    """The Pose of a sign `since` seconds after it began and `left` before it ends (None: it stays)."""
    coming = min(1.0, since / COMING)
    pose = _ENTERING[kind](coming, height)
    if kind == "button" and coming == 1:
        turn = (since - COMING) / BREATH_SECONDS
        pose = Pose(1 + BREATH * (0.5 - 0.5 * math.cos(2 * math.pi * turn)))
    if left is not None and left < GOING:
        return Pose(pose.scale, pose.across, pose.down, pose.opacity * left / GOING)
    return pose


def _slides(share, height):
    gone = (1 - share) ** 3
    return Pose(1.0, -height * SLIDE * gone, 0.0, min(1.0, share * 1.8))


def _rises(share, height):
    return Pose(1.0, 0.0, height * SLIDE * (1 - share) ** 3, min(1.0, share * 1.8))


def _pops(share, _height):
    """A little beyond its size and back, as a thing on a spring."""
    beyond = 1.9
    back = share - 1
    return Pose(0.6 + 0.4 * (1 + back * back * ((beyond + 1) * back + beyond)), 0, 0, min(1.0, share * 2.5))


def _fades(share, _height):
    return Pose(opacity=share)


_ENTERING = {"lower_third": _slides, "button": _rises, "price": _pops, "title": _fades}


# A sign as planes


@dataclass(frozen=True)
class Sprite:
    """A drawn sign: what it adds in Y, U and V and how much it covers, the last two sizes in half."""

    y: np.ndarray
    u: np.ndarray
    v: np.ndarray
    cover: np.ndarray
    half_cover: np.ndarray

    @classmethod
    def of(cls, image):
        """The Sprite of an RGBA picture of even size."""
        rgba = np.asarray(image.convert("RGBa"))
        weights = np.hstack([MATRIX[:, :3], MATRIX[:, 3:] / 255])
        y, u, v = (cv2.transform(rgba, weights[row : row + 1]) for row in range(3))
        cover = np.ascontiguousarray(rgba[..., 3])
        return cls(y, halve(u), halve(v), cover, halve(cover))

    def blend(self, out, box, pose):
        """Lay the sign over Planes: its middle on that of `box` (pixels), posed."""
        scale = pose.scale / FINE
        tall, wide = (side * scale for side in self.y.shape)
        left = (box[0] + box[2]) / 2 + pose.across - wide / 2
        top = (box[1] + box[3]) / 2 + pose.down - tall / 2
        spot = _spot(left, top, wide, tall, out.size)
        if spot is None or pose.opacity <= 0:
            return
        under = out.crop(*spot)
        # Edge coordinates of the sprite's luma at the first output's middle, then of its chroma.
        x, y = (spot[0] + 0.5 - left) / scale, (spot[1] + 0.5 - top) / scale
        half_x, half_y = (spot[0] + 0.5 - left) / scale / 2, (spot[1] + 1 - top) / scale / 2
        _lay(under.y, self.y, self.cover, (x - 0.5, y - 0.5), 1 / scale, pose.opacity)
        for plane, adds in ((under.u, self.u), (under.v, self.v)):
            at = (half_x - 0.25, half_y - 0.5)
            _lay(plane, adds, self.half_cover, at, 1 / scale, pose.opacity)


def _spot(left, top, wide, tall, size):
    """(left, top, width, height) of even output pixels, or None outside the frame."""
    first = max(0, int(left // 2) * 2), max(0, int(top // 2) * 2)
    last = min(size[0], -int(-(left + wide) // 2) * 2), min(size[1], -int(-(top + tall) // 2) * 2)
    spot = (*first, last[0] - first[0], last[1] - first[1])
    return spot if spot[2] > 0 and spot[3] > 0 else None


def _lay(plane, adds, cover, at, step, opacity):
    move = np.array([[step, 0, at[0]], [0, step, at[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = plane.shape[::-1]
    add, let = (cv2.warpAffine(each, move, size, flags=flags) for each in (adds, cover))
    if opacity < 1:
        add, let = (cv2.convertScaleAbs(each, alpha=opacity) for each in (add, let))
    cv2.multiply(plane, cv2.bitwise_not(let), plane, 1 / 255)
    cv2.add(plane, add, plane)


# How signs look


def lying(box):
    """(left, top, right, bottom) in pixels of a sign's picture, its room around it, when its box is `box`."""
    room = _around(box[3] - box[1])
    return box[0] - room, box[1] - room, box[2] + room, box[3] + room


def _around(height):
    return max(4, round(height * ROOM))


def picture(sign, size):
    """The RGBA picture of a sign for a box of `size`, FINE times as large, with its room around it."""
    room = _around(size[1])
    wide, tall = ((side + 2 * room) * FINE for side in size)
    image = Image.new("RGBA", (wide, tall), (0, 0, 0, 0))
    corner = room * FINE
    box = (corner, corner, corner + size[0] * FINE, corner + size[1] * FINE)
    _KINDS[sign.kind](image, sign, box)
    return image


def _button(image, sign, box):
    height = box[3] - box[1]
    _shadow(image, box, height / 2)
    ImageDraw.Draw(image).rounded_rectangle(_inclusive(box), height / 2, fill=sign.ground or sign.accent)
    _line(image, sign.text, sign.font, height / 2.42, _within(box, height * 0.42, 0), sign.ink)


def _price(image, sign, box):
    height = box[3] - box[1]
    if sign.ground:
        lean, pad = height * LEAN, height * PAD
        corners = [
            (box[0] - pad + lean, box[1]),
            (box[2] + pad + lean, box[1]),
            (box[2] + pad - lean, box[3]),
            (box[0] - pad - lean, box[3]),
        ]
        ImageDraw.Draw(image).polygon(corners, fill=sign.ground)
    _line(image, sign.text, sign.font, height / 1.16, box, sign.ink)


def _lower_third(image, sign, box):
    """A panel as wide as its words need, with a bar in the accent colour at its left."""
    height, bar = box[3] - box[1], max(FINE * 2, round((box[3] - box[1]) * 0.07))
    room = _within((box[0] + bar, *box[1:]), height * 0.2, height * 0.12)
    lines = [(sign.text, sign.font, height * (0.4 if sign.detail else 0.46), sign.ink)]
    if sign.detail:
        lines.append((sign.detail, "sans", height * 0.24, (*_rgb(sign.ink), 205)))
    set_ = [
        (*fitted(text, family, size, room[2] - room[0]), family, ink) for text, family, size, ink in lines
    ]
    widest = max(typography.measure(text, family, size)[0] for size, text, family, _ in set_)
    _panel(image, sign, (*box[:2], min(box[2], round(room[0] + widest + height * 0.3)), box[3]), bar)
    share = (room[3] - room[1]) / (1.6 if sign.detail else 1)
    for (size, text, family, ink), middle in zip(set_, (share / 2, share * 1.32), strict=False):
        typography.draw(image, (room[0], room[1] + middle), text, family, size, ink, anchor="lm")


def _panel(image, sign, box, bar):
    panel = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(panel)
    pen.rectangle(_inclusive(box), fill=(*_rgb(sign.ground or "#000000"), round(255 * PANEL)))
    pen.rectangle((box[0], box[1], box[0] + bar - 1, box[3] - 1), fill=sign.accent)
    image.alpha_composite(panel)


def _title(image, sign, box):
    """A line at the head of its box, over a ground for all that stands in it."""
    height = box[3] - box[1]
    if sign.ground:
        panel = Image.new("RGBA", image.size, (0, 0, 0, 0))
        fill = (*_rgb(sign.ground), round(255 * PANEL))
        ImageDraw.Draw(panel).rounded_rectangle(_inclusive(box), height * ROUND, fill=fill)
        image.alpha_composite(panel)
    head = (box[0], box[1] + height * ROUND, box[2], box[1] + height * (ROUND + TITLE))
    _line(image, sign.text, sign.font, height * TITLE / 1.4, _within(head, height * ROUND * 2, 0), sign.ink)


_KINDS = {"button": _button, "price": _price, "lower_third": _lower_third, "title": _title}


def _line(image, text, family, largest, box, ink):
    """One line of text in the middle of a box, as large as it lets it be."""
    size, text = fitted(text, family, largest, box[2] - box[0])
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    typography.draw(image, middle, text, family, size, ink, anchor="mm")


def fitted(text, family, largest, width):
    """(size, text): the largest size down to half of `largest` at which the line fits, else cut with …"""
    text = " ".join(text.split())
    size = max(6, int(largest))
    while size > max(6, largest * 0.5) and typography.measure(text, family, size)[0] > width:
        size -= 1
    if typography.measure(text, family, size)[0] <= width:
        return size, text
    while len(text) > 1 and typography.measure(text + "…", family, size)[0] > width:
        text = text[:-1].rstrip()
    return size, text + "…"


def _shadow(image, box, radius):
    """A faint soft shadow, so that a button is seen to lie above the picture."""
    height = box[3] - box[1]
    mask = Image.new("L", image.size, 0)
    low = (box[0], box[1] + height * 0.06, box[2], box[3] + height * 0.06)
    ImageDraw.Draw(mask).rounded_rectangle(_inclusive(low), radius, fill=80)
    soft = cv2.GaussianBlur(np.asarray(mask), (0, 0), height * 0.07)
    ground = Image.new("RGBA", image.size, "#000000")
    ground.putalpha(Image.fromarray(soft))
    image.alpha_composite(ground)


def _within(box, across, down):
    return box[0] + across, box[1] + down, box[2] - across, box[3] - down


def _inclusive(box):
    return box[0], box[1], box[2] - 1, box[3] - 1


def _rgb(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
