"""Server-sent events: cut wherever, nothing is missed and nothing comes twice."""

import asyncio
import json
import random

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import AsyncClient, Client
from rest_framework.throttling import SimpleRateThrottle

from generation.api import streams
from generation.engine import jobs, progress, workspace_feed
from generation.engine.run import run_inline
from generation.models import Event, Job, JobState
from projects.models import ApiToken, Membership
from tests import cast, fakes
from tests.generation.engine.test_feed import socket, watch
from vidstudio.accounts import tokens

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings, monkeypatch):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.HEARTBEAT_SECONDS = 0
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)
    fakes.reset()
    cache.clear()


@pytest.fixture
def job():
    return jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")


def bearer(person, **choices):
    return f"Bearer {tokens.issue(person, **choices)}"


def events(text):
    """Those that an EventSource would have: (id, event, data) up to the last blank line."""
    whole = text.rpartition("\n\n")[0]
    found = []
    for block in whole.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def read(client, path, last="", **headers):
    """(status, all that the stream says until it ends)."""
    answer = client.get(path, headers={**headers, **({"Last-Event-ID": str(last)} if last != "" else {})})
    if answer.status_code != 200:
        return answer.status_code, ""
    assert answer["Content-Type"] == "text/event-stream"
    return 200, b"".join(answer.streaming_content).decode()


def test_a_job_is_told_to_its_end_and_then_there_is_no_more(job):
    run_inline(job)
    path, auth = f"/api/v1/jobs/{job.pk}/stream/", bearer(cast.ed(), scopes=["read"])
    status, text = read(Client(), path, Authorization=auth)
    told = events(text)
    logged = list(job.events.values_list("seq", "message"))
    assert status == 200 and text.startswith("retry: ")
    assert [(number, data["message"]) for number, event, data in told if event == "progress"] == logged
    assert told[-1][1] == "over" and told[-1][2]["state"] == "succeeded"
    assert read(Client(), path, last=logged[-1][0], Authorization=auth)[0] == 204
    assert read(Client(), path, last="x", Authorization=auth)[0] == 422
    assert read(Client(), path)[0] == 401
    assert read(Client(), path, Authorization=bearer(cast.oscar()))[0] == 404


def test_a_job_cut_a_hundred_times_at_random_places(job, monkeypatch):
    """The stream is read while the log grows, and cut in the middle of whatever it says."""
    monkeypatch.setattr(streams, "LONGEST_SECONDS", 0)  # each call tells what there is
    chance, client, seen = random.Random(4), Client(), []
    path, auth = f"/api/v1/jobs/{job.pk}/stream/", bearer(cast.ed())
    for turn in range(100):
        with transaction.atomic():
            locked = Job.objects.locked(job.pk)
            for line in range(chance.randint(0, 3)):
                progress.emit(locked, f"turn {turn}, line {line}")
        _, text = read(client, path, last=seen[-1][0] if seen else "", Authorization=auth)
        seen += events(text[: chance.randint(0, len(text))])
    seen += events(read(client, path, last=seen[-1][0], Authorization=auth)[1])
    assert [(number, data["message"]) for number, _, data in seen] == list(
        job.events.values_list("seq", "message")
    )


def test_a_workspace_cut_a_hundred_times_while_its_jobs_go_on(monkeypatch):
    monkeypatch.setattr(streams, "LONGEST_SECONDS", 0)
    chance, client, seen = random.Random(5), Client(), []
    work = [
        jobs.enqueue(cast.draft(title=f"Film {n}"), "storyboard", by=cast.ed(), runner="inline")
        for n in range(3)
    ]
    path, auth = "/api/v1/workspaces/lolas/stream/?after=0", bearer(cast.ed())
    for turn in range(100):
        for _ in range(chance.randint(0, 3)):
            with transaction.atomic():
                progress.emit(Job.objects.locked(chance.choice(work).pk), f"turn {turn}")
        _, text = read(client, path, last=seen[-1][0] if seen else "", Authorization=auth)
        seen += events(text[: chance.randint(0, len(text))])
    seen += events(read(client, path, last=seen[-1][0], Authorization=auth)[1])
    told = [(data["job"], data["seq"]) for _, _, data in seen]
    assert sorted(told) == sorted(Event.objects.values_list("job", "seq"))
    for one in work:  # in the order of each job's log
        assert [seq for job, seq in told if job == one.pk] == sorted(
            seq for job, seq in told if job == one.pk
        )


