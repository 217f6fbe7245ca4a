"""Which part of life a product belongs to, which ideas its record touches, and the small words around them.

A domain is a part of life (mugs, coats, notebooks) that copy may speak about without claiming anything
of the product. A concept is an idea behind a selling point (it does not leak, it is warm) that copy may
lead up to. Both are found by the words of all languages that have a file data/lexicon/<language>.toml.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from generation.text.toml_tables import any_of, language_files, read_table, with_tuples

DATA = Path(__file__).parent / "data"
FOLDER = DATA / "lexicon"
# Its order of domains, categories and concepts holds for all languages.
FIRST_LANGUAGE = "en"
NOTHING = r"(?!)"
# A German compound ends in its noun; shorter nouns would be found in too many words.
SHORTEST_NOUN_IN_COMPOUND = 6
# A topic with a wide field needs so many signs in name, category and record.
SIGNS_OF_A_WIDE_TOPIC = 2


@dataclass(frozen=True)
class ClauseRules:
    """Where the next clause of a prompt begins, as patterns: after `then`, or at "and" with a verb."""

    then: str = NOTHING
    verb: str = NOTHING
    no_verb: tuple[str, ...] = ()
    acted_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grammar:
    """The small words of one language; the comments in data/lexicon/en.toml explain each."""

    and_word: str
    for_words: tuple[str, ...]
    name_ends_before: tuple[str, ...]
    headline_ends_before: tuple[str, ...]
    title_ends_before: tuple[str, ...]
    clause_joins: tuple[str, ...]
    clause_subjects: tuple[str, ...]
    refers_back: tuple[str, ...]
    common_words: tuple[str, ...]
    clauses: ClauseRules


@dataclass(frozen=True)
class NameWords:
    """Words of product names: groups of things, models that follow the noun, nouns written otherwise."""

    groups: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lexicon:
    """The words of all languages together. `evidence`, `categories` and `concepts` are patterns."""

    grammars: Mapping[str, Grammar]
    names: NameWords
    domain_of: Mapping[str, str]
    evidence: Mapping[str, re.Pattern[str]]
    categories: Mapping[str, re.Pattern[str]]
    concepts: Mapping[str, re.Pattern[str]]
    sure_topics: frozenset[str]
    concept_domains: Mapping[str, tuple[str, ...]]

    def all_words(self, name: str) -> tuple[str, ...]:
        """A list of Grammar by its name, of all languages together."""
        return tuple(word for grammar in self.grammars.values() for word in getattr(grammar, name))

    def any_word(self, name: str) -> str:
        """A pattern for any word of such a list."""
        return any_of(self.all_words(name))


@cache
def lexicon() -> Lexicon:
    """The Lexicon of all languages that have a file."""
    files = language_files(FOLDER)
    names = sorted(files, key=lambda language: (language != FIRST_LANGUAGE, language))
    tables = {language: read_table(files[language]) for language in names}
    shared = read_table(DATA / "topics.toml")
    return Lexicon(
        grammars={language: _grammar(table) for language, table in tables.items()},
        names=_names(tables.values()),
        domain_of={
            word: domain for domain, words in _merged("domains", tables.values()).items() for word in words
        },
        evidence=_patterns("evidence", tables.values()),
        categories=_patterns("categories", tables.values()),
        concepts=_patterns("concepts", tables.values(), re.IGNORECASE),
        sure_topics=frozenset(shared["sure_topics"]),
        concept_domains={name: tuple(domains) for name, domains in shared["concept_domains"].items()},
    )


def _grammar(table: dict[str, Any]) -> Grammar:
    words = {key: tuple(value) for key, value in table["grammar"].items() if key != "and"}
    clauses = with_tuples(table.get("clauses", {}))
    return Grammar(and_word=table["grammar"]["and"], clauses=ClauseRules(**clauses), **words)


def _names(tables: Iterable[dict[str, Any]]) -> NameWords:
    found = [table["names"] for table in tables if "names" in table]
    return NameWords(
        groups=frozenset(word for names in found for word in names["groups"]),
        models=frozenset(word for names in found for word in names["models"]),
        written={word: written for names in found for word, written in names["written"].items()},
    )


def _merged(section: str, tables: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """A section of all languages together, in the order of the first."""
    merged: dict[str, list[str]] = {}
    for table in tables:
        for name, words in table[section].items():
            merged.setdefault(name, []).extend(words)
    return merged


def _patterns(
    section: str, tables: Iterable[dict[str, Any]], flags: re.RegexFlag = re.NOFLAG
) -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(words), flags) for name, words in _merged(section, tables).items()}


def and_word(language: str) -> str:
    """The language's "and"; the sign where the language has no lexicon."""
    grammar = lexicon().grammars.get(language)
    return grammar.and_word if grammar else "&"


def domain_for(name: str, category: str = "") -> str:
    """The domain of a product by its name's last known word, else by its category; "" for none."""
    if found := _named(name):
        return found
    leaf = category.lower()
    for text in (leaf.rsplit(">", 1)[-1], leaf):
        for domain, pattern in lexicon().categories.items():
            if pattern.search(text):
                return domain
    return ""


def topic_for(name: str, category: str = "", record: str = "") -> str:
    """What an ad may talk about besides the product: a domain that the record clearly supports, or "".

    The name's noun or the category points to it; a wide field needs a second sign in the record.
    """
    domain = domain_for(name, category)
    if domain == "brew":
        return _drink(f"{name} {record}")
    if domain in lexicon().sure_topics:
        return domain if _named(name) == domain else ""
    signs = bool(_named(name) == domain) + _in_category(domain, category) + _evidence(domain, record)
    return domain if domain in lexicon().evidence and signs >= SIGNS_OF_A_WIDE_TOPIC else ""


def _drink(record: str) -> str:
    """Coffee or tea, whichever the record speaks of more; "" where it speaks of neither."""
    coffee, tea = _evidence("coffee", record), _evidence("tea", record)
    return "" if not coffee + tea else "tea" if tea > coffee else "coffee"


def _named(name: str) -> str:
    """The domain of a name's last known word."""
    words = reversed(re.findall(r"[^\W_]+(?:-[^\W\d_]+)*", name.lower()))
    return next((found for word in words if (found := _known(word))), "")


def _known(word: str) -> str:
    domain_of = lexicon().domain_of
    if word in domain_of:
        return domain_of[word]
    # German writes the kind of thing at the end of one long word: "Edelstahltrinkflasche".
    for noun, domain in domain_of.items():
        if len(noun) >= SHORTEST_NOUN_IN_COMPOUND and word.endswith(noun):
            return domain
    return ""


def _in_category(domain: str, category: str) -> bool:
    pattern = lexicon().categories.get(domain)
    return bool(pattern and pattern.search(category.lower()))


def _evidence(domain: str, record: str) -> int:
    """How many different words of a topic a record holds."""
    pattern = lexicon().evidence.get(domain)
    return len(set(pattern.findall(record.lower()))) if pattern else 0


@lru_cache(maxsize=2048)
def concepts_in(text: str, domain: str | None = None) -> tuple[str, ...]:
    """The concepts a text touches, in the lexicon's order.

    With a domain, only those that mean for such a thing what the copy says of them.
    """
    found = tuple(name for name, pattern in lexicon().concepts.items() if pattern.search(text))
    if domain is None:
        return found
    domains = lexicon().concept_domains
    return tuple(name for name in found if domain in domains.get(name, (domain,)))
