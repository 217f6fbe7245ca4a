"""Short names of days and months ("Mon–Fri", "3 Feb"), and ratios ("3:1"), as they are said."""

import re
from collections.abc import Callable, Iterable, Mapping

from generation.text.spoken.lexicon import SpokenWords
from generation.text.spoken.numbers import rule

Reader = Callable[[re.Match[str], SpokenWords], str | None]

# What stands between two days that are a range, beside a dash.
_TO = r"to|through|thru|bis|au|à|a|al|tot|t/m|till|til|do|по"
# Languages in which a day does not change in a range.
_PLAIN_DAYS = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "tr")
# Short names that are words of their own beside a number.
_WORDS = {
    "it": ("set", "mar"),
    "en": ("may",),
    "pl": ("lis", "lip", "mar"),
    "sv": ("maj",),
    "pt": ("set", "mar"),
}
_MORE_MONTHS = {"en": {"sept": 9}, "es": {"set": 9}, "de": {"sept": 9, "jän": 1}, "sv": {"sept": 9}}
_MORE_DAYS = {
    "en": {"tues": 1, "thur": 3, "thurs": 3, "weds": 2},
    "sv": {"mån": 0, "tis": 1, "ons": 2, "tors": 3, "fre": 4, "lör": 5, "sön": 6},
    "it": {"giov": 3, "merc": 2, "sab": 5},
}  # fmt: skip
# "3 to 1": the word between the sides of a ratio.
_RATIOS = {"en": "to", "de": "zu", "es": "a", "it": "a", "nl": "op", "pl": "do", "fr": "pour", "pt": "para"}
_HOUR = r"\d{1,2}(?:[.:]\d\d)?(?:\s?[-–]\s?\d{1,2}(?:[.:]\d\d)?)?\s?(?:[ap]\.?m|h\b|Uhr|uur)|\d{1,2}:\d\d"


def rules(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns of short names in a language, each with its reader."""
    found: list[tuple[re.Pattern[str], Reader]] = []
    if months := month_names(words):
        names = _choice(months)
        if words.language != "hu":
            found.append(
                (
                    rule(
                        rf"(?:(?<=\d\s)|(?<=\d[snrt][tdh]\s)|(?<=\d\sde\s))(?P<month>{names})(?P<dot>\.?)(?!\w)",
                        re.I,
                    ),
                    read_month,
                )
            )
            found.append((rule(rf"(?<=\d\.\s)(?P<month>{names})(?P<dot>\.?)(?!\w)", re.I), read_month))
        if words.language == "en":
            found.append(
                (rule(rf"(?<!\w)(?P<month>{names})(?P<dot>\.?)(?=\s\d{{1,2}}(?![\d:]))", re.I), read_month)
            )
    days = _day_names(words)
    if days:
        names = _choice(days)
        joint = rf"\.?(?:\s?[-–~]\s?|\s(?P<to>{_TO})\s)"
        found.append(
            (rule(rf"(?<!\w)(?P<a>{names}){joint}(?P<b>{names})(?P<dot>\.?)(?!\w)", re.I), read_days)
        )
    if days and words.language in _PLAIN_DAYS:
        date = _date_ahead(words)
        found.append((rule(rf"(?<!\w)(?P<a>{names})\.?(?=,?\s(?:{_HOUR}{date}))", re.I), read_day_name))
    if words.language in _RATIOS:
        found.append(
            (
                rule(
                    r"(?<![\w.,:/-])(?P<a>\d{1,3}):(?P<b>[1-9])(?![\w:/-]|[.,]\d|\s?(?:[ap]\.?m|h|Uhr|uur)\b)"
                ),
                read_ratio,
            )
        )
    return found


def _date_ahead(words: SpokenWords) -> str:
    """The pattern of a day and its month, after "|"; "" where nobody knows the names of months."""
    if words.locale is None:
        return ""
    wide, short = words.locale.months["format"]["wide"].values(), month_names(words)
    months = _choice({*wide, *short, *_WORDS.get(words.language, ())})
    day = r"(?:den\s|the\s)?\d{1,2}(?:st|nd|rd|th|er|[.ºª°])?"
    american = rf"|(?:{months})\.?\s{day}(?!\w)" if words.language == "en" else ""
    return rf"|{day}(?:\s(?:de|of))?\s(?:{months})(?!\w){american}"


def month_names(words: SpokenWords) -> Mapping[str, str]:
    """{short name in small letters, without its point: the name in full} of a language's months."""
    if words.locale is None or words.language in ("ja", "ko", "cmn", "th", "vi", "ar", "he", "hi"):
        return {}
    wide = words.locale.months["format"]["wide"]
    short = words.locale.months["format"]["abbreviated"]
    found = {short[at].rstrip(".").lower(): wide[at] for at in wide}
    found |= {name: wide[at] for name, at in _MORE_MONTHS.get(words.language, {}).items()}
    return {
        name: full
        for name, full in found.items()
        if name != full.lower() and name not in _WORDS.get(words.language, ()) and not name.isdigit()
    }


def _day_names(words: SpokenWords) -> Mapping[str, str]:
    if "days" in words.table:
        return {name: name for name in words.table["days"] if name != "pattern"}
    if words.locale is None or words.language not in _PLAIN_DAYS:
        return {}
    wide = words.locale.days["format"]["wide"]
    found: dict[str, str] = {}
    for width in ("short", "abbreviated"):
        found |= {
            name.rstrip(".").lower(): wide[at] for at, name in words.locale.days["format"][width].items()
        }
    found |= {name: wide[at] for name, at in _MORE_DAYS.get(words.language, {}).items()}
    return {name: full for name, full in found.items() if len(name) > 1}


def _choice(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def read_month(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "3 February" for "3 Feb."; English, German and French write these names with a capital or a point."""
    written = match["month"]
    if words.language in ("en", "de", "tr") and written.islower():
        return None
    ends = match["dot"] and not match.string[match.end() :].strip()
    return month_names(words)[written.lower()] + ("." if ends else "")


def read_days(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "Monday to Friday", "od poniedziałku do piątku"."""
    first, last = match["a"].lower(), match["b"].lower()
    ends = "." if match["dot"] and not match.string[match.end() :].strip() else ""
    if table := words.table.get("days"):
        start, end = (
            cases if isinstance(cases, str) else cases[at]
            for at, cases in enumerate((table[first], table[last]))
        )
        return table["pattern"].format(start, end) + ends if start and end else None
    names, to = _day_names(words), match["to"] or words.sign("–")
    if not to or (words.language in ("en", "de") and match["a"].islower()):
        return None
    return f"{names[first]} {to} {names[last]}{ends}"


def read_day_name(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "Saturday" before an hour or a day of a month."""
    if words.language in ("en", "de") and match["a"].islower():
        return None
    return _day_names(words)[match["a"].lower()]


def read_ratio(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "3 to 1"; the shape of a picture is "16 by 9" in English."""
    link = _RATIOS[words.language]
    if words.language == "en" and match.group() in ("16:9", "4:3", "3:2", "21:9", "4:5"):
        link = "by"
    return f"{match['a']} {link} {match['b']}"
