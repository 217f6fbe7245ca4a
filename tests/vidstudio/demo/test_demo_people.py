"""The demo's people sign in to a studio that was started for them, with no other password than it tells."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from vidstudio import demo

pytestmark = pytest.mark.django_db


def signs_in(name, password):
    return Client().post("/login/", {"username": name, "password": password}).status_code == 302


def test_who_is_made_for_a_film_alone_cannot_sign_in():
    demo.workspace()
    for name, *_ in demo.PEOPLE:
        assert not any(signs_in(name, word) for word in ("", demo.PASSWORD))


def test_a_studio_lets_them_in_and_leaves_passwords_that_they_have():
    demo.workspace()
    ann = get_user_model().objects.get(username="ann")
    ann.set_password("a word of her own")
    ann.save()
    demo.let_in()
    demo.let_in()
    assert signs_in("ann", "a word of her own")
    assert signs_in("ed", demo.PASSWORD)


def test_who_was_locked_out_stays_out():
    demo.workspace()
    ed = get_user_model().objects.get(username="ed")
    ed.set_unusable_password()
    ed.save()
    demo.let_in()
    assert not signs_in("ed", demo.PASSWORD)
