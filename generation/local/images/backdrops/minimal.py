"""minimal: white paper, one shadow, much space."""

from dataclasses import replace

import numpy as np

from generation.local.images.backdrops.stage import BackdropStage, colour_separation, plain_beyond
from generation.local.images.canvas import Canvas
from generation.media.arrays import Colour
from generation.media.colours import contrast, mix

_WHITE = np.ones(3, np.float32)


def paint(canvas: Canvas, stage: BackdropStage) -> None:
    """Seamless white paper that only turns, low down, from a wall into a floor: nothing else is on it."""
    paper = _paper(stage)
    lit, far = mix(paper, _WHITE, 0.45), mix(paper, stage.palette.shade, 0.07)
    canvas.gradient([(0, lit), (0.6, paper), (1, far)], 90 - 25 * stage.light)
    if stage.plan.panel:
        plain_beyond(canvas, stage, mix(paper, stage.palette.shade, 0.22))
    elif stage.stands:
        _paper_floor(canvas, stage, lit)


# The papers from the palest: what is pale itself is set before the last. None is darker than a luminance of
# 0.7, a white wall in soft shade: below it, paper is seen as grey.
_PAPER_SHADES = (0.0, 0.12, 0.38)


# How far a paper keeps from a product's two leading colours; where none does, the deepest is taken.
_PAPER_APART = 0.12


def _paper(stage: BackdropStage) -> Colour:
    """A white paper for this scene: two of its shades take turns.

    What is pale has the deepest, or one whiter than all, whichever is less like its leading colours.
    """
    pal = stage.palette
    papers = [mix(pal.surface, mix(pal.backdrop, pal.shade, 0.3), share * 2.2) for share in _PAPER_SHADES]
    leading = replace(stage, tones=stage.tones[:2])
    if min(colour_separation(leading, paper) for paper in papers[:2]) >= _PAPER_APART:
        return papers[stage.index % 2]
    return max(
        (papers[2], mix(papers[0], _WHITE, 0.85)),
        key=lambda paper: min(float(contrast(paper, tone)) for tone in leading.tones),
    )


def _paper_floor(canvas: Canvas, stage: BackdropStage, lit: Colour) -> None:
    """The floor a product stands on: a little lighter before it, without an edge."""
    y, deep = stage.ground, canvas.short * 0.3
    rows = np.arange(canvas.height, dtype=np.float32)
    share = np.clip((rows - y + deep * 0.4) / deep, 0, 1)
    share = (share * share * (3 - 2 * share) * 0.5)[:, None, None]
    canvas.px += (lit - canvas.px) * share


def depth_behind(canvas: Canvas, stage: BackdropStage) -> float:
    """How far up the picture the ground of the minimal style reaches behind a product's foot, in pixels."""
    return max(stage.product.height * 0.1, canvas.short * 0.035)
