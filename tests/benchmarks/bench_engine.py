"""What rendering costs and how good it is: 30 s of six large photographs with voices, music, captions.

    python -m tests.benchmarks.bench_engine [--seconds 30] [--times 3] [--only cost …] [--moviepy] [--write]

Each measurement runs in a process of its own. Times are the best of some runs, by wall clock and by
processor; on a busy machine only the latter can be compared. `--moviepy` makes a virtual environment
that is thrown away, and lets MoviePy do a short piece of the same job in two ways.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import cv2
import imageio_ffmpeg
import numpy as np
from PIL import Image

from rendering.engine import encode, motion, sources, stills, yuv
from rendering.engine.audio import mix
from rendering.engine.caption_cues import cues_of
from rendering.engine.captions import Captions
from rendering.engine.compose import SegmentCache, compose
from rendering.engine.frames import FrameRenderer
from rendering.engine.timeline import plan
from rendering.spec.schema import CaptionSpec, Media, Motion, OutputSpec, RenderSpec, SceneSpec
from tests.benchmarks import kit as bench
from tests.benchmarks import memory, results_page
from tests.rendering.engine import kit as kit

SIZES = ((2048, 3072), (3840, 2160), (2400, 3200), (3000, 3000), (2160, 3840), (2732, 2048))
KINDS = ("cut", "fade", "slide", "wipe", "zoom", "fade")
WORKERS = 2


# The job


def job(studio, size, seconds, scene_ms=5000):
    """The reference spec: scenes of five seconds, all transitions, half a second each."""
    count = max(1, seconds * 1000 // scene_ms)
    scenes = tuple(_scene(studio, k, scene_ms) for k in range(count))
    output = OutputSpec(width=size[0], height=size[1], fps=30)
    return studio.spec(scenes=scenes, output=output)


def _scene(studio, k, scene_ms):
    media = Media(kind="image", digest=f"photo{k % 6}.jpg")
    if not (studio.directory / media.digest).exists():
        kit.photo(studio.directory / media.digest, size=SIZES[k % 6], seed=k % 6, grain=2)
    return SceneSpec(
        index=k + 1,
        duration_ms=scene_ms,
        media=media,
        motion=_motion(k),
        transition=KINDS[k % 6],
        transition_ms=500,
    )


def _motion(k):
    near, far = (1.12, 1.0) if k % 2 else (1.0, 1.12)
    return Motion(zoom_from=near, zoom_to=far, focus=(0.45, 0.55), pan=(0.04, -0.02))


# What runs in a process of its own: each answers with plain data


def prepare(folder, width, height, seconds, scene_ms=5000):
    """Draw photographs and voices; write the spec. They take more memory than filming them."""
    spec = job(kit.Studio(folder), (width, height), seconds, scene_ms)
    (Path(folder) / "spec.json").write_text(spec.model_dump_json())


def _spec(folder):
    return RenderSpec.model_validate_json((Path(folder) / "spec.json").read_text())


def full(folder):
    """One render without a cache."""
    made, spent = _spent(lambda: compose(_spec(folder), kit.Studio(folder), _out(folder), workers=WORKERS))
    return spent | {
        "playing": made.duration_ms / 1000,
        "frames": made.frames,
        "bytes": made.probe.bytes,
        "lufs": made.probe.lufs,
    }


def _out(folder):
    return Path(folder) / "bench.mp4"


def _spent(work):
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return made, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def x264(folder):
    """The encoder alone, at the same settings: the same frames, painted before the clock runs."""
    spec = _spec(folder)
    timeline = plan(spec)
    painter = _painter(spec, timeline, folder)
    pieces = sorted(timeline.segments, key=lambda piece: piece.frames)
    total = {"wall": 0.0, "cpu": 0.0}
    with ThreadPoolExecutor(WORKERS) as pool:
        for k in range(0, len(pieces), WORKERS):
            two = pieces[k : k + WORKERS]
            painted = [[_copied(frame) for frame in painter.frames(piece)] for piece in two]
            writers = [
                encode.SegmentWriter(
                    Path(folder) / f"alone{number}.mp4", spec.output, piece.before and piece.scene.transition
                )
                for number, piece in enumerate(two)
            ]
            _, spent = _spent(lambda: list(pool.map(_encoded, painted, writers)))  # noqa: B023
            total = {name: total[name] + spent[name] for name in total}
    return total


def _painter(spec, timeline, folder):
    pictures = sources.Sources(spec, timeline, kit.Studio(folder), timeline.segments)
    return FrameRenderer(timeline, pictures, (Captions(spec, timeline, cues_of(spec, timeline)),))


def _copied(frame):
    canvas = encode.FrameBuffer(frame.width, frame.height)
    for source, target in zip(frame.planes, canvas.planes, strict=True):
        rows = np.frombuffer(source, np.uint8).reshape(source.height, source.line_size)
        np.copyto(target, rows[:, : source.width])
    return canvas.frame


def _encoded(frames, writer):
    for frame in frames:
        writer.write(frame)
    writer.close()


def edits(folder):
    """Seconds of the first render with a cache, and of renders after an edit each."""
    spec, cache = _spec(folder), SegmentCache(Path(folder) / "cache")
    studio, spent = kit.Studio(folder), {}
    for name, changed in _edited(spec).items():
        _, spent[name] = _spent(lambda: compose(changed, studio, _out(folder), workers=WORKERS, cache=cache))  # noqa: B023
    return spent


def _edited(spec):
    middle = len(spec.scenes) // 2
    scenes = list(spec.scenes)
    scenes[middle] = scenes[middle].model_copy(update={"motion": Motion(zoom_from=1.05, zoom_to=1.1)})
    music = spec.music.model_copy(update={"volume_db": -15.0})
    return {
        "first render, filling the cache": spec,
        "nothing": spec,
        "one scene of six": spec.model_copy(update={"scenes": tuple(scenes)}),
        "captions' look": spec.model_copy(update={"captions": CaptionSpec(ink="#ffee00")}),
        "music only": spec.model_copy(update={"music": music}),
    }


def quality(folder):
    """VMAF against an exact, lossless render; how far neighbouring frames jump; likeness before encoding."""
    folder, seconds = Path(folder), 2
    first = _spec(folder)
    scenes = tuple(
        scene.model_copy(update={"transition": "cut", "duration_ms": seconds * 1000})
        for scene in first.scenes[:3]
    )
    spec = first.model_copy(update={"scenes": scenes, "segments": (), "music": None})
    made = compose(spec, kit.Studio(folder), _out(folder), workers=WORKERS)
    size = spec.output.width, spec.output.height
    exact = folder / "exact.yuv"
    likeness, jumps = _write_exact(spec, folder, size, exact)
    return _vmaf(made.path, exact, size) | {"ssim": min(likeness), "jump": max(jumps)}


def _write_exact(spec, folder, size, path):
    """Write every frame as Pillow's Lanczos at the same fractional place; compare ours with it unencoded."""
    likeness, jumps, ours = [], [], yuv.blank(*size)
    with open(path, "wb") as file:
        for scene in plan(spec).scenes:
            source = spec.scenes[scene.index - 1]
            picture = Image.open(folder / source.media.digest).convert("RGB")
            cover = motion.cover_size(picture.size, size)
            way = motion.camera_path(source.motion, cover, size, scene.frames)
            still = stills.load(folder / source.media.digest, 1, cover, way, size)
            off = []
            for number in range(scene.frames):
                made = yuv.from_rgb(_exact(picture, cover, way.view(number), size))
                for plane in made:
                    file.write(np.ascontiguousarray(plane).data)
                if number % 3 == 0:
                    still.draw(way.view(number), ours)
                    likeness.append(_ssim(ours.y, made.y))
                    off.append(_shift(ours.y, made.y))
            jumps += list(np.abs(np.diff(off, axis=0)).max(axis=1))
    return likeness, jumps


