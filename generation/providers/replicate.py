"""Replicate: pictures, clips, talking portraits and music by any of its models.

Its package 1.0.7 says what a prediction's request looks like and reads the answer; it is carried by our
own wire (`_Carrier`), because by itself it has no time limit on `create` and sends up to ten looks. It is
not asked for results, which it would fetch with the key in hand, nor for looks and lists: one row with
the status `aborted`, which it does not know, breaks them all.

Each model has input fields of its own. Its `capabilities` say what it calls ours and what is laid over
the whole input.
"""

import hashlib
import json
import logging
import re
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import httpx

from generation.interfaces import (
    Clip,
    ClipRequest,
    Finished,
    Image,
    ImageRequest,
    Music,
    MusicRequest,
    PlateRequest,
    QueuedProvider,
    SyncRequest,
    Ticket,
    Usage,
)
from generation.prompts import image_prompts
from generation.provider_errors import ContentRefused, Misconfigured, Rejected, Transient
from generation.providers import moving_media, validation
from generation.providers.capabilities import NOTHING_KNOWN, Capabilities
from generation.providers.http_client import Json, Wire, scrubbed, translated
from generation.providers.usage_bounds import Units

log = logging.getLogger(__name__)

# Files of a request: {field: (bytes, MIME type)}.
Files = dict[str, tuple[bytes, str]]

# Ratios that every model of pictures knows.
RATIOS = ("9:16", "4:5", "1:1", "16:9")
PAGES = 5
# Files are put there before a request is sent: by a slow line that takes so long.
UPLOADED_BEFORE = timedelta(minutes=10)
MOST_PICTURE_BYTES = 5 * 2**20
# Failures come as text only. These mean that the wish itself was refused.
REFUSED_PARTS = {
    "picture": re.compile(r"(input|start|reference|uploaded) (image|picture)", re.IGNORECASE),
    "result": re.compile(r"output|generated|nsfw content detected", re.IGNORECASE),
    "words": re.compile(r"\bprompt (was|is|has|contains|violates)|\btext (was|is) flagged", re.IGNORECASE),
}
REFUSED = re.compile(r"nsfw|sensitive|safety|moderat|content policy|\(E005\)", re.IGNORECASE)


