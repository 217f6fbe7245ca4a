"""Models get the names of the field: their tables and permissions follow, no row changes."""

import django.db.models.deletion
from django.db import migrations, models

NAMES = {
    "breaker": "CircuitBreaker",
    "arrival": "WebhookDelivery",
    "turnstile": "RateLimit",
    "recall": "Cancellation",
    "workerpulse": "WorkerHeartbeat",
}


def rename_permissions(apps, schema_editor):
    """Who might see or change the old name may see or change the new one."""
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for old, name in NAMES.items():
        for row in permissions.filter(content_type__app_label="generation", codename__endswith=f"_{old}"):
            action = row.codename.removesuffix(f"_{old}")
            words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
            row.codename, row.name = f"{action}_{name.lower()}", f"Can {action} {words}"
            row.save(update_fields=["codename", "name"])


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("generation", "0007_stages_store_names"),
    ]

    operations = [
        *(migrations.RenameModel(old, name) for old, name in NAMES.items()),
        migrations.AlterField(
            "cancellation",
            "step",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cancellations",
                to="generation.step",
            ),
        ),
        migrations.RenameField("workerheartbeat", "canary_sung", "canary_answered"),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
