"""Japanese counters whose numbers are read otherwise than alone: 9時 is "くじ", 5月3日 is "ごがつみっか"."""

import re
from collections.abc import Callable

from generation.text.spoken.lexicon import SpokenWords

Reader = Callable[[re.Match[str], SpokenWords], str | None]

_MONTHS = {4: "しがつ", 7: "しちがつ", 9: "くがつ"}
_HOURS = {0: "れい", 4: "よ", 7: "しち", 9: "く"}
_MINUTES = (
    "", "いっぷん", "にふん", "さんぷん", "よんぷん", "ごふん", "ろっぷん", "ななふん", "はっぷん",
    "きゅうふん",
)  # fmt: skip
_DAYS = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか",
    9: "ここのか", 10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
_PEOPLE = {1: "ひとり", 2: "ふたり"}
_ALONE = r"(?<![\d.,:/])"


def rules(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns of the counters, each with its reader; none in another language."""
    if words.language != "ja":
        return []
    return [
        (re.compile(rf"{_ALONE}(?P<m>1[0-2]|[1-9])月(?:(?P<d>[0-3]?\d)日)?"), read_day_of_month),
        (re.compile(rf"{_ALONE}(?P<n>[0-3]?\d)日(?![本曜])"), read_days),
        (re.compile(rf"{_ALONE}(?P<n>\d{{1,3}})時(?P<long>間)"), read_hour),
        (re.compile(rf"{_ALONE}(?P<n>[0-2]?\d)時(?P<long>)(?![代点])"), read_hour),
        (re.compile(rf"{_ALONE}(?P<n>\d{{1,3}})分(?!の\d|[か別類])"), read_minutes),
        (re.compile(rf"{_ALONE}(?P<n>\d{{1,4}})人(?![気参])"), read_people),
        (re.compile(rf"{_ALONE}(?P<n>\d{{1,4}})年"), read_year),
    ]


def read_day_of_month(match: re.Match[str], words: SpokenWords) -> str:
    """ "ごがつみっか"."""
    month = int(match["m"])
    said = _MONTHS.get(month) or f"{words.whole(month)}がつ"
    return said + (_day(int(match["d"]), words) if match["d"] else "")


def read_days(match: re.Match[str], words: SpokenWords) -> str:
    """ "みっか"; one day alone is "いちにち"."""
    number = int(match["n"])
    return "いちにち" if number == 1 else _day(number, words)


def _day(number: int, words: SpokenWords) -> str:
    return _DAYS.get(number) or f"{words.whole(number)}にち"


def read_hour(match: re.Match[str], words: SpokenWords) -> str:
    """ "くじ", of "9時間" "くじかん": 間 alone would be "ま". What else is behind it ("半") stays."""
    tens, ones = divmod(int(match["n"]), 10)
    ending = "じかん" if match["long"] else "じ"
    if ones in _HOURS and not (ones == 0 and tens):
        return f"{words.whole(tens * 10) if tens else ''}{_HOURS[ones]}{ending}"
    return f"{words.whole(int(match['n']))}{ending}"


def read_minutes(match: re.Match[str], words: SpokenWords) -> str:
    """ "さんじゅっぷん"."""
    tens, ones = divmod(int(match["n"]), 10)
    whole = words.whole(tens * 10) if tens else ""
    if not ones:
        return (
            re.sub("じゅう$", "じゅっぷん", whole) if whole.endswith("じゅう") else f"{whole or 'れい'}ふん"
        )
    return whole + _MINUTES[ones]


def read_people(match: re.Match[str], words: SpokenWords) -> str:
    """ "ひとり", "よにん"."""
    number = int(match["n"])
    return _PEOPLE.get(number) or f"{_short_four(number, words)}にん"


def read_year(match: re.Match[str], words: SpokenWords) -> str:
    """ "よねん"."""
    return f"{_short_four(int(match['n']), words)}年"


def _short_four(number: int, words: SpokenWords) -> str:
    return re.sub("よん$", "よ", words.whole(number))
