"""manage.py retention: what is kept for so many days, and what would go or goes now."""

from django.core.management.base import BaseCommand

from projects import retention


class Command(BaseCommand):
    help = "Remove rows and files that are older than the settings keep them; --dry-run only says what."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and remove nothing")

    def handle(self, *, dry_run, **options):
        count = size = 0
        for kind, days, due in retention.due():
            if days and not dry_run:
                due = retention.Due(0, 0)
                while (gone := retention.remove(kind)).count:
                    due = retention.Due(due.count + gone.count, due.bytes + gone.bytes)
            kept = f"kept for {days} days" if days else "kept for good"
            self.stdout.write(f"{kind.label} ({kept}): {due.count}, about {due.bytes / 1e6:.1f} MB")
            count, size = count + due.count, size + due.bytes
        what = "would go" if dry_run else "went"
        self.stdout.write(f"{count} in all, about {size / 1e6:.1f} MB, {what}.")
