"""Takes, music and characters as a program meets them."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from generation.models import Job
from projects.board import characters, editing, review
from projects.models import Asset, AuditEntry, VideoProject
from tests import cast, fakes, small_media

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    cache.clear()
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


@pytest.fixture
def project():
    return cast.board()


@pytest.fixture
def scene(project):
    return project.scenes.first()


def as_(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def ed(project):
    return as_(cast.ed())


def sent(data, name="a.bin"):
    return {"file": SimpleUploadedFile(name, data)}


def error_of(answer):
    return answer.status_code, answer.json()["error"]["code"]


# --- takes -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "data"),
    [("image", cast.photo_bytes()), ("clip", small_media.film()), ("voice", small_media.sound(seconds=2.5))],
    ids=["image", "clip", "voice"],
)
def test_a_file_takes_the_place_of_what_was_made_and_the_older_take_comes_back(ed, scene, kind, data):
    answer = ed.post(f"/api/v1/scenes/{scene.pk}/upload/{kind}", sent(data), format="multipart")
    take = answer.json()
    assert (answer.status_code, take["kind"], take["picked"], take["origin"]) == (201, kind, True, "upload")
    assert APIClient().get(take["url"]).status_code == 200
    told = ed.get(f"/api/v1/scenes/{scene.pk}/takes?kind={kind}").json()
    assert told[0] == {**take, "url": told[0]["url"]}
    assert ed.post(f"/api/v1/takes/{told[-1]['id']}/pick").json()["picked"]


def test_a_recordings_length_is_told_against_its_scene(ed, project, scene):
    take = ed.post(
        f"/api/v1/scenes/{scene.pk}/upload/voice", sent(small_media.sound(seconds=2.5)), format="multipart"
    ).json()
    assert (take["duration"], take["over_ms"]) == (2.5, 620)
    said = ed.get(f"/api/v1/projects/{project.pk}/").json()["scenes"][0]["spoken"]
    assert said == {"voice_ms": 2500, "scene_ms": 2000, "over_ms": 620, "is_stale": False, "is_own": True}


@pytest.mark.parametrize(
    ("kind", "data"),
    [("image", b"<svg/>"), ("clip", b"#EXTM3U\nhttp://10.0.0.1/a.ts"), ("voice", b"RIFF0000AVI ")],
)
def test_a_file_that_is_no_such_thing_is_refused(ed, scene, kind, data):
    assert error_of(ed.post(f"/api/v1/scenes/{scene.pk}/upload/{kind}", sent(data), format="multipart")) == (
        422,
        "invalid",
    )
    assert error_of(ed.post(f"/api/v1/scenes/{scene.pk}/upload/{kind}")) == (400, "invalid")


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ({"what": "image", "prompt": "On a rock", "seed": 7}, {"prompt": "On a rock", "seed": 7}),
        ({"what": "voice", "text": "Other words.", "voice": "plain"}, {"what": "voice", "voice": "plain"}),
    ],
    ids=["image", "voice"],
)
def test_one_thing_is_made_anew_with_other_parameters(ed, scene, asked, options):
    answer = ed.post(f"/api/v1/scenes/{scene.pk}/regenerate", asked, format="json")
    assert answer.status_code == 202
    assert Job.objects.get(pk=answer.json()["id"]).options == {"scenes": [scene.pk], **options}


def test_product_and_words_are_laid_anew_over_what_was_painted(ed, scene):
    path, asked = f"/api/v1/scenes/{scene.pk}/regenerate", {"what": "overlay"}
    assert error_of(ed.post(path, asked, format="json")) == (409, "illegal_state")
    plate, picture = cast.picture(9), scene.picture.asset
    meta = {"asked": {"style": "minimal", "prompt": "A flask", "seed": 4}, "plate": plate.digest}
    Asset.objects.filter(pk=picture.pk).update(origin="local", meta=meta)
    answer = ed.post(path, asked, format="json")
    assert answer.status_code == 202
    assert Job.objects.get(pk=answer.json()["id"]).options == {
        "scenes": [scene.pk], "plate": plate.digest, "seed": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"what": "voice", "prompt": "On a rock"}, "prompt"),
        ({"what": "video"}, "what"),
        ({"what": "voice", "voice": "nobody"}, "voice"),
        ({"what": "image", "seed": -1}, "seed"),
    ],
)
def test_a_parameter_that_cannot_be_is_named(ed, scene, asked, field):
    answer = ed.post(f"/api/v1/scenes/{scene.pk}/regenerate", asked, format="json")
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["field"] == field
    assert not Job.objects.exists()


# --- music -----------------------------------------------------------------------------------
def test_the_music_is_set_uploaded_and_composed(ed, project):
    at = f"/api/v1/projects/{project.pk}/music"
    assert ed.get(at).json() == {
        "on": True, "volume_db": -12.0, "volume": "balanced", "source": "composed",
        "duration": None, "url": None,
    }  # fmt: skip
    assert ed.patch(at, {"volume_db": -20}, format="json").json()["volume"] == "quiet"
    told = ed.post(
        f"{at}/upload", sent(small_media.sound("libmp3lame", "mp3", seconds=2)), format="multipart"
    ).json()
    assert (told["source"], told["duration"]) == ("uploaded", pytest.approx(2, abs=0.06))
    assert ed.patch(at, {"composed": True}, format="json").json()["source"] == "composed"
    answer = ed.post(f"{at}/compose", {"another": True}, format="json")
    assert answer.status_code == 202
    assert VideoProject.objects.get(pk=project.pk).music_seed == project.seed + 1
    assert ed.patch(at, {"on": False}, format="json").json()["url"] is None


def test_a_level_out_of_reach_is_refused(ed, project):
    answer = ed.patch(f"/api/v1/projects/{project.pk}/music", {"volume_db": 3}, format="json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "volume_db")


def test_a_change_of_the_music_ends_an_approval(ed, project):
    review.submit(project, cast.ed())
    review.approve(project, cast.ann())
    VideoProject.objects.filter(pk=project.pk).update(state="approved")
    ed.patch(f"/api/v1/projects/{project.pk}/music", {"volume_db": -20}, format="json")
    assert review.approval(VideoProject.objects.get(pk=project.pk)) is None
    assert AuditEntry.objects.filter(verb="approval voided").exists()


# --- characters ------------------------------------------------------------------------------
def test_a_character_is_added_changed_and_removed(ed, project, scene):
    at = f"/api/v1/projects/{project.pk}/characters"
    mira = ed.post(at, {"name": "Mira", "voice": "plain"}, format="json").json()
    editing.edit_scene(scene, cast.ed(), speaker_id=mira["id"])
    own = f"/api/v1/characters/{mira['id']}"
    told = ed.patch(own, {"description": "Runs the shop"}, format="json").json()
    assert (told["name"], told["description"], told["scenes"]) == ("Mira", "Runs the shop", [1])
    assert ed.post(f"{own}/portrait", sent(cast.photo_bytes()), format="multipart").json()["portrait"]
    assert ed.delete(f"{own}/portrait").json()["portrait"] is None
    assert [row["name"] for row in ed.get(at).json()] == ["Mira"]
    assert ed.delete(own).status_code == 204
    assert ed.get(own).status_code == 404


def test_a_voice_that_nobody_has_is_refused_and_those_there_are_are_listed(ed, project):
    answer = ed.post(
        f"/api/v1/projects/{project.pk}/characters", {"name": "Mira", "voice": "x"}, format="json"
    )
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "voice")
    assert [row["name"] for row in ed.get("/api/v1/voices?language=en").json()] == ["plain"]


# --- who may what ----------------------------------------------------------------------------
def test_a_mouth_is_marked_looked_at_and_taken_back(ed, project):
    mira = characters.add(project, cast.ed(), name="Mira")
    at, mouth = f"/api/v1/characters/{mira.pk}/mouth", {"left": [0.4, 0.6], "right": [0.6, 0.6]}
    assert error_of(ed.put(at, {"still": True}, format="json")) == (422, "invalid")  # no portrait yet
    characters.edit(mira, cast.ed(), portrait=cast.picture(5))
    assert error_of(ed.put(at, mouth, format="json")) == (422, "invalid")
    whole = {**mouth, "middle": [0.5, 0.61]}
    assert ed.put(at, whole, format="json").json()["mouth"] == whole
    assert ed.get(f"/api/v1/characters/{mira.pk}").json()["mouth"] == whole
    assert ed.put(at, {"still": True}, format="json").json()["mouth"] == {"still": True}
    assert ed.delete(at).json()["mouth"] is None


READS = ["scenes/{scene}/takes", "projects/{project}/music", "projects/{project}/characters",
         "characters/{mira}"]  # fmt: skip
WRITES = ["post scenes/{scene}/upload/clip", "post scenes/{scene}/regenerate", "post takes/{take}/pick",
          "patch projects/{project}/music", "post projects/{project}/music/upload",
          "post projects/{project}/music/compose", "post projects/{project}/characters",
          "patch characters/{mira}", "delete characters/{mira}", "post characters/{mira}/portrait",
          "delete characters/{mira}/portrait",
          "put characters/{mira}/mouth", "delete characters/{mira}/mouth"]  # fmt: skip


@pytest.fixture
def things(project, scene):
    mira = characters.add(project, cast.ed(), name="Mira")
    return {"project": project.pk, "scene": scene.pk, "take": scene.takes.first().pk, "mira": mira.pk}


def write(client, asked, things):
    verb, path = asked.format(**things).split()
    return getattr(client, verb)(f"/api/v1/{path}", {"name": "Else", "what": "image"}, format="multipart")


def test_oscar_finds_none_of_it(things):
    before = AuditEntry.objects.count()
    for path in READS:
        assert as_(cast.oscar()).get("/api/v1/" + path.format(**things)).status_code == 404
    for asked in WRITES:
        assert write(as_(cast.oscar()), asked, things).status_code == 404, asked
    assert AuditEntry.objects.count() == before


def test_vera_reads_and_does_not_write(things):
    for path in READS:
        assert as_(cast.vera()).get("/api/v1/" + path.format(**things)).status_code == 200
    for asked in WRITES:
        assert error_of(write(as_(cast.vera()), asked, things)) == (403, "not_allowed"), asked


def test_nothing_is_changed_while_a_job_owns_the_board(ed, things, project):
    VideoProject.objects.filter(pk=project.pk).update(state="rendering")
    for verb, path, asked in (
        ("patch", f"projects/{project.pk}/music", {"volume_db": -20}),
        ("patch", f"characters/{things['mira']}", {"name": "Else"}),
        ("post", f"takes/{things['take']}/pick", {}),
        ("post", f"scenes/{things['scene']}/regenerate", {"what": "image"}),
    ):
        assert error_of(getattr(ed, verb)(f"/api/v1/{path}", asked, format="json")) == (409, "illegal_state")
