"""Captions on the picture: one small box for each phrase, drawn once and blended into the planes.

A box is kept as what it adds (its colours times its opacity) and its inverse opacity, in Y, U and V, at
whole pairs of pixels. It lies inside `caption_box` of projects.formats by construction: the canvas it
is drawn on is no larger.

Three looks. `clean`: light words with a thin halo and a soft shadow, nothing else. `box`: one panel that
hugs the lines. `karaoke`: outlined words; the one that is being said is lit, those to come are dimmed.
Where the voice did not say when its words come, karaoke shows whole phrases.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from PIL import Image

from generation.media import typography
from projects.formats import Box, caption_box
from rendering.engine.caption_cues import (
    CaptionLayout,
    Cue,
    all_text,
    caption_layout,
    cues_of,
    not_in_pictures,
    to_srt,
    to_vtt,
    type_share,
)
from rendering.engine.timeline import Timeline
from rendering.engine.types import Box as Edges
from rendering.engine.types import Map, PixelBox, Plane, Size
from rendering.engine.yuv import MATRIX, Planes, halve
from rendering.spec.schema import CaptionSpec, RenderSpec

# (text, x, y, width) of a line in pixels.
Row = tuple[str, float, float, float]
Colour = tuple[float, ...]

__all__ = ["Captions", "Cue", "cues_of", "to_srt", "to_vtt"]

# How much of the ground is seen behind the words of the `box` look, and how round it is, in type sizes.
GROUND_ALPHA = 0.94
ROUND = 0.12

# Lines whose panels differ by less than this, in type sizes, share one width: no crumbs at the corners.
STEP = 1.5

# The opacity of words that are still to be said.
UPCOMING_OPACITY = 0.7

# A lit word goes out this long after it was said, when nothing follows.
AFTERGLOW_MS = 150


@dataclass(frozen=True)
class LetterShadow:
    """Darkness around letters: grown by `reach`, blurred by `blur`, dropped by `drop`, in type sizes."""

    reach: float
    blur: float
    drop: float
    alpha: float


LETTER_SHADOWS = {
    # As dark as light letters need in front of snow; in front of a dark set it is hardly seen.
    "clean": (LetterShadow(0.09, 0.12, 0.03, 0.8), LetterShadow(0.05, 0.035, 0.0, 0.72)),
    "karaoke": (LetterShadow(0.05, 0.09, 0.06, 0.5), LetterShadow(0.06, 0.012, 0.0, 0.94)),
    "box": (),
}


@dataclass(frozen=True)
class CaptionBitmap:
    """A drawn phrase: where its upper left corner lies, what it adds, its inverse alpha (255 - alpha)."""

    left: int
    top: int
    adds: Planes
    inverse_alpha: Planes

    def blend(self, planes: Planes) -> None:
        """Lay the bitmap over a frame's Planes, in place."""
        width, height = self.adds.size
        under = planes.crop(self.left, self.top, width, height)
        for plane, adds, inverse_alpha in zip(under, self.adds, self.inverse_alpha, strict=True):
            cv2.multiply(plane, inverse_alpha, plane, 1 / 255)
            cv2.add(plane, adds, plane)


@dataclass(frozen=True)
class CaptionMaps:
    """A phrase before its words have a colour. All maps are float32, 0..1, over the caption box.

    `under` is (colour, opacity) of what lies beneath, `words` the letters' opacity, `places` the rectangles
    of each word in pixels, in the order they are said.
    """

    under: tuple[Colour, Map]
    words: Map
    places: tuple[list[Edges], ...]


