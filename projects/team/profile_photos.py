"""Verbs about the photo of a person: keep one, remove it, and who sees it.

Whoever shares a workspace with somebody sees their photo. Guests of a link see none, and nobody sees that of
an account that is closed.
"""

import hashlib

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext

from projects import access
from projects.errors import BadInput
from projects.languages import choice
from projects.media import photo_uploads
from projects.models import Membership, ProfilePhoto

# Pixels. It is shown at most half as large, which is sharp on a screen of twice the pixels.
SIDE = 160
MIME = "image/webp"


def keep(user: User, file: File | None) -> str:
    """Take the middle of a picture for the photo of a person, in the place of one of before.

    Returns what `PersonalChoice.photo` is now. Raises BadInput for no file, and for all that is no picture.
    """
    if file is None:
        raise BadInput(gettext("Choose a picture first."), "photo")
    data = photo_uploads.square(file.read(settings.UPLOAD_MAX_BYTES + 1), SIDE)
    with transaction.atomic():
        _lock(user)
        ProfilePhoto.objects.update_or_create(user=user, defaults={"data": data})
        choice.choose(user, photo=digest(data))
    return digest(data)


def remove(user: User) -> None:
    """From now on initials stand in its place. Of two clicks the second does nothing."""
    with transaction.atomic():
        _lock(user)
        if ProfilePhoto.objects.filter(user=user).delete()[0]:
            choice.choose(user, photo="")


def seen_by(viewer: User, person: int) -> bytes | None:
    """The photo of the person with this key; None where there is none, or none that `viewer` may see."""
    rows = ProfilePhoto.objects.filter(user=person, user__is_active=True)
    if not viewer.is_superuser and viewer.pk != person:
        together = Membership.objects.filter(workspace__in=access.workspaces(viewer))
        rows = rows.filter(user__in=together.values("user"))
    found = rows.first()
    return bytes(found.data) if found else None


def address(user: User) -> str:
    """Where the photo of a person is, or "". Their `choice` was read with them, or is read now."""
    own = getattr(user, "choice", None)
    return own.photo_address if own and user.is_active else ""


def digest(data: bytes) -> str:
    """The start of the SHA-256 of a photo, by which its address is another one than that of before."""
    return hashlib.sha256(data).hexdigest()[:16]


def _lock(user: User) -> None:
    """Of two photos at once one is kept, with its own address."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
