"""Pages of a shop with thousands of rows, asked for by Django's test client. Prints JSON.

python -m tests.benchmarks.runs.pages <rows> <times> <comments> <watchers>
{"pages": [[page, queries of few, of many, [[ms, CPU ms], …]], …],
 "watched": [[page, [ms, …], CPU ms of the server a page]], "idle": CPU ms a second of the watchers alone,
 "told": CPU ms in which all watchers hear that a scene was changed, on average of many changes,
 "fetched": [[what a watcher's page fetches then, CPU ms for each of them]]}
"""

import contextlib
import json
import os
import time
import urllib.request

from django.urls import reverse

from tests.benchmarks import kit, studio_processes
from vidstudio.web import server

FEW = 60
# What watchers cost while nothing happens is counted for so long.
IDLE_SECONDS = 5
# To tell all watchers of one edit takes less than the clock of a process shows, which ticks each 10 ms.
EDITS = 50
ROOMS = ("projects", "generation", "rendering")
PAGES = {
    "projects": "/projects/",
    "projects, page 50": "/projects/?page=50",
    "projects, filtered": "/projects/?state=storyboard_ready&style=minimal&sort=title",
    "projects, searched": "/projects/?q=number+000",
    "products": "/products/",
    "products, searched": "/products/?q=flask+000",
    "new project": "/projects/new/",
    "review queue, 50 waiting": "/review/",
    "notifications": "/notifications/",
    "costs": "/costs/?period=all",
    "calls behind a sum": "/costs/calls/?period=all",
    "API projects": "/api/v1/projects/",
    "API products": "/api/v1/products/",
    "API jobs": "/api/v1/jobs/",
    "API renders": "/api/v1/renders/",
    "API costs": "/api/v1/costs/",
    "API costs, summed": "/api/v1/costs/summary/?by=project",
}


# Of one board, with many scenes, comments and lines of history.
BOARD = {
    "board": "projects:detail",
    "board, comments": "projects:comments",
    "board, review room": "projects:room",
    "board, costs": "generation:project_costs",
    "board, history": "projects:history",
    "board, versions": "projects:versions",
}


def main(rows, times, comments, watchers):
    studio_processes.set_up()
    client, few = _client(), _shop(FEW, waiting=10, scenes=8, comments=20)
    before = {page: _queries(client, url) for page, url in few.items()}
    many = _shop(int(rows), waiting=50, scenes=40, comments=int(comments))
    server.keep_loaded()
    after = {page: _queries(client, url) for page, url in many.items()}
    pages = [[page, before[page], after[page], _ms(client, url, int(times))] for page, url in many.items()]
    return {"pages": pages, **_watched(many, int(times), int(watchers))}


def _shop(rows, waiting, scenes, comments):
    """A shop of so many rows; {page: address}."""
    from tests import cast
    from tests.benchmarks import many_rows

    many_rows.fill(rows)
    many_rows.waiting(waiting)
    many_rows.notified(cast.adam(), rows)
    board = many_rows.board(scenes, comments)
    return {**PAGES, **{page: reverse(name, args=[board.pk]) for page, name in BOARD.items()}, **_desks()}


def _desks():
    """The admin's lists of our rows."""
    from django.contrib import admin

    models = [model for model in admin.site._registry if model._meta.app_label in ROOMS]
    names = {f"admin {model._meta.verbose_name_plural}": model._meta for model in models}
    return {
        page: reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist") for page, meta in names.items()
    }


def _client():
    """The browser of the shop's admin, who may see everything."""
    from django.test import Client

    from tests import cast

    client = Client()
    client.force_login(cast.adam())
    return client


