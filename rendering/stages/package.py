"""The editor's package of a finished video, made when somebody asks for it: it is large."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.errors import StageFailed, StepFailed, Stopped
from generation.engine.plan import PollLater, StepOutcome, StepPlan
from generation.interfaces import FREE
from generation.models import Job, Step
from projects.board.digest import digest_of
from projects.media import library
from projects.models import Asset
from rendering.engine.engine_process import EngineEnded
from rendering.engine.errors import Cancelled, EngineError
from rendering.exports import package
from rendering.models import Render
from rendering.provenance import rights_file, rights_sheet
from rendering.provenance.rights_sheet import RightsSheet
from rendering.scratch import scratch_folder
from rendering.spec.schema import RenderSpec
from rendering.stages.compose import ENGINE_VERSION, MediaFiles, composer, ended, segment_cache

TALENT = "package"


class PackageStage(BaseStage):
    talent = TALENT

    def opening_message(self, job: Job, count: int) -> str:
        return gettext_noop("Packing for an editor")

    def working_message(self, step: Step) -> str:
        return gettext_noop("Packing for an editor")

    def done_message(self, step: Step) -> str:
        return gettext_noop("The editor's package is ready")

    def size(self, job: Job) -> float:
        """Megapixel-seconds, as for a render: each scene is drawn once more."""
        render = Render.objects.filter(pk=job.options.get("render")).first()
        return render.duration_ms / 1000 * render.width * render.height / 1e6 if render else 1

    def plan(self, job: Job) -> Iterator[StepPlan]:
        render = job.project.renders.filter(pk=job.options.get("render")).first()
        if render is None:
            raise StageFailed(gettext_noop("The video is not there any more."))
        yield StepPlan(
            key="package", label=gettext_noop("Pack for an editor"), talent=TALENT, size=self.size(job)
        )

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        render = Render.objects.select_related("video").filter(pk=step.job.options["render"]).first()
        if render is None:
            raise StepFailed(gettext_noop("The video is not there any more."))
        sheet = rights_sheet.sheet_of(render)
        digest = digest_of(
            {
                "made": TALENT,
                "version": package.VERSION,
                "engine": ENGINE_VERSION,
                "spec": render.spec,
                "video": render.video.sha256,
                "rights": sheet.without_costs(),
            }
        )
        found = library.find(step.job.workspace, digest)
        work = 0.0 if found else 1.0
        asset = found or _make_package(step, context, render, sheet, digest)
        return StepOutcome(data={"render": render.pk}, asset=asset, usage=FREE, record_cost=False, work=work)

    def save(self, step: Step, outcome: StepOutcome) -> None:
        Render.objects.filter(pk=outcome.data["render"]).update(package=outcome.asset)


def _make_package(step: Step, context: StepContext, render: Render, sheet: RightsSheet, digest: str) -> Asset:
    with scratch_folder(f"package-{step.pk}") as folder:
        return _pack(step, context, render, sheet, digest, folder)


def _pack(
    step: Step, context: StepContext, render: Render, sheet: RightsSheet, digest: str, folder: Path
) -> Asset:
    try:
        path = _write(step, context, render, sheet, folder)
        context.check()
        return library.keep_file(
            step.job.workspace,
            TALENT,
            path,
            "application/zip",
            "local",
            digest,
            duration_ms=render.duration_ms,
        )
    except Cancelled:
        context.check()
        raise Stopped("cancelled") from None
    except EngineError as error:
        raise StepFailed(str(error)) from error
    except EngineEnded as error:
        raise ended() from error


def _write(step: Step, context: StepContext, render: Render, sheet: RightsSheet, folder: Path) -> Path:
    with composer() as process:
        return package.build(
            RenderSpec.model_validate(render.spec),
            MediaFiles(step.job.workspace, folder),
            library.local_path(render.video, folder),
            folder,
            folder / "package.zip",
            rights=rights_file.files_of(sheet),
            progress=context.report,
            cancelled=context.stopped,
            composing=process.compose,
            workers=settings.RENDER_THREADS,
            cache=segment_cache(),
        )
