"""Verbs that change a board. Page, API, admin and worker call these and nothing else.

Each refuses while a job owns the board, counts the board's version, voids an approval that the
change made stale, and leaves an audit row, all in one transaction.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.audit import record
from projects.board import edits, narration, review
from projects.errors import BadInput, Conflict, IllegalMove
from projects.languages import wording
from projects.languages.marked import gettext_noop
from projects.models import (
    BUSY,
    EDITABLE,
    SCENE_FIELDS,
    Asset,
    AuditEntry,
    BoardEdit,
    ProjectState,
    Scene,
    Take,
    VideoProject,
    Workspace,
)
from projects.signals import board_changed
from projects.timing import share_tenths

MOST_SCENES = 200
LONGEST_MS = 300_000
# Characters of a script: an hour of speech. And what is said of a longer one.
LONGEST_SCRIPT = 60_000


def _too_long_a_script() -> str:
    return gettext(
        "A script has at most %(most)s characters, about an hour of speech. Paste only the part for this "
        "video, and make one video of each part."
    ) % {"most": wording.number(LONGEST_SCRIPT)}


TOO_LONG_A_SCRIPT = lazy(_too_long_a_script, str)()
# What one scene says: five minutes of speech, its longest time, have fewer characters.
LONGEST_TEXT = 5000
# Painters take so many characters of a prompt, or cut what is longer without a word.
LONGEST_PROMPT = 2000
SHORTEST_SCENE_MS = 500

# What is stored in milliseconds is typed in seconds, and refused in the same.
IN_SECONDS = {
    "duration_ms": (_("A scene lasts %(least)s to %(most)s seconds."), SHORTEST_SCENE_MS),
    "target_ms": (_("A video lasts %(least)s to %(most)s seconds."), 5_000),
}

PROJECT_FIELDS = (
    "title",
    "mode",
    "style",
    "target_ms",
    "aspect",
    "resolution",
    "language",
    "voice",
    "captions",
    "caption_look",
    "accents",
    "signs",
    "keep_product",
    "call_to_action",
    "music",
    "music_on",
    "music_volume_db",
    "music_seed",
    "brand_kit",
    "seed",
)


# --- projects --------------------------------------------------------------------------------
def create_project(workspace: Workspace, by: User | None, source: str, **fields: Any) -> VideoProject:
    """A new draft from a "product", a "prompt" or a "script".

    Raises BadInput naming the field when the source is missing or a value is out of range.
    """
    project = VideoProject(workspace=workspace, created_by=by, source=source, **fields)
    _check_source(project)
    if not project.title:
        project.title = _title_from(project)
    check(project)
    with transaction.atomic():
        project.save()
        record(project, "created", by=by, new=source, touched=True)
    return project


def edit_project(project: VideoProject, by: User | None, **changes: Any) -> VideoProject:
    """Change settings of the whole video (PROJECT_FIELDS). What is the same already is no edit."""
    unknown = set(changes) - set(PROJECT_FIELDS)
    if unknown:
        raise BadInput(
            gettext("A project has no setting “%(name)s”.") % {"name": sorted(unknown)[0]}, sorted(unknown)[0]
        )
    with open_board(project, by) as project:
        changes = {name: value for name, value in changes.items() if getattr(project, name) != value}
        if not changes:
            return project
        before = {name: str(getattr(project, name)) for name in changes}
        for name, value in changes.items():
            setattr(project, name, value)
        check(project)
        project.save(update_fields=[*changes, "updated"])
        touch(project, by, "edited", before=before, after={k: str(v) for k, v in changes.items()})
    return project


def _check_source(project: VideoProject) -> None:
    if project.source == "product" and project.product is None:
        raise BadInput(gettext("Choose the product that the video is about."), "product")
    if project.source == "prompt" and not project.prompt.strip():
        raise BadInput(gettext("Describe the video in a sentence or two."), "prompt")
    if project.source == "script" and not project.script.strip():
        raise BadInput(gettext("Paste the script: it is empty."), "script")
    if len(project.script) > LONGEST_SCRIPT:
        count = gettext("This one has %(count)s characters.") % {"count": wording.number(len(project.script))}
        raise BadInput(f"{count} {TOO_LONG_A_SCRIPT}", "script")


def _title_from(project: VideoProject) -> str:
    if project.source == "product":
        return project.product.name if project.product else ""
    line = (project.prompt or project.script).strip().splitlines()[0]
    words = (_place(line) if project.source == "script" else line).split()
    title = " ".join(words[:8])
    return title[:80] + ("…" if len(words) > 8 or len(title) > 80 else "")


def _place(heading: str) -> str:
    """A scene heading as a title: “SCENE 1 - INT. GARAGE - MORNING” → “Garage, morning”."""
    place = re.sub(r"^(scene\s+\d+\W*)?((int|ext)[./]+\s*)*", "", heading, flags=re.IGNORECASE)
    place = re.sub(r"\s+[-–—]\s+", ", ", place) or heading
    return place.capitalize() if place.isupper() else place


def check(row: Model) -> None:
    """Validate a row's fields, as a Refused that names the first bad one."""
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        label = gettext(field.replace("_", " "))
        words = _in_seconds(field) or f"{capfirst(label)}: {' '.join(messages)}"
        raise BadInput(words, field) from error


