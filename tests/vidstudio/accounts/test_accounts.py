"""Signing in, wrong passwords, forgotten and changed ones, and API tokens."""

import hashlib
import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient

from generation import tasks
from projects.media import serving
from projects.models import ApiToken, AuditEntry
from tests import cast
from tests.pages import Page
from vidstudio.accounts import tokens
from vidstudio.accounts.client_address import client_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def sign_in(name="ed", password=cast.PASSWORD, path="/login/", client=None, **more):
    return (client or Client()).post(path, {"username": name, "password": password}, **more)


def guess(times, **more):
    return [sign_in(password=f"guess {number}", **more) for number in range(times)]


# --- wrong passwords ---------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/login/", "/admin/login/"])
def test_after_five_wrong_passwords_the_right_one_is_not_tried(path):
    cast.adam()
    assert [answer.status_code for answer in guess(5, name="adam", path=path)] == [200] * 4 + [429]
    answer = sign_in("adam", path=path)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "Too many wrong passwords" in Page(answer)


def test_four_wrong_ones_and_the_right_one_open_the_door():
    cast.ed()
    guess(4)
    assert sign_in().status_code == 302
    guess(4)
    assert sign_in().status_code == 302


def test_the_pages_and_the_api_count_together():
    cast.ed()
    guess(3)
    guess(1, path="/admin/login/")
    answer = APIClient().post("/api/v1/token/", {"username": "ed", "password": "x"})
    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "throttled"
    assert answer["X-Request-ID"]
    assert sign_in().status_code == 429


def test_somebody_else_at_the_same_address_signs_in():
    cast.ed()
    cast.ann()
    guess(6)
    assert sign_in("ann").status_code == 302


def test_the_owner_at_another_address_signs_in_until_twenty_were_tried():
    cast.ed()
    guess(6, REMOTE_ADDR="203.0.113.9")
    assert sign_in(REMOTE_ADDR="198.51.100.1").status_code == 302
    for host in range(5):
        guess(3, REMOTE_ADDR=f"203.0.113.{20 + host}")
    assert sign_in(REMOTE_ADDR="198.51.100.2").status_code == 429


def test_one_address_does_not_try_a_name_after_the_other(settings):
    settings.AXES_FAILURE_LIMIT = 2
    answers = [sign_in(f"name{number}", "x") for number in range(20)]
    assert answers[-1].status_code == 429
    cast.ann()
    assert sign_in("ann").status_code == 429
    assert sign_in("ann", REMOTE_ADDR="198.51.100.7").status_code == 302


def test_an_account_of_ones_own_does_not_wipe_guesses_at_others():
    cast.ed()
    cast.vera()
    for _ in range(3):
        guess(2)
        sign_in("vera")
    assert sign_in().status_code == 429


def test_capitals_are_no_new_name():
    cast.ed()
    for name in ("Ed", "eD", "ED", "ed", "Ed"):
        sign_in(name, "x")
    assert sign_in().status_code == 429


def test_a_quarter_of_an_hour_later_the_door_opens():
    cast.ed()
    guess(9)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in().status_code == 302


