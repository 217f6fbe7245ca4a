"""The tour of docs/api.md: each of its commands, one after the other, as a shell would run them."""

import json
import re
import shlex
from string import Template

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from tests import cast, fakes
from tests.paths import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "http://localhost:8000"
SHELL = re.compile(r"(?:(?P<name>[A-Z]+)=\$\()?(?P<call>(?:call|curl) .*?)(?: \| jq -r (?P<pick>[^)]+))?\)?")


def commands():
    """The lines of the tour's blocks, without those that only set the shell up."""
    page = (ROOT / "docs" / "api.md").read_text()
    tour = page[page.index("## A tour") : page.index("## Sign in")]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", tour, re.S) for line in block.splitlines()]
    return [line for line in lines if not line.startswith(("API=", "call()"))]


class Shell:
    """As much of a shell, curl and jq as the tour uses, with the studio behind it."""

    def __init__(self):
        self.known = {"API": f"{HOST}/api/v1", "PASSWORD": cast.PASSWORD}

    def run(self, line):
        found = SHELL.fullmatch(line)
        assert found, line
        words = [Template(word).substitute(self.known) for word in shlex.split(found["call"])]
        told = self.send(words)
        if found["pick"]:
            told = self.pick(told, shlex.split(found["pick"])[0])
        if found["name"]:
            self.known[found["name"]] = str(told)
        return told

    def send(self, words):
        headers = {"Authorization": f"Bearer {self.known['TOKEN']}"} if words[0] == "call" else {}
        body, method, address, left = {}, None, "", iter(words[1:])
        kind = "json" if words[0] == "call" else None
        for word in left:
            if word in ("-s", "-o"):
                next(left) if word == "-o" else None
            elif word == "-X":
                method = next(left)
            elif word == "-H":
                name, _, value = next(left).partition(": ")
                headers[name] = value
            elif word == "-F":
                name, _, _ = next(left).partition("=@")
                body, kind = {name: SimpleUploadedFile("flask.png", cast.photo_bytes())}, "multipart"
            elif word == "-d" and kind == "json":
                body = json.loads(next(left))
            elif word == "-d":
                name, _, value = next(left).partition("=")
                body[name] = value
            else:
                address = word
        assert address.startswith(HOST), words
        method = (method or ("POST" if body else "GET")).lower()
        options = {"format": kind or "json"} if method != "get" else {}
        with jobs.runner("inline"):
            answer = getattr(APIClient(), method)(
                address.removeprefix(HOST), body or None, headers=headers, SERVER_NAME="localhost",
                SERVER_PORT="8000", **options,
            )  # fmt: skip
        assert answer.status_code < 300, (words, answer.content)
        return answer.json() if answer["Content-Type"] == "application/json" else answer

    def pick(self, told, path):
        for name in re.findall(r"\.(\w+)|\[(\d+)\]", path):
            told = told[name[0]] if name[0] else told[int(name[1])]
        return told


@pytest.mark.slow
def test_the_tour_leads_from_the_token_to_the_film(settings):
    settings.PROVIDERS, settings.STEP_BACKOFF_SECONDS = dict(fakes.PROVIDERS), (0.01, 0.01, 0.01)
    fakes.reset()
    cache.clear()
    cast.ed(), cast.ann()
    cast.shop().__class__.objects.update(token_approval=True)
    shell, told = Shell(), {}
    lines = commands()
    for line in lines:
        if "/jobs/$JOB" in line:
            run_inline(Job.objects.get(pk=shell.known["JOB"]))
        told[line] = shell.run(line)
    states = [answer for line, answer in told.items() if line.endswith("jq -r .state")]
    assert len(lines) > 15 and set(states) == {"succeeded"}
    film = next(answer for line, answer in told.items() if "film.mp4" in line)
    assert b"".join(film.streaming_content)[4:8] == b"ftyp"
