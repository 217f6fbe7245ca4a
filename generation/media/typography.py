"""Type for pictures: four families for Latin, Cyrillic, Greek, Chinese, Japanese, Korean, Arabic, Hebrew,
Thai and Devanagari.

A family is a chain of faces. The first face which covers every letter of a script in the text sets
that script, so that a word never mixes two faces; a character the chain does not know is left out
of the picture, and `missing` says beforehand which those are. A line is cut into runs of one face
and one direction, which are put in the order they are seen in (Unicode's bidirectional algorithm)
and shaped by HarfBuzz. Without FriBiDi on the machine Pillow cannot shape: `missing` then names the
letters that need it. Faces are cached; Pillow holds the interpreter's lock while it draws, so threads
may share them.
"""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from bidi import algorithm as bidi
from PIL import Image, ImageColor, ImageDraw, ImageFont, features

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
FAMILIES = ("sans", "serif", "condensed", "black")

# For each script of a text the face that sets it, None where no face does.
ScriptFaces = dict[str, str | None]
# A piece of text that stays on one line, and whether a space follows.
Unit = tuple[str, bool]
# A colour as Pillow takes it: a name or `#rrggbb`, a grey, or numbers.
Fill = str | int | tuple[int, ...]
# Largest width and height in pixels, height of a line in sizes, most lines.
FitBox = tuple[float, float, float, int]
# For (lines, units) of a paragraph's beginning: the lowest cost, and where its last line starts.
BestBreaks = dict[tuple[int, int], tuple[float, int | None]]

_CJK_SANS = "NotoSansCJK-Bold.otf"
_SHAPED_FACES = (
    "NotoSansArabic-Bold.ttf",
    "NotoSansHebrew-Bold.ttf",
    "NotoSansThai-Bold.ttf",
    "NotoSansDevanagari-Bold.ttf",
)
_CHAINS = {
    "sans": ("Inter-SemiBold.ttf", _CJK_SANS),
    "serif": (
        "NotoSerifDisplay-SemiBold.ttf",
        "NotoSerifCJK-Bold.otf",
        _CJK_SANS,
        "NotoNaskhArabic-Bold.ttf",
        "Inter-SemiBold.ttf",
    ),
    "condensed": ("SofiaSansExtraCondensed-ExtraBold.ttf", "RobotoCondensed-ExtraBold.ttf", _CJK_SANS),
    "black": ("ArchivoBlack-Regular.ttf", "Inter-Black.ttf", _CJK_SANS),
}
# What stands above and below the line in scripts that are taller than Latin.
_TALL_SAMPLES = {
    "NotoSansArabic-Bold.ttf": "أإلجيغ",
    "NotoNaskhArabic-Bold.ttf": "أإلجيغ",
    "NotoSansHebrew-Bold.ttf": "לקךץ",
    "NotoSansThai-Bold.ttf": "ปี่ฟ้ญฏู",
    "NotoSansDevanagari-Bold.ttf": "र्कीत्कूँ",
}
# Letters of these scripts change with their neighbours, so they are never drawn one by one.
_SHAPED = re.compile(r"[\u0590-\u08ff\u0900-\u097f\u0e00-\u0e7f\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINERS = "\u200c\u200d"
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ps", "sd", "ug", "ur", "yi"})
_RAQM = features.check("raqm")
_EM = 1000

_CJK = re.compile(
    r"[\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u3130-\u318f\u31a0-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
)
_KANA = re.compile(r"[\u3041-\u30ff]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_SHARED_MARKS = "“”‘’…—·"

_NO_START = set(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】°′″℃％‰…‥—～〜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ!%),.:;?]}»›·"
)
_NO_END = set("‘“（〔［｛〈《「『【$([{«‹£¥￥＄￡")
_PAUSES = set(",.;:!?…—–，。、；：！？）」』》】·|")
_THAI_STARTS = "เแโใไ"  # vowels that stand before their consonant: a syllable begins here
_WEAK_STARTS = set("的了吗呢吧着过们地得")
_LEANING_WORDS = """
a an the of to in on at by for with and or but as is are be it its your our my his her their this that from
into no not so if than per we you i every each
und oder der die das den dem des ein eine einen einem einer mit von zu zum zur für auf an im am bei aus als
nicht ohne ist
le la les un une de du des et ou à au aux en dans sur pour avec par ce cette votre son sa ses est
el los las y o con para por del al su sus una lo que se
il gli i e di da del della nel per con che è
o os as um uma em no na do com seu sua
het een van op en te met voor je
en ett och att på för med till av som är
na w z ze do i za od po nie się jest
в на с к по из о у за не и а но для от до без под над это
το η ο τα οι και με για σε του της των ένα μια στο στη
في من على إلى عن مع أو ثم هذا هذه
של את על עם או גם רק לא כל זה
và của với cho là một các
"""
_LEANING = frozenset(_LEANING_WORDS.split())


