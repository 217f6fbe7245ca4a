"""What a script may say of a product: what its record says, in any language, and nothing more."""

import pytest

from generation.interfaces import ProductFacts, ScriptRequest
from generation.local.copywriting.provider import Copywriter
from generation.prompts import writing
from generation.text import claims, language_detection
from vidstudio.demo import record

RECORD = "Ridge Flask\nDouble-wall steel keeps drinks cold for 24 hours.\n750 ml, BPA-free\n€29.00"


@pytest.mark.parametrize(
    "text",
    [
        "Only 29 euros.",
        "Nur 29,00 €!",
        "Cold for 24 hours.",
        "24 Stunden kalt.",
        "Vierundzwanzig Stunden lang kalt.",
        "Froid pendant vingt-quatre heures.",
        "A full day: 1 day of cold.",
        "0.75 litres",
        "0,75 Liter, BPA-frei.",
        "24-hour cold, 29 well spent.",
        "One flask, two hands, a hundred mornings.",
        "",
    ],
)
def test_what_the_record_says_may_be_said_in_other_words(text):
    assert claims.unsupported(text, RECORD) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Only $29.", "$29"),
        ("Only €24.", "€24"),
        ("Only 19.99 today.", "19.99"),
        ("Cold for 24 months.", "24 months"),
        ("Cold for twelve hours.", "twelve hours"),
        ("24 % more.", "24 %"),
        ("Fifty percent lighter.", "fifty percent"),
        ("1.000 Stunden", "1.000 Stunden"),
        ("Free shipping on every order.", "Free shipping"),
        ("Kostenloser Versand.", "Kostenloser Versand"),
        ("Livraison offerte.", "Livraison offerte"),
        ("Envío gratis.", "Envío gratis"),
        ("Guaranteed for life.", "Guaranteed"),
        ("Preisgekröntes Design.", "Preisgekröntes"),
        ("Our best-selling flask.", "best-selling"),
        ("Loved by thousands of hikers.", "Loved by"),
        ("Clinically proven.", "Clinically"),
        ("Gluten-free.", "Gluten-free"),
        ("Today only.", "Today only"),
        ("Made from recycled steel.", "recycled"),
        ("Handmade in Portugal.", "Handmade"),
        ("Half price!", "Half price"),
    ],
)
def test_what_the_record_does_not_say_is_found(text, told):
    assert told in " ".join(claims.unsupported(text, RECORD))


@pytest.mark.parametrize("text", ["Mit Garantie.", "Guaranteed.", "Garantía incluida."])
def test_a_promise_of_the_record_holds_in_every_language(text):
    assert claims.unsupported(text, "Ridge Flask. Two year warranty.") == []


def test_a_story_may_count_but_not_sell():
    assert claims.unsupported("At 5 in the morning, 3 robots wake.", "A robot bar", numbers=False) == []
    assert claims.unsupported("Only $5, free shipping!", "A robot bar", numbers=False)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
@pytest.mark.parametrize("mode", ["creative_ad", "functional_intro"])
def test_the_house_writer_claims_nothing_of_its_own(language, mode):
    """Its lines and this check were written apart: each holds the other."""
    flask = ProductFacts(
        name="Ridge Flask",
        description="Double-wall steel keeps drinks cold for 24 hours.",
        selling_points=("Leak-proof lid", "750 ml, BPA-free"),
        price="€29.00",
    )
    for product in (record.facts(), flask):
        for style in ("luxury", "bold"):
            request = ScriptRequest(
                mode=mode, style=style, duration_ms=30_000, language=language, product=product, cta="Shop now"
            )
            said = " ".join(
                " ".join((one.text, one.headline, one.detail)) for one in Copywriter().write(request).segments
            )
            assert claims.unsupported(said, writing.shop_record(request)) == []


ENGLISH = "It keeps your coffee hot for the whole way to work and you will not spill a drop of it."
GERMAN = (
    "Sie hält den Kaffee auf dem ganzen Weg heiß und du wirst nicht einen Tropfen mit der Hand verschütten."
)
JAPANESE = "一日中あたたかいコーヒーを、いつでもどこでも楽しめます。"


@pytest.mark.parametrize(
    ("text", "language", "another"),
    [
        (ENGLISH, "en", False),
        (ENGLISH, "en-GB", False),
        (ENGLISH, "de", True),
        (GERMAN, "de-AT", False),
        (GERMAN, "en", True),
        (GERMAN, "ja", True),
        (JAPANESE, "ja", False),
        (JAPANESE, "en", True),
        ("Ridge Flask Pro Max", "de", False),
        (ENGLISH, "sw", False),
        ("", "fr", False),
    ],
)
def test_another_language_is_noticed_when_it_is_plain(text, language, another):
    assert language_detection.is_another(text, language) is another
