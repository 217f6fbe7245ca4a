"""What people say about a board: answers, mentions, edits, the trash, what is open, and on what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.board import anchors, comments, editing, mentions, review
from projects.board.history import changed_values, entries, entry_in_words
from projects.errors import BadInput, Conflict, IllegalMove, NotAllowed
from projects.models import Comment, VideoProject
from tests import cast, fakes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def board():
    cast.ann()
    return cast.board()


def test_an_answer_stands_under_what_it_answers(board):
    asked = comments.say(board, cast.ann(), "Warmer?", scene=board.scenes.first())
    comments.say(board, cast.ed(), "Done.", parent=asked)
    [thread] = comments.threads(board, board.scenes.first())
    assert [answer.text for answer in thread.replies] == ["Done."]
    assert comments.threads(board) == []


def test_an_answer_to_an_answer_stands_in_the_same_thread(board):
    asked = comments.say(board, cast.ann(), "Warmer?")
    answer = comments.say(board, cast.ed(), "Done.", parent=asked)
    assert comments.say(board, cast.vera(), "Lovely.", parent=answer).parent == asked


def test_a_comment_changes_nothing_of_the_board_and_no_approval(board):
    review.submit(board, cast.ed())
    review.approve(board, cast.ann())
    before = VideoProject.objects.get(pk=board.pk)
    said = comments.say(board, cast.vera(), "Is that the right blue?", scene=board.scenes.first())
    comments.resolve(said, cast.vera())
    after = VideoProject.objects.get(pk=board.pk)
    assert (after.board_version, after.state) == (before.board_version, before.state)
    assert review.approval(after)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_no_words_and_too_many_are_refused(board, text):
    with pytest.raises(BadInput):
        comments.say(board, cast.ed(), text)


# --- one's own -------------------------------------------------------------------------------
def test_words_are_edited_by_who_said_them_only(board):
    said = comments.say(board, cast.ann(), "Warmr.")
    with pytest.raises(NotAllowed):
        comments.edit(said, cast.adam(), "Colder.")
    with pytest.raises(NotAllowed):
        comments.delete(said, cast.ed())
    now = comments.edit(said, cast.ann(), "Warmer.", version=1)
    assert (now.text, now.version, now.edited is not None) == ("Warmer.", 2, True)


def test_of_two_windows_the_second_edit_is_told(board):
    said = comments.say(board, cast.ann(), "Warm.")
    comments.edit(said, cast.ann(), "Warmer.", version=1)
    with pytest.raises(Conflict) as refused:
        comments.edit(said, cast.ann(), "Warmest.", version=1)
    assert refused.value.current.text == "Warmer."


def test_a_deleted_comment_comes_back_and_twice_is_once(board):
    said = comments.say(board, cast.ann(), "Warmer.")
    for _ in range(2):
        comments.delete(said, cast.ann())
    assert comments.threads(board) == []
    assert comments.trash(board, cast.ann()) == [said]
    assert comments.trash(board, cast.ed()) == []
    for _ in range(2):
        comments.bring_back(said, cast.ann())
    assert [one.text for one in comments.threads(board)] == ["Warmer."]
    told = [entry_in_words(entry) for entry in entries(board)][:3]
    assert told == [
        "brought back a comment on the board",
        "deleted a comment on the board",
        "commented on the board",
    ]


def test_a_deleted_comment_keeps_its_place_while_it_has_answers(board):
    said = comments.say(board, cast.ann(), "Warmer.")
    comments.say(board, cast.ed(), "Done.", parent=said)
    comments.delete(said, cast.ann())
    [thread] = comments.threads(board)
    assert thread.deleted and [row.text for row in thread.replies] == ["Done."]
    assert not comments.open_ones(board).exists()


def test_the_trash_is_emptied_after_thirty_days_and_answers_stay(board):
    alone = comments.say(board, cast.ann(), "Alone.")
    asked = comments.say(board, cast.ann(), "Asked.")
    comments.say(board, cast.ed(), "Answered.", parent=asked)
    for one in (alone, asked):
        comments.delete(one, cast.ann())
    assert comments.purge(timezone.now() + timedelta(days=29)) == 0
    assert comments.purge(timezone.now() + timedelta(days=31)) == 2
    assert comments.purge(timezone.now() + timedelta(days=31)) == 0
    assert not Comment.with_deleted.filter(pk=alone.pk).exists()
    assert [row.text for row in comments.threads(board)[0].replies] == ["Answered."]
    with pytest.raises(IllegalMove):
        comments.bring_back(asked, cast.ann())


def test_what_is_gone_cannot_be_answered(board):
    said = comments.say(board, cast.ann(), "Warmer.")
    comments.delete(said, cast.ann())
    with pytest.raises(IllegalMove):
        comments.say(board, cast.ed(), "Done.", parent=said)


# --- open and resolved -----------------------------------------------------------------------
def test_resolved_ones_are_not_open_and_open_again_when_reopened(board):
    said = comments.say(board, cast.vera(), "Warmer?", scene=board.scenes.first())
    answer = comments.say(board, cast.ann(), "Yes.", parent=said)
    assert list(comments.open_ones(board)) == [said]
    for _ in range(2):
        assert comments.resolve(said, cast.ed()).resolved_by == cast.ed()
    assert not comments.open_ones(board).exists()
    comments.reopen(said, cast.vera())
    assert list(comments.open_ones(board)) == [said]
    with pytest.raises(BadInput):
        comments.resolve(answer, cast.ed())


def test_a_viewer_resolves_what_they_began_and_nothing_else(board):
    mine, other = (comments.say(board, by, "Warmer?") for by in (cast.vera(), cast.ann()))
    comments.resolve(mine, cast.vera())
    with pytest.raises(NotAllowed):
        comments.resolve(other, cast.vera())


def test_comments_of_a_deleted_scene_wait_for_nobody_until_it_is_back(board):
    scene = board.scenes.first()
    comments.say(board, cast.ann(), "Warmer?", scene=scene)
    editing.delete_scene(scene, cast.ed())
    assert not comments.open_ones(board).exists()


# --- what it was made on ---------------------------------------------------------------------
def test_a_comment_on_a_scene_is_of_an_earlier_version_once_that_scene_is_edited(board):
    first, second = board.scenes.all()[:2]
    said = comments.say(board, cast.ann(), "Warmer?", scene=first)
    editing.edit_scene(second, cast.ed(), text="Another sentence.")
    assert not comments.threads(board, first)[0].is_earlier
    editing.reorder(board, cast.ed(), [second.pk, first.pk, board.scenes.last().pk])
    assert not comments.threads(board, first)[0].is_earlier
    editing.edit_scene(first, cast.ed(), text="Other words.")
    assert comments.threads(board, first)[0].is_earlier
    assert said.board_version < VideoProject.objects.get(pk=board.pk).board_version


def test_a_comment_on_the_board_is_of_an_earlier_version_once_anything_is_edited(board):
    comments.say(board, cast.ann(), "Too fast.", at_ms=7000)
    assert not comments.threads(board)[0].is_earlier
    editing.edit_scene(board.scenes.last(), cast.ed(), text="Other words.")
    assert comments.threads(board)[0].is_earlier


def test_comments_of_before_versions_were_kept_say_nothing_of_them(board):
    Comment.objects.create(project=board, author=cast.ann(), text="Old.")
    assert not comments.threads(board)[0].is_earlier


def test_the_history_says_what_was_said_where(board):
    scene = board.scenes.all()[2]
    said = comments.say(board, cast.ann(), "Warmr.", scene=scene)
    comments.say(board, cast.ann(), "Too fast.", at_ms=67_400)
    comments.edit(said, cast.ann(), "Warmer.")
    edited, filmed, commented = entries(board)[:3]
    assert entry_in_words(edited) == "edited a comment on scene 3"
    assert [(one.before, one.after) for one in changed_values(edited)] == [("Warmr.", "Warmer.")]
    assert entry_in_words(filmed) == "commented on the film at 1:07"
    assert entry_in_words(commented) == "commented on scene 3"


# --- mentions --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@ann please look", ["ann"]),
        ("Look, @ann.", ["ann"]),
        ("(@ann) and @Ed!", ["ann", "ed"]),
        ("@ann @ann", ["ann"]),
        ("@annabel", []),
        ("ed@ann", []),
        ("mail ann@ed.test", []),
        ("@oscar", []),
        ("@", []),
        ("@@ann", []),
        ("@\uff41\uff4e\uff4e", ["ann"]),
        ("Danke, @jürgen-m.", ["jürgen-m"]),
        ("@kim@shop.test, bitte", ["kim@shop.test"]),
        ("@kim@shop.test.", ["kim@shop.test"]),
        ("@a.b.", ["a.b"]),
        ("ok @ed's line", ["ed"]),
    ],
)
def test_members_are_mentioned_by_name_and_nobody_else(board, text, meant):
    for name in ("jürgen-m", "kim@shop.test", "a.b"):
        cast.person(name, "editor")
    cast.oscar()
    found = mentions.mentioned(text, mentions.members(board.workspace))
    assert [person.username for person in found] == meant


def test_the_pieces_of_a_text_are_the_text(board):
    text = "@ann: look at @ed, and @nobody."
    found = mentions.pieces(text, {"ann", "ed"})
    assert "".join(piece.text for piece in found) == text
    assert [piece.text for piece in found if piece.is_mention] == ["@ann", "@ed"]


# --- places on the frame ---------------------------------------------------------------------
BOX = {"shape": "box", "points": [[0.1, 0.2], [0.4, 0.5]]}


@pytest.mark.parametrize(
    "anchor",
    [
        BOX,
        {"shape": "arrow", "points": [[0, 0], [1, 1]]},
        {"shape": "line", "points": [[0.5, i / 99] for i in range(100)]},
    ],
)
def test_a_drawing_is_kept_in_shares_of_the_frame(board, anchor):
    said = comments.say(board, cast.ann(), "Here.", scene=board.scenes.first(), anchor=anchor)
    said.refresh_from_db()
    assert said.anchor["shape"] == anchor["shape"]
    assert len(said.anchor["points"]) == len(anchor["points"])
    assert anchors.path(said.anchor).startswith("M")


@pytest.mark.parametrize(
    "anchor",
    [
        {}, [], "box", 3, {"shape": "box"}, {"shape": "circle", "points": [[0, 0], [1, 1]]},
        {"shape": "box", "points": [[0, 0]]}, {"shape": "box", "points": [[0, 0], [1.2, 1]]},
        {"shape": "box", "points": [[0, 0], [float("nan"), 1]]},
        {"shape": "arrow", "points": [[0, 0], [True, 1]]},
        {"shape": "line", "points": [[0, 0]] * 201}, {"shape": "line", "points": "0011"},
        {"shape": "box", "points": [[0.3, 0.3], [0.3, 0.3]]}, {"shape": ["box"], "points": []},
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused(board, anchor):
    with pytest.raises(BadInput) as refused:
        comments.say(board, cast.ann(), "Here.", scene=board.scenes.first(), anchor=anchor)
    assert refused.value.field == "anchor"


def test_a_drawing_needs_a_frame(board):
    with pytest.raises(BadInput):
        comments.say(board, cast.ann(), "Here.", anchor=BOX)
    assert comments.say(board, cast.ann(), "Here.", anchor=BOX, at_ms=0).anchor == BOX
