"""Sound on disk: a video may be long, and memory is short."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np

from rendering.engine.types import Samples, StopCheck, go_on

# How many samples are handled at a time: four seconds at 48 kHz, a whole number of every smaller step. More
# cost memory for each worker, fewer are read from the disk more often.
PIECE = 4 * 48_000


class PcmFile:
    """(channels, n) float32 samples in a file of their own, written and read in pieces.

    What was never written is silence, before the beginning and after the end as well. Any number of threads
    may read and write.
    """

    def __init__(self, path: Path, channels: int) -> None:
        self.file = open(path, "w+b", buffering=0)  # noqa: SIM115 - closed by whoever holds it
        self.channels, self.length, self.lock = channels, 0, threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, start: int, samples: Samples) -> None:
        """Write (channels, m) samples from sample `start` on."""
        made = np.ascontiguousarray(samples.T, np.float32)
        _write_all(self.file.fileno(), made.data.cast("B"), start * self.channels * 4)
        with self.lock:
            self.length = max(self.length, start + samples.shape[1])

    def append(self, samples: Samples) -> None:
        """Write at the end."""
        self.write(self.length, samples)

    def read(self, start: int, stop: int) -> Samples:
        """Return the (channels, stop - start) samples of a stretch."""
        made = np.zeros((self.channels, stop - start), np.float32)
        first, last = max(0, start), min(stop, self.length)
        if last > first:
            made[:, first - start : last - start] = self._stored(first, last)
        return made

    def _stored(self, first: int, last: int) -> Samples:
        made = np.zeros((last - first, self.channels), np.float32)
        _read_all(self.file.fileno(), made.data.cast("B"), first * self.channels * 4)
        return made.T

    def pieces(self, check_stop: StopCheck = go_on) -> Iterator[Samples]:
        """Yield all of it, PIECE by PIECE. `alive` is called for each and may raise to stop the work."""
        for start, stop in spans(self.length):
            check_stop()
            yield self.read(start, stop)


def spans(length: int) -> list[tuple[int, int]]:
    """(start, stop) of each PIECE of so many samples."""
    return [(start, min(length, start + PIECE)) for start in range(0, length, PIECE)]


def _write_all(handle: int, data: memoryview, at: int) -> None:
    while data:
        done = os.pwrite(handle, data, at)
        data, at = data[done:], at + done


def _read_all(handle: int, data: memoryview, at: int) -> None:
    while data and (done := os.preadv(handle, [data], at)):
        data, at = data[done:], at + done
