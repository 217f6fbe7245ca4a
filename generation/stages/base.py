"""What most stages share: the small questions the engine asks a stage module.

A stage module has NAME-less functions: `plan(job)`, `run(step, context)`, `save(step, outcome)`,
`close(job, steps)`, `opening(job, count)`, `doing(step)`, `told(step)`, `size(job)`, `at_once(job)`
and a TALENT. These are the defaults; a module imports what it does not say itself.

A stage that may ask a paid provider also has `asks(job)`: it yields an `outcome.Ask` for each
question that `run` would ask, built by the same function that builds run's request, so that the
estimate and the bill cannot differ. It must only read (job.project, job.workspace, job.options;
the job may not be saved), and it is only called when a paid provider may be asked. Where `run`
does not ask (an upload is used instead), `asks` yields nothing. A stage without it costs nothing.
"""

from dataclasses import replace

from generation.engine.errors import StageFailed
from generation.models import StepState
from generation.providers import registry


def again(job, kind):
    """The keys of the scenes of which a "regenerate" job makes another take of `kind`; None in other jobs."""
    if job.kind != "regenerate":
        return None
    return job.options["scenes"] if job.options.get("what", "image") == kind else []


def save(step, outcome):
    """Nothing to keep beside the step's own result."""


def close(job, steps):
    """One failed step fails the stage, with its own words."""
    for step in steps:
        if step.state == StepState.FAILED:
            raise StageFailed(step.error)
    return ""


def opening(job, count):
    return f"{job.stage.capitalize() or 'Work'} begins"


def doing(step):
    return step.label


def told(step):
    return f"{step.label}: done"


def size(job):
    return 1


def at_once(job):
    return 1


def result_of(job, stage_name):
    """The result of a stage's single finished step, or {}."""
    step = job.steps.filter(stage__name=stage_name, state=StepState.DONE).first()
    return step.result if step else {}


def by_prompt(made, talent, versions):
    """The Outcome of what a talent made, naming the prompt's versions where its maker reads prompts."""
    outcome = made.outcome()
    maker = registry.named(talent, made.provider)
    if maker is None or not maker.does.prompted:
        return outcome
    data = {**outcome.data, "prompts": [str(version) for version in versions]}
    return replace(outcome, data=data, prompt_version=versions[0])
