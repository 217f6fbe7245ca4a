"""manage.py room: what takes the room, and what retention would free."""

from django.core.management.base import BaseCommand

from vidstudio.monitoring import room


class Command(BaseCommand):
    help = "Say how many rows, files and bytes there are, by kind, and what would go (see retention)."

    def handle(self, **options):
        parts = {"Database": room.tables(), "Files": room.files(), "This machine": room.folders()}
        for title, rooms in parts.items():
            self.stdout.write(f"{title}: {_megabytes(sum(one.bytes for one in rooms))}")
            for one in rooms:
                since = f", since {one.oldest:%Y-%m-%d}" if one.oldest else ""
                count = "?" if one.count is None else one.count
                self.stdout.write(f"  {one.label}: {count}, {_megabytes(one.bytes)}{since}")
        self.stdout.write("Retention would free:")
        for one in room.freed():
            kept = f"after {one.days} days" if one.days else "kept for good"
            self.stdout.write(f"  {one.label} ({kept}): {one.due.count}, {_megabytes(one.due.bytes)}")


def _megabytes(count):
    return f"{count / 1e6:.1f} MB"