class Captions:
    """All captions of a video, by frame. One instance serves every worker."""

    def __init__(self, spec: RenderSpec, timeline: Timeline, cues: Sequence[Cue]) -> None:
        self.look, self.output, self.fps = spec.captions, spec.output, timeline.fps
        self.cues, self.language = not_in_pictures(spec, cues) if spec.captions.burn else (), spec.language
        self.style = caption_layout(spec.output, spec.captions.font, all_text(spec))
        self.box = even_box(caption_box(spec.output.width, spec.output.height))
        self.starts = [cue.start_ms for cue in self.cues]
        # Two labels for each of four workers, and a few to spare.
        self.bitmap = lru_cache(maxsize=16)(self._bitmap)
        self.maps = lru_cache(maxsize=8)(self._maps)

    def draw(self, frame: int, planes: Planes) -> None:
        """Blend the caption of a frame number, if there is one."""
        seen = self._at(frame)
        if seen:
            self.bitmap(*seen).blend(planes)

    def cache_data(self, start: int, stop: int) -> list[Any]:
        """What is read in frames [start, stop), for cache keys: each change as [frame, lines, words begun].

        Before the first change stands how it is set: another scene's script may make all type smaller.
        [] where nothing is read.
        """
        changes, last = [], None
        for frame in range(start, stop):
            seen = self._at(frame)
            if seen != last:
                changes.append([frame - start, *(self._lines_of(*seen) if seen else (None, None))])
                last = seen
        return changes and [[self.style.size, round(self.style.leading, 3)], *changes]

    def _lines_of(self, number: int, begun: int | None) -> tuple[list[list[str]], int | None]:
        """The lines of a cue, each with its direction, and how many words of it were begun."""
        lines = self.cues[number].lines
        return [[line, typography.direction(line, self.language)] for line in lines], begun

    def _at(self, frame: int) -> tuple[int, int | None] | None:
        """(number of the cue, how many of its words were begun) at a frame number, or None."""
        at = frame * 1000 / self.fps
        number = bisect_right(self.starts, at) - 1
        if number < 0 or at >= self.cues[number].end_ms:
            return None
        return number, self._words_begun(self.cues[number], at)

    def _words_begun(self, cue: Cue, at: float) -> int | None:
        """How many words were begun, one more when all are over; None where words are not told apart."""
        if self.look.look != "karaoke" or not cue.timed:
            return None
        said = [token for row in cue.tokens for token in row]
        over = bool(said) and at > said[-1].end_ms + AFTERGLOW_MS
        return sum(token.start_ms <= at for token in said) + over

    def _maps(self, number: int) -> CaptionMaps:
        size = self.box.width, self.box.height
        return caption_maps(self.cues[number], self.look, self.style, size, self.language)

    def _bitmap(self, number: int, begun: int | None) -> CaptionBitmap:
        rgba = coloured(self.maps(number), self.look, begun)
        return bitmap(rgba, self.box.left, self.box.top)


def even_box(box: Box) -> Box:
    """The largest box of even numbers inside a box: chroma has no odd pixels."""
    left, top = box.left + box.left % 2, box.top + box.top % 2
    return type(box)(left, top, box.right - box.right % 2, box.bottom - box.bottom % 2)


def bitmap(rgba: Map, left: int, top: int) -> CaptionBitmap:
    """The CaptionBitmap of a premultiplied RGBA picture, its corner at an even place.

    Empty borders are left off.
    """
    box = _inside(rgba[..., 3])
    part = np.ascontiguousarray(rgba[box[1] : box[3], box[0] : box[2]])
    opposite = 255 * (1 - part[..., 3])
    part[..., :3] *= 255
    inks = cv2.transform(part, MATRIX)  # the offsets of Y, U and V are weighed with the opacity
    adds = [_rounded(halve(inks[..., k]) if k else inks[..., k]) for k in range(3)]
    inverse_alpha = [_rounded(halve(opposite) if k else opposite) for k in range(3)]
    return CaptionBitmap(left + box[0], top + box[1], Planes(*adds), Planes(*inverse_alpha))


def _inside(alpha: Map) -> PixelBox:
    """The smallest even (left, top, right, bottom) around all that is seen."""
    left, top, wide, tall = cv2.boundingRect((alpha > 1 / 512).astype(np.uint8))
    return left // 2 * 2, top // 2 * 2, max(2, -(-(left + wide) // 2) * 2), max(2, -(-(top + tall) // 2) * 2)


def _rounded(plane: Map) -> Plane:
    return np.clip(np.rint(plane), 0, 255).astype(np.uint8)


# Drawing a phrase


def caption_maps(
    cue: Cue, look: CaptionSpec, style: CaptionLayout, size: Size, language: str = ""
) -> CaptionMaps:
    """The CaptionMaps of a cue, set at the foot of a canvas of `size`, centred."""
    style, rows = _layout(cue, style, size)
    letters = Image.new("L", size, 0)
    for line, x, y, _ in rows:
        way = typography.direction(line, language)
        typography.draw(letters, (x, y + style.ascent), line, style.family, style.size, 255, "ls", way=way)
    words = np.asarray(letters, np.float32) / 255
    if look.look == "box":
        under = _panel(rows, size, style)
    else:
        under = _shade(words, LETTER_SHADOWS[look.look], style.size)
    return CaptionMaps((_colour(look.ground), under), words, tuple(_places(cue, rows, style, language)))


def word_places(cue: Cue, style: CaptionLayout, size: Size, language: str = "") -> list[list[Edges]]:
    """[(left, top, right, bottom) …] in pixels of the canvas for each word, in the order they are said."""
    style, rows = _layout(cue, style, size)
    return list(_places(cue, rows, style, language))


def coloured(maps: CaptionMaps, look: CaptionSpec, begun: int | None = None) -> Map:
    """A premultiplied RGBA picture of maps; `begun` words were begun, None: all look alike."""
    return _over(_inked(maps, look, begun), maps.under)


