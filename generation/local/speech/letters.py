"""Which words of a text a local voice leaves out: those in letters that its language is not written in.

espeak-ng has rules for Latin, Greek, Devanagari, Hangul and more in every language; of other scripts it says
the name of each letter ("Hebrew letter shin"), ten times as long as the word. The natural English voice skips
all that is not Latin.
"""

import unicodedata
from collections.abc import Iterator

# Scripts that espeak-ng spells, as the names of their letters begin, and the languages that read them.
_SPELLED = {
    "CYRILLIC": "ru uk be bg sr mk kk ky tt ba cv mn tg",
    "HEBREW": "he yi",
    "ARABIC": "ar fa ur ps sd ug ckb",
    "THAI": "th",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh cmn yue ja",
}
# Of these a single sign is a word; one letter of others ("Я") is a sign that people know by its name.
_WORDS_BY_THEMSELVES = ("HIRAGANA", "KATAKANA", "CJK")


def left_out(text: str, language: str, only_latin: bool = False) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of each word in such letters. `language` is a base tag ("en").

    `only_latin`: the voice reads no letters but Latin ones.
    """
    if text.isascii():
        return
    strange = {name for name, languages in _SPELLED.items() if language not in languages.split()}
    start = letters = 0
    alone = False
    for at, char in enumerate([*text, " "]):
        script = _script(char)
        if script and (script in strange or (only_latin and script != "LATIN")):
            start = at if not letters else start
            letters += 1
            alone = alone or script in _WORDS_BY_THEMSELVES
        elif letters and unicodedata.category(char)[0] != "M":
            if letters > 1 or alone:
                yield start, at
            letters, alone = 0, False


def _script(char: str) -> str:
    """The script of a letter as Unicode's names begin; "" for what is no letter."""
    if not char.isalpha():
        return ""
    return unicodedata.name(char, "").partition(" ")[0].partition("-")[0]
