"""What a stage plans and what a step gives back."""

from dataclasses import dataclass, field
from typing import Any

from generation.interfaces import FREE, Usage
from generation.models import PromptVersion
from projects.models import Asset, Scene


@dataclass(frozen=True, kw_only=True)
class StepPlan:
    """A step to be made: `key` is unique in the job, "name:scene" when it belongs to a scene.

    `size` is how much work it is in the talent's own unit (pictures, seconds of video), for the time left.
    """

    key: str
    label: str
    talent: str
    scene: Scene | None = None
    request: dict[str, Any] = field(default_factory=dict)
    size: float = 1.0


@dataclass(frozen=True, kw_only=True)
class PlannedCall:
    """One question that a stage would ask a talent, for the estimate.

    `guess`: the words of the request are not known yet, so the cache is not looked at.
    """

    talent: str
    request: Any
    scene: Scene | None = None
    guess: bool = False


@dataclass(frozen=True, kw_only=True)
class StepOutcome:
    """A finished step: JSON `data`, perhaps an asset, and what it cost.

    `record_cost`: finishing the step writes its line in the ledger. Paid calls wrote theirs already.
    `work` is the share (0 to 1) of the step's size that was really made; the rest was there before.
    """

    data: dict[str, Any] = field(default_factory=dict)
    asset: Asset | None = None
    provider: str = "local"
    usage: Usage = FREE
    record_cost: bool = True
    prompt_version: PromptVersion | None = None
    work: float = 1.0


@dataclass(frozen=True, kw_only=True)
class PollLater:
    """The provider is still at it: look again in `seconds`, and let go of the worker until then."""

    seconds: float
    external_id: str
    provider: str = ""
