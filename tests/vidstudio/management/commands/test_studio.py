"""Running it: web and worker in one terminal, files in S3, and a clean bill before production."""

import ast
import os
import re
import runpy
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from generation.engine.worker import members
from tests.waiting import PATIENCE
from tests.web_server import free_port
from tests.worker_processes import ROOT, Fleet, until


@pytest.fixture
def fleet(tmp_path):
    found = Fleet(tmp_path, DJANGO_SETTINGS_MODULE="tests.studio_settings")
    yield found
    found.close()


def answers(url):
    try:
        return urllib.request.urlopen(url, timeout=2).read().decode()
    except OSError:
        return None


@pytest.mark.slow
def test_the_studio_starts_with_people_and_an_open_project_and_stops_without_a_trace(fleet):
    port = free_port()
    studio = fleet.start("manage.py", "studio", "--port", str(port))
    page = until(lambda: answers(f"http://127.0.0.1:{port}/login/"), what="the studio")
    leader, pool = fleet.pool_of(studio, f"studio-{port}")
    printed = until(lambda: f"{port}/projects/1/" in (said := fleet.logs()) and said, what="its words")
    crew = children(studio.pid)

    assert re.findall(r"^  (\w+) .*\((\w+):", printed, re.M) == [
        ("vera", "viewer"), ("ed", "editor"), ("ann", "approver"), ("adam", "admin"),
    ]  # fmt: skip
    assert f"http://127.0.0.1:{port}/projects/1/" in printed
    assert "Demo accounts" in page
    # Invitations and letters lead here, too.
    surroundings = [Path(f"/proc/{pid}/environ").read_text().split("\0") for pid in crew]
    assert [f"VIDSTUDIO_URL=http://127.0.0.1:{port}" in one for one in surroundings] == [True, True]

    studio.send_signal(signal.SIGINT)
    assert studio.wait(PATIENCE) == 0
    assert not members(leader)
    assert not [pid for pid in crew if os.path.exists(f"/proc/{pid}")]


def children(pid):
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


def manage(*words, **env):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


ONLY_IN_PRODUCTION = ("VIDSTUDIO_SSL_REDIRECT", "VIDSTUDIO_HSTS_SECONDS")
PRODUCTION = {
    "VIDSTUDIO_ENV": "production",
    "SECRET_KEY": "a-long-and-random-key-that-is-only-used-by-this-test-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "studio.example",
    "DATABASE_URL": "postgresql://studio@db.example/studio",
}


def test_production_settings_pass_djangos_own_inspection():
    told = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("VIDSTUDIO_DEBUG", "1"), ("VIDSTUDIO_DEMO", "1"), ("ALLOWED_HOSTS", "*")]
)
def test_production_does_not_start_with(name, value):
    told = manage("check", **{**PRODUCTION, name: value})
    assert told.returncode != 0
    assert name in told.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_does_not_start_without(name):
    told = manage("check", **{**PRODUCTION, name: ""})
    assert told.returncode != 0
    assert f"{name} must be set" in told.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VIDSTUDIO_WORKERS", "many"),
        ("VIDSTUDIO_WORKERS", "0"),
        ("AI_MOCK_MODE", "perhaps"),
        ("VIDSTUDIO_ENV", "prod"),
        ("VIDSTUDIO_API_RATE", "banana"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(name, value):
    told = manage("check", **{name: value})
    assert told.returncode != 0
    assert name in told.stderr


SETTINGS = [ROOT / "vidstudio" / name for name in ("settings.py", "provider_settings.py")]
# What is no such thing, by the kind of its reader in vidstudio/env.py.
NONSENSE = {
    "number": "many", "flag": "perhaps", "rate": "banana", "redis": "foo", "zone": "Middle/Earth",
    "origins": "shop.example", "address": "ftp://studio.example", "secrets": "no secret!",
}  # fmt: skip


def settings_of_kinds():
    """(name, a value that makes no sense) of every setting that is more than any text, from the code."""
    for path in SETTINGS:
        for call in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(call, ast.Call) and ast.unparse(call.func).startswith("env.")):
                continue
            kind = call.func.attr
            chosen = kind == "text" and (
                len(call.args) > 2 or any(word.arg == "choices" for word in call.keywords)
            )
            if (kind in NONSENSE or chosen) and isinstance(call.args[0], ast.Constant):
                yield call.args[0].value, NONSENSE.get(kind, "nonsense")


@pytest.mark.parametrize(("name", "value"), sorted(set(settings_of_kinds())))
def test_every_setting_is_looked_at_and_a_wrong_one_is_named(monkeypatch, name, value):
    if name in ONLY_IN_PRODUCTION:
        for known, told in PRODUCTION.items():
            monkeypatch.setenv(known, told)
    if name.startswith("S3_"):
        monkeypatch.setenv("S3_BUCKET", "films")
    monkeypatch.setenv(name, value)
    monkeypatch.delitem(sys.modules, "vidstudio.provider_settings", raising=False)
    with pytest.raises(ImproperlyConfigured, match=name):
        runpy.run_path(str(SETTINGS[0]))


def test_the_map_is_followed_before_anybody_waits_for_it(settings):
    from vidstudio.checks import the_map_can_be_followed

    settings.PROVIDERS = {"text": [{"NAME": "local", "CLASS": "nowhere.Writer"}]}
    assert [error.id for error in the_map_can_be_followed(None)] == ["vidstudio.E001"]


def test_sqlite_without_wal_is_refused(settings):
    from vidstudio.checks import sqlite_is_safe_for_workers

    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}}
    assert [error.id for error in sqlite_is_safe_for_workers(None)] == ["vidstudio.E002"]


def test_a_queue_that_would_offer_live_tasks_again_is_refused(settings):
    from vidstudio.checks import the_queue_never_offers_a_live_task_again

    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "timeout": 5, "retry": 6}
    assert [error.id for error in the_queue_never_offers_a_live_task_again(None)] == ["vidstudio.E003"]


@pytest.mark.parametrize(
    ("lease", "beat", "found"),
    [
        (30, 0.5, []),
        (1.5, 0.5, []),
        (1, 60, ["vidstudio.E010"]),
        (30, 10.1, ["vidstudio.E010"]),
        (30, 0, ["vidstudio.E010"]),
    ],
)
def test_a_heartbeat_that_comes_after_its_lease_is_refused(settings, lease, beat, found):
    from vidstudio.checks import a_lease_outlives_its_heartbeats

    settings.LEASE_SECONDS, settings.HEARTBEAT_SECONDS = lease, beat
    assert [error.id for error in a_lease_outlives_its_heartbeats(None)] == found


def test_workers_do_not_start_with_a_heartbeat_longer_than_the_lease():
    told = manage("check", VIDSTUDIO_LEASE_SECONDS="1", VIDSTUDIO_HEARTBEAT_SECONDS="60")
    assert told.returncode != 0
    assert "VIDSTUDIO_HEARTBEAT_SECONDS is 60" in told.stderr
