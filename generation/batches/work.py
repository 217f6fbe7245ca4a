"""A worker's piece of a batch: look at what some rows cost, admit, start some boards, send some to review.

A piece is bounded, so that no worker is held, and may be cut short anywhere: each row moves by condition,
in one transaction with what is made of it. So no product is made twice in a batch, and none is lost. It is
called again as long as the batch is open; so few of its boards are in the making at a time that others, and
what people of the same workspace start, wait for no more than those.
"""

import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from generation import actions
from generation.batches import admission
from generation.billing import batch_reservations, caps
from generation.models import Job
from generation.provider_errors import ProviderError
from projects.board import editing, narration, presets, review
from projects.errors import OverBudget, Refused
from projects.languages.marked import gettext_noop
from projects.models import (
    Batch,
    BatchRow,
    BatchRowState,
    BatchState,
    ProjectState,
    VideoProject,
)

log = logging.getLogger(__name__)

# Boards that are sent to review in one piece of work.
SENT_AT_ONCE = 20
# The storyboard of a project in one of these is on its way.
IN_THE_MAKING = (ProjectState.WRITING, ProjectState.ILLUSTRATING)


def work_on(batch_pk: int) -> None:
    """The next piece of a batch. May be called twice, at the same time: a row is moved by one of them."""
    batch = Batch.objects.select_related("workspace", "brand_kit").filter(pk=batch_pk).first()
    if batch is None or batch.state == BatchState.OVER:
        return
    if batch.state == BatchState.ADMITTING and not admission.look_at_costs(batch):
        admission.admit(batch)
        batch.refresh_from_db(fields=["state"])
    if batch.state == BatchState.WORKING:
        _start_some(batch)
        _send_some_to_review(batch)
        _close_if_done(batch)
    Batch.objects.filter(pk=batch_pk).update(notified=None)


# --- starting --------------------------------------------------------------------------------
def _start_some(batch: Batch) -> None:
    at_work = Job.objects.active().filter(project__batch_row__batch=batch, kind="storyboard").count()
    room = settings.BATCH_AT_ONCE - at_work
    waiting = batch.rows.filter(state__in=(BatchRowState.ADMITTED, BatchRowState.AGAIN))
    for pk in waiting.values_list("pk", flat=True)[: max(0, room)]:
        start_row(batch, pk)


def start_row(batch: Batch, pk: int) -> None:
    """Begin, or go on with, one row's board; a refusal is kept on the row in words."""
    try:
        with transaction.atomic():
            _begin(batch, pk)
    except OverBudget as refused:
        _give_up(batch, pk, BatchRowState.REFUSED, refused.message)
    except Refused as refused:
        _give_up(batch, pk, BatchRowState.FAILED, refused.message)
    except ProviderError as error:
        _give_up(batch, pk, BatchRowState.FAILED, str(error))


def _begin(batch: Batch, pk: int) -> None:
    """The row, its project and the storyboard's job, or none of them."""
    mine = BatchRow.objects.filter(pk=pk, state__in=(BatchRowState.ADMITTED, BatchRowState.AGAIN))
    if not mine.update(state=BatchRowState.STARTED, sent_on=None):
        return  # another worker was faster, or it was cancelled
    row = BatchRow.objects.select_related("product__workspace", "project__workspace", "asked_by").get(pk=pk)
    if row.project:
        actions.try_again(row.project, row.asked_by)
        return
    if row.product is None:
        raise Refused(admission.DELETED)
    fields = presets.project_fields(batch.choices, batch.brand_kit)
    project = editing.create_project(
        batch.workspace, row.asked_by, "product", product=row.product, **fields
    )  # fmt: skip
    BatchRow.objects.filter(pk=pk).update(project=project)
    batch_reservations.draw_of_batch(batch.pk, row.estimate or caps.NOTHING, row.currency, row.asked_by_id)
    actions.storyboard(project, row.asked_by, stop_at=batch.choices.get("stop_at", ""))


def _give_up(batch: Batch, pk: int, state: str, problem: str) -> None:
    """A board could not be begun. What was put aside for it is free again; one that was there stays."""
    log.info("row %s of batch %s was not started: %s", pk, batch.pk, problem)
    with transaction.atomic():
        mine = BatchRow.objects.filter(pk=pk, state__in=(BatchRowState.ADMITTED, BatchRowState.AGAIN))
        row = mine.select_for_update().first()
        if row is None:
            return
        if row.project_id is None:
            batch_reservations.draw_of_batch(
                batch.pk, row.estimate or caps.NOTHING, row.currency, row.asked_by_id
            )
        after = state if row.project_id is None else BatchRowState.STARTED
        mine.update(state=after, problem=problem[:600])


# --- sending to review -----------------------------------------------------------------------
def _send_some_to_review(batch: Batch) -> None:
    if not batch.submits:
        return
    ready = batch.rows.filter(
        state=BatchRowState.STARTED, sent_on=None, project__state=ProjectState.STORYBOARD_READY
    )
    for pk in ready.values_list("pk", flat=True)[:SENT_AT_ONCE]:
        send_to_review(pk)


def send_to_review(pk: int) -> None:
    """Submit one row's board, once, for who asked for it; what stands against it is kept on the row."""
    try:
        with transaction.atomic():
            if not BatchRow.objects.filter(pk=pk, sent_on=None).update(sent_on=timezone.now(), problem=""):
                return
            row = BatchRow.objects.select_related("project__workspace", "asked_by").get(pk=pk)
            _submit(row.project, row)
    except Refused as refused:
        problem = (gettext_noop("Not sent to review: %(why)s") % {"why": refused.message})[:600]
        BatchRow.objects.filter(pk=pk).update(sent_on=timezone.now(), problem=problem)


def _submit(project: VideoProject, row: BatchRow) -> None:
    cut = narration.cut_off(project)
    if cut:
        raise Refused(narration.refusal(cut))
    if row.asked_by is None:
        raise Refused("Who asked for it is not here any more. Submit it on its page.")
    review.submit(project, row.asked_by)


# --- the end ---------------------------------------------------------------------------------
def _close_if_done(batch: Batch) -> None:
    """The studio has nothing more to do with it by itself: all is started, and sent on."""
    with transaction.atomic():
        now = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        rows = BatchRow.objects.filter(batch=batch)
        not_begun = (BatchRowState.WAITING, BatchRowState.ADMITTED, BatchRowState.AGAIN)
        if now.state != BatchState.WORKING or rows.filter(state__in=not_begun).exists():
            return
        batch_reservations.release_batch(batch.pk)
        coming = (*IN_THE_MAKING, ProjectState.STORYBOARD_READY)
        unsent = rows.filter(state=BatchRowState.STARTED, sent_on=None, project__state__in=coming)
        if not (batch.submits and unsent.exists()):
            Batch.objects.filter(pk=batch.pk).update(state=BatchState.OVER)
