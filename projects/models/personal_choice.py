"""What a person chose for themselves, in every workspace."""

from django.conf import settings
from django.db import models


class PersonalChoice(models.Model):
    """The language and the time zone of the pages; "": as the browser says, and as the studio is set.

    `toured`: when this person was shown around a board, or said that they need no tour.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="choice")
    # Codes of settings.LANGUAGES. No `choices`: another language is no migration.
    language = models.CharField(max_length=12, blank=True)
    # A name of the IANA database, as "Europe/Berlin".
    time_zone = models.CharField(max_length=64, blank=True)
    toured = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.user}: {self.language or '-'}, {self.time_zone or '-'}"
