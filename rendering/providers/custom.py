"""A composer elsewhere: any HTTP service that turns a render spec into an MP4 (its API: docs/providers.md).

It gets the frozen spec and, for each file the spec names, an address that is signed and expires. What
it made is fetched like any foreign file, and checked against the spec as our own videos are.
"""

import math
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from generation.interfaces import Finished, QueuedProvider, Ticket, Usage
from generation.provider_errors import Misconfigured, Rejected, Transient, Unusable
from generation.providers.http_client import Wire, scrubbed
from projects.board.digest import digest_of
from projects.media import serving
from projects.models import Asset
from rendering.engine import timeline
from rendering.engine.container.probe import check, probe
from rendering.engine.errors import SourceError
from rendering.spec.schema import RenderSpec

SALT = "rendering.composed"
# A service may begin late: addresses of media are good for so much longer than the time a provider has.
SPARE_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class ComposeRequest:
    """A render spec as plain data, and the workspace (its key) whose media it names."""

    spec: dict[str, Any]
    workspace: int


@dataclass(frozen=True, kw_only=True)
class RemoteFilm:
    """A finished video; the fields behind `usage` are what was measured on it."""

    data: bytes
    width: int
    height: int
    duration_ms: int
    mime: str = "video/mp4"
    usage: Usage = Usage()
    frames: int = 0
    scene_starts_ms: tuple[int, ...] = ()
    probe: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class CustomRenderer(QueuedProvider):
    """Talent `compose`. `public_url` is where the service reaches this studio."""

    paid, announces = True, True
    lists_requests = True
    model = "render spec 1"

    def __init__(self, key: str, base_url: str, public_url: str, seconds: float = 60) -> None:
        if not base_url:
            raise Misconfigured("COMPOSE_BASE_URL must say where the composer is.")
        if not public_url:
            raise Misconfigured("VIDSTUDIO_PUBLIC_URL must say where the composer fetches the media.")
        self.key, self.public_url = key, public_url.rstrip("/")
        self._place = (base_url.rstrip("/"), seconds)

    @cached_property
    def wire(self) -> Wire:
        base, seconds = self._place
        return Wire("The composer", base, {"Authorization": f"Bearer {self.key}"}, seconds)

    def units_for(self, request: ComposeRequest) -> dict[str, float]:
        scenes = request.spec["scenes"]
        return {"video_seconds": sum(scene["duration_ms"] for scene in scenes) / 1000}

    def submit(self, request: ComposeRequest) -> Ticket:
        """Ticket of a new render: one POST, never repeated here."""
        reference = reference_of(request.spec)
        body = {
            "reference": reference,
            "spec": request.spec,
            "media": self.media(request),
            "callback_url": self.public_url + callback_path(reference),
        }
        answer, _ = self.wire.post("/renders", body)
        return Ticket(external_id=_id(answer))

    def media(self, request: ComposeRequest) -> dict[str, dict[str, Any]]:
        """{digest: where it is, what it is}: every file that the spec names."""
        named = set(digests(request.spec))
        assets = Asset.objects.filter(workspace=request.workspace, digest__in=named)
        seconds = settings.PROVIDER_SECONDS + SPARE_SECONDS
        files = {
            asset.digest: {
                "url": self.public_url + serving.signed_url(asset, seconds),
                "mime": asset.mime,
                "bytes": asset.bytes,
                "sha256": asset.sha256,
            }
            for asset in assets
        }
        if named - set(files):
            raise Rejected("A picture or sound of this board is not in the library any more.")
        return files

    def poll(self, external_id: str) -> Finished | None:
        """Finished, or None while it is at work; an unknown status counts as at work."""
        try:
            answer = self.wire.get(f"/renders/{external_id}")
        except Misconfigured as error:
            if "404" in str(error):
                return Finished(error=Rejected("The composer does not know this video any more."))
            raise
        ended = ENDS.get(answer.get("status"))
        return ended(answer, self.usage_of(answer)) if ended else None

    def usage_of(self, answer: Mapping[str, Any]) -> Usage:
        """What it says it costs, in its own money; unknown where it does not say."""
        cost = answer.get("cost") or {}
        try:
            amount = Decimal(str(cost["amount"]))
            currency = str(cost.get("currency") or "USD")
        except (KeyError, TypeError, InvalidOperation):
            return Usage(model=self.model)
        if not (amount.is_finite() and amount >= 0 and re.fullmatch(r"[A-Z]{3}", currency)):
            return Usage(model=self.model)
        return Usage(units={"videos": 1}, cost=amount, currency=currency, model=self.model)

    def cancel(self, external_id: str) -> None:
        self.wire.tell(f"/renders/{external_id}", "DELETE")

    def find(self, request: ComposeRequest, since: datetime) -> list[str]:
        """Ids of renders with this reference, oldest first."""
        answer = self.wire.get("/renders", reference=reference_of(request.spec))
        return [_id(row) for row in answer.get("renders") or ()]

    def finish(self, request: ComposeRequest, data: bytes, usage: Usage) -> RemoteFilm:
        """The RemoteFilm, decoded to its end and checked against the spec. Raises Unusable."""
        spec = RenderSpec.model_validate(request.spec)
        with tempfile.TemporaryDirectory(prefix="composed-") as folder:
            path = Path(folder) / "video.mp4"
            path.write_bytes(data)
            try:
                measured = probe(path)
            except SourceError as error:
                raise Unusable(str(error), usage) from None
        problems = check(measured, spec)
        if problems:
            raise Unusable(f"The video is not what was asked for: {'; '.join(problems)}.", usage)
        return RemoteFilm(
            data=data,
            width=measured.width,
            height=measured.height,
            duration_ms=measured.duration_ms,
            usage=usage,
            frames=measured.frames,
            scene_starts_ms=_starts(spec),
            probe={name: _finite(value) for name, value in asdict(measured).items()},
        )


