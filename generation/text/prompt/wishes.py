"""What a prompt wishes of the film itself: length, tone, format, language, audience, sound. Pure.

A wish is found by its own words, wherever in an order it stands. Words that only wish are no words to tell.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from generation.text.plain_text import has_word
from generation.text.prompt.words import any_or_nothing, in_order, of_all

# Milliseconds: what a film from a prompt may last.
SHORTEST_MS, LONGEST_MS = 5000, 300_000
_STYLES = ("energetic", "luxury", "minimal", "bold", "cinematic")
_MODE = "functional_intro"
_ASPECTS = {"vertical": "9:16", "horizontal": "16:9", "square": "1:1"}
# Where a word begins and ends: Chinese, Japanese and Korean write on without a space.
# These letters have no case: a pattern that ignores it would look for the other case of each of the 40,000.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_OWN = rf"(?-i:[^\W{_UNSPACED}])"
_STARTS = rf"(?<!{_OWN})(?<!-)"
_ENDS = rf"(?:(?<=(?-i:[{_UNSPACED}]))|(?!{_OWN}))"
_RATIO = r"(?<![\d:])(?:9\s?[:x]\s?16|16\s?[:x]\s?9|1\s?[:x]\s?1|4\s?[:x]\s?5)(?![\d:])"
# Leads to the subject, but for "about 30 seconds".
_ABOUT = re.compile(r"(?i)\s*(?:about|über|sobre|sur|over|om)\s+(?!\d|half|an? minute|une? minute)")
# What people who are used to picture models add; none of it is about the film's subject.
_FLAG = r"\s--?(?:ar|aspect|v|style|s|q|seed|stylize|chaos|no|niji|iw|fps|duration)\b(?:\s+[\w:.]+)?"
_QUALITY = (
    r"(?:4k|8k|uhd|hdr?|full hd|1080p|720p|\d{2} ?fps|35 ?mm|(?:ultra|hyper)[- ]?realistic|photo-?realistic"
    r"|(?:highly|ultra|very|super) detailed|(?:unreal engine|octane)(?: \d)?(?: render)?|masterpiece"
    r"|(?:best|high) quality|award[- ]winning|trending on artstation|sharp focus|bokeh"
    r"|(?:cinematic|volumetric) lighting|(?:in )?(?:4k|8k) resolution)"
)


@dataclass(frozen=True, kw_only=True)
class FilmWishes:
    """What a prompt asks of the film; "" and None where it asks nothing.

    `length_ms` is within what a film may last; `too_long` says a length that is not, in the prompt's words.
    `tone` is the prompt's own word, `style` and `mode` the keys of projects.styles that it comes nearest to.
    `aspect` is one of projects.formats, `language` a BCP 47 tag.
    """

    length_ms: int | None = None
    too_long: str = ""
    tone: str = ""
    style: str = ""
    mode: str = ""
    aspect: str = ""
    language: str = ""
    audience: str = ""
    call_to_action: str = ""
    captions: bool | None = None
    music: bool | None = None

    @property
    def changed(self) -> bool:
        return self != FilmWishes()

    def with_audience(self, who: str) -> "FilmWishes":
        bare = re.sub(r"(?i)^(?:is|are|should be|to be|für|pour|para|per)\s+", "", who.strip(" .,:;"))
        return replace(self, audience=self.audience or bare)

    def with_call_to_action(self, words: str) -> "FilmWishes":
        quoted = re.fullmatch(r"[\"“„«](.+)[\"”“»]", words)
        return replace(self, call_to_action=self.call_to_action or (quoted.group(1) if quoted else words))


# --- patterns ------------------------------------------------------------------------------------
@cache
def _length() -> re.Pattern[str]:
    seconds, minutes = (
        any_or_nothing(of_all("lengths", "seconds")),
        any_or_nothing(of_all("lengths", "minutes")),
    )
    number = r"\d{1,4}(?:[.,]\d)?"
    spelled = any_or_nothing(sorted(map(re.escape, _spelled_lengths()), key=len, reverse=True))
    return re.compile(
        rf"(?i)(?<!{_OWN})(?<![$€£.,:])(?:(?:{number}\s?(?:-|–|to|bis|à|a)\s?)?"
        rf"(?P<minutes>{number})[\s-]?{minutes}{_ENDS}"
        rf"(?:\s?(?:and|und|et|y|e)?\s?(?P<more>\d{{1,2}})[\s-]?{seconds}{_ENDS})?"
        rf"|(?:{number}\s?(?:-|–|to|bis|à|a)\s?)?(?P<seconds>{number})[\s-]?{seconds}{_ENDS}"
        rf"|(?P<spelled>{spelled}){_ENDS})"
    )


@cache
def _spelled_lengths() -> Mapping[str, int]:
    found: dict[str, int] = {}
    for words in in_order("en"):
        found |= {name.lower(): value for name, value in words.section("lengths").get("words", {}).items()}
    return found


@cache
def _tone() -> re.Pattern[str]:
    """A word of tone; the name of its group is the style or mode that it asks for, or "plain"."""
    kinds = (*_STYLES, _MODE, "plain")
    groups = "|".join(f"(?P<{kind}>{any_or_nothing(of_all('tones', kind))})" for kind in kinds)
    return re.compile(rf"(?i){_STARTS}(?:{groups}){_ENDS}(?!-)")


@cache
def tone_names() -> re.Pattern[str]:
    """The names of tones in all languages: "tone", "Stimmung", "ton"."""
    return re.compile(rf"(?i){any_or_nothing(of_all('labels', 'tone'))}")


@cache
def _format() -> re.Pattern[str]:
    groups = "|".join(f"(?P<{name}>{any_or_nothing(of_all('formats', name))})" for name in _ASPECTS)
    return re.compile(rf"(?i){_STARTS}(?:(?P<ratio>{_RATIO})|{groups}){_ENDS}(?!-)")


@cache
def _language_names() -> Mapping[str, str]:
    tables = [words.section("languages") for words in in_order("en")]
    return {
        name.lower(): tag
        for rows in tables
        for tag, names in rows.items()
        if tag != "around"
        for name in names
    }


@cache
def _language() -> re.Pattern[str]:
    around = any_or_nothing(of_all("languages", "around"))
    names = any_or_nothing(sorted(map(re.escape, _language_names()), key=len, reverse=True))
    return re.compile(rf"(?i)(?<!\w){around}\s+(?P<name>{names})(?!\w)")


@cache
def _filler() -> re.Pattern[str]:
    """Words that stand between wishes and mean nothing alone."""
    around = [of_all(section, "around") for section in ("tones", "lengths", "formats", "languages")]
    articles = [
        pattern for words in in_order("en") for pattern in words.section("order_words").get("filler", ())
    ]
    patterns = sorted((row for rows in (*around, articles) for row in rows), key=len, reverse=True)
    return re.compile(rf"(?i)(?<![\w'’])(?:{'|'.join(patterns)})(?![\w])")


# --- reading -------------------------------------------------------------------------------------
def read(wishes: FilmWishes, text: str) -> FilmWishes:
    """The wishes with those that a text of an order tells added; what was told before stays."""
    wishes = _with_length(wishes, text)
    formats = list(_format().finditer(text))
    if formats and not wishes.aspect:
        wishes = replace(wishes, aspect=_aspect_of(formats[0]))
    language = _language().search(text)
    if language and not wishes.language:
        wishes = replace(wishes, language=_language_names()[language["name"].lower()])
    return _with_tone(wishes, text)


def label(wishes: FilmWishes, kind: str, value: str) -> FilmWishes:
    """The wishes with what a label says: kind is tone, length, format or language."""
    if kind == "language":
        tag = next((tag for name, tag in _language_names().items() if has_word(value, [name])), "")
        return replace(wishes, language=wishes.language or tag)
    if kind == "length" and re.fullmatch(r"\d{1,3}", value):
        value = f"{value} s"
    if kind == "tone" and value and not wishes.tone:
        return replace(_with_tone(wishes, value), tone=value)
    return read(wishes, value)


def _with_length(wishes: FilmWishes, text: str) -> FilmWishes:
    found = _length().search(text)
    if not found or wishes.length_ms or wishes.too_long:
        return wishes
    if found["spelled"]:
        ms = 1000 * _spelled_lengths()[found["spelled"].lower()]
    elif found["minutes"]:
        ms = round(60_000 * _number(found["minutes"])) + 1000 * int(found["more"] or 0)
    else:
        ms = round(1000 * _number(found["seconds"]))
    if not SHORTEST_MS <= ms <= LONGEST_MS:
        return replace(wishes, too_long=found.group(0).strip())
    return replace(wishes, length_ms=ms)


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))


def _aspect_of(found: re.Match[str]) -> str:
    if found["ratio"]:
        return re.sub(r"\s", "", found["ratio"]).replace("x", ":")
    return next(aspect for name, aspect in _ASPECTS.items() if found[name])


def _with_tone(wishes: FilmWishes, text: str) -> FilmWishes:
    for match in _tone().finditer(text):
        name, kind = match.group(0).lower(), match.lastgroup or "plain"
        if kind in _STYLES:
            wishes = replace(wishes, style=wishes.style or kind)
        elif kind == _MODE:
            wishes = replace(wishes, mode=_MODE)
        if kind != "plain" and not wishes.tone:
            wishes = replace(wishes, tone=name)
    return wishes


def without(wishes: FilmWishes, things: Iterable[str]) -> FilmWishes:
    """The wishes with the switches turned off that stand for things which nobody wants."""
    for thing in things:
        if has_word(thing, of_all("switches", "music")):
            wishes = replace(wishes, music=False)
        if has_word(thing, of_all("switches", "captions")):
            wishes = replace(wishes, captions=False)
    return wishes


def names_price(things: Iterable[str]) -> bool:
    """Whether prices are among the things that are not to be said."""
    return any(has_word(thing, of_all("switches", "price")) for thing in things)


def names_length_or_format(text: str) -> bool:
    """Whether a text says how long a film is to be, or where it is shown."""
    return bool(_length().search(text) or _format().search(text))


# --- what only wishes ----------------------------------------------------------------------------
def says_nothing_else(text: str, in_order: bool) -> bool:
    """Whether a text wishes something of the film and says nothing beside it.

    Outside an order a tone or a language is no wish: "quiet" may be what the film shows.
    """
    rest, hits = text, 0
    patterns = [_length(), re.compile(rf"(?i)(?<!\w){_QUALITY}(?!\w)"), re.compile(f"(?i){_RATIO}")]
    patterns += [_language(), _format(), _tone()] if in_order else [_format()]
    for pattern in patterns:
        rest, count = pattern.subn(" ", rest)
        hits += count
    return hits > 0 and not re.search(r"\w", _filler().sub(" ", rest))


def leading(text: str) -> int:
    """How many characters at the start of a text only wish: " of 8 minutes in German about ..."."""
    best = 0
    if _ABOUT.match(text) or text.lstrip()[:1] in tuple(":–—-"):
        return 0
    ends = [match.end() for match in re.finditer(r"[^\s,]*[^\s,:]", text)][:8]
    for end in ends:
        last = text[:end].split()[-1].strip(",")
        if any(words.about.match(last) for words in in_order("en")):
            if best:
                break
            continue
        if says_nothing_else(text[:end].strip(" ,"), in_order=True):
            best = end
    return best


def without_tail(text: str, in_order: bool) -> tuple[str, str]:
    """(the text, the wish that stood at its end without a comma): "in a funny tone", "(30 seconds)"."""
    bracket = re.search(r"\s*[(\[]([^()\[\]]+)[)\]]$", text)
    if bracket and says_nothing_else(bracket.group(1), in_order=in_order):
        return text[: bracket.start()], bracket.group(1)
    if not in_order:
        return text, ""
    for match in re.finditer(r"\s+(?=\S)", text):
        tail = text[match.end() :]
        if _opens_wish(tail) and says_nothing_else(tail, in_order=True):
            return text[: match.start()], tail
    return text, ""


@cache
def _wish_opener() -> re.Pattern[str]:
    openers = [
        pattern for words in in_order("en") for pattern in words.section("order_words").get("openers", ())
    ]
    return re.compile(rf"(?i){any_or_nothing(openers)}(?!\w)")


def _opens_wish(tail: str) -> bool:
    return bool(_wish_opener().match(tail)) and (
        not _length().search(tail) or bool(_format().search(tail)) or _is_seconds(tail)
    )


def _is_seconds(tail: str) -> bool:
    """ "in 30 seconds" ends an order; "in 3 minutes" may be how long an egg is boiled."""
    found = _length().search(tail)
    return bool(found and (found["seconds"] or found["spelled"]))


def without_flags(text: str) -> tuple[str, list[str]]:
    """(the text without flags and marks of quality as picture models take them, what was taken off)."""
    flags = [flag.strip() for flag in re.findall(rf"(?i){_FLAG}", text)]
    text = re.sub(rf"(?i){_FLAG}", "", text)
    while found := re.search(rf"(?i),\s*{_QUALITY}\s*$", text):
        flags.append(found.group(0).strip(" ,"))
        text = text[: found.start()]
    return text.strip(" ,"), flags
