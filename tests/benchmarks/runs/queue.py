"""Many approved films of one workspace that wait for a worker of two processes. Prints JSON.

python -m tests.benchmarks.runs.queue <films>
    {films, playing, seconds, failed, again, others: [[when, seconds], …], first, last, pieces, left}

`others` are films of another workspace that are approved at a fifth, the half and four fifths of the queue;
`first` and `last` the most memory (PSS, MB) of all processes of the worker in the first and last fifth;
`pieces` the MB of pieces that the studio keeps for edits, `left` the half-made files that stay behind.
"""

import time

from tests.benchmarks import memory, studio_processes

LONGEST_SECONDS = 7200
LOOK_SECONDS = 0.5


def main(films):
    studio_processes.set_up()
    films = int(films)
    mine = [_board(number) for number in range(films)]
    others = [_board(films + turn, "oscars") for turn in range(4)]
    with studio_processes.fleet() as crew:
        worker = studio_processes.working(crew)
        alone = _took(others.pop())
        for project in mine:
            _approve(project)
        began, fifths, taken = time.monotonic(), [], [["alone", alone]]
        for turn, share in enumerate((0.2, 0.5, 0.8, 1.0), 1):
            with memory.Watch(worker.pid, together=memory.pss, every=LOOK_SECONDS) as watch:
                _until_done(mine, int(films * share))
            fifths.append(watch.peak)
            if others:
                taken.append([f"behind {films - int(films * share)}, try {turn}", _took(others.pop())])
        seconds = time.monotonic() - began
    return {"seconds": seconds, "others": taken, "first": fifths[0], "last": fifths[-1], **_found(mine)}


def _board(number, shop="lolas"):
    """Two scenes of words and pictures that no other film has."""
    from projects.board import editing
    from projects.models import VideoProject
    from tests import cast

    workspace = cast.shop() if shop == "lolas" else cast.shop(shop, "Oscar's shop")
    by = cast.ed() if shop == "lolas" else cast.person("oscar", "admin", workspace)
    fields = {"target_ms": 5000, "resolution": "720p", "style": "minimal", "language": "hu"}
    project = editing.create_project(
        workspace, by, "product", product=cast.flask(workspace), title=f"Film {number}", **fields
    )
    for turn in range(2):
        scene = editing.add_scene(project, by, text=f"Kulacs {number}.", duration_ms=2500)
        picture = cast.picture(2 * number + turn, workspace)
        editing.replace_take(scene, by, "image", picture)
    return VideoProject.objects.get(pk=project.pk)


def _approve(project):
    """The job that makes the film."""
    from projects.board import review
    from tests import cast

    review.submit(project, project.created_by)
    project.refresh_from_db()
    slug = project.workspace.slug
    review.approve(project, cast.person(f"{slug}-chief", "admin", project.workspace))
    return project.jobs.get(kind="render")


def _took(project):
    from tests.waiting import until

    began, job = time.monotonic(), _approve(project)
    until(lambda: job.refresh_from_db() or job.is_over, LONGEST_SECONDS, every=0.1, what="another's film")
    assert job.state == "succeeded", job.error
    return time.monotonic() - began


def _until_done(projects, count):
    from tests.waiting import until

    until(lambda: _jobs(projects).exclude(finished=None).count() >= count, LONGEST_SECONDS, every=0.5)


def _jobs(projects):
    from generation.models import Job

    return Job.objects.filter(kind="render", project__in=projects)


def _found(projects):
    from django.db.models import Sum

    from generation.models import Step
    from rendering.models import Render

    renders = Render.objects.filter(project__in=projects)
    home = studio_processes.home()
    return {
        "films": renders.exclude(video=None).values("project").distinct().count(),
        "playing": renders.aggregate(all=Sum("duration_ms"))["all"] / 1000,
        "failed": _jobs(projects).exclude(state="succeeded").count(),
        "again": Step.objects.filter(job__in=_jobs(projects), attempts__gt=1).count(),
        "pieces": sum(path.stat().st_size for path in (home / "segments").rglob("*") if path.is_file()) / 1e6,
        "left": len(list((home / "scratch").iterdir())),
    }


if __name__ == "__main__":
    studio_processes.run(main)
