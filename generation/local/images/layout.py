"""Where things stand: the shot list, and one Plan per picture chosen from it.

All numbers here are fractions of the frame, from the top left. In 9:16 the captions own a strip across
the middle of the lower half, so a product stands either above that strip, with its words between the two
or beside it, or below it, with the words in the whole upper half. In all other frames the captions are
at the foot, and both stand above them.

An ad cuts between two kinds: counted from the last scene, every other picture is a low one, and in other
frames every other one has its product on the right. So neighbours never look alike, whatever the script;
the beat decides how close we are; what is sold, and the seed, which shot of that kind it is. Scenes that
differ in how close we are have no shot in common, so that an ad shows none twice.

White paper has nothing to fill the foot of a phone's frame with: there all products stand low, by turns on
the left and on the right.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from generation.interfaces import ImageRequest
from generation.text.clothing import is_worn
from projects import formats
from projects.formats import Box, caption_box, full_screen
from projects.styles import STYLES

# (left, top, right, bottom) as fractions of the frame, and shots by name: (with captions, without).
Region = tuple[float, float, float, float]

SAFE_LEFT, SAFE_TOP, SAFE_RIGHT, SAFE_BOTTOM = 0.112, 0.152, 0.822, 0.65

CAPTIONS_FOOT = SAFE_BOTTOM

_ENDS = ("cta", "closing")


@dataclass(frozen=True)
class ShotPlan:
    """One composition.

    `product` and `words` are the regions the two keep to. `align` says whether the words are under or over
    the product ("centre") or beside it ("left"), `flush` that their lines begin at the left nevertheless,
    `rise` how low they stand in their region (0 = top, 1 = bottom). `bleed` names the sides of the frame
    the product runs out of, `grow` how much larger than its region that makes it; `panel` crops it
    to its region with a clean edge, `copies` repeats it in so many `rows`. `part` ("top", "low", "side" or
    "") is what of the product the words speak of. `is_put`: a person put the product where its region is.
    """

    name: str
    product: Region
    words: Region
    align: str = "centre"
    flush: bool = False
    rise: float = 0.5
    bleed: tuple[str, ...] = ()
    grow: float = 1.0
    panel: bool = False
    copies: int = 1
    rows: int = 2
    tilt: float = 0.0
    type_scale: float = 1.0
    part: str = ""
    is_put: bool = False

    @property
    def low(self) -> bool:
        """True where the product stands under the words."""
        return self.product[1] > 0.3

    @property
    def under_captions(self) -> bool:
        """True where the captions' strip runs between the words and a low product."""
        return self.product[1] > CAPTIONS_FOOT - 0.02

    @property
    def close(self) -> bool:
        """True for a close-up, which shows a part of the product."""
        return self.panel or self.grow > 1.5

    @property
    def mirrored(self) -> bool:
        """True where the product stands on the left of its words."""
        return self.align == "left" and self.product[0] < 0.1

    @property
    def lines_from(self) -> str:
        """Where lines of words begin: "left" or "centre"."""
        return "left" if self.flush else self.align


Shots = Mapping[str, tuple[ShotPlan, ShotPlan]]


_LEFT_COLUMN = (SAFE_LEFT, SAFE_TOP, 0.5, 0.545)
_RIGHT_COLUMN = (0.455, SAFE_TOP, SAFE_RIGHT, 0.545)
_ABOVE = (SAFE_LEFT, 0.16, SAFE_RIGHT, 0.545)
_BELOW = (SAFE_LEFT, 0.385, SAFE_RIGHT, 0.548)
_ABOVE_FREE = (SAFE_LEFT, 0.155, SAFE_RIGHT, 0.42)
_BELOW_FREE = (SAFE_LEFT, 0.475, SAFE_RIGHT, SAFE_BOTTOM)


