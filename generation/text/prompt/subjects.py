"""What a prompt is about, and the points of its lists, as they are named in a film. Pure."""

import re
from collections.abc import Sequence

from generation.text.prompt.parts import QUOTES, at_colon

_GERMAN_OBJECT = re.compile(
    r"(den|Den|(?:[Uu]nser|[Mm]ein|[Dd]ein|[Ii]hr|[Ee]in)en)((?:\s+[a-zäöüß-]+en)*)\s+(?=[A-ZÄÖÜ])"
)
_GERMAN_DATIVE = re.compile(r"((?:[Uu]nser|[Mm]ein|[Dd]ein|[Ii]hr))(em|er)\s+(?=[A-ZÄÖÜ\d])")
# What stands before a thing that is not to be named.
_ARTICLE = re.compile(
    r"(?i)^(?:(?:any(?:thing)?|the|an?|our|your|about|mention of|words?|some"
    r"|von|der|die|das|den|dem|kein\w*|wort|wörter|le|la|les|des|du|de|el|los|las|palabras?|il|lo|gli|i|parol[ae]|o|os|as)\s+|l['’]|d['’])"
)
# "音楽なし", "müzik olmasın": in some languages "without" stands behind the thing.
_WITHOUT_AT_END = re.compile(
    r"(?:には|に|は|を|も|について)?(?:触れない|言わない|入れない|出さない|使わない|書かない|話さない)(?:で(?:ください|ね)?|こと)?[。！]?$"
    r"|(?:は|を|も)?(?:なし|無し|ナシ|不要|いらない|要らない|入れないで)(?:で|です|に)?$|\s(?:olmasın|yok|없이|없음|없게|빼고)$"
    r"|(?:tan|ten|dan|den)?\s(?:bahsetme|söyleme|gösterme|kullanma|değinme|belirtme)(?:yin|yın|yiniz|yınız)?$"
    r"|(?:은|는|을|를|이|가)?\s(?:언급|말|사용|표시|얘기|이야기)하지\s?(?:마|말)\S*(?:\s\S+)?$"
    r"|(?:\s(?:का|की|के|को))?(?:\s(?:ज़िक्र|जिक्र|उल्लेख|बात))?\s(?:मत|न)\s\S+$"
)
# What follows a verb that needs no object: "sleep better"; what it says is the subject then.
_HOW_WELL = re.compile(
    r"(?i)(?:better|more|less|faster|well|longer|early|earlier|deeper|harder|smarter|sooner|mieux|plus|moins|vite|mejor|más"
    r"|menos|rápido|meglio|di|più|meno|melhor|mais|rápido|bien|bene|bem|besser|schneller|mehr|länger)$"
)
_QUESTION_WORD = re.compile(
    r"(?i)(?:why|how|what|warum|weshalb|wieso|wie|pourquoi|comment|por qué|cómo|perché|come|por que|como"
    r"|waarom|hoe)\b"
)


def nominative(subject: str) -> str:
    """A German object as a title: "unseren neuen Rucksack" is "unser neuer Rucksack"; others as they are."""
    dative = _GERMAN_DATIVE.match(subject)
    if dative:
        return f"{dative[1]}{'' if dative[2] == 'em' else 'e'} {subject[dative.end() :]}"
    found = _GERMAN_OBJECT.match(subject)
    if not found:
        return subject
    the = found.group(1).lower() == "den"
    adjectives = re.sub(r"en\b", "e" if the else "er", found.group(2))
    return f"{'der' if the else found.group(1)[:-2]}{adjectives} {subject[found.end() :]}"


def bare_subject(text: str) -> str:
    """A subject without the facts that stand beside it in its own words."""
    return re.split(r"\s*[(\[]", text.strip(" .!?:;,"))[0] or text.strip(" .!?")


def subject_of(told: Sequence[str]) -> str:
    """What a prompt without an order is about: its first words up to a colon, or its first sentence."""
    if not told:
        return ""
    head, colon, _ = at_colon(told[0])
    first = head if colon else told[0]
    without = re.sub(r"(?i)^(?:introducing|meet|presenting|discover)\s+", "", first)
    return without.strip(" .!?,;")


def thing_named(part: str) -> str:
    """A thing that is not to be named, without article and quotation marks."""
    quoted = re.search(r"[\"“„«](.+?)[\"”“»]", part)
    if quoted:
        return quoted.group(1)
    bare = re.sub(
        r"(?i)[\s,]+(?:please|thanks|thank you|bitte|por favor|per favore|s'il (?:te|vous) pla[iî]t)$",
        "",
        part.strip(QUOTES + ".!,;"),
    )
    bare = _WITHOUT_AT_END.sub("", bare)
    while (shorter := _ARTICLE.sub("", bare).strip(QUOTES)) != bare:
        bare = shorter
    return bare


def listed_subject(found: re.Match[str]) -> str:
    """What the facts are about: "tea" of "5 reasons to love tea", "the Moon" of "10 facts about the Moon"."""
    groups = found.groupdict()
    about = next((text for name, text in groups.items() if name.startswith("about") and text), "")
    if about:
        return about.strip(" .!?:")
    clause = next((text for name, text in groups.items() if name.startswith("clause") and text), "")
    words = clause.strip(" .!?:").split()
    if len(words) < 2 or _QUESTION_WORD.match(clause):
        return " ".join(words)
    if _HOW_WELL.match(words[1]):
        return f"how to {' '.join(words)}" if words[0].isascii() and _is_english(found) else " ".join(words)
    return " ".join(words[1:])


def _is_english(found: re.Match[str]) -> bool:
    return bool(re.search(r"(?i)\b(?:to|for|you|we|people) ", found.group(0)))


def enumerated(text: str, count: int) -> list[str]:
    """The points of a list in one line: at semicolons, else at commas and the last "and"."""
    bare = text.strip(" .")
    parts = re.split(r"\s*;\s*", bare)
    if len(parts) < 2:
        parts = re.split(r"\s*(?:\(?\b\d{1,2}[.)])\s+", bare)
        parts = [part.strip(" ,") for part in parts if part.strip(" ,")]
    if len(parts) < 2:
        parts = re.split(r",\s+", bare)
        last = re.split(r",?\s+(?:and|und|et|y|e)\s+", parts[-1])
        parts = parts[:-1] + last if len(parts) + len(last) - 1 <= max(count, 2) else parts
    parts = [re.sub(r"(?i)^(?:and|und|et|y|e)\s+", "", part).strip(" ,.") for part in parts]
    return [part for part in parts if part]
