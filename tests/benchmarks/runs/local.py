"""The local studio's parts, one after the other, in this process. Prints JSON.

python -m tests.benchmarks.runs.local <repetitions>   {part: [least processor seconds, the aim in seconds]}
"""

import importlib.util
import sys
import time

from tests.benchmarks import studio_processes
from tests.paths import ROOT

COPY = (
    "Mornings feel different with the Aurora lamp. Soft, warm light wakes you gently, then follows your "
    "day. It charges in two hours and lasts for a week. Solid oak, made in Denmark, built to be repaired."
)


def main(times):
    studio_processes.set_up()
    return dict(_measured(name, aim, work, int(times)) for name, aim, work in _parts())


def _parts():
    from generation.interfaces import MusicRequest
    from generation.local.copywriting import phrase_book
    from generation.local.music.provider import LocalMusic
    from projects.styles import STYLES

    for style in STYLES.values():
        request = MusicRequest(mood=style.mood, duration_ms=30_000, bpm=style.bpm, seed=99)
        yield f"30 s of {style.mood} music", 3, lambda request=request: LocalMusic().score(request)
    yield "five minutes of a beat that follows 118 cuts", 4, _follow_cuts
    yield "all phrase books read anew", 0.4, lambda: _read_books(phrase_book)
    yield from _speech_and_portraits()
    yield "the demo product's photo", 10, _draw_photo


def _follow_cuts():
    from generation.local.music.provider import plan_bed
    from projects.styles import STYLES

    plan_bed(300_000, STYLES["energetic"].bpm, tuple(2500 * at + at % 7 * 90 for at in range(1, 119)))


def _read_books(phrase_book):
    phrase_book.phrase_book.cache_clear()
    for language in phrase_book.languages():
        phrase_book.phrase_book(language)


def _speech_and_portraits():
    import cv2
    import numpy as np

    from generation.interfaces import SyncRequest, VoiceRequest
    from generation.local.lip_sync.provider import LocalPortrait
    from generation.local.speech.provider import LocalVoice

    def speak():
        return LocalVoice().speak(VoiceRequest(text=COPY, voice="nora"))

    yield "two sentences spoken", 3, speak
    spoken = speak()
    down = np.linspace(200, 60, 1920, dtype=np.uint8)[:, None, None]
    scene = cv2.imencode(".png", np.broadcast_to(down, (1920, 1080, 3)).copy())[1].tobytes()
    request = SyncRequest(
        image=b"",
        mime="",
        audio=spoken.data,
        audio_mime="audio/wav",
        duration_ms=spoken.duration_ms,
        width=1080,
        height=1920,
        visemes=spoken.visemes,
        scene=scene,
        style="cinematic",
        speaker="Maya",
        about="thirty",
    )
    seconds = spoken.duration_ms / 1000

    def draw():
        return LocalPortrait().sync(request)

    yield f"{seconds:.0f} s of a talking portrait, 1080×1920", 0.7 * seconds, draw


def _draw_photo():
    spec = importlib.util.spec_from_file_location("draw_demo_photo", ROOT / "docs/tools/draw_demo_photo.py")
    script = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by its name.
    sys.modules[spec.name] = script
    spec.loader.exec_module(script)
    script.photo_png()


def _measured(name, aim, work, times):
    return name, [min(_seconds(work) for _ in range(times)), aim]


def _seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    studio_processes.run(main)
