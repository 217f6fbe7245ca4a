"""A line of the log as text for people, or as JSON for machines (VIDSTUDIO_LOG_FORMAT)."""

import json
import logging
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from projects import acting
from vidstudio.logs import scrubbing

# What a caller may add to a line with `extra`.
EXTRA = ("method", "route", "status", "ms", "user", "provider", "talent", "error")


class _Scrubbing(logging.Formatter):
    @cached_property
    def secrets(self) -> tuple[str, ...]:
        return scrubbing.secrets_of_settings()

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """What is bound, and what the caller added."""
        added = {name: getattr(record, name) for name in EXTRA if hasattr(record, name)}
        return {**acting.log_names(), **added}

    def clean(self, text: str, record: logging.LogRecord) -> str:
        """Without secrets, and without the path of a request: some paths let in whoever has them."""
        path = getattr(getattr(record, "request", None), "path", "")
        if len(path) > 1:
            text = text.replace(path, route_of(record.request))  # type: ignore[attr-defined]
        return scrubbing.scrubbed(text, self.secrets)


class TextFormatter(_Scrubbing):
    """2026-12-01 09:00:00,000 WARNING generation.engine.settle: Attempt 1 of 3 … [job=3 step=7]"""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in self.facts(record).items())
        head, newline, trace = super().format(record).partition("\n")
        return self.clean(f"{head} [{facts}]{newline}{trace}" if facts else head + newline + trace, record)


class JsonFormatter(_Scrubbing):
    """One JSON object a line: time, level, logger, message, whom it is about, and an error's traceback."""

    def format(self, record: logging.LogRecord) -> str:
        row = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.clean(record.getMessage(), record),
            **self.facts(record),
        }
        if record.exc_info:
            row["traceback"] = self.clean(self.formatException(record.exc_info), record)
        return json.dumps(
            {name: self._plain(value, record) for name, value in row.items()}, ensure_ascii=False
        )

    def _plain(self, value: Any, record: logging.LogRecord) -> Any:
        return value if isinstance(value, int | float) else self.clean(str(value), record)


def route_of(request: Any) -> str:
    """The pattern that the request's address fits ("/projects/<int:pk>/"); its first part where none does."""
    found = getattr(request, "resolver_match", None)
    if found is not None:
        return f"/{found.route.removeprefix('^').removesuffix('$')}"
    first = request.path.split("/")[1] if "/" in request.path else ""
    return f"/{first}/…" if first else "/"