# Which face sets what


class Coverage:
    """The characters that a font can draw: ranges of code points, in order.

    A set of all of them would be 100,000 characters, and half a second in each process that draws words.
    """

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self._first = [first for first, _ in ranges]
        self._last = [last for _, last in ranges]

    def __contains__(self, char: str) -> bool:
        at = bisect_right(self._first, ord(char)) - 1
        return at >= 0 and ord(char) <= self._last[at]

    def has(self, chars: Iterable[str]) -> bool:
        """Whether the font can draw all of them."""
        return all(char in self for char in chars)


@cache
def _coverages() -> dict[str, Coverage]:
    """What each font file covers, as `docs/tools/build_fonts.py` listed it."""
    listed = json.loads((FONTS / "coverage.json").read_text())
    return {name: Coverage(sorted(ranges)) for name, ranges in listed.items()}


def _coverage(name: str) -> Coverage:
    return _coverages()[name]


@lru_cache(maxsize=256)
def _load(name: str, size: float) -> ImageFont.FreeTypeFont:
    """One font file at one size."""
    engine = ImageFont.Layout.RAQM if _RAQM else ImageFont.Layout.BASIC
    return ImageFont.truetype(FONTS / name, size, layout_engine=engine)


def _ignorable(char: str) -> bool:
    """Spaces, controls, joiners and variation selectors need no glyph."""
    return (
        char.isspace()
        or unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp")
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def _clean(text: str) -> str:
    """Composed characters, plain spaces, nothing invisible but the joiners that change a letter's form."""
    text = unicodedata.normalize("NFC", text)
    kept = []
    for char in text:
        if char.isspace():
            kept.append(" ")
        elif not _ignorable(char) or (char in _JOINERS and kept and _SHAPED.match(kept[-1])):
            kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """`cjk`, a script's name such as `GREEK`, or "" for what belongs to no script."""
    if _CJK.match(char) or 0x20000 <= ord(char) <= 0x3FFFF:
        return "cjk"
    if unicodedata.category(char)[0] in "LM":
        return unicodedata.name(char, "").partition(" ")[0]
    return ""


@cache
def _chain(family: str) -> tuple[str, ...]:
    """The family's own faces, then every other one as the last resort."""
    if family not in _CHAINS:
        raise ValueError(f"no family {family!r}: choose from {', '.join(FAMILIES)}")
    others = sorted(name for chain in _CHAINS.values() for name in chain)
    return tuple(dict.fromkeys((*_CHAINS[family], *_SHAPED_FACES, *others)))


def _covering(chain: Sequence[str], chars: set[str]) -> str | None:
    """The first face of the chain with all of `chars`, or None."""
    return next((name for name in chain if _coverage(name).has(chars)), None)


def _face_name(char: str, chain: Sequence[str], by_script: ScriptFaces) -> str | None:
    """The face for one character, or None when no face has it."""
    name = by_script.get(_script(char)) or chain[0]
    return name if char in _coverage(name) else _covering(chain, {char})


def _scripts(text: str, chain: Sequence[str]) -> ScriptFaces:
    """For each script in the text, the one face which sets all of it."""
    letters: dict[str, set[str]] = {}
    for char in set(text):
        letters.setdefault(_script(char), set()).add(char)
    letters.pop("", None)
    return {script: _covering(chain, chars) for script, chars in letters.items()}


def _beside_cjk(text: str, index: int) -> bool:
    """Chinese and Japanese quotes, dots and dashes share code points with narrow Latin ones."""
    around = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
    return text[index] in _SHARED_MARKS and bool(_CJK.search(around))


def _language(run: str, text: str) -> str | None:
    """Shared letters are drawn differently in each country: Han by language, Cyrillic as in Russian."""
    if _CYRILLIC.search(run):
        return "ru"
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if _CJK.search(run):
        return "zh-Hant" if _traditional(text) else "zh-Hans"
    return None


def _traditional(text: str) -> bool:
    """Whether a Han character is missing from the simplified standard but not from the traditional."""
    return any(_encodes(char, "big5") and not _encodes(char, "gb2312") for char in _CJK.findall(text))


def _encodes(char: str, codec: str) -> bool:
    return bool(char.encode(codec, "ignore"))


class _Run(NamedTuple):
    """Neighbouring characters of one face and one direction; `start` counts characters of the line.

    An odd `level` runs from right to left, as in Unicode's bidirectional algorithm.
    """

    name: str
    text: str
    start: int
    level: int


@lru_cache(maxsize=4096)
def _runs(text: str, family: str, way: str) -> tuple[_Run, ...]:
    """The text as Runs in reading order."""
    chain = _chain(family)
    by_script = _scripts(text, chain)
    runs: list[_Run] = []
    for index, (char, level) in enumerate(zip(text, _levels(text, way), strict=True)):
        name = _face_at(text, index, chain, by_script, runs)
        if name is None:
            continue
        if runs and (runs[-1].name == name or char == " ") and runs[-1].level == level:
            runs[-1] = runs[-1]._replace(text=runs[-1].text + char)
        else:
            runs.append(_Run(name, char, index, level))
    return tuple(runs)


def _face_at(
    text: str, index: int, chain: Sequence[str], by_script: ScriptFaces, runs: Sequence[_Run]
) -> str | None:
    """The face for one character of a line, which may depend on its neighbours."""
    char, last = text[index], runs[-1].name if runs else ""
    if _beside_cjk(text, index):
        return by_script.get("cjk") or _face_name(char, chain, by_script)
    if last and _is_mark(char):
        return last
    if last in _TALL_SAMPLES and not char.isalnum() and char in _coverage(last):
        return last  # a full stop looks like the letters it follows
    return _face_name(char, chain, by_script)


def direction(text: str, language: str = "") -> str:
    """ "rtl" or "ltr": which way a line of text runs.

    By its letters; in a language written from right to left, one such letter is enough.
    """
    strong = [kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")]
    back = sum(kind != "L" for kind in strong)
    if not back:
        return "ltr"
    reads_back = language.partition("-")[0].lower() in RIGHT_TO_LEFT
    return "rtl" if reads_back or strong[0] != "L" or 2 * back >= len(strong) else "ltr"


def _levels(text: str, way: str) -> list[int]:
    """The embedding level of each character in a line that runs `way`."""
    if way == "ltr" and not any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text):
        return [0] * len(text)
    base = 1 if way == "rtl" else 0
    storage = bidi.get_empty_storage() | {"base_level": base, "base_dir": "LR"[base]}
    bidi.get_embedding_levels(_without_joiners(text), storage)
    for step in (
        bidi.explicit_embed_and_overrides,
        bidi.resolve_weak_types,
        bidi.resolve_neutral_types,
        bidi.resolve_implicit_levels,
    ):
        step(storage, False)
    return [char["level"] for char in storage["chars"]]


def _without_joiners(text: str) -> str:
    """The algorithm leaves joiners out; a mark in their place keeps the characters counted."""
    return "".join("\u064b" if char in _JOINERS else char for char in text)


def _visual_order(runs: Iterable[_Run]) -> list[_Run]:
    """Runs from left to right."""
    runs = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        at = 0
        while at < len(runs):
            stop = at
            while stop < len(runs) and runs[stop].level >= level:
                stop += 1
            runs[at:stop] = runs[at:stop][::-1]
            at = max(stop, at + 1)
    return runs


def face(family: str, size: float, text: str = "") -> ImageFont.FreeTypeFont:
    """A face of the family which covers the text, or the one which covers most of it."""
    chain = _chain(family)
    chars = {char for char in _clean(text) if not _ignorable(char)}
    best = max(chain, key=lambda name: (sum(char in _coverage(name) for char in chars), -chain.index(name)))
    return _load(best, size)


def faces(text: str, family: str) -> frozenset[str]:
    """The files of static/fonts in which a text of a family is set."""
    return frozenset(run.name for run in _runs(_clean(text), family, direction(text)))


def missing(text: str) -> set[str]:
    """The characters of the text no shipped font covers."""
    known = _coverages().values()
    chars = {char for char in unicodedata.normalize("NFC", text) if not _ignorable(char)}
    return {char for char in chars if not any(char in cover for cover in known) or not _can_shape(char)}


def _can_shape(char: str) -> bool:
    return _RAQM or not _SHAPED.match(char)


# Measuring and drawing


# What is drawn in one go: its face, its text, where its baseline starts, and what the layout engine is told.
_Placed = tuple[ImageFont.FreeTypeFont, str, tuple[float, float], dict[str, Any]]


def _options(language: str | None, tracking: float, way: str | None = None) -> dict[str, Any]:
    """What the layout engine is told: whose letter forms, which way, and no ligatures in spaced type."""
    if not _RAQM:
        return {}
    options = {"language": language, "features": ["-liga", "-clig"] if tracking else None}
    return options | {"direction": way} if way else options


@lru_cache(maxsize=16384)
def _advance(
    name: str, size: float, text: str, tracking: float, language: str | None, way: str | None = None
) -> float:
    """How far the pen travels over a run."""
    return _load(name, size).getlength(text, **_options(language, tracking, way))


def _is_mark(char: str) -> bool:
    """Whether a character stands on, or is one with, the one before it."""
    return unicodedata.category(char)[0] == "M" or char in _JOINERS or char in "\u0e30\u0e32\u0e33\u0e45"


def _clusters(text: str) -> list[str]:
    """Characters with the marks which sit on them."""
    found: list[str] = []
    for char in text:
        if found and (_is_mark(char) or found[-1][-1] in "\u094d\u200d"):
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
    text = _clean(text)
    runs = _runs(text, family, way or direction(text))
    pieces: list[_Piece] = []
    x, gap = 0.0, 0.0
    for run in _visual_order(runs):
        gap = 0.0 if run.level or _SHAPED.search(run.text) else tracking
        pieces += _run_pieces(run, x, size, gap, _language(run.text, text), any(each.level for each in runs))
        x = pieces[-1].x + pieces[-1].width + gap
    return tuple(pieces), max(0.0, x - gap) if pieces else 0.0


def _run_pieces(
    run: _Run, x: float, size: float, tracking: float, language: str | None, mixed: bool
) -> Iterator[_Piece]:
    """The Pieces of one Run: all of it, or, in spaced type, its characters one by one."""
    way = ("rtl" if run.level % 2 else "ltr") if mixed else None
    parts, done = _clusters(run.text) if tracking else [run.text], ""
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
    font = _load(_chain(family)[0], _EM)
    top = -min(font.getbbox(text, anchor="ls")[1] for text in ("ÉÅ", "dkl"))
    bottom = font.getbbox("gjpqy", anchor="ls")[3]
    capital = -font.getbbox("H", anchor="ls")[1]
    return max(top / _EM, 0.9), max(bottom / _EM, 0.2), capital / _EM


@cache
def _script_extent(name: str) -> tuple[float, float]:
    """Ascent and descent of a script that is taller than Latin, for a size of one."""
    _, top, _, bottom = _load(name, _EM).getbbox(_TALL_SAMPLES[name], anchor="ls")
    return -top / _EM, bottom / _EM


def _extent(text: str, family: str) -> tuple[float, float, float]:
    """Ascent, descent and capital height of a family for a size of one, made room for the text's scripts."""
    ascent, descent, capital = _proportions(family)
    if not _SHAPED.search(text):
        return ascent, descent, capital
    text = _clean(text)
    tall = [
        _script_extent(run.name) for run in _runs(text, family, direction(text)) if run.name in _TALL_SAMPLES
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
    _chain(family)
    pieces, width = _pieces(text, family, size, tracking, way)
    x, y = _origin(xy, text, width, family, size, anchor)
    placed = [
        (_load(each.name, size), each.text, (x + each.x, y), _options(each.language, tracking, each.way))
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


# Breaking lines


def word_units(text: str) -> list[Unit]:
    """The text cut where a line may end: (characters, whether a space follows)."""
    units = []
    for word in _clean(text.replace("\u00a0", "\u2007")).split(" "):
        parts = _word_parts(word.replace("\u2007", " "))
        units += [(part, False) for part in parts[:-1]]
        units += [(part, True) for part in parts[-1:]]
    return units


def _word_parts(word: str) -> list[str]:
    """One word, or its characters where Chinese and Japanese may break; hyphens break after."""
    parts: list[str] = []
    for char in word:
        if parts and not _may_break(parts[-1], char):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def _may_break(before: str, char: str) -> bool:
    last = before[-1]
    if char in _NO_START or last in _NO_END or unicodedata.combining(char):
        return False
    if char in _THAI_STARTS and len(_clusters(before)) > 2:
        return True
    if last in "-–—/" and len(before) > 2 and char.isalpha():
        return True
    return _breaks_anywhere(last) or _breaks_anywhere(char)


def _breaks_anywhere(char: str) -> bool:
    """Han and kana; Korean keeps its words whole."""
    return _script(char) == "cjk" and not _HANGUL.match(char)


def _join(units: Iterable[Unit]) -> str:
    return "".join(part + " " * spaced for part, spaced in units).rstrip(" ")


class _Measurer:
    """Widths of stretches of units, from sums; a line is measured for real before it is believed."""

    def __init__(self, units: Sequence[Unit], family: str, size: float) -> None:
        self.parts = units
        self.widths = [measure(part, family, size)[0] for part, _ in units]
        self.space = measure(" ", family, size)[0]

    def line(self, first: int, last: int) -> float:
        gaps = sum(spaced for _, spaced in self.parts[first : last - 1])
        return sum(self.widths[first:last]) + gaps * self.space


def _chopped(units: Iterable[Unit], family: str, size: float, limit: float) -> Iterator[Unit]:
    """The last resort: a unit wider than the line is cut into its characters."""
    for part, spaced in units:
        if measure(part, family, size)[0] <= limit:
            yield part, spaced
            continue
        clusters = _clusters(part)
        piece = ""
        for cluster in clusters:
            if piece and measure(piece + cluster, family, size)[0] > limit:
                yield piece, False
                piece = ""
            piece += cluster
        yield piece, spaced


def _greedy(ruler: _Measurer, limit: float) -> int:
    """Fill each line: how many lines the text needs at least."""
    lines, start, total = 1, 0, len(ruler.parts)
    for end in range(1, total + 1):
        if end - start > 1 and ruler.line(start, end) > limit:
            lines, start = lines + 1, end - 1
    return lines


def break_cost(before: str, after: str, spaced: bool) -> float:
    """How much a reader minds a line ending between two units: below zero is welcome."""
    last = before[-1]
    if not spaced and last in "-–—/":
        return 0.3  # a compound torn at its hyphen reads as two words
    if last in _PAUSES:
        return -0.05
    word = before.lower().strip("\"'“”‘’«»()")
    if spaced and (word in _LEANING or _measures(before, after)):
        return 0.16
    if spaced and before[0].isupper() and after[0].isupper() and not before.isupper():
        return 0.05  # both names of one
    if spaced:
        return 0.0
    return 0.12 if after[0] in _THAI_STARTS else _cjk_cost(last, after[0])


def _measures(before: str, after: str) -> bool:
    """Whether a number and its unit, or a sign and its number, would be parted."""
    number = before.strip("$€£¥₹₪₩₽-–~+").replace(".", "").replace(",", "").isdigit()
    return number or (after[0].isdigit() and (len(before) == 1 or not before[-1].isalnum()))


def _cjk_cost(last: str, first: str) -> float:
    """Keep katakana words, stems with their endings, and particles with what they follow."""
    kind, following = _cjk_kind(last), _cjk_kind(first)
    if first in _WEAK_STARTS:
        return 0.06
    if kind == following:
        return {"katakana": 0.2, "hiragana": 0.04}.get(kind, 0.02)
    if following == "hiragana":
        return 0.08
    return -0.02 if kind == "hiragana" else 0.0


def _cjk_kind(char: str) -> str:
    if "ぁ" <= char <= "ゟ":
        return "hiragana"
    if "゠" <= char <= "ヿ":
        return "katakana"
    return "han" if _script(char) == "cjk" else "latin"


def _balanced(ruler: _Measurer, limit: float, count: int) -> list[str] | None:
    """The `count` lines which differ least in length and end at the best places."""
    units, total = ruler.parts, len(ruler.parts)
    target = min(limit, ruler.line(0, total) / count)
    best: BestBreaks = {(0, 0): (0.0, None)}
    for line in range(1, count + 1):
        for end in range(line, total + 1):
            best[line, end] = min(
                _line_costs(ruler, best, line, end, limit, target, last=line == count and end == total),
                default=(float("inf"), None),
            )
    ends, end = [], total
    for line in range(count, 0, -1):
        ends.append(end)
        start = best[line, end][1]
        if start is None:
            return None
        end = start
    starts = [0, *reversed(ends)]
    return [_join(units[a:b]) for a, b in zip(starts, starts[1:], strict=False)]


def _line_costs(
    ruler: _Measurer, best: BestBreaks, line: int, end: int, limit: float, target: float, last: bool
) -> Iterator[tuple[float, int]]:
    """The cost of each way to set line number `line` so that it stops before unit `end`."""
    for start in range(end - 1, line - 2, -1):
        width = ruler.line(start, end)
        if width > limit and end - start > 1:
            return
        before, _ = best.get((line - 1, start), (float("inf"), None))
        if before == float("inf"):
            continue
        cost = ((width - target) / limit) ** 2
        if last and line > 1 and end - start == 1 and width < 0.4 * target:
            cost += 0.5
        if not last and end < len(ruler.parts):
            cost += break_cost(ruler.parts[end - 1][0], ruler.parts[end][0], ruler.parts[end - 1][1])
        yield before + cost, start


def _wrap_paragraph(
    text: str, family: str, size: float, max_width: float, max_lines: int | None
) -> list[str]:
    units = list(_chopped(word_units(text), family, size, max_width))
    if not _join(units):
        return []
    ruler = _Measurer(units, family, size)
    limit = max_width
    for _ in range(4):
        count = _greedy(ruler, limit)
        lines = _balanced(ruler, limit, count) or [_join(units)]
        widest = max(measure(line, family, size)[0] for line in lines)
        if widest <= max_width:
            break
        limit *= max_width / widest * 0.995
    return lines


def wrap(text: str, family: str, size: float, max_width: float, max_lines: int | None = None) -> list[str]:
    """The text as lines no wider than `max_width`, evenly filled and broken where a reader pauses.

    A word is broken only when it is wider than a whole line. A text which needs more than
    `max_lines` comes back with as many lines as it needs: shrink the size and ask again, or use `fit`.
    """
    paragraphs = text.splitlines() or [""]
    return [line for part in paragraphs for line in _wrap_paragraph(part, family, size, max_width, max_lines)]


def fit(
    text: str,
    family: str,
    max_size: float,
    min_size: float,
    max_width: float,
    max_height: float,
    line_height: float = 1.1,
    max_lines: int = 4,
) -> tuple[int, list[str]]:
    """(size, lines) for the largest whole size whose block fits the box without breaking a word.

    The block is as high as one line (ascent and descent) and `line_height` sizes for each further
    line. A text too long even for `min_size` comes back at `min_size`, with all its lines.
    """
    box = (max_width, max_height, line_height, max_lines)
    torn = _largest(text, family, int(min_size), int(max_size), box)
    if torn and _breaks_compound(torn[1]):
        whole = _largest(text, family, round(torn[0] * SMALLER_FOR_WHOLE), torn[0], box, may_tear=False)
        torn = whole or torn
    return torn or (int(min_size), wrap(text, family, int(min_size), max_width, max_lines))


# A headline may be set this much smaller when that keeps its compounds ("pour-over") on one line.
SMALLER_FOR_WHOLE = 0.7


def _breaks_compound(lines: Sequence[str]) -> bool:
    """Whether a line ends inside a compound, at its hyphen."""
    return any(line.endswith("-") for line in lines[:-1])


def _largest(
    text: str, family: str, small: int, large: int, box: FitBox, may_tear: bool = True
) -> tuple[int, list[str]] | None:
    """(size, lines) for the largest size from `small` to `large` at which the text fits, or None."""
    answer = None
    while small <= large:
        size = (small + large) // 2
        lines = _fitting(text, family, size, *box)
        if lines is None or (_breaks_compound(lines) and not may_tear):
            large = size - 1
        else:
            answer, small = (size, lines), size + 1
    return answer


def _fitting(
    text: str,
    family: str,
    size: float,
    max_width: float,
    max_height: float,
    line_height: float,
    max_lines: int,
) -> list[str] | None:
    """The lines when the block fits the box at this size, or None."""
    if any(measure(part, family, size)[0] > max_width for part, _ in word_units(text.replace("\n", " "))):
        return None
    lines = wrap(text, family, size, max_width)
    _, ascent, descent = measure("", family, size)
    height = ascent + descent + (len(lines) - 1) * line_height * size
    return lines if len(lines) <= max_lines and height <= max_height else None
