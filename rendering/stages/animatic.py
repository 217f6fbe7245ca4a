"""The animatic: a preview of the board as it stands, composed small; it replaces the one before."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StageFailed
from generation.engine.plan import PollLater, StepOutcome, StepPlan
from generation.models import Job, Step
from projects import formats
from projects.board.digest import board_digest
from projects.models import Asset
from rendering.models import Render, RenderKind
from rendering.preview.spec import preview_spec
from rendering.stages import compose

TALENT = compose.TALENT


class AnimaticStage(BaseStage):
    talent = TALENT

    def opening_message(self, job: Job, count: int) -> str:
        return gettext_noop("Composing the preview")

    def working_message(self, step: Step) -> str:
        return gettext_noop("Composing the preview")

    def done_message(self, step: Step) -> str:
        return gettext_noop("The preview is composed")

    def size(self, job: Job) -> float:
        """Megapixel-seconds, as for a video."""
        width, height = formats.preview_size(job.project.aspect)
        return job.project.total_ms / 1000 * width * height / 1e6

    def plan(self, job: Job) -> Iterator[StepPlan]:
        """Freeze the spec of what the board says now; it may have been edited while the voices were made."""
        job.digest = board_digest(job.project)
        try:
            job.spec = preview_spec(job.project, job.digest).model_dump(mode="json")
        except ValueError as error:
            raise StageFailed(str(error)) from error
        job.save(update_fields=["spec", "digest"])
        yield StepPlan(
            key="animatic", label=gettext_noop("Compose the preview"), talent=TALENT, size=self.size(job)
        )

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        return compose.make_video(step, context)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        """The newest preview takes the place of the one before."""
        job = step.job
        video = Asset.objects.get(workspace=job.workspace, digest=outcome.data["video"])
        Render.objects.filter(project=job.project, kind=RenderKind.PREVIEW).delete()
        Render.objects.create(
            project=job.project,
            kind=RenderKind.PREVIEW,
            aspect=job.project.aspect,
            job=job,
            digest=job.digest,
            spec=job.spec,
            video=video,
            report=video.meta,
            **compose.measured_fields(video),
        )
