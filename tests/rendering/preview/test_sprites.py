"""Claims about what the player in the page is given: the engine's signs, layers, light and captions."""

import io

import numpy as np
import pytest
from django.urls import reverse
from PIL import Image

from projects import formats
from projects.board import editing
from projects.media import library
from rendering.engine import caption_cues, captions, overlays, timeline
from rendering.preview import sprites
from rendering.preview.player import playback
from rendering.preview.spec import preview_spec
from tests import cast, fakes
from tests.rendering.spec.test_overlays import ad

pytestmark = pytest.mark.django_db


def had(client, address, person=cast.vera):
    client.force_login(person())
    return client.get(address)


def picture(answer):
    assert answer.status_code == 200 and answer["Content-Type"] == "image/webp"
    return Image.open(io.BytesIO(answer.content)).convert("RGBA")


def finished(project):
    """The board's spec in the size of its finished video."""
    width, height = project.frame_size
    spec = preview_spec(project, blank=True)
    return spec.model_copy(
        update={"output": spec.output.model_copy(update={"width": width, "height": height})}
    )


def spoken(project, *sentences):
    """The board's first scenes, each said by a voice that told when its words come."""
    for scene, text in zip(project.scenes.all(), sentences, strict=False):
        scene = editing.edit_scene(scene, cast.ed(), text=text)
        said = [word for word in text.split() if any(map(str.isalnum, word))]
        words = [
            {"text": word, "start_ms": 400 * number, "end_ms": 400 * number + 300}
            for number, word in enumerate(said)
        ]
        length = 400 * len(said)
        voice = library.keep(
            project.workspace,
            "voice",
            fakes.silence(length),
            "audio/wav",
            "upload",
            duration_ms=length,
            meta={"words": words},
        )
        editing.replace_take(scene, cast.ed(), "voice", voice)
    return project


# Signs


def test_a_sign_is_the_engines_own_painting(client):
    project = ad(style="bold")
    spec = preview_spec(project, blank=True)
    button = next(sign for sign in spec.overlays if sign.kind == "button")
    shown = next(sign for sign in playback(project)["signs"] if sign["kind"] == "button")
    seen = picture(had(client, shown["src"]))
    left, top, right, bottom = overlays.to_pixels(button.box, project.frame_size)
    own = overlays.picture(button, (right - left, bottom - top)).resize(seen.size, Image.Resampling.BOX)
    assert np.abs(np.asarray(seen, int) - np.asarray(own, int)).mean() < 1.5


def test_a_sign_lies_where_the_engine_lays_it_and_stays_to_the_end():
    film = playback(ad(style="luxury"))
    price, button = film["signs"]
    assert (price["kind"], button["text"], button["stop"], button["going"]) == ("price", "Shop now", 270, 0)
    assert price["poses"][0][0] < 1 and price["poses"][-1] == [1, 0, 0, 1]
    largest = max(pose[0] for pose in button["poses"])
    assert largest == pytest.approx(1 + overlays.BREATH, abs=1e-3) and button["again"] == 15


def test_what_signs_look_like_is_their_address(client):
    project = ad(style="luxury")
    first, again = ([sign["src"] for sign in playback(project)["signs"]] for _ in range(2))
    assert first[0] != first[1] and first == again
    assert "immutable" in had(client, first[0])["Cache-Control"]


def test_nobody_draws_what_the_studio_did_not_ask_for(client):
    project = ad(style="luxury")
    address = playback(project)["signs"][0]["src"]
    forged = reverse("rendering:sprite", args=[project.pk, "eyJzaWduIjp7fX0:forged"])
    assert had(client, forged).status_code == 404
    assert had(client, address, cast.oscar).status_code == 404


def test_an_address_is_of_one_project_and_of_the_engine_that_draws_it(client, monkeypatch):
    """What a browser keeps for good is what this engine draws; a page left open meanwhile breaks nothing."""
    project, other = ad(style="bold"), cast.board()
    old = playback(project)["signs"][0]["src"]
    assert had(client, old).status_code == 200
    assert had(client, old.replace(f"/{project.pk}/", f"/{other.pk}/")).status_code == 404
    monkeypatch.setattr(sprites, "ENGINE_VERSION", "next")
    assert had(client, old).status_code == 404
    assert playback(project)["signs"][0]["src"] != old


