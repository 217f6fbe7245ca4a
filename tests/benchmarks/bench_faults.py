"""What machines do to us: many clients, no Redis, killed workers, clocks that differ by two minutes.

On a PostgreSQL of its own. Thirty clients ask the API of one web process for a minute; for the last third
of it Redis is dead. Then storyboards by paid providers' doubles, on two workers whose clocks are 120 s
apart, and on two whose processes are killed every two seconds.
"""

from tests import servers
from tests.benchmarks import kit


def measure(quick):
    seconds, count, kills = (9, 4, 3) if quick else (60, 16, 20)
    head = ("30 clients", "answers", "errors", "a second", "median ms", "95 % ms", "connections", "1 s later")
    yield from kit.table(head, [_load(row) for row in _run("vidstudio.settings", "load", seconds)])
    yield ""
    head = ("two workers", "storyboards", "paid steps", "requests", "ledger lines", "of unknown cost", "held")
    rows = [("clocks 120 s apart", count, 0, 120), (f"{kills} processes killed", count, kills, 0)]
    yield from kit.table(head, [_workers(*row) for row in rows])


def _run(settings, *args):
    kit.say(" ".join(map(str, args)))
    with kit.home() as folder, servers.postgres() as url:
        return kit.child("runs.faults", *args, env=kit.environment(folder, settings, DATABASE_URL=url))


def _load(row):
    times = (f"{row[name]:.0f}" for name in ("rate", "p50", "p95"))
    return row["label"], row["answers"], row["errors"], *times, row["most"], row["after"]


def _workers(label, count, kills, ahead):
    row = _run("tests.benchmarks.runs.faults_settings", "workers", count, kills, ahead)
    done = f"{row['jobs']} of {count}"
    return label, done, row["steps"], row["posts"], row["lines"], row["unknown"], row["held"]


if __name__ == "__main__":
    kit.main(__doc__, measure)
