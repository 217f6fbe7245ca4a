"""The composer: the approved board, its voices and its music become one MP4."""

import math
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from generation.errors import StageFailed, StepFailed, Stopped
from generation.outcome import Outcome, Plan
from generation.providers.base import FREE
from generation.stages.common import at_once, close, result_of, save  # noqa: F401
from projects import library
from projects.digest import board_digest, digest_of
from rendering import board
from rendering.engine.cache import SegmentCache
from rendering.engine.compose import compose
from rendering.engine.errors import Cancelled, EngineError, SourceError
from rendering.spec import RenderSpec

TALENT = "compose"

# Raise it when the engine makes other pixels or sound from the same spec: finished videos are
# addressed by it, and an old one must not be taken for the new.
ENGINE_VERSION = "2"


def opening(job, count):
    return "Composing the video"


def size(job):
    """Megapixel-seconds: what a render's time is in proportion to."""
    width, height = job.project.frame_size
    return job.project.total_ms / 1000 * width * height / 1e6


def plan(job):
    """Freeze the spec: of exactly the board that was approved, with the voices made since."""
    if board_digest(job.project) != job.digest:
        raise StageFailed("The board is not the one that was approved. Submit it for review again.")
    try:
        spec = board.build(job.project, job.digest, _music(job))
    except ValueError as error:
        raise StageFailed(str(error)) from error
    job.spec = spec.model_dump(mode="json")
    job.save(update_fields=["spec"])
    yield Plan(key="compose", label="Compose the video", talent=TALENT, size=size(job))


def _music(job):
    if not job.project.music_on:
        return None
    if job.project.music_id:
        return job.project.music
    digest = result_of(job, "music").get("digest")
    return library.find(job.workspace, digest) if digest else None


def doing(step):
    return "Composing the video"


def told(step):
    return "The video is composed and measured"


def run(step, context):
    spec = RenderSpec.model_validate(step.job.spec)
    digest = digest_of({"talent": TALENT, "engine": ENGINE_VERSION, "spec": step.job.spec})
    found, work = library.find(step.job.workspace, digest), 0.0
    if found is None:
        found, work = _composed(step, context, spec, digest)
    return Outcome(data={"video": digest, "report": found.meta}, asset=found, usage=FREE, work=work)


def _composed(step, context, spec, digest):
    """(asset, share of the frames that were not in the cache). Our folder is gone afterwards in any case."""
    _clear_after_the_dead(step)
    room = Path(tempfile.mkdtemp(prefix=f"render-{step.pk}-", dir=scratch()))
    try:
        done = compose(
            spec,
            Media(step.job.workspace, room),
            room / "video.mp4",
            progress=lambda at, total, message: context.tell(at / max(1, total), message),
            cancelled=context.stopped,
            workers=settings.RENDER_THREADS,
            cache=pieces(),
        )
        context.check()
        return _kept(step.job.workspace, done, digest), 1 - done.reused / done.frames
    except Cancelled:
        context.check()
        raise Stopped("cancelled") from None
    except EngineError as error:
        raise StepFailed(str(error)) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _clear_after_the_dead(step):
    """A worker that was killed could not tidy up: its tries of this step left their rooms here."""
    for left in scratch().glob(f"render-{step.pk}-*"):
        shutil.rmtree(left, ignore_errors=True)


def _kept(workspace, done, digest):
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


def report(done):
    """What was measured on the finished file, as JSON."""
    return {
        "frames": done.frames,
        "duration_ms": done.duration_ms,
        "scene_starts_ms": list(done.scene_starts_ms),
        "probe": {name: _plain(value) for name, value in asdict(done.probe).items()},
        "notes": list(done.notes),
    }


def _plain(value):
    """JSON has no infinity: the peak of silence becomes None."""
    return value if not isinstance(value, float) or math.isfinite(value) else None


class Media:
    """Digest → local file. Local storage is used in place, remote files are fetched once."""

    def __init__(self, workspace, room):
        self.workspace, self.room = workspace, room

    def __call__(self, digest):
        return library.local_path(self._asset(digest), self.room)

    def identity(self, digest):
        """What the bytes are: an asset's digest only says what was asked for."""
        return self._asset(digest).sha256

    def _asset(self, digest):
        asset = library.find(self.workspace, digest)
        if asset is None:
            raise SourceError(None, "A picture or sound of this board is not in the library any more.")
        return asset


def scratch():
    folder = settings.HOME_DIR / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pieces():
    """The pieces of videos that were made before: a crash or an edit costs only what is missing."""
    return SegmentCache(settings.HOME_DIR / "segments", settings.RENDER_CACHE_BYTES)
