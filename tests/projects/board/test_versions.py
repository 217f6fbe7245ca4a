"""Versions of a board are points to go back to; its trash keeps what was deleted for thirty days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generation import actions
from projects.board import editing, review, undo, versions
from projects.errors import BadInput
from projects.models import BoardEdit, Scene, VideoProject
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return cast.board()


def texts(project):
    return [scene.text for scene in project.scenes.all()]


def test_a_version_is_gone_back_to_and_that_is_undone_like_any_edit(board):
    before = texts(board)
    version = versions.save(board, cast.ed(), " Long cut ")
    assert version.name == "Long cut"
    editing.delete_scene(board.scenes.first(), cast.ed())
    editing.edit_scene(board.scenes.first(), cast.adam(), text="Short.")
    short = texts(board)
    assert versions.restore(version, cast.ed()) is True
    assert texts(board) == before
    undo.undo(board, cast.ed(), undo.next_undo(board, cast.ed()))
    assert texts(board) == short


def test_going_back_to_how_it_is_changes_nothing(board):
    version = versions.save(board, cast.ed(), "Now")
    count = VideoProject.objects.get(pk=board.pk).board_version
    assert versions.restore(version, cast.ed()) is False
    assert VideoProject.objects.get(pk=board.pk).board_version == count


def test_a_version_voids_nothing(board):
    review.submit(board, cast.ed())
    versions.save(board, cast.ed(), "As submitted")
    assert review.is_held(board)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_version_has_a_name(board, name):
    with pytest.raises(BadInput, match="name"):
        versions.save(board, cast.ed(), name)


def test_what_a_fresh_storyboard_replaces_is_kept(board):
    actions.storyboard(board, cast.ed(), fresh=True)
    assert board.versions.get().name == "Before it was made anew"


def test_a_deleted_scene_is_brought_back_from_the_trash_once(board):
    scene = board.scenes.first()
    editing.delete_scene(scene, cast.ed())
    (gone,) = versions.trash(board)
    for _ in range(2):
        back = versions.bring_back(gone, cast.ed())
    assert (back.pk, back.scene_index) == (scene.pk, 3)
    assert versions.trash(board) == []
    assert board.scenes.count() == 3


def test_after_thirty_days_the_trash_is_empty(board):
    editing.delete_scene(board.scenes.first(), cast.ed())
    editing.delete_scene(board.scenes.first(), cast.ed())
    old = timezone.now() - timedelta(days=31)
    Scene.with_deleted.filter(pk=versions.trash(board)[0].pk).update(deleted=old)
    BoardEdit.objects.filter(project=board).update(created=old)
    assert versions.purge() == 1
    assert len(versions.trash(board)) == 1
    assert undo.next_undo(board, cast.ed()) is None
