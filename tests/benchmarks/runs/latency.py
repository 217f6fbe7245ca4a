"""A browser watches a job that a worker does, through a real server. Prints latencies in ms as JSON.

python -m tests.benchmarks.runs.latency <jobs>
"""

import json
import time

from tests.benchmarks import studio_processes


def main(times):
    studio_processes.set_up()
    from tests import cast

    project, cookie = cast.draft(), _cookie(cast.ed())
    with studio_processes.fleet() as processes:
        port, _ = studio_processes.served(processes)
        studio_processes.working(processes)
        return [late for _ in range(int(times)) for late in _watched(project, port, cookie)]


def _cookie(user):
    from tests.generation.engine.test_feed import cookie_of

    return cookie_of(user).decode()


def _watched(project, port, cookie):
    """Milliseconds from commit to message of each event that was written while somebody watched."""
    from generation.engine import jobs
    from tests.benchmarks.toy import stream

    stream.log_path().unlink(missing_ok=True)
    job = jobs.enqueue(project, "stream")
    heard = _heard(
        f"ws://{studio_processes.HOST}:{port}/ws/jobs/{job.pk}/",
        f"http://{studio_processes.HOST}:{port}",
        cookie,
    )
    committed = stream.commits()
    missing = set(committed) - set(heard)
    assert not missing, f"events {missing} were never heard"
    watching = min(heard.values())
    return [1000 * (heard[seq] - at) for seq, at in committed.items() if at > watching]


def _heard(url, origin, cookie):
    """{sequence number: moment at which it came}, until the server closes."""
    from websockets.sync.client import connect

    heard = {}
    with connect(url, origin=origin, additional_headers={"Cookie": cookie}) as line:
        for message in line:
            now = time.monotonic()
            heard.update({event["seq"]: now for event in json.loads(message)["events"]})
    return heard


if __name__ == "__main__":
    studio_processes.run(main)
