"""A composer elsewhere: any HTTP service that turns a render spec into an MP4 (its wire: docs/providers.md).

It gets the frozen spec and, for each file the spec names, an address that is signed and expires. What
it made is fetched like any foreign file, and held against the spec as our own videos are.
"""

import math
import re
import tempfile
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

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
# A service may begin late: addresses of media outlast the time that a provider has.
SPARE_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class ComposeRequest:
    """A render spec as plain data, and the workspace (its key) whose media it names."""

    spec: dict
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
    probe: dict = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class CustomRenderer(QueuedProvider):
    """Talent `compose`. `public_url` is where the service reaches this studio."""

    paid = True
    lists_requests = True
    model = "render spec 1"

    def __init__(self, key, base_url, public_url, seconds=60):
        if not base_url:
            raise Misconfigured("COMPOSE_BASE_URL must say where the composer is.")
        if not public_url:
            raise Misconfigured("VIDSTUDIO_PUBLIC_URL must say where the composer fetches the media.")
        self.key, self.public_url = key, public_url.rstrip("/")
        self._place = (base_url.rstrip("/"), seconds)

    @cached_property
    def wire(self):
        base, seconds = self._place
        return Wire("The composer", base, {"Authorization": f"Bearer {self.key}"}, seconds)

    def units_for(self, request):
        scenes = request.spec["scenes"]
        return {"video_seconds": sum(scene["duration_ms"] for scene in scenes) / 1000}

    def submit(self, request):
        """Ticket of a new render: one POST, never repeated here."""
        reference = reference_of(request.spec)
        body = {
            "reference": reference,
            "spec": request.spec,
            "media": self.media(request),
            "callback_url": self.public_url + callback_path(reference),
        }
        found, _ = self.wire.post("/renders", body)
        return Ticket(external_id=_id(found))

    def media(self, request):
        """{digest: where it is, what it is}: every file that the spec names."""
        wanted = set(digests(request.spec))
        assets = Asset.objects.filter(workspace=request.workspace, digest__in=wanted)
        seconds = settings.PROVIDER_SECONDS + SPARE_SECONDS
        told = {
            asset.digest: {
                "url": self.public_url + serving.signed_url(asset, seconds),
                "mime": asset.mime,
                "bytes": asset.bytes,
                "sha256": asset.sha256,
            }
            for asset in assets
        }
        if wanted - set(told):
            raise Rejected("A picture or sound of this board is not in the library any more.")
        return told

    def poll(self, external_id):
        """Finished, or None while it is at work; a status nobody has heard of is still at work."""
        try:
            found = self.wire.get(f"/renders/{external_id}")
        except Misconfigured as error:
            if "404" in str(error):
                return Finished(error=Rejected("The composer does not know this video any more."))
            raise
        ended = ENDS.get(found.get("status"))
        return ended(found, self.usage_of(found)) if ended else None

    def usage_of(self, found):
        """What it says it costs, in its own money; unknown where it does not say."""
        cost = found.get("cost") or {}
        try:
            amount = Decimal(str(cost["amount"]))
            currency = str(cost.get("currency") or "USD")
        except (KeyError, TypeError, InvalidOperation):
            return Usage(model=self.model)
        if not (amount.is_finite() and amount >= 0 and re.fullmatch(r"[A-Z]{3}", currency)):
            return Usage(model=self.model)
        return Usage(units={"videos": 1}, cost=amount, currency=currency, model=self.model)

    def cancel(self, external_id):
        self.wire.tell(f"/renders/{external_id}", "DELETE")

    def find(self, request, since):
        """Ids of renders with this reference, oldest first."""
        found = self.wire.get("/renders", reference=reference_of(request.spec))
        return [_id(row) for row in found.get("renders") or ()]

    def finish(self, request, data, usage):
        """The Film, decoded to its end and held against the spec. Raises Unusable."""
        spec = RenderSpec.model_validate(request.spec)
        with tempfile.TemporaryDirectory(prefix="composed-") as room:
            path = Path(room) / "video.mp4"
            path.write_bytes(data)
            try:
                measured = probe(path)
            except SourceError as error:
                raise Unusable(str(error), usage) from None
        lacking = check(measured, spec)
        if lacking:
            raise Unusable(f"The video is not what was asked for: {'; '.join(lacking)}.", usage)
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


def digests(part):
    """The digests of all media that nested plain data names."""
    if isinstance(part, dict):
        if "kind" in part and isinstance(part.get("digest"), str):
            yield part["digest"]
        part = part.values()
    elif not isinstance(part, (list, tuple)):
        return
    for one in part:
        yield from digests(one)


def reference_of(spec):
    """The name of a question: the same spec has the same one."""
    return digest_of({"spec": spec})


def _starts(spec):
    plan = timeline.plan(spec)
    return tuple(round(scene.start * 1000 / plan.fps) for scene in plan.scenes)


def _finite(value):
    return value if not isinstance(value, float) or math.isfinite(value) else None


def _id(found):
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", str(found.get("id"))):
        raise KeyError("id")
    return str(found["id"])


def _done(found, usage):
    url = found.get("video_url")
    if not isinstance(url, str) or not url:
        return Finished(error=Rejected("The composer's answer has no video in it."), usage=usage)
    return Finished(url=url, usage=usage)


def _said(found):
    return scrubbed(str(found.get("message") or "no reason given"))[:200]


def _failed(found, usage):
    error = Transient(f"The composer could not make the video: {_said(found)}")
    return Finished(error=error, usage=usage, charged=usage.cost != 0)


def _refused(found, usage):
    error = Rejected(f"The composer refused the video: {_said(found)}")
    return Finished(error=error, usage=usage, charged=usage.cost != 0)


def _cancelled(found, usage):
    error = Rejected("The video was cancelled at the composer.")
    return Finished(error=error, usage=usage, charged=usage.cost != 0)


ENDS = {"done": _done, "failed": _failed, "refused": _refused, "cancelled": _cancelled}


# --- the call back -----------------------------------------------------------------------------
def callback_path(reference):
    """Where the service says that it is done: signed by us, so that only who was asked can say it."""
    return reverse("rendering:composed", args=[_signer().sign(reference[:32])])


def reference_in(token):
    """The beginning of the reference that a signed path carries, or None when it is forged or too old."""
    try:
        return _signer().unsign(token, max_age=settings.PROVIDER_SECONDS + SPARE_SECONDS)
    except signing.BadSignature:
        return None


def _signer():
    return signing.TimestampSigner(salt=SALT, sep=".")
