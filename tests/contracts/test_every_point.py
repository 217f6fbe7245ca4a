"""kill -9 of the worker, its pool, its supervisor and everything, at each point of a paid step's life.

Each job is begun, killed once, and must come to its end: so many requests, and a ledger that says what
the servers billed. A few of the points here; all of them by
`VIDSTUDIO_TEST_EVERY_POINT=1 python -m pytest tests/contracts/test_every_point.py -s`, which prints the
table of docs/providers.md.
"""

import json
import os
from decimal import Decimal

import pytest
from django.db import connections

from generation.billing import budgets, price_book
from generation.engine import control, jobs
from generation.models import (
    JobState,
    LedgerEntry,
    ModelCard,
    Price,
    Reservation,
    ReservationState,
    Step,
    StepState,
)
from tests import cast
from tests.contracts import kit, matrix
from tests.contracts.rows import google
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.contracts.servers.doubles_google import Google
from tests.worker_processes import Fleet, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

POINTS = (
    "before_claim",
    "after_claim",
    "connected",
    "before_submit",
    "after_submit",
    "after_save",
    "after_run",
    "after_commit",
)
VICTIMS = ("", "pool", "supervisor", "everything")
# image: a provider that lists what it accepted. voice and Google's music: those that tell nothing afterwards.
LISTS = [("image", point, victim) for point in (*POINTS, "after_download") for victim in VICTIMS]
SILENT = ("voice", "music")
TELLS_NOTHING = [(talent, point, victim) for talent in SILENT for point in POINTS for victim in VICTIMS]
FEW = [
    ("image", "before_submit", "everything"),
    ("image", "after_submit", "pool"),
    ("image", "after_save", "supervisor"),
    ("voice", "connected", "everything"),
    ("voice", "after_submit", "everything"),
    ("voice", "after_run", "pool"),
    ("music", "after_submit", "pool"),
    ("music", "after_save", ""),
]
EVERY = bool(os.environ.get("VIDSTUDIO_TEST_EVERY_POINT"))


@pytest.fixture
def doubles():
    with Replicate() as pictures, OpenAI() as voices, Google() as music:
        yield {"image": pictures, "voice": voices, "music": music}


class Crew:
    """A worker that somebody starts again when it was killed, as an operating system would."""

    def __init__(self, fleet):
        self.fleet, self.marks = fleet, fleet.home / "marks"
        self.marks.mkdir()
        self.worker = fleet.worker()
        fleet.pool_of(self.worker)

    def arm(self, point, victim):
        for mark in self.marks.iterdir():
            mark.unlink()
        stage = "step" if point == "before_claim" else "stage"
        (self.marks / "armed").write_text(f"{stage}:{point}{'@' if victim else ''}{victim}")

    @property
    def killed(self):
        return len(list(self.marks.iterdir())) == 2

    def kept_up(self):
        if self.worker.poll() is not None:
            self.worker = self.fleet.worker()
        return True

    def settled(self, step):
        """The step at its end; whoever was killed meanwhile is started again."""
        rest = (StepState.DONE, StepState.UNKNOWN, "failed")

        def over():
            return self.kept_up() and self.killed and Step.objects.get(pk=step.pk).state in rest

        until(over, what=f"step {step.pk}")
        self.kept_up()
        step.refresh_from_db()
        return step


@pytest.fixture
def crew(tmp_path, settings, doubles):
    price_book.seed(Price, ModelCard)
    kit.never_ends("tts-1")
    settings.JOB_KINDS = {**settings.JOB_KINDS, **kit.JOB_KINDS}
    settings.STAGES = {**settings.STAGES, **kit.STAGES}
    rows = {"image": kit.replicate(doubles["image"].url), "voice": kit.openai("voice", doubles["voice"].url)}
    rows["voice"]["OPTIONS"]["model"] = "tts-1"
    rows["music"] = google("music", doubles["music"].url)
    settings.PROVIDERS = {**settings.PROVIDERS, **{talent: [row] for talent, row in rows.items()}}
    fleet = Fleet(
        tmp_path,
        DJANGO_SETTINGS_MODULE="tests.contracts.studio",
        VIDSTUDIO_TEST_DATABASE=str(connections["default"].settings_dict["NAME"]),
        VIDSTUDIO_TEST_MEDIA=str(tmp_path / "media"),
        VIDSTUDIO_TEST_ROWS=json.dumps(rows),
        VIDSTUDIO_FAULT_MARKS=str(tmp_path / "marks"),
    )
    yield Crew(fleet)
    fleet.close()
    print(fleet.logs())


def begun(talent, number):
    project = cast.draft(title=f"Film {number}")
    return jobs.enqueue(project, "try", by=cast.ed(), talent=talent, seed=number).steps.get()


def promised(talent, point, victim):
    """(state of the step, requests sent) when that was killed there. A worker outlives its supervisor."""
    lost = talent in SILENT and point in ("before_submit", "after_submit") and victim != "supervisor"
    sent = 0 if lost and point == "before_submit" else 1
    return (StepState.UNKNOWN if lost else StepState.DONE), sent


def books(step):
    """(what is known to be owed, lines without a cost, what is still held) for a step."""
    lines = LedgerEntry.objects.filter(step=step)
    known = sum((line.cost for line in lines if line.cost is not None), Decimal(0))
    return (
        known,
        lines.filter(cost=None).count(),
        Reservation.objects.filter(step=step, state=ReservationState.HELD).count(),
    )


def test_whoever_is_killed_wherever_every_job_ends_and_the_books_are_right(crew, doubles):
    found = []
    for number, (talent, point, victim) in enumerate([*LISTS, *TELLS_NOTHING] if EVERY else FEW):
        doubles[talent].seen.clear()
        crew.arm(point, victim)
        step = crew.settled(begun(talent, number))
        sent = len(doubles[talent].posts())
        state, wanted = promised(talent, point, victim)
        assert (step.state, sent) == (state, wanted), (
            f"{talent}, {victim or 'worker'} at {point}: {step.error}"
        )
        known, unknown, held = books(step)
        if state == StepState.DONE:
            assert (unknown, held, step.ledger.count()) == (0, 0, 1)
            until(
                lambda job=step.job: job.refresh_from_db() or job.state == JobState.SUCCEEDED,
                what="the job",
            )
        else:
            assert (known, unknown, held) == (0, 1, 1)
            control.give_up(step, cast.ann())
        found.append((talent, point, victim or "worker", state, str(sent), str(step.ledger.count())))
    billed = sum(1 for row in found if row[3] == StepState.DONE)
    told = LedgerEntry.objects.exclude(cost=None).count()
    assert told == billed, "the ledger says what the servers billed"
    assert all(row.state != ReservationState.HELD for row in Reservation.objects.filter(step=None)), (
        "every pot is empty"
    )
    assert {standing.held for standing in budgets.remaining(cast.shop())} <= {Decimal(0)}
    head = ["Who", "killed at", "killed", "ends", "requests", "lines"]
    print(matrix.markdown(head, sorted(found)))