def _in_seconds(field: str) -> str:
    """What is said of a wrong length; "" of other fields."""
    if field not in IN_SECONDS:
        return ""
    says, least = IN_SECONDS[field]
    return says % {"least": wording.short(least / 1000), "most": wording.short(LONGEST_MS / 1000)}


# --- scenes ----------------------------------------------------------------------------------
def edit_scene(
    scene: Scene,
    by: User | None,
    version: int | None = None,
    seen: dict[str, Any] | None = None,
    **changes: Any,
) -> Scene:
    """Set fields of one scene (EDITABLE). `version` is what the editor saw.

    Raises Conflict, carrying the scene as it is now, when somebody else saved in between: the
    caller shows both and nothing is overwritten. `seen` ({field: value the editor started from})
    lets a change through when the others left that very field alone.
    """
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise BadInput(
            gettext("A scene has no field “%(name)s”.") % {"name": sorted(unknown)[0]}, sorted(unknown)[0]
        )
    for name in ("visual_prompt", "motion_prompt"):
        check_prompt(changes.get(name, ""), name)
    _check_text(changes.get("text", ""))
    with open_board(scene.project, by) as project:
        now = Scene.objects.select_for_update().get(pk=scene.pk)
        now.project = project
        if version is not None and version != now.version and not _untouched(now, changes, seen):
            raise Conflict(
                gettext("Somebody else changed %(scene)s a moment ago. Nothing was overwritten.")
                % {"scene": now},
                current=now,
            )
        changes = {name: value for name, value in changes.items() if getattr(now, name) != value}
        if changes:
            _apply(now, changes)
            touch(now.project, by, "edited scene", subject=now, **_before_after(scene, changes))
    return now


def _check_text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            gettext("A scene says at most %(most)s characters; this has %(count)s. Split it.")
            % {"most": wording.number(LONGEST_TEXT), "count": wording.number(len(text))},
            "text",
        )


def check_prompt(prompt: str, field: str) -> None:
    """Refuse a prompt of a picture or a clip that is longer than painters read."""
    if len(prompt) > LONGEST_PROMPT:
        raise BadInput(
            gettext(
                "A picture's description has at most %(most)s characters; this has %(count)s. Shorten it."
            )
            % {"most": wording.number(LONGEST_PROMPT), "count": wording.number(len(prompt))},
            field,
        )


def _untouched(now: Scene, changes: dict[str, Any], seen: dict[str, Any] | None) -> bool:
    """Whether every field to be changed still says what the editor saw (or says the same already)."""
    seen = seen or {}
    return all(getattr(now, name) in (seen.get(name, _NEVER), value) for name, value in changes.items())


_NEVER = object()


