"""Who is told what: members, each once, never who did it, in the transaction of the deed."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from projects import retention
from projects.board import comments, review
from projects.models import Membership, Notification, NotificationKind
from projects.notifications import choices, tell
from tests import cast, fakes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def board():
    for person in (cast.vera, cast.ann, cast.adam):
        person()
    cast.oscar()
    return cast.board()


def told(person):
    return [(row.kind, row.title) for row in person.notifications.order_by("pk")]


def test_ann_is_told_when_ed_submits_and_ed_is_not(board):
    review.submit(board, cast.ed())
    assert told(cast.ann()) == [("review_wanted", "ed asks for your decision on “Ridge Flask”")]
    assert len(told(cast.adam())) == 1
    assert told(cast.ed()) == told(cast.vera()) == told(cast.oscar()) == []


def test_an_approver_who_submits_does_not_tell_themselves(board):
    review.submit(board, cast.ann())
    assert told(cast.ann()) == []


def test_ed_is_told_what_ann_decided_with_her_note(board):
    review.submit(board, cast.ed())
    review.ask_changes(board, cast.ann(), "Warmer, please.")
    row = cast.ed().notifications.get()
    assert (row.kind, row.title) == ("decided", "ann asks for changes to “Ridge Flask”")
    assert row.text == "Warmer, please." and row.link == f"/projects/{board.pk}/"
    review.submit(board, cast.ed())
    review.approve(board, cast.ann())
    assert told(cast.ed())[-1] == ("decided", "ann approved “Ridge Flask”")


def test_what_is_refused_tells_nobody(board):
    review.submit(board, cast.ed())
    before = Notification.objects.count()
    for verb in (lambda: review.submit(board, cast.ed()), lambda: review.approve(board, cast.ed())):
        with pytest.raises(Exception, match=r"."), transaction.atomic():
            verb()
    assert Notification.objects.count() == before


def test_ed_is_told_of_anns_comment_and_not_of_his_own(board):
    comments.say(board, cast.ed(), "Mine.")
    said = comments.say(board, cast.ann(), "Warmer?", scene=board.scenes.all()[1])
    row = cast.ed().notifications.get()
    assert row.title == "ann comments on scene 2 of “Ridge Flask”"
    assert row.link == f"/comments/{said.pk}/"


def test_who_is_mentioned_is_told_once_and_only_of_that(board):
    said = comments.say(board, cast.ann(), "@ed @vera @oscar @ann look")
    assert [kind for kind, _ in told(cast.ed())] == ["mention"]
    assert [kind for kind, _ in told(cast.vera())] == ["mention"]
    assert told(cast.oscar()) == told(cast.ann()) == []
    comments.edit(said, cast.ann(), "@ed @vera @adam look")
    assert [kind for kind, _ in told(cast.adam())] == ["mention"]
    assert len(told(cast.ed())) == 1


def test_those_of_a_thread_are_told_of_an_answer(board):
    asked = comments.say(board, cast.vera(), "Is that our blue?")
    comments.say(board, cast.ann(), "It is.", parent=asked)
    assert told(cast.vera()) == [("reply", "ann answers on “Ridge Flask”")]
    assert [kind for kind, _ in told(cast.ed())] == ["comment", "comment"]


def test_a_finished_and_a_failed_render_and_a_scene_to_decide_are_told(board):
    tell.render_done(board, cast.ann().pk)
    tell.render_failed(board, None, "The disk is full.")
    tell.needs_decision(board, None, "Scene 2")
    assert [kind for kind, _ in told(cast.ed())] == ["render_done", "render_failed", "needs_decision"]
    assert [kind for kind, _ in told(cast.ann())] == ["render_done"]
    assert told(cast.ed())[2][1] == "Scene 2 of “Ridge Flask” needs a decision"


def test_a_budget_that_is_nearly_spent_is_told_to_who_manages_it(board):
    tell.budget_nearly_spent(board.workspace, None, "Spent: 85 % of 10 USD")
    assert [kind for kind, _ in told(cast.adam())] == ["budget"]
    assert told(cast.ed()) == []


def test_who_left_is_told_nothing(board):
    Membership.objects.filter(user=cast.ann()).delete()
    ann = Notification.objects.model._meta.get_field("user").remote_field.model.objects.get(username="ann")
    comments.say(board, cast.ed(), "@ann look")
    assert not ann.notifications.exists()


def test_what_somebody_does_not_want_is_not_told(board):
    choices.choose(cast.ed(), NotificationKind.COMMENT, "off")
    comments.say(board, cast.ann(), "Warmer?")
    assert told(cast.ed()) == []


def test_telling_many_takes_as_many_queries_as_telling_one(board, django_assert_num_queries):
    people = [cast.person(f"p{number}", "viewer").pk for number in range(20)]
    say = ("comment", people, "x", "/", board.workspace, board)
    with django_assert_num_queries(3):
        tell.tell(*say)
    with django_assert_num_queries(3):
        tell.tell("comment", people[:1], *say[2:])


def test_old_ones_are_forgotten(board):
    tell.tell("comment", [cast.ed().pk, cast.ann().pk], "x", "/", board.workspace, board)
    now = timezone.now()
    cast.ed().notifications.update(read=now)
    kinds = [kind for kind in retention.kinds() if kind.name.endswith("notifications")]
    gone = [
        sum(retention.remove(kind, now + timedelta(days=days)).count for kind in kinds)
        for days in (29, 31, 91)
    ]
    assert gone == [0, 1, 1]
