"""Setting the words: case, size, line breaks, where they stand and in what colour.

A Lockup is laid out before anything is painted, so that the set can be built around it; its colours
are chosen afterwards, against the pixels that really lie behind each word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw

from generation.interfaces import ImageRequest
from generation.local.images.canvas import Canvas
from generation.local.images.layout import ShotPlan
from generation.media import colours, typography
from generation.media.arrays import Array, Colour
from generation.media.colours import Palette
from projects.formats import Box, caption_box
from projects.styles import STYLES, Style

# (the larger, the smaller) size, or (the width, the height) of a room, in pixels.
Span = tuple[float, float]
# A size in pixels, and the lines that a text is broken into at it.
SizedLines = tuple[int, list[str]]
# The colours of a brand, first the most important; () where it has none.
Brand = tuple[Colour, ...]

_MARGIN = 4.85
_BLACK, _WHITE = np.zeros(3, np.float32), np.ones(3, np.float32)


@dataclass(frozen=True)
class TypeStyle:
    """How one style speaks. Sizes are shares of the frame's short side."""

    headline: float
    smallest: float
    detail: float
    leading: float
    tracking: float
    plate: str


TYPE_STYLES = {
    "luxury": TypeStyle(0.088, 0.042, 0.033, 1.12, 0.01, "wash"),
    "energetic": TypeStyle(0.15, 0.045, 0.036, 1.06, 0.0, "bars"),
    "minimal": TypeStyle(0.078, 0.042, 0.034, 1.14, -0.01, "wash"),
    "bold": TypeStyle(0.15, 0.036, 0.036, 1.04, 0.0, "block"),
    "cinematic": TypeStyle(0.09, 0.042, 0.033, 1.14, 0.0, "wash"),
}


@dataclass(frozen=True)
class TextItem:
    """One block of words: its lines, font, size in pixels, the box its ink stays in, its colours."""

    kind: str
    lines: tuple[str, ...]
    family: str
    size: int
    leading: float
    tracking: float
    align: str
    box: Box
    ink: tuple[int, ...] = (0, 0, 0)
    plate: tuple[int, ...] | None = None
    bar: tuple[int, ...] | None = None


@dataclass(frozen=True)
class TextPart:
    """Words that are to be set, before their size is known: in pixels, from `largest` down to `smallest`."""

    kind: str
    text: str
    family: str
    largest: float
    smallest: float
    leading: float
    tracking: float
    most_lines: int


@dataclass(frozen=True)
class FittedPart:
    """A part at the size that fits, broken into lines; `height` in pixels, with the room of its plate."""

    part: TextPart
    height: int
    size: int
    lines: list[str]


def cased(text: str, case: str, language: str = "en") -> str:
    """The headline in the style's case; title case only in English, where it is customary."""
    text = " ".join(text.split())
    if case == "upper":
        return _in_capitals(text, language)
    if case == "title" and language.startswith("en"):
        split = text.split(" ")
        return " ".join(_titled(word, at, split[at - 1]) for at, word in enumerate(split))
    return text[:1].upper() + text[1:]


# Units of measure behind a number, which are others in capitals: 5 mW and 5 MW, 100 g/m² and nothing at all.
_UNIT = re.compile(
    r"(?<=\d)\s?(?:[kmcdµ]?m[²³]?|[kmµ]?g(?:/m[²³]|/l)?|[mcd]l|[kMGm]?W(?:h|p)?|[kMG]?Hz|m?A(?:h)?|[km]?V"
    r"|[kMGT]B|km/h|k?cal|kJ|dB|lm|lx|fps|px|Nm|bar|°[CF])(?![A-Za-zÀ-ž])"
)


def _in_capitals(text: str, language: str) -> str:
    """All in capitals but units of measure."""
    text = text.replace("i", "İ") if language.startswith("tr") else text
    pieces, at = [], 0
    for unit in _UNIT.finditer(text):
        pieces += [text[at : unit.start()].upper(), unit.group()]
        at = unit.end()
    return "".join([*pieces, text[at:].upper()])


_SMALL = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "but",
    "by",
    "for",
    "in",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
    "from",
}


