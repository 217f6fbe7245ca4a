"""Reads tables that are kept as TOML beside the code."""

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def read_table(path: Path, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """The table in a file. The caller turns it into frozen values and keeps those."""
    with path.open("rb") as file:
        return tomllib.load(file, parse_float=parse_float)


def languages_in(folder: Path, prefix: str = "") -> tuple[str, ...]:
    """The languages that have a file `<prefix><language>.toml` in a folder, in order."""
    names = (path.stem.removeprefix(prefix) for path in folder.glob(f"{prefix}*.toml"))
    return tuple(sorted(names))


def with_tuples(table: dict[str, Any]) -> dict[str, Any]:
    """The table with its lists as tuples, as frozen values hold them."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def any_of(patterns: Iterable[str]) -> str:
    """One pattern for any of several."""
    return f"(?:{'|'.join(patterns)})"
