"""What people did to a board, in a person's words, with what changed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from projects.models import AuditEntry, BoardEdit, ProjectState, Scene, VideoProject

_FIELDS = {
    "text": "words",
    "duration_ms": "length",
    "target_ms": "length",
    "visual_prompt": "prompt of the picture",
    "motion_prompt": "motion",
    "detail": "small line",
    "speaker_id": "speaker",
    "focus_x": "point in sight",
    "focus_y": "point in sight",
    "aspect": "format",
    "music_volume_db": "volume of the music",
    "music_on": "music",
    "music_seed": "composed music",
    "caption_look": "look of the captions",
    "accents": "light and shapes",
    "signs": "signs over the picture",
    "keep_product": "the product's own pixels",
    "call_to_action": "call to action",
    "brand_kit": "brand kit",
}
_KINDS = {"image": "picture", "voice": "recording", "clip": "clip", "lip_sync": "talking clip"}
# What a board's own words for an edit are, where they differ from the audit's.
_VERBS = {
    "edited": "edited the settings",
    "reordered scenes": "moved scenes",
    "balanced durations": "fitted the lengths to the video's",
    "adapted prompts": "wrote the prompts anew",
    "approved": "approved the board",
    "rejected render": "rejected the video",
    "accepted render": "accepted the video",
    "approval voided": "ended the approval by an edit",
    "took the edit back": "brought the board back as it was agreed on",
    "answered on": "answered a comment on",
    "edited comment on": "edited a comment on",
    "deleted comment on": "deleted a comment on",
    "brought back comment on": "brought back a comment on",
    "resolved comment on": "resolved a comment on",
    "reopened comment on": "reopened a comment on",
    "regenerated picture": "made another picture",
    "started regenerate": "started a new take",
    "started storyboard": "started the storyboard",
    "started render": "started the render",
}
_MOVES = {
    "in_review": "submitted it for review",
    "completed": "finished the video",
    "failed": "started work that failed",
    "cancelled": "cancelled the work",
}
# Steps of one job, and moves that a row of their own tells already.
_UNTOLD = ("writing", "script_ready", "illustrating", "storyboard_ready", "rendering", "approved") + (
    "changes_requested",
    "rejected",
)
# Longer values are cut in the middle of a list; the whole one is a click away.
LONGEST_VALUE = 160


@dataclass(frozen=True)
class ChangedValue:
    """A field in words, with its value before and after, as people typed them."""

    name: str
    before: str
    after: str


def verb_in_words(verb: str, subject: str = "") -> str:
    """("edited scene", "Scene 1") → "edited scene 1"; ("replaced image", "Scene 2") → "replaced the picture
    of scene 2"; ("added character", "Ida") → "added character Ida".
    """
    words = _VERBS.get(verb, verb)
    what, _, kind = verb.partition(" ")
    if kind in _KINDS:
        words = f"{what} the {_KINDS[kind]} of"
    if subject.startswith("Scene "):
        of = "" if words.endswith((" scene", " of")) else " for"
        return f"{words.removesuffix(' scene')}{of} {subject.lower()}"
    return f"{words.removesuffix(' of')} {subject}".strip()


def entries(project: VideoProject) -> QuerySet[AuditEntry]:
    """What people did, newest first, without the steps in which the studio did it."""
    return project.audit.exclude(verb="moved", new__in=_UNTOLD)


def edit_in_words(edit: BoardEdit) -> str:
    return verb_in_words(edit.verb, edit.subject)


def entry_in_words(entry: AuditEntry) -> str:
    """What somebody did, after their name: “moved it to in review”, “edited scene 3”."""
    if entry.verb == "moved":
        return _MOVES.get(entry.new) or f"moved it to {ProjectState(entry.new).label.lower()}"
    if entry.verb in ("undid", "redid"):
        return f"{entry.verb}: {entry.new}"
    if entry.verb in ("approved", "rejected render", "accepted render"):
        return _VERBS[entry.verb]
    shown = entry.new if "before" in entry.data or not entry.verb.startswith(("started", "edited")) else ""
    return verb_in_words(entry.verb, shown if entry.verb != "took the edit back" else "")


def changed_values(entry: AuditEntry) -> list[ChangedValue]:
    """What an edit of fields changed, before and after; [] where the entry does not say."""
    before, after = entry.data.get("before"), entry.data.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [
        ChangedValue(field_in_words(name), _shown(name, before.get(name)), _shown(name, after[name]))
        for name in after
        if str(before.get(name)) != str(after[name])
    ]


def field_in_words(name: str) -> str:
    return _FIELDS.get(name, name.removesuffix("_id").replace("_", " "))


def _shown(name: str, value: Any) -> str:
    if name.endswith("_ms") and str(value).isdigit():
        return f"{int(value) / 1000:g} s"
    if value in (None, "", "None"):
        return "nothing"
    text = {"True": "on", "False": "off"}.get(str(value), str(value))
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def place_in_words(project: VideoProject, place: tuple[str, ...]) -> str:
    """Where two edits met (projects.board.edits.Place): “the words of scene 1”."""
    if place[0] == "scenes":
        scene = Scene.with_deleted.get(pk=int(place[1]), project=project)
        kind = place[2].removeprefix("take:")
        return f"the {_KINDS.get(kind, field_in_words(kind))} of {str(scene).lower()}"
    if place[0] == "project":
        return f"the setting “{field_in_words(place[1].removesuffix('_id'))}”"
    return {"people": "that character", "there": "that scene", "order": "the order of the scenes"}[place[0]]
