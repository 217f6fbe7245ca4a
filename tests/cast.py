"""The people and things that tests talk about. Hand-made, named, always the same.

Lola's shop: Vera views, Ed edits, Ann approves, Adam administers. Oscar is an outsider with a
workspace of his own. Each call finds or makes the person.
"""

import io
from functools import cache

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone
from PIL import Image, ImageDraw

from projects.board import editing, edits, states
from projects.media import library, photo_uploads
from projects.models import (
    AuditEntry,
    BoardEdit,
    Membership,
    Photo,
    Product,
    ProjectState,
    Scene,
    Take,
    VideoProject,
    Workspace,
)

PASSWORD = "correct horse battery"


def shop(slug="lolas", name="Lola's shop"):
    return Workspace.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def person(username, role, workspace=None):
    user, new = get_user_model().objects.get_or_create(username=username)
    if new:
        user.set_password(PASSWORD)
        user.save()
    Membership.objects.get_or_create(user=user, workspace=workspace or shop(), defaults={"role": role})
    return user


def vera():
    return person("vera", "viewer")


def ed():
    return person("ed", "editor")


def ann():
    return person("ann", "approver")


def adam():
    """Admin of the workspace, and staff: may enter the Django admin."""
    user = person("adam", "admin")
    get_user_model().objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    return user


def oscar():
    return person("oscar", "admin", shop("oscars", "Oscar's other shop"))


@cache
def photo_bytes(colour=(180, 60, 40, 255), size=(320, 400)):
    """A flask on a transparent ground, as PNG."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    width, height = size
    draw.rounded_rectangle((width * 0.25, height * 0.2, width * 0.75, height * 0.95), 40, fill=colour)
    draw.rectangle((width * 0.4, height * 0.05, width * 0.6, height * 0.22), fill=(40, 40, 45, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def flask(workspace=None, **fields):
    """A product with one photo."""
    workspace = workspace or shop()
    values = {
        "name": "Ridge Flask",
        "description": "Double-wall steel keeps drinks cold for 24 hours.",
        "selling_points": ["Leak-proof lid", "Fits standard cup holders", "750 ml, BPA-free"],
        "audience": "hikers",
        "price": "29.00",
        **fields,
    }
    product, new = Product.objects.get_or_create(workspace=workspace, handle="ridge-flask", defaults=values)
    if new:
        Photo.objects.create(product=product, asset=photo_uploads.picture(workspace, photo_bytes()))
        product.refresh_from_db()
    return product


def draft(by=None, **fields):
    """A project about the flask that nothing was done for yet; small, so that tests are quick."""
    values = {"target_ms": 6000, "resolution": "720p", "style": "minimal", **fields}
    return editing.create_project(shop(), by or ed(), "product", product=flask(), **values)


def board(by=None, scenes=3, **fields):
    """A project with a finished board: every scene has words, two seconds and a picture.

    The rows are those that the verbs would write, `editing.add_scene` and `editing.replace_take` for each
    scene (tests/projects/test_cast.py holds that), written at once: in a tenth of the time.
    """
    by = by or ed()
    project = draft(by, **{"target_ms": scenes * 2000 if scenes * 2000 >= 5000 else 5000, **fields})
    numbers, told = range(1, scenes + 1), {"project": project, "by": by}
    values = {"project": project, "duration_ms": 2000, "edited": ["duration_ms", "text"]}
    rows = Scene.objects.bulk_create(
        Scene(scene_index=number, text=f"Sentence number {number}.", **values) for number in numbers
    )
    pictures = [picture(number) for number in numbers]
    of_ed = {"kind": "image", "picked": True, "created_by": by, "note": "uploaded"}
    Take.objects.bulk_create(
        Take(scene=row, asset=asset, **of_ed) for row, asset in zip(rows, pictures, strict=True)
    )
    deltas = _deltas(edits.current(project))
    verbs = [(row, verb) for row in rows for verb in ("added scene", "replaced image")]
    BoardEdit.objects.bulk_create(
        BoardEdit(verb=verb, subject=str(row), delta=delta, **told)
        for (row, verb), delta in zip(verbs, deltas, strict=True)
    )
    who = {"workspace": project.workspace, "actor": by, "actor_name": by.username, "project": project}
    data = [data for asset in pictures for data in ({}, {"asset": asset.digest})]
    first, *others = [
        AuditEntry(verb=verb, subject=str(project), new=str(row), data=data, **who)
        for (row, verb), data in zip(verbs, data, strict=True)
    ]
    first.save()
    states.move(project, ProjectState.STORYBOARD_READY, by=by, why="edited")
    AuditEntry.objects.bulk_create(others)
    VideoProject.objects.filter(pk=project.pk).update(
        board_version=F("board_version") + 2 * scenes, updated=timezone.now()
    )
    project.refresh_from_db()
    return project


def _deltas(finished):
    """What each edit changed that led to this snapshot: a scene came, then its picture."""
    before = {**finished, "scenes": []}
    for scene in finished["scenes"]:
        for row in ({**scene, "picture": None, "picks": {}}, scene):
            after = {**before, "scenes": [one for one in before["scenes"] if one["pk"] != row["pk"]] + [row]}
            yield edits.difference(before, after)
            before = after


@cache
def _picture_bytes(number, size):
    image = Image.new("RGB", size, (40 * number % 255, 90, 160))
    ImageDraw.Draw(image).ellipse((80, 200, 370, 500), fill=(240, 200 - 20 * number % 200, 60))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def picture(number=1, workspace=None, size=(450, 800)):
    """A stored picture; another number is another picture."""
    data = _picture_bytes(number, size)
    return library.keep(
        workspace or shop(), "image", data, "image/png", "upload", width=size[0], height=size[1]
    )
