"""What a prompt states that a film must not lose: offers, codes, dates, prices, places and the like. Pure.

Facts are found by their form, in any of the languages that have a table in data/prompts. Each keeps the
prompt's own words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from generation.text.lazy_patterns import LazyPattern, find_all
from generation.text.prompt.words import AMOUNT, MONEY, UNSPACED, any_or_nothing, of_all

OFFER, CODE, DATE, PRICE, CONTACT, PLACE, NUMBER = (
    "offer", "code", "date", "price", "contact", "place", "number",
)  # fmt: skip
# Facts that make a film an announcement: they are said, or shown as words.
ANNOUNCED = (OFFER, CODE, DATE, PRICE, CONTACT)

# None is looked for in what an earlier one has taken.
_READ_IN_ORDER = (CODE, CONTACT, DATE, OFFER, PRICE, NUMBER, PLACE)

# A telephone number has so many digits; "2024-2026" has as many and is none.
_FEWEST_DIGITS = 7
# "8", "8:30", "18h30".
_CLOCK = r"\d{1,2}(?:\s?[:.h]\s?\d\d)?(?!\d)"
# So far before a date its hour may begin.
_LONGEST_HOUR = 30
_IN_UNSPACED = re.compile(f"[{UNSPACED}]")
# What stands before an amount: no letter or digit of a word that it would be a part of.
_APART = rf"(?<![^\W{UNSPACED}])(?<![.,])"
# Stands where a fact was found, so that no other is found in it, or across it.
_TAKEN = ";"
# What a share is of or for: "15 % auf alle Schnitte", "10% student discount".
_PERCENT_OF = re.compile(
    r"(?i)\s(?:auf|für|en|sur|pour|para|per|su(?:l|lla|i|lle|gli)?|em|op|voor|på|till|na|dla|on|for)\s"
    r"(?:[^\s,.;:!?()]+\s){0,3}[^\s,.;:!?()]+(?=[,.;:!?()]|$)"
)
# What is left at the end of an offer where the fact behind it was taken: "30% off everything w/".
_JOINS_AT_END = re.compile(
    r"(?i)(?:\s+(?:w/|with|using|use|and|in|on|at|for|by|until|till|mit|und|bis|am|im|avec|et|con|y|e|com|met|en"
    r"|med|och|z|i))+\s*$"
)
_TIME_ENDS = re.compile(
    r"(?:\s?(?i:[ap]\.?m\b\.?)|\s(?:Uhr|uur|hrs)\b)?"
    r"(?:\s(?:CET|CEST|GMT|UTC|BST|EST|EDT|ET|PST|PDT|PT|CST|CDT|MST|MDT|IST|JST|AEST|MEZ|MESZ)\b)?"
)
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d")


@dataclass(frozen=True, kw_only=True)
class PromptFact:
    """One fact: its `kind`, the prompt's words, and what must not change ("MUG40" of "code MUG40")."""

    kind: str
    text: str
    value: str


def facts_in(text: str) -> tuple[PromptFact, ...]:
    """All facts of a text, in the order in which they stand there; none inside another."""
    found: list[tuple[int, PromptFact]] = []
    rest = text
    for kind in _READ_IN_ORDER:
        end = 0
        for match in _found(kind, rest):
            if match.start() < end:  # "ab 19.30 Uhr" is a date where no day stands before it
                continue
            begin, end = _whole(kind, rest, match)
            words = rest[begin:end].strip(" ,.;:!")
            start = begin + rest[begin:end].index(words)
            if not words or not _is_real(kind, match):
                continue
            value = next((one for one in match.groupdict().values() if one), words)
            found.append((start, PromptFact(kind=kind, text=words, value=value)))
        for start, fact in found:
            rest = rest[:start] + _TAKEN * len(fact.text) + rest[start + len(fact.text) :]
    return tuple(fact for _, fact in sorted(found, key=lambda row: row[0]))