# A line may end in one of these sooner than in an article.
_JOINING = {"and", "or", "but", "with", "for"}


def _titled(word: str, at: int, before: str) -> str:
    if at and word.lower() in _SMALL:
        return word.lower()
    if before[-1:].isdigit() and len(word) < 4:
        return word  # a unit: 350 ml, 12 cm
    return word[:1].upper() + word[1:]


def lay_out(request: ImageRequest, area: Box, plan: ShotPlan) -> tuple[TextItem, ...]:
    """The Items of a picture's words inside `area` (a Box), or () where there are none."""
    style, voice = STYLES[request.style], TYPE_STYLES[request.style]
    short = min(request.width, request.height)
    if area.width < short * 0.1 or area.height < short * 0.05:
        return ()
    for chosen in _choices(_parts(request, style, voice, plan)):
        for shrink in (1.0, 0.82, 0.66):
            for rows in (_SIDE_BY_SIDE, _STACKED):
                tried = _headline_first(_smaller(chosen, shrink))
                items = _stacked(tried, area, plan, short, rows)
                if items:
                    modest = _price_below(tried, items)
                    return (modest and _stacked(modest, area, plan, short, rows)) or items
    return ()


# A headline too long for its room keeps such shares of its words, the largest that fits.
_KEPT = (0.75, 0.5, 0.35, 0.2, 0.1)


def _choices(parts: Sequence[TextPart]) -> Iterator[Sequence[TextPart]]:
    """Lists of parts, the one that is wanted most first: small print goes before the headline's last words.

    Those go before the button and the price of an end card, which are what it is for.
    """
    main = [part for part in parts if part.kind != "detail"]
    offer = [part for part in main if part.kind != "headline"]
    yield parts
    yield main
    for share in _KEPT:
        yield [_shortened(part, share) if part.kind == "headline" else part for part in main]
    for keep in range(len(offer), 0, -1):
        yield offer[:keep]


def _shortened(part: TextPart, share: float) -> TextPart:
    """The part with the first words of its text, or signs where it is one word, and an ellipsis."""
    words = part.text.split(" ")
    if len(words) < 3:
        return replace(part, text=part.text[: max(6, round(len(part.text) * share))].rstrip() + "…")
    kept = words[: max(2, round(len(words) * share))]
    while len(kept) > 1 and kept[-1].lower().strip(",;:") in _SMALL:
        kept.pop()
    return replace(part, text=" ".join(kept).rstrip(",;:-–—，、・（( ") + "…")


def _price_below(parts: Sequence[TextPart], items: Iterable[TextItem]) -> list[TextPart] | None:
    """The same parts, the price no larger than the headline came out; None where it is not."""
    sizes = {item.kind: item.size for item in items}
    if sizes.get("price", 0) <= sizes.get("headline", 0):
        return None
    return [
        replace(part, largest=max(part.smallest, sizes.get("headline", part.largest)))
        if part.kind == "price"
        else part
        for part in parts
    ]


def _headline_first(parts: Sequence[TextPart]) -> Sequence[TextPart]:
    """The same parts, the headline clearly larger than the small print, if there is any."""
    detail = [part.smallest for part in parts if part.kind == "detail"]
    if not detail:
        return parts
    return [
        replace(part, smallest=max(part.smallest, min(part.largest, detail[0] * 1.2)))
        if part.kind == "headline"
        else part
        for part in parts
    ]


def _smaller(parts: Iterable[TextPart], shrink: float) -> list[TextPart]:
    """The same parts, the small print smaller, though never below its least size."""
    return [
        part if part.kind == "headline" else replace(part, largest=max(part.largest * shrink, part.smallest))
        for part in parts
    ]


# On tall frames, seen on a phone at arm's length: shares of the frame's height.
READABLE_DETAIL = 0.0265
_PILL_TEXT = 0.0225


