"""What was understood of a prompt is shown before work begins, and fills the form."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from generation import actions
from generation.models import Job
from projects.board import editing
from projects.errors import BadInput
from projects.models import VideoProject
from tests import cast

pytestmark = pytest.mark.django_db

SALE = "Make a 20 second promo for our sale: 30% off all lamps, code LAMP30. Funny, no music."


def shown(client, **typed):
    client.force_login(cast.ed())
    return client.post(reverse("generation:understood"), {"source": "prompt", **typed}).content.decode()


def test_the_page_shows_what_was_understood(client):
    page = shown(client, prompt=SALE)
    assert all(words in page for words in ("our sale", "30% off all lamps", "LAMP30", "the order itself"))


def test_settings_of_the_prompt_fill_the_forms_fields(client):
    fill = json.loads(unescape(re.search('data-fill="(.*?)"', shown(client, prompt=SALE)).group(1)))
    assert fill == {
        "title": "Our sale",
        "seconds": 20,
        "style": "energetic",
        "language": "en",
        "music_on": False,
    }


def test_other_sources_show_nothing(client):
    assert "<dl" not in shown(client, prompt=SALE, source="product") + shown(client, prompt=" ")


def test_a_script_of_which_nothing_is_asked_is_not_understood_here():
    with pytest.raises(ValueError, match="Only prompts"):
        actions.understand("script", "MIRA: Hello.")


def test_points_that_nobody_gave_are_told():
    told = actions.understand("prompt", "10 facts about the Moon").to_dict()
    assert told["subject"] == "the Moon" and "asks for 10 points and gives none" in told["notices"][0]


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"language": "xx"}, "language", "does not speak 'xx'"),
        ({"language": "ja", "prompt": "熱い齉"}, "language", "how to read “齉”"),
        ({"prompt": "Make a video"}, "prompt", "does not say what about"),
    ],
)
def test_what_cannot_be_finished_is_refused_before_any_work(settings, changes, field, problem):
    settings.PROVIDERS = {
        "text": [{"NAME": "local", "CLASS": "generation.local.copywriting.provider.Copywriter"}],
        "voice": [{"NAME": "local", "CLASS": "generation.local.speech.provider.LocalVoice"}],
    }
    project = editing.create_project(cast.shop(), cast.ed(), "prompt", **{"prompt": "A fox.", **changes})
    with pytest.raises(BadInput, match=problem) as refused:
        actions.storyboard(project, cast.ed())
    assert refused.value.field == field and not Job.objects.exists()


def test_the_api_takes_what_the_prompt_wishes_where_the_caller_says_nothing(client):
    client.force_login(cast.ed())
    for more in ({}, {"duration": 12, "style": "bold"}):
        body = {"prompt": SALE, "workspace": cast.shop().slug, **more}
        answer = client.post("/api/v1/generate/script/", json.dumps(body), content_type="application/json")
        assert answer.status_code == 202, answer.content
    wished, said = VideoProject.objects.order_by("pk")
    assert (wished.title, wished.target_ms, wished.style, wished.music_on) == (
        "Our sale",
        20_000,
        "energetic",
        False,
    )
    assert (said.target_ms, said.style) == (12_000, "bold")


def test_the_answer_says_what_was_understood(client):
    client.force_login(cast.ed())
    told = {"prompt": SALE, "workspace": cast.shop().slug}
    understood = client.post("/api/v1/generate/script/", told, content_type="application/json").json()[
        "understood"
    ]
    assert understood == json.loads(json.dumps(actions.understand("prompt", SALE).to_dict()))
    assert understood["settings"]["target_ms"] == 20_000
    script = {"script": "NORA: Good morning.", "workspace": cast.shop().slug}
    answer = client.post("/api/v1/generate/script/", script, content_type="application/json")
    assert answer.json()["understood"] is None


GERMAN = "Eine Flasche aus Stahl für lange Wege. Sie hält den Tee warm, und der Deckel ist auch ein Becher."


def noticed(client, product, **typed):
    client.force_login(cast.ed())
    told = {"source": "product", "product": product.pk, **typed}
    return client.post(reverse("generation:product_notice"), told)


def test_the_page_says_that_a_products_text_is_in_another_language(client):
    product = cast.flask(description=f"<p>{GERMAN}</p>", selling_points=[])
    page = noticed(client, product, language="en").content.decode()
    assert "is in German, the video in English" in page and "translates nothing" in page
    assert "translates nothing" not in noticed(client, product, language="de").content.decode()
    assert "translates nothing" not in noticed(client, product, source="prompt").content.decode()


def test_the_language_of_a_products_text_is_one_press_away(client):
    product = cast.flask(description=f"<p>{GERMAN}</p>", selling_points=[])
    page = noticed(client, product, language="en").content.decode()
    assert 'data-name="language"' in page and 'data-value="de"' in page and "Make the video in German" in page
    assert "data-choose" not in noticed(client, product, language="de").content.decode()


def test_a_product_of_others_is_not_read(client):
    theirs = cast.flask(cast.shop("oscars", "Oscar's other shop"), description=GERMAN)
    assert noticed(client, theirs, language="en").status_code == 404
    client.force_login(cast.ed())
    for odd in ("", "²", "9" * 30, "x"):
        answer = client.post(reverse("generation:product_notice"), {"source": "product", "product": odd})
        assert answer.status_code == 200 and "translates nothing" not in answer.content.decode()


def test_the_form_asks_for_the_notice(client):
    client.force_login(cast.ed())
    page = client.get(reverse("projects:new")).content.decode()
    assert f'hx-post="{reverse("generation:product_notice")}"' in page and 'hx-trigger="load' in page
