"""Every test run has its own home folder: database, media and scratch, gone afterwards."""

import os
import shutil
import tempfile

import pytest

# Before Django reads its settings: nothing of the developer's own studio is touched.
HOME = tempfile.mkdtemp(prefix="vidstudio-test-")
os.environ["VIDSTUDIO_HOME"] = HOME
os.environ.setdefault("VIDSTUDIO_HEARTBEAT_SECONDS", "0.1")


def pytest_sessionfinish(session, exitstatus):
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files of one test are not seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "media"
    # A slow hash protects passwords; the cast's are no secret.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media", "allow_overwrite": True},
        },
    }
