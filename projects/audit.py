"""The one writer of audit rows."""

from django.utils import timezone

from projects import acting
from projects.languages.marked import gettext_noop
from projects.languages.wording import stored
from projects.models import AuditEntry, VideoProject
from projects.signals import recorded


def record(subject, verb, by=None, old="", new="", workspace=None, touched=False, **data):
    """Leave a row that `by` (a user, or None for the studio itself) did `verb` to `subject`.

    What a person did to a project moves its last activity (`updated`), unless the caller has set it
    (`touched`). Rows about money name their `workspace` and move nothing: they are not work on the video,
    and they hold a budget's lock, under which no project is waited for.
    """
    project = subject if isinstance(subject, VideoProject) else getattr(subject, "project", None)
    if project and by and workspace is None and not touched:
        project.updated = timezone.now()
        VideoProject.objects.filter(pk=project.pk).update(updated=project.updated)
    workspace = workspace or (project or subject).workspace
    name, guest = by.get_username() if by else "vidstudio", acting.guest()
    if guest:  # done by a guest: with the right of who lent the link, in their own name
        link, own = guest
        by, name = None, gettext_noop("%(name)s (guest, “%(link)s”)") % {"name": own, "link": link.label}
        data = {**data, "guest": own, "link": link.pk, "lent_by": link.created_by_id}
    entry = AuditEntry.objects.create(
        workspace=workspace,
        project=project,
        actor=by if by and by.pk else None,
        actor_name=name[:150],
        verb=verb,
        subject=stored(subject)[:200],
        old=stored(old)[:200],
        new=stored(new)[:200],
        data=data,
    )
    if project:
        recorded.send(sender=AuditEntry, entry=entry)
    return entry


def record_many(workspace, verb, subjects, by=None):
    """A row for each of `subjects`, (subject, what is new), none of which belongs to a project."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                workspace=workspace,
                actor=by if by and by.pk else None,
                actor_name=by.get_username() if by else "vidstudio",
                verb=verb,
                subject=stored(subject)[:200],
                new=stored(new)[:200],
            )
            for subject, new in subjects
        ],
        batch_size=200,
    )
