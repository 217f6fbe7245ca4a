"""Google's models: what they cost and take.

The rows are written out here, so that a later price book changes nothing of what this day wrote. Rows
that people have entered or changed meanwhile stay as they are.
"""

from datetime import date
from decimal import Decimal

from django.db import migrations

# fmt: off
SOURCES = {
    'google': "ai.google.dev/gemini-api/docs/pricing, by way of litellm 1.110.2's price file, read 2026-11-29",
    'google_types': "Google's own package google-genai 3.6.1, and litellm 1.110.2's price file, read 2026-11-29",
}
# (provider, talent, model, unit, first day, amount, per, last day, source)
PRICES = (
    ('google', 'text', 'gemini-3.8-flash', 'tokens_in', '2026-01-01', '0.75', 1000000, '', 'google'),
    ('google', 'text', 'gemini-3.8-flash', 'tokens_out', '2026-01-01', '3.75', 1000000, '', 'google'),
    ('google', 'vision', 'gemini-3.8-flash', 'tokens_in', '2026-01-01', '0.75', 1000000, '', 'google'),
    ('google', 'vision', 'gemini-3.8-flash', 'tokens_out', '2026-01-01', '3.75', 1000000, '', 'google'),
    ('google', 'text', 'gemini-3.5-flash-lite', 'tokens_in', '2026-01-01', '0.30', 1000000, '', 'google'),
    ('google', 'text', 'gemini-3.5-flash-lite', 'tokens_out', '2026-01-01', '2.50', 1000000, '', 'google'),
    ('google', 'vision', 'gemini-3.5-flash-lite', 'tokens_in', '2026-01-01', '0.30', 1000000, '', 'google'),
    ('google', 'vision', 'gemini-3.5-flash-lite', 'tokens_out', '2026-01-01', '2.50', 1000000, '', 'google'),
    ('google', 'image', 'gemini-nano-banana-2.1', 'images', '2026-01-01', '0.0336', 1, '', 'google'),
    ('google', 'image', 'gemini-nano-banana-2.1', 'tokens_in', '2026-01-01', '1.50', 1000000, '', 'google'),
    ('google', 'image', 'gemini-nano-banana-2.1', 'tokens_out', '2026-01-01', '7.50', 1000000, '', 'google'),
    ('google', 'image', 'gemini-3-pro-image', 'images', '2026-01-01', '0.134', 1, '', 'google'),
    ('google', 'image', 'gemini-3-pro-image', 'tokens_in', '2026-01-01', '2', 1000000, '', 'google'),
    ('google', 'image', 'gemini-3-pro-image', 'tokens_out', '2026-01-01', '12', 1000000, '', 'google'),
    ('google', 'voice', 'gemini-3.8-flash-tts', 'tokens_in', '2026-01-01', '0.50', 1000000, '', 'google'),
    ('google', 'voice', 'gemini-3.8-flash-tts', 'tokens_out', '2026-01-01', '9', 1000000, '', 'google'),
    ('google', 'voice', 'gemini-3.8-flash-lite-tts', 'tokens_in', '2026-01-01', '0.50', 1000000, '', 'google'),
    ('google', 'voice', 'gemini-3.8-flash-lite-tts', 'tokens_out', '2026-01-01', '6', 1000000, '', 'google'),
    ('google', 'music', 'lyria-3.5', 'tracks', '2026-01-01', '0.08', 1, '', 'google'),
    ('google', 'music', 'lyria-3.5-clip-preview', 'tracks', '2026-01-01', '0.04', 1, '', 'google'),
)
# (provider, talent, model, first day, capabilities, default, last day, source)
CARDS = (
    ('google', 'text', 'gemini-3.8-flash', '2026-01-01', {'thinking_tokens': 8000, 'effort': 'low'}, True, '', 'google_types'),
    ('google', 'vision', 'gemini-3.8-flash', '2026-01-01', {'thinking_tokens': 8000, 'effort': 'low'}, True, '', 'google_types'),
    ('google', 'text', 'gemini-3.5-flash-lite', '2026-01-01', {'thinking_tokens': 8000, 'effort': 'low'}, False, '', 'google_types'),
    ('google', 'vision', 'gemini-3.5-flash-lite', '2026-01-01', {'thinking_tokens': 8000, 'effort': 'low'}, False, '', 'google_types'),
    ('google', 'image', 'gemini-nano-banana-2.1', '2026-01-01', {'references': 14, 'thinking_tokens': 4000}, True, '', 'google_types'),
    ('google', 'image', 'gemini-3-pro-image', '2026-01-01', {'references': 14, 'thinking_tokens': 4000}, False, '', 'google_types'),
    ('google', 'voice', 'gemini-3.8-flash-tts', '2026-01-01', {}, True, '', 'google_types'),
    ('google', 'voice', 'gemini-3.8-flash-lite-tts', '2026-01-01', {}, False, '', 'google_types'),
    ('google', 'music', 'lyria-3.5', '2026-01-01', {}, True, '', 'google_types'),
    ('google', 'music', 'lyria-3.5-clip-preview', '2026-01-01', {'seconds': '1-30'}, False, '', 'google_types'),
)
# (provider, talent, model, first day, capabilities and default before, capabilities and default now)
CHANGED = (
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
    dependencies = [("generation", "0020_picture_models_of_december")]

    operations = [migrations.RunPython(write_rows, migrations.RunPython.noop, elidable=False)]
