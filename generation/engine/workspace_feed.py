"""All events of a workspace's jobs in one order, that a reader can go on from; and what lists show of them.

Numbers of rows are given before they are committed, so a reader who goes on from the greatest one misses what
was committed late. A place is given only to what is committed, by whoever reads, under the lock of the
workspace's feed: what has a smaller place was there before.
"""

from typing import Any

from django.db import transaction

from generation.engine import progress
from generation.models import Event, Job, WorkspaceFeed
from projects import board_news

MOST = 200
# Events that get their places at once: of a workspace that nobody watched for long.
AT_ONCE = 1000
# Running jobs that are told one by one; beyond them only how many there are.
MOST_RUNNING = 20


def read(workspace_pk: int, after: int, limit: int = MOST) -> list[dict[str, Any]]:
    """Events with place > `after`, oldest first: progress.feed's, with `place`, `job`, `kind`, `project`."""
    _give_places(workspace_pk)
    rows = Event.objects.filter(job__workspace=workspace_pk, place__gt=after).order_by("place")
    return [
        {
            "place": event.place,
            "job": event.job_id,
            "kind": event.job.kind,
            "project": event.job.project_id,
            **progress.event_to_dict(event),
        }
        for event in rows.select_related("job")[:limit]
    ]


def removed_to(workspace_pk: int) -> int:
    """The greatest place of a line that is not kept any more; who read less far missed something."""
    row = WorkspaceFeed.objects.filter(workspace=workspace_pk).first()
    return row.removed_to if row else 0


def newest(workspace_pk: int) -> int:
    """The place of the newest event: what a reader who wants only what comes now goes on from."""
    _give_places(workspace_pk)
    row = WorkspaceFeed.objects.filter(workspace=workspace_pk).first()
    return row.last_place if row else 0


def _give_places(workspace_pk: int) -> None:
    without = Event.objects.filter(job__workspace=workspace_pk, place=None).order_by("pk")
    while without.exists():
        with transaction.atomic():
            WorkspaceFeed.objects.get_or_create(workspace_id=workspace_pk)
            feed = WorkspaceFeed.objects.select_for_update().get(workspace=workspace_pk)
            found = list(without[:AT_ONCE])
            for place, event in enumerate(found, feed.last_place + 1):
                event.place = place
            Event.objects.bulk_update(found, ["place"])
            feed.last_place += len(found)
            feed.save(update_fields=["last_place"])


def lists(workspaces: list[int], after: int) -> dict[str, Any]:
    """What a page with a list is told: {"last", "moved", "running", "running_count"}.

    `moved` are keys of projects that something was done with since the audit row `after`, `last` is what to
    ask after next time. `running` are the newest active jobs: {"id", "kind", "project", "title", "progress",
    "message"}.
    """
    moved, last = board_news.moved(workspaces, after)
    active = Job.objects.active().filter(workspace__in=workspaces).order_by("-pk")
    found = list(active.select_related("project")[: MOST_RUNNING + 1])
    return {
        "last": last,
        "moved": moved,
        "running": [
            {
                "id": job.pk,
                "kind": job.kind,
                "project": job.project_id,
                "title": job.project.title,
                "progress": job.progress,
                "message": job.message,
            }
            for job in found[:MOST_RUNNING]
        ],
        "running_count": len(found) if len(found) <= MOST_RUNNING else active.count(),
    }
