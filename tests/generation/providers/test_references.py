"""Product photos and portraits go to models whose card says so, and to no others."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from generation.interfaces import ClipRequest, PlateRequest, Reference
from generation.prompts import image_prompts
from generation.providers import artifacts, capabilities, registry
from generation.providers.fal import FalAnimator
from generation.providers.openai import REFERENCE_TOKENS, OpenAIPainter
from generation.providers.replicate import ReplicatePainter
from generation.providers.runway import RunwayAnimator
from projects.board import stale
from tests.contracts.servers import wire
from tests.contracts.servers.doubles import OpenAI, Replicate, png
from tests.contracts.servers.doubles_film import Runway
from tests.contracts.servers.server import Seen

FLASK = Reference(data=png(300, 300), shows="the product Ridge Flask")
ANNA = Reference(data=png(200, 260), shows="Anna")
PLATE = PlateRequest(prompt="A hand holds a flask", width=1080, height=1920, references=(ANNA, FLASK))


def still(**fields):
    out = io.BytesIO()
    Image.new("RGB", (90, 160), "teal").save(out, "JPEG")
    picture = {"image": out.getvalue(), "mime": "image/jpeg", "width": 720, "height": 1280}
    return ClipRequest(
        prompt="It turns", duration_ms=5000, **picture, **{"references": (ANNA, FLASK), **fields}
    )


def row(adapter):
    return registry.RegisteredProvider("image", "somebody", adapter.model, adapter)


def test_openai_is_shown_them_in_one_request_that_says_what_each_is():
    takes = capabilities.read({"references": 16, "multiple": 16, "least_pixels": 655_360})
    with OpenAI() as double:
        painter = OpenAIPainter("sk-test", "gpt-image-2.6-flare", f"{double.url}/v1", capabilities=takes)
        made = painter.paint(PLATE)
        asked = double.seen[0]
    assert (asked.path, len(double.seen)) == ("/v1/images/edits", 1)
    assert [one["mime"] for one in asked.body["image"]] == ["image/jpeg", "image/jpeg"]
    assert (
        "Reference picture 1 shows Anna. Reference picture 2 shows the product Ridge Flask."
        in (asked.body["prompt"])
    )
    # What it was billed is at most what was put aside for it.
    assert made.usage.units["image_tokens_in"] <= painter.units_for(PLATE)["image_tokens_in"]
    assert painter.units_for(PLATE)["image_tokens_in"] == 2 * REFERENCE_TOKENS
    assert "image_tokens_in" not in painter.units_for(replace(PLATE, references=()))


def test_a_model_reads_as_many_as_its_card_says_and_the_rest_is_no_other_question():
    one, none = (
        row(OpenAIPainter("sk", "m", capabilities=capabilities.read({"references": most}))) for most in (1, 0)
    )
    assert artifacts.request_as_read(one, PLATE).references == (ANNA,)
    before = artifacts.request_digest("image", "openai", "m", replace(PLATE, references=()))
    heard = artifacts.request_as_read(none, PLATE)
    assert artifacts.request_digest("image", "openai", "m", heard) == before
    shown = artifacts.request_as_read(one, PLATE)
    other = artifacts.request_as_read(one, replace(PLATE, references=(FLASK,)))
    digests = [artifacts.request_digest("image", "openai", "m", asked) for asked in (heard, shown, other)]
    assert len(set(digests)) == 3


def test_replicate_gets_them_as_files_in_the_models_own_field_and_finds_the_request_again():
    takes = capabilities.read({"seed": False, "references": 14, "fields": {"references": "image_input"}})
    with Replicate() as double:
        painter = ReplicatePainter("r8_x", "google/nano-banana-2", double.url, capabilities=takes)
        ticket = painter.submit(PLATE)
        wish = double.posts("/predictions")[0].body["input"]
        since = datetime.now(UTC) - timedelta(minutes=1)
        assert painter.find(PLATE, since) == [ticket.external_id]
        assert painter.find(replace(PLATE, references=(FLASK, ANNA)), since) == []
        assert painter.find(replace(PLATE, references=()), since) == []
    assert wish["image_input"] == [f"{double.url}/v1/files/{one['id']}" for one in double.put]
    assert len(wish["image_input"]) == 2
    assert painter.units_for(PLATE) == {"images": 1, "reference_images": 2}
    assert painter.counted(wish) == {"images": 1, "reference_images": 2}


def test_runway_is_shown_them_by_a_model_that_takes_them_beside_the_first_frame():
    takes = capabilities.read({"references": 7, "seed": False, "shapes": ["1080:1920"], "seconds": "5,10"})
    adapter = RunwayAnimator("key", "klingO3_pro", capabilities=takes)
    body = adapter.body_of(still())
    with Runway() as double:
        assert wire.wrong(double, Seen("POST", "/v1/image_to_video", {}, body)) == ""
    assert len(body["references"]) == 2
    assert adapter.units_for(still())["reference_images"] == 2
    assert "references" not in adapter.body_of(still(references=()))


def test_fal_is_shown_them_in_the_field_of_the_card(monkeypatch):
    takes = capabilities.read({"references": 4, "fields": {"references": "elements", "image_url": "start"}})
    adapter = FalAnimator("key", "fal-ai/kling/o3/image-to-video", capabilities=takes)
    sent = []

    class Wire:
        def post(self, path, body, **params):
            sent.append(body)
            return {"request_id": "abcdefgh-1"}, {}

    monkeypatch.setattr(adapter, "wires", [Wire(), Wire()], raising=False)
    adapter.submit(still())
    assert len(sent[0]["elements"]) == 2 and sent[0]["start"].startswith("data:image/jpeg;base64,")
    assert "Reference picture 2 shows the product Ridge Flask." in sent[0]["prompt"]


@pytest.mark.parametrize("limit", [0, 200, 400])
def test_what_they_show_is_said_also_where_a_prompt_has_to_be_cut(limit):
    told = image_prompts.with_references("A long wish. " * 60, (ANNA, FLASK), limit)
    assert "picture 2 shows the product Ridge Flask" in told
    assert not limit or len(told) <= max(limit, 200)


@pytest.mark.django_db
def test_no_model_that_is_asked_by_itself_ends_in_december():
    asked = [("openai", "image"), ("openai", "text"), ("anthropic", "text"), ("replicate", "clip")]
    for provider, talent in asked:
        model = registry.model_for(provider, talent)
        last = registry.shutdown(provider, talent, model)
        assert last is None or last > date(2027, 1, 1), (provider, talent, model)
    assert registry.model_for("openai", "image") == "gpt-image-2.6-flare"
    assert registry.capabilities_of("openai", "image", "gpt-image-2.6-flare").references == 16


def test_a_picture_drawn_after_a_photo_that_is_gone_is_stale():
    meta = {"shown": [{"sha256": "old", "shows": "the product Tea"}, {"sha256": "face", "shows": "Anna"}]}
    wish = {"photos": ["new"], "logo_beats": ()}
    (found,) = stale.compare(meta, wish)
    assert found.says == "was drawn after a photo that the product has no more"
    assert list(stale.compare(meta, {**wish, "photos": ["old", "new"]})) == []