def _exact(picture, cover, view, size):
    scale = picture.width / cover[0], picture.height / cover[1]
    box = [view.left * scale[0], view.top * scale[1]]
    box += [(view.left + size[0] * view.step) * scale[0], (view.top + size[1] * view.step) * scale[1]]
    most = (*picture.size, *picture.size)
    box = [min(max(0.0, edge), limit) for edge, limit in zip(box, most, strict=True)]
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS, box))


def _ssim(one, two):
    """Structural similarity of two planes (Gaussian windows of 1.5 pixels, as in the paper)."""
    one, two = one.astype(np.float32), two.astype(np.float32)

    def mean(plane):
        return cv2.GaussianBlur(plane, (11, 11), 1.5)

    m1, m2 = mean(one), mean(two)
    v1, v2, both = mean(one * one) - m1 * m1, mean(two * two) - m2 * m2, mean(one * two) - m1 * m2
    alike = (2 * m1 * m2 + 6.5025) * (2 * both + 58.5225)
    return float((alike / ((m1 * m1 + m2 * m2 + 6.5025) * (v1 + v2 + 58.5225))).mean())


def _shift(one, two):
    """How far one plane is moved against another, in pixels: least squares over its gradients."""
    one, two = one.astype(np.float32), two.astype(np.float32)
    across, down = (
        cv2.Sobel(two, cv2.CV_32F, 1, 0, scale=1 / 8),
        cv2.Sobel(two, cv2.CV_32F, 0, 1, scale=1 / 8),
    )
    slopes = np.stack([across.ravel(), down.ravel()], axis=1).astype(np.float64)
    return np.linalg.solve(slopes.T @ slopes, slopes.T @ (two - one).ravel())


