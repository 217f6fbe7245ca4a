"""Ledger lines as a CSV file, written while it is sent, and safe to open in a spreadsheet."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.db.models import QuerySet
from django.utils import timezone

from generation.billing import ledger
from generation.models import LedgerEntry
from projects.plain_input import safe_cell

# Units that have a column of their own; what else a provider told is JSON in the last one.
UNITS = (
    "tokens_in", "tokens_out", "tokens_cache_write", "tokens_cache_read", "image_tokens_in", "images",
    "characters", "video_seconds", "clips", "tracks", "seconds", "credits",
)  # fmt: skip
HEAD = (
    "line", "when", "workspace", "project", "title", "job", "scene", "what", "talent", "provider", "model",
    "cost", "currency", "state", "corrects", "note", *UNITS, "other_units", "priced_by", "latency_ms",
    "nothing_received",
)  # fmt: skip
AT_ONCE = 500
TOLD = {"answer", "corrects", "note"}


class CsvLines:
    """The lines of a query as pieces of CSV, newest first, for both kinds of server.

    Each piece is a query of its own, so that nothing is kept open and no piece is gathered in memory.
    """

    def __init__(self, rows: QuerySet[LedgerEntry]) -> None:
        self.rows = rows.select_related("workspace", "project", "step__scene").order_by("-pk")
        self.last: int | None = None

    def next(self) -> str:
        """The next piece, the first with the head; "" after the last."""
        head = self.last is None
        some = self.rows if head else self.rows.filter(pk__lt=self.last)
        found = list(some[:AT_ONCE])
        self.last = found[-1].pk if found else 0
        fixed = corrected(found)
        return _text(([HEAD] if head else []) + [_row(entry, entry.pk in fixed) for entry in found])

    def __iter__(self) -> Iterator[str]:
        while piece := self.next():
            yield piece

    async def __aiter__(self) -> AsyncIterator[str]:
        while piece := await sync_to_async(self.next)():
            yield piece


def corrected(found: Sequence[LedgerEntry]) -> set[int]:
    """Keys of those lines that somebody corrected."""
    firsts = {f"fix:{entry.pk}:1": entry.pk for entry in found if entry.cost is None}
    known = LedgerEntry.objects.filter(call_key__in=firsts).values_list("call_key", flat=True)
    return {firsts[key] for key in known}


def _text(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _row(entry: LedgerEntry, corrected: bool) -> tuple[object, ...]:
    units, step = entry.units, entry.step
    return (
        entry.pk,
        timezone.localtime(entry.created).isoformat(timespec="seconds"),
        safe_cell(entry.workspace.slug),
        entry.project_id or "",
        safe_cell(entry.project.title if entry.project else ""),
        step.job_id if step else "",
        step.scene.scene_index if step and step.scene else "",
        safe_cell(step.label if step else ""),
        entry.talent,
        safe_cell(entry.provider),
        safe_cell(entry.model),
        "unknown" if entry.cost is None else f"{entry.cost:f}",
        entry.currency,
        state(entry, corrected),
        units.get("corrects", ""),
        safe_cell(units.get("note", "")),
        *(_number(units.get(name, "")) for name in UNITS),
        _others(units),
        " ".join(map(str, entry.priced_by)),
        "" if entry.latency_ms is None else entry.latency_ms,
        entry.nothing_received,
    )


def state(entry: LedgerEntry, corrected: bool = False) -> str:
    """What is to be said of a line's cost: "" for nothing, else one word or two."""
    if entry.call_key.startswith("fix:"):
        return "correction"
    if entry.cost is not None:
        return ""
    if corrected:
        return "corrected"
    return "possibly charged" if entry.units.get("answer") in ledger.DOUBTFUL else "unknown"


def _number(value: object) -> int | float | str:
    return value if isinstance(value, int | float) else safe_cell(str(value))


def _others(units: dict[str, Any]) -> str:
    rest = {key: value for key, value in units.items() if key not in UNITS and key not in TOLD}
    return json.dumps(rest, sort_keys=True) if rest else ""
