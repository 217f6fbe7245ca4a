"""Which provider does what, read from settings.PROVIDERS; and which model, where these name none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from generation.interfaces import Provider
from generation.models import ModelCard, ModelList
from generation.provider_errors import Misconfigured
from generation.providers import capabilities
from generation.providers.capabilities import Capabilities
from projects.languages.marked import gettext_noop


@dataclass(frozen=True)
class RegisteredProvider:
    """A talent's provider: its stored `name`, the `model` or version it answers with, and its adapter."""

    talent: str
    name: str
    model: str
    adapter: Provider

    @property
    def paid(self) -> bool:
        """Whether its calls may cost money: then each is sent once and its answer is kept."""
        return self.adapter.paid

    def declines(self, request: Any) -> str:
        """Why it cannot do this at all, as it tells before anything is sent; "" where it can."""
        return self.adapter.declines(request)


def providers(talent: str) -> list[RegisteredProvider]:
    """The talent's providers in the settings' order. Misconfigured when there is none."""
    rows = settings.PROVIDERS.get(talent) or ()
    if not rows:
        raise Misconfigured(f"No provider is set for {talent}. Add one to PROVIDERS in the settings.")
    return [_built(talent, row["NAME"], row["CLASS"], _frozen(_complete(talent, row))) for row in rows]


