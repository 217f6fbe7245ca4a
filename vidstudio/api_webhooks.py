"""What is told to webhooks, in the OpenAPI document: an entry for each event."""

from typing import Any

from projects.models.outgoing import EVENTS

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
SIGNED = {
    "webhook-id": "The same however often it is sent: one may come twice.",
    "webhook-timestamp": "When it was sent, in seconds since 1970.",
    "webhook-signature": "`v1,` and the signature of each secret that is in use, with spaces between.",
}
OF_A_PROJECT = {
    "workspace": TEXT, "project": NUMBER, "title": TEXT, "product": {"type": ["integer", "null"]},
    "state": TEXT,
}  # fmt: skip
DATA = {
    "budget.threshold": {"workspace": TEXT, "project": {"type": ["integer", "null"]}, "says": TEXT},
    "test": {"workspace": TEXT, "says": TEXT},
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "budget.threshold": {
        "workspace": "shop",
        "project": None,
        "says": "80 % of this month's budget is used.",
    },
    "test": {"workspace": "shop", "says": "It works."},
}
STATES = {
    "script.ready": "script_ready", "storyboard.ready": "storyboard_ready",
    "storyboard.submitted": "in_review",
    "storyboard.approved": "approved", "storyboard.changes_requested": "changes_requested",
    "storyboard.failed": "failed", "video.succeeded": "completed", "video.failed": "failed",
    "video.rejected": "rejected",
}  # fmt: skip


def describe_webhooks(result, generator, request, public):
    """The `webhooks` of the document."""
    result["webhooks"] = {event: {"post": _told(event, words)} for event, words in EVENTS.items()}
    return result


def _told(event, words):
    data = DATA.get(event, OF_A_PROJECT)
    schema = {
        "type": "object",
        "properties": {
            "type": {"type": "string", "const": event},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"type": "object", "properties": data, "required": list(data)},
        },
        "required": ["type", "timestamp", "data"],
    }
    project = {
        "workspace": "shop",
        "project": 4,
        "title": "Ridge Flask",
        "product": 3,
        "state": STATES.get(event),
    }
    example = {
        "type": event, "timestamp": "2026-11-28T10:00:00+00:00", "data": EXAMPLES.get(event, project),
    }  # fmt: skip
    return {
        "operationId": f"webhook_{event.replace('.', '_')}",
        "tags": ["webhooks"],
        "summary": words[0].upper() + words[1:],
        "description": "Signed by the rules of Standard Webhooks; its libraries verify it.",
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": TEXT, "description": said}
            for name, said in SIGNED.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "examples": {"Example": {"value": example}}}},
        },
        "responses": {
            "2XX": {"description": "It came, within ten seconds."},
            "410": {"description": "Nobody is there any more: the webhook is turned off."},
            "default": {"description": "It is sent again, over three days."},
        },
    }
