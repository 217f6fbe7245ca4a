"""Which language and time zone a person reads in: asked at each request, and when a letter is written."""

from django.conf import settings
from django.utils import translation

from projects.models import PersonalChoice


def of(user):
    """The PersonalChoice of a user; an empty one for a guest and for who has chosen nothing."""
    found = PersonalChoice.objects.filter(user=user).first() if user.is_authenticated else None
    if found and found.language and found.language not in settings.LANGUAGES_OFFERED:
        found.language = ""
    return found or PersonalChoice()


def asked_for(request):
    """The language that a browser asks for, among those offered; else English."""
    wanted = translation.get_language_from_request(request)
    return wanted if wanted in settings.LANGUAGES_OFFERED else settings.LANGUAGE_CODE


def choose(user, **chosen):
    """Keep what a person chose: `language`, one of settings.LANGUAGES_OFFERED or "", and `time_zone`."""
    PersonalChoice.objects.update_or_create(user=user, defaults=chosen)


def of_reader(user):
    """The language in which something is written to a person who is not here."""
    return of(user).language or settings.LANGUAGE_CODE
