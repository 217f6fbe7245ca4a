"""Signs between words: and, plus, number, slashes, bullets, and decoration that nobody says."""

import re
from collections.abc import Callable

from generation.text.spoken.lexicon import SpokenWords

Reader = Callable[[re.Match[str], SpokenWords], str | None]

_DROPPED = (
    r"[\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\u2122®©℠*#~^<>{}\[\]\\`]"
    r"|[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff\ud800-\udfff]"
)


def rules(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns of signs, each with its reader."""
    return [
        (
            re.compile(r"(?:№|#|\b[Nn]\.?[°º]\.?|\b[Nn]o\.|\bNo|\b[Nn]r\.|\bNúm\.)[\u00a0 ]?(?=\d)"),
            _number,
        ),
        (re.compile(r"\b(?P<name>[A-G])#(?!\w)|\b(?P<plus>C)\+\+(?![\w+])"), _programming),
        (re.compile(r"(?<=\d)[\u00a0 ]?[★⭐]\ufe0f?(?![★⭐])"), _stars),
        (re.compile(r"(?<=[\dmk\s][gl])\s?/\s?(?=\d+\s?(?:ml|g|kg|l|L)\b)"), _word("/")),
        (re.compile(r"(?:(?<=[\dmk\s][lL])|(?<=kWh))\s?/\s?100[\u00a0 ]?km(?!\w)"), _per_hundred_km),
        (re.compile(r"(?<![\w./])(?P<count>\d{1,2})/(?=[$£€]\d)"), _several_for),
        (re.compile(r"(?<![\w.])w/(?P<out>o(?:ut)?(?=\s))?(?=\s|\w)"), _with),
        (re.compile(r"\s?&\s?"), _word("&")),
        (
            re.compile(
                r"(?<=[\w%])\s?\+(?=\s|$|[.,!?])|(?<=\s)\+(?=\s?\w)|^\+(?=\s?[^\W\d])|(?<![\w)])\+(?=\d)"
                r"|(?<=\d)\+(?=\d)|(?<=\d )\+(?= \d)"
            ),
            _word("+"),
        ),
        (re.compile(r"(?<=[\d\s])=(?=[\d\s])"), _word("=")),
        (re.compile(r"(?<=\d)\^(?=\d)"), _word("^")),
        (re.compile(r"(?<=\w)\s?@\s?(?=\d)"), _word("@")),
        (re.compile(r"(?<=[a-z]\s)St\.(?=$|\s*$|,|\s[^A-Z])"), _street),
        (re.compile(r"(?<=[\d℃℉%°시분일월년])\s?~\s?(?=[-\d]|오[전후])"), _word("–")),
        (re.compile(r"(?<=\d)\s?[x×]\s?(?=[^\W\d_]\s?\d)"), _word("×")),
        (
            re.compile(
                r"(?<=\d)[–—](?=\d)|(?<=:\d\d)-(?=\d)|(?:(?<=\d[ap]m)|(?<=\d [ap]m)|(?<=\d[ap]\.m\.)"
                r"|(?<=\d [ap]\.m\.)|(?<=\dh)|(?<=\b[Nn]oon)|(?<=\bmidnight))\s?[-–]\s?(?=\d|noon|midnight)"
            ),
            _word("–"),
        ),
        (
            re.compile(
                r"(?<=[\d\"”″'′])\s?[x×]\s?(?=\d)|(?<=[^\W\d_]\s)[x×](?=\s\d)|(?<=[^\W\d_])×(?=\d)|(?<=\d[cm]m)x(?=\d)"
            ),
            _word("×"),
        ),
        (
            re.compile(r"(?<![<>=\w-])(?P<sign>[≥≤±≈<>~])[\u00a0 ]?(?=[\d$€£¥₹-])(?!(?<=\d\s[<>]\s))"),
            _compared,
        ),
        (re.compile(r"(?<=\d)\s?/[-–](?!\w)"), lambda match, words: ""),
        (re.compile(r"(?<!\w)MM?\.(?=\s[A-ZÉÈÀ][a-zéèà])"), _mister),
        (re.compile(r"(?:(?<=\dst)|(?<=\dnd)|(?<=\drd)|(?<=\dth))[-–](?=\d)"), _word("–")),
        (re.compile(r"/|_|\|"), lambda match, words: " "),
        (re.compile(r"[•·→»«]"), lambda match, words: ", "),
        (re.compile(_DROPPED), lambda match, words: " "),
    ]


_PER_HUNDRED_KM = {
    "en": "per 100 kilometres", "de": "auf 100 Kilometer", "fr": "aux 100 kilomètres",
    "it": "ogni 100 chilometri", "es": "a los 100 kilómetros", "pt": "a cada 100 quilômetros",
    "nl": "op 100 kilometer",
}  # fmt: skip


def _per_hundred_km(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "5 litres aux 100 kilomètres", as fuel is counted."""
    said = _PER_HUNDRED_KM.get(words.language)
    return f" {said}" if said else None


def _several_for(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "2 for $5", as American shops write it: 2/$5."""
    return f"{match['count']} for " if words.language == "en" else None


def _word(sign: str) -> Reader:
    """The reader of a sign: its word in the language, else the sign as it stands."""

    def read(match: re.Match[str], words: SpokenWords) -> str | None:
        word = words.sign(sign)
        return f" {word} " if word else None

    return read


def _compared(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "at least", "less than", "plus or minus" before a number."""
    word = words.sign("≈" if match["sign"] == "~" else match["sign"])
    return f"{word} " if word else None


def _mister(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "monsieur Dupont": a French M. before a name."""
    return {"M.": "monsieur", "MM.": "messieurs"}[match.group()] if words.language == "fr" else None


def _programming(match: re.Match[str], words: SpokenWords) -> str:
    """ "C sharp", "C plus plus"."""
    return "C plus plus" if match["plus"] else f"{match['name']} sharp"


def _stars(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "5 stars" for 5★."""
    is_one = re.search(r"(?<![\d.,])1$", match.string[: match.start()])
    word = words.sign("★", 1 if is_one else 2)
    return f" {word}" if word else None


def _with(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "with" and "without" for w/ and w/o."""
    if words.language != "en":
        return None
    return "without" if match["out"] else "with "


def _street(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "Elm Street": behind a name St. is no saint."""
    ends = "" if match.string[match.end() :].strip() else "."
    return f"Street{ends}" if words.language == "en" else None


def _number(match: re.Match[str], words: SpokenWords) -> str | None:
    word = words.sign("#")
    if words.language != "en" and match.group().lower().startswith("no") and match.group().strip()[-1] != ".":
        return None
    return f"{word} " if word else None
