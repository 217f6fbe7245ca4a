"""The phrase books: what the local writer may say, one file for each language.

A language is there as soon as its file is: data/phrases/<language>.toml. A book is read on first use.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from generation.text.toml_tables import any_of, language_files, read_table, with_tuples

DATA = Path(__file__).parent / "data"
FOLDER = DATA / "phrases"
# Phrases of a mode that serve all its styles.
EVERY_STYLE = "every_style"
# Phrases of the domain that stands for all others.
ANY_DOMAIN = "any"
# Styles that speak in short, lively sentences; all others speak calmly.
LIVELY_STYLES = ("energetic", "bold")


@dataclass(frozen=True)
class Phrase:
    """A sentence with slots, and the words it puts on the picture ("" = taken from the sentence)."""

    say: str
    title: str = ""


@dataclass(frozen=True)
class StyledPhrases:
    """The phrases of one purpose, by (mode, style)."""

    by_style: Mapping[tuple[str, str], tuple[Phrase, ...]]

    def all_for(self, mode: str, style: str) -> tuple[Phrase, ...]:
        """The style's own phrases and those for every style of the mode."""
        return self.by_style.get((mode, style), ()) + self.by_style.get((mode, EVERY_STYLE), ())

    def best_for(self, mode: str, style: str) -> tuple[Phrase, ...]:
        """The style's own phrases where it has some, else those for every style of the mode."""
        return self.by_style.get((mode, style)) or self.by_style.get((mode, EVERY_STYLE), ())


@dataclass(frozen=True)
class FactFrames:
    """How a fact is put, by (mode, style): frames for what a thing "has", "is" and "does"."""

    by_style: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]

    def all_for(self, mode: str, style: str, verb: str) -> tuple[str, ...]:
        """The style's own frames for a verb and those for every style of the mode."""
        rows = (self.by_style.get((mode, name), {}) for name in (style, EVERY_STYLE))
        return tuple(frame for row in rows for frame in row.get(verb, ()))


@dataclass(frozen=True)
class ConceptPhrases:
    """What may be said before a selling point that speaks of this idea."""

    hooks: tuple[Phrase, ...] = ()
    calm_setups: tuple[Phrase, ...] = ()
    lively_setups: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class DomainPhrases:
    """What may be said of the part of life that a product belongs to."""

    calm_hooks: tuple[Phrase, ...] = ()
    lively_hooks: tuple[Phrase, ...] = ()
    plain_hooks: tuple[Phrase, ...] = ()
    calm_moments: tuple[Phrase, ...] = ()
    lively_moments: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class NarratorLines:
    """What a narrator may say of any film, by where in it; `short_end` is the last of the `short` ones."""

    meet: tuple[str, ...] = ()
    hook: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    stay: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    short_end: str = ""


@dataclass(frozen=True)
class TimeOfDay:
    """A time that a prompt may name: patterns that find it, and how a film opens and ends in it."""

    words: tuple[str, ...]
    opening: tuple[str, ...]
    ending: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        return any_of(self.words)


@dataclass(frozen=True)
class StoryPhrases:
    """What is said in a film from a prompt. Tones are "calm", "lively" and "plain" (for introductions).

    `leads` stand before the second and the third event, `place_opening` says where it is.
    """

    tones: Mapping[str, NarratorLines]
    times: Mapping[str, TimeOfDay]
    leads: Mapping[str, str]
    place_opening: tuple[str, ...]

    def lines_for(self, mode: str, style: str) -> NarratorLines:
        """The narrator's lines for a mode and style; the calm ones where the book has no others."""
        tone = "plain" if mode == "functional_intro" else "lively" if style in LIVELY_STYLES else "calm"
        return self.tones.get(tone, self.tones["calm"])


@dataclass(frozen=True)
class PhraseBook:
    """All that may be said in one language. The comments in data/phrases/en.toml explain each table.

    `exclaims` are the (mode, style) pairs whose sentences end in an exclamation mark, `lists_alone` those
    in which a bare list is heard as a sentence. `asides` claim nothing; they are said where facts leave time.
    """

    language: str
    asides: tuple[str, ...]
    exclaims: frozenset[tuple[str, str]]
    lists_alone: frozenset[tuple[str, str]]
    hooks: StyledPhrases
    asked_hooks: StyledPhrases
    called_hooks: StyledPhrases
    needed_hooks: StyledPhrases
    intros: StyledPhrases
    described_intros: StyledPhrases
    fact_frames: FactFrames
    frames: StyledPhrases
    bridges: StyledPhrases
    audience: StyledPhrases
    prices: StyledPhrases
    from_prices: StyledPhrases
    closers: StyledPhrases
    calls_to_action: StyledPhrases
    concepts: Mapping[str, ConceptPhrases]
    domains: Mapping[str, DomainPhrases]
    # None where a prompt is told in its own words alone.
    story: StoryPhrases | None

    def domain(self, name: str) -> DomainPhrases:
        """The phrases of a domain; those for any domain where it has none of its own."""
        return self.domains.get(name) or self.domains[ANY_DOMAIN]

    def concept(self, name: str) -> ConceptPhrases:
        return self.concepts.get(name, ConceptPhrases())


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a phrase book."""
    return tuple(language_files(FOLDER))


@cache
def phrase_book(language: str) -> PhraseBook | None:
    """The PhraseBook of a language ("de"); None where there is none."""
    if language not in languages():
        return None
    table = read_table(FOLDER / f"{language}.toml")
    styled = {field.name: _styled(table.get(field.name, {})) for field in _STYLED}
    return PhraseBook(
        language=language,
        asides=tuple(table["asides"]),
        exclaims=_pairs(table.get("exclaims", {})),
        lists_alone=_pairs(table.get("lists_alone", {})),
        fact_frames=FactFrames(_fact_frames(table.get("fact_frames", {}))),
        concepts={name: ConceptPhrases(**_phrases(row)) for name, row in table.get("concepts", {}).items()},
        domains={name: DomainPhrases(**_phrases(row)) for name, row in table["domains"].items()},
        story=_story(table["story"]) if "story" in table else None,
        **styled,
    )


_STYLED = [field for field in fields(PhraseBook) if field.type is StyledPhrases]


def _pairs(table: dict[str, list[str]]) -> frozenset[tuple[str, str]]:
    return frozenset((mode, style) for mode, styles in table.items() for style in styles)


def _phrase(row: str | dict[str, str]) -> Phrase:
    return Phrase(row) if isinstance(row, str) else Phrase(**row)


def _phrases(table: dict[str, Any]) -> dict[str, tuple[Phrase, ...]]:
    return {key: tuple(_phrase(row) for row in rows) for key, rows in table.items()}


def _styled(table: dict[str, Any]) -> StyledPhrases:
    return StyledPhrases(
        {(mode, style): rows for mode, styles in table.items() for style, rows in _phrases(styles).items()}
    )


def _fact_frames(table: dict[str, Any]) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    return {
        (mode, style): {verb: tuple(frames) for verb, frames in verbs.items()}
        for mode, styles in table.items()
        for style, verbs in styles.items()
    }


def _story(table: dict[str, Any]) -> StoryPhrases:
    tones = {name: table[name] for name in ("calm", "lively", "plain") if name in table}
    return StoryPhrases(
        tones={
            name: NarratorLines(**with_tuples({**table["calm"], **lines})) for name, lines in tones.items()
        },
        times={name: TimeOfDay(**with_tuples(row)) for name, row in table.get("times", {}).items()},
        leads=table.get("leads", {}),
        place_opening=tuple(table.get("place", {}).get("opening", ())),
    )
