"""A model is asked for what its card says that it takes: no field, length or size that it does not know."""

import io
from datetime import date

import pytest
from django.core.checks import run_checks
from PIL import Image as Pillow

from generation.billing import price_book
from generation.interfaces import ClipRequest, SyncRequest
from generation.models import ModelCard
from generation.provider_errors import Misconfigured
from generation.providers import capabilities, registry
from generation.providers.anthropic import AnthropicWriter
from generation.providers.fal import FalAnimator
from generation.providers.openai import PICTURE_PIXELS, picture_size
from generation.providers.replicate import ReplicateLipSyncer, ReplicatePainter
from generation.providers.runway import RunwayAnimator
from tests.contracts.servers import wire
from tests.contracts.servers.doubles_film import Runway
from tests.contracts.servers.server import Seen

ANY_SIZE = capabilities.read(
    {"multiple": 16, "least_pixels": 655_360, "most_pixels": 8_294_400, "longest_text": 32_000}
)
THREE = capabilities.read({"shapes": ["1024x1536", "1024x1024", "1536x1024"]})
SHAPES = [(1080, 1920), (1080, 1350), (1080, 1080), (1920, 1080)]


def clip(width=720, height=1280, seconds=4.0, prompt="The steam rises."):
    out = io.BytesIO()
    Pillow.new("RGB", (width // 8, height // 8), "teal").save(out, "JPEG")
    return ClipRequest(
        prompt=prompt,
        duration_ms=round(seconds * 1000),
        image=out.getvalue(),
        mime="image/jpeg",
        width=width,
        height=height,
    )


def cards_of(provider):
    return [row["model"] for row in price_book.cards() if row["provider"] == provider and row["model"]]


@pytest.mark.django_db
@pytest.mark.parametrize("model", cards_of("runway"))
@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_every_model_of_runways_is_asked_as_its_own_package_would(model, width, height):
    adapter = RunwayAnimator("key", model, capabilities=registry.capabilities_of("runway", "clip", model))
    with Runway() as double:
        for seconds in (1.2, 4, 7.5, 60):
            body = adapter.body_of(clip(width, height, seconds))
            assert wire.wrong(double, Seen("POST", "/v1/image_to_video", {}, body)) == ""
            (unit, billed), *others = adapter.units_for(clip(width, height, seconds)).items()
            assert (billed, others) == (body["duration"], [])
            # What is estimated has a price, or the model has none at all.
            known = {row["unit"] for row in price_book.prices() if row["model"] == model}
            assert unit in known or not known


@pytest.mark.django_db
@pytest.mark.parametrize("model", ["veo3.1", "veo3.1_fast", "seedance2", "seedance2_mini", "seedance2_5"])
def test_sound_that_is_dropped_is_not_bought(model):
    adapter = RunwayAnimator("key", model, capabilities=registry.capabilities_of("runway", "clip", model))
    assert adapter.body_of(clip())["audio"] is False


@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_a_picture_of_any_size_has_the_shape_of_its_plate(width, height):
    across, down = map(int, picture_size(width, height, ANY_SIZE).split("x"))
    assert (across % 16, down % 16) == (0, 0)
    # As many pixels as before, so that the price stays; and what is cut away is under one percent.
    assert 0.75 * PICTURE_PIXELS < across * down <= PICTURE_PIXELS
    assert abs(across / down / (width / height) - 1) < 0.01


@pytest.mark.parametrize(
    ("shape", "size"),
    [((1080, 1920), "1024x1536"), ((1080, 1080), "1024x1024"), ((1920, 1080), "1536x1024")],
)
def test_a_model_of_three_sizes_gets_the_nearest(shape, size):
    assert picture_size(*shape, THREE) == size
    assert picture_size(*shape, capabilities.NOTHING_KNOWN) == "auto"


@pytest.mark.parametrize("shape", [(3000, 100), (100, 3000), (1, 1), (8000, 8000)])
def test_an_odd_shape_gets_a_size_all_the_same(shape):
    across, down = map(int, picture_size(*shape, ANY_SIZE).split("x"))
    assert across > 0 and down > 0 and across * down <= PICTURE_PIXELS * 1.1


def test_thinking_has_room_of_its_own_and_is_reckoned_with(db):
    takes = registry.capabilities_of("anthropic", "text", "claude-haiku-5-5")
    assert (takes.thinking_tokens, takes.effort) == (8000, "low")
    assert AnthropicWriter("key", "claude-haiku-5-5", capabilities=takes).thinking_tokens == 8000
    assert AnthropicWriter("key", "claude-haiku-4-5").thinking_tokens == 0


def test_without_a_seed_two_scenes_of_the_same_words_are_not_taken_for_each_other():
    takes = capabilities.read({"seed": False, "fields": {"image_url": "start_image_url", "resolution": None}})
    adapter = FalAnimator("key", "fal-ai/kling/v3/image-to-video", capabilities=takes)
    asked = adapter.input_of(clip())
    assert (adapter.lists_requests, set(asked)) == (False, {"prompt", "duration"})
    assert FalAnimator("key", "fal-ai/pika/v2.2/image-to-video").lists_requests


def test_a_recording_that_is_too_long_for_the_model_is_declined_before_it_is_sent():
    takes = capabilities.read({"seconds": "1-35"})
    adapter = ReplicateLipSyncer("key", "bytedance/omni-human-1.5", capabilities=takes)
    still = {"image": b"", "mime": "image/jpeg", "width": 9, "height": 9, "text": "Hello."}
    sound = {"audio": b"", "audio_mime": "audio/wav"}
    assert adapter.declines(SyncRequest(duration_ms=34_900, **still, **sound)) == ""
    assert "at most 35 seconds" in adapter.declines(SyncRequest(duration_ms=35_200, **still, **sound))


@pytest.mark.django_db
def test_a_field_that_a_model_does_not_have_is_left_out():
    takes = registry.capabilities_of("replicate", "image", "google/nano-banana-2")
    adapter = ReplicatePainter("key", "google/nano-banana-2", capabilities=takes)
    from generation.interfaces import ImageRequest

    asked = adapter.input_of(
        ImageRequest(prompt="A mug", style="bold", beat="product", width=1080, height=1920)
    )
    assert asked == {"prompt": "A mug", "aspect_ratio": "9:16", "output_format": "png"}


@pytest.mark.django_db
def test_the_newest_card_that_has_begun_says_what_a_model_takes():
    ModelCard.objects.create(
        provider="runway",
        talent="clip",
        model="new",
        valid_from=date(2026, 1, 1),
        capabilities={"seed": False},
    )
    ModelCard.objects.create(
        provider="runway",
        talent="clip",
        model="new",
        valid_from=date(2999, 1, 1),
        capabilities={"seed": True},
    )
    found = registry.capabilities_of("runway", "clip", "new")
    # What its card does not say is as in the card for any model of the provider.
    assert (found.seed, found.seconds) == (False, "2-10")


@pytest.mark.django_db
def test_a_card_of_an_earlier_release_is_read_and_a_senseless_one_is_named():
    row = {"provider": "pika", "talent": "clip", "model": "a/b", "valid_from": date(2026, 1, 1)}
    card = ModelCard.objects.create(**row, capabilities={"seconds": [5, 10], "sizes": ["720p"]})
    assert registry.capabilities_of("pika", "clip", "a/b").seconds == "5,10"
    card.capabilities = {"seconds": "soon"}
    card.save()
    with pytest.raises(Misconfigured, match="pika a/b cannot be read: “seconds” must be whole seconds"):
        registry.capabilities_of("pika", "clip", "a/b")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"colour": 1}, "“colour” is not known"),
        ({"seed": "no"}, "must be true or false"),
        ({"longest_text": -1}, "must be a whole number"),
        ({"shapes": "9:16"}, "must be a list"),
        ({"fields": {"image": 3}}, "must be an object"),
        ({"input": []}, "must be an object"),
        ({"effort": "much"}, "one of low, medium"),
    ],
)
def test_the_admin_says_what_a_card_cannot_mean(admin_client, row, said):
    import json

    form = {"provider": "pika", "talent": "clip", "model": "a/b", "valid_from": "2026-01-01"}
    answer = admin_client.post(
        "/admin/generation/modelcard/add/", {**form, "capabilities": json.dumps(row)}, follow=True
    )
    assert said in answer.content.decode() and not ModelCard.objects.filter(model="a/b").exists()


def test_a_variable_that_nobody_reads_any_more_is_told(monkeypatch):
    monkeypatch.setenv("RUNWAY_INPUT", '{"seed": null}')
    monkeypatch.setenv("REPLICATE_TIMEOUT_SECONDS", "60")
    told = [warning.msg for warning in run_checks() if warning.id == "vidstudio.W010"]
    assert told == ["RUNWAY_INPUT is not read any more."]
