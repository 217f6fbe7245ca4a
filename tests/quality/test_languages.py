"""A product's text in another language than the video: said before work begins, in no sentence with it."""

import pytest

from generation.interfaces import ProductFacts, ScriptRequest
from generation.local.copywriting.provider import Copywriter
from generation.local.images import layout, lettering
from generation.prompts.understanding import understood_record
from generation.text.plain_text import sentences
from generation.text.speech_timing import spoken_ms
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


# At ease, by espeak-ng at 165 words a minute, in milliseconds.
SPOKEN = [
    Input("words of a script take the time that is planned", text, right=took, more=language)
    for language, text, took in (
        ("th", "ขวดน้ำสเตนเลสสองชั้น เก็บความเย็นได้ยี่สิบสี่ชั่วโมง", 5364),
        ("th", "วางในช่องวางแก้วได้", 2397),
        ("th", "กระเป๋าใบนี้ทำจากผ้าใบและหนังแท้", 3765),
        ("my", "ရေဘူးသည် ရေကို အေးစေသည်", 1789),
        ("bn", "দুই স্তরের ইস্পাতের বোতল যা জল চব্বিশ ঘন্টা ঠান্ডা রাখে।", 4176),
        ("te", "రెండు గోడల ఉక్కు సీసా నీటిని ఇరవై నాలుగు గంటలు చల్లగా ఉంచుతుంది.", 4983),
        ("ta", "இரட்டை சுவர் கொண்ட எஃகு பாட்டில் தண்ணீரை இருபத்து நான்கு மணி நேரம் குளிர்ச்சியாக வைத்திருக்கும்.", 5884),
        ("fa", "بطری فولادی دوجداره که آب را بیست و چهار ساعت سرد نگه می دارد.", 5150),
        ("he", "בקבוק פלדה כפול דופן ששומר על מים קרים עשרים וארבע שעות.", 4244),
        ("hi", "दोहरी दीवार वाली स्टील की बोतल जो पानी को चौबीस घंटे ठंडा रखती है।", 4968),
        ("ka", "ორმაგი კედლის ფოლადის ბოთლი წყალს ოცდაოთხი საათი ცივად ინახავს.", 4744),
        ("ko", "펼치면 평평하게 놓이는 에이파이브 노트입니다.", 3912),
    )
]  # fmt: skip


@each(SPOKEN)
def test_words_fit_the_time_planned_for_them(case):
    """A voice says them up to 12 % faster; what is planned may be a quarter too long."""
    assert case.right / 1.12 <= spoken_ms(case.given, case.more) <= case.right * 1.25


@pytest.mark.parametrize("size", [(216, 384), (216, 216), (384, 216)])
@pytest.mark.parametrize(
    "text, lines",
    [("等一下，看看这个", ["等一下，", "看看这个"]), ("ひと息、いれませんか", ["ひと息、", "いれませんか"])],
)
def test_a_headline_in_chinese_or_japanese_ends_its_lines_at_its_marks(text, lines, size):
    area = layout.to_pixels((0.1, 0.1, 0.8, 0.6), *size)
    room = (area.width, area.height)
    assert lettering._break_lines(text, "black", (size[0] / 6, 12), room, 1.1, 3)[1] == lines


def test_a_headline_without_marks_is_broken_as_before():
    assert (
        "".join(lettering._break_lines("防漏提环盖", "black", (60, 12), (150, 200), 1.1, 3)[1])
        == "防漏提环盖"
    )
