"""Plain text out of whatever a record holds, and small facts about written text."""

import html
import re
from collections.abc import Iterable
from functools import cache

from generation.text.language_files import language_tables

_BREAKS = re.compile(r"(?i)<\s*(?:br|/p|/li|/div|/h\d|/tr)\b[^>]*>")
_SCRIPTS = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>")
_TAGS = re.compile(r"<[^>]+>")
_BULLET = re.compile(r"^[\s•·‣▪●○◦✓✔✅★☆*>+–—-]+\s*")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\ufe0f\u200d\u2b00-\u2bff]")
_END = re.compile(r"([.!?…؟]+[\"'”’»)]*)(\s+)|([。！？।]+[」』”]*)")


# Abbreviations that stand before a number, in any language: "kl. 9", "Tel. 0561", "ul. 3 Maja".
# fmt: off
_BEFORE_NUMBERS = frozenset({
    "kl", "klo", "klockan", "tel", "tlf", "tél", "fon", "mob", "fax", "nr", "no", "núm", "num", "godz", "ul",
    "str", "cad", "sok", "mah", "ca", "approx", "vol", "kap", "ch", "fig", "abb", "pp", "pág", "inkl", "zzgl",
})
# fmt: on
# Abbreviations that stand before a street's name.
_BEFORE_NAMES = frozenset(["ul", "al", "avda", "pza", "pça", "bd", "blvd", "ул", "пр", "пер", "наб"])
_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e01-\u0e7f]")
_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", ".”", "!”", "?”", "。」", "！」")


def plain(text: str | None) -> str:
    """Text without markup, entities, bullets or emoji; one space between words, newlines kept."""
    text = _SCRIPTS.sub(" ", text or "")
    text = _TAGS.sub(" ", _BREAKS.sub("\n", text))
    text = _EMOJI.sub(" ", html.unescape(text)).replace("\u200b", "")
    lines = (_BULLET.sub("", re.sub(r"[^\S\n]+", " ", line)).strip() for line in text.split("\n"))
    joined = "\n".join(line for line in lines if line)
    return re.sub(r"[^\S\n]+([,.])(?=\s|$)", r"\1", joined)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its own punctuation, newlines ending one as well."""
    found: list[str] = []
    for line in text.split("\n"):
        found += _line_sentences(" ".join(line.split()))
    return found


def _line_sentences(line: str) -> list[str]:
    found, start = [], 0
    for match in _END.finditer(line):
        if match.group(1) and _continues(line[start : match.start()], match.group(1), line[match.end() :]):
            continue
        found.append(line[start : match.end()].strip())
        start = match.end()
    found.append(line[start:].strip())
    return [sentence for sentence in found if sentence]


def _continues(before: str, stop: str, after: str) -> bool:
    """Whether a stop belongs to an abbreviation, an initial, or a pause inside a sentence."""
    if stop.startswith((".", "…")) and after[:1].islower():
        return True
    if stop != ".":
        return False
    last = before.split()[-1].lower().lstrip("(") if before.split() else ""
    if last in _BEFORE_NAMES or (
        (last in _BEFORE_NUMBERS or last.endswith("str")) and after[:1] in "0123456789+("
    ):
        return True
    return last in _abbreviations() or (len(last) == 1 and last.isalpha() and before[-1:].isupper())


@cache
def _abbreviations() -> frozenset[str]:
    """Words after which a stop is not the end of a sentence."""
    tables = language_tables().values()
    return frozenset(word for table in tables for word in table.get("abbreviations", ()))


def joined_lines(before: str, after: str) -> str:
    """Two lines as one: with a space between, but for the signs of Chinese and Japanese."""
    if before and after and _is_unspaced(before[-1]) and _is_unspaced(after[0]):
        return before + after
    return f"{before} {after}".strip()


def _is_unspaced(char: str) -> bool:
    return "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"


_ADDRESS_FIRST = re.compile(
    r"(?:https?://|www\.|[@#])|[\w.+-]+@\w|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?(?=[\s,;:!?]|$)"
)


def capital(text: str) -> str:
    """First letter upper case, leaving the rest alone ("uSB" stays as a person typed it).

    An address ("jobs@shop.example", "shop.example/new") stays as it is.
    """
    if _ADDRESS_FIRST.match(text):
        return text
    at = len(text) - len(text.lstrip("¡¿"))
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def is_shouted(text: str) -> bool:
    """Whether a text of some length is written in capitals throughout."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 4 and all(char.isupper() or char.lower() == char.upper() for char in letters)


def ended(text: str) -> str:
    """The text as a sentence: with a full stop unless it ends in punctuation of its own."""
    text = text.rstrip(" ,;:-–—，、；：،")
    return text if text.endswith(_ENDS) else f"{text}{full_stop(text)}"


def full_stop(text: str) -> str:
    """The stop of the script that a text ends in, or is mostly in: "." or "。" or "।"."""
    letters = [char for char in text if char.isalpha()]
    for stop, first, last in (("。", "\u3040", "\u9fff"), ("।", "\u0900", "\u097f")):
        own = [first <= char <= last for char in letters]
        if own and (own[-1] or 2 * sum(own) > len(own)):
            return stop
    return "."


def count_words(text: str) -> int:
    """How many words a text has; two signs of Chinese, Japanese or Thai count as one."""
    signs = len(_SIGNS.findall(text))
    return len(_SIGNS.sub(" ", text).split()) + -(-signs // 2)


def has_signs(text: str) -> bool:
    """Whether there are signs of Chinese, Japanese or Thai in it."""
    return bool(_SIGNS.search(text))


# With the vowels and tones that Hindi and Thai write over, under and behind their letters.
_SPOKEN_WORD = re.compile(
    r"(?:[^\W_]|[\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+(?:['’\-][^\W_]+)*"
)


def opening(sentence: str) -> str:
    """The first two words of a sentence in lower case, by which repetition is noticed."""
    words = _SPOKEN_WORD.findall(sentence.lower())
    return " ".join(words[:2])


def has_word(text: str, words: Iterable[str]) -> bool:
    """Whether any of `words` (single words or phrases) stands in the text as a word of its own."""
    return any(
        re.search(rf"(?<!\w){re.escape(word.strip())}(?!\w)", text, re.IGNORECASE)
        for word in words
        if word.strip()
    )


def numbers(text: str) -> set[str]:
    """All the numbers written in digits in a text, as a set of strings."""
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))