def _apply(scene: Scene, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(scene, name, value)
    if "motion_prompt" in changes:
        forget_made(scene, "clip")
    if "speaker_id" in changes:
        forget_made(scene, "voice")
    scene.edited = sorted({*scene.edited, *changes})
    scene.version += 1
    check(scene)
    scene.save(update_fields=[*changes, "edited", "version"])
    if "visual_prompt" in changes:
        note_prompt(scene)


def note_prompt(scene: Scene) -> None:
    """A picture that was drawn from another prompt says so until it is drawn anew."""
    take = scene.picked("image")
    asked = take.asset.meta.get("asked") if take and not take.is_own else None
    if asked:
        is_same = asked.get("prompt") == scene.visual_prompt
        note_take(scene, "image", "" if is_same else gettext_noop("Drawn before its prompt was changed."))


def _before_after(scene: Scene, changes: dict[str, Any]) -> dict[str, Any]:
    return {"before": {name: getattr(scene, name) for name in changes}, "after": changes}


def add_scene(project: VideoProject, by: User | None, after: Scene | None = None, **fields: Any) -> Scene:
    """A new empty scene behind `after` (a scene of the project), or at the end."""
    with open_board(project, by) as project:
        count = project.scenes.count()
        if count >= MOST_SCENES:
            raise BadInput(gettext("A board holds at most %(most)s scenes.") % {"most": MOST_SCENES})
        place = after.scene_index + 1 if after else count + 1
        _make_room(project, place)
        fields.setdefault("duration_ms", 3000)
        scene = Scene(project=project, scene_index=place, edited=sorted(fields), **fields)
        check(scene)
        scene.save()
        touch(project, by, "added scene", subject=scene)
    return scene


def duplicate_scene(scene: Scene, by: User | None) -> Scene:
    """A copy behind the original, with the same picture in use."""
    copied = {name: getattr(scene, name) for name in SCENE_FIELDS}
    with open_board(scene.project, by, "duplicated scene"):
        twin = add_scene(scene.project, by, after=scene, **copied)
        _share_takes(scene, twin, by)
        edits.tell("duplicated scene", wording.stored(scene))
    return twin


def split_scene(scene: Scene, by: User | None) -> tuple[Scene, Scene]:
    """Cut a scene in two where its text divides best; both keep the picture and share the time."""
    with open_board(scene.project, by, "split scene"):
        first = Scene.objects.select_for_update().get(pk=scene.pk)
        if first.duration_ms < 2 * SHORTEST_SCENE_MS:
            raise BadInput(gettext("%(scene)s is too short to be split.") % {"scene": first})
        texts = halves(first.text)
        parts = share_tenths(first.duration_ms, [len(text) or 1 for text in texts], SHORTEST_SCENE_MS)
        _apply(first, {"text": texts[0], "duration_ms": parts[0]})
        copied = {name: getattr(first, name) for name in SCENE_FIELDS}
        copied |= {"text": texts[1], "duration_ms": parts[1]}
        second = add_scene(first.project, by, after=first, **copied)
        _share_takes(first, second, by, kind="image")
        _forget(first, "voice")
        edits.tell("split scene", wording.stored(first))
    return first, second


def halves(text: str) -> tuple[str, str]:
    """Two parts of `text`: cut behind the sentence, else the word, that ends nearest to the middle."""
    ends = _ends(r"[.!?。！？…]+[\"”’)]*\s*", text) or _ends(r"\s+", text)
    cut = min(ends, key=lambda end: abs(end - len(text) / 2), default=len(text))
    return text[:cut].strip(), text[cut:].strip()


def _ends(pattern: str, text: str) -> list[int]:
    return [match.end() for match in re.finditer(pattern, text) if match.end() < len(text)]


def merge_next(scene: Scene, by: User | None) -> Scene:
    """Join a scene with the one behind it: words one after the other, times added, this one's picture."""
    with open_board(scene.project, by) as project:
        first = Scene.objects.select_for_update().get(pk=scene.pk)
        second = project.scenes.filter(scene_index=first.scene_index + 1).first()
        if second is None:
            raise BadInput(gettext("There is no scene behind this one to merge with."))
        text = " ".join(part for part in (first.text, second.text) if part)
        _apply(first, {"text": text, "duration_ms": first.duration_ms + second.duration_ms})
        if first.picture is None:
            _share_takes(second, first, by, kind="image")
        _forget(first, "voice")
        discard(project.scenes.filter(pk=second.pk))
        renumber(project)
        touch(project, by, "merged scene", subject=first, text=second.text, duration_ms=second.duration_ms)
    return first


def _forget(scene: Scene, kind: str) -> None:
    """What was made for other words, or another motion, is not used any more; the take stays."""
    scene.takes.filter(kind=kind, picked=True).update(picked=False)


def forget_made(scene: Scene, kind: str) -> bool:
    """As above, but what a person uploaded stays in use. Whether there was anything to forget."""
    made = scene.takes.filter(kind=kind, picked=True).exclude(asset__origin="upload")
    return made.update(picked=False) > 0


def _share_takes(scene: Scene, other: Scene, by: User | None, **only: Any) -> None:
    """What `scene` uses, `other` uses too."""
    for take in scene.takes.filter(picked=True, **only):
        Take.objects.create(
            scene=other,
            kind=take.kind,
            asset=take.asset,
            picked=True,
            created_by=by,
            from_library=take.from_library,
        )


def delete_scene(scene: Scene, by: User | None) -> VideoProject:
    """Put a scene into the trash, with its takes and comments: from there it can be brought back."""
    with open_board(scene.project, by) as project:
        if project.scenes.count() == 1:
            raise BadInput(gettext("A board needs at least one scene. Edit this one instead."))
        name = wording.stored(scene)
        discard(project.scenes.filter(pk=scene.pk))
        renumber(project)
        touch(project, by, "deleted scene", subject=name, text=scene.text, duration_ms=scene.duration_ms)
    return project


def reorder(project: VideoProject, by: User | None, order: Sequence[int]) -> VideoProject:
    """Put the scenes in the order of `order`, a list of all their keys."""
    with open_board(project, by) as project:
        here = list(project.scenes.values_list("pk", flat=True))
        if sorted(here) != sorted(order):
            raise Conflict(gettext("The board has other scenes now. Reload and drag again."))
        if here != list(order):
            number(project, order)
            touch(project, by, "reordered scenes", order=list(order), before=here)
    return project


def balance(project: VideoProject, by: User | None) -> VideoProject:
    """Scale the scenes' durations so that they sum to the target exactly.

    Where that would cut off words which the target has time for, each scene gets the time of its words first.
    """
    with open_board(project, by) as project:
        scenes = list(project.scenes.select_for_update(of=("self",)).prefetch_related("takes__asset"))
        if not scenes:
            raise BadInput(gettext("There are no scenes whose lengths could be balanced yet. Add one."))
        parts = _balanced(project, scenes)
        if parts == [scene.duration_ms for scene in scenes]:
            return project
        for scene, part in zip(scenes, parts, strict=True):
            Scene.objects.filter(pk=scene.pk).update(duration_ms=part, version=F("version") + 1)
        touch(project, by, "balanced durations", after=parts)
    return project


def _balanced(project: VideoProject, scenes: Sequence[Scene]) -> list[int]:
    lengths = [scene.duration_ms for scene in scenes]
    try:
        parts = share_tenths(project.target_ms, lengths, SHORTEST_SCENE_MS)
    except ValueError:
        raise BadInput(gettext("There are too many scenes for so short a video. Delete some.")) from None
    for scene in scenes:
        scene.project = project
    needs = [max(narration.needed_ms(scene), SHORTEST_SCENE_MS) for scene in scenes]
    spare = project.target_ms - sum(needs)
    if spare < 0 or all(part >= need for part, need in zip(parts, needs, strict=True)):
        return parts
    weights = [max(0, length - need) for length, need in zip(lengths, needs, strict=True)]
    extra = share_tenths(spare, weights, 0)
    return [need + more for need, more in zip(needs, extra, strict=True)]


def fit_to_words(scene: Scene, by: User | None) -> Scene:
    """Make a scene as long as its words take, at ease. Raises BadInput where nothing is said."""
    with open_board(scene.project, by):
        now = Scene.objects.select_related("project").get(pk=scene.pk)
        needed = narration.needed_ms(now)
        if not needed:
            raise BadInput(
                gettext("%(scene)s says nothing: there are no words to be as long as.") % {"scene": now}
            )
        if needed > LONGEST_MS:
            raise BadInput(
                gettext("%(scene)s says more than fits into the longest scene. Split it in two.")
                % {"scene": now}
            )
        return edit_scene(now, by, duration_ms=max(needed, SHORTEST_SCENE_MS))


def fit_all_to_words(project: VideoProject, by: User | None) -> VideoProject:
    """Make every scene whose words would be cut off as long as they take. Raises BadInput where none is."""
    with open_board(project, by, "fitted scenes to words") as project:
        short = {found.scene_index for found in narration.cut_off(project)}
        if not short:
            raise BadInput(gettext("All words fit their scenes already."))
        for scene in project.scenes.filter(scene_index__in=short):
            fit_to_words(scene, by)
    return project


def discard(scenes: QuerySet[Scene]) -> None:
    """Put scenes into the trash. Called inside the transaction that closes the gap they leave."""
    scenes.update(deleted=timezone.now(), version=F("version") + 1)


def bring_back(scenes: QuerySet[Scene]) -> None:
    """Take scenes out of the trash, behind all others. Called inside the transaction that numbers them."""
    scenes.update(deleted=None, scene_index=F("pk") + 2_000_000, version=F("version") + 1)


def _make_room(project: VideoProject, place: int) -> None:
    """Shift scenes from `place` on by one, highest first so that no index is taken twice."""
    for pk, index in (
        project.scenes.filter(scene_index__gte=place)
        .order_by("-scene_index")
        .values_list("pk", "scene_index")
    ):
        Scene.objects.filter(pk=pk).update(scene_index=index + 1)


def renumber(project: VideoProject) -> None:
    """Close gaps in the scenes' numbers. Called inside the transaction that made them."""
    order = list(project.scenes.values_list("pk", flat=True))
    if list(project.scenes.values_list("scene_index", flat=True)) != list(range(1, len(order) + 1)):
        number(project, order)


def number(project: VideoProject, order: Iterable[int]) -> None:
    """Number scenes 1, 2, 3… in `order`; by way of free numbers, as the index is unique."""
    project.scenes.update(scene_index=F("scene_index") + 1_000_000)
    for index, pk in enumerate(order, start=1):
        Scene.objects.filter(pk=pk).update(scene_index=index)


# --- takes -----------------------------------------------------------------------------------
def add_take(
    scene: Scene, kind: str, asset: Asset, by: User | None = None, note: str = "", from_library: bool = False
) -> Take:
    """Keep a new take and put it in use. Called inside the transaction of whoever made it."""
    scene.takes.filter(kind=kind, picked=True).update(picked=False)
    told = {"created_by": by, "note": note, "from_library": from_library}
    take = Take.objects.create(scene=scene, kind=kind, asset=asset, picked=True, **told)
    if kind == "image":
        Scene.objects.filter(pk=scene.pk).update(problem="")
    note_take(scene, kind, "")
    return take


def take_over(scene: Scene, kind: str, asset: Asset, note: str = "", by: User | None = None) -> None:
    """A worker's result comes into use, and stays where it is in use. `by`: who asked for this very one."""
    current = scene.takes.filter(kind=kind, picked=True).first()
    with edits.recorded(scene.project, by):
        if current is None or current.asset_id != asset.pk:
            add_take(scene, kind, asset, by=by, note=note)
        else:
            Take.objects.filter(pk=current.pk).update(created_by=current.created_by or by)
            note_take(scene, kind, "")
        if by is not None:
            changed(scene.project, by, f"regenerated {kind}", scene)


def note_take(scene: Scene, kind: str, words: str) -> None:
    """Say on the scene what of a kind of take came out otherwise than wished; "" takes it back."""
    notes = Scene.objects.values_list("notes", flat=True).get(pk=scene.pk)
    told = {**notes, kind: words[:400]} if words else {key: notes[key] for key in notes if key != kind}
    if told != notes:
        Scene.objects.filter(pk=scene.pk).update(notes=told)


def replace_take(
    scene: Scene,
    by: User | None,
    kind: str,
    asset: Asset,
    note: str = "uploaded",
    from_library: bool = False,
) -> Take:
    """A person replaces what a scene uses (an upload, say). The file that they brought before is no edit."""
    with open_board(scene.project, by):
        used = scene.takes.filter(kind=kind, picked=True).first()
        if used and used.asset_id == asset.pk and used.created_by_id is not None and used.note == note:
            return used
        take = add_take(scene, kind, asset, by=by, note=note, from_library=from_library)
        touch(scene.project, by, f"replaced {kind}", subject=scene, asset=asset.digest)
    return take


def pick_take(take: Take, by: User | None) -> Take:
    """Use an older take again; one that a person uses already stays as it is."""
    with open_board(take.scene.project, by):
        take.refresh_from_db(fields=("picked", "created_by"))
        if take.picked and take.created_by_id is not None:
            return take
        take.scene.takes.filter(kind=take.kind, picked=True).update(picked=False)
        # Whoever picks what a machine made, makes it theirs: a render leaves it in use.
        Take.objects.filter(pk=take.pk).update(picked=True, created_by=take.created_by or by)
        note_take(take.scene, take.kind, "")
        touch(take.scene.project, by, f"picked {take.kind}", subject=take.scene, take=take.pk)
    take.picked = True
    return take


# --- what every edit does --------------------------------------------------------------------
def _open(project: VideoProject) -> VideoProject:
    """The project's row, locked for this transaction; refused while a job owns the board."""
    row = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
    if row.state in BUSY:
        if row.state == ProjectState.WRITING:
            raise IllegalMove(
                gettext("This video is being written. Wait for it, or cancel it, and then edit.")
            )
        raise IllegalMove(gettext("This video is being rendered. Wait for it, or cancel it, and then edit."))
    return row


@contextmanager
def open_board(
    project: VideoProject, by: User | None, name: str = "", undo_of: BoardEdit | None = None
) -> Iterator[VideoProject]:
    """One edit of a board: its row, locked, in a transaction; what changes is kept, so that it can be undone.

    Refused while a job owns the board. `name` is what the edit is called; without one, as its last part is.
    """
    with transaction.atomic():
        row = _open(project)
        with edits.recorded(row, by, name, undo_of):
            yield row


def touch(
    project: VideoProject, by: User | None, verb: str, subject: Model | str | None = None, **data: Any
) -> AuditEntry:
    """Count the change, void what it made stale, and leave the trace."""
    VideoProject.objects.filter(pk=project.pk).update(
        board_version=F("board_version") + 1, updated=timezone.now()
    )
    edits.tell_version(project)
    name = wording.stored(subject or "")
    entry = record(project, verb, by=by, new=name, touched=True, **data)
    edits.tell(verb, name)
    board_changed.send(sender=VideoProject, project=project, by=by)
    review.bring_back_if_same(review.void(project, by), by)
    return entry


@contextmanager
def one_edit(
    project: VideoProject, by: User | None, verb: str, subject: Model | str | None = None, **data: Any
) -> Iterator[Any]:
    """What every edit does, around one of another module; yields the project's row, locked."""
    with open_board(project, by) as row:
        yield row
        touch(row, by, verb, subject=subject, **data)


def changed(project: VideoProject, by: User | None, verb: str, subject: Model | None) -> None:
    """A worker changed the board for a person (a new picture): the same as if they had done it."""
    touch(project, by, verb, subject=subject)
