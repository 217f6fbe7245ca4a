"""Starts the process that signs or reads one file, and hears its answer. No Django.

What is signed with goes through its standard input: no key is in its arguments or environment.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
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


def sign(source: Path, out: Path, statement: Statement, by: SigningKey, clock: str = "") -> dict[str, Any]:
    """Write the signed film of `source` to `out`; return what `examine` says of it.

    `clock` is the address of a time-stamping authority, "" for none. Raises SigningFailed.
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
        told = _asked(task, SIGN_SECONDS)
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


def _asked(task: dict[str, Any], seconds: float) -> dict[str, Any]:
    environment = {"PATH": os.environ.get("PATH", ""), "MALLOC_ARENA_MAX": "2"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "rendering.provenance.c2pa_work", str(MOST_BYTES)],
            input=json.dumps(task).encode() + b"\n",
            capture_output=True,
            timeout=seconds,
            cwd=_ROOT,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise ReadingFailed("It took too long.") from error
    if done.returncode or not done.stdout:
        raise ReadingFailed("It took too much memory.")
    return json.loads(done.stdout)  # type: ignore[no-any-return]
