"""What several stages need. The class that they all extend is engine/base_stage.py."""

from dataclasses import replace

from generation.models import Step, StepState
from generation.providers import registry
from projects.models import Scene


def scenes_asked_for(job, kind):
    """The keys of the scenes of which a "regenerate" job makes another take of `kind`; None in other jobs."""
    if job.kind != "regenerate":
        return None
    return job.options["scenes"] if job.options.get("what", "image") == kind else []


def scene_of(step: Step, *related: str) -> Scene | None:
    """A step's scene as it is now, with the rows it leads to; None if it was deleted meanwhile."""
    if step.scene_id is None:
        return None
    return Scene.objects.filter(pk=step.scene_id).select_related(*related).first()


def result_of(job, stage_name):
    """The result of a stage's single finished step, or {}."""
    step = job.steps.filter(stage__name=stage_name, state=StepState.DONE).first()
    return step.result if step else {}


def outcome_with_prompts(made, talent, versions):
    """The Outcome of what a talent made, naming the prompt's versions where its maker reads prompts."""
    outcome = made.outcome()
    maker = registry.named(talent, made.provider)
    if maker is None or not maker.does.prompted:
        return outcome
    data = {**outcome.data, "prompts": [str(version) for version in versions]}
    return replace(outcome, data=data, prompt_version=versions[0])
