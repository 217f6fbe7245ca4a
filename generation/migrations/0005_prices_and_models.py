"""The price book and the models on sale; and what the database itself promises of money."""

from django.db import migrations, models
from django.db.models import Q

from generation.billing import price_book


def seed(apps, schema_editor):
    price_book.seed(apps.get_model("generation", "Price"), apps.get_model("generation", "ModelCard"))


class Migration(migrations.Migration):
    dependencies = [("generation", "0004_recalls_and_turnstiles")]

    operations = [
        migrations.AddConstraint(
            "ledgerentry",
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0) | Q(call_key__startswith="fix:"),
                name="only_a_correction_is_negative",
            ),
        ),
        migrations.AddConstraint(
            "reservation",
            models.CheckConstraint(
                condition=Q(state="held", closed=None) | (~Q(state="held") & ~Q(closed=None)),
                name="a_reservation_ends_once",
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop, elidable=False),
    ]
