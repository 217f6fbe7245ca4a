"""The one way in which a stage asks a talent: look in the cache, ask once, store, then say so.

A provider whose class says `paid` gets at most one request for each question. "It is being sent" is
committed before the request, its id before any waiting, and the answer together with its line in
the ledger. Whoever takes the step over after a crash therefore knows what may have been charged.
"""

import copy
import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NoReturn, cast, overload

from django.conf import settings
from django.db import IntegrityError, transaction

from generation import tracing
from generation.billing import ledger, reservations
from generation.engine import cancellations, circuit_breaker, rate_limits, settle, webhooks
from generation.engine.context import StepContext
from generation.engine.errors import Postponed, StepFailed, Stopped, storage_is_away
from generation.engine.failpoints import failpoint
from generation.engine.plan import PollLater, StepOutcome
from generation.interfaces import FREE, Finished, QueuedProvider, Ticket, Usage
from generation.models import Answer, Job, NothingReceived, Step, StepState, UnstoredFile
from generation.provider_errors import (
    ContentRefused,
    OutcomeUnknown,
    ProviderError,
    Rejected,
    Transient,
    Unusable,
)
from generation.providers import artifacts, http_client, registry
from generation.providers.talents import DOWNLOAD_SECONDS, KINDS, METHODS, MOST_BYTES
from projects import clock
from projects.languages.marked import gettext_noop
from projects.media import downloads, library, storage_outage
from projects.models import Asset, Workspace

log = logging.getLogger(__name__)

# How often an answer that cannot be used is sent back with what is wrong with it.
REPAIRS = {"text": 2, "vision": 2}
# A file of more bytes is not kept in the database while the file storage is away.
LARGEST_ROW = 64 * 2**20
# From "it is being sent" and the moment that a webhook names to the first byte; less than what
# CLEAR_UP_SECONDS leaves until others take it as never sent.
LONGEST_START_SECONDS = 15

# A clock that goes on while a machine sleeps, where there is one.
STANDSTILL = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

# Answers of this question that could not be used, each with what was wrong with it.
History = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class CallResult:
    """What a talent made: an `asset`, or `data` (words); `reused` when it was there before.

    `record_cost`: finishing the step has to write its line in the ledger. Paid calls wrote theirs already.
    """

    provider: str
    asset: Asset | None = None
    data: dict[str, Any] = field(default_factory=dict)
    usage: Usage = FREE
    reused: bool = False
    record_cost: bool = False

    @property
    def file(self) -> Asset:
        """The asset, of a talent that makes files."""
        assert self.asset is not None
        return self.asset

    def outcome(self, **data: Any) -> StepOutcome:
        """Of a step that made only this; `data` replaces the talent's own words."""
        return StepOutcome(
            data=data or self.data,
            asset=self.asset,
            provider=self.provider,
            usage=self.usage,
            record_cost=self.record_cost,
            work=0.0 if self.reused else 1.0,
        )


@overload
def ask(step: Step, context: StepContext, talent: str, request: Any) -> CallResult | PollLater: ...


@overload
def ask(
    step: Step, context: StepContext, talent: str, request: Any, here: Callable[[], StepOutcome]
) -> CallResult | PollLater | StepOutcome: ...


def ask(
    step: Step, context: StepContext, talent: str, request: Any, here: Callable[[], StepOutcome] | None = None
) -> CallResult | PollLater | StepOutcome:
    """CallResult, or PollLater while a provider is still at it.

    `here()` does the work of a provider that costs nothing, where the stage has a way of its own.

    Asks the provider whose turn this try is. The next one in the settings' order is asked when a
    provider had all its tries, when its circuit is open (an outage), or when its answers stay
    unusable; never after a refusal. Who declines such requests before they are sent is passed over.
    Raises the providers' errors, StepFailed when no answer could be used, Postponed when all are away,
    Stopped when fenced out.
    """
    problem: Unusable | None = None
    shut: list[circuit_breaker.CircuitOpen] = []
    for provider in _turn(step, talent, request):
        call = ProviderCall(step, context, talent, provider, request, patient=bool(problem))
        try:
            return call.paid() if provider.paid else call.here(here or call.free)
        except circuit_breaker.CircuitOpen as away:
            shut.append(away)
        except Unusable as error:
            if error.refused:
                raise ContentRefused(str(error), error.what) from None
            log.warning("step %s: %s", step.pk, error)
            problem = error
    if problem:
        if talent in REPAIRS:
            said = gettext_noop("No answer could be used, after %(times)s corrections. %(why)s")
            raise StepFailed(said % {"times": REPAIRS[talent], "why": problem})
        raise StepFailed(gettext_noop("No answer could be used. %(why)s") % {"why": problem})
    raise _postponed(shut)


