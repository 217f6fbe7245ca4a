"""What stays in sight of a clip, or of a picture of which nothing is known, in frames of other shapes."""

import re

import av
import numpy as np
import pytest
from django.urls import reverse

from projects.board import editing, review, takes
from projects.board.diff import differences
from projects.board.digest import board as approved_board
from projects.board.digest import board_digest
from projects.errors import BadInput
from projects.media import library
from projects.models import Scene
from rendering.engine.compose import compose
from rendering.preview.player import playback
from rendering.spec import build
from rendering.spec.schema import Media, Motion
from tests import cast, fakes
from tests.pages import Page
from tests.rendering.engine import kit
from tests.rendering.engine.test_compose import colour_film
from tests.rendering.exports.test_ratios import approved, made_in, steps_of
from tests.rendering.spec.test_overlays import ad


@pytest.fixture
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


def aimed(at=(0.2, 0.9)):
    """A board whose first scene keeps a point in sight."""
    project = cast.board()
    scene = project.scenes.first()
    editing.edit_scene(scene, cast.ed(), focus_x=at[0], focus_y=at[1])
    return project, Scene.objects.get(pk=scene.pk)


def clip_of(scene, origin="upload", **meta):
    """A clip in use; its file is not looked at."""
    asset = library.keep(
        scene.project.workspace, "clip", origin.encode(), "video/mp4", origin, duration_ms=2000, meta=meta
    )
    editing.add_take(scene, "clip", asset, by=cast.ed())


def camera(project):
    project.refresh_from_db()
    return build.build(project, "0" * 64).scenes[0].motion.focus


# The engine


def colour_at(tmp_path, focus, size, turned=0):
    """How bright a film of nothing but a clip is, which is of one colour above (turned: beside) black."""
    studio = kit.Studio(tmp_path)
    colour_film(tmp_path / "clip.mp4", matrix=1, turned=turned)
    clip = {"media": Media(kind="clip", digest="clip.mp4"), "motion": Motion(focus=focus)}
    scene = studio.scenes((600,))[0].model_copy(update=clip)
    made = compose(
        studio.spec(scenes=(scene,), text=None, music=False, size=size), studio, tmp_path / "f.mp4"
    )
    with av.open(str(made.path)) as container:
        return float(np.mean(next(container.decode(video=0)).to_ndarray(format="gray")))


def test_a_clip_is_cut_about_its_focus(tmp_path):
    above, middle, below = (colour_at(tmp_path, (0.5, y), (320, 128)) for y in (0.0, 0.5, 1.0))
    assert above > 110 and below < 20 and below < middle < above


def test_a_clip_filmed_sideways_is_cut_about_what_is_seen_there(tmp_path):
    left, right = (colour_at(tmp_path, (x, 0.5), (128, 320), turned=90) for x in (0.0, 1.0))
    assert left > 110 and right < 20


# The board


@pytest.mark.django_db
def test_an_unmeasured_picture_is_looked_at_where_a_person_said():
    assert camera(aimed()[0]) == (0.2, 0.9)


@pytest.mark.django_db
def test_a_known_product_stays_in_sight_whatever_was_said():
    project = ad()
    own = camera(project)
    editing.edit_scene(project.scenes.first(), cast.ed(), focus_x=0.1, focus_y=0.1)
    assert camera(project) == own
    assert takes.aimed(project.scenes.first()) is None


@pytest.mark.django_db
def test_a_clip_looks_where_a_person_said_else_at_the_middle():
    project, scene = aimed()
    clip_of(scene)
    assert camera(project) == (0.2, 0.9) and takes.aimed(scene).kind == "clip"
    editing.edit_scene(scene, cast.ed(), focus_x=None, focus_y=None)
    assert camera(project) == (0.5, 0.5)


@pytest.mark.django_db
def test_a_clip_made_of_a_picture_keeps_what_the_picture_keeps():
    project = ad()
    scene = project.scenes.first()
    own = camera(project)
    clip_of(scene, "replicate", of={"image": scene.picture.asset.sha256})
    assert camera(project) == own != (0.5, 0.5)


@pytest.mark.django_db
def test_the_player_in_the_page_cuts_a_clip_the_same():
    project, scene = aimed()
    clip_of(scene)
    assert playback(project)["scenes"][0]["picture"]["focus"] == (0.2, 0.9)


@pytest.mark.django_db(transaction=True)
def test_other_ratios_cut_an_unmeasured_picture_about_it(instant):
    """Left alone, this picture would be extended: a cut loses too much of what may count."""
    project = cast.board(scenes=1)
    scene = project.scenes.first()
    editing.edit_scene(scene, cast.ed(), duration_ms=700, focus_x=0.3, focus_y=0.8)
    job = made_in(approved(project), ["16:9"])
    result = steps_of(job)["16:9"].result
    assert (result["how"], result["focus"]) == ("cut about its subject", [0.3, 0.8])


