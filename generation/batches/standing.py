"""How the boards of a batch stand: rows with what they cost so far, and counts by state.

It takes as many queries for a thousand rows as for ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from generation.billing.prices import LEAST
from generation.models import LedgerEntry
from projects import access
from projects.models import Batch, BatchRow, BatchRowState, ProjectState


class BoardStanding(models.TextChoices):
    """One word for a row: what the batch did with it, and how its project stands."""

    WAITING = "waiting", _("Waiting")
    MAKING = "making", _("In the making")
    SCRIPT = "script", _("Script to read")
    READY = "ready", _("Board ready")
    REVIEW = "review", _("In review")
    CHANGES = "changes", _("Changes asked for")
    RENDERING = "rendering", _("Rendering")
    FINISHED = "finished", _("Finished")
    REJECTED = "rejected", _("Rejected")
    FAILED = "failed", _("Failed")
    REFUSED = "refused", _("Over budget")
    CANCELLED = "cancelled", _("Cancelled")


_BY_PROJECT = {
    ProjectState.DRAFT: BoardStanding.MAKING,
    ProjectState.WRITING: BoardStanding.MAKING,
    ProjectState.ILLUSTRATING: BoardStanding.MAKING,
    ProjectState.SCRIPT_READY: BoardStanding.SCRIPT,
    ProjectState.STORYBOARD_READY: BoardStanding.READY,
    ProjectState.IN_REVIEW: BoardStanding.REVIEW,
    ProjectState.CHANGES_REQUESTED: BoardStanding.CHANGES,
    ProjectState.APPROVED: BoardStanding.RENDERING,
    ProjectState.RENDERING: BoardStanding.RENDERING,
    ProjectState.COMPLETED: BoardStanding.FINISHED,
    ProjectState.REJECTED: BoardStanding.REJECTED,
    ProjectState.FAILED: BoardStanding.FAILED,
    ProjectState.CANCELLED: BoardStanding.CANCELLED,
}
_BY_ROW = {
    BatchRowState.WAITING: BoardStanding.WAITING,
    BatchRowState.ADMITTED: BoardStanding.WAITING,
    BatchRowState.AGAIN: BoardStanding.WAITING,
    BatchRowState.REFUSED: BoardStanding.REFUSED,
    BatchRowState.FAILED: BoardStanding.FAILED,
    BatchRowState.CANCELLED: BoardStanding.CANCELLED,
}
# Rows that may be tried again.
RETRIED = (BoardStanding.FAILED, BoardStanding.REFUSED, BoardStanding.CANCELLED)


def batches(user: User) -> QuerySet[Batch]:
    return Batch.objects.filter(workspace__in=access.workspaces(user)).select_related(
        "workspace", "created_by"
    )


def batch_for(user: User, pk: int, what: str = "view") -> Batch:
    """404 for outsiders, NotAllowed for members without the role."""
    batch = get_object_or_404(batches(user), pk=pk)
    access.require(user, batch.workspace, what)
    return batch


def with_standing(rows: QuerySet[BatchRow]) -> QuerySet[BatchRow]:
    """Annotated with `standing` (a BoardStanding)."""
    whens = [When(state=state, then=Value(word)) for state, word in _BY_ROW.items()]
    whens += [When(project__state=state, then=Value(word)) for state, word in _BY_PROJECT.items()]
    word = Case(*whens, default=Value(BoardStanding.FAILED), output_field=models.CharField())
    return rows.annotate(standing=word)


def with_costs(rows: QuerySet[BatchRow]) -> QuerySet[BatchRow]:
    """Annotated with `cost`, what the ledger has for its project, and `uncertain`, lines of unknown cost."""
    lines = LedgerEntry.objects.filter(project=OuterRef("project")).order_by().values("project")
    total = Subquery(lines.values(total=Sum("cost")), output_field=models.DecimalField())
    unknown = Subquery(
        lines.values(unknown=Count("pk", filter=Q(cost=None))), output_field=models.IntegerField()
    )
    return rows.annotate(cost=total, uncertain=unknown)


def counts(batch: Batch) -> dict[str, int]:
    """{standing: how many rows}, in the order of a board's life, without those that have none."""
    rows = with_standing(BatchRow.objects.filter(batch=batch)).order_by()
    found = dict(rows.values_list("standing").annotate(n=Count("pk")))
    return {word.value: found[word.value] for word in BoardStanding if found.get(word.value)}


@dataclass(frozen=True)
class BatchCost:
    """`spent` is in the ledger for its boards, `estimated` the most that their storyboards may cost."""

    spent: Decimal
    estimated: Decimal
    currency: str
    uncertain: int
    unpriced: bool


def costs(batch: Batch) -> BatchCost:
    """What the batch has cost so far, renders included."""
    lines = LedgerEntry.objects.filter(project__batch_row__batch=batch).order_by()
    spent = lines.aggregate(total=Sum("cost"), unknown=Count("pk", filter=Q(cost=None)))
    gone = (BatchRowState.REFUSED, BatchRowState.FAILED, BatchRowState.CANCELLED)
    rows = BatchRow.objects.filter(batch=batch).exclude(state__in=gone)
    wanted = rows.aggregate(total=Sum("estimate"), unpriced=Count("pk", filter=~Q(unpriced="")))
    currency = rows.filter(estimate__gt=0).values_list("currency", flat=True).first() or "USD"
    return BatchCost(
        spent=(spent["total"] or Decimal(0)).quantize(LEAST),
        estimated=(wanted["total"] or Decimal(0)).quantize(LEAST),
        currency=currency,
        uncertain=spent["unknown"],
        unpriced=bool(wanted["unpriced"]),
    )


def counts_of(found: Sequence[Batch]) -> dict[int, dict[str, int]]:
    """{key of the batch: its counts} of several, in one query."""
    rows = with_standing(BatchRow.objects.filter(batch__in=found)).order_by()
    told: dict[int, dict[str, int]] = {batch.pk: {} for batch in found}
    for pk, word, count in rows.values_list("batch_id", "standing").annotate(n=Count("pk")):
        told[pk][word] = count
    order = [word.value for word in BoardStanding]
    return {pk: dict(sorted(each.items(), key=lambda one: order.index(one[0]))) for pk, each in told.items()}
