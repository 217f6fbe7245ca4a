"""Telling a provider that a request is not wanted any more, and what it charges for it.

A recall is a row of the same transaction that cancels the step (a job that was cancelled or failed), so it
survives whatever dies next. A worker tells the provider once, then asks until it knows how it ended
and writes the ledger's line. What comes of it changes no step.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from generation.billing import budgets, ledger
from generation.interfaces import Finished, Usage
from generation.models import Cancellation, CancellationState
from generation.provider_errors import ProviderError, Transient, Unusable
from generation.providers import registry

log = logging.getLogger(__name__)

# A worker that tells a provider has this long; then another one may.
LEASE_SECONDS = 60
# So long after it was sent, a request whose answer nobody has was lost with the worker that sent it.
LOST_SECONDS = 180
MOST_TRIES = 8
MOST_WAIT = 60


# --- written by whoever ends a step ----------------------------------------------------------
def write(steps):
    """Recalls for those of the steps (being ended, under their job's lock) that have a request out."""
    now = timezone.now()
    for step in steps:
        if step.submitting and step.state != "unknown":
            Cancellation.objects.get_or_create(
                step=step,
                sent=step.submitting,
                defaults={
                    "provider": step.provider,
                    "external_id": step.external_id,
                    # Its answer may be on the way to the worker that sent it, which will add the id.
                    "not_before": now if step.external_id else _lost_at(step.submitting),
                },
            )


def _lost_at(sent):
    return sent + timedelta(seconds=LOST_SECONDS)


def named(step, sent, external_id):
    """The provider took a request of a step that was ended meanwhile: now it can be told which one."""
    waiting = Cancellation.objects.filter(
        step=step, sent=sent, external_id="", state=CancellationState.WAITING
    )
    waiting.update(external_id=external_id, not_before=timezone.now())


def answered(step):
    """The answer itself came, and is in the ledger: there is nothing to recall."""
    Cancellation.objects.filter(step=step, sent=step.submitting, external_id="").delete()


def withdraw(step):
    """The step is wanted again. Whether its request may go on: only when nobody was told yet."""
    return bool(
        Cancellation.objects.filter(
            step=step, sent=step.submitting, state=CancellationState.WAITING
        ).delete()[0]
    )


def knows(external_ids):
    """Those of the ids that are being recalled: they are nobody's answer."""
    return set(
        Cancellation.objects.filter(external_id__in=external_ids).values_list("external_id", flat=True)
    )


# --- done by workers -------------------------------------------------------------------------
def due(now=None):
    return Cancellation.objects.exclude(state=CancellationState.DONE).filter(
        not_before__lte=now or timezone.now()
    )


def work_off(rows=None):
    """Go on with all that are due. Returns how many there were."""
    found = list((due() if rows is None else rows).values_list("pk", flat=True)[:50])
    return sum(go_on(pk) for pk in found)


def go_on(pk):
    """Take one recall a step further; False when it is not due or another worker has it."""
    now = timezone.now()
    recall = due(now).filter(pk=pk).select_related("step__job").first()
    mine = recall and due(now).filter(pk=pk, not_before=recall.not_before)
    if not mine or not mine.update(not_before=now + timedelta(seconds=LEASE_SECONDS)):
        return False
    named = registry.named(recall.step.talent, recall.provider)
    if not recall.external_id or named is None or not named.does.can_cancel:
        _unknown(recall, "Its answer was lost: possibly charged.")
    elif recall.state != CancellationState.SENT:
        _tell(recall, named)
    else:
        _ask(recall, named)
    return True


def _tell(recall, named):
    """Say it once. A provider that has ended it already refuses, which is as good."""
    wanted_again = not Cancellation.objects.filter(pk=recall.pk, state=recall.state).update(
        state=CancellationState.SENDING
    )
    if wanted_again:
        return
    try:
        told = named.does.cancel(recall.external_id)
    except (Transient, Unusable) as error:
        _again(recall, error, CancellationState.SENDING)
        return
    except ProviderError as error:
        log.info("recall %s: %s", recall.pk, error)
        told = None
    Cancellation.objects.filter(pk=recall.pk).update(state=CancellationState.SENT, tries=0)
    recall.state, recall.tries = CancellationState.SENT, 0
    _settle(recall, told) if isinstance(told, Finished) else _ask(recall, named)


def _ask(recall, named):
    """How did it end, and what does it cost?"""
    try:
        found = named.does.poll(recall.external_id)
    except (Transient, Unusable) as error:
        _again(recall, error, CancellationState.SENT)
    except ProviderError as error:
        _unknown(recall, str(error))
    else:
        _settle(recall, found) if found else _again(recall, "It has not ended yet.", CancellationState.SENT)


def _again(recall, why, state):
    if recall.tries >= MOST_TRIES:
        _unknown(recall, f"{why} Possibly charged.")
        return
    wait = min(settings.STEP_BACKOFF_SECONDS[0] * 2**recall.tries, MOST_WAIT)
    back = timezone.now() + timedelta(seconds=wait)
    Cancellation.objects.filter(pk=recall.pk).update(state=state, tries=recall.tries + 1, not_before=back)


def _settle(recall, found):
    """Its final cost, as the provider tells it. A result that was made after all is not taken."""
    usage = ledger.failed(found.usage) if found.error else found.usage
    usage = usage if found.charged else None
    _end(recall, str(found.error or "It was finished before it could be stopped."), usage)


def _unknown(recall, why):
    _end(recall, why, Usage(units={"answer": "lost"}))


def _end(recall, why, usage):
    step = recall.step
    step.external_id, step.submitting = recall.external_id, recall.sent
    with transaction.atomic():
        over = Cancellation.objects.filter(~Q(state=CancellationState.DONE), pk=recall.pk)
        if over.update(state=CancellationState.DONE, ended=why[:300]):
            ledger.billed(step, recall.provider, usage) if usage else budgets.nothing_owed(step)
