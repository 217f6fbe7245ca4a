"""Is it alive, and can it make videos? For load balancers and for whoever is woken at night."""

import socket
from datetime import timedelta

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Min
from django.db.models.functions import Coalesce
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generation.engine import dispatch
from generation.engine.worker import SILENT_SECONDS
from generation.models import CircuitBreaker, CircuitState, WorkerHeartbeat
from generation.providers import registry
from generation.providers.model_watch import WARN_DAYS
from projects import clock

# Steps wait their turn for minutes in a busy studio; for an hour only in a stuck one.
WAITED_SECONDS = 3600
# A write to a storage that is paid by the request is tried again after this long.
WRITE_SECONDS = 60
WRITTEN = "health:storage-written"


class Unwell(Exception):
    """This part does not work. The message is for an operator and holds no secrets."""

    def __init__(self, why, **seen):
        super().__init__(why)
        self.seen = seen


class Degraded(Unwell):
    """This part does not work, and videos are made without it all the same."""


@never_cache
@require_safe
def alive(request):
    """This process answers. Touches nothing else, so that a slow database restarts no web server."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def video(request):
    """200 when a video could be made now ("degraded": slower), else 503 with the parts in its way."""
    parts = {name: _examined(check) for name, check in PARTS.items()}
    broken = [part for part in parts.values() if not part["ok"]]
    well = all(part.get("degraded") for part in broken)
    status = "unwell" if not well else "degraded" if broken else "ok"
    return JsonResponse({"status": status, "parts": parts}, status=200 if well else 503)


def _examined(check):
    """The part's findings. An unexpected error is told by its kind only: its text may hold secrets."""
    try:
        return {"ok": True, **check()}
    except Degraded as error:
        return {"ok": False, "degraded": True, "why": str(error), **error.seen}
    except Unwell as error:
        return {"ok": False, "why": str(error), **error.seen}
    except Exception as error:
        return {"ok": False, "why": f"{type(error).__name__} while it was examined"}


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"kind": connection.vendor}


def _queue():
    """Steps that are due and the age of the oldest of them."""
    now = clock.now()
    steps = dispatch.due_steps(now).filter(job__runner="workers").order_by()
    oldest = steps.aggregate(since=Min(Coalesce("not_before", "created")))["since"]
    seen = {"due": steps.count(), "oldest_s": _age(oldest, now)}
    if (seen["oldest_s"] or 0) > WAITED_SECONDS:
        raise Unwell("The oldest step waits for more than an hour.", **seen)
    return seen


def _workers():
    now = clock.now()
    newest = WorkerHeartbeat.objects.order_by("-seen").values_list("seen", flat=True).first()
    if newest is None:
        raise Unwell("No worker was ever started. Start one with: manage.py worker", newest_s=None)
    if now - newest > timedelta(seconds=SILENT_SECONDS):
        raise Unwell("No worker gives a sign of life.", newest_s=_age(newest, now))
    return {"newest_s": _age(newest, now)}


def _storage():
    """The storage answers, and a file can be written, which is gone again.

    Anybody may ask, so it writes once in a minute at most; in between it only looks.
    """
    name = f"health/{socket.gethostname()}.txt"
    if cache.get(WRITTEN):
        default_storage.exists(name)
    else:
        name = default_storage.save(name, ContentFile(b"well"))
        default_storage.delete(name)
        cache.set(WRITTEN, True, WRITE_SECONDS)
    return {"kind": type(default_storage._wrapped).__name__}


def _channels():
    """Which layer carries the hints, and whether it answers. Without Redis they stay in one process."""
    layer = get_channel_layer()
    kind = type(layer).__name__
    if hasattr(layer, "ping"):
        try:
            async_to_sync(layer.ping)()
        except Exception as error:
            raise Degraded(
                f"Redis does not answer ({type(error).__name__}): progress comes late, all else goes on.",
                kind=kind,
            ) from None
    return {"kind": kind}


def _providers():
    """Who is asked for what, whose last success is how old, and who is left alone at the moment and why.

    Not a reason to call the studio unwell: another provider may stand in, and steps wait.
    """
    now = clock.now()
    rows = CircuitBreaker.objects.all()
    asked = [
        {
            "provider": row.provider,
            "talent": row.talent,
            "state": row.state,
            "succeeded_s": _age(row.succeeded, now),
            **(
                {}
                if row.state == CircuitState.CLOSED
                else {"reason": row.reason, "needs_person": row.needs_person}
            ),
        }
        for row in rows
    ]
    ending = [
        {"talent": talent, "provider": name, "model": model, "shut_down": day.isoformat()}
        for talent, name, model, day in registry.dying(WARN_DAYS)
    ]
    return {"asked": asked, "ending": ending}


def _voices():
    """Whether the natural voices can speak; a robotic one stands in where their models are missing."""
    if troubles := registry.troubles():
        raise Degraded(" ".join(troubles))
    return {}


def _age(moment, now):
    return None if moment is None else round((now - moment).total_seconds(), 1)


PARTS = {
    "database": _database,
    "queue": _queue,
    "workers": _workers,
    "storage": _storage,
    "channels": _channels,
    "providers": _providers,
    "voices": _voices,
}
