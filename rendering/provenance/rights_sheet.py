"""The rights and provenance sheet of a film: what is in it, who made that, with what, for how much.

`sheet_of` reads the rows once; what it returns is plain data. The page, the API and the editor's package show
it. Source types and decisions are those that the film was signed with. People are roles, never names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from pydantic import ValidationError

from generation.billing import ledger
from generation.media import typography
from generation.models import LedgerEntry, Step, StepState
from projects import styles
from projects.board.digest import board_digest
from projects.errors import IllegalMove
from projects.languages.marked import gettext_noop as _
from projects.media import library
from projects.models import Asset, AssetKind, Photo, Workspace
from rendering.exports import disclosures
from rendering.exports.disclosures import Disclosure
from rendering.models import Render, Signature
from rendering.provenance import film_facts, licences
from rendering.provenance.licences import Licence
from rendering.provenance.source_types import WITH_AI, in_words
from rendering.provenance.statement import Decision, Statement
from rendering.spec.schema import Media, RenderSpec

# What is written before a film is drawn, by the stage that does it.
WRITING = {"analyse": _("Reading the product"), "script": _("Script"), "storyboard": _("Storyboard")}
# Which of the storyboard's prompts a part was made by, and the field of the scene that it wrote.
_PROMPT_OF = {"image": ("image", "visual_prompt"), "clip": ("motion", "motion_prompt")}
# What a line of the ledger begins with that a paid request did not write.
_FREE_LINE = ":try:"
# The talent that puts a film together: elsewhere it may cost, too.
_COMPOSE = "compose"


@dataclass(frozen=True, kw_only=True)
class KnownSum:
    """A sum in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class PartsCost:
    """What something cost. Where it is not `known`, `sums` are what of it is; () is nothing."""

    known: bool
    sums: tuple[KnownSum, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Term:
    """IPTC's digital source type, for people, and whether an AI model made all or a part."""

    source_type: str
    in_words: str
    with_ai: bool


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a part was made of: a photo, a logo, a picture. `sha256` is of its bytes."""

    what: str
    name: str
    sha256: str
    licence: Licence


@dataclass(frozen=True, kw_only=True)
class PartRights:
    """A picture, clip, voice or the music. `maker` is a provider, "local", "upload" or "photo".

    `prompts` are versions of prompts ("image v3"), () where not known; `prompt_by_person` where a person
    wrote the scene's prompt anew. `cost` is None for what people brought.
    """

    kind: str
    term: Term
    maker: str
    model: str
    prompts: tuple[str, ...]
    prompt_by_person: bool
    made_of: tuple[Source, ...]
    licence: Licence
    cost: PartsCost | None

    @property
    def made_by(self) -> str:
        """Who made it, for people."""
        return " ".join(filter(None, (gettext(licences.MAKERS.get(self.maker, self.maker)), self.model)))

    @property
    def what(self) -> str:
        """Its kind for people: "Picture"."""
        return AssetKind(self.kind).label if self.kind in AssetKind else self.kind


@dataclass(frozen=True, kw_only=True)
class SceneRights:
    """A scene, in milliseconds from the film's beginning."""

    scene: int
    start_ms: int
    end_ms: int
    picture: PartRights
    voice: PartRights | None

    @property
    def start(self) -> str:
        """Seconds."""
        return f"{self.start_ms / 1000:g}"

    @property
    def end(self) -> str:
        return f"{self.end_ms / 1000:g}"


@dataclass(frozen=True, kw_only=True)
class WritingRights:
    """Words that came before the pictures: `what` is a value of WRITING."""

    what: str
    maker: str
    prompts: tuple[str, ...]
    cost: PartsCost

    @property
    def made_by(self) -> str:
        """Who wrote it, for people."""
        return gettext(licences.MAKERS.get(self.maker, self.maker))


@dataclass(frozen=True, kw_only=True)
class RightsSheet:
    """All of it. `film` is the name in the credential, "" where the film is not signed.

    `cost` is of what is in the film, `project_cost` of all that was asked for its project, unused takes, too.
    """

    title: str
    film: str
    digest: str
    term: Term
    label: str
    decisions: tuple[Decision, ...]
    scenes: tuple[SceneRights, ...]
    music: PartRights | None
    writing: tuple[WritingRights, ...]
    fonts: tuple[Licence, ...]
    cost: PartsCost
    project_cost: PartsCost

    @property
    def parts(self) -> Iterator[PartRights]:
        """Everything that is seen and heard."""
        for scene in self.scenes:
            yield scene.picture
            if scene.voice:
                yield scene.voice
        if self.music:
            yield self.music

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; amounts are strings."""
        return _plain(asdict(self))

    def without_costs(self) -> dict[str, Any]:
        """The same for people outside the workspace."""
        return _bare(self.as_json())


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items() if key not in ("cost", "project_cost")}
    return [_bare(one) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True, kw_only=True)
class FilmInShort:
    """What a film is as a whole; `label` are the words in every frame."""

    term: Term
    is_signed: bool
    label: str


# --- reading it ------------------------------------------------------------------------------
def sheet_of(render: Render) -> RightsSheet:
    """The sheet of a film. Raises IllegalMove where what it was made from is not known any more."""
    spec = _spec_of(render)
    said, reader = _said(render), _RightsReader(render)
    scenes = tuple(reader.scenes(said["scenes"], spec))
    music = reader.part(said["music"], spec.music.media) if said["music"] and spec.music else None
    writing = tuple(reader.writing())
    return RightsSheet(
        title=spec.title,
        film=said["film"],
        digest=render.digest,
        term=_term(said["source_type"]),
        label=said["label"],
        decisions=tuple(Decision(**row) for row in said["decisions"]),
        scenes=scenes,
        music=music,
        writing=writing,
        fonts=licences.fonts(_faces(spec, render.project.workspace)),
        cost=reader.cost(),
        project_cost=_sums(LedgerEntry.objects.filter(project=render.project)),
    )


def in_short(render: Render) -> FilmInShort:
    """What a film is as a whole. Raises IllegalMove as `sheet_of` does."""
    said = _said(render)
    return FilmInShort(term=_term(said["source_type"]), is_signed=bool(said["film"]), label=said["label"])


def disclosures_of(render: Render) -> tuple[FilmInShort, tuple[Disclosure, ...]]:
    """What has to be said of a film where it goes. Raises IllegalMove as `sheet_of` does."""
    short = in_short(render)
    return short, disclosures.rows(with_ai=short.term.with_ai, is_signed=short.is_signed, label=short.label)


def _spec_of(render: Render) -> RenderSpec:
    try:
        return RenderSpec.model_validate(render.spec)
    except ValidationError:
        raise IllegalMove("What this video was made from is not known any more. Render it again.") from None


def _said(render: Render) -> Mapping[str, Any]:
    """What was said of the film when it was signed; of one that is not signed, what would be said now."""
    signed = Signature.objects.filter(sha256=render.video.sha256).first()
    if signed:
        return signed.statement
    spec, project = _spec_of(render), render.project
    return Statement(
        film="",
        title=spec.title,
        version="",
        digest=render.digest,
        scenes=tuple(film_facts.scenes_of(project, spec)),
        music=film_facts.part_of(project.workspace, spec.music.media) if spec.music else None,
        decisions=tuple(film_facts.decisions(render.submission)),
        label=project.workspace.ai_label,
    ).as_json()


def _term(name: str) -> Term:
    return Term(source_type=name, in_words=in_words(name), with_ai=name in WITH_AI)


class _RightsReader:
    """Reads the parts of one film, and remembers which steps made them."""

    def __init__(self, render: Render) -> None:
        self._project = render.project
        self._workspace = render.project.workspace
        done = Step.objects.filter(job__project=render.project, state=StepState.DONE)
        # Later jobs wrote other words; this film was made of the newest before it.
        self._done = done.filter(finished__lte=render.created).order_by("-pk")
        self._is_current = render.digest == board_digest(render.project)
        composed = Step.objects.filter(job=render.job_id, talent=_COMPOSE)
        self._made_by: set[int] = set(composed.values_list("pk", flat=True)) if render.job_id else set()
        self._has_unknown = False
        self._written: dict[str, Step | None] = {}

    def scenes(self, told: Iterable[Mapping[str, Any]], spec: RenderSpec) -> Iterator[SceneRights]:
        """Each scene of what was said of the film, beside what it was made from."""
        # What was edited since an earlier board was filmed is not known: nothing is claimed of its prompts.
        rows = self._project.scenes.values_list("scene_index", "edited") if self._is_current else ()
        edited: dict[int, list[str]] = dict(rows)
        voices = {piece.scene_index: piece.voice for piece in spec.segments}
        for row, scene in zip(told, spec.scenes, strict=False):
            voice = voices.get(scene.index)
            yield SceneRights(
                scene=scene.index,
                start_ms=row["start_ms"],
                end_ms=row["end_ms"],
                picture=self.part(row["picture"], scene.media, edited.get(scene.index)),
                voice=self.part(row["voice"], voice) if row["voice"] and voice else None,
            )

    def part(self, told: Mapping[str, Any], media: Media, edited: Sequence[str] | None = None) -> PartRights:
        """A part of the film; `edited` are the fields of its scene that a person wrote, None: not known."""
        maker, kind, model = told["maker"], told["kind"], told["model"]
        asset = library.find(self._workspace, media.digest)
        prompt, field = _PROMPT_OF.get(kind, ("", "")) if maker not in licences.BROUGHT else ("", "")
        by_person = field in (edited or ())
        return PartRights(
            kind=kind,
            term=_term(told["source_type"]),
            maker=maker,
            model=model,
            prompts=() if by_person or edited is None else self._prompts(prompt),
            prompt_by_person=by_person,
            made_of=tuple(self._made_of(asset)) if asset else (),
            licence=licences.of_part(kind, maker, model),
            cost=None if maker in licences.BROUGHT else self._cost(asset, maker),
        )

    # --- prompts ---
    def writing(self) -> Iterator[WritingRights]:
        """What was written for this film, by the newest steps before it."""
        for stage, what in WRITING.items():
            step = self._newest(stage)
            if step:
                prompts = tuple(step.result.get("prompts") or filter(None, [_version(step)]))
                maker = step.provider or "local"
                cost = self._cost_of(self._asked_alike(step), maker)
                yield WritingRights(what=what, maker=maker, prompts=prompts, cost=cost)

    def _newest(self, stage: str) -> Step | None:
        if stage not in self._written:
            self._written[stage] = self._done.filter(stage__name=stage).first()
        return self._written[stage]

    def _asked_alike(self, step: Step) -> set[int]:
        """The step, and those that asked for the same words: only the first of them paid."""
        mine = Q(pk=step.pk)
        if step.request_digest:
            mine |= Q(request_digest=step.request_digest)
        rows = Step.objects.filter(mine, job__workspace=self._workspace)
        return set(rows.values_list("pk", flat=True))

    def _prompts(self, name: str) -> tuple[str, ...]:
        """The versions of the prompt with that name that the storyboard was written by."""
        step = self._newest("storyboard") if name else None
        if step is None:
            return ()
        versions = step.result.get("prompts") or filter(None, [_version(step)])
        return tuple(version for version in versions if version.rpartition(" v")[0] == name)

    # --- money ---
    def _cost(self, asset: Asset | None, maker: str) -> PartsCost:
        """What the calls cost that made an asset."""
        return self._cost_of(self._steps_of(asset) if asset else set(), maker)

    def _cost_of(self, steps: set[int], maker: str) -> PartsCost:
        """What steps cost; nothing where this machine worked."""
        if maker == "local":
            return PartsCost(known=True)
        lines = LedgerEntry.objects.filter(step__in=steps)
        self._made_by |= steps
        if not lines.exclude(call_key__contains=_FREE_LINE).exists():
            # The line of who paid went with its job: that is not "free".
            self._has_unknown = True
            return PartsCost(known=False)
        return _sums(lines)

    def _steps_of(self, asset: Asset) -> set[int]:
        """The steps that made an asset. A picture over a plate was paid by whoever had the plate painted."""
        mine = Q(asset=asset)
        plate = asset.meta.get("plate")
        if plate:
            mine |= Q(asset__meta__plate=plate) | Q(asset__digest=plate)
        rows = Step.objects.filter(mine, job__workspace=self._workspace)
        return set(rows.values_list("pk", flat=True))

    def cost(self) -> PartsCost:
        """Of all parts that were read, each call once."""
        found = _sums(LedgerEntry.objects.filter(step__in=self._made_by))
        return PartsCost(known=found.known and not self._has_unknown, sums=found.sums)

    # --- what it was made of ---
    def _made_of(self, asset: Asset) -> Iterator[Source]:
        plate = library.find(self._workspace, asset.meta["plate"]) if asset.meta.get("plate") else None
        for row in (asset, plate):
            of = (row.meta.get("of") or {}) if row else {}
            for what in ("photos", "references"):
                for one in of.get(what, ()):
                    yield self._source(_("photo"), one["sha256"] if isinstance(one, dict) else one)
            if of.get("image"):
                yield self._source(_("picture"), of["image"])
            if of.get("logo"):
                yield self._source(_("logo"), of["logo"])

    def _source(self, what: str, sha256: str) -> Source:
        asset = Asset.objects.filter(workspace=self._workspace, sha256=sha256).order_by("pk").first()
        if asset is None:
            licence = licences.of_part(what, "unknown", "")
            return Source(what=what, name="", sha256=sha256, licence=licence)
        if asset.origin not in licences.BROUGHT:
            self._cost(asset, asset.origin)  # a clip's own picture was paid for, too
        photo = Photo.objects.filter(asset=asset).order_by("pk").first()
        licence = licences.of_part(asset.kind, asset.origin, asset.model)
        return Source(what=what, name=photo.alt if photo else "", sha256=sha256, licence=licence)


def _version(step: Step) -> str:
    return str(step.prompt_version) if step.prompt_version else ""


def _sums(lines: QuerySet[LedgerEntry]) -> PartsCost:
    """What lines of the ledger come to. Unknown ones are not nothing."""
    found = ledger.sums(lines)
    sums = tuple(KnownSum(amount=row.known, currency=row.currency) for row in found if row.known)
    return PartsCost(known=not any(row.unknown for row in found), sums=sums)


# --- type ------------------------------------------------------------------------------------
def _faces(spec: RenderSpec, workspace: Workspace) -> set[str]:
    """The font files in which captions, signs and the words in pictures may be set."""
    return {
        name
        for text, family in _type(spec, workspace)
        if text and family in typography.FAMILIES
        for name in typography.faces(text, family)
    }


def _type(spec: RenderSpec, workspace: Workspace) -> Iterator[tuple[str, str]]:
    """(text, family) of all type in the film."""
    for piece in spec.segments if spec.captions.burn else ():
        yield piece.text, spec.captions.font
    for sign in spec.overlays:
        yield f"{sign.text} {sign.detail}", sign.font
    for scene in spec.scenes:
        asset = library.find(workspace, scene.media.digest)
        shown = (asset.meta.get("of") or {}).get("image") if asset and asset.kind != "image" else None
        if shown:
            asset = Asset.objects.filter(workspace=workspace, sha256=shown).order_by("pk").first()
        asked = asset.meta.get("asked") or {} if asset and asset.meta.get("text_boxes") else {}
        style = styles.STYLES.get(asked.get("style", ""))
        if style is None:
            continue
        families = {style.display_font, style.text_font, asked.get("brand_font") or style.text_font}
        for name in ("headline", "detail", "price", "cta"):
            yield from ((asked.get(name, ""), family) for family in families)