def _parts(request: ImageRequest, style: Style, voice: TypeStyle, plan: ShotPlan) -> list[TextPart]:
    """The parts in order of importance."""
    parts: list[TextPart] = []
    scale, short = plan.type_scale, min(request.width, request.height)
    if request.headline.strip():
        text = cased(request.headline, style.headline_case, request.language)
        biggest, least = voice.headline * scale * short, voice.smallest * short
        family, leading, tracking = style.display_font, voice.leading, voice.tracking
        parts.append(TextPart("headline", text, family, biggest, least, leading, tracking, 4))
    if request.beat in ("cta", "closing"):
        parts += _offer(request, style, voice, short)
    if request.detail.strip():
        text, (big, least) = " ".join(request.detail.split()), _detail_sizes(request, voice, short)
        parts.append(TextPart("detail", text, style.text_font, big, least, 1.3, 0.0, 3))
    return parts


def _detail_sizes(request: ImageRequest, voice: TypeStyle, short: int) -> tuple[float, float]:
    """(largest, smallest) size of the small print."""
    small = voice.detail * short
    if request.height > request.width * 1.15:
        least = np.ceil(READABLE_DETAIL * request.height)
        return max(small, least * 1.12), least
    return small * 1.15, small * 0.85


def _offer(request: ImageRequest, style: Style, voice: TypeStyle, short: int) -> Iterator[TextPart]:
    """The button and the price of an end card."""
    small, tall = _detail_sizes(request, voice, short)[0], max(_PILL_TEXT * request.height, 0.034 * short)
    own = request.brand_font if request.brand_font in typography.FAMILIES else ""
    if request.cta.strip():
        big, family = max(small * 1.05, tall * 1.2), own or style.text_font
        yield TextPart("cta", request.cta.strip(), family, big, tall, 1.0, 0.0, 1)
    if request.price.strip():
        family = own or style.display_font
        yield TextPart("price", request.price.strip(), family, small * 2.0, small * 0.8, 1.0, 0.0, 1)


_ORDER = {"headline": 0, "detail": 1, "price": 2, "cta": 3}


def _stacked(
    parts: Iterable[TextPart], area: Box, plan: ShotPlan, short: int, order: Mapping[str, int]
) -> tuple[TextItem, ...]:
    """Items from parts, one row of `order` under the other; () if they do not fit."""
    gap = round(short * 0.024)
    height_left = area.height
    rows: dict[int, list[FittedPart]] = {}
    for part in sorted(parts, key=lambda part: part.kind == "headline"):
        fitted = _fitted(part, area.width, height_left - gap * len(rows))
        if fitted is None:
            return ()
        place = order[part.kind]
        before = max((one.height for one in rows.get(place, ())), default=0)
        height_left -= max(0, fitted.height - before)
        rows.setdefault(place, []).append(fitted)
    total = sum(_row_height(row) for row in rows.values()) + gap * (len(rows) - 1)
    top = area.top + round((area.height - total) * plan.rise)
    items: list[TextItem] = []
    for _, row in sorted(rows.items()):
        items += _set_row(row, area, top, plan.lines_from, short)
        top += _row_height(row) + gap
    return tuple(items) if all(item.box.right <= area.right for item in items) else ()


_SIDE_BY_SIDE = {"headline": 0, "detail": 1, "price": 2, "cta": 2}
_STACKED = {"headline": 0, "detail": 1, "price": 2, "cta": 3}


def _row_height(row: Iterable[FittedPart]) -> int:
    return max(fitted.height for fitted in row)


def _words_whole(lines: Iterable[str], text: str) -> bool:
    """True if no word of a spaced text, and no phrase of a Japanese one, was broken to fill the lines."""
    if typography.is_japanese(text):
        return typography.keeps_phrases(lines, text)
    return set(" ".join(lines).split()) <= set(text.split()) or " " not in text


def _wide_enough(lines: Iterable[str], family: str, size: int, wide: float) -> bool:
    return all(_line_width(line, family, size, 0) <= wide for line in lines)


