"""The moment at which workers were told of a step gets the field's word. Its column keeps its name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generation", "0008_names_of_the_field")]

    operations = [
        migrations.AlterField("step", "rung", models.DateTimeField(null=True, blank=True, db_column="rung")),
        migrations.RenameField("step", "rung", "notified"),
    ]
