"""Keys and orders from the environment: what they mean, and that nonsense is refused."""

import io
import os
import re
import runpy
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from generation.models import CircuitBreaker, CircuitState
from generation.provider_errors import Misconfigured
from generation.providers import registry
from generation.providers.elevenlabs import ElevenLabsSpeaker
from generation.providers.replicate import ReplicatePainter
from tests.contracts import rows
from tests.contracts.servers import show
from tests.contracts.servers.doubles import OpenAI, script
from tests.worker_processes import ROOT

KEY = "sk-settings-0123456789"
OURS = (
    "OPENAI",
    "REPLICATE",
    "ELEVENLABS",
    "ANTHROPIC",
    "AZURE",
    "AI_MOCK",
    "PROVIDER_TIMEOUT",
    "VIDSTUDIO_TEXT",
    "VIDSTUDIO_IMAGE",
)


@pytest.fixture
def read(monkeypatch):
    """Reads the settings file in an environment with these provider variables only."""

    def read_with(**env):
        for name in [name for name in os.environ if name.startswith(OURS)]:
            monkeypatch.delenv(name)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delitem(sys.modules, "vidstudio.provider_settings", raising=False)
        return runpy.run_path(str(ROOT / "vidstudio/settings.py"))

    return read_with


def order(found):
    return {talent: [row["NAME"] for row in rows] for talent, rows in found["PROVIDERS"].items()}


def listed(settings, providers, *words, mock=False, **options):
    settings.PROVIDERS, settings.AI_MOCK_MODE = providers, mock
    out = io.StringIO()
    try:
        call_command("providers", *words, stdout=out, **options)
    except CommandError as error:
        return f"{out.getvalue()} {error}"
    return out.getvalue()


def test_without_a_key_everything_is_local(read):
    found = read()
    assert found["AI_MOCK_MODE"] is True
    assert set(map(tuple, order(found).values())) == {("local",), ()}


def test_keys_choose_the_providers(read):
    found = read(OPENAI_API_KEY=KEY, REPLICATE_API_TOKEN=KEY, ELEVENLABS_API_KEY=KEY)
    assert found["AI_MOCK_MODE"] is False
    assert order(found) == {
        "text": ["openai"],
        "vision": ["openai"],
        "image": ["replicate"],
        "voice": ["elevenlabs"],
        "music": ["local"],
        # A key for pictures is no wish for films, and nobody here moves lips.
        "clip": [],
        "lip_sync": [],
        "compose": ["local"],
    }


def test_anthropic_and_azure_work_alone(read):
    found = order(read(ANTHROPIC_API_KEY=KEY, AZURE_SPEECH_KEY=KEY, AZURE_SPEECH_REGION="westeurope"))
    assert (found["text"], found["vision"], found["voice"]) == (["anthropic"], ["anthropic"], ["azure"])
    assert found["image"] == ["local"]


def test_an_azure_key_needs_a_region(read):
    with pytest.raises(ImproperlyConfigured, match="AZURE_SPEECH_REGION"):
        read(AZURE_SPEECH_KEY=KEY)


@pytest.mark.parametrize(
    ("env", "clip"),
    [
        ({"RUNWAYML_API_SECRET": KEY}, ["runway"]),
        ({"FAL_KEY": KEY}, ["pika"]),
        ({"REPLICATE_API_TOKEN": KEY, "VIDSTUDIO_CLIP_PROVIDERS": "replicate"}, ["replicate"]),
    ],
)
def test_a_key_for_clips_turns_clips_on(read, env, clip):
    found = read(**env)
    assert (found["AI_MOCK_MODE"], order(found)["clip"], order(found)["text"]) == (False, clip, ["local"])


def test_a_composer_elsewhere_needs_its_address_and_ours(read):
    elsewhere = {"COMPOSE_API_KEY": KEY, "VIDSTUDIO_COMPOSE_PROVIDERS": "custom,local"}
    with pytest.raises(ImproperlyConfigured, match="VIDSTUDIO_PUBLIC_URL"):
        read(**elsewhere, COMPOSE_BASE_URL="https://composer.example.com")
    found = read(
        **elsewhere, COMPOSE_BASE_URL="https://composer.example.com", VIDSTUDIO_PUBLIC_URL="https://s.example"
    )
    assert order(found)["compose"] == ["custom", "local"]


