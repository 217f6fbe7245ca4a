"""A studio on SQLite goes to PostgreSQL and back, with every row and file; its work goes on, paid once."""

import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from datetime import datetime

import pytest
from django.db import connection

from tests import servers
from tests.contracts.servers.doubles import Replicate
from tests.paths import ROOT

pytestmark = pytest.mark.slow
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:")

FURNISH = """
from generation.engine import jobs
from tests import cast
from tests.contracts import kit

cast.board()
def ask(seed):
    choices = {"runner": "inline", "talent": "image", "seed": seed}
    return jobs.enqueue(cast.draft(title=f"Film {seed}"), "try", by=cast.ed(), **choices).steps.get()
assert kit.ended(ask(1)).state == "done"
out = kit.tried(ask(2))
assert out.state == "submitted", (out.state, out.error)
"""
GO_ON = """
from generation.engine.run import run_inline
from generation.models import LedgerEntry, Step
step = Step.objects.get(state="submitted")
run_inline(step.job)
step.refresh_from_db()
print(step.state, LedgerEntry.objects.filter(step=step).count(), step.asset.bytes > 0)
"""


class Home:
    """A studio of its own: files in a folder, rows in SQLite or in a database that is named."""

    def __init__(self, folder, double, database=""):
        folder.mkdir()
        self.folder = folder
        self.env = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "VIDSTUDIO_HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.contracts.studio",
            "VIDSTUDIO_TEST_WHO": "replicate",
            "VIDSTUDIO_TEST_ASK": double.url,
            "SECRET_KEY": "the same in all three " * 3,
            **({"DATABASE_URL": database} if database else {}),
        }

    def run(self, *words):
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    def manage(self, *words):
        return self.run("manage.py", *map(str, words))

    def do(self, code):
        return self.run("-c", f"import django\ndjango.setup()\n{code}")

    def tables(self):
        """{table: its rows} of SQLite; the queue's messages and what SQLite and migrations keep left out."""
        with sqlite3.connect(self.folder / "studio.sqlite3") as rows:
            names = [name for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            kept = [
                name for name in names if not name.startswith(("sqlite_", "django_q_", "django_migrations"))
            ]
            return {
                name: [_neutral(row) for row in rows.execute(f'SELECT * FROM "{name}" ORDER BY 1')]
                for name in kept
            }

    def files(self):
        folder = self.folder / "media"
        found = (path for path in folder.rglob("*") if path.is_file())
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found
        }


def _neutral(row):
    """JSON's keys have no order, and SQLite's own clock writes thousandths where Django writes millionths."""
    return [_read(one) if isinstance(one, str) else one for one in row]


def _read(text):
    if text[:1] in ("{", "[", '"'):
        return json.loads(text)
    return datetime.fromisoformat(text) if MOMENT.match(text) else text


def migrate(home):
    """SQLite as migrations leave it: a copy of the tests' own takes no time."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(home.folder / "studio.sqlite3")])
    else:
        home.manage("migrate", "--verbosity", "0")


@pytest.mark.django_db(transaction=True)
def test_there_and_back_and_the_work_goes_on(tmp_path):
    with Replicate() as double, servers.postgres() as database:
        double.looks_needed = 2
        first = Home(tmp_path / "first", double)
        migrate(first)
        first.do(FURNISH)
        first.manage("backup", tmp_path / "one.tar")
        second = Home(tmp_path / "second", double, database)
        second.manage("restore", tmp_path / "one.tar")
        second.manage("backup", tmp_path / "two.tar")
        third = Home(tmp_path / "third", double)
        migrate(third)
        third.manage("restore", tmp_path / "two.tar")
        assert first.files() == second.files() == third.files() != {}
        there, back = first.tables(), third.tables()
        assert {name for name in there if there[name] != back[name]} == set()
        assert len(there["generation_step"]) == 2 and len(there["projects_scene"]) == 3

        posts = len(double.posts())
        assert second.do(GO_ON) == "done 1 True"
        assert len(double.posts()) == posts == 2
        # A new row's number is one that was never given.
        made = "from projects.models import Product, Workspace as W; "
        made += "print(Product.objects.create(workspace=W.objects.get(slug='lolas'), name='New').pk)"
        last = there["projects_product"][-1][0]
        assert [int(one.do(made)) for one in (second, third)] == [last + 1, last + 1]
