"""Write the narration, or read it from a screenplay."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext_noop

from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.context import StepContext
from generation.engine.plan import PlannedCall, PollLater, StepOutcome, StepPlan
from generation.interfaces import ScriptRequest
from generation.models import Job, PromptVersion, Step
from generation.prompts import inputs, templates
from generation.stages.shared import outcome_with_prompts
from generation.text import screenplay
from projects.models import VideoProject

TALENT = "text"


class ScriptStage(BaseStage):
    talent = TALENT
    asks_providers = True

    def opening_message(self, job: Job, count: int) -> str:
        return (
            gettext_noop("Reading the script")
            if job.project.source == "script"
            else gettext_noop("Writing the narration")
        )

    def plan(self, job: Job) -> Iterator[StepPlan]:
        label = (
            gettext_noop("Read the script")
            if job.project.source == "script"
            else gettext_noop("Write the narration")
        )
        yield StepPlan(key="script", label=label, talent=TALENT)

    def planned_calls(self, job: Job) -> Iterable[PlannedCall]:
        yield PlannedCall(talent=TALENT, request=request_for(job.project, job.options.get("seed"))[0])

    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        request, versions = request_for(step.job.project, step.job.options.get("seed"))
        made = provider_calls.ask(step, context, TALENT, request)
        if isinstance(made, PollLater):
            return made
        outcome = outcome_with_prompts(made, TALENT, versions)
        only_read = request.script and not outcome.prompt_version
        return replace(outcome, work=0.0) if only_read else outcome


def request_for(project: VideoProject, seed: int | None = None) -> tuple[ScriptRequest, list[PromptVersion]]:
    """(the ScriptRequest, the versions of the prompts in it); Rejected for a script without words."""
    request = _bare_request(project, seed)
    scenes = None
    if request.script:
        scenes = len(screenplay.parse(request.script, language=request.language).segments)
    system, versions = templates.script_instructions(request, scenes)
    return replace(request, system=system), versions


def _bare_request(project: VideoProject, seed: int | None) -> ScriptRequest:
    return ScriptRequest(
        mode=project.mode,
        style=project.style,
        duration_ms=project.target_ms,
        language=project.language,
        product=inputs.facts_as_seen(project),
        prompt=project.prompt if project.source == "prompt" else "",
        script=project.script if project.source == "script" else "",
        cta=inputs.call_to_action(project),
        tone=inputs.tone(project),
        banned_words=inputs.banned_words(project),
        seed=project.seed if seed is None else seed,
    )
