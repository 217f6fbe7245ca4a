"""An approval is of what people saw: an upgrade that adds a setting does not end it."""

import ast
import hashlib
import inspect
import json
from importlib import import_module

import pytest
from django.apps import apps

from projects.board import digest, editing, review
from projects.board.characters import add as add_character
from projects.board.characters import mark_mouth
from projects.media import library
from projects.models import BrandKit, ProjectState, Scene, VideoProject
from projects.team import members
from rendering.models import Render
from tests import cast

pytestmark = pytest.mark.django_db

restamp = import_module("rendering.migrations.0005_boards_name_what_differs")
# Every key that came after the first version: where it is set, and to what.
FILM = {
    "caption_look": {"caption_look": "box"},
    "accents": {"accents": "none"},
    "signs": {"signs": False},
    "music_seed": {"music_seed": 7},
}
SCENE = {
    "focus": {"focus_x": 0.25, "focus_y": 0.5},
    "photo": {"photo": "7a" * 32},
    "placement": {"placement": {"9:16": {"words": [0.5, 0.3, 1.2]}}},
}
# The same of what is no field: named where there is one, and tried below.
OTHERS = {"product", "brand", "spoken", "ai_label", "clip", "portrait", "mouth", "eyes"}


def plain_board():
    """A board about nothing that was bought: a prompt's, with no product and no brand."""
    project = editing.create_project(
        cast.shop(), cast.ed(), "prompt", prompt="A kettle sings", target_ms=5000
    )
    scene = editing.add_scene(project, cast.ed(), text="It sings.", duration_ms=5000)
    editing.replace_take(scene, cast.ed(), "image", cast.picture())
    return VideoProject.objects.get(pk=project.pk)


def test_a_board_with_nothing_chosen_names_what_the_first_version_named():
    """A key that is added later must be left out at its default, or every approval ends with the upgrade."""
    board = digest.board(plain_board())
    assert set(board) == digest.ALWAYS
    assert set(board["scenes"][0]) == digest.ALWAYS_IN_SCENE


def test_the_first_versions_keys_are_what_they_were():
    assert hashlib.sha256(" ".join(sorted(digest.ALWAYS)).encode()).hexdigest()[:8] == "be6b19be"
    assert hashlib.sha256(" ".join(sorted(digest.ALWAYS_IN_SCENE)).encode()).hexdigest()[:8] == "f2d025e8"


def test_every_key_that_was_added_is_tried_here():
    """Whoever adds one adds it to FILM, SCENE or OTHERS, and a test that approvals hold."""
    code = ast.parse(inspect.getsource(digest))
    functions = [node for node in code.body if isinstance(node, ast.FunctionDef)]
    known = [node for function in functions for node in ast.walk(function) if isinstance(node, ast.Dict)]
    named = {key.value for node in known for key in node.keys if isinstance(key, ast.Constant)}
    assert named == digest.ALWAYS | digest.ALWAYS_IN_SCENE | set(FILM) | set(SCENE) | OTHERS


@pytest.mark.parametrize("key", sorted(FILM))
def test_a_setting_that_was_added_is_named_where_it_is_set_alone(key):
    project = plain_board()
    before = digest.board_digest(project)
    changed = editing.edit_project(project, cast.ed(), **FILM[key])
    assert key in digest.board(changed)
    assert digest.board_digest(changed) != before
    back = {name: VideoProject._meta.get_field(name).get_default() for name in FILM[key]}
    assert digest.board_digest(editing.edit_project(changed, cast.ed(), **back)) == before


@pytest.mark.parametrize("key", sorted(SCENE))
def test_what_was_added_to_a_scene_is_named_where_it_is_set_alone(key):
    project = plain_board()
    before = digest.board_digest(project)
    Scene.objects.filter(project=project).update(**SCENE[key])
    assert key in digest.board(project)["scenes"][0]
    assert digest.board_digest(project) != before


def test_a_speaker_adds_a_face_only_where_there_is_one():
    project = plain_board()
    person = add_character(project, cast.ed(), name="Otto")
    editing.edit_scene(project.scenes.get(), cast.ed(), speaker_id=person.pk)
    assert set(digest.board(project)["scenes"][0]) == digest.ALWAYS_IN_SCENE


