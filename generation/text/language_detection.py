"""Which language a text is in, as far as its letters and its small words tell. Pure and cautious.

It only speaks up when another language is plainly there: short texts, names and borrowed words pass.
"""

import re
import unicodedata

# Words so common that a few sentences hold several, left out where two languages share them.
_SMALL = {
    "en": "the and of to is it you your that this with for are was not they have from what when its",
    "de": "der die das und ist nicht ein eine mit für auf dem den sie wir ihr auch wenn dein deine bei wird",
    "fr": "le les et est une des du pour pas vous dans qui avec ce cette votre sur ses aux où être",
    "es": "el los las y es una con por para que del más cuando tu tus muy sin pero este esta hay",
    "it": "il gli è una che di per non con della sono più nel tuo questo questa anche dei alla",
    "pt": "o os uma não com mais você seu sua dos das em do da isso muito também foi são ao",
    "nl": "het een van en is niet met voor je dat op zijn ook maar wordt jouw deze naar bij",
}
_WORDS = {tag: frozenset(words.split()) for tag, words in _SMALL.items()}
_LETTERS = {
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "bg": ("CYRILLIC",),
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "he": ("HEBREW",),
    "el": ("GREEK",),
    "hi": ("DEVANAGARI",),
    "th": ("THAI",),
    "ko": ("HANGUL", "CJK"),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
    "zh": ("CJK",),
}
LATIN = ("LATIN",)
SHORTEST_WORDS = 8
# Another language must have this many of its own small words, and this many times those of the right one.
FEWEST_HITS, CLEARLY = 4, 3
# Brand names and numbers may be in Latin letters anywhere.
LEAST_SHARE = 0.4


def is_another(text, language):
    """Whether a text is plainly not in `language` (a BCP 47 tag); False when nobody can tell."""
    asked = language.split("-")[0].lower()
    if asked not in _WORDS and asked not in _LETTERS:
        return False
    if _share(text, _LETTERS.get(asked, LATIN)) < LEAST_SHARE:
        return True
    return asked in _WORDS and _reads_as_another(text, asked)


def _share(text, alphabets):
    """How much of a text's letters are of these alphabets; 1.0 for a text of hardly any letters."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < SHORTEST_WORDS:
        return 1.0
    return sum(unicodedata.name(char, "").startswith(alphabets) for char in letters) / len(letters)


def _reads_as_another(text, asked):
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < SHORTEST_WORDS:
        return False
    hits = {tag: sum(word in small for word in words) for tag, small in _WORDS.items()}
    own = hits.pop(asked)
    return max(hits.values()) >= max(FEWEST_HITS, CLEARLY * own + 1)
