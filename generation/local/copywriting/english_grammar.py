"""English grammar for copy: what a selling point is, and how it becomes part of a sentence.

A selling point in a shop's record is rarely a sentence: "Leak-proof carry-loop lid", "350 ml each",
"Glazed by hand", "Pre-shrunk". Each is read as one of a few kinds, and each kind knows the verb it
goes with, so that several of them can stand in one sentence without a seam.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from generation.local.copywriting.english_words import WORDS
from generation.local.copywriting.whole_phrases import is_whole, whole_fronts
from generation.text.plain_text import capital, is_shouted

_ADJECTIVE_END = re.compile(
    r".{2,}(?:-proof|proof|-free|-safe|-friendly|-resistant|-compatible|-ready|-fast|-tight|able|ible)\Z"
)
_MASS_END = re.compile(r"(?:[ae]nce|ity|ness|ation)\Z")
_PLURAL_NOT = re.compile(r"(?:ss|us|is|'s|’s)\Z")
_ACRONYM = re.compile(r"\A(?:[A-Z0-9]{2,}|[A-Z]+[-/].*|.*\d.*|[A-Z][a-z]+[A-Z].*|[a-z]+[A-Z].*)\Z")
_MEASURE = re.compile(
    rf"\A[\d.,/x× –-]*\d\s*[-\s]?{WORDS.unit}(?:\s*[x×]\s*[\d.,]+\s*{WORDS.unit})*\Z", re.IGNORECASE
)
_PHRASE_OPENS = re.compile(
    r"(?i)\s+(?:with|for|in|of|from|that|which|up\s+to|to|on|at|by|without|inside|under|made|per)\s+"
)
_VOLUME = re.compile(r"(?i)\d\s*(?:ml|cl|dl|l|litres?|liters?|fl\.? ?oz)\b")
_WEIGHT = re.compile(r"(?i)\d\s*(?:g|kg|grams?|lbs?|pounds?|oz|ounces?)\Z")
_LENGTH = re.compile(r"(?i)\d\s*(?:mm|cm|m|inch(?:es)?|in|ft|feet|\"|″)\Z")
_PACK = re.compile(r"(?i)\A(?:set|pack|box|bundle) of [\w-]+\Z|\A\d+[- ]?(?:pack|piece set|pieces)\Z")
_SIZE = r"(?:\d{0,2}X{0,4}[SML]|X{1,4}[SL]|\d+(?:[.,]\d+)?)"
# "Sizes XS to XXL", "EU sizes 36-46", "Colours red and black": what a thing is sold in, not what it has.
_SIZES = re.compile(
    rf"\A((?:\w+ )?sizes?:? {_SIZE}(?:\s*(?:to|through|[-–/,&]|and)\s*{_SIZE})*)\Z", re.IGNORECASE
)
_COLOURS = re.compile(r"\Acolou?rs?:? ([\w-]+(?:(?:, | and | or )[\w-]+)+)\Z", re.IGNORECASE)
# What follows a plural that is the thing itself: "Straps up to 120 cm".
_AFTER_PLURAL = re.compile(r"\A(?:up|down|left|right|over|between|all)\Z|\d", re.IGNORECASE)


# A point that explains itself: "100% linen – washed twice", "Straps: no knot at the neck".
_ASIDE = re.compile(r"\s[–—]\s|[:;]\s|s \([^()]*\)$")


@dataclass(frozen=True)
class Fact:
    """One thing the record says, as it stands inside a sentence.

    `verb` is the singular verb it goes with: "is", "has", "does" (the words begin with the verb),
    "" for words that stand alone. `source` is the index of its selling point, `written` the point's own
    words. `listable` is False for words with commas or an "and" of their own, which would tangle a list.
    `names_product` says that the words name the product itself ("a bottle for two"). `after_noun` are the
    words from the first preposition on ("for two"), `as_sentence` is another way to say the fact ("the fit
    is boxy").
    """

    verb: str
    words: str
    headline: str
    source: int = 0
    listable: bool = True
    names_product: bool = False
    after_noun: str = ""
    as_sentence: str = ""
    written: str = ""


def read_point(point: str, source: int = 0, noun: str = "") -> list[Fact]:
    """The Facts of one selling point (plain text), in the order written; never empty."""
    point = point.strip().rstrip(".;,")
    if is_shouted(point):
        point = unshouted(point)
    label = _sold_in(point) or _labelled(point)
    if label:
        return [replace(label, source=source)]
    chunks = _chunks(point, noun)
    return [replace(_read_chunk(chunk, noun), source=source, written=chunk) for chunk in chunks]


def _labelled(point: str) -> Fact | None:
    """ "Material: organic cotton" says that the material is organic cotton."""
    found = re.match(r"\A([A-Z][\w -]{2,30}):\s*(\S.*)\Z", point)
    if not found:
        return None
    label, value = found.group(1).strip().lower(), found.group(2)
    if label.split()[-1] not in WORDS.labels or len(label.split()) > 3:
        return Fact("", point, short_words(value), listable=False)
    return Fact("", f"The {label} is {lower_first(value)}", short_words(value), listable=False)


def _chunks(point: str, noun: str) -> list[str]:
    """The parts of a point that may be told apart: "750 ml, BPA-free" is two things."""
    parts = [part.strip() for part in re.split(r"\s*[,;]\s+|\s+[–—|]\s+", point) if part.strip()]
    if len(parts) == 1:
        return parts
    kinds = [_read_chunk(part, noun).verb if part else "" for part in parts]
    if len(parts) == 2 and _paper_weight(parts[1]):
        return [f"{parts[0]} at {parts[1]}"]
    things = all(kind == "has" and " " in part for kind, part in zip(kinds, parts, strict=True))
    apart = things or all(kind in ("is", "does") for kind in kinds)
    if apart and not re.match(r"(?:and|or) ", parts[-1]) and not _adjectives_before_noun(parts):
        return parts
    return [point]


def _paper_weight(words: str) -> bool:
    return bool(re.fullmatch(r"(?i)\d+\s*(?:g/m²|g/m2|gsm)", words))


def _adjectives_before_noun(parts: list[str]) -> bool:
    """ "Soft, breathable cotton" is one thing with two adjectives."""
    plain = all(len(part.split()) == 1 and part.lower() in WORDS.adjectives for part in parts[:-1])
    last = _read_chunk(parts[-1], "")
    return plain and " " in parts[-1] and (last.verb == "has" or last.words.startswith("made from"))


def _stands_for_itself(words: str, first: str, last: str) -> bool:
    """Whether words explain themselves, or say only where something is: "Merino outside"."""
    is_place = last in WORDS.sides and first != last and not _is_third_person(first)
    return bool(_ASIDE.search(words)) or is_place


def _read_chunk(words: str, noun: str) -> Fact:
    """The Fact of one chunk. The order of the questions matters: the surest signs come first."""
    bare = words.split()
    first, last = bare[0].lower(), bare[-1].lower()
    headline = short_words(words)
    if re.match(r"(?i)from \d+ (?:months|years)\Z", words):
        return Fact("is", f"suitable {lower_first(words)}", headline)
    if last == "only" and len(bare) > 1:
        return Fact("is", lower_first(words), headline)
    if re.match(r"(?i)ages? \d", words):
        return Fact("is", f"for {lower_first(words)}", headline)
    if last == "included" and len(bare) > 1:
        return _noun_fact(" ".join(bare[:-1]), headline)
    if _stands_for_itself(words, first, last) or _is_sentence(bare):
        return Fact("", words, headline or headline_of(words), listable=False)
    measure = _sold_in(words) or _measure(words, noun)
    if measure:
        return measure
    if _is_doing(bare):
        return Fact("does", lower_first(words), headline, listable=" and " not in words)
    if _is_command(bare):
        return Fact("", words, headline, listable=False)
    if _is_participle(bare):
        return Fact("is", lower_first(words), headline, listable="," not in words)
    if first in ("for", "with", "in", "from", "without", "on") and len(bare) > 1:
        return _prepositional(first, words, headline)
    if first in ("no", "zero", "up", "over", "more", "less", "one", "not"):
        return Fact("", words, headline, listable=False)
    if _is_adjective(bare, last):
        return Fact(
            "is", lower_first(words), headline, listable="," not in words and not _has_and_or_or(words)
        )
    return _noun_fact(words, headline, noun)


def _prepositional(first: str, words: str, headline: str) -> Fact:
    if first == "with":
        return Fact("has", _with_articles(lower_first(words[5:])), capital(words[5:]))
    material = (
        re.search(r"(?i)recycled|organic|natural", words) or words.split()[-1].lower() in WORDS.materials
    )
    if first in ("without", "on") or (first == "from" and not material):
        return Fact("", words, headline, listable=False)
    verb, lead = {"in": ("does", "comes "), "from": ("is", "made ")}.get(first, ("is", ""))
    return Fact(verb, lead + lower_first(words), headline, listable="," not in words)


def _noun_fact(words: str, headline: str, noun: str = "") -> Fact:
    core = core_phrase(words)
    head = core.split()[-1].lower()
    if "," in core and not _adjectives_before_noun(re.split(r",\s+", core)):
        return Fact("", words, headline, listable=False)
    phrase = _with_articles(lower_first(words))
    if noun and head in (noun, singular(noun)):
        return Fact("is", phrase, headline, listable=False, names_product=True)
    if head in WORDS.materials and " and " not in words:
        return Fact("is", f"made from {phrase}", headline, listable="," not in phrase)
    attribute = _attribute(core, head, words)
    if attribute:
        return replace(attribute, headline=headline)
    after_noun = words[len(core) :].strip() if len(words.split()) > 5 else ""
    return Fact("has", phrase, headline, listable=not re.search(r" and |,", phrase), after_noun=after_noun)


def _attribute(core: str, head: str, words: str) -> Fact | None:
    """ "Boxy fit" is also "the fit is boxy"; kept as "has" so that it can be listed."""
    if head in WORDS.attributes and core == words and len(core.split()) == 2:
        quality = lower_first(core.split()[0])
        return Fact("has", _with_articles(lower_first(words)), words, as_sentence=f"the {head} is {quality}")
    return None


def _sold_in(words: str) -> Fact | None:
    """The Fact of sizes or colours, or None."""
    if colours := _COLOURS.match(words):
        named = colours.group(1).lower()
    elif sizes := _SIZES.match(words):
        named = re.sub(r"(?i)(sizes?):? ", r"\1 ", sizes.group(1))
    else:
        return None
    return Fact("does", f"comes in {lower_first(named)}", words, listable=not re.search(r" and |,", named))


def _measure(words: str, noun: str) -> Fact | None:
    each = re.match(r"(?i)\A(.+?) (each|per \w+|apiece)\Z", words)
    amount = each.group(1) if each else words
    tail = f" {each.group(2).lower()}" if each else ""
    pieces = re.match(r"(?i)\A(\d+)[- ]?(?:pieces|piece set)\Z", words)
    if pieces:
        return Fact("does", f"comes as a set of {pieces.group(1)}", capital(words))
    if _PACK.match(words):
        pack = re.sub(r"(?i)\b(pack|pieces|piece set|set|box|bundle)\b", lambda m: m.group(0).lower(), words)
        return Fact("does", f"comes {'as' if 'of' in pack else 'in'} {article(pack)}", capital(words))
    if not _MEASURE.match(amount):
        return None
    if _VOLUME.search(amount) and (noun in WORDS.vessels or singular(noun) in WORDS.vessels):
        return Fact("does", f"holds {amount}{tail}", words)
    if _LENGTH.search(amount):
        return Fact("does", f"measures {amount}{tail}", words)
    if _WEIGHT.search(amount) and not _VOLUME.search(amount):
        return Fact("does", f"weighs {amount}{tail}", words)
    return Fact("", words, words, listable=False)


def _is_sentence(bare: list[str]) -> bool:
    """Whether the words hold a subject and a finite verb of their own."""
    lowered = [word.lower().strip(",") for word in bare]
    if lowered[0] in WORDS.pronouns and len(lowered) > 2 and not lowered[0].startswith("every"):
        return any(_is_finite(word) or word in WORDS.verbs for word in lowered[1:4])
    for place, word in enumerate(lowered[1:], start=1):
        if word in WORDS.clause_openers:
            return False
        if word in WORDS.auxiliaries and place + 1 < len(lowered):
            return True
        if _is_finite(word) and place + 1 < len(lowered) and not _is_noun_spot(lowered, place):
            return True
    return False


def _is_finite(word: str) -> bool:
    return word in WORDS.auxiliaries or (_is_third_person(word))


def _is_noun_spot(lowered: list[str], place: int) -> bool:
    """ "Snap locks", "two locks for ...": a plural noun that looks like a verb."""
    after = lowered[place + 1]
    before = lowered[place - 1]
    if after in WORDS.determiners or after in WORDS.pronouns or after in ("drinks", "food", "you"):
        return False
    if before in WORDS.prepositions or before in WORDS.determiners or before[:1].isdigit():
        return True
    return after in WORDS.prepositions or after in WORDS.auxiliaries


def _is_third_person(word: str) -> bool:
    stem = word[:-1] if word.endswith("s") else ""
    if word.endswith("ies"):
        return word[:-3] + "y" in WORDS.verbs
    return bool(stem) and (stem in WORDS.verbs or (word.endswith("es") and word[:-2] in WORDS.verbs))


def _is_doing(bare: list[str]) -> bool:
    """ "Fits standard cup holders", "Assembles easily"; not "Clips and straps"."""
    first = bare[0].lower()
    if len(bare) < 2:
        return False
    how = re.match(r"(?i)(?:easily|quickly|instantly|automatically|securely|neatly)\b", bare[1])
    acting = first.endswith("s") and not first.endswith("ss") and how
    return bool(acting) or (_is_third_person(first) and not _noun_like_verb(bare))


def _noun_like_verb(bare: list[str]) -> bool:
    """ "Clips and straps" or "Locks on both sides": a list or a place, not something done."""
    return bare[1].lower() in ("and", "or", "of", "&")


def _is_command(bare: list[str]) -> bool:
    after = bare[1].lower() if len(bare) > 1 else ""
    return bare[0].lower() in WORDS.verbs | {"enjoy", "wear", "choose", "just"} and (
        after in WORDS.determiners
        or after in WORDS.pronouns
        or after in ("up", "it", "with", "without", "two", "three")
    )


def _is_participle(bare: list[str]) -> bool:
    word = bare[0].lower()
    if word.endswith("ly") and len(bare) > 1:
        return _is_participle(bare[1:])
    made = word in WORDS.participles or (word.endswith("ed") and len(word) > 4)
    made = made or any(word.endswith("-" + part) for part in WORDS.participles)
    if not made:
        return False
    return len(bare) == 1 or bare[1].lower() in WORDS.prepositions - {"and", "or"}


def _is_adjective(bare: list[str], last: str) -> bool:
    """ "Dishwasher safe", "Machine washable at 30 °C", "Great for travel"; not "Wide straps in black"."""
    lowered = [word.lower() for word in bare]
    if any(word in ("with", "of", "from") for word in lowered[1:]):
        return False
    for place in (0, 1):
        if (
            lowered[place + 1 : place + 2]
            and lowered[place + 1] in WORDS.after_adjective
            and len(bare) > place + 2
        ):
            return _is_adjective_word(lowered[place])
    hyphened = len(bare) == 1 and (last.startswith("non-") or ("-" in last and last.endswith("ing")))
    return hyphened or (
        _is_adjective_word(last) and not any(word in WORDS.after_adjective for word in lowered[1:-1])
    )


def _is_adjective_word(word: str) -> bool:
    return word in WORDS.adjectives or bool(_ADJECTIVE_END.match(word) and word not in WORDS.not_adjectives)


def _has_and_or_or(words: str) -> bool:
    return bool(re.search(r" and | or ", words))


def core_phrase(words: str) -> str:
    """The noun phrase before its first preposition or clause: "Kangaroo pocket" of "... with ..."."""
    return _PHRASE_OPENS.split(words)[0]


def _with_articles(phrase: str) -> str:
    """The noun phrase with the articles a sentence needs, also after "with" and "and"."""
    head, *rest = re.split(r"(?i)(\s+with\s+)", phrase, maxsplit=1)
    text = _joined_with_articles(head)
    if rest:
        text += " with " + (rest[1] if "," in rest[1] else _joined_with_articles(rest[1]))
    return text


def _joined_with_articles(phrase: str) -> str:
    parts = re.split(r"\s+(?:and|&)\s+", phrase)
    if len(parts) == 2 and _two_things(parts):
        return f"{article(parts[0])} and {article(lower_first(parts[1]))}"
    return article(phrase)


def _two_things(parts: list[str]) -> bool:
    """ "Ribbon marker and elastic" are two; "soft and warm lining" and "cushioned heel and toe" one."""
    first = parts[0].split()[-1].lower()
    opener = parts[0].split()[0].lower()
    if opener in WORDS.adjectives or opener.endswith("ed"):
        return False
    if first in WORDS.adjectives or first.endswith(("ed", "y")) or _ADJECTIVE_END.match(first):
        return False
    return len(parts[0].split()) > 1 or len(parts[1].split()) == 1


def article(phrase: str) -> str:
    """The phrase with "a" or "an" when its head is a single countable thing."""
    core = core_phrase(phrase).split()
    while len(core) > 1 and (core[-1].isdigit() or len(core[-1]) == 1):
        core = core[:-1]
    first, head = core[0].lower(), core[-1].lower().strip(",.")
    if first in WORDS.determiners or first in ("one", "two", "three", "four", "five", "six", "several"):
        return phrase
    sized = len(core) > 2 and re.fullmatch(WORDS.unit, core[1], re.IGNORECASE)
    if re.match(r"\d+(?:[.,]\d+)?%?\Z", first) and not sized:
        return phrase
    if head in WORDS.mass_nouns or _MASS_END.search(head) or is_plural(head):
        return phrase
    if is_plural(first) and len(core) > 1 and _AFTER_PLURAL.search(core[1]):
        return phrase
    return f"{an(phrase)} {phrase}"


def an(phrase: str) -> str:
    """ "a" or "an", by the sound that follows."""
    word = re.split(r"[\s-]", phrase.strip())[0]
    low = word.lower()
    if re.match(r"(?:8|11|18|80)(?!\d)|8\d", low):
        return "an"
    if word.isupper() and len(word) > 1 and not any(char.isdigit() for char in word):
        spelled = not re.search(r"[AEIOU]", word) or low in ("usb", "ufo")
        return "an" if (word[0] in "AEFHILMNORSX" and spelled) or word in ("LED", "LCD", "OLED") else "a"
    if re.match(r"(?:uni(?!n|m)|use|usu|eu|ewe|one\b|once|ubi|uto)", low):
        return "a"
    if re.match(r"(?:hour|honest|honour|honor|heir)", low):
        return "an"
    return "an" if low[:1] in "aeiouáéíóúàèâêîôûäöü" else "a"


def is_plural(word: str) -> bool:
    """Whether an English noun is in the plural, as far as its ending tells."""
    word = word.lower()
    if word in WORDS.singular_in_s or word in WORDS.mass_nouns:
        return False
    return word in ("people", "children", "men", "women", "feet") or (
        len(word) > 3 and word.endswith("s") and not _PLURAL_NOT.search(word)
    )


def singular(noun: str) -> str:
    """The singular of a regular plural; other words as they are."""
    if not is_plural(noun):
        return noun
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "xes", "sses")):
        return noun[:-2]
    return noun[:-1]


def plural(noun: str) -> str:
    """The plural of a regular noun."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def lower_first(text: str) -> str:
    """First letter small, unless the first word is an acronym, a number or a proper name."""
    word = text.split()[0] if text.split() else ""
    if _ACRONYM.match(word) or word.lower().strip(",") in WORDS.proper_adjectives or word == "I":
        return text
    return text[:1].lower() + text[1:]


def verb_for(verb: str, many: bool) -> str:
    """The verb in the number of its subject: is/are, has/have."""
    return {"is": "are", "has": "have"}.get(verb, verb) if many else verb


def plural_verb(phrase: str) -> str:
    """ "fits standard cup holders" for several: "fit standard cup holders"."""
    first, _, rest = phrase.partition(" ")
    if first.endswith("ies"):
        base = first[:-3] + "y"
    elif first.endswith("es") and first[:-2] in WORDS.verbs and first[:-1] not in WORDS.verbs:
        base = first[:-2]
    else:
        base = first[:-1] if first.endswith("s") else first
    return f"{base} {rest}".strip()


def predicate(facts: Iterable[Fact], many: bool = False) -> str:
    """What one subject is, has and does, as one verb phrase; facts in a listable order.

    Things that are stand first, and a single "has" after them becomes "with": "is pre-shrunk, with
    a boxy fit".
    """
    being = [fact.words for fact in facts if fact.verb == "is"]
    having = [fact.words for fact in facts if fact.verb == "has"]
    doing = [plural_verb(fact.words) if many else fact.words for fact in facts if fact.verb == "does"]
    having.sort(key=lambda words: " and " in words)
    being = _made_once(being)
    if being and having and not doing and not any(" with " in words for words in being + having):
        return f"{verb_for('is', many)} {joined_list(being)}, with {joined_list(having)}"
    parts = [f"{verb_for('has', many)} {joined_list(having)}"] if having else []
    parts += doing
    parts += [f"{verb_for('is', many)} {joined_list(being)}"] if being else []
    parts.sort(key=lambda part: bool(re.search(r" and |, ", part)))
    return joined_list(parts)


def _made_once(being: list[str]) -> list[str]:
    """ "made from steel" and "made to last" as one thing: "made from steel, made to last"."""
    made = [words for words in being if words.startswith("made ")]
    if len(made) < 2:
        return being
    return [words for words in being if words not in made] + [", ".join(made)]


def joined_list(items: Iterable[str]) -> str:
    """ "a, b and c"."""
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


_WHO = re.compile(
    r"(?i)\b(?:(?P<several>people|those|folks|all)|(?P<one>anyone|everyone|anybody|everybody))\s+who\s+"
    r"(?P<rest>[^.!?;:()]+)"
)


def who_phrase(text: str) -> str:
    """What the people in "for people who ..." do, said to them: "like your coffee slow"; "" for none."""
    found = _WHO.search(text)
    if not found:
        return ""
    rest = found.group("rest").split(", ")[0].strip()
    first = rest.split()[0].lower()
    if found.group("one"):
        rest = re.sub(r"^is\b", "are", rest) if first == "is" else _plural_after_adverb(rest)
    if (
        rest.split()[0].lower() in WORDS.auxiliaries - {"are", "have"}
        or rest.split()[0].lower() in WORDS.pronouns
    ):
        return ""
    return re.sub(r"\w+", lambda word: WORDS.to_second_person.get(word.group(0), word.group(0)), rest)


def in_third_person(rest: str) -> str:
    """What people do as it is said of them, its first half where there are two: "like their coffee slow"."""
    half = rest.split(" and ")[0]
    mine = {"your": "their", "yours": "theirs", "yourself": "themselves", "you": "they"}
    said = half if len(rest.split()) > 7 and len(half.split()) > 2 else rest
    return re.sub(r"\w+", lambda word: mine.get(word.group(0), word.group(0)), said)


def _plural_after_adverb(rest: str) -> str:
    first, _, after = rest.partition(" ")
    return (
        f"{first} {plural_verb(after)}"
        if first.lower() in WORDS.adverbs_before_verb and after
        else plural_verb(rest)
    )


def noun_phrases(sentence: str) -> list[str]:
    """A description's sentence that is no more than a noun phrase, whole and without its clause.

    "A lay-flat A5 notebook for people who still think on paper." also is "a lay-flat A5 notebook".
    """
    if not sentence or has_main_verb(sentence) or sentence[-1] in "?!":
        return []
    phrase = lower_first(sentence.rstrip("."))
    opener = r"(?i)(?:an?|the|one|two|three|four|five|six|our|your|\w+s)\b"
    core = re.split(r"\s+(?:for (?:people|anyone|those|everyone|folks) who|that|which|who)\s", phrase)[0]
    telling = len(core.split()) > 3 or re.match(r"(?:two|three|four|five|six)\b", core)
    forms = [phrase] + ([core] if core != phrase and telling else [])
    return [form for form in forms if re.match(opener, form) and "," not in form]


def with_subject(sentence: str) -> str:
    """The sentence with the article its bare subject lacks: "The walnut handle stays cool."."""
    words = sentence.split()
    first = words[0].lower() if words else ""
    if (
        not words
        or first in WORDS.determiners | WORDS.pronouns | WORDS.prepositions
        or first in WORDS.numerals
        or first[0].isdigit()
    ):
        return sentence
    head = _subject_head(words)
    if not head or head in WORDS.mass_nouns or is_plural(head) or first.endswith(("’s", "'s")):
        return sentence
    return f"The {lower_first(sentence)}"


def _subject_head(words: list[str]) -> str:
    """The last word before the finite verb of a sentence that opens with a noun of two words or more."""
    lowered = [word.lower() for word in words]
    for place in range(2, min(6, len(words) - 1)):
        if any(mark in words[place - 1] for mark in ",;:.!?") or lowered[place - 1] in WORDS.prepositions:
            return ""
        if _is_finite(lowered[place]) and not _is_noun_spot(lowered, place):
            return lowered[place - 1]
    return ""


def has_main_verb(sentence: str) -> bool:
    """Whether a sentence of a description has a finite verb outside its relative clauses."""
    words = re.findall(r"[^\s,;]+", sentence.rstrip(".!?"))
    return bool(words) and (_is_sentence(words) or _is_command(words))


def unshouted(text: str) -> str:
    """SHOUTED WORDS as a sentence, keeping acronyms, sizes and model numbers."""
    words = [word if _keeps_capitals(word) else word.lower() for word in text.split()]
    return capital(" ".join(words))


def _keeps_capitals(word: str) -> bool:
    return word.strip(".,()") in WORDS.capitals or any(char.isdigit() for char in word)


def title_name(name: str) -> str:
    """A product name written in capitals, as a name: "AURORA DESK LAMP" is "Aurora Desk Lamp"."""
    if not is_shouted(name):
        return name
    small = WORDS.small_in_names
    words = [
        word if _keeps_capitals(word) else word.lower() if at and word.lower() in small else _title_word(word)
        for at, word in enumerate(name.split())
    ]
    return " ".join(words)


def _title_word(word: str) -> str:
    return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))