def _complete(talent: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row's options with the model, where that is empty the one on sale today, and with what it takes."""
    options = row.get("OPTIONS") or {}
    if "model" not in options:
        return options
    model = options["model"] or model_for(row["NAME"], talent)
    told = {**options, "model": model, "capabilities": capabilities_of(row["NAME"], talent, model)}
    voices = _account_voices(row["NAME"]) if options.get("voices") == "" else ()
    return {**told, "account_voices": voices} if voices else told


def _account_voices(name: str) -> tuple[tuple[str, str], ...]:
    """(name, gender) of the voices that a provider's account listed when it was looked at last."""
    kept = ModelList.objects.filter(provider=name).values_list("voices", flat=True).first()
    return tuple((str(voice), str(gender)) for voice, gender in kept or ())


def model_for(name: str, talent: str) -> str:
    """A provider's default model today: the newest card that says so. Misconfigured without one."""
    card = on_sale(name, talent).exclude(model="").filter(default=True).order_by("-valid_from", "-pk").first()
    if card is None:
        raise Misconfigured(
            f"No model of {name} for {talent} is on sale any more as far as we know. Name one in the "
            "settings, or add a model card in the admin."
        )
    return card.model


def on_sale(name: str, talent: str, day: date | None = None) -> QuerySet[ModelCard]:
    """The cards of models that a provider sells for a talent on that day (today)."""
    day = day or timezone.localdate()
    until = Q(valid_to=None) | Q(valid_to__gte=day)
    return ModelCard.objects.filter(until, provider=name, talent=talent, valid_from__lte=day)


def capabilities_of(name: str, talent: str, model: str) -> Capabilities:
    """What a model takes: its newest card that has begun, laid over the provider's card for any model.

    Misconfigured where a card's JSON cannot be read (the admin's form refuses such a one).
    """
    cards = ModelCard.objects.filter(provider=name, talent=talent, model__in=("", model))
    begun = cards.filter(valid_from__lte=timezone.localdate()).order_by("valid_from")
    newest = dict(begun.values_list("model", "capabilities"))
    try:
        return capabilities.read({**newest.get("", {}), **newest.get(model, {})})
    except (ValueError, TypeError) as error:
        raise Misconfigured(f"The model card of {name} {model} cannot be read: {error}") from None


def shutdown(name: str, talent: str, model: str) -> date | None:
    """The day on which the model stops to answer, as far as cards tell, or None."""
    cards = ModelCard.objects.filter(provider=name, talent=talent, model=model).order_by("-valid_from")
    last = cards.values_list("valid_to", flat=True).first()
    return last + timedelta(days=1) if last else None


def dying(days: int = 60) -> Iterator[tuple[str, str, str, date]]:
    """(talent, provider, model, day) of each model in use that is shut down by then, or was already."""
    until = timezone.localdate() + timedelta(days=days)
    for talent, rows in settings.PROVIDERS.items():
        for row in rows:
            model = str(_complete(talent, row).get("model") or "")
            day = shutdown(row["NAME"], talent, model) if model else None
            if day and day <= until:
                yield talent, row["NAME"], model, day


def troubles() -> list[str]:
    """What is missing on this machine for those who work on it, a line for an operator each."""
    rows = [(talent, row) for talent, rows in settings.PROVIDERS.items() for row in rows]
    here = [(talent, row) for talent, row in rows if "model" not in (row.get("OPTIONS") or {})]
    built = [
        _built(talent, row["NAME"], row["CLASS"], _frozen(row.get("OPTIONS") or {})) for talent, row in here
    ]
    return [trouble for one in built if (trouble := one.adapter.trouble())]


def provider(talent: str) -> RegisteredProvider:
    return providers(talent)[0]


def first_for(talent: str, request: Any) -> RegisteredProvider:
    """The first provider that can do this; the first of all where none can."""
    rows = providers(talent)
    return next((row for row in rows if not row.declines(request)), rows[0])


def most_references(talent: str) -> int:
    """How many reference pictures any of the talent's providers takes with one request."""
    return max(row.adapter.most_references for row in providers(talent))


def may_pass_on(talent: str) -> bool:
    """Whether a talent's first provider costs nothing, but leaves some requests to one who is paid."""
    first = provider(talent)
    passes = not first.paid and type(first.adapter).declines is not Provider.declines
    return passes and any(row.paid for row in providers(talent))


def in_turn(talent: str, attempt: int) -> list[RegisteredProvider]:
    """The providers from the one whose turn this try is: each has STEP_ATTEMPTS tries of its own."""
    rows = providers(talent)
    return rows[(attempt - 1) // settings.STEP_ATTEMPTS :] or rows[-1:]


def tries(talent: str) -> int:
    """How often a step of this talent may be tried, fallbacks included."""
    return settings.STEP_ATTEMPTS * max(1, len(settings.PROVIDERS.get(talent) or ()))


def named(talent: str, name: str) -> RegisteredProvider | None:
    """The talent's provider of that name, or None when the settings do not list it (any more)."""
    if not settings.PROVIDERS.get(talent):
        return None
    return next((one for one in providers(talent) if one.name == name), None)


def of_card(card: ModelCard) -> RegisteredProvider:
    """Who is asked with a card's model, also where the settings do not list that provider.

    Misconfigured where nothing is set up for it.
    """
    rows = [*settings.PROVIDERS.get(card.talent, ()), *settings.PROVIDER_OFFERS.get(card.talent, ())]
    row = next((row for row in rows if row["NAME"] == card.provider), None)
    if row is None or not (row.get("OPTIONS") or {}).get("key"):
        raise Misconfigured(
            gettext_noop(
                "%(provider)s cannot be asked for %(talent)s here: no key is set, or AI_MOCK_MODE is on."
            )
            % {"provider": card.provider, "talent": card.talent}
        )
    options = dict(row["OPTIONS"])
    options["model"] = card.model or options.get("model") or ""
    return _built(
        card.talent, card.provider, row["CLASS"], _frozen(_complete(card.talent, {**row, "OPTIONS": options}))
    )


def can_find(talent: str, name: str) -> bool:
    """Whether that provider lists what it accepted, so that a lost answer can be cleared up."""
    try:
        found = named(talent, name)
        return found is not None and found.adapter.lists_requests
    except Misconfigured:
        return False


@lru_cache(maxsize=64)
def _built(talent: str, name: str, path: str, options: tuple[tuple[str, Any], ...]) -> RegisteredProvider:
    adapter = import_string(path)(**dict(options))
    return RegisteredProvider(talent, name, str(adapter.model), adapter)


def _frozen(options: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((options or {}).items()))
