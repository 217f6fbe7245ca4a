"""What every test has: files of its own, and quick passwords."""

import pytest


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
