"""What a picture, a sound or a film is, in the words of IPTC's digital source types. Pure.

The terms are those of cv.iptc.org/newscodes/digitalsourcetype (read 2026-11-29). C2PA's actions carry the
whole address, and so does XMP.
"""

from collections.abc import Iterable
from enum import StrEnum

from projects.languages.marked import gettext_noop as _

VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class SourceType(StrEnum):
    """One of IPTC's terms, as far as films of this studio need them."""

    CAPTURE = "digitalCapture"
    ALGORITHMIC = "algorithmicMedia"
    TRAINED = "trainedAlgorithmicMedia"
    WITH_TRAINED = "compositeWithTrainedAlgorithmicMedia"
    SYNTHETIC = "compositeSynthetic"
    CAPTURES = "compositeCapture"

    @property
    def address(self) -> str:
        return VOCABULARY + self.value


# For people. "Brought": a person uploaded it, and the studio takes it for what it was given as.
IN_WORDS = {
    SourceType.CAPTURE: _("brought by a person"),
    SourceType.ALGORITHMIC: _("drawn or played by a program that was not trained on anything"),
    SourceType.TRAINED: _("made by an AI model"),
    SourceType.WITH_TRAINED: _("put together, in part from what an AI model made"),
    SourceType.SYNTHETIC: _("put together from what people brought and what a program drew"),
    SourceType.CAPTURES: _("put together from what people brought"),
}

# Where an AI model made all or a part.
WITH_AI = frozenset({SourceType.TRAINED, SourceType.WITH_TRAINED})


def in_words(name: str) -> str:
    """A term, or its address, for people; one that is not known stays as it is."""
    term = name.removeprefix(VOCABULARY)
    known = term in set(SourceType)
    return IN_WORDS[SourceType(term)] if known else term


def together(parts: Iterable[SourceType]) -> SourceType:
    """What is put together from these is. Nothing at all was drawn by a program."""
    kinds = set(parts)
    if kinds == {SourceType.TRAINED}:
        return SourceType.TRAINED
    if kinds & WITH_AI:
        return SourceType.WITH_TRAINED
    if kinds <= {SourceType.ALGORITHMIC}:
        return SourceType.ALGORITHMIC
    return SourceType.CAPTURES if kinds <= {SourceType.CAPTURE, SourceType.CAPTURES} else SourceType.SYNTHETIC
