"""What a render spec is built from: the board's rows, read once into frozen values.

`read_board` is the only function that looks at rows. What is built from its BoardView (the spec, its
overlays, the preview) is a pure function of these values. Boxes and points are shares of the picture.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError

from generation.prompts import image_requests
from generation.prompts.board_facts import ProjectFacts
from generation.prompts.inputs import project_facts, scene_facts
from projects import caption_looks, styles
from projects.board import takes
from projects.models import Asset, Scene, Take, VideoProject
from rendering.spec import schema

Size = tuple[int, int]
Point = tuple[float, float]
ShareBox = tuple[float, float, float, float]

# By a scene's key: the picture (an asset) shown in another ratio, and where the camera keeps looking; None
# for the picture's own point.
OtherPictures = Mapping[int, tuple[Asset, Point | None]]

MIDDLE: Point = (0.5, 0.5)

# Stands in for the picture of a scene that has none: a medium without a digest.
_NO_PICTURE = Asset(kind="image", digest="", meta={})


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A stored file, as far as a spec names it."""

    digest: str
    mime: str
    duration_ms: int | None


@dataclass(frozen=True, kw_only=True)
class PaintedSign:
    """A price or a button that the picture shows and its plate does not; `ground` is "" for bare type."""

    kind: schema.SignKind
    text: str
    box: ShareBox
    ink: str
    ground: str
    font: str


@dataclass(frozen=True, kw_only=True)
class LayerFiles:
    """A picture in two: digests of the plate and of the product before it ("" where nothing stands there).

    `place` is where the product lies in the plate, `rests` the point where it touches the ground.
    """

    plate: str
    product: str
    place: ShareBox
    rests: Point | None


@dataclass(frozen=True, kw_only=True)
class PictureView(StoredFile):
    """The picture that is shown in a scene, with what is known of it.

    `size` is None where nobody measured it. `sight` is the point that stays in sight, `words` are the boxes
    of type in the picture, `reads` is what they say, `signs` are those that its plate lacks. `flats` are the
    colours of its set for shapes and light over it.
    """

    size: Size | None
    sight: Point
    words: tuple[ShareBox, ...]
    product: ShareBox | None
    reads: tuple[str, ...]
    signs: tuple[PaintedSign, ...]
    layers: LayerFiles | None
    flats: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClipView(StoredFile):
    """The clip that is shown in place of a picture; `sight` is None where it is the picture's own."""

    sight: Point | None


@dataclass(frozen=True, kw_only=True)
class VoiceView(StoredFile):
    """The recording of a scene's words, and when each word is said."""

    words: tuple[schema.Word, ...]


@dataclass(frozen=True, kw_only=True)
class MusicView(StoredFile):
    """The music; `beats_ms` is () where it was not composed here."""

    beats_ms: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EndCardWords:
    """What a product's end card says where its picture has no words; "" for what it does not say."""

    headline: str
    price: str
    button: str


@dataclass(frozen=True, kw_only=True)
class SceneView:
    """One scene. `speaker` is "" where nobody is named. `end_card` are the words of a product's end card."""

    index: int
    beat: str
    text: str
    heading: str
    headline: str
    duration_ms: int
    transition: schema.Transition
    speaker: str
    picture: PictureView
    clip: ClipView | None
    voice: VoiceView | None
    end_card: EndCardWords | None


@dataclass(frozen=True, kw_only=True)
class ProductView:
    """The product, as far as signs name it."""

    name: str
    vendor: str
    price: str


@dataclass(frozen=True, kw_only=True)
class Look:
    """How signs look: by the style, and by the brand where there is one ("" for no family of its own)."""

    style: styles.Style
    brand_colours: tuple[str, ...]
    brand_font: str

    @property
    def accent(self) -> str:
        """The brand's first colour, or the style's own accent."""
        return next(iter(self.brand_colours), self.style.accent)

    def font(self, usual: str) -> str:
        """The brand's family, or `usual` where it names none that there is."""
        return self.brand_font or usual


@dataclass(frozen=True, kw_only=True)
class BoardView:
    """A board as a spec is built from it. `product` is None where the video is not about one.

    `ai_label` are the words that say in every frame what is generated, "" for none.
    """

    title: str
    language: str
    source: str
    mode: str
    aspect: str
    resolution: str
    seed: int
    look: Look
    captions: schema.CaptionSpec
    has_signs: bool
    accents: str
    product: ProductView | None
    wants_music: bool
    music_volume_db: float
    music: MusicView | None
    scenes: tuple[SceneView, ...]
    ai_label: str = ""

    @property
    def total_ms(self) -> int:
        return sum(scene.duration_ms for scene in self.scenes)

    @property
    def is_explained(self) -> bool:
        """Whether the video explains: it is calmer than an ad."""
        return self.mode == "functional_intro"


