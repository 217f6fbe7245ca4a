"""manage.py migrate: as Django's, by one process at a time, and not where the versions do not fit.

A new SQLite database is laid out at once (vidstudio/upgrade/new_database.py).
"""

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from vidstudio.upgrade import gate, new_database


class Command(migrate.Command):
    def handle(self, *args, **options):
        if options["database"] != DEFAULT_DB_ALIAS:
            return super().handle(*args, **options)
        with gate.migrating():
            if why := gate.trouble():
                raise CommandError(why)
            if _is_plain(options) and self._laid_out(options["verbosity"]):
                return None
            return super().handle(*args, **options)

    def _laid_out(self, verbosity):
        """Lay out a new database. Whether that was all there is to do."""
        found = new_database.lay_out()
        if found and verbosity:
            self.stdout.write(f"A new database is laid out as after {found.made} migrations.")
        return found is not None and found.left == 0


def _is_plain(options):
    """Whether all migrations are to be made: not some of them, not in name only, not only shown."""
    special = ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "run_syncdb", "prune")
    return not any(options[name] for name in special)
