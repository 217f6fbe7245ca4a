"""Each line says whom it is about, and none holds a secret, whatever fails."""

import io
import json
import logging

import pytest
from django.test import Client

from projects import acting
from projects.models import SentEvent, WebhookEndpoint
from projects.outgoing import deliver
from tests import cast
from tests.contracts import kit
from tests.contracts.servers.doubles import Replicate
from vidstudio.accounts import tokens
from vidstudio.logs import formatters, scrubbing

# A value for every secret setting, none of which may ever be written.
SETTINGS = {name: f"canary-{name.lower()}-7f3a" for name in scrubbing.SECRET_SETTINGS}
ALL = "canary"


@pytest.fixture(params=["text", "json"])
def written(request, settings):
    """Every line that is logged, of all levels, through the formatter of the settings."""
    as_text = formatters.TextFormatter("{asctime} {levelname} {name}: {message}", style="{")
    formatter = formatters.JsonFormatter() if request.param == "json" else as_text
    out = io.StringIO()
    out.is_json = request.param == "json"
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    root, requests = logging.getLogger(), logging.getLogger("vidstudio.requests")
    before = root.level, requests.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    requests.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    root.setLevel(before[0])
    requests.setLevel(before[1])


def lines(written, logger=""):
    rows = [json.loads(line) for line in written.getvalue().splitlines()]
    return [row for row in rows if row["logger"].startswith(logger)]


@pytest.fixture
def canaries(settings):
    for name, value in SETTINGS.items():
        setattr(settings, name, [value] if name == "SECRET_KEY_FALLBACKS" else value)


# --- whom it is about ----------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_request_is_one_line_without_what_was_asked(written):
    if not written.is_json:
        pytest.skip("the other formatter writes JSON")
    client, ed = Client(), cast.ed()
    client.force_login(ed)
    board = cast.board()
    client.get(f"/projects/{board.pk}/?token=canary", headers={"X-Request-ID": "my-own-7"})
    (row,) = lines(written, "vidstudio.requests")
    assert row["message"] == "GET /projects/<int:pk>/ 200" and row["request"] == "my-own-7"
    assert (row["method"], row["status"], row["user"]) == ("GET", 200, ed.pk)
    assert row["ms"] >= 0 and ALL not in written.getvalue()


@pytest.mark.django_db
def test_a_step_binds_its_names_also_where_another_module_writes(written, settings):
    with Replicate() as double:
        kit.use(settings, "image", kit.replicate(double.url))
        double.ends, double.error = "failed", "It burst."
        step = kit.ended(kit.asked("image"))
    assert step.state == "failed"
    if written.is_json:
        rows = [row for row in lines(written, "generation.engine") if row.get("step") == step.pk]
        about = {(row["job"], row["workspace"], row["stage"]) for row in rows}
        assert about == {(step.job_id, step.job.workspace_id, step.stage.name)}
    else:
        assert f"[workspace={step.job.workspace_id} job={step.job_id} step={step.pk}" in written.getvalue()
    assert acting.log_names() == {}


@pytest.mark.django_db
def test_a_provider_that_fails_is_told_by_name_and_kind(written, settings):
    kit.use(settings, "image", kit.replicate("http://127.0.0.1:9"))  # nobody is there
    kit.tried(kit.asked("image"))
    assert "replicate failed (Transient)" in written.getvalue()
    if written.is_json:
        (row,) = [row for row in lines(written) if "replicate failed" in row["message"]][:1]
        assert (row["provider"], row["talent"], row["error"]) == ("replicate", "image", "Transient")


# --- no secrets ----------------------------------------------------------------------------------
FOREIGN = [
    "https://files.example/x.png?X-Amz-Signature=canary0123456789&X-Amz-Credential=canaryAKIA&w=2",
    "postgres://vidstudio:canary-pw@db.example:5432/v",
    "Authorization: Bearer canary-bearer-token-0000",
    "{'Authorization': 'Token vs_00000000000000000000aaaa'}",
    "Incorrect API key provided: sk-proj-canary1234567890.",
    "whsec_canaryMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw and r8_canary123456789012345",
    "sessionid=canarysessionidvalue; csrftoken=canarycsrf",
    "GET /g/canaryAbCdEfGhIjKlMnOpQrStUvWx/film/ and /join/canaryAbCdEfGhIjKlMnOpQrStUvWx/",
    "/login/new/MQ/canary-0123456789abcdef0123/ and /media/canary12345678901234567890:1abc:def/",
    "/webhooks/fal/canary-1700000000000000:AbCdEfGhIjKl",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_what_looks_like_a_secret_is_hidden(text):
    told = scrubbing.scrubbed(text, ())
    assert ALL not in told and "vs_0000" not in told and scrubbing.HIDDEN in told


INNOCENT = ["step 7 (image:12) broke", "GET /projects/<int:pk>/ 200", "https://a.example/b?w=2"]


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_words_stay(text):
    assert scrubbing.scrubbed(text, ()) == text


@pytest.mark.django_db
def test_every_secret_of_the_settings_is_hidden_wherever_it_is_written(written, canaries, settings):
    log = logging.getLogger("somebody.elses")
    for value in SETTINGS.values():
        log.warning("I was given %s", value)
        try:
            raise ValueError(f"could not use {value!r}")
        except ValueError:
            log.exception("it broke")
    assert written.getvalue().count("it broke") == len(SETTINGS) and ALL not in written.getvalue()


@pytest.mark.django_db
def test_requests_and_work_that_fail_write_no_secret(written, canaries, settings, monkeypatch):
    """A token, a guest's link, a signed address, a webhook's secret and a provider's answer: all fail."""
    double = Replicate()
    row = kit.replicate(double.url)
    row["OPTIONS"]["key"] = "canary-provider-key"
    kit.use(settings, "image", row)
    client, board = Client(raise_request_exception=False), cast.board()
    token = tokens.issue(cast.ed())
    word = "canaryAbCdEfGhIjKlMnOpQrStUvWx"
    for path in (f"/g/{word}/", f"/join/{word}/", f"/media/{word}:1:2/", "/nothing/canary-here/?key=canary"):
        client.get(path, headers={"Authorization": "Bearer canary-token-of-nobody"})
    client.get(f"/api/v1/projects/999/?token={token}", headers={"Authorization": f"Bearer {token}"})
    wrong = {"username": "ed", "password": "canary password"}
    client.post("/api/v1/token/", wrong, content_type="application/json")
    client.post("/webhooks/fal/canary-1700000000000000:AbCdEfGhIjKl", b"{}", content_type="application/json")
    monkeypatch.setattr("projects.views.board.listing.access", None)
    client.force_login(cast.ed())
    client.get("/projects/?code=canary-code")

    address = "https://u:canary-pw@127.0.0.1:9/canary?k=canary"
    endpoint = WebhookEndpoint.objects.create(
        workspace=board.workspace, secret="whsec_canarycanarycanary", url=address
    )
    sent = SentEvent.objects.create(
        endpoint=endpoint, message_id="m", event="test", body="{}", not_before=board.created
    )
    deliver.send_one(sent.pk)

    with double:
        double.ends = "failed"
        double.error = "canary-provider-key was refused at https://x.example/?signature=canary"
        kit.ended(kit.asked("image"))
    told = written.getvalue()
    assert token not in told
    assert [line for line in told.splitlines() if ALL in line] == []
    assert "webhook test to 127.0.0.1 failed" in told and "Internal Server Error" in told
    assert told.count("vidstudio.requests") >= 7
