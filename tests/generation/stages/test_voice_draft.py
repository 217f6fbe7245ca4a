"""Which voice is taken: a draft in a preview, the voice itself in the film."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from generation.interfaces import Provider, Speech
from generation.providers import artifacts, registry, voices
from generation.stages import voice
from projects.board import editing, takes
from projects.models import Scene
from rendering.preview import player
from tests import cast

DRAFT_NOTE = "The voice is a quick draft. The film is spoken by the voice itself."

pytestmark = pytest.mark.django_db


class QuickVoice(Provider):
    """A voice with a draft; only Ava's sounds like herself."""

    hints = ("draft",)

    def has_draft(self, request, alike=False):
        return request.language == "en" and (not alike or request.voice == "ava")

    def speak(self, request):
        said = f"{request.voice} {request.draft}".encode()
        return Speech(data=said, mime="audio/wav", duration_ms=900)


class FailingVoice(QuickVoice):
    """One whose own voice fails: the one before stands in."""

    model, stand_ins = "2", ("1",)

    def speak(self, request):
        return replace(super().speak(request), stand_in="1")


class PaidVoice(QuickVoice):
    hints = ()
    paid = True


@pytest.fixture
def scene(settings):
    settings.PROVIDERS = {
        **settings.PROVIDERS,
        "voice": [{"NAME": "local", "CLASS": f"{__name__}.QuickVoice"}],
    }
    project = cast.board(scenes=1)
    project.scenes.update(text="Soft light.", duration_ms=3000)
    return project.scenes.get()


class OlderVoice(QuickVoice):
    """The voice that a studio had before."""

    model = "0"


def made(scene, draft):
    """The recording of a scene's words, kept as a job keeps it."""
    speaker, request = registry.provider("voice"), voice._request(scene, 1.0, draft=draft)
    digest = artifacts.request_digest("voice", "local", speaker.model, request)
    return artifacts.keep(
        scene.project.workspace, "voice", speaker, digest, speaker.adapter.speak(request), request
    )


def is_draft(scene, **options):
    return voice._is_draft(SimpleNamespace(job=SimpleNamespace(options=options), request={}), scene)


def test_a_preview_takes_the_draft_and_a_film_does_not(scene):
    assert is_draft(scene, free=True) and not is_draft(scene)


def test_a_preview_takes_the_voice_itself_where_it_was_made(scene):
    made(scene, draft=False)
    assert not is_draft(scene, free=True)


def test_a_language_without_drafts_has_none(scene):
    scene.project.language = "es"
    assert not is_draft(scene, free=True)


def test_the_page_plays_the_draft_until_the_voice_itself_is_there(scene):
    assert voice.cached_voice(scene) is None
    draft = made(scene, draft=True)
    assert voice.cached_voice(scene) == draft
    assert DRAFT_NOTE in player.playback(scene.project)["notes"]
    film = made(scene, draft=False)
    assert voice.cached_voice(scene) == film != draft
    assert DRAFT_NOTE not in player.playback(scene.project)["notes"]


def test_a_voice_is_heard_by_its_draft_only_where_that_sounds_the_same(scene):
    workspace = scene.project.workspace
    heard = [voices.sample(workspace, name, "en").meta["asked"]["draft"] for name in ("ava", "noah")]
    assert heard == [True, False]


def test_drafts_are_no_question_for_who_makes_none(settings, scene):
    settings.PROVIDERS = {
        **settings.PROVIDERS,
        "voice": [{"NAME": "local", "CLASS": f"{__name__}.PaidVoice"}],
    }
    paid, request = registry.provider("voice"), voice._request(scene, 1.0, draft=True)
    assert artifacts.request_as_read(paid, request) == voice._request(scene, 1.0)
    assert digest(paid, request) == digest(paid, voice._request(scene, 1.0))


def digest(speaker, request):
    return artifacts.request_digest(
        "voice", speaker.name, speaker.model, artifacts.request_as_read(speaker, request)
    )


def test_a_recording_of_the_voice_before_stays_a_take_that_can_be_picked(scene, settings):
    entry = settings.PROVIDERS["voice"][0]
    entry["CLASS"] = f"{__name__}.OlderVoice"
    older = made(scene, draft=False)
    editing.take_over(scene, "voice", older, note="local")
    entry["CLASS"] = f"{__name__}.QuickVoice"
    assert voice.cached_voice(scene) is None  # a film would be spoken by the new voice

    newer = made(scene, draft=False)
    editing.take_over(scene, "voice", newer, note="local")
    assert [take.asset for take in scene.takes.filter(kind="voice").order_by("pk")] == [older, newer]
    editing.pick_take(scene.takes.get(asset=older), cast.ed())
    assert takes.chosen_voice(Scene.objects.get(pk=scene.pk)).asset == older


def test_what_stood_in_is_heard_and_named_and_never_taken_for_the_voice_itself(scene, settings):
    settings.PROVIDERS["voice"][0]["CLASS"] = f"{__name__}.FailingVoice"
    kept = made(scene, draft=False)
    own = artifacts.request_digest("voice", "local", "2", voice._request(scene, 1.0))
    assert kept.model == "1" and kept.digest != own and kept.meta["stand_in"] == "1"
    assert voice.cached_voice(scene) == kept
    assert any(
        "robotic voice: the natural one stopped" in note for note in player.playback(scene.project)["notes"]
    )
    settings.PROVIDERS["voice"][0]["CLASS"] = f"{__name__}.QuickVoice"
    assert "stand_in" not in made(scene, draft=True).meta
