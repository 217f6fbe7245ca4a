"""manage.py worker: the one process an operator starts beside the web server."""

from django.core.management.base import BaseCommand, CommandError

from generation.engine.worker import GRACE_SECONDS, AlreadyRunning, Supervisor, silent
from vidstudio.checks import MACHINE
from vidstudio.upgrade import gate


class Command(BaseCommand):
    help = "Run the work: a pool of workers, watched and replaced when it hangs. Any number of hosts may."
    requires_system_checks = [MACHINE]

    def add_arguments(self, parser):
        parser.add_argument("--name", default="worker", help="tells several workers on one machine apart")
        parser.add_argument(
            "--grace", type=float, default=GRACE_SECONDS, help="seconds to finish when stopped"
        )

        parser.add_argument(
            "--check",
            action="store_true",
            help="start nothing: status 0 when the worker of that name on this machine is alive",
        )

    def handle(self, *, name, grace, check, **options):
        if check:
            if why := silent(name):
                raise CommandError(why)
            return
        if why := gate.refusal():
            raise CommandError(why)
        try:
            Supervisor(name, grace, say=lambda line: self.stderr.write(line)).run()
        except AlreadyRunning as error:
            raise CommandError(str(error)) from None