def _shots() -> Shots:
    """name -> (Plan with captions, Plan without)."""

    def shot(
        name: str,
        product: Region,
        free: Region,
        words: Region = _ABOVE,
        words_free: Region = _ABOVE_FREE,
        **look: Any,
    ) -> tuple[ShotPlan, ShotPlan]:
        return ShotPlan(name, product, words, **look), ShotPlan(name, free, words_free, **look)

    def high(name: str, product: Region, free: Region, **look: Any) -> tuple[ShotPlan, ShotPlan]:
        return shot(name, product, free, _BELOW, _BELOW_FREE, **look)

    def aside(
        name: str, product: Region, free: Region, side: Region = _LEFT_COLUMN, **look: Any
    ) -> tuple[ShotPlan, ShotPlan]:
        return shot(name, product, free, side, (*side[:3], SAFE_BOTTOM), align="left", **look)

    made = (
        # The product under its words.
        shot(
            "low", (0.04, 0.672, 0.96, 0.968), (0.03, 0.44, 0.97, 0.955),
            rise=0.35, type_scale=1.55,
        ),
        shot(
            "small", (0.1, 0.68, 0.9, 0.957), (0.21, 0.56, 0.79, 0.88),
            rise=0.2, type_scale=1.95,
        ),
        shot(
            "low-side", (0.0, 0.672, 1.0, 0.962), (0.0, 0.46, 1.0, 0.94),
            bleed=("right",), grow=1.3, rise=0.3, type_scale=1.7,
        ),
        shot(
            "low-close", (0.0, 0.662, 1.0, 1.0), (0.0, 0.43, 1.0, 1.0),
            bleed=("bottom", "right"), grow=1.95, rise=0.4, type_scale=1.5,
        ),
        shot(
            "low-peek", (0.02, 0.662, 0.98, 1.0), (0.02, 0.44, 0.98, 1.0),
            bleed=("bottom",), grow=1.4, rise=0.4, type_scale=1.6,
        ),
        shot(
            "low-panel", (0.0, 0.66, 1.0, 1.0), (0.0, 0.44, 1.0, 1.0),
            panel=True, rise=0.4, type_scale=1.5,
        ),
        shot(
            "low-pattern", (0.03, 0.672, 0.97, 0.985), (0.03, 0.45, 0.97, 0.97),
            copies=6, rise=0.4, type_scale=1.6,
        ),
        shot(
            "end", (0.05, 0.675, 0.95, 0.965), (0.05, 0.55, 0.95, 0.95),
            words_free=(SAFE_LEFT, 0.155, SAFE_RIGHT, 0.53), rise=0.4, type_scale=1.35,
        ),
        shot(
            "low-head", (0.04, 0.672, 0.96, 0.968), (0.03, 0.46, 0.97, 0.955),
            flush=True, rise=0.0, type_scale=1.75,
        ),
        shot(
            "low-left", (0.035, 0.672, 0.6, 0.968), (0.03, 0.45, 0.62, 0.955),
            flush=True, rise=0.55, type_scale=1.65,
        ),
        shot(
            "low-right", (0.4, 0.672, 0.965, 0.968), (0.38, 0.45, 0.97, 0.955),
            flush=True, rise=0.2, type_scale=1.6,
        ),
        shot(
            "low-left-small", (0.07, 0.68, 0.6, 0.957), (0.08, 0.52, 0.5, 0.9),
            flush=True, rise=0.1, type_scale=1.95,
        ),
        shot(
            "low-right-small", (0.4, 0.68, 0.93, 0.957), (0.5, 0.52, 0.92, 0.9),
            rise=0.45, type_scale=1.9,
        ),
        shot(
            "low-left-out", (0.0, 0.668, 0.7, 1.0), (0.0, 0.45, 0.7, 1.0),
            bleed=("left", "bottom"), grow=1.7, flush=True, rise=0.3, type_scale=1.6,
        ),
        shot(
            "low-right-out", (0.3, 0.668, 1.0, 1.0), (0.3, 0.45, 1.0, 1.0),
            bleed=("right", "bottom"), grow=1.7, flush=True, rise=0.3, type_scale=1.6,
        ),
        shot(
            "low-left-close", (0.0, 0.662, 0.62, 1.0), (0.0, 0.43, 0.62, 1.0),
            bleed=("left", "bottom"), grow=2.1, rise=0.4, type_scale=1.5,
        ),
        shot(
            "low-right-close", (0.38, 0.662, 1.0, 1.0), (0.38, 0.43, 1.0, 1.0),
            bleed=("right", "bottom"), grow=2.1, rise=0.4, type_scale=1.5,
        ),
        shot(
            "low-left-head", (0.035, 0.672, 0.6, 0.968), (0.03, 0.45, 0.62, 0.955),
            flush=True, rise=0.0, type_scale=1.85,
        ),
        shot(
            "low-right-head", (0.4, 0.672, 0.965, 0.968), (0.38, 0.45, 0.97, 0.955),
            rise=0.0, type_scale=1.85,
        ),
        shot(
            "low-left-foot", (0.035, 0.672, 0.6, 0.968), (0.03, 0.45, 0.62, 0.955), rise=1.0, type_scale=1.5,
        ),
        shot(
            "low-right-foot", (0.4, 0.672, 0.965, 0.968), (0.38, 0.45, 0.97, 0.955),
            flush=True, rise=1.0, type_scale=1.5,
        ),
        shot(
            "low-row", (0.0, 0.69, 1.0, 0.965), (0.0, 0.48, 1.0, 0.93),
            copies=3, rows=1, rise=0.4, type_scale=1.7,
        ),
        shot(
            "end-left", (0.04, 0.675, 0.64, 0.965), (0.04, 0.55, 0.66, 0.95),
            words_free=(SAFE_LEFT, 0.155, SAFE_RIGHT, 0.53), flush=True, rise=0.25, type_scale=1.4,
        ),
        shot(
            "end-left-low", (0.04, 0.675, 0.64, 0.965), (0.04, 0.55, 0.66, 0.95),
            words_free=(SAFE_LEFT, 0.155, SAFE_RIGHT, 0.53), flush=True, rise=0.9, type_scale=1.4,
        ),
        shot(
            "end-right", (0.34, 0.675, 0.96, 0.965), (0.34, 0.55, 0.96, 0.95),
            words_free=(SAFE_LEFT, 0.155, SAFE_RIGHT, 0.53), flush=True, rise=0.6, type_scale=1.4,
        ),
        # The product over its words.
        high("high", (0.05, 0.03, 0.95, 0.372), (0.06, 0.06, 0.94, 0.46), rise=0.35, type_scale=1.1),
        high(
            "high-close", (0.0, 0.0, 1.0, 0.372), (0.0, 0.0, 1.0, 0.46),
            bleed=("top", "left", "right"), grow=1.85, rise=0.35, type_scale=1.1,
        ),
        high(
            "high-panel", (0.0, 0.0, 1.0, 0.372), (0.0, 0.0, 1.0, 0.46),
            panel=True, rise=0.35, type_scale=1.1,
        ),
        high(
            "high-pattern", (0.04, 0.025, 0.96, 0.372), (0.04, 0.03, 0.96, 0.46),
            copies=6, rise=0.4, type_scale=1.2,
        ),
        high("high-small", (0.2, 0.085, 0.8, 0.355), (0.2, 0.1, 0.8, 0.42), rise=0.3, type_scale=1.3),
        high(
            "high-left", (0.035, 0.03, 0.62, 0.372), (0.035, 0.06, 0.62, 0.46),
            flush=True, rise=0.35, type_scale=1.15,
        ),
        high(
            "high-right", (0.38, 0.03, 0.965, 0.372), (0.38, 0.06, 0.965, 0.46),
            flush=True, rise=0.35, type_scale=1.15,
        ),
        high(
            "high-side", (0.0, 0.03, 1.0, 0.372), (0.0, 0.06, 1.0, 0.46),
            bleed=("right",), grow=1.3, flush=True, rise=0.35, type_scale=1.15,
        ),
        high(
            "high-aside", (0.0, 0.0, 1.0, 0.372), (0.0, 0.0, 1.0, 0.46),
            bleed=("top", "right"), grow=1.6, flush=True, rise=0.35, type_scale=1.15,
        ),
        # The product beside its words.
        aside(
            "side", (0.5, 0.05, 1.0, 0.535), (0.5, 0.1, 1.0, 0.9),
            bleed=("right",), grow=2.1, type_scale=1.3,
        ),
        aside(
            "side-close", (0.51, 0.0, 1.0, 0.54), (0.51, 0.0, 1.0, 0.92),
            bleed=("top", "right"), grow=2.5, type_scale=1.3,
        ),
        aside(
            "side-left", (0.0, 0.05, 0.45, 0.535), (0.0, 0.1, 0.45, 0.9), _RIGHT_COLUMN,
            bleed=("left",), grow=2.1, type_scale=1.2,
        ),
    )  # fmt: skip
    return {plans[0].name: plans for plans in made}


