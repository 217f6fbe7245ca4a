"""Progress is a durable, ordered log; the push is only a hint to read it.

Only this module writes events and talks to Channels. `emit` must be called under the job's row
lock (`Job.objects.locked`), so that sequence numbers have no gap and percent never falls.
"""

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from generation.engine import eta
from generation.models import Event, Job, Stage, StepState
from projects.languages.stored import told

log = logging.getLogger(__name__)

OVER = (StepState.DONE, StepState.FAILED, StepState.SKIPPED)


def emit(job: Job, message: str, stage: Stage | None = None, at_least: int = 0, **data: Any) -> Event:
    """Append an event to `job` (locked by the caller) and notify its watchers after commit.

    Percent is computed from the steps and never falls. `data` is JSON for whoever draws it.
    """
    rows = eta.steps_of(stage) if stage else None
    standing = None if rows is None else _standing(rows)
    job.progress = max(job.progress, at_least, percent(job, stage, standing))
    job.last_event += 1
    job.message = message[:300]
    job.stage = stage.name if stage else job.stage
    job.save(update_fields=["progress", "last_event", "message", "stage"])
    event = Event.objects.create(
        job=job,
        seq=job.last_event,
        stage=job.stage,
        percent=job.progress,
        message=job.message,
        data={"state": job.state, **_counts(standing), "eta_s": eta.seconds_left(job, stage, rows), **data},
    )
    transaction.on_commit(lambda: notify_watchers(job.pk))
    transaction.on_commit(lambda: notify(workspace_group(job.workspace_id)))
    return event


def _standing(rows: list[eta.StepRow]) -> dict[str, Any]:
    """How many of a stage's steps there are, are over, and belong to scenes.

    Counted here: a stage has a few dozen steps at most, and for the database it would be five conditions.
    """
    found = [(row.state in OVER, row.progress, ":" in row.key) for row in rows]
    under_way = [progress for over, progress, _ in found if not over]
    return {
        "all": len(found),
        "over": len(found) - len(under_way),
        "part": sum(under_way) / len(under_way) if under_way else None,
        "scenes": sum(of_scene for *_, of_scene in found),
        "scenes_over": sum(of_scene and over for over, _, of_scene in found),
    }


def percent(job: Job, stage: Stage | None, standing: dict[str, Any] | None) -> int:
    """Where the job stands, 0 to 100, from its running stage's steps."""
    if stage is None or standing is None:
        return job.progress
    if stage.state in (StepState.DONE, StepState.SKIPPED):
        return stage.ends_at
    if not standing["all"]:
        return stage.starts_at
    left = standing["all"] - standing["over"]
    share = (standing["over"] + left * (standing["part"] or 0) / 100) / standing["all"]
    return int(stage.starts_at + (stage.ends_at - stage.starts_at) * share)


def _counts(standing: dict[str, Any] | None) -> dict[str, int]:
    """Scenes done and in all, where the stage works scene by scene."""
    if not standing or not standing["scenes"]:
        return {}
    return {"scenes_done": standing["scenes_over"], "scenes_total": standing["scenes"]}


def notify_watchers(job_pk: int) -> None:
    """Tell a job's watchers that there is something to read. Losing it does no harm."""
    notify(group(job_pk))


def notify(name: str) -> None:
    """Tell whoever listens to a group that there is something to read."""
    layer = get_channel_layer()
    try:
        async_to_sync(layer.group_send)(name, {"type": "watched.moved", "group": name})
    except Exception as error:  # no hint may ever break the work it tells about
        log.warning("could not notify the watchers of %s: %r", name, error)


def group(job_pk: int) -> str:
    return f"job.{job_pk}"


def workspace_group(workspace_pk: int) -> str:
    return f"workspace.{workspace_pk}"


def import_group(import_pk: int) -> str:
    return f"import.{import_pk}"


def board_group(project_pk: int) -> str:
    return f"board.{project_pk}"


def feed(job_pk: int, after: int = 0, limit: int = 200) -> dict[str, Any]:
    """What a watcher reads: the job as it is and its events with seq > `after`, oldest first.

    The same for WebSocket, polling and API. `last` is what to ask after next time. `missed` is how many lines
    after `after` are not kept any more: who was told some already reads the job anew.
    """
    job = Job.objects.select_related("project").get(pk=job_pk)
    events = list(job.events.filter(seq__gt=after)[:limit])
    first = events[0].seq if events else job.last_event + 1
    missed = max(0, first - after - 1)
    return {
        "job": summary(job),
        "events": [event_to_dict(event) for event in events],
        "last": events[-1].seq if events else after + missed,
        "missed": missed,
    }


def in_language(news: dict[str, Any]) -> dict[str, Any]:
    """What `feed` or workspace_feed.lists returns, its messages in the language of who watches a page."""
    for row in (news.get("job") or {}, *news.get("events", ()), *news.get("running", ())):
        if row.get("message"):
            row["message"] = told(row["message"])
    return news


def summary(job: Job) -> dict[str, Any]:
    """A job as pages, API, feed and commands show it."""
    left = None if job.is_over else eta.seconds_left(job)
    return {
        "id": job.pk,
        "kind": job.kind,
        "project": job.project_id,
        "state": job.state,
        "progress": job.progress,
        "stage": job.stage,
        "message": job.message,
        "error": job.error,
        "eta_s": left,
        "is_over": job.is_over,
        "last_event": job.last_event,
    }


def event_to_dict(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "stage": event.stage,
        "percent": event.percent,
        "message": event.message,
        "data": event.data,
        "at": event.created.isoformat(),
    }


def running_stage(job: Job) -> Stage | None:
    return Stage.objects.filter(job=job, state=StepState.RUNNING).first()
