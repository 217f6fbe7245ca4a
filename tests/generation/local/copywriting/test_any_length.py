"""Ads of 6 to 90 seconds: beats, scenes and words follow the length, and nothing is said twice."""

from statistics import mean

import pytest

from generation.interfaces import ProductFacts, ScriptRequest
from generation.local.copywriting.pacing import HOOK_MOST_MS, LEAST_MS
from generation.local.copywriting.provider import Copywriter
from generation.prompts.writing import ad_beats
from generation.stages import images
from generation.text.plain_text import sentences
from generation.text.speech_timing import spoken_ms
from projects.formats import AD_SECONDS
from projects.models import VideoProject
from projects.styles import STYLES
from tests.generation.local.copywriting.spoken_share import MORE_PRODUCTS, PRODUCTS

KNOWN = {language: products[0] for language, products in PRODUCTS.items()} | MORE_PRODUCTS
LITTLE_KNOWN = {
    "en": ProductFacts(name="Osprey Tea Tin"),
    "de": ProductFacts(name="Kiesel Lampe", price="49 €"),
    "fr": ProductFacts(name="Sac Bruyère", selling_points=("Résiste à la pluie",)),
}


def ad(product, language, seconds, style="minimal"):
    request = ScriptRequest(
        mode="creative_ad", style=style, duration_ms=seconds * 1000, language=language, product=product
    )
    return Copywriter().write(request)


def check(script, language, seconds):
    lengths = [segment.duration_ms for segment in script.segments]
    assert sum(lengths) == seconds * 1000
    said = [line for segment in script.segments for line in sentences(segment.text)]
    assert len(set(said)) == len(said)
    assert lengths[0] <= HOOK_MOST_MS + 700 and min(lengths) >= LEAST_MS
    needs = [spoken_ms(segment.text, language) for segment in script.segments]
    assert all(need <= length for need, length in zip(needs, lengths, strict=True))
    assert sum(needs) >= (0.45 if seconds < 15 else 0.75) * sum(lengths)
    assert script.segments[-1].beat == "cta" and script.segments[0].beat == "hook"
    if seconds >= 30:
        assert 2500 <= mean(lengths) <= 5500
        assert {segment.beat for segment in script.segments} == {"hook", "product", "proof", "cta"}


@pytest.mark.parametrize("seconds", AD_SECONDS)
@pytest.mark.parametrize("language", KNOWN)
def test_an_ad_of_any_length_is_spoken_through_without_a_sentence_twice(language, seconds):
    check(ad(KNOWN[language], language, seconds), language, seconds)


@pytest.mark.parametrize("seconds", AD_SECONDS)
@pytest.mark.parametrize("language", LITTLE_KNOWN)
def test_so_is_one_of_a_product_of_which_little_is_known(language, seconds):
    check(ad(LITTLE_KNOWN[language], language, seconds), language, seconds)


@pytest.mark.parametrize("style", STYLES)
def test_longer_ads_have_more_scenes(style):
    counts = [len(ad(KNOWN["en"], "en", seconds, style).segments) for seconds in AD_SECONDS]
    assert counts == sorted(counts) and counts[0] <= 3 and counts[-1] >= 18


@pytest.mark.parametrize(
    ("seconds", "beats"),
    [
        (6, "hook product cta"),
        (15, "hook product proof cta"),
        (20, "hook product proof cta"),
        (30, "hook product product proof cta"),
        (45, "hook product product product product proof proof proof cta"),
        (60, "hook" + 5 * " product" + 5 * " proof" + " cta"),
        (90, "hook" + 8 * " product" + 8 * " proof" + " cta"),
    ],
)
def test_models_are_asked_for_the_beats_of_the_length(seconds, beats):
    assert " ".join(ad_beats(seconds * 1000)) == beats


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seconds", AD_SECONDS)
def test_the_estimate_counts_at_least_the_pictures_that_will_be_made(style, seconds):
    project = VideoProject(source="product", style=style, target_ms=seconds * 1000)
    written = len(ad(KNOWN["en"], "en", seconds, style).segments)
    assert images.most_scenes(project) >= max(written, len(ad_beats(seconds * 1000)))
