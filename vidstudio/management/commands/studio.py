"""manage.py studio: web and worker in one terminal. Ctrl-C stops both and leaves no process."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from generation.worker import end_with_parent, kill_group
from vidstudio import demo, oneshot
from vidstudio.bar import Bar

GRACE_SECONDS = 15


class Command(BaseCommand):
    help = "Run the studio: web server and worker, with the demo workspace."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, port, host, **options):
        call_command("migrate", verbosity=0)
        project = self._demo()
        self._welcome(host, port, project)
        crew = [
            _start("-m", "uvicorn", "vidstudio.asgi:application", "--host", host, "--port", str(port)),
            _start(str(settings.BASE_DIR / "manage.py"), "worker", "--name", f"studio-{port}"),
        ]
        self._watch(crew)

    def _demo(self):
        """People, product and an open board, so that there is something to look at."""
        workspace = demo.workspace()
        ed = demo.person("ed")
        project = demo.project(workspace, ed)
        if not project.scenes.exists():
            bar = Bar(self.stderr._out)
            oneshot.make_storyboard(project, ed, bar)
            bar.done()
        return project

    def _welcome(self, host, port, project):
        home = f"http://{host}:{port}"
        lines = [
            f"The studio is at {home}/",
            f"The demo project: {home}/projects/{project.pk}/",
            "",
            "Sign in as",
        ]
        lines += [f"  {name:5} {demo.PASSWORD}   ({role}: {what})" for name, role, what in demo.PEOPLE]
        self.stdout.write("\n".join([*lines, "", "Ctrl-C stops everything."]))
        self.stdout.flush()

    def _watch(self, crew):
        # Also for Ctrl-C: a shell that starts us in the background has it ignored.
        signal.signal(signal.SIGINT, _interrupt)
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            while all(process.poll() is None for process in crew):
                time.sleep(0.2)
            self.stderr.write("A part of the studio ended; stopping the rest.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping…")
        finally:
            _stop(crew)


def _start(*command):
    # A session each: Ctrl-C reaches only us, and we end them in order.
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        start_new_session=True,
        preexec_fn=end_with_parent,
        env={**os.environ, "VIDSTUDIO_DEMO": "1"},
    )


def _interrupt(*_):
    raise KeyboardInterrupt


def _stop(crew):
    for process in crew:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for process in crew:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            kill_group(process.pid)
