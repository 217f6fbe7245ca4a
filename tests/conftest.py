"""What every test has: files of its own, quick passwords, and the price book."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate


@pytest.fixture(scope="session", autouse=True)
def price_book_survives():
    """A test with transactions of its own empties all tables; what a migration put there comes back."""

    migration = import_module("generation.migrations.0005_prices_and_models")

    def seed(**_):
        if not apps.get_model("generation", "Price").objects.exists():
            migration.write_rows(apps, None)

    sender = apps.get_app_config("generation")
    post_migrate.connect(seed, sender=sender, weak=False)
    yield
    post_migrate.disconnect(seed, sender=sender)


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


def pytest_collection_modifyitems(items):
    """What takes longest begins first, so that no core is idle while the other ends a long one."""
    items.sort(key=lambda item: ("postgresql" not in item.nodeid, item.get_closest_marker("slow") is None))
