"""Stages of five steps that take no time. `one` to `four` are the same, under four names."""

from generation.engine.base_stage import BaseStage
from generation.engine.plan import StepOutcome, StepPlan

STEPS = 5


class InstantStage(BaseStage):
    talent = "toy"
    # Keys are unique in the job, so each stage puts its name in front.
    name = ""

    def at_once(self, job):
        return STEPS

    def plan(self, job):
        for number in range(1, STEPS + 1):
            yield StepPlan(key=f"{self.name}:{number}", label=f"{self.name} {number}", talent=self.talent)

    def run(self, step, context):
        return StepOutcome(data={"done": True})


class One(InstantStage):
    name = "one"


class Two(InstantStage):
    name = "two"


class Three(InstantStage):
    name = "three"


class Four(InstantStage):
    name = "four"
