"""Claims about the words that are asked for on a picture: the brand's, and none that are read elsewhere."""

from dataclasses import replace

import pytest

from generation.local.images import ArtDirector
from generation.prompts import inputs
from generation.stages import images
from projects import caption_looks
from projects.board import editing
from projects.models import BrandKit, Scene
from tests import cast

pytestmark = pytest.mark.django_db


def scene_of(beat="proof", text="Its spout pours exactly where you aim.", **project):
    made = cast.draft(call_to_action="Shop now", **project)
    scene = editing.add_scene(made, cast.ed(), text=text, duration_ms=3000)
    Scene.objects.filter(pk=scene.pk).update(
        beat=beat, headline="Spout", detail="pours exactly where you aim"
    )
    scene.refresh_from_db()
    return scene


def test_small_print_that_the_captions_say_is_left_out():
    assert images.words_on(scene_of())["detail"] == ""


def test_small_print_stays_where_nobody_reads_it_otherwise():
    assert images.words_on(scene_of(captions=False))["detail"] == "pours exactly where you aim"
    assert images.words_on(scene_of(text="It pours where it should."))["detail"]


@pytest.mark.parametrize("style", ["luxury", "bold"])
def test_the_button_and_the_price_wear_the_brand(style):
    kit = BrandKit.objects.create(
        workspace=cast.shop(), name="House", colours=["#0a0a0a", "#ffffff", "#00d1ff"], font="condensed"
    )
    scene = scene_of("cta", style=style, brand_kit=kit)
    Scene.objects.filter(pk=scene.pk).update(headline="", detail="Shop now")
    scene.refresh_from_db()
    sources = replace(inputs.picture_sources(scene.project), photos=(cast.photo_bytes(),))
    request = images.request_for(scene, {"total": 1}, sources)
    marks = {mark.kind: mark for mark in ArtDirector().paint(request).marks}
    assert marks["button"].font == marks["price"].font == "condensed"
    assert marks["button"].ground in ("#0a0a0a", "#ffffff", "#00d1ff")
    assert caption_looks.contrast(marks["button"].ink, marks["button"].ground) >= caption_looks.READABLE
