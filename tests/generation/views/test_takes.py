"""Dialogs of a scene's clips and recordings: what stands in them, and what they start."""

import pytest

from generation.models import Job
from tests import cast, fakes
from tests.contracts import rows
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client, settings):
    settings.PROVIDERS = {**fakes.PROVIDERS, "clip": [rows.clips("runway", "http://127.0.0.1:1")]}
    client.force_login(cast.ed())
    return cast.board().scenes.first()


def test_a_clip_is_ordered_with_its_motion_and_length(client, scene):
    page = Page(client.get(f"/scenes/{scene.pk}/clip/"))
    assert "Set the picture in motion" in page
    answer = client.post(f"/scenes/{scene.pk}/clip/", {"motion": "Closer", "seconds": "4,5", "seed": "7"})
    job = Job.objects.get(kind="regenerate")
    assert (answer.status_code, "studio:close-dialogs" in answer["HX-Trigger"]) == (204, True)
    assert job.options == {
        "scenes": [scene.pk], "what": "clip", "motion": "Closer", "duration_ms": 4500, "seed": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"seconds": "soon"}, "like 5"), ({"seconds": "99"}, "1 to 30"), ({"seed": "x"}, "like 7")],
)
def test_what_cannot_be_read_is_said_beside_what_was_typed(client, scene, typed, said):
    answer = client.post(f"/scenes/{scene.pk}/clip/", {"motion": "Closer", **typed})
    assert (answer.status_code, said in Page(answer)) == (422, True)
    assert "Closer" in Page(answer)
    assert not Job.objects.exists()


def test_without_a_provider_of_clips_the_dialog_says_so(client, settings, scene):
    settings.PROVIDERS = fakes.PROVIDERS
    assert "No provider of clips is set up" in Page(client.get(f"/scenes/{scene.pk}/clip/"))


def test_words_are_recorded_anew(client, scene):
    assert scene.text in Page(client.get(f"/scenes/{scene.pk}/recording/"))
    told = {"text": "Other words.", "voice": "plain", "language": "de"}
    assert client.post(f"/scenes/{scene.pk}/recording/", told).status_code == 204
    job = Job.objects.get(kind="regenerate")
    assert job.options == {"scenes": [scene.pk], "what": "voice", "voice": "plain", "language": "de"}
    scene.refresh_from_db()
    assert (scene.text, scene.edited) == ("Other words.", ["duration_ms", "text"])


def test_no_words_are_no_recording(client, scene):
    answer = client.post(f"/scenes/{scene.pk}/recording/", {"text": " "})
    assert (answer.status_code, "Write what is to be said" in Page(answer)) == (422, True)


def test_a_viewer_starts_nothing(client, scene):
    client.force_login(cast.vera())
    assert client.post(f"/scenes/{scene.pk}/clip/").status_code == 403
    client.force_login(cast.oscar())
    assert client.get(f"/scenes/{scene.pk}/recording/").status_code == 404
