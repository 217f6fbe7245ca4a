"""Runway: clips from stills by image_to_video, over plain HTTP (API version 2024-11-06).

Not through its SDK, whose `create` is sent up to three times when an answer is lost, and whose
`wait_for_task_output` does not notice that a task was cancelled. There is no list of tasks and no
webhook: a lost answer stays unknown.
"""

import re
from decimal import Decimal
from functools import cached_property

from generation.interfaces import Clip, ClipRequest, Finished, QueuedProvider, Ticket, Usage
from generation.prompts import image_prompts
from generation.provider_errors import (
    ContentRefused,
    Misconfigured,
    OutcomeUnknown,
    ProviderError,
    Rejected,
    Transient,
    Unusable,
)
from generation.providers import moving_media
from generation.providers.capabilities import NOTHING_KNOWN, Capabilities
from generation.providers.http_client import Json, Wire
from generation.providers.usage_bounds import Units

VERSION = "2024-11-06"
MOST_DATA_URI = 5 * 2**20  # bytes of the whole data URI
MOST_PICTURE_BYTES = (MOST_DATA_URI - 100) * 3 // 4
LONGEST_PROMPT = 1000  # UTF-16 units, where the model's row says no more
# From this shorter side on (pixels) a second costs more: the unit in which it is priced.
LARGE_UNITS = ((2160, "video_seconds_4k"), (1080, "video_seconds_1080p"))
DOLLARS_PER_CREDIT = Decimal("0.01")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class RunwayAnimator(QueuedProvider):
    """Talent `clip`: any model of Runway's that moves a still, as its `capabilities` say."""

    paid, announces = True, True
    # Runway asks for at least five seconds between two looks at a task.
    poll_seconds = 5.0

    def __init__(
        self,
        key: str,
        model: str,
        base_url: str = "https://api.dev.runwayml.com",
        seconds: float = 60,
        capabilities: Capabilities = NOTHING_KNOWN,
        poll_seconds: float = 5,
    ) -> None:
        self.key, self.model, self._place = key, model, (base_url, seconds)
        self.capabilities, self.poll_seconds = capabilities, poll_seconds
        self.most_references = capabilities.references

    @cached_property
    def wire(self) -> Wire:
        base, seconds = self._place
        headers = {"Authorization": f"Bearer {self.key}", "X-Runway-Version": VERSION}
        return Wire("Runway", base, headers, seconds)

    def units_for(self, request: ClipRequest) -> Units | None:
        shape = self._shape(request)
        side = moving_media.shorter_side(shape) if shape else 0
        unit = next((unit for least, unit in LARGE_UNITS if side >= least), "video_seconds")
        seconds = moving_media.length_for(request.duration_ms, self.capabilities.seconds)
        return {unit: seconds, **moving_media.references_in(request)}

    def _shape(self, request: ClipRequest) -> str | None:
        """The ratio to ask for; None for a model that keeps the picture's own."""
        shapes = self.capabilities.shapes
        return moving_media.nearest_shape(request.width, request.height, shapes) if shapes else None

    def submit(self, request: ClipRequest) -> Ticket:
        """Ticket of a new task: one POST, never repeated here."""
        try:
            found, _ = self.wire.post("/v1/image_to_video", self.body_of(request))
        except Unusable as error:
            raise OutcomeUnknown(f"{error} A clip may be being made, and Runway cannot be asked.") from None
        return Ticket(external_id=_id(found))

    def body_of(self, request: ClipRequest) -> Json:
        """What is asked: the fields that the model takes, and no others."""
        picture = moving_media.still(request.image, MOST_PICTURE_BYTES)
        wish = {
            "model": self.model,
            "promptImage": moving_media.data_uri(picture),
            "promptText": self._prompt(request) or "The camera moves slowly.",
            "ratio": self._shape(request),
            "duration": moving_media.length_for(request.duration_ms, self.capabilities.seconds),
            "seed": moving_media.seed_of(request, 2**32) if self.capabilities.seed else None,
            "references": [{"uri": uri} for uri in moving_media.reference_uris(request)] or None,
            **self.capabilities.extra,
        }
        return {field: value for field, value in wish.items() if value is not None}

    def _prompt(self, request: ClipRequest) -> str:
        """As many UTF-16 units as the model reads, whole characters."""
        most = self.capabilities.longest_text or LONGEST_PROMPT
        told = image_prompts.with_references("", request.references)
        room = max(0, 2 * most - len(told.encode("utf-16-le")))
        return request.prompt.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + told

    def poll(self, external_id: str) -> Finished | None:
        """Finished, or None while it is at work; a status nobody has heard of is still at work."""
        try:
            found = self.wire.get(f"/v1/tasks/{external_id}")
        except Misconfigured as error:
            if "404" in str(error):
                return Finished(error=Rejected("Runway does not know this clip any more."))
            raise
        ended = ENDS.get(str(found.get("status")))
        return ended(found, self.usage_of(found)) if ended else None

    def usage_of(self, found: Json) -> Usage:
        """What it says it charged: credits, settled when the task is over."""
        credits = (found.get("cost") or {}).get("credits")
        if not isinstance(credits, (int, float)) or credits < 0:
            return Usage(model=self.model)
        cost = Decimal(str(credits)) * DOLLARS_PER_CREDIT
        return Usage(units={"credits": credits}, cost=cost, model=self.model)

    def cancel(self, external_id: str) -> None:
        self.wire.tell(f"/v1/tasks/{external_id}", "DELETE")

    def finish(self, request: ClipRequest, data: bytes, usage: Usage) -> Clip:
        return moving_media.clip(data, usage)


def _id(found: Json) -> str:
    if not UUID.fullmatch(str(found.get("id"))):
        raise OutcomeUnknown("Runway took a request without saying which: a clip may be being made.")
    return found["id"]


def _succeeded(found: Json, usage: Usage) -> Finished:
    output = found.get("output")
    url = output[0] if isinstance(output, list) and output else None
    if not isinstance(url, str):
        return Finished(error=Rejected("Runway's result has no clip in it."), usage=usage)
    return Finished(url=url, usage=usage)


def _failed(found: Json, usage: Usage) -> Finished:
    """Its own words are not for people's eyes: the code says enough."""
    code = str(found.get("failureCode") or "")
    free = usage.cost == 0
    error: ProviderError
    if "SAFETY" in code.split("."):
        error = _refused(code)
    elif code.startswith(("INPUT", "ASSET")):
        error = Rejected("Runway cannot use this picture or motion prompt.")
    else:
        error = Transient("Runway could not make the clip.")
    return Finished(error=error, usage=usage, charged=not free)


def _refused(code: str) -> ContentRefused:
    """Of a code such as SAFETY.INPUT.IMAGE, INPUT_PREPROCESSING.SAFETY.TEXT or SAFETY.OUTPUT.VIDEO."""
    parts = set(code.split("."))
    if "OUTPUT" in parts:
        return ContentRefused("Runway refused the clip that it had made as unsafe.", "result")
    if parts & {"IMAGE", "VIDEO"}:
        return ContentRefused("Runway refused the picture as unsafe.", "picture")
    if parts & {"TEXT", "PROMPT"}:
        return ContentRefused("Runway refused the motion prompt as unsafe.", "words")
    return ContentRefused("Runway refused the picture or the motion prompt as unsafe.")


def _cancelled(found: Json, usage: Usage) -> Finished:
    error = Rejected("The clip was cancelled at Runway.")
    return Finished(error=error, usage=usage, charged=usage.cost != 0)


ENDS = {"SUCCEEDED": _succeeded, "FAILED": _failed, "CANCELLED": _cancelled}
