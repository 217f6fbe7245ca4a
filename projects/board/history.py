"""What people did to a board, in a person's words, with what changed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects import styles
from projects.languages import wording
from projects.languages.marked import gettext_noop
from projects.languages.stored import told
from projects.models import AuditEntry, BoardEdit, ProjectState, Scene, VideoProject
from projects.models.project import SceneTransition

_FIELDS = {
    "text": _("words"),
    "duration_ms": _("length"),
    "target_ms": _("length"),
    "visual_prompt": _("prompt of the picture"),
    "motion_prompt": _("motion"),
    "detail": _("small line"),
    "speaker_id": _("speaker"),
    "focus_x": _("point in sight"),
    "focus_y": _("point in sight"),
    "aspect": _("format"),
    "photo": _("photo of the product"),
    "placement": _("places on the frame"),
    "words": _("place of the words"),
    "product": _("place of the product"),
    "music_volume_db": _("volume of the music"),
    "music_on": _("music"),
    "music_seed": _("composed music"),
    "caption_look": _("look of the captions"),
    "accents": _("light and shapes"),
    "signs": _("signs over the picture"),
    "keep_product": _("the product's own pixels"),
    "call_to_action": _("call to action"),
    "brand_kit": _("brand kit"),
}
# Those that are called as they are named, and values that are shown as they are stored.
_AS_NAMED = (
    gettext_noop("title"), gettext_noop("mode"), gettext_noop("style"), gettext_noop("resolution"),
    gettext_noop("language"), gettext_noop("voice"), gettext_noop("captions"), gettext_noop("seed"),
    gettext_noop("transition"), gettext_noop("headline"), gettext_noop("static"), gettext_noop("beat"),
    gettext_noop("heading"), gettext_noop("action"), gettext_noop("name"), gettext_noop("description"),
    gettext_noop("called"), gettext_noop("portrait"), gettext_noop("prompt"), gettext_noop("script"),
    gettext_noop("clean"), gettext_noop("box"), gettext_noop("karaoke"), gettext_noop("none"),
)  # fmt: skip
_KINDS = {
    "image": gettext_noop("picture"),
    "voice": gettext_noop("recording"),
    "clip": gettext_noop("clip"),
    "lip_sync": gettext_noop("talking clip"),
}
# What a board's own words for an edit are, where they differ from the audit's.
_VERBS = {
    "edited": "edited the settings",
    "created": "started it from a",
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
# How a scene's name begins, as it is stored.
_SCENE = "Scene "
# Steps of one job, and moves that a row of their own tells already.
_UNTOLD = ("writing", "script_ready", "illustrating", "storyboard_ready", "rendering", "approved") + (
    "changes_requested",
    "rejected",
)
# (field, value): label, of values that are stored as a key which is the label in small letters.
LABELS = {("style", style.name): _(style.label) for style in styles.STYLES.values()} | {
    ("transition", one.value): one.label for one in SceneTransition
}
# Values that are stored as English words.
_STORED_IN_WORDS = ("photo", "words", "product")
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
    return told(_in_english(verb, subject))


def _in_english(verb: str, subject: str) -> str:
    words = _VERBS.get(verb, verb)
    what, _space, kind = verb.partition(" ")
    if kind in _KINDS:
        words = f"{what} the {_KINDS[kind]} of"
    if subject.startswith(_SCENE):
        of = "" if words.endswith((" scene", " of")) else " for"
        return f"{words.removesuffix(' scene')}{of} {subject.lower()}"
    return f"{words.removesuffix(' of')} {subject}".strip()


def entries(project: VideoProject, person: str = "", scene: int | None = None) -> QuerySet[AuditEntry]:
    """What people did, newest first, without the steps in which the studio did it.

    `person` is the name of who did it, `scene` the number that the scene had then; "" and None are all.
    """
    found = project.audit.exclude(verb="moved", new__in=_UNTOLD)
    if person:
        found = found.filter(actor_name=person)
    return found if scene is None else found.filter(new=f"{_SCENE}{scene}")


def people(project: VideoProject) -> list[str]:
    """The names of all who did something with the board."""
    return list(entries(project).order_by("actor_name").values_list("actor_name", flat=True).distinct())


def scenes(project: VideoProject) -> list[int]:
    """The numbers of all scenes that something was done with."""
    named = entries(project).filter(new__startswith=_SCENE).order_by()
    numbers = (name.removeprefix(_SCENE) for name in named.values_list("new", flat=True).distinct())
    return sorted(int(number) for number in numbers if number.isdecimal())


def edit_in_words(edit: BoardEdit) -> str:
    return verb_in_words(edit.verb, edit.subject)


def entry_in_words(entry: AuditEntry) -> str:
    """What somebody did, after their name: “moved it to in review”, “edited scene 3”."""
    if entry.verb == "moved":
        if entry.new in _MOVES:
            return told(_MOVES[entry.new])
        state = wording.inside(ProjectState(entry.new).label)
        return gettext("moved it to %(state)s") % {"state": state}
    if entry.verb in ("undid", "redid"):
        return told(f"{entry.verb}: {entry.new}")
    if entry.verb in ("approved", "rejected render", "accepted render"):
        return told(_VERBS[entry.verb])
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
    known = _FIELDS.get(name)
    return str(known) if known else gettext(name.removesuffix("_id").replace("_", " "))


def _shown(name: str, value: Any) -> str:
    if name.endswith("_ms") and str(value).isdigit():
        return f"{wording.short(int(value) / 1000)} s"
    if value in (None, "", "None"):
        return gettext("nothing")
    if str(value) in ("True", "False"):
        return gettext("on") if str(value) == "True" else gettext("off")
    if (name, value) in LABELS:
        return wording.inside(LABELS[name, value])
    if name in _STORED_IN_WORDS:
        return told(str(value))
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def place_in_words(project: VideoProject, place: tuple[str, ...]) -> str:
    """Where two edits met (projects.board.edits.Place): “the words of scene 1”."""
    if place[0] == "scenes":
        scene = Scene.with_deleted.get(pk=int(place[1]), project=project)
        kind = place[2].removeprefix("take:")
        what = gettext(_KINDS[kind]) if kind in _KINDS else field_in_words(kind)
        return gettext("the %(what)s of %(scene)s") % {"what": what, "scene": wording.inside(scene)}
    if place[0] == "project":
        return gettext("the setting “%(name)s”") % {"name": field_in_words(place[1].removesuffix("_id"))}
    if place[0] == "order":
        return gettext("the order of the scenes")
    return gettext("that character") if place[0] == "people" else gettext("that scene")
