"""The sets: one visual language for each style, built around where the product and the words stand.

A module for each style; `stage` says what each of them has to know.
"""

from collections.abc import Callable

from generation.local.images.backdrops import bold, cinematic, energetic, luxury, minimal
from generation.local.images.backdrops.stage import BackdropStage, front_row
from generation.local.images.canvas import Canvas
from generation.media.colours import to_hex

# How much grain the pictures of a style have.
GRAIN = {"luxury": 0.006, "energetic": 0.0, "minimal": 0.004, "bold": 0.0, "cinematic": 0.013}

_PAINTERS: dict[str, Callable[[Canvas, BackdropStage], None]] = {
    "luxury": luxury.paint,
    "energetic": energetic.paint,
    "minimal": minimal.paint,
    "bold": bold.paint,
    "cinematic": cinematic.paint,
}
# What stands before a cut-off product; at dusk it fades into the haze instead, on paper into the white.
FRONTS: dict[str, Callable[[Canvas, BackdropStage, int], None]] = {
    "luxury": luxury.fluted_front,
    "energetic": energetic.loud_front,
    "bold": bold.flat_front,
}


def paint(canvas: Canvas, stage: BackdropStage, style: str) -> None:
    """Paint the set of `style` onto the canvas, everything that lies behind the product's shadow."""
    _PAINTERS[style](canvas, stage)
    if stage.cut_below and style in FRONTS:
        FRONTS[style](canvas, stage, front_row(stage))


def flat_colours(stage: BackdropStage, style: str) -> tuple[str, ...]:
    """The colours of shapes and light laid over a film, in one order for all its scenes; () for none."""
    palette = stage.palette
    if style == "bold":
        return bold.flat_colours(stage)
    if style == "energetic":
        return to_hex(palette.accent), to_hex(palette.surface)
    return (to_hex(palette.accent),) if style == "cinematic" else ()
