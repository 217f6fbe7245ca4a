"""Every edit of a board can be taken back by who made it, and nobody's later edit is lost by that."""

import pytest

from projects.board import characters, comments, editing, review, soundtrack, undo
from projects.board.digest import board_digest
from projects.board.pictures import put_on_frame
from projects.errors import Conflict, IllegalMove
from projects.models import ProjectState, Scene, VideoProject
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return cast.board()


def scenes(project):
    return list(project.scenes.all())


def fresh(project):
    return VideoProject.objects.get(pk=project.pk)


def said(project):
    """All that a board says, without the counters: to compare before and after."""
    found = undo.edits.current(project)
    for row in found["scenes"]:
        row["picks"] = dict(sorted(row["picks"].items()))
    return found


def take_back(project, by):
    return undo.undo(project, by, undo.next_undo(project, by))


def do_again(project, by):
    return undo.redo(project, by, undo.next_redo(project, by))


def edit_words(project):
    editing.edit_scene(scenes(project)[0], cast.ed(), text="Other words.", visual_prompt="A quiet bay")


def speak(project):
    person = characters.add(project, cast.ed(), name="Ida", voice="ava")
    editing.edit_scene(scenes(project)[1], cast.ed(), speaker_id=person.pk)
    characters.remove(person, cast.ed())


