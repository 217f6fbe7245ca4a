"""How large words are, and words on a picture."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from PIL import Image, ImageColor, ImageDraw, ImageFont

from generation.media.typography.font_faces import (
    RAQM,
    SHAPED,
    TALL_SAMPLES,
    Run,
    chain_of,
    cleaned,
    direction,
    is_mark,
    language_of,
    load_face,
    runs_of,
    visual_order,
)

# A colour as Pillow takes it: a name or `#rrggbb`, a grey, or numbers.
Fill = str | int | tuple[int, ...]

_EM = 1000
# What is drawn in one go: its face, its text, where its baseline starts, and what the layout engine is told.
_Placed = tuple[ImageFont.FreeTypeFont, str, tuple[float, float], dict[str, Any]]


# Our cut of Noto Sans CJK has a narrow bullet in its place for Japanese, of which it knows nothing by itself.
_MIDDLE_DOT = "・"


def _options(text: str, language: str | None, tracking: float, way: str | None = None) -> dict[str, Any]:
    """What the layout engine is told: whose letter forms, which way, and no ligatures in spaced type."""
    if not RAQM:
        return {}
    features = ["-liga", "-clig"] if tracking else []
    features += [f"-locl[{at}:{at + 1}]" for at, char in enumerate(text) if char == _MIDDLE_DOT]
    options = {"language": language, "features": features or None}
    return options | {"direction": way} if way else options


@lru_cache(maxsize=16384)
def _advance(
    name: str, size: float, text: str, tracking: float, language: str | None, way: str | None = None
) -> float:
    """How far the pen travels over a run."""
    return load_face(name, size).getlength(text, **_options(text, language, tracking, way))


def clusters_of(text: str) -> list[str]:
    """Characters with the marks which sit on them."""
    found: list[str] = []
    for char in text:
        if found and (is_mark(char) or found[-1][-1] in "\u094d\u200d"):
            found[-1] += char
        else:
            found.append(char)
    return found


class _Piece(NamedTuple):
    """What is drawn in one go, `x` pixels from the left end of its line; `start` counts characters."""

    name: str
    text: str
    x: float
    width: float
    language: str | None
    way: str | None
    start: int


@lru_cache(maxsize=1024)
def _pieces(
    text: str, family: str, size: float, tracking: float = 0, way: str | None = None
) -> tuple[tuple[_Piece, ...], float]:
    """(Pieces from left to right, width of it all)."""
    text = cleaned(text)
    runs = runs_of(text, family, way or direction(text))
    pieces: list[_Piece] = []
    x, gap = 0.0, 0.0
    for run in visual_order(runs):
        gap = 0.0 if run.level or SHAPED.search(run.text) else tracking
        pieces += _run_pieces(
            run, x, size, gap, language_of(run.text, text), any(each.level for each in runs)
        )
        x = pieces[-1].x + pieces[-1].width + gap
    return tuple(pieces), max(0.0, x - gap) if pieces else 0.0


def _run_pieces(
    run: Run, x: float, size: float, tracking: float, language: str | None, mixed: bool
) -> Iterator[_Piece]:
    """The Pieces of one Run: all of it, or, in spaced type, its characters one by one."""
    way = ("rtl" if run.level % 2 else "ltr") if mixed else None
    parts, done = clusters_of(run.text) if tracking else [run.text], ""
    for index, part in enumerate(parts):
        before = _advance(run.name, size, done, tracking, language, way) if done else 0.0
        done += part
        width = _advance(run.name, size, done, tracking, language, way) - before
        start = run.start + len(done) - len(part)
        yield _Piece(run.name, part, x + before + index * tracking, width, language, way, start)


def spans(
    text: str, family: str, size: float, ranges: Iterable[tuple[int, int]], way: str | None = None
) -> list[list[tuple[float, float]]]:
    """Where stretches of a line are seen: for each (start, stop) in characters, its (left, right) in pixels.

    A stretch that mixes directions is seen in several places, so each has a list of them. `text` is a
    line as `wrap` gives it.
    """
    pieces, _ = _pieces(text, family, size, 0, way)
    return [[_span(piece, size, *stretch) for piece in _overlapping(pieces, *stretch)] for stretch in ranges]


def _overlapping(pieces: Iterable[_Piece], start: int, stop: int) -> list[_Piece]:
    return [piece for piece in pieces if piece.start < stop and start < piece.start + len(piece.text)]


def _span(piece: _Piece, size: float, start: int, stop: int) -> tuple[float, float]:
    first, last = max(0, start - piece.start), min(len(piece.text), stop - piece.start)
    ahead, reached = (
        _advance(piece.name, size, piece.text[:count], 0, piece.language, piece.way) if count else 0.0
        for count in (first, last)
    )
    if piece.way == "rtl":
        return piece.x + piece.width - reached, piece.x + piece.width - ahead
    return piece.x + ahead, piece.x + reached


@cache
def _proportions(family: str) -> tuple[float, float, float]:
    """Ascent, descent and capital height of a family for a size of one."""
    font = load_face(chain_of(family)[0], _EM)
    top = -min(font.getbbox(text, anchor="ls")[1] for text in ("ÉÅ", "dkl"))
    bottom = font.getbbox("gjpqy", anchor="ls")[3]
    capital = -font.getbbox("H", anchor="ls")[1]
    return max(top / _EM, 0.9), max(bottom / _EM, 0.2), capital / _EM


@cache
def _script_extent(name: str) -> tuple[float, float]:
    """Ascent and descent of a script that is taller than Latin, for a size of one."""
    _, top, _, bottom = load_face(name, _EM).getbbox(TALL_SAMPLES[name], anchor="ls")
    return -top / _EM, bottom / _EM


def _extent(text: str, family: str) -> tuple[float, float, float]:
    """Ascent, descent and capital height of a family for a size of one, made room for the text's scripts."""
    ascent, descent, capital = _proportions(family)
    if not SHAPED.search(text):
        return ascent, descent, capital
    text = cleaned(text)
    tall = [
        _script_extent(run.name) for run in runs_of(text, family, direction(text)) if run.name in TALL_SAMPLES
    ]
    return max(ascent, *(up for up, _ in tall), 0), max(descent, *(down for _, down in tall), 0), capital


