"""E-mails: at once or daily, in two parts, once; a mail server that is away; and the link that ends them."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from generation import tasks
from projects.board import comments, review
from projects.models import Membership, Notification
from projects.notifications import choices, mail
from tests import cast, fakes

pytestmark = pytest.mark.django_db


class MailServerAway(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody there")


AWAY = f"{__name__}.MailServerAway"


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.SENDS_MAIL = True
    settings.SITE_URL = "https://studio.lolas.test"


@pytest.fixture
def board():
    for person in (cast.ann(), cast.ed(), cast.vera()):
        person.email = f"{person.username}@lolas.test"
        person.save()
    return cast.board()


def worker():
    """What a worker of the queue does with the e-mails that wait there."""
    for row in OrmQ.objects.all():
        task = SignedPackage.loads(row.payload)
        if task["func"] == "generation.tasks.send_mail":
            tasks.send_mail(*task["args"])


def test_who_is_mentioned_gets_an_e_mail_in_two_parts_with_whole_links(board):
    said = comments.say(board, cast.ann(), "<b>@vera</b> is that our blue?")
    assert not outbox.outbox  # not in the request of who said it
    worker()
    [letter] = [one for one in outbox.outbox if one.to == ["vera@lolas.test"]]
    assert letter.subject == "ann mentions you on “Ridge Flask”"
    row = cast.vera().notifications.get()
    assert f"https://studio.lolas.test/notifications/{row.pk}/" in letter.body
    assert "<b>@vera</b> is that our blue?" in letter.body
    [(html, kind)] = letter.alternatives
    assert kind == "text/html" and "&lt;b&gt;@vera&lt;/b&gt;" in html
    assert row.link == f"/comments/{said.pk}/"
    worker()
    assert len([one for one in outbox.outbox if one.to == ["vera@lolas.test"]]) == 1


def test_a_mail_server_that_is_away_refuses_nobody_and_is_tried_again(board, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, AWAY
    comments.say(board, cast.ann(), "@vera look")
    worker()
    row = cast.vera().notifications.get()
    assert (row.mail, row.tries) == ("due", 1) and row.not_before > timezone.now()
    settings.EMAIL_BACKEND = working
    assert mail.send_due() == 0
    assert mail.send_due(timezone.now() + timedelta(minutes=6)) == 1
    assert mail.send_due(timezone.now() + timedelta(minutes=60)) == 0
    assert [one.to for one in outbox.outbox] == [["vera@lolas.test"]]


def test_a_server_that_stays_away_is_given_up(board, settings):
    settings.EMAIL_BACKEND = AWAY
    comments.say(board, cast.ann(), "@vera look")
    now = timezone.now()
    for hours in range(1, 60):
        mail.send_due(now + timedelta(hours=3 * hours))
    row = cast.vera().notifications.get()
    assert (row.mail, row.tries) == ("given_up", mail.MOST_TRIES)


def test_a_worker_killed_while_it_sends_sends_nothing_twice(board):
    comments.say(board, cast.ann(), "@vera look")
    cast.vera().notifications.update(mail="sending", claim="dead")
    worker()
    mail.send_due(timezone.now() + timedelta(hours=3))
    assert not outbox.outbox


def test_the_daily_e_mail_has_everything_once(board):
    for text in ("Warmer?", "Slower?"):
        comments.say(board, cast.ann(), text)
    worker()
    assert not outbox.outbox
    tomorrow = timezone.now() + timedelta(days=1)
    assert mail.send_digests(tomorrow) == 1
    assert mail.send_digests(tomorrow + timedelta(days=1)) == 0
    [letter] = outbox.outbox
    assert letter.to == ["ed@lolas.test"] and "Warmer?" in letter.body and "Slower?" in letter.body


def test_what_was_read_on_the_page_comes_by_no_e_mail(board):
    comments.say(board, cast.ann(), "@vera look")
    cast.vera().notifications.update(read=timezone.now())
    worker()
    assert not outbox.outbox


def test_who_left_meanwhile_gets_no_e_mail(board):
    comments.say(board, cast.ann(), "@vera look")
    Membership.objects.filter(user__username="vera").delete()
    worker()
    assert not outbox.outbox


def test_without_an_address_or_a_mail_server_it_is_told_on_the_page_only(board, settings):
    settings.SENDS_MAIL = False
    comments.say(board, cast.ann(), "@vera look")
    assert cast.vera().notifications.get().mail == "none"


def test_many_of_one_kind_come_together(board):
    for number in range(12):
        comments.say(board, cast.ann(), f"@vera look at {number}")
        worker()
    assert len(outbox.outbox) == mail.ALONE
    mail.send_due(timezone.now() + timedelta(minutes=11))
    assert len(outbox.outbox) == mail.ALONE + 1 and outbox.outbox[-1].subject == "vidstudio: 9 new"


# --- the link that ends them -------------------------------------------------------------------
def address(letter):
    return re.fullmatch(r"<https://studio\.lolas\.test(/.*)>", letter.extra_headers["List-Unsubscribe"])[1]


def test_one_click_of_a_mail_program_ends_the_kind_without_sign_in(board, client):
    client.handler.enforce_csrf_checks = True
    review.submit(board, cast.ed())
    worker()
    [letter] = outbox.outbox
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = address(letter)
    assert client.get(link).status_code == 200  # programs look at links: that ends nothing
    assert choices.all_of(cast.ann())["review_wanted"] == "at_once"
    for _ in range(2):
        assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert choices.all_of(cast.ann())["review_wanted"] == "page"
    assert choices.all_of(cast.ann())["mention"] == "at_once"


def test_the_link_of_the_daily_e_mail_ends_the_daily_e_mail(board, client):
    comments.say(board, cast.ann(), "Warmer?")
    mail.send_digests(timezone.now() + timedelta(days=1))
    client.post(address(outbox.outbox[0]))
    assert "daily" not in choices.all_of(cast.ed()).values()
    assert choices.all_of(cast.ed())["mention"] == "at_once"


@pytest.mark.parametrize("word", ["x", "WzEsIm1lbnRpb24iXQ:1:x", "½"])
def test_a_link_that_nobody_made_ends_nothing(board, client, word):
    assert client.post(reverse("projects:end_mail", args=[word])).status_code == 404
    assert Notification.objects.count() == 0