def test_another_address_is_trusted_with_text_only(read):
    found = order(read(OPENAI_API_KEY="ollama", OPENAI_BASE_URL="http://127.0.0.1:11434/v1"))
    assert found["text"] == ["openai"]
    assert [found[talent] for talent in ("vision", "image", "voice")] == [["local"]] * 3


def test_the_order_is_the_environments(read):
    found = read(OPENAI_API_KEY=KEY, VIDSTUDIO_TEXT_PROVIDERS="openai, local")
    assert order(found)["text"] == ["openai", "local"]


def test_mock_mode_wins_over_keys(read):
    assert order(read(OPENAI_API_KEY=KEY, AI_MOCK_MODE="1"))["text"] == ["local"]


@pytest.mark.parametrize(
    ("env", "problem"),
    [
        ({"VIDSTUDIO_IMAGE_PROVIDERS": "dall-e"}, "VIDSTUDIO_IMAGE_PROVIDERS is 'dall-e'"),
        ({"VIDSTUDIO_TEXT_PROVIDERS": "local,local"}, "each once"),
        ({"VIDSTUDIO_IMAGE_PROVIDERS": "replicate", "OPENAI_API_KEY": KEY}, "replicate, which has no key"),
        ({"OPENAI_IMAGE_QUALITY": "best"}, "OPENAI_IMAGE_QUALITY"),
    ],
)
def test_nonsense_is_refused_by_name(read, env, problem):
    with pytest.raises(ImproperlyConfigured) as error:
        read(**env)
    assert problem in str(error.value)
    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    "made",
    [
        lambda: ReplicatePainter("key", "a-name-without-owner"),
        lambda: ElevenLabsSpeaker("key", "model", "Rachel"),
        lambda: ElevenLabsSpeaker("key", "model", "Rachel:../../etc"),
    ],
)
def test_options_that_make_no_sense_are_misconfigured(made):
    with pytest.raises(Misconfigured):
        made()


@pytest.mark.django_db
def test_the_list_shows_order_and_models_but_no_key(settings, read):
    told = listed(settings, read(OPENAI_API_KEY=KEY, VIDSTUDIO_TEXT_PROVIDERS="openai,local")["PROVIDERS"])
    first, second = told.splitlines()[:2]
    assert first.split() == ["text", "1.", "openai", "key", "set", "gpt-6-luna", "ready"]
    assert second.split()[:3] == ["text", "2.", "local"]
    assert KEY not in told


# --- manage.py providers, in its three forms -----------------------------------------------------
TALENTS = ("text", "vision", "image", "voice", "music", "clip", "lip_sync", "compose")


def table(told):
    """{(talent, provider): (key, model and the rest)} of what was printed."""
    line = re.compile(r"^(\w+) +\d\. (\w+) +(no need|key set|NO KEY) +(.+)$", re.M)
    return {(one[1], one[2]): (one[3], " ".join(one[4].split())) for one in line.finditer(told)}


@pytest.mark.django_db
def test_without_keys_it_prints_that_everything_is_made_here(settings, read):
    found = read()
    told = listed(settings, found["PROVIDERS"], mock=found["AI_MOCK_MODE"])
    assert told.splitlines()[0] == "AI_MOCK_MODE is on: everything is made on this machine."
    printed = table(told)
    assert set(printed) == {(talent, "local") for talent in TALENTS if talent != "clip"}
    assert set(printed.values()) == {("no need", "on this machine ready")}


@pytest.mark.django_db
def test_beside_contract_servers_it_prints_who_is_asked_with_which_model(settings, read):
    crew = [SimpleNamespace(url=f"http://127.0.0.1:{port}") for port in range(9, 13)]
    for one in crew:
        one.files = one
    found = read(**show.environment(*crew))
    told = listed(settings, found["PROVIDERS"], mock=found["AI_MOCK_MODE"])
    printed = table(told)
    assert "AI_MOCK_MODE" not in told and "127.0.0.1" not in told
    paid = {who for who, (key, _) in printed.items() if key == "key set"}
    assert paid == {
        ("text", "anthropic"), ("vision", "anthropic"), ("image", "replicate"), ("music", "replicate"),
        ("voice", "elevenlabs"), ("clip", "runway"),
    }  # fmt: skip
    for talent, name in paid:
        model = registry.model_for(name, talent)
        assert printed[talent, name][1].startswith(f"{model} ready"), printed


