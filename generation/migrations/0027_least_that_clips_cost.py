"""Some of Runway's models cost so much at least, however short a clip is."""

from datetime import date
from decimal import Decimal

from django.db import migrations

SOURCE = "docs.dev.runwayml.com/guides/pricing, the least credits that a clip costs, read 2026-11-28"
LEAST = {"seedance2_mini": "0.64", "seedance2_5": "0.80"}


def write_rows(apps, schema_editor):
    price = apps.get_model("generation", "Price")
    for model, amount in LEAST.items():
        price.objects.get_or_create(
            provider="runway",
            talent="clip",
            model=model,
            unit="minimum",
            valid_from=date(2026, 1, 1),
            defaults={"amount": Decimal(amount), "per": 1, "source": SOURCE},
        )


class Migration(migrations.Migration):
    dependencies = [("generation", "0026_voices_of_accounts")]

    operations = [migrations.RunPython(write_rows, migrations.RunPython.noop, elidable=False)]
