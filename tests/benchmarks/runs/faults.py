"""Load on a web server, or kills and clocks that differ; on PostgreSQL. Prints counts as JSON.

python -m tests.benchmarks.runs.faults load|workers <seconds or storyboards>
"""

import json
import os
import random
import signal
import time

from tests.benchmarks import kit, studio_processes

PATHS = ("/api/v1/projects/", "/api/v1/jobs/", "/api/v1/costs/summary/", "/api/v1/products/")
KILL_EVERY = 2.0


def main(what, amount, *more):
    return {"load": load, "workers": workers}[what](int(amount), *more)


# --- a web server under load ---------------------------------------------------------------------
def load(seconds):
    """30 clients for so many seconds, a third of the time without Redis."""
    studio_processes.set_up()
    from django.db import connection

    from tests import cast, servers, web_server
    from tests.benchmarks import many_rows
    from vidstudio.accounts import tokens

    many_rows.fill(300)
    headers = {"Authorization": f"Token {tokens.issue(cast.ed())}"}
    rows = []
    with servers.redis() as redis:
        env = {"REDIS_URL": redis, "VIDSTUDIO_API_RATE": "1000000/min"}
        pid = _pid(redis)
        with web_server.uvicorn(studio_processes.home() / "web.log", **env) as port:
            for label, part, stopped in (("with Redis", 2, False), ("Redis killed", 1, True)):
                if stopped:
                    os.kill(pid, signal.SIGKILL)
                with web_server.Connections(connection.get_connection_params()) as connections:
                    statuses, took = web_server.load(port, PATHS, headers, 30, seconds * part / 3)
                    time.sleep(1)
                    after = connections.now()
                rows.append(
                    {
                        "label": label,
                        "answers": sum(statuses.values()),
                        "errors": sum(n for status, n in statuses.items() if status != 200),
                        "rate": sum(statuses.values()) / (seconds * part / 3),
                        "p50": 1000 * kit.median(took),
                        "p95": 1000 * kit.percentile(took, 0.95),
                        "most": connections.most,
                        "after": after,
                    }
                )
    return rows


def _pid(url):
    import redis

    return redis.from_url(url).info()["process_id"]


# --- workers that are killed, and clocks that differ ----------------------------------------------
def workers(count, kills, ahead):
    """`count` storyboards by two workers, the second one's clock `ahead`; `kills` of their processes."""
    from tests.benchmarks.runs.paid import quick_servers
    from tests.contracts.servers import show

    servers = quick_servers(show)
    os.environ["BENCH_ROWS"] = json.dumps(show.environment(*servers))
    studio_processes.set_up()
    from generation import actions
    from generation.engine import control
    from generation.engine.worker import members
    from generation.models import ACTIVE_JOB_STATES, Job, LedgerEntry, Step, StepState
    from projects.board import editing
    from tests import cast

    with studio_processes.fleet(BENCH_ROWS=os.environ["BENCH_ROWS"]) as processes:
        first = processes.worker("a")
        second = processes.worker("b", VIDSTUDIO_TEST_CLOCK_AHEAD=ahead)
        pools = [processes.pool_of(first, "a")[0], processes.pool_of(second, "b")[0]]
        for number in range(count):
            shop = cast.shop(f"shop-{number}", f"Shop {number}")
            by = cast.person(f"ed-{number}", "editor", shop)
            product = cast.flask(shop, name=f"Flask {number}")
            fields = {"target_ms": 15_000, "resolution": "720p", "style": "minimal"}
            actions.storyboard(editing.create_project(shop, by, "product", product=product, **fields), by)
        killed, held, dice, began = 0, 0, random.Random(7), time.monotonic()
        last = began
        while Job.objects.filter(state__in=ACTIVE_JOB_STATES).exists() and time.monotonic() - began < 400:
            time.sleep(0.2)
            for step in Step.objects.filter(state=StepState.UNKNOWN):
                held += 1
                control.send_again(step, cast.ann())
            if killed < int(kills) and time.monotonic() - last > KILL_EVERY:
                last, pids = time.monotonic(), members(dice.choice(pools))
                if len(pids) > 3:  # a worker: neither the leader nor what looks after it
                    os.kill(dice.choice(pids[3:]), signal.SIGKILL)
                    killed += 1
    asked = {one: len(server.posts(part)) for one, server, part in zip(
        ("words", "pictures"), servers, ("", "/predictions"), strict=False)}  # fmt: skip
    steps = Step.objects.filter(talent__in=("vision", "text", "image"), state=StepState.DONE)
    return {
        "jobs": Job.objects.filter(state="succeeded").count(),
        "steps": steps.count(),
        "posts": sum(asked.values()),
        "lines": LedgerEntry.objects.filter(talent__in=("vision", "text", "image")).count(),
        "unknown": LedgerEntry.objects.filter(units__answer="lost").count(),
        "killed": killed,
        "held": held,
        "seconds": time.monotonic() - began,
    }


if __name__ == "__main__":
    studio_processes.run(main)
