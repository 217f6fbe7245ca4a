"""Time codes in a script: "0:00-0:03 Hook: …", "[00:05] …", "Scene 1 (0-3 s)". They are never spoken."""

import re
from collections.abc import Sequence

_UNIT = (
    r"(?:\s*(?:seconds?|secs?|s|sekunden|sek|secondes?|segundos?|seg|secondi|segundos|seconden|sekund\w*|saniye|sn"
    r"|секунд\w*|сек|с|秒钟?|秒鐘|초|วินาที|सेकंड|से|ثانية|ثوان|ثواني|ثانیه|שניות|שנ['׳]?|[\"″])\.?(?![^\W\d_]))"
)
_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,:;]\d{1,3})?"
_COUNT = r"\d{1,3}(?:[.,]\d)?"
_TO = r"\s*(?:-->|->|→|to|until|bis|à|al?|até|tot|do|till|до|至|到|から|إلى|עד|से|[-–—−~〜～])\s*"
_SPAN = rf"(?:{_CLOCK}{_TO}{_CLOCK}{_UNIT}?|{_COUNT}{_UNIT}?{_TO}{_COUNT}{_UNIT})"
_BARE_SPAN = rf"{_COUNT}{_TO}{_COUNT}"
_WORD = (
    r"(?:(?:seconds?|secs?|sekunden?|sek\.?|segundos?|secondes?|secondi|секунды?|сек\.?|time(?:code)?|tc|t|第|秒"
    r"|от|von|de|from)\s*:?\s*)"
)
_OPEN, _CLOSE = r"[\[(（【<{]", r"[\])）】>}]"
_SEPARATOR = r"\s*(?:[-–—:：|•·]+\s*)?"
_LEADING = re.compile(
    rf"^(?:{_OPEN}\s*{_WORD}?(?P<in_brackets>{_SPAN}|{_CLOCK}|{_COUNT}{_UNIT}|{_BARE_SPAN})\s*{_UNIT}?\s*{_CLOSE}{_SEPARATOR}"
    rf"|{_WORD}?(?P<span>{_SPAN})(?=[\s\-–—:：|]|$|[^\x00-\x7f]){_SEPARATOR}"
    rf"|{_WORD}(?P<worded>{_BARE_SPAN}|{_CLOCK}|{_COUNT}{_UNIT}){_SEPARATOR}"
    rf"|(?P<clock>{_CLOCK})(?=\s|$|[-–—:：|]\s){_SEPARATOR}"
    rf"|(?P<count>{_COUNT}{_UNIT})\s*[:：|]\s*)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    rf"\s*{_OPEN}\s*(?:~|≈|approx\.?|ca\.?|about)?\s*{_WORD}?(?:{_SPAN}|{_CLOCK}|{_COUNT}{_UNIT})\s*{_CLOSE}",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"\s*[-–—|,:：]\s*{_WORD}?(?:{_SPAN})\s*$", re.IGNORECASE)


def leading(line: str) -> tuple[str, str]:
    """(the time code at a line's beginning or "", the rest of the line)."""
    found = _LEADING.match(line)
    return (found.group(0).strip(" -–—:：|"), line[found.end() :].strip()) if found else ("", line)


def without(text: str) -> str:
    """A heading or label without the time codes behind it."""
    return _TRAILING.sub("", _BRACKETED.sub("", text)).strip()


def without_bracketed(text: str) -> str:
    return _BRACKETED.sub("", text).strip()


def is_timed(lines: Sequence[str]) -> bool:
    """Whether times at the beginning of lines are time codes and not opening hours or a story's clock.

    They are when two lines have one, or when the only one begins at nought or stands in brackets.
    """
    found = [code for code in (leading(line)[0] for line in lines) if code]
    return len(found) > 1 or (bool(found) and (found[0][0] in "[(（【<{" or _from_nought(found[0])))


def _from_nought(code: str) -> bool:
    first = re.match(r"\D*(\d+(?:[:.,]\d+)*)", code)
    return bool(first) and not set(first.group(1)) - set("0:.,") if first else False
