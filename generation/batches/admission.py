"""What the boards of a batch may cost, each, and whether the budget has room for them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from generation.actions import STOPS
from generation.billing import batch_reservations
from generation.billing.estimates import LOCAL, Estimate, estimate
from projects.board import editing, presets
from projects.errors import Refused
from projects.models import Admission, Batch, BatchRow, BatchRowState, BatchState, BrandKit, Product

# Rows whose cost is looked at in one piece of work.
AT_ONCE = 20


def options_of(choices: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the storyboard's job, for its estimate."""
    stop_at = choices.get("stop_at")
    return {"stages": list(STOPS[stop_at])} if stop_at else {}


def estimates_of(
    products: Iterable[Product], choices: Mapping[str, Any], brand_kit: BrandKit | None, by: User | None
) -> list[Estimate | None]:
    """The Estimate of each product's storyboard; None for one of which no project can be made.

    Where this studio asks nobody at all, one product tells for all.
    """
    found: list[Estimate | None] = []
    for product in products:
        if found and found[0] is not None and _is_local(found[0]):
            found.append(found[0])
        else:
            found.append(_estimate_of(product, choices, brand_kit, by))
    return found


def _estimate_of(
    product: Product, choices: Mapping[str, Any], brand_kit: BrandKit | None, by: User | None
) -> Estimate | None:
    """By a draft that is taken back at once: an estimate reads a project's rows."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                fields = presets.project_fields(choices, brand_kit)
                draft = editing.create_project(product.workspace, by, "product", product=product, **fields)
                return estimate(draft, "storyboard", **options_of(choices))
        except Refused:
            return None
        finally:
            transaction.set_rollback(True)


def _is_local(found: Estimate) -> bool:
    return all(line.how == LOCAL for line in found.lines)


def look_at_costs(batch: Batch) -> bool:
    """The estimates of the next rows that have none. Whether there are more of these."""
    rows = batch.rows.filter(state=BatchRowState.WAITING, estimate=None)
    some = list(rows.select_related("product__workspace", "asked_by")[:AT_ONCE])
    for row in [row for row in some if row.product is None]:
        _note(row, None)
    there = [row for row in some if row.product is not None]
    by = there[0].asked_by if there else None
    found = estimates_of([row.product for row in there if row.product], batch.choices, batch.brand_kit, by)
    for row, one in zip(there, found, strict=True):
        _note(row, one)
    return rows.exists()


_NO_PROJECT = "No board can be made of this product by this preset."
DELETED = "The product was deleted."


def _note(row: BatchRow, found: Estimate | None) -> None:
    mine = BatchRow.objects.filter(pk=row.pk, state=BatchRowState.WAITING)
    if found is None:
        mine.update(state=BatchRowState.FAILED, problem=_NO_PROJECT if row.product else DELETED)
        return
    names = sorted({line.model or line.provider for line in found.unknown})
    mine.update(estimate=found.total, currency=found.currency, unpriced=", ".join(names)[:300])


def admit(batch: Batch) -> None:
    """Admit the rows that were looked at, in their order, as far as the budget goes; refuse the others.

    All of it in one transaction: a killed worker has admitted all or nothing.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        rows = list(batch.rows.filter(state=BatchRowState.WAITING).exclude(estimate=None))
        is_all_or_none = batch.admission == Admission.ALL
        wanted = [
            batch_reservations.Wanted(row.estimate or Decimal(0), row.currency, row.unpriced, row.asked_by_id)
            for row in rows
        ]
        refusals = batch_reservations.admit_batch(batch.workspace, batch.pk, wanted, is_all_or_none)
        for row, why in zip(rows, refusals, strict=True):
            row.state = BatchRowState.REFUSED if why else BatchRowState.ADMITTED
            row.problem = why[:600]
        BatchRow.objects.bulk_update(rows, ["state", "problem"], batch_size=200)
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.WORKING)
