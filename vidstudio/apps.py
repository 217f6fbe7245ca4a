"""The front door as a Django app: commands, checks, and the admin site everybody uses."""

import gc

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class VidstudioConfig(AppConfig):
    """Holds the commands and the checks that need every room."""

    name = "vidstudio"

    def ready(self):
        from vidstudio import checks  # noqa: F401
        from vidstudio.accounts import lockout, tokens  # noqa: F401

        # What is loaded by now is there for good: the collector, and workers that are forked, leave it alone.
        gc.freeze()
        gc.enable()


class StudioAdminConfig(AdminConfig):
    default_site = "vidstudio.admin_site.StudioAdmin"
