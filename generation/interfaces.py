"""The narrow door to every provider: frozen values in, frozen values out, one Protocol per talent.

Durations are whole milliseconds, sizes are pixels, colours are `#rrggbb`, positions inside a
picture are fractions of its width and height (0.0 to 1.0, from the top left).
Every method may raise the errors of `generation.provider_errors`.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

# A field of a request with this mark is for providers that name it in `hints`; for all others it is as if
# it had never been asked: what they made before still answers, and is not paid for twice.
# With `for_all` it is for everybody, and only an old question without it is the same as ever.
HINT = {"hint": True}


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a call consumed. `cost` None means unknown, never free; local work costs Decimal(0).

    `units` are what prices are given for: tokens_in, tokens_out, image_tokens_in, images, reference_images
    (pictures shown to a model, where it charges for each), characters, music_seconds,
    video_seconds (of film at the model's usual size, else video_seconds_1080p …), clips, tracks,
    seconds (of the provider's machine), credits. Credits are a whole bill: what is told beside them
    is not charged again. A provider that tells its own price in money sets `cost`; else the price
    book does.
    """

    units: dict = field(default_factory=dict)
    cost: Decimal | None = None
    currency: str = "USD"
    model: str = ""


FREE = Usage(cost=Decimal(0), model="local")


@dataclass(frozen=True, kw_only=True)
class ProductFacts:
    """The product record, as far as a writer or an art director may rely on it.

    `price` is as it should be shown ("€29.00"), or "" when the record has none. `features`, `benefits`
    and `unique_points` are what a look at the photos added to the record.
    """

    name: str
    description: str = ""
    selling_points: tuple[str, ...] = ()
    audience: str = ""
    price: str = ""
    category: str = ""
    vendor: str = ""
    features: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    unique_points: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScriptRequest:
    """Ask for narration. One of `product`, `prompt` and `script` is set.

    `mode`, `style` are keys of projects.styles.MODES and STYLES; `language` is a BCP 47 tag ("en",
    "de", "pt-BR"); `duration_ms` is what all segments must sum to. A `script` is a written screenplay:
    its words stay and set their own length. `tone` is how the brand speaks. `system` is what a model is
    told to do, a filled prompt; "" means the text as shipped.
    """

    mode: str
    style: str
    duration_ms: int
    language: str = "en"
    product: ProductFacts | None = None
    prompt: str = ""
    script: str = ""
    cta: str = ""
    tone: str = ""
    banned_words: tuple[str, ...] = ()
    seed: int = 0
    system: str = ""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One spoken piece. `beat` is one of hook, context, product, proof, content, closing, cta.

    `headline` is the few words that may be set on the picture ("" = none), `detail` the small line
    below it. `speaker` is a character's name, or "" for the narrator. `action` is what is to be seen,
    `motion` what moves; both may be "".
    """

    text: str
    duration_ms: int
    beat: str
    headline: str = ""
    detail: str = ""
    speaker: str = ""
    heading: str = ""
    action: str = ""
    motion: str = ""


@dataclass(frozen=True, kw_only=True)
class CharacterPlan:
    """Someone who speaks in a screenplay, as far as the script tells."""

    name: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Script:
    """A whole narration: segments whose durations sum to the request's `duration_ms` exactly."""

    title: str
    segments: tuple[Segment, ...]
    hook: str = ""
    cta: str = ""
    characters: tuple[CharacterPlan, ...] = ()
    usage: Usage = FREE


@dataclass(frozen=True)
class PhotoCut:
    """How a photo is to be cut out: `choice` is one of projects.photo_cuts.CHOICES.

    `mask` is an encoded grey picture of the photo's proportions, white where the product is; b"" for what is
    found in the photo.
    """

    choice: str = "auto"
    mask: bytes = b""


