"""A board as it was when it was submitted, in values: so that it can be brought back, picture by picture.

The digest says whether two boards make the same film; a snapshot also holds what only people read (prompts,
headlines that are not set yet), and which rows it was made of.
"""

from typing import Any

from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.translation import gettext

from projects.errors import IllegalMove
from projects.models import SCENE_FIELDS, Asset, BrandKit, Character, Scene, Take, VideoProject

# A project's settings that shape the film or its pictures.
SETTINGS = (
    "title", "mode", "style", "target_ms", "aspect", "resolution", "language", "voice", "captions",
    "caption_look", "accents", "signs", "keep_product", "call_to_action", "music_id", "music_on",
    "music_volume_db", "music_seed", "brand_kit_id", "seed",
)  # fmt: skip
PERSON_FIELDS = ("name", "description", "voice", "called", "portrait_id", "mouth")

# What snapshots of before do not name, as it was then.
_SINCE: dict[str, Any] = {"photo": "", "placement": {}}

Snapshot = dict[str, Any]


def take(project: VideoProject) -> Snapshot:
    """The board as plain values."""
    in_use = Prefetch("takes", Take.objects.filter(picked=True).order_by("pk"))
    return {
        "project": {name: getattr(project, name) for name in SETTINGS},
        "people": [_values(person, PERSON_FIELDS) for person in project.characters.all()],
        "scenes": [
            _scene(scene) for scene in project.scenes.order_by("scene_index").prefetch_related(in_use)
        ],
    }


def _scene(scene: Scene) -> Snapshot:
    picks = {one.kind: one.asset_id for one in scene.takes.all()}
    return {
        **_values(scene, SCENE_FIELDS),
        "edited": scene.edited,
        "picture": picks.get("image"),
        "picks": picks,
    }


def _values(row: Scene | Character, names: tuple[str, ...]) -> Snapshot:
    return {"pk": row.pk, **{name: getattr(row, name) for name in names}}


def are_same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots say the same; who set a field, and what machines made of it, does not count."""
    return _said(one) == _said(other)


def _said(found: Snapshot) -> Snapshot:
    scenes = [
        {name: value for name, value in (_SINCE | scene).items() if name not in ("edited", "picks")}
        for scene in found.get("scenes", ())
    ]
    return {"project": found.get("project"), "people": found.get("people"), "scenes": scenes}


def restore(project: VideoProject, found: Snapshot) -> None:
    """Bring the board back to a snapshot, in the caller's transaction, under the project's lock.

    Raises IllegalMove where a file or a brand of it is gone.
    """
    _check_there(found)
    VideoProject.objects.filter(pk=project.pk).update(
        **found["project"], board_version=F("board_version") + 1
    )
    people = {row["pk"]: _restored_person(project, row).pk for row in found["people"]}
    kept = {row["pk"] for row in found["scenes"]}
    project.scenes.exclude(pk__in=kept).update(deleted=timezone.now())
    # Those in the trash come back with all that was said of them.
    Scene.with_deleted.filter(project=project, pk__in=kept).update(
        deleted=None, scene_index=F("pk") + 2_000_000
    )
    project.scenes.update(scene_index=F("scene_index") + 1_000_000)
    for index, row in enumerate(found["scenes"], start=1):
        _restore_scene(project, index, {**row, "speaker_id": people.get(row["speaker_id"])})


def _check_there(found: Snapshot) -> None:
    assets = {asset for scene in found["scenes"] for asset in scene["picks"].values()}
    assets |= {person["portrait_id"] for person in found["people"]} | {found["project"]["music_id"]}
    kit = found["project"]["brand_kit_id"]
    is_whole = Asset.objects.filter(pk__in=assets - {None}).count() == len(assets - {None})
    if not is_whole or (kit and not BrandKit.objects.filter(pk=kit).exists()):
        raise IllegalMove(
            gettext("A file or the brand kit of that board is gone, so it cannot be brought back.")
        )


def _restored_person(project: VideoProject, row: Snapshot) -> Character:
    values = {name: row[name] for name in PERSON_FIELDS}
    here = project.characters.filter(pk=row["pk"])
    if here.update(**values):
        return here.get()
    return Character.objects.create(project=project, **values)


def _restore_scene(project: VideoProject, index: int, row: Snapshot) -> None:
    row = _SINCE | row
    values = {name: row[name] for name in (*SCENE_FIELDS, "edited")}
    here = project.scenes.filter(pk=row["pk"])
    if here.update(scene_index=index, version=F("version") + 1, problem="", **values):
        scene = here.get()
    else:
        scene = Scene.objects.create(project=project, scene_index=index, **values)
    scene.takes.filter(picked=True).update(picked=False)
    for kind, asset in row["picks"].items():
        taken = scene.takes.filter(kind=kind, asset_id=asset).first()
        if taken:
            Take.objects.filter(pk=taken.pk).update(picked=True)
        else:
            used = Take.objects.filter(scene_id=row["pk"], kind=kind, asset_id=asset, from_library=True)
            Take.objects.create(
                scene=scene, kind=kind, asset_id=asset, picked=True, from_library=used.exists()
            )