_SHOTS = _shots()

# In all other frames the captions are at the foot: products stand above them, larger, on one side or the
# other of their words, or under or over them.
_ON_LEFT, _ON_RIGHT = (0.075, 0.09, 0.49, 0.81), (0.525, 0.09, 0.925, 0.81)
_NARROW = (0.075, 0.09, 0.345, 0.81)
_WIDER_LEFT, _WIDER_RIGHT = (0.075, 0.09, 0.56, 0.81), (0.44, 0.09, 0.925, 0.81)
_UNDER, _OVER = (0.075, 0.085, 0.925, 0.33), (0.075, 0.53, 0.925, 0.812)


def _broad_shots() -> Shots:
    """name -> (Plan with captions, Plan without) for 16:9, 1:1 and 4:5."""

    def shot(
        name: str, product: Region, words: Region, foot: float = 0.94, **look: Any
    ) -> tuple[ShotPlan, ShotPlan]:
        free: tuple[Region, Region] = (*product[:3], foot), (*words[:3], min(0.915, words[3] + 0.09))
        return ShotPlan(name, product, words, **look), ShotPlan(name, *free, **look)

    def aside(name: str, product: Region, words: Region = _ON_LEFT, **look: Any) -> tuple[ShotPlan, ShotPlan]:
        return shot(name, product, words, align="left", **{"type_scale": 1.4, **look})

    made = (
        aside("right", (0.5, 0.06, 0.96, 0.79)),
        aside("left", (0.04, 0.06, 0.5, 0.79), _ON_RIGHT),
        aside("right-out", (0.49, 0.0, 1.0, 0.79), bleed=("top", "right"), grow=1.45),
        aside("left-out", (0.0, 0.0, 0.5, 0.79), _ON_RIGHT, bleed=("top", "left"), grow=1.45),
        aside("left-close", (0.0, 0.0, 0.48, 0.8), _ON_RIGHT, bleed=("top", "left"), grow=2.1),
        aside("right-panel", (0.52, 0.0, 1.0, 0.805), panel=True, foot=1.0),
        aside("left-panel", (0.0, 0.0, 0.48, 0.805), _ON_RIGHT, panel=True, foot=1.0),
        aside("right-close", (0.52, 0.0, 1.0, 0.8), bleed=("top", "right"), grow=2.1),
        aside("right-head", (0.5, 0.06, 0.96, 0.79), rise=0.06),
        aside("left-head", (0.04, 0.06, 0.5, 0.79), _ON_RIGHT, rise=0.06),
        aside("right-low", (0.5, 0.06, 0.96, 0.79), rise=0.86),
        aside("left-low", (0.04, 0.06, 0.5, 0.79), _ON_RIGHT, rise=0.86),
        aside("right-end", (0.49, 0.05, 0.965, 0.795)),
        aside("right-end-head", (0.49, 0.05, 0.965, 0.795), rise=0.15),
        aside("right-end-low", (0.49, 0.05, 0.965, 0.795), rise=0.85),
        aside("right-small", (0.58, 0.15, 0.94, 0.74), _WIDER_LEFT, type_scale=1.9),
        aside("left-small", (0.06, 0.15, 0.42, 0.74), _WIDER_RIGHT, type_scale=1.9),
        aside("centre", (0.36, 0.06, 0.68, 0.79), _NARROW),
        shot("row", (0.0, 0.36, 1.0, 0.8), _UNDER, copies=5, rows=1, rise=0.4, type_scale=1.5),
        shot("under-pattern", (0.04, 0.335, 0.96, 0.805), _UNDER, copies=6, rise=0.4, type_scale=1.5),
        shot("under-end", (0.06, 0.425, 0.94, 0.798), (*_UNDER[:3], 0.41), rise=0.3, type_scale=1.3),
        shot("under-offer", (0.05, 0.35, 0.95, 0.8), _UNDER, rise=0.35, type_scale=1.3),
        shot("under", (0.06, 0.345, 0.94, 0.798), _UNDER, rise=0.4, type_scale=1.3),
        shot(
            "under-right", (0.38, 0.345, 0.95, 0.798), _UNDER, flush=True, rise=0.15, type_scale=1.4,
        ),
        shot(
            "under-small", (0.2, 0.44, 0.8, 0.785), (*_UNDER[:3], 0.4), rise=0.3, type_scale=1.7,
        ),
        shot(
            "under-end-right", (0.36, 0.425, 0.95, 0.798), (*_UNDER[:3], 0.41),
            flush=True, rise=0.2, type_scale=1.3,
        ),
        shot(
            "over-left", (0.05, 0.045, 0.62, 0.51), _OVER, foot=0.51, flush=True, rise=0.45, type_scale=1.3,
        ),
        shot("over-small", (0.2, 0.08, 0.8, 0.42), (*_OVER[:1], 0.45, *_OVER[2:]), foot=0.42,
            rise=0.35, type_scale=1.6,
        ),
        shot(
            "over-row", (0.0, 0.04, 1.0, 0.48), _OVER, foot=0.48, copies=5, rows=1, rise=0.4, type_scale=1.5,
        ),
        shot("over", (0.08, 0.045, 0.92, 0.51), _OVER, foot=0.51, rise=0.35, type_scale=1.2),
        shot(
            "over-close", (0.0, 0.0, 1.0, 0.515), _OVER, foot=0.515,
            bleed=("top", "left", "right"), grow=1.7, rise=0.35, type_scale=1.2,
        ),
        shot("over-panel", (0.0, 0.0, 1.0, 0.515), _OVER, foot=0.515, panel=True, rise=0.35, type_scale=1.2),
    )  # fmt: skip
    return {plans[0].name: plans for plans in made}


