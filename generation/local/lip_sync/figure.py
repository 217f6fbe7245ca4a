"""A drawn speaker, cut from paper like the sets of our own art director: bust, head and a face that moves.

Points are in heads (1.0 is the head's height), from the head's middle, x to the right and y down. No
Django.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from generation.local.images.pen import rounded
from generation.local.lip_sync.face_motion import FacePose
from generation.media.arrays import Array, Mask, Pixels, Points
from generation.text.toml_tables import any_of, read_table
from projects.styles import Style

# A colour as blue, green and red from 0 to 255.
BGR = tuple[float, ...]
# Points of an outline in heads.
Outline = Sequence[Sequence[float]] | Points
# Takes points in heads to pixels of a picture.
ToPixels = Callable[[Points], Points]

_SKINS = ("#f3d3bd", "#e6b998", "#c98f68", "#a06a47", "#6f4630")
_HAIRS = ("#2a1d19", "#4a2f22", "#7a4a2a", "#1b1a20", "#a9763f")
_GREY = "#c9c6c2"
_LIP, _INSIDE, _TEETH, _TONGUE = "#b4564f", "#3a1216", "#fbf3ea", "#c4635f"

# Skin in the shade: less of each of blue, green and red, and more of the warm.
_IN_SHADE = (0.68, 0.70, 0.78)

# From this age on somebody is drawn old: grey hair, lines beside the mouth.
_OLD_FROM = 58


@dataclass(frozen=True)
class PeopleWords:
    """How a description is read; the comments in data/character_words.toml explain each field."""

    woman: re.Pattern[str]
    man: re.Pattern[str]
    old: re.Pattern[str]
    female_ending: re.Pattern[str]
    male_ending: re.Pattern[str]
    numbers: dict[str, int]


@cache
def people_words() -> PeopleWords:
    """The PeopleWords of data/character_words.toml."""
    table = read_table(Path(__file__).parent / "data" / "character_words.toml")
    whole = {name: re.compile(rf"\b{any_of(table[name])}\b") for name in ("woman", "man", "old")}
    return PeopleWords(
        **whole,
        female_ending=re.compile(rf"{any_of(table['female_endings'])}$"),
        male_ending=re.compile(rf"{any_of(table['male_endings'])}$"),
        numbers=table["numbers"],
    )


@dataclass(frozen=True)
class Person:
    """How somebody is drawn: what the script tells of them, the rest by chance from their name."""

    skin: str
    hair: str
    cut: str
    collar: str
    tint: int
    beard: bool
    woman: bool
    old: bool


@dataclass(frozen=True)
class FigureColours:
    """The colours of a figure in the light of its scene, blue, green, red."""

    skin: BGR
    shaded: BGR
    hair: BGR
    hair_lit: BGR
    cloth: BGR
    cloth_lit: BGR
    collar: BGR
    rim: BGR
    dark: BGR
    lip: BGR
    inside: BGR
    teeth: BGR
    tongue: BGR


def describe_person(name: str, about: str) -> Person:
    """The Person for a character's name and description. The same name always looks the same."""
    chance = random.Random(f"face:{name.strip().lower()}")
    words, description = people_words(), about.lower()
    woman = bool(words.woman.search(description)) or (
        not words.man.search(description) and _sounds_female(name, chance.random())
    )
    old = _age(description) >= _OLD_FROM or bool(words.old.search(description))
    skin, hair = chance.choice(_SKINS), chance.choice(_HAIRS)
    cut = chance.choice(("bun", "bob", "long") if woman else ("crop", "side", "quiff"))
    collar = chance.choice(("crew", "shirt", "roll"))
    beard = not woman and (old or chance.random() < 0.35)
    tint = chance.randrange(2)
    return Person(skin, _GREY if old else hair, cut, collar, tint, beard, woman, old)


def _sounds_female(name: str, chance: float) -> bool:
    """A guess by the name's ending; `chance` (0 to 1) decides where it says little."""
    words, name = people_words(), name.strip().lower()
    return bool(words.female_ending.search(name)) or (chance < 0.35 and not words.male_ending.search(name))


def _age(description: str) -> int:
    digits = re.search(r"\b(\d{2})\b", description)
    in_words = [years for word, years in people_words().numbers.items() if word in description]
    return int(digits[1]) if digits else max(in_words, default=0)


