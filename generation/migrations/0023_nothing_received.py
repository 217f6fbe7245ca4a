"""Lines of the ledger say why nothing usable came of them.

What is known of older ones: an answer that was lost, came too late or failed (their units say so), a
request that was cancelled and finished all the same (its cancellation says so), and a file that a failed
step never got (its line has the provider's id, and no file has the step's question). Words and pictures
that came at once and were of no use look like any other line: those stay unmarked.
"""

from django.db import migrations, models

WORDS = {"lost": "lost", "failed": "failed", "too late": "late"}
FOUND = "Its answer was found."
MADE_ALL_THE_SAME = "It was finished before it could be stopped."
CHOICES = [
    ("unusable", "The answer could not be used"),
    ("refused", "Refused by rules on content"),
    ("failed", "It failed at the provider"),
    ("lost", "The answer was lost"),
    ("late", "It took too long"),
    ("no_file", "Its file could not be fetched"),
    ("cancelled", "Cancelled after it had begun"),
]


def mark_old_lines(apps, schema_editor):
    get = apps.get_model
    lines = get("generation", "LedgerEntry").objects
    for word, reason in WORDS.items():
        lines.filter(units__answer=word).update(nothing_received=reason)
    for row in get("generation", "Cancellation").objects.exclude(external_id=""):
        line = lines.filter(call_key=key_of(row.step_id, row.external_id)).first()
        if line and (row.ended == MADE_ALL_THE_SAME or line.nothing_received == "failed"):
            lines.filter(pk=line.pk).update(nothing_received="cancelled")
    files = get("projects", "Asset").objects
    for step in get("generation", "Step").objects.filter(state="failed", asset=None).exclude(external_id=""):
        line = lines.filter(call_key=key_of(step.pk, step.external_id), nothing_received="").first()
        if line and not files.filter(workspace=line.workspace_id, digest=step.request_digest).exists():
            lines.filter(pk=line.pk).update(nothing_received="no_file")
    for fix in lines.filter(call_key__startswith="fix:").order_by("pk"):
        line = lines.filter(pk=fix.units.get("corrects")).first()
        if line is None or not line.nothing_received:
            continue
        if fix.units.get("note") == FOUND:  # what was lost came after all
            lines.filter(pk=line.pk).update(nothing_received="")
        else:
            lines.filter(pk=fix.pk).update(nothing_received=line.nothing_received)


def key_of(step_pk, external_id):
    return f"step:{step_pk}:id:{external_id}"[:120]


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0022_languages_of_voices"),
        ("projects", "0037_signed_videos"),
    ]

    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="nothing_received",
            field=models.CharField(blank=True, choices=CHOICES, default="", max_length=9),
        ),
        migrations.RunPython(mark_old_lines, migrations.RunPython.noop, elidable=False),
    ]
