"""Settings for real workers that ask providers' doubles: one talent, its address from the environment."""

import os

from tests.contracts import rows
from tests.studio_settings import *  # noqa: F403

PROVIDERS = {  # noqa: F811
    **PROVIDERS,  # noqa: F405
    "image": [getattr(rows, os.environ["VIDSTUDIO_TEST_WHO"])(*os.environ["VIDSTUDIO_TEST_ASK"].split("|"))],
}
JOB_KINDS = {**JOB_KINDS, **rows.JOB_KINDS}  # noqa: F405
PROVIDERS["image"][0]["OPTIONS"]["seconds"] = 10
POLL_SECONDS, CLEAR_UP_SECONDS = (0.05, 0.2), (0.2, 1)
FETCH_ALLOW_PRIVATE = True
STEP_ATTEMPTS = 10
