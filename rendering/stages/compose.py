"""The composer: the approved board, its voices and its music become one MP4."""

import contextlib
import errno
import math
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StageFailed, StepFailed, Stopped
from generation.engine.plan import PlannedCall, PollLater, StepOutcome, StepPlan
from generation.engine.worker import POOL_VARIABLE
from generation.interfaces import FREE
from generation.models import Job, Step, StepState
from generation.provider_errors import Transient
from generation.providers import registry
from generation.stages.shared import result_of
from projects import formats
from projects.board.digest import board_digest, digest_of
from projects.media import library
from projects.models import Asset, VideoProject, Workspace
from rendering.engine.cache import SegmentCache
from rendering.engine.compose import Composed
from rendering.engine.engine_process import EngineEnded, EngineProcess
from rendering.engine.errors import Cancelled, EngineError, SourceError
from rendering.exports import ratios
from rendering.providers.custom import ComposeRequest
from rendering.scratch import scratch_folder
from rendering.spec import build
from rendering.spec.schema import RenderSpec
from rendering.stages import posters

TALENT = "compose"

# Raise it when the engine makes other pixels or sound from the same spec: finished videos are
# addressed by it, and an old one must not be taken for the new.
ENGINE_VERSION = "8"

# Ratios composed in parallel in one job. Each keeps all cores busy while it encodes and up to 420 MB
# of memory, so more would only wait; two fill each other's gaps (sound, joining, checking).
AT_ONCE = 2

# By job: what gives the process that composed ahead of it (rendering/stages/ahead.py). It is called with what
# raises when the step should end.
AHEAD: dict[int, Callable[[Callable[[], object]], EngineProcess]] = {}


class ComposeStage(BaseStage):
    talent = TALENT
    asks_providers = True

    def opening_message(self, job: Job, count: int) -> str:
        return (
            gettext_noop("Composing the video")
            if count == 1
            else gettext_noop("Composing %(count)s videos") % {"count": count}
        )

    def working_message(self, step: Step) -> str:
        return ratios.step_label(step.job, gettext_noop("Composing the video"), step.request.get("aspect"))

    def done_message(self, step: Step) -> str:
        return ratios.step_label(
            step.job, gettext_noop("The video is composed and measured"), step.request.get("aspect")
        )

    def size(self, job: Job) -> float:
        """Megapixel-seconds: what a render's time is in proportion to."""
        return sum(_work(job.project, aspect) for aspect in ratios.ratios_of(job))

    def at_once(self, job: Job) -> int:
        return AT_ONCE

    def plan(self, job: Job) -> Iterator[StepPlan]:
        """Freeze the specs: of exactly the board that was approved, with the voices made since.

        A ratio whose pictures could not be made is left out; the others are composed.
        """
        if board_digest(job.project) != job.digest:
            raise StageFailed(
                gettext_noop("The board is not the one that was approved. Submit it for review again.")
            )
        ready = [aspect for aspect in ratios.ratios_of(job) if not ratios.problem(job, aspect)]
        if not ready:
            raise StageFailed(ratios.problem(job, ratios.ratios_of(job)[0]))
        specs = {aspect: _spec(job, aspect) for aspect in ready}
        job.spec = next(iter(specs.values()))
        job.save(update_fields=["spec"])
        for aspect, spec in specs.items():
            yield StepPlan(
                key=ratios.step_key(job, "compose", aspect),
                label=ratios.step_label(job, gettext_noop("Compose the video"), aspect),
                talent=TALENT,
                size=_work(job.project, aspect),
                request={"aspect": aspect, "spec": spec} if len(specs) > 1 else {"aspect": aspect},
            )

    def planned_calls(self, job: Job) -> Iterable[PlannedCall]:
        """What a composer elsewhere would be asked. Voices and music may be missing: its length counts."""
        for aspect in ratios.ratios_of(job) if settings.PROVIDERS.get(TALENT) else ():
            with contextlib.suppress(ValueError):  # a scene without a picture: nothing will be asked
                spec = build.build(job.project, "", aspect=aspect).model_dump(mode="json")
                yield PlannedCall(talent=TALENT, request=_request(job, spec), guess=True)

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        return make_video(step, context)

    def close(self, job: Job, steps: list[Step]) -> str:
        """A ratio that failed does not take the others along."""
        failed = [step for step in steps if step.state == StepState.FAILED]
        if len(failed) == len(steps):
            raise StageFailed(failed[0].error)
        return ""


def _work(project: VideoProject, aspect: str) -> float:
    width, height = formats.frame_size(aspect, project.resolution)
    return project.total_ms / 1000 * width * height / 1e6


def _spec(job: Job, aspect: str) -> dict[str, Any]:
    try:
        spec = build.build(job.project, job.digest, _music(job), aspect, ratios.pictures(job, aspect))
    except ValueError as error:
        raise StageFailed(str(error)) from error
    return spec.model_dump(mode="json")


def spec_of(step: Step) -> dict[str, Any]:
    """The frozen spec (plain data) of a step that composes; in a job of one video it is the job's."""
    return step.request.get("spec") or step.job.spec or {}


def _music(job: Job) -> Asset | None:
    if not job.project.music_on:
        return None
    if job.project.music_id:
        return job.project.music
    digest = result_of(job, "music").get("digest")
    return library.find(job.workspace, digest) if digest else None


def _request(job: Job, spec: dict[str, Any]) -> ComposeRequest:
    return ComposeRequest(spec=spec, workspace=job.workspace_id)


