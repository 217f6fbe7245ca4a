"""Make the finished video findable: poster, captions, the render's row."""

from collections.abc import Iterator

from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StageFailed, StepFailed
from generation.engine.plan import PollLater, StepOutcome, StepPlan
from generation.interfaces import FREE
from generation.models import Job, Step, StepState
from projects.media import library
from projects.models import Asset, VideoProject
from rendering.engine import cues, timeline
from rendering.engine.compose import poster
from rendering.engine.errors import EngineError
from rendering.exports import file_facts, platforms, ratios
from rendering.models import Render
from rendering.scratch import scratch_folder
from rendering.spec.schema import RenderSpec
from rendering.stages.compose import MediaFiles, spec_of

TALENT = "publish"


class PublishStage(BaseStage):
    talent = TALENT

    def opening_message(self, job: Job, count: int) -> str:
        return "Publishing"

    def working_message(self, step: Step) -> str:
        return ratios.labelled(step.job, "Storing the poster and the captions", step.request.get("aspect"))

    def done_message(self, step: Step) -> str:
        return ratios.labelled(step.job, "Stored", step.request.get("aspect"))

    def plan(self, job: Job) -> Iterator[StepPlan]:
        """One step for each video that was composed."""
        for made in job.steps.filter(stage__name="compose", state=StepState.DONE):
            aspect = made.request.get("aspect") or job.project.aspect
            label = ratios.labelled(job, "Publish", aspect)
            request = {"aspect": aspect, "composed": made.key}
            yield StepPlan(
                key=ratios.named(job, "publish", aspect), label=label, talent=TALENT, request=request
            )

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        spec = RenderSpec.model_validate(spec_of(composed(step)))
        workspace = step.job.workspace
        said = cues.cues_of(spec, timeline.plan(spec))
        srt = library.keep(workspace, "captions", cues.to_srt(said).encode(), "application/x-subrip", "local")
        vtt = library.keep(workspace, "captions", cues.to_vtt(said).encode(), "text/vtt", "local")
        data = {"srt": srt.pk, "vtt": vtt.pk, "poster": _poster(workspace, spec).pk}
        return StepOutcome(data={**data, "report": _report(step, spec)}, usage=FREE, record_cost=False)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        job = step.job
        made, aspect = composed(step), step.request.get("aspect") or job.project.aspect
        video = _video(step)
        probe = video.meta["probe"]
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
            duration_ms=video.duration_ms,
            frames=video.meta["frames"],
            width=video.width,
            height=video.height,
            loudness=probe["lufs"],
            report=outcome.data["report"],
        )
        if aspect == job.project.aspect:
            VideoProject.objects.filter(pk=job.project_id).update(poster_id=outcome.data["poster"])

    def close(self, job: Job, steps: list[Step]) -> str:
        """One failed step fails the stage only if no video was published."""
        failed = [step for step in steps if step.state == StepState.FAILED]
        if failed and len(failed) == len(steps):
            raise StageFailed(failed[0].error)
        return ""


def composed(step):
    """The step that composed what this one publishes."""
    return step.job.steps.get(key=step.request.get("composed", "compose"))


def _report(step, spec):
    """What was measured on the file, and what platforms will say to it."""
    job, video = step.job, _video(step)
    report = {**video.meta, "pictures": ratios.how(job, step.request.get("aspect"))}
    with scratch_folder("report") as folder:
        path = library.local_path(video, folder)
        try:
            facts = file_facts.of(spec, path, video.meta["probe"], job.project_id, job.workspace)
        except ValueError as error:
            note = f"What platforms ask could not be checked: {error}."
            return {**report, "notes": [*video.meta.get("notes", []), note]}
    return {**report, "platforms": platforms.report(facts)}


def _video(step):
    return Asset.objects.get(workspace=step.job.workspace, digest=composed(step).result["video"])


def _poster(workspace, spec):
    with scratch_folder("poster") as folder:
        path = folder / "poster.jpg"
        try:
            poster(spec, MediaFiles(workspace, folder), path)
        except EngineError as error:
            raise StepFailed(str(error)) from error
        return library.keep(
            workspace,
            "image",
            path.read_bytes(),
            "image/jpeg",
            "local",
            width=spec.output.width,
            height=spec.output.height,
        )
