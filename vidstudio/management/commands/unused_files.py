"""manage.py unused_files: which files nothing names any more, and when they go."""

from django.conf import settings
from django.core.management.base import BaseCommand

from projects import clock
from projects.media import unused_files


class Command(BaseCommand):
    help = "List the files that nothing names any more; --remove removes those that are due."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="remove what is due, as the workers do")
        parser.add_argument(
            "--days",
            type=int,
            default=settings.UNUSED_FILE_DAYS,
            help="for how many days nothing must have named a file (%(default)s)",
        )

    def handle(self, *, remove, days, **options):
        if remove:
            found = []
            while gone := unused_files.sweep(max(0, days)):
                found += gone
        else:
            found = unused_files.unused()
        for asset in found:
            self.stdout.write(
                f"{asset.file.name}  {asset.bytes / 1e6:.1f} MB  {self._when(asset, remove, days)}"
            )
        what = "removed" if remove else "unused"
        self.stdout.write(f"{len(found)} files, {sum(asset.bytes for asset in found) / 1e6:.1f} MB {what}.")

    def _when(self, asset, remove, days):
        if remove:
            return "removed"
        if asset.unused_since is None:
            return "not yet seen by the workers"
        left = days - (clock.now() - asset.unused_since).days
        return f"goes in {left} days" if left > 0 else "due"
