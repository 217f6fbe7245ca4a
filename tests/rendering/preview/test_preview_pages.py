"""The preview on the project page: its data, its video in a place of its own, and who may ask for it."""

import pytest
from django.urls import reverse

from generation.engine import control, jobs
from generation.engine.run import run_inline
from generation.models import Job
from generation.stages import voice
from projects.board import editing
from projects.media import library
from projects.models import VideoProject
from rendering import outputs
from rendering.models import Render
from rendering.preview.player import playback
from tests import cast, fakes
from tests.pages import Page
from tests.rendering.preview.test_preview_job import PAID

pytestmark = pytest.mark.django_db
# A step at work has a thread of its own, which must see the rows.
at_work = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


@pytest.fixture
def as_(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


def made(project, digest="", **fields):
    """A preview video, without the waiting."""
    video = library.keep(project.workspace, "video", b"small", "video/mp4", "local", duration_ms=6000)
    values = {"duration_ms": 6000, "frames": 180, "width": 360, "height": 640, "aspect": "9:16", **fields}
    return Render.objects.create(
        project=project, kind="preview", digest=digest, spec={"captions": {}}, video=video, **values
    )


def previewed(project):
    with jobs.runner("inline"):
        job = outputs.preview(project, cast.ed())
    assert run_inline(job).state == "succeeded", job.error
    return Render.objects.get(job=job)


def shown(client, project):
    return Page(client.get(reverse("rendering:project_preview", args=[project.pk])))


# --- the video -------------------------------------------------------------------------------
def test_a_preview_video_has_its_own_place_and_name(as_):
    project = cast.board()
    preview, client = made(project), as_(cast.vera())
    page = shown(client, project)
    assert preview.video.url in page and '<span class="player-tag">Preview</span>' in page
    videos = Page(client.get(reverse("rendering:project_renders", args=[project.pk])))
    assert videos.strip() == ""


def test_it_is_not_offered_as_a_download(as_):
    project = cast.board()
    made(project)
    page = shown(as_(cast.vera()), project)
    assert "download=1" not in page and 'controlslist="nodownload"' in page


def test_it_says_when_the_board_was_changed_since(as_):
    project = cast.board()
    preview = made(project, digest=playback(project)["digest"])
    client = as_(cast.ed())
    assert f'data-outdated="{preview.digest}" hidden' in shown(client, project)
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Another hook.")
    assert f'data-outdated="{preview.digest}"><b>' in shown(client, project)


def test_an_editor_starts_it_and_a_viewer_does_not(as_):
    project = cast.board()
    url = reverse("rendering:preview", args=[project.pk])
    assert "Render a preview video" not in shown(as_(cast.vera()), project)
    assert as_(cast.vera()).post(url, headers=HTMX).status_code == 403
    assert "Render a preview video" in shown(as_(cast.ed()), project)
    assert as_(cast.ed()).post(url, headers=HTMX)["HX-Trigger"] == "studio:project-changed"
    assert Job.objects.get().kind == "preview"


def test_a_cancelled_preview_is_started_anew_from_its_panel(as_):
    project = cast.board()
    with jobs.runner("inline"):
        control.cancel(outputs.preview(project, cast.ed()), by=cast.ed())
    page = Page(as_(cast.ed()).get(reverse("generation:project_jobs", args=[project.pk])))
    assert reverse("rendering:preview", args=[project.pk]) in page
    assert reverse("generation:retry", args=[project.pk]) not in page


def test_the_page_says_that_nobody_who_is_paid_is_asked(as_, settings):
    project, client = cast.board(), as_(cast.ed())
    assert "no paid provider" not in shown(client, project)
    settings.PROVIDERS = PAID
    assert "no paid provider is asked" in shown(client, project)


def test_oscar_finds_neither_preview_nor_board(as_):
    project, client = cast.board(), as_(cast.oscar())
    for name in ("project_preview", "playback"):
        assert client.get(reverse(f"rendering:{name}", args=[project.pk])).status_code == 404
    assert client.post(reverse("rendering:preview", args=[project.pk])).status_code == 404


# --- what the player plays -------------------------------------------------------------------
@at_work
def test_the_player_gets_what_the_render_is_made_of():
    project = cast.board()
    editing.edit_scene(project.scenes.get(scene_index=2), cast.ed(), transition="wipe")
    film = playback(VideoProject.objects.get(pk=project.pk))
    spec = previewed(project).spec
    assert film["duration_ms"] == 6000 and [scene["start"] for scene in film["scenes"]] == [0, 60, 120]
    assert [scene["transition"] for scene in film["scenes"]][1] == "wipe"
    assert film["scenes"][1]["window"] == round(spec["scenes"][1]["transition_ms"] * 30 / 1000)
    assert [cue["text"] for cue in film["cues"]] == [f"Sentence number {k}." for k in (1, 2, 3)]


def test_without_voices_it_says_so_and_goes_by_estimates():
    film = playback(cast.board())
    assert (film["voices"], film["music"]) == ([], None)
    assert film["notes"][0].startswith("The scenes have no voice yet: silent")
    assert "music" in film["notes"][1]


@at_work
def test_once_a_preview_was_rendered_it_is_heard():
    project = cast.board()
    previewed(project)
    film = playback(project)
    assert [piece["scene"] for piece in film["voices"]] == [1, 2, 3] and film["music"]["duck_db"] < 0
    assert film["notes"] == []


@at_work
def test_a_changed_sentence_is_not_heard_in_its_old_voice():
    project = cast.board()
    previewed(project)
    editing.edit_scene(project.scenes.get(scene_index=2), cast.ed(), text="Something else.")
    film = playback(project)
    assert [piece["scene"] for piece in film["voices"]] == [1, 3]
    assert film["notes"][0].startswith("Scene 2 has no voice yet")


def test_an_uploaded_voice_is_heard():
    project = cast.board()
    scene = project.scenes.get(scene_index=1)
    own = library.keep(project.workspace, "voice", fakes.silence(900), "audio/wav", "upload", duration_ms=900)
    editing.replace_take(scene, cast.ed(), "voice", own)
    assert voice.cached_voice(project.scenes.get(pk=scene.pk)) == own
    assert playback(project)["voices"][0]["src"] == own.url


def test_paid_voices_are_announced_for_after_the_approval(settings):
    settings.PROVIDERS = PAID
    assert "after approval" in playback(cast.board())["notes"][0]


def test_a_character_no_font_can_show_is_told_and_the_rest_plays():
    project = cast.board()
    editing.edit_scene(project.scenes.get(scene_index=1), cast.ed(), text="Look \U000130b8")
    film = playback(project)
    assert film["cues"] == [] and any("no font can show" in note for note in film["notes"])


def test_captions_that_are_off_are_off_in_the_preview():
    assert playback(cast.board(captions=False))["captions"] is None


def test_a_scene_without_a_picture_is_played_by_its_words():
    project = cast.board(scenes=1)
    editing.add_scene(project, cast.ed(), text="Bare.", duration_ms=2000)
    bare = playback(project)["scenes"][1]
    assert (bare["picture"], bare["text"]) == (None, "Bare.")


def test_an_empty_board_plays_nothing(as_):
    client = as_(cast.ed())
    answer = client.get(reverse("rendering:playback", args=[cast.draft().pk]), headers=HTMX)
    assert (answer.status_code, "nothing to preview" in Page(answer)) == (409, True)
