"""The studio's settings for processes that tests start: instant providers, short leases."""

import os
from copy import deepcopy

from tests import clocks
from vidstudio.settings import *  # noqa: F403

if os.environ.get("VIDSTUDIO_TEST_PROVIDERS") != "real":
    from tests.fakes import PROVIDERS  # noqa: F401
STEP_BACKOFF_SECONDS = (0.05, 0.05, 0.05)
# Copies: a test that imports this module does not change the settings it runs under.
LOGGING, DATABASES, STORAGES, STAGE_SECONDS = deepcopy((LOGGING, DATABASES, STORAGES, STAGE_SECONDS))  # noqa: F405
LOGGING["root"]["level"] = os.environ.get("VIDSTUDIO_LOG_LEVEL", "ERROR")

# As in the tests themselves, which make the users.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The processes share the test's database and files.
if os.environ.get("VIDSTUDIO_TEST_DATABASE"):
    DATABASES["default"]["NAME"] = os.environ["VIDSTUDIO_TEST_DATABASE"]
if os.environ.get("VIDSTUDIO_TEST_MEDIA"):
    STORAGES["default"]["OPTIONS"]["location"] = os.environ["VIDSTUDIO_TEST_MEDIA"]
if os.environ.get("VIDSTUDIO_TEST_LOCK_SECONDS"):
    DATABASES["default"]["OPTIONS"]["timeout"] = float(os.environ["VIDSTUDIO_TEST_LOCK_SECONDS"])

# Soft and hard limit of a picture, in seconds: "1,2".
if os.environ.get("VIDSTUDIO_TEST_IMAGE_SECONDS"):
    STAGE_SECONDS["images"] = tuple(float(n) for n in os.environ["VIDSTUDIO_TEST_IMAGE_SECONDS"].split(","))

clocks.shift()
