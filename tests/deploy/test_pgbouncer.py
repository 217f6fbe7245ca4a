"""PostgreSQL behind pgbouncer in transaction mode: nothing the studio does needs a connection that stays."""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests import servers
from tests.paths import ROOT
from tests.waiting import until
from tests.web_server import HOST, free_port

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROGRAM, reason="pgbouncer is not installed (Debian: apt-get install pgbouncer)"),
]

# A storyboard by its worker's loop, what nothing names, and the lists of a page.
WORK = """
from django.test import Client
from generation.engine import jobs, run
from generation.models import Job
from projects.media import unused_files
from projects.models import Asset
from tests import cast
jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
while run.run_next():
    pass
job = Job.objects.get()
assert job.state == "succeeded", (job.state, job.error)
unused_files.sweep()
unused_files._mentioned(list(Asset.objects.all()))
client = Client()
client.force_login(cast.ed())
assert client.get("/projects/").status_code == 200
print("worked")
"""


@contextlib.contextmanager
def pgbouncer(folder, url):
    """URL of the same database by way of a pgbouncer with two lines to it, one transaction each."""
    port, inside = free_port(), parse_qs(urlsplit(url).query)["host"][0]
    ini = folder / "pgbouncer.ini"
    ini.write_text(
        f"[databases]\n* = host={inside} user=postgres\n[pgbouncer]\nlisten_addr={HOST}\nlisten_port={port}\n"
        "unix_socket_dir=\nauth_type=any\npool_mode=transaction\ndefault_pool_size=2\n"
    )
    for place in (folder, *folder.parents):
        if place.stat().st_uid == os.getuid() and place != place.parent:
            place.chmod(place.stat().st_mode | 0o055)
    # It refuses to run as root; the database's own user may open the socket.
    user = ["-u", pwd.getpwuid(os.stat(inside).st_uid).pw_name] if os.geteuid() == 0 else []
    with (folder / "pgbouncer.log").open("w") as log:
        process = subprocess.Popen([PROGRAM, *user, str(ini)], stdout=log, stderr=subprocess.STDOUT)
    pooled = f"postgresql://postgres@{HOST}:{port}/postgres"
    try:
        until(lambda: answers(pooled), what=(folder / "pgbouncer.log").read_text())
        yield pooled
    finally:
        process.terminate()
        process.wait(60)


def answers(url):
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2) as line:
        return line.execute("SELECT 1").fetchone() == (1,)
    return False


def test_migrating_work_pages_and_a_backup_need_no_line_of_their_own(tmp_path):
    with servers.postgres() as url, pgbouncer(tmp_path, url) as pooled:
        plain = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
        env = {
            **plain,
            "DATABASE_URL": pooled,
            "VIDSTUDIO_HOME": str(tmp_path / "home"),
            "DJANGO_SETTINGS_MODULE": "tests.studio_settings",
            "PYTHONPATH": str(ROOT),
        }

        def manage(*words):
            done = subprocess.run(
                [sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True
            )
            assert done.returncode == 0, done.stdout + done.stderr[-3000:]
            return done.stdout

        manage("migrate", "--verbosity", "0")
        assert "worked" in manage("shell", "-v", "0", "-c", WORK)
        manage("backup", str(tmp_path / "kept.tar"))
        manage("restore", str(tmp_path / "kept.tar"), "--check")
