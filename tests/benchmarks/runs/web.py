"""Load on one web process, and people who watch. Prints figures as JSON.

python -m tests.benchmarks.runs.web load <projects> <seconds> | watch <watchers> <events>
"""

import asyncio
import json
import os
import time
from pathlib import Path

from tests.benchmarks import kit, studio_processes

CLIENTS = 20
LISTS = ("/api/v1/projects/",)
# Seconds between two events: a worker writes at most four a second for a step.
EVERY = 0.25


def main(what, *amounts):
    studio_processes.set_up()
    return {"load": load, "watch": watch}[what](*map(int, amounts))


def _busy(pid):
    """Seconds of the processor that a process had."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def load(projects, seconds):
    from django.db import connection

    from tests import cast, web_server
    from tests.benchmarks import many_rows
    from vidstudio.accounts import tokens

    many_rows.fill(projects)
    # As PostgreSQL does by itself a minute after rows came; else it reads all of them for each page.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    headers = {"Authorization": f"Token {tokens.issue(cast.ed())}"}
    with web_server.serving(studio_processes.home() / "web.log", VIDSTUDIO_API_RATE="1000000/min") as (
        port,
        pid,
    ):
        web_server.load(port, LISTS, headers, CLIENTS, 2)  # what is loaded late
        before = _busy(pid)
        statuses, took = web_server.load(port, LISTS, headers, CLIENTS, seconds)
        cpu = _busy(pid) - before
    answers = sum(statuses.values())
    return [
        {
            "label": LISTS[0],
            "answers": answers,
            "errors": answers - statuses[200],
            "rate": answers / seconds,
            "p50": 1000 * kit.median(took),
            "p95": 1000 * kit.percentile(took, 0.95),
            "cpu_ms": 1000 * cpu / answers,
        }
    ]


# --- people who watch ------------------------------------------------------------------------------
def watch(watchers, events):
    from django.db import transaction

    from generation.engine import jobs, progress
    from generation.models import Job
    from tests import cast, web_server
    from tests.generation.engine.test_feed import cookie_of

    shop = cast.shop()
    cookies = [cookie_of(cast.person(f"viewer-{n}", "viewer", shop)).decode() for n in range(watchers)]
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    committed = {}

    def write():
        with transaction.atomic():
            locked = Job.objects.locked(job.pk)
            seq = locked.last_event + 1
            # Before the nudge, which is sent after the commit as well.
            transaction.on_commit(lambda: committed.update({seq: time.monotonic()}))
            progress.emit(locked, "Painting the pictures")
        return seq

    with web_server.serving(studio_processes.home() / "web.log") as (port, pid):
        heard, cpu = asyncio.run(_watched(port, pid, job, cookies, events, write))
    late = [1000 * (at - committed[seq]) for one in heard for seq, at in one.items() if seq in committed]
    return [{"watchers": watchers, "events": events, "late": late, "cpu_ms": 1000 * cpu / events}]


async def _watched(port, pid, job, cookies, events, write):
    """({number of an event: when it came} of each watcher, seconds of the processor meanwhile)"""
    from websockets.asyncio.client import connect

    host = f"127.0.0.1:{port}"
    heard, first = [{} for _ in cookies], [asyncio.Event() for _ in cookies]

    def opened(path, cookie):
        more = {"Cookie": cookie}
        return connect(
            f"ws://{host}{path}", origin=f"http://{host}", additional_headers=more, open_timeout=120
        )

    async def page(number, cookie):
        lists = asyncio.create_task(watch_lists(cookie))
        try:
            await watch_job(number, cookie)
        finally:
            lists.cancel()

    async def watch_lists(cookie):
        """Every page hears what lists show as well; what it hears is not looked at here."""
        async with opened("/ws/lists/", cookie) as line:
            async for _ in line:
                pass

    async def watch_job(number, cookie):
        async with opened(f"/ws/jobs/{job.pk}/", cookie) as line:
            async for message in line:
                now = time.monotonic()
                heard[number].update({event["seq"]: now for event in json.loads(message)["events"]})
                first[number].set()

    pages = []
    for number, cookie in enumerate(cookies):
        pages.append(asyncio.create_task(page(number, cookie)))
        if number % 10 == 9 or number + 1 == len(cookies):
            ready = asyncio.gather(*(one.wait() for one in first[: number + 1]))
            await asyncio.wait([ready, *pages], return_when=asyncio.FIRST_COMPLETED)
            ended = [one for one in pages if one.done()]
            assert not ended, f"a watcher was sent away: {ended[0]}"
    before, began, last = _busy(pid), time.monotonic(), 0
    for number in range(events):
        await asyncio.sleep(max(0, began + number * EVERY - time.monotonic()))
        last = await asyncio.to_thread(write)
    until = time.monotonic() + 60
    while not all(last in one for one in heard) and time.monotonic() < until:
        await asyncio.sleep(0.05)
    for one in pages:
        one.cancel()
    return heard, _busy(pid) - before


if __name__ == "__main__":
    studio_processes.run(main)