def bgr(colour: str) -> BGR:
    """`#rrggbb` as blue, green and red."""
    return tuple(int(colour[at : at + 2], 16) for at in (5, 3, 1))


def mix(one: BGR, other: BGR, share: float) -> BGR:
    """A colour, `share` of it the other."""
    return tuple(a + (b - a) * share for a, b in zip(one, other, strict=True))


def figure_colours(who: Person, look: Style, air: BGR) -> FigureColours:
    """The Inks of a Person in a Style; `air` is the colour that hangs in the scene."""
    shade, accent = bgr(look.shade), bgr(look.accent)
    deep = mix(shade, air, 0.12)
    skin = mix(bgr(who.skin), air, 0.20)
    hair = mix(bgr(who.hair), shade, 0.15 if who.old else 0.45)
    cloth = mix(_contrasting(air, look, who.tint), shade, 0.12)
    return FigureColours(
        skin=skin,
        shaded=mix(tuple(part * share for part, share in zip(skin, _IN_SHADE, strict=True)), deep, 0.10),
        hair=hair,
        hair_lit=mix(hair, air, 0.28),
        cloth=cloth,
        cloth_lit=mix(cloth, air, 0.22),
        collar=mix(bgr(look.ink if look.dark else look.surface), air, 0.25),
        rim=mix(accent if look.dark else (255, 255, 255), air, 0.30),
        dark=mix(deep, (20, 14, 16), 0.6),
        lip=mix(mix(bgr(_LIP), skin, 0.28 if who.woman else 0.62), air, 0.08),
        inside=mix(bgr(_INSIDE), deep, 0.35),
        teeth=mix(bgr(_TEETH), air, 0.12),
        tongue=mix(bgr(_TONGUE), air, 0.10),
    )


def _contrasting(air: BGR, look: Style, tint: int) -> BGR:
    """One of the two colours of a style that stand out most from the air: nobody melts into their scene."""
    colours = [bgr(colour) for colour in (look.backdrop, look.surface, look.accent)]
    far = sorted(colours, key=lambda one: -sum(abs(a - b) for a, b in zip(one, air, strict=True)))
    return far[tint]


