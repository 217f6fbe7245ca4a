"""docs/benchmarks.md: figures between marks, words around them that people write."""

import os
import platform
import re
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.kit import ROOT

PAPER = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("Django", "numpy", "av", "Pillow")


def put(name, lines, load):
    """Replace what stands between the marks of `name`, or add it at the end. All else stays."""
    text = PAPER.read_text() if PAPER.exists() else "# Benchmarks\n"
    PAPER.write_text(placed(text, name, [*_framed(lines), "", _where(load)]))


def placed(text, name, lines):
    begin, end = f"<!-- figures: {name} -->", f"<!-- end: {name} -->"
    figures = "\n".join([begin, *lines, end])
    here = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if here.search(text):
        return here.sub(lambda _: figures, text)
    return f"{text.rstrip()}\n\n## {name.capitalize()}\n\n{figures}\n"


def _framed(lines):
    """Markdown as it is; plain lines as a block."""
    return lines if any(line.startswith("|") for line in lines) else ["```", *lines, "```"]


def _where(load):
    """When, on what, and how busy that was: figures mean little without it."""
    parts = [
        f"{date.today():%Y-%m-%d}",
        f"{os.cpu_count()} × {_processor()}",
        f"Python {platform.python_version()}",
        *(f"{package} {version(package)}" for package in PACKAGES),
        f"load {load:.1f} before it began",
    ]
    return f"<sub>{', '.join(parts)}.</sub>"


def _processor():
    rows = Path("/proc/cpuinfo").read_text().splitlines()
    return next((row.split(":", 1)[1].strip() for row in rows if row.startswith("model name")), "core")
