"""A verb that is pressed twice in a row is answered twice and done once (at once: test_two_at_once.py)."""

import logging

import pytest
from django.core.cache import cache
from django.db import transaction

from tests import cast
from tests.paths import ROOT
from tests.vidstudio import pressing, verbs
from tests.vidstudio.pressing import ALL, counted, difference, press


# --- the table is whole --------------------------------------------------------------------------
def test_every_address_on_which_something_is_pressed_is_in_the_table():
    found = verbs.routes()
    pages = {name for name in found if not name.startswith("api:")}
    calls = {(name, method) for name in found if name.startswith("api:") for method in found[name][1]}
    assert pages == set(verbs.PAGES) | verbs.SHOWN | set(verbs.ELSEWHERE)
    assert calls == set(verbs.API)
    assert all((ROOT / path).exists() for path in verbs.ELSEWHERE.values())


@pytest.fixture(scope="module")
def shop(django_db_setup, django_db_blocker, tmp_path_factory):
    """Lola's shop with everything in it, once for all verbs: each puts back what it did."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        pressing.quiet(patch, tmp_path_factory.mktemp("media"))
        yield pressing.prepared()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture
def own_media():
    """The files are the shop's, not a test's."""


@pytest.mark.django_db
@pytest.mark.parametrize("key", ALL, ids=lambda key: f"{key[1]} {key[0]}")
def test_pressed_twice_in_a_row_it_is_done_once(shop, key):
    verb = ALL[key]
    cache.clear()
    here, client = pressing.prepare(verb, shop), pressing.visitor()
    sent = verb.sent(here)
    start = counted()
    first = press(client, key, verb, here, sent)
    once = counted()
    if key == ("logout", "post"):
        client.force_login(cast.ann())
    second = press(client, key, verb, here, sent)
    done, more = difference(start, once), difference(once, counted())
    assert first < 400 and second < 500, (first, second)
    assert bool(done) is verb.changes, done
    assert more == (done if verb.adds else {})
