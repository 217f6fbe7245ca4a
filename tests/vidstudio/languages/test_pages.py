"""A page speaks the language of who reads it; programs read English."""

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone, translation

from projects.models import PersonalChoice
from tests import cast
from vidstudio.languages import catalogues

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}


@pytest.fixture(autouse=True)
def all_languages(settings):
    settings.LANGUAGES_OFFERED = ["en", "de"]


def language_of(answer):
    return answer.headers.get("Content-Language")


def test_who_is_not_signed_in_reads_what_the_browser_asks_for(client):
    assert language_of(client.get("/login/", **GERMAN)) == "de"
    assert language_of(client.get("/login/", HTTP_ACCEPT_LANGUAGE="fi")) == "en"
    assert language_of(client.get("/login/")) == "en"
    assert '<html lang="de">' in client.get("/login/", **GERMAN).content.decode()


def test_a_chosen_language_goes_before_the_browsers(client):
    client.force_login(cast.ed())
    assert language_of(client.get("/projects/", **GERMAN)) == "de"
    PersonalChoice.objects.create(user=cast.ed(), language="en")
    answer = client.get("/projects/", **GERMAN)
    assert language_of(answer) == "en" and "Accept-Language" not in answer.headers.get("Vary", "")


def test_a_language_that_is_not_offered_is_not_spoken(client, settings):
    settings.LANGUAGES_OFFERED = ["en"]
    PersonalChoice.objects.create(user=cast.ed(), language="de")
    client.force_login(cast.ed())
    assert language_of(client.get("/projects/", **GERMAN)) == "en"


def test_a_person_chooses_language_and_time_zone_on_their_profile(client):
    client.force_login(cast.ed())
    assert "Deutsch" in client.get("/account/").content.decode()
    client.post("/account/profile/", {"language": "de", "time_zone": "Europe/Berlin"})
    assert language_of(client.get("/projects/", HTTP_ACCEPT_LANGUAGE="en")) == "de"
    assert PersonalChoice.objects.get(user=cast.ed()).time_zone == "Europe/Berlin"
    client.post("/account/profile/", {"first_name": "Ed"})  # a form that does not ask for them
    assert language_of(client.get("/projects/", HTTP_ACCEPT_LANGUAGE="en")) == "de"


@pytest.mark.parametrize("chosen", [{"language": "fi"}, {"time_zone": "Europe/Atlantis"}])
def test_what_nobody_offers_is_not_chosen(client, chosen):
    client.force_login(cast.ed())
    assert client.post("/account/profile/", chosen).status_code == 422
    assert not PersonalChoice.objects.exists()


def test_a_guest_reads_what_the_browser_asks_for_also_a_refusal(client):
    assert language_of(client.get("/g/nobody-made-this/", **GERMAN)) == "de"


@pytest.mark.parametrize("path", ["/api/v1/projects/", "/health/", "/metrics"])
def test_programs_read_english(client, path):
    PersonalChoice.objects.create(user=cast.ed(), language="de")
    client.force_login(cast.ed())
    with translation.override("de"):  # whatever the thread spoke before
        answer = client.get(path, **GERMAN)
    assert language_of(answer) is None


def test_times_are_those_of_the_chosen_zone(client, monkeypatch):
    seen = []
    PersonalChoice.objects.create(user=cast.ed(), time_zone="Asia/Tokyo")
    monkeypatch.setattr(
        "vidstudio.views.StyleGuide.get_context_data",
        lambda self, **_: seen.append(timezone.get_current_timezone_name()) or {},
    )
    client.force_login(cast.ed())
    client.get("/design/")
    assert seen == ["Asia/Tokyo"]
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_bare_numbers_are_written_as_scripts_and_fields_read_them(language):
    with translation.override(language):
        assert Template("{{ n }} {{ m }}").render(Context({"n": 1234.5, "m": 1234567})) == "1234.5 1234567"


def test_words_of_scripts_are_a_script_of_our_own(client):
    answer = client.get("/words/de.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    again = client.get("/words/de.js", HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert again.status_code == 304
    assert client.get("/words/xx.js").status_code == 404


def test_every_language_but_english_has_its_files():
    others = {code for code, _ in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    assert others == {path.parts[-3] for path in catalogues.files()}
    assert set(settings.LANGUAGES_OFFERED) <= {code for code, _ in settings.LANGUAGES}