def short_words(words: str, most: int = 5) -> str:
    """Words short enough for a headline and whole in themselves, or ""."""
    words = words.strip().rstrip(".!")
    if len(words.split()) <= most:
        return capital(words)
    leading = re.match(r"(?i)(?:up to|over|more than) [\d.,]+ \w+", words)
    fronts = (core_phrase(words), re.split(r"\s*[,;:]\s+", words)[0], *whole_fronts(words, "en"))
    for chunk in (leading and leading.group(0), *(one for one in fronts if _stands_alone(one, words))):
        if not chunk or len(re.sub(r"^(?:an?|the) ", "", chunk, flags=re.IGNORECASE).split()) > most:
            continue
        if chunk.lower().split()[-1] not in WORDS.prepositions - WORDS.prepositions_that_may_end:
            return capital(re.sub(r"^an? ", "", chunk, flags=re.IGNORECASE))
    return ""


def _stands_alone(front: str, words: str) -> bool:
    """Whether the front of some words may be shown without the rest: whole, and more than a verb."""
    return is_whole(front, words, "en") and not (
        front != words and len(front.split()) == 1 and _is_finite(front.lower())
    )


_STAYING = re.compile(r"(?i)\b((?:cold|hot|warm|cool|dry|fresh|charged)\s+for\s+(?:up\s+to\s+)?[\d.]+\s+\w+)")


def headline_of(sentence: str) -> str:
    """A headline of at most five words out of a sentence of a description, or ""."""
    staying = _STAYING.search(sentence)
    if staying and len(staying.group(1).split()) <= 5:
        return capital(staying.group(1))
    words = sentence.rstrip(".!?").split()
    for place in range(2, min(6, len(words))):
        lowered = [word.lower() for word in words]
        if _is_finite(lowered[place]) and not _is_noun_spot(lowered + [""], place):
            subject = " ".join(words[:place])
            return (
                ""
                if words[0].lower() in WORDS.pronouns or not is_whole(subject, " ".join(words), "en")
                else capital(re.sub(r"^an? ", "", subject, flags=re.I))
            )
    return short_words(sentence)
