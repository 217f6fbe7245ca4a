"""Web processes at one socket are restarted one after the other while people work: no request fails."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from uuid import uuid4

import pytest

from projects.models import Comment
from tests import cast, live_studio
from tests.paths import ROOT
from tests.waiting import until
from tests.web_server import HOST, answers
from vidstudio.accounts import tokens

# A busy machine starts a process for minutes; who comes meanwhile waits in the socket.
LONGEST_SECONDS = 600


class Visitors:
    """People who ask all the time by a proxy that keeps no connection: a list, and now and then a remark."""

    def __init__(self, port, token, board=None):
        self.port, self.token = port, token
        self.answered, self.remarks, self.failed = 0, 0, []
        self.board, self._over = board, threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(turn,)) for turn in range(3)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _visit(self, turn):
        while not self._over.wait(0.25):
            turn += 1
            try:
                if turn % 4 == 0 and self.board:
                    body = json.dumps({"text": f"Remark {uuid4()}"})
                    self.ask("POST", f"/api/v1/projects/{self.board}/comments/", body)
                    self.remarks += 1
                else:
                    self.ask("GET", "/api/v1/projects/")
                self.answered += 1
            except (OSError, http.client.HTTPException, AssertionError) as error:
                self.failed.append(repr(error))

    def ask(self, method, path, body=None):
        """What is answered, as JSON; AssertionError for anything but success."""
        line = http.client.HTTPConnection(HOST, self.port, timeout=LONGEST_SECONDS)
        headers = {"Authorization": f"Bearer {self.token}", "Connection": "close"}
        headers |= {"Content-Type": "application/json"} if body else {}
        with contextlib.closing(line):
            line.request(method, path, body, headers)
            answer = line.getresponse()
            said = answer.read()
            assert answer.status in (200, 201), f"{method} {path}: {answer.status} {said[:200]}"
            return json.loads(said)


def started(front, env, words):
    """A web process as deploy/vidstudio-web@.service starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "vidstudio.web", "--fd", str(front.fileno())],
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=words,
        stderr=subprocess.STDOUT,
        pass_fds=[front.fileno()],
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_request_fails_while_web_processes_are_restarted(tmp_path):
    """Held by this test as systemd holds it, the socket keeps whoever comes until somebody takes them."""
    board, token = cast.board(), tokens.issue(cast.ed())
    front = socket.create_server((HOST, 0), backlog=2048)
    port = front.getsockname()[1]
    with live_studio.fleet(tmp_path, workers=0) as crew, (tmp_path / "web.log").open("w") as words, front:
        crowd = [started(front, crew.env, words)]
        try:
            until(lambda: answers(port), LONGEST_SECONDS, what="the web process")
            with Visitors(port, token, board.pk) as visitors:
                # The one there is goes while the next one starts, and goes itself when a third is there.
                for _ in range(2):
                    crowd.append(started(front, crew.env, words))
                    before = visitors.answered
                    crowd[-2].terminate()
                    assert crowd[-2].wait(LONGEST_SECONDS) in (0, -15)
                    until(lambda before=before: visitors.answered > before + 12, LONGEST_SECONDS)
        finally:
            for process in crowd:
                process.terminate()
                process.wait(LONGEST_SECONDS)
    assert visitors.failed == [] and visitors.remarks > 3
    # Each remark that was answered is there, and none twice.
    assert Comment.objects.filter(project=board).count() == visitors.remarks
