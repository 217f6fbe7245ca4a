"""Pika through fal's queue: clips from stills, over plain HTTP.

Not through fal's SDK, which sends a submit up to ten times when an answer is lost, and follows the
address of an answer with the key in hand. Addresses are made from the request's id alone.

fal lists requests when they are over (platform API, models/requests/by-endpoint). A lost answer is
looked for there until the provider's time is up; what is not listed by then stays unknown.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from generation.interfaces import Clip, ClipRequest, Finished, QueuedProvider, Ticket, Usage
from generation.prompts import image_prompts
from generation.provider_errors import Misconfigured, Rejected, Transient
from generation.providers import moving_media
from generation.providers.capabilities import NOTHING_KNOWN, Capabilities
from generation.providers.http_client import Json, Wire
from generation.providers.usage_bounds import Units

MOST_PICTURE_BYTES = 3 * 2**20
LONGEST_PROMPT = 2000  # characters, where the model's row says no more
PAGES = 5


class FalAnimator(QueuedProvider):
    """Talent `clip`. `model` is fal's endpoint, whose `capabilities` say what it takes.

    `resolution` is 720p or 1080p; a model that has no such field leaves it out by its row's `fields`.
    """

    paid, announces = True, True

    def __init__(
        self,
        key: str,
        model: str,
        base_url: str = "https://queue.fal.run",
        list_url: str = "https://api.fal.ai",
        seconds: float = 60,
        resolution: str = "720p",
        capabilities: Capabilities = NOTHING_KNOWN,
    ) -> None:
        if not re.fullmatch(r"[\w.-]+/[\w.-]+(/[\w.-]+)*", model):
            raise Misconfigured(f"“{model}” is not an endpoint of fal's: owner/name/… is.")
        self.key, self.model, self.resolution, self.capabilities = key, model, resolution, capabilities
        self._places, self._seconds = (base_url, list_url), seconds
        # Without a seed two scenes with the same words cannot be told apart in fal's list.
        self.lists_requests = capabilities.seed
        self.most_references = capabilities.references

    @cached_property
    def wires(self) -> list[Wire]:
        headers = {"Authorization": f"Key {self.key}"}
        return [Wire("Pika", base, headers, self._seconds) for base in self._places]

    def units_for(self, request: ClipRequest) -> Units | None:
        seconds = moving_media.length_for(request.duration_ms, self.capabilities.seconds)
        unit = "video_seconds" if self.resolution == "720p" else f"video_seconds_{self.resolution}"
        return {unit: seconds, **moving_media.references_in(request)}

    def submit(self, request: ClipRequest, hook: str = "") -> Ticket:
        """Ticket of a new request: one POST, never repeated here."""
        picture = moving_media.data_uri(moving_media.still(request.image, MOST_PICTURE_BYTES))
        body = {self.capabilities.names.get("image_url") or "image_url": picture, **self.input_of(request)}
        if shown := moving_media.reference_uris(request):
            body[self.capabilities.names.get("references") or "reference_image_urls"] = shown
        found, _ = self.wires[0].post(f"/{self.model}", body, **({"fal_webhook": hook} if hook else {}))
        return Ticket(external_id=_id(found))

    def input_of(self, request: ClipRequest) -> Json:
        """What is asked beside the picture, whose fingerprint is in the seed: `find` knows it by this."""
        takes = self.capabilities
        wish = {
            "prompt": image_prompts.with_references(
                request.prompt, request.references, takes.longest_text or LONGEST_PROMPT
            )
            or "The camera moves slowly.",
            "resolution": self.resolution,
            "duration": moving_media.length_for(request.duration_ms, takes.seconds),
            "seed": moving_media.seed_of(request) if takes.seed else None,
        }
        named: dict[str, Any] = {takes.names.get(ours, ours) or "": value for ours, value in wish.items()}
        return {
            field: value for field, value in {**named, **takes.extra}.items() if field and value is not None
        }

    def _at(self, external_id: str, what: str = "") -> str:
        """A request's address: of owner and name, without what the endpoint has behind them."""
        return f"/{'/'.join(self.model.split('/')[:2])}/requests/{external_id}{what}"

    def poll(self, external_id: str) -> Finished | None:
        """Finished, or None while it is in the queue or at work. Over is not the same as well."""
        try:
            found = self.wires[0].get(self._at(external_id, "/status"), logs=0)
        except Misconfigured as error:
            if "404" in str(error):
                return Finished(error=Rejected("Pika does not know this clip any more."))
            raise
        return self.result(external_id, found) if found.get("status") == "COMPLETED" else None

    def result(self, external_id: str, status: Json) -> Finished:
        """What became of a request that is over. fal does not bill what failed on its side."""
        usage = Usage(model=self.model)
        try:
            url = (self.wires[0].get(self._at(external_id)).get("video") or {}).get("url")
        except Rejected as error:
            return Finished(error=error, usage=usage)
        except Transient:
            if not status.get("error"):
                raise
            return Finished(error=Transient("Pika could not make the clip."), usage=usage, charged=False)
        if not isinstance(url, str) or not url:
            return Finished(error=Rejected("Pika's result has no clip in it."), usage=usage)
        return Finished(url=url, usage=usage)

    def cancel(self, external_id: str) -> None:
        self.wires[0].tell(self._at(external_id, "/cancel"), "PUT")

    def find(self, request: ClipRequest, since: datetime) -> list[str]:
        """Ids of requests with this input that were sent since then, oldest first.

        Raises Transient while there is none: one that is still being made is not listed.
        """
        asked, ids = self.input_of(request), []
        for row in self._listed(since):
            theirs = row.get("json_input") or {}
            if all(theirs.get(field) == value for field, value in asked.items()):
                ids.append((row.get("sent_at") or "", row["request_id"]))
        if not ids:
            raise Transient("Pika did not say yet what became of this clip.")
        return [one for _, one in sorted(ids)]

    def _listed(self, since: datetime) -> Iterator[Json]:
        page: dict[str, str] = {}
        for _ in range(PAGES):
            found = self.wires[1].get(
                "/v1/models/requests/by-endpoint",
                endpoint_id=self.model,
                start=since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                limit=100,
                expand="payloads",
                **page,
            )
            yield from [row for row in found.get("items") or () if _sent(row) >= since]
            if not (found.get("has_more") and found.get("next_cursor")):
                return
            page = {"cursor": found["next_cursor"]}

    def finish(self, request: ClipRequest, data: bytes, usage: Usage) -> Clip:
        return moving_media.clip(data, usage)


def _sent(row: Json) -> datetime:
    return datetime.fromisoformat(row["sent_at"].replace("Z", "+00:00"))


def _id(found: Json) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{8,64}", str(found.get("request_id"))):
        raise KeyError("request_id")
    return found["request_id"]
