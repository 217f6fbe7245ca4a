"""Defaults that do not end on 2026-12-01, and how many reference pictures models take.

The rows are written out here, so that a later price book changes nothing of what this day wrote. Rows
that people have entered or changed meanwhile stay as they are.
"""

from datetime import date
from decimal import Decimal

from django.db import migrations

# fmt: off
SOURCES = {
    'flux_2': "the model's page at Replicate, read 2026-11-28: 0.03 without and 0.045 with a reference picture",
    'not_charged': 'told beside the bill, not charged',
}
# (provider, talent, model, unit, first day, amount, per, last day, source)
PRICES = (
    ('replicate', 'image', 'black-forest-labs/flux-2-pro', 'images', '2026-01-01', '0.03', 1, '', 'flux_2'),
    ('replicate', 'image', 'black-forest-labs/flux-2-pro', 'reference_images', '2026-01-01', '0.015', 1, '', 'flux_2'),
    ('replicate', 'image', 'black-forest-labs/flux-2-pro', 'seconds', '2026-01-01', '0', 1, '', 'not_charged'),
)
# (provider, talent, model, first day, capabilities, default, last day, source)
CARDS = (
    ('replicate', 'image', 'black-forest-labs/flux-2-pro', '2026-01-01', {'references': 8, 'fields': {'num_outputs': '', 'references': 'input_images'}}, False, '', 'flux_2'),
)
# (provider, talent, model, first day, capabilities and default before, capabilities and default now)
CHANGED = (
    ('openai', 'image', 'gpt-image-2', '2026-01-01', {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400}, True, {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400, 'references': 16}, False),
    ('openai', 'image', 'gpt-image-2.5-flare', '2026-01-01', {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400}, False, {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400, 'references': 16}, False),
    ('openai', 'image', 'gpt-image-2.5-sunburst', '2026-01-01', {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400}, False, {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400, 'references': 16}, False),
    ('replicate', 'clip', 'bytedance/seedance-1-pro', '2026-01-01', {}, True, {}, False),
    ('replicate', 'lip_sync', 'bytedance/omni-human', '2026-01-01', {}, True, {}, False),
    ('openai', 'image', 'gpt-image-2.6-flare', '2026-11-04', {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400}, False, {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400, 'references': 16}, True),
    ('openai', 'image', 'gpt-image-2.6-sunburst', '2026-11-04', {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400}, False, {'longest_text': 32000, 'multiple': 16, 'least_pixels': 655360, 'most_pixels': 8294400, 'references': 16}, False),
    ('replicate', 'clip', 'bytedance/seedance-2.0', '2026-01-01', {'seconds': '5-15', 'input': {'generate_audio': False}}, False, {'seconds': '5-15', 'input': {'generate_audio': False}}, True),
    ('replicate', 'image', 'google/nano-banana-2', '2026-01-01', {'seed': False, 'fields': {'num_outputs': ''}}, False, {'seed': False, 'references': 14, 'fields': {'num_outputs': '', 'references': 'image_input'}}, False),
    ('replicate', 'lip_sync', 'bytedance/omni-human-1.5', '2026-01-01', {'seconds': '1-35'}, False, {'seconds': '1-35'}, True),
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
    dependencies = [("generation", "0019_workspacefeed_removed_to")]

    operations = [migrations.RunPython(write_rows, migrations.RunPython.noop, elidable=False)]
