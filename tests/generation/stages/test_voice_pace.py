"""How fast a scene's words are said: as fast as its time asks for, and calm before the film's end."""

from types import SimpleNamespace

import pytest

from generation.stages import voice
from projects.timing import LEAD_MS
from tests import cast

pytestmark = pytest.mark.django_db


def rates(scene_ms, spoken_ms, origin="local"):
    """The rates in a film's middle and in its last scene for words that take `spoken_ms` at ease."""
    project = cast.board(scenes=2)
    project.scenes.update(duration_ms=scene_ms)
    spoken = SimpleNamespace(duration_ms=spoken_ms, origin=origin)
    return [voice._rate(spoken, scene) for scene in project.scenes.all()]


def test_the_last_words_end_early_enough_for_the_last_chord():
    middle, last = rates(3500, 3000)
    assert middle <= 1.0 < last
    assert 3500 - LEAD_MS - 3000 / last >= 590


def test_nobody_hurries_for_silence_alone():
    middle, last = rates(3400, 3300)
    assert 1.0 < middle < last == voice.CALM


def test_nobody_pays_for_another_recording_only_for_the_silence_after_it():
    middle, last = rates(3500, 3000, origin="elevenlabs")
    assert middle == last < 1.0


def test_words_that_are_too_long_are_as_fast_in_the_last_scene_as_elsewhere():
    assert rates(2000, 4000) == [voice.FASTEST, voice.FASTEST]
