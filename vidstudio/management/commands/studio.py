"""manage.py studio: web and worker in one terminal. Ctrl-C stops both and leaves no process.

With VIDSTUDIO_CONTRACT_SERVERS=1 the paid providers are servers on this machine, started with it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from importlib import import_module

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from generation.engine.worker import end_with_parent, kill_group
from vidstudio import demo, inline_pipeline
from vidstudio.progress_bar import Bar

GRACE_SECONDS = 15
# Providers' doubles that are nice to look at, and the sign that this studio was started beside them.
SERVERS, WIRED = "tests.contracts.servers.show", "VIDSTUDIO_CONTRACT_SERVERS_RUN"

# Hosts that are no address to go to: the server listens on all of the machine's.
EVERYWHERE = ("0.0.0.0", "::")


class Command(BaseCommand):
    help = "Run the studio: web server and worker, with the demo workspace."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, port, host, **options):
        if settings.CONTRACT_SERVERS and not os.environ.get(WIRED):
            self._beside_contract_servers("--port", str(port), "--host", host)
            return
        call_command("migrate", verbosity=0)
        project = self._demo()
        home = f"http://{'localhost' if host in EVERYWHERE else host}:{port}"
        # Links that are handed over or mailed lead to this studio, unless the operator says another address.
        os.environ.setdefault("VIDSTUDIO_URL", home)
        self._welcome(home, project)
        # What is asked for is no news here, and would carry the passwords above out of sight.
        quiet = ("--no-access-log", "--log-level", "warning", "--lifespan", "off")
        crew = [
            _start(
                "-m", "uvicorn", "vidstudio.asgi:application", *quiet, "--host", host, "--port", str(port)
            ),
            _start(str(settings.BASE_DIR / "manage.py"), "worker", "--name", f"studio-{port}"),
        ]
        self._watch(crew)

    def _demo(self):
        """People, product and an open board, so that there is something to look at."""
        workspace = demo.workspace()
        demo.let_in()
        if settings.CONTRACT_SERVERS:
            import_module(SERVERS).furnish(workspace, demo.person("adam"))
        ed = demo.person("ed")
        project = demo.project(workspace, ed)
        if not project.scenes.exists():
            bar = Bar(self.stderr._out)
            inline_pipeline.make_storyboard(project, ed, bar)
            bar.done()
        return project

    def _welcome(self, home, project):
        lines = [
            f"The studio is at {home}/",
            f"The demo project: {home}/projects/{project.pk}/",
            "",
            "Sign in as",
        ]
        lines += [f"  {name:5} {demo.PASSWORD}   ({role}: {what})" for name, role, what in demo.PEOPLE]
        self.stdout.write("\n".join([*lines, "", "Ctrl-C stops everything."]))
        self.stdout.flush()

    def _beside_contract_servers(self, *options):
        """Start them and, with the environment that leads there, this command again; end both together."""
        servers = _start("-m", SERVERS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        studio = None
        try:
            # A home of its own: what these servers "charge" is not to stand in anybody's books.
            env = {**json.loads(servers.stdout.readline()), WIRED: "1"}
            home = str(settings.HOME_DIR / "contract-servers")
            self.stdout.write(f"Contract servers: nothing is really charged. Rows and files are in {home}")
            self.stdout.flush()
            os.environ.update(env, VIDSTUDIO_HOME=home)
            studio = _start(str(settings.BASE_DIR / "manage.py"), "studio", *options)
            self._watch([studio, servers], grace=2 * GRACE_SECONDS)
        finally:
            _stop([one for one in (studio, servers) if one])

    def _watch(self, crew, grace=GRACE_SECONDS):
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
            _stop(crew, grace)


def _start(*command, **pipes):
    # A session each: Ctrl-C reaches only us, and we end them in order.
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        start_new_session=True,
        preexec_fn=end_with_parent,
        env={**os.environ, "VIDSTUDIO_DEMO": "1"},
        **pipes,
    )


def _interrupt(*_):
    raise KeyboardInterrupt


def _stop(crew, grace=GRACE_SECONDS):
    for process in crew:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + grace
    for process in crew:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            kill_group(process.pid)