class ReplicateProvider(QueuedProvider):
    """What all of its models share. `model` is "owner/name", or "owner/name:version".

    A subclass says `wish(request)`, the fields without files, `files(request)`, the files by field,
    `counted(input)`, what an input is billed by, and `finish`.
    """

    paid, announces = True, True
    lists_requests = True
    lists_work = True
    thing = "result"

    def __init__(
        self,
        key: str,
        model: str,
        base_url: str = "https://api.replicate.com",
        seconds: float = 60,
        capabilities: Capabilities = NOTHING_KNOWN,
    ) -> None:
        if not re.fullmatch(r"[\w.-]+/[\w.-]+(:[0-9a-f]{64})?", model):
            raise Misconfigured(f"“{model}” is not a model of Replicate's: owner/name or owner/name:version.")
        self.model, self.key, self.capabilities = model, key, capabilities
        self.extra, self.names = capabilities.extra, capabilities.names
        self.most_references = capabilities.references
        self._place = (base_url.rstrip("/"), seconds)
        # Addresses of files that were put there for a request that is sent next, by their digest.
        self._ready: dict[str, str] = {}

    @cached_property
    def wire(self) -> Wire:
        base, seconds = self._place
        return Wire("Replicate", base, {"Authorization": f"Bearer {self.key}"}, seconds)

    # --- asking ------------------------------------------------------------------------------
    def submit(self, request: Any, hook: str = "") -> Ticket:
        """Ticket of a new prediction: one POST, never repeated here."""
        self.prepare(request)
        files, shown = self._files(request), self._shown(request)
        place = {one: self._ready.pop(one) for one in {_digest(data) for data, _ in _every(files, shown)}}
        put: Json = {field: place[_digest(data)] for field, (data, _) in files.items()}
        put |= {self._references_field: [place[_digest(data)] for data in shown]} if shown else {}
        wish: Json = {"input": {**self.input_of(request), **put}}
        wish |= {"webhook": hook, "webhook_events_filter": ["completed"]} if hook else {}
        carrier = _Carrier(self.wire)
        client = _package().Client(api_token=self.key, base_url=self._place[0], transport=carrier)
        name, _, version = self.model.partition(":")
        with client._client, translated("Replicate", paid=True):
            try:
                if version:
                    client.predictions.create(version=version, **wish)
                else:
                    client.models.predictions.create(model=name, **wish)
            except Exception as error:  # the package is stricter than the provider: the id is all we need
                if not carrier.answer:
                    raise
                log.info("Replicate's package cannot read an answer: %s", type(error).__name__)
            return Ticket(external_id=_id(carrier.answer))

    def prepare(self, request: Any) -> None:
        """Put its files there, unless that was done a moment ago."""
        _package()
        for data, mime in _every(self._files(request), self._shown(request)):
            if _digest(data) not in self._ready:
                self._ready[_digest(data)] = self._put(data, mime)

    def input_of(self, request: Any) -> Json:
        """What the model is asked, files left out: the same for the same request, as `find` compares it."""
        wish = {**self._named(self.wish(request)), **self.extra}
        return {field: value for field, value in wish.items() if value is not None}

    def _files(self, request: Any) -> Files:
        return self._named(self.files(request))

    def _named(self, values: Mapping[str, Any]) -> dict[str, Any]:
        renamed = {self.names.get(ours, ours): value for ours, value in values.items()}
        return {field: value for field, value in renamed.items() if field}

    @abstractmethod
    def wish(self, request: Any) -> Json:
        """The fields of the input, without files."""

    def files(self, request: Any) -> Files:
        return {}

    def _shown(self, request: Any) -> list[bytes]:
        """The reference pictures that go with a request, as JPEG."""
        return [validation.small_photo(one.data) for one in getattr(request, "references", ())]

    @property
    def _references_field(self) -> str:
        return self.names.get("references") or "reference_images"

    def _put(self, data: bytes, mime: str) -> str:
        """The address of a file given to Replicate: it stays there for a day."""
        name = f"{_digest(data)}.{mime.rpartition('/')[2]}"
        found = self.wire.upload("/v1/files", {"content": (name, data, mime)})
        if "id" not in found:
            raise Transient("Replicate did not take the file.")
        return self._address(_id(found))

    def _address(self, file_id: str) -> str:
        return f"{self._place[0]}/v1/files/{file_id}"

    # --- waiting -----------------------------------------------------------------------------
    def poll(self, external_id: str) -> Finished | None:
        """Finished, or None while it is at work; a status nobody has heard of is still at work."""
        try:
            found = self.wire.get(f"/v1/predictions/{external_id}")
        except Misconfigured as error:
            if "404" in str(error):
                return Finished(error=Rejected("Replicate does not know this request any more."))
            raise
        usage = self.usage_of(found)
        ended = ENDS.get(str(found.get("status")))
        return ended(found, usage, self.thing) if ended else None

    def usage_of(self, found: Json) -> Usage:
        """What it says it used: seconds of its machine, and how many things came out."""
        seconds = (found.get("metrics") or {}).get("predict_time")
        made = self.counted(found.get("input") or {}) if found.get("status") == "succeeded" else {}
        return Usage(units={**made, **({"seconds": seconds} if seconds else {})}, model=self.model)

    def units_for(self, request: Any) -> Units | None:
        shown = getattr(request, "references", ())
        return self.counted({**self.input_of(request), **({self._references_field: shown} if shown else {})})

    def counted(self, asked: Json) -> Units:
        return {}

    def _references_in(self, asked: Json) -> Units:
        """Some models cost more for each picture that is shown to them: a unit of its own."""
        shown = asked.get(self._references_field)
        return {"reference_images": len(shown)} if isinstance(shown, (list, tuple)) and shown else {}

    def _length(self, asked: Json) -> Units:
        seconds = asked.get(self.names.get("duration", "duration") or "")
        return {"video_seconds": seconds} if isinstance(seconds, (int, float)) else {}

    def cancel(self, external_id: str) -> None:
        self.wire.tell(f"/v1/predictions/{external_id}/cancel")

    def at_work(self, external_ids: Collection[str], since: datetime) -> set[str]:
        """By its list, a hundred a page. What is further down than it needs to be counts as ended."""
        pages = PAGES + 2 * len(external_ids) // 100
        rows = self._listed("/v1/predictions", since - timedelta(seconds=60), pages)
        return {str(row["id"]) for row in rows if str(row.get("status")) not in ENDS}

    # --- when an answer is lost --------------------------------------------------------------
    def find(self, request: Any, since: datetime) -> list[str]:
        """Ids of predictions with this request's input that were made since then, oldest first."""
        asked = self.input_of(request)
        files = {field: self._theirs(data, since) for field, (data, _) in self._files(request).items()}
        shown = {self._references_field: [self._theirs(data, since) for data in self._shown(request)]}
        rows = self._listed("/v1/predictions", since)
        ids = [row["id"] for row in rows if _same(row, asked, files, shown if any(shown.values()) else {})]
        return ids[::-1]

    def _theirs(self, data: bytes, since: datetime) -> set[str]:
        """Addresses under which these bytes were put there since then."""
        rows = self._listed("/v1/files", since - UPLOADED_BEFORE)
        return {self._address(row["id"]) for row in rows if _checksum(row) == _digest(data)}

    def _listed(self, path: str, since: datetime, pages: int = PAGES) -> Iterator[Json]:
        page: dict[str, str] = {}
        for _ in range(pages):
            found = self.wire.get(path, **page)
            rows = [row for row in found.get("results") or () if _created(row) >= since]
            yield from rows
            cursor = re.search(r"[?&]cursor=([^&]+)", found.get("next") or "")
            if not cursor or len(rows) < len(found["results"]):
                return
            page = {"cursor": cursor.group(1)}


