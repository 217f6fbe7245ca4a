"""How loud sound is, by ITU-R BS.1770 as FFmpeg's own `ebur128` filter measures it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from rendering.engine.types import Samples

# What the filter answers for silence.
SILENCE_LUFS = -70.0


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS (-70 = silence) and the true peak in dBTP (-inf = silence)."""

    lufs: float
    true_peak_db: float

    @property
    def is_silent(self) -> bool:
        return self.lufs <= SILENCE_LUFS


class Meter:
    """Fed with av.AudioFrames of one rate and layout; `result()` ends it.

    Looking for true peaks takes two thirds of the time; without `peaks` they are -inf.
    """

    def __init__(
        self, rate: int, layout: str = "stereo", sample_format: str = "fltp", peaks: bool = True
    ) -> None:
        self.graph = av.filter.Graph()
        source = self.graph.add_abuffer(
            sample_rate=rate, format=sample_format, layout=layout, time_base=Fraction(1, rate)
        )
        wanted = "metadata=1:framelog=quiet" + (":peak=true" if peaks else "")
        meter = self.graph.add("ebur128", wanted)
        sink = self.graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self.graph.configure()
        self.last: dict[str, str] = {}

    def feed(self, frame: av.AudioFrame) -> None:
        self.graph.push(frame)
        self._drain()

    def result(self) -> Loudness:
        """Return the Loudness of all that was fed."""
        self.graph.push(None)
        self._drain()
        peak = float(self.last.get("lavfi.r128.true_peak", 0))
        lufs = max(SILENCE_LUFS, _number(self.last.get("lavfi.r128.I")))
        return Loudness(lufs, 20 * math.log10(peak) if peak > 0 else -math.inf)

    def _drain(self) -> None:
        while True:
            try:
                self.last = self.graph.pull().metadata or self.last
            except (av.error.BlockingIOError, av.error.EOFError):
                return


def _number(text: str | None) -> float:
    value = float(text or SILENCE_LUFS)
    return value if math.isfinite(value) else SILENCE_LUFS


def measure(samples: Samples, rate: int = 48_000, peaks: bool = True) -> Loudness:
    """Return the Loudness of (2, n) float32 samples. The filter needs 0.4 s to say anything."""
    return measure_pieces([samples], rate, peaks)


def measure_pieces(pieces: Iterable[Samples], rate: int = 48_000, peaks: bool = True) -> Loudness:
    """The same of samples that come in (2, n) pieces, one after the other."""
    meter, at = Meter(rate, peaks=peaks), 0
    for piece in pieces:
        for start in range(0, piece.shape[1], rate):
            block = np.ascontiguousarray(piece[:, start : start + rate], np.float32)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = rate, at
            at += block.shape[1]
            meter.feed(frame)
    return meter.result()
