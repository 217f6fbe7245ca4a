"""Django in this process, and real processes beside it: for the modules that run inside a studio.

Call `set_up` first; nothing of the studio can be imported before.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import urllib.request
from pathlib import Path

HOST = "127.0.0.1"

# tests.worker_processes shortens these for the tests; here they are what the studio has.
ORDINARY = {"VIDSTUDIO_LEASE_SECONDS": "30", "VIDSTUDIO_HEARTBEAT_SECONDS": "0.5"}


def run(main):
    """The command line of a module that runs inside a studio: prints what `main` returns as JSON."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(json.dumps(main(*sys.argv[1:])))


def set_up(migrate=True):
    """Django as the environment says, with an up to date database."""
    import django

    django.setup()
    if migrate:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)


def home():
    return Path(os.environ["VIDSTUDIO_HOME"])


@contextlib.contextmanager
def fleet(**more):
    """Real processes of this process's studio, all ended afterwards."""
    from tests.worker_processes import Fleet

    settings = os.environ["DJANGO_SETTINGS_MODULE"]
    crew = Fleet(home(), **{**ORDINARY, "DJANGO_SETTINGS_MODULE": settings, **more})
    try:
        yield crew
    finally:
        crew.close()


def served(crew, *program):
    """Uvicorn as the studio starts it, or `program`. Returns (its port, the process) once it answers."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    program = program or ("-m", "uvicorn", "vidstudio.asgi:application")
    process = crew.start(*program, "--host", HOST, "--port", str(port))
    until(lambda: _answers(port), 60, what="the web server")
    return port, process


def _answers(port):
    try:
        return urllib.request.urlopen(f"http://{HOST}:{port}/health/", timeout=2).status == 200
    except OSError:
        return False


def working(crew):
    """A worker whose pool has taken its first task. Returns the process."""
    from generation.models import WorkerHeartbeat

    worker = crew.worker()
    crew.pool_of(worker)
    until(
        lambda: WorkerHeartbeat.objects.filter(canary_answered__isnull=False).exists(), 30, what="the canary"
    )
    return worker


def until(claim, seconds=30, **more):
    from tests.worker_processes import until

    return until(claim, seconds, **more)