def test_tries_while_it_is_locked_do_not_make_it_longer():
    cast.ed()
    guess(5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    guess(5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in().status_code == 302


def test_a_lock_is_one_line_of_the_audit_log():
    cast.ed()
    guess(9)
    entry = AuditEntry.objects.get(verb="was locked out")
    assert (entry.subject, entry.workspace.slug, entry.data["address"]) == ("ed", "lolas", "127.0.0.1")
    assert "guess" not in str(entry.data)


def test_a_name_that_nobody_has_is_locked_in_the_same_way():
    """Whether there is such an account is not told."""
    assert [answer.status_code for answer in guess(5, name="nobody")] == [200] * 4 + [429]


def test_without_a_cache_people_sign_in_and_guessers_do_not(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    cast.ed()
    assert sign_in().status_code == 302
    assert guess(5)[-1].status_code == 429


def test_no_password_is_kept_of_a_try():
    cast.ed()
    guess(1, name="ed")
    assert "guess 0" not in str(AccessAttempt.objects.values().get())


# --- addresses ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("proxies", "peer", "told", "right"),
    [
        (0, "198.51.100.4", "203.0.113.1", "198.51.100.4"),
        (1, "10.0.0.1", "203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1", "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (2, "10.0.0.1", "6.6.6.6, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
        (2, "10.0.0.1", "203.0.113.1", "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "unknown", "10.0.0.1"),
        (1, "10.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (0, "::ffff:198.51.100.4", "", "198.51.100.4"),
        (0, "", "203.0.113.1", None),
    ],
)
def test_the_callers_address(settings, proxies, peer, told, right):
    settings.PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": told} if told else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers)) == right


# --- a forgotten password ----------------------------------------------------------------------
def forgot(mailbox, **more):
    return Client().post("/login/forgotten/", {"email": mailbox}, **more)


def with_mailbox():
    person = cast.ed()
    person.email = "ed@example.org"
    person.save()
    return person


def test_a_forgotten_password_is_set_anew_by_a_letter():
    with_mailbox()
    assert "Forgot your password?" in Page(Client().get("/login/"))
    guess(5)
    assert forgot("ed@example.org")["Location"] == "/login/forgotten/sent/"
    link = re.search(r"https?://[^/]+(/login/new/\S+)", mail.outbox[0].body)[1]
    browser = Client()
    form = browser.get(link, follow=True)
    assert "Choose a new password" in Page(form)
    new = "a wholly other horse"
    answer = browser.post(
        form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new}, follow=True
    )
    assert "The password is set" in Page(answer)
    assert sign_in(password=new).status_code == 302
    assert "does not work any more" in Page(Client().get(link, follow=True))


def test_a_mailbox_that_nobody_has_is_answered_alike():
    assert forgot("nobody@example.org")["Location"] == "/login/forgotten/sent/"
    assert not mail.outbox


def test_a_mailbox_is_not_filled():
    with_mailbox()
    for number in range(9):
        forgot("ed@example.org", REMOTE_ADDR=f"203.0.113.{number}")
    assert len(mail.outbox) == 5


def test_a_studio_without_mail_says_so(settings):
    settings.SENDS_MAIL = False
    with_mailbox()
    assert "sends no e-mail" in Page(Client().get("/login/forgotten/"))
    forgot("ed@example.org")
    assert not mail.outbox


def test_sessions_that_ran_out_are_cleared_by_the_workers():
    inside(cast.ed())
    inside(cast.ann())
    old = Session.objects.first()
    Session.objects.filter(pk=old.pk).update(expire_date=timezone.now() - timedelta(days=1))
    tasks.housekeeping()
    assert Session.objects.count() == 1 and not Session.objects.filter(pk=old.pk).exists()


# --- another password --------------------------------------------------------------------------
def change(client, new="a wholly other horse", old=cast.PASSWORD):
    values = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/password/", values)


def inside(person):
    client = Client()
    client.force_login(person)
    return client


def test_a_changed_password_ends_other_sessions_and_tokens():
    here, there = inside(cast.ed()), inside(cast.ed())
    token = tokens.issue(cast.ed())
    assert program(token) == 200
    assert change(here)["Location"] == "/account/"
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert program(token) == 401


def test_a_wrong_old_password_changes_nothing():
    here = inside(cast.ed())
    assert "was entered incorrectly" in Page(change(here, old="no"))
    assert sign_in().status_code == 302


# --- API tokens --------------------------------------------------------------------------------
def program(token, scheme="Token"):
    return APIClient(headers={"Authorization": f"{scheme} {token}"}).get("/api/v1/projects/").status_code


@pytest.mark.parametrize("scheme", ["Token", "Bearer", "bearer", "TOKEN"])
def test_a_token_opens_under_either_word(scheme):
    assert program(tokens.issue(cast.ed()), scheme) == 200


@pytest.mark.parametrize("sent", ["", "x", "a b", "\x00", "é" * 9, "0" * 5000])
def test_what_is_no_token_is_refused(sent):
    cast.ed()
    header = b"Bearer " + sent.encode("utf-8")
    assert APIClient().get("/api/v1/projects/", HTTP_AUTHORIZATION=header).status_code == 401


def test_the_table_does_not_hold_what_opens_the_api():
    token = tokens.issue(cast.ed())
    row = ApiToken.objects.get()
    assert token not in str(ApiToken.objects.values().get())
    assert row.digest == hashlib.sha256(token.encode()).hexdigest()
    assert program(row.digest) == 401


def test_the_last_use_is_shown():
    here = inside(cast.ed())
    made = here.post("/account/")
    text = re.search(r'value="(vs_\w+)"', made.content.decode())[1]
    assert "never" in Page(here.get("/account/"))
    assert program(text) == 200
    page = Page(here.get("/account/"))
    assert text not in page and text[:8] in page and "never" not in page


def test_a_token_is_ended_by_its_owner_alone():
    token = tokens.issue(cast.ed())
    path = f"/account/tokens/{ApiToken.objects.get().pk}/end/"
    assert inside(cast.ann()).post(path).status_code == 404
    assert program(token) == 200
    assert inside(cast.ed()).post(path).status_code == 302
    assert program(token) == 401


def test_a_closed_account_ends_its_tokens_for_good():
    person = cast.ed()
    token = tokens.issue(person)
    person.is_active = False
    person.save()
    assert program(token) == 401
    person.is_active = True
    person.save()
    assert program(token) == 401


def test_a_better_hash_of_the_same_password_ends_nothing(settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    person = cast.ed()
    token = tokens.issue(person)
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[::-1]
    before = person.password
    assert sign_in().status_code == 302
    assert get_user_model().objects.get(username="ed").password != before
    assert program(token) == 200


def test_of_many_tokens_the_one_unused_for_longest_ends():
    made = [tokens.issue(cast.ed()) for _ in range(tokens.MOST)]
    assert program(made[0]) == 200
    tokens.issue(cast.ed())
    assert (program(made[0]), program(made[1])) == (200, 401)


def test_an_admin_of_the_workspace_sees_whose_programs_come_in(capsys):
    tokens.issue(cast.ed())
    assert "ed" in Page(inside(cast.adam()).get("/admin/projects/apitoken/"))
    call_command("api_token", "ed", list=True)
    assert "used never" in capsys.readouterr().out


def test_tokens_of_before_are_hashed_and_their_table_is_gone():
    from importlib import import_module

    from django.apps import apps

    migration = import_module("projects.migrations.0010_api_tokens")
    key = "0123456789abcdef0123456789abcdef01234567"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key varchar(40), created datetime, user_id integer)")
        cursor.execute(f"INSERT INTO authtoken_token VALUES ('{key}', '2026-01-01', {cast.ed().pk})")
    with connection.schema_editor() if connection.vendor != "sqlite" else _Editor() as editor:
        migration.hash_old_tokens(apps, editor)
    assert program(key) == 200
    assert "authtoken_token" not in connection.introspection.table_names()


class _Editor:
    """SQLite's editor wants no transaction around it, and this test is inside one."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def test_a_new_secret_key_beside_the_old_one_signs_nobody_out_and_ends_no_link(client, settings):
    client.force_login(cast.ed())
    link = serving.signed_url(cast.picture())
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the new one, known to nobody"
    assert client.get("/projects/").status_code == 200
    assert Client().get(link).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert Client().get(link).status_code == 404, "the old key is forgotten"
