"""OpenTelemetry: a span for each request, start of a job, step, and question to a provider.

Only where OTEL_EXPORTER_OTLP_ENDPOINT is set; elsewhere nothing of it is loaded, and a span costs a look at
the settings. Spans are sent by a thread of their own and dropped when nobody takes them: no work waits for
them or fails with them. They carry names, numbers and states: no addresses, texts, prompts or keys, and of an
error only what kind it is.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import util
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)

# At its end a process waits so long until what is left was sent.
LAST_SECONDS = 2.0
_lock = threading.Lock()


class Ending(threading.Thread):
    """Ends what sends when it is asked to. It may wait for a server that hangs; who asked need not.

    It is started early: a process that ends starts no thread any more.
    """

    def __init__(self, sender: Any) -> None:
        super().__init__(name="tracing-ending", daemon=True)
        self.sender, self.is_asked = sender, threading.Event()
        self.start()

    def run(self) -> None:
        self.is_asked.wait()
        self.sender.shutdown()


# {process: its tracer and what ends it, or None where they could not be set up}. A pool forks: what sends has
# a thread, and is made after that.
_of_process: dict[int, tuple[Any, Ending] | None] = {}


class Span:
    """What is told of a piece of work that is being done. Without a `real` one nobody hears it."""

    def __init__(self, real: Any = None) -> None:
        self.real = real

    def tell(self, **facts: str | int | None) -> None:
        """Facts: `vidstudio.<name>`, or the name as it is where it has a dot. None is left out."""
        if self.real is not None:
            for name, value in facts.items():
                if value is not None:
                    self.real.set_attribute(name if "." in name else f"vidstudio.{name}", value)

    def rename(self, name: str) -> None:
        if self.real is not None:
            self.real.update_name(name)

    def fail(self, kind: str) -> None:
        """The work failed: by which kind of error. What the error says is not told."""
        if self.real is not None:
            from opentelemetry.trace import StatusCode

            self.real.set_status(StatusCode.ERROR)
            self.real.set_attribute("error.type", kind)

    def carried(self) -> str:
        """A `traceparent` (55 characters) under which work elsewhere goes on with this trace, or ""."""
        if self.real is None:
            return ""
        found = self.real.get_span_context()
        return f"00-{found.trace_id:032x}-{found.span_id:016x}-{int(found.trace_flags):02x}"


NOTHING = Span()


@contextmanager
def span(name: str, parent: str = "", **facts: str | int | None) -> Iterator[Span]:
    """A span of this block, below the one that is open, or below `parent` (a `traceparent`)."""
    tracer = _tracer() if settings.OTLP_ENDPOINT else None
    if tracer is None:
        yield NOTHING
        return
    quiet = {"record_exception": False, "set_status_on_exception": False}
    with tracer.start_as_current_span(name, context=_context(parent), **quiet) as real:
        told = Span(real)
        told.tell(**facts)
        try:
            yield told
        except BaseException as error:
            told.fail(type(error).__name__)
            raise


def begin() -> None:
    """Set up what sends, in a process that would else do it with its first span."""
    if settings.OTLP_ENDPOINT:
        _tracer()


def _context(parent: str) -> Any:
    """Where a span stands; None: below whatever is open. A word that is no `traceparent` is ignored."""
    if not parent:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": parent})


def end() -> None:
    """Send what is left, for at most LAST_SECONDS: at the end of a process, also of one of a pool."""
    mine = _of_process.pop(os.getpid(), None)
    if mine:
        mine[1].is_asked.set()
        mine[1].join(LAST_SECONDS)


def _tracer() -> Any:
    process = os.getpid()
    if process not in _of_process:
        with _lock:
            if process not in _of_process:
                _of_process[process] = _made()
    mine = _of_process[process]
    return mine[0] if mine else None


def _made() -> tuple[Any, Ending] | None:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        part = "web" if os.environ.get("VIDSTUDIO_PROCESS") == "web" else "worker"
        about: dict[str, str | int] = {
            "service.version": settings.VERSION,
            "host.name": os.uname().nodename,
            "process.pid": os.getpid(),
        }
        if not os.environ.get("OTEL_SERVICE_NAME"):
            about["service.name"] = f"vidstudio-{part}"
        provider = TracerProvider(resource=Resource.create(about), shutdown_on_exit=False)
        sender = BatchSpanProcessor(OTLPSpanExporter())
        provider.add_span_processor(sender)
    except Exception:  # a wrong variable of OpenTelemetry stops no work
        log.warning("OpenTelemetry could not be set up: no spans are sent", exc_info=True)
        return None
    # Not by atexit, which forks leave out.
    util.Finalize(None, end, exitpriority=1)
    return provider.get_tracer("vidstudio", settings.VERSION), Ending(sender)
