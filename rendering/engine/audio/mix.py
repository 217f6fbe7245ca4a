"""The sound of a video: voices in their places, music stepping back under them, one even loudness.

Samples are float32 at 48 kHz, shaped (2, n) for stereo and (n,) for mono. Loudness is set in two
passes (measure, then one linear gain), so the dynamics stay as they are; only peaks that would pass the
ceiling are taken down, by a limiter that sees them coming. What is as long as the film lies on a Tape;
in memory are a few seconds of it at a time, and a few voices. What does not need each other is done side
by side: voices and music are read, one piece is mixed while the last one is measured, and AAC is heard
while it is made.
"""

import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from rendering.engine.audio import aac
from rendering.engine.audio.aac import RATE
from rendering.engine.audio.loudness import Meter, measure, measure_pieces
from rendering.engine.audio.pcm_file import Tape, spans
from rendering.engine.errors import SourceError
from rendering.engine.parallel import meanwhile, side_by_side

# Short enough not to be heard as a fade, long enough not to be heard as a click.
EDGE_MS = 8

# Every voice is brought to this before the mix; the music is set against it.
VOICE_LUFS = -18.0

# No clip is lifted or lowered by more: beyond that it is a faulty recording, made worse by lifting.
MOST_GAIN_DB = 30.0

# The music is down before a word starts and comes back slowly after the last one.
STEP_MS = 10
LOOK_AHEAD_MS = 120
HOLD_MS = 300
ATTACK_MS, RELEASE_MS = 80, 500
SPEECH_DB = -42.0

# The limiter's blocks and how many of them it sees ahead: 1 ms, 6 ms.
BLOCK = 48
AHEAD = 6

# So much on either side of a piece decides what the limiter does in it, and more than that.
CONTEXT = 32 * BLOCK

# AAC moves peaks about; this is kept free for it, and more is taken if that was not enough.
AAC_MARGIN_DB = 0.8
ROUNDS = 7


@dataclass(frozen=True)
class Sound:
    """What `make` made: the file's loudness as decoded again, and notes for people.

    `samples` are what a player hears of each channel; `digest` is that of the file's packets.
    """

    lufs: float
    true_peak_db: float
    notes: tuple[str, ...]
    samples: int
    digest: str


def make(spec, timeline, resolve, path, alive=lambda: None, threads=2, easing=lambda: None):
    """Mix, level and encode the sound of a spec into `path` (MP4, AAC). Returns a Sound.

    The result does not depend on `threads`. `easing` is called when what is left is encoding, which keeps
    one core busy and hardly more. Raises SourceError for a voice or music file that cannot be read.
    """
    with (
        tempfile.TemporaryDirectory(prefix=".sound-", dir=Path(path).parent) as room,
        Stems(spec, timeline, resolve, room, alive, threads) as stems,
    ):
        easing()
        tape = Path(room) / "level"
        heard, *proved = _encode_level(stems.mix, stems.loudness, tape, spec.output, path, alive, threads)
        return Sound(heard.lufs, heard.true_peak_db, tuple(stems.notes), *proved)


# The mix


class Stems:
    """The sound of a spec before it is levelled: Tapes of the `voice` (mono), the `music` as it steps
    back under it, and their `mix` (both stereo), each as long as the video to the sample.

    `loudness` is that of the mix, `notes` are sentences for people. Close it, or use it in a `with`.
    """

    def __init__(self, spec, timeline, resolve, room, alive=lambda: None, threads=2):
        names = (("voice", 1), ("tune", 2), ("music", 2), ("mix", 2))
        tapes = {name: Tape(Path(room) / name, channels) for name, channels in names}
        self.tapes, self.length = tapes, timeline.frames * RATE // timeline.fps
        self.voice, self.music, self.mix = tapes["voice"], tapes["music"], tapes["mix"]
        try:
            bed = self._record(spec, resolve, alive, threads)
            mixed = side_by_side(lambda span: self._mix(bed, span, alive), spans(self.length), threads)
            # Nobody may write on a tape that is closed already: its number may be another file's by then.
            with closing(mixed):
                self.loudness = measure_pieces(mixed, peaks=False)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for tape in self.tapes.values():
            tape.file.close()

    def _record(self, spec, resolve, alive, threads):
        """Put voices and tune on their Tapes, side by side. Returns the _Bed, or None without music."""
        music = spec.music
        with meanwhile(lambda: self._record_music(music, resolve, alive), threads) as level:
            self.notes = _record_voices(spec, self.length, resolve, self.voice, alive, threads)
            if music is None:
                return None
            steps = ducking(loud_steps(self.voice, self.length), music.duck_db)
            return _Bed(music, self.tapes["tune"], level(), steps, self.length)

    def _record_music(self, music, resolve, alive):
        """Put the tune on its Tape; returns the factor that makes it as loud as it is wanted."""
        if music is None:
            return None
        tune = self.tapes["tune"]
        for piece in _played(music, resolve):
            alive()
            tune.append(piece)
        return np.float32(_tune_gain(VOICE_LUFS + music.volume_db, tune))

    def _mix(self, bed, span, alive):
        """Write a stretch of the music and of the mix; returns the latter."""
        alive()
        start, stop = span
        mixed = np.repeat(self.voice.read(start, stop), 2, axis=0)
        if bed:
            music = bed.piece(start, stop)
            self.music.write(start, music)
            mixed += music
        self.mix.write(start, mixed)
        return mixed


