"""Settings for real workers that ask providers' doubles: who they are, from the environment.

VIDSTUDIO_TEST_WHO and VIDSTUDIO_TEST_ASK name one provider of pictures; VIDSTUDIO_TEST_ROWS is a JSON
object of rows by talent.
"""

import json
import os

from tests.contracts import rows
from tests.studio_settings import *  # noqa: F403

_WHO, _ASK = os.environ.get("VIDSTUDIO_TEST_WHO"), os.environ.get("VIDSTUDIO_TEST_ASK", "").split("|")
_ROWS = {"image": getattr(rows, _WHO)(*_ASK)} if _WHO else json.loads(os.environ["VIDSTUDIO_TEST_ROWS"])
for _row in _ROWS.values():
    _row["OPTIONS"]["seconds"] = 10
PROVIDERS = {**PROVIDERS, **{talent: [row] for talent, row in _ROWS.items()}}  # noqa: F405, F811
JOB_KINDS = {**JOB_KINDS, **rows.JOB_KINDS}  # noqa: F405
STAGES = {**STAGES, **rows.STAGES}  # noqa: F405
POLL_SECONDS, CLEAR_UP_SECONDS = (0.05, 0.2), (0.2, 1)
FETCH_ALLOW_PRIVATE = True
STEP_ATTEMPTS = 10
# A killed worker counts as no outage of its provider.
BREAKER_FAILURES = 1000
if os.environ.get("VIDSTUDIO_TEST_DIES"):
    MIDDLEWARE = ["tests.clients.deaths.BeforeItIsSent", *MIDDLEWARE]  # noqa: F405
