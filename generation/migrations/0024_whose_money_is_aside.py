"""Money that is put aside says whose work it is for, so that a member's cap can count it.

What is held now: a job's by who started it, a batch's by who started that.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def say_whose(apps, schema_editor):
    rows = apps.get_model("generation", "Reservation").objects.filter(state="held", created_by=None)
    for row in rows.exclude(job=None).select_related("job"):
        rows.filter(pk=row.pk).update(created_by=row.job.created_by_id)
    batches = apps.get_model("projects", "Batch").objects
    for row in rows.filter(call_key__startswith="batch:"):
        found = batches.filter(pk=row.call_key.split(":")[1]).first()
        rows.filter(pk=row.pk).update(created_by=found.created_by_id if found else None)


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0023_nothing_received"),
        ("projects", "0037_signed_videos"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reservation",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(say_whose, migrations.RunPython.noop, elidable=False),
    ]
