"""What the requests for a board's pictures are built from: frozen values, read from the rows once. Pure.

`inputs` reads them; `image_requests` builds requests of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generation.interfaces import PhotoCut, ProductFacts


@dataclass(frozen=True, kw_only=True)
class FilmContext:
    """What all scenes of one film share, for their prompts.

    `style` and `mode` are keys of projects.styles, `aspect` is one of projects.formats.ASPECTS, `count` is
    the number of scenes. `topic` is what the film is about, so that a scene whose words do not say where it
    plays keeps to the others' place. `brand_colours` are `#rrggbb` that stand for the style's accent.
    """

    style: str
    mode: str
    aspect: str
    count: int
    product: ProductFacts | None = None
    topic: str = ""
    brand_colours: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProjectFacts:
    """What a project says about all of its pictures: its choices, its product and its brand.

    `style` and `mode` are keys of projects.styles, `aspect` and `resolution` of projects.formats.
    `product` is None for a prompt or a script. `keep_product`: the product's real photo, if it has one, is
    laid over a painted scene, never redrawn. `captions`: narration is burnt in and needs its strip of the
    frame. `call_to_action` is the project's, or its brand's where it has none. `brand_colours` are `#rrggbb`,
    strongest first; `brand_font` is a type family, "" where the brand names none.
    """

    style: str
    mode: str
    aspect: str
    resolution: str
    language: str
    seed: int
    captions: bool
    keep_product: bool
    product: ProductFacts | None
    call_to_action: str
    brand_colours: tuple[str, ...]
    brand_font: str

    def film(self, count: int, topic: str = "") -> FilmContext:
        """What the prompts of a film of `count` scenes share."""
        return FilmContext(
            style=self.style,
            mode=self.mode,
            aspect=self.aspect,
            count=count,
            product=self.product,
            topic=topic,
            brand_colours=self.brand_colours,
        )


@dataclass(frozen=True, kw_only=True)
class PictureSources:
    """A project's facts, and the files that its pictures show: encoded photos, best first, and the logo.

    `logo` is b"" where the brand has none; `cuts` is () where each photo is cut out automatically. `shows` is
    which photo a person chose for the scene, from 1; 0: none.
    """

    project: ProjectFacts
    photos: tuple[bytes, ...] = field(default=(), repr=False)
    logo: bytes = field(default=b"", repr=False)
    cuts: tuple[PhotoCut, ...] = field(default=(), repr=False)
    shows: int = 0

    @property
    def keeps_photo(self) -> bool:
        """Whether a real photo of the product is laid over a painted scene."""
        return self.project.keep_product and bool(self.photos)


@dataclass(frozen=True, kw_only=True)
class SceneFacts:
    """What one scene of a board says about its picture. `index` counts from 1, `beat` as in Segment.

    `own_prompt`: a person wrote the `visual_prompt`, it was not made from the scene's words. `placement` is
    where words and product were put, by ratio (projects.board.pictures.places).
    """

    index: int
    beat: str
    text: str
    duration_ms: int
    headline: str
    detail: str
    heading: str
    action: str
    visual_prompt: str
    own_prompt: bool
    placement: Mapping[str, Any] = field(default_factory=dict)
