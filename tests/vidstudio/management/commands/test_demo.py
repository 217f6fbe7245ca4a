"""manage.py demo needs nothing but the command: not even a database."""

import os
import sqlite3
import subprocess
import sys

from tests.paths import ROOT

# The command up to the work itself, which other tests do.
UP_TO_THE_WORK = """
import django
django.setup()
from django.core.management import CommandError, call_command
from vidstudio import inline_pipeline

def stop(*_, **__):
    raise inline_pipeline.Unfinished("here the work would begin")

inline_pipeline.make_storyboard = stop
try:
    call_command("demo")
except CommandError as error:
    print(error)
"""


def begun(tmp_path):
    """What the command says on stdout in a home folder where it begins."""
    env = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "vidstudio.settings",
        "VIDSTUDIO_HOME": str(tmp_path / "home"),
    }
    done = subprocess.run(
        [sys.executable, "-c", UP_TO_THE_WORK], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_a_home_that_is_not_there_gets_its_database_and_product(tmp_path):
    assert begun(tmp_path) == ["here the work would begin"]
    with sqlite3.connect(tmp_path / "home" / "studio.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM projects_product").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM projects_videoproject").fetchone() == (1,)
