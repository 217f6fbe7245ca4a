"""manage.py providers: who does what, in which order, and whether they have what they need."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from generation.billing import estimates
from generation.engine import circuit_breaker
from generation.models import CircuitState, ModelList
from generation.provider_errors import ProviderError
from generation.providers import registry
from generation.providers.talents import METHODS
from generation.providers.talents import SMALLEST_QUESTIONS as QUESTIONS
from projects.errors import IllegalMove


class Command(BaseCommand):
    help = "List talents, the order of their providers, models, keys, and how each is doing."

    def add_arguments(self, parser):
        parser.add_argument("which", nargs="?", default="", help="only this talent, or talent:provider")
        parser.add_argument(
            "--try",
            action="store_true",
            dest="really",
            help="make one small real call each: says what it may cost, and needs --yes",
        )
        parser.add_argument("--yes", action="store_true", help="pay for the calls of --try")
        parser.add_argument("--reset", action="store_true", help="it was mended: ask talent:provider again")

    def handle(self, *, which, really, yes, reset, **options):
        talent, _, name = which.partition(":")
        listed = self.listed(talent, name)
        if reset:
            self.reset(talent, name)
            return
        if settings.AI_MOCK_MODE:
            self.stdout.write("AI_MOCK_MODE is on: everything is made on this machine.")
        if really and not yes:
            self.refuse_to_pay(listed, name)
        failed = [one for one in listed if not self.show(one, really, name)]
        if failed:
            raise CommandError(f"Not usable: {', '.join(failed)}.")

    def listed(self, talent, name):
        known = {one: [row["NAME"] for row in rows] for one, rows in settings.PROVIDERS.items() if rows}
        if talent and talent not in known:
            raise CommandError(f"There is no talent “{talent}”; there are {', '.join(known)}.")
        if name and name not in known[talent]:
            raise CommandError(f"{name} is not asked for {talent}; {', '.join(known[talent])} is.")
        return [talent] if talent else list(known)

    def reset(self, talent, name):
        found = circuit_breaker.find(name, talent) if name else None
        if found is None:
            raise CommandError("Say which as talent:provider. Only one that was asked before can be reset.")
        try:
            circuit_breaker.reset(found)
        except IllegalMove as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"{name} is asked for {talent} again.")

    def refuse_to_pay(self, talents, name):
        """Nothing is sent before the operator has seen what it may cost."""
        costs = [line for talent in talents for line in _costs(talent, name)]
        if costs:
            raise CommandError("These calls may cost:\n" + "\n".join(costs) + "\nSay --yes to make them.")

    def show(self, talent, really, only=""):
        """One line for each provider of the talent; whether all of them work."""
        fine = True
        for order, row in enumerate(settings.PROVIDERS[talent], start=1):
            if only not in ("", row["NAME"]):
                continue
            problem = self.problem(talent, row["NAME"], really)
            model = self.model(talent, row["NAME"])
            told = problem or ("works" if really else "ready") + _end(talent, row["NAME"], model)
            told += _doing(talent, row["NAME"]) + _list(row["NAME"])
            line = f"{talent:8} {order}. {row['NAME']:11} {_key(row):8} {model:34} {told}"
            self.stdout.write(self.style.ERROR(line) if problem else line)
            fine = fine and not problem
        return fine

    def problem(self, talent, name, really):
        """Why this provider cannot be used, or ""."""
        try:
            found = registry.named(talent, name)
            day = registry.shutdown(name, talent, found.model) if found.paid else None
            if day and day <= timezone.localdate():
                return f"{found.model} was shut down on {day}: name another model"
            if really and talent in QUESTIONS:
                _ask(found.adapter, talent)
        except ProviderError as error:
            return str(error)
        return ""

    def model(self, talent, name):
        """The model that is asked, chosen by today's cards where the settings name none."""
        try:
            found = registry.named(talent, name)
        except ProviderError:
            return "none"
        return found.model if found.paid else "on this machine"


def _key(row):
    key = row.get("OPTIONS", {}).get("key")
    return "no need" if key is None else "key set" if key else "NO KEY"


def _end(talent, name, model):
    day = registry.shutdown(name, talent, model)
    return f", shut down on {day}" if day else ""


def _list(name):
    """When its list of models was read last, which tells last days; why it could not be."""
    row = ModelList.objects.filter(provider=name).first()
    if row is None or row.read is None:
        return ""
    if row.problem:
        return f", its list of models cannot be read: {row.problem}"
    return f", list of models read {row.read:%Y-%m-%d %H:%M} UTC"


def _doing(talent, name):
    """How the provider is doing: whether it is asked at the moment, and when it last succeeded."""
    row = circuit_breaker.find(name, talent)
    if row is None:
        return ""
    said = "" if row.state == CircuitState.CLOSED else f", {row.get_state_display().lower()}: {row.reason}"
    last = f", last success {row.succeeded:%Y-%m-%d %H:%M} UTC" if row.succeeded else ""
    return said + last


def _costs(talent, only):
    for row in settings.PROVIDERS[talent] if talent in QUESTIONS else ():
        if only not in ("", row["NAME"]):
            continue
        try:
            found = registry.named(talent, row["NAME"])
        except ProviderError:
            continue
        if found.paid:
            _, cost = estimates.quote(found, talent, QUESTIONS[talent]())
            most = f"at most {cost.amount} {cost.currency}" if cost.known else "nobody knows how much"
            yield f"  {talent} by {found.name} ({found.model}): {most}"


def _ask(adapter, talent):
    """One call. A provider that takes its time only has to accept the request; it is then cancelled."""
    request = QUESTIONS[talent]()
    if hasattr(adapter, "submit"):
        adapter.cancel(adapter.submit(request).external_id)
    else:
        getattr(adapter, METHODS[talent])(request)