def read_board(
    project: VideoProject,
    *,
    music: Asset | None = None,
    pictures: OtherPictures | None = None,
    recording: Callable[[Scene], Asset | None] | None = None,
    blank: bool = False,
) -> BoardView:
    """The board as it stands. `recording` says which sound is a scene's voice, the one in use if None.

    Raises ValueError when a scene has no picture, unless `blank`: then its picture has no digest.
    """
    rows = list(project.scenes.select_related("speaker__portrait").prefetch_related("takes__asset"))
    shown = [(row, *_shown(row, (pictures or {}).get(row.pk), blank)) for row in rows]
    product = _product(project)
    facts = project_facts(project) if product else None
    return BoardView(
        title=project.title,
        language=project.language,
        source=project.source,
        mode=project.mode,
        aspect=project.aspect,
        resolution=project.resolution,
        seed=project.seed,
        look=look_of(project),
        captions=schema.CaptionSpec(burn=project.captions, **caption_looks.look_of(project)),
        has_signs=project.signs,
        accents=project.accents,
        product=product,
        wants_music=project.music_on,
        music_volume_db=project.music_volume_db,
        music=_music(music),
        scenes=tuple(
            _scene(row, picture, focus, recording or _recording, facts) for row, picture, focus in shown
        ),
        ai_label=project.workspace.ai_label,
    )


def look_of(project: VideoProject) -> Look:
    kit = project.brand_kit
    font = kit.font.strip().lower() if kit else ""
    return Look(
        style=project.look,
        brand_colours=tuple(caption_looks.brand_colours(project)),
        brand_font=font if font in caption_looks.FONTS else "",
    )


def _product(project: VideoProject) -> ProductView | None:
    """The product, read only where signs may name it."""
    product = project.product if project.signs and project.source == "product" else None
    if product is None:
        return None
    price = product.price_in(project.language)
    return ProductView(name=product.name, vendor=product.vendor, price=price)


def _shown(row: Scene, other: tuple[Asset, Point | None] | None, blank: bool) -> tuple[Asset, Point | None]:
    """(asset, focus or None) of what is seen in a scene: `other`, or its own picture."""
    if other is not None:
        return other
    if row.picture is None and not blank:
        raise ValueError(f"Scene {row.scene_index} has no picture.")
    return (row.picture.asset if row.picture else _NO_PICTURE), None


def _scene(
    row: Scene,
    picture: Asset,
    focus: Point | None,
    recording: Callable[[Scene], Asset | None],
    facts: ProjectFacts | None,
) -> SceneView:
    return SceneView(
        index=row.scene_index,
        beat=row.beat,
        text=row.text,
        heading=row.heading,
        headline=row.headline,
        duration_ms=row.duration_ms,
        transition=cast(schema.Transition, row.transition),
        speaker=row.speaker.name if row.speaker else "",
        picture=picture_view(picture, focus or takes.in_sight(row, picture)),
        clip=_clip(row, takes.moving(row, picture)),
        voice=_voice(recording(row)),
        end_card=_end_card(facts, row) if facts and row.beat == "cta" else None,
    )


def _end_card(facts: ProjectFacts, row: Scene) -> EndCardWords:
    words = image_requests.words_on(facts, scene_facts(row))
    return EndCardWords(headline=words["headline"], price=words["price"], button=words["cta"])


def picture_view(asset: Asset, sight: Point) -> PictureView:
    """A picture as its asset's meta tells of it."""
    told = asset.meta
    words = tuple(tuple(box) for box in told.get("text_boxes") or ())
    return PictureView(
        **_file(asset),
        size=(asset.width, asset.height) if asset.width and asset.height else None,
        sight=sight,
        words=words,
        product=tuple(told["product_box"]) if told.get("product_box") else None,
        reads=_reads(told.get("asked") or {}) if words else (),
        signs=tuple(_painted_sign(mark) for mark in told.get("marks") or ()),
        layers=_layers(told["layers"]) if told.get("layers") else None,
        flats=tuple(told.get("flats") or ()),
    )


def _file(asset: Asset) -> dict[str, Any]:
    return {"digest": asset.digest, "mime": asset.mime, "duration_ms": asset.duration_ms}


def _reads(asked: Mapping[str, Any]) -> tuple[str, ...]:
    """The words that its painter was asked to set on a picture."""
    return tuple(filter(None, (asked.get("headline"), asked.get("detail"))))


def _painted_sign(mark: Mapping[str, Any]) -> PaintedSign:
    names = ("kind", "text", "ink", "ground", "font")
    return PaintedSign(box=tuple(mark["box"]), **{name: mark[name] for name in names})


def _layers(parts: Mapping[str, Any]) -> LayerFiles:
    return LayerFiles(
        plate=parts["plate"],
        product=parts["product"] or "",
        place=tuple(parts["place"]) if parts["product"] else (0.0, 0.0, 1.0, 1.0),
        rests=tuple(parts["rests"]) if parts.get("rests") else None,
    )


def _clip(row: Scene, take: Take | None) -> ClipView | None:
    """What of a clip stays in sight: what a person said; of one made from the picture, the same as there."""
    if take is None:
        return None
    is_made = take.asset.kind == "clip" and take.asset.origin != "upload"
    return ClipView(**_file(take.asset), sight=row.focus or (None if is_made else MIDDLE))


def _recording(row: Scene) -> Asset | None:
    """The recording in use."""
    take = row.picked("voice")
    return take.asset if take else None


def _voice(asset: Asset | None) -> VoiceView | None:
    return VoiceView(**_file(asset), words=words_of(asset)) if asset else None


def words_of(asset: Asset) -> tuple[schema.Word, ...]:
    """A voice's word times; none at all when what its maker said makes no sense."""
    try:
        return tuple(schema.Word.model_validate(word) for word in asset.meta.get("words") or ())
    except (ValidationError, TypeError):
        return ()


def _music(asset: Asset | None) -> MusicView | None:
    if asset is None:
        return None
    return MusicView(**_file(asset), beats_ms=tuple(asset.meta.get("beats_ms") or ()))
