"""Boards name a look of captions only where a person chose one.

Until now they held a line of colours that followed from style and brand: another shade would have ended
every approval. What people agreed on is stamped anew in the new words; nothing about it has changed, so
approvals and videos hold. Boards that were agreed on before there were looks of captions hold again, too.
"""

import hashlib
import json

from django.db import migrations


def name_what_differs(apps, schema_editor):
    submissions = apps.get_model("projects", "Submission").objects.filter(state__in=("open", "approved"))
    for row in submissions.select_related("project").iterator():
        board = _renamed(row.board, row.project)
        if board != row.board and _digest(row.board) == row.digest:
            _restamp(apps, row, board)


def _renamed(board, project):
    named = {**board}
    look = named.pop("caption_look", "")
    if look and project.caption_look:
        named["caption_look"] = project.caption_look
    return named


def _restamp(apps, row, board):
    old, new = row.digest, _digest(board)
    type(row).objects.filter(pk=row.pk).update(board=board, digest=new)
    for room, name in (("generation", "Job"), ("rendering", "Render")):
        made = apps.get_model(room, name).objects.filter(project_id=row.project_id, digest=old)
        made.update(digest=new)


def _digest(board):
    plain = json.dumps(board, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [
        ("rendering", "0004_videos_are_completed"),
        ("generation", "0010_plural_of_deliveries"),
        ("projects", "0010_api_tokens"),
    ]

    operations = [migrations.RunPython(name_what_differs, migrations.RunPython.noop)]
