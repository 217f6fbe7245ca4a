"""The tour of docs/api.md: each of its commands, by bash, curl and jq, at a running studio."""

import json
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks import Webhook

from generation.models import Job
from projects.models import Batch, Product, WebhookEndpoint
from tests import cast, live_studio
from tests.paths import ROOT
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
OVER = {"succeeded", "failed", "cancelled", "delivered"}
MARK = "-- the command is over --"
# Where nothing failed, nothing can be tried again.
REFUSED = "/retry/"


def commands():
    """The lines of the tour's blocks, in order, and of “Many at once”."""
    page = (ROOT / "docs" / "api.md").read_text()
    parts = (
        page[page.index(head) :].split("\n## ", 2 if head.startswith("## A") else 1)[0]
        for head in ("## A tour", "## Many at once")
    )
    return [
        line
        for part in parts
        for block in re.findall(r"```sh\n(.*?)```", part, re.S)
        for line in block.splitlines()
    ]


class Shop(BaseHTTPRequestHandler):
    """The page of a product, and an address that is told what happens."""

    heard = []

    def do_GET(self):
        row = {
            "@type": "Product",
            "name": "Ridge Flask",
            "offers": {"price": "29.00", "priceCurrency": "EUR"},
        }
        page = f'<script type="application/ld+json">{json.dumps(row)}</script>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.heard.append((dict(self.headers), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def shop():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    Shop.heard = []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Shell:
    """A bash in a folder with a photo, in which one command after the other is typed."""

    def __init__(self, folder):
        (folder / "flask.png").write_bytes(cast.photo_bytes())
        self.bash = subprocess.Popen(
            ["bash", "--norc"], cwd=folder, env={"PATH": "/usr/bin:/bin", "PASSWORD": cast.PASSWORD},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def type(self, line):
        """What it printed. Pipes fail where any of their commands does."""
        self.bash.stdin.write(f"set -o pipefail; {line}\necho; echo '{MARK}' $?\n")
        self.bash.stdin.flush()
        said = []
        while not said or not said[-1].startswith(MARK):
            said.append(self.bash.stdout.readline())
            assert said[-1], "the shell ended"
        assert said[-1].split()[-1] == "0", (line, said)
        return "".join(said[:-1]).strip()

    def end(self):
        self.bash.stdin.close()
        self.bash.wait(10)


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="needs curl and jq")
def test_the_tour_leads_from_the_token_to_the_film(shop, tmp_path):
    cast.ed(), cast.ann(), cast.adam()
    cast.shop().__class__.objects.update(token_approval=True)
    here = tmp_path / "here"
    here.mkdir()
    env = {"DJANGO_SETTINGS_MODULE": "tests.contracts.studio", "VIDSTUDIO_TEST_ROWS": "{}"}
    with live_studio.running(tmp_path, **env) as (url, fleet):
        shell, told = Shell(here), []
        for line in commands():
            line = line.replace("http://localhost:8000", url).replace("https://shop.example", shop)
            told.append((line, typed(shell, line, fleet)))
        shell.end()
    check(told, here)


def typed(shell, line, fleet):
    """What a command printed; of those that look how far something is, once it is there."""
    said = shell.type(line)
    assert '"error":{' not in said or REFUSED in line, (line, said)
    if line.endswith((".state", ".state'")):
        # What was seen then: asked once more, a newer delivery may be on its way.
        return until(lambda: (now := shell.type(line)) in OVER and now, what=(line, fleet.logs()))
    if line.endswith(".counts"):
        return until(lambda: (now := shell.type(line)) == '{"review":1}' and now, what=line)
    return said


def check(told, here):
    assert len(told) > 30
    states = [said for line, said in told if line.endswith((".state", ".state'"))]
    assert states == ["succeeded", "succeeded", "delivered"]
    assert next(said for line, said in told if "look-up" in line) == "Ridge Flask"
    assert (here / "film.mp4").read_bytes()[4:8] == b"ftyp"
    signed = Webhook(WebhookEndpoint.objects.get().secret)
    heard = [signed.verify(body, headers)["type"] for headers, body in Shop.heard]
    # In no promised order: a film that is finished just then may be told before the test.
    assert "test" in heard and set(heard) <= {"test", "video.succeeded"}
    assert Product.objects.get().photos.count() == 1
    assert Batch.objects.get().rows.get().project.state in ("approved", "rendering", "completed")
    assert Job.objects.filter(kind="render").count() >= 2
