"""Languages that ElevenLabs' voices speak, and its music.

The rows are written out here, so that a later price book changes nothing of what this day wrote. Rows
that people have entered or changed meanwhile stay as they are.
"""

from datetime import date
from decimal import Decimal

from django.db import migrations

# fmt: off
SOURCES = {
    'elevenlabs_types': "ElevenLabs' own package elevenlabs 2.78.0; languages by elevenlabs.io/docs/overview/models, read 2026-11-29",
}
# (provider, talent, model, unit, first day, amount, per, last day, source)
PRICES = (
)
# (provider, talent, model, first day, capabilities, default, last day, source)
CARDS = (
    ('elevenlabs', 'music', 'music_v2_5', '2026-01-01', {}, True, '', 'elevenlabs_types'),
)
# (provider, talent, model, first day, capabilities and default before, capabilities and default now)
CHANGED = (
    ('elevenlabs', 'voice', 'eleven_multilingual_v2', '2026-01-01', {'longest_text': 10000}, True, {'longest_text': 10000, 'languages': ['ar', 'bg', 'cs', 'da', 'de', 'el', 'en', 'es', 'fi', 'fil', 'fr', 'hi', 'hr', 'id', 'it', 'ja', 'ko', 'ms', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk', 'sv', 'ta', 'tr', 'uk', 'zh']}, True),
    ('elevenlabs', 'voice', 'eleven_flash_v2_5', '2026-01-01', {'longest_text': 40000}, False, {'longest_text': 40000, 'languages': ['ar', 'bg', 'cs', 'da', 'de', 'el', 'en', 'es', 'fi', 'fil', 'fr', 'hi', 'hr', 'id', 'it', 'ja', 'ko', 'ms', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk', 'sv', 'ta', 'tr', 'uk', 'zh', 'hu', 'no', 'nb', 'vi']}, False),
    ('elevenlabs', 'voice', 'eleven_flash_v2', '2026-01-01', {}, False, {'languages': ['en']}, False),
)
# fmt: on


def day(text):
    return date.fromisoformat(text) if text else None


def write_rows(apps, schema_editor):
    price, card = apps.get_model("generation", "Price"), apps.get_model("generation", "ModelCard")
    for provider, talent, model, unit, first, amount, per, last, source in PRICES:
        price.objects.get_or_create(
            provider=provider,
            talent=talent,
            model=model,
            unit=unit,
            valid_from=day(first),
            defaults={
                "amount": Decimal(amount),
                "per": per,
                "valid_to": day(last),
                "source": SOURCES[source],
            },
        )
    for provider, talent, model, first, capabilities, default, last, source in CARDS:
        card.objects.get_or_create(
            provider=provider,
            talent=talent,
            model=model,
            valid_from=day(first),
            defaults={
                "capabilities": capabilities,
                "default": default,
                "valid_to": day(last),
                "source": SOURCES[source],
            },
        )
    for provider, talent, model, first, before, was_default, capabilities, default in CHANGED:
        for row in card.objects.filter(
            provider=provider, talent=talent, model=model, valid_from=day(first), default=was_default
        ):
            if row.capabilities == before:
                row.capabilities, row.default = capabilities, default
                row.save(update_fields=["capabilities", "default"])


class Migration(migrations.Migration):
    dependencies = [("generation", "0021_models_of_google")]

    operations = [migrations.RunPython(write_rows, migrations.RunPython.noop, elidable=False)]