def _set_row(row: Sequence[FittedPart], area: Box, top: int, align: str, short: int) -> list[TextItem]:
    """The Items of one row, side by side, price before cta."""
    row = sorted(row, key=lambda fitted: fitted.part.kind != "price")
    gap, tall = round(short * 0.045), _row_height(row)
    # A line that fits by a hair is measured up to two pixels wider than the area.
    wide = [_item_width(fitted) for fitted in row]
    wide = [area.width if 0 < width - area.width <= 2 else width for width in wide]
    left = area.left
    if align != "left":
        left += (area.width - sum(wide) - gap * (len(row) - 1)) // 2
    items = []
    for fitted, width in zip(row, wide, strict=True):
        drop = top + (tall - fitted.height) // 2
        items.append(_item(fitted, Box(left, drop, left + width, drop + fitted.height), align))
        left += width + gap
    return items


def _item_width(fitted: FittedPart) -> int:
    part, size = fitted.part, fitted.size
    widest = max(_line_width(line, part.family, size, part.tracking) for line in fitted.lines)
    return int(np.ceil(widest + 2 * _padding(part.kind, size)[0]))


def _padding(kind: str, size: float) -> tuple[float, float]:
    """(sideways, up and down) room inside a plate that belongs to the item."""
    return {"cta": (size * 1.1, size * 0.62), "price": (size * 0.05, 0)}.get(kind, (0, 0))


def _fitted(part: TextPart, width: int, height: int) -> FittedPart | None:
    """A part in a space of so many pixels, or None if even its smallest size is too large."""
    family, leading, tracking = part.family, part.leading, part.tracking
    side, updown = _padding(part.kind, part.largest)
    room = (width - 2 * side, height - 2 * updown)
    if room[0] < 8 or room[1] < part.smallest:
        return None
    # The fitter knows nothing of tracking, so it is given as much less room as tracking takes.
    narrow = room[0] / (1 + max(0, tracking) * 2.2)
    if not _may_fit(part, narrow, room[1]):
        return None
    sizes = (part.largest, part.smallest)
    size, lines = _break_lines(part.text, family, sizes, (narrow, room[1]), leading, part.most_lines)
    tall = _block_height(lines, family, size, leading)
    widest = max(_line_width(line, family, size, tracking) for line in lines)
    if widest > room[0] + 1 or tall > room[1] + 1:
        return None
    return FittedPart(part, int(np.ceil(tall + 2 * _padding(part.kind, size)[1])), size, lines)


# Spaces that end a line take no room: of a text at most this share of its length.
_END_SPACES = 0.1


def _may_fit(part: TextPart, width: float, height: float) -> bool:
    """False where the letters alone, at their smallest, take more lines than there is room for."""
    size = max(7, int(np.ceil(part.smallest)))
    length = _line_width(part.text, part.family, size, 0) * (1 - _END_SPACES)
    lines = [part.text] * int(np.ceil(length / width))
    return _block_height(lines, part.family, size, part.leading) <= height + 1


def _break_lines(text: str, family: str, sizes: Span, room: Span, leading: float, most: int) -> SizedLines:
    """(size, lines) of a text in a room (width, height)."""
    phrased = _phrased(text.split(" "), family, sizes, room, leading, most)
    if phrased:
        return phrased
    size, lines = _fewest_lines(text, family, sizes, room, leading, most)
    at_marks = _lines_at_marks(text, family, sizes, room, leading)
    if at_marks and len(at_marks[1]) <= most and at_marks[0] >= _FOR_MARKS * size:
        return at_marks
    return size, _balanced(lines, text, family, size)


# Where a text without spaces pauses, and the share of its size that it keeps at least to end its lines there.
_MARKS = re.compile(r"(?<=[，、；：。！？])(?=[^，、；：。！？」』”’）])")
_FOR_MARKS = 0.55


def _lines_at_marks(text: str, family: str, sizes: Span, room: Span, leading: float) -> SizedLines | None:
    """(size, lines) of a Chinese or Japanese text with lines that end at its marks, None if it has none."""
    lines = _MARKS.split(text)
    if len(lines) < 2 or " " in text:
        return None
    _, ascent, descent = typography.measure("Hg", family, 100)
    wide = max(max(1, _line_width(line, family, 100, 0)) / 100 for line in lines)
    tall = (ascent + descent) / 100 + (len(lines) - 1) * leading
    size = int(min(sizes[0], room[0] / wide, room[1] / tall))
    return (size, lines) if size >= max(7, sizes[1]) else None


