"""Indexes for lists of the admin, which shows the rows of all workspaces."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0041_pronunciations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["created"], name="audit_by_day"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["verb"], name="audit_by_verb"),
        ),
        migrations.AddIndex(
            model_name="videoproject",
            index=models.Index(fields=["-updated", "-id"], name="newest_first"),
        ),
    ]
