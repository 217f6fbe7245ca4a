"""Which of the product's photos a scene shows: a person's choice, or the studio's."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import F
from django.utils.translation import gettext

from projects.board import editing
from projects.errors import BadInput, Conflict
from projects.languages.marked import gettext_noop
from projects.models import Photo, Scene

# What an edit is called in the record.
VERB = "chose the photo of"
STUDIOS_CHOICE = gettext_noop("the studio's choice")


@dataclass(frozen=True)
class OfferedPhoto:
    """A photo of the product beside a scene; `number` counts from 1."""

    photo: Photo
    number: int
    is_chosen: bool


def offered(scene: Scene) -> list[OfferedPhoto]:
    """The photos that a scene can show, best first; [] where its film shows no product."""
    rows = _photos(scene)
    return [
        OfferedPhoto(photo, number, photo.asset.sha256 == scene.photo)
        for number, photo in enumerate(rows, start=1)
    ]


def is_gone(scene: Scene) -> bool:
    """Whether the photo that was chosen is not the product's any more: the studio chooses then."""
    return bool(scene.photo) and scene.photo not in {photo.asset.sha256 for photo in _photos(scene)}


def _photos(scene: Scene) -> list[Photo]:
    project = scene.project
    if project.source != "product" or project.product is None:
        return []
    return list(project.product.photos.select_related("asset"))


def choose(scene: Scene, by: User, key: int | None, seen: str | None = None) -> Scene:
    """Show the product's photo with this key in the scene; None leaves the choice to the studio.

    `seen` is the choice that the person saw (a SHA-256, "" for none). Raises BadInput for a photo that is
    not the product's, Conflict where somebody chose another one since.
    """
    with editing.open_board(scene.project, by) as project:
        now = Scene.objects.select_for_update().get(pk=scene.pk)
        now.project = project
        wanted = _wanted(now, key)
        if wanted == now.photo:
            return now
        if seen is not None and seen != now.photo:
            raise Conflict(gettext("Somebody else chose another photo a moment ago."), current=now)
        before = in_words(now)
        now.photo, now.version = wanted, now.version + 1
        Scene.objects.filter(pk=now.pk).update(photo=wanted, version=F("version") + 1)
        told = {"before": {"photo": before}, "after": {"photo": in_words(now)}}
        editing.touch(project, by, VERB, subject=now, **told)
    return now


def _wanted(scene: Scene, key: int | None) -> str:
    if key is None:
        return ""
    found = next((photo for photo in _photos(scene) if photo.pk == key), None)
    if found is None:
        raise BadInput(gettext("The product has no such photo. Choose one of those that it has."), "photo")
    return found.asset.sha256


def in_words(scene: Scene) -> str:
    """What is chosen, in stored English: photo 2."""
    number = next((one.number for one in offered(scene) if one.is_chosen), 0)
    if number:
        return gettext_noop("photo %(number)s") % {"number": number}
    return gettext_noop("a photo that is gone") if scene.photo else STUDIOS_CHOICE
