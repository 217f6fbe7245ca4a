"""What people ask of a batch: to be started, tried again, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.template.defaultfilters import pluralize
from django.utils.translation import gettext

from generation import actions
from generation.batches import admission
from generation.billing import batch_reservations, budgets, caps
from generation.billing.estimates import each_with_typical
from generation.engine import control, queue
from generation.models import Job
from projects import access
from projects.audit import record
from projects.errors import BadInput, IllegalMove
from projects.models import (
    Admission,
    Batch,
    BatchRow,
    BatchRowState,
    BatchState,
    Preset,
    Product,
    ProjectState,
    VideoProject,
    Workspace,
)

MOST_ROWS = 5000
# So many products are looked at for an estimate before the start; of more it is worked out from these.
SAMPLED = 12
# The batch has not begun with these, or will go on with them.
NOT_STARTED = (BatchRowState.WAITING, BatchRowState.ADMITTED, BatchRowState.AGAIN)
# These may be tried again.
GAVE_UP = (BatchRowState.REFUSED, BatchRowState.FAILED, BatchRowState.CANCELLED)


@dataclass(frozen=True)
class Forecast:
    """What a batch may cost at most, before it is started.

    `total` is in `currency`, worked out from `looked_at` of its `count` products; `unknown` says whether
    something has no known price; `left` is what the tightest budget has left, None without one. `typical`
    is what such boards usually cost here, worked out in the same way, None where nobody can tell.
    """

    count: int
    looked_at: int
    total: Decimal
    currency: str
    is_free: bool
    unknown: bool
    standings: Sequence[budgets.Standing]
    member: caps.MemberStanding
    typical: Decimal | None = None

    @property
    def is_exact(self) -> bool:
        return self.is_free or self.looked_at == self.count

    @property
    def tightest(self) -> budgets.Standing | None:
        return min(self.standings, key=lambda row: row.left, default=None)

    @property
    def fits(self) -> bool:
        lefts = [row.left for row in self.standings]
        lefts += [] if self.member.left is None else [self.member.left]
        return self.is_free or all(self.total <= left for left in lefts)

    @property
    def each(self) -> Decimal:
        return self.total / self.count if self.count else Decimal(0)


def start_batch(
    products: Sequence[Product],
    preset: Preset,
    by: User,
    name: str = "",
    admission: str = Admission.EACH,
    submits: bool = True,
    mark: str = "",
) -> Batch:
    """Make one board of each product by the preset, stored or not. Returns at once; workers do the rest.

    Each product counts once. `mark` is a word of the caller's for this start: given again, it is the same
    batch. Raises BadInput for no products, too many, or those of another workspace.
    """
    workspace = preset.workspace
    access.require(by, workspace, "edit")
    unique = list({product.pk: product for product in products}.values())
    _check(unique, workspace)
    if admission not in Admission.values:
        raise BadInput("Say whether all or none is to be started, or as many as fit.", "admission")
    name = " ".join(name.split())[:120] or f"{preset.name}, {len(unique)} product{pluralize(len(unique))}"
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        known = Batch.objects.filter(workspace=workspace, mark=mark).first() if mark else None
        if known:
            return known
        batch = Batch.objects.create(
            workspace=workspace, name=name, preset=preset if preset.pk else None,
            preset_name=preset.name, choices=preset.choices,
            brand_kit=preset.brand_kit, admission=admission, submits=submits, created_by=by, mark=mark,
        )  # fmt: skip
        BatchRow.objects.bulk_create(
            [
                BatchRow(
                    batch=batch, position=number, product=product, product_name=product.name, asked_by=by
                )
                for number, product in enumerate(unique, 1)
            ],
            batch_size=500,
        )
        record(workspace, "started a batch", by=by, workspace=workspace, new=f"{name} ({len(unique)})")
        _tell_workers(batch)
    return batch


def _check(products: Sequence[Product], workspace: Workspace) -> None:
    if not products:
        raise BadInput("Choose at least one product.", "products")
    if len(products) > MOST_ROWS:
        most = {"most": f"{MOST_ROWS:,}"}
        raise BadInput(
            gettext("A batch has at most %(most)s products. Make several of them.") % most, "products"
        )
    foreign = [product for product in products if product.workspace_id != workspace.pk]
    if foreign:
        told = {"product": foreign[0], "workspace": workspace}
        raise BadInput(
            gettext("“%(product)s” is not a product of %(workspace)s, whose preset this is.") % told,
            "products",
        )


def forecast(products: Sequence[Product], preset: Preset, by: User) -> Forecast:
    """The Forecast of a batch that is not started; nothing is written."""
    standings = budgets.remaining(preset.workspace)
    found = admission.estimates_of(products[:SAMPLED], preset.choices, preset.brand_kit, by)
    known = each_with_typical([one for one in found if one is not None], preset.workspace)
    paid = next((one.currency for one in known if not one.is_free), "USD")
    total = sum((one.total for one in known), Decimal(0))
    usual = [one.typical for one in known if one.typical is not None]
    typical = sum(usual, Decimal(0)) if known and len(usual) == len(known) else None
    if known and len(products) > len(known):
        total = total * len(products) / len(known)
        typical = None if typical is None else typical * len(products) / len(known)
    return Forecast(
        count=len(products),
        looked_at=len(found),
        total=total,
        currency=paid,
        is_free=all(one.is_free for one in known),
        unknown=any(one.unknown for one in known),
        typical=typical,
        standings=standings,
        member=caps.member_standing(access.membership(by, preset.workspace)),
    )


def retry(batch: Batch, by: User, rows: Sequence[int] | None = None) -> int:
    """Go on with what was refused, failed or cancelled: of these rows (keys), or all. How many there are.

    Raises IllegalMove where there is none.
    """
    access.require(by, batch.workspace, "edit")
    with transaction.atomic():
        batch = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        mine = BatchRow.objects.filter(batch=batch)
        if rows is not None:
            mine = mine.filter(pk__in=rows)
        reset = {"problem": "", "asked_by": by}
        anew = mine.filter(state__in=GAVE_UP, project=None)
        count = anew.update(state=BatchRowState.WAITING, estimate=None, sent_on=None, **reset)
        over = Q(project__state__in=(ProjectState.FAILED, ProjectState.CANCELLED))
        again = BatchRow.objects.filter(pk__in=list(mine.filter(over).values_list("pk", flat=True)))
        count += again.update(state=BatchRowState.AGAIN, **reset)
        if not count:
            raise IllegalMove("Nothing of this batch failed, was refused or was cancelled.")
        _go_on(batch)
        record(
            batch.workspace, "tried a batch again", by=by, workspace=batch.workspace, new=f"{batch}: {count}"
        )
    return count


def illustrate(batch: Batch, by: User) -> int:
    """Make the pictures of the boards that stopped at their script. How many there are.

    Raises IllegalMove where there is none, OverBudget (and begins none) where not all can be paid.
    """
    access.require(by, batch.workspace, "edit")
    waiting = VideoProject.objects.filter(batch_row__batch=batch, state=ProjectState.SCRIPT_READY)
    with transaction.atomic():
        # The batch, all its projects, and then what a job locks: the workspace is the last.
        Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        projects = list(waiting.select_for_update(of=("self",), no_key=True).order_by("pk"))
        if not projects:
            raise IllegalMove("No board of this batch has a script that waits for its pictures.")
        for project in projects:
            actions.illustrate(project, by)
        BatchRow.objects.filter(batch=batch, project__in=projects).update(sent_on=None)
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.WORKING)
        _tell_workers(batch)
    return len(projects)


def cancel(batch: Batch, by: User, is_work_stopped: bool = False) -> int:
    """Start no more of it, and free the money that was put aside for that. How many boards are not made.

    `is_work_stopped`: storyboards that are in the making are cancelled, too. Twice does nothing more.
    """
    access.require(by, batch.workspace, "edit")
    with transaction.atomic():
        batch = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        mine = BatchRow.objects.filter(batch=batch, state__in=NOT_STARTED)
        count = mine.filter(project=None).update(state=BatchRowState.CANCELLED, problem="")
        count += mine.update(state=BatchRowState.STARTED)  # of those to be tried again nothing has begun
        batch_reservations.release_batch(batch.pk)
        if count:
            told = f"{batch}: {count} not made"
            record(batch.workspace, "cancelled a batch", by=by, workspace=batch.workspace, new=told)
    if is_work_stopped:
        at_work = Job.objects.active().filter(project__batch_row__batch=batch, kind="storyboard")
        for job in at_work.order_by("pk"):
            control.cancel(job, by=by)
            count += 1
    return count


def _go_on(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.ADMITTING)
    _tell_workers(batch)


def _tell_workers(batch: Batch) -> None:
    """In the caller's transaction; the sweep tells again where the message is lost."""
    queue.send_batch(batch.pk)
