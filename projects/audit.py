"""The one writer of audit rows."""

from projects.models import AuditEntry, VideoProject


def record(subject, verb, by=None, old="", new="", workspace=None, **data):
    """Leave a row that `by` (a user, or None for the studio itself) did `verb` to `subject`."""
    project = subject if isinstance(subject, VideoProject) else getattr(subject, "project", None)
    workspace = workspace or (project or subject).workspace
    return AuditEntry.objects.create(
        workspace=workspace,
        project=project,
        actor=by if by and by.pk else None,
        actor_name=by.get_username() if by else "vidstudio",
        verb=verb,
        subject=str(subject)[:200],
        old=str(old)[:200],
        new=str(new)[:200],
        data=data,
    )


def record_many(workspace, verb, subjects, by=None):
    """A row for each of `subjects`, (subject, what is new), none of which belongs to a project."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                workspace=workspace,
                actor=by if by and by.pk else None,
                actor_name=by.get_username() if by else "vidstudio",
                verb=verb,
                subject=str(subject)[:200],
                new=str(new)[:200],
            )
            for subject, new in subjects
        ],
        batch_size=200,
    )
