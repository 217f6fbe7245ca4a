"""What of a shop's record an ad may say: neither orders, headings and shop talk, nor half of a name."""

import pytest

from generation.interfaces import ProductFacts, ScriptRequest
from generation.local.copywriting.candidate_lines import RecordLines
from generation.local.copywriting.english_grammar import read_point, title_name
from generation.local.copywriting.english_lines import EnglishLines
from generation.local.copywriting.lexicon import topic_for
from generation.local.copywriting.phrase_book import phrase_book
from generation.local.copywriting.product_ads import write_ad
from generation.local.copywriting.product_brief import name_and_extra, read_brief
from generation.text.plain_text import ended


def brief(description="", points=(), name="Name Necklace", language="en"):
    request = ScriptRequest(mode="creative_ad", style="minimal", duration_ms=15_000, language=language)
    return read_brief(request, ProductFacts(name=name, description=description, selling_points=tuple(points)))


@pytest.mark.parametrize(
    "said",
    [
        "♥ WELCOME TO MY SHOP ♥",
        "✨ Details ✨",
        "Welcome to our little shop!",
        "Thank you for visiting!",
        "Why you'll love it",
        "Product details:",
        "Lieferumfang",
        "Características",
        "Select your chain length",
        "Type the name in the personalization box",
        "Add to cart and leave a note at checkout.",
        "What you get – 1 x kettle, 1 x manual",
        "Maße (B x H x T): 12 x 30 x 12 cm",
        "Dimensions : 30 x 15 x 40 cm",
        "Returns: within 30 days",
        "Do not exceed the stated dose.",
        "Bitte kühl und trocken lagern.",
        "H 22 cm, Ø 8.5 cm.",
    ],
)
def test_shop_talk_is_no_sentence_of_an_ad(said):
    told = brief(f"Soft gold.\n{said}\nMade by hand.", [said, "14k gold filled"])
    assert told.sentences == ("Soft gold.", "Made by hand.")
    assert told.points == ("14k gold filled",)


def test_what_looks_like_shop_talk_and_is_none_stays():
    told = brief("Details in gold leaf. The box measures 30 cm. Choose your moment.", ["Care is easy"])
    assert told.sentences == ("Details in gold leaf.", "The box measures 30 cm.", "Choose your moment.")
    assert told.points == ("Care is easy",)


@pytest.mark.parametrize(
    ("written", "name", "extra"),
    [
        ('Kaffeemühle "Mahlwerk 3000"', 'Kaffeemühle "Mahlwerk 3000"', ""),
        ('Steel Rule Long 12"', "Steel Rule Long", '12"'),
        ("【送料無料】ステンレス水筒", "ステンレス水筒", ""),
        ("[Free Shipping] Oak Stool", "Oak Stool", ""),
        ("BREW Electric Kettle 1.7L, 1500W Fast Boil, Stainless Steel", "BREW Electric Kettle", "1.7L"),
        ("LAMPE DE BUREAU LED - BLANC CHAUD", "Lampe de Bureau LED", ""),
    ],
)
def test_a_name_is_never_cut_within_its_marks(written, name, extra):
    assert name_and_extra(written) == (name, extra)


def test_a_calmed_name_keeps_its_small_words_small():
    assert title_name("THE LAMP OF THE SEA") == "The Lamp of the Sea"


def test_a_sentence_in_capitals_keeps_its_units():
    assert brief("ECONOMIQUE : 7W SEULEMENT.", language="fr").sentences == ("Economique : 7W seulement.",)


@pytest.mark.parametrize(
    "point",
    [
        "100% European linen – washed twice",
        "Cross-back straps: no knot at the neck",
        "Auto shut-off: boil-dry protection",
        "Merino outside",
        'Side pockets (fits 6.7" phone)',
    ],
)
def test_a_point_that_explains_itself_stands_alone(point):
    assert [(fact.verb, fact.words) for fact in read_point(point)] == [("", point)]


def test_a_point_with_a_label_is_told_as_a_sentence():
    assert read_point("Material: organic cotton")[0].words == "The material is organic cotton"


def test_a_shouted_label_is_calmed():
    assert brief("", ["SAFE TO USE: auto shut-off"]).points == ("Safe to use: auto shut-off",)


@pytest.mark.parametrize("name", ["Théière en fonte", "Tetera de hierro", "Teapot", "Gusseiserne Teekanne"])
def test_a_teapot_is_not_for_coffee(name):
    assert topic_for(name) == "tea"


def test_an_ad_of_a_crafts_page_says_nothing_but_its_thing():
    points = ["14k gold filled", "Select your chain length", "Add to cart"]
    product = ProductFacts(
        name="Name Necklace", description="♥ WELCOME TO MY SHOP ♥\nHOW TO ORDER", selling_points=tuple(points)
    )
    said = write_ad(ScriptRequest(mode="creative_ad", style="minimal", duration_ms=15_000), product)
    text = " ".join(segment.text for segment in said.segments).lower()
    assert "14k gold" in text
    assert not any(words in text for words in ("welcome", "order", "cart", "select"))


@pytest.mark.parametrize("sentence", ["Gewicht: ca. 100 g.", "Max. Drehmoment 50 Nm."])
def test_a_headline_does_not_end_at_a_short_word(sentence):
    lines = RecordLines(brief(sentence, name="Seife", language="de"))
    assert lines.headline_of(sentence) == sentence.rstrip(".")