def _get(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return b"".join(answer) if answer.streaming else answer.content


def _queries(client, url):
    """How often the page asks the database, once caches and templates are warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _get(client, url)
    with CaptureQueriesContext(connection) as asked:
        _get(client, url)
    return len(asked)


def _ms(client, url, times):
    return [_one(client, url) for _ in range(times)]


def _one(client, url):
    """Milliseconds on the clock, and those in which the processor really worked for us."""
    busy = time.process_time()
    return 1000 * kit.timed(lambda: _get(client, url)), 1000 * (time.process_time() - busy)


# --- while others watch -------------------------------------------------------------------------
def _watched(many, times, watchers):
    """The pages of the board from a real server, while so many people have its feed open."""
    from tests import cast

    with studio_processes.fleet() as processes, contextlib.ExitStack() as lines:
        port, web = studio_processes.served(processes, "-m", "vidstudio.web")
        board = many["board"].strip("/").split("/")[-1]
        cookies = [_cookie(user) for user in _people(watchers)]
        feed = f"/ws/boards/{board}/"
        watching = [lines.enter_context(_line(port, feed, cookie)) for cookie in cookies]
        began = _busy_ms(web)
        time.sleep(IDLE_SECONDS)
        idle = (_busy_ms(web) - began) / IDLE_SECONDS
        headers = {"Cookie": _cookie(cast.adam())}
        told = [
            _from_server(web, page, f"http://127.0.0.1:{port}{many[page]}", headers, times)
            for page in ("projects", *BOARD)
        ]
        changed = _changed(web, port, int(board), watching, cookies, idle)
    return {"watched": told, "idle": idle, **changed}


def _changed(web, port, board, watching, cookies, idle):
    """What a changed scene takes of the server: to tell all watchers, and what the page of each fetches."""
    from projects.board import editing
    from projects.models import VideoProject
    from tests import cast

    project = VideoProject.objects.get(pk=board)
    scene = project.scenes.all()[1]
    began, clock = _busy_ms(web), time.monotonic()
    for number in range(EDITS):
        scene = editing.edit_scene(scene, cast.adam(), text=f"Sentence {number} for all who look.")
        for line in watching:
            while not json.loads(line.recv(30)).get("events"):
                pass
    # What watching takes while nothing happens is told by itself.
    told = max(0, _busy_ms(web) - began - idle * (time.monotonic() - clock)) / EDITS
    parts = {
        "the scene's card": reverse("projects:scene", args=[scene.pk]),
        "the board's state": reverse("projects:status", args=[board]),
        "the history": reverse("projects:history", args=[board]),
    }
    fetched = []
    for name, path in parts.items():
        began = _busy_ms(web)
        for cookie in cookies:
            with _asked(f"http://127.0.0.1:{port}{path}", {"Cookie": cookie}) as answer:
                assert answer.status == 200 and answer.read()
        fetched.append([name, (_busy_ms(web) - began) / len(cookies)])
    return {"told": told, "fetched": fetched}


def _asked(url, headers):
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=120)


def _people(count):
    from django.contrib.auth import get_user_model

    from projects.models import Membership
    from tests import cast

    users = [get_user_model()(username=f"watcher {number}") for number in range(count)]
    for user in get_user_model().objects.bulk_create(users):
        Membership.objects.create(user=user, workspace=cast.shop(), role="viewer")
        yield user


def _cookie(user):
    from tests.generation.engine.test_feed import cookie_of

    return cookie_of(user).decode()


@contextlib.contextmanager
def _line(port, path, cookie):
    from websockets.sync.client import connect

    url, origin = f"ws://127.0.0.1:{port}{path}", f"http://127.0.0.1:{port}"
    with connect(url, origin=origin, additional_headers={"Cookie": cookie}) as line:
        line.recv(30)
        yield line


def _busy_ms(process):
    """Milliseconds of the processor that a process has used, by /proc: in steps of a hundredth second."""
    with open(f"/proc/{process.pid}/stat") as stat:
        user, system = stat.read().rpartition(")")[2].split()[11:13]
    return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _from_server(web, page, url, headers, times):
    def get():
        with _asked(url, headers) as answer:
            assert answer.status == 200 and answer.read()

    get()
    began = _busy_ms(web)
    taken = [1000 * kit.timed(get) for _ in range(times)]
    return [page, taken, (_busy_ms(web) - began) / times]


if __name__ == "__main__":
    studio_processes.run(main)