def _whole(kind: str, text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where a fact begins and ends together with what belongs to it: its hour, "up to", "per night"."""
    if kind == DATE:
        begin, end = _with_hour(text, match)
        if re.search(r"(?i)(?:\d|[ap]\.?m\.?)\Z", text[begin:end]) and (ends := _TIME_ENDS.match(text, end)):
            end = ends.end()
        return begin, end
    begin, end = match.span()
    if kind == OFFER and (joins := _JOINS_AT_END.search(text[begin:end])):
        end = begin + joins.start()
    if kind == PRICE and "%" in text[begin:end] and (whole := _PERCENT_OF.match(text, end)):
        end = whole.end()
    if kind in (OFFER, PRICE):
        if before := _around_amounts()[0].search(text[:begin]):
            begin = before.start()
        if re.search(r"[\d%\W]\Z|(?i:euros?|dollars?|pounds?|usd|eur|gbp|chf)\Z", text[begin:end]) and (
            after := _around_amounts()[1].match(text, end)
        ):
            end = after.end()
    return begin, end


@cache
def _around_amounts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of what belongs to an amount before it ("up to") and behind it ("per night")."""
    before, after = (any_or_nothing(of_all("facts", f"{side}_amounts")) for side in ("before", "after"))
    return re.compile(rf"(?i)(?<!\w){before}\s+\Z"), re.compile(rf"(?i)\s?{after}(?!\w)")


def _is_real(kind: str, match: re.Match[str]) -> bool:
    """Digits alone are a telephone number from seven on, unless they are two years."""
    value = match.groupdict().get("value") or ""
    if kind != CONTACT or re.search(r"[^\W\d_]", value):
        return True
    return len(re.findall(r"\d", value)) >= _FEWEST_DIGITS and not _YEARS.fullmatch(value)


def _with_hour(text: str, date: re.Match[str]) -> tuple[int, int]:
    """Where a date begins and ends together with its hour: "5 May at 8", "a las 20:30 el 5 de mayo"."""
    before, after = _hours()
    start, end = date.span()
    late = after.match(text, end)
    if late and late["hour"]:
        return start, late.end()
    early = before.search(text, max(0, start - _LONGEST_HOUR), start)
    return (early.start() if early else start), late.end() if late else end


@cache
def _hours() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of an hour before a date, and of what follows a date: a suffix, a weekday, an hour."""
    hour = any_or_nothing(of_all("facts", "hours")).replace("{clock}", _CLOCK)
    weekday = any_or_nothing(of_all("facts", "weekdays"))
    ends = any_or_nothing(of_all("facts", "day_ends"))
    gap = r"(?:\s*[,|·•]\s*|\s+(?:[-–—]\s+)?)"
    no_letter = rf"(?![^\W{UNSPACED}])"
    return (
        re.compile(rf"(?i)(?<!\w){hour}{gap}(?:on\s+|den\s+)?\Z"),
        re.compile(
            rf"(?i){ends}?(?:{gap}\(?{weekday}{no_letter}\)?|\s?[(（][月火水木金土日一二三四五六]曜?[)）])?"
            rf"(?P<hour>(?:{gap}|(?<=[{UNSPACED})）])\s?)\(?{hour}{no_letter}(?![.,:]\d|\s?[%°€$£¥₹])\)?)?"
        ),
    )


def _found(kind: str, text: str) -> Iterator[re.Match[str]]:
    return find_all(_dates(text), text) if kind == DATE else _patterns()[kind].finditer(text)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        CODE: _code(),
        CONTACT: _contact(),
        OFFER: _offer(),
        PRICE: re.compile(rf"(?i){_APART}{AMOUNT}"),
        NUMBER: _number(),
        PLACE: _place(),
    }


def _code() -> re.Pattern[str]:
    """The word "code" and what follows it: capitals or digits, in or out of quotation marks."""
    before = any_or_nothing(of_all("facts", "code_before"))
    names = any_or_nothing(of_all("facts", "codes"))
    return re.compile(
        rf"(?:(?i:\b{before}\s+)){{0,3}}(?i:\b{names})\s*[:=]?\s*"
        r"[\"“”'„«»‘’]?(?P<value>[A-Z0-9][A-Z0-9_-]{1,20}[A-Z0-9%]|[A-Za-z]+[-_]?\d[A-Za-z0-9_-]{0,15})(?![A-Za-z0-9_-])[\"“”'«»‘’]?"
    )


def _contact() -> re.Pattern[str]:
    lead = any_or_nothing(of_all("facts", "contacts"))
    return re.compile(
        rf"(?i)(?:\b{lead}\s+){{0,2}}(?P<value>"
        r"https?://[^\s,;)]+[\w/]"
        r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
        r"|(?<![@\w])(?:www\.)?(?:[a-z0-9-]+\.)+(?:com|net|org|io|co|shop|store|example|test|de|fr|es|it|pt|br"
        r"|uk|eu|at|ch|app|dev|info|biz|me|tv|us|ca|nl|pl)(?:/[\w./-]*\w)?(?![\w@])"
        r"|(?<![\w@.])@\w[\w.]{2,}\w"
        r"|(?<![\w.,€$£])\+\d{1,3}[\s./-]?(?:\(\d{1,5}\)[\s./-]?)?\d{1,5}(?:[\s./-]\d{1,6}){1,6}(?![\w%°€$£])"
        r"|(?<![\w.,€$£])0\d(?:[\s.-]\d\d){4}(?![\w%°€$£])"
        r"|(?<![\w.,€$£])(?:\(\d{2,5}\)[\s./-]?)?\d{3,5}(?:[\s/-]\d{2,6}){1,4}(?![\w%°€$£]))"
    )


def _offer() -> re.Pattern[str]:
    patterns = [
        pattern.replace("{amount}", AMOUNT).replace("{money}", MONEY) for pattern in of_all("facts", "offers")
    ]
    return re.compile(rf"(?i){_APART}{any_or_nothing(patterns)}")


@cache
def _days() -> dict[str, str]:
    """Patterns of a day: `date` names a month, `when` may be a day of the week or digits alone."""
    month = any_or_nothing(of_all("facts", "months"))
    joins = any_or_nothing(of_all("facts", "day_joins"))
    weekday = any_or_nothing(of_all("facts", "weekdays"))
    number = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
    date = (
        rf"(?:(?:{weekday},?\s+)?(?:{joins}\s+)*{number}\s?(?:(?:[-–]|\s?(?:and|und|et|y|e|en|och|og|i|&)\s)\s?{number}\s?)?(?:{joins}\s+)*{month}(?!\w)\.?"
        rf"(?:\s+(?:de\s+)?\d{{4}})?"
        rf"|(?:{weekday},?\s+)?{month}\.?\s+(?:the\s+)?{number}(?:,?\s+\d{{4}})?(?![\w%]|\s+{month}(?!\w))|\d{{4}}-\d\d-\d\d)"
    )
    digits = r"\d{1,2}[./]\d{1,2}(?:\.(?!\d)|[./]\d{2,4})?(?![\w%°.,]*\d)"
    when = rf"(?:{date}|(?:{joins}\s+)*{weekday}(?!\w)|{digits}|\d{{1,2}}(?:st|nd|rd|th)(?!\w))"
    return {"date": date, "when": when}


def _dates(text: str) -> list[LazyPattern]:
    """The patterns of dates that a text may match: those that hold a day only where it names one.

    A day is that of any language. To compile it into all patterns takes a third of what all patterns of
    prompts take together, so these are kept apart.
    """
    has_day = _day_sign().search(text) is not None
    return [pattern for pattern, needs_day in _date_patterns() if has_day or not needs_day]


@cache
def _day_sign() -> re.Pattern[str]:
    """What stands in every day of `_days`: a month, a day of the week, or digits in the form of a day."""
    names = any_or_nothing((*of_all("facts", "months"), *of_all("facts", "weekdays")))
    return re.compile(rf"(?i){names}(?!\w)|\d[./]\d|\d(?:st|nd|rd|th)(?!\w)|\d{{4}}-\d\d-\d\d")


@cache
def _date_patterns() -> tuple[tuple[LazyPattern, bool], ...]:
    """(pattern, whether it holds a day) for each pattern of dates, in the order in which they count."""
    rows = of_all("facts", "dates")
    # What begins with a day matches the day alone, too: the first of such patterns leaves nothing to others.
    others = [row for row in rows if row.startswith("{date}")][1:]
    patterns = []
    for row in rows:
        whole = row
        for name, pattern in _days().items():
            whole = whole.replace(f"{{{name}}}", pattern)
        if row in others:
            continue
        if _IN_UNSPACED.search(row):
            patterns.append((LazyPattern(rf"(?<![\d.,/-](?=\d))(?:{whole})", [row]), False))
        else:
            patterns.append((LazyPattern(rf"(?<![\w.,/-])(?:{whole})(?!\w)", [row]), whole != row))
    return tuple(patterns)


def _number() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w.,#-])(?P<value>\d+(?:[.,:]\d+)*(?:\s?(?:%|°\s?[CF]?\b|[×x]\s?\d+|[^\W\d_]{1,14}(?:/[^\W\d_]+)?))?)"
    )


def _place() -> re.Pattern[str]:
    before = any_or_nothing(of_all("facts", "places"))
    name = r"[A-ZÄÖÜÉÈÀÁÍÓÚÇŁŚŻØÅ][\w'’-]*[\w]"
    return re.compile(
        rf"(?i:\b{before})\s+(?P<value>{name}(?:,?\s+(?:(?:de|del|am|an der|on)\s+)?{name}){{0,3}})"
    )
