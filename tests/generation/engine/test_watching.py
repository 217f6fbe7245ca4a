"""Two hundred pages that watch one job are one look at the database, and each is asked for its own right."""

import asyncio

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from generation import watching
from projects.models import Membership
from tests import cast
from tests.generation.engine.test_feed import cookie_of


def asked(look, questions):
    """The answers to questions that are asked at once, each by (key, question)."""
    together = watching.Together(look)

    async def ask():
        return await asyncio.gather(*(together.ask(*one) for one in questions), return_exceptions=True)

    return asyncio.run(ask())


@pytest.mark.django_db(transaction=True)
def test_questions_of_one_moment_are_one_look_and_those_of_one_key_one_question():
    looks = []

    def look(questions):
        looks.append(questions)
        return [question * 10 for question in questions]

    assert asked(look, [("a", 1), ("b", 2), ("a", 1)]) == [10, 20, 10]
    assert looks == [[1, 2]]


@pytest.mark.django_db(transaction=True)
def test_a_question_is_never_answered_by_a_look_that_began_before_it():
    """What is committed before a question is in its answer, also while another look is going on."""
    seen, state = [], {"rows": 1}

    async def ask():
        def look(questions):
            rows = state["rows"]
            seen.append(rows)  # from now on another row may be written
            return [rows for _ in questions]

        together = watching.Together(look)
        first = asyncio.create_task(together.ask("job", None))
        while not seen:
            await asyncio.sleep(0.001)
        state["rows"] = 2
        return await first, await together.ask("job", None)

    assert asyncio.run(ask()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_who_goes_away_takes_no_answer_from_the_others_and_an_error_reaches_all():
    async def ask():
        together = watching.Together(lambda questions: ["news" for _ in questions])
        gone, stays = (asyncio.create_task(together.ask("job", None)) for _ in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    assert asyncio.run(ask()) == "news"

    def broken(_):
        raise OSError("the database is away")

    assert {type(one) for one in asked(broken, [("a", 1), ("b", 2)])} == {OSError}


@pytest.mark.django_db
def test_two_hundred_sessions_are_told_apart_by_two_queries(django_assert_num_queries):
    shop = cast.shop()
    people = [cast.person(f"viewer-{number}", "viewer", shop) for number in range(200)]
    keys = [cookie_of(person).decode().removeprefix("sessionid=") for person in people]
    with django_assert_num_queries(2):
        found = watching.users_of([SessionStore(key) for key in keys])
    assert [found[key] for key in keys] == people


def changed_password(user, key):
    user.set_password("another-one-of-theirs")
    user.save()


def closed_account(user, key):
    user.is_active = False
    user.save()


def signed_out(user, key):
    Session.objects.get(pk=key).delete()


def spoiled(user, key):
    Session.objects.filter(pk=key).update(session_data="no such thing")


@pytest.mark.django_db
@pytest.mark.parametrize("end", [changed_password, closed_account, signed_out, spoiled])
def test_a_session_that_is_not_good_any_more_is_nobody_s(end):
    ed, ann = cast.ed(), cast.ann()
    theirs, hers = (cookie_of(one).decode().removeprefix("sessionid=") for one in (ed, ann))
    end(ed, theirs)
    assert watching.users_of([SessionStore(theirs), SessionStore(hers)]) == {hers: ann}


@pytest.mark.django_db
def test_people_of_many_workspaces_see_only_their_own_by_one_query(django_assert_num_queries):
    from projects import access

    ed, oscar = cast.ed(), cast.oscar()
    mine, other = (
        Membership.objects.get(user=ed).workspace_id,
        Membership.objects.get(user=oscar).workspace_id,
    )
    with django_assert_num_queries(1):
        assert access.workspaces_of([ed, oscar]) == {ed.pk: (mine,), oscar.pk: (other,)}


@pytest.mark.django_db
def test_a_look_at_known_sessions_checks_no_signature_again(monkeypatch):
    """A changed row is looked at, the others are known: hundreds are asked for again at each event."""
    opened = []
    decode = SessionStore.decode
    monkeypatch.setattr(SessionStore, "decode", lambda self, data: opened.append(data) or decode(self, data))
    watching._opened.cache_clear()
    keys = [cookie_of(one).decode().removeprefix("sessionid=") for one in (cast.ed(), cast.ann())]
    for _ in range(3):
        assert len(watching.users_of([SessionStore(key) for key in keys])) == 2
    assert len(opened) == 2
    spoiled(cast.ed(), keys[0])
    assert list(watching.users_of([SessionStore(key) for key in keys])) == keys[1:]
    assert len(opened) == 3
