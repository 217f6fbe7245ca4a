"""The commands of docs/operations.md are there, take what is written, and do it."""

import re
import shlex

import pytest
from django.core.management import get_commands, load_command_class

from tests.test_docs import ROOT

PAGE = (ROOT / "docs/operations.md").read_text()
# Words in the page that stand for something of the reader's.
STANDS_FOR = {"<time>": "20261201-090000", "NAME": "shop", "FILE": "studio.tar"}


def commands():
    """Every `manage.py …` of the page, as words; comments and what follows in the same line left out."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`]+)`", re.sub(r"```sh\n.*?```", "", PAGE, flags=re.S))
    for line in lines:
        for found in re.findall(r"manage\.py ([a-z_]+[^;&|#]*)", line):
            for name, value in STANDS_FOR.items():
                found = found.replace(name, value)
            yield tuple(shlex.split(found))


FOUND = sorted(set(commands()))


@pytest.mark.parametrize("words", FOUND, ids=" ".join)
def test_a_command_is_there_and_takes_what_is_written(words):
    name, *rest = words
    apps = get_commands()
    assert name in apps, "no such command"
    parser = load_command_class(apps[name], name).create_parser("manage.py", name)
    try:
        parser.parse_args(rest)
    except Exception as error:  # a command that only is named needs no argument here
        assert not rest, error


def test_the_page_tells_what_an_operator_needs():
    assert {name for name, *_ in FOUND} >= {
        "migrate", "backup", "restore", "retention", "room", "unused_files", "first_user", "worker",
        "providers", "api_token", "make_bucket",
    }  # fmt: skip