class PaperLayer:
    """Paper on glass: colour that is already multiplied by its cover, and the cover, as floats."""

    def __init__(self, width: int, height: int, middle: Array, head: float) -> None:
        self.colour = np.zeros((height, width, 3), np.float32)
        self.cover = np.zeros((height, width), np.float32)
        self.middle, self.head = middle, head

    def mask(self, points: Outline) -> Mask:
        """The cover of an outline in heads."""
        mask = np.zeros(self.cover.shape, np.uint8)
        places = np.asarray(points, float) * self.head + self.middle
        cv2.fillPoly(mask, [np.round(places * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        return mask.astype(np.float32) / 255

    def lay(self, mask: Mask, ink: BGR) -> None:
        left, top, wide, high = cv2.boundingRect((mask > 0).astype(np.uint8))
        here = (slice(top, top + high), slice(left, left + wide))
        mask, colour, cover = mask[here], self.colour[here], self.cover[here]
        colour += mask[..., None] * (np.asarray(ink, np.float32) - colour)
        cover += mask * (1 - cover)

    def rim(self, mask: Mask, ink: BGR, wide: float, much: float = 0.85, where: Mask | float = 1.0) -> None:
        """A lit edge along the left and the top of a cover."""
        shift = np.array([[1, 0, wide * self.head], [0, 1, wide * 0.55 * self.head]], np.float32)
        inner = cv2.warpAffine(mask, shift, mask.shape[::-1])
        edge = cv2.GaussianBlur(np.clip(mask - inner, 0, 1), (0, 0), max(0.6, 0.004 * self.head)) * mask
        self.lay(edge * much * where, ink)

    def soft(self, mask: Mask, ink: BGR, blur: float) -> None:
        self.lay(blurred(mask, max(0.5, blur * self.head)) * np.minimum(1, self.cover), ink)


def blurred(plane: Array, sigma: float) -> Array:
    """A blur that costs little when it is wide: it is done on a smaller picture."""
    by = max(1, int(sigma / 3))
    if by == 1:
        return cv2.GaussianBlur(plane, (0, 0), sigma)
    size = plane.shape[1::-1]
    small = cv2.resize(plane, (max(1, size[0] // by), max(1, size[1] // by)), interpolation=cv2.INTER_AREA)
    return cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma / by), size, interpolation=cv2.INTER_LINEAR)


def mirrored(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """A symmetric outline from its right half, top to bottom."""
    right = [(x, y) for x, y in points]
    return right + [(-x, y) for x, y in reversed(right)]


_FACE = mirrored(
    [(0.10, -0.50), (0.27, -0.45), (0.365, -0.28), (0.385, -0.05), (0.37, 0.12), (0.315, 0.31), (0.20, 0.45),
     (0.075, 0.505)]
)  # fmt: skip
_BODY = mirrored(
    [(0.17, 0.40), (0.19, 0.60), (0.33, 0.74), (0.62, 0.86), (0.84, 1.00), (0.95, 1.22), (1.01, 1.75),
     (1.04, 2.6), (1.08, 6.0)]
)  # fmt: skip


def draw_bust(layer: PaperLayer, who: Person, ink: FigureColours) -> None:
    """Neck, shoulders and clothes; they keep still."""
    slim = 0.88 if who.woman else 1.0
    body = layer.mask(rounded([(x * slim, y) for x, y in _BODY]))
    layer.lay(body, ink.cloth)
    layer.soft(
        layer.mask(rounded([(-1.3, 0.7), (-0.2, 0.75), (-0.45, 2), (-0.6, 6), (-1.5, 6)])) * body,
        ink.cloth_lit,
        0.2,
    )
    _fold(layer, body, slim, ink)
    layer.rim(body, ink.rim, 0.022, 0.7)
    wide, low = (0.155, 0.80) if who.woman else (0.185, 0.86)
    low = 0.68 if who.collar == "roll" else low
    neck = layer.mask([(-wide, 0.2), (wide, 0.2), (wide + 0.02, 0.66), (0.0, low), (-wide - 0.02, 0.66)])
    layer.lay(neck, ink.skin)
    under = layer.mask(rounded([(-0.30, 0.30), (0.32, 0.30), (0.24, 0.62), (0.06, 0.72), (-0.16, 0.58)]))
    layer.lay(under * neck, ink.shaded)
    _COLLARS[who.collar](layer, np.maximum(body, neck), ink)


def _fold(layer: PaperLayer, body: Mask, slim: float, ink: FigureColours) -> None:
    """The seams of the sleeves, hardly to be seen."""
    for side in (-1, 1):
        line = ((0.70, 1.55), (0.705, 1.55), (0.755, 2.2), (0.77, 3.6), (0.745, 3.6), (0.74, 2.2))
        seam = layer.mask([(side * slim * x, y) for x, y in line])
        layer.lay(seam * body * 0.55, mix(ink.cloth, ink.dark, 0.4))


def _crew(layer: PaperLayer, worn: Mask, ink: FigureColours) -> None:
    ring = layer.mask(rounded(mirrored([(0.0, 0.40), (0.30, 0.45), (0.245, 0.70), (0.10, 0.835)])))
    hole = layer.mask(rounded(mirrored([(0.0, 0.30), (0.26, 0.40), (0.185, 0.68), (0.07, 0.785)])))
    below = layer.mask([(-0.5, 0.58), (0.5, 0.58), (0.5, 1.2), (-0.5, 1.2)])
    layer.lay(ring * (1 - hole) * worn * below, mix(ink.cloth, ink.dark, 0.35))


def _shirt(layer: PaperLayer, worn: Mask, ink: FigureColours) -> None:
    for side in (-1, 1):
        flap = [(0.17, 0.52), (0.30, 0.66), (0.26, 0.93), (0.0, 0.86), (0.05, 0.80)]
        mask = layer.mask([(side * x, y) for x, y in flap])
        layer.lay(mask, ink.collar if side < 0 else mix(ink.collar, ink.dark, 0.18))
    placket = layer.mask([(-0.012, 0.86), (0.012, 0.86), (0.02, 6), (-0.02, 6)])
    layer.lay(placket * 0.5, ink.dark)


def _roll(layer: PaperLayer, worn: Mask, ink: FigureColours) -> None:
    mask = layer.mask(
        rounded([(-0.225, 0.50), (0.0, 0.565), (0.225, 0.50), (0.265, 0.74), (0, 0.83), (-0.265, 0.74)])
    )
    layer.lay(mask, ink.cloth)
    layer.rim(mask, ink.rim, 0.016, 0.5)
    layer.soft(
        layer.mask(rounded([(0.05, 0.54), (0.24, 0.5), (0.28, 0.78), (0.06, 0.84)])) * mask,
        mix(ink.cloth, ink.dark, 0.22),
        0.02,
    )


_COLLARS = {"crew": _crew, "shirt": _shirt, "roll": _roll}


def draw_head(layer: PaperLayer, who: Person, ink: FigureColours) -> None:
    """Hair, ears and the still parts of the face."""
    _draw_hair_back(layer, who, ink)
    for side in (-1, 1):
        ear = layer.mask(_oval(side * 0.385, 0.03, 0.058, 0.105))
        layer.lay(ear, ink.skin if side < 0 else ink.shaded)
        layer.lay(layer.mask(_oval(side * 0.385, 0.035, 0.026, 0.06)), ink.shaded)
    face = layer.mask(rounded(_FACE))
    layer.lay(face, ink.skin)
    _shadows(layer, face, who, ink)
    if who.beard:
        _beard(layer, face, ink)
    layer.rim(face, ink.rim, 0.014, 0.55)
    _draw_hair_front(layer, who, face, ink)


def _shadows(layer: PaperLayer, face: Mask, who: Person, ink: FigureColours) -> None:
    """The far side of the face, under the brow, beside the nose."""
    side = [
        (0.13, -0.52),
        (0.21, -0.22),
        (0.175, -0.06),
        (0.235, 0.10),
        (0.17, 0.30),
        (0.09, 0.52),
        (0.6, 0.5),
        (0.6, -0.5),
    ]
    layer.lay(layer.mask(rounded(side)) * face, ink.shaded)
    nose = [(0.012, -0.08), (0.045, 0.06), (0.075, 0.125), (0.045, 0.155), (-0.02, 0.150), (0.016, 0.10)]
    layer.lay(layer.mask(rounded(nose)) * face, ink.shaded)
    warm = mix(ink.skin, ink.lip, 0.30)
    for place in (-0.20, 0.21):
        glow = layer.mask(_oval(place, 0.16, 0.075, 0.055)) * face
        layer.soft(glow * 0.5, warm, 0.03)
    if who.old:
        for turn in (-1, 1):
            line = [(turn * 0.105, 0.15), (turn * 0.115, 0.15), (turn * 0.165, 0.245), (turn * 0.155, 0.25)]
            layer.lay(layer.mask(line) * 0.7, ink.shaded)


def _beard(layer: PaperLayer, face: Mask, ink: FigureColours) -> None:
    outer = mirrored(
        [(0.10, 0.175), (0.20, 0.20), (0.30, 0.10), (0.42, 0.0), (0.42, 0.40), (0.22, 0.56), (0.06, 0.57)]
    )
    full = layer.mask(outer) * np.maximum(face, 0)
    mouth = layer.mask(
        rounded([(-0.14, 0.26), (0, 0.215), (0.14, 0.26), (0.10, 0.36), (0, 0.385), (-0.10, 0.36)])
    )
    cover = full * (1 - mouth)
    layer.lay(cover, ink.hair)
    layer.lay(
        layer.mask([(0.13, 0), (0.6, 0), (0.6, 0.7), (0.09, 0.7)]) * cover, mix(ink.hair, ink.dark, 0.28)
    )


def _oval(x: float, y: float, rx: float, ry: float) -> Points:
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return np.stack([x + rx * np.cos(turn), y + ry * np.sin(turn)], 1)


# Outlines of hair over the face, clockwise from the left temple.
_HAIR_FRONTS = {
    "crop": (
        (-0.41, -0.02), (-0.425, -0.28), (-0.33, -0.53), (-0.05, -0.62), (0.25, -0.56), (0.40, -0.35),
        (0.415, -0.03), (0.375, -0.06), (0.345, -0.25), (0.20, -0.36), (-0.02, -0.375), (-0.22, -0.34),
        (-0.345, -0.22), (-0.375, -0.06),
    ),
    "side": (
        (-0.41, 0.0), (-0.43, -0.30), (-0.34, -0.55), (-0.04, -0.655), (0.28, -0.58), (0.425, -0.34),
        (0.415, -0.02), (0.375, -0.07), (0.355, -0.22), (0.24, -0.30), (0.0, -0.33), (-0.24, -0.44),
        (-0.335, -0.24), (-0.37, -0.06),
    ),
    "quiff": (
        (-0.41, -0.02), (-0.42, -0.28), (-0.36, -0.50), (-0.27, -0.66), (0.02, -0.72), (0.30, -0.64),
        (0.41, -0.36), (0.415, -0.03), (0.375, -0.07), (0.345, -0.28), (0.16, -0.41), (-0.12, -0.40),
        (-0.29, -0.37), (-0.35, -0.22), (-0.375, -0.06),
    ),
    "parted": (
        (-0.40, 0.06), (-0.435, -0.25), (-0.34, -0.53), (-0.05, -0.635), (0.26, -0.57), (0.425, -0.30),
        (0.405, 0.06), (0.37, -0.06), (0.33, -0.22), (0.17, -0.33), (-0.09, -0.46), (-0.21, -0.31),
        (-0.335, -0.16), (-0.365, 0.0),
    ),
}  # fmt: skip
# Cuts whose front is another's: behind the head they differ.
_FRONT_OF_CUT = {"bun": "parted", "bob": "parted", "long": "parted"}
# Outlines of hair behind the head.
_HAIR_BACKS = {
    "long": (
        (-0.42, -0.30), (0.0, -0.62), (0.42, -0.30), (0.50, 0.20), (0.53, 0.62), (0.36, 0.80),
        (0.1, 0.70), (-0.1, 0.70), (-0.36, 0.82), (-0.54, 0.64), (-0.51, 0.20),
    ),
    "bob": (
        (-0.42, -0.30), (0.0, -0.62), (0.42, -0.30), (0.50, 0.05), (0.49, 0.36), (0.30, 0.46),
        (-0.30, 0.46), (-0.49, 0.36), (-0.50, 0.05),
    ),
    "bun": tuple(map(tuple, _oval(0.06, -0.70, 0.185, 0.165)[::4])),
}  # fmt: skip


def _draw_hair_front(layer: PaperLayer, who: Person, face: Mask, ink: FigureColours) -> None:
    """The hair over the face."""
    mask = layer.mask(rounded(_HAIR_FRONTS[_FRONT_OF_CUT.get(who.cut, who.cut)]))
    layer.lay(mask, ink.hair)
    layer.rim(mask, ink.rim, 0.016, 0.6, where=1 - face)
    shine = layer.mask(
        rounded([(-0.30, -0.44), (-0.10, -0.57), (0.02, -0.55), (-0.20, -0.36), (-0.33, -0.24)])
    )
    layer.soft(shine * mask * 0.8, ink.hair_lit, 0.02)


def _draw_hair_back(layer: PaperLayer, who: Person, ink: FigureColours) -> None:
    """The hair behind the head, of cuts that have some."""
    if who.cut not in _HAIR_BACKS:
        return
    mask = layer.mask(rounded(_HAIR_BACKS[who.cut]))
    layer.lay(mask, mix(ink.hair, ink.dark, 0.25))
    layer.rim(mask, ink.rim, 0.018, 0.6)


class MovingFace:
    """The parts that move, drawn onto a picture. `to` takes places in heads to pixels."""

    def __init__(self, who: Person, ink: FigureColours) -> None:
        self.who, self.ink = who, ink

    def draw(self, picture: Pixels, pose: FacePose, to: ToPixels) -> None:
        for side in (-1, 1):
            self._eye(picture, side, pose, to)
            self._brow(picture, side, pose, to)
        self._mouth(picture, pose, to)

    def _fill(self, picture: Pixels, points: Outline, ink: BGR, to: ToPixels) -> None:
        places = np.round(to(np.asarray(points, float)) * 16).astype(np.int32)
        cv2.fillPoly(picture, [places], tuple(float(part) for part in ink), cv2.LINE_AA, 4)

    def _eye(self, picture: Pixels, side: int, pose: FacePose, to: ToPixels) -> None:
        x, y, shut = side * 0.165, -0.045, max(0.0, min(1.0, pose.lids))
        wide, high = 0.066, 0.036 * (1 - 0.25 * self.who.old)
        turn = np.linspace(0, np.pi, 14)
        upper = np.stack([x - wide * np.cos(turn), y - high * (1 - 1.75 * shut) * np.sin(turn)], 1)
        lower = np.stack([x + wide * np.cos(turn), y + 0.75 * high * np.sin(turn)], 1)
        lit = self.ink.teeth if side < 0 else mix(self.ink.teeth, self.ink.shaded, 0.35)
        if shut < 0.85:
            self._fill(picture, np.concatenate([upper, lower]), lit, to)
            iris = _oval(x + 0.004, y - 0.003, 0.033, 0.035)
            iris[:, 1] = np.clip(iris[:, 1], np.interp(iris[:, 0], upper[:, 0], upper[:, 1]), y + 0.75 * high)
            self._fill(picture, iris, self.ink.dark, to)
            if shut < 0.3:
                self._fill(picture, _oval(x - 0.008, y - 0.013, 0.008, 0.008), (255, 255, 255), to)
        self._fill(
            picture,
            np.concatenate([upper + (0, 0.004), (upper - (0, 0.015 + 0.004 * self.who.woman))[::-1]]),
            self.ink.dark,
            to,
        )

    def _brow(self, picture: Pixels, side: int, pose: FacePose, to: ToPixels) -> None:
        y, thick = -0.165 - pose.brow, 0.018 if self.who.woman else 0.027
        x = np.linspace(0.075, 0.265, 9)
        arch = y - 0.030 * np.sin((x - 0.075) / 0.19 * 2.4) + 0.012
        taper = thick * (1 - 0.55 * (x - 0.075) / 0.19)
        top, foot = np.stack([side * x, arch - taper], 1), np.stack([side * x, arch + taper * 0.5], 1)
        self._fill(picture, np.concatenate([top, foot[::-1]]), mix(self.ink.hair, self.ink.dark, 0.25), to)

    def _mouth(self, picture: Pixels, pose: FacePose, to: ToPixels) -> None:
        """Lips around what is open: inside, tongue, upper teeth."""
        wide, gap = 0.122 * pose.wide, 0.135 * max(0.0, pose.open)
        y, ink = 0.285, self.ink
        x = np.linspace(-1, 1, 25)
        bow = np.sqrt(np.clip(1 - x**2, 0, 1))
        smile = -0.014 * x**2 * pose.wide + 0.007
        top, foot = y + smile - 0.30 * gap * bow, y + smile + 0.70 * gap * bow
        full = (0.026 if self.who.woman else 0.018) * (1.25 - 0.25 * pose.wide)
        cupid = (
            full
            * bow
            * (0.82 + 0.30 * np.exp(-(((np.abs(x) - 0.28) / 0.16) ** 2)) - 0.16 * np.exp(-((x / 0.1) ** 2)))
        )
        line = np.stack([x * wide, top], 1)
        lips = np.concatenate(
            [
                np.stack([x * wide * 1.05, top - cupid], 1),
                np.stack([x * wide * 1.05, foot + 1.35 * full * bow], 1)[::-1],
            ]
        )
        self._fill(picture, lips, ink.lip, to)
        if gap < 0.006:
            seam = np.concatenate([line - (0, 0.005), (line + (0, 0.005))[::-1]])
            self._fill(picture, seam, mix(ink.lip, ink.inside, 0.75), to)
            return
        self._fill(picture, np.concatenate([line, np.stack([x * wide, foot], 1)[::-1]]), ink.inside, to)
        inner = np.abs(x) < 0.80
        if pose.tongue > 0.05 and gap > 0.025:
            rise = 0.42 * gap * min(1, pose.tongue) * np.clip(1 - (x / 0.8) ** 2, 0, 1)
            self._fill(
                picture,
                np.concatenate(
                    [np.stack([x * wide, foot - rise], 1)[inner], np.stack([x * wide, foot], 1)[inner][::-1]]
                ),
                ink.tongue,
                to,
            )
        if pose.teeth > 0.08:
            show = np.minimum(0.034, 0.46 * gap) * min(1, pose.teeth) * np.clip(1 - (x / 0.84) ** 6, 0, 1)
            show = np.minimum(show, foot - top)
            self._fill(
                picture,
                np.concatenate([line[inner], np.stack([x * wide, top + show], 1)[inner][::-1]]),
                ink.teeth,
                to,
            )
