"""Reads tables that are kept as TOML beside the code."""

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def read_table(path: Path, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """The table in a file. The caller turns it into frozen values and keeps those."""
    with path.open("rb") as file:
        return tomllib.load(file, parse_float=parse_float)


def language_files(folder: Path) -> dict[str, Path]:
    """The file `<language>.toml` of each language that has one in a folder, in order of the languages.

    Where a folder has one folder inside for each script, the files are in those.
    """
    return {path.stem: path for path in sorted(folder.rglob("*.toml"), key=lambda path: path.stem)}


def with_tuples(table: dict[str, Any]) -> dict[str, Any]:
    """The table with its lists as tuples, as frozen values hold them."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def any_of(patterns: Iterable[str]) -> str:
    """One pattern for any of several."""
    return f"(?:{'|'.join(patterns)})"
