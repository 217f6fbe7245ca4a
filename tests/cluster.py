"""The production form on one machine: PostgreSQL, Redis, S3, two web servers, two workers; a film made on it.

    make cluster            (or: python -m tests.cluster)

Everything is started from packages, in a temporary folder, and ended again. tests/deploy/test_cluster.py
does the same as a test.
"""

import contextlib
import importlib
import io
import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import servers
from tests.paths import ROOT
from tests.waiting import until
from tests.web_server import HOST, answers

# A busy machine needs minutes for the first start of processes that each take seconds of the processor.
STARTED_SECONDS = 300
PASSWORD = "kettle-on-the-stove"
WEB = ["-m", "vidstudio.web", "--fd"]


class Cluster:
    """Processes of one studio by name ("web 1", "worker 2"), their words in files of `folder`."""

    def __init__(self, folder, env, code):
        self.folder, self.env, self.code = folder, env, code
        self.processes = {}
        # Held here, as systemd holds it, while web processes come and go.
        self.front = socket.create_server((HOST, 0), backlog=2048)
        self.url = f"http://{HOST}:{self.front.getsockname()[1]}"

    def manage(self, *words, says=""):
        """What `manage.py …` prints; CalledProcessError with its words when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=self.code,
            env=self.env,
            input=says,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {words[0]} failed: {done.stderr[-2000:]}")
        return done.stdout.strip()

    def start(self, name, command, **more):
        log = (self.folder / f"{name}.log").open("a")
        self.processes[name] = subprocess.Popen(
            [sys.executable, *command],
            cwd=self.code,
            env={**self.env, **more},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[self.front.fileno()],
        )
        log.close()

    def start_web(self, name):
        self.start(name, [*WEB, str(self.front.fileno())], VIDSTUDIO_PROCESS="web")

    def start_worker(self, name):
        """Each with a home folder of its own, as containers and other machines have."""
        home = self.folder / name
        command = ["manage.py", "worker", "--name", name.replace(" ", "-")]
        self.start(name, command, VIDSTUDIO_HOME=str(home))

    def stop(self, name):
        self.processes[name].terminate()
        return self.processes.pop(name).wait(90)

    def words(self, name):
        return (self.folder / f"{name}.log").read_text()


@contextlib.contextmanager
def cluster(folder, code=ROOT, webs=2, workers=2, **more):
    """A Cluster of the code in a folder, whose web servers answer. `more` are variables of it."""
    folder = Path(folder)
    with servers.postgres() as database, servers.redis() as redis, servers.s3("another") as (front, _):
        plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        env = {
            **plain,
            "VIDSTUDIO_ENV": "production",
            "VIDSTUDIO_HOME": str(folder / "home"),
            # No proxy writes https in front of the servers here.
            "VIDSTUDIO_SSL_REDIRECT": "0",
            "VIDSTUDIO_NATURAL_VOICES": os.environ.get("VIDSTUDIO_NATURAL_VOICES", "0"),
            "VIDSTUDIO_WORKERS": "1",
            "SECRET_KEY": "only-for-an-hour-" * 4,
            "ALLOWED_HOSTS": f"{HOST},localhost",
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "S3_BUCKET": "films",
            "S3_ENDPOINT_URL": front.url,
            "S3_ACCESS_KEY": "a",
            "S3_SECRET_KEY": "b",
            "AI_MOCK_MODE": "1",
            **more,
        }
        made = Cluster(folder, env, code)
        made.manage("migrate", "--verbosity", "0")
        made.manage("make_bucket")
        made.manage(
            "first_user", "ann", "--email", "ann@example.com", "--password-stdin", says=f"{PASSWORD}\n"
        )
        try:
            for number in range(1, webs + 1):
                made.start_web(f"web {number}")
            for number in range(1, workers + 1):
                made.start_worker(f"worker {number}")
            until(lambda: answers(made.front.getsockname()[1]), STARTED_SECONDS, what="the web servers")
            yield made
        finally:
            for name in list(made.processes):
                made.processes[name].terminate()
            for process in made.processes.values():
                try:
                    process.wait(90)
                except subprocess.TimeoutExpired:
                    process.kill()
            made.front.close()


def token_of(studio):
    """A token that may do everything, in a workspace that lets programs approve, and one person alone."""
    rule = "Workspace.objects.update(token_approval=True, self_approval=True)"
    studio.manage("shell", "--no-imports", "-c", f"from projects.models import Workspace; {rule}")
    return studio.manage("api_token", "ann")


def photo(folder):
    """A drawn mug on white."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (900, 900), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((560, 340, 760, 620), outline="#234b5e", width=36)
    draw.rounded_rectangle((230, 250, 620, 720), 48, fill="#2f6f8f")
    out = io.BytesIO()
    picture.save(out, "PNG")
    path = Path(folder) / "mug.png"
    path.write_bytes(out.getvalue())
    return path


def film(studio, folder, seconds=6, resolution="720p"):
    """The film of a product, made by its API, by whichever web process takes a request."""
    sys.path.insert(0, str(ROOT / "clients/python"))
    package = importlib.import_module("vidstudio_client")
    token = token_of(studio)
    with package.Studio(studio.url, token) as asked:
        product = asked.create_product("Blue Mug", price="19.00", description="Holds heat for an hour.")
        asked.add_photo(product["id"], photo(folder), alt="A blue mug")
        board = asked.create_project(product_id=product["id"], duration=seconds, resolution=resolution)
        asked.wait(asked.generate(board["id"]))
        sent = asked.submit(board["id"], accept_stale=True)
        asked.approve(board["id"], expecting=sent["submission"]["digest"], accept_stale=True)
        asked.wait(asked.newest_job(board["id"], "render"))
        return asked.download_film(board["id"], Path(folder) / "mug.mp4")


def main():
    # What the S3 of the tests says of each request is not worth a line.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    began = time.monotonic()

    def say(line):
        print(f"{time.monotonic() - began:6.1f} s  {line}", flush=True)

    with tempfile.TemporaryDirectory(prefix="vidstudio-cluster-") as folder:
        say("starting PostgreSQL, Redis, S3, two web servers, two workers …")
        with cluster(folder) as studio:
            say(f"{studio.url} answers; making a film …")
            made = film(studio, folder)
            say(f"the film is there: {made.stat().st_size:,} bytes from S3 through a web server")
        say("everything is ended")


if __name__ == "__main__":
    main()
