"""The demo workspace: people of each role, a product of our own, and an ad of it."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from projects.board import editing
from projects.media import library
from projects.models import Membership, Photo, Product, ProjectState, VideoProject, Workspace
from vidstudio.demo import record

PASSWORD = "kettle-on-the-stove"
TITLE = "The quiet pour"
PEOPLE = (
    ("vera", "viewer", "sees and comments on everything, changes nothing"),
    ("ed", "editor", "writes and edits boards"),
    ("ann", "approver", "approves boards and videos"),
    ("adam", "admin", "runs the workspace and the Django admin"),
)


def workspace():
    """The demo workspace with its people, who cannot sign in yet; safe to call again."""
    with transaction.atomic():
        found, _ = Workspace.objects.get_or_create(slug="demo", defaults={"name": "Aldern Store"})
        for name, role, _ in PEOPLE:
            user, _ = get_user_model().objects.get_or_create(
                username=name, defaults={"is_staff": role == "admin", "is_superuser": role == "admin"}
            )
            Membership.objects.get_or_create(workspace=found, user=user, defaults={"role": role})
    return found


def let_in():
    """Give each of the demo's people who never had a password the demo's.

    All have the same one, as hashing it takes a third of a second; a film is made without.
    """
    new = get_user_model().objects.filter(username__in=[name for name, *_ in PEOPLE], password="")
    if new.exists():
        new.update(password=make_password(PASSWORD))


def product(workspace):
    """The demo product with its photo; made once."""
    found = workspace.products.filter(handle=record.HANDLE).first()
    if found is None:
        with transaction.atomic():
            found = Product.objects.create(workspace=workspace, handle=record.HANDLE, **record.PRODUCT)
            Photo.objects.create(product=found, asset=_photo(workspace), alt=found.name)
        found.refresh_from_db()
    return found


def _photo(workspace):
    width, height = record.PHOTO_SIZE
    return library.keep(workspace, "image", record.photo(), "image/png", "photo", width=width, height=height)


def is_finished():
    """Whether the demo ad is there with its video."""
    return VideoProject.objects.filter(
        workspace__slug="demo", title=TITLE, state=ProjectState.COMPLETED
    ).exists()


def project(workspace, by):
    """The demo ad: 15 seconds, 1080×1920. Made once."""
    found = VideoProject.objects.filter(workspace=workspace, title=TITLE).first()
    return found or editing.create_project(
        workspace,
        by,
        "product",
        title=TITLE,
        product=product(workspace),
        style="luxury",
        target_ms=15_000,
        call_to_action=record.CALL_TO_ACTION,
    )


def person(name):
    return get_user_model().objects.get(username=name)
