"""Makers for engine tests: photographs, voices, tunes and specs, all drawn from numbers."""

import io
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from rendering.spec.schema import (
    CaptionSpec,
    Media,
    MusicSpec,
    OutputSpec,
    RenderSpec,
    SceneSpec,
    SegmentSpec,
)

TEXT = "A bottle that keeps its cool. Steel outside, nothing inside but water, all day long."


def photo(path, size=(800, 1200), seed=0, grain=5):
    """A picture with everything that is hard to film: gradients, grain, edges and small shapes."""
    path.write_bytes(_photo(Image.registered_extensions()[path.suffix.lower()], size, seed, grain))
    return path


@lru_cache(maxsize=32)
def _photo(form, size, seed, grain):
    rng = np.random.default_rng(seed)
    width, height = size
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    waves = [np.sin(6 * x + k + seed) * np.cos(5 * y + 2 * k) for k in range(3)]
    base = np.stack([110 + 70 * wave + 25 * x for wave in waves], axis=-1)
    noise = rng.normal(0, grain, (height, width, 1))
    image = Image.fromarray(np.clip(base + noise, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        left, top, r = rng.integers(0, width), rng.integers(0, height), rng.integers(8, width // 8)
        colour = tuple(int(value) for value in rng.integers(20, 235, 3))
        shape = pen.ellipse if rng.random() < 0.5 else pen.rectangle
        shape((int(left), int(top), int(left + r), int(top + r)), fill=colour)
    out = io.BytesIO()
    image.save(out, form, quality=92)
    return out.getvalue()


def flat(path, size=(400, 600), colour=(60, 90, 140)):
    """A picture of one colour."""
    Image.new("RGB", size, colour).save(path)
    return path


def wav(path, samples, rate=22_050):
    """16-bit mono WAV of samples between -1 and 1."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def voice(path, seconds=1.5, rate=22_050, level=0.3):
    """Something with the rhythm and the partials of speech."""
    t = np.arange(int(seconds * rate)) / rate
    tone = sum(np.sin(2 * np.pi * 140 * k * t + k * k) / k for k in range(1, 16))
    rhythm = np.clip(np.sin(2 * np.pi * 3.1 * t + 0.4) + 0.5, 0.02, 1)
    return wav(path, level * tone / np.abs(tone).max() * rhythm, rate)


def tune(path, seconds=3.0, rate=44_100):
    """A pulse of chords."""
    t = np.arange(int(seconds * rate)) / rate
    chord = sum(np.sin(2 * np.pi * pitch * t) for pitch in (110, 220, 277.2, 329.6, 1108.7))
    return wav(path, 0.1 * chord * np.exp(-((t * 2) % 1) * 3), rate)


class Studio:
    """A directory of media and the specs made from it; digests are file names."""

    def __init__(self, directory):
        self.directory = Path(directory)

    def __call__(self, digest):
        path = self.directory / digest
        if not path.exists():
            raise KeyError(digest)
        return path

    def picture(self, name, **options):
        photo(self.directory / name, **options)
        return Media(kind="image", digest=name)

    def voice(self, name, seconds=1.5, **options):
        voice(self.directory / name, seconds, **options)
        return Media(kind="voice", digest=name, mime="audio/wav", duration_ms=round(seconds * 1000))

    def music(self, name="tune.wav", seconds=3.0, **options):
        tune(self.directory / name, seconds)
        return MusicSpec(media=Media(kind="music", digest=name), **options)

    def scenes(self, durations, transition="fade", transition_ms=300, **options):
        """One scene for each duration, all of them different pictures."""
        return tuple(
            SceneSpec(
                index=k,
                duration_ms=duration,
                media=self.picture(f"scene{k}.jpg", seed=k),
                transition=transition,
                transition_ms=transition_ms,
                title=f"Part {k}",
                **options,
            )
            for k, duration in enumerate(durations, 1)
        )

    def spec(self, durations=(1200, 1300), text=TEXT, captions=None, music=True, size=(360, 640), **options):
        """A small spec with everything in it; `text=None` leaves out the voices."""
        scenes = options.pop("scenes", None) or self.scenes(durations)
        segments = () if text is None else self.segments(scenes, text)
        return RenderSpec(
            title="A small film",
            scenes=scenes,
            segments=options.pop("segments", segments),
            music=self.music() if music else None,
            captions=captions or CaptionSpec(),
            output=options.pop("output", None) or OutputSpec(width=size[0], height=size[1], fps=30),
            **options,
        )

    def segments(self, scenes, text):
        """A voice for each scene, starting 100 ms after it and ending 100 ms before its end."""
        made, start = [], 0
        for scene in scenes:
            seconds = (scene.duration_ms - 200) / 1000
            clip = self.voice(f"voice{scene.index}.wav", seconds)
            made.append(SegmentSpec(scene_index=scene.index, text=text, start_ms=start + 100, voice=clip))
            start += scene.duration_ms
        return tuple(made)
