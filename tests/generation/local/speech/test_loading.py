"""A natural voice is loaded before it is asked, in the process that then speaks."""

import re
from pathlib import Path

import pytest

from generation.interfaces import VoiceRequest
from generation.local.speech import neural
from generation.local.speech.provider import LocalVoice
from vidstudio import head_start

pytest.importorskip("onnxruntime", reason="the natural voices are not installed (make setup)")

# Measured: with its libraries and word lists alone the process takes 84 MB, with the model 201.
WITH_THE_MODEL_MB = 150


def megabytes(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def test_a_voice_is_loaded_once_and_then_speaks(tmp_path):
    voice = LocalVoice(natural=True, models=str(tmp_path))
    neural.ENGINE.stop()
    try:
        voice.load(VoiceRequest(text="", voice="noah"))
        loaded = neural.ENGINE.pid
        assert loaded and megabytes(loaded) > WITH_THE_MODEL_MB
        said = voice.speak(VoiceRequest(text="Only today.", voice="noah"))
        assert neural.ENGINE.pid == loaded
        assert [word.text for word in said.words] == ["Only", "today."]
    finally:
        neural.ENGINE.stop()


def test_a_voice_without_a_model_loads_nothing():
    neural.ENGINE.stop()
    LocalVoice().load(VoiceRequest(text=""))
    LocalVoice(natural=False).load(VoiceRequest(text="", language="xh"))
    assert neural.ENGINE.pid is None


def test_a_draft_loads_the_quick_model_alone(tmp_path):
    neural.ENGINE.stop()
    try:
        LocalVoice(natural=True, models=str(tmp_path)).load(VoiceRequest(text="", voice="noah", draft=True))
        assert megabytes(neural.ENGINE.pid) < WITH_THE_MODEL_MB
    finally:
        neural.ENGINE.stop()


def test_what_was_started_before_it_is_asked_for_is_what_speaks(tmp_path, monkeypatch):
    monkeypatch.setenv("VIDSTUDIO_NATURAL_VOICES", "1")
    neural.ENGINE.stop()
    try:
        head_start.of_demo()
        started = neural.ENGINE.pid
        head_start.of_demo()
        said = LocalVoice(natural=True, models=str(tmp_path)).speak(
            VoiceRequest(text="Only today.", voice="noah", draft=True)
        )
        assert started and neural.ENGINE.pid == started
        assert [word.text for word in said.words] == ["Only", "today."]
    finally:
        neural.ENGINE.stop()


def test_nothing_is_started_where_natural_voices_are_switched_off(monkeypatch):
    monkeypatch.setenv("VIDSTUDIO_NATURAL_VOICES", "0")
    neural.ENGINE.stop()
    head_start.of_demo()
    assert neural.ENGINE.pid is None
