"""A bed for the whole video: composed for the style's mood, or what the project chose."""

from generation import calls
from generation.outcome import Later, Plan
from generation.providers.base import MusicRequest
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
    look = project.look
    request = MusicRequest(mood=look.mood, duration_ms=project.total_ms, bpm=look.bpm, seed=project.seed)
    made = calls.ask(step, context, TALENT, request)
    return made if isinstance(made, Later) else made.outcome(digest=made.asset.digest)
