"""`make chaos`, for half a minute: its report has nothing to complain of."""

import os
import subprocess
import sys

import pytest

from tests.paths import ROOT

# The whole, by `make chaos`, takes half an hour. This part takes minutes of two cores for itself.
LONG = bool(os.environ.get("VIDSTUDIO_TEST_LONG"))
SHORT = ("--minutes", "0.4", "--lease", "4")


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="minutes: `make chaos`, or VIDSTUDIO_TEST_LONG=1")
def test_half_a_minute_of_faults_loses_nothing_and_pays_nothing_twice():
    own = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "VIDSTUDIO_HOME", "PYTEST_CURRENT_TEST")
    env = {name: value for name, value in os.environ.items() if name not in own}
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *SHORT, "--seed", "11"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
    happened = [row for row in done.stdout.splitlines() if row.startswith("| ") and row.endswith(" 1 |")]
    assert len(happened) >= 3, done.stdout