def test_what_was_committed_late_comes_late_and_is_not_missed(job):
    """A row's number is given before it is committed: places are not."""
    with transaction.atomic():
        late = progress.emit(Job.objects.locked(job.pk), "written first, seen last")
    Event.objects.filter(pk=late.pk).delete()
    there = workspace_feed.read(job.workspace_id, 0)
    with transaction.atomic():
        progress.emit(Job.objects.locked(job.pk), "quick")
    quick = workspace_feed.read(job.workspace_id, there[-1]["place"])
    late.save(force_insert=True)
    then = workspace_feed.read(job.workspace_id, quick[-1]["place"])
    assert [row["message"] for row in quick + then] == ["quick", "written first, seen last"]
    assert workspace_feed.newest(job.workspace_id) == then[-1]["place"]


def test_nobody_watches_what_is_not_theirs_any_more(job, monkeypatch):
    monkeypatch.setattr(streams, "TAIL_SECONDS", 0)
    answer = Client().get(f"/api/v1/jobs/{job.pk}/stream/", headers={"Authorization": bearer(cast.ed())})
    lines = iter(answer.streaming_content)
    assert b"retry" in next(lines) and b"Waiting for a worker" in next(lines)
    Membership.objects.filter(user=cast.ed()).delete()
    with transaction.atomic():
        progress.emit(Job.objects.locked(job.pk), "a secret")
    assert list(lines) == []


def test_an_ended_token_ends_its_streams(job, monkeypatch):
    monkeypatch.setattr(streams, "TAIL_SECONDS", 0)
    monkeypatch.setattr(streams, "RIGHTS_SECONDS", 0)
    answer = Client().get(f"/api/v1/jobs/{job.pk}/stream/", headers={"Authorization": bearer(cast.ed())})
    lines = iter(answer.streaming_content)
    assert len([next(lines), next(lines)]) == 2
    ApiToken.objects.all().delete()
    assert list(lines) == []


def test_a_server_with_asyncio_tells_it_as_it_grows(job):
    auth = bearer(cast.ed())

    async def watched():
        answer = await AsyncClient().get(f"/api/v1/jobs/{job.pk}/stream/", headers={"Authorization": auth})
        lines = aiter(answer.streaming_content)
        text = (await anext(lines)).decode() + (await anext(lines)).decode()
        await asyncio.to_thread(run_inline, job)
        async for line in lines:
            text += line.decode()
        return events(text)

    told = asyncio.run(watched())
    assert [number for number, event, _ in told if event == "progress"] == list(
        job.events.values_list("seq", flat=True)
    )
    assert Job.objects.get().state == JobState.SUCCEEDED and told[-1][1] == "over"


# --- the same feed by WebSocket, with a token ------------------------------------------------------
def shown(job, headers, subprotocols=()):
    """A socket that a program opens: no cookie, no origin."""
    return {
        **socket(job, cast.ed()),
        "headers": [(b"host", b"testserver"), *headers],
        "subprotocols": list(subprotocols),
    }


def test_a_program_watches_by_websocket_with_its_token(job):
    run_inline(job)
    token = tokens.issue(cast.ed()).encode()
    for headers, words in (
        ([(b"authorization", b"Bearer " + token)], []),
        (
            [(b"sec-websocket-protocol", b"bearer, " + token), (b"origin", b"http://shop.example")],
            ["bearer", token.decode()],
        ),
    ):
        told = watch(shown(job, headers, words))
        assert told and [event["seq"] for message in told for event in message["events"]] == list(
            job.events.values_list("seq", flat=True)
        )
    other = tokens.issue(cast.oscar()).encode()
    blind = tokens.issue(cast.ed(), scopes=["edit"]).encode()
    for wrong in (other, blind, b"vs_wrong"):
        assert watch(shown(job, [(b"authorization", b"Bearer " + wrong)])) is None
    assert watch(shown(job, [])) is None