_BROAD_SHOTS = _broad_shots()


def shots(width: int, height: int) -> Shots:
    """All shots for frames of this shape: name -> (Plan with captions, Plan without)."""
    return _SHOTS if full_screen(width, height) else _BROAD_SHOTS


# What a scene may be, by how close we are: (shots of the end card's kind, of the other kind).
Choices = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]

_CALM_TALL: Choices = {
    "wide": (("small", "low-side", "low-head"), ("high-small", "side", "high-right")),
    "whole": (("low", "low-left", "low-right"), ("high", "side-left", "high-left")),
    "detail": (("low-close", "low-peek"), ("side-close", "high-close")),
}
_TALL: Mapping[str, Choices] = {
    "luxury": {
        **_CALM_TALL,
        "detail": (("low-close", "low-peek"), ("side-close", "high-close", "high-panel")),
    },
    "energetic": {
        "wide": (("low-peek", "low-side", "low-head"), ("high-side", "side", "high-right")),
        "whole": (("low", "low-left", "low-right"), ("side-left", "high", "high-left")),
        "detail": (("low-pattern", "low-close", "low-row"), ("high-close", "high-pattern", "side-close")),
    },
    "minimal": {
        "wide": (("low-left-small", "low-left-head"), ("low-right-small", "low-right-head")),
        "whole": (("low-left", "low-left-foot"), ("low-right", "low-right-foot")),
        "detail": (("low-left-close", "low-left-out"), ("low-right-close", "low-right-out")),
    },
    "bold": {
        "wide": (("low-side", "low-peek", "low-head"), ("side", "high-side", "high-right")),
        "whole": (("low", "low-left", "low-right"), ("side-left", "high", "high-left")),
        "detail": (
            ("low-panel", "low-close", "low-pattern", "low-row"),
            ("high-pattern", "side-close", "high-panel"),
        ),
    },
    "cinematic": _CALM_TALL,
}

