"""The sound of a video: voices in their places, music ducked under them, one even loudness.

Samples are float32 at 48 kHz, shaped (2, n) for stereo and (n,) for mono. Loudness is set in two
passes (measure, then one linear gain), so the dynamics stay as they are; only peaks that would pass the
ceiling are taken down, by a limiter that looks ahead. What is as long as the video lies in a PcmFile; in
memory are a few seconds of it at a time, and a few voices. Independent work goes in parallel: voices and
music are read, one piece is mixed while the last one is measured, and AAC is measured while it is encoded.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.container import InputContainer

from rendering.engine.audio import aac
from rendering.engine.audio.aac import RATE
from rendering.engine.audio.loudness import Loudness, Meter, measure, measure_pieces
from rendering.engine.audio.pcm_file import PcmFile, spans
from rendering.engine.errors import SourceError
from rendering.engine.parallel import in_background, parallel_map
from rendering.engine.timeline import Timeline
from rendering.engine.types import Resolver, Samples, StopCheck, go_on
from rendering.spec.schema import MusicSpec, OutputSpec, RenderSpec, SegmentSpec

# One value for each STEP_MS of sound, or for each block of the limiter.
Steps = npt.NDArray[Any]

# Short enough not to be heard as a fade, long enough not to be heard as a click.
EDGE_MS = 8

# Every voice is brought to this loudness before the mix; the music's volume is relative to it.
VOICE_LUFS = -18.0

# No clip is lifted or lowered by more: beyond that it is a faulty recording, made worse by lifting.
MOST_GAIN_DB = 30.0

# Ducking is worked out for each STEP_MS. The music is down LOOK_AHEAD_MS before a word starts and comes back
# HOLD_MS after the last one, within ATTACK_MS and RELEASE_MS; a voice is what is louder than SPEECH_DB. The
# player in the page ducks by the same numbers (rendering/preview/player.py).
STEP_MS = 10
LOOK_AHEAD_MS = 120
HOLD_MS = 300
ATTACK_MS, RELEASE_MS = 80, 500
SPEECH_DB = -42.0

# After the last word there is nothing to step back for, and little time: music that was made for this video
# comes up from ENDING_AHEAD_MS before that word has died away (within ENDING_ATTACK_MS, no HOLD_MS). What
# still rings of its last chord is lifted to ENDING_DB above the music's own loudness, falls by ENDING_FALL_DB
# in a second, and is gone over the last third of what is left, ENDING_FADE_MS at most. Less than
# ENDING_ENOUGH_MS is too little to hear it out: by as much as is missing of that it comes up faster and
# louder, in ENDING_SHORT_ATTACK_MS and by ENDING_SHORT_DB from ENDING_SHORT_MS down. More than ENDING_MOST_DB
# is never added. The player in the page does the same.
ENDING_AHEAD_MS, ENDING_ATTACK_MS, ENDING_FADE_MS = 100, 60, 300
ENDING_DB, ENDING_FALL_DB, ENDING_MOST_DB = 6.0, 6.0, 36.0
ENDING_ENOUGH_MS, ENDING_SHORT_MS = 700, 400
ENDING_SHORT_DB, ENDING_SHORT_ATTACK_MS = 3.0, 30
# The level of what rings is that of so much around each moment.
ENDING_WINDOW_MS = 90

# The limiter's blocks and how many of them it sees ahead: 1 ms, 6 ms.
BLOCK = 48
AHEAD = 6

# Samples on either side of a piece that may decide what the limiter does in it, and some to spare.
CONTEXT = 32 * BLOCK

# AAC changes peaks: this is kept free for it, and in each round more, if that was not enough.
AAC_MARGIN_DB = 0.8
ROUNDS = 7


@dataclass(frozen=True)
class Sound:
    """What `make_sound` made: the file's loudness as decoded again, and notes for people.

    `samples` are what a player hears of each channel; `digest` is that of the file's packets.
    """

    lufs: float
    true_peak_db: float
    notes: tuple[str, ...]
    samples: int
    digest: str


def make_sound(
    spec: RenderSpec,
    timeline: Timeline,
    resolve: Resolver,
    path: Path,
    check_stop: StopCheck = go_on,
    threads: int = 2,
    on_encoding: Callable[[], object] = go_on,
) -> Sound:
    """Mix, level and encode the sound of a spec into `path` (MP4, AAC). Returns a Sound.

    The result does not depend on `threads`. `on_encoding` is called when only encoding is left, which keeps
    one core busy and hardly more. Raises SourceError for a voice or music file that cannot be read.
    """
    with (
        tempfile.TemporaryDirectory(prefix=".sound-", dir=Path(path).parent) as folder,
        Stems(spec, timeline, resolve, Path(folder), check_stop, threads) as stems,
    ):
        on_encoding()
        work = Path(folder) / "level"
        measured, samples, digest = _encode_level(
            stems.mix, stems.loudness, work, spec.output, path, check_stop, threads
        )
        return Sound(measured.lufs, measured.true_peak_db, tuple(stems.notes), samples, digest)


# The mix


class Stems:
    """The sound of a spec before it is levelled: PcmFiles of the `voice` (mono), the `music` as it is ducked
    under it, and their `mix` (both stereo), each as long as the video to the sample.

    `loudness` is that of the mix, `notes` are sentences for people. Close it, or use it in a `with`.
    """

    def __init__(
        self,
        spec: RenderSpec,
        timeline: Timeline,
        resolve: Resolver,
        folder: Path,
        check_stop: StopCheck = go_on,
        threads: int = 2,
    ) -> None:
        names = (("voice", 1), ("source", 2), ("music", 2), ("mix", 2))
        files = {name: PcmFile(folder / name, channels) for name, channels in names}
        self.files, self.length = files, timeline.frames * RATE // timeline.fps
        self.voice, self.music, self.mix = files["voice"], files["music"], files["mix"]
        try:
            music_bed = self._read_all(spec, resolve, check_stop, threads)
            mixed = parallel_map(
                lambda span: self._mix(music_bed, span, check_stop), spans(self.length), threads
            )
            # Nobody may write to a file that is closed already: its number may be another file's by then.
            with closing(mixed):
                self.loudness = measure_pieces(mixed, peaks=False)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for pcm in self.files.values():
            pcm.file.close()

    def _read_all(
        self, spec: RenderSpec, resolve: Resolver, check_stop: StopCheck, threads: int
    ) -> "_MusicBed | None":
        """Read voices and music into their files, in parallel. Returns the _MusicBed, None without music."""
        music = spec.music
        with in_background(lambda: self._store_music(music, resolve, check_stop), threads) as gain:
            self.notes = _read_voices(spec, self.length, resolve, self.voice, check_stop, threads)
            if music is None:
                return None
            loud = loud_steps(self.voice, self.length)
            bed = _MusicBed(music, self.files["source"], gain(), ducking(loud, music.duck_db), self.length)
            bed.lift_ending(loud)
            return bed

    def _store_music(self, music: MusicSpec | None, resolve: Resolver, check_stop: StopCheck) -> np.float32:
        """Read the music into its file; returns the factor that makes it as loud as it is wanted."""
        if music is None:
            return np.float32(0)
        source = self.files["source"]
        for piece in _read_music(music, resolve):
            check_stop()
            source.append(piece)
        return np.float32(_source_gain(VOICE_LUFS + music.volume_db, source))

    def _mix(self, music_bed: "_MusicBed | None", span: tuple[int, int], check_stop: StopCheck) -> Samples:
        """Write a stretch of the music and of the mix; returns the latter."""
        check_stop()
        start, stop = span
        mixed = np.repeat(self.voice.read(start, stop), 2, axis=0)
        if music_bed:
            music = music_bed.piece(start, stop)
            self.music.write(start, music)
            mixed += music
        self.mix.write(start, mixed)
        return mixed


def _read_music(music: MusicSpec, resolve: Resolver) -> Iterator[Samples]:
    """Yield the music in pieces. Only what goes wrong in reading is the music's fault."""
    try:
        yield from _decoded(resolve(music.media.digest))
    except (av.error.FFmpegError, OSError, KeyError, ValueError) as error:
        raise SourceError(None, "The music cannot be read. Choose or upload another.") from error


