"""The last days of models: read once a day where an account's list tells them, kept in model cards, and told.

Of the providers here OpenAI alone tells them (`shutdown_date` of GET /v1/models). What others announce is
entered by hand or comes with a release. Admins are told of each model in use that ends within 30 days.
The voices of an account are read by the same look, where it lists them (Azure).
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from generation.interfaces import Provider
from generation.models import ModelCard, ModelList
from generation.provider_errors import ProviderError
from generation.providers import registry
from projects import clock
from projects.models import Workspace
from projects.notifications import tell

log = logging.getLogger(__name__)

EVERY = timedelta(hours=24)
# A list that could not be read is asked for again after this long.
AGAIN = timedelta(hours=1)
# A day that is over, or farther away than this, is no announcement: it is passed over.
FARTHEST = timedelta(days=5 * 366)
WARN_DAYS = 30


def look(now: datetime | None = None) -> None:
    """Read the list of each provider in use whose day has come, keep what is new, tell the admins."""
    now = now or clock.now()
    looked = False
    for name, adapter in _accounts():
        row, _ = ModelList.objects.get_or_create(provider=name)
        due = Q(read=None) | Q(read__lt=now - EVERY)
        if not ModelList.objects.filter(due, pk=row.pk).update(read=now):
            continue  # not yet, or another worker does it
        looked = True
        problem = _read(name, adapter, now)
        later = {"read": now - EVERY + AGAIN} if problem else {}
        ModelList.objects.filter(pk=row.pk).update(problem=problem[:300], **later)
    if looked:  # once a day is often enough
        _tell(now)


def _accounts() -> Iterator[tuple[str, Provider]]:
    """(name, adapter) of each paid provider in use, once: all talents of a name share an account."""
    seen = set()
    for talent, rows in settings.PROVIDERS.items():
        for row in rows:
            try:
                found = None if row["NAME"] in seen else registry.named(talent, row["NAME"])
            except ProviderError:
                continue
            if found is not None and found.paid:
                seen.add(found.name)
                yield found.name, found.adapter


def _read(name: str, adapter: Provider, now: datetime) -> str:
    """Keep the last days that the account tells; why they could not be read, or ""."""
    try:
        told, voices = adapter.last_days(), adapter.account_voices()
    except ProviderError as error:
        log.warning("the list of models of %s could not be read: %s", name, error)
        return str(error)
    if voices:
        ModelList.objects.filter(provider=name).update(voices=[list(one) for one in voices])
    today = timezone.localdate(now)
    for card in ModelCard.objects.filter(provider=name, model__in=told):
        last = told[card.model]
        if card.valid_from <= last and today <= last <= today + FARTHEST and card.valid_to != last:
            log.warning("%s shuts down %s after %s", name, card.model, last)
            source = f"the account's list of models, read {today}"
            ModelCard.objects.filter(pk=card.pk).update(valid_to=last, source=source)
    return ""


def _tell(now: datetime) -> None:
    """Tell the admins of every workspace, once for each model and day."""
    ending = {(name, model, day) for _, name, model, day in registry.dying(WARN_DAYS)}
    for name, model, day in sorted(ending):
        for workspace in Workspace.objects.all():
            tell.model_ends(workspace, name, model, day, is_over=day <= timezone.localdate(now))
