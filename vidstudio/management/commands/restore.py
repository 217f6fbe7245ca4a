"""manage.py restore: a backup into an empty studio."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from vidstudio.backup import archive, restore, rows


class Command(BaseCommand):
    help = "Check a backup and put it into an empty studio; --check only checks it."
    # The database may have no tables yet.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path)
        parser.add_argument("--check", action="store_true", help="read all of it, and change nothing")
        parser.add_argument(
            "--other-keys",
            action="store_true",
            help="although SECRET_KEY or a provider's key is not the same",
        )

    def handle(self, *, source, check, other_keys, **options):
        try:
            if check:
                found = archive.check(source)
            else:
                found = restore.restore(source, other_keys, self.stdout.write)
        except (restore.CannotRestore, rows.DoesNotFit, archive.DamagedBackup, OSError) as error:
            raise CommandError(str(error)) from None
        what = "is whole" if check else "is restored"
        self.stdout.write(
            f"The backup of {found.manifest['made']} (version {found.manifest['version']}, "
            f"{found.manifest['engine']}) {what}: {found.files} files, {found.bytes / 1e6:.1f} MB."
        )