def _read_voices(
    spec: RenderSpec, length: int, resolve: Resolver, pcm: PcmFile, check_stop: StopCheck, threads: int
) -> list[str]:
    """Read all voices into one PcmFile, none over another. Returns notes about what had to be cut."""
    pcm.write(length - 1, np.zeros((1, 1), np.float32))
    notes = []
    spoken = sorted((piece for piece in spec.segments if piece.voice), key=lambda piece: piece.start_ms)
    with closing(parallel_map(lambda piece: _voice(piece, resolve, check_stop), spoken, threads)) as clips:
        for piece, after, clip in zip(spoken, [*spoken[1:], None], clips, strict=False):
            start = _to_samples(piece.start_ms)
            room = max(0, min(length, _to_samples(after.start_ms) if after else length) - start)
            if clip.size > room:
                notes.append(_cut_note(piece, clip.size - room))
            if room:
                pcm.write(start, fade_edges(clip[:room])[None])
    return notes


def _cut_note(piece: SegmentSpec, samples: int) -> str:
    gone = samples / RATE
    return f"Scene {piece.scene_index}: the voice is {gone:.1f} s too long and was cut off."


def _voice(piece: SegmentSpec, resolve: Resolver, check_stop: StopCheck) -> Samples:
    check_stop()
    digest = piece.voice.digest if piece.voice else ""
    try:
        clip = decode(resolve(digest)).mean(axis=0)
    except (av.error.FFmpegError, OSError, KeyError, ValueError) as error:
        sentence = f"Scene {piece.scene_index}: its voice cannot be read. Record or generate it again."
        raise SourceError(piece.scene_index, sentence) from error
    return clip * _gain_to(VOICE_LUFS, clip)


