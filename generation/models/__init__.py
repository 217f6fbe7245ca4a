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
    Cancellation,
    CancellationState,
    CircuitBreaker,
    CircuitState,
    RateLimit,
    SigningKeys,
    WebhookDelivery,
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
    WorkerHeartbeat,
)

__all__ = [
    "ACTIVE_JOB_STATES",
    "Answer",
    "WebhookDelivery",
    "CircuitBreaker",
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
    "Cancellation",
    "Reservation",
    "ReservationState",
    "SigningKeys",
    "Stage",
    "Step",
    "StepState",
    "RateLimit",
    "WorkerHeartbeat",
]
