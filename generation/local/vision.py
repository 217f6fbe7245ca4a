"""Looking at a product without a model: its colours from the photos, its merits from the record.

Nothing is invented: every feature, benefit and unique point is a line of the record, sorted by what
kind of promise it makes.
"""

import re
from collections.abc import Sequence

from generation.interfaces import FREE, Analysis, AnalysisRequest, ProductFacts, Provider
from generation.media import cutout

_BENEFIT = re.compile(
    r"\b(keeps?|saves?|stays?|fits|helps?|lets?|makes?|protects?|prevents?|never|no more|without|easy|"
    r"easily|safe|comfort\w*|quick\w*|effortless\w*|ready|friendly|relax\w*|enjoy\w*|lasts?|hours?)\b",
    re.IGNORECASE,
)
_UNIQUE = re.compile(
    r"\b(only|first|unique\w*|patent\w*|hand[- ]?\w*|by hand|exclusive\w*|award\w*|hidden|limited|recycled|"
    r"organic|lifetime|guarantee\w*|warranty|one of a kind|numbered|original|invented)\b",
    re.IGNORECASE,
)


class LocalVision(Provider):
    """Talent `vision`, without a network."""

    hints = ("cuts",)

    def analyse(self, request: AnalysisRequest) -> Analysis:
        """An Analysis; raises Rejected if one of the photos cannot be read."""
        cuts = cutout.cut_each(request.photos, request.cuts)
        points = _points(request.product)
        kinds = [kind_of(point) for point in points]
        return Analysis(
            features=_of("feature", points, kinds),
            benefits=_of("benefit", points, kinds),
            unique_points=_of("unique", points, kinds),
            palette=cutout.leading_colours(cuts),
            usage=FREE,
        )


def kind_of(point: str) -> str:
    """ "unique", "benefit" or "feature": what kind of promise a line of the record makes."""
    if _UNIQUE.search(point):
        return "unique"
    return "benefit" if _BENEFIT.search(point) else "feature"


def _points(product: ProductFacts) -> tuple[str, ...]:
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(product.description.split()))
    found = [line.strip(" .") for line in (*product.selling_points, *sentences)]
    return tuple(dict.fromkeys(line for line in found if line))


def _of(kind: str, points: Sequence[str], kinds: Sequence[str]) -> tuple[str, ...]:
    return tuple(point for point, one in zip(points, kinds, strict=True) if one == kind)
