"""Signing a film, and reading it again for a verdict: time, bytes added, memory.

Everything that `publish` does for a signature, process and checks included. Larger films are the same film
with more bytes behind its pictures, which are hashed as any.
"""

import os
import resource
import struct
import time

from rendering.provenance import c2pa_process, certificates
from tests.benchmarks import kit
from tests.rendering.provenance import kit as films

MB = 2**20
SIZES = (0, 5, 60, 300)


def measure(quick):
    key = certificates.made_here("A benchmark")
    rows = [_row(size, key) for size in (SIZES[:2] if quick else SIZES)]
    head = ["film", "signed in s", "bytes added", "read in s", "memory at most, MB"]
    yield from kit.table(head, rows)


def _row(more, key):
    source, out = _film(more), films.folder() / "benchmark.mp4"
    began = time.perf_counter()
    c2pa_process.sign(source, out, films.statement(), key)
    signed = time.perf_counter()
    c2pa_process.examine(out, [certificates.known_signer(key.chain)])
    read = time.perf_counter()
    row = (
        f"{source.stat().st_size / 1e6:.1f} MB",
        f"{signed - began:.2f}",
        f"{out.stat().st_size - source.stat().st_size:,}",
        f"{read - signed:.2f}",
        f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f}",
    )
    kit.say(" · ".join(row))
    return row


def _film(more):
    """The small film with so many MB more in its box of media."""
    if not more:
        return films.composed()
    data, path = films.composed().read_bytes(), films.folder() / f"{more}.mp4"
    at = data.index(b"mdat") - 4
    size = struct.unpack_from(">I", data, at)[0] + more * MB
    with path.open("wb") as file:
        file.write(data[:at] + struct.pack(">I", size) + data[at + 4 :])
        for _ in range(more):
            file.write(os.urandom(MB))
    return path


if __name__ == "__main__":
    kit.main(__doc__, measure)
