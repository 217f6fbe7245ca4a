"""When a person was shown around."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0042_rows_by_day")]

    operations = [
        migrations.AddField(
            model_name="personalchoice",
            name="toured",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
