"""The one way in which a stage asks a talent: look on the shelf, ask once, keep, then say so.

A provider whose class says `paid` gets at most one request for each question. "It is being sent" is
committed before the request, its id before any waiting, and the answer together with its line in
the ledger. Whoever takes the step over after a crash therefore knows what may have been charged.
"""

import copy
import logging
import random
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from generation.billing import budgets, ledger
from generation.engine import cancellations, circuit_breaker, rate_limits, settle, webhooks
from generation.engine.errors import Postponed, StepFailed, Stopped
from generation.engine.failpoints import point
from generation.engine.plan import PollLater, StepOutcome
from generation.interfaces import FREE, QueuedProvider, Ticket, Usage
from generation.models import Answer, Job, Step, StepState
from generation.provider_errors import OutcomeUnknown, ProviderError, Rejected, Transient, Unusable
from generation.providers import artifacts, registry
from projects.media import downloads, library

log = logging.getLogger(__name__)

# What a talent's method is called, and what kind of asset it makes ("" = words, kept as an Answer).
METHODS = {
    "text": "write",
    "vision": "analyse",
    "image": "paint",
    "voice": "speak",
    "clip": "animate",
    "lip_sync": "sync",
    "music": "score",
}
KINDS = {
    "image": "image",
    "voice": "voice",
    "clip": "clip",
    "lip_sync": "lip_sync",
    "music": "music",
    "compose": "video",
}
# How often an answer that cannot be used is sent back with what is wrong with it.
REPAIRS = {"text": 2, "vision": 2}
MOST_BYTES = {
    "image": 40 * 2**20,
    "voice": 60 * 2**20,
    "clip": 300 * 2**20,
    "lip_sync": 300 * 2**20,
    "music": 200 * 2**20,
    "compose": 300 * 2**20,
}
DOWNLOAD_SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a talent made: an `asset`, or `data` (words); `reused` when it was there before.

    `owed`: finishing the step has to write its line in the ledger. Paid calls wrote theirs already.
    """

    provider: str
    asset: object = None
    data: dict = field(default_factory=dict)
    usage: Usage = FREE
    reused: bool = False
    owed: bool = False

    def outcome(self, **data):
        """The Outcome of a step that made only this; `data` replaces the talent's own words."""
        return StepOutcome(
            data=data or self.data,
            asset=self.asset,
            provider=self.provider,
            usage=self.usage,
            paid=self.owed,
            work=0.0 if self.reused else 1.0,
        )


def ask(step, context, talent, request, here=None):
    """Made, or Later while a provider is still at it.

    `here()` does the work of a provider that costs nothing, where the stage has a way of its own.

    Asks the provider whose turn this try is. The next one in the settings' order is asked when a
    provider had all its tries, when its breaker is open (an outage), or when its answers stay
    unusable; never after a refusal. Who declines such requests before they are sent is passed over.
    Raises the providers' errors, StepFailed when no answer could be used, Postponed when all are away,
    Stopped when fenced out.
    """
    problem, shut = None, []
    for provider in _turn(step, talent, request):
        call = Call(step, context, talent, provider, request, patient=bool(problem))
        try:
            return call.paid() if provider.paid else (here or call.free)()
        except circuit_breaker.Closed as closed:
            shut.append(closed)
        except Unusable as error:
            if error.refused:
                raise Rejected(str(error)) from None
            log.warning("step %s: %s", step.pk, error)
            problem = error
    if problem:
        raise StepFailed(_of_no_use(talent, problem))
    raise _postponed(shut)


def _of_no_use(talent, problem):
    """In words for a person: what was wrong with the last answer."""
    times = REPAIRS.get(talent)
    return f"No answer could be used{f', after {times} corrections' if times else ''}. {problem}"


def _postponed(shut):
    """All who could be asked are away: come back when the first of them may be tried."""
    soonest = min(shut, key=lambda closed: closed.until)
    seconds = max((soonest.until - timezone.now()).total_seconds(), 0) + random.uniform(0.1, 1)
    return Postponed(f"{soonest} This waits until it is back.", seconds)


def may_ask(job, talent):
    """Whether the talent is asked at all: a job with the option `free` asks nobody who is paid."""
    return not (job.options.get("free") and registry.provider(talent).paid)


def at_hand(workspace, talent, request):
    """The asset that one of the talent's providers made for this request before, or None. Asks nobody."""
    if not settings.PROVIDERS.get(talent):
        return None
    for one in registry.providers(talent):
        heard = artifacts.heard(one, request)
        asset = library.find(workspace, artifacts.request_digest(talent, one.name, one.model, heard))
        if asset:
            return asset
    return None


