"""The front door as a Django app: commands, checks, and the admin site everybody uses."""

import gc

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class VidstudioConfig(AppConfig):
    """Holds the commands and the checks that need every room."""

    name = "vidstudio"

    def ready(self):
        from vidstudio import checks as ours  # noqa: F401
        from vidstudio.accounts import lockout, tokens  # noqa: F401

        # What is loaded by now is there for good: the collector, and workers that are forked, leave it alone.
        gc.freeze()
        gc.enable()


class StudioAdminConfig(SimpleAdminConfig):
    """The admin's pages are loaded with the addresses (`vidstudio.urls`). A worker needs neither."""

    default_site = "vidstudio.admin_site.StudioAdmin"

    def ready(self):
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_all_of_the_admin, checks.Tags.admin)


def _check_all_of_the_admin(app_configs, **options):
    autodiscover()
    return check_admin_app(app_configs, **options)