@pytest.mark.django_db
def test_with_an_empty_key_it_prints_that_there_is_none(settings, read):
    with pytest.raises(ImproperlyConfigured, match="lists openai, which has no key"):
        read(AI_MOCK_MODE="0", OPENAI_API_KEY="", VIDSTUDIO_TEXT_PROVIDERS="openai")
    found = read(AI_MOCK_MODE="0", OPENAI_API_KEY="")
    printed = table(listed(settings, found["PROVIDERS"]))
    assert {name for _talent, name in printed} == {"local"} and ("clip", "local") not in printed
    row = rows.openai("text", "http://127.0.0.1:9")
    row["OPTIONS"]["key"] = ""
    assert table(listed(settings, {"text": [row]}))["text", "openai"][0] == "NO KEY"


@pytest.mark.django_db
def test_a_try_makes_one_real_call(settings):
    with OpenAI() as double:
        double.says = [
            script(["A mug for every day of the week.", "It is white, plain and quiet.", "Have one today."])
        ]
        told = listed(settings, {"text": [rows.openai("text", double.url)]}, "text", really=True, yes=True)
        assert ("works" in told, len(double.posts())) == (True, 1), told


@pytest.mark.django_db
def test_a_try_that_fails_says_why(settings):
    told = listed(
        settings, {"text": [rows.openai("text", "http://127.0.0.1:9")]}, "text", really=True, yes=True
    )
    assert "OpenAI could not be reached." in told
    assert "Not usable: text." in told


@pytest.mark.django_db
def test_a_try_says_what_it_may_cost_and_waits_for_a_yes(settings):
    with OpenAI() as double:
        told = listed(settings, {"text": [rows.openai("text", double.url)]}, "text:openai", really=True)
        assert double.posts() == []
    assert "text by openai (test-model): nobody knows how much" in told
    assert "Say --yes" in told


@pytest.mark.django_db
def test_the_list_tells_who_is_not_asked_and_since_when(settings):
    row = {"provider": "openai", "talent": "text", "reason": "The key is not accepted.", "needs_person": True}
    succeeded = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
    CircuitBreaker.objects.create(**row, state=CircuitState.OPEN, succeeded=succeeded)
    providers = {"text": [rows.openai("text", "http://127.0.0.1:9")]}
    told = listed(settings, providers)
    assert "not asked: The key is not accepted., last success 2026-11-01 09:30 UTC" in told
    assert "openai is asked for text again." in listed(settings, providers, "text:openai", reset=True)
    assert "not asked" not in listed(settings, providers)
    assert "as it is" in listed(settings, providers, "text:openai", reset=True)


@pytest.mark.parametrize(
    ("which", "said"),
    [("smell", "There is no talent “smell”"), ("text:azure", "azure is not asked for text")],
)
def test_a_name_that_is_none_is_said(settings, which, said):
    assert said in listed(settings, {"text": [rows.openai("text", "http://127.0.0.1:9")]}, which)


SECONDS = [
    ({}, (90, 110, 60)),
    ({"PROVIDER_TIMEOUT_SECONDS": "200"}, (200, 200, 200)),
    ({"OPENAI_TIMEOUT_SECONDS": "20"}, (20, 20, 60)),
    ({"PROVIDER_TIMEOUT_SECONDS": "200", "REPLICATE_TIMEOUT_SECONDS": "30"}, (200, 200, 30)),
]


@pytest.mark.parametrize(("env", "right"), SECONDS)
def test_how_long_a_provider_may_be_silent_is_a_setting(read, env, right):
    found = read(
        OPENAI_API_KEY=KEY, REPLICATE_API_TOKEN="r8", VIDSTUDIO_IMAGE_PROVIDERS="openai,replicate", **env
    )
    offered = found["PROVIDERS"]
    text = next(one for one in offered["text"] if one["NAME"] == "openai")
    painter, other = offered["image"]
    assert tuple(one["OPTIONS"]["seconds"] for one in (text, painter, other)) == right


@pytest.mark.parametrize("value", ["0", "901", "soon", "nan"])
def test_a_time_limit_that_is_none_is_refused(read, value):
    with pytest.raises(ImproperlyConfigured, match="OPENAI_TIMEOUT_SECONDS"):
        read(OPENAI_API_KEY=KEY, OPENAI_TIMEOUT_SECONDS=value)
