"""Packs the recorded instruments of the local music: generation/local/music/samples/.

    pip install --no-deps tinysoundfont==0.3.7
    apt-get download musescore-general-soundfont-small
    dpkg-deb -x musescore-general-soundfont-small_*.deb deb
    .venv/bin/python docs/tools/pack_instruments.py deb/usr/share/sounds/sf3/MuseScore_General_Lite.sf3

The whole sound font takes half a gigabyte of memory and five seconds to load; the composer uses ten of its
instruments. Each is played here at every fourth semitone that the composer can ask for, as loud as the
synthesised instrument that it takes the place of, and kept as Opus. Licence and origin: docs/third-party.md.
"""

import sys
from pathlib import Path

import av
import numpy as np
import tinysoundfont

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from generation.local.music import instruments  # noqa: E402
from generation.local.music.instruments import RATE, Samples  # noqa: E402

FOLDER = ROOT / "generation/local/music/samples"
STEP = 4
BITS = 96_000
# Silence between two notes, so that none is heard in the other.
GAP = RATE // 10
# Instrument: (bank, program, velocity, lowest and highest note, seconds that are kept).
PITCHED = {
    "keys": (8, 0, 88, 52, 92, 5.0),
    "pluck": (0, 24, 92, 55, 91, 3.0),
    "marimba": (0, 12, 96, 63, 91, 1.8),
    "bell": (0, 9, 84, 64, 96, 3.0),
    "strings": (0, 49, 88, 48, 84, 5.0),
    "spiccato": (0, 48, 104, 48, 76, 0.8),
    "brass": (0, 60, 100, 48, 76, 5.0),
    "bass": (0, 33, 96, 32, 52, 4.0),
}
# Drum: (bank, program, key, seconds).
DRUMS = {
    "kick": (128, 0, 36, 0.5),
    "soft_kick": (128, 0, 35, 0.5),
    "snare": (128, 0, 38, 0.5),
    "clap": (128, 0, 39, 0.5),
    "hat": (128, 0, 42, 0.3),
    "open_hat": (128, 0, 46, 0.8),
    "shaker": (128, 0, 82, 0.25),
    "rim": (128, 0, 37, 0.3),
    "taiko": (0, 116, 48, 1.6),
    "tom": (128, 0, 45, 0.8),
    "crash": (128, 0, 49, 2.4),
}


def main(font: str) -> None:
    synth = tinysoundfont.Synth(samplerate=RATE)
    number = synth.sfload(font)
    FOLDER.mkdir(exist_ok=True)
    index = ["# Which part of each recording is which note (MIDI), in frames of 48 kHz. Made by docs/tools."]
    for name, (bank, program, velocity, low, high, seconds) in PITCHED.items():
        notes = {}
        for pitch in range(low, high + 1, STEP):
            held = int(seconds * RATE)
            played = _played(synth, number, (bank, program), pitch, velocity, held)
            made = getattr(instruments, name)(440.0 * 2 ** ((pitch - 69) / 12), held)
            notes[pitch] = played * (_level(made, 0.5) / _level(played, 0.5))
        index += _written(name, notes)
    for name, (bank, program, key, seconds) in DRUMS.items():
        played = _played(synth, number, (bank, program), key, 110, int(seconds * RATE))
        index += _written(
            name, {0: played * (_level(getattr(instruments, name)(), 0.12) / _level(played, 0.12))}
        )
    (FOLDER / "index.toml").write_text("\n".join(index) + "\n", encoding="utf-8")


def _played(
    synth: tinysoundfont.Synth, font: int, program: tuple[int, int], key: int, velocity: int, frames: int
) -> Samples:
    """One note as (frames, 2), from its first sound on."""
    channel = 9 if program[0] == 128 else 0
    synth.program_select(channel, font, *program, channel == 9)
    synth.noteon(channel, key, velocity)
    out = np.frombuffer(bytes(synth.generate(frames)), "<f4").reshape(-1, 2).copy()
    synth.noteoff(channel, key)
    synth.sounds_off(channel)
    synth.generate(RATE)
    loud = np.flatnonzero(np.abs(out).max(axis=1) > 0.01 * np.abs(out).max())
    out = out[max(0, loud[0] - 48) :]
    fall = min(len(out), RATE // 10)
    out[-fall:] *= np.linspace(1, 0, fall, dtype=np.float32)[:, None]
    return out


def _level(samples: Samples, seconds: float) -> float:
    """How loud a note is at its loudest (RMS of a tenth of a second) within its first seconds."""
    step = RATE // 10
    first = samples[: int(seconds * RATE)]
    blocks = [first[at : at + step] for at in range(0, max(1, len(first) - step + 1), step // 2)]
    return max(float(np.sqrt(np.mean(np.square(block, dtype=np.float64)))) for block in blocks)


def _written(name: str, notes: dict[int, Samples]) -> list[str]:
    """Write a recording of all notes of an instrument; its lines of the index."""
    parts, lines, at = [], [f"[{name}]"], 0
    peak = max(float(np.abs(note).max()) for note in notes.values())
    gain = min(1.0, 0.9 / peak)
    for pitch, note in notes.items():
        lines.append(f"{pitch} = [{at}, {len(note)}]")
        parts += [note * gain, np.zeros((GAP, 2), np.float32)]
        at += len(note) + GAP
    lines.append(f"gain = {1 / gain:.4f}")
    with av.open(str(FOLDER / f"{name}.opus"), "w", format="opus") as file:
        stream = file.add_stream("libopus", rate=RATE, layout="stereo")
        stream.bit_rate = BITS
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(np.concatenate(parts).reshape(1, -1)), format="flt", layout="stereo"
        )
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return lines


if __name__ == "__main__":
    main(sys.argv[1])
