"""Signs over the picture: lower third, price, button and title, each coming in, standing and going again.

A sign is drawn once, at twice its size, and laid over every frame by an affine map: so it moves and
breathes by fractions of a pixel and is as sharp on its way as at rest. It is kept premultiplied, as what
it adds and how much it covers, and only its own box of a frame is touched.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import cv2
import numpy as np
from PIL import Image, ImageDraw

from generation.media import typography
from rendering.engine.timeline import Timeline, frame_at
from rendering.engine.types import Box, PixelBox, Plane, Point, Size
from rendering.engine.yuv import MATRIX, Planes, halve
from rendering.spec.schema import OverlaySpec, RenderSpec

# Signs are drawn so many times larger than they are shown: at 1 their edges are soft while they move.
SUPERSAMPLING = 2

# Room around a sign's box, as a share of its height: its shadow, and ends that slant beyond it.
MARGIN = 0.3

# How long a sign takes to come and to go, in seconds, and how far it slides, in heights of its own.
ENTER_SECONDS, LEAVE_SECONDS = 0.5, 0.25
SLIDE = 0.35

# A button breathes, so that it is seen to be one: by this share larger, once in so many seconds.
BREATH, BREATH_SECONDS = 0.035, 1.6

# How much of the ground of a lower third, or of a title, covers the picture.
PANEL = 0.86

# A price's ground leans, and is so much broader on either side than its box, in its heights.
LEAN, PAD = 0.07, 0.14

# Of a title's height: its line, and how round its ground is.
TITLE, ROUND = 0.26, 0.07
# A line is set so much smaller at least, as a share of its largest size, before words are cut. No part of a
# price is cut: half of it would be another one.
LEAST, LEAST_PRICE = 0.5, 0.1


@dataclass(frozen=True)
class SignPose:
    """How a sign stands in a frame: its scale about its middle, its shift in pixels, its opacity."""

    scale: float = 1.0
    across: float = 0.0
    down: float = 0.0
    opacity: float = 1.0


class Overlays:
    """All signs of a video, by frame. One instance serves every worker."""

    def __init__(self, spec: RenderSpec, timeline: Timeline) -> None:
        self.size, self.fps = (spec.output.width, spec.output.height), timeline.fps
        self.signs = [(each, *self._frames(each, timeline.frames)) for each in spec.overlays]
        self.last = timeline.frames
        self.sprite = lru_cache(maxsize=8)(self._sprite)

    def _frames(self, sign: OverlaySpec, total: int) -> tuple[int, int]:
        """(first frame, last frame + 1) of a sign."""
        return frame_at(sign.start_ms, self.fps), min(total, frame_at(sign.end_ms, self.fps))

    def draw(self, frame: int, out: Planes) -> None:
        """Blend the signs of a frame number over Planes `out`."""
        for number, (sign, first, stop) in enumerate(self.signs):
            if first <= frame < stop:
                left = None if stop >= self.last else (stop - frame) / self.fps
                box = to_pixels(sign.box, self.size)
                pose = pose_at(sign.kind, (frame - first + 1) / self.fps, left, box[3] - box[1])
                self.sprite(number).blend(out, box, pose)

    def cache_data(self, start: int, stop: int) -> list[Any]:
        """What is seen in frames [start, stop), for cache keys: each sign, and when it comes and goes."""
        return [
            [_look(sign), first - start, None if end >= self.last else end - start]
            for sign, first, end in self.signs
            if first < stop and end > start
        ]

    def _sprite(self, number: int) -> "Sprite":
        sign = self.signs[number][0]
        box = to_pixels(sign.box, self.size)
        return Sprite.of(picture(sign, (box[2] - box[0], box[3] - box[1])))


def _look(sign: OverlaySpec) -> dict[str, Any]:
    return sign.model_dump(exclude={"start_ms", "end_ms"})


def to_pixels(box: Box, size: Size) -> PixelBox:
    """A box of shares as whole pixels of a frame."""
    left, top, right, bottom = box
    return round(left * size[0]), round(top * size[1]), round(right * size[0]), round(bottom * size[1])


# How signs move


def pose_at(kind: str, since: float, left: float | None, height: float) -> SignPose:
    """The SignPose of a sign `since` seconds after it began and `left` before it ends (None: it stays).

    `height` is that of its box in pixels.
    """
    coming = min(1.0, since / ENTER_SECONDS)
    pose = _ENTERING[kind](coming, height)
    if kind == "button" and coming == 1:
        turn = (since - ENTER_SECONDS) / BREATH_SECONDS
        pose = SignPose(1 + BREATH * (0.5 - 0.5 * math.cos(2 * math.pi * turn)))
    if left is not None and left < LEAVE_SECONDS:
        return SignPose(pose.scale, pose.across, pose.down, pose.opacity * left / LEAVE_SECONDS)
    return pose


def _slide_in(share: float, height: float) -> SignPose:
    gone = (1 - share) ** 3
    return SignPose(1.0, -height * SLIDE * gone, 0.0, min(1.0, share * 1.8))


def _rise_in(share: float, height: float) -> SignPose:
    return SignPose(1.0, 0.0, height * SLIDE * (1 - share) ** 3, min(1.0, share * 1.8))


def _pop_in(share: float, _height: float) -> SignPose:
    """A little beyond its size and back, as a thing on a spring."""
    beyond = 1.9
    back = share - 1
    return SignPose(
        0.6 + 0.4 * (1 + back * back * ((beyond + 1) * back + beyond)), 0, 0, min(1.0, share * 2.5)
    )


def _fade_in(share: float, _height: float) -> SignPose:
    return SignPose(opacity=share)


_ENTERING = {"lower_third": _slide_in, "button": _rise_in, "price": _pop_in, "title": _fade_in}


# A sign as planes


@dataclass(frozen=True)
class Sprite:
    """A drawn sign: what it adds in Y, U and V and how much it covers; U, V and `half_cover` at half size."""

    y: Plane
    u: Plane
    v: Plane
    cover: Plane
    half_cover: Plane

    @classmethod
    def of(cls, image: Image.Image) -> Self:
        """The Sprite of an RGBA picture of even size."""
        rgba = np.asarray(image.convert("RGBa"))
        weights = np.hstack([MATRIX[:, :3], MATRIX[:, 3:] / 255])
        y, u, v = (cv2.transform(rgba, weights[row : row + 1]) for row in range(3))
        cover = np.ascontiguousarray(rgba[..., 3])
        return cls(y, halve(u), halve(v), cover, halve(cover))

    def blend(self, out: Planes, box: PixelBox, pose: SignPose) -> None:
        """Lay the sign over Planes in a pose: its middle on that of `box` (pixels)."""
        scale = pose.scale / SUPERSAMPLING
        tall, wide = (side * scale for side in self.y.shape)
        left = (box[0] + box[2]) / 2 + pose.across - wide / 2
        top = (box[1] + box[3]) / 2 + pose.down - tall / 2
        spot = _covered(left, top, wide, tall, out.size)
        if spot is None or pose.opacity <= 0:
            return
        under = out.crop(*spot)
        # Edge coordinates of the sprite's luma at the first output's middle, then of its chroma.
        x, y = (spot[0] + 0.5 - left) / scale, (spot[1] + 0.5 - top) / scale
        half_x, half_y = (spot[0] + 0.5 - left) / scale / 2, (spot[1] + 1 - top) / scale / 2
        _blend(under.y, self.y, self.cover, (x - 0.5, y - 0.5), 1 / scale, pose.opacity)
        for plane, adds in ((under.u, self.u), (under.v, self.v)):
            at = (half_x - 0.25, half_y - 0.5)
            _blend(plane, adds, self.half_cover, at, 1 / scale, pose.opacity)


def _covered(left: float, top: float, wide: float, tall: float, size: Size) -> PixelBox | None:
    """(left, top, width, height) of even output pixels, or None outside the frame."""
    first = max(0, int(left // 2) * 2), max(0, int(top // 2) * 2)
    last = min(size[0], -int(-(left + wide) // 2) * 2), min(size[1], -int(-(top + tall) // 2) * 2)
    spot = (*first, last[0] - first[0], last[1] - first[1])
    return spot if spot[2] > 0 and spot[3] > 0 else None


def _blend(plane: Plane, adds: Plane, cover: Plane, at: Point, step: float, opacity: float) -> None:
    move = np.array([[step, 0, at[0]], [0, step, at[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = plane.shape[::-1]
    add, let = (cv2.warpAffine(each, move, size, flags=flags) for each in (adds, cover))
    if opacity < 1:
        add, let = (cv2.convertScaleAbs(each, alpha=opacity) for each in (add, let))
    cv2.multiply(plane, cv2.bitwise_not(let), plane, 1 / 255)
    cv2.add(plane, add, plane)


# How signs look


def picture_box(box: PixelBox) -> PixelBox:
    """Where a sign's picture lies in pixels, with the margin around it, when the sign's box is `box`."""
    margin = _margin(box[3] - box[1])
    return box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin


def _margin(height: float) -> int:
    return max(4, round(height * MARGIN))


def picture(sign: OverlaySpec, size: Size) -> Image.Image:
    """The RGBA picture of a sign for a box of `size`, SUPERSAMPLING times as large, and its margin."""
    margin = _margin(size[1])
    wide, tall = ((side + 2 * margin) * SUPERSAMPLING for side in size)
    image = Image.new("RGBA", (wide, tall), (0, 0, 0, 0))
    corner = margin * SUPERSAMPLING
    box = (corner, corner, corner + size[0] * SUPERSAMPLING, corner + size[1] * SUPERSAMPLING)
    _KINDS[sign.kind](image, sign, box)
    return image


def _button(image: Image.Image, sign: OverlaySpec, box: PixelBox) -> None:
    height = box[3] - box[1]
    _shadow(image, box, height / 2)
    ImageDraw.Draw(image).rounded_rectangle(_inclusive(box), height / 2, fill=sign.ground or sign.accent)
    _line(image, sign.text, sign.font, height / 2.42, _within(box, height * 0.42, 0), sign.ink)


def _price(image: Image.Image, sign: OverlaySpec, box: PixelBox) -> None:
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
    _line(image, sign.text, sign.font, height / 1.16, box, sign.ink, least=LEAST_PRICE)


def _lower_third(image: Image.Image, sign: OverlaySpec, box: PixelBox) -> None:
    """A panel as wide as its words need, with a bar in the accent colour at its left."""
    height, bar = box[3] - box[1], max(SUPERSAMPLING * 2, round((box[3] - box[1]) * 0.07))
    inner = _within((box[0] + bar, *box[1:]), height * 0.2, height * 0.12)
    lines: list[tuple[str, str, float, str | tuple[int, ...]]] = [
        (sign.text, sign.font, height * (0.4 if sign.detail else 0.46), sign.ink)
    ]
    if sign.detail:
        lines.append((sign.detail, "sans", height * 0.24, (*_rgb(sign.ink), 205)))
    typeset = [
        (*fit_text(text, family, size, inner[2] - inner[0]), family, ink) for text, family, size, ink in lines
    ]
    widest = max(typography.measure(text, family, size)[0] for size, text, family, _ in typeset)
    _panel(image, sign, (*box[:2], min(box[2], round(inner[0] + widest + height * 0.3)), box[3]), bar)
    share = (inner[3] - inner[1]) / (1.6 if sign.detail else 1)
    for (size, text, family, ink), middle in zip(typeset, (share / 2, share * 1.32), strict=False):
        typography.draw(image, (inner[0], inner[1] + middle), text, family, size, ink, anchor="lm")


def _panel(image: Image.Image, sign: OverlaySpec, box: PixelBox, bar: int) -> None:
    panel = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(panel)
    pen.rectangle(_inclusive(box), fill=(*_rgb(sign.ground or "#000000"), round(255 * PANEL)))
    pen.rectangle((box[0], box[1], box[0] + bar - 1, box[3] - 1), fill=sign.accent)
    image.alpha_composite(panel)


def _title(image: Image.Image, sign: OverlaySpec, box: PixelBox) -> None:
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


def _line(
    image: Image.Image, text: str, family: str, largest: float, box: Box, ink: str, least: float = LEAST
) -> None:
    """One line of text in the middle of a box, as large as fits."""
    size, text = fit_text(text, family, largest, box[2] - box[0], least)
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    typography.draw(image, middle, text, family, size, ink, anchor="mm")


def fit_text(text: str, family: str, largest: float, width: float, least: float = LEAST) -> tuple[int, str]:
    """(size, text): the largest size down to `least` of `largest` at which the line fits, else cut with …"""
    text = " ".join(text.split())
    size = max(6, int(largest))
    while size > max(6, largest * least) and typography.measure(text, family, size)[0] > width:
        size -= 1
    if typography.measure(text, family, size)[0] <= width:
        return size, text
    while len(text) > 1 and typography.measure(text + "…", family, size)[0] > width:
        text = text[:-1].rstrip()
    return size, text + "…"


def _shadow(image: Image.Image, box: PixelBox, radius: float) -> None:
    """A faint soft shadow, so that a button is seen to lie above the picture."""
    height = box[3] - box[1]
    mask = Image.new("L", image.size, 0)
    low = (box[0], box[1] + height * 0.06, box[2], box[3] + height * 0.06)
    ImageDraw.Draw(mask).rounded_rectangle(_inclusive(low), radius, fill=80)
    soft = cv2.GaussianBlur(np.asarray(mask), (0, 0), height * 0.07)
    ground = Image.new("RGBA", image.size, "#000000")
    ground.putalpha(Image.fromarray(soft))
    image.alpha_composite(ground)


def _within(box: Box, across: float, down: float) -> Box:
    return box[0] + across, box[1] + down, box[2] - across, box[3] - down


def _inclusive(box: Box) -> Box:
    """The box as Pillow draws it: its right and bottom edges are inside."""
    return box[0], box[1], box[2] - 1, box[3] - 1


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
