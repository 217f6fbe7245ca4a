"""Places in a row: "1. Preis", "3° posto", "1er puesto", "2. sırada".

A number alone is no place, the noun after it says so. The nouns of each language that has such places are in
its file, under [places].
"""

import re
from collections.abc import Callable

from generation.text.spoken.lexicon import SpokenWords
from generation.text.spoken.numbers import ordinal, rule

Reader = Callable[[re.Match[str], SpokenWords], str | None]

_NUMBER = r"(?<![\w.,:/–-])(?P<n>\d{1,2})"
_NOUN = r"(?=\s(?P<noun>[^\W\d_][\w-]*))"
# How Spanish writes a place in letters; those in "a" go with her nouns.
_SPANISH = r"\.?(?P<end>er|ero|ro|do|to|mo|vo|no|ra|era|da|ta|ma|va|na|º|ª|o|a|°)(?!\w)"
# After these a German place without an article stands in the dative.
_DATIVE = ("in", "mit", "bei", "aus", "von", "nach", "zu", "ab", "seit", "bis")
# Whole words before a noun: "primer puesto", not "primero puesto".
_SHORT = {"primero": "primer", "tercero": "tercer"}
_NO_NOUNS = ("de", "del", "y", "e", "o", "en", "con", "por", "para", "a", "que", "es", "al")


def rules(words: SpokenWords) -> list[tuple[re.Pattern[str], Reader]]:
    """The patterns of places in a row, each with its reader; none for a language without a table."""
    table = words.table.get("places")
    if table is None:
        return []
    if words.language == "es":
        return [(rule(rf"{_NUMBER}{_SPANISH}"), read_spanish)]
    if words.language == "de":
        both = r"(?:(?P<and>\s(?:und|oder)\s)(?P<m>\d{1,2})\.)?"
        return [(rule(rf"{_NUMBER}\.{both}{_NOUN}"), read_german)]
    return [(rule(rf"{_NUMBER}(?:{table['mark']}){_NOUN}"), read_place)]


def read_place(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "terzo posto", "druga nagroda", "birinci sıra": the place agrees with its noun."""
    table, noun = words.table["places"], match["noun"].lower()
    if table.get("any_noun"):
        return _name(int(match["n"]), words) if match["noun"][0].islower() else None
    gender = next((one for one in ("m", "f", "n") if noun in table.get(one, ())), None)
    if gender is None:
        return None
    name = _name(int(match["n"]), words)
    endings = table.get("endings", {}).get(gender, ())
    return " ".join(_with_ending(word, endings) for word in name.split()) or None


def read_german(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "erster Preis", "erste und zweite Etage", "in dritter Auflage": the ending stands for an article."""
    before = match.string[: match.start()].rstrip()
    last = re.search(r"([^\W\d_]+)\Z", before)
    if last and last[1][0].isupper():
        return None  # "Schritt 1. Platz nehmen"
    noun = match["noun"].lower()
    gender = next((one for one in ("m", "f", "n") if noun.endswith(tuple(words.table["places"][one]))), None)
    if gender is None:
        return None
    is_dative = last is not None and last[1] in _DATIVE
    end = {"m": "m" if is_dative else "r", "f": "r" if is_dative else "", "n": "m" if is_dative else "s"}
    names = [_name(int(number), words) for number in (match["n"], match["m"]) if number]
    return (match["and"] or "").join(f"{name}{end[gender]}" for name in names) if all(names) else None


def read_spanish(match: re.Match[str], words: SpokenWords) -> str | None:
    """ "primer puesto", "segunda edición", "tercero"; letters alone need a noun that is counted so."""
    end, table = match["end"], words.table["places"]
    after = re.match(r"\s([^\W\d_]+)", match.string[match.end() :])
    noun = after[1].lower() if after else ""
    if end in ("o", "a", "°") and noun not in (*table["m"], *table["f"]):
        return None
    name = _name(int(match["n"]), words)
    if end in ("º", "°") and noun in table["f"]:
        end = "a"
    if end.endswith(("a", "ª")):
        return " ".join(re.sub(r"o\Z", "a", word) for word in name.split()) or None
    if noun and noun not in _NO_NOUNS and after and after[1].islower():
        *first, last = name.split()
        return " ".join([*first, _SHORT.get(last, last)])
    return name or None


def _name(number: int, words: SpokenWords) -> str:
    """The place as a word, as the file lists it, else as num2words knows it; "" where neither does."""
    names = words.table["places"].get("names")
    if names:
        return str(names[number - 1]) if 1 <= number <= len(names) else ""
    return ordinal(number, words) if number else ""


def _with_ending(word: str, endings: list[list[str]]) -> str:
    """A word with the first of its endings that fits changed."""
    for old, new in endings:
        if word.endswith(old):
            return word.removesuffix(old) + new
    return word