def _layout(cue: Cue, style: CaptionLayout, size: Size) -> tuple[CaptionLayout, list[Row]]:
    """(its own Setting, its rows) of a cue on a canvas."""
    style = style.sized(type_share(cue.text, style))
    return style, _rows(cue, style, size)


def _rows(cue: Cue, style: CaptionLayout, size: Size) -> list[Row]:
    """(text, x, y, width) of each line; the block stands on the foot of the canvas."""
    top = size[1] - style.padding - style.leading * len(cue.lines)
    rows = []
    for number, line in enumerate(cue.lines):
        width, _, _ = typography.measure(line, style.family, style.size)
        rows.append((line, (size[0] - width) / 2, top + number * style.leading, width))
    return rows


def _panel(rows: Sequence[Row], size: Size, style: CaptionLayout) -> Map:
    """One panel that hugs all lines, rounded at outer and inner corners alike."""
    sigma = max(0.5, ROUND * style.size)
    margin = int(3 * sigma) + 1
    panel = np.zeros((size[1] + 2 * margin, size[0] + 2 * margin), np.float32)
    for corners in _hugging(rows, size, style):
        left, top, right, bottom = (margin + round(edge) for edge in corners)
        panel[top:bottom, left:right] = 1
    soft = cv2.GaussianBlur(panel, (2 * margin + 1, 2 * margin + 1), sigma)[margin:-margin, margin:-margin]
    return GROUND_ALPHA * np.clip((soft - 0.5) * sigma * 2.2 + 0.5, 0, 1)


def _hugging(rows: Sequence[Row], size: Size, style: CaptionLayout) -> Iterator[Edges]:
    """(left, top, right, bottom) behind each line; widths that are nearly equal are made equal."""
    wide = [width + 2 * style.side for *_, width in rows]
    if max(wide) - min(wide) < STEP * style.size:
        wide = [max(wide)] * len(wide)
    for number, ((_, _, y, _), width) in enumerate(zip(rows, wide, strict=True)):
        above = 0 if number else style.padding / 2
        below = style.padding / 2 if number == len(rows) - 1 else 0
        middle, width = size[0] / 2, min(width, size[0])
        yield middle - width / 2, y - above, middle + width / 2, y + style.leading + below


def _shade(words: Map, shadows: Iterable[LetterShadow], size: float) -> Map:
    """The opacity of the darkness around letters."""
    clear = np.ones_like(words)
    for shadow in shadows:
        reach = max(1, round(size * shadow.reach))
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        wide = cv2.GaussianBlur(cv2.dilate(words, kernel), (0, 0), max(0.4, size * shadow.blur))
        clear *= 1 - shadow.alpha * _dropped(wide, round(size * shadow.drop))
    return 1 - clear


def _dropped(plane: Map, by: int) -> Map:
    """A map some pixels further down."""
    return plane if not by else cv2.copyMakeBorder(plane[:-by], by, 0, 0, 0, cv2.BORDER_REPLICATE)


def _places(cue: Cue, rows: Iterable[Row], style: CaptionLayout, language: str) -> Iterator[list[Edges]]:
    """Where each word stands. A word that mixes directions may stand in several places."""
    for (line, x, y, _), tokens in zip(rows, cue.tokens, strict=True):
        ranges = [(len(token.before), len(token.before) + len(token.text)) for token in tokens]
        way = typography.direction(line, language)
        for found in typography.spans(line, style.family, style.size, ranges, way):
            yield [(x + left, y, x + right, y + style.leading) for left, right in found]


def _inked(maps: CaptionMaps, look: CaptionSpec, begun: int | None) -> Map:
    """The words in their colours, premultiplied."""
    ink = np.empty((*maps.words.shape, 4), np.float32)
    ink[...] = (*_colour(look.ink), 1.0)
    if begun is not None:
        for number, places in enumerate(maps.places, 1):
            if number > begun:
                _paint(
                    ink, places, (*(UPCOMING_OPACITY * part for part in _colour(look.ink)), UPCOMING_OPACITY)
                )
            elif number == begun:
                _paint(ink, places, (*_colour(look.accent), 1.0))
    return ink * maps.words[..., None]


def _paint(ink: Map, places: Iterable[Edges], colour: Colour) -> None:
    for left, top, right, bottom in places:
        ink[max(0, round(top)) : round(bottom), max(0, round(left)) : round(right)] = colour


def _over(upper: Map, under: tuple[Colour, Map]) -> Map:
    """A premultiplied picture over one (colour, opacity)."""
    colour, alpha = under
    lower = alpha[..., None] * np.array([*colour, 1.0], np.float32)
    return upper + lower * (1 - upper[..., 3:])


def _colour(text: str) -> Colour:
    """`#rrggbb` as three numbers, 0..1."""
    return tuple(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
