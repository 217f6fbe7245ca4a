"""Models end: who runs a studio learns it a month before, from the account's own list where there is one."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from generation.billing import price_book
from generation.models import ModelCard, ModelList, Price
from generation.providers import model_watch, registry
from projects import clock
from projects.models import Notification, NotificationKind
from tests import cast
from tests.contracts import rows
from tests.contracts.servers.doubles import OpenAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def openai(settings):
    """OpenAI on loopback as the one who writes, with a model that is on sale without an end."""
    price_book.seed(Price, ModelCard)
    with OpenAI() as double:
        row = rows.openai("text", double.url)
        settings.PROVIDERS = {"text": [{**row, "OPTIONS": {**row["OPTIONS"], "model": "gpt-6-luna"}}]}
        yield double


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def told():
    return list(
        Notification.objects.filter(kind=NotificationKind.MODEL_ENDS).values_list("title", "user__username")
    )


def test_the_day_is_read_from_the_list_kept_and_told_once_to_admins(openai):
    cast.shop(), cast.adam(), cast.ed()
    openai.sells = {"gpt-6-luna": in_days(12).isoformat(), "gpt-6-sol": None, "unheard-of": "2027-01-01"}
    model_watch.look()
    assert registry.shutdown("openai", "text", "gpt-6-luna") == in_days(12)
    assert told() == [(f"openai shuts down gpt-6-luna on {in_days(12)}", "adam")]
    model_watch.look(clock.now() + timedelta(days=2))
    assert len(told()) == 1


def test_the_list_is_asked_for_once_a_day(openai):
    for hours in (0, 0.1, 23.9, 24.1):
        model_watch.look(clock.now() + timedelta(hours=hours))
    assert [seen.path for seen in openai.seen] == ["/v1/models"] * 2


def test_a_list_that_cannot_be_read_is_said_and_asked_for_again_in_an_hour(openai):
    openai.fails("html", on="GET")
    model_watch.look()
    assert ModelList.objects.get().problem
    out = io.StringIO()
    call_command("providers", stdout=out)
    assert "its list of models cannot be read" in out.getvalue()
    model_watch.look(clock.now() + timedelta(minutes=61))
    assert ModelList.objects.get().problem == "" and len(openai.seen) == 2


@pytest.mark.parametrize("said", ["1970-01-01", "soon", "2999-01-01", "", "2026-99-99"])
def test_a_day_that_cannot_be_an_announcement_ends_nothing(openai, said):
    openai.sells = {"gpt-6-luna": said}
    model_watch.look()
    assert registry.shutdown("openai", "text", "gpt-6-luna") is None and not told()


def test_a_day_that_was_entered_by_hand_is_told_too(openai):
    cast.shop(), cast.adam()
    ModelCard.objects.filter(model="gpt-6-luna").update(valid_to=in_days(-1))
    model_watch.look()
    assert told() == [(f"openai shut down gpt-6-luna on {in_days(0)}", "adam")]
    ending = Client().get("/health/video").json()["parts"]["providers"]["ending"]
    assert [row["model"] for row in ending] == ["gpt-6-luna"]


def test_without_a_key_nobody_is_asked(settings):
    model_watch.look()
    assert not ModelList.objects.exists()
