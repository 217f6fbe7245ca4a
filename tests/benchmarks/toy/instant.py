"""A stage of five steps that take no time. `one` to `four` are this, under four names."""

from generation.engine.plan import Outcome, Plan
from generation.stages.base import close, doing, opening, save, size, told  # noqa: F401

TALENT = "toy"
STEPS = 5


def planner(name):
    """A stage's `plan`; keys are unique in the job, so each stage puts its name in front."""

    def plan(job):
        for number in range(1, STEPS + 1):
            yield Plan(key=f"{name}:{number}", label=f"{name} {number}", talent=TALENT)

    return plan


def at_once(job):
    return STEPS


def run(step, context):
    return Outcome(data={"done": True})
