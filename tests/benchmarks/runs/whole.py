"""The demo as `make demo` makes it, so long, in this process: from nothing, and again after an edit.

python -m tests.benchmarks.runs.whole first <seconds>   {"stages": {name: [seconds, CPU seconds]},
    "playing": s, "voice": pid of the natural voices' models, "edit": s of the film after a scene's change,
    "edit_cpu": s}
python -m tests.benchmarks.runs.whole edit   one scene's words are changed, the film is made: {"playing": s}
"""

import os
import resource
import sys
import threading
import time
from itertools import pairwise

from tests.benchmarks import memory, studio_processes

# Each look takes a few milliseconds from what is measured.
LOOK_EVERY_SECONDS = 0.2


def main(what, *args):
    from vidstudio import head_start

    head_start.of_demo()
    studio_processes.set_up(migrate=False)
    if os.environ.get("BENCH_VOICE") == "quick":
        from tests.benchmarks.runs.stage import take_drafts

        take_drafts()
    return {"first": first, "edit": edit}[what](*args)


def first(seconds):
    from generation.local.speech import neural
    from generation.models import Stage
    from projects.board import editing
    from projects.models import VideoProject
    from vidstudio import demo, inline_pipeline

    with Clock() as clock:
        begun_at = time.time()
        inline_pipeline.prepare_database()
        laid_out = time.time()
        inline_pipeline.load_voice(VideoProject())
        shop = demo.workspace()
        ad = demo.project(shop, demo.person("ed"))
        if int(seconds) * 1000 != ad.target_ms:
            editing.edit_project(ad, demo.person("ed"), target_ms=int(seconds) * 1000)
        inline_pipeline.make_storyboard(ad, demo.person("ed"), say, then_render=True)
        ad.refresh_from_db()
        inline_pipeline.make_render(ad, demo.person("ed"), say, approver=demo.person("ann"))
        inline_pipeline.put(ad)
    begun = [(row.name, row.started.timestamp()) for row in Stage.objects.exclude(started=None)]
    begun.sort(key=lambda row: row[1])
    ends = [*begun[1:], ("", time.time())]
    stages = {
        name: [after - at, clock.cpu_at(after) - clock.cpu_at(at)]
        for (name, at), (_, after) in zip(begun, ends, strict=True)
    }
    stages["a new database"] = [laid_out - begun_at, clock.cpu_at(laid_out) - clock.cpu_at(begun_at)]
    playing, voice = ad.renders.latest("pk").duration_ms / 1000, neural.ENGINE.pid
    changed, worked = time.time(), _cpu()
    edit("It whistles when the water boils.")
    return {
        "stages": stages,
        "playing": playing,
        "voice": voice,
        "edit": time.time() - changed,
        "edit_cpu": _cpu() - worked,
    }


def _cpu():
    """CPU seconds of this process and of what it started, also of what has ended."""
    of = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    running = sum(memory.cpu_seconds(pid) for pid in memory.tree(os.getpid()) if pid != os.getpid())
    return sum(row.ru_utime + row.ru_stime for row in of) + running


def edit(text="It pours without a sound."):
    from projects.board import editing
    from projects.models import VideoProject
    from vidstudio import demo, inline_pipeline

    ad = VideoProject.objects.get()
    editing.edit_scene(ad.scenes.get(scene_index=2), demo.person("ed"), text=text)
    ad.refresh_from_db()
    inline_pipeline.make_render(ad, demo.person("ed"), say, approver=demo.person("ann"))
    inline_pipeline.put(ad)
    return {"playing": ad.renders.latest("pk").duration_ms / 1000}


def say(summary):
    print(f"  {summary['progress']:3} %  {summary['message']}", file=sys.stderr, flush=True)


class Clock:
    """How much processor time this process and all that it started had used at any moment of the block."""

    def __init__(self):
        self.rows, self.used = [(time.time(), memory.cpu_seconds(os.getpid()))], {}
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def _look(self):
        while not self.over.wait(LOOK_EVERY_SECONDS):
            for pid in memory.tree(os.getpid()):
                self.used[pid] = max(self.used.get(pid, 0.0), memory.cpu_seconds(pid))
            self.rows.append((time.time(), sum(self.used.values())))

    def cpu_at(self, moment):
        """CPU seconds at a moment, between two looks in proportion."""
        for (start, low), (stop, high) in pairwise(self.rows):
            if start <= moment <= stop:
                return low + (high - low) * (moment - start) / max(stop - start, 1e-9)
        return self.rows[-1][1]


if __name__ == "__main__":
    studio_processes.run(main)
