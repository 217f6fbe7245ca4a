"""Sound on disk: a film may be long, and memory is short."""

import numpy as np

# What is handled at a time: four seconds at 48 kHz, a whole number of every smaller step.
PIECE = 4 * 48_000


class Tape:
    """(channels, n) float32 samples in a file of their own, written and read in pieces.

    What was never written is silence, before the beginning and after the end as well.
    """

    def __init__(self, path, channels):
        self.file = open(path, "w+b")  # noqa: SIM115 - closed by whoever holds the tape
        self.channels, self.length = channels, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, start, samples):
        """Write (channels, m) samples from sample `start` on."""
        self.file.seek(start * self.channels * 4)
        self.file.write(np.ascontiguousarray(samples.T, np.float32).data)
        self.length = max(self.length, start + samples.shape[1])

    def append(self, samples):
        """Write at the end."""
        self.write(self.length, samples)

    def read(self, start, stop):
        """Return the (channels, stop - start) samples of a stretch."""
        made = np.zeros((self.channels, stop - start), np.float32)
        first, last = max(0, start), min(stop, self.length)
        if last > first:
            made[:, first - start : last - start] = self._stored(first, last)
        return made

    def _stored(self, first, last):
        self.file.seek(first * self.channels * 4)
        data = self.file.read((last - first) * self.channels * 4)
        return np.frombuffer(data, np.float32).reshape(-1, self.channels).T

    def pieces(self, alive=lambda: None):
        """Yield all of it, PIECE by PIECE. `alive` is called for each and may raise to stop the work."""
        for start, stop in spans(self.length):
            alive()
            yield self.read(start, stop)


def spans(length):
    """(start, stop) of each PIECE of so many samples."""
    return [(start, min(length, start + PIECE)) for start in range(0, length, PIECE)]
