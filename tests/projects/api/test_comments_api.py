"""A program says something, answers, changes its words, takes them back and resolves."""

import pytest

from projects.board import comments
from tests import cast, fakes
from tests.projects.api.callers import as_

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def board():
    cast.ann()
    return cast.board()


def test_a_program_talks(board):
    ed, path = as_(cast.ed()), f"/api/v1/projects/{board.pk}/comments"
    box = {"shape": "box", "points": [[0.1, 0.2], [0.4, 0.5]]}
    said = ed.post(path, {"text": "Too fast, @ann.", "at_ms": 7000, "anchor": box}).json()
    assert (said["at_ms"], said["anchor"], said["version"]) == (7000, box, 1)
    answer = as_(cast.ann()).post(path, {"text": "Right.", "reply_to": said["id"]}).json()
    assert answer["reply_to"] == said["id"]
    one = f"/api/v1/comments/{said['id']}/"
    assert ed.patch(one, {"text": "Too slow.", "version": 1}).json()["version"] == 2
    assert ed.patch(one, {"text": "Too late.", "version": 1}).status_code == 409
    assert as_(cast.ann()).patch(one, {"text": "Mine."}).status_code == 403
    assert ed.post(f"{one}resolve").json()["resolved_by"] == "ed"
    assert ed.get(f"{path}?open=true").json() == []
    assert ed.post(f"{one}reopen").json()["resolved"] is None
    assert ed.delete(one).status_code == 204 and ed.get(one).status_code == 404
    assert ed.post(f"{one}restore").json()["text"] == "Too slow."


def test_the_same_key_says_it_once(board):
    ed, path = as_(cast.ed()), f"/api/v1/projects/{board.pk}/comments"
    first, again = (
        ed.post(path, {"text": "Once."}, headers={"Idempotency-Key": "say-1"}).json() for _ in range(2)
    )
    assert first == again and board.comments.count() == 1


def test_an_outsider_and_another_boards_comment_are_not_there(board):
    said = comments.say(board, cast.ed(), "Here.")
    for call in ("get", "patch", "delete"):
        assert getattr(as_(cast.oscar()), call)(f"/api/v1/comments/{said.pk}/").status_code == 404
    other = cast.board(title="Another")
    path = f"/api/v1/projects/{other.pk}/comments"
    assert as_(cast.ed()).post(path, {"text": "x", "reply_to": said.pk}).status_code == 404


def test_no_address_of_a_member_is_told(board):
    person = cast.ed()
    person.email = "ed@lolas.test"
    person.save()
    comments.say(board, person, "Here.")
    answer = as_(cast.vera()).get(f"/api/v1/projects/{board.pk}/comments")
    assert "lolas.test" not in answer.content.decode()
