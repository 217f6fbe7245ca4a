"""What a stage plans and what a step gives back."""

from dataclasses import dataclass, field

from generation.interfaces import FREE, Usage


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A step to be made: `key` is unique in the job, "name:scene" when it belongs to a scene.

    `size` is how much work it is in the talent's own unit (pictures, seconds of video), for ETA.
    """

    key: str
    label: str
    talent: str
    scene: object = None
    request: dict = field(default_factory=dict)
    size: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question that a stage would ask a talent, for the estimate.

    `guess`: the words of the request are not known yet, so what is on the shelf is not looked at.
    """

    talent: str
    request: object
    scene: object = None
    guess: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A finished step: JSON `data`, perhaps an asset, and what it cost.

    `work` is the share (0 to 1) of the step's size that was really made; the rest was there before.
    """

    data: dict = field(default_factory=dict)
    asset: object = None
    provider: str = "local"
    usage: Usage = FREE
    paid: bool = True
    prompt_version: object = None
    work: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Later:
    """The provider is still at it: look again in `seconds`, and let go of the worker until then."""

    seconds: float
    external_id: str
    provider: str = ""
