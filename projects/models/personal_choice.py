"""What a person chose for themselves, in every workspace."""

from functools import cache

from django.conf import settings
from django.db import models
from django.urls import reverse


class PersonalChoice(models.Model):
    """The language and the time zone of the pages; "": as the browser says, and as the studio is set.

    `toured`: when this person was shown around a board, or said that they need no tour. `photo`: the start of
    the SHA-256 of their ProfilePhoto; "": they have none.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="choice")
    # Codes of settings.LANGUAGES. No `choices`: another language is no migration.
    language = models.CharField(max_length=12, blank=True)
    # A name of the IANA database, as "Europe/Berlin".
    time_zone = models.CharField(max_length=64, blank=True)
    toured = models.DateTimeField(null=True, blank=True)
    # The database knows the default, too: a web process of before an update goes on writing rows.
    photo = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)

    def __str__(self):
        return f"{self.user}: {self.language or '-'}, {self.time_zone or '-'}"

    @property
    def photo_address(self):
        """Where the photo is, for those who may see it; another photo has another address. "" for none."""
        return f"{_photo_path().replace('/0/', f'/{self.user_id}/')}?v={self.photo}" if self.photo else ""


class ProfilePhoto(models.Model):
    """A person as they want to be seen: a square WebP of a few KB.

    It is kept here and not among the assets, each of which is a workspace's.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    data = models.BinaryField()

    def __str__(self):
        return str(self.user)


@cache
def _photo_path():
    """The path of nobody's photo: a page with many people asks for one address, and fills it in."""
    return reverse("projects:profile_photo", args=[0])
