"""The production form, as `make cluster` starts it, makes a film and is restarted without a loss."""

import json
import re
import signal
import threading
from pathlib import Path

import pytest

from tests import cluster, servers
from tests.vidstudio.web.test_restarts import Visitors
from tests.waiting import until

# How busy a machine of these tests may be: a start takes seconds of the processor.
PATIENCE = 900
# What became of the work, asked of the rows.
STANDING = """
import json
from collections import Counter
from generation.models import Job, LedgerEntry, Step
from projects.models import Comment
lines = Counter(LedgerEntry.objects.values_list("step", flat=True))
print(json.dumps({
    "jobs": Counter(" ".join(row) for row in Job.objects.values_list("kind", "state")),
    "remarks": Comment.objects.count(),
    "open": [str(step) for step in Step.objects.exclude(state__in=("done", "skipped"))],
    "twice": [step for step, times in lines.items() if times > 1],
}))
"""


@pytest.mark.slow
def test_a_film_is_made_while_every_process_is_restarted(image, tmp_path):
    """Of the files that the image has, by the commands that compose.yaml, Dockerfile and units say."""
    collector = servers.Collector()
    more = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "VIDSTUDIO_API_RATE": "100000/min"}
    with cluster.cluster(tmp_path, image, **more) as studio:
        assert "is there" in studio.manage("make_bucket")
        # A worker is told as alive by the command that the container's health check runs.
        until(lambda: "ever" not in check(studio, "worker-1"), PATIENCE, what="a worker's first sign of life")
        assert check(studio, "worker-1") == "" and "was ever started" in check(studio, "worker-9")
        # Whoever asks for a first user of a studio that has one is refused.
        with pytest.raises(RuntimeError, match="There is an administrator already"):
            studio.manage("first_user", "eve", "--password-stdin", says="kettle-on-the-stove\n")
        token = cluster.token_of(studio)
        with Visitors(studio.front.getsockname()[1], token) as visitors:
            operator = threading.Thread(target=restart_all, args=(studio, visitors))
            operator.start()
            film = cluster.film(studio, tmp_path)
            operator.join()
            assert film.read_bytes()[4:8] == b"ftyp"
        assert visitors.failed == [] and visitors.answered > 20 and visitors.remarks > 3
        # Each remark that was answered is there, and none twice; every step is done, and none billed twice.
        standing = json.loads(studio.manage("shell", "--no-imports", "-c", STANDING))
        jobs = {"storyboard succeeded": 1, "render succeeded": 1}
        assert standing == {"jobs": jobs, "remarks": visitors.remarks, "open": [], "twice": []}
        assert [studio.stop(name) for name in ("worker 1", "worker 2")] == [0, 0]
        # uvicorn ends what is open and then by the signal itself.
        assert {studio.stop(name) for name in ("web 1", "web 2")} <= {0, -15}
        assert "Traceback" not in "".join(map(studio.words, ("web 1", "web 2", "worker 1", "worker 2")))
        told_by_spans(collector, (token, cluster.PASSWORD, studio.env["SECRET_KEY"], "Blue Mug"))
    collector.close()


def restart_all(studio, visitors):
    """As docs/operations.md says: web processes one after the other, and workers while a film is composed."""
    until(lambda: visitors.ask("GET", "/api/v1/projects/")["results"], PATIENCE, what="the board")
    visitors.board = visitors.ask("GET", "/api/v1/projects/")["results"][0]["id"]
    for name in ("web 1", "web 2"):
        studio.stop(name)
        studio.start_web(name)
    until(lambda: is_composed(visitors), PATIENCE, what="the film to be composed")
    for name in ("worker 1", "worker 2"):
        studio.stop(name)
        studio.start_worker(name)
        until(lambda: ends_in_order(studio.processes[name]), PATIENCE, what="the worker to begin")  # noqa: B023


def ends_in_order(process):
    """Whether a process listens to SIGTERM yet: until then the signal itself ends it."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16)
    return caught >> (signal.SIGTERM - 1) & 1


def is_composed(visitors):
    jobs = visitors.ask("GET", "/api/v1/jobs/")["results"]
    return any(job["kind"] == "render" and job["stage"] in ("compose", "publish") for job in jobs)


def told_by_spans(collector, secrets):
    """A step in a worker goes on with the trace of the request in a web process that began its job."""
    spans = collector.spans
    composed = [span for span in spans if span["name"] == "step compose"]
    (step,) = [span for span in composed if span.get("vidstudio.state") == "done"]
    asked = [span for span in spans if span["trace"] == step["trace"] and span["name"].startswith("POST ")]
    assert step["service.name"] == "vidstudio-worker" and asked[0]["service.name"] == "vidstudio-web"
    assert step["process.pid"] != asked[0]["process.pid"] and "approve" in asked[0]["http.route"]
    assert {"ask local"} <= {span["name"] for span in spans}
    sent = b"".join(collector.bodies)
    assert not [secret for secret in secrets if secret.encode() in sent]


def check(studio, name):
    """What `manage.py worker --check` says; "" when the worker is alive."""
    try:
        return studio.manage("worker", "--name", name, "--check")
    except RuntimeError as dead:
        return str(dead)
