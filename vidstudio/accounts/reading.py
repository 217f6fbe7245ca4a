"""The languages and time zones that a person may choose for the pages."""

from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext_lazy as _

# Folders of the IANA database that name places; the others are old names and offsets.
PLACES = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
    "Pacific/",
)  # fmt: skip


def languages():
    """[(code, name in that language)] of those offered, after the choice of none."""
    offered = [(code, name) for code, name in settings.LANGUAGES if code in settings.LANGUAGES_OFFERED]
    return [("", _("As the browser says")), *offered]


def time_zones():
    """[(name, name)] of places, after UTC and the choice of none."""
    places = sorted(name for name in available_timezones() if name.startswith(PLACES))
    return [("", _("As the studio is set")), *((name, name) for name in ["UTC", *places])]