def _played(music, resolve):
    """Yield the music in pieces. Only what goes wrong in reading is the music's fault."""
    try:
        yield from _decoded(resolve(music.media.digest))
    except (av.error.FFmpegError, OSError, KeyError, ValueError) as error:
        raise SourceError(None, "The music cannot be read. Choose or upload another.") from error


def _record_voices(spec, length, resolve, tape, alive, threads):
    """All voices on one Tape, none over another. Returns notes about what had to be cut."""
    tape.write(length - 1, np.zeros((1, 1), np.float32))
    notes = []
    spoken = sorted((piece for piece in spec.segments if piece.voice), key=lambda piece: piece.start_ms)
    with closing(side_by_side(lambda piece: _voice(piece, resolve, alive), spoken, threads)) as clips:
        for piece, after, clip in zip(spoken, [*spoken[1:], None], clips, strict=False):
            start = _at(piece.start_ms)
            room = max(0, min(length, _at(after.start_ms) if after else length) - start)
            if clip.size > room:
                notes.append(_cut_note(piece, clip.size - room))
            if room:
                tape.write(start, fade_edges(clip[:room])[None])
    return notes


def _cut_note(piece, samples):
    gone = samples / RATE
    return f"Scene {piece.scene_index}: the voice is {gone:.1f} s too long and was cut off."


def _voice(piece, resolve, alive):
    alive()
    try:
        clip = decode(resolve(piece.voice.digest)).mean(axis=0)
    except (av.error.FFmpegError, OSError, KeyError, ValueError) as error:
        sentence = f"Scene {piece.scene_index}: its voice cannot be read. Record or generate it again."
        raise SourceError(piece.scene_index, sentence) from error
    return clip * _gain_to(VOICE_LUFS, clip)


