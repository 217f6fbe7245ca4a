"""What the tools for plain text know of each language: one file for each in data/languages."""

from functools import cache
from pathlib import Path
from typing import Any

from generation.text.toml_tables import language_files, read_table

FOLDER = Path(__file__).parent / "data" / "languages"
# It stands first where the words of all languages are put together.
FIRST_LANGUAGE = "en"


@cache
def language_tables() -> dict[str, dict[str, Any]]:
    """The table of each language that has a file."""
    files = language_files(FOLDER)
    order = sorted(files, key=lambda language: (language != FIRST_LANGUAGE, language))
    return {language: read_table(files[language]) for language in order}


def sections(name: str) -> list[dict[str, Any]]:
    """A section of every language that has it."""
    return [table[name] for table in language_tables().values() if name in table]


def words_of_all(section: str, key: str) -> list[str]:
    """A list of words or patterns in a section, of all languages together."""
    return [word for table in sections(section) for word in table.get(key, ())]
