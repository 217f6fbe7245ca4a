"""What several stages need. The class that they all extend is engine/base_stage.py."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generation.engine.plan import StepOutcome
from generation.engine.provider_calls import CallResult
from generation.models import Job, PromptVersion, Step, StepState
from generation.providers import registry
from projects.models import Scene


def scenes_asked_for(job: Job, kind: str) -> list[int] | None:
    """The keys of the scenes of which a "regenerate" job makes another take of `kind`; None in other jobs."""
    if job.kind != "regenerate":
        return None
    return job.options["scenes"] if job.options.get("what", "image") == kind else []


def scene_of(step: Step, *related: str) -> Scene | None:
    """The step's scene as it is now, with its `related` rows; None when it was deleted meanwhile."""
    if step.scene_id is None:
        return None
    rows = Scene.objects.select_related(*related) if related else Scene.objects.all()
    return rows.filter(pk=step.scene_id).first()


def scene_number(step: Step) -> int:
    """The number of the step's scene on the board, for people."""
    return step.scene.scene_index if step.scene else step.order + 1


def options_of(job: Job, *names: str) -> dict[str, Any]:
    """Those of the options that the job was started with."""
    return {name: job.options[name] for name in names if name in job.options}


def result_of(job: Job, stage_name: str) -> dict[str, Any]:
    """The result of a stage's single finished step, or {}."""
    step = job.steps.filter(stage__name=stage_name, state=StepState.DONE).first()
    return step.result if step else {}


def outcome_with_prompts(made: CallResult, talent: str, versions: Sequence[PromptVersion]) -> StepOutcome:
    """The Outcome of what a talent made, naming the prompt's versions where its maker reads prompts."""
    outcome = made.outcome()
    maker = registry.named(talent, made.provider)
    if maker is None or not maker.adapter.prompted:
        return outcome
    data = {**outcome.data, "prompts": [str(version) for version in versions]}
    return replace(outcome, data=data, prompt_version=versions[0])
