"""Type for pictures: four families for Latin, Cyrillic, Greek, Chinese, Japanese, Korean, Arabic, Hebrew,
Thai and Devanagari.

A family is a chain of faces. The first face which covers every letter of a script in the text sets
that script, so that a word never mixes two faces; a character the chain does not know is left out
of the picture, and `missing` says beforehand which those are. A line is cut into runs of one face
and one direction, which are put in the order they are seen in (Unicode's bidirectional algorithm)
and shaped by HarfBuzz. Without FriBiDi on the machine Pillow cannot shape: `missing` then names the
letters that need it. Faces are cached; Pillow holds the interpreter's lock while it draws, so threads
may share them.
"""

from generation.media.typography.drawing import draw, measure, spans
from generation.media.typography.font_faces import FAMILIES, FONTS, direction, face, faces, missing
from generation.media.typography.line_breaks import (
    break_cost,
    fit,
    is_japanese,
    keeps_phrases,
    word_units,
    wrap,
)

__all__ = [
    "FAMILIES",
    "FONTS",
    "break_cost",
    "direction",
    "draw",
    "face",
    "faces",
    "fit",
    "is_japanese",
    "keeps_phrases",
    "measure",
    "missing",
    "spans",
    "word_units",
    "wrap",
]
