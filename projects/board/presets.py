"""Presets: everything that the form of a new project sets, kept under a name."""

from collections.abc import Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext

from projects import access, styles
from projects.audit import record
from projects.board import editing
from projects.errors import BadInput, Conflict
from projects.languages import wording
from projects.models import BrandKit, Preset, VideoProject, Workspace

# What a preset keeps of a project. Its brand kit is a column, so that one which is deleted is not asked for.
FIELDS = (
    "mode", "style", "target_ms", "aspect", "resolution", "language", "voice", "captions", "caption_look",
    "accents", "signs", "keep_product", "call_to_action", "music_on",
)  # fmt: skip
# Where a storyboard may stop: "" for not before its pictures.
STOP_AT = ("", "script")


def of_workspaces(workspaces: QuerySet[Workspace]) -> QuerySet[Preset]:
    """The presets of these workspaces, a default first."""
    rows = Preset.objects.filter(workspace__in=workspaces).select_related("workspace", "brand_kit")
    return rows.order_by("workspace__name", "-is_default", "name", "pk")


def default_of(workspace: Workspace) -> Preset | None:
    return Preset.objects.filter(workspace=workspace, is_default=True).first()


def standard(workspace: Workspace) -> Preset:
    """What a new project has where nobody chooses anything, as a preset that is not stored."""
    draft = VideoProject(workspace=workspace)
    choices = {name: getattr(draft, name) for name in FIELDS}
    return Preset(workspace=workspace, name=gettext("Standard"), choices={**choices, "stop_at": ""})


def _language(tag: str) -> str:
    """A language's name; its tag where nobody named it."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(get_language() or "en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def summary(choices: Mapping[str, Any]) -> str:
    """15 s · 9:16 · Minimal · English · stops at the script"""
    seconds = f"{wording.short(choices['target_ms'] / 1000)} s"
    parts = [
        seconds,
        choices["aspect"],
        gettext(styles.STYLES[choices["style"]].label),
        _language(choices["language"]),
    ]
    return " · ".join([*parts, *([gettext("stops at the script")] if choices.get("stop_at") else [])])


def save_preset(
    workspace: Workspace,
    by: User,
    name: str,
    choices: Mapping[str, Any],
    brand_kit: BrandKit | None = None,
    is_default: bool = False,
    instead: bool = False,
) -> Preset:
    """Keep these choices (of FIELDS, and `stop_at`) under a name. `instead`: also where it is taken.

    What `choices` leaves out is as a new project has it. Raises BadInput naming the field.
    """
    access.require(by, workspace, "edit")
    name = _checked_name(name)
    values: dict[str, Any] = {
        "choices": _checked(workspace, by, choices, brand_kit),
        "brand_kit": brand_kit,
        "created_by": by,
    }
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        known = Preset.objects.filter(workspace=workspace, name=name).first()
        if known and not instead:
            raise BadInput(
                gettext("There is a preset “%(name)s” already. Take another name, or replace it.")
                % {"name": name},
                "name",
            )
        if is_default:
            _no_default(workspace)
            values["is_default"] = True
        row, _ = Preset.objects.update_or_create(workspace=workspace, name=name, defaults=values)
        record(workspace, "saved a preset", by=by, workspace=workspace, new=name)
    return row


def edit_preset(preset: Preset, by: User, **changes: Any) -> Preset:
    """Another `name`, `choices` (those that are named), `brand_kit`, or `is_default`; the same is no edit."""
    access.require(by, preset.workspace, "edit")
    with transaction.atomic():
        # Not the brand kit: what is joined to a locked row is not read anew after a wait.
        rows = Preset.objects.select_for_update(of=("self",)).select_related("workspace")
        found = rows.filter(pk=preset.pk).first()
        if found is None:
            raise Conflict(gettext("Somebody deleted this preset a moment ago."))
        preset, before = found, _says(found)
        if "name" in changes:
            preset.name = _checked_name(changes["name"])
        kit = changes.get("brand_kit", preset.brand_kit)
        if "choices" in changes or "brand_kit" in changes:
            wanted = {**preset.choices, **changes.get("choices", {})}
            preset.choices, preset.brand_kit = _checked(preset.workspace, by, wanted, kit), kit
        if changes.get("is_default"):
            _no_default(preset.workspace)
        preset.is_default = changes.get("is_default", preset.is_default)
        if _says(preset) == before:
            return preset
        try:
            with transaction.atomic():
                preset.save()
        except IntegrityError:
            raise BadInput(
                gettext("There is a preset “%(name)s” already. Take another name.") % {"name": preset.name},
                "name",
            ) from None
        record(preset.workspace, "edited a preset", by=by, workspace=preset.workspace, new=preset.name)
    return preset


def _says(preset: Preset) -> tuple[Any, ...]:
    return preset.name, preset.choices, preset.brand_kit, preset.is_default


def delete_preset(preset: Preset, by: User) -> None:
    """Forget it, once. Projects and batches that were made by it stay as they are."""
    access.require(by, preset.workspace, "edit")
    with transaction.atomic():
        if Preset.objects.filter(pk=preset.pk).delete()[0]:
            record(preset.workspace, "deleted a preset", by=by, workspace=preset.workspace, old=preset.name)


def project_fields(choices: Mapping[str, Any], brand_kit: BrandKit | None) -> dict[str, Any]:
    """What editing.create_project takes: the choices without where the storyboard stops."""
    kept = {name: value for name, value in choices.items() if name in FIELDS}
    return {**kept, "brand_kit": brand_kit}


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput(gettext("Give the preset a name."), "name")
    if len(name) > 80:
        raise BadInput(gettext("A preset's name has at most 80 characters."), "name")
    return name


def _checked(
    workspace: Workspace, by: User, choices: Mapping[str, Any], kit: BrandKit | None
) -> dict[str, Any]:
    """Every choice, those that are left out as a new project has them. Raises BadInput for a bad one."""
    unknown = sorted(set(choices) - {*FIELDS, "stop_at"})
    if unknown:
        raise BadInput(gettext("A preset has no setting “%(name)s”.") % {"name": unknown[0]}, unknown[0])
    if kit is not None and kit.workspace_id != workspace.pk:
        raise BadInput(gettext("That brand kit is another workspace's."), "brand_kit")
    stop_at = choices.get("stop_at", "")
    if stop_at not in STOP_AT:
        raise BadInput(gettext("A storyboard stops at its script, or not before its pictures."), "stop_at")
    wished = {name: value for name, value in choices.items() if name in FIELDS}
    draft = VideoProject(workspace=workspace, created_by=by, source="product", title="A preset", **wished)
    editing.check(draft)
    return {**{name: getattr(draft, name) for name in FIELDS}, "stop_at": stop_at}


def _no_default(workspace: Workspace) -> None:
    Preset.objects.filter(workspace=workspace, is_default=True).update(is_default=False)
