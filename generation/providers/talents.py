"""What each talent is asked by, what it makes, and the smallest question that it can be asked."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

from generation import interfaces
from generation.media import audio
from projects.styles import STYLES

# What a talent's method is called, and what kind of asset it makes (none: words, kept as an Answer).
METHODS = {
    "text": "write",
    "vision": "analyse",
    "image": "paint",
    "voice": "speak",
    "clip": "animate",
    "lip_sync": "sync",
    "music": "score",
}
KINDS = {
    "image": "image",
    "voice": "voice",
    "clip": "clip",
    "lip_sync": "lip_sync",
    "music": "music",
    "compose": "video",
}
MOST_BYTES = {
    "image": 40 * 2**20,
    "voice": 60 * 2**20,
    "clip": 300 * 2**20,
    "lip_sync": 300 * 2**20,
    "music": 200 * 2**20,
    "compose": 300 * 2**20,
}
DOWNLOAD_SECONDS = 120


def _picture() -> dict[str, Any]:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((720, 1280)).convert("RGB").save(out, "JPEG")
    return {"image": out.getvalue(), "mime": "image/jpeg", "width": 720, "height": 1280}


def _tone() -> dict[str, Any]:
    wave = 0.1 * np.sin(np.arange(48_000) / 20, dtype=np.float32)
    return {"audio": audio.write_wav(wave, 48_000), "audio_mime": "audio/wav"}


# By talent. A composer is asked with a whole board only.
SMALLEST_QUESTIONS: dict[str, Callable[[], Any]] = {
    "text": lambda: interfaces.ScriptRequest(
        mode="functional_intro",
        style=next(iter(STYLES)),
        duration_ms=5000,
        product=interfaces.ProductFacts(name="Test Mug", description="A plain white mug."),
    ),
    "vision": lambda: interfaces.AnalysisRequest(
        product=interfaces.ProductFacts(name="Test Mug", description="A plain white mug.")
    ),
    "image": lambda: interfaces.ImageRequest(
        prompt="A plain white mug on a wooden table, daylight",
        style=next(iter(STYLES)),
        beat="product",
        width=360,
        height=640,
    ),
    "voice": lambda: interfaces.VoiceRequest(text="Hello."),
    "music": lambda: interfaces.MusicRequest(mood="calm", duration_ms=3000),
    "clip": lambda: interfaces.ClipRequest(prompt="The light moves slowly.", duration_ms=2000, **_picture()),
    "lip_sync": lambda: interfaces.SyncRequest(duration_ms=1000, text="Hello.", **_picture(), **_tone()),
}
