"""What would it cost: the same stages, requests, providers, digests and prices as the work itself.

An estimate asks nobody and writes nothing. It is an upper bound of one good try of everything that a
job would ask: what is on the shelf costs nothing, text counts as many tokens as it may have.
"""

import logging
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.utils.module_loading import import_string

from generation.billing import prices
from generation.models import Answer, Job, StepState
from generation.provider_errors import Misconfigured, ProviderError
from generation.providers import artifacts, registry, usage_bounds
from projects.media import library

log = logging.getLogger(__name__)

# Talents that give words: these are kept as Answers, everything else as files.
WORDS = ("text", "vision")
LOCAL, MADE, PRICED, UNPRICED = "local", "made", "priced", "unknown"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question of a job. `how` its cost is known: local, made (there already), priced or unknown."""

    talent: str
    provider: str
    model: str
    how: str
    cost: prices.Cost
    units: dict = field(default_factory=dict)
    scene: object = None

    @property
    def known(self):
        return self.cost.known


@dataclass(frozen=True)
class Estimate:
    """All lines of a job that is not started yet. `total` is of what is known; `unknown` are the others."""

    kind: str
    lines: tuple[Line, ...]
    currency: str = "USD"

    @property
    def total(self):
        return sum((line.cost.amount for line in self.lines if line.known), Decimal(0))

    @property
    def unknown(self):
        return [line for line in self.lines if not line.known]

    @property
    def is_free(self):
        """Whether nobody who takes money would be asked."""
        return all(line.how in (LOCAL, MADE) for line in self.lines)

    @property
    def made(self):
        """How many paid things are there already."""
        return sum(line.how == MADE for line in self.lines)

    def by_scene(self):
        """[(scene or None, known cost, unknown lines)] in the board's order, the whole film's last."""
        scenes = {}
        for line in self.lines:
            scenes.setdefault(line.scene.scene_index if line.scene else None, []).append(line)
        order = sorted(scenes, key=lambda index: (index is None, index or 0))
        return [SceneCost(index, tuple(scenes[index])) for index in order]

    def by_talent(self):
        """Lines of the same talent, provider and kind of knowledge, added up, as [(Line, count)]."""
        groups = {}
        for line in self.lines:
            groups.setdefault((line.talent, line.provider, line.model, line.how), []).append(line)
        return [TalentCost(tuple(lines)) for lines in groups.values()]


@dataclass(frozen=True)
class _Sum:
    @property
    def cost(self):
        """What is known of it."""
        return sum((line.cost.amount for line in self.lines if line.known), Decimal(0))

    @property
    def unknown(self):
        return [line for line in self.lines if not line.known]

    @property
    def is_local(self):
        return all(line.how == LOCAL for line in self.lines)


@dataclass(frozen=True)
class SceneCost(_Sum):
    """The lines of one scene; `index` None: of the whole film."""

    index: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TalentCost(_Sum):
    """The lines of one talent at one provider."""

    lines: tuple[Line, ...]

    @property
    def first(self):
        return self.lines[0]


def estimate(project, kind, **options):
    """The Estimate of a job of `kind` with these options, as the project stands now."""
    return estimate_of(Job(project=project, workspace=project.workspace, kind=kind, options=options))


def estimate_of(job):
    """The Estimate of a job, saved or not; of the rest of its work where some of it is done."""
    if job.options.get("free"):
        return Estimate(job.kind, ())
    done, lines = _finished(job), []
    for name, *_ in settings.JOB_KINDS[job.kind]["stages"]:
        stage = import_string(settings.STAGES[name])()
        if name not in done and stage.asks_providers:
            lines += _stage_lines(job, stage, anew=_is_rewritten(lines))
    return Estimate(job.kind, tuple(lines), _currency(lines))


def _finished(job):
    """Names of the stages that a saved job is through with."""
    return set(job.stages.filter(state=StepState.DONE).values_list("name", flat=True)) if job.pk else set()


def _is_rewritten(lines):
    """Whether the words are bought anew: then nothing that follows from them is certain to be there."""
    return any(line.talent == "text" and line.how in (PRICED, UNPRICED) for line in lines)


def _stage_lines(job, stage, anew):
    """The lines of one stage. Local work needs no request to be known as free."""
    try:
        if _is_local(stage.talent):
            return [_local(stage.talent)]
        return [_line(job.workspace, ask, ask.guess or anew) for ask in stage.planned_calls(job)]
    except ProviderError as problem:  # what cannot be asked costs nothing; the work itself will say why
        log.info("no estimate of %s for project %s: %s", stage.talent, job.project.pk, problem)
        return []


def _is_local(talent):
    """Whether nobody who takes money is asked, whatever the requests are."""
    if not settings.PROVIDERS.get(talent):
        return False
    return not (registry.provider(talent).paid or registry.may_pass_on(talent))


def _local(talent, scene=None):
    provider = registry.provider(talent)
    return Line(talent=talent, provider=provider.name, model="", how=LOCAL, cost=prices.NOTHING, scene=scene)


def _line(workspace, ask, guess):
    try:
        provider = registry.first_for(ask.talent, ask.request)
    except Misconfigured as problem:
        return Line(
            talent=ask.talent, provider="nobody", model=str(problem)[:80], how=UNPRICED, cost=prices.UNKNOWN,
            scene=ask.scene,
        )  # fmt: skip
    if not provider.paid:
        return _local(ask.talent, ask.scene)
    told = {"talent": ask.talent, "provider": provider.name, "model": provider.model, "scene": ask.scene}
    if not guess and on_shelf(workspace, ask.talent, provider, ask.request):
        return Line(how=MADE, cost=prices.NOTHING, **told)
    units, cost = quote(provider, ask.talent, ask.request)
    return Line(how=PRICED if cost.known else UNPRICED, cost=cost, units=units, **told)


def quote(provider, talent, request, told=()):
    """(units, Cost) of one request at a Provider, at most; ({}, unknown) when it cannot tell."""
    units = provider.does.units_for(artifacts.heard(provider, request))
    if units is None:
        return {}, prices.UNKNOWN
    units = usage_bounds.repair(units, told)
    return units, prices.price(provider.name, talent, provider.model, units)


def on_shelf(workspace, talent, provider, request):
    """Whether this provider's answer to this request is there: a file, or words that were paid for."""
    heard = artifacts.heard(provider, request)
    digest = artifacts.request_digest(talent, provider.name, provider.model, heard)
    if talent in WORDS:
        return Answer.objects.filter(workspace=workspace, digest=digest).exists()
    return library.find(workspace, digest) is not None


def _currency(lines):
    return next((line.cost.currency for line in lines if line.how == PRICED), "USD")