# The same in other frames.
_WIDE: Choices = {
    "wide": (("right-out", "right-small", "right-low"), ("left-small", "left-low", "left-out")),
    "whole": (("right", "right-head"), ("left", "centre", "left-head")),
    "detail": (("right-panel", "right-close"), ("left-close", "left-panel")),
}
_SQUARE: Choices = {
    "wide": (("right-small", "under-right", "right-low"), ("left", "over-left", "left-small")),
    "whole": (("right", "right-head"), ("over", "left-out", "left-head")),
    "detail": (("right-close", "right-out"), ("over-close", "left-close", "over-panel")),
}
_FEED: Choices = {
    "wide": (("under", "under-right", "right-low"), ("over", "over-left", "left")),
    "whole": (("right", "under-small"), ("over-small", "left-out", "left-head")),
    "detail": (("right-close", "right-out"), ("over-close", "over-panel", "left-close")),
}
_LOUD_BROAD = (("under-pattern", "right-close", "right-out"), ("left-close", "over-close", "over-panel"))
_LOUD_WIDE = (("row", "right-panel", "right-close"), ("left-close", "left-panel", "over-row"))

# End cards by the frame's shape; one with a logo over its words has the first.
_TALL_ENDS, _PAPER_ENDS = ("end", "end-left", "end-right"), ("end-left", "end-left-low")
_ASIDE_ENDS = ("right-end", "right-end-head", "right-end-low")
_FEED_ENDS = ("under-offer", "under-end-right")

_LOUD, _CALM = ("energetic", "bold"), ("luxury", "cinematic")

_ROLES = {"hook": "wide", "context": "wide", "product": "whole"}


def plan_for(request: ImageRequest, product_ratio: float) -> ShotPlan:
    """The Plan for an ImageRequest and a product of this width / height."""
    tall = full_screen(request.width, request.height)
    part = part_of(request.headline) or ("top" if is_worn(request.product_name) else "")
    name = _name_for(request, tall, product_ratio)
    if part == "side":
        name = _showing_sides(name, request, tall, product_ratio)
    plan = shots(request.width, request.height)[name][0 if request.captions else 1]
    if tall:
        plan = _widened(plan, request, product_ratio)
    if plan.copies > 4 and product_ratio > 1.2 and not plan.low:
        plan = replace(plan, copies=4)
    if plan.rows == 1:
        plan = replace(plan, copies=_in_a_row(request, plan, product_ratio))
    return replace(_worded(_facing(plan, request), request), tilt=_tilt(request, plan), part=part)


def content_number(request: ImageRequest) -> int:
    """A number from 0 to 9999 that stands for what is sold."""
    return _drawn(" ".join(request.product_name.casefold().split())) % 10_000


def drawn_for(request: ImageRequest, what: str, count: int) -> int:
    """A number below `count`: the lot that what is sold draws of `what`, apart from all its other lots."""
    return _drawn(f"{content_number(request)} {what}") % count


def _drawn(text: str) -> int:
    """A number that is always the same for a text, and says nothing of that of another."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def _turn(request: ImageRequest, role: str) -> int:
    """Whose turn it is among the shots of a role and kind: the next one's in the next scene of that kind."""
    start = _drawn(f"{content_number(request)} {role} {_shot_kind(request)}")
    return start + request.seed + (request.scene_index - 1) // 2


# On one side of a tall frame a wide product has so much of its width at most.
_WIDEST_SIDE = 0.62


def _widened(plan: ShotPlan, request: ImageRequest, product_ratio: float) -> ShotPlan:
    """The Plan; a region on one side of the frame is as wide as a product that fills its height."""
    left, top, right, bottom = plan.product
    if plan.align == "left" or plan.bleed or _is_across(plan):
        return plan
    wanted = (bottom - top) * request.height / request.width * product_ratio
    wide = min(max(right - left, wanted), max(right - left, _WIDEST_SIDE))
    across = (left, left + wide) if left < 1 - right else (right - wide, right)
    return replace(plan, product=(across[0], top, across[1], bottom))


def _is_across(plan: ShotPlan) -> bool:
    """True where the product's region lies in the middle of the frame's width."""
    return abs(plan.product[0] + plan.product[2] - 1) < 0.01


# Words stand where their shot has them, or so much lower in their region.
_LOWERED = 0.35


def _worded(plan: ShotPlan, request: ImageRequest) -> ShotPlan:
    """The Plan with its words set as this film has them: from the other edge, or lower, or as they are."""
    number = content_number(request)
    flush = plan.flush != bool(number % 2) if plan.align == "centre" else plan.flush
    lower = _drawn(f"{number} {request.seed} words {request.scene_index}") % 2
    return replace(plan, flush=flush, rise=min(1.0, plan.rise + _LOWERED * lower))


def _in_a_row(request: ImageRequest, plan: ShotPlan, product_ratio: float) -> int:
    """How many products of this width / height fill a row from side to side."""
    left, top, right, bottom = plan.product
    shape = (right - left) * request.width / ((bottom - top) * request.height)
    return min(7, max(3, round(shape / (product_ratio * 1.1))))