def _gain_to(lufs: float, mono: Samples) -> float:
    """The factor that brings a clip to a loudness, within MOST_GAIN_DB. Clips too short repeat first."""
    if not mono.size:
        return 1.0
    clip = np.tile(mono, -(-RATE // mono.size))
    return _gain(lufs, measure(np.stack([clip, clip]), peaks=False))


def _gain(lufs: float, found: Loudness) -> float:
    if found.is_silent:
        return 1.0
    return from_db(max(-MOST_GAIN_DB, min(MOST_GAIN_DB, lufs - found.lufs)))


def decode(path: Path) -> Samples:
    """Return (2, n) float32 at 48 kHz of the sound in any file that FFmpeg reads."""
    return np.concatenate(list(_decoded(path)), axis=1)


def _decoded(path: Path) -> Iterator[Samples]:
    """Yield the sound of a file in pieces, as `decode` gives it whole. ValueError when there is none."""
    measured = False
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise ValueError("there is no sound in it")
        resampler = av.AudioResampler("fltp", "stereo", RATE)
        for frame in _frames(container):
            for made in resampler.resample(frame):
                measured = True
                yield np.nan_to_num(made.to_ndarray())
    if not measured:
        raise ValueError("there is no sound in it")


def _frames(container: InputContainer) -> Iterator[av.AudioFrame | None]:
    """All frames of a file's sound, and None, which flushes a resampler."""
    for frame in container.decode(audio=0):
        frame.pts = None
        yield frame
    yield None


def fade_edges(clip: Samples) -> Samples:
    """Fade a clip in and out over EDGE_MS, so that no edge clicks."""
    count = min(_to_samples(EDGE_MS), clip.shape[-1] // 2)
    if count:
        ramp = np.linspace(0, 1, count, dtype=np.float32)
        clip = clip.copy()
        clip[..., :count] *= ramp
        clip[..., -count:] *= ramp[::-1]
    return clip


class _MusicBed:
    """The music, as long as the video, set against the voice and ducked under it.

    `level` is the factor for the whole source; `steps` are decibels, one for each STEP_MS, as `ducking`
    gives them.
    """

    def __init__(
        self, music: MusicSpec, source: PcmFile, level: np.float32, steps: Steps, length: int
    ) -> None:
        self.music, self.source, self.level, self.steps, self.length = music, source, level, steps, length
        self.fade = min(_to_samples(music.fade_out_ms), length)
        self.loops = source.length < length
        self.edge = min(_to_samples(EDGE_MS), source.length // 2)

    def piece(self, start: int, stop: int) -> Samples:
        """The (2, n) samples of a stretch of the video."""
        ducked = from_db(line_through(self.steps, _to_samples(STEP_MS), start, stop))
        return self._looped(start, stop) * (self.level * ducked * self._ending(start, stop))

    def lift_ending(self, loud: Steps) -> None:
        """Let the last chord be heard after the last word, if the music has one; `loud` as for `ducking`.

        A chord that is struck under the words has died away when they are over, and often the music's fade
        has begun. So what is left of it is measured, and lifted to about the music's loudness.
        """
        spoken = np.flatnonzero(loud)
        if not self.music.ring_ms or not spoken.size:
            return
        first = max(1, int(spoken[-1]) + 1 - ENDING_AHEAD_MS // STEP_MS)
        chord = (self.length - _to_samples(self.music.ring_ms)) // _to_samples(STEP_MS)
        struck = max(first, chord)
        if struck >= len(self.steps):
            return
        wanted = np.zeros(len(self.steps) - first)
        wanted[struck - first :] = self._ending_lift(struck * _to_samples(STEP_MS))
        before = self.steps[first - 1]
        quicker = _shortness(len(self.steps) - struck) * (ENDING_ATTACK_MS - ENDING_SHORT_ATTACK_MS)
        attack = (ENDING_ATTACK_MS - quicker) / STEP_MS
        self.steps[first:] = before + _follow(wanted - before, attack, attack)

    def _ending_lift(self, start: int) -> Steps:
        """Decibels for each STEP_MS from a sample on that make the music an ending."""
        level = np.sqrt(_smooth(self._power(start)))
        count = len(level)
        at = np.arange(count) * STEP_MS
        fade = max(STEP_MS, min(ENDING_FADE_MS, count * STEP_MS // 3))
        share = np.clip((count * STEP_MS - at) / fade, 0, 1)
        first = ENDING_DB + ENDING_SHORT_DB * _shortness(count)
        top = VOICE_LUFS + self.music.volume_db + first - ENDING_FALL_DB * at / 1000
        target = from_db(top) * (0.5 - 0.5 * np.cos(np.pi * share))
        return np.clip(_to_db(target) - _to_db(level), 0, ENDING_MOST_DB)

    def _power(self, start: int) -> Steps:
        """Mean squares for each STEP_MS of the music as it fades, from a sample to the video's end."""
        heard = self._looped(start, self.length) * (self.level * self._ending(start, self.length))
        step = _to_samples(STEP_MS)
        padded = np.pad(heard, ((0, 0), (0, -heard.shape[1] % step)), mode="edge")
        return np.square(padded.reshape(2, -1, step)).mean(axis=(0, 2))

    def _looped(self, start: int, stop: int) -> Samples:
        """A stretch of the source, repeated as often as needed; no seam clicks."""
        if not self.loops:
            return self.source.read(start, stop) * self._edges(start, stop, self.length)
        made, at = np.empty((2, stop - start), np.float32), start
        while at < stop:
            first = at % self.source.length
            count = min(stop - at, self.source.length - first)
            piece = self.source.read(first, first + count)
            made[:, at - start : at - start + count] = piece * self._edges(
                first, first + count, self.source.length
            )
            at += count
        return made

    def _edges(self, start: int, stop: int, length: int) -> Samples | np.float32:
        """The factor by which a sound of some length is faded at both ends, so that none clicks."""
        if self.edge <= start and stop <= length - self.edge:
            return np.float32(1)
        at = np.arange(start, stop)
        near = np.minimum(at, length - 1 - at) / max(1, self.edge - 1)
        return np.minimum(1, near, dtype=np.float32) if self.edge else np.float32(1)

    def _ending(self, start: int, stop: int) -> Samples | np.float32:
        """The factor by which the music goes away at the end of the video."""
        if stop <= self.length - self.fade:
            return np.float32(1)
        gone = np.arange(start, stop) - (self.length - self.fade)
        share = np.clip(gone / max(1, self.fade - 1), 0, 1)
        return (0.5 + 0.5 * np.cos(np.pi * share)).astype(np.float32) if self.fade else np.float32(1)


def _smooth(power: Steps) -> Steps:
    """The mean of ENDING_WINDOW_MS around each step."""
    reach = ENDING_WINDOW_MS // STEP_MS // 2
    window = np.ones(2 * reach + 1) / (2 * reach + 1)
    return np.convolve(np.pad(power, reach, mode="edge"), window, "valid")


def _source_gain(lufs: float, source: PcmFile) -> float:
    """The factor that brings a PcmFile to a loudness, as `_gain_to` does for a clip."""
    if source.length < RATE:
        return _gain_to(lufs, source.read(0, source.length).mean(axis=0))
    mono = (np.broadcast_to(piece.mean(axis=0), piece.shape) for piece in source.pieces())
    return _gain(lufs, measure_pieces(mono, peaks=False))


def line_through(values: Steps, step: int, start: int, stop: int) -> Samples:
    """float32 at samples [start, stop) of a line through values that hold in the middle of each `step`.

    The first and the last value hold to the ends. numpy's interp takes ten times as long, in doubles.
    """
    first = (start - step // 2) // step
    last = (stop - step // 2) // step + 1
    near = values[np.clip(np.arange(first, last + 1), 0, len(values) - 1)].astype(np.float32)
    share = np.arange(step, dtype=np.float32) / np.float32(step)
    line = (near[:-1, None] + np.diff(near)[:, None] * share).ravel()
    skipped = start - (first * step + step // 2)
    return line[skipped : skipped + stop - start]


def ducking(loud: Steps, duck_db: float) -> Steps:
    """How far music steps back, in decibels for each STEP_MS: 0 where nobody speaks.

    `loud` says for each step whether a voice is heard, see `loud_steps`.
    """
    before, after = LOOK_AHEAD_MS // STEP_MS, HOLD_MS // STEP_MS
    near = np.convolve(loud, np.ones(before + after + 1), "full")
    spoken = near[before : before + loud.size] > 0.5
    return _follow(np.where(spoken, duck_db, 0.0), ATTACK_MS / STEP_MS, RELEASE_MS / STEP_MS)


def loud_steps(voice: PcmFile, length: int) -> Steps:
    """For each STEP_MS of a mono PcmFile, 1.0 if a voice is heard in it, else 0.0."""
    return np.concatenate([_loud(voice.read(start, stop)[0]) for start, stop in spans(length)])


def _loud(samples: Samples) -> Steps:
    step = _to_samples(STEP_MS)
    padded = np.pad(samples, (0, -samples.size % step)).reshape(-1, step)
    return ((padded**2).mean(axis=1) > from_db(SPEECH_DB) ** 2).astype(float)


def _shortness(steps: int) -> float:
    """How much too short an ending of so many STEP_MS is: 0 where there is time enough, 1 at most."""
    missing = (ENDING_ENOUGH_MS - steps * STEP_MS) / (ENDING_ENOUGH_MS - ENDING_SHORT_MS)
    return min(1.0, max(0.0, missing))


def _follow(wanted: Steps, attack: float, release: float) -> Steps:
    """A one-pole follower in decibels: quick down, slow up."""
    made, now = np.empty_like(wanted), 0.0
    for k, goal in enumerate(wanted):
        now += (goal - now) / (attack if goal < now else release)
        made[k] = now
    return made


# Loudness and peaks


def _encode_level(
    mix: PcmFile,
    found: Loudness,
    work: Path,
    output: OutputSpec,
    path: Path,
    check_stop: StopCheck,
    threads: int,
) -> tuple[Loudness, int, str]:
    """Encode a PcmFile at the wanted loudness; measure what AAC made of it, and correct until it holds.

    `found` is how loud it is, `work` the path of a file to work in. Returns (Loudness, samples of each
    channel, digest of the packets) of what was written.
    """
    ceiling, target = output.true_peak_db - AAC_MARGIN_DB, output.loudness_lufs
    for _ in range(ROUNDS):
        meter = Meter(RATE)
        with PcmFile(work, 2) as levelled:
            level_loudness(mix, found, levelled, target, ceiling, check_stop, threads)
            encoded = aac.encode(path, levelled.pieces(check_stop), meter.feed, threads)
        measured = meter.result()
        over = measured.true_peak_db - (output.true_peak_db - 0.1)
        if measured.is_silent or (over <= 0 and abs(measured.lufs - output.loudness_lufs) < 0.5):
            break
        ceiling -= max(0.0, over + 0.1)
        target += max(-2.0, min(2.0, output.loudness_lufs - measured.lufs))
    return measured, *encoded


def level_loudness(
    mix: PcmFile,
    found: Loudness,
    out: PcmFile,
    lufs: float,
    ceiling_db: float,
    check_stop: StopCheck = go_on,
    threads: int = 2,
) -> None:
    """Write a PcmFile that is as loud as `found` to another at `lufs`, no true peak above the ceiling.

    Silence stays silent.
    """
    gain = 0.0 if found.is_silent else lufs - found.lufs
    for _ in range(3):
        touched = _write_limited(mix, out, gain, ceiling_db, check_stop, threads)
        if found.is_silent or not touched:
            return
        lost = lufs - measure_pieces(out.pieces(check_stop), peaks=False).lufs
        if abs(lost) < 0.1:
            return
        gain += lost


def _write_limited(
    mix: PcmFile, out: PcmFile, gain: float, ceiling_db: float, check_stop: StopCheck, threads: int
) -> bool:
    """Write a PcmFile, louder by `gain` and limited, to `out`. Returns whether a peak was taken down."""
    factor = np.float32(from_db(gain))

    def write(span: tuple[int, int]) -> bool:
        check_stop()
        start, stop = span
        measured = mix.read(start - CONTEXT, stop + CONTEXT) * factor
        made = limit(measured, ceiling_db)
        out.write(start, made[:, CONTEXT : CONTEXT + stop - start])
        return made is not measured

    return any(list(parallel_map(write, spans(mix.length), threads)))


def limit(samples: Samples, ceiling_db: float) -> Samples:
    """Take true peaks down to a ceiling: a smooth gain that is already there when the peak comes."""
    ceiling = from_db(ceiling_db)
    peaks = block_peaks(samples, ceiling)
    if peaks.max(initial=0) <= ceiling:
        return samples
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    gain = _smooth_floor(needed)
    return samples * line_through(gain, BLOCK, 0, samples.shape[1])


def _smooth_floor(needed: Steps) -> Steps:
    """A smooth curve that is nowhere above `needed`, not even between two of its points.

    Least of AHEAD + 1 neighbours first, then a weighted mean of AHEAD: every term of the mean has
    already seen the point, so the mean cannot pass it.
    """
    reach = AHEAD + 1
    padded = np.pad(needed, reach, mode="edge")
    least = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    weights = np.hanning(2 * AHEAD + 3)[1:-1]
    return np.convolve(np.pad(least, AHEAD, mode="edge"), weights / weights.sum(), "valid")


def block_peaks(samples: Samples, floor: float = 0.0) -> Samples:
    """The true peak of each block of 1 ms: four times oversampled, louder channel.

    Where no peak between two samples can reach `floor`, the samples' own peak is good enough.
    """
    count = -(-samples.shape[1] // BLOCK)
    padded = np.pad(samples, ((0, 0), (0, count * BLOCK - samples.shape[1])))
    peaks = _block_peaks(padded)
    for start, stop in _runs(_neighbourhood(peaks) * _MOST_BETWEEN > floor):
        piece = padded[:, start * BLOCK : stop * BLOCK]
        for phase in _PHASES:
            between = np.stack([_between(channel, phase) for channel in piece])
            np.maximum(peaks[start:stop], _block_peaks(between), out=peaks[start:stop])
    return peaks


def _block_peaks(samples: Samples) -> Samples:
    blocks = samples.reshape(samples.shape[0], -1, BLOCK)
    return np.maximum(blocks.max(axis=(0, 2)), -blocks.min(axis=(0, 2)))


def _neighbourhood(peaks: Samples) -> Samples:
    """The highest of each block and those beside it, as far as an interpolator reaches and some more."""
    return cv2.dilate(peaks[None], np.ones((1, 2 * AHEAD + 1), np.uint8))[0]


def _runs(wanted: npt.NDArray[np.bool_]) -> list[list[int]]:
    """(start, stop) of each stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], wanted, [0]))))
    return edges.reshape(-1, 2).tolist()


def _between(channel: Samples, phase: Samples) -> Samples:
    """A channel as it is a part of a sample later. OpenCV does it in half of numpy's time."""
    row = np.ascontiguousarray(channel, np.float32)[None]
    return cv2.filter2D(row, -1, phase[None, ::-1], borderType=cv2.BORDER_CONSTANT)[0]


def _interpolators(taps: int = 24) -> list[Samples]:
    """Windowed-sinc filters for the three phases between two samples."""
    at = np.arange(-taps, taps + 1)
    window = np.hanning(2 * taps + 3)[1:-1]
    return [(np.sinc(at - phase / 4) * window).astype(np.float32) for phase in (1, 2, 3)]


_PHASES = _interpolators()
# What lies between two samples is at most this many times the highest sample within reach.
_MOST_BETWEEN = max(float(np.abs(phase).sum()) for phase in _PHASES)


def from_db(level_db: Any) -> Any:
    """A factor for a number (or an array) of decibels."""
    return 10 ** (level_db / 20)


def _to_db(factor: Steps) -> Steps:
    """Decibels of factors; -120 for nothing."""
    return 20 * np.log10(np.maximum(factor, 1e-6))


def _to_samples(ms: int) -> int:
    return ms * RATE // 1000