def test_a_name_ends_before_what_comes_with_it():
    assert name_and_extra("Akkuschrauber 18V inkl. 2 Akkus (2,0 Ah) + Koffer")[0] == "Akkuschrauber 18V"


def test_an_amount_in_a_name_is_said_only_where_it_says_something():
    facts = EnglishLines(brief("Stackable.", name="Brick Storage Box 10 L"), phrase_book("en")).facts
    assert not any(fact.words == "10 L" for fact in facts)


@pytest.mark.parametrize(
    ("name", "language", "headline"),
    [
        ("手作りセラミックマグカップ", "ja", "手作りセラミックマグカップ"),
        ("有田焼 手作りセラミックマグカップ ブルー 320ml", "ja", "有田焼 手作りセラミックマグカップ ブルー"),
        ("头层牛皮手工缝制商务旅行大容量多功能双肩包升级款防水面料", "zh", ""),
        ("Schneidebrett Bambus, mit Saftrille und Griffen, extra groß", "de", "Schneidebrett Bambus"),
        ("Bouilloire électrique en inox – 1,7 litre, sans fil", "fr", "Bouilloire électrique en inox"),
        ("Sehr große wasserdichte faltbare robuste leichte Tasche", "de", ""),
    ],
)
def test_of_a_long_name_the_headline_has_what_is_whole_in_itself(name, language, headline):
    assert RecordLines(brief(name=name, language=language)).short_name() == headline


# Languages without a phrase book, in which the ad says the record's own words.
VIETNAMESE = (
    "vi",
    "Bình giữ nhiệt Trailhead",
    "Bình giữ nhiệt Trailhead giữ lạnh 24 giờ và giữ nóng 12 giờ.",
)
CZECH = ("cs", "Termoska Trailhead", "Termoska Trailhead udrží nápoje studené 24 hodin.")
THAI = (
    "th",
    "กระติกน้ำสแตนเลส Trailhead",
    "กระติกน้ำสแตนเลสสองชั้น เก็บความเย็นได้ 24 ชั่วโมง และเก็บความร้อนได้ 12 ชั่วโมง",
)
GREEK = (
    "el",
    "Θερμός Trailhead",
    f"Το θερμός Trailhead κρατά τα ποτά κρύα {'για πολλές ώρες ' * 9}κάθε μέρα.",
)
POINTS = {
    "vi": ("Nắp kín không rò rỉ", "Không chứa BPA"),
    "cs": ("Víčko, které neteče", "Bez BPA"),
    "th": ("ฝาปิดสนิทไม่รั่วซึม", "ปราศจาก BPA"),
    "el": ("Καπάκι που δεν στάζει", "Χωρίς BPA"),
}


def told(record, points):
    language, name, description = record
    request = ScriptRequest(mode="creative_ad", style="minimal", duration_ms=15_000, language=language)
    product = ProductFacts(name=name, description=description, selling_points=points)
    return [(segment.beat, segment.text) for segment in write_ad(request, product).segments]


@pytest.mark.parametrize("record", [VIETNAMESE, CZECH, THAI, GREEK], ids=lambda record: record[0])
def test_a_record_whose_text_begins_with_the_name_or_is_long_is_told_all_the_same(record):
    """The name and a button alone would be left of it where hook and intro began alike."""
    points = POINTS[record[0]]
    script = told(record, points)
    words = " ".join(text for _, text in script)
    assert [beat for beat, _ in script][-1] == "cta" and len(script) >= 4
    assert all(point in words for point in points) and "Trailhead" in words


def test_a_first_sentence_that_begins_with_the_name_is_the_intro():
    assert ("product", VIETNAMESE[2]) in told(VIETNAMESE, POINTS["vi"])
    assert ("hook", CZECH[2]) in told(CZECH, ())  # and the hook, where there is nothing else to say


def test_of_a_long_thai_sentence_the_clauses_that_fit_are_said():
    assert told(THAI, POINTS["th"])[0] == ("hook", "กระติกน้ำสแตนเลสสองชั้น.")


@pytest.mark.parametrize("record", [THAI, CZECH], ids=lambda record: record[0])
def test_a_short_first_sentence_stands_on_its_picture(record):
    """The upper half of the frame was bare: the picture leaves room for words that never came."""
    language, name, _ = record
    description = {"th": "กระติกน้ำสแตนเลสสองชั้น", "cs": "Udrží chlad celý den."}[language]
    request = ScriptRequest(mode="creative_ad", style="minimal", duration_ms=15_000, language=language)
    product = ProductFacts(name=name, description=description, selling_points=POINTS[language])
    first = write_ad(request, product).segments[0]
    assert (first.beat, first.headline) == ("hook", description.rstrip("."))


def test_points_in_signs_stand_on_their_pictures_too():
    lines = RecordLines(brief(name="マグカップ", language="ja"))
    assert lines.headline_of("食洗機・電子レンジOK") == "食洗機・電子レンジOK"
    assert ended("食洗機・電子レンジOK") == "食洗機・電子レンジOK。"
    assert (
        ended("Made in 東京") == "Made in 東京。" and ended("東京 tower, a guide") == "東京 tower, a guide."
    )
