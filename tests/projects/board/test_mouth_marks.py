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


EYES = [
    [[0.38, 0.4], [0.46, 0.4], [0.42, 0.38], [0.42, 0.42]],
    [[0.54, 0.4], [0.62, 0.4], [0.58, 0.38], [0.58, 0.42]],
]
FACE = {"mouth": MOUTH, "eyes": EYES, "confidence": 0.93}


def test_a_face_that_is_found_is_marked_and_another_board(mira):
    before = board_digest(mira.project)
    mira = characters.edit(mira, cast.ed(), portrait=cast.picture(6), face=FACE)
    assert (mouth_marks.found(mira), mouth_marks.unsure(mira)) == (0.93, False)
    assert mouth_marks.label(mira) == "0.4000,0.6000 0.6000,0.6000 0.5000,0.6100"
    scene = board(mira.project)["scenes"][0]
    assert (scene["mouth"], scene["eyes"]) == (mouth_marks.label(mira), mouth_marks.eyes_label(mira))
    assert (
        mouth_points.read_eyes(scene["eyes"]) == mouth_marks.eyes(mira)
        and board_digest(mira.project) != before
    )
    with_eyes = board(mira.project)
    mira = characters.mark_mouth(mira, cast.ed(), {**MOUTH, "eyes": []})
    assert "eyes" not in board(mira.project)["scenes"][0]
    assert [str(one) for one in differences(board(mira.project), with_eyes)] == [
        "Scene 1 has a mark of the eyes now"
    ]


def test_correcting_the_mouth_keeps_the_eyes_and_no_more_counts_as_found(mira):
    mira = characters.edit(mira, cast.ed(), portrait=cast.picture(6), face=FACE)
    mira = characters.mark_mouth(mira, cast.ed(), {**MOUTH, "left": [0.39, 0.6]})
    assert len(mouth_marks.eyes(mira)) == 2 and mouth_marks.found(mira) is None
    mira = characters.mark_mouth(mira, cast.ed(), {"still": True})
    assert mouth_marks.eyes(mira) == () and mouth_marks.found(mira) is None


@pytest.mark.parametrize("face", [
    {"unsure": "there is no face"},
    {**FACE, "mouth": {**MOUTH, "right": [0.41, 0.6]}},
    {**FACE, "eyes": [EYES[1], EYES[0]]},
])  # fmt: skip
def test_a_face_that_is_not_sure_is_said_and_changes_no_board(mira, face):
    before = {**board(mira.project)["scenes"][0], "portrait": cast.picture(6).digest}
    mira = characters.edit(mira, cast.ed(), portrait=cast.picture(6), face=face)
    assert mouth_marks.unsure(mira) and mouth_marks.marked(mira) is None and mouth_marks.eyes(mira) == ()
    assert board(mira.project)["scenes"][0] == before
    mira = characters.mark_mouth(mira, cast.ed(), MOUTH)
    assert not mouth_marks.unsure(mira) and isinstance(mouth_marks.marked(mira), mouth_points.Mouth)


def test_a_new_character_is_found_with_their_portrait():
    project = cast.board()
    person = characters.add(project, cast.ed(), name="Mira", portrait=cast.picture(5), face=FACE)
    assert mouth_marks.found(person) == 0.93
    assert characters.add(project, cast.ed(), name="Otto", face=FACE).mouth is None


@pytest.mark.parametrize("eyes", [
    "eyes", [EYES[0]], [EYES[0][:3], EYES[1]], [EYES[1], EYES[0]], [[["a", 1]] * 4] * 2, [[[2, 0.5]] * 4] * 2,
    [[[float("nan"), 0.5]] * 4] * 2, [EYES[0], EYES[0]], 7,
])  # fmt: skip
def test_what_are_no_eyes_is_refused(mira, eyes):
    with pytest.raises(BadInput, match=r"[Ee]ye"):
        characters.mark_mouth(mira, cast.ed(), {**MOUTH, "eyes": eyes})


def test_the_desk_keeps_lips_still_and_takes_marks_back(client, mira):
    characters.mark_mouth(mira, cast.ed(), MOUTH)
    client.force_login(cast.adam())
    for action, mark in (("keep_still", mouth_marks.STILL), ("unmark", None)):
        client.post("/admin/projects/character/", {"action": action, "_selected_action": [mira.pk]})
        mira.refresh_from_db()
        assert mouth_marks.marked(mira) == mark
