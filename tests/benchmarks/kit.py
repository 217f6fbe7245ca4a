"""What the benchmarks share: a studio of their own, child processes, tables, medians.

A benchmark is a module `bench_<name>` that can be run alone: it prints Markdown on stdout and what
it is doing on stderr. Everything it starts is ended by process id, its folder is removed.
"""

import argparse
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import memory
from tests.paths import ROOT

# What a developer may have set for their own studio must not change the figures.
OWN = ("DATABASE_URL", "REDIS_URL", "S3_BUCKET", "VIDSTUDIO_ENV", "VIDSTUDIO_WORKERS", "VIDSTUDIO_DEBUG")


def main(doc, measure):
    """The command line of one benchmark: `measure(quick)` returns the lines to print."""
    options = argparse.ArgumentParser(description=doc.splitlines()[0])
    options.add_argument("--quick", action="store_true", help="fewer repetitions, rougher figures")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print("\n".join(measure(options.parse_args().quick)), flush=True)


def say(line):
    print(f"  {line}", file=sys.stderr, flush=True)


# --- a studio --------------------------------------------------------------------------------
@contextlib.contextmanager
def home():
    """A temporary home folder, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vidstudio-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def environment(folder, settings="vidstudio.settings", **more):
    """The environment of a process that works in this home folder."""
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    return {**kept, "VIDSTUDIO_HOME": str(folder), "DJANGO_SETTINGS_MODULE": settings, **more}


def child(module, *args, env, watch=None, every=memory.LOOK_EVERY_SECONDS):
    """Run a module in a fresh process; its last line is JSON. Returns what it says.

    A list given as `watch` gets a memory.Watch of the process and its children, which looks `every` so many
    seconds.
    """
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, args)]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    try:
        with (
            memory.Watch(process.pid, every=every)
            if watch is not None
            else contextlib.nullcontext() as watcher
        ):
            said, _ = process.communicate()
    finally:
        _end(process)
    if watch is not None:
        watch.append(watcher)
    if process.returncode:
        raise SystemExit(f"{module} failed")
    return json.loads(said.splitlines()[-1])


def _end(process):
    """Ask a child that still runs to end, and wait until it has cleared up."""
    if process.poll() is None:
        process.terminate()
        process.wait(30)


# --- numbers ---------------------------------------------------------------------------------
def timed(work):
    """Seconds that `work()` took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(values):
    return statistics.median(values)


def percentile(values, share):
    """The smallest value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def verdict(value, limit):
    return "yes" if value < limit else "**no**"


# --- tables ----------------------------------------------------------------------------------
def table(head, rows):
    """Lines of a Markdown table: the first column to the left, numbers to the right."""
    cells = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    return [_line(row, widths) for row in (cells[0], rule, *cells[1:])]


def _line(row, widths):
    first, *others = row
    others = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return f"| {' | '.join([first.ljust(widths[0]), *others])} |"