def _vmaf(film, exact, size):
    """Both as raw frames: given the tags of a film, FFmpeg would convert its colours before comparing."""
    shown, log = exact.with_suffix(".film"), exact.with_suffix(".json")
    with open(shown, "wb") as file, av.open(str(film)) as container:
        for frame in container.decode(video=0):
            file.write(frame.to_ndarray().data)
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-r", "30", "-s", f"{size[0]}x{size[1]}", "-i"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *raw, str(shown), *raw, str(exact)]
    command += ["-lavfi", f"[0:v][1:v]libvmaf=log_fmt=json:log_path={log}:n_threads=2", "-f", "null", "-"]
    subprocess.run(command, check=True)
    frames = json.loads(log.read_text())["frames"]
    values = sorted(frame["metrics"]["vmaf"] for frame in frames)
    return {"vmaf": sum(values) / len(values), "p5": values[len(values) // 20], "compared": len(values)}


def onsets(folder):
    """How many milliseconds after its scene's voice is due the first and the last voice of 60 s is heard."""
    studio = kit.Studio(folder)
    spec = studio.spec((5000,) * 12, music=False, size=(180, 320))
    made = compose(spec, studio, _out(folder), workers=WORKERS)
    samples = np.abs(mix.decode(made.path)[0])
    found = []
    for segment in (spec.segments[0], spec.segments[-1]):
        due = segment.start_ms * 48
        before = max(0, due - 4800)
        heard = before + int(np.argmax(samples[before : due + 9600] > 0.01))
        found.append((heard - due) / 48)
    return {"first": found[0], "last": found[1], "apart": made.probe.audio_ms - made.duration_ms}


def mixes(folder):
    """Loudness and true peak of twenty different mixes, as decoded from their files."""
    studio, found = kit.Studio(folder), []
    for k in range(20):
        text = None if k % 5 == 4 else kit.TEXT
        spec = studio.spec((2500 + 300 * k, 2000), text=text, music=k % 3 != 2 or text is None)
        for segment in spec.segments:
            kit.voice(studio(segment.voice.digest), 1.5, level=0.02 + 0.05 * k)
        if spec.music:
            music = spec.music.model_copy(update={"volume_db": -24.0 + k, "duck_db": -2.0 * (k % 8)})
            spec = spec.model_copy(update={"music": music})
        made = mix.make_sound(spec, plan(spec), studio, Path(folder) / "mix.mp4")
        found.append((made.lufs, made.true_peak_db))
    lufs, peaks = zip(*found, strict=True)
    return {"least": min(lufs), "most": max(lufs), "peak": max(peaks)}


# The tables


def child(name, folder, *args):
    """Run one of the above in a fresh process; returns what it says and the peak of its tree in MB."""
    bench.say(f"{name} {' '.join(map(str, args))}")
    command = [sys.executable, "-m", __spec__.name, "--child", json.dumps([name, str(folder), *args])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with process, memory.Watch(process.pid) as watch:
        said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{name} failed")
    return json.loads(said.splitlines()[-1]) or {}, watch.peak


def best(name, folder, times):
    """The best wall and processor times of some runs, and the highest peak of memory."""
    runs = [child(name, folder) for _ in range(times)]
    best = {key: min(said[key] for said, _ in runs) for key in ("wall", "cpu")}
    return runs[0][0] | best | {"peak": max(peak for _, peak in runs)}


def cost(folder, asked):
    """The whole job against the encoder alone and against the playing time."""
    child("prepare", folder, 1080, 1920, asked.seconds)
    whole, alone = (best(name, folder, asked.times) for name in ("full", "x264"))
    playing = whole["playing"]
    rows = [
        _row("whole job", whole, playing, f"{whole['peak']:.0f}", f"{whole['bytes'] / 1e6:.1f}"),
        _row("x264 alone", alone, playing, "–", "–"),
        [
            "job / x264",
            f"{whole['wall'] / alone['wall']:.2f}×",
            f"{whole['cpu'] / alone['cpu']:.2f}×",
            *"–––",
        ],
    ]
    if asked.moviepy:
        rows += _moviepy_rows(folder, playing, whole)
    yield f"{playing:.0f} s of 1080×1920 at 30 fps, {WORKERS} workers, best of {asked.times}:"
    yield ""
    yield from bench.table(["way", "wall s", "CPU s", "wall / playing", "peak MB", "file MB"], rows)


def _row(name, spent, playing, *more):
    return [name, f"{spent['wall']:.1f}", f"{spent['cpu']:.1f}", f"{spent['wall'] / playing:.2f}", *more]


def edit(folder, asked):
    """What a second render costs after an edit, against the first."""
    child("prepare", folder, 1080, 1920, asked.seconds)
    runs = [_again(folder) for _ in range(asked.times)]
    best = {name: {key: min(run[name][key] for run in runs) for key in ("wall", "cpu")} for name in runs[0]}
    first = next(iter(best.values()))
    rows = [
        [
            name,
            f"{spent['wall']:.2f}",
            f"{spent['wall'] / first['wall']:.2f}×",
            f"{spent['cpu'] / first['cpu']:.2f}×",
        ]
        for name, spent in best.items()
    ]
    yield f"Edits of the same film with a cache, best of {asked.times}:"
    yield ""
    yield from bench.table(["changed", "wall s", "of the first", "CPU of the first"], rows)


def _again(folder):
    subprocess.run(["rm", "-rf", str(Path(folder) / "cache")], check=True)
    return child("edits", folder)[0]


def growth(folder, asked):
    """Time and memory by number of scenes and by size of the frame."""
    rows = [_grown(folder, 540, 960, count, 2000) for count in (6, 60)]
    sizes = ((720, 1280), (1080, 1920), (2160, 3840))
    rows += [_grown(folder, *size, 6, 5000) for size in sizes]
    rows.append(_grown(folder, 2160, 3840, 12, 5000))
    yield "Growth, with voices, music and captions, one run each:"
    yield ""
    yield from bench.table(["film", "CPU s", "CPU ms / megapixel", "peak MB"], rows)


def _grown(folder, width, height, scenes, scene_ms):
    child("prepare", folder, width, height, scenes * scene_ms // 1000, scene_ms)
    said, peak = child("full", folder)
    work = said["frames"] * width * height / 1e6
    film = f"{width}×{height}, {scenes} scenes of {scene_ms / 1000:g} s"
    return [film, f"{said['cpu']:.1f}", f"{said['cpu'] / work * 1000:.1f}", f"{peak:.0f}"]


def finish(folder, asked):
    """How good the picture and the sound are."""
    child("prepare", folder, 1080, 1920, 15)
    (seen, _), (heard, _), (loud, _) = (child(name, folder) for name in ("quality", "onsets", "mixes"))
    yield from bench.table(
        ["quality", "measured", "aim"],
        [
            [f"VMAF, mean of {seen['compared']} frames", f"{seen['vmaf']:.1f}", "≥ 94"],
            ["VMAF, 5th percentile", f"{seen['p5']:.1f}", "≥ 90"],
            ["SSIM to the photograph before encoding, worst frame", f"{seen['ssim']:.4f}", "≥ 0.995"],
            ["largest jump beyond the eased path, px", f"{seen['jump']:.3f}", "< 0.1"],
            [
                "first / last voice of 60 s heard late by, ms",
                f"{heard['first']:.1f} / {heard['last']:.1f}",
                "< 33",
            ],
            ["sound longer than picture by, ms", f"{heard['apart']:.0f}", "± 21"],
            ["loudness of 20 mixes, LUFS", f"{loud['least']:.1f} … {loud['most']:.1f}", "−14 ± 1"],
            ["highest true peak of 20 mixes, dBTP", f"{loud['peak']:.1f}", "≤ −1.5"],
        ],
    )
    yield ""
    yield "VMAF (libvmaf of FFmpeg) and SSIM are against Pillow's Lanczos at the same fractional place."


# MoviePy, in an environment of its own

MOVIEPY_SECONDS = 5

_MOVIEPY = """
import json, sys, time, resource
import numpy as np
from PIL import Image
from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, VideoFileClip, concatenate_videoclips, vfx
folder, way, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
size, half = (1080, 1920), seconds / 2
started = time.perf_counter()

def cover(name):
    picture = Image.open(f"{folder}/{name}").convert("RGB")
    scale = max(size[0] / picture.width, size[1] / picture.height)
    return np.asarray(picture.resize((round(picture.width * scale), round(picture.height * scale))))

def zoomed(name, length):
    still = ImageClip(cover(name), duration=length)
    return still.with_effects([vfx.Resize(lambda t: 1 + 0.12 * t / length)]).with_position("center")

def caption(length):
    box = np.zeros((160, 900, 4), np.uint8); box[...] = (0, 0, 0, 180); box[50:110, 60:840] = 255
    return ImageClip(box, duration=length).with_position(("center", 1500))

def write(clip, name, sound=False, **options):
    clip.write_videofile(f"{folder}/{name}", fps=30, audio=sound, logger=None, threads=2, **options)

voice = AudioFileClip(f"{folder}/voice1.wav")
if way == "one pass":
    first = CompositeVideoClip([zoomed("photo0.jpg", half + 0.5)], size=size)
    second = CompositeVideoClip([zoomed("photo1.jpg", half)], size=size)
    second = second.with_start(half).with_effects([vfx.CrossFadeIn(0.5)])
    film = CompositeVideoClip([first, second, caption(seconds)], size=size).with_duration(seconds)
    write(film.with_audio(voice.with_duration(min(seconds, voice.duration))), "mp.mp4", True)
else:
    for k in range(2):
        write(CompositeVideoClip([zoomed(f"photo{k}.jpg", half)]), f"a{k}.mp4")
        clip = VideoFileClip(f"{folder}/a{k}.mp4").resized(height=size[1])
        write(CompositeVideoClip([clip.with_position("center")], size=size), f"b{k}.mp4")
    write(concatenate_videoclips([VideoFileClip(f"{folder}/b{k}.mp4") for k in range(2)]), "c.mp4")
    film = CompositeVideoClip([VideoFileClip(f"{folder}/c.mp4"), caption(seconds)])
    write(film.with_audio(voice.with_duration(min(seconds, voice.duration))), "mp.mp4", True)
wall = time.perf_counter() - started
both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"wall": wall, "cpu": sum(r.ru_utime + r.ru_stime for r in both)}))
"""


def _moviepy_rows(folder, playing, whole):
    """MoviePy does five seconds of the job; its times are given for the whole length."""
    with tempfile.TemporaryDirectory() as room:
        bench.say("installing MoviePy for this run")
        venv.create(room, with_pip=True)
        python = str(Path(room) / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "-q", "moviepy==2.2.1"], check=True)
        return [
            row
            for way in ("one pass", "four generations")
            for row in _moviepy(python, folder, way, playing, whole)
        ]


def _moviepy(python, folder, way, playing, whole):
    bench.say(f"MoviePy, {way}")
    command = [python, "-c", _MOVIEPY, str(folder), way, str(MOVIEPY_SECONDS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with process, memory.Watch(process.pid) as watch:
        said, _ = process.communicate()
    spent = {
        name: value * playing / MOVIEPY_SECONDS for name, value in json.loads(said.splitlines()[-1]).items()
    }
    times = [f"{spent[name] / whole[name]:.0f}×" for name in ("wall", "cpu")]
    yield _row(f"MoviePy 2.2.1, {way}, from {MOVIEPY_SECONDS} s", spent, playing, f"{watch.peak:.0f}", "–")
    yield [f"MoviePy, {way} / job", *times, *"–––"]


PARTS = {"cost": cost, "edits": edit, "growth": growth, "finish": finish}


def main():
    asked = _asked()
    if asked.child:
        name, folder, *args = json.loads(asked.child)
        print(json.dumps(globals()[name](folder, *args)))
        return
    lines, load = [], os.getloadavg()[0]
    for name in asked.only or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            part = [*PARTS[name](folder, asked), ""]
        print("\n".join(part), flush=True)
        lines += part
    if asked.write:
        results_page.put("engine", lines[:-1], load)


def _asked():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=30, help="length of the film")
    options.add_argument("--times", type=int, default=3, help="runs, of which the best counts")
    options.add_argument("--only", nargs="*", choices=PARTS, help="some of the tables")
    options.add_argument("--moviepy", action="store_true", help="compare with MoviePy 2")
    options.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options.add_argument("--child", help=argparse.SUPPRESS)
    return options.parse_args()


if __name__ == "__main__":
    main()
