"""A bed for the whole video: composed for the style's mood, or what the project chose."""

from generation import artifacts, registry
from generation.outcome import Outcome, Plan
from generation.providers.base import FREE, MusicRequest
from generation.stages.common import at_once, close, save  # noqa: F401

TALENT = "music"


def opening(job, count):
    return "Composing the music"


def size(job):
    return _seconds(job) if job.project.music_on and not job.project.music_id else 0


def plan(job):
    if job.project.music_on and not job.project.music_id:
        yield Plan(key="music", label="Compose the music", talent=TALENT, size=_seconds(job))


def _seconds(job):
    return job.project.total_ms / 1000


def doing(step):
    return "Composing the music"


def told(step):
    return "The music is composed"


def run(step, context):
    project = step.job.project
    band = registry.provider(TALENT)
    look = project.look
    request = MusicRequest(mood=look.mood, duration_ms=project.total_ms, bpm=look.bpm, seed=project.seed)
    asset, answer = artifacts.made(
        step.job.workspace, "music", TALENT, band, request, lambda: band.does.score(request)
    )
    return Outcome(
        asset=asset,
        data={"digest": asset.digest},
        provider=band.name,
        usage=answer.usage if answer else FREE,
        paid=answer is not None,
    )
