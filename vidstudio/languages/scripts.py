"""The words of scripts in a language, as one script of the studio's own: nothing inline, nothing built."""

from django.conf import settings
from django.http import Http404
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe
from django.views.i18n import JavaScriptCatalog

from vidstudio.languages import catalogues


class _Words(JavaScriptCatalog):
    """All of the catalogue `djangojs` of LOCALE_PATHS, and nothing of Django's own."""

    packages = [settings.ROOT_URLCONF.partition(".")[0]]


_answer = _Words.as_view()


@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=lambda request, language: catalogues.digest(language))
def words(request, language):
    """`django.gettext` and `django.ngettext` of a language, for scripts that a page loads after this one."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return _answer(request)
