"""Every secret that was replaced is kept until its end, not only the last one."""

from django.db import migrations, models


def keep_the_old(apps, schema_editor):
    endpoints = apps.get_model("projects", "WebhookEndpoint").objects.exclude(old_secret="")
    for one in endpoints.exclude(old_until=None):
        one.old_secrets = [[one.old_secret, one.old_until.isoformat()]]
        one.save(update_fields=["old_secrets"])


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0027_archive"),
    ]

    operations = [
        migrations.AddField(
            model_name="webhookendpoint",
            name="old_secrets",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(keep_the_old, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="webhookendpoint", name="old_secret"),
        migrations.RemoveField(model_name="webhookendpoint", name="old_until"),
    ]
