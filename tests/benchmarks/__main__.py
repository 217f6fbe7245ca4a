"""All benchmarks, or those named: `python -m tests.benchmarks [names…] [--quick] [--write]`.

Each runs in a process of its own and prints a table. `--write` puts the tables into
docs/benchmarks.md, each between its own two marks; everything else in that file stays.
"""

import argparse
import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import results_page
from tests.benchmarks.kit import ROOT

HERE = Path(__file__).parent
# What makes a benchmark shorter, where it does not know --quick.
QUICK = {"engine": ["--seconds", "10", "--times", "1"]}


def main():
    asked = _options()
    if asked.list:
        print("\n".join(f"{name:10} {purpose(name)}" for name in names()))
        return
    failed = [name for name in asked.names or names() if not _run(name, asked)]
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


def _options():
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    options.add_argument("names", nargs="*", metavar="name", help=", ".join(names()))
    options.add_argument("--list", action="store_true", help="what there is")
    options.add_argument("--quick", action="store_true", help="fewer repetitions, rougher figures")
    options.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    asked = options.parse_args()
    if unknown := set(asked.names) - set(names()):
        options.error(f"there is no {', '.join(sorted(unknown))}. Choose from {', '.join(names())}.")
    if asked.quick and asked.write:
        options.error("quick figures are too rough to be written down")
    return asked


def names():
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def purpose(name):
    """The first line of the benchmark's own description, without importing it."""
    return ast.get_docstring(ast.parse((HERE / f"bench_{name}.py").read_text())).splitlines()[0]


def _run(name, asked):
    """Run one benchmark, print what it says, perhaps write it down. Whether it went well."""
    print(f"\n{name}: {purpose(name)}", flush=True)
    load = os.getloadavg()[0]
    status, said = _said(name, QUICK.get(name, ["--quick"]) if asked.quick else [])
    if status == 0 and asked.write:
        results_page.put(name, said, load)
    return status == 0


def _said(name, options):
    command = [sys.executable, "-m", f"tests.benchmarks.bench_{name}", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
        return process.wait(), lines
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
