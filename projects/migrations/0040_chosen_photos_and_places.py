"""Which photo of the product a scene shows, where words and product stand, and what came from the library.

Nothing is chosen on the boards there are: all stands and is shown as before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0039_caps_of_members")]

    operations = [
        migrations.AddField(
            model_name="scene",
            name="photo",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="scene",
            name="placement",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="take",
            name="from_library",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
