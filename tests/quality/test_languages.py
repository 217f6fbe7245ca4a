"""A product's text in another language than the video: said before work begins, in no sentence with it."""

import pytest

from generation.interfaces import ProductFacts, ScriptRequest
from generation.local.copywriting.provider import Copywriter
from generation.prompts.understanding import understood_record
from generation.text.plain_text import sentences
from tests.generation.local.copywriting.spoken_share import PRODUCTS
from tests.quality.kit import Input, each

OTHER = "text of a product in another language"
PAIRS = [
    Input(OTHER, f"{record} record, {film} video", right=record, more=(record, film))
    for record, film in [
        ("en", "de"), ("en", "fr"), ("en", "ja"), ("en", "ar"), ("en", "hi"), ("en", "ko"), ("en", "zh"),
        ("de", "en"), ("fr", "en"), ("es", "en"), ("it", "en"), ("ja", "en"), ("zh", "en"), ("ar", "en"),
        ("hi", "en"), ("ko", "en"), ("fr", "de"), ("de", "es"), ("es", "it"), ("nl", "fr"),
        ("en", "sv"), ("en", "pl"), ("en", "tr"), ("sv", "en"), ("pl", "en"), ("tr", "en"), ("de", "sv"),
        ("sv", "de"), ("fr", "pl"), ("pl", "fr"), ("es", "tr"), ("tr", "es"), ("pl", "sv"), ("tr", "pl"),
    ]
]  # fmt: skip


def words_of(product: ProductFacts) -> str:
    return " ".join((product.description, *product.selling_points, product.audience))


@each(PAIRS)
def test_another_language_is_said_before_work_begins(case):
    record, film = case.more
    found = understood_record(words_of(PRODUCTS[record][0]), film)
    assert found is not None and "translates nothing" in found.notices[0]
    assert understood_record(words_of(PRODUCTS[record][0]), film, has_model=True) is None


@each(PAIRS)
def test_no_sentence_is_in_two_languages(case):
    """Each sentence that tells a point is that point alone."""
    record, film = case.more
    product = PRODUCTS[record][0]
    order = ScriptRequest(
        mode="creative_ad", style="bold", duration_ms=30_000, language=film, product=product, seed=1
    )
    script = Copywriter().write(order)
    said = [line.rstrip(".。।!") for segment in script.segments for line in sentences(segment.text)]
    own = [text.rstrip(".。।") for text in (*product.selling_points, *sentences(product.description))]
    assert set(own) & set(said)
    for text in own:
        assert all(line == text for line in said if text.casefold() in line.casefold())


@pytest.mark.parametrize(
    "language", ("en", "de", "fr", "es", "it", "pt", "nl", "ja", "zh", "ko", "ar", "hi", "sv", "pl", "tr")
)
def test_nothing_is_said_of_a_product_in_its_own_language(language):
    for product in PRODUCTS[language]:
        assert understood_record(words_of(product), language) is None


BORROWED = [
    Input("borrowed words are no other language", text, right=False, more=language)
    for text, language in (
        ("A café press from Orléans for a slow crème brûlée evening, made by hand for two people.", "en"),
        ("A jalapeño sauce from a small kitchen. It is hot, and it goes with eggs and rice.", "en"),
        ("Die Espressokanne aus Málaga passt zu jedem Herd und macht sechs Tassen Café con leche.", "de"),
        ("En kaffekvarn från Göteborg med namnet Café Noir, som mal för hand varje morgon.", "sv"),
        ("Kubek z napisem Smörgås i podstawką, dla każdego, kto lubi kawę o poranku.", "pl"),
        ("Sabahları için bir kahve değirmeni, adı Café Noir, elle çevrilir ve çok sessizdir.", "tr"),
    )
]


@each(BORROWED)
def test_borrowed_words_pass(case):
    assert understood_record(case.given, case.more) is None


def test_the_other_language_is_named():
    for record, name in (("sv", "Swedish"), ("pl", "Polish"), ("tr", "Turkish"), ("de", "German")):
        text = " ".join(words_of(product) for product in PRODUCTS[record])
        assert f"is in {name}" in understood_record(text, "en").notices[0]