def _postponed(shut: list[circuit_breaker.CircuitOpen]) -> Postponed:
    """All who could be asked are away: come back when the first of them may be tried."""
    soonest = min(shut, key=lambda away: away.until)
    seconds = max((soonest.until - clock.now()).total_seconds(), 0) + random.uniform(0.1, 1)
    waited = gettext_noop("%(why)s It did not come back within %(seconds)s seconds.") % {
        "why": soonest,
        "seconds": f"{settings.OUTAGE_SECONDS:g}",
    }
    waits = gettext_noop("%(why)s This waits until it is back.") % {"why": soonest}
    return Postponed(waits, seconds, given_up=waited)


def may_ask(job: Job, talent: str) -> bool:
    """Whether the talent is asked at all: a job with the option `free` asks nobody who is paid."""
    return not (job.options.get("free") and registry.provider(talent).paid)


def cached_asset(workspace: Workspace, talent: str, request: Any) -> Asset | None:
    """The asset that one of the talent's providers made for this request before, or None. Asks nobody."""
    if not settings.PROVIDERS.get(talent):
        return None
    for one in registry.providers(talent):
        heard = artifacts.request_as_read(one, request)
        for model in (one.model, *one.adapter.stand_ins):
            asset = library.find(workspace, artifacts.request_digest(talent, one.name, model, heard))
            if asset:
                return asset
    return None


def _turn(step: Step, talent: str, request: Any) -> list[registry.RegisteredProvider]:
    """Who is to be asked, in order. A request that is out already stays with its provider."""
    if not (step.external_id or step.submitting):
        return _able(_allowed(step.job, registry.in_turn(talent, step.attempts)), request)
    asked = registry.named(talent, step.provider)
    if asked is None:
        raise OutcomeUnknown(
            gettext_noop("%(provider)s was asked and is not in the settings any more.")
            % {"provider": step.provider}
        )
    return [asked]


def _allowed(job: Job, rows: list[registry.RegisteredProvider]) -> list[registry.RegisteredProvider]:
    """A job that was started as free never falls back on a provider that is paid."""
    rows = [row for row in rows if not (row.paid and job.options.get("free"))]
    if not rows:
        raise Rejected("Only a paid provider is left to ask, and this job may not spend money.")
    return rows


def _able(rows: list[registry.RegisteredProvider], request: Any) -> list[registry.RegisteredProvider]:
    """Those who can do it. Where nobody can, Rejected says what the first one would need."""
    able = [row for row in rows if not row.declines(request)]
    if not able:
        raise Rejected(rows[0].declines(request))
    return able


def _outcome(found: Finished | None) -> str:
    """Of a look at a request that was accepted."""
    if found is None:
        return "at work"
    return type(found.error).__name__ if found.error else "answered"


def _not_sent(error: ProviderError) -> ProviderError:
    """An error of a request of which nothing has left: it cannot have been charged."""
    return Transient(str(error)) if isinstance(error, OutcomeUnknown) else error


