"""Films of all ratios, drawn here and bought, read by c2pa's own reader."""

import pytest

from projects.media import library
from rendering.models import Render
from tests import fakes
from tests.contracts import rows
from tests.contracts.servers.doubles import Replicate
from tests.contracts.servers.doubles_film import Runway
from tests.rendering.exports.test_ratios import ALL, DRAWN, approved, drawn, made_in
from tests.rendering.provenance import kit
from tests.rendering.stages.test_film import board, rendered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PROVIDERS = dict(fakes.PROVIDERS)
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    settings.POLL_SECONDS, settings.CLEAR_UP_SECONDS = (0.01, 0.05), (0.02, 0.1)
    settings.FETCH_ALLOW_PRIVATE = True
    fakes.reset()


def films(job, tmp_path):
    """{ratio: what c2pa's reader finds said}; each film is whole, and its signer's certificate untrusted."""
    found = {}
    for render in job.renders.all():
        path = library.local_path(render.video, tmp_path)
        failures = kit.manifest_of(path)[1]["validation_results"]["activeManifest"]["failure"]
        assert [row["code"] for row in failures] == ["signingCredential.untrusted"]
        found[render.aspect] = kit.said_of(path)
    return found


def test_all_four_ratios_say_what_they_are(settings, tmp_path):
    settings.PROVIDERS["image"] = [{"NAME": "local", "CLASS": DRAWN}]
    said = films(made_in(approved(drawn()), ALL), tmp_path)
    assert sorted(said) == sorted(ALL)
    assert {scene["Scene 1"] for scene in said.values()} == {"compositeSynthetic"}, "about a photo"


def test_all_four_ratios_of_a_bought_picture_say_so(settings, tmp_path):
    with Replicate() as double:
        settings.PROVIDERS["image"] = [rows.replicate(double.url)]
        said = films(made_in(approved(drawn()), ALL), tmp_path)
    assert sorted(said) == sorted(ALL)
    bought = "compositeWithTrainedAlgorithmicMedia"
    assert {scene["Scene 1"] for scene in said.values()} == {bought}, "type is laid over what a model made"


def test_a_bought_clip_is_said_to_be_a_models_and_a_photo_a_persons(settings, tmp_path):
    with Runway() as double:
        settings.PROVIDERS["clip"] = [rows.clips("runway", double.url)]
        job = rendered(board())
    said = kit.said_of(library.local_path(Render.objects.get(job=job).video, tmp_path))
    assert (said["Scene 1"], said["Scene 2"]) == ("trainedAlgorithmicMedia", "digitalCapture")
    assert said["the film"] == "compositeWithTrainedAlgorithmicMedia"
