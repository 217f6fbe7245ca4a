"""The studio's settings for processes that tests start: instant providers, short leases."""

import os

from tests import clocks
from vidstudio.settings import *  # noqa: F403

if os.environ.get("VIDSTUDIO_TEST_PROVIDERS") != "real":
    from tests.fakes import PROVIDERS  # noqa: F401
STEP_BACKOFF_SECONDS = (0.05, 0.05, 0.05)
LOGGING["root"]["level"] = os.environ.get("VIDSTUDIO_LOG_LEVEL", "ERROR")  # noqa: F405

# The processes share the test's database and files.
if os.environ.get("VIDSTUDIO_TEST_DATABASE"):
    DATABASES["default"]["NAME"] = os.environ["VIDSTUDIO_TEST_DATABASE"]  # noqa: F405
if os.environ.get("VIDSTUDIO_TEST_MEDIA"):
    STORAGES["default"]["OPTIONS"]["location"] = os.environ["VIDSTUDIO_TEST_MEDIA"]  # noqa: F405

# Soft and hard limit of a picture, in seconds: "1,2".
if os.environ.get("VIDSTUDIO_TEST_IMAGE_SECONDS"):
    STAGE_SECONDS["images"] = tuple(float(n) for n in os.environ["VIDSTUDIO_TEST_IMAGE_SECONDS"].split(","))  # noqa: F405

clocks.shift()
