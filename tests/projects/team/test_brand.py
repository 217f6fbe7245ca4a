"""Brand kits on their own page: checked, saved, and agreed boards that show them are void."""

import pytest
from django.urls import reverse

from projects.board import editing, review
from projects.errors import BadInput, NotAllowed
from projects.models import Asset, BrandKit
from projects.team import brand
from tests import cast, fakes
from tests.contracts.rows import elevenlabs
from tests.pages import Page

pytestmark = pytest.mark.django_db


def kit(**fields):
    return brand.save(cast.shop(), cast.adam(), None, **{"name": "House", "colours": ["#1F57B5"], **fields})


def test_what_is_saved_is_tidy():
    made = kit(colours=[" #1F57B5 ", "", "#fff000"], banned_words=["cheap", "", "cheap ", "best ever"])
    assert made.colours == ["#1f57b5", "#fff000"] and made.banned_words == ["cheap", "best ever"]


@pytest.mark.parametrize(
    "fields",
    [
        {"colours": ["blue"]},
        {"colours": ["#12345"]},
        {"colours": ["#1234567"]},
        {"colours": ["#000000"] * 9},
        {"name": "  "},
        {"name": "x" * 121},
        {"tone": "x" * 201},
        {"banned_words": ["x" * 81]},
        {"pronunciations": [{"written": "Nutjen", "spoken": " "}]},
        {"pronunciations": [{"written": "", "spoken": "nut yen"}]},
        {"pronunciations": [{"written": "Nutjen", "spoken": "…!"}]},
        {"pronunciations": [{"written": "x" * 81, "spoken": "x"}]},
        {"pronunciations": [{"written": "x", "spoken": "x" * 121}]},
        {"pronunciations": [{"written": "Nutjen", "spoken": said} for said in ("nut yen", "nut gen")]},
        {"pronunciations": [{"written": str(number), "spoken": "x"} for number in range(101)]},
    ],
)
def test_what_makes_no_sense_is_refused(fields):
    with pytest.raises(BadInput):
        kit(**fields)


def test_only_admins_change_it():
    with pytest.raises(NotAllowed):
        brand.save(cast.shop(), cast.ann(), None, name="House")


def test_other_colours_void_what_was_agreed_on():
    made = kit()
    project = cast.board()
    editing.edit_project(project, cast.ed(), brand_kit=made)
    review.submit(project, cast.ed(), accept_stale=True)
    brand.save(cast.shop(), cast.adam(), made, name="House", colours=["#1f57b5"])
    assert project.submissions.get().state == "open"
    brand.save(cast.shop(), cast.adam(), made, name="House", colours=["#aa0000"])
    assert project.submissions.get().state == "voided"


def test_the_page_saves_and_shows_errors_beside_what_was_typed(client):
    client.force_login(cast.adam())
    where = reverse("projects:brand_new", args=[cast.shop().pk])
    sent = {"name": "House", "colour": ["#1f57b5", "red"], "banned_words": "cheap\nbest"}
    answer = client.post(where, sent)
    assert answer.status_code == 422 and "“red” is not a colour" in Page(answer)
    assert 'value="red"' in Page(answer)
    client.post(where, {**sent, "colour": ["#1f57b5", ""]})
    made = BrandKit.objects.get()
    assert made.banned_words == ["cheap", "best"]
    assert "House" in Page(client.get(reverse("projects:brand_kit", args=[made.pk])))


def test_a_logo_is_kept_and_taken_away(client):
    client.force_login(cast.adam())
    made = kit()
    where = reverse("projects:brand_kit", args=[made.pk])
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("logo.png", cast.photo_bytes(), "image/png")
    client.post(where, {"name": "House", "logo": file})
    made.refresh_from_db()
    assert made.logo
    client.post(where, {"name": "House", "remove_logo": "on"})
    made.refresh_from_db()
    assert made.logo is None


def test_how_names_are_said_is_kept_with_empty_rows_to_go_on(client):
    client.force_login(cast.adam())
    made = kit()
    where = reverse("projects:brand_kit", args=[made.pk])
    sent = {"name": "House", "written": [" Nutjen ", "", "GIF"], "spoken": ["nut  yen", "", ""]}
    answer = client.post(where, sent)
    assert answer.status_code == 422 and "“GIF”: say both how it is written" in Page(answer)
    assert 'value="Nutjen"' in Page(answer).replace(" Nutjen ", "Nutjen")
    client.post(where, {**sent, "spoken": ["nut  yen", "", "jif"]})
    made.refresh_from_db()
    assert made.pronunciations == [
        {"written": "Nutjen", "spoken": "nut yen"},
        {"written": "GIF", "spoken": "jif"},
    ]
    assert Page(client.get(where)).count('name="written"') == 4


def test_a_word_is_heard_by_who_may_change_it(client, settings):
    settings.PROVIDERS = fakes.PROVIDERS
    heard = reverse("generation:hear_word", args=[cast.shop().pk])
    client.force_login(cast.adam())
    assert "<audio" in Page(client.get(heard, {"spoken": "nut yen"}))
    asset = Asset.objects.get(kind="voice")
    assert asset.meta["asked"]["text"] == "nut yen"
    assert client.get(heard, {"spoken": " "}).status_code == 422
    client.force_login(cast.ann())
    assert client.get(heard, {"spoken": "nut yen"}).status_code == 403
    client.force_login(cast.oscar())
    assert client.get(heard, {"spoken": "nut yen"}).status_code == 404


def test_a_paid_voice_says_no_word_for_nothing(client, settings):
    settings.PROVIDERS = {**fakes.PROVIDERS, "voice": [elevenlabs("http://127.0.0.1:9")]}
    client.force_login(cast.adam())
    answer = client.get(reverse("generation:hear_word", args=[cast.shop().pk]), {"spoken": "nut yen"})
    assert answer.status_code == 409 and not Asset.objects.filter(kind="voice").exists()


def test_members_look_and_outsiders_see_nothing(client):
    made = kit()
    client.force_login(cast.vera())
    assert "disabled" in Page(client.get(reverse("projects:brand_kit", args=[made.pk])))
    assert client.post(reverse("projects:brand_kit", args=[made.pk]), {"name": "Mine"}).status_code == 403
    client.force_login(cast.oscar())
    assert client.get(reverse("projects:brand_kit", args=[made.pk])).status_code == 404
    assert client.get(reverse("projects:brands", args=[cast.shop().pk])).status_code == 404
