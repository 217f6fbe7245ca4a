"""What a set is built around: where product and words stand, and which colours keep clear of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generation.local.images.canvas import Canvas, Spot
from generation.local.images.layout import CAPTIONS_FOOT, ShotPlan
from generation.media.arrays import Colour
from generation.media.colours import Palette, distance, luminance
from projects.formats import Box


@dataclass(frozen=True)
class BackdropStage:
    """What a backdrop has to know: `product` and `words` are pixel Boxes, `tones` the product's colours.

    `cut_below` says that the product ends below in the straight cut of its photo, which must be hidden: it
    rises from behind the edge of something in front. `light` is the side the light comes from in the quiet
    styles, -1 left or 1 right. `film` is a number that all scenes of a film have in common, `sets` one that
    all films of what is sold have, by which the shapes of its sets are chosen.
    """

    palette: Palette
    plan: ShotPlan
    rng: np.random.Generator
    product: Box
    words: Box | None
    stands: bool
    tones: tuple[Colour, ...]
    index: int = 1
    cut_below: bool = False
    light: int = -1
    film: int = 0
    sets: int = 0

    @property
    def centre(self) -> Spot:
        return self.product.centre

    @property
    def reach(self) -> float:
        """Half the product's longer side."""
        return max(self.product.width, self.product.height) / 2

    @property
    def ground(self) -> int:
        """The y on which things stand."""
        return self.product.bottom


def front_row(stage: BackdropStage) -> int:
    """The row from which on something stands before a cut-off product, hiding its cut."""
    return max(0, stage.product.bottom - 2)


def clearest_colour(stage: BackdropStage, candidates: Sequence[Colour]) -> Colour:
    """The candidate colour from which the product stands out best."""
    return max(candidates, key=lambda colour: colour_separation(stage, colour))


def colour_separation(stage: BackdropStage, colour: Colour) -> float:
    """How far a colour is from the nearest of the product's leading colours."""
    if not stage.tones:
        return 1.0
    return min(float(distance(tone, colour)) for tone in stage.tones[:3])


# How far a painted shape keeps from the words beside its product, as a share of the short side.
_FROM_WORDS = 0.03


def aside_room(canvas: Canvas, stage: BackdropStage, whole: bool = False) -> float:
    """How far a shape about the product's middle may reach: not to the words, nor, `whole`, out of the frame.

    In pixels, sideways; words over or under the product set no limit.
    """
    (cx, _), words = stage.centre, stage.words
    limits: list[float] = [cx * 0.97, (canvas.width - cx) * 0.97] if whole else [canvas.width]
    if words and stage.plan.align == "left":
        away = cx - words.right if words.left < cx else words.left - cx
        limits.append(away - canvas.short * _FROM_WORDS)
    return min(limits)


def is_dark(stage: BackdropStage) -> bool:
    return bool(stage.tones) and float(np.mean([luminance(tone) for tone in stage.tones[:2]])) < 0.06


def room_to_words(canvas: Canvas, stage: BackdropStage) -> float:
    """How far it is from the product's middle to what is read, less a gap."""
    (cx, cy), words, room = stage.centre, stage.words, float(canvas.height)
    if words:
        across = max(words.left - cx, cx - words.right, 0)
        room = float(np.hypot(across, max(words.top - cy, cy - words.bottom, 0)))
    if stage.plan.under_captions:
        room = min(room, cy - canvas.height * CAPTIONS_FOOT)
    return room - canvas.short * 0.03


def plain_beyond(canvas: Canvas, stage: BackdropStage, colour: Colour) -> None:
    """One colour beyond a close-up's inner edge."""
    if stage.plan.low:
        canvas.rect(0, 0, canvas.width, stage.product.top, colour)
    else:
        canvas.rect(0, stage.product.bottom, canvas.width, canvas.height, colour)
