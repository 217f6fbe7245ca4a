"""What rendering costs: 30 s of six large photographs with voices, music and captions.

    python -m tests.benchmarks.bench_engine [--size 1080x1920] [--workers 2] [--seconds 30]

Prints wall time, CPU time and both against the playing time, the peak memory, and the file.
"""

import argparse
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from rendering.engine.compose import compose
from rendering.spec import Media, Motion, OutputSpec, SceneSpec
from tests.rendering import engine_kit as kit

SIZES = ((2048, 3072), (3840, 2160), (2400, 3200), (3000, 3000), (2160, 3840), (2732, 2048))
KINDS = ("cut", "fade", "slide", "wipe", "zoom", "fade")


def job(studio, size, seconds):
    """The reference spec: scenes of five seconds, all transitions, half a second each."""
    scenes = tuple(_scene(studio, k) for k in range(max(1, seconds // 5)))
    output = OutputSpec(width=size[0], height=size[1], fps=30)
    return studio.spec(scenes=scenes, output=output)


def _scene(studio, k):
    media = Media(kind="image", digest=f"photo{k % 6}.jpg")
    if not (studio.directory / media.digest).exists():
        kit.photo(studio.directory / media.digest, size=SIZES[k % 6], seed=k, grain=2)
    near, far = (1.12, 1.0) if k % 2 else (1.0, 1.12)
    motion = Motion(zoom_from=near, zoom_to=far, focus=(0.45, 0.55), pan=(0.04, -0.02))
    return SceneSpec(
        index=k + 1,
        duration_ms=5000,
        media=media,
        motion=motion,
        transition=KINDS[k % 6],
        transition_ms=500,
    )


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", default="1080x1920")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--seconds", type=int, default=30)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        studio = kit.Studio(directory)
        size = [int(side) for side in asked.size.split("x")]
        # Drawing the photographs takes more memory than filming them, so another process does it.
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            spec = pool.submit(job, studio, size, asked.seconds).result()
        report(*_timed(spec, studio, Path(directory) / "bench.mp4", asked.workers))


def _timed(spec, studio, out, workers):
    wall, cpu = time.perf_counter(), time.process_time()
    made = compose(spec, studio, out, workers=workers)
    return made, time.perf_counter() - wall, time.process_time() - cpu


def report(made, wall, cpu):
    """Print one line for each number; times also as a share of the playing time."""
    playing = made.duration_ms / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"playing time {playing:8.1f} s   {made.frames} frames")
    print(f"wall time    {wall:8.1f} s   {wall / playing:.2f} of playing time")
    print(f"CPU time     {cpu:8.1f} s   {cpu / playing:.2f} of playing time")
    print(f"peak memory  {peak:8.0f} MB")
    print(f"file         {made.probe.bytes / 1e6:8.1f} MB  {made.probe.lufs:.1f} LUFS")


if __name__ == "__main__":
    main()
