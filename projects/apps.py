"""The app of what is made and of who agreed to it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")

    def ready(self):
        from projects import clock, receivers
        from projects.languages import columns

        receivers.connect()
        clock.connect()
        columns.name_models()
