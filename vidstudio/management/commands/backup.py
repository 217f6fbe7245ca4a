"""manage.py backup: the whole studio in one file, while it runs."""

from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from vidstudio.backup import make


class Command(BaseCommand):
    help = "Write all rows and files to one file (or into a folder, under a name with the time)."

    def add_arguments(self, parser):
        parser.add_argument("target", type=Path, help="a file that is not there yet, or a folder that is")

    def handle(self, *, target, **options):
        if target.is_dir():
            target = target / f"vidstudio-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar"
        if target.exists():
            raise CommandError(f"{target} is there already. Name another file, or a folder.")
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {target.parent}.")
        try:
            made = make.make(target, self.stdout.write)
        except OSError as error:
            raise CommandError(f"No backup was made: {error}") from None
        said = f"{target}: {made.rows} rows, {made.files} files, {made.bytes / 1e6:.1f} MB."
        if made.trouble:
            for line in made.trouble[:20]:
                self.stderr.write(line)
            raise CommandError(f"{said} All the rest is in it, but {len(made.trouble)} files are not right.")
        self.stdout.write(said)
