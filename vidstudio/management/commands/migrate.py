"""manage.py migrate: as Django's, by one process at a time, and not where the versions do not fit."""

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from vidstudio.upgrade import gate


class Command(migrate.Command):
    def handle(self, *args, **options):
        if options["database"] != DEFAULT_DB_ALIAS:
            return super().handle(*args, **options)
        with gate.migrating():
            if why := gate.trouble():
                raise CommandError(why)
            return super().handle(*args, **options)
