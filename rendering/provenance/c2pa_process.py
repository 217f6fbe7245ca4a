"""Starts the process that signs or reads one file, and hears its answer. No Django.

What is signed with goes through its standard input: no key is in its arguments or environment.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rendering.provenance.certificates import KnownSigner, SigningKey, known_signer
from rendering.provenance.statement import Statement, manifest

_ROOT = Path(__file__).resolve().parents[2]
# Of address space, which is far more than memory: reading a film of 700 MB takes 34 MB, signing it 51.
MOST_BYTES = 1536 * 2**20
SIGN_SECONDS, READ_SECONDS = 600, 60


class SigningFailed(Exception):
    """A film could not be signed; `str(error)` is fit to be shown."""


class ReadingFailed(Exception):
    """A file could not be read to its end: it asked for too much memory or time."""


Process = subprocess.Popen[bytes]


def sign(
    source: Path,
    out: Path,
    statement: Statement,
    by: SigningKey,
    clock: str = "",
    process: Process | None = None,
) -> dict[str, Any]:
    """Write the signed film of `source` to `out`; return what `examine` says of it.

    `clock` is the address of a time-stamping authority, "" for none; `process` one that was `started` for it.
    Raises SigningFailed.
    """
    task = {
        "work": "sign",
        "source": str(source),
        "out": str(out),
        "film": statement.film,
        "source_type": statement.source_type.address,
        "manifest": manifest(statement),
        "chain": by.chain,
        "signers": [asdict(known_signer(by.chain))],
        "key": by.key,
        "algorithm": by.algorithm,
        "clock": clock,
    }
    try:
        told = _answer(process, task, SIGN_SECONDS) if process else _asked(task, SIGN_SECONDS)
    except ReadingFailed as error:
        raise SigningFailed("The film could not be signed: it took too much memory or time.") from error
    if "refused" in told:
        raise SigningFailed(f"The film could not be signed ({told['refused']}).")
    return told["told"]  # type: ignore[no-any-return]


def examine(path: Path, signers: Iterable[KnownSigner]) -> dict[str, Any]:
    """What a foreign file says of itself (`c2pa_work.examine`). Raises ReadingFailed."""
    told = _asked({"work": "examine", "path": str(path), "signers": list(map(asdict, signers))}, READ_SECONDS)
    if "refused" in told:
        raise ReadingFailed(told["refused"])
    return told["told"]  # type: ignore[no-any-return]


@contextmanager
def started() -> Iterator[Process]:
    """A process that loads its libraries while its task is still made ready. It takes one, and ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rendering.provenance.c2pa_work", str(MOST_BYTES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PATH": os.environ.get("PATH", ""), "MALLOC_ARENA_MAX": "2"},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _asked(task: dict[str, Any], seconds: float) -> dict[str, Any]:
    with started() as process:
        return _answer(process, task, seconds)


def _answer(process: Process, task: dict[str, Any], seconds: float) -> dict[str, Any]:
    try:
        told, _ = process.communicate(json.dumps(task).encode() + b"\n", seconds)
    except subprocess.TimeoutExpired as error:
        raise ReadingFailed("It took too long.") from error
    if process.returncode or not told:
        raise ReadingFailed("It took too much memory.")
    return json.loads(told)  # type: ignore[no-any-return]
