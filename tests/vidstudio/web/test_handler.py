"""A request takes one step to a thread and back, whatever stands before its view; streams go on after it."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.core.signals import request_finished, request_started
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from vidstudio.web import handler

GATE = {}


def plain(request):
    answer = HttpResponse(f"{request.method} {request.body.decode()}", status=201)
    answer.set_cookie("taste", "salt")
    return answer


def large(request):
    return HttpResponse(b"x" * 200_000)


def broken(request):
    raise OSError("nothing works")


def streamed(request):
    async def parts():
        try:
            yield b"one"
            yield await sync_to_async(lambda: b"two")()
            if GATE:
                await GATE["open"].wait()
        finally:
            GATE.get("over", []).append(True)

    return StreamingHttpResponse(parts())


urlpatterns = [
    path("plain/", plain), path("large/", large), path("broken/", broken), path("streamed/", streamed)
]  # fmt: skip


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [
        "vidstudio.logs.request_log.RequestLog",
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]
    GATE.clear()


class Steps:
    """Counts the steps to threads that requests take."""

    def __init__(self, monkeypatch):
        self.taken, made = 0, handler.ThreadPoolExecutor

        def counted(*args, **more):
            pool = made(*args, **more)
            submit = pool.submit

            def step(*work, **with_):
                self.taken += 1
                return submit(*work, **with_)

            pool.submit = step
            return pool

        monkeypatch.setattr(handler, "ThreadPoolExecutor", counted)
        monkeypatch.setattr("asgiref.sync.ThreadPoolExecutor", counted)


async def ask(application, address, method="GET", body=(b"",), hang_up=None):
    """All that is sent to who asks; `hang_up(sent)` says when they go away."""
    sent, parts = [], list(body)
    changed = asyncio.Event()

    async def receive():
        if parts:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}
        while not (hang_up and hang_up(sent)):
            await changed.wait()
            changed.clear()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)
        changed.set()

    scope = {
        "type": "http", "method": method, "path": address, "query_string": b"", "http_version": "1.1",
        "headers": [(b"host", b"testserver")], "scheme": "http", "root_path": "",
    }  # fmt: skip
    await asyncio.wait_for(application(scope, receive, send), 20)
    return sent


def body_of(sent):
    return b"".join(one.get("body", b"") for one in sent)


def test_a_request_takes_one_step_to_a_thread_and_back(monkeypatch):
    steps = Steps(monkeypatch)
    sent = asyncio.run(ask(handler.application(), "/plain/", "POST", [b"pepper ", b"corns"]))
    assert steps.taken == 1
    assert body_of(sent) == b"POST pepper corns" and sent[0]["status"] == 201
    headers = dict(sent[0]["headers"])
    assert headers[b"X-Frame-Options"] == b"DENY" and headers[b"Set-Cookie"].startswith(b"taste=salt")


def test_a_large_answer_is_sent_whole_in_parts():
    sent = asyncio.run(ask(handler.application(), "/large/"))
    assert body_of(sent) == b"x" * 200_000 and len(sent) > 3
    assert [one["more_body"] for one in sent[1:]] == [True] * (len(sent) - 2) + [False]


def test_a_view_that_breaks_is_answered_and_what_began_is_finished():
    begun, finished = [], []
    request_started.connect(lambda **_: begun.append(1), weak=False, dispatch_uid="begun")
    request_finished.connect(lambda **_: finished.append(1), weak=False, dispatch_uid="finished")
    try:
        sent = asyncio.run(ask(handler.application(), "/broken/"))
    finally:
        request_started.disconnect(dispatch_uid="begun")
        request_finished.disconnect(dispatch_uid="finished")
    assert sent[0]["status"] == 500 and begun == finished == [1]


def test_a_stream_is_sent_to_its_end():
    sent = asyncio.run(ask(handler.application(), "/streamed/"))
    assert body_of(sent) == b"onetwo" and not sent[-1].get("more_body")


def test_a_stream_ends_when_who_follows_it_goes_away():
    async def followed():
        GATE.update(open=asyncio.Event(), over=[])
        await ask(handler.application(), "/streamed/", hang_up=lambda sent: body_of(sent) == b"onetwo")

    asyncio.run(followed())
    assert GATE["over"] == [True]


def test_requests_are_answered_beside_one_that_takes_its_time(monkeypatch):
    """As many as there are threads: a slow view holds nobody up."""
    import threading

    begun, go_on = threading.Event(), threading.Event()

    def slow(request):
        begun.set()
        assert go_on.wait(20)
        return HttpResponse("slow")

    monkeypatch.setattr(handler.OneThreadHandler, "get_response", _first(slow))

    async def both():
        application = handler.application()
        first = asyncio.create_task(ask(application, "/slow/"))
        await asyncio.to_thread(begun.wait, 20)
        quick = await ask(application, "/plain/")
        go_on.set()
        return body_of(quick), body_of(await first)

    assert asyncio.run(both()) == (b"GET ", b"slow")


def _first(slow):
    before = handler.OneThreadHandler.get_response
    return lambda self, request: (
        slow_response(slow, request) if request.path == "/slow/" else before(self, request)
    )


def slow_response(view, request):
    response = view(request)
    response._resource_closers.append(request.close)
    return response
