"""Time left, from how long steps of the same talent really took here."""

import math
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext

from generation.engine.base_stage import BaseStage, stage_named
from generation.models import OPEN_STEP_STATES, Job, Stage, Step, StepState
from generation.provider_errors import Misconfigured
from generation.providers import registry
from projects import clock

# Seconds per unit of size while nothing was measured: (made on this machine, by a provider elsewhere).
# The units are those of the stages: pictures, sentences, seconds of clips and music, megapixels × seconds
# of video. Here: docs/benchmarks.md, two cores. Elsewhere: the longer end of what models usually take.
PRIORS = {
    "vision": (0.2, 8.0),
    "text": (0.2, 12.0),
    "storyboard": (0.1, 0.1),
    "image": (0.5, 12.0),
    "voice": (0.2, 3.0),
    "music": (0.1, 1.5),
    "clip": (1.0, 15.0),
    "lip_sync": (1.0, 15.0),
    "pictures": (0.5, 0.5),
    "compose": (0.25, 1.0),
    "publish": (1.5, 1.5),
    "package": (0.2, 0.2),
}
SAMPLE = 20
REMEMBER_SECONDS = 15
UNKNOWN = "unknown"  # what the cache says of a talent of which no step has finished yet


class StepRow(NamedTuple):
    """What a step tells about the time it takes and how far it is; `progress` is in percent."""

    key: str
    state: str
    progress: int
    size: float
    not_before: datetime | None
    started: datetime | None


def steps_of(stage: Stage) -> list[StepRow]:
    """All steps of a stage in their order: a few columns in place of whole rows, as each event asks."""
    rows = Step.objects.filter(stage=stage).order_by("order", "pk").values_list(*StepRow._fields)
    return [StepRow(*row) for row in rows]


def seconds_left(job: Job, read: Stage | None = None, rows: list[StepRow] | None = None) -> int | None:
    """Whole seconds until the job should be done, or None for a kind of work nobody knows anything of.

    `rows` are the steps of the stage `read`, where the caller has them.
    """
    if job.is_over:
        return 0
    total = 0.0
    for stage in job.stages.filter(state__in=(StepState.WAITING, StepState.RUNNING)):
        part = _stage_left(job, stage, rows if stage == read else None)
        if part is None:  # whatever the others take: asking them too would cost each event its queries
            return None
        total += part
    return round(total)


def time_left(seconds: int | None) -> str:
    """`seconds_left` in words, for pages and the terminal: "about 45 s left", "about 1:20 left"; "" for None.

    static/js/job_progress.js says the same of the seconds in the feed, which are for programs.
    """
    if seconds is None:
        return ""
    if seconds < 60:
        return gettext("about %(seconds)s s left") % {"seconds": max(1, seconds)}
    return gettext("about %(time)s left") % {"time": f"{seconds // 60}:{seconds % 60:02}"}


def _stage_left(job: Job, stage: Stage, rows: list[StepRow] | None) -> float | None:
    work = stage_named(stage.name)
    rate = seconds_per_size(work.talent, job.kind)
    if stage.state == StepState.WAITING:
        rate, size = prior(job, work.talent) if rate is None else rate, work.size(job)
        return size * rate / _at_once(work, job, size) if rate is not None else (0 if not size else None)
    steps = [row for row in (steps_of(stage) if rows is None else rows) if row.state in OPEN_STEP_STATES]
    if not steps:
        return 0
    left = [step.size * (1 - step.progress / 100) for step in steps]
    for known in (lambda: _own_rate(steps), lambda: prior(job, work.talent)):
        rate = known() if rate is None else rate
    return None if rate is None else _wait(steps) + sum(left) * rate / _at_once(work, job, len(left))


def _wait(steps: list[StepRow]) -> float:
    """Whole seconds, rounded up, until the last of the steps that wait (for a provider that is away, for
    another try) is due: a job is never said to end before that.
    """
    due = [step.not_before for step in steps if step.state == StepState.READY and step.not_before]
    return max(0, math.ceil((max(due) - clock.now()).total_seconds())) if due else 0


def prior(job: Job, talent: str) -> float | None:
    """Seconds per unit of size as far as one can say before anything was measured here."""
    here, elsewhere = PRIORS.get(talent, (None, None))
    if not settings.PROVIDERS.get(talent) or job.options.get("free"):
        return here
    try:
        return elsewhere if registry.provider(talent).paid else here
    except Misconfigured:
        return here


def _own_rate(steps: list[StepRow]) -> float | None:
    """No history: a step that is under way tells its own speed."""
    for step in steps:
        if step.state == StepState.RUNNING and step.progress >= 5 and step.started:
            return (clock.now() - step.started).total_seconds() / (step.size * step.progress / 100)
    return None


def _at_once(work: BaseStage, job: Job, count: float) -> int:
    """How many of the stage's steps go at the same time."""
    return max(1, min(work.at_once(job), settings.WORKERS, round(count)))


def seconds_per_size(talent: str, kind: str = "") -> float | None:
    """Average seconds per unit of size over the newest finished steps, or None.

    Of jobs of that `kind` while there were any: a small picture costs more for its size than a large one.
    """
    key = _rate_key(talent, kind)
    known = cache.get(key)
    if known is None:
        # One whose result was there before has no size left (settle.finish).
        done = Step.objects.filter(talent=talent, state=StepState.DONE, seconds__isnull=False, size__gt=0)
        done = done.order_by("-finished")
        known = _average(done.filter(job__kind=kind)) or _average(done)
        # That nothing is known is remembered too: each event of a first job would ask again for every stage.
        cache.set(key, UNKNOWN if known is None else known, REMEMBER_SECONDS)
    return None if known == UNKNOWN else known


def measured(talent: str, kind: str) -> None:
    """A step of the talent has finished: from now on there is something to go by."""
    key = _rate_key(talent, kind)
    if cache.get(key) == UNKNOWN:
        cache.delete(key)


def _rate_key(talent: str, kind: str) -> str:
    return f"rate:{talent}:{kind}"


def _average(rows: QuerySet[Step]) -> float | None:
    """Weighted by work: a render of which most was there before counts by the part that was made."""
    taken = [(seconds or 0.0, size) for seconds, size in rows.values_list("seconds", "size")[:SAMPLE]]
    return sum(s for s, _ in taken) / sum(z for _, z in taken) if taken else None
