"""Loads the price book `price_book.toml`: what paid models cost, and which are on sale.

The database's rows are what counts. A migration that adds prices writes its rows out, so that a later
book changes nothing of it; a test holds that a new database has all that the book says.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Model

from generation.text.toml_tables import read_table

Row = dict[str, Any]


@cache
def book() -> Row:
    """The tables `sources`, `prices` and `models` of the file."""
    return read_table(Path(__file__).with_suffix(".toml"))


def prices() -> Iterator[Row]:
    """Each price as a dict of Price's columns."""
    for row in book()["prices"]:
        for talent in row["talents"]:
            for unit, amount in row["amounts"].items():
                priced = {"unit": unit, "amount": Decimal(amount), "per": row["per"]}
                yield {**_shared(row, talent), **priced, "currency": row["currency"]}


def cards() -> Iterator[Row]:
    """Each model as a dict of ModelCard's columns: all that have a price, and those without."""
    for row in book()["models"]:
        for talent in row["talents"]:
            yield {
                **_shared(row, talent),
                "capabilities": row["capabilities"],
                "default": talent in row["default"],
            }


def _shared(row: Row, talent: str) -> Row:
    """The columns that a price and a model both have."""
    return {
        "provider": row["provider"],
        "talent": talent,
        "model": row["model"],
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"] or None,
        "source": book()["sources"][row["source"]],
    }


def seed(price: type[Model], model_card: type[Model]) -> None:
    """Write what is not there yet; `price` and `model_card` are the classes. Rows of people stay."""
    _write(price, prices(), ("provider", "talent", "model", "unit", "valid_from"))
    _write(model_card, cards(), ("provider", "talent", "model", "valid_from"))


def _write(kind: type[Model], rows: Iterator[Row], keys: tuple[str, ...]) -> None:
    known = set(kind._default_manager.values_list(*keys))
    missing = [kind(**row) for row in rows if tuple(row[key] for key in keys) not in known]
    kind._default_manager.bulk_create(missing)
