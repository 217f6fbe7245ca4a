"""Make the finished video findable: poster, captions, the render's row."""

import tempfile
from pathlib import Path

from generation.errors import StepFailed
from generation.outcome import Outcome, Plan
from generation.providers.base import FREE
from generation.stages.common import at_once, close, result_of, size  # noqa: F401
from projects import library
from projects.models import Asset, VideoProject
from rendering.engine import cues, timeline
from rendering.engine.compose import poster
from rendering.engine.errors import EngineError
from rendering.models import Render
from rendering.spec import RenderSpec
from rendering.stages.compose import Media, scratch

TALENT = "publish"


def opening(job, count):
    return "Publishing"


def doing(step):
    return "Storing the poster and the captions"


def told(step):
    return "Stored"


def plan(job):
    yield Plan(key="publish", label="Publish", talent=TALENT)


def run(step, context):
    spec = RenderSpec.model_validate(step.job.spec)
    workspace = step.job.workspace
    said = cues.cues_of(spec, timeline.plan(spec))
    srt = library.keep(workspace, "captions", cues.to_srt(said).encode(), "application/x-subrip", "local")
    vtt = library.keep(workspace, "captions", cues.to_vtt(said).encode(), "text/vtt", "local")
    data = {"srt": srt.pk, "vtt": vtt.pk, "poster": _poster(workspace, spec).pk}
    return Outcome(data=data, usage=FREE, paid=False)


def _poster(workspace, spec):
    with tempfile.TemporaryDirectory(prefix="poster-", dir=scratch()) as room:
        path = Path(room) / "poster.jpg"
        try:
            poster(spec, Media(workspace, Path(room)), path)
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


def save(step, outcome):
    job = step.job
    video = Asset.objects.get(workspace=job.workspace, digest=result_of(job, "compose")["video"])
    probe = video.meta["probe"]
    Render.objects.create(
        project=job.project,
        aspect=job.project.aspect,
        job=job,
        submission_id=job.options.get("submission"),
        digest=job.digest,
        spec=job.spec,
        video=video,
        poster_id=outcome.data["poster"],
        srt_id=outcome.data["srt"],
        vtt_id=outcome.data["vtt"],
        duration_ms=video.duration_ms,
        frames=video.meta["frames"],
        width=video.width,
        height=video.height,
        loudness=probe["lufs"],
        report=video.meta,
    )
    VideoProject.objects.filter(pk=job.project_id).update(poster_id=outcome.data["poster"])