# So much size is given up for one line less; loud type gives up less.
_LOUD_LOSS, _CALM_LOSS = 0.94, 0.8

# Families in which size is what speaks, and what lines of uneven length cost there and elsewhere.
_LOUD, _UNEVEN_LOUD, _UNEVEN = ("condensed", "black"), 0.15, 0.28

# A single line of less than this share of the size it is meant to have is lost: rather two.
_MEANT = 0.66

# A room narrower than so many times the largest size is a column: rather ragged there than small.
_COLUMN = 3.8

# More words than this are left to `typography`: all ways to break them would be too many.
_MOST_WORDS = 9

# Scripts whose words are not parted by spaces begin here: Thai, then those of the Far East.
_SPACED_BELOW = 0x0E00


def _accepted_loss(family: str, sizes: Span) -> float:
    loud = family in _LOUD or sizes[0] > 2.7 * sizes[1]
    return _LOUD_LOSS if loud else _CALM_LOSS


def _phrased(
    parts: Sequence[str], family: str, sizes: Span, room: Span, leading: float, most: int
) -> SizedLines | None:
    """(size, lines) for a few words: of all ways to break them the largest, less what a reader minds.

    None where there are too many words, or where one would have to be broken.
    """
    if len(parts) > _MOST_WORDS or max(map(ord, "".join(parts)), default=0) >= _SPACED_BELOW:
        return None
    _, ascent, descent = typography.measure("Hg", family, 100)
    best: tuple[float, SizedLines | None] = (0, None)
    ragged = family in _LOUD or room[0] < _COLUMN * sizes[0]
    for lines in _breakings(parts, most):
        wide = [max(1, _line_width(line, family, 100, 0)) / 100 for line in lines]
        tall = (ascent + descent) / 100 + (len(lines) - 1) * leading
        size = int(min(sizes[0], room[0] / max(wide), room[1] / tall))
        if size >= max(7, sizes[1]):
            even = 1 - (_UNEVEN_LOUD if ragged else _UNEVEN) * (1 - min(wide) / max(wide))
            flow = _reading_flow(lines, family in _LOUD)
            score = size * even * _accepted_loss(family, sizes) ** (len(lines) - 1) * flow
            score *= min(1.0, size / (_MEANT * sizes[0])) if len(lines) == 1 else 1
            best = max(best, (score, (size, lines)), key=lambda found: found[0])
    return best[1]


def _breakings(parts: Sequence[str], most: int) -> Iterator[list[str]]:
    """All ways to put words on at most so many lines."""
    for count in range(min(most, len(parts))):
        for cuts in combinations(range(1, len(parts)), count):
            edges = (0, *cuts, len(parts))
            yield [" ".join(parts[a:b]) for a, b in pairwise(edges)]


def _reading_flow(lines: Sequence[str], loud: bool) -> float:
    """How well lines read, 1 at best.

    A number stays with its unit, a small word with what it leads to, and of three lines or more none is
    a word of three letters: "The long / way / round"; loud words may.
    """
    flow = 1.0
    for line, following in pairwise(lines):
        last, first = line.split(" ")[-1].lower(), following.split(" ")[0]
        if last[-1:].isdigit():
            flow *= 0.5 if len(first) < 6 else 0.75
        if last in _SMALL:
            flow *= (0.9 if last in _JOINING else 0.8) if " " in line else 0.6
    if not loud and len(lines) > 2 and any(len(line) < 4 for line in lines):
        flow *= 0.62
    return flow * (0.97 if len(lines) > 1 and len(lines[-1]) < 4 else 1)


def _fewest_lines(text: str, family: str, sizes: Span, room: Span, leading: float, most: int) -> SizedLines:
    """(size, lines), giving up some size where that saves a line."""
    gives = _accepted_loss(family, sizes)
    largest, smallest = max(8, int(sizes[0])), max(7, int(np.ceil(sizes[1])))

    def fit(count: int) -> SizedLines:
        size, lines = typography.fit(
            text, family, largest, smallest, int(room[0]), int(room[1]), line_height=leading, max_lines=count
        )
        return _unbroken(size, lines, text, family, smallest, room[0])

    size, lines = fit(most)
    while len(lines) > 1:
        fewer, calmer = fit(len(lines) - 1)
        if (
            fewer < size * gives
            or len(calmer) >= len(lines)
            or not _wide_enough(calmer, family, fewer, room[0])
        ):
            break
        size, lines = fewer, calmer
    return size, lines