def measure(text: str, family: str, size: float, tracking: float = 0) -> tuple[float, float, float]:
    """(width, ascent, descent) in pixels.

    The width is the pen's travel, so texts measured apart line up when drawn one after the other.
    Ascent and descent belong to the family and the script, not to the text: lines keep their distance.
    """
    ascent, descent, _ = _extent(text, family)
    return _pieces(text, family, size, tracking)[1], ascent * size, descent * size


def _origin(
    xy: tuple[float, float], text: str, width: float, family: str, size: float, anchor: str
) -> tuple[float, float]:
    """Where the baseline starts for an anchor."""
    ascent, descent, capital = _extent(text, family)
    left = {"l": 0, "m": width / 2, "r": width}
    drop = {"a": ascent, "s": 0, "m": capital / 2, "d": -descent}
    try:
        return xy[0] - left[anchor[0]], xy[1] + drop[anchor[1]] * size
    except (KeyError, IndexError):
        raise ValueError(f"no anchor {anchor!r}: l, m or r, then a, m, s or d") from None


def draw(
    canvas: Image.Image | ImageDraw.ImageDraw,
    xy: tuple[float, float],
    text: str,
    family: str,
    size: float,
    fill: Fill,
    anchor: str = "la",
    tracking: float = 0,
    way: str | None = None,
) -> float:
    """Draw one line and return its width. `way` is "ltr" or "rtl"; without it, `direction` decides.

    `anchor` is l, m or r, then a (top of accented capitals), m (middle of the capitals), s (baseline)
    or d (bottom of the descenders). On an RGBA image the text is laid over what is there, soft edges
    and a transparent fill included.
    """
    chain_of(family)
    pieces, width = _pieces(text, family, size, tracking, way)
    x, y = _origin(xy, text, width, family, size, anchor)
    placed = [
        (
            load_face(each.name, size),
            each.text,
            (x + each.x, y),
            _options(each.text, each.language, tracking, each.way),
        )
        for each in pieces
    ]
    if isinstance(canvas, Image.Image):
        _composite(canvas, placed, fill)
    else:
        for font, part, spot, options in placed:
            canvas.text(spot, part, font=font, fill=fill, anchor="ls", **options)
    return width


def _composite(image: Image.Image, placed: Sequence[_Placed], fill: Fill) -> None:
    """Composite the pieces over an image through one mask."""
    box = _inked_box(placed, image.size)
    if box is None:
        return
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    pen = ImageDraw.Draw(mask)
    for font, part, (x, y), options in placed:
        pen.text((x - box[0], y - box[1]), part, font=font, fill=255, anchor="ls", **options)
    red, green, blue, alpha = _rgba(fill)
    if alpha < 255:
        mask = mask.point([round(level * alpha / 255) for level in range(256)])
    if image.mode == "RGBA":
        layer = Image.new("RGBA", mask.size, (red, green, blue))
        layer.putalpha(mask)
        image.alpha_composite(layer, box[:2])
    elif image.mode == "RGB":
        image.paste((red, green, blue), box, mask)
    else:
        image.paste(fill, box, mask)


def _rgba(fill: Fill) -> tuple[int, ...]:
    """A colour name, `#rrggbb`, a grey or a tuple as four numbers."""
    if isinstance(fill, str):
        return (*ImageColor.getrgb(fill), 255)[:4]
    if isinstance(fill, int):
        return fill, fill, fill, 255
    return (*fill, 255)[:4]


def _inked_box(placed: Sequence[_Placed], size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The part of the image the pieces touch, or None when they miss it."""
    if not placed:
        return None
    boxes = []
    for font, part, (x, y), options in placed:
        left, top, right, bottom = font.getbbox(part, anchor="ls", **options)
        boxes.append((x + left, y + top, x + right, y + bottom))
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, top = max(0, int(min(lefts)) - 2), max(0, int(min(tops)) - 2)
    right, bottom = min(size[0], int(max(rights)) + 3), min(size[1], int(max(bottoms)) + 3)
    return (left, top, right, bottom) if left < right and top < bottom else None
