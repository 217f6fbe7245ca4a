"""The price book's file: each row is whole, and a new database has all of them."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission

from generation.billing import price_book
from generation.models import ModelCard, Price
from generation.providers import capabilities

BOTH = {"provider", "talents", "model", "valid_from", "valid_to", "source"}
KEYS = {"prices": BOTH | {"amounts", "per", "currency"}, "models": BOTH | {"capabilities", "default"}}
TALENTS = {"text", "vision", "image", "voice", "clip", "lip_sync", "music"}
UNITS = {
    "tokens_in", "tokens_out", "tokens_cache_write", "tokens_cache_read", "image_tokens_in", "images",
    "reference_images",
    "characters", "video_seconds", "video_seconds_1080p", "video_seconds_4k", "clips", "tracks", "seconds",
    "credits", "minimum",
}  # fmt: skip


def rows(*kinds):
    return [
        pytest.param(kind, row, id=f"{kind}-{at}-{row.get('provider')}-{row.get('model')}")
        for kind in kinds
        for at, row in enumerate(price_book.book()[kind])
    ]


def test_the_file_has_these_tables_and_no_others():
    assert set(price_book.book()) == {"sources", *KEYS}


@pytest.mark.parametrize(("kind", "row"), rows("prices", "models"))
def test_every_row_has_every_key_its_source_and_its_days(kind, row):
    assert set(row) == KEYS[kind]
    assert row["provider"] and row["talents"] and set(row["talents"]) <= TALENTS
    assert price_book.book()["sources"][row["source"]].strip()
    assert type(row["valid_from"]) is date
    assert row["valid_to"] == "" or (type(row["valid_to"]) is date and row["valid_to"] >= row["valid_from"])


@pytest.mark.parametrize(("kind", "row"), rows("prices"))
def test_every_price_is_an_exact_amount_for_known_units(kind, row):
    assert row["amounts"] and set(row["amounts"]) <= UNITS
    # As text: a number with a point would be read as a float, which is not exact.
    assert all(isinstance(amount, str) and Decimal(amount) >= 0 for amount in row["amounts"].values())
    assert isinstance(row["per"], int) and row["per"] > 0
    assert len(row["currency"]) == 3 and row["currency"].isupper()


@pytest.mark.parametrize(("kind", "row"), rows("models"))
def test_every_model_is_asked_first_only_for_what_it_does(kind, row):
    """A row without a name is for any model of its provider, and nobody can be asked for that one."""
    assert set(row["default"]) <= set(row["talents"] if row["model"] else ())


@pytest.mark.parametrize(("kind", "row"), rows("models"))
def test_what_every_model_takes_can_be_read(kind, row):
    assert capabilities.strange(row["capabilities"]) == ""
    assert isinstance(capabilities.read(row["capabilities"]), capabilities.Capabilities)


def test_no_row_is_there_twice():
    prices = [(*_key(row), row["unit"]) for row in price_book.prices()]
    assert len(prices) == len(set(prices))
    cards = [_key(row) for row in price_book.cards()]
    assert len(cards) == len(set(cards))


def test_every_source_is_used():
    used = {row["source"] for kind in KEYS for row in price_book.book()[kind]}
    assert used == set(price_book.book()["sources"])


@pytest.mark.django_db
def test_a_new_database_has_all_rows_and_no_others():
    """A row that is added to the file needs a migration that writes it."""
    assert _stored(Price, "unit", "amount", "per", "currency") == _said(price_book.prices())
    assert _stored(ModelCard, "capabilities", "default") == _said(price_book.cards())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["it is emptied after this", "and was emptied before this"])
def test_what_migrations_wrote_is_there_after_a_test_that_empties_the_database(turn):
    assert _stored(Price, "amount") and _stored(ModelCard)
    assert Permission.objects.filter(content_type__model="price").exists()


def _key(row):
    return row["provider"], row["talent"], row["model"], row["valid_from"]


def _stored(kind, *columns):
    shared = ("provider", "talent", "model", "valid_from", "valid_to", "source")
    return _said(kind.objects.values(*shared, *columns))


def _said(rows):
    def plain(value):
        return value.normalize() if isinstance(value, Decimal) else value

    return sorted(str(sorted((key, str(plain(value))) for key, value in row.items())) for row in rows)
