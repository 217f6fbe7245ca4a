"""Where an account lists its voices, they are kept. None is known before a worker has looked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generation", "0025_trace_of_jobs")]

    operations = [
        migrations.AddField(
            model_name="modellist",
            name="voices",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