def _unbroken(size: int, lines: list[str], text: str, family: str, smallest: int, room: float) -> SizedLines:
    """A little smaller, if that saves a word from being broken at its hyphen without another line."""
    tried = size
    while not _words_whole(lines, text) and tried * 0.95 > max(smallest, size * 0.6):
        tried = int(tried * 0.95)
        calmer = typography.wrap(text, family, tried, room)
        if len(calmer) <= len(lines) and _words_whole(calmer, text):
            return tried, calmer
    return size, lines


def _line_width(line: str, family: str, size: int, tracking: float) -> float:
    return typography.measure(line, family, size, tracking=tracking * size)[0]


def _block_height(lines: Sequence[str], family: str, size: int, leading: float) -> float:
    _, ascent, descent = typography.measure("Hg", family, size)
    return ascent + descent + (len(lines) - 1) * size * leading


def _balanced(lines: list[str], text: str, family: str, size: int) -> list[str]:
    """The same number of lines, as even as can be: the narrowest width that needs no more lines."""
    if len(lines) < 2:
        return lines
    narrow, wide = 1, max(int(_line_width(line, family, size, 0)) + 1 for line in lines)
    best = lines
    for _ in range(9):
        middle = (narrow + wide) // 2
        tried = typography.wrap(text, family, size, middle)
        fits = (
            len(tried) <= len(lines) and _words_whole(tried, text) and _wide_enough(tried, family, size, wide)
        )
        if fits:
            best, wide = tried, middle
        else:
            narrow = middle + 1
    return best


def _item(fitted: FittedPart, box: Box, align: str) -> TextItem:
    part, lines = fitted.part, tuple(fitted.lines)
    return TextItem(part.kind, lines, part.family, fitted.size, part.leading, part.tracking, align, box)


def enlarged(items: tuple[TextItem, ...], x: float, y: float) -> tuple[TextItem, ...]:
    """The same Items for a picture x times as wide and y times as high."""
    if x == y == 1:
        return items
    return tuple(
        replace(
            item,
            size=int(item.size * min(x, y)),
            box=Box(*(int(side * by) for side, by in zip(_sides(item.box), (x, y, x, y), strict=True))),
        )
        for item in items
    )