# Words for what is at a product's head, at its foot, or reaches out at its side, in the local writer's
# languages; nothing is said about words that are not here. What ends compounds is found at their end.
_PART_WORDS = {
    "top": """lid lids cap hood neck neckline collar loop nozzle rim brim straw cork
        deckel kapuze kragen tapa capucha cuello bouchon capuche coperchio tappo cappuccio colletto tampa
        capuz deksel dop capuchon kraag pokrywka kaptur lock huva krage låg hætte kapak kapüşon""",
    "low": """pocket pockets hem base foot feet sole soles ribbon
        tasche taschen saum boden sohle bolsillo bolsillos base suela poche poches semelle
        fondo suola sola zool bodem kieszeń podeszwa sula ficka lomme taban""",
    "side": """handle handles grip spout strap straps sleeve sleeves cuff cuffs
        griff griffe henkel tülle ausguss ärmel träger riemen gurt bügel
        poignée anse bec manche manches bretelle bretelles lanière
        asa asas mango pico manga mangas correa tirantes manico becco manica maniche tracolla alça alças pega
        handvat hengsel tuit mouw mouwen uchwyt rączka dziobek rękaw rękawy
        handtag pip ärm håndtag hank ærme kulp sap kol askı""",
}
_PARTS = {part: frozenset(names.split()) for part, names in _PART_WORDS.items()}
_PART_ENDS = {
    "top": ("deckel", "kapuze", "kragen", "deksel"),
    "low": ("sohle", "boden"),
    "side": ("griff", "henkel", "tülle", "träger", "riemen", "ärmel", "handvat", "hengsel", "handtag"),
}
_PART_SIGNS = {
    "top": ("蓋", "フタ", "フード", "盖", "뚜껑", "후드"),
    "low": ("ポケット", "底", "口袋", "주머니", "밑창"),
    "side": ("取っ手", "ハンドル", "注ぎ口", "袖", "手柄", "把手", "壶嘴", "손잡이", "스트랩", "소매"),
}


def part_of(headline: str) -> str:
    """Which part of a product a headline speaks of: "top", "low", "side" or ""."""
    said = reversed(re.findall(r"[^\W\d_]+", headline.lower()))
    return next((part for word in said for part in _PARTS if _names_part(word, part)), "")


def _names_part(word: str, part: str) -> bool:
    has_sign = any(sign in word for sign in _PART_SIGNS[part])
    return word in _PARTS[part] or word.endswith(_PART_ENDS[part]) or has_sign


def keep_part_in_frame(plan: ShotPlan) -> ShotPlan:
    """The Plan, no longer running out of the frame where the part is that is spoken of.

    What reaches out at a side may be at either, and in a crop at none: such a product is shown whole.
    """
    if plan.part == "side" and (plan.bleed or plan.panel):
        return whole_product(replace(plan, panel=False))
    away = {"top": "top", "low": "bottom"}.get(plan.part)
    return replace(plan, bleed=tuple(side for side in plan.bleed if side != away))


# How far a whole product keeps from the frame's edges that it would otherwise run out of.
_FROM_EDGES = (0.04, 0.045, 0.96, 0.965)


def roomier_plan(plan: ShotPlan, request: ImageRequest, product_ratio: float) -> ShotPlan:
    """The Plan, or one over or under its words if a product that stays whole beside them is much smaller."""
    if plan.align != "left" or plan.bleed or plan.panel or not _upright(request):
        return plan  # squares have a scene over or under its words next to each one beside them
    tall = full_screen(request.width, request.height)
    name = "high" if tall else ("under", "over")[_shot_kind(request)]
    other = shots(request.width, request.height)[name][0 if request.captions else 1]
    shape = request.width / request.height
    beside, apart = (_height_in(one.product, shape, product_ratio) for one in (plan, other))
    if apart <= beside * _LARGER:
        return plan
    return replace(_worded(other, request), tilt=plan.tilt, part=plan.part)


def whole_product(plan: ShotPlan) -> ShotPlan:
    """The Plan with its product whole, within the frame."""
    left, top, right, bottom = plan.product
    room = max(left, _FROM_EDGES[0]), max(top, _FROM_EDGES[1]), min(right, _FROM_EDGES[2])
    return replace(plan, bleed=(), grow=1.0, product=(*room, min(bottom, _FROM_EDGES[3])))


# Over a plate that somebody else painted, where a ground is asked for below: in tall frames all stand low,
# in others beside their words. No crop's clean edge, no pattern, nothing that stands in mid-air.
_OVER_TALL = {
    "wide": ("small", "low-head", "low-side"),
    "whole": ("low", "low-left", "low-right"),
    "detail": ("low-peek", "low-left-out", "low-right-out"),
}
_OVER_WIDE = {
    "wide": ("right-small", "left-small", "right-low", "left-low"),
    "whole": ("right", "left"),
    "detail": ("left-head", "right-head"),
}


def plan_over_plate(request: ImageRequest) -> ShotPlan:
    """The Plan over a painted plate: the product is shown whole, or leaves the frame by its own outline."""
    tall = full_screen(request.width, request.height)
    plan = shots(request.width, request.height)[_name_over_plate(request, tall)][0 if request.captions else 1]
    plan = keep_part_in_frame(replace(plan, part=part_of(request.headline)))
    return replace(_facing(plan, request), tilt=_tilt(request, plan))


