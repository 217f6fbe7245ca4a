"""The demo's people sign in to a studio that was started for them, with no other password than it tells."""

import pytest
from django.contrib.auth import get_user_model

from vidstudio import demo

pytestmark = pytest.mark.django_db


def test_who_is_made_for_a_film_alone_cannot_sign_in(client):
    demo.workspace()
    assert not any(
        client.login(username=name, password=word) for name, *_ in demo.PEOPLE for word in ("", "!")
    )
    assert not client.login(username="ann", password=demo.PASSWORD)


def test_a_studio_lets_them_in_and_leaves_passwords_that_they_have(client):
    demo.workspace()
    ann = get_user_model().objects.get(username="ann")
    ann.set_password("a word of her own")
    ann.save()
    demo.let_in()
    demo.let_in()
    assert client.login(username="ann", password="a word of her own")
    assert client.login(username="ed", password=demo.PASSWORD)


def test_who_was_locked_out_stays_out(client):
    demo.workspace()
    ed = get_user_model().objects.get(username="ed")
    ed.set_unusable_password()
    ed.save()
    demo.let_in()
    assert not client.login(username="ed", password=demo.PASSWORD)
