"""The animatic: a preview of the board as it stands, composed small; it replaces the one before."""

from generation.engine.errors import StageFailed
from generation.engine.plan import Plan
from generation.stages.base import at_once, close  # noqa: F401
from projects import formats
from projects.board.digest import board_digest
from projects.models import Asset
from rendering.models import PREVIEW, Render
from rendering.preview.spec import preview_spec
from rendering.stages import compose

TALENT = compose.TALENT


def opening(job, count):
    return "Composing the preview"


def size(job):
    """Megapixel-seconds, as for a video."""
    width, height = formats.preview_size(job.project.aspect)
    return job.project.total_ms / 1000 * width * height / 1e6


def plan(job):
    """Freeze the spec of what the board says now; it may have been edited while the voices were made."""
    job.digest = board_digest(job.project)
    try:
        job.spec = preview_spec(job.project, job.digest).model_dump(mode="json")
    except ValueError as error:
        raise StageFailed(str(error)) from error
    job.save(update_fields=["spec", "digest"])
    yield Plan(key="animatic", label="Compose the preview", talent=TALENT, size=size(job))


def doing(step):
    return "Composing the preview"


def told(step):
    return "The preview is composed"


def run(step, context):
    return compose.run(step, context)


def save(step, outcome):
    """The newest preview takes the place of the one before."""
    job = step.job
    video = Asset.objects.get(workspace=job.workspace, digest=outcome.data["video"])
    Render.objects.filter(project=job.project, kind=PREVIEW).delete()
    Render.objects.create(
        project=job.project,
        kind=PREVIEW,
        aspect=job.project.aspect,
        job=job,
        digest=job.digest,
        spec=job.spec,
        video=video,
        duration_ms=video.duration_ms,
        frames=video.meta["frames"],
        width=video.width,
        height=video.height,
        loudness=video.meta["probe"]["lufs"],
        report=video.meta,
    )
