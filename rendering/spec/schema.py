"""The frozen render spec: everything an approved board becomes before a composer sees it.

Pure: pydantic and nothing else. The JSON Schema is `RenderSpec.model_json_schema()`, published at
/api/v1/schema/render-spec.json. Media are named by asset digest; a composer gets a resolver that
turns a digest into a local file. Times are whole milliseconds; frame boundaries are rounded
cumulative sums, so that the total is exact to the frame.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SPEC_VERSION: Literal[1] = 1

Fraction = Annotated[float, Field(ge=0, le=1)]
Milliseconds = Annotated[int, Field(ge=0, le=600_000)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
MediaKind = Literal["image", "clip", "voice", "music"]
Transition = Literal["cut", "fade", "slide", "wipe", "zoom"]
SignKind = Literal["lower_third", "price", "button", "title"]
Accent = Literal["none", "sweep", "streaks", "blocks", "leak"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Media(Frozen):
    """A stored asset. `kind` is what it is, `digest` is how it is found."""

    kind: MediaKind
    digest: str
    mime: str = ""
    duration_ms: Milliseconds | None = None


class Motion(Frozen):
    """Where the camera goes over a still: eased zoom between two factors about a focus point.

    `pan` is the drift of the focus over the scene, in fractions of the frame. Of a clip, which moves by
    itself, only the focus counts: what lies about it stays in a frame of another shape.
    """

    zoom_from: Annotated[float, Field(ge=1, le=2)] = 1.0
    zoom_to: Annotated[float, Field(ge=1, le=2)] = 1.08
    focus: tuple[Fraction, Fraction] = (0.5, 0.5)
    pan: tuple[float, float] = (0.0, 0.0)


class LayersSpec(Frozen):
    """A picture in depth: `plate` takes the place of the scene's still, `product` moves before it.

    `place` is where the product's picture (with alpha) lies in the plate: left, top, right, bottom, in
    fractions. `motion` is the product's own camera, in the plate's coordinates; nearer things move more.
    """

    plate: Media
    product: Media | None = None
    place: tuple[Fraction, Fraction, Fraction, Fraction] = (0.0, 0.0, 1.0, 1.0)
    motion: Motion = Motion()

    @model_validator(mode="after")
    def place_has_a_size(self) -> Self:
        left, top, right, bottom = self.place
        if left >= right or top >= bottom:
            raise ValueError(f"the product's place has no size: {self.place}")
        return self


class SceneSpec(Frozen):
    """One scene. `transition` is how it comes in (the first scene always cuts in).

    The transition occupies the first `transition_ms` of this scene, while the scene before keeps
    moving underneath; the total is never changed by it. `media` is the whole picture, or a clip; a
    composer that knows `layers` shows them in place of a picture. `reads` are the words that stand on the
    picture: captions need not say them again.
    """

    index: Annotated[int, Field(ge=1)]
    duration_ms: Annotated[int, Field(ge=500, le=600_000)]
    media: Media
    motion: Motion = Motion()
    layers: LayersSpec | None = None
    transition: Transition = "cut"
    transition_ms: Milliseconds = 0
    title: str = ""
    reads: tuple[str, ...] = ()


class Word(Frozen):
    text: str
    start_ms: Milliseconds
    end_ms: Milliseconds


class SegmentSpec(Frozen):
    """One spoken piece: `start_ms` is on the video's clock, `words` on the clip's own."""

    scene_index: Annotated[int, Field(ge=1)]
    text: str
    start_ms: Milliseconds
    voice: Media | None = None
    words: tuple[Word, ...] = ()
    speaker: str = ""


class MusicSpec(Frozen):
    """The bed. `volume_db` is relative to the voice; `duck_db` is how far it steps back under it.

    `ring_ms` is how long before the video's end the last chord of music that was made for it is struck, 0
    for other music.
    """

    media: Media
    volume_db: Annotated[float, Field(ge=-60, le=6)] = -12.0
    duck_db: Annotated[float, Field(ge=-40, le=0)] = -9.0
    fade_out_ms: Milliseconds = 1500
    ring_ms: Milliseconds = 0


class CaptionSpec(Frozen):
    burn: bool = True
    look: Literal["clean", "box", "karaoke"] = "box"
    ink: Colour = "#ffffff"
    ground: Colour = "#000000"
    accent: Colour = "#ffe600"
    font: str = "sans"


class OverlaySpec(Frozen):
    """A sign over the picture that comes in, stands for a while and goes.

    `box` holds it while it stands, in fractions of the frame; `text` is fitted into it, `detail` is a
    smaller line below. A sign without `ground` is bare type. One that lasts to the video's end stays. A
    `title` is one line at the head of its box, which is a panel of `ground` for other signs.
    """

    kind: SignKind
    text: Annotated[str, Field(min_length=1, max_length=200)]
    detail: Annotated[str, Field(max_length=200)] = ""
    box: tuple[Fraction, Fraction, Fraction, Fraction]
    start_ms: Milliseconds
    end_ms: Milliseconds
    ink: Colour = "#ffffff"
    ground: Colour | None = None
    accent: Colour = "#ffe600"
    font: str = "sans"


class FinishSpec(Frozen):
    """Light and shapes over the picture, by style; `none` leaves every pixel as it is.

    `scenes` are the indexes of those that carry it.
    """

    accent: Accent = "none"
    colours: tuple[Colour, ...] = ()
    scenes: tuple[Annotated[int, Field(ge=1)], ...] = ()
    seed: Annotated[int, Field(ge=0)] = 0


class OutputSpec(Frozen):
    width: Annotated[int, Field(ge=128, le=4096, multiple_of=2)]
    height: Annotated[int, Field(ge=128, le=4096, multiple_of=2)]
    fps: Literal[24, 25, 30, 60] = 30
    format: Literal["mp4"] = "mp4"
    loudness_lufs: float = -14.0
    true_peak_db: float = -1.5
    video_quality: Literal["preview", "standard", "high"] = "standard"


class RenderSpec(Frozen):
    """All that a composer needs. Two equal specs give the same video."""

    version: Literal[1] = SPEC_VERSION
    title: str
    language: str = "en"
    board_digest: str = ""
    style: str = "minimal"
    scenes: Annotated[tuple[SceneSpec, ...], Field(min_length=1, max_length=200)]
    segments: tuple[SegmentSpec, ...] = ()
    music: MusicSpec | None = None
    captions: CaptionSpec = CaptionSpec()
    overlays: Annotated[tuple[OverlaySpec, ...], Field(max_length=400)] = ()
    finish: FinishSpec = FinishSpec()
    output: OutputSpec

    @property
    def duration_ms(self) -> int:
        return sum(scene.duration_ms for scene in self.scenes)

    @model_validator(mode="after")
    def scenes_are_in_order(self) -> Self:
        indexes = [scene.index for scene in self.scenes]
        if indexes != list(range(1, len(indexes) + 1)):
            raise ValueError(f"scene indexes must count from 1 without a gap, got {indexes}")
        return self

    @model_validator(mode="after")
    def segments_belong_to_scenes(self) -> Self:
        for segment in self.segments:
            if segment.scene_index > len(self.scenes):
                raise ValueError(f"a segment names scene {segment.scene_index}, which is not there")
        return self
