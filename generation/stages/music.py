"""A bed for the whole video: composed for the style's mood, or what the project chose."""

from itertools import accumulate

from generation.engine import provider_calls
from generation.engine.plan import Ask, Later, Plan
from generation.interfaces import MusicRequest
from generation.stages.base import at_once, close, save  # noqa: F401

TALENT = "music"


def opening(job, count):
    return "Composing the music"


def size(job):
    return _seconds(job) if _is_wanted(job) else 0


def _is_wanted(job):
    """The video has a bed and none of its own; a job that makes one thing anew makes this one."""
    asked = job.kind != "regenerate" or job.options.get("what") == TALENT
    return asked and job.project.music_on and not job.project.music_id


def plan(job):
    """One bed, where the project has none of its own and the job may ask for one."""
    if _is_wanted(job) and provider_calls.may_ask(job, TALENT):
        yield Plan(key="music", label="Compose the music", talent=TALENT, size=_seconds(job))


def asks(job):
    return [Ask(talent=TALENT, request=_request(job.project)) for _ in plan(job)]


def _seconds(job):
    return job.project.total_ms / 1000


def doing(step):
    return "Composing the music"


def told(step):
    return "The music is composed"


def run(step, context):
    made = provider_calls.ask(step, context, TALENT, _request(step.job.project))
    return made if isinstance(made, Later) else made.outcome(digest=made.asset.digest)


def _request(project):
    look = project.look
    return MusicRequest(
        mood=look.mood,
        duration_ms=project.total_ms,
        bpm=look.bpm,
        seed=project.seed if project.music_seed is None else project.music_seed,
        cuts_ms=_cuts(project) if look.on_beat else (),
    )


def _cuts(project):
    """When each scene after the first begins: the bed follows the board, never the other way round."""
    lengths = project.scenes.values_list("duration_ms", flat=True)
    return tuple(accumulate(lengths))[:-1]


def at_hand(project):
    """The bed of a video as it is now (its own, or one that was composed for it), or None. Asks nobody."""
    if not project.music_on:
        return None
    return project.music or provider_calls.at_hand(project.workspace, TALENT, _request(project))
