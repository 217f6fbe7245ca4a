"""Publish the finished video: poster, captions, signature, the platforms' report, the render's row."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop

from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StageFailed, StepFailed
from generation.engine.plan import PollLater, StepOutcome, StepPlan
from generation.interfaces import FREE
from generation.models import Job, Step, StepState
from generation.provider_errors import Transient
from generation.providers import registry
from projects.media import library
from projects.models import Asset, VideoProject, Workspace
from rendering.engine import cache_keys, caption_cues, timeline
from rendering.engine.compose import poster as draw_poster
from rendering.engine.errors import EngineError
from rendering.engine.types import Box
from rendering.exports import file_facts, platforms, ratios
from rendering.models import Render
from rendering.provenance import c2pa_process, signing
from rendering.provenance.c2pa_process import SigningFailed
from rendering.provenance.certificates import UnfitCertificate
from rendering.scratch import scratch_folder
from rendering.spec.schema import RenderSpec
from rendering.stages import posters
from rendering.stages.compose import MediaFiles, measured_fields, spec_of

TALENT = "publish"


class PublishStage(BaseStage):
    talent = TALENT

    def opening_message(self, job: Job, count: int) -> str:
        return gettext_noop("Publishing")

    def working_message(self, step: Step) -> str:
        return ratios.step_label(
            step.job, gettext_noop("Storing the poster and the captions"), step.request.get("aspect")
        )

    def done_message(self, step: Step) -> str:
        return ratios.step_label(step.job, gettext_noop("Stored"), step.request.get("aspect"))

    def plan(self, job: Job) -> Iterator[StepPlan]:
        """One step for each video that was composed."""
        for made in job.steps.filter(stage__name="compose", state=StepState.DONE):
            aspect = made.request.get("aspect") or job.project.aspect
            label = ratios.step_label(job, gettext_noop("Publish"), aspect)
            request = {"aspect": aspect, "composed": made.key}
            yield StepPlan(
                key=ratios.step_key(job, "publish", aspect), label=label, talent=TALENT, request=request
            )

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        spec = RenderSpec.model_validate(spec_of(composing_step(step)))
        workspace = step.job.workspace
        # What signs loads its libraries, and a poster is drawn, while captions are written and measured.
        with c2pa_process.started() as signer, _poster(composing_step(step), spec) as poster:
            said = caption_cues.cues_of(spec, timeline.plan(spec))
            srt = library.keep(
                workspace, "captions", caption_cues.to_srt(said).encode(), "application/x-subrip", "local"
            )
            vtt = library.keep(workspace, "captions", caption_cues.to_vtt(said).encode(), "text/vtt", "local")
            captions = file_facts.caption_box(spec)
            video, notes = _signed(step, spec, signer)
            report = _report(step, spec, video, notes, captions)
            data = {"srt": srt.pk, "vtt": vtt.pk, "poster": poster().pk, "video": video.pk}
        return StepOutcome(data={**data, "report": report}, usage=FREE, record_cost=False)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        job = step.job
        made, aspect = composing_step(step), step.request.get("aspect") or job.project.aspect
        video = Asset.objects.get(pk=outcome.data["video"])
        Render.objects.create(
            project=job.project,
            aspect=aspect,
            job=job,
            submission_id=job.options.get("submission"),
            digest=job.digest,
            spec=spec_of(made),
            video=video,
            poster_id=outcome.data["poster"],
            srt_id=outcome.data["srt"],
            vtt_id=outcome.data["vtt"],
            report=outcome.data["report"],
            **measured_fields(video),
        )
        if aspect == job.project.aspect:
            VideoProject.objects.filter(pk=job.project_id).update(poster_id=outcome.data["poster"])

    def close(self, job: Job, steps: list[Step]) -> str:
        """One failed step fails the stage only if no video was published."""
        failed = [step for step in steps if step.state == StepState.FAILED]
        if failed and len(failed) == len(steps):
            raise StageFailed(failed[0].error)
        return ""


def composing_step(step: Step) -> Step:
    """The step that composed what this one publishes."""
    return step.job.steps.get(key=step.request.get("composed", "compose"))


def _signed(step: Step, spec: RenderSpec, signer: c2pa_process.Process) -> tuple[Asset, list[str]]:
    """(the film to publish, what is to be said of it): signed; else as it is, with a note, where that may be.

    A signing that failed is tried again as often as any step. A certificate that does not do is no passing
    trouble.
    """
    composed = _video(step)
    try:
        return signing.signed(step.job, spec, composed, signer), []
    except SigningFailed as error:
        why = str(error)
        if step.attempts < registry.tries(TALENT):
            raise Transient(why) from error
    except UnfitCertificate as error:
        why = str(error)
    if step.job.workspace.must_be_signed:
        raise StepFailed(f"{why} Videos of this workspace must be signed, so it is not published.")
    return composed, [f"{signing.UNSIGNED} {why}"]


def _report(
    step: Step, spec: RenderSpec, video: Asset, notes: list[str], captions: Box | None
) -> dict[str, Any]:
    """What was measured on the file, and whether it keeps to what platforms ask."""
    job = step.job
    report = {**video.meta, "pictures": ratios.how_made(job, step.request.get("aspect"))}
    report["notes"] = [*video.meta.get("notes", []), *notes]
    with scratch_folder("report") as folder:
        path = library.local_path(video, folder)
        try:
            facts = file_facts.facts_of(
                spec, path, video.meta["probe"], job.project_id, job.workspace, captions
            )
        except ValueError as error:
            note = f"What platforms ask could not be checked: {error}."
            return {**report, "notes": [*report["notes"], note]}
    return {**report, "platforms": platforms.report(facts)}


def _video(step: Step) -> Asset:
    return Asset.objects.get(workspace=step.job.workspace, digest=composing_step(step).result["video"])


@contextmanager
def _poster(made: Step, spec: RenderSpec) -> Iterator[Callable[[], Asset]]:
    """What gives the poster of what a step composed.

    One that has to be drawn is drawn meanwhile: signing waits for a process of its own.
    """
    known = posters.of_film_before(made, spec_of(made)) or posters.drawn_by_the_way(made)
    if known:
        yield lambda: known
        return
    with scratch_folder("poster") as folder, ThreadPoolExecutor(1) as painter:
        # The thread asks no database: all files are at hand before it begins.
        paths = _seen_files(spec, MediaFiles(made.job.workspace, folder))
        drawn = painter.submit(draw_poster, spec, paths.__getitem__, folder / "poster.jpg")
        yield lambda: _kept_poster(made.job.workspace, spec, drawn)


def _seen_files(spec: RenderSpec, files: MediaFiles) -> dict[str, Path]:
    """{digest: file} of all pictures and clips of a film."""
    seen = {media.digest for scene in spec.scenes for media in cache_keys.pictures(scene) if media}
    try:
        return {digest: files(digest) for digest in seen}
    except EngineError as error:
        raise StepFailed(str(error)) from error


def _kept_poster(workspace: Workspace, spec: RenderSpec, drawn: Future[Path]) -> Asset:
    try:
        return posters.keep(workspace, spec, drawn.result())
    except EngineError as error:
        raise StepFailed(str(error)) from error
