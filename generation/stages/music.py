"""A bed for the whole video: composed for the style's mood, or what the project chose."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from django.utils.translation import gettext_noop

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.plan import PlannedCall, PollLater, StepOutcome, StepPlan
from generation.interfaces import MusicRequest
from generation.models import Job, Step
from projects.models import Asset, VideoProject

TALENT = "music"


class MusicStage(BaseStage):
    talent = TALENT
    asks_providers = True

    def opening_message(self, job: Job, count: int) -> str:
        return gettext_noop("Composing the music")

    def working_message(self, step: Step) -> str:
        return gettext_noop("Composing the music")

    def done_message(self, step: Step) -> str:
        return gettext_noop("The music is composed")

    def size(self, job: Job) -> float:
        return _seconds(job) if _is_wanted(job) else 0

    def plan(self, job: Job) -> Iterator[StepPlan]:
        """One bed, where the project has none of its own and the job may ask for one."""
        if _is_wanted(job) and provider_calls.may_ask(job, TALENT):
            yield StepPlan(
                key="music", label=gettext_noop("Compose the music"), talent=TALENT, size=_seconds(job)
            )

    def planned_calls(self, job: Job) -> Iterable[PlannedCall]:
        return [PlannedCall(talent=TALENT, request=_request(job.project)) for _ in self.plan(job)]

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        made = provider_calls.ask(step, context, TALENT, _request(step.job.project))
        return made if isinstance(made, PollLater) else made.outcome(digest=made.file.digest)


def _is_wanted(job: Job) -> bool:
    """The video has a bed and none of its own; a job that makes one thing anew makes this one."""
    asked = job.kind != "regenerate" or job.options.get("what") == TALENT
    return asked and job.project.music_on and not job.project.music_id


def _seconds(job: Job) -> float:
    return job.project.total_ms / 1000


def _request(project: VideoProject) -> MusicRequest:
    look = project.look
    return MusicRequest(
        mood=look.mood,
        duration_ms=project.total_ms,
        bpm=look.bpm,
        seed=project.seed if project.music_seed is None else project.music_seed,
        cuts_ms=_cuts(project) if look.on_beat else (),
    )


def _cuts(project: VideoProject) -> tuple[int, ...]:
    """When each scene after the first begins: the bed follows the board, never the other way round."""
    lengths = project.scenes.values_list("duration_ms", flat=True)
    return tuple(accumulate(lengths))[:-1]


def cached_music(project: VideoProject) -> Asset | None:
    """The bed of a video as it is now (its own, or one that was composed for it), or None. Asks nobody."""
    if not project.music_on:
        return None
    return project.music or provider_calls.cached_asset(project.workspace, TALENT, _request(project))