def _gain_to(lufs, mono):
    """The factor that brings a clip to a loudness, within MOST_GAIN_DB. Clips too short repeat first."""
    if not mono.size:
        return 1.0
    clip = np.tile(mono, -(-RATE // mono.size))
    return _gain(lufs, measure(np.stack([clip, clip]), peaks=False))


def _gain(lufs, found):
    if found.is_silent:
        return 1.0
    return from_db(max(-MOST_GAIN_DB, min(MOST_GAIN_DB, lufs - found.lufs)))


def decode(path):
    """Return (2, n) float32 at 48 kHz of the sound in any file that FFmpeg reads."""
    return np.concatenate(list(_decoded(path)), axis=1)


def _decoded(path):
    """Yield the sound of a file in pieces, as `decode` gives it whole. ValueError when there is none."""
    heard = False
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise ValueError("there is no sound in it")
        resampler = av.AudioResampler("fltp", "stereo", RATE)
        for frame in _frames(container):
            for made in resampler.resample(frame):
                heard = True
                yield np.nan_to_num(made.to_ndarray())
    if not heard:
        raise ValueError("there is no sound in it")


def _frames(container):
    """All frames of a file's sound, and None, which flushes a resampler."""
    for frame in container.decode(audio=0):
        frame.pts = None
        yield frame
    yield None


def fade_edges(clip):
    """Fade a clip in and out over EDGE_MS, so that no edge clicks."""
    count = min(_at(EDGE_MS), clip.shape[-1] // 2)
    if count:
        ramp = np.linspace(0, 1, count, dtype=np.float32)
        clip = clip.copy()
        clip[..., :count] *= ramp
        clip[..., -count:] *= ramp[::-1]
    return clip


class _Bed:
    """The music, as long as the video, set against the voice and stepping back under it.

    `level` is the factor for the whole tune; `steps` are decibels, one for each STEP_MS, as `ducking`
    gives them.
    """

    def __init__(self, music, tune, level, steps, length):
        self.tune, self.level, self.steps, self.length = tune, level, steps, length
        self.fade = min(_at(music.fade_out_ms), length)
        self.loops = tune.length < length
        self.edge = min(_at(EDGE_MS), tune.length // 2)

    def piece(self, start, stop):
        """The (2, n) samples of a stretch of the video."""
        ducked = from_db(line_through(self.steps, _at(STEP_MS), start, stop))
        return self._tune(start, stop) * (self.level * ducked * self._ending(start, stop))

    def _tune(self, start, stop):
        """A stretch of the tune, repeated as often as needed; no seam clicks."""
        if not self.loops:
            return self.tune.read(start, stop) * self._edges(start, stop, self.length)
        made, at = np.empty((2, stop - start), np.float32), start
        while at < stop:
            first = at % self.tune.length
            count = min(stop - at, self.tune.length - first)
            piece = self.tune.read(first, first + count)
            made[:, at - start : at - start + count] = piece * self._edges(
                first, first + count, self.tune.length
            )
            at += count
        return made

    def _edges(self, start, stop, length):
        """The factor by which a sound of some length is faded at both ends, so that none clicks."""
        if self.edge <= start and stop <= length - self.edge:
            return np.float32(1)
        at = np.arange(start, stop)
        near = np.minimum(at, length - 1 - at) / max(1, self.edge - 1)
        return np.minimum(1, near, dtype=np.float32) if self.edge else np.float32(1)

    def _ending(self, start, stop):
        """The factor by which the music goes away at the end of the video."""
        if stop <= self.length - self.fade:
            return np.float32(1)
        gone = np.arange(start, stop) - (self.length - self.fade)
        share = np.clip(gone / max(1, self.fade - 1), 0, 1)
        return (0.5 + 0.5 * np.cos(np.pi * share)).astype(np.float32) if self.fade else np.float32(1)


def _tune_gain(lufs, tune):
    """The factor that brings a Tape to a loudness, as `_gain_to` does for a clip."""
    if tune.length < RATE:
        return _gain_to(lufs, tune.read(0, tune.length).mean(axis=0))
    mono = (np.broadcast_to(piece.mean(axis=0), piece.shape) for piece in tune.pieces())
    return _gain(lufs, measure_pieces(mono, peaks=False))


def line_through(values, step, start, stop):
    """float32 at samples [start, stop) of a line through values that hold in the middle of each `step`.

    The first and the last value hold to the ends. numpy's interp takes ten times as long, in doubles.
    """
    first = (start - step // 2) // step
    last = (stop - step // 2) // step + 1
    near = values[np.clip(np.arange(first, last + 1), 0, len(values) - 1)].astype(np.float32)
    share = np.arange(step, dtype=np.float32) / step
    line = (near[:-1, None] + np.diff(near)[:, None] * share).ravel()
    skipped = start - (first * step + step // 2)
    return line[skipped : skipped + stop - start]


def ducking(loud, duck_db):
    """How far music steps back, in decibels for each STEP_MS: 0 where nobody speaks.

    `loud` says for each step whether a voice is heard, see `loud_steps`.
    """
    before, after = LOOK_AHEAD_MS // STEP_MS, HOLD_MS // STEP_MS
    near = np.convolve(loud, np.ones(before + after + 1), "full")
    spoken = near[before : before + loud.size] > 0.5
    return _follow(np.where(spoken, duck_db, 0.0), ATTACK_MS / STEP_MS, RELEASE_MS / STEP_MS)


def loud_steps(voice, length):
    """For each STEP_MS of a mono Tape, 1.0 if a voice is heard in it, else 0.0."""
    return np.concatenate([_loud(voice.read(start, stop)[0]) for start, stop in spans(length)])


def _loud(samples):
    step = _at(STEP_MS)
    padded = np.pad(samples, (0, -samples.size % step)).reshape(-1, step)
    return ((padded**2).mean(axis=1) > from_db(SPEECH_DB) ** 2).astype(float)


def _follow(wanted, attack, release):
    """A one-pole follower in decibels: quick down, slow up."""
    made, now = np.empty_like(wanted), 0.0
    for k, goal in enumerate(wanted):
        now += (goal - now) / (attack if goal < now else release)
        made[k] = now
    return made


# Loudness and peaks


def _encode_level(mix, found, tape, output, path, alive, threads):
    """Encode a Tape at the wanted loudness; measure what AAC made of it, and correct until it holds.

    `found` is how loud the Tape is, `tape` the path of a file to work in. Returns (Loudness, samples of
    each channel, digest of the packets) of what was written.
    """
    ceiling, target = output.true_peak_db - AAC_MARGIN_DB, output.loudness_lufs
    for _ in range(ROUNDS):
        meter = Meter(RATE)
        with Tape(tape, 2) as levelled:
            level(mix, found, levelled, target, ceiling, alive, threads)
            proved = aac.encode(path, levelled.pieces(alive), meter.feed, threads)
        heard = meter.result()
        over = heard.true_peak_db - (output.true_peak_db - 0.1)
        if heard.is_silent or (over <= 0 and abs(heard.lufs - output.loudness_lufs) < 0.5):
            break
        ceiling -= max(0.0, over + 0.1)
        target += max(-2.0, min(2.0, output.loudness_lufs - heard.lufs))
    return heard, *proved


def level(mix, found, out, lufs, ceiling_db, alive=lambda: None, threads=2):
    """Write a Tape that is as loud as `found` to another at a loudness, no true peak above the ceiling.

    Silence stays silent.
    """
    gain = 0.0 if found.is_silent else lufs - found.lufs
    for _ in range(3):
        touched = _write_limited(mix, out, gain, ceiling_db, alive, threads)
        if found.is_silent or not touched:
            return
        lost = lufs - measure_pieces(out.pieces(alive), peaks=False).lufs
        if abs(lost) < 0.1:
            return
        gain += lost


def _write_limited(mix, out, gain, ceiling_db, alive, threads):
    """Write a Tape, louder by `gain` and limited, to `out`. Returns whether there was a peak to take down."""
    factor = np.float32(from_db(gain))

    def write(span):
        alive()
        start, stop = span
        heard = mix.read(start - CONTEXT, stop + CONTEXT) * factor
        made = limit(heard, ceiling_db)
        out.write(start, made[:, CONTEXT : CONTEXT + stop - start])
        return made is not heard

    return any(list(side_by_side(write, spans(mix.length), threads)))


def limit(samples, ceiling_db):
    """Take true peaks down to a ceiling: a smooth gain that is already there when the peak comes."""
    ceiling = from_db(ceiling_db)
    peaks = block_peaks(samples, ceiling)
    if peaks.max(initial=0) <= ceiling:
        return samples
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    gain = _smooth_floor(needed)
    return samples * line_through(gain, BLOCK, 0, samples.shape[1])


def _smooth_floor(needed):
    """A smooth curve that is nowhere above `needed`, not even between two of its points.

    Least of AHEAD + 1 neighbours first, then a weighted mean of AHEAD: every term of the mean has
    already seen the point, so the mean cannot pass it.
    """
    reach = AHEAD + 1
    padded = np.pad(needed, reach, mode="edge")
    least = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    weights = np.hanning(2 * AHEAD + 3)[1:-1]
    return np.convolve(np.pad(least, AHEAD, mode="edge"), weights / weights.sum(), "valid")


def block_peaks(samples, floor=0.0):
    """The true peak of each block of 1 ms: four times oversampled, louder channel.

    Where no peak between two samples can reach `floor`, the samples' own peak is good enough.
    """
    count = -(-samples.shape[1] // BLOCK)
    padded = np.pad(samples, ((0, 0), (0, count * BLOCK - samples.shape[1])))
    peaks = _block_peaks(padded)
    for start, stop in _runs(_near(peaks) * _MOST_BETWEEN > floor):
        piece = padded[:, start * BLOCK : stop * BLOCK]
        for phase in _PHASES:
            between = np.stack([_between(channel, phase) for channel in piece])
            np.maximum(peaks[start:stop], _block_peaks(between), out=peaks[start:stop])
    return peaks


def _block_peaks(samples):
    blocks = samples.reshape(samples.shape[0], -1, BLOCK)
    return np.maximum(blocks.max(axis=(0, 2)), -blocks.min(axis=(0, 2)))


def _near(peaks):
    """The highest of each block and those beside it, as far as an interpolator reaches and some more."""
    return cv2.dilate(peaks[None], np.ones((1, 2 * AHEAD + 1), np.uint8))[0]


def _runs(wanted):
    """(start, stop) of each stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], wanted, [0]))))
    return edges.reshape(-1, 2).tolist()


def _between(channel, phase):
    """A channel as it is a part of a sample later. OpenCV does it in half of numpy's time."""
    row = np.ascontiguousarray(channel, np.float32)[None]
    return cv2.filter2D(row, -1, phase[None, ::-1], borderType=cv2.BORDER_CONSTANT)[0]


def _interpolators(taps=24):
    """Windowed-sinc filters for the three phases between two samples."""
    at = np.arange(-taps, taps + 1)
    window = np.hanning(2 * taps + 3)[1:-1]
    return [(np.sinc(at - phase / 4) * window).astype(np.float32) for phase in (1, 2, 3)]


_PHASES = _interpolators()
# What lies between two samples is at most this many times the highest sample within reach.
_MOST_BETWEEN = max(float(np.abs(phase).sum()) for phase in _PHASES)


def from_db(level_db):
    """A factor for a number (or an array) of decibels."""
    return 10 ** (level_db / 20)


def _at(ms):
    return ms * RATE // 1000
