"""Memory of a real worker: idle, while it makes an ad, and idle again. Prints megabytes as JSON.

python -m tests.benchmarks.runs.memory <seconds of film>
"""

import time

from tests.benchmarks import crew, memory

SETTLE_SECONDS = 3


def main(seconds):
    crew.set_up()
    project = _project(int(seconds))
    with crew.fleet() as processes:
        worker = crew.working(processes)
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
    crew.until(lambda: job.refresh_from_db() or job.is_over, 300, every=0.2, what=f"the {job.kind}")
    assert job.state == "succeeded", job.error


def _now(worker):
    """[processes, the biggest one's RSS, all together as PSS]"""
    pids = memory.tree(worker.pid)
    return [len(pids), max(map(memory.rss, pids)), sum(map(memory.pss, pids))]


def _most(watch):
    return [watch.count, max(watch.biggest.values()), watch.peak]


if __name__ == "__main__":
    crew.run(main)
