"""Which face sets what: a text in runs of one face and one direction, in the order they are seen in."""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from bidi import algorithm as bidi
from PIL import ImageFont, features

FONTS = Path(__file__).resolve().parents[3] / "static" / "fonts"
FAMILIES = ("sans", "serif", "condensed", "black")
# For each script of a text the face that sets it, None where no face does.
ScriptFaces = dict[str, str | None]
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
TALL_SAMPLES = {
    "NotoSansArabic-Bold.ttf": "أإلجيغ",
    "NotoNaskhArabic-Bold.ttf": "أإلجيغ",
    "NotoSansHebrew-Bold.ttf": "לקךץ",
    "NotoSansThai-Bold.ttf": "ปี่ฟ้ญฏู",
    "NotoSansDevanagari-Bold.ttf": "र्कीत्कूँ",
}
# Letters of these scripts change with their neighbours, so they are never drawn one by one.
SHAPED = re.compile(r"[\u0590-\u08ff\u0900-\u097f\u0e00-\u0e7f\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINERS = "\u200c\u200d"
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ps", "sd", "ug", "ur", "yi"})
RAQM = features.check("raqm")
_CJK = re.compile(
    r"[\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u3130-\u318f\u31a0-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
)
KANA = re.compile(r"[\u3041-\u30ff]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
THAI = re.compile(r"[\u0e01-\u0e5b]")
HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_SHARED_MARKS = "“”‘’…—·"


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
def load_face(name: str, size: float) -> ImageFont.FreeTypeFont:
    """One font file at one size."""
    engine = ImageFont.Layout.RAQM if RAQM else ImageFont.Layout.BASIC
    return ImageFont.truetype(FONTS / name, size, layout_engine=engine)


def _ignorable(char: str) -> bool:
    """Spaces, controls, joiners and variation selectors need no glyph."""
    return (
        char.isspace()
        or unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp")
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def cleaned(text: str) -> str:
    """Composed characters, plain spaces, nothing invisible but the joiners that change a letter's form."""
    text = unicodedata.normalize("NFC", text)
    kept = []
    for char in text:
        if char.isspace():
            kept.append(" ")
        elif not _ignorable(char) or (char in _JOINERS and kept and SHAPED.match(kept[-1])):
            kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """`cjk`, a script's name such as `GREEK`, or "" for what belongs to no script."""
    if _CJK.match(char) or 0x20000 <= ord(char) <= 0x3FFFF:
        return "cjk"
    if unicodedata.category(char)[0] in "LM":
        return unicodedata.name(char, "").partition(" ")[0]
    return ""


@cache
def chain_of(family: str) -> tuple[str, ...]:
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
    name = by_script.get(script_of(char)) or chain[0]
    return name if char in _coverage(name) else _covering(chain, {char})


def _scripts(text: str, chain: Sequence[str]) -> ScriptFaces:
    """For each script in the text, the one face which sets all of it."""
    letters: dict[str, set[str]] = {}
    for char in set(text):
        letters.setdefault(script_of(char), set()).add(char)
    letters.pop("", None)
    return {script: _covering(chain, chars) for script, chars in letters.items()}


def _beside_cjk(text: str, index: int) -> bool:
    """Chinese and Japanese quotes, dots and dashes share code points with narrow Latin ones."""
    around = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
    return text[index] in _SHARED_MARKS and bool(_CJK.search(around))


def language_of(run: str, text: str) -> str | None:
    """Shared letters are drawn differently in each country: Han by language, Cyrillic as in Russian."""
    if _CYRILLIC.search(run):
        return "ru"
    if KANA.search(text):
        return "ja"
    if HANGUL.search(text):
        return "ko"
    if _CJK.search(run):
        return "zh-Hant" if _traditional(text) else "zh-Hans"
    return None


def _traditional(text: str) -> bool:
    """Whether a Han character is missing from the simplified standard but not from the traditional."""
    return any(_encodes(char, "big5") and not _encodes(char, "gb2312") for char in _CJK.findall(text))


def _encodes(char: str, codec: str) -> bool:
    return bool(char.encode(codec, "ignore"))


class Run(NamedTuple):
    """Neighbouring characters of one face and one direction; `start` counts characters of the line.

    An odd `level` runs from right to left, as in Unicode's bidirectional algorithm.
    """

    name: str
    text: str
    start: int
    level: int


@lru_cache(maxsize=4096)
def runs_of(text: str, family: str, way: str) -> tuple[Run, ...]:
    """The text as Runs in reading order."""
    chain = chain_of(family)
    by_script = _scripts(text, chain)
    runs: list[Run] = []
    for index, (char, level) in enumerate(zip(text, _levels(text, way), strict=True)):
        name = _face_at(text, index, chain, by_script, runs)
        if name is None:
            continue
        if runs and (runs[-1].name == name or char == " ") and runs[-1].level == level:
            runs[-1] = runs[-1]._replace(text=runs[-1].text + char)
        else:
            runs.append(Run(name, char, index, level))
    return tuple(runs)


def _face_at(
    text: str, index: int, chain: Sequence[str], by_script: ScriptFaces, runs: Sequence[Run]
) -> str | None:
    """The face for one character of a line, which may depend on its neighbours."""
    char, last = text[index], runs[-1].name if runs else ""
    if _beside_cjk(text, index):
        return by_script.get("cjk") or _face_name(char, chain, by_script)
    if last and is_mark(char):
        return last
    if last in TALL_SAMPLES and not char.isalnum() and char in _coverage(last):
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


def visual_order(runs: Iterable[Run]) -> list[Run]:
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
    chain = chain_of(family)
    chars = {char for char in cleaned(text) if not _ignorable(char)}
    best = max(chain, key=lambda name: (sum(char in _coverage(name) for char in chars), -chain.index(name)))
    return load_face(best, size)


def faces(text: str, family: str) -> frozenset[str]:
    """The files of static/fonts in which a text of a family is set."""
    return frozenset(run.name for run in runs_of(cleaned(text), family, direction(text)))


def missing(text: str) -> set[str]:
    """The characters of the text no shipped font covers."""
    known = _coverages().values()
    chars = {char for char in unicodedata.normalize("NFC", text) if not _ignorable(char)}
    return {char for char in chars if not any(char in cover for cover in known) or not _can_shape(char)}


def _can_shape(char: str) -> bool:
    return RAQM or not SHAPED.match(char)


def is_mark(char: str) -> bool:
    """Whether a character stands on, or is one with, the one before it."""
    return unicodedata.category(char)[0] == "M" or char in _JOINERS or char in "\u0e30\u0e32\u0e33\u0e45"
