"""Runs the inputs of this folder: `python -m tests.quality [--write]`.

Prints a table by area and kind: inputs tried, right, wrong, refused and with which words. `--write` puts
it into docs/quality.md between its two marks; everything else in that file stays.
"""

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.paths import ROOT

HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- inputs -->", "<!-- end: inputs -->"
HEAD = ("kind", "tried", "right", "wrong", "refused", "with these words")


@dataclass
class Row:
    tried: int = 0
    wrong: int = 0
    refused: int = 0
    words: list = field(default_factory=list)


class Counter:
    """A plugin of pytest that counts the inputs by area (test file) and kind."""

    def __init__(self):
        self.rows = defaultdict(Row)
        self.cases = {}

    def pytest_collection_modifyitems(self, items):
        for item in items:
            if item.get_closest_marker("quality"):
                self.cases[item.nodeid] = (area(item.path), item.callspec.params["case"])

    def pytest_deselected(self, items):
        for item in items:
            self.cases.pop(item.nodeid, None)

    def pytest_collection_finish(self):
        for where, case in self.cases.values():
            row = self.rows[where, case.kind]
            row.tried += 1
            if case.refused:
                row.refused += 1
                if case.refused not in row.words:
                    row.words.append(case.refused)

    def pytest_runtest_logreport(self, report):
        if report.failed and report.nodeid in self.cases:
            where, case = self.cases.pop(report.nodeid)
            self.rows[where, case.kind].wrong += 1


def area(path):
    """The name of an area: that of its test file, as words."""
    return path.stem.removeprefix("test_").replace("_", " ")


def table(rows):
    """The lines of the table: one a kind, the areas in the order of their names, a total at the end."""
    yield from ("", "| area | " + " | ".join(HEAD) + " |", "|---|---|--:|--:|--:|--:|---|")
    for (where, kind), row in sorted(rows.items()):
        yield _line(where, kind, row, "; ".join(f"“{words}”" for words in row.words))
    total = Row(*(sum(getattr(row, name) for row in rows.values()) for name in ("tried", "wrong", "refused")))
    yield from (_line("**all**", f"{len(rows)} kinds", total, ""), "")


def _line(where, kind, row, words):
    right = row.tried - row.wrong - row.refused
    cells = (where, kind, row.tried, max(right, 0), row.wrong, row.refused, words)
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def counted(arguments):
    """(pytest's exit status, rows by area and kind) of a run with these arguments."""
    counter = Counter()
    status = pytest.main([str(HERE), "-q", *arguments], plugins=[counter])
    return status, counter.rows


def main():
    options = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__.splitlines()[0])
    options.add_argument("--write", action="store_true", help="put the table into docs/quality.md")
    asked = options.parse_args()
    status, rows = counted(["-m", "quality"])
    lines = list(table(rows))
    print("\n".join(lines))
    if asked.write and status == 0:
        before, rest = PAGE.read_text().split(BEGIN)
        PAGE.write_text(before + BEGIN + "\n".join(lines) + END + rest.split(END)[1])
    sys.exit(status)


if __name__ == "__main__":
    main()