def digests(part: Any) -> Iterator[str]:
    """The digests of all media that nested plain data names."""
    if isinstance(part, dict):
        if "kind" in part and isinstance(part.get("digest"), str):
            yield part["digest"]
        part = part.values()
    elif not isinstance(part, (list, tuple)):
        return
    for one in part:
        yield from digests(one)


def reference_of(spec: Mapping[str, Any]) -> str:
    """The name of a question: the same spec has the same one."""
    return digest_of({"spec": spec})


def _starts(spec: RenderSpec) -> tuple[int, ...]:
    plan = timeline.plan(spec)
    return tuple(round(scene.start * 1000 / plan.fps) for scene in plan.scenes)


def _finite(value: Any) -> Any:
    return value if not isinstance(value, float) or math.isfinite(value) else None


def _id(answer: Mapping[str, Any]) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", str(answer.get("id"))):
        raise KeyError("id")
    return str(answer["id"])


def _done(answer: Mapping[str, Any], usage: Usage) -> Finished:
    url = answer.get("video_url")
    if not isinstance(url, str) or not url:
        return Finished(error=Rejected("The composer's answer has no video in it."), usage=usage)
    return Finished(url=url, usage=usage)


def _reason(answer: Mapping[str, Any]) -> str:
    return scrubbed(str(answer.get("message") or "no reason given"))[:200]


def _failed(answer: Mapping[str, Any], usage: Usage) -> Finished:
    error = Transient(f"The composer could not make the video: {_reason(answer)}")
    return Finished(error=error, usage=usage, charged=usage.cost != 0)


def _refused(answer: Mapping[str, Any], usage: Usage) -> Finished:
    error = Rejected(f"The composer refused the video: {_reason(answer)}")
    return Finished(error=error, usage=usage, charged=usage.cost != 0)


def _cancelled(answer: Mapping[str, Any], usage: Usage) -> Finished:
    error = Rejected("The video was cancelled at the composer.")
    return Finished(error=error, usage=usage, charged=usage.cost != 0)


# What a status that ends a render means.
ENDS: dict[Any, Callable[[Mapping[str, Any], Usage], Finished]] = {
    "done": _done,
    "failed": _failed,
    "refused": _refused,
    "cancelled": _cancelled,
}


# --- the callback ------------------------------------------------------------------------------
def callback_path(reference: str) -> str:
    """Where the service says that it is done: signed, so that only the one that was asked can say it."""
    return reverse("rendering:composed", args=[_signer().sign(reference[:32])])


def reference_in(token: str) -> str | None:
    """The beginning of the reference that a signed path carries, or None when it is forged or too old."""
    try:
        return _signer().unsign(token, max_age=settings.PROVIDER_SECONDS + SPARE_SECONDS)
    except signing.BadSignature:
        return None


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT, sep=".")
