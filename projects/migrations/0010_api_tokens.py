"""API tokens are kept as hashes. Those that were given out go on working."""

import hashlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OLD = "authtoken_token"


def hash_old_tokens(apps, schema_editor):
    """Hash the tokens of Django REST framework's table, and empty it: it held them as they are."""
    connection = schema_editor.connection
    if OLD not in connection.introspection.table_names():
        return
    token = apps.get_model("projects", "ApiToken")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, user_id FROM {OLD}")
        rows = cursor.fetchall()
    for key, user in rows:
        digest = hashlib.sha256(key.encode()).hexdigest()
        token.objects.get_or_create(digest=digest, defaults={"user_id": user, "start": key[:6]})
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {OLD}")


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0009_rejected_videos"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("start", models.CharField(max_length=8)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("used", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "API token", "ordering": ["-pk"]},
        ),
        migrations.RunPython(hash_old_tokens, migrations.RunPython.noop),
    ]
