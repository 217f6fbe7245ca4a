"""Claims about how captions look: the style says it, a person may say otherwise, the brand is kept to."""

import itertools

import pytest
from django.urls import reverse

from projects import caption_looks
from projects.board import editing
from projects.board.diff import differences
from projects.board.digest import board, board_digest
from projects.errors import BadInput
from projects.forms.board import SettingsForm
from projects.models import BrandKit, VideoProject
from projects.styles import STYLES
from rendering.spec import build as boards
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db


def project(style="minimal", look="", **brand):
    kit = BrandKit(name="Lola's", workspace=cast.shop(), **brand) if brand else None
    return VideoProject(style=style, caption_look=look, brand_kit=kit)


def test_each_look_is_some_styles_own():
    assert {caption_looks.look_of(project(style))["look"] for style in STYLES} == set(caption_looks.LOOKS)


def test_a_person_chooses_otherwise():
    assert caption_looks.look_of(project("bold", "clean"))["look"] == "clean"


@pytest.mark.parametrize(("style", "look"), list(itertools.product(STYLES, caption_looks.LOOKS)))
@pytest.mark.parametrize("colours", [[], ["#ffffff"], ["#000000"], ["#7f7f7f", "#2f6f5e"], ["#d6336c"]])
def test_words_stand_out_whatever_the_style_and_the_brand(style, look, colours):
    found = caption_looks.look_of(project(style, look, colours=colours))
    assert caption_looks.contrast(found["ink"], found["ground"]) >= 4.5
    if look == "karaoke":
        assert caption_looks.contrast(found["accent"], found["ground"]) >= 4.5
        assert caption_looks.contrast(found["accent"], found["ink"]) >= 1.25


def test_the_brand_gives_the_box_its_colour_and_the_words_their_font():
    found = caption_looks.look_of(project("bold", "box", colours=["#D6336C"], font="Condensed"))
    assert (found["ground"], found["font"]) == ("#d6336c", "condensed")


@pytest.mark.parametrize("colours", ["red", ["red", 7, None], {"a": 1}, ["#12345"]])
def test_a_brand_kit_with_nonsense_in_it_falls_back_to_the_style(colours):
    assert caption_looks.look_of(
        project("bold", "box", colours=colours, font="Comic Sans")
    ) == caption_looks.look_of(project("bold", "box"))


def test_the_render_spec_carries_what_was_chosen():
    made = boards.build(cast.board(caption_look="karaoke", style="luxury"), "digest")
    assert made.captions.look == "karaoke" and made.captions.accent == STYLES["luxury"].accent


def test_another_look_voids_the_approval_and_says_so():
    made = cast.board()
    before, old = board_digest(made), board(made)
    changed = editing.edit_project(made, cast.ed(), caption_look="karaoke")
    assert board_digest(changed) != before
    told = [str(change) for change in differences(old, board(changed))]
    assert any(line.startswith("Caption look:") and "karaoke" in line for line in told)


def test_a_brand_that_changes_its_colours_voids_the_approval():
    kit = BrandKit.objects.create(workspace=cast.shop(), name="Lola's", colours=["#d6336c"])
    made = cast.board(brand_kit=kit)
    before = board_digest(made)
    BrandKit.objects.filter(pk=kit.pk).update(colours=["#0055aa"])
    assert board_digest(VideoProject.objects.get(pk=made.pk)) != before


def test_the_settings_page_offers_the_looks_and_takes_one(client):
    client.force_login(cast.ed())
    made = cast.board()
    form = SettingsForm(made, {**SettingsForm(made).initial, "caption_look": "karaoke", "brand_kit": ""})
    assert form.save(cast.ed()), form.errors
    assert VideoProject.objects.get(pk=made.pk).caption_look == "karaoke"
    page = Page(client.get(reverse("projects:new")))
    assert all(f">{label}</option>" in page for label in ("As the style says", *caption_looks.LOOKS.values()))


def test_a_program_chooses_the_look_and_reads_it_back(client):
    client.force_login(cast.ed())
    told = {"prompt": "A robot opens a small bar", "caption_look": "box", "duration": 6}
    answer = client.post("/api/v1/generate/script", told, content_type="application/json")
    assert answer.status_code in (201, 202), answer.content
    made = VideoProject.objects.latest("pk")
    assert client.get(f"/api/v1/projects/{made.pk}/").json()["caption_look"] == made.caption_look == "box"


def test_a_look_that_there_is_not_is_refused():
    with pytest.raises(BadInput) as refusal:
        editing.edit_project(cast.board(), cast.ed(), caption_look="rainbow")
    assert refusal.value.field == "caption_look"


def test_word_times_that_are_no_times_do_not_stop_a_render():
    made = cast.board(scenes=3)
    for scene, words in zip(
        made.scenes.all(), ([{"text": "a"}], [{"text": "a", "start_ms": -5}], 7), strict=False
    ):
        voice = cast.picture(5 + scene.scene_index)
        voice.meta = {"words": words}
        voice.kind = "voice"
        voice.save()
        editing.add_take(scene, "voice", voice)
    assert [piece.words for piece in boards.build(made, "digest").segments] == [(), (), ()]
