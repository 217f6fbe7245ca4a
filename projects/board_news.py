"""What was done with a board, or with any, since a page looked: audit rows, and how scenes stand now."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from projects.models import AuditEntry, Scene, VideoProject, Workspace

MOST = 50


def newest(project_pk: int) -> int:
    """The key of the newest audit row of a project: what a page goes on from; 0 where there is none."""
    return AuditEntry.objects.filter(project=project_pk).values_list("pk", flat=True).first() or 0


def news(project_pk: int, after: int, user_pk: int | None) -> dict[str, Any]:
    """What a page is told: rows with a key > `after`, oldest first, and the board's state and version.

    `last` is what to ask after next time; `mine` says that the row is the user's own; `scenes` are
    [key, version, index] in the board's order. The page compares versions, so a row that is committed late
    and missed here is seen with the next one.
    """
    return as_read_by(user_pk, read(project_pk, after))


def as_read_by(user_pk: int | None, told: dict[str, Any]) -> dict[str, Any]:
    """What was read, with `mine` in the place of each row's `actor`."""
    events = []
    for row in told["events"]:
        kept = {name: value for name, value in row.items() if name != "actor"}
        mine = row["actor"] is not None and row["actor"] == user_pk
        events.append({"by": kept.pop("by"), "mine": mine, **kept})
    return {**told, "events": events}


def read(project_pk: int, after: int) -> dict[str, Any]:
    """As `news`, the same for whoever asks: each row says who did it (`actor`, a key or None)."""
    rows = AuditEntry.objects.filter(project=project_pk, pk__gt=after).order_by("pk")
    found = list(rows.values_list("pk", "actor_id", "actor_name", "verb", "new")[:MOST])
    if not found:
        return {"last": after, "events": []}
    board = VideoProject.objects.filter(pk=project_pk).values("state", "board_version").get()
    return {
        "last": found[-1][0],
        "state": board["state"],
        "version": board["board_version"],
        "scenes": [
            list(row)
            for row in Scene.objects.filter(project=project_pk).values_list("pk", "version", "scene_index")
        ],
        "events": [
            {"by": name, "actor": actor, "verb": verb, "new": new} for _, actor, name, verb, new in found
        ],
    }


def newest_in(workspaces: QuerySet[Workspace]) -> int:
    """The key of the newest audit row of any project in these workspaces; 0 where there is none."""
    # Of each workspace the end of its index; a list of workspaces would be read whole and sorted.
    rows = AuditEntry.objects.filter(workspace=OuterRef("pk")).exclude(project=None).order_by("-pk")
    newest = workspaces.order_by().values_list(Subquery(rows.values("pk")[:1]), flat=True)
    return max(filter(None, newest), default=0)


def moved(workspaces: list[int], after: int) -> tuple[list[int], int]:
    """The keys of projects that something was done with since the audit row `after`, and where to go on.

    At most MOST of them; whoever asks with 0 hears only where to go on from.
    """
    if not after:
        return [], newest_in(Workspace.objects.filter(pk__in=workspaces))
    rows = AuditEntry.objects.filter(workspace__in=workspaces).exclude(project=None)
    found = list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", "project_id")[:MOST])
    return list(dict.fromkeys(project for _, project in found)), found[-1][0] if found else after
