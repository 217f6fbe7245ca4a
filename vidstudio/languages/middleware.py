"""In which language and time zone a page speaks: the person's own choice, else what the browser says."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from projects.languages import choice

# What programs and machines read is English at every time (docs/decisions.md).
PROGRAMS = ("/api/", "/media/", "/metrics", "/health", "/webhooks/", "/words/")


class PageLanguage:
    """Stands behind the middleware that knows who is signed in: a guest is nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(PROGRAMS):
            with translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        own = request.own_choice = choice.of(request.user)
        language = own.language or choice.asked_for(request)
        zone = ZoneInfo(own.time_zone) if own.time_zone else None
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not own.language:
            patch_vary_headers(response, ("Accept-Language",))
        return response
