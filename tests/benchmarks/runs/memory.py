"""Memory of a real worker: idle, while it makes an ad, and idle again. Prints megabytes as JSON.

python -m tests.benchmarks.runs.memory <seconds of film>
"""

import time

from tests.benchmarks import memory, studio_processes

SETTLE_SECONDS = 3
# What is in a command line of each kind.
KINDS = {
    "engine.engine_process": "composing MB",
    "local.speech": "voices MB",
    "qcluster": "working MB",
    "manage.py worker": "working MB",
}


def main(seconds):
    studio_processes.set_up()
    project = _project(int(seconds))
    with studio_processes.fleet() as processes:
        worker = studio_processes.working(processes)
        time.sleep(SETTLE_SECONDS)
        told = {"idle": _now(worker)}
        for kind, make in (("storyboard", _storyboard), ("render", _render)):
            with memory.Watch(worker.pid, together=memory.pss, every=0.1) as watch:
                make(project)
            told[kind] = _most(watch)
        time.sleep(SETTLE_SECONDS)
        return told | {"after": _now(worker), "playing": project.total_ms / 1000}


def _project(seconds):
    from projects.board import editing
    from vidstudio import demo

    project = demo.project(demo.workspace(), demo.person("ed"))
    editing.edit_project(project, demo.person("ed"), target_ms=seconds * 1000)
    return project


def _storyboard(project):
    from generation.engine import jobs
    from vidstudio import demo

    _wait(jobs.enqueue(project, "storyboard", by=demo.person("ed")))


def _render(project):
    from projects.board import review
    from vidstudio import demo

    project.refresh_from_db()
    review.submit(project, demo.person("ed"))
    project.refresh_from_db()
    review.approve(project, demo.person("ann"))
    _wait(project.jobs.get(kind="render"))


def _wait(job):
    studio_processes.until(
        lambda: job.refresh_from_db() or job.is_over, 300, every=0.2, what=f"the {job.kind}"
    )
    assert job.state == "succeeded", job.error


def _now(worker):
    """[processes, the biggest RSS of each kind, all together as PSS]"""
    pids = memory.tree(worker.pid)
    held = {pid: memory.rss(pid) for pid in pids}
    return [len(pids), _by_kind(held, {pid: memory.name(pid) for pid in pids}), sum(map(memory.pss, pids))]


def _most(watch):
    return [watch.count, _by_kind(watch.biggest, watch.names), watch.peak]


def _by_kind(held, names):
    """{kind of bench_memory.KINDS: the most that a process of that kind held}"""
    most = {}
    for pid, size in held.items():
        kind = next((kind for part, kind in KINDS.items() if part in names.get(pid, "")), "other MB")
        most[kind] = max(size, most.get(kind, 0))
    return most


if __name__ == "__main__":
    studio_processes.run(main)
