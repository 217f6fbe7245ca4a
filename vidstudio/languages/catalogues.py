"""The translations of the pages: PO files in locale/, compiled by Babel for gettext to read.

`python -m vidstudio.languages.catalogues` compiles all of them, where the MO file is older or missing.
"""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[2] / "locale"


def files(folder=FOLDER):
    """The PO files of all languages, sorted."""
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def read(path):
    """The Catalog of a PO file. Words that it does not escape, or twice the same, are a PoFileError."""
    with path.open("rb") as handle:
        return read_po(handle, locale=path.parts[-3], domain=path.stem, abort_invalid=True)


def compile_all(folder=FOLDER):
    """Write the MO file beside each PO file that is newer. Two processes may do so at the same time."""
    for path in files(folder):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".mo", delete=False) as handle:
            write_mo(handle, read(path))
        os.chmod(handle.name, 0o644)
        os.replace(handle.name, target)


@cache
def digest(language):
    """What changes when the words of scripts in a language do; "" for a language without any."""
    path = FOLDER / language / "LC_MESSAGES" / "djangojs.mo"
    return f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"' if path.exists() else ""


if __name__ == "__main__":
    compile_all()
