"""One small paid call to a model, to see whether its card is right: priced first, then made once.

It goes the way of money as any other: put aside under budgets and caps before a byte is sent, a line of
the ledger in its place afterwards. It belongs to no job, so circuit breakers and limits do not see it.
What it made is kept as a file; what became of it is in the audit log.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from generation.billing import caps, estimates, ledger, prices, reservations, room, typical
from generation.interfaces import Finished, QueuedProvider, Usage
from generation.models import LedgerEntry, ModelCard, NothingReceived, Reservation, ReservationState
from generation.provider_errors import ContentRefused, OutcomeUnknown, ProviderError, Transient, Unusable
from generation.providers import artifacts, http_client, registry
from generation.providers.registry import RegisteredProvider
from generation.providers.talents import DOWNLOAD_SECONDS, KINDS, METHODS, MOST_BYTES, SMALLEST_QUESTIONS
from projects import access, clock
from projects.audit import record
from projects.board.digest import digest_of
from projects.errors import BadInput, IllegalMove
from projects.languages.marked import gettext_noop
from projects.media import downloads, library, storage_outage
from projects.models import Asset, AuditEntry, Workspace

TESTED = "tested a model"
KEY = re.compile(r"[0-9a-f]{32}")
# A provider that makes things in the background is looked after for so long; then it is told to stop.
LONGEST_SECONDS = 100
# A test without a line after this long was cut off: no answer takes as long.
LOST_AFTER = timedelta(minutes=20)
LONGEST_WORDS = 1500


@dataclass(frozen=True)
class Quote:
    """What a test would ask whom, the most that it costs, and what that usually costs (None: not known)."""

    provider: RegisteredProvider
    question: Any
    cost: prices.Cost
    typical: Any


@dataclass(frozen=True)
class TestOutcome:
    """What became of a test: `said` in a sentence; `asset` and `words` are what came, `line` what it cost."""

    is_over: bool
    is_well: bool
    said: str
    words: str = ""
    asset: Asset | None = None
    line: LedgerEntry | None = None


def quote(card: ModelCard, workspace: Workspace | None = None) -> Quote:
    """The Quote of a card's test. Raises BadInput where it cannot be asked; nothing is sent."""
    if card.talent not in SMALLEST_QUESTIONS:
        raise BadInput(_("A composer is asked with a whole board only: render one."))
    try:
        provider = registry.of_card(card)
        question = artifacts.request_as_read(provider, SMALLEST_QUESTIONS[card.talent]())
        units, cost = estimates.quote(provider, card.talent, question)
    except ProviderError as error:
        raise BadInput(str(error)) from None
    usual = None
    if workspace:
        model = (card.talent, provider.name, provider.model)
        lines = typical.known_lines(workspace, [model]).get(model, [])
        usual = typical.price(lines, typical.size(units), cost.currency)
    return Quote(provider, question, cost, usual)


def ask(card: ModelCard, workspace: Workspace, by: User, key: str) -> TestOutcome:
    """Make the call, once for each `key` (32 hex digits of the form); the second time says what became of it.

    Needs `manage` in the workspace, which pays. Raises NotAllowed, BadInput, OverBudget: then nothing
    was sent.
    """
    access.require(by, workspace, "manage")
    if not KEY.fullmatch(key):
        raise BadInput(_("Open the page again."))
    asked = quote(card)
    named = call_key(card, by, key)
    whose = room.OneCall(workspace, by)
    aside = reservations.reserve_one(whose, named, asked.provider, card.talent, asked.question)
    if aside is None:
        return outcome(card, workspace, by, key)
    told = _Call(aside, asked, card.talent, workspace).made()
    record(card, TESTED, by=by, workspace=workspace, new=told.pop("said"), key=named, **told)
    return outcome(card, workspace, by, key)


def call_key(card: ModelCard, by: User, key: str) -> str:
    """The key of a test in the books: whose it is and of which card stands in it."""
    return f"{caps.TEST}{by.pk}:{card.pk}:{key}"


def outcome(card: ModelCard, workspace: Workspace, by: User, key: str) -> TestOutcome:
    """What became of a person's test. Raises IllegalMove where there is none of that key."""
    named = call_key(card, by, key)
    told = AuditEntry.objects.filter(workspace=workspace, verb=TESTED, data__key=named).first()
    line = LedgerEntry.objects.filter(workspace=workspace, call_key=named).first()
    if told is None:
        if not Reservation.objects.filter(workspace=workspace, call_key=named).exists():
            raise IllegalMove(_("There was no such test."))
        waiting = _("It is being asked. Look again in a moment.")
        return TestOutcome(line is not None, False, _("Its answer was lost.") if line else waiting, line=line)
    asset = library.find(workspace, _digest(named))
    words = str(told.data.get("words", ""))
    return TestOutcome(True, bool(told.data.get("well")), told.new, words, asset, line)


def settle_lost() -> None:
    """Tests whose process was killed: their lines say "possibly charged", and the money stays held."""
    held = Reservation.objects.filter(call_key__startswith=caps.TEST, state=ReservationState.HELD)
    known = LedgerEntry.objects.filter(call_key__startswith=caps.TEST).values("call_key")
    for aside in held.filter(created__lt=clock.now() - LOST_AFTER).exclude(call_key__in=known):
        card = ModelCard.objects.filter(pk=aside.call_key.split(":")[2]).first() or ModelCard()
        usage = Usage(units={"answer": "lost"}, model=card.model)
        ledger.billed_one(aside, card.talent, card.provider, usage, NothingReceived.LOST)


