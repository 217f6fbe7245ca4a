"""Where the mouth is on a portrait: what a person may say of it, and what it means for the board."""

import pytest

from projects import mouth_points
from projects.board import characters, editing, mouth_marks
from projects.board.diff import differences
from projects.board.digest import board, board_digest
from projects.errors import BadInput
from tests import cast

pytestmark = pytest.mark.django_db
MOUTH = {"left": [0.4, 0.6], "right": [0.6, 0.6], "middle": [0.5, 0.61]}


@pytest.fixture
def mira():
    project = cast.board()
    person = characters.add(project, cast.ed(), name="Mira", portrait=cast.picture(5))
    editing.edit_scene(project.scenes.first(), cast.ed(), speaker_id=person.pk)
    return person


def test_a_mark_is_of_one_picture_and_gone_with_it(mira):
    mira = characters.mark_mouth(mira, cast.ed(), MOUTH)
    assert mouth_points.read(mouth_marks.label(mira)) == mouth_points.Mouth(
        (0.4, 0.6), (0.6, 0.6), (0.5, 0.61)
    )
    mira.portrait = cast.picture(6)
    assert mouth_marks.marked(mira) is None  # also where somebody set the row by hand
    mira = characters.edit(
        characters.edit(mira, cast.ed(), portrait=cast.picture(7)), cast.ed(), name="Mirabel"
    )
    assert mira.mouth is None


@pytest.mark.parametrize(("changes", "words"), [
    ({"left": None}, "where the left corner"),
    ({"left": [0.4]}, "where the left corner"),
    ({"left": ["a", "b"]}, "where the left corner"),
    ({"middle": [0.5, 1.2]}, "outside the picture"),
    ({"left": [float("nan"), 0.5]}, "outside the picture"),
    ({"right": [0.43, 0.6]}, "pixels wide; 24 are needed"),
    ({"left": [0.6, 0.6], "right": [0.4, 0.6]}, "upside down"),
    ({"right": [0.42, 0.9]}, "upright"),
    ({"left": [0.1, 0.6], "right": [0.9, 0.6]}, "wider than a mouth"),
    ({"middle": [0.41, 0.6]}, "between its corners"),
    ({"middle": [0.5, 0.8]}, "between its corners"),
])  # fmt: skip
def test_what_is_no_mouth_is_refused_with_what_to_do(mira, changes, words):
    with pytest.raises(BadInput, match=words):
        characters.mark_mouth(mira, cast.ed(), {**MOUTH, **changes})
    mira.refresh_from_db()
    assert mira.mouth is None


def test_without_a_portrait_there_is_no_mouth_to_mark(mira):
    with pytest.raises(BadInput, match="no portrait"):
        characters.mark_mouth(characters.edit(mira, cast.ed(), portrait=None), cast.ed(), MOUTH)


def test_a_board_without_marks_is_what_it_was_and_another_mark_another_board(mira):
    before = board(mira.project)
    assert "mouth" not in before["scenes"][0]
    characters.mark_mouth(mira, cast.ed(), MOUTH)
    after = board(mira.project)
    assert [str(one) for one in differences(before, after)] == ["Scene 1 has a mark of the mouth now"]
    one = board_digest(mira.project)
    characters.mark_mouth(mira, cast.ed(), {"still": True})
    assert board_digest(mira.project) != one
    characters.mark_mouth(mira, cast.ed(), None)
    assert board(mira.project) == before


def test_the_desk_keeps_lips_still_and_takes_marks_back(client, mira):
    characters.mark_mouth(mira, cast.ed(), MOUTH)
    client.force_login(cast.adam())
    for action, mark in (("keep_still", mouth_marks.STILL), ("unmark", None)):
        client.post("/admin/projects/character/", {"action": action, "_selected_action": [mira.pk]})
        mira.refresh_from_db()
        assert mouth_marks.marked(mira) == mark
