"""Korean counters whose numbers are native ones: 12시간 is "열두 시간", 3개 is "세 개"."""

import re
from collections.abc import Callable

from generation.text.spoken.lexicon import SpokenWords

Reader = Callable[[re.Match[str], SpokenWords], str | None]

# As they stand before what is counted.
_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
# From here on people say Sino-Korean numbers, too ("이십사 시간"), and that is how a voice reads digits.
_NATIVE_UNTIL = 20
# 3개월 and 3개국 count months and countries in Sino-Korean, and so do the hours of the long day (15시).
_COUNTERS = r"시간|개(?![월국년소])|명|마리|살|잔|병|벌|켤레|가지|사람|시(?!간|속|즌|리|장|험|작)"


def rules(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The pattern of the counters with its reader; none in another language."""
    if words.language != "ko":
        return []
    pattern = rf"(?<![\d.,:/~–-])(?P<n>[1-9]\d?) ?(?=(?P<of>{_COUNTERS}))"
    return [(re.compile(pattern), read_counted)]


def read_counted(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "열두 " of "12시간"; None for a number that is said in Sino-Korean."""
    number, counter = int(match["n"]), match["of"]
    if number > (12 if counter == "시" else _NATIVE_UNTIL):
        return None
    tens, ones = divmod(number, 10)
    native = "스무" if number == 20 else "열" * (tens == 1) + _ONES[ones]
    return f"{native} "