def _name_over_plate(request: ImageRequest, tall: bool) -> str:
    if request.beat in _ENDS:
        return _end_card_shot(request, tall)
    names = (_OVER_TALL if tall else _OVER_WIDE)[_ROLES.get(request.beat, "detail")]
    return names[(content_number(request) + request.seed + request.scene_index) % len(names)]


def _end_card_shot(request: ImageRequest, tall: bool) -> str:
    if tall:
        return _end_of(_PAPER_ENDS if request.style == "minimal" else _TALL_ENDS, request)
    if _upright(request):
        return _end_of(_FEED_ENDS, request)
    if _is_wide(request) or not _too_long_aside(request):
        return _end_of(_ASIDE_ENDS, request)
    # The widest letters leave room for price and button only on a square's smaller product.
    return "under-end" if STYLES[request.style].display_font == "black" else "under"


def _end_of(names: tuple[str, ...], request: ImageRequest) -> str:
    return names[0 if request.logo else _turn(request, "end") % len(names)]


def _upright(request: ImageRequest) -> bool:
    return request.height > request.width * 1.15


# On an end card that is not white paper, a product wider than this has the frame's whole width.
_WIDE_END = 1.1


def _name_for(request: ImageRequest, tall: bool, product_ratio: float) -> str:
    if request.beat in _ENDS:
        name = _end_card_shot(request, tall)
        paper = request.style == "minimal"
        return name if paper or not tall or product_ratio <= _WIDE_END else "end"
    role = _ROLES.get(request.beat, "detail")
    names = _choices(request, tall)[role][_shot_kind(request)]
    name = names[_turn(request, role) % len(names)]
    return _suited(name, request, product_ratio, tall)


def _choices(request: ImageRequest, tall: bool) -> Choices:
    if tall:
        return _TALL[request.style]
    wide = _is_wide(request)
    table = _WIDE if wide else _FEED if _upright(request) else _SQUARE
    if request.style in _LOUD:
        return {**table, "detail": _LOUD_WIDE if wide else _LOUD_BROAD}
    return table


# In the low strip of a tall frame a product slimmer than this (width / height) is a small thing: where the
# scene need not show it whole it is larger and leaves the frame at its foot.
_SLIM = 0.45
_FOR_SLIM = {"small": "low-peek", "low-side": "low-peek", "low-head": "low-peek", "low-row": "low-pattern"}

# Beside its words in a tall frame a product wider than this (width / height) is small and cut in two: it
# stands over them.
_WIDE_ASIDE = 1.1
_FOR_WIDE = {"side": "high-side", "side-left": "high", "side-close": "high-aside"}

# Clothes are known by neck and print: never by their hem, nor by a field of bare cloth.
_FOR_CLOTHES = {
    "high-close": "high-panel",
    "side-close": "high-panel",
    "low-panel": "low-close",
    "low-left-close": "low-left-out",
    "low-right-close": "low-right-out",
    "right-close": "right-panel",
    "left-out": "left-low",
    "left-close": "left-panel",
    "right-out": "right-low",
    "over-close": "over-panel",
}

# Every other scene that comes so close to clothes shows them whole: two such views of one print are the same.
_WHOLE_CLOTHES = {
    "high-panel": "high-left",
    "over-panel": "over-left",
    "left-panel": "left-head",
    "right-panel": "right-head",
    "low-close": "low-head",
    "low-left-out": "low-left-head",
    "low-right-out": "low-right-head",
}


# In a column beside a product, but for wide frames, words have so many letters at most, or their type would
# be small, or one of them broken: by the family they are set in.
_LETTERS_ASIDE = {"black": 5, "condensed": 11, "serif": 9, "sans": 9}


# The same in the narrow column beside a product in the middle of a wide frame, which is for products that are
# high enough: width / height.
_NARROW_RATIO = 0.92
_LETTERS_NARROW = {"black": 6, "condensed": 11, "serif": 9, "sans": 9}


def _too_long_aside(request: ImageRequest, most: Mapping[str, int] = _LETTERS_ASIDE) -> bool:
    # A number is set on one line with what it counts, so the two take the room of one word.
    headline = re.sub(r"(\d) (?=\w)", r"\1_", " ".join(request.headline.split()))
    letters = max((len(word) for word in headline.split()), default=0)
    return letters > most[STYLES[request.style].display_font]


def _showing_sides(name: str, request: ImageRequest, tall: bool, product_ratio: float) -> str:
    """The shot, or one of its kind that shows the product whole, and not as the ad begins."""
    made = shots(request.width, request.height)
    if not (made[name][0].bleed or made[name][0].panel):
        return name
    wide = _choices(request, tall)["wide"][_shot_kind(request)]
    whole = [one for one in wide if not made[one][0].bleed]
    first = _name_for(replace(request, beat="hook", scene_index=1), tall, product_ratio)
    others = [one for one in whole if one != first] or whole
    other = others[_turn(request, "side") % len(others)] if others else name
    return _suited(other, request, product_ratio, tall)


