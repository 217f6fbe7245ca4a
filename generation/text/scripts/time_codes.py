"""Time codes in a script: "0:00-0:03 Hook: …", "[00:05] …", "Scene 1 (0-3 s)". They are never spoken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
# The same behind a heading's or a label's words.
_BEHIND = re.compile(rf"^.{{1,60}}?(?P<code>{_BRACKETED.pattern})\s*[*_]*\s*(?:$|[:：\-–—|])", re.IGNORECASE)
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


# --- what they say -----------------------------------------------------------------------------
# Frames a second of a code's last part: "00:00:05:12".
_FRAMES = 25
_CLOCK_PARTS = re.compile(
    r"(?<![\d:])(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>\d{2})(?:(?P<mark>[.,:;])(?P<part>\d{1,3}))?(?!\d)"
)


@dataclass(frozen=True)
class TimeSpan:
    """When something begins and ends, or a single number of seconds that is the one or the length; in ms."""

    begins_ms: int | None = None
    ends_ms: int | None = None
    lone_ms: int | None = None


def span(code: str) -> TimeSpan | None:
    """What a time code says: "0:03-0:10", "[00:05]", "(3-8 s)", "(5 s)"; None where it says nothing."""
    if clocks := [_clock_ms(found) for found in _CLOCK_PARTS.finditer(code)]:
        return _between(clocks)
    counts = [round(float(found.replace(",", ".")) * 1000) for found in re.findall(_COUNT, code)]
    if len(counts) > 1:
        return _between(counts)
    return TimeSpan(lone_ms=counts[0]) if counts else None


def _between(times: Sequence[int]) -> TimeSpan:
    ends = times[1] if len(times) > 1 and times[1] > times[0] else None
    return TimeSpan(times[0], ends)


def _clock_ms(found: re.Match[str]) -> int:
    seconds = 3600 * int(found["h"] or 0) + 60 * int(found["m"]) + int(found["s"])
    part = found["part"] or "0"
    more = 1000 * int(part) // _FRAMES if found["mark"] in (":", ";") else int(part[:3].ljust(3, "0"))
    return 1000 * seconds + min(more, 999)


def behind(label: str) -> TimeSpan | None:
    """The span behind a heading or a label: "Scene 1 (0-3 s)", "Hook (0:00–0:03): …"."""
    found = _BEHIND.search(label) or _TRAILING.search(label)
    if not found:
        return None
    return span(found.groupdict().get("code") or found.group(0))