class _Carrier(httpx.BaseTransport):
    """Carries the package's one request over our wire: our time limits and errors, one try, one host.

    `answer` is what came back, as it came.
    """

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.answer: Json = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.answer, _ = self.wire.post(request.url.raw_path.decode(), json.loads(request.read()))
        return httpx.Response(201, json=self.answer, request=request)


def _package() -> Any:
    """Misconfigured, before anything is sent, where the package cannot be used."""
    try:
        import replicate
    except Exception as error:
        raise Misconfigured(f"Replicate's package cannot be loaded ({type(error).__name__}).") from None
    return replicate


class ReplicatePainter(ReplicateProvider):
    """Talent `image`."""

    thing = "picture"
    hints = ("plate",)

    def wish(self, request: ImageRequest | PlateRequest) -> Json:
        shapes, shown = self.capabilities.shapes or RATIOS, getattr(request, "references", ())
        return {
            "prompt": image_prompts.with_references(request.prompt, shown, self.capabilities.longest_text),
            "aspect_ratio": moving_media.nearest_shape(request.width, request.height, shapes),
            "seed": (request.seed * 1009 + request.scene_index) % 2**31 if self.capabilities.seed else None,
            "num_outputs": 1,
            "output_format": "png",
        }

    def counted(self, asked: Json) -> Units:
        return {"images": 1, **self._references_in(asked)}

    def finish(self, request: ImageRequest | PlateRequest, data: bytes, usage: Usage) -> Image:
        return validation.picture(data, request, usage)


class ReplicateAnimator(ReplicateProvider):
    """Talent `clip`: a still in motion."""

    thing = "clip"

    def wish(self, request: ClipRequest) -> Json:
        return {
            "prompt": image_prompts.with_references(
                request.prompt, request.references, self.capabilities.longest_text
            ),
            "duration": moving_media.length_for(request.duration_ms, self.capabilities.seconds),
            "seed": moving_media.seed_of(request) if self.capabilities.seed else None,
        }

    def files(self, request: ClipRequest) -> Files:
        return {"image": (moving_media.still(request.image, MOST_PICTURE_BYTES), "image/jpeg")}

    def counted(self, asked: Json) -> Units:
        return {"clips": 1, **self._length(asked), **self._references_in(asked)}

    def finish(self, request: ClipRequest, data: bytes, usage: Usage) -> Clip:
        return moving_media.clip(data, usage)