def _sides(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom


def coloured(
    items: Iterable[TextItem], canvas: Canvas, request: ImageRequest, palette: Palette
) -> tuple[TextItem, ...]:
    """The Items with colours that can be read, after easing the canvas behind them where needed."""
    _quiet_captions(canvas, request, palette)
    brand = colours.parse_colours(request.brand_colours)
    plate = TYPE_STYLES[request.style].plate
    settle = {"wash": _on_wash, "bars": _on_bars, "block": _on_bars}[plate]
    return tuple(
        _button_colours(item, canvas, palette, brand)
        if item.kind == "cta"
        else settle(item, canvas, palette, brand)
        for item in items
    )


def coloured_over(
    items: Iterable[TextItem], canvas: Canvas, request: ImageRequest, palette: Palette
) -> tuple[TextItem, ...]:
    """The Items in colours that can be read on what is not to be touched: where none can, lines get bars."""
    brand = colours.parse_colours(request.brand_colours)
    return tuple(
        (_button_colours if item.kind == "cta" else _on_bars)(item, canvas, palette, brand) for item in items
    )


# What captions without a box keep from nearly the brightest of what is behind them; a halo does the rest.
_CAPTION_CONTRAST = 4.5


def _quiet_captions(canvas: Canvas, request: ImageRequest, palette: Palette) -> None:
    """Darken the captions' strip where light words would be lost in it: before a sun, a lamp, snow."""
    if not (request.captions and STYLES[request.style].dark and TYPE_STYLES[request.style].plate == "wash"):
        return
    strip = caption_box(canvas.width, canvas.height)
    for strength in (0.0, 0.25, 0.3, 0.35, 0.4):
        if strength:
            soften(canvas, strip, palette.shade, strength)
        if float(np.percentile(colours.contrast(behind_box(canvas, strip), _WHITE), 4)) >= _CAPTION_CONTRAST:
            return


def _ink_choices(
    item: TextItem, palette: Palette, brand: Brand
) -> tuple[tuple[Colour, ...], tuple[Colour, ...]]:
    """(the inks an item is meant to have, those it may have): a price comes in the brand's colours first."""
    wanted = (*brand, palette.accent, palette.ink) if item.kind == "price" else (palette.ink, palette.accent)
    return wanted, (palette.shade, palette.surface, _WHITE, _BLACK)


def _on_wash(item: TextItem, canvas: Canvas, palette: Palette, brand: Brand) -> TextItem:
    """Straight onto the picture; where that cannot be read, the picture is calmed around the words."""
    towards = _calm_colour(behind_box(canvas, item.box), palette)
    wanted, others = _ink_choices(item, palette, brand)
    for strength in (0.0, 0.25, 0.35, 0.4, 0.5, 0.6, 0.8):
        if strength:
            soften(canvas, item.box, towards, strength)
        behind = behind_box(canvas, item.box)
        # A dark patch is worth darkening a little before the style's own ink is given up for black.
        bright = float(colours.luminance(behind).mean()) > _bright_from(palette)
        for ink in (*wanted, *(others if strength > 0.3 or bright else ())):
            if worst_contrast(behind, ink) >= _MARGIN:
                return replace(item, ink=colours.to_bytes(ink))
    best = max((_WHITE, _BLACK), key=lambda ink: worst_contrast(behind, ink))
    return replace(item, ink=colours.to_bytes(best))


def _bright_from(palette: Palette) -> float:
    """The luminance from which a patch is too bright to be darkened: later where the ink is light."""
    return 0.45 if colours.luminance(palette.ink) > 0.5 else 0.3


def _calm_colour(behind: Array, palette: Palette) -> Colour:
    """The darkness or the paper a busy patch is eased towards, whichever it is nearer to."""
    tones = sorted((palette.shade, palette.ink, palette.surface, palette.backdrop), key=colours.luminance)
    if float(colours.luminance(behind).mean()) < _bright_from(palette) - 0.05:
        return tones[0]
    return colours.mix(tones[-1], _WHITE, 0.3)


def _on_bars(item: TextItem, canvas: Canvas, palette: Palette, brand: Brand) -> TextItem:
    """Straight onto a flat colour; across anything busier, each line gets a bar of its own."""
    behind = behind_box(canvas, item.box)
    wanted, others = _ink_choices(item, palette, brand)
    for ink in (*wanted, *others):
        if worst_contrast(behind, ink) >= _MARGIN:
            return replace(item, ink=colours.to_bytes(ink))
    dark = colours.luminance(palette.ink) < 0.3
    bar = palette.ink if dark else palette.shade
    ink = next(
        ink
        for ink in (palette.accent, palette.surface, _WHITE)
        if colours.contrast(ink, bar) >= 5 or ink is _WHITE
    )
    return replace(item, ink=colours.to_bytes(ink), bar=colours.to_bytes(bar))


def behind_box(canvas: Canvas, box: Box) -> Array:
    """Pixels of the canvas in a box, thinned and a little blurred, 0..1."""
    patch = canvas.px[max(0, box.top) : box.bottom, max(0, box.left) : box.right]
    step = max(1, min(patch.shape[:2]) // 120)
    return cv2.blur(patch, (3, 3))[::step, ::step].clip(0, 1)


def worst_contrast(pixels: Array, ink: Colour) -> float:
    """The contrast of `ink` with nearly the worst pixel of an array (…, 3)."""
    return float(np.percentile(colours.contrast(pixels, ink), 1))


def soften(canvas: Canvas, box: Box, towards: Colour, strength: float) -> None:
    """Mix a wide, soft part of the canvas around a box towards one colour."""
    across, down = canvas.grid()
    reach = canvas.short * 0.26
    off_x = np.maximum(np.maximum(box.left - across, across - box.right), 0)
    off_y = np.maximum(np.maximum(box.top - down, down - box.bottom), 0)
    far = np.hypot(off_x * 0.35, off_y)
    mask = np.clip(1 - far / reach, 0, 1)
    mask = canvas.enlarge(mask * mask * (3 - 2 * mask)).clip(0, 1)
    canvas.blend(mask * np.float32(strength), towards)


def _button_colours(item: TextItem, canvas: Canvas, palette: Palette, brand: Brand) -> TextItem:
    """A button in the brand's first colour that is told from what lies behind it, else in the style's."""
    behind = behind_box(canvas, item.box).reshape(-1, 3).mean(0)
    fills = (*brand, palette.accent, palette.ink, palette.surface, palette.shade)
    fill = max(fills, key=lambda colour: min(colours.distance(colour, behind), 0.25))
    inks = (palette.shade, palette.ink, palette.surface, _WHITE, _BLACK)
    ink = next(ink for ink in inks if colours.contrast(ink, fill) >= 5 or ink is _BLACK)
    if colours.contrast(ink, fill) < 4.6:
        ink = _WHITE
    return replace(item, ink=colours.to_bytes(ink), plate=colours.to_bytes(fill))


def draw(picture: Pictures.Image, items: Iterable[TextItem]) -> None:
    """Set the Items onto a PIL picture."""
    for item in items:
        if item.plate is not None:
            _draw_pill(picture, item.box, item.plate)
        _draw_lines(picture, item)


def _draw_pill(picture: Pictures.Image, box: Box, fill: tuple[int, ...]) -> None:
    fine = 4
    mask = Pictures.new("L", (box.width * fine, box.height * fine), 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, mask.width - 1, mask.height - 1), radius=mask.height // 2, fill=255
    )
    mask = mask.resize((box.width, box.height), Pictures.Resampling.LANCZOS)
    picture.paste(fill, (box.left, box.top, box.right, box.bottom), mask)


def _draw_lines(picture: Pictures.Image, item: TextItem) -> None:
    _, ascent, _ = typography.measure("Hg", item.family, item.size)
    side, updown = _padding(item.kind, item.size)
    middle = (item.box.left + item.box.right) / 2
    if item.bar is not None:
        _draw_bars(picture, item)
    for at, line in enumerate(item.lines):
        y = item.box.top + updown + ascent + at * item.size * item.leading
        wide = _line_width(line, item.family, item.size, item.tracking)
        centred = item.align == "centre" or item.plate is not None
        x = middle - wide / 2 if centred else _line_start(line, item.box, wide, side)
        typography.draw(
            picture,
            (round(x), round(y)),
            line,
            item.family,
            item.size,
            item.ink,
            anchor="ls",
            tracking=item.tracking * item.size,
        )


def _line_start(line: str, box: Box, wide: float, side: float = 0) -> float:
    """Where the left end of an aligned line stands: lines that run from the right begin at the right."""
    back = typography.direction(line) == "rtl"
    return box.right - side - wide if back else box.left + side


def _draw_bars(picture: Pictures.Image, item: TextItem) -> None:
    """A slanting bar behind each line, inside the item's padding."""
    pen, pad = ImageDraw.Draw(picture), item.size * 0.16
    _, ascent, descent = typography.measure("Hg", item.family, item.size)
    middle = (item.box.left + item.box.right) / 2
    for at, line in enumerate(item.lines):
        wide = _line_width(line, item.family, item.size, item.tracking)
        left = middle - wide / 2 if item.align == "centre" else _line_start(line, item.box, wide)
        top = item.box.top + at * item.size * item.leading + ascent * 0.04
        bottom = top + ascent + descent * 0.9
        pen.polygon(
            [
                (left - pad * 0.5, top),
                (left + wide + pad, top),
                (left + wide + pad * 0.5, bottom),
                (left - pad, bottom),
            ],
            fill=item.bar,
        )
