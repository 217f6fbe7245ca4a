"""Films of 6 to 90 seconds: beats, scenes and words follow the length, and nothing is said twice."""

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


# What advertisers count by: 5 or 6 shots in 15 seconds, 8 to 10 in 30; the rest follows the same pace.
SHOTS = {6: (2, 3), 15: (5, 6), 20: (5, 7), 30: (8, 10), 45: (11, 14), 60: (14, 18), 90: (20, 26)}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seconds", AD_SECONDS)
def test_an_ad_has_the_shots_of_its_length_and_shows_the_product_early(style, seconds):
    script = ad(KNOWN["en"], "en", seconds, style)
    lengths = [segment.duration_ms for segment in script.segments]
    least, most = SHOTS[seconds]
    assert least <= len(lengths) <= most
    assert 2000 <= mean(lengths) <= 5000 and max(lengths) <= 6500
    assert lengths[0] <= 3200, "what follows the hook shows the product"
    beats = [segment.beat for segment in script.segments]
    assert beats[-1] == "cta" and (seconds < 15 or beats[1] == "product")


PROMPTS = {
    "en": "A robot opens a small coffee bar at dawn and serves the first commuter a cup",
    "de": "Ein Roboter öffnet im Morgengrauen eine Kaffeebar und serviert dem ersten Pendler eine Tasse",
    "fr": "Un robot ouvre un petit café à l'aube et sert la première tasse à un passant",
    "es": "Un robot abre una pequeña cafetería al amanecer y sirve la primera taza a un viajero",
    "it": "Un robot apre un piccolo bar all'alba e serve la prima tazza di caffè a chi passa",
    "pt": "Um robô abre um pequeno café ao amanhecer e serve a primeira chávena a quem passa",
    "pl": "Robot otwiera o świcie małą kawiarnię i podaje pierwszą filiżankę kawy",
    "ja": "朝、ロボットが小さなカフェを開けます。最初のお客さんにコーヒーを出します。",
}


@pytest.mark.parametrize("seconds", [second for second in AD_SECONDS if second >= 15])
@pytest.mark.parametrize("language", PROMPTS)
def test_a_prompt_of_one_sentence_fills_a_minute_without_saying_a_sentence_twice(language, seconds):
    """A prompt has at most ten scenes of its own: in longer films each is a longer look."""
    asked = {"mode": "creative_ad", "style": "minimal", "prompt": PROMPTS[language], "language": language}
    script = Copywriter().write(ScriptRequest(duration_ms=seconds * 1000, **asked))
    assert sum(segment.duration_ms for segment in script.segments) == seconds * 1000
    said = [line for segment in script.segments for line in sentences(segment.text)]
    assert len(set(said)) == len(said)
    needs = [spoken_ms(segment.text, language) for segment in script.segments]
    assert all(need <= one.duration_ms for need, one in zip(needs, script.segments, strict=True))
    assert seconds > 60 or sum(needs) >= 450 * seconds


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