def _digest(named: str) -> str:
    return digest_of({"test": named})


class _Call:
    """The one request of a test, for which money is put aside already."""

    def __init__(self, aside: Reservation, asked: Quote, talent: str, workspace: Workspace) -> None:
        self.aside, self.talent, self.workspace = aside, talent, workspace
        self.provider, self.request = asked.provider, asked.question
        self.is_sent = not asked.provider.adapter.announces

    def made(self) -> dict[str, Any]:
        """{said, well, words} of how it went; its money is settled or released."""
        try:
            with http_client.before_sending(self._on_sending):
                answer = self._answer()
        except Unusable as error:
            why = NothingReceived.REFUSED if error.refused else NothingReceived.UNUSABLE
            self._bill(error.usage, why)
            return _failed(error)
        except _Ended as ended:
            return _failed(ended.error)
        except OutcomeUnknown as error:
            if self.is_sent:
                self._bill(Usage(units={"answer": "lost"}), NothingReceived.LOST)
            else:
                reservations.release(self.aside)
            return _failed(error)
        except ProviderError as error:  # a definite no
            reservations.release(self.aside)
            return _failed(error)
        except BaseException:
            if self.is_sent:
                self._bill(Usage(units={"answer": "lost"}), NothingReceived.LOST)
            else:
                reservations.release(self.aside)
            raise
        self._bill(answer.usage)
        if self.talent in KINDS:
            try:
                self._keep(answer)
            except Exception as error:
                if not storage_outage.is_away(error):
                    raise
            return {"said": gettext_noop("It works."), "well": True}
        words = _told(artifacts.words(answer))
        return {"said": gettext_noop("It works."), "well": True, "words": words[:LONGEST_WORDS]}

    def _on_sending(self) -> None:
        self.is_sent = True

    def _answer(self) -> Any:
        adapter = self.provider.adapter
        adapter.prepare(self.request)
        if isinstance(adapter, QueuedProvider):
            return self._awaited(adapter)
        return getattr(adapter, METHODS[self.talent])(self.request)

    def _awaited(self, adapter: QueuedProvider) -> Any:
        """The answer of a provider that takes its time; one that takes too long is told to stop."""
        ticket = adapter.submit(self.request).external_id
        self.is_sent = True
        until = time.monotonic() + LONGEST_SECONDS
        found = self._look(adapter, ticket)
        while found is None and time.monotonic() < until:
            time.sleep(max(settings.POLL_SECONDS[0], adapter.poll_seconds))
            found = self._look(adapter, ticket)
        return self._finished(adapter, found or self._stopped(adapter, ticket))

    def _look(self, adapter: QueuedProvider, ticket: str) -> Finished | None:
        try:
            return adapter.poll(ticket)
        except (Transient, Unusable):
            return None
        except ProviderError as error:  # nobody learns what it cost
            return Finished(error=error)

    def _stopped(self, adapter: QueuedProvider, ticket: str) -> Finished:
        late = gettext_noop("It was accepted and took too long for a test; it was told to stop.")
        try:
            stopped = adapter.cancel(ticket) or Finished()
        except ProviderError:
            stopped = Finished()
        return Finished(error=ProviderError(late), usage=stopped.usage, charged=stopped.charged)

    def _finished(self, adapter: QueuedProvider, found: Finished) -> Any:
        if isinstance(found.error, ProviderError):
            is_refused = isinstance(found.error, ContentRefused)
            if found.charged:
                why = NothingReceived.REFUSED if is_refused else NothingReceived.FAILED
                self._bill(ledger.failed(found.usage), why)
            else:
                reservations.release(self.aside)
            raise _Ended(found.error)
        usage = found.usage
        if not usage.units and usage.cost is None:
            usage = replace(usage, units=adapter.units_for(self.request) or {})
        hosts = settings.RESULT_HOSTS.get(self.provider.name, ())
        try:
            data, _mime = downloads.fetch(found.url, MOST_BYTES[self.talent], DOWNLOAD_SECONDS, hosts)
        except downloads.FetchRefused as error:
            self._bill(usage, NothingReceived.NO_FILE)
            raise _Ended(ProviderError(str(error))) from None
        return adapter.finish(self.request, data, usage)

    def _bill(self, usage: Usage, nothing: str = "") -> None:
        usage = replace(usage, model=usage.model or self.provider.model)
        ledger.billed_one(self.aside, self.talent, self.provider.name, usage, nothing)

    def _keep(self, answer: Any) -> None:
        digest = _digest(self.aside.call_key)
        kind = KINDS[self.talent]
        artifacts.keep(self.workspace, kind, self.provider, digest, answer, self.request)


class _Ended(Exception):
    """A request came to nothing and is in the books already."""

    def __init__(self, error: ProviderError) -> None:
        super().__init__(str(error))
        self.error = error


def _failed(error: ProviderError) -> dict[str, Any]:
    return {"said": str(error)[:200], "well": False}


def _told(data: Mapping[str, Any]) -> str:
    """The words of an answer, a line each, in its own order."""
    return "\n".join(_strings(data))


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, Mapping):
        return [one for part in value.values() for one in _strings(part)]
    if isinstance(value, (list, tuple)):
        return [one for part in value for one in _strings(part)]
    return []
