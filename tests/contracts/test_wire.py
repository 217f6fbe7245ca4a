"""The doubles cannot drift: what they hear and say is what the SDKs' types, and the providers, say it is."""

import json
import re
from functools import cache

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from tests.contracts import kit
from tests.contracts.servers import wire
from tests.contracts.servers.doubles import ElevenLabs, OpenAI, Replicate
from tests.contracts.servers.doubles_film import Fal, Runway
from tests.contracts.servers.doubles_words import Anthropic
from tests.contracts.servers.server import Seen
from tests.contracts.test_matrix import double_for, name, provider
from tests.worker_processes import ROOT

pytestmark = pytest.mark.django_db

ASKED = {
    OpenAI: (
        "/v1/chat/completions",
        {"model": "m", "messages": [{"role": "user", "content": "Go."}], "max_completion_tokens": 9},
    ),
    Anthropic: (
        "/v1/messages",
        {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Go."}]},
    ),
    ElevenLabs: ("/v1/text-to-speech/abcd/with-timestamps", {"text": "Hi.", "model_id": "m"}),
    Replicate: ("/v1/models/a/b/predictions", {"input": {"prompt": "A flask"}}),
    Runway: (
        "/v1/image_to_video",
        {"model": "gen4_turbo", "promptImage": "https://x.example/a.png", "ratio": "720:1280"},
    ),
    Fal: ("/fal-ai/pika/v2.2/image-to-video", {"image_url": "https://x.example/a.png", "prompt": "Closer"}),
}


@pytest.mark.parametrize("kind", ASKED)
def test_a_request_with_a_field_that_the_sdk_does_not_know_is_caught(kind):
    path, body = ASKED[kind]
    with kind() as double:
        assert wire.wrong(double, Seen("POST", path, {}, body)) == ""
        for broken in ({**body, "colour_of_the_sky": 1}, dict(list(body.items())[1:])):
            assert wire.wrong(double, Seen("POST", path, {}, broken))
        assert "no request of theirs" in wire.wrong(double, Seen("POST", "/v2/other", {}, body))


BROKEN = {
    OpenAI: {"id": "x", "object": "chat.completion", "created": 1, "model": "m"},
    Anthropic: {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": "a text"},
    ElevenLabs: {"audio": "AAAA"},
    Replicate: {"id": "p", "status": "pondering"},
    Runway: {"task": "x"},
    Fal: {"id": "x"},
}


@pytest.mark.parametrize("kind", ASKED)
def test_a_reply_that_is_not_theirs_ends_the_test_that_got_it(kind, monkeypatch):
    path, body = ASKED[kind]
    monkeypatch.setattr(kind, "answer", lambda self, seen, fault: (200, BROKEN[kind], {}))
    import httpx

    with pytest.raises(AssertionError, match="left its contract: the answer to"), kind() as double:
        httpx.post(double.url + path, json=body)


# --- the providers' own descriptions -------------------------------------------------------------
SPECS = ROOT.parent / "shared" / "specs"
# Where a description is kept: its file, and how its paths are written in front of ours.
FILES = {
    "openai": ("openai-openapi-*.json", "/v1"),
    "anthropic": ("anthropic-openapi-*.yaml", ""),
    "elevenlabs": ("elevenlabs-openapi-*.json", ""),
    "replicate": ("replicate-openapi-*.json", "/v1"),
    "runway": ("runway-openapi-*.json", ""),
}
CALLS = [
    ("openai", "text"),
    ("openai", "vision"),
    ("openai", "image"),
    ("openai", "voice"),
    ("anthropic", "text"),
    ("anthropic", "vision"),
    ("elevenlabs", "voice"),
    ("replicate", "image"),
    ("replicate", "clip"),
    ("replicate", "music"),
    ("runway", "clip"),
]


@pytest.mark.skipif(not SPECS.is_dir(), reason="the providers' descriptions are not here")
@pytest.mark.parametrize("call", CALLS, ids=name)
def test_what_we_ask_and_what_the_doubles_say_fits_the_providers_own_description(settings, call):
    who, talent = call
    with double_for(*call) as double:
        kit.use(settings, talent, provider(who, talent, double.url))
        step = kit.ended(kit.asked(talent))
        assert step.state == "done", step.error
        said = list(double.answers)
    problems = [problem for seen, status, body in said for problem in against(who, seen, status, body)]
    assert said and not problems, problems[:3]


def against(who, seen, status, body):
    """What does not fit, of a request and its answer."""
    document, ways = described(who)
    path = seen.path.partition("?")[0].removeprefix(FILES[who][1])
    way = next((way for pattern, way in ways.items() if re.fullmatch(pattern, path)), None)
    about = way and document["paths"][way].get(seen.method.lower())
    if about is None:
        return [f"{seen.method} {path} is not described"]
    asked = _json(about.get("requestBody", {}))
    told = _json(about["responses"].get(str(status), about["responses"].get("200", {})))
    pairs = [(asked, seen.body, "asked"), (told, body, "told")]
    return [
        f"{what} {seen.method} {path}: {error.json_path} {error.message[:200]}"
        for schema, value, what in pairs
        if schema and not isinstance(value, bytes) and (error := misfit(document, schema, value))
    ]


def misfit(document, schema, value):
    return best_match(
        Draft202012Validator({**schema, "components": document["components"]}).iter_errors(value)
    )


def _json(part):
    return part.get("content", {}).get("application/json", {}).get("schema")


@cache
def described(who):
    """(the document, {pattern of a path: the path as it is written there})."""
    path = next(SPECS.glob(FILES[who][0]))
    document = _loosened(_read(path))
    if who == "replicate":  # it says a string where the real one says null
        for row in ("error", "output", "logs"):
            _nullable(document, row)
    return document, {re.sub(r"\{[^}]+\}", "[^/]+", way): way for way in document["paths"]}


def _read(path):
    if path.suffix == ".json":
        return json.loads(path.read_text())
    import yaml

    return yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _loosened(part):
    """`oneOf` says exactly one, where several of these documents' alternatives fit the same thing."""
    if isinstance(part, dict):
        found = {("anyOf" if key == "oneOf" else key): _loosened(value) for key, value in part.items()}
        if found.pop("nullable", False) and "type" in found:
            found["type"] = [found["type"], "null"]
            found.pop("enum", None)
        return found
    return [_loosened(one) for one in part] if isinstance(part, list) else part


def _nullable(document, row):
    for schema in document["components"]["schemas"].values():
        about = schema.get("properties", {}).get(row)
        if about and isinstance(about.get("type"), str):
            about["type"] = [about["type"], "null"]