# Layers, light and shapes


def test_a_product_has_a_picture_and_a_camera_of_its_own():
    project = ad(style="luxury")
    hook = playback(project)["scenes"][0]
    behind, front = hook["picture"], hook["picture"]["front"]
    layers = preview_spec(project).scenes[0].layers
    assert layers.plate.digest[:12] in behind["image"] and layers.product.digest[:12] in front["image"]
    assert front["to"]["step"] < behind["to"]["step"] and front["place"] == layers.place


def test_a_picture_without_layers_stays_flat():
    assert all("front" not in scene["picture"] for scene in playback(cast.board())["scenes"])


def test_shapes_fly_through_the_scenes_that_the_engine_gives_them():
    scenes = playback(ad(style="energetic"))["scenes"]
    assert scenes[0]["accent"] is None
    assert [len(scene["accent"]["shapes"]) for scene in scenes[1:]] == [4, 4]
    streak = scenes[1]["accent"]["shapes"][0]
    assert streak["at"] == sorted(streak["at"]) and streak["at"][0] < 0 < streak["at"][-1]


def test_light_is_said_to_be_shown_nearly():
    film = playback(ad(style="luxury"))
    assert film["scenes"][0]["accent"]["kind"] == "sweep"
    assert "Light that crosses the picture is shown nearly as it is rendered." in film["notes"]
    assert not any("Light" in note for note in playback(ad(style="minimal"))["notes"])


# Captions


def test_lines_break_as_in_the_finished_video_not_as_in_a_small_one():
    project = cast.board(scenes=1)
    text = "Whatever the weather brings along, everything you carry stays dry, warm and easy to find."
    editing.edit_scene(project.scenes.get(), cast.ed(), text=text, duration_ms=9000)
    full = finished(project)
    wanted = ["\n".join(cue.lines) for cue in caption_cues.cues_of(full, timeline.plan(full))]
    assert [cue["text"] for cue in playback(project)["cues"]] == wanted and len(wanted) > 1


def test_a_caption_is_the_engines_own_drawing(client):
    """Also of a word so long that all type is set smaller."""
    project = cast.board(scenes=1, style="minimal")
    editing.edit_scene(project.scenes.get(), cast.ed(), text="Donaudampfschifffahrtsgesellschaft")
    seen = picture(had(client, playback(project)["cues"][0]["whole"]))
    full = finished(project)
    (cue,) = caption_cues.cues_of(full, timeline.plan(full))
    style = caption_cues.caption_layout(full.output, full.captions.font, caption_cues.all_text(full))
    box = captions.even_box(formats.caption_box(*project.frame_size))
    made = captions.caption_maps(cue, full.captions, style, (box.width, box.height), "en")
    own = np.rint(captions.coloured(made, full.captions)[..., 3] * 255).astype(np.uint8)
    own = Image.fromarray(own).resize(seen.size, Image.Resampling.BOX)
    assert np.abs(np.asarray(seen, int)[..., 3] - np.asarray(own, int)).mean() < 2
    assert np.asarray(own)[:, 0].max() == 0


def test_words_are_lit_as_they_are_said_where_that_is_known(client):
    project = spoken(cast.board(caption_look="karaoke"), "One two three four")
    timed, guessed = playback(project)["cues"][:2]
    assert "whole" in guessed and "whole" not in timed
    assert [start for start, _ in timed["words"]] == [120, 520, 920, 1320]
    assert timed["over"] == 120 + 1500 + captions.AFTERGLOW_MS
    under, letters = (np.asarray(picture(had(client, timed[part]))) for part in ("under", "letters"))
    ((box,),) = [spots for _, spots in timed["words"]][:1]
    columns = slice(*(round(side * letters.shape[1]) for side in (box[0], box[2])))
    assert letters[:, columns, 3].max() > 250 and under[..., :3].max() < 60


def test_what_is_read_from_the_right_begins_at_the_right():
    project = spoken(cast.board(caption_look="karaoke", language="he"), "שלום עולם")
    first, second = (spots[0] for _, spots in playback(project)["cues"][0]["words"])
    assert first[0] > second[2]
