"""Candidate lines for a record in another language than its film: its sentences stand whole, and alone.

No frame takes a word of the record in, so that no sentence is in two languages.
"""

import random

from generation.local.copywriting.candidate_lines import (
    CandidateLine,
    FactGroup,
    PhraseLines,
    RecordLines,
)
from generation.local.copywriting.english_lines import EnglishLines


class ForeignLines(PhraseLines):
    """A language with a phrase book, around a record in another one."""

    def fact_groups(self, rng: random.Random) -> list[FactGroup]:
        return self.single_facts()

    def fact_lines(self, group: FactGroup) -> list[CandidateLine]:
        return RecordLines.fact_lines(self, group)

    def audience(self) -> list[CandidateLine]:
        return []

    def record_hooks(self) -> list[CandidateLine]:
        return []

    def setups(self, group: FactGroup) -> list[CandidateLine]:
        return []

    def sentence_forms(self, text: str) -> tuple[str, ...]:
        return RecordLines.sentence_forms(self, text)

    def descriptions(self) -> list[CandidateLine]:
        return RecordLines.descriptions(self)

    def intros(self) -> list[CandidateLine]:
        return PhraseLines.intros(self)


class ForeignEnglishLines(ForeignLines, EnglishLines):
    """English phrases around a record in another language."""
