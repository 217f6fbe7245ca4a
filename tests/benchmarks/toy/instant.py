"""Stages of five steps that take no time, `one` to `four`, and `pause`: one step of half a second."""

import time

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


class Pause(BaseStage):
    talent = "toy"

    def plan(self, job):
        yield StepPlan(key="pause", label="Pause", talent=self.talent)

    def run(self, step, context):
        time.sleep(0.5)
        return StepOutcome(data={"done": True})
