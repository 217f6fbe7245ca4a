"""A whole film bought from contract servers, with refusals and references: what each of them was sent.

Every request and answer is held against the types of the providers' own packages (contracts/servers/wire).
"""

import contextlib

import pytest

from generation.billing import price_book
from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import LedgerEntry, ModelCard, Price, Step
from projects.media import library
from projects.models import VideoProject
from projects.team import members
from rendering.models import Render
from tests import cast
from tests.contracts import kit, rows
from tests.contracts.servers import wire
from tests.contracts.servers.doubles import WORDS, ElevenLabs, OpenAI, Replicate
from tests.contracts.servers.doubles_film import Fal, Runway
from tests.contracts.servers.doubles_google import Google
from tests.contracts.servers.doubles_words import Anthropic
from tests.rendering.provenance import kit as provenance
from tests.rendering.stages.test_film import quick, rendered, use  # noqa: F401 (quick sets the settings)

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = {
    "words": Anthropic,
    "first painter": Replicate,
    "painter": OpenAI,
    "voice": ElevenLabs,
    "music": Google,
    "first clips": Runway,
    "clips": Fal,
}


@pytest.fixture
def crew(settings):
    """The servers, each as a provider of the studio; two of them refuse all that they are asked."""
    price_book.seed(Price, ModelCard)
    with contextlib.ExitStack() as doors:
        crew = {name: doors.enter_context(kind()) for name, kind in KINDS.items()}
        at = {name: double.url for name, double in crew.items()}
        use(settings, "text", kit.anthropic("text", at["words"]))
        use(settings, "vision", kit.anthropic("vision", at["words"]))
        use(settings, "image", kit.replicate(at["first painter"]), rows.shown("openai", at["painter"]))
        use(settings, "voice", kit.elevenlabs(at["voice"]))
        use(settings, "music", rows.google("music", at["music"]))
        use(settings, "clip", rows.clips("runway", at["first clips"]), rows.clips("pika", at["clips"]))
        crew["first painter"].ends, crew["first painter"].error = "failed", "NSFW content detected."
        crew["first clips"].end = {
            "status": "FAILED", "failureCode": "SAFETY.INPUT.IMAGE", "failure": "no",
        }  # fmt: skip
        yield crew


# What is written for a film of six seconds.
SHORT = {
    "hook": "Cold water, all day long.",
    "context": "It is early, and the trail is quiet.",
    "product": "Ridge Flask keeps drinks cold for 24 hours.",
    "proof": "Its lid is leak-proof.",
}


def drawn_board():
    """A board of the flask, with the photo as a reference instead of its pixels, made by the servers."""
    project = cast.draft(keep_product=False, target_ms=6000)
    members.set_refusals(project.workspace, cast.adam(), {"image": "next", "clip": "next"})
    with jobs.runner("inline"):
        job = run_inline(jobs.enqueue(project, "storyboard", by=cast.ed()))
    assert job.state == "succeeded", job.error
    return VideoProject.objects.get(pk=project.pk)


def test_what_each_provider_was_sent_for_a_film_with_refusals_and_references(crew, tmp_path, monkeypatch):
    for beat, words in SHORT.items():
        monkeypatch.setitem(WORDS, beat, words)
    project = drawn_board()
    scenes = project.scenes.count()
    job = rendered(project)
    assert job.state == "succeeded", job.error
    # One request for each question, also at those who refused; the end card of an ad is never animated.
    sent = {name: [str(seen.body) for seen in double.posts()] for name, double in crew.items()}
    assert all(len(asked) == len(set(asked)) for asked in sent.values())
    assert {name: len(asked) for name, asked in sent.items() if name != "voice"} == {
        "words": 2, "music": 1, **dict.fromkeys(("first painter", "painter"), scenes),
        **dict.fromkeys(("first clips", "clips"), scenes - 1),
    }  # fmt: skip
    assert len(sent["voice"]) >= scenes
    for double in crew.values():
        assert wire.known(double)
        assert [wire.wrong(double, seen) for seen in double.posts()] == [""] * len(double.posts())
    # The painter who takes references is shown the photo, and told what it is.
    for seen in crew["painter"].posts():
        assert seen.path.endswith("/images/edits") and [one["mime"] for one in seen.body["image"]]
        assert "Reference picture 1 shows the product Ridge Flask" in seen.body["prompt"]
    assert not any("reference" in str(seen.body["input"]) for seen in crew["first painter"].posts())
    # What was refused and what was made are both in the ledger, and the film says that models made it.
    told = LedgerEntry.objects.filter(project=project, talent__in=("image", "clip"))
    assert {(line.provider, bool(line.nothing_received)) for line in told} == {
        ("replicate", True), ("openai", False), ("runway", True), ("pika", False),
    }  # fmt: skip
    assert not Step.objects.filter(job__project=project, state="unknown").exists()
    said = provenance.said_of(library.local_path(Render.objects.get(job=job).video, tmp_path))
    assert {said[f"Scene {at}"] for at in range(1, scenes)} == {"trainedAlgorithmicMedia"}
    assert said["the film"] == "compositeWithTrainedAlgorithmicMedia"
