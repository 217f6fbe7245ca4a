"""HOW work is done and what it costs."""

from generation.models.money import (
    Answer,
    Budget,
    BudgetPeriod,
    LedgerEntry,
    ModelCard,
    Price,
    Reservation,
    ReservationState,
)
from generation.models.outside import (
    Arrival,
    Breaker,
    CancellationState,
    CircuitState,
    Recall,
    SigningKeys,
    Turnstile,
)
from generation.models.prompts import PromptTemplate, PromptVersion
from generation.models.work import (
    ACTIVE_JOB_STATES,
    CLAIMABLE_STEP_STATES,
    OPEN_STEP_STATES,
    Event,
    Job,
    JobState,
    Stage,
    Step,
    StepState,
    WorkerPulse,
)

__all__ = [
    "ACTIVE_JOB_STATES",
    "Answer",
    "Arrival",
    "Breaker",
    "Budget",
    "BudgetPeriod",
    "CLAIMABLE_STEP_STATES",
    "CancellationState",
    "CircuitState",
    "Event",
    "Job",
    "JobState",
    "LedgerEntry",
    "ModelCard",
    "OPEN_STEP_STATES",
    "Price",
    "PromptTemplate",
    "PromptVersion",
    "Recall",
    "Reservation",
    "ReservationState",
    "SigningKeys",
    "Stage",
    "Step",
    "StepState",
    "Turnstile",
    "WorkerPulse",
]
