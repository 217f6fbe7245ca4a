"""Words that a shop's rules forbid in a video: prices, offers, dates that press, reviews and addresses.

Pure patterns, no model: what is found is quoted, so that a person can judge. They would rather find too
much in an advertisement than too little. The patterns stand in ad_policy.toml beside this file.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any


def found(words: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """[(where, the words, why)] of what (where, text) pairs say and should not, each once, in order."""
    rows: dict[tuple[str, str], tuple[str, str, str]] = {}
    for where, text in words:
        for why, pattern in PATTERNS:
            for match in pattern.finditer(text):
                said = match.group().strip()
                rows.setdefault((where, said.casefold()), (where, said, why))
    return list(rows.values())


def _read(path: Path) -> Iterator[tuple[str, re.Pattern[str]]]:
    """(why it is forbidden, its pattern) for each kind of words."""
    tables = tomllib.loads(path.read_text())
    amounts = {
        name: "|".join(said) if isinstance(said, list) else said for name, said in tables["amounts"].items()
    }
    for kind in tables["kinds"]:
        rows = "|".join(f"(?:{_row(row, amounts)})" for row in kind["rows"])
        yield kind["why"], re.compile(rows, re.IGNORECASE | re.MULTILINE)


def _row(row: Mapping[str, Any], amounts: Mapping[str, str]) -> str:
    choices = "|".join(row["any_of"])
    for name, said in amounts.items():
        choices = choices.replace(f"<{name}>", said)
    return rf"\b(?:{choices})\b" if row.get("whole_words") else choices


PATTERNS = tuple(_read(Path(__file__).with_suffix(".toml")))
