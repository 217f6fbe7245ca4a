"""The engine, the feed and the verbs keep their promises on PostgreSQL too, with real Redis beside."""

import os
import subprocess
import sys

import pytest

from tests import servers
from tests.worker_processes import ROOT

ADDRESSES = "tests/vidstudio/test_every_address.py"
SUITES = (
    "tests/generation/engine/test_jobs.py",
    "tests/generation/engine/test_feed.py",
    "tests/projects/board/test_verbs.py",
    "tests/generation/engine/test_races.py",
    "tests/generation/billing/test_budget_races.py",
    "tests/generation/engine/test_rate_limits.py",
    "tests/generation/engine/test_circuit_breaker.py",
    "tests/generation/engine/test_seams.py",
    "tests/generation/engine/test_clock.py",
    "tests/vidstudio/test_connections.py",
    "tests/projects/board/test_agreements.py",
    # What a database may refuse; who sees what is the same on each.
    f"{ADDRESSES}::test_no_address_breaks_on_an_odd_query",
    f"{ADDRESSES}::test_no_page_breaks_on_an_odd_form",
    f"{ADDRESSES}::test_no_call_of_the_api_breaks_on_an_odd_body",
    "tests/projects/api/test_idempotency.py",
    "tests/vidstudio/test_two_at_once.py",
    "tests/vidstudio/mcp_server/test_mcp_servers.py::test_of_many_agents_at_once_a_tokens_cap_lets_as_many_"
    "start_as_it_has_room_for",
)


@pytest.mark.slow
def test_the_engine_keeps_its_promises_on_postgresql():
    with servers.postgres() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "--durations=3", "-rf", "--tb=short", "--create-db", *SUITES],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
            timeout=2400,  # Five minutes on a quiet machine with two cores; a busy one took fifteen.
        )
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout[-4000:] + done.stderr[-2000:]
