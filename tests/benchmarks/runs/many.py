"""A batch of many rows, and many jobs of one workspace before one of another. Prints JSON.

python -m tests.benchmarks.runs.many pages <rows> <times>
    [[page, queries of few, of many, [[ms, CPU ms], …], bytes], …]
python -m tests.benchmarks.runs.many fairness <waiting>
    [[which job, seconds, jobs done before it], …]
"""

import re
import time

from tests.benchmarks import kit, studio_processes

FEW = 60
HTMX = {"HX-Request": "true"}


def main(what, *numbers):
    studio_processes.set_up()
    return {"pages": pages, "fairness": fairness}[what](*map(int, numbers))


# --- pages -----------------------------------------------------------------------------------
def pages(rows, times):
    from tests import cast

    client = _client(cast.adam())
    few = {name: _queries(client, *one) for name, one in _addresses(_batch(FEW), client).items()}
    many = _addresses(_batch(rows), client)
    return [[name, few[name], *_measured(client, one, times)] for name, one in many.items()]


def _measured(client, one, times):
    return [_queries(client, *one), [_one(client, *one) for _ in range(times)], len(_get(client, *one))]


def _batch(rows):
    """A batch of so many boards: an eighth each waits, failed, is at work; the others are in review."""
    from projects.board import presets
    from projects.models import Batch, BatchRow, BatchState, VideoProject
    from tests import cast
    from tests.benchmarks import many_rows

    many_rows.fill(rows + FEW)
    batch = Batch.objects.create(
        workspace=cast.shop(), name=f"{rows} products", state=BatchState.WORKING, created_by=cast.ed(),
        choices=presets.standard(cast.shop()).choices,
    )  # fmt: skip
    taken = BatchRow.objects.exclude(project=None).values("project")
    projects = list(VideoProject.objects.exclude(pk__in=taken).exclude(product=None).order_by("pk")[:rows])
    states = ("failed", "illustrating", "storyboard_ready", *["in_review"] * 5)
    for place, project in enumerate(projects):
        project.state = states[place % 8]
    VideoProject.objects.bulk_update(projects, ["state"], batch_size=200)
    many_rows.submitted([project for project in projects if project.state == "in_review"])
    BatchRow.objects.bulk_create(
        BatchRow(
            batch=batch, position=place, product_id=project.product_id, product_name=f"Flask {place}",
            project=project, state="started",
        )
        for place, project in enumerate(projects, 1)
    )  # fmt: skip
    return batch


def _addresses(batch, client):
    """{page: (address, headers)}"""
    page = f"/batches/{batch.pk}/"
    seen = re.search(r"seen=([0-9a-f]{16})", client.get(page).content.decode())[1]
    return {
        "batch": (page, {}),
        "batch, last page": (f"{page}?page=9999", {}),
        "batch, only failed": (f"{page}?state=failed", {}),
        "asked again, something changed": (f"{page}?seen=0", HTMX),
        "asked again, nothing changed": (f"{page}?seen={seen}", HTMX),
        "boards at a glance": (f"{page}boards/", {}),
        "all batches": ("/batches/", {}),
        "API batch": (f"/api/v1{page}", {}),
        "API rows": (f"/api/v1{page}rows/", {}),
        "API rows in review": (f"/api/v1{page}rows/?standing=review", {}),
    }


def _client(person):
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client


def _get(client, url, headers):
    answer = client.get(url, headers=headers)
    assert answer.status_code in (200, 204), f"{url}: {answer.status_code}"
    assert (answer.status_code == 204) is ("seen=" in url and not url.endswith("seen=0")), url
    return answer.content


def _queries(client, url, headers):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _get(client, url, headers)
    with CaptureQueriesContext(connection) as asked:
        _get(client, url, headers)
    return len(asked)


def _one(client, url, headers):
    """Milliseconds on the clock, and those in which the processor really worked for us."""
    busy = time.process_time()
    return 1000 * kit.timed(lambda: _get(client, url, headers)), 1000 * (time.process_time() - busy)


# --- fairness --------------------------------------------------------------------------------
def fairness(waiting):
    from tests import cast

    mine, others = cast.shop(), cast.shop("oscars", "Oscar's shop")
    with studio_processes.fleet() as crew:
        studio_processes.working(crew)
        _took(others)  # what a first job loads
        alone = _took(others)
        for number in range(waiting):
            _enqueue(mine, number)
        _until_done(1)  # they are at work
        turns = [_took(others) for _ in range(3)]
    return [
        ["alone", *alone],
        *([f"behind {waiting}, try {turn}", *one] for turn, one in enumerate(turns, 1)),
    ]


def _enqueue(workspace, number=0):
    from generation.engine import jobs
    from projects.models import VideoProject
    from tests import cast

    project = VideoProject.objects.create(workspace=workspace, title=f"Film {number}", created_by=cast.ed())
    return jobs.enqueue(project, "pause", by=None)


def _took(workspace):
    """(seconds from the start of a job to its end, how many others ended meanwhile)."""
    from generation.models import Job
    from tests.waiting import until

    before, began = _done(), time.monotonic()
    job = _enqueue(workspace)
    until(lambda: Job.objects.get(pk=job.pk).is_over, every=0.02)
    return time.monotonic() - began, _done() - before - 1


def _done():
    from generation.models import Job

    return Job.objects.filter(state="succeeded").count()


def _until_done(more):
    from tests.waiting import until

    before = _done()
    until(lambda: _done() >= before + more, every=0.02)


if __name__ == "__main__":
    studio_processes.run(main)
