"""Instant providers behind the real doors: real small media, no waiting. And some that misbehave.

`calls` counts what was asked of them in this process; `trouble` is a list of errors to raise first.
"""

import io
import os
import signal
import time
import wave
from pathlib import Path

from django.db import transaction
from django.db.models import F
from PIL import Image as Pillow

from generation import interfaces
from generation.text import screenplay

calls = []
trouble = []


def reset():
    calls.clear()
    trouble.clear()


def _asked(talent, what):
    calls.append((talent, what))
    slow, _, seconds = os.environ.get("VIDSTUDIO_FAKE_PAUSE", "").partition(":")
    if slow == talent:
        time.sleep(float(seconds))
    frozen, _, mark = os.environ.get("VIDSTUDIO_FAKE_FREEZE", "").partition(":")
    if frozen == talent and not Path(mark).exists():
        from projects.models import Workspace

        with transaction.atomic():
            Workspace.objects.update(name=F("name"))
            Path(mark).touch()
            os.kill(os.getpid(), signal.SIGSTOP)
    if trouble and trouble[0][0] in (talent, what):
        raise trouble.pop(0)[1]


class Writer(interfaces.Provider):
    def write(self, request):
        if request.script:
            return screenplay.parse(request.script, language=request.language)
        _asked("text", request.prompt or request.product.name)
        each = request.duration_ms // 4
        rows = [
            ("hook", "Look at this."),
            ("product", "It does a thing."),
            ("proof", "It lasts."),
            ("cta", "Get one."),
        ]
        segments = tuple(interfaces.Segment(text=text, duration_ms=each, beat=beat) for beat, text in rows)
        last = interfaces.Segment(text=rows[3][1], duration_ms=request.duration_ms - 3 * each, beat="cta")
        return interfaces.Script(
            title="A film", segments=(*segments[:3], last), hook=rows[0][1], cta=rows[3][1]
        )


class Eye(interfaces.Provider):
    def analyse(self, request):
        _asked("vision", request.product.name)
        return interfaces.Analysis(features=request.product.selling_points, palette=("#aa3322",))


class Painter(interfaces.Provider):
    hints = ("shows",)

    def paint(self, request):
        _asked("image", request.scene_index)
        picture = Pillow.new(
            "RGB", (request.width, request.height), (30 * request.scene_index, request.seed % 255, 120)
        )
        out = io.BytesIO()
        picture.save(out, "PNG", compress_level=1)
        return interfaces.Image(
            data=out.getvalue(), mime="image/png", width=request.width, height=request.height
        )


class Speaker(interfaces.Provider):
    def speak(self, request):
        _asked("voice", request.text)
        return interfaces.Speech(data=silence(600), mime="audio/wav", duration_ms=600)

    def voices(self):
        return (interfaces.VoiceInfo(name="plain", label="Plain", language="en"),)


class Band(interfaces.Provider):
    def score(self, request):
        _asked("music", request.mood)
        return interfaces.Music(
            data=silence(request.duration_ms),
            mime="audio/wav",
            duration_ms=request.duration_ms,
            bpm=request.bpm,
        )


def silence(ms):
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(48000)
        sound.writeframes(b"\0\0" * (48 * ms))
    return out.getvalue()


PROVIDERS = {
    "text": [{"NAME": "local", "CLASS": "tests.fakes.Writer"}],
    "vision": [{"NAME": "local", "CLASS": "tests.fakes.Eye"}],
    "image": [{"NAME": "local", "CLASS": "tests.fakes.Painter"}],
    "voice": [{"NAME": "local", "CLASS": "tests.fakes.Speaker"}],
    "music": [{"NAME": "local", "CLASS": "tests.fakes.Band"}],
}