class ReplicateLipSyncer(ReplicateProvider):
    """Talent `lip_sync`: a portrait that says a recording."""

    thing = "talking clip"

    def wish(self, request: SyncRequest) -> Json:
        return {}

    def files(self, request: SyncRequest) -> Files:
        return {
            "image": (moving_media.still(request.image, MOST_PICTURE_BYTES), "image/jpeg"),
            "audio": (request.audio, request.audio_mime),
        }

    def declines(self, request: SyncRequest) -> str:
        """Why it cannot: a recording longer than the model takes."""
        seconds = self.capabilities.seconds
        most = moving_media.length_for(request.duration_ms, seconds) if seconds else 0
        if most and request.duration_ms > most * 1000:
            return f"{self.model} takes recordings of at most {most} seconds."
        return ""

    def units_for(self, request: SyncRequest) -> Units | None:
        return {"clips": 1, "video_seconds": request.duration_ms / 1000}

    def finish(self, request: SyncRequest, data: bytes, usage: Usage) -> Clip:
        return moving_media.clip(data, usage)


class ReplicateComposer(ReplicateProvider):
    """Talent `music`: a bed. What is shorter than the film is repeated by the mix."""

    thing = "music"

    def wish(self, request: MusicRequest) -> Json:
        return {
            "prompt": f"{request.mood} instrumental background music for a short film, "
            f"{request.bpm} bpm, no vocals",
            "duration": moving_media.length_for(request.duration_ms, self.capabilities.seconds),
            "seed": request.seed % 2**31 if self.capabilities.seed else None,
            "output_format": "wav",
        }

    def counted(self, asked: Json) -> Units:
        return {"tracks": 1}

    def finish(self, request: MusicRequest, data: bytes, usage: Usage) -> Music:
        return moving_media.music(data, request, usage)


def _every(files: Files, shown: list[bytes]) -> list[tuple[bytes, str]]:
    """All files of a request: (bytes, MIME type)."""
    return [*files.values(), *((data, "image/jpeg") for data in shown)]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _id(found: Json) -> str:
    # Addresses are made from the id alone; the answer's own `urls` are not followed.
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", str(found.get("id"))):
        raise KeyError("id")
    return found["id"]


def _created(row: Json) -> datetime:
    return datetime.fromisoformat(row["created_at"].replace("Z", "+00:00"))


def _checksum(row: Json) -> str | None:
    return (row.get("checksums") or {}).get("sha256")


def _same(row: Json, asked: Json, files: Mapping[str, set[str]], lists: Mapping[str, list[set[str]]]) -> bool:
    """Whether a prediction has this input, and for each file one of the addresses of ours.

    `files` are fields with one file, `lists` those with several.
    """
    theirs = dict(row.get("input") or {})
    one = all(theirs.pop(field, None) in places for field, places in files.items())
    several = all(_all_in(theirs.pop(field, None), places) for field, places in lists.items())
    return one and several and theirs == asked


def _all_in(told: object, places: list[set[str]]) -> bool:
    """Whether each address of a list is one of the places of the file that we put there."""
    same = isinstance(told, list) and len(told) == len(places)
    return same and all(one in known for one, known in zip(told, places, strict=True))  # type: ignore[call-overload]


def _succeeded(found: Json, usage: Usage, thing: str) -> Finished:
    output = found.get("output")
    url = output[0] if isinstance(output, list) and output else output
    if isinstance(url, dict):
        url = next((value for value in url.values() if isinstance(value, str)), None)
    if not isinstance(url, str) or not url:
        return Finished(error=Rejected(f"Replicate's result is gone or has no {thing} in it."), usage=usage)
    return Finished(url=url, usage=usage)


def _failed(found: Json, usage: Usage, thing: str) -> Finished:
    said = scrubbed(str(found.get("error") or "no reason given"))[:200]
    if REFUSED.search(said):
        refused = ContentRefused(f"Replicate refused the {thing}: {said}", _part(said))
        return Finished(error=refused, usage=usage)
    return Finished(error=Transient(f"Replicate could not make the {thing}: {said}"), usage=usage)


def _part(said: str) -> str:
    """Which part a text of theirs means, as in ContentRefused."""
    named = [part for part, words in REFUSED_PARTS.items() if words.search(said)]
    return named[0] if len(named) == 1 else ""


def _cancelled(found: Json, usage: Usage, thing: str) -> Finished:
    return Finished(error=Rejected(f"The {thing} was cancelled at Replicate."), usage=usage)


def _aborted(found: Json, usage: Usage, thing: str) -> Finished:
    # Its deadline passed before it began: by Replicate's word not charged.
    error = Transient("Replicate did not begin in time.")
    return Finished(error=error, usage=usage, charged=False)


ENDS = {"succeeded": _succeeded, "failed": _failed, "canceled": _cancelled, "aborted": _aborted}