def _turn(step, talent, request):
    """Who is to be asked, in order. A request that is out already stays with its provider."""
    if not (step.external_id or step.submitting):
        return _able(_allowed(step.job, registry.in_turn(talent, step.attempts)), request)
    asked = registry.named(talent, step.provider)
    if asked is None:
        raise OutcomeUnknown(f"{step.provider} was asked and is not in the settings any more.")
    return [asked]


def _allowed(job, rows):
    """A job that was started as free never falls back on a provider that is paid."""
    rows = [row for row in rows if not (row.paid and job.options.get("free"))]
    if not rows:
        raise Rejected("Only a paid provider is left to ask, and this job may not spend money.")
    return rows


def _able(rows, request):
    """Those who can do it. Where nobody can, Rejected says what the first one would need."""
    able = [row for row in rows if not row.declines(request)]
    if not able:
        raise Rejected(rows[0].declines(request))
    return able


class Call:
    """One question to one provider, in the hands of the worker that holds the step."""

    def __init__(self, step, context, talent, provider, request, patient=False):
        self.step, self.context, self.talent = step, context, talent
        self.placed, self.patient = step.provider == provider.name, patient
        self.provider, self.does, self.request = provider, provider.does, artifacts.heard(provider, request)
        self.kind = KINDS.get(talent)
        self.digest = artifacts.request_digest(talent, provider.name, provider.model, self.request)
        out, asked = step.external_id or step.submitting, step.request_digest or self.digest
        # A scene may be edited while its answer is on the way: what comes is what was asked for.
        self.asked_otherwise = bool(out and asked != self.digest)
        self.digest = asked if out else self.digest

    # --- on this machine ---------------------------------------------------------------------
    def free(self):
        """A provider that costs nothing: files are looked for first, and asked for again at will."""
        found = self.shelf() if self.kind else None
        if found:
            return found
        answer = self.method()(self.request)
        return replace(self.kept(answer), usage=answer.usage, owed=True)

    def method(self):
        return getattr(self.does, METHODS[self.talent])

    def shelf(self):
        """What was made for this request before, or None."""
        workspace, who = self.step.job.workspace, self.provider.name
        if self.kind:
            asset = library.find(workspace, self.digest)
            return Made(asset=asset, provider=who, reused=True) if asset else None
        answer = Answer.objects.filter(workspace=workspace, digest=self.digest).first()
        return Made(data=answer.data, provider=who, reused=True) if answer else None

    def kept(self, answer):
        """The answer on the shelf: a file, or words. Words that cost nothing are not kept."""
        workspace = self.step.job.workspace
        if self.kind:
            asset = artifacts.keep(workspace, self.kind, self.provider, self.digest, answer, self.request)
            return Made(asset=asset, provider=self.provider.name)
        data = artifacts.words(answer)
        if self.provider.paid:
            self.keep_words(data)
        return Made(data=data, provider=self.provider.name)

    def keep_words(self, data):
        row = {"talent": self.talent, "provider": self.provider.name, "model": self.provider.model[:80]}
        try:
            with transaction.atomic():
                Answer.objects.create(workspace=self.step.job.workspace, digest=self.digest, data=data, **row)
        except IntegrityError:
            log.info("step %s: the same words were kept by another worker", self.step.pk)

    # --- for money ---------------------------------------------------------------------------
    def paid(self):
        """Go on from wherever this question stands: answered, being made, being sent, or not asked."""
        # What is out is charged for, also when somebody else's answer lies on the shelf by now.
        if self.step.external_id:
            return self.look()
        if self.step.submitting:
            return self.clear_up()
        return self.shelf() or self.send()

    def send(self):
        """Ask, and send back at most REPAIRS times what cannot be used. Closed when its breaker is open."""
        told = ()
        for left in reversed(range(1 + REPAIRS.get(self.talent, 0))):
            try:
                return self.let_in(told)
            except Unusable as error:
                self.settle(error.usage)
                if not left:
                    raise
                told = (*told, (error.answer, str(error)))

    def let_in(self, told):
        """Past the breaker, and to a place of its own where the claim did not take one."""
        who = (self.provider.name, self.talent, self.step.token)
        probe = circuit_breaker.enter(*who)
        try:
            if rate_limits.limited(self.talent, self.provider.name) and (told or not self.placed):
                self.take_place(patient=self.patient or bool(told))
            return self.once(told)
        finally:
            if probe:
                circuit_breaker.give_back(*who)

    def take_place(self, patient):
        """Whoever has paid for an answer already waits here; else the step comes back for its place."""
        while wait := self.no_place():
            if not patient:
                raise Postponed("", wait)
            time.sleep(min(wait, 0.5))
            self.context.check()

    def no_place(self):
        with transaction.atomic():
            job = Job.objects.locked(self.step.job_id)
            wait = rate_limits.enter(job, self.step, self.provider.name)
            if not wait:
                self.note(provider=self.provider.name)
        return wait

    def once(self, told):
        """One billed request. Whatever is raised, the row knows whether it may have been charged."""
        self.context.check()
        self.set_out(told)
        self.point("before_submit")
        try:
            answer = self.posted(told)
        except (OutcomeUnknown, Unusable) as error:
            return self.lost(error)
        except ProviderError:
            self.nothing_owed()  # a definite no: nothing was accepted
            raise
        self.point("after_submit")
        return self.accepted(answer) if isinstance(answer, Ticket) else self.keep(answer)

    def set_out(self, told):
        """Commit that a request is being sent, and the money for it, or raise OverBudget and send nothing."""
        with transaction.atomic():
            Job.objects.locked(self.step.job_id)
            now = timezone.now()
            self.note(submitting=now, external_id="", provider=self.provider.name, request_digest=self.digest)
            budgets.reserve_call(self.step, self.provider, self.talent, self.request, told)

    def nothing_owed(self, **changes):
        """Nothing is out and nothing can have been charged: what was put aside is free again."""
        asked = copy.copy(self.step)
        with transaction.atomic():
            # The step's row first: behind a cancel that is half-way through, its recall can be seen.
            ours = self.update(submitting=None, **changes)
            cancellations.answered(asked)
            budgets.nothing_owed(asked)
        self.over(ours, asked.submitting)

    def over(self, ours, sent):
        """The request sent at that moment has ended. Stopped when the step is not ours any more."""
        if not ours:
            settle.on_late_result(self.step.pk, sent)
            raise Stopped("fenced")

    def posted(self, told):
        began, who = timezone.now(), (self.provider.name, self.talent)
        try:
            answer = self.request_sent(told)
        except ProviderError as error:
            circuit_breaker.failed(*who, error, self.step.token)
            raise
        else:
            taken = circuit_breaker.answered if isinstance(answer, Ticket) else circuit_breaker.succeeded
            taken(*who, self.step.token)
            return answer
        finally:
            ms = round((timezone.now() - began).total_seconds() * 1000)
            log.info("asked %s for %s: step %s, %s ms", self.provider.name, self.talent, self.step.pk, ms)

    def request_sent(self, told):
        if isinstance(self.does, QueuedProvider):
            hook = webhooks.address(self.step, self.provider.name)
            return self.does.submit(self.request, **({"hook": hook} if hook else {}))
        return self.method()(self.request, told=told) if told else self.method()(self.request)

    def keep(self, answer):
        """Store an answer that was paid for, also when the step is not ours any more.

        Answer, ledger line and "nothing is out" are one commit. A step that was cancelled or taken
        over meanwhile is left alone; whoever asks the same again finds the answer on the shelf.
        """
        sent = self.step.submitting
        with transaction.atomic():
            made = self.kept(answer)
            cancellations.answered(self.step)
            ours = self.bill(answer.usage)
        self.over(ours, sent)
        self.point("after_save")
        return replace(made, usage=answer.usage)

    def settle(self, usage):
        """Write down a request that was charged for and came to nothing."""
        usage = replace(usage, model=usage.model or self.provider.model)
        sent = self.step.submitting
        with transaction.atomic():
            ours = self.bill(usage)
        self.over(ours, sent)

    def bill(self, usage):
        """Nothing is out any more, and its line is in the ledger; whether the step was still ours.

        The step's row first: who cancels locks steps before money, and two orders would be a deadlock.
        """
        asked = copy.copy(self.step)
        ours = self.update(submitting=None, external_id="")
        ledger.billed(asked, self.provider.name, usage)
        return ours

    # --- waiting -----------------------------------------------------------------------------
    def accepted(self, ticket):
        """The provider has it: its id is committed before anybody waits, or before it is recalled."""
        if not self.update(external_id=ticket.external_id):
            settle.on_webhook(self.step.pk, self.step.submitting, ticket.external_id)
            raise Stopped("fenced")
        self.point("after_save")
        return self.later()

    def later(self, at_least=None):
        """Let go of the worker; the gaps between looks grow with the age of the request."""
        shortest, longest = settings.POLL_SECONDS
        shortest = max(shortest, self.does.poll_seconds)
        gap = max(min(longest, max(shortest, self.age() / 4)), at_least or 0)
        return PollLater(seconds=gap, external_id=self.step.external_id, provider=self.provider.name)

    def age(self):
        """Seconds since the request was sent."""
        return (timezone.now() - (self.step.submitting or self.step.created)).total_seconds()

    def look(self):
        """Ask what became of a request that was accepted. Only this fetches; nothing is sent again."""
        try:
            found = self.does.poll(self.step.external_id)
        except (Transient, Unusable) as error:
            if self.age() > settings.PROVIDER_SECONDS:
                return self.give_up()
            return self.later(getattr(error, "retry_after", None))
        except ProviderError:  # the key is not accepted any more: nobody learns what it cost
            self.settle(Usage(units={"answer": "lost"}))
            raise
        if found is None:
            return self.later() if self.age() < settings.PROVIDER_SECONDS else self.give_up()
        if found.error:
            circuit_breaker.failed(self.provider.name, self.talent, found.error)
            if found.charged:
                self.settle(ledger.failed(found.usage))
            else:
                self.nothing_owed(external_id="")
            raise found.error
        return self.fetched(found)

    def give_up(self):
        """It took too long: tell the provider, and write down that it was possibly charged."""
        try:
            self.does.cancel(self.step.external_id)
        except ProviderError as error:
            log.warning("step %s could not be cancelled at %s: %s", self.step.pk, self.provider.name, error)
        self.settle(Usage(model=self.provider.model, units={"answer": "too late"}))
        raise StepFailed(f"{self.provider.name} took longer than {settings.PROVIDER_SECONDS} seconds.")

    def fetched(self, found):
        """Download what was made, check it and keep it. What fails here is fetched, not paid, again."""
        usage = self.counted(found.usage)
        ledger.billed(self.step, self.provider.name, usage)
        there = self.shelf()
        if there:
            self.note(submitting=None, external_id="")
            return there
        try:
            hosts = settings.RESULT_HOSTS.get(self.provider.name, ())
            data, _ = downloads.fetch(found.url, MOST_BYTES[self.talent], DOWNLOAD_SECONDS, hosts)
            answer = self.does.finish(self.request, data, usage)
        except (downloads.FetchRefused, Unusable) as error:
            if isinstance(error, Unusable) and self.step.attempts >= registry.tries(self.talent):
                self.note(submitting=None, external_id="")  # it will not become better: a retry asks anew
            raise Transient(f"It was made, but its file could not be had: {error}") from None
        circuit_breaker.succeeded(self.provider.name, self.talent)
        self.point("after_download")
        return self.keep(answer)

    def counted(self, usage):
        """What was used. A provider that does not say has made what it was asked for."""
        if usage.units or usage.cost is not None:
            return usage
        units = self.does.units_for(self.request)
        return usage if units is None else replace(usage, units=units)

    # --- when an answer is lost --------------------------------------------------------------
    def lost(self, error):
        """The request may have been read, or its answer not. Where the provider can be asked, it will be."""
        if not self.does.lists_requests:
            raise error
        log.warning("step %s: %s Looking for it at the provider.", self.step.pk, error)
        return self.ask_again_in(settings.CLEAR_UP_SECONDS[0])

    def ask_again_in(self, seconds):
        return PollLater(seconds=seconds, external_id="", provider=self.provider.name)

    def clear_up(self):
        """Find the request whose answer was lost. Adopt it, or know that it never arrived.

        Not being listed says nothing while the request may still be on its way; after
        CLEAR_UP_SECONDS it means that it was never accepted, and the next try sends it again.
        """
        first, patience = settings.CLEAR_UP_SECONDS
        if self.asked_otherwise:
            raise OutcomeUnknown(f"{self.provider.name} was asked something else: it cannot be found.")
        try:
            found = self.does.find(self.request, self.step.submitting - timedelta(seconds=60))
        except (Transient, Unusable) as error:
            if self.age() > settings.PROVIDER_SECONDS:
                raise OutcomeUnknown(str(error)) from None
            return self.ask_again_in(max(first, getattr(error, "retry_after", None) or 0))
        except ProviderError as error:  # it may be there, but we may not look
            raise OutcomeUnknown(str(error)) from None
        mine = self.unclaimed(found)
        if mine:
            return self.accepted(Ticket(external_id=mine))
        if self.age() < patience:
            return self.ask_again_in(first)
        self.nothing_owed()
        raise Transient(f"{self.provider.name} did not get the request.")

    def unclaimed(self, ids):
        taken = set(Step.objects.filter(external_id__in=ids).values_list("external_id", flat=True))
        taken |= {one for one in ids if ledger.knows(one)} | cancellations.knows(ids)
        return next((one for one in ids if one not in taken), None)

    # --- the row -----------------------------------------------------------------------------
    def note(self, **changes):
        """Write to the step while it is ours. Stopped when it is not: then nothing is sent."""
        if not self.update(**changes):
            raise Stopped("fenced")

    def update(self, **changes):
        mine = Step.objects.filter(pk=self.step.pk, token=self.step.token, state=StepState.RUNNING)
        ours = bool(mine.update(**changes))
        for name, value in changes.items():
            setattr(self.step, name, value)
        return ours

    def point(self, name):
        point(self.step.stage.name, name)