def test_a_clip_and_a_face_and_its_mouth_are_named_where_a_person_chose_them():
    project = plain_board()
    before = digest.board_digest(project)
    scene = project.scenes.get()
    film = library.keep(cast.shop(), "clip", b"film", "video/mp4", "upload", duration_ms=5000)
    clip = editing.replace_take(scene, cast.ed(), "clip", film)
    assert set(digest.board(project)["scenes"][0]) == digest.ALWAYS_IN_SCENE | {"clip"}
    clip.delete()
    person = add_character(project, cast.ed(), name="Otto", portrait=cast.picture(4))
    editing.edit_scene(scene, cast.ed(), speaker_id=person.pk)
    assert set(digest.board(project)["scenes"][0]) == digest.ALWAYS_IN_SCENE | {"portrait"}
    mark_mouth(person, cast.ed(), {"still": True})
    assert set(digest.board(project)["scenes"][0]) == digest.ALWAYS_IN_SCENE | {"portrait", "mouth"}
    editing.edit_scene(scene, cast.ed(), speaker_id=None)
    assert digest.board_digest(project) == before


def test_a_product_and_a_brand_are_named_where_there_are_some():
    project = plain_board()
    kit = BrandKit.objects.create(workspace=cast.shop(), name="Calm")
    assert set(digest.board(editing.edit_project(project, cast.ed(), brand_kit=kit))) == digest.ALWAYS | {
        "brand"
    }
    assert set(digest.board(cast.board())) == digest.ALWAYS | {"product"}


def label(workspace, words):
    rules = {"self_approval": False, "token_approval": False, "must_be_signed": False}
    members.edit_workspace(workspace, cast.adam(), workspace.name, **rules, ai_label=words)


def test_a_label_of_what_is_generated_is_named_where_the_workspace_has_one():
    project = plain_board()
    before = digest.board_digest(project)
    label(project.workspace, "Made with AI")
    labelled = VideoProject.objects.get(pk=project.pk)
    assert digest.board(labelled)["ai_label"] == "Made with AI"
    assert digest.board_digest(labelled) != before
    label(project.workspace, "")
    assert digest.board_digest(VideoProject.objects.get(pk=project.pk)) == before


def test_captions_that_are_off_have_no_look():
    project = plain_board()
    off = editing.edit_project(project, cast.ed(), captions=False)
    before = digest.board_digest(off)
    assert digest.board_digest(editing.edit_project(off, cast.ed(), caption_look="box")) == before


# --- boards that were agreed on by an older version ----------------------------------------------
def approved(project):
    review.submit(project, cast.ed())
    review.approve(VideoProject.objects.get(pk=project.pk), cast.ann())
    return VideoProject.objects.get(pk=project.pk)


def as_before(project, **named):
    """Write the approval as an older version did: None takes a key out of the board."""
    row = project.submissions.get(state="approved")
    board = {key: value for key, value in {**row.board, **named}.items() if value is not None}
    plain = json.dumps(board, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    old = hashlib.sha256(plain.encode()).hexdigest()
    type(row).objects.filter(pk=row.pk).update(board=board, digest=old)
    picture = cast.picture()
    values = {"duration_ms": 6000, "frames": 180, "width": 720, "height": 1280}
    return Render.objects.create(project=project, spec={}, video=picture, digest=old, **values)


OLDER = {
    "without looks of captions": {},
    "with a line of colours": {"caption_look": "box, sans, #1b1c1e on #faf9f6, #1b1c1e"},
    "with captions that are off": {"caption_look": ""},
}


@pytest.mark.parametrize("named", OLDER.values(), ids=OLDER)
def test_an_approval_of_an_older_version_holds(named):
    project = approved(cast.board())
    render = as_before(project, **named)
    restamp.name_what_differs(apps, None)
    held = review.approval(project)
    assert held is not None
    render.refresh_from_db()
    assert render.digest == held.digest == digest.board_digest(project)


def test_a_look_that_a_person_chose_stays_theirs():
    project = approved(cast.board(caption_look="karaoke"))
    as_before(
        project, product="Ridge Flask, $29.00", caption_look="karaoke, sans, #1b1c1e on #faf9f6, #aa0000"
    )
    restamp.name_what_differs(apps, None)
    assert review.approval(project).board["caption_look"] == "karaoke"


def test_a_board_that_was_changed_since_is_not_agreed_on_again():
    project = approved(cast.board())
    as_before(project, product="Ridge Flask, $19.00", caption_look="box, sans")
    restamp.name_what_differs(apps, None)
    assert review.approval(project) is None


def test_a_copy_that_does_not_fit_its_digest_is_left_alone():
    project = approved(cast.board())
    as_before(project, caption_look="box, sans")
    row = project.submissions.get(state="approved")
    type(row).objects.filter(pk=row.pk).update(digest="0" * 64)
    restamp.name_what_differs(apps, None)
    assert review.approval(project) is None


def test_another_price_still_ends_an_approval():
    from projects.catalog import products

    project = approved(cast.board())
    VideoProject.objects.filter(pk=project.pk).update(state=ProjectState.COMPLETED)
    products.edit_product(cast.flask(), cast.ed(), price="31.00")
    assert review.approval(VideoProject.objects.get(pk=project.pk)) is None
