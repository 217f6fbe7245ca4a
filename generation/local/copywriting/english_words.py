"""English words by their use (data/english_grammar.toml), as sets and patterns."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generation.text.toml_tables import any_of, read_table

FILE = Path(__file__).parent / "data" / "english_grammar.toml"


@dataclass(frozen=True)
class PromptWords:
    """Words by which the sentences of a prompt are read. `after_verb` is a pattern."""

    verbs: frozenset[str]
    not_verbs: frozenset[str]
    nouns_in_ing: frozenset[str]
    before_noun: frozenset[str]
    joining: frozenset[str]
    after_verb: str


@dataclass(frozen=True)
class EnglishWords:
    """The word lists; the comments in the file explain each. `unit` is a pattern."""

    verbs: frozenset[str]
    auxiliaries: frozenset[str]
    pronouns: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    prepositions_that_may_end: frozenset[str]
    adjectives: frozenset[str]
    not_adjectives: frozenset[str]
    after_adjective: frozenset[str]
    participles: frozenset[str]
    mass_nouns: frozenset[str]
    materials: frozenset[str]
    attributes: frozenset[str]
    singular_in_s: frozenset[str]
    proper_adjectives: frozenset[str]
    vessels: frozenset[str]
    clause_openers: frozenset[str]
    numerals: frozenset[str]
    capitals: frozenset[str]
    labels: frozenset[str]
    sides: frozenset[str]
    small_in_names: frozenset[str]
    adverbs_before_verb: frozenset[str]
    people: frozenset[str]
    to_second_person: Mapping[str, str]
    unit: str
    prompts: PromptWords


def _loaded() -> EnglishWords:
    table = read_table(FILE)
    prompts, units = table.pop("prompts"), table.pop("units")
    return EnglishWords(
        **_sets(table),
        unit=any_of(units),
        prompts=PromptWords(**_sets(prompts) | {"after_verb": any_of(prompts["after_verb"])}),
    )


def _sets(table: dict[str, Any]) -> dict[str, Any]:
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in table.items()}


WORDS = _loaded()
