"""A prompt in lines, sentences and the parts between commas: what is read one by one. Pure."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from generation.text.plain_text import capital, plain, sentences
from generation.text.prompt import wishes as prompt_wishes
from generation.text.prompt.facts import ANNOUNCED, facts_in

_ITEM = re.compile(r"^\s*(?:(?:\d{1,3}|[a-z])[.)]\s+|[-–—*•·+]\s+|\d️⃣\s*)(?=\S)")
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s+")
# "[Product]: a bike", "【产品】春茶".
_BRACKETED_LABEL = re.compile(
    r"^\s*(?:[\[{<(]([^\]})>\n]{1,30})[\]})>]\s*[:：=]|【([^】\n]{1,30})】\s*[:：]?)\s*"
)
# "/imagine prompt: a fox": how programs for pictures are called.
_COMMAND = re.compile(
    r"^\s*/(?:imagine|video|prompt|create|generate|animate|text2video)\b\s*(?:prompt\s*:)?\s*"
)
# Flags of picture models before the words.
_LEADING_FLAGS = re.compile(
    r"(?:--?(?:ar|aspect|v|style|s|q|seed|stylize|chaos|niji|iw|fps|duration)\s+[\w:.]+\s+)+(?=\S)"
)
# "Top 3 trails: 1. Nordkette 2. Zirbenweg": points that stand in one line.
_JOINED_POINTS = re.compile(
    r"(?m)^(?P<head>(?!.*\b(?:scenes?|shots?|parts)\b)[^\n:]{3,80}:)\s+(?P<points>1[.)]\s+\S.*?\s2[.)]\s+\S.*)$"
)
# "Video idea → our escape room".
_ARROW = re.compile(r"\s*(?:[→➡⇒➜]\ufe0f?|=>|->)\s*")
# "Scene 2: the attic": the number orders the film, nobody says it.
_STARS = re.compile(r"(?<=\d)\s?[★⭐]\ufe0f?(?=[\s,.]|$)")
_ENGLISH = re.compile(r"(?i)\b(?:the|from|on|our|with|by|rated|and)\b")
_SCENE = re.compile(
    r"(?i)(?:^|(?<=[.!?;,|/])\s+|(?<=\n)|(?<=[。！？；]))[ \t]*[\[(]?"
    r"(?:scenes?|shots?|szene|einstellung|scène|plan|escena|toma|plano|scena"
    r"|inquadratura|cena|scène|ujęcie|scen|bild|sahne|сцена|кадр|シーン|カット|场景|場景|镜头|分镜|장면|씬)"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十])[\])]?\s*(?:[:：.)]|\s[–—-])\s*"
)
QUOTES = "\"“”„«»'‘’ "
# A day before its month; the sign holds both together while sentences are told apart.
_ORDINAL = re.compile(r"(?i)(\d{1,2}\.)\s+(?=(?:jan|jän|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)\w*)")
_HELD = "\ue000"
# "'We are closed on Monday.' as a short clip".
_QUOTED_AS = re.compile(
    r"(?is)^\s*[\"“](?P<words>[^\"”]+)[\"”],?\s*(?P<rest>(?:as|in|into) (?:an?|the) [\w ]{3,40})\.?$"
)


def lines(prompt: str) -> Iterator[tuple[str, bool, bool]]:
    """(a line as plain text, whether it is a point of a list, whether it is a numbered scene) for each."""
    text = html.unescape(prompt).replace("\r\n", "\n").replace("\r", "\n").strip(" \n\t")
    if quoted := _QUOTED_AS.match(text):
        text = f"{quoted['words']}\nMake it {quoted['rest']}"
    if text[:1] in QUOTES and text[-1:] in QUOTES:
        text = text.strip(QUOTES + "\n\t")
    if _ENGLISH.search(text):  # the sign goes with emoji, and would leave a bare number
        text = _STARS.sub(" stars", text)
    if _ENGLISH.search(text) or text.isascii():
        text = re.sub(r"(?i)\bw/o\b", "without", re.sub(r"(?i)(?<!\w)w/\s?(?=\w)(?!o\b)", "with ", text))
    text = _ARROW.sub(": ", _COMMAND.sub("", text))
    if flags := _LEADING_FLAGS.match(text):  # "--ar 9:16 a cabin": read where flags are looked for
        text = f"{text[flags.end() :]} {flags.group().strip()}"
    text = _JOINED_POINTS.sub(_points_apart, text)
    for line in _SCENE.sub(f"\n{_HELD}", text).split("\n"):
        is_scene, line = line.startswith(_HELD), line.lstrip(_HELD)
        bare = _BRACKETED_LABEL.sub(
            lambda found: f"{found[1] or found[2]}: ", re.sub(r"\*\*|__|^#{1,6}\s+|`", "", line)
        )
        is_item = bool(_ITEM.match(bare))
        words = " ".join(plain(_ITEM.sub("", bare)).split())
        if words:
            yield (capital(words) if is_scene else words), is_item, is_scene


def _points_apart(found: re.Match[str]) -> str:
    """Points that count 1, 2, 3 in one line as a line for each."""
    parts = re.split(r"(?:^|\s)(\d{1,2})[.)]\s+(?=\S)", found["points"])
    numbers, words = parts[1::2], parts[2::2]
    if [int(number) for number in numbers] != list(range(1, len(numbers) + 1)):
        return found.group()
    return "\n".join(
        [found["head"].rstrip(" :"), *(f"{at}. {one.strip(' ,;')}" for at, one in enumerate(words, 1))]
    )


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; "bis 12. Mai" does not end after its ordinal."""
    held = _ORDINAL.sub(rf"\1{_HELD}", text)
    return [sentence.replace(_HELD, " ") for sentence in sentences(held)]


