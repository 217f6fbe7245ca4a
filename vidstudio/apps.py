"""The front door as a Django app: commands, checks, and the admin site everybody uses."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class VidstudioConfig(AppConfig):
    """Holds the commands and the checks that need every room."""

    name = "vidstudio"

    def ready(self):
        from vidstudio import checks  # noqa: F401
        from vidstudio.accounts import lockout, tokens  # noqa: F401


class StudioAdminConfig(AdminConfig):
    default_site = "vidstudio.admin_site.StudioAdmin"
