"""Write the narration, or read it from a screenplay."""

from generation import artifacts, calls, sources
from generation.outcome import Later, Outcome, Plan
from generation.providers.base import FREE, ScriptRequest
from generation.providers.local.words import screenplay
from generation.stages.common import at_once, close, doing, save, size, told  # noqa: F401

TALENT = "text"


def opening(job, count):
    return "Reading the script" if job.project.source == "script" else "Writing the narration"


def plan(job):
    label = "Read the script" if job.project.source == "script" else "Write the narration"
    yield Plan(key="script", label=label, talent=TALENT)


def run(step, context):
    project = step.job.project
    if project.source == "script":
        script = screenplay.parse(project.script, language=project.language)
        return Outcome(data=artifacts.words(script), usage=FREE, work=0.0)
    made = calls.ask(step, context, TALENT, request_for(project, step.job.options.get("seed")))
    return made if isinstance(made, Later) else made.outcome()


def request_for(project, seed=None):
    return ScriptRequest(
        mode=project.mode,
        style=project.style,
        duration_ms=project.target_ms,
        language=project.language,
        product=sources.facts(project),
        prompt=project.prompt if project.source == "prompt" else "",
        cta=sources.call_to_action(project),
        banned_words=sources.banned_words(project),
        seed=project.seed if seed is None else seed,
    )
