"""manage.py providers: who does what, in which order, and whether they have what they need."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from generation import registry
from generation.calls import METHODS
from generation.providers import base
from generation.providers.errors import ProviderError
from projects.styles import STYLES

# The smallest question that each talent can be asked.
QUESTIONS = {
    "text": lambda: base.ScriptRequest(
        mode="functional_intro",
        style=next(iter(STYLES)),
        duration_ms=5000,
        product=base.ProductFacts(name="Test Mug", description="A plain white mug."),
    ),
    "vision": lambda: base.AnalysisRequest(
        product=base.ProductFacts(name="Test Mug", description="A plain white mug.")
    ),
    "image": lambda: base.ImageRequest(
        prompt="A plain white mug on a wooden table, daylight",
        style=next(iter(STYLES)),
        beat="product",
        width=360,
        height=640,
    ),
    "voice": lambda: base.VoiceRequest(text="Hello."),
    "music": lambda: base.MusicRequest(mood="calm", duration_ms=3000),
}


class Command(BaseCommand):
    help = "List talents, the order of their providers, models, and whether each has its key."

    def add_arguments(self, parser):
        parser.add_argument("talent", nargs="?", choices=sorted(QUESTIONS), help="only this one")
        parser.add_argument(
            "--try",
            action="store_true",
            dest="really",
            help="make one small real call each: it may cost a little",
        )

    def handle(self, *, talent, really, **options):
        if settings.AI_MOCK_MODE:
            self.stdout.write("AI_MOCK_MODE is on: everything is made on this machine.")
        failed = [
            name for name in ([talent] if talent else settings.PROVIDERS) if not self.show(name, really)
        ]
        if failed:
            raise CommandError(f"Not usable: {', '.join(failed)}.")

    def show(self, talent, really):
        """One line for each provider of the talent; whether all of them work."""
        fine = True
        for order, row in enumerate(settings.PROVIDERS[talent], start=1):
            problem = self.problem(talent, row["NAME"], really)
            told = problem or ("works" if really else "ready")
            line = f"{talent:7} {order}. {row['NAME']:11} {_key(row):8} {_model(row):34} {told}"
            self.stdout.write(self.style.ERROR(line) if problem else line)
            fine = fine and not problem
        return fine

    def problem(self, talent, name, really):
        """Why this provider cannot be used, or ""."""
        try:
            does = registry.named(talent, name).does
            if really:
                _ask(does, talent)
        except ProviderError as error:
            return str(error)
        return ""


def _key(row):
    key = row.get("OPTIONS", {}).get("key")
    return "no need" if key is None else "key set" if key else "NO KEY"


def _model(row):
    return row.get("OPTIONS", {}).get("model", "on this machine")


def _ask(does, talent):
    """One call. A provider that takes its time only has to accept the request; it is then cancelled."""
    request = QUESTIONS[talent]()
    if hasattr(does, "submit"):
        does.cancel(does.submit(request).external_id)
    else:
        getattr(does, METHODS[talent])(request)
