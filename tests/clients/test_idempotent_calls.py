"""One key, however often and whenever it is sent: one job, and each thing is bought once, at real servers.

A web server, a worker and the providers' doubles are processes or servers of their own.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import httpx
import pytest

from generation.billing import price_book
from generation.models import Job, LedgerEntry, ModelCard, Price, Reservation, ReservationState, Step
from projects.board import review
from projects.models import StoredAnswer, VideoProject
from tests import cast, fakes, live_studio, web_server
from tests.contracts import kit
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.waiting import until
from vidstudio.accounts import tokens

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

AT_ONCE = 50


@pytest.fixture
def paid(settings):
    """The doubles of paid pictures and voices, and the settings of processes that ask them."""
    price_book.seed(Price, ModelCard)
    kit.never_ends("tts-1")
    with Replicate() as pictures, OpenAI() as voices:
        rows = {"image": kit.replicate(pictures.url), "voice": kit.openai("voice", voices.url)}
        rows["voice"]["OPTIONS"]["model"] = "tts-1"
        settings.PROVIDERS = {**fakes.PROVIDERS, **{talent: [row] for talent, row in rows.items()}}
        env = {
            "DJANGO_SETTINGS_MODULE": "tests.contracts.studio",
            "VIDSTUDIO_TEST_ROWS": json.dumps(rows),
        }
        yield SimpleNamespace(pictures=pictures, voices=voices, env=env)


class Program:
    def __init__(self, url, person):
        self.url = f"{url}/api/v1/projects"
        self.headers = {"Authorization": f"Bearer {tokens.issue(person)}"}

    def send(self, path, key, body=None):
        headers = {**self.headers, "Idempotency-Key": key}
        return httpx.post(f"{self.url}/{path}", json=body or {}, headers=headers, timeout=120)

    def send_at_once(self, path, key, body=None):
        """The one answer to all of them, and to one more."""
        start = Barrier(AT_ONCE)

        def send(_):
            start.wait(60)
            return self.send(path, key, body)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(send, range(AT_ONCE)))
        done = [answer for answer in answers if answer.status_code < 300]
        busy = [answer.json()["error"]["code"] for answer in answers if answer.status_code >= 300]
        assert done and set(busy) <= {"idempotency_in_progress"}
        last = self.send(path, key, body)
        assert last.headers["Idempotency-Replayed"] == "true"
        assert all(answer.json() == last.json() for answer in done)
        return last.json()


def ended(kind, fleet):
    """The newest job of a kind, once a worker has done it; there are so many of them."""
    job = Job.objects.filter(kind=kind).latest("pk")
    until(lambda: Job.objects.get(pk=job.pk).is_over, what=f"{kind} {job.pk}")
    job.refresh_from_db()
    assert job.state == "succeeded", (job.error, fleet.logs())
    return job


def bought(talent, double):
    """How many things of a talent were made, which is how often they were asked for and paid."""
    made = Step.objects.filter(talent=talent, state="done").count()
    lines = LedgerEntry.objects.filter(talent=talent)
    assert len(double.posts()) == lines.count() == made
    assert all(line.cost > 0 for line in lines)
    return made


def test_fifty_equal_calls_at_once_are_one_job_and_nothing_is_bought_twice(tmp_path, paid):
    shop = cast.shop()
    shop.token_approval = True
    shop.save()
    project = cast.draft(target_ms=5000)
    with live_studio.running(tmp_path, **paid.env) as (url, fleet):
        ed, ann = Program(url, cast.ed()), Program(url, cast.ann())
        told = ed.send_at_once(f"{project.pk}/generate", "board")
        assert Job.objects.get().pk == told["id"]
        ended("storyboard", fleet)
        pictures = bought("image", paid.pictures)
        assert pictures >= 3 and not paid.voices.posts()

        review.submit(VideoProject.objects.get(pk=project.pk), cast.ed(), accept_stale=True)
        ann.send_at_once(f"{project.pk}/approve", "agreed", {"accept_stale": True})
        assert Job.objects.filter(kind="render").count() == 1
        ended("render", fleet)
        voices = bought("voice", paid.voices)
        assert voices >= 3

        told = ed.send_at_once(f"{project.pk}/render", "once more")
        assert Job.objects.filter(kind="render").count() == 2
        assert ended("render", fleet).pk == told["id"]
        assert len(paid.voices.posts()) == voices and len(paid.pictures.posts()) == pictures
    assert not Reservation.objects.filter(state=ReservationState.HELD, amount__gt=0).exists()


def approved():
    project = cast.board(scenes=1)
    review.submit(project, cast.ed())
    review.approve(project, cast.ann())
    Reservation.objects.all().delete()
    Job.objects.all().delete()
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    return project


@pytest.mark.parametrize(("what", "draft"), [("generate", cast.draft), ("render", approved)])
def test_a_server_that_dies_with_the_answer_in_its_hands_is_asked_again(tmp_path, paid, what, draft):
    project, dies = draft(), tmp_path / "has died"
    path = f"{project.pk}/{what}"
    with live_studio.fleet(tmp_path, workers=0, VIDSTUDIO_TEST_DIES=str(dies), **paid.env) as fleet:
        with web_server.uvicorn(tmp_path / "first.log", **fleet.env) as port:
            ed = Program(f"http://{web_server.HOST}:{port}", cast.ed())
            with pytest.raises(httpx.TransportError):
                ed.send(path, "order-17")
        assert dies.exists()
        kept, job = StoredAnswer.objects.get(), Job.objects.get()
        assert (kept.status, kept.body["id"]) == (202, job.pk)
        with web_server.uvicorn(tmp_path / "second.log", **fleet.env) as port:
            ed.url = f"http://{web_server.HOST}:{port}/api/v1/projects"
            answers = [ed.send(path, "order-17") for _ in range(2)]
    for answer in answers:
        assert (answer.status_code, answer.json()) == (202, kept.body)
        assert answer.headers["Location"] == kept.location
        assert answer.headers["Idempotency-Replayed"] == "true"
    assert Job.objects.get() == job
    assert set(Reservation.objects.values_list("job", flat=True)) == {job.pk}
