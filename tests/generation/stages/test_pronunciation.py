"""The brand kit says how a name is said: voices are asked so at a known price, captions stay as written."""

import pytest

from generation import actions
from generation.billing import estimates
from generation.engine.run import run_inline
from generation.models import LedgerEntry
from generation.stages import voice
from projects.board import digest, editing, takes
from projects.board.diff import differences
from projects.models import Scene, VideoProject
from projects.team import brand
from rendering.spec.inputs import words_of
from tests import cast, fakes
from tests.contracts import kit
from tests.contracts.servers.doubles import ElevenLabs

pytestmark = pytest.mark.django_db
NUTJEN = [{"written": "Nutjen", "spoken": "nut yen"}]


def named(kit=None, **fields):
    return brand.save(cast.shop(), cast.adam(), kit, **{"name": "House", **fields})


@pytest.fixture
def scene():
    """One scene that names the brand; the board has the shop's kit, which says nothing yet."""
    project = cast.board(scenes=1)
    editing.edit_project(project, cast.ed(), brand_kit=named())
    editing.edit_scene(project.scenes.get(), cast.ed(), text="Try Nutjen, now.", duration_ms=4000)
    return fresh()


def fresh():
    return Scene.objects.select_related("project__brand_kit").get()


def says(spoken):
    named(fresh().project.brand_kit, pronunciations=[{"written": "Nutjen", "spoken": spoken}])
    return fresh()


def recorded(scene):
    run_inline(actions.voice(scene, cast.ed()))
    return voice.cached_voice(fresh())


def test_the_studios_own_voice_says_it_and_captions_keep_it_as_it_is_written(scene, settings):
    own = {"NAME": "local", "CLASS": "generation.local.speech.provider.LocalVoice"}
    settings.PROVIDERS = {**fakes.PROVIDERS, "voice": [own]}
    plain = recorded(scene)
    scene = says("nut yen")
    asset = recorded(scene)
    assert asset.meta["asked"]["text"] == "Try nut yen, now."
    assert asset.sha256 != plain.sha256
    times = [(word.text, word.start_ms, word.end_ms) for word in words_of(asset)]
    assert [word for word, _, _ in times] == ["Try", "Nutjen,", "now."]
    assert times == sorted(times, key=lambda one: one[1]) and times[-1][2] <= asset.duration_ms
    assert takes.spoken(fresh()).is_stale is False


def test_a_bought_voice_is_sent_it_and_another_way_to_say_it_is_in_the_estimate_first(scene, settings):
    with ElevenLabs() as double:
        settings.PROVIDERS = {**fakes.PROVIDERS, "voice": [kit.elevenlabs(double.url)]}
        scene = says("nut yen")
        asset = recorded(scene)
        assert [one.body["text"] for one in double.posts()] == ["Try nut yen, now."]
        assert [word.text for word in words_of(asset)] == ["Try", "Nutjen,", "now."]
        assert is_asked_for(scene) is None

        scene = says("noot yen")
        assert takes.spoken(scene).is_stale and voice.cached_voice(scene) is None
        assert is_asked_for(scene) == "unknown", "it is to be asked again, and nobody knows its price here"
        assert len(double.posts()) == LedgerEntry.objects.count() == 1, "nobody was asked yet"

        scene = says("nut yen")
        assert voice.cached_voice(scene) == asset and is_asked_for(scene) is None


def is_asked_for(scene):
    """How the cost of the scene's voice is known before anybody is asked; None where it is there."""
    lines = estimates.estimate(scene.project, "render").lines
    return next((line.how for line in lines if line.talent == "voice"), None)


def test_names_that_the_board_does_not_say_change_nothing(scene):
    before, asked = digest.board_digest(scene.project), voice._request(scene, 1.0)
    named(scene.project.brand_kit, pronunciations=[{"written": "Ridge", "spoken": "ritch"}])
    scene = fresh()
    assert digest.board_digest(scene.project) == before
    assert voice._request(scene, 1.0) == asked and not asked.written


def test_an_approver_reads_what_is_said_otherwise(scene):
    before = digest.board(scene.project)
    said = [str(one) for one in differences(before, digest.board(says("nut yen").project))]
    assert said == ["Pronunciation: none → Nutjen: nut yen"]


def test_a_board_without_the_kit_says_it_as_ever(scene):
    says("nut yen")
    VideoProject.objects.update(brand_kit=None)
    assert voice._request(fresh(), 1.0).text == "Try Nutjen, now."
