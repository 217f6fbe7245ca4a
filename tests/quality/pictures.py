"""Product photos as people have them, drawn: a thing before a ground, with its shading, shadow and noise.

Each comes with the truth: where the thing is. So a cut can be measured instead of looked at.
"""

import io
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw


@dataclass(frozen=True)
class Scene:
    """What is to be drawn. Colours are 0..255, sizes pixels.

    thing: the name of a shape below. colour: of the thing at its brightest. shade: how much darker its other
    side is, 0..1. print_: the colour of a label on it, or None. ground: the ground's colour. falloff: how
    much darker the ground's lower edge is. shadow: how dark the cast shadow is, 0..1; soft: how wide it
    fades; lean: how far aside it falls. noise: of the camera. size: of the photo. large: the thing's share
    of the shorter side.
    """

    thing: str = "cup"
    colour: tuple = (200, 40, 36)
    shade: float = 0.3
    print_: tuple | None = None
    ground: tuple = (254, 254, 254)
    falloff: float = 0.0
    shadow: float = 0.0
    soft: float = 20
    lean: float = 0.0
    noise: float = 1.0
    size: tuple = (800, 800)
    large: float = 0.6
    seed: int = 1


def _pen(scene):
    mask = Pictures.new("L", scene.size)
    return mask, ImageDraw.Draw(mask)


def _box(scene, wide=1.0, tall=1.0):
    """A box about the middle, in shares of how large the thing is."""
    width, height = scene.size
    side = min(scene.size) * scene.large
    return (
        width / 2 - side * wide / 2, height / 2 - side * tall / 2,
        width / 2 + side * wide / 2, height / 2 + side * tall / 2,
    )  # fmt: skip


def _cup(scene):
    mask, pen = _pen(scene)
    left, top, right, bottom = _box(scene, 0.7)
    pen.rectangle((left, top, right, bottom), fill=255)
    wide, tall = right - left, bottom - top
    pen.ellipse((right - wide * 0.2, top + tall * 0.2, right + wide * 0.35, top + tall * 0.75), fill=255)
    pen.ellipse((right - wide * 0.1, top + tall * 0.3, right + wide * 0.22, top + tall * 0.65), fill=0)
    pen.rectangle((left, top, right, bottom), fill=255)
    return mask


def _bottle(scene):
    mask, pen = _pen(scene)
    left, top, right, bottom = _box(scene, 0.36, 1.2)
    wide, tall = right - left, bottom - top
    pen.rounded_rectangle((left, top + tall * 0.3, right, bottom), wide * 0.12, fill=255)
    pen.ellipse((left, top + tall * 0.2, right, top + tall * 0.42), fill=255)
    pen.rectangle((left + wide * 0.33, top, right - wide * 0.33, top + tall * 0.35), fill=255)
    return mask


def _box_thing(scene):
    mask, pen = _pen(scene)
    pen.rectangle(_box(scene, 0.8, 1.0), fill=255)
    return mask


def _shoe(scene):
    mask, pen = _pen(scene)
    left, top, right, bottom = _box(scene, 1.3, 0.6)
    wide, tall = right - left, bottom - top
    pen.polygon(
        [(left, top), (left + wide * 0.3, top), (left + wide * 0.55, top + tall * 0.45),
         (right, top + tall * 0.6), (right, bottom), (left, bottom)], fill=255
    )  # fmt: skip
    return mask


def _shirt(scene):
    mask, pen = _pen(scene)
    left, top, right, bottom = _box(scene, 1.1, 1.1)
    wide, tall = right - left, bottom - top
    pen.polygon(
        [(left, top + tall * 0.25), (left + wide * 0.3, top), (right - wide * 0.3, top),
         (right, top + tall * 0.25), (right - wide * 0.12, top + tall * 0.4),
         (right - wide * 0.25, top + tall * 0.32), (right - wide * 0.25, bottom),
         (left + wide * 0.25, bottom), (left + wide * 0.25, top + tall * 0.32),
         (left + wide * 0.12, top + tall * 0.4)], fill=255
    )  # fmt: skip
    return mask


def _ring(scene):
    mask, pen = _pen(scene)
    left, top, right, bottom = _box(scene)
    pen.ellipse((left, top, right, bottom), fill=255)
    room = (right - left) * 0.12
    pen.ellipse((left + room, top + room, right - room, bottom - room), fill=0)
    return mask


def _chair(scene):
    mask, pen = _pen(scene)
    left, top, right, bottom = _box(scene, 0.7, 1.2)
    wide, tall = right - left, bottom - top
    pen.rectangle((left, top, left + wide * 0.14, bottom), fill=255)
    pen.rectangle((left, top + tall * 0.5, right, top + tall * 0.6), fill=255)
    pen.rectangle((right - wide * 0.14, top + tall * 0.5, right, bottom), fill=255)
    pen.rectangle((left, top, left + wide * 0.14, top + tall * 0.3), fill=255)
    return mask