def is_made_here() -> bool:
    """Whether a film is composed on this machine first, by the settings."""
    return not settings.PROVIDERS.get(TALENT) or not registry.provider(TALENT).paid


def make_video(step: Step, context: StepContext) -> StepOutcome | PollLater:
    """Compose here, or by the composers that the settings list, in their order; a preview always here."""
    if step.job.options.get("free") or not settings.PROVIDERS.get(TALENT):
        return _compose_here(step, context)
    request = _request(step.job, spec_of(step))
    answer = provider_calls.ask(step, context, TALENT, request, here=lambda: _compose_here(step, context))
    if not isinstance(answer, provider_calls.CallResult):
        return answer
    return answer.outcome(video=answer.file.digest, report=answer.file.meta)


def _compose_here(step: Step, context: StepContext) -> StepOutcome:
    spec = RenderSpec.model_validate(spec_of(step))
    digest = digest_of({"talent": TALENT, "engine": ENGINE_VERSION, "spec": spec_of(step)})
    found, work, poster = library.find(step.job.workspace, digest), 0.0, None
    if found is None:
        found, work, poster = _compose(step, context, spec, digest)
    data = {"video": digest, "report": found.meta, **({"poster": poster.pk} if poster else {})}
    return StepOutcome(data=data, asset=found, usage=FREE, work=work)


def _compose(
    step: Step, context: StepContext, spec: RenderSpec, digest: str
) -> tuple[Asset, float, Asset | None]:
    """(asset, share of the frames that were not in the cache, the film's new poster if it needs one)."""
    with scratch_folder(f"render-{step.pk}") as folder:
        return _compose_in(step, context, spec, digest, folder)


def _needs_poster(step: Step) -> bool:
    """Whether it becomes a film, which shows something else than the one before."""
    return not step.job.options.get("free") and not posters.of_film_before(step, spec_of(step))


def _compose_in(
    step: Step, context: StepContext, spec: RenderSpec, digest: str, folder: Path
) -> tuple[Asset, float, Asset | None]:
    poster = folder / "poster.jpg" if _needs_poster(step) else None
    try:
        hand_over = AHEAD.pop(step.job_id, None)
        with hand_over(context.check) if hand_over else composer() as process:
            done = process.compose(
                spec,
                MediaFiles(step.job.workspace, folder),
                folder / "video.mp4",
                progress=lambda at, total, message: context.report(at / max(1, total), message),
                cancelled=context.stopped,
                workers=settings.RENDER_THREADS,
                cache=segment_cache(),
                poster=poster,
            )
        context.check()
        film = _store(step.job.workspace, done, digest)
        still = posters.keep(step.job.workspace, spec, poster) if poster else None
        return film, 1 - done.reused / done.frames, still
    except Cancelled:
        context.check()
        raise Stopped("cancelled") from None
    except EngineError as error:
        raise StepFailed(str(error)) from error
    except EngineEnded as error:
        raise ended() from error
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Transient(
            gettext_noop("There is no room left on the disk for the video. Make room, then retry.")
        ) from error


def _store(workspace: Workspace, done: Composed, digest: str) -> Asset:
    return library.keep_file(
        workspace,
        "video",
        done.path,
        "video/mp4",
        "local",
        digest=digest,
        width=done.probe.width,
        height=done.probe.height,
        duration_ms=done.duration_ms,
        meta=report(done),
    )


def report(done: Composed) -> dict[str, Any]:
    """What was measured on the finished file, as JSON."""
    return {
        "frames": done.frames,
        "duration_ms": done.duration_ms,
        "scene_starts_ms": list(done.scene_starts_ms),
        "probe": {name: _finite(value) for name, value in asdict(done.probe).items()},
        "notes": list(done.notes),
    }


def _finite(value: Any) -> Any:
    """JSON has no infinity: the peak of silence becomes None."""
    return value if not isinstance(value, float) or math.isfinite(value) else None


def measured_fields(video: Asset) -> dict[str, Any]:
    """Of a finished video's asset what its Render keeps in columns of its own."""
    return {
        "duration_ms": video.duration_ms,
        "frames": video.meta["frames"],
        "width": video.width,
        "height": video.height,
        "loudness": video.meta["probe"]["lufs"],
    }


class MediaFiles:
    """Digest → local file. Local storage is used in place, remote files are fetched once."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder = workspace, folder

    def __call__(self, digest: str) -> Path:
        return library.local_path(self._asset(digest), self.folder)

    def identity(self, digest: str) -> str:
        """What the bytes are: an asset's digest only says what was asked for."""
        return self._asset(digest).sha256

    def _asset(self, digest: str) -> Asset:
        asset = library.find(self.workspace, digest)
        if asset is None:
            raise SourceError(
                None, gettext_noop("A picture or sound of this board is not in the library any more.")
            )
        return asset


def composer() -> EngineProcess:
    """The engine in a process of its own, which is known as the pool's: what ends the pool ends it, too."""
    pool = os.environ.get(POOL_VARIABLE)
    return EngineProcess({POOL_VARIABLE: pool} if pool else {})


def ended() -> Transient:
    """What a step says whose composer was killed. The next try finds the finished pieces in the cache."""
    return Transient(gettext_noop("Composing stopped in the middle. What was made so far is kept."))


def segment_cache() -> SegmentCache:
    """The pieces of videos that were made before: after a crash or an edit only what is missing is made."""
    return SegmentCache(settings.HOME_DIR / "segments", settings.RENDER_CACHE_BYTES)
