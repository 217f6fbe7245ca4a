"""Anybody may drop a file and hear where it comes from; a huge one is refused before it is received."""

import asyncio
import hashlib
import io
import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from rendering.models import Signature, SigningCertificate
from tests import cast
from tests.rendering.provenance import kit
from vidstudio.verify.gate import SPARE, SizeGate

pytestmark = pytest.mark.django_db
MOST = 1000


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def record():
    made = SigningCertificate.objects.create(fingerprint="x", chain=kit.key().chain, is_own=True)
    sha256 = hashlib.sha256(kit.signed().read_bytes()).hexdigest()
    told = {"film": "ab" * 32, "certificate": made, "statement": kit.statement().as_json()}
    return Signature.objects.create(workspace=cast.shop(), sha256=sha256, **told)


def sent(data, path="/verify/", **more):
    """As a browser without a session sends it, whose cookies are checked."""
    file = SimpleUploadedFile("film.mp4", data, "video/mp4")
    return Client(enforce_csrf_checks=True).post(path, {"file": file}, **more)


def test_the_page_needs_nobody_to_sign_in():
    answer = Client().get("/verify/")
    assert (answer.status_code, b"Drop a film here" in answer.content) == (200, True)


def test_a_good_film_is_told_with_its_approver_and_its_scenes(record):
    words = sent(kit.signed().read_bytes()).content.decode()
    assert 'data-verdict="unchanged"' in words
    words = " ".join(words.split())
    assert "approver, 2026-11-29 10:00 UTC" in words and "made by an AI model" in words
    assert "other programs show it as not trusted" in words


def test_a_changed_film_is_told_so(record):
    data = kit.signed().read_bytes()
    assert 'data-verdict="changed"' in sent(data[:-1] + b"?").content.decode()


def test_what_a_foreign_file_says_is_never_markup(record):
    data = kit.signed().read_bytes().replace(b"A small film", b"<b>all</b>ow")
    words = sent(data).content.decode()
    assert "<b>all" not in words


def test_a_form_without_a_file_says_what_to_do():
    answer = Client().post("/verify/", {})
    assert (answer.status_code, b"Choose a file to check" in answer.content) == (422, True)


def test_htmx_gets_the_verdict_alone(record):
    words = sent(kit.signed().read_bytes(), headers={"hx-request": "true"}).content.decode()
    assert "data-verdict" in words and "<html" not in words


def test_a_file_that_is_too_large_is_refused(settings):
    settings.VERIFY_BYTES = MOST
    answer = sent(bytes(MOST + 1))
    assert (answer.status_code, b"larger than" in answer.content) == (413, True)


def test_one_whose_length_says_so_is_refused_unread(settings, monkeypatch):
    settings.VERIFY_BYTES = MOST
    monkeypatch.setattr("django.core.handlers.wsgi.WSGIRequest._load_post_and_files", None)
    assert sent(bytes(MOST + SPARE + 1)).status_code == 413


def test_too_many_from_one_address_wait(record):
    answers = [sent(b"junk").status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


# --- programs ------------------------------------------------------------------------------------
def test_a_program_gets_the_same_without_a_token(record):
    told = sent(kit.signed().read_bytes(), "/api/v1/verify").json()
    assert (told["verdict"], told["approval"]["role"]) == ("unchanged", "approver")
    assert [scene["picture"]["source_type"] for scene in told["scenes"]] == [
        "algorithmicMedia",
        "trainedAlgorithmicMedia",
    ]


@pytest.mark.parametrize("path", ["/api/v1/verify", "/api/v1/verify/"])
def test_a_program_that_sends_no_file_hears_which_field(path):
    answer = Client().post(path, {})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "file")


def test_a_program_that_sends_too_much_hears_how_much_it_may(settings):
    settings.VERIFY_BYTES = MOST
    answer = sent(bytes(MOST + 1), "/api/v1/verify")
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def said(*args):
    out = io.StringIO()
    try:
        call_command("verify", *args, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_the_command_says_it_in_words_and_by_its_status(record, tmp_path):
    words, status = said(str(kit.signed()))
    assert status == 0 and "as it was published" in words and "Approved by: approver" in words
    (tmp_path / "junk").write_bytes(b"junk")
    assert said(str(tmp_path / "junk"))[1] == 1


def test_the_command_gives_json(record):
    told = json.loads(said(str(kit.signed()), "--json")[0])
    assert (told["verdict"], told["scenes"][1]["picture"]["maker"]) == ("unchanged", "runway")


def test_the_command_names_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="is no file"):
        said("/no/such/film.mp4")


# --- the gate ------------------------------------------------------------------------------------
def through_the_gate(path="/verify/", length=None, pieces=()):
    """(status of the answer, how many bytes the application behind the gate got)."""
    got, answers, waiting = [], [], list(pieces)

    async def app(scope, receive, send):
        while (message := await receive()).get("more_body"):
            got.append(len(message["body"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive():
        body = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message):
        answers.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    asyncio.run(SizeGate(app, ("/verify", "/api/v1/verify"), MOST)(scope, receive, send))
    return answers[0]["status"], sum(got)


def test_a_huge_file_is_refused_before_a_byte_of_it_is_received():
    assert through_the_gate(length=10**10, pieces=[bytes(1000)] * 3) == (413, 0)


def test_one_that_says_nothing_of_its_length_is_refused_on_the_way():
    status, got = through_the_gate(pieces=[bytes(30_000)] * 100)
    assert (status, got <= MOST + SPARE) == (413, True)


def test_others_pass():
    assert through_the_gate(length=500, pieces=[bytes(500), b""]) == (200, 500)
    assert through_the_gate(path="/other/", length=10**10, pieces=[bytes(500), b""]) == (200, 500)