@dataclass(frozen=True, kw_only=True)
class AnalysisRequest:
    """Photos (encoded bytes, any of PNG/JPEG/WebP/GIF) and the record they belong to.

    `system` as in ScriptRequest; `cuts` as in ImageRequest: colours are those of the cut in use.
    """

    product: ProductFacts
    photos: tuple[bytes, ...] = ()
    language: str = "en"
    system: str = ""
    cuts: tuple[PhotoCut, ...] = field(default=(), metadata=HINT)


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """What could be learned of a product. `palette` is its own dominant colours, strongest first."""

    features: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    unique_points: tuple[str, ...] = ()
    palette: tuple[str, ...] = ()
    usage: Usage = FREE


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A picture that shows a model how something looks: encoded bytes, and in words what it `shows`."""

    data: bytes
    shows: str


@dataclass(frozen=True, kw_only=True)
class PlateRequest:
    """Ask for a scene alone, over which product and words are laid here: `prompt` says all of it.

    `width` x `height` are the proportions wished for; the answer is kept in the model's own size.
    `references` show what is to be drawn as it looks: a product that is not laid over it, a person who
    speaks. A provider reads as many of them as its `most_references`.
    """

    prompt: str
    width: int
    height: int
    seed: int = 0
    scene_index: int = 1
    references: tuple[Reference, ...] = field(default=(), metadata=HINT)


@dataclass(frozen=True, kw_only=True)
class ImageRequest:
    """Ask for one scene's picture of exactly `width` x `height`.

    `photos` are the product's real photos (encoded bytes), best first; empty for a prompt or a
    script project. `headline`, `detail`, `price`, `cta` are words that may be set as type ("" =
    none); `brand_colours` override the style's palette where given. `captions` says whether the
    strip `projects.formats.caption_box` must be left free of product and type.
    `scene_index` counts from 1. A painter with `plate` among its `hints` is asked for that alone.
    `brand_font` is the family of button and price ("" = the style's own). `cuts` has one for each photo; ()
    where all of them are automatic. `shows` is which of the photos is shown, from 1; 0: the painter chooses.
    `words_at` and `product_at` are where a person put them: (x, y) of the middle in shares of the picture,
    and how many times as large as the layout has them; () where the layout has them.
    """

    prompt: str
    style: str
    beat: str
    width: int
    height: int
    seed: int = 0
    scene_index: int = 1
    scene_count: int = 1
    photos: tuple[bytes, ...] = ()
    product_name: str = ""
    headline: str = ""
    detail: str = ""
    price: str = ""
    cta: str = ""
    logo: bytes = b""
    brand_colours: tuple[str, ...] = ()
    captions: bool = True
    language: str = "en"
    plate: PlateRequest | None = field(default=None, metadata=HINT)
    brand_font: str = field(default="", metadata=HINT)
    cuts: tuple[PhotoCut, ...] = field(default=(), metadata=HINT)
    shows: int = field(default=0, metadata=HINT)
    words_at: tuple[float, ...] = field(default=(), metadata=HINT)
    product_at: tuple[float, ...] = field(default=(), metadata=HINT)


@dataclass(frozen=True, kw_only=True)
class Layers:
    """A picture in two: the plate behind (set, shadow and type) and the product in front of it.

    `plate` is an encoded picture of the same size. `product` is a PNG with alpha, b"" where nothing
    stands in front; `place` is where it lies, (left, top, right, bottom) fractions of the picture.
    `rests` is the point at which it touches the ground, None where it floats.
    """

    plate: bytes
    plate_mime: str
    product: bytes = b""
    place: tuple[float, float, float, float] | None = None
    rests: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A sign that is in the picture, but not in its plate: whoever shows the plate sets it in motion.

    `kind` is "button" or "price"; `box` holds it whole, in fractions of the picture; `font` is a family
    of generation.media.typography; `ground` is "" for words without a plate of their own.
    """

    kind: str
    text: str
    box: tuple[float, float, float, float]
    font: str
    ink: str
    ground: str = ""


@dataclass(frozen=True, kw_only=True)
class Image:
    """One picture. `focus` is where the camera should keep looking (the product's centre).

    `text_boxes` and `product_box` are (left, top, right, bottom) fractions, for checks and for the
    camera; None and () when there is no product or type in the picture. `layers` and `marks` are the
    same picture taken apart, for a camera with depth; None and () when it cannot be. `flats` are the
    colours (`#rrggbb`) of its set for shapes and light that move over it; () where it names none.
    """

    data: bytes
    mime: str
    width: int
    height: int
    focus: tuple[float, float] = (0.5, 0.5)
    product_box: tuple[float, float, float, float] | None = None
    text_boxes: tuple[tuple[float, float, float, float], ...] = ()
    layers: Layers | None = None
    marks: tuple[Mark, ...] = ()
    flats: tuple[str, ...] = ()
    usage: Usage = FREE


@dataclass(frozen=True, kw_only=True)
class VoiceRequest:
    """Ask for one piece of speech. `voice` is a name of `Voice.voices()` or "" for the default.

    `rate` is a factor on the voice's normal speed (1.0). A `draft` may be less good where it is made much
    sooner; who has no such voice is asked as ever. `text` is what the voice reads; where a word is said
    otherwise than it is written, `written` is the text that people read, in captions, too.
    """

    text: str
    written: str = field(default="", metadata=HINT | {"for_all": True})
    voice: str = ""
    language: str = "en"
    rate: float = 1.0
    draft: bool = field(default=False, metadata=HINT)


@dataclass(frozen=True, kw_only=True)
class WordTime:
    """When a word is spoken, in milliseconds from the start of the clip."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, kw_only=True)
class Speech:
    """Spoken audio: a complete file of `mime` and its measured length; `words` may be empty.

    `visemes` are (name of generation.media.visemes.SHAPES, start_ms, end_ms) of the mouth's shapes,
    where known. `stand_in`: the version that spoke in place of the provider's own, which failed; "" for none.
    """

    data: bytes
    mime: str
    duration_ms: int
    words: tuple[WordTime, ...] = ()
    visemes: tuple[tuple[str, int, int], ...] = ()
    usage: Usage = FREE
    stand_in: str = ""


@dataclass(frozen=True, kw_only=True)
class VoiceInfo:
    """A voice that can be chosen: `name` is stored, `label` is shown, `language` is BCP 47."""

    name: str
    label: str
    language: str
    gender: str = ""


@dataclass(frozen=True, kw_only=True)
class MusicRequest:
    """Ask for a bed of exactly `duration_ms` in a mood of projects.styles.MOODS.

    `cuts_ms` are when scenes begin, where beats should fall on them; () leaves the beats alone.
    """

    mood: str
    duration_ms: int
    bpm: int = 90
    seed: int = 0
    cuts_ms: tuple[int, ...] = field(default=(), metadata=HINT)


@dataclass(frozen=True, kw_only=True)
class Music:
    """A music bed: 48 kHz stereo WAV bytes; `beats_ms` are the times of its beats."""

    data: bytes
    mime: str
    duration_ms: int
    bpm: int
    beats_ms: tuple[int, ...] = ()
    usage: Usage = FREE


@dataclass(frozen=True, kw_only=True)
class ClipRequest:
    """Ask for a scene's picture in motion. `image` is the encoded still that the clip starts from.

    `prompt` says how things move; the clip should last at least `duration_ms` (a provider that only
    knows certain lengths gives the next longer one, or its longest). `references` as in PlateRequest.
    """

    image: bytes
    mime: str
    prompt: str
    width: int
    height: int
    duration_ms: int
    style: str = ""
    seed: int = 0
    references: tuple[Reference, ...] = field(default=(), metadata=HINT)


@dataclass(frozen=True, kw_only=True)
class SyncRequest:
    """Ask for a talking portrait: the still (or clip) of a speaker and what is said.

    `visemes` are the times of mouth shapes where the voice knows them, as in Speech, on the clock of
    `audio`. `voice` names the recording, for whoever keeps the answer; the `audio` has quiet around it.
    An empty `image` asks for a drawn figure of the `speaker`, as `about` tells, in front of the picture
    `scene`, in a `style`; who cannot draw is not asked. `mouth` is where it was found or marked on the
    image (projects.mouth_points), "" where it was not; `eyes` is where the eyes are that may blink.
    """

    image: bytes
    mime: str
    audio: bytes
    audio_mime: str
    duration_ms: int
    width: int
    height: int
    text: str = ""
    language: str = "en"
    visemes: tuple[tuple[str, int, int], ...] = field(default=(), metadata=HINT)
    voice: str = ""
    scene: bytes = field(default=b"", metadata=HINT)
    style: str = field(default="", metadata=HINT)
    speaker: str = field(default="", metadata=HINT)
    about: str = field(default="", metadata=HINT)
    mouth: str = field(default="", metadata=HINT)
    eyes: str = field(default="", metadata=HINT)


@dataclass(frozen=True, kw_only=True)
class Clip:
    """Moving pictures: a complete file of `mime`, without sound that matters.

    `label` says to people what it is, where that is not plain to see.
    """

    data: bytes
    mime: str
    width: int
    height: int
    duration_ms: int
    label: str = ""
    usage: Usage = FREE


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A provider took the request and will take its time: `external_id` is what to ask after."""

    external_id: str


@dataclass(frozen=True, kw_only=True)
class Finished:
    """What became of a ticket: the address of its file, or the `error` (a ProviderError) it ended in.

    `charged` False: the provider promises that it cost nothing.
    """

    url: str = ""
    error: Exception | None = None
    usage: Usage = Usage()
    charged: bool = True


class Provider:
    """What every provider answers beside its talent's method. A subclass says what is different for it.

    `model` is the version it answers with: another one makes anew what was made before. `paid`: its calls
    may cost money; then the talent's method sends at most one billed request and takes `told`, pairs of
    an answer that could not be used and what was wrong with it. `hints` are the fields with the mark HINT
    that it takes into account. `prompted`: it is told what to do by the prompt templates. `draws`: it
    draws a speaker where there is no portrait. `poll_seconds`: the shortest gap between two looks at a
    request that it is at work on. `lists_requests`: it can find a request whose answer was lost.
    `can_cancel`: it can be told to end one. `announces`: its paid requests go through
    `http_client.before_sending`, so that "it is being sent" is written when they are ready to leave; for all
    others it is written before they are called. `stand_ins`: older versions that answer where its own fails.
    `most_references`: so many reference pictures go with one of its requests.
    """

    model: str = "1"
    paid: bool = False
    hints: tuple[str, ...] = ()
    prompted: bool = False
    draws: bool = False
    poll_seconds: float = 0
    lists_requests: bool = False
    can_cancel: bool = False
    announces: bool = False
    stand_ins: tuple[str, ...] = ()
    most_references: int = 0

    def prepare(self, request: Any) -> None:  # noqa: B027 (most have nothing to prepare)
        """What takes time before a paid request can be sent, such as putting files there. Costs nothing."""

    def last_days(self) -> dict[str, date]:
        """{model: the last day on which it answers}, as the account's list tells it. Costs nothing."""
        return {}

    def account_voices(self) -> list[tuple[str, str]]:
        """[(name, gender)] of the account's voices, as it lists them; [] where it does not. Costs nothing."""
        return []

    def declines(self, request: Any) -> str:
        """Why it cannot do this request at all, or "". Then the next one is asked, and nothing was sent."""
        return ""

    def cannot_speak(self, language: str, text: str = "") -> str:
        """Why a voice cannot say a text in a language (BCP 47), where it knows that beforehand; else ""."""
        return ""

    def unread(self, language: str, text: str) -> tuple[str, ...]:
        """Words of a text that its voices cannot read in a language (BCP 47), and leave out."""
        return ()

    def load(self, request: Any) -> None:  # noqa: B027 (most have nothing to load)
        """Load on this machine what such a request will need. Costs nothing, and asks nobody elsewhere."""

    def has_draft(self, request: Any, alike: bool = False) -> bool:
        """Whether it makes a draft of this much sooner; `alike`: one that sounds the same."""
        return False

    def about_voice(self, language: str) -> str:
        """What people should know of how a language (BCP 47) sounds here, a sentence; "" when all is well."""
        return ""

    def trouble(self) -> str:
        """What is missing for it on this machine, a line for an operator; "" when all is well."""
        return ""

    def units_for(self, request: Any) -> dict[str, float] | None:
        """The most that one request will be billed, in units of Usage, without asking anybody.

        Asked for every estimate and before every request. None: its price is unknown.
        """
        return None

    def voice_for(self, name: str, taken: Collection[str] = (), language: str = "") -> str:
        """A voice for a character of that name, outside `taken` if any is left; "" where it has no choice."""
        return ""


class QueuedProvider(Provider, ABC):
    """A provider that takes its time: a request is submitted, looked after, fetched, perhaps cancelled.

    One that can tell us when it is done is in generation.engine.webhooks.NAMES and takes the address as
    `submit(request, hook=...)`.
    """

    can_cancel = True
    # Whether `at_work` tells of many requests by few calls.
    lists_work = False

    @abstractmethod
    def submit(self, request: Any) -> Ticket:
        """Send one billed request, never repeated here; the Ticket names it."""

    @abstractmethod
    def poll(self, external_id: str) -> Finished | None:
        """What became of a request, or None while it is at work."""

    def at_work(self, external_ids: Collection[str], since: datetime) -> set[str]:
        """Those of the ids, all sent since then, that have not ended. Only of who says `lists_work`."""
        raise NotImplementedError

    def find(self, request: Any, since: datetime) -> list[str]:
        """Ids, oldest first, of requests like this one that were accepted since a moment."""
        return []

    @abstractmethod
    def cancel(self, external_id: str) -> Finished | None:
        """End a request; perhaps the Finished that ends it."""

    @abstractmethod
    def finish(self, request: Any, data: bytes, usage: Usage) -> Any:
        """The talent's answer out of the downloaded bytes."""


class Writer(Protocol):
    """Talent `text`."""

    def write(self, request: ScriptRequest) -> Script: ...


class Analyst(Protocol):
    """Talent `vision`."""

    def analyse(self, request: AnalysisRequest) -> Analysis: ...


class Painter(Protocol):
    """Talent `image`."""

    def paint(self, request: ImageRequest) -> Image: ...


class Speaker(Protocol):
    """Talent `voice`."""

    def speak(self, request: VoiceRequest) -> Speech: ...

    def voices(self) -> tuple[VoiceInfo, ...]: ...


class Composer(Protocol):
    """Talent `music`."""

    def score(self, request: MusicRequest) -> Music: ...


class Animator(Protocol):
    """Talent `clip`."""

    def animate(self, request: ClipRequest) -> Clip: ...


class LipSyncer(Protocol):
    """Talent `lip_sync`."""

    def sync(self, request: SyncRequest) -> Clip: ...