class ProviderCall:
    """One question to one provider, in the hands of the worker that holds the step."""

    def __init__(
        self,
        step: Step,
        context: StepContext,
        talent: str,
        provider: registry.RegisteredProvider,
        request: Any,
        patient: bool = False,
    ) -> None:
        self.step, self.context, self.talent = step, context, talent
        self.has_slot, self.patient = step.provider == provider.name, patient
        self.provider, self.adapter, self.request = (
            provider,
            provider.adapter,
            artifacts.request_as_read(provider, request),
        )
        self.kind = KINDS.get(talent)
        self.digest = artifacts.request_digest(talent, provider.name, provider.model, self.request)
        out, asked = step.external_id or step.submitting, step.request_digest or self.digest
        # A scene may be edited while its answer is on the way: what comes is what was asked for.
        self.asked_otherwise = bool(out and asked != self.digest)
        # Of the request that is being sent: the moment its webhook names, whether it may have left, and
        # what of ours stopped it.
        self.asked_at: datetime | None = None
        self.is_sent, self.obstacle = False, cast(Exception | None, None)
        self.digest = asked if out else self.digest

    def say(self, words: str, **values: Any) -> str:
        return words % {"provider": self.provider.name, **values}

    @contextmanager
    def traced(self, verb: str) -> Iterator[tracing.Span]:
        """A span of one question to the provider: who, what for, and how it ended."""
        facts = {"provider": self.provider.name, "talent": self.talent, "model": self.provider.model or None}
        with tracing.span(f"{verb} {self.provider.name}", "", **facts) as span:
            try:
                yield span
            except Exception as error:
                span.tell(outcome=type(error).__name__)
                raise

    # --- on this machine ---------------------------------------------------------------------
    def here(self, work: Callable[[], Any]) -> Any:
        """What costs nothing, by `free` or by a stage's own way."""
        with self.traced("ask") as span:
            made = work()
            span.tell(outcome="answered")
            return made

    def free(self) -> CallResult:
        """A provider that costs nothing: files are looked for first, and asked for again at will."""
        found = self.cached() if self.kind else None
        if found:
            return found
        answer = self.method()(self.request)
        return replace(self.store(answer), usage=answer.usage, record_cost=True)

    def method(self) -> Callable[..., Any]:
        return getattr(self.adapter, METHODS[self.talent])

    def cached(self) -> CallResult | None:
        """What was made for this request before, or None."""
        workspace, who = self.step.job.workspace, self.provider.name
        if self.kind:
            asset = library.find(workspace, self.digest) or self.store_what_was_set_aside()
            return CallResult(asset=asset, provider=who, reused=True) if asset else None
        answer = Answer.objects.filter(workspace=workspace, digest=self.digest).first()
        return CallResult(data=answer.data, provider=who, reused=True) if answer else None

    def store_what_was_set_aside(self) -> Asset | None:
        """A file that was paid for while the storage was away, or None."""
        kept = UnstoredFile.objects.filter(workspace=self.step.job.workspace, digest=self.digest).first()
        if kept is None:
            return None
        with transaction.atomic():
            asset = library.keep(kept.workspace, data=bytes(kept.data), **kept.fields)
            kept.delete()
        return asset

    def store(self, answer: Any) -> CallResult:
        """The answer in the cache: a file, or words. Words that cost nothing are not stored."""
        workspace = self.step.job.workspace
        if self.kind:
            asset = artifacts.keep(workspace, self.kind, self.provider, self.digest, answer, self.request)
            return CallResult(asset=asset, provider=self.provider.name)
        data = artifacts.words(answer)
        if self.provider.paid:
            self.store_words(data)
        return CallResult(data=data, provider=self.provider.name)

    def store_words(self, data: dict[str, Any]) -> None:
        row = {"talent": self.talent, "provider": self.provider.name, "model": self.provider.model[:80]}
        try:
            with transaction.atomic():
                Answer.objects.create(workspace=self.step.job.workspace, digest=self.digest, data=data, **row)
        except IntegrityError:
            log.info("step %s: the same words were stored by another worker", self.step.pk)

    # --- for money ---------------------------------------------------------------------------
    def paid(self) -> CallResult | PollLater:
        """Go on from wherever this question stands: answered, being made, being sent, or not asked."""
        # What is out is charged for, also when somebody else's answer is in the cache by now.
        if self.step.external_id:
            return self.poll()
        if self.step.submitting:
            return self.find_lost_request()
        return self.cached() or self.send_with_repairs()

    def send_with_repairs(self) -> CallResult | PollLater:
        """Ask, and send back at most REPAIRS times what cannot be used. Raises CircuitOpen."""
        history: History = ()
        left = REPAIRS.get(self.talent, 0)
        while True:
            try:
                return self.send_when_allowed(history)
            except Unusable as error:
                why = NothingReceived.REFUSED if error.refused else NothingReceived.UNUSABLE
                self.settle_unusable(error.usage, why)
                if not left:
                    raise
                history = (*history, (error.answer, str(error)))
                left -= 1

    def send_when_allowed(self, history: History) -> CallResult | PollLater:
        """Past the circuit breaker, and with a slot of its own where the claim did not take one."""
        who = (self.provider.name, self.talent, self.step.token)
        probe = circuit_breaker.before_request(*who)
        try:
            if rate_limits.is_limited(self.talent, self.provider.name) and (history or not self.has_slot):
                self.wait_for_slot(patient=self.patient or bool(history))
            return self.send_once(history)
        finally:
            if probe:
                circuit_breaker.release_probe(*who)

    def wait_for_slot(self, patient: bool) -> None:
        """Whoever has paid for an answer already waits here; else the step comes back for its slot."""
        while wait := self.acquire_slot():
            if not patient:
                raise Postponed("", wait)
            time.sleep(min(wait, 0.5))
            self.context.check()

    def acquire_slot(self) -> float:
        """Seconds to wait when there is no slot, else 0."""
        with transaction.atomic():
            job = Job.objects.locked(self.step.job_id)
            wait = rate_limits.acquire_slot(job, self.step, self.provider.name)
            if not wait:
                self.update_or_stop(provider=self.provider.name)
        return wait

    def send_once(self, history: History) -> CallResult | PollLater:
        """One billed request. Whatever is raised, the row knows whether it may have been charged."""
        self.context.check()
        self.asked_at, self.is_sent, self.obstacle = None, False, None
        if not self.adapter.announces:
            self.announce(history)
        try:
            with http_client.before_sending(lambda: self.announce(history)):
                answer = self.send(history)
        except ProviderError as error:
            if self.obstacle:
                raise self.obstacle from None
            if not self.is_sent:
                raise _not_sent(error) from None
            if isinstance(error, (OutcomeUnknown, Unusable)):
                return self.on_lost_answer(error)
            self.release_reservation()  # a definite no: nothing was accepted
            raise
        if not self.is_sent:
            log.error("%s sent a request without announcing it: step %s", self.provider.name, self.step.pk)
            self.announce(history)
        self.failpoint("after_submit")
        return self.on_accepted(answer) if isinstance(answer, Ticket) else self.settle(answer)

    def announce(self, history: History) -> None:
        """The request is built and connected, and not a byte of it has left yet. What is raised stops it.

        A worker that is killed before this has asked nobody, and whoever takes the step over just asks.
        """
        if self.obstacle:
            raise self.obstacle
        if self.is_sent:  # the same question in another form, after a no
            return
        self.failpoint("connected")
        began = time.clock_gettime(STANDSTILL)
        try:
            self.mark_sending(history)
            # This machine stood still, or its line to the database: others may know for sure by now that
            # nothing was sent, and send it themselves.
            if time.clock_gettime(STANDSTILL) - began > LONGEST_START_SECONDS:
                self.release_reservation()
                raise Transient(self.say(gettext_noop("%(provider)s was not asked in time.")))
        except Exception as error:
            self.obstacle = error
            raise
        self.is_sent = True
        self.failpoint("before_submit")

    def mark_sending(self, history: History) -> None:
        """Commit that a request is being sent, and the money for it, or raise OverBudget and send nothing."""
        with transaction.atomic():
            Job.objects.locked(self.step.job_id)
            now = clock.now()
            # Its webhook names this moment already, and the provider is searched from then on.
            if self.asked_at and (now - self.asked_at).total_seconds() > LONGEST_START_SECONDS:
                raise Transient(self.say(gettext_noop("%(provider)s was not connected in time.")))
            self.update_or_stop(
                submitting=self.asked_at or now,
                external_id="",
                provider=self.provider.name,
                request_digest=self.digest,
            )
            reservations.reserve_call(self.step, self.provider, self.talent, self.request, history)

    def release_reservation(self, **changes: Any) -> None:
        """Nothing is out and nothing can have been charged: what was put aside is free again."""
        asked = copy.copy(self.step)
        with transaction.atomic():
            # The step's row first: behind a cancel that is half-way through, its cancellation can be seen.
            ours = self.update(submitting=None, **changes)
            cancellations.drop(asked)
            reservations.release_reservation(asked)
        self.on_ended(ours, asked.submitting)

    def on_ended(self, ours: bool, sent: datetime | None) -> None:
        """The request sent at that moment has ended. Stopped when the step is not ours any more."""
        if ours:
            return
        if sent:
            settle.on_late_result(self.step.pk, sent)
        raise Stopped("fenced")

    def send(self, history: History) -> Any:
        """The request itself: a Ticket, or the talent's answer. The circuit breaker hears how it went."""
        began, who = time.monotonic(), (self.provider.name, self.talent)
        try:
            with self.traced("ask") as span:
                answer = self.call_provider(history)
                span.tell(outcome="accepted" if isinstance(answer, Ticket) else "answered")
        except ProviderError as error:
            kind = type(error).__name__
            facts = {"provider": self.provider.name, "talent": self.talent, "error": kind}
            log.warning("%s failed (%s): %s", self.provider.name, kind, error, extra=facts)
            if not self.obstacle:
                circuit_breaker.record_failure(*who, error, self.step.token)
            raise
        else:
            is_taken = isinstance(answer, Ticket)
            record = circuit_breaker.record_response if is_taken else circuit_breaker.record_success
            record(*who, self.step.token)
            return answer
        finally:
            ms = round((time.monotonic() - began) * 1000)
            log.info("asked %s for %s: step %s, %s ms", self.provider.name, self.talent, self.step.pk, ms)

    def call_provider(self, history: History) -> Any:
        self.adapter.prepare(self.request)
        if isinstance(self.adapter, QueuedProvider):
            asked_at = (self.step.submitting if self.is_sent else None) or clock.now()
            url = webhooks.webhook_url(self.step, self.provider.name, asked_at)
            extra: dict[str, Any] = {"hook": url} if url else {}
            self.asked_at = asked_at if url else None
            return self.adapter.submit(self.request, **extra)
        return self.method()(self.request, corrections=history) if history else self.method()(self.request)

    def settle(self, answer: Any) -> CallResult:
        """Store an answer that was paid for, also when the step is not ours any more.

        Answer, ledger line and "nothing is out" are one commit. A step that was cancelled or taken
        over meanwhile is left alone; whoever asks the same again finds the answer in the cache.
        """
        sent = self.step.submitting
        try:
            with transaction.atomic():
                made = self.store(answer)
                cancellations.drop(self.step)
                ours = self.bill(answer.usage)
        except Exception as error:
            if not storage_outage.is_away(error):
                raise
            self.set_aside(answer)
        self.on_ended(ours, sent)
        self.failpoint("after_save")
        return replace(made, usage=answer.usage)

    def set_aside(self, answer: Any) -> NoReturn:
        """Our file storage is away: keep what was paid for in the database, and raise Postponed.

        A file too large for that is fetched again, where it lies at the provider.
        """
        assert self.kind is not None
        workspace, sent = self.step.job.workspace, self.step.submitting
        if len(answer.data) <= LARGEST_ROW:
            fields = artifacts.columns(self.kind, self.provider, self.digest, answer, self.request)
            with transaction.atomic():
                UnstoredFile.objects.get_or_create(
                    workspace=workspace, digest=self.digest, defaults={"data": answer.data, "fields": fields}
                )
                cancellations.drop(self.step)
                ours = self.bill(answer.usage)
            self.on_ended(ours, sent)
        raise storage_is_away()

    def settle_unusable(self, usage: Usage, why: NothingReceived) -> None:
        """Write down a request that was charged for and came to nothing, and why."""
        usage = replace(usage, model=usage.model or self.provider.model)
        sent = self.step.submitting
        with transaction.atomic():
            ours = self.bill(usage, why)
        self.on_ended(ours, sent)

    def bill(self, usage: Usage, nothing: str = "") -> bool:
        """Nothing is out any more, and its line is in the ledger; whether the step was still ours.

        The step's row first: who cancels locks steps before money, and two orders would be a deadlock.
        """
        asked = copy.copy(self.step)
        ours = self.update(submitting=None, external_id="")
        ledger.billed(asked, self.provider.name, usage, nothing)
        return ours

    # --- waiting -----------------------------------------------------------------------------
    def on_accepted(self, ticket: Ticket) -> PollLater:
        """The provider has it: its id is committed before anybody waits, or before it is cancelled."""
        sent = self.step.submitting
        if not self.update(external_id=ticket.external_id):
            if sent:
                settle.on_webhook(self.step.pk, sent, ticket.external_id)
            raise Stopped("fenced")
        self.failpoint("after_save")
        return self.poll_later()

    def poll_later(self, at_least: float | None = None) -> PollLater:
        """Let go of the worker; the gaps between looks grow with the age of the request."""
        shortest, longest = settings.POLL_SECONDS
        shortest = max(shortest, self.adapter.poll_seconds)
        gap = max(min(longest, max(shortest, self.age() / 4)), at_least or 0)
        return PollLater(seconds=gap, external_id=self.step.external_id, provider=self.provider.name)

    def age(self) -> float:
        """Seconds since the request was sent."""
        return (clock.now() - (self.step.submitting or self.step.created)).total_seconds()

    @property
    def queued(self) -> QueuedProvider:
        assert isinstance(self.adapter, QueuedProvider)
        return self.adapter

    def poll(self) -> CallResult | PollLater:
        """Ask what became of a request that was accepted. Only this fetches; nothing is sent again."""
        try:
            with self.traced("look at") as span:
                found = self.queued.poll(self.step.external_id)
                span.tell(outcome=_outcome(found))
        except (Transient, Unusable) as error:
            if self.age() > settings.PROVIDER_SECONDS:
                return self.give_up()
            return self.poll_later(getattr(error, "retry_after", None))
        except ProviderError:  # the key is not accepted any more: nobody learns what it cost
            self.settle_unusable(Usage(units={"answer": "lost"}), NothingReceived.LOST)
            raise
        if found is None:
            return self.poll_later() if self.age() < settings.PROVIDER_SECONDS else self.give_up()
        if found.error:
            circuit_breaker.record_failure(self.provider.name, self.talent, found.error)
            if found.charged:
                is_refused = isinstance(found.error, ContentRefused)
                why = NothingReceived.REFUSED if is_refused else NothingReceived.FAILED
                self.settle_unusable(ledger.failed(found.usage), why)
            else:
                self.release_reservation(external_id="")
            raise found.error
        return self.fetch(found)

    def give_up(self) -> NoReturn:
        """It took too long: tell the provider, and write down that it was possibly charged."""
        try:
            self.queued.cancel(self.step.external_id)
        except ProviderError as error:
            log.warning("step %s could not be cancelled at %s: %s", self.step.pk, self.provider.name, error)
        usage = Usage(model=self.provider.model, units={"answer": "too late"})
        self.settle_unusable(usage, NothingReceived.LATE)
        said = gettext_noop("%(provider)s took longer than %(seconds)s seconds.")
        raise StepFailed(self.say(said, seconds=settings.PROVIDER_SECONDS))

    def fetch(self, found: Finished) -> CallResult:
        """Download what was made, check it and store it. What fails here is fetched, not paid, again.

        Its line is marked from now until the file is stored.
        """
        usage = self.usage_of(found.usage)
        entry = ledger.billed(self.step, self.provider.name, usage, NothingReceived.NO_FILE)
        there = self.cached()
        if there:
            ledger.mark(entry, "")
            self.update_or_stop(submitting=None, external_id="")
            return there
        try:
            hosts = settings.RESULT_HOSTS.get(self.provider.name, ())
            data, _ = downloads.fetch(found.url, MOST_BYTES[self.talent], DOWNLOAD_SECONDS, hosts)
            answer = self.queued.finish(self.request, data, usage)
        except (downloads.FetchRefused, Unusable) as error:
            if isinstance(error, Unusable):
                ledger.mark(entry, NothingReceived.UNUSABLE)
                self.leave_unusable()
            said = gettext_noop("It was made, but its file could not be had: %(why)s")
            raise Transient(said % {"why": error}) from None
        circuit_breaker.record_success(self.provider.name, self.talent)
        self.failpoint("after_download")
        return self.settle(answer)

    def leave_unusable(self) -> None:
        """A file that stays unusable in all tries of its provider is left: the next one listed is asked.

        Where there is none, a retry by a person asks anew. It was paid for, and is in the ledger.
        """
        names = [row.name for row in registry.providers(self.talent)]
        turns = names.index(self.provider.name) + 1 if self.provider.name in names else len(names)
        if self.step.attempts >= settings.STEP_ATTEMPTS * turns:
            self.update_or_stop(submitting=None, external_id="")

    def usage_of(self, usage: Usage) -> Usage:
        """What was used. A provider that does not say has made what it was asked for."""
        if usage.units or usage.cost is not None:
            return usage
        units = self.adapter.units_for(self.request)
        return usage if units is None else replace(usage, units=units)

    # --- when an answer is lost --------------------------------------------------------------
    def on_lost_answer(self, error: ProviderError) -> PollLater:
        """The request may have been read, or its answer not. Where the provider can be asked, it will be."""
        if not self.adapter.lists_requests:
            raise error
        log.warning("step %s: %s Looking for it at the provider.", self.step.pk, error)
        return self.find_later(settings.CLEAR_UP_SECONDS[0])

    def find_later(self, seconds: float) -> PollLater:
        return PollLater(seconds=seconds, external_id="", provider=self.provider.name)

    def find_lost_request(self) -> PollLater:
        """Find the request whose answer was lost. Adopt it, or know that it never arrived.

        Not being listed says nothing while the request may still be on its way; after
        CLEAR_UP_SECONDS it means that it was never accepted, and the next try sends it again.
        """
        first, patience = settings.CLEAR_UP_SECONDS
        sent = self.step.submitting or self.step.created
        if self.asked_otherwise:
            said = gettext_noop("%(provider)s was asked something else: it cannot be found.")
            raise OutcomeUnknown(self.say(said))
        try:
            found = self.queued.find(self.request, sent - timedelta(seconds=60))
        except (Transient, Unusable) as error:
            if self.age() > settings.PROVIDER_SECONDS:
                raise OutcomeUnknown(str(error)) from None
            return self.find_later(max(first, getattr(error, "retry_after", None) or 0))
        except ProviderError as error:  # it may be there, but we may not look
            raise OutcomeUnknown(str(error)) from None
        mine = self.unclaimed(found)
        if mine:
            return self.on_accepted(Ticket(external_id=mine))
        if self.age() < patience:
            return self.find_later(first)
        self.release_reservation()
        raise Transient(self.say(gettext_noop("%(provider)s did not get the request.")))

    def unclaimed(self, ids: list[str]) -> str | None:
        taken = set(Step.objects.filter(external_id__in=ids).values_list("external_id", flat=True))
        taken |= {one for one in ids if ledger.knows(one)} | cancellations.known_ids(ids)
        return next((one for one in ids if one not in taken), None)

    # --- the row -----------------------------------------------------------------------------
    def update_or_stop(self, **changes: Any) -> None:
        """Write to the step while it is ours. Stopped when it is not: then nothing is sent."""
        if not self.update(**changes):
            raise Stopped("fenced")

    def update(self, **changes: Any) -> bool:
        """Write to the step while it is ours. Whether it was."""
        mine = Step.objects.filter(pk=self.step.pk, token=self.step.token, state=StepState.RUNNING)
        ours = bool(mine.update(**changes))
        for name, value in changes.items():
            setattr(self.step, name, value)
        return ours

    def failpoint(self, name: str) -> None:
        failpoint(self.step.stage.name, name)
