"""Which language and time zone a person reads in: asked at each request, and when a letter is written."""

from contextlib import contextmanager
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils import timezone, translation

from projects.models import PersonalChoice


def of(user):
    """The PersonalChoice of a user; an empty one for a guest and for who has chosen nothing."""
    found = PersonalChoice.objects.filter(user=user).first() if user.is_authenticated else None
    if found and found.language and found.language not in settings.LANGUAGES_OFFERED:
        found.language = ""
    return found or PersonalChoice()


def languages_of(users):
    """{key of a user: the language in which they read}, of many at once."""
    chosen = PersonalChoice.objects.filter(user__in=[user.pk for user in users if user.is_authenticated])
    known = dict(chosen.values_list("user", "language"))
    offered, usual = settings.LANGUAGES_OFFERED, settings.LANGUAGE_CODE
    return {user.pk: known[user.pk] if known.get(user.pk) in offered else usual for user in users}


def asked_for(request):
    """The language that a browser asks for, among those offered; else English."""
    wanted = translation.get_language_from_request(request)
    return wanted if wanted in settings.LANGUAGES_OFFERED else settings.LANGUAGE_CODE


def choose(user, **chosen):
    """Keep fields of a PersonalChoice; `language` is one of settings.LANGUAGES_OFFERED or ""."""
    PersonalChoice.objects.update_or_create(user=user, defaults=chosen)


@contextmanager
def reading(user):
    """What is written to a person who is not here, as a letter: in their language and time zone."""
    own = of(user)
    zone = ZoneInfo(own.time_zone) if own.time_zone else None
    with translation.override(own.language or settings.LANGUAGE_CODE), timezone.override(zone):
        yield


def begin(request, user, time_zone=""):
    """Who signs in for the first time reads on as their browser does; nothing that is there is changed."""
    if PersonalChoice.objects.filter(user=user).exists():
        return
    says = request.headers.get("Accept-Language")
    wanted = translation.get_language_from_request(request) if says else ""
    choose(
        user,
        language=wanted if wanted in settings.LANGUAGES_OFFERED else "",
        time_zone=time_zone if time_zone in available_timezones() else "",
    )