@pytest.mark.django_db
def test_the_card_shows_of_a_picture_what_the_film_shows(client):
    """A wide picture on a tall card: cut about the point, as far as the picture reaches."""
    project = cast.board(scenes=2)
    wide = cast.picture(9, size=(1600, 900))
    for scene in project.scenes.all():
        editing.replace_take(scene, cast.ed(), "image", wide)
    editing.edit_scene(project.scenes.first(), cast.ed(), focus_x=0.3, focus_y=0.9)
    client.force_login(cast.vera())
    page = Page(client.get(reverse("projects:detail", args=[project.pk])))
    assert 'data-sight="20.7% 50.0%"' in page and 'data-sight="50.0% 50.0%"' in page


# One verb, three doors


@pytest.mark.django_db
def test_another_point_voids_the_approval_and_is_told_in_words():
    project = cast.board()
    old, before = approved_board(project), board_digest(project)
    editing.edit_scene(project.scenes.first(), cast.ed(), focus_x=0.25, focus_y=0.75)
    project = type(project).objects.get(pk=project.pk)
    assert board_digest(project) != before and review.approval(project) is None
    told = [str(change) for change in differences(old, approved_board(project))]
    assert told == ["Scene 1, what stays in sight: the middle → 25% across, 75% down"]


@pytest.mark.django_db
@pytest.mark.parametrize("at", [(1.4, 0.5), (-0.1, 0.5), (0.5, None), (float("nan"), 0.5)])
def test_no_point_outside_the_picture_is_taken(at):
    with pytest.raises(BadInput) as refusal:
        editing.edit_scene(cast.board().scenes.first(), cast.ed(), focus_x=at[0], focus_y=at[1])
    assert refusal.value.field.startswith("focus")


@pytest.mark.django_db
def test_the_card_offers_it_where_it_counts_and_takes_it(client):
    client.force_login(cast.ed())
    scene, directed = cast.board().scenes.first(), ad().scenes.first()
    address = reverse("projects:focus", args=[scene.pk])
    assert address in Page(client.get(reverse("projects:picture", args=[scene.pk])))
    assert "focus/" not in Page(client.get(reverse("projects:picture", args=[directed.pk])))
    assert 'value="50"' in Page(client.get(address))
    client.post(address, {"x": "20", "y": "90"})
    assert Scene.objects.get(pk=scene.pk).focus == (0.2, 0.9)
    assert client.post(address, {"x": "far"}).status_code == 422
    client.post(address, {"clear": "1"})
    assert Scene.objects.get(pk=scene.pk).focus is None


@pytest.mark.django_db
def test_two_who_choose_a_point_never_overwrite_each_other_silently(client):
    client.force_login(cast.ed())
    scene = cast.board().scenes.first()
    address = reverse("projects:focus", args=[scene.pk])
    opened = dict(re.findall(r'name="(shown|was)" value="([^"]*)"', Page(client.get(address))))
    assert opened == {"shown": scene.picture.asset.digest, "was": ""}
    assert client.post(address, {"x": "20", "y": "90", **opened}).status_code == 200
    late = client.post(address, {"x": "70", "y": "10", **opened})
    assert late.status_code == 409 and "Somebody else chose" in Page(late)
    assert 'value="0.2,0.9"' in Page(late)
    assert Scene.objects.get(pk=scene.pk).focus == (0.2, 0.9)
    assert client.post(address, {"x": "70", "y": "10", **opened, "was": "0.2,0.9"}).status_code == 200
    # A point in a picture that is not there any more says nothing of the one that is.
    editing.replace_take(scene, cast.ed(), "image", cast.picture(8))
    other = client.post(address, {"x": "5", "y": "5", **opened, "was": "0.7,0.1"})
    assert other.status_code == 409 and "Another picture" in Page(other)
    assert Scene.objects.get(pk=scene.pk).focus == (0.7, 0.1)


@pytest.mark.django_db
def test_a_program_sets_it_and_reads_it_back(client):
    client.force_login(cast.ed())
    address = f"/api/v1/scenes/{cast.board().scenes.first().pk}/focus/"
    answer = client.put(address, {"x": 0.1, "y": 1}, content_type="application/json")
    assert (answer.status_code, answer.json()["focus_x"], answer.json()["focus_y"]) == (200, 0.1, 1)
    assert client.put(address, {"x": 3, "y": 1}, content_type="application/json").status_code == 400
    client.force_login(cast.vera())
    assert client.put(address, {"x": 0, "y": 0}, content_type="application/json").status_code == 403
