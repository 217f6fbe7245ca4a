"""Queries that are asked all the time: Django writes their SQL once, and not for each request."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Stand in a query for the values that it is asked with: nothing of ours is such a number or such a text.
_NUMBER = 2**62
_TEXT = "\ue000prepared {}\ue000"
# Lists are asked in these lengths, so that there are few texts: the last value is said again.
LENGTHS = (1, 2, 5, 10, 25, 51, 101, 201)


class Prepared:
    """A queryset of values, written down once for each kind of values.

    `make` gets a stand-in for each value (an int, a str or a list of ints) and returns a queryset of
    `values_list`. It must do nothing with them but compare columns with them: what depends on a value
    otherwise would be written down for all others.
    """

    def __init__(self, make: Callable[..., QuerySet]) -> None:
        self._make = make
        self._written: dict[Any, tuple[Any, str, list[Any]]] = {}

    def rows(self, *values: Any, most: int | None = None) -> list[tuple]:
        """Tuples, `most` of them at most. A list has one to LENGTHS[-1] values."""
        connection = connections[DEFAULT_DB_ALIAS]
        flat = [_padded(value) if isinstance(value, list) else [value] for value in values]
        kind = (connection.vendor, most, *((type(one[0]), len(one)) for one in flat))
        if kind not in self._written:
            self._written[kind] = self._write(values, flat, most)
        written, sql, params = self._written[kind]
        given = [value for one in flat for value in one]
        asked = tuple(kind(given[place]) if place is not None else plain for place, kind, plain in params)
        compiler = copy.copy(written)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (sql, asked)
        return list(compiler.results_iter(tuple_expected=True))

    def _write(self, values: Any, flat: list[list[Any]], most: int | None) -> tuple[Any, str, list[Any]]:
        places: dict[Any, int] = {}
        stands = [list(_stand_ins(one, places)) for one in flat]
        args = [
            some if isinstance(value, list) else some[0] for value, some in zip(values, stands, strict=True)
        ]
        found = self._make(*args)
        compiler = found[:most].query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        where = [
            (places.get(one), type(one), one) if _is_stand_in(one) else (None, None, one) for one in params
        ]
        assert {place for place, *_ in where if place is not None} == set(places.values()), sql
        return compiler, sql, where


def _padded(values: list[Any]) -> list[Any]:
    length = next(length for length in LENGTHS if length >= len(values))
    return values + values[-1:] * (length - len(values))


def _stand_ins(values: list[Any], places: dict[Any, int]) -> Iterator[Any]:
    for value in values:
        number = len(places)
        one = _NUMBER + number if isinstance(value, int) else _TEXT.format(number)
        places[one] = number
        yield one


def _is_stand_in(value: Any) -> bool:
    return (
        isinstance(value, int) and value >= _NUMBER or isinstance(value, str) and value.startswith(_TEXT[:1])
    )
