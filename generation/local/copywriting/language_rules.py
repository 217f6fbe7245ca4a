"""What a language does to words that a phrase takes in: small letters, articles, the last "and".

A language without rules of its own has those of `LanguageRules`.
"""

import re

from generation.local.copywriting.english_grammar import lower_first


class LanguageRules:
    """The rules that most languages share. `and_word` is the language's "and"."""

    def __init__(self, and_word: str) -> None:
        self.and_word = and_word

    def inside_sentence(self, point: str) -> str:
        """A selling point inside a sentence: small, unless it opens with a name or an acronym."""
        return lower_first(point)

    def audience(self, text: str) -> str:
        """Who a product is for, after the word "for": "Hikers, commuters" is "hikers and commuters"."""
        return lower_first(self._last_comma_as_and(text))

    def _last_comma_as_and(self, text: str) -> str:
        if f" {self.and_word} " in text:
            return text
        return re.sub(r",\s*([^,]+)\Z", rf" {self.and_word} \1", text)


class GermanRules(LanguageRules):
    """Nouns keep their capital inside a sentence; adjectives and participles lose theirs."""

    _declined = re.compile(r"[a-zäöüß-]+(?:er|es|e|en)\Z", re.IGNORECASE)
    _participle = re.compile(
        r"(?:[a-zäöüß]+-)?(?:ge|ver|be|vor|hand)?[a-zäöüß]+(?:t|bar|frei|fest|lich|ig)\Z"
    )
    _prepositions = frozenset(["von", "aus", "mit", "für", "ohne", "in", "bis", "bei", "ab", "auf"])

    def inside_sentence(self, point: str) -> str:
        words = point.split()
        return lower_first(point) if self._opens_small(words) else point

    def audience(self, text: str) -> str:
        return self._last_comma_as_and(text)

    def _opens_small(self, words: list[str]) -> bool:
        """Whether the first word is no noun, by its ending and by what the next word is."""
        first, rest = words[0].lower(), words[1:]
        if self._opens_with_verb(words) or first in self._prepositions:
            return True
        if rest and self._declined.match(words[0]) and rest[0][:1].isupper():
            return True
        return bool(self._participle.match(first)) and not any(word[:1].isupper() for word in rest)

    @staticmethod
    def _opens_with_verb(words: list[str]) -> bool:
        """ "Passt in jeden Getränkehalter"."""
        verb = words[0].lower()
        return len(words) > 1 and words[1][:1].islower() and verb.endswith("t") and len(verb) > 3


class FrenchRules(LanguageRules):
    """Each group of people has its article: "les randonneurs et les citadins"."""

    def audience(self, text: str) -> str:
        groups = re.split(r"\s*,\s*|\s+et\s+", text)
        named = [self._with_article(lower_first(group)) for group in groups if group]
        return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} et {named[-1]}"

    @staticmethod
    def _with_article(group: str) -> str:
        determined = re.match(r"(?:les|des|mes|ses|tous)\b", group)
        plural = group.split()[0].endswith(("s", "x")) and not determined
        return f"les {group}" if plural else group


_OWN_RULES = {"de": GermanRules, "fr": FrenchRules}


def rules_for(language: str, and_word: str) -> LanguageRules:
    """The rules of a language."""
    return _OWN_RULES.get(language, LanguageRules)(and_word)
