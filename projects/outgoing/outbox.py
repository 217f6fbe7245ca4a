"""What is told: written in the transaction of what happened, sent by a worker after the commit."""

import json
import secrets
from typing import Any

from django.utils import timezone

from projects.models import ProjectState, SentEvent, VideoProject, WebhookEndpoint, Workspace
from projects.signals import events_waiting

# What reaching a state is called; where it was before matters only for a failure.
_OF_STATE = {
    ProjectState.SCRIPT_READY: "script.ready",
    ProjectState.IN_REVIEW: "storyboard.submitted",
    ProjectState.APPROVED: "storyboard.approved",
    ProjectState.CHANGES_REQUESTED: "storyboard.changes_requested",
    ProjectState.REJECTED: "video.rejected",
}


def project_moved(project: VideoProject, old: str, new: str) -> None:
    """A project is in another state; those who want to know are told."""
    event = _OF_STATE.get(ProjectState(new), "")
    if new == ProjectState.STORYBOARD_READY and old == ProjectState.ILLUSTRATING:
        event = "storyboard.ready"
    elif old == ProjectState.RENDERING and new in (ProjectState.COMPLETED, ProjectState.FAILED):
        event = "video.succeeded" if new == ProjectState.COMPLETED else "video.failed"
    elif new == ProjectState.FAILED:
        event = "storyboard.failed"
    if event:
        of_what = {"project": project.pk, "title": project.title, "product": project.product_id}
        publish(project.workspace, event, {**of_what, "state": str(new)})


def publish(workspace: Workspace, event: str, data: dict[str, Any]) -> list[SentEvent]:
    """Leave a message for each endpoint that wants the event."""
    found = WebhookEndpoint.objects.filter(workspace=workspace, is_on=True)
    return _left([one for one in found if one.wants(event)], workspace, event, data)


def send_test(endpoint: WebhookEndpoint) -> SentEvent:
    """Send something to look at, to this endpoint alone; also where it is off."""
    return _left([endpoint], endpoint.workspace, "test", {"says": "It works."})[0]


def replay(row: SentEvent) -> SentEvent:
    """Send an event once more, under the same id: a receiver that has it already can tell."""
    copy = SentEvent.objects.create(
        endpoint=row.endpoint,
        message_id=row.message_id,
        event=row.event,
        body=row.body,
        not_before=timezone.now(),
    )
    events_waiting.send(SentEvent, rows=[copy])
    return copy


def _left(
    endpoints: list[WebhookEndpoint], workspace: Workspace, event: str, data: dict[str, Any]
) -> list[SentEvent]:
    if not endpoints:
        return []
    now = timezone.now()
    told = {"type": event, "timestamp": now.isoformat(), "data": {"workspace": workspace.slug, **data}}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    message_id = f"msg_{secrets.token_hex(12)}"
    rows = SentEvent.objects.bulk_create(
        [
            SentEvent(endpoint=one, message_id=message_id, event=event, body=body, not_before=now)
            for one in endpoints
        ]
    )
    events_waiting.send(SentEvent, rows=rows)
    return rows
