"""What a stage is: a small class. Rows store its name; `settings.STAGES` leads from it to the class."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from generation.engine.context import StepContext
from generation.engine.errors import StageFailed
from generation.engine.plan import PlannedCall, PollLater, StepOutcome, StepPlan
from generation.models import Job, Step, StepState


class BaseStage(ABC):
    """A stage says what its steps are (`plan`) and does one of them (`run`). The rest has defaults.

    A stage keeps nothing between two calls: the engine makes a new one whenever it needs one.
    """

    # What its steps ask for, and what the time they take is measured under.
    talent = ""
    # Whether `planned_calls` says what `run` may ask of providers. Without it a stage costs nothing.
    asks_providers = False

    @abstractmethod
    def plan(self, job: Job) -> Iterable[StepPlan]:
        """The steps to be made, in order. None: the stage is skipped."""

    @abstractmethod
    def run(self, step: Step, context: StepContext) -> StepOutcome | PollLater:
        """Do one step. It may come twice for the same step, and must look whether it should stop."""

    def planned_calls(self, job: Job) -> Iterable[PlannedCall]:
        """Each question that `run` would ask, so that the estimate and the bill cannot differ.

        It is built by the function that builds run's request. It only reads (job.project, job.workspace,
        job.options; the job may not be saved), and is only called when a paid provider may be asked.
        Where `run` does not ask (an upload is used instead) it yields nothing.
        """
        return ()

    def save(self, step: Step, outcome: StepOutcome) -> None:  # noqa: B027 (not every stage keeps more)
        """Keep what a step made, in the transaction that finishes it. By default its result is all."""

    def failed(self, step: Step, message: str) -> None:  # noqa: B027 (nor says more)
        """A step will not be tried again; in the same transaction."""

    def close(self, job: Job, steps: list[Step]) -> str:
        """All steps are over: a line for the log, or "". Raises StageFailed where that is not enough.

        By default one failed step fails the stage, with its own words.
        """
        for step in steps:
            if step.state == StepState.FAILED:
                raise StageFailed(step.error)
        return ""

    def opening_message(self, job: Job, count: int) -> str:
        return f"{job.stage.capitalize() or 'Work'} begins"

    def working_message(self, step: Step) -> str:
        return step.label

    def done_message(self, step: Step) -> str:
        return f"{step.label}: done"

    def size(self, job: Job) -> float:
        """How much work all its steps are, in the unit of their sizes, before they are planned."""
        return 1

    def at_once(self, job: Job) -> int:
        """How many of its steps may be at work at the same time."""
        return 1


def stage_named(name: str) -> BaseStage:
    return import_string(settings.STAGES[name])()