# So much larger a whole product must come out over or under its words to be moved there from beside them.
_LARGER = 1.1


def _small_aside(name: str, request: ImageRequest, product_ratio: float) -> bool:
    """True where a column beside the words would leave a product smaller than the frame's width does."""
    plan = _BROAD_SHOTS.get(name)
    if plan is None or plan[0].align != "left" or plan[0].bleed or plan[0].panel:
        return False
    shape = request.width / request.height
    aside, stacked = (
        _height_in(_BROAD_SHOTS[one][0].product, shape, product_ratio) for one in ("right", "under")
    )
    return stacked > aside * _LARGER


def _height_in(region: Region, shape: float, product_ratio: float) -> float:
    """How high a product comes out in a region, as a share of the frame's height."""
    left, top, right, bottom = region
    return min(bottom - top, (right - left) * shape / product_ratio)


def _is_wide(request: ImageRequest) -> bool:
    return request.width > request.height * 1.2


def _suited(name: str, request: ImageRequest, product_ratio: float, tall: bool) -> str:
    """Another shot where this one does not suit the product's shape, its use, or the words."""
    if is_worn(request.product_name):
        close = name == "left-close" and not _is_wide(request)
        name = "over-panel" if close else _FOR_CLOTHES.get(name, name)
        if (request.scene_index - 1) // 2 % 2 == 0:
            name = _WHOLE_CLOTHES.get(name, name)
    if name == "centre" and (product_ratio > _NARROW_RATIO or _too_long_aside(request, _LETTERS_NARROW)):
        return "left"
    if not _is_wide(request) and (_too_long_aside(request) or _small_aside(name, request, product_ratio)):
        return _over_or_under(name, request)
    if tall and product_ratio > _WIDE_ASIDE and name in _FOR_WIDE:
        return _FOR_WIDE[name] if name != "side" or request.style in _CALM else "high-small"
    if tall and product_ratio < 0.62 and name in ("high", "high-close"):
        return "side"
    if tall and product_ratio < _SLIM:
        return _FOR_SLIM.get(name, name)
    return name


def _over_or_under(name: str, request: ImageRequest) -> str:
    """A shot of the same kind whose words have the whole width."""
    if name.startswith("side"):
        close = "high-panel" if is_worn(request.product_name) else "high-close"
        return close if name == "side-close" else "high"
    if name in ("left-close", "left-panel"):
        return "over-panel"
    if name not in _IN_COLUMNS:
        return name
    return _STACKED[_shot_kind(request)][request.scene_index // 2 % 2]


# Shots of broad frames that have no words of the whole width, and those for words that need it, by kind.
_IN_COLUMNS = frozenset(name for name, plans in _BROAD_SHOTS.items() if plans[0].align == "left")
_STACKED = (("under", "under-right"), ("over", "over-left"))


def _shot_kind(request: ImageRequest) -> int:
    """Which of the two kinds of shot a scene is, counted from the end: the end card is of the first (0)."""
    return (request.scene_count - request.scene_index) % 2


def _facing(plan: ShotPlan, request: ImageRequest) -> ShotPlan:
    """The Plan as it is or, for shots across the frame, running out of it on the other side."""
    if not _is_across(plan) or (request.seed + request.scene_index // 2) % 2:
        return plan
    other = {"left": "right", "right": "left"}
    return replace(plan, bleed=tuple(other.get(side, side) for side in plan.bleed))


def _tilt(request: ImageRequest, plan: ShotPlan) -> float:
    if request.style not in _LOUD or plan.panel or request.beat in _ENDS:
        return 0.0
    lean = (-6.0, 5.0, -4.0, 7.0)[(request.scene_index + request.seed) % 4]
    return lean if request.style == "energetic" else lean * 0.5


def to_pixels(region: Region, width: int, height: int) -> Box:
    """A region of fractions as a Box of whole pixels."""
    left, top, right, bottom = region
    return Box(round(left * width), round(top * height), round(right * width), round(bottom * height))


def to_fractions(box: Box, width: int, height: int) -> Region:
    return (box.left / width, box.top / height, box.right / width, box.bottom / height)


def focus_on(box: Box, width: int, height: int) -> tuple[float, float]:
    """Where the camera looks: near the box's centre, but not so near the frame's edge that the camera,
    moving in, would push the words out of the safe box or half the product out of the frame."""
    x, y = box.centre
    return (min(0.64, max(0.36, x / width)), min(0.6, max(0.36, y / height)))


def words_box(request: ImageRequest, focus: tuple[float, float]) -> Box:
    """The Box in which type may stand so that it is still safe when the camera has moved in."""
    zoom = STYLES[request.style].zoom
    return formats.words_box(request.width, request.height, request.captions, zoom, focus)


def intersection(one: Box, other: Box) -> Box:
    """What two boxes share; its width or height may come out as nought, never below."""
    left, top = max(one.left, other.left), max(one.top, other.top)
    return Box(left, top, max(left, min(one.right, other.right)), max(top, min(one.bottom, other.bottom)))


def keeps_clear_of_captions(box: Box, request: ImageRequest) -> bool:
    return not request.captions or not box.overlaps(caption_box(request.width, request.height))
