"""What units cost: by the day, by the model, and never nothing for what nobody knows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from generation.billing import prices
from generation.models import ModelCard, Price
from generation.provider_errors import Misconfigured
from generation.providers import registry
from tests.contracts import rows

pytestmark = pytest.mark.django_db

NOON = timezone.make_aware(timezone.datetime(2026, 11, 20, 12))


def priced(unit="images", amount="0.10", since=date(2026, 1, 1), until=None, model="m-1", **more):
    row = {"provider": "acme", "talent": "image", "model": model, "unit": unit, **more}
    return Price.objects.create(amount=Decimal(amount), valid_from=since, valid_to=until, **row)


def cost(units, at=NOON, model="m-1"):
    return prices.price("acme", "image", model, units, at)


def test_the_price_of_the_day_counts():
    old, new = priced(until=date(2026, 11, 19)), priced(amount="0.25", since=date(2026, 11, 20))
    assert cost({"images": 2}).amount == Decimal("0.5")
    assert cost({"images": 2}).priced_by == (new.pk,)
    before = cost({"images": 2}, NOON - timedelta(days=1))
    assert (before.amount, before.priced_by) == (Decimal("0.2"), (old.pk,))
    assert not cost({"images": 2}, NOON - timedelta(days=365)).known


def test_of_two_that_hold_the_newer_counts():
    priced()
    priced(amount="0.30", since=date(2026, 11, 1))
    assert cost({"images": 1}).amount == Decimal("0.3")


@pytest.mark.parametrize(
    "units",
    [
        {},
        {"images": 1, "tokens_out": 5},
        {"tokens_out": 5},
        {"images": "many"},
        {"images": None},
        {"images": True},
        {"images": -1},
        {"answer": "lost"},
    ],
)
def test_what_nobody_knows_is_unknown_and_never_nothing(units):
    priced()
    assert cost(units) == prices.UNKNOWN


def test_a_unit_that_is_told_but_not_charged_has_a_price_of_nothing():
    priced()
    priced(unit="seconds", amount="0")
    assert cost({"images": 1, "seconds": 2.5}).amount == Decimal("0.1")


def test_a_price_for_any_model_counts_where_the_model_has_none_of_its_own():
    priced(model="", amount="0.01", unit="credits")
    priced(model="")
    priced(amount="0.02")
    assert cost({"images": 1}).amount == Decimal("0.02")
    assert cost({"images": 1}, model="m-2").amount == Decimal("0.1")
    assert cost({"credits": 25}).amount == Decimal("0.25")


def test_credits_are_the_whole_bill():
    priced(unit="credits", amount="0.01")
    priced(unit="video_seconds", amount="0.05")
    assert cost({"credits": 30, "video_seconds": 5}).amount == Decimal("0.3")


def test_money_of_two_currencies_is_never_added():
    priced()
    priced(unit="tokens_in", currency="EUR")
    assert not cost({"images": 1, "tokens_in": 1}).known


def test_the_smallest_use_is_told_as_the_smallest_amount_not_as_nothing():
    priced(unit="tokens_in", amount="0.10", per=1_000_000)
    assert cost({"tokens_in": 1}).amount == Decimal("0.000001")


def test_this_machine_costs_nothing():
    assert prices.price("local", "image", "1", {"anything": 3}).amount == 0


@pytest.mark.parametrize(
    ("provider", "talent", "model", "units", "amount"),
    [
        ("openai", "text", "gpt-6-luna", {"tokens_in": 10**6, "tokens_out": 10**6}, "0.60"),
        ("anthropic", "text", "claude-sonnet-5-5", {"tokens_in": 10**6, "tokens_out": 10**6}, "12"),
        ("openai", "image", "gpt-image-2", {"images": 1, "tokens_in": 0, "tokens_out": 10**6}, "30"),
        ("replicate", "image", "black-forest-labs/flux-schnell", {"images": 1000, "seconds": 9}, "3"),
        ("elevenlabs", "voice", "eleven_multilingual_v2", {"characters": 1000}, "0.08"),
        ("elevenlabs", "voice", "eleven_flash_v2_5", {"characters": 1000}, "0.04"),
        ("azure", "voice", "neural", {"characters": 10**6}, "15"),
        ("runway", "clip", "gen4_turbo", {"video_seconds": 10}, "0.50"),
        ("runway", "clip", "gen4_turbo", {"credits": 50}, "0.50"),
        ("pika", "clip", "fal-ai/pika/v2.2/image-to-video", {"video_seconds": 5}, "0.20"),
        ("pika", "clip", "fal-ai/pika/v2.2/image-to-video", {"video_seconds_1080p": 5}, "0.45"),
        ("openai", "voice", "gpt-4o-mini-tts", {"characters": 1000}, None),
        ("replicate", "clip", "bytedance/seedance-1-pro", {"clips": 1, "video_seconds": 5}, None),
        ("openai", "text", "qwen3", {"tokens_in": 1, "tokens_out": 1}, None),
    ],
)
def test_the_book_says_what_was_read(provider, talent, model, units, amount):
    found = prices.price(provider, talent, model, units, NOON)
    assert found.amount == (Decimal(amount) if amount else None)


def test_a_price_ends_with_its_model():
    units = {"characters": 1000}
    assert prices.price("openai", "voice", "tts-1", units, NOON).known
    assert not prices.price("openai", "voice", "tts-1", units, NOON + timedelta(days=60)).known


def test_every_price_and_model_names_its_source():
    assert not Price.objects.filter(source="").exists()
    assert not ModelCard.objects.filter(source="").exists()


# --- which model -------------------------------------------------------------------------------
def use(settings, model):
    row = rows.openai("text", "http://127.0.0.1:9")
    settings.PROVIDERS = {"text": [{**row, "OPTIONS": {**row["OPTIONS"], "model": model}}]}


def card(model, since, until=None, default=True):
    return ModelCard.objects.create(
        provider="openai", talent="text", model=model, default=default, valid_from=since, valid_to=until
    )


def test_the_settings_name_the_model(settings):
    use(settings, "named-by-hand")
    assert registry.provider("text").model == "named-by-hand"


def test_else_it_is_the_one_that_is_on_sale(settings):
    use(settings, "")
    today = timezone.localdate()
    card("over", today, until=today - timedelta(days=1))
    card("not-yet", today + timedelta(days=1))
    assert registry.provider("text").model == "gpt-6-luna"
    card("newest", today)
    assert registry.provider("text").model == "newest"
    assert registry.provider("text").adapter.model == "newest"


def test_without_one_it_says_what_to_do(settings):
    use(settings, "")
    ModelCard.objects.all().delete()
    with pytest.raises(Misconfigured, match="Name one in the settings, or add a model card"):
        registry.provider("text")


@pytest.mark.parametrize(("days", "said"), [(-1, "was shut down on"), (30, "will be shut down on")])
def test_a_model_that_is_shut_down_is_told_with_its_day(settings, days, said):
    use(settings, "gpt-old")
    day = timezone.localdate() + timedelta(days=days)
    card("gpt-old", date(2026, 1, 1), until=day - timedelta(days=1), default=False)
    told = [warning.msg for warning in run_checks() if warning.id == "vidstudio.W005"]
    assert told == [f"text: gpt-old of openai {said} {day}."]


def test_a_model_without_an_end_is_not_worth_a_warning(settings):
    use(settings, "gpt-6-luna")
    assert not [warning for warning in run_checks() if warning.id == "vidstudio.W005"]


def test_a_short_clip_costs_what_any_costs_at_least_and_a_bill_in_credits_is_the_bill():
    second, least = priced("video_seconds", "0.30"), priced("minimum", "0.80")
    priced("credits", "0.01")
    assert cost({"video_seconds": 2}) == prices.Cost(Decimal("0.8"), "USD", (second.pk, least.pk))
    assert cost({"video_seconds": 4}).amount == Decimal("1.2")
    assert cost({"credits": 40}).amount == Decimal("0.4")
    assert not cost({"frames": 4}).known


def test_runways_least_price_is_in_the_estimate_of_a_clip():
    tariff = prices.tariff("runway", "clip", "seedance2_5")
    assert tariff["minimum"].amount == Decimal("0.8")
    assert prices.cost_of({"video_seconds": 2}, tariff).amount == Decimal("0.8")
    assert prices.cost_of({"video_seconds": 10}, tariff).amount == 3
