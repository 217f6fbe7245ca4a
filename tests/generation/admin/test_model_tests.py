"""A model card's test: one small call, priced first, paid for like any other, and made once."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from generation.billing import budgets, caps, ledger, model_tests, price_book, reservations, room
from generation.models import LedgerEntry, ModelCard, Price, Reservation
from generation.providers.talents import SMALLEST_QUESTIONS
from projects.models import Membership
from tests import cast
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import OpenAI, Replicate, script
from tests.contracts.servers.doubles_film import Runway, film

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def price_list(db):
    price_book.seed(Price, ModelCard)


@pytest.fixture
def adams(client):
    client.force_login(cast.adam())
    return client


def page_of(card):
    return reverse("admin:model_test", args=[card.pk])


def shown(client, card):
    """The page that says the price, and what its form would send."""
    words = client.get(page_of(card)).content.decode()
    key = re.search(r'name="key" value="([0-9a-f]{32})"', words)
    return " ".join(words.split()), {"key": key and key[1], "workspace": cast.shop().pk}


def pressed(client, card, form):
    answer = client.post(page_of(card), form, follow=True)
    return answer.status_code, " ".join(answer.content.decode().split())


def card_of(provider, talent, model, **more):
    kit.never_ends(model)
    return ModelCard.objects.get_or_create(
        provider=provider, talent=talent, model=model, defaults={"valid_from": "2026-01-01", **more}
    )[0]


def test_the_price_is_said_before_one_request_is_sent_and_two_presses_send_one(adams, settings):
    card = card_of("openai", "voice", "tts-1")
    with OpenAI() as double:
        kit.use(settings, "voice", rows.openai("voice", double.url))
        words, form = shown(adams, card)
        assert "It costs at most <b>0.00009 USD</b>" in words.replace("\N{NO-BREAK SPACE}", " "), words
        assert double.posts() == []
        status, first = pressed(adams, card, form)
        _, second = pressed(adams, card, form)
        assert (status, len(double.posts()), double.posts()[0].body["model"]) == (200, 1, "tts-1")
    line = LedgerEntry.objects.get()
    (aside,) = Reservation.objects.all()
    assert (line.cost, line.workspace, line.talent) == (aside.amount, cast.shop(), "voice")
    assert aside.state == "settled"
    for told in (first, second):
        assert "It works." in told and "<audio" in told and f"ledgerentry/{line.pk}/" in told


@pytest.mark.parametrize(("talent", "sees"), [("image", "<img"), ("voice", "<audio")])
def test_a_server_of_ones_own_is_tested_at_the_address_of_its_card(adams, settings, talent, sees):
    with OpenAI() as double:
        address = f"{double.url}/v1"
        card = card_of("server", talent, "mine", capabilities={"address": address})
        row = rows.server(talent, "http://nowhere.invalid")
        row["OPTIONS"] |= {"model": "", "base_url": "", "private": True}
        # Nobody lists it yet: it is tried out first.
        settings.PROVIDER_OFFERS = {talent: [row]}
        words, form = shown(adams, card)
        assert address in words and "has no price yet" in words
        _, told = pressed(adams, card, form)
        assert (len(double.posts()), double.posts()[0].body["model"]) == (1, "mine")
    assert "It works." in told and sees in told and "Nobody knows yet what it cost" in told
    assert LedgerEntry.objects.get().cost is None


MUG = ["A mug for every day of the week.", "It is white, plain and quiet.", "Have one today."]
PROVIDERS = [("replicate", "image", Replicate), ("runway", "clip", Runway), ("openai", "text", OpenAI)]


@pytest.mark.parametrize(("who", "talent", "kind"), PROVIDERS)
def test_one_that_takes_its_time_and_one_that_writes_are_tested_too(adams, settings, who, talent, kind):
    with kind() as double:
        if talent == "clip":
            double.files.data, double.files.mime = film(), "video/mp4"
        else:
            double.says = [script(MUG)]
        row = {
            "image": lambda: rows.replicate(double.url),
            "clip": lambda: rows.clips("runway", double.url),
            "text": lambda: rows.openai("text", double.url),
        }[talent]()
        kit.use(settings, talent, row)
        card = card_of(who, talent, row["OPTIONS"]["model"])
        _, form = shown(adams, card)
        _, told = pressed(adams, card, form)
        assert len(double.posts()) == 1
    assert "It works." in told and {"image": "<img", "clip": "<video", "text": "<pre"}[talent] in told


def test_a_budget_a_cap_and_a_missing_role_refuse_it_and_nothing_is_sent(adams, client, settings):
    card = card_of("openai", "voice", "tts-1")
    with OpenAI() as double:
        kit.use(settings, "voice", rows.openai("voice", double.url))
        _, form = shown(adams, card)
        budgets.set_budget(cast.shop(), cast.adam(), 0)
        assert "budget for this month has 0.00 USD left" in pressed(adams, card, form)[1].replace("\xa0", " ")
        budgets.set_budget(cast.shop(), cast.adam(), None)
        Membership.objects.filter(user=cast.adam()).update(cap=0)
        assert "cap for this month" in pressed(adams, card, form)[1]
        Membership.objects.filter(user=cast.adam()).update(cap=None, role="editor")
        assert pressed(adams, card, form)[0] == 403
        ann = cast.ann()
        ann.is_staff = True
        ann.save()
        ann.user_permissions.add(Permission.objects.get(codename="view_modelcard"))
        client.force_login(ann)
        assert pressed(client, card, form)[0] == 403
        assert double.posts() == []
    assert not LedgerEntry.objects.exists() and not Reservation.objects.exists()


def test_what_it_cost_counts_for_the_cap_of_who_pressed(adams, settings):
    card = card_of("openai", "voice", "tts-1")
    with OpenAI() as double:
        kit.use(settings, "voice", rows.openai("voice", double.url))
        pressed(adams, card, shown(adams, card)[1])
    member = Membership.objects.get(user=cast.adam(), workspace=cast.shop())
    assert caps.member_standing(member).spent == LedgerEntry.objects.get().cost > 0


@pytest.mark.parametrize(
    ("fault", "lines", "state"),
    [({"kind": "status", "status": 400}, 0, "released"), ({"kind": "reset_after"}, 1, "held")],
)
def test_a_no_costs_nothing_and_a_lost_answer_is_possibly_charged(adams, settings, fault, lines, state):
    card = card_of("openai", "voice", "tts-1")
    with OpenAI() as double:
        double.fails(fault.pop("kind"), **fault)
        kit.use(settings, "voice", rows.openai("voice", double.url))
        _, told = pressed(adams, card, shown(adams, card)[1])
        assert len(double.posts()) == 1
    assert "It works." not in told and ("Nothing was charged" in told) == (not lines)
    assert (LedgerEntry.objects.count(), Reservation.objects.get().state) == (lines, state)
    assert LedgerEntry.objects.filter(ledger.is_doubtful()).count() == lines


def test_a_test_whose_process_was_killed_is_possibly_charged(settings):
    card = card_of("openai", "voice", "tts-1")
    kit.use(settings, "voice", rows.openai("voice", "http://127.0.0.1:9"))
    asked = model_tests.quote(card)
    whose = room.OneCall(cast.shop(), cast.adam())
    key = model_tests.call_key(card, cast.adam(), "0" * 32)
    reservations.reserve_one(whose, key, asked.provider, "voice", SMALLEST_QUESTIONS["voice"]())
    model_tests.settle_lost()
    assert not LedgerEntry.objects.exists()  # it may still be at work
    Reservation.objects.update(created=timezone.now() - timedelta(hours=1))
    model_tests.settle_lost()
    line = LedgerEntry.objects.get()
    assert (line.provider, line.cost, line.nothing_received) == ("openai", None, "lost")
    assert Reservation.objects.get().state == "held"


def test_without_a_key_the_page_says_why_it_cannot_be_asked(adams, settings):
    settings.PROVIDERS = {**settings.PROVIDERS, "image": []}
    words, form = shown(adams, card_of("openai", "image", "gpt-image-2"))
    assert "no key is set" in words and form["key"] is None
    assert "whole board" in shown(adams, card_of("custom", "compose", "x"))[0]
