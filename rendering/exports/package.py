"""The editor's package: everything a cutter needs to go on with a finished video, in one ZIP.

Media are stored as they are (they are compressed already) and copied in pieces, never held whole. Dates
and rights inside are fixed, so the same video gives the same bytes.
"""

import json
import shutil
import zipfile
from pathlib import Path

from rendering.engine import cues, stems, timeline
from rendering.engine.compose import compose
from rendering.engine.errors import Cancelled
from rendering.exports import otio

# Raise it when the same video gives another package.
VERSION = 1

_EPOCH = (1980, 1, 1, 0, 0, 0)
_RIGHTS = 0o100644 << 16

README = """{title}
{size}, {seconds:g} s, {fps} frames a second, {frames} frames

timeline.otio   the cut for an editor that reads OpenTimelineIO (all of its media are in this folder)
timeline.json   the same as plain data: the frozen render spec and a table of frames
video.mp4       the finished video, for comparison
clips/          each scene's pictures alone: no captions, no transitions, no sound. A clip goes on after its
                cut for as long as the next transition lasts ({handles})
voice/          each spoken piece, cut to whole frames
sound/          the whole length: voice.wav, music.wav (already stepping back under the voice) and mix.wav.
                48 kHz, 24 bits, as loud as in the video; voice and music together are the mix
stills/         the pictures that the clips were made from
captions.srt, captions.vtt

Unpack the folder before you open the timeline: its media are named relative to it.
The board that was approved: {digest}
"""


def build(spec, resolve, video, room, out, *, tell=lambda *_: None, stopped=lambda: False, **engine):
    """Write the ZIP of a RenderSpec to `out` and return its path.

    `video` is the finished file; `room` a folder of our own for what is made on the way. `tell(share,
    message)` and `stopped()` are asked often; `engine` goes to `compose`. Raises the engine's errors.
    """
    clock, room = timeline.plan(spec), Path(room)
    out = Path(out)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _texts(spec, clock):
            _put_text(archive, name, text)
        _put(archive, "video.mp4", video)
        for name, path in _stills(spec, resolve):
            _put(archive, name, path)
        tell(0.02, "Cutting the sound apart")
        for name, path in _sounds(spec, clock, resolve, room, _alive(stopped)):
            _put(archive, name, path)
        for name, path in _clips(spec, clock, resolve, room, tell, stopped, engine):
            _put(archive, name, path)
    return out


def _alive(stopped):
    """The engine's way of asking: raises Cancelled once the work should end."""

    def ask():
        if stopped():
            raise Cancelled

    return ask


def _texts(spec, clock):
    said = cues.cues_of(spec, clock)
    yield "README.txt", readme(spec, clock)
    yield "timeline.otio", otio.written(otio.timeline_of(spec, clock))
    yield "timeline.json", json.dumps(table(spec, clock), indent=1, ensure_ascii=False, sort_keys=True)
    yield "captions.srt", cues.to_srt(said)
    yield "captions.vtt", cues.to_vtt(said)


def readme(spec, clock):
    handles = max(place.tail for place in clock.scenes)
    return README.format(
        title=spec.title,
        size=f"{spec.output.width} x {spec.output.height}",
        seconds=clock.frames / clock.fps,
        fps=clock.fps,
        frames=clock.frames,
        handles=f"up to {handles} frames" if handles else "none here: all cuts are hard",
        digest=spec.board_digest,
    )


def table(spec, clock):
    """The spec, and which frames belong to what, as plain data."""
    return {
        "spec": spec.model_dump(mode="json"),
        "fps": clock.fps,
        "frames": clock.frames,
        "scenes": [_scene(place) for place in clock.scenes],
        "voices": [
            {"file": otio.voice_name(number, piece.scene_index), "first": first, "stop": stop}
            for number, (piece, first, stop) in enumerate(stems.voice_spans(spec, clock), 1)
        ],
    }


def _scene(place):
    return {
        "scene": place.index,
        "file": otio.clip_name(place.index),
        "first": place.start,
        "stop": place.stop,
        "transition": place.transition,
        "transition_frames": place.window,
        "handle_frames": place.tail,
    }


def _stills(spec, resolve):
    for scene in (each for each in spec.scenes if each.media.kind == "image"):
        path = Path(resolve(scene.media.digest))
        yield f"stills/scene-{scene.index:02}{path.suffix}", path


def _sounds(spec, clock, resolve, room, alive):
    with stems.Sounds(spec, clock, resolve, room, alive) as heard:
        for name in heard.names:
            yield f"sound/{name}.wav", heard.write(name, room / "sound.wav")
        for number, (piece, first, stop) in enumerate(stems.voice_spans(spec, clock), 1):
            made = heard.write("voice", room / "sound.wav", first, stop)
            yield otio.voice_name(number, piece.scene_index), made


def _clips(spec, clock, resolve, room, tell, stopped, engine):
    count = len(spec.scenes)
    for number, scene in enumerate(spec.scenes):

        def progress(done, total, _, before=number):
            tell(
                0.05 + 0.93 * (before + done / max(1, total)) / count, f"Shooting scene {before + 1}/{count}"
            )

        made = room / "shot.mp4"
        alone = stems.shot_spec(spec, clock, number)
        compose(alone, resolve, made, progress=progress, cancelled=stopped, **engine)
        yield otio.clip_name(scene.index), stems.without_sound(made, room / "clip.mp4")


def _put_text(archive, name, text):
    archive.writestr(_entry(name), text.encode())


def _put(archive, name, path):
    size = Path(path).stat().st_size
    with open(path, "rb") as source, archive.open(_entry(name, size), "w") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _entry(name, size=0):
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr, entry.create_system, entry.file_size = _RIGHTS, 3, size
    return entry
