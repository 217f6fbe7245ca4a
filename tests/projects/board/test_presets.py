"""Presets: what the form of a new project sets, kept under a name and chosen again."""

import re

import pytest
from django.urls import reverse

from projects.board import presets
from projects.errors import BadInput, NotAllowed
from projects.models import BrandKit, Preset
from tests import cast

pytestmark = pytest.mark.django_db


def saved(name="Calm", **choices):
    return presets.save_preset(cast.shop(), cast.ed(), name, choices)


def form(**more):
    return {
        "source": "product", "mode": "creative_ad", "style": "luxury", "aspect": "1:1", "resolution": "720p",
        "language": "de", "length": "30", "seconds": "30", "call_to_action": "Jetzt bestellen",
        "stop_at_script": "on", "preset_name": "German squares", **more,
    }  # fmt: skip


def test_what_is_left_out_is_as_a_new_project_has_it():
    assert saved(style="bold").choices | {"style": "minimal"} == presets.standard(cast.shop()).choices


@pytest.mark.parametrize(
    ("choices", "field"),
    [({"style": "none such"}, "style"), ({"target_ms": 1}, "target_ms"), ({"colour": "red"}, "colour"),
     ({"stop_at": "lunch"}, "stop_at"), ({"aspect": "3:7"}, "aspect")],
)  # fmt: skip
def test_what_no_project_can_have_is_refused_by_name(choices, field):
    with pytest.raises(BadInput) as refused:
        saved(**choices)
    assert refused.value.field == field


def test_a_name_is_taken_once_unless_it_is_to_be_replaced():
    saved()
    with pytest.raises(BadInput, match="already"):
        saved()
    presets.save_preset(cast.shop(), cast.ed(), "Calm", {"style": "bold"}, instead=True)
    assert Preset.objects.get().choices["style"] == "bold"


def test_a_workspace_has_one_default():
    first = presets.save_preset(cast.shop(), cast.ed(), "One", {}, is_default=True)
    second = presets.save_preset(cast.shop(), cast.ed(), "Two", {}, is_default=True)
    assert presets.default_of(cast.shop()) == second
    presets.edit_preset(first, cast.ed(), is_default=True)
    assert presets.default_of(cast.shop()) == first
    presets.edit_preset(first, cast.ed(), is_default=False)
    assert presets.default_of(cast.shop()) is None


def test_viewers_keep_nothing_and_kits_are_of_the_workspace():
    with pytest.raises(NotAllowed):
        presets.save_preset(cast.shop(), cast.vera(), "Calm", {})
    kit = BrandKit.objects.create(workspace=cast.shop("oscars", "Oscar's"), name="Theirs")
    with pytest.raises(BadInput, match="another workspace"):
        presets.save_preset(cast.shop(), cast.ed(), "Calm", {}, kit)


def test_the_form_keeps_its_choices_without_making_a_project(client):
    client.force_login(cast.ed())
    answer = client.post(reverse("projects:save_preset"), form(), headers={"HX-Request": "true"})
    assert "“German squares” is saved" in answer.content.decode()
    row = Preset.objects.get()
    told = {"style": "luxury", "aspect": "1:1", "language": "de", "target_ms": 30_000, "stop_at": "script"}
    assert told.items() <= row.choices.items() and row.choices["captions"] is False
    assert not cast.shop().projects.exists()


def test_a_preset_without_a_name_is_asked_for_one(client):
    client.force_login(cast.ed())
    answer = client.post(
        reverse("projects:save_preset"), form(preset_name=""), headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422 and "Give the preset a name." in answer.content.decode()


def test_a_new_project_begins_with_the_default_and_changes_to_another(client):
    presets.save_preset(
        cast.shop(), cast.ed(), "Ours", {"style": "luxury", "target_ms": 45_000}, is_default=True
    )
    other = saved("Other", style="bold", captions=False, stop_at="script")
    client.force_login(cast.ed())
    shown = client.get(reverse("projects:new")).context["form"]
    assert (shown.value("style"), shown.value("length")) == ("luxury", "45")
    assert "45 s" in str(shown["length"])
    answer = client.post(
        reverse("projects:use_preset"),
        {"preset": other.pk, "source": "prompt", "prompt": "A quiet bakery"},
        headers={"HX-Request": "true"},
    ).context["form"]
    assert (answer.value("style"), answer.value("captions"), answer.value("stop_at_script")) == (
        "bold",
        False,
        True,
    )
    assert (answer.value("source"), answer.value("prompt")) == ("prompt", "A quiet bakery")


def test_enter_in_the_form_of_a_new_project_makes_the_storyboard(client):
    """A browser presses the first button that submits."""
    saved()
    client.force_login(cast.ed())
    shown = client.get(reverse("projects:new")).content.decode()
    buttons = re.sub(r"<noscript>.*?</noscript>", "", shown[shown.index('id="new-form"') :], flags=re.S)
    first = buttons[buttons.index('type="submit"') :]
    assert first.index("Make the storyboard") < first.index("</button>")


def test_a_preset_of_another_workspace_is_not_offered(client):
    saved()
    client.force_login(cast.oscar())
    answer = client.get(reverse("projects:new"), {"preset": Preset.objects.get().pk})
    assert answer.context["preset"] is None and list(answer.context["presets"]) == []


@pytest.mark.parametrize(
    "tag, name", [("en", "English"), ("pt-BR", "Portuguese (Brazil)"), ("zh", "Chinese"), ("qq-x", "qq-x")]
)
def test_a_preset_says_its_language_by_name(tag, name):
    choices = {"target_ms": 15000, "aspect": "9:16", "style": "minimal", "language": tag}
    assert presets.summary(choices) == f"15 s · 9:16 · Minimal · {name}"