def _pair(scene):
    mask, pen = _pen(scene)
    left, top, right, bottom = _box(scene, 1.2, 0.8)
    wide = right - left
    pen.rectangle((left, top, left + wide * 0.42, bottom), fill=255)
    pen.ellipse((right - wide * 0.42, top, right, bottom), fill=255)
    return mask


SHAPES = {
    "cup": _cup, "bottle": _bottle, "box": _box_thing, "shoe": _shoe, "shirt": _shirt, "ring": _ring,
    "chair": _chair, "pair": _pair,
}  # fmt: skip


def truth(scene):
    """Where the thing is, (h, w) of bool."""
    return np.asarray(SHAPES[scene.thing](scene)) > 127


def drawn(scene):
    """The scene as (h, w, 3) uint8."""
    width, height = scene.size
    mask = np.asarray(SHAPES[scene.thing](scene), np.float32) / 255
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    picture = (
        np.array(scene.ground, np.float32)
        * (1 - scene.falloff * down)
        * np.ones((height, width, 1), np.float32)
    )
    picture *= (1 - scene.shadow * _cast(scene, mask))[..., None]
    thing = np.array(scene.colour, np.float32) * _light(scene, mask)[..., None]
    if scene.print_ is not None:
        at = np.asarray(_label(scene)) > 127
        thing[at] = scene.print_
    soft = cv2.GaussianBlur(mask, (0, 0), 0.7)[..., None]
    picture = picture * (1 - soft) + thing * soft
    rng = np.random.default_rng(scene.seed)
    picture += rng.normal(0, scene.noise, picture.shape) if scene.noise else 0
    return picture.round().clip(0, 255).astype(np.uint8)


def _light(scene, mask):
    """The thing's shading: bright on the left of its middle, darker to the right, as of a window."""
    columns = np.flatnonzero(mask.any(0))
    at = (np.arange(mask.shape[1]) - columns[0]) / max(1, columns[-1] - columns[0])
    return np.broadcast_to(1 - scene.shade * np.abs(at - 0.3).clip(0, 1), mask.shape).astype(np.float32)


def _cast(scene, mask):
    """A shadow on the ground: flat, at the foot, fading; 0..1."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    foot, wide = rows[-1], columns[-1] - columns[0]
    out = Pictures.new("L", scene.size)
    middle = (columns[0] + columns[-1]) / 2 + scene.lean * wide
    tall = max(6, wide * 0.09)
    ImageDraw.Draw(out).ellipse(
        (middle - wide * 0.62, foot - tall, middle + wide * 0.62, foot + tall), fill=255
    )
    return cv2.GaussianBlur(np.asarray(out, np.float32) / 255, (0, 0), max(0.6, scene.soft))


def _label(scene):
    mask, pen = _pen(scene)
    left, top, right, bottom = _box(scene, 0.2, 0.3)
    pen.rectangle((left, top, right, bottom), fill=255)
    return mask


def encoded(picture, form="JPEG", **options):
    """An (h, w, c) array or a PIL picture as a file's bytes; PNG as large as it is quickly written."""
    out = io.BytesIO()
    picture = picture if isinstance(picture, Pictures.Image) else Pictures.fromarray(picture)
    usual = {"JPEG": {"quality": 90}, "PNG": {"compress_level": 1}}
    picture.save(out, form, **usual.get(form, {}) | options)
    return out.getvalue()


def photo(scene, form="JPEG", **options):
    return encoded(drawn(scene), form, **options)


def cut_free(scene, blur=0.0, shift=(0, 0), dark=0.45, form="PNG"):
    """The thing on nothing, as a photo editor exports it, with its drop shadow if `blur` is given."""
    mask = np.asarray(SHAPES[scene.thing](scene), np.float32) / 255
    colours = drawn(replace(scene, shadow=0.0)).astype(np.float32)
    shade = np.zeros_like(mask)
    if blur:
        move = np.float32([[1, 0, shift[0]], [0, 1, shift[1]]])
        moved = cv2.warpAffine(mask, move, mask.shape[::-1])
        shade = cv2.GaussianBlur(moved, (0, 0), blur) * dark
    alpha = mask + shade * (1 - mask)
    colour = colours * mask[..., None] / np.maximum(alpha, 1e-3)[..., None]
    rgba = np.dstack([colour.clip(0, 255), alpha * 255]).round().astype(np.uint8)
    return encoded(rgba, form)
