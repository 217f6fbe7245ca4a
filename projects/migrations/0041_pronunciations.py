"""How a brand's names are said. No kit of before says anything: its films sound as they did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0040_chosen_photos_and_places")]

    operations = [
        migrations.AddField(
            model_name="brandkit",
            name="pronunciations",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
