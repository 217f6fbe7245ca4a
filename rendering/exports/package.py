"""The editor's package: everything an editor needs to go on with a finished video, in one ZIP.

Media are stored as they are (they are compressed already) and copied in pieces, never held whole. Dates
and rights inside are fixed, so the same video with the same rights sheet gives the same bytes.
"""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rendering.engine import caption_cues, stems
from rendering.engine.compose import Composed, compose
from rendering.engine.errors import Cancelled
from rendering.engine.timeline import SceneSpan, Timeline, plan
from rendering.engine.types import Resolver, StopCheck
from rendering.exports import otio
from rendering.spec.schema import RenderSpec

Files = Iterator[tuple[str, Path]]
# progress(share of the work, message).
Progress = Callable[[float, str], object]

# Raise it when the same video gives another package.
VERSION = 2

# Shares of the work: what is over when the sound is begun, what when the clips are, and what clips take.
_SOUND_AT, _CLIPS_AT, _CLIPS_TAKE = 0.02, 0.05, 0.93

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
{more}
Unpack the folder before you open the timeline: its media are named relative to it.
The board that was approved: {digest}
"""

RIGHTS = """rights/         who made what, who approved it, under which licence: sheet.html to read,
                sheet.json for programs
"""


def build(
    spec: RenderSpec,
    resolve: Resolver,
    video: Path,
    folder: Path,
    out: Path,
    *,
    rights: Mapping[str, str] | None = None,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
    composing: Callable[..., Composed] = compose,
    **engine: Any,
) -> Path:
    """Write the ZIP of a RenderSpec to `out` and return its path.

    `video` is the finished file, `rights` the texts of its rights sheet by their names; `folder` is for
    what is made on the way. `progress(share, message)` and `cancelled()` are called often; `composing` is
    `compose` or one like it, which gets `engine`. Raises the engine's errors.
    """
    line = plan(spec)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in [*_texts(spec, line, bool(rights)), *(rights or {}).items()]:
            _put_text(archive, name, text)
        _put(archive, "video.mp4", video)
        for name, path in _stills(spec, resolve):
            _put(archive, name, path)
        progress(_SOUND_AT, "Cutting the sound apart")
        for name, path in _sounds(spec, line, resolve, folder, _stop_check(cancelled)):
            _put(archive, name, path)
        for name, path in _clips(spec, line, resolve, folder, progress, cancelled, composing, engine):
            _put(archive, name, path)
    return out


def _stop_check(cancelled: Callable[[], bool]) -> StopCheck:
    """As the engine asks: a function that raises Cancelled once the work should end."""

    def ask() -> None:
        if cancelled():
            raise Cancelled

    return ask


def _texts(spec: RenderSpec, line: Timeline, has_rights: bool) -> Iterator[tuple[str, str]]:
    said = caption_cues.cues_of(spec, line)
    yield "README.txt", readme(spec, line, has_rights)
    yield "timeline.otio", otio.to_text(otio.timeline_of(spec, line))
    yield "timeline.json", json.dumps(table(spec, line), indent=1, ensure_ascii=False, sort_keys=True)
    yield "captions.srt", caption_cues.to_srt(said)
    yield "captions.vtt", caption_cues.to_vtt(said)


def readme(spec: RenderSpec, line: Timeline, has_rights: bool = False) -> str:
    handles = max(span.tail for span in line.scenes)
    return README.format(
        title=spec.title,
        size=f"{spec.output.width} x {spec.output.height}",
        seconds=line.frames / line.fps,
        fps=line.fps,
        frames=line.frames,
        handles=f"up to {handles} frames" if handles else "none here: all cuts are hard",
        more=RIGHTS if has_rights else "",
        digest=spec.board_digest,
    )


def table(spec: RenderSpec, line: Timeline) -> dict[str, Any]:
    """The spec, and which frames belong to what, as plain data."""
    return {
        "spec": spec.model_dump(mode="json"),
        "fps": line.fps,
        "frames": line.frames,
        "scenes": [_scene(span) for span in line.scenes],
        "voices": [
            {"file": otio.voice_name(number, piece.scene_index), "first": first, "stop": stop}
            for number, (piece, first, stop) in enumerate(stems.voice_spans(spec, line), 1)
        ],
    }


def _scene(span: SceneSpan) -> dict[str, Any]:
    return {
        "scene": span.index,
        "file": otio.clip_name(span.index),
        "first": span.start,
        "stop": span.stop,
        "transition": span.transition,
        "transition_frames": span.window,
        "handle_frames": span.tail,
    }


def _stills(spec: RenderSpec, resolve: Resolver) -> Files:
    for scene in (each for each in spec.scenes if each.media.kind == "image"):
        path = resolve(scene.media.digest)
        yield f"stills/scene-{scene.index:02}{path.suffix}", path


def _sounds(
    spec: RenderSpec, line: Timeline, resolve: Resolver, folder: Path, check_stop: StopCheck
) -> Files:
    with stems.Sounds(spec, line, resolve, folder, check_stop) as sounds:
        for name in sounds.names:
            yield f"sound/{name}.wav", sounds.write(name, folder / "sound.wav")
        for number, (piece, first, stop) in enumerate(stems.voice_spans(spec, line), 1):
            made = sounds.write("voice", folder / "sound.wav", first, stop)
            yield otio.voice_name(number, piece.scene_index), made


def _clips(
    spec: RenderSpec,
    line: Timeline,
    resolve: Resolver,
    folder: Path,
    progress: Progress,
    cancelled: Callable[[], bool],
    composing: Callable[..., Composed],
    engine: dict[str, Any],
) -> Files:
    count = len(spec.scenes)
    for number, scene in enumerate(spec.scenes):

        def report(done: int, total: int, _: str, before: int = number) -> None:
            share = (before + done / max(1, total)) / count
            progress(_CLIPS_AT + _CLIPS_TAKE * share, f"Shooting scene {before + 1}/{count}")

        made = folder / "shot.mp4"
        alone = stems.shot_spec(spec, line, number)
        composing(alone, resolve, made, progress=report, cancelled=cancelled, **engine)
        yield otio.clip_name(scene.index), stems.without_sound(made, folder / "clip.mp4")


def _put_text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name), text.encode())


def _put(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    size = path.stat().st_size
    with open(path, "rb") as source, archive.open(_entry(name, size), "w") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _entry(name: str, size: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr, entry.create_system, entry.file_size = _RIGHTS, 3, size
    return entry