EDITS = {
    "words": edit_words,
    "settings": lambda project: editing.edit_project(project, cast.ed(), style="bold", title="Another"),
    "a new scene": lambda project: editing.add_scene(project, cast.ed(), after=scenes(project)[0]),
    "a copy": lambda project: editing.duplicate_scene(scenes(project)[1], cast.ed()),
    "a cut in two": lambda project: editing.split_scene(scenes(project)[2], cast.ed()),
    "a merge": lambda project: editing.merge_next(scenes(project)[0], cast.ed()),
    "a deleted scene": lambda project: editing.delete_scene(scenes(project)[1], cast.ed()),
    "another order": lambda project: editing.reorder(
        project, cast.ed(), [scene.pk for scene in reversed(scenes(project))]
    ),
    "balanced lengths": lambda project: editing.balance(
        editing.edit_project(project, cast.ed(), target_ms=9000), cast.ed()
    ),
    "another picture": lambda project: editing.replace_take(
        scenes(project)[0], cast.ed(), "image", cast.picture(9)
    ),
    "words and product elsewhere": lambda project: put_on_frame.put(
        scenes(project)[0], cast.ed(), {"words": (0.4, 0.3, 1.2), "product": (0.5, 0.6, 0.9)}
    ),
    "music off": lambda project: soundtrack.change(project, cast.ed(), on=False),
    "a character who came, spoke and went": speak,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_an_edit_is_taken_back_and_done_again(board, edit):
    before, count = said(board), board.edits.count()
    edit(board)
    after = said(board)
    assert after != before or edit is speak
    while board.edits.filter(undone=None, undo_of=None).count() > count:
        assert take_back(board, cast.ed())
    assert said(board) == before
    while undo.next_redo(board, cast.ed()):
        assert do_again(board, cast.ed())
    assert said(board) == after


def test_a_verb_of_several_parts_is_taken_back_as_one(board):
    count = board.edits.count()
    editing.split_scene(scenes(board)[0], cast.ed())
    assert board.edits.count() == count + 1
    assert board.edits.first().verb == "split scene"


def test_a_deleted_scene_comes_back_with_its_takes_and_comments(board):
    scene = scenes(board)[1]
    editing.replace_take(scene, cast.ed(), "image", cast.picture(7))
    comments.say(board, cast.ann(), "Lovely light.", scene=scene)
    editing.delete_scene(scene, cast.ed())
    assert [one.scene_index for one in scenes(board)] == [1, 2]
    take_back(board, cast.ed())
    back = scenes(board)[1]
    assert back.pk == scene.pk
    assert back.comments.get().text == "Lovely light."
    assert back.takes.count() == 2


def test_others_edits_of_other_things_stay(board):
    first, second, third = scenes(board)
    editing.delete_scene(first, cast.ed())
    editing.edit_scene(Scene.objects.get(pk=third.pk), cast.adam(), text="Adam's words.")
    added = editing.add_scene(board, cast.adam(), text="At the end.")
    take_back(board, cast.ed())
    assert [scene.pk for scene in scenes(board)] == [first.pk, second.pk, third.pk, added.pk]
    assert scenes(board)[2].text == "Adam's words."


def test_what_somebody_changed_since_is_not_overwritten(board):
    scene = scenes(board)[0]
    editing.edit_scene(scene, cast.ed(), text="Ed's words.")
    editing.edit_scene(Scene.objects.get(pk=scene.pk), cast.adam(), text="Adam's words.")
    with pytest.raises(Conflict, match="adam changed the words of scene 1"):
        take_back(board, cast.ed())
    assert scenes(board)[0].text == "Adam's words."
    take_back(board, cast.adam())
    take_back(board, cast.ed())
    assert scenes(board)[0].text == "Sentence number 1."


def test_a_scene_that_somebody_worked_on_since_is_not_taken_away(board):
    added = editing.add_scene(board, cast.ed(), text="New.")
    editing.edit_scene(added, cast.adam(), text="Newer.")
    with pytest.raises(Conflict, match="adam"):
        take_back(board, cast.ed())
    assert Scene.objects.filter(pk=added.pk).exists()


def test_words_that_a_machine_wrote_since_are_not_overwritten(board):
    scene = scenes(board)[0]
    editing.edit_scene(scene, cast.ed(), text="Ed's words.")
    Scene.objects.filter(pk=scene.pk).update(text="A machine's words.")
    with pytest.raises(Conflict, match="The studio changed the words of scene 1"):
        take_back(board, cast.ed())


def test_each_person_takes_back_their_own(board):
    editing.edit_scene(scenes(board)[0], cast.ed(), text="Ed's words.")
    editing.edit_scene(scenes(board)[1], cast.adam(), text="Adam's words.")
    take_back(board, cast.ed())
    assert [scene.text for scene in scenes(board)[:2]] == ["Sentence number 1.", "Adam's words."]


def test_the_second_press_does_nothing(board):
    editing.edit_scene(scenes(board)[0], cast.ed(), text="Ed's words.")
    edit = undo.next_undo(board, cast.ed())
    assert undo.undo(board, cast.ed(), edit) is True
    version = fresh(board).board_version
    assert undo.undo(board, cast.ed(), edit) is False
    assert fresh(board).board_version == version


def test_a_new_edit_ends_what_could_be_done_again(board):
    editing.edit_scene(scenes(board)[0], cast.ed(), text="Ed's words.")
    take_back(board, cast.ed())
    editing.edit_scene(scenes(board)[1], cast.ed(), text="Others.")
    assert undo.next_redo(board, cast.ed()) is None


def test_an_approval_holds_again_when_the_edit_is_taken_back():
    project = cast.board(by=cast.ed())
    review.submit(project, cast.ed())
    review.approve(fresh(project), cast.ann())
    digest = board_digest(project)
    VideoProject.objects.filter(pk=project.pk).update(state=ProjectState.COMPLETED)
    editing.delete_scene(scenes(project)[0], cast.ed())
    assert fresh(project).state == ProjectState.STORYBOARD_READY
    take_back(fresh(project), cast.ed())
    assert review.approval(fresh(project)).digest == digest
    assert fresh(project).state == ProjectState.COMPLETED


def test_nothing_is_taken_back_while_a_job_owns_the_board(board):
    editing.edit_scene(scenes(board)[0], cast.ed(), text="Ed's words.")
    VideoProject.objects.filter(pk=board.pk).update(state=ProjectState.RENDERING)
    with pytest.raises(IllegalMove, match="being rendered"):
        take_back(board, cast.ed())


def test_the_history_says_it(board):
    editing.delete_scene(scenes(board)[1], cast.ed())
    take_back(board, cast.ed())
    entry = board.audit.filter(verb="undid").get()
    assert (entry.actor_name, entry.new) == ("ed", "deleted scene 2")
