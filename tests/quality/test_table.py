"""The table of docs/quality.md counts the inputs that are there."""

import re
import subprocess
import sys

from tests.paths import ROOT
from tests.quality.__main__ import BEGIN, END, PAGE

LEAST = 300  # inputs, which the project promises


def test_the_table_counts_all_inputs():
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/quality", "-m", "quality", "--collect-only", "-q"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout
    there = sum(int(count) for count in re.findall(r"^tests/quality/\S+: (\d+)$", listed, re.M))
    total = re.search(
        r"\| \*\*all\*\* \| [^|]*\| (\d+) \| \d+ \| (\d+) ", PAGE.read_text().split(BEGIN)[1].split(END)[0]
    )
    assert (int(total[1]), int(total[2])) == (there, 0)
    assert there >= LEAST
