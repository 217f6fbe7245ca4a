"""What would it cost: the same stages, requests, providers, digests and prices as the work itself.

An estimate asks nobody and writes nothing. It is an upper bound of one good try of everything that a
job would ask: what is stored already costs nothing, text counts as many tokens as it may have.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from generation.billing import prices, typical
from generation.models import Answer, Job, StepState
from generation.provider_errors import Misconfigured, ProviderError
from generation.providers import artifacts, registry, usage_bounds
from generation.providers.registry import RegisteredProvider
from generation.providers.usage_bounds import Corrections
from projects.media import library
from projects.models import Scene, VideoProject, Workspace

log = logging.getLogger(__name__)

# Talents that give words: these are kept as Answers, everything else as files.
WORDS = ("text", "vision")
LOCAL, MADE, PRICED, UNPRICED = "local", "made", "priced", "unknown"


@dataclass(frozen=True, kw_only=True)
class CallEstimate:
    """One question of a job. `how` its cost is known: local, made (there already), priced or unknown.

    `typical` is what such a request usually costs here (`with_typical`), None where nobody can tell.
    """

    talent: str
    provider: str
    model: str
    how: str
    cost: prices.Cost
    units: dict[str, float] = field(default_factory=dict)
    scene: Scene | None = None
    typical: Decimal | None = None

    @property
    def known(self) -> bool:
        return self.cost.known


@dataclass(frozen=True)
class Estimate:
    """All lines of a job that is not started yet. `total` is of what is known; `unknown` are the others."""

    kind: str
    lines: tuple[CallEstimate, ...]
    currency: str = "USD"

    @property
    def total(self) -> Decimal:
        return _known_cost(self.lines)

    @property
    def typical(self) -> Decimal | None:
        """What it usually costs; None unless that is known of each line (`with_typical`)."""
        return _typical_cost(self.lines)

    @property
    def unknown(self) -> list[CallEstimate]:
        return [line for line in self.lines if not line.known]

    @property
    def is_free(self) -> bool:
        """Whether nobody who takes money would be asked."""
        return all(line.how in (LOCAL, MADE) for line in self.lines)

    @property
    def made(self) -> int:
        """How many paid things are there already."""
        return sum(line.how == MADE for line in self.lines)

    def by_scene(self) -> "list[SceneCost]":
        """[(scene or None, known cost, unknown lines)] in the board's order, the whole film's last."""
        scenes: dict[int | None, list[CallEstimate]] = {}
        for line in self.lines:
            scenes.setdefault(line.scene.scene_index if line.scene else None, []).append(line)
        order = sorted(scenes, key=lambda index: (index is None, index or 0))
        return [SceneCost(index, tuple(scenes[index])) for index in order]

    def by_talent(self) -> "list[TalentCost]":
        """Lines of the same talent, provider and kind of knowledge, added up, as [(CallEstimate, count)]."""
        groups: dict[tuple[str, ...], list[CallEstimate]] = {}
        for line in self.lines:
            groups.setdefault((line.talent, line.provider, line.model, line.how), []).append(line)
        return [TalentCost(tuple(lines)) for lines in groups.values()]


def _known_cost(lines: Iterable[CallEstimate]) -> Decimal:
    return sum((line.cost.amount for line in lines if line.cost.amount is not None), Decimal(0))


def _typical_cost(lines: Iterable[CallEstimate]) -> Decimal | None:
    total = Decimal(0)
    for line in lines:
        if line.typical is None:
            return None
        total += line.typical
    return total


class _Sum:
    lines: tuple[CallEstimate, ...]

    @property
    def cost(self) -> Decimal:
        """What is known of it."""
        return _known_cost(self.lines)

    @property
    def typical(self) -> Decimal | None:
        """What it usually costs; None unless that is known of each line."""
        return _typical_cost(self.lines)

    @property
    def unknown(self) -> list[CallEstimate]:
        return [line for line in self.lines if not line.known]

    @property
    def is_local(self) -> bool:
        return all(line.how == LOCAL for line in self.lines)


@dataclass(frozen=True)
class SceneCost(_Sum):
    """The lines of one scene; `index` None: of the whole film."""

    index: int | None
    lines: tuple[CallEstimate, ...]


@dataclass(frozen=True)
class TalentCost(_Sum):
    """The lines of one talent at one provider."""

    lines: tuple[CallEstimate, ...]

    @property
    def first(self) -> CallEstimate:
        return self.lines[0]


def estimate(project: VideoProject, kind: str, **options: Any) -> Estimate:
    """The Estimate of a job of `kind` with these options, as the project stands now."""
    return estimate_of(Job(project=project, workspace=project.workspace, kind=kind, options=options))


def estimate_of(job: Job) -> Estimate:
    """The Estimate of a job, saved or not; of the rest of its work where some of it is done."""
    if job.options.get("free"):
        return Estimate(job.kind, ())
    done = _finished(job)
    lines: list[CallEstimate] = []
    for name, *_ in job.chosen_stages:
        stage = import_string(settings.STAGES[name])()
        if name not in done and stage.asks_providers:
            lines += _stage_lines(job, stage, anew=_is_rewritten(lines))
    return Estimate(job.kind, tuple(lines), _currency(lines))


def with_typical(found: Estimate, workspace: Workspace) -> Estimate:
    """The same Estimate with what its requests have usually cost in the workspace, in two queries at most."""
    return each_with_typical([found], workspace)[0]


def each_with_typical(found: Sequence[Estimate], workspace: Workspace) -> list[Estimate]:
    """As `with_typical`, of several Estimates, in two queries at most altogether."""
    asked = [line for one in found for line in one.lines if line.how in (PRICED, UNPRICED)]
    known = typical.known_lines(workspace, {(line.talent, line.provider, line.model) for line in asked})
    return [
        replace(one, lines=tuple(_with_typical(line, known, one.currency) for line in one.lines))
        for one in found
    ]


def _with_typical(
    line: CallEstimate, known: dict[typical.Model, list[typical.Line]], currency: str
) -> CallEstimate:
    if line.how in (LOCAL, MADE):
        return replace(line, typical=Decimal(0))
    lines = known.get((line.talent, line.provider, line.model), [])
    return replace(line, typical=typical.price(lines, typical.size(line.units), currency))


def _finished(job: Job) -> set[str]:
    """Names of the stages that a saved job is through with."""
    return set(job.stages.filter(state=StepState.DONE).values_list("name", flat=True)) if job.pk else set()


def _is_rewritten(lines: Iterable[CallEstimate]) -> bool:
    """Whether the words are bought anew: then nothing that follows from them is certain to be there."""
    return any(line.talent == "text" and line.how in (PRICED, UNPRICED) for line in lines)


def _stage_lines(job: Job, stage: Any, anew: bool) -> list[CallEstimate]:
    """The lines of one stage. Local work needs no request to be known as free."""
    try:
        if _is_local(stage.talent):
            return [_local(stage.talent)]
        return [_line(job.workspace, ask, ask.guess or anew) for ask in stage.planned_calls(job)]
    except ProviderError as problem:  # what cannot be asked costs nothing; the work itself will say why
        log.info("no estimate of %s for project %s: %s", stage.talent, job.project.pk, problem)
        return []


def _is_local(talent: str) -> bool:
    """Whether nobody who takes money is asked, whatever the requests are."""
    if not settings.PROVIDERS.get(talent):
        return False
    return not (registry.provider(talent).paid or registry.may_pass_on(talent))


def _local(talent: str, scene: Scene | None = None) -> CallEstimate:
    provider = registry.provider(talent)
    return CallEstimate(
        talent=talent, provider=provider.name, model="", how=LOCAL, cost=prices.NOTHING, scene=scene
    )


def _line(workspace: Workspace, ask: Any, guess: bool) -> CallEstimate:
    try:
        provider = registry.first_for(ask.talent, ask.request)
    except Misconfigured as problem:
        return CallEstimate(
            talent=ask.talent, provider="nobody", model=str(problem)[:80], how=UNPRICED, cost=prices.UNKNOWN,
            scene=ask.scene,
        )  # fmt: skip
    if not provider.paid:
        return _local(ask.talent, ask.scene)
    told = {"talent": ask.talent, "provider": provider.name, "model": provider.model, "scene": ask.scene}
    if not guess and is_stored(workspace, ask.talent, provider, ask.request):
        return CallEstimate(how=MADE, cost=prices.NOTHING, **told)
    units, cost = quote(provider, ask.talent, ask.request)
    return CallEstimate(how=PRICED if cost.known else UNPRICED, cost=cost, units=units, **told)


def quote(
    provider: RegisteredProvider, talent: str, request: Any, told: Corrections = ()
) -> tuple[dict[str, float], prices.Cost]:
    """(units, Cost) of one request at a Provider, at most; ({}, unknown) when it cannot tell."""
    units = provider.adapter.units_for(artifacts.request_as_read(provider, request))
    if units is None:
        return {}, prices.UNKNOWN
    units = usage_bounds.repair(units, told)
    return units, prices.price(provider.name, talent, provider.model, units)


def is_stored(workspace: Workspace, talent: str, provider: RegisteredProvider, request: Any) -> bool:
    """Whether this provider's answer to this request is there: a file, or words that were paid for."""
    heard = artifacts.request_as_read(provider, request)
    digest = artifacts.request_digest(talent, provider.name, provider.model, heard)
    if talent in WORDS:
        return Answer.objects.filter(workspace=workspace, digest=digest).exists()
    return library.find(workspace, digest) is not None


def _currency(lines: Iterable[CallEstimate]) -> str:
    return next((line.cost.currency for line in lines if line.how == PRICED), "USD")
