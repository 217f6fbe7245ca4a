"""manage.py import_catalogue: a shop's file into the catalogue, from the command line."""

import io
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from projects import access
from projects.catalog import imports
from projects.errors import Refused


class Command(BaseCommand):
    help = (
        "Import a CSV, .xlsx, XML feed or JSON of products, as the page does; "
        "the report goes to standard output."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--as", dest="person", required=True, help="user name of an editor")
        parser.add_argument("--workspace", help="its slug; only needed by members of several")
        parser.add_argument("--currency", default="", help="of prices that name none")
        parser.add_argument("--encoding", default="", help="found out where it is not said")
        parser.add_argument("--column", action="append", default=[], metavar="OURS=THEIRS", help="title=Name")
        parser.add_argument("--photos", help="a ZIP of the photos that the file names")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--no-wait", action="store_true", help="leave the work to the workers")

    def handle(self, *, file, person, **options):
        user = get_user_model().objects.filter(username=person, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user “{person}”.")
        workspace = access.workspaces(user, "edit").filter(
            **({"slug": options["workspace"]} if options["workspace"] else {})
        )
        if workspace.first() is None:
            raise CommandError(f"“{person}” may not edit products there.")
        try:
            row = self._started(workspace.first(), user, Path(file), options)
            if options["no_wait"]:
                self.stdout.write(f"Import {row.pk} waits for a worker.")
                return
            imports.run_to_end(row)
        except Refused as error:
            raise CommandError(error.message) from None
        self.stdout.write(imports.report(row).as_csv(), ending="")
        told = ", ".join(f"{count} {name}" for name, count in row.counts.items())
        self.stderr.write(f"{row.get_state_display()}: {told}. {row.error}")
        if row.error:
            raise CommandError("The import stopped.")

    def _started(self, workspace, user, path, options):
        mapping = dict(one.partition("=")[::2] for one in options["column"]) or None
        try:
            data = path.read_bytes()
            archive = io.BytesIO(Path(options["photos"]).read_bytes()) if options["photos"] else None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        row, _ = imports.start(
            workspace,
            user,
            path.name,
            data,
            currency=options["currency"],
            encoding=options["encoding"],
            mapping=mapping,
            archive=archive,
            dry_run=options["dry_run"],
            exact=True,
        )
        return row