def opens_part(line: str, at: int) -> bool:
    before = line[:at].rstrip().rstrip('"”»')
    return not before or before[-1] in ".!?;,:|。！？；，、।" or bool(re.search(r"[–—]$", before))


def longest_each(spots: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Of labels that begin at one place the longest; none inside another."""
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spots, key=lambda row: (row[0], -row[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, kind))
    return kept


def at_colon(text: str) -> tuple[str, str, str]:
    """A text at its first colon that is followed by a space: (before, ":", after)."""
    found = re.search(r"\s?:\s+|\s[–—-]\s", text)
    if not found:
        return text, "", ""
    return text[: found.start()].strip(), ":", text[found.end() :].strip()


def parts_of(text: str) -> list[str]:
    """A text cut at the commas beside which a fact is announced; else in one piece."""
    # "Nov 28 – Dec 1" is one day after the other.
    dash = r"(?<!\d)\s[–—]\s|(?<=\d)\s[–—]\s(?!\d|[A-Z][a-z]{2,8}\.?\s\d)"
    whole = [fact.text for fact in facts_in(text)]  # "12 May, 7pm" is one
    for kept in (*whole, *re.findall(r"\([^()]*\)", text)):
        text = text.replace(kept, kept.replace(", ", f",{_HELD}"))
    pieces = re.split(rf"(?<=[^\d]),\s+|,\s+(?=\D)|;\s+|{dash}", text)
    pieces = [piece.replace(_HELD, " ") for piece in pieces]
    kinds = [{fact.kind for fact in facts_in(piece)} & set(ANNOUNCED) for piece in pieces]
    parts: list[str] = []
    for at, piece in enumerate(pieces):
        joined = parts and not (kinds[at] or kinds[at - 1])
        if joined:
            parts[-1] += f", {piece}"
        else:
            parts.append(piece)
    return parts


def wishes_at_end(parts: Sequence[str]) -> int:
    """Where the wishes begin that a text of parts ends with: "…, 15 seconds, warm". Its length where none do.

    Outside an order "warm" may be what the film shows. Beside a length, which can be nothing else, it is not.
    """
    first = len(parts)
    while first and prompt_wishes.says_nothing_else(parts[first - 1].strip(" ."), in_order=True):
        first -= 1
    sure = any(prompt_wishes.says_nothing_else(part.strip(" ."), in_order=False) for part in parts[first:])
    return first if sure else len(parts)


def last_part(text: str) -> tuple[str, str, str]:
    head, comma, part = text.rpartition(",")
    return (head.strip(), comma, part.strip()) if comma else (text, "", "")
