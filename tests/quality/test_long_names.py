"""Names of any length and script on a picture: within the frame, off product and price, in letters."""

from dataclasses import replace
from functools import cache

import pytest

from generation.local.images import composition, lettering, placement
from generation.media import typography
from projects.formats import safe_box
from tests.quality.kit import Input, each
from tests.quality.test_looks import asked

NAMES = {
    "168 characters": (
        "Extra Large Insulated Double Wall Vacuum Stainless Steel Travel Coffee Mug with Leakproof Flip Lid, "
        "Carry Handle and Silicone Base, Dishwasher Safe, BPA Free, 20 oz, Black",
        "en",
    ),
    "an unbroken word of 80": (
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "de",
    ),
    "a link": (
        "https://shop.example/collections/summer-2026/products/stack-mug-set?variant=4410",
        "en",
    ),
    "Chinese": (
        "手工制作的双层不锈钢真空保温咖啡杯带防漏翻盖和硅胶底座适合每天通勤旅行使用的大容量黑色杯子",
        "zh",
    ),
    "Japanese": (
        "毎朝のコーヒーのための手作り二重構造ステンレス製保温マグカップ（食洗機対応・ふた付き）",
        "ja",
    ),
    "Korean": (
        "이중벽 스테인리스 보온 여행용 대용량 커피 머그컵 누수 방지 뚜껑 손잡이 포함",
        "ko",
    ),
    "Arabic": (
        "كوب قهوة سفر كبير معزول من الفولاذ المقاوم للصدأ مزدوج الجدار مع غطاء مانع للتسرب ومقبض",
        "ar",
    ),
    "Hebrew": (
        "ספל קפה גדול מבודד מפלדת אל חלד עם דופן כפולה ומכסה אטום לנסיעות ארוכות",
        "he",
    ),
    "Thai": (
        "แก้วกาแฟเดินทางสแตนเลสสองชั้นขนาดใหญ่พิเศษพร้อมฝาปิดกันรั่วและหูหิ้ว",
        "th",
    ),
    "Hindi": (
        "बड़ा डबल वॉल स्टेनलेस स्टील यात्रा कॉफी मग रिसाव-रोधी ढक्कन और हैंडल के साथ",
        "hi",
    ),
    "Cyrillic": (
        "Большая дорожная термокружка из нержавеющей стали с двойными стенками и герметичной крышкой",
        "ru",
    ),
    "two scripts": (
        "MUJI 无印良品 Stainless Mug ステンレスマグ 350 ml – Ünïcödé edition №7",
        "en",
    ),
}  # fmt: skip
SIZES = {"9:16": (360, 640), "1:1": (360, 360), "16:9": (640, 360), "4:5": (360, 450)}


@cache
def cup():
    return composition.cut_out(asked("bold", "red cup"))


@cache
def laid_out(name, style, ratio, beat):
    """(the words' items, the product's box, the request) of a picture with a name as its headline."""
    text, language = NAMES[name]
    width, height = SIZES[ratio]
    request = replace(
        asked(style, "red cup", beat=beat, headline=text, product_name=text, language=language),
        width=width, height=height,
    )  # fmt: skip
    product = cup()
    shot = composition.compose(
        composition.draft_of(request), product, placement.choose_plan(request, product)
    )
    return shot.words, shot.product_box, request


PICTURES = [
    Input(
        "a long name on a picture", f"{name}, {ratio}, {beat}", right={"headline"}, more=(name, ratio, beat)
    )
    for name in NAMES
    for ratio in SIZES
    for beat in ("hook", "cta")
    if beat == "cta" or ratio == "1:1"
]
# Each family of letters (cinematic has those of luxury), two by two with each name and ratio.
LETTERS = (("luxury", "bold"), ("energetic", "minimal"))


@each(PICTURES)
def test_a_long_name_keeps_in_the_frame_and_off_product_and_price(case):
    name, ratio, beat = case.more
    for style in LETTERS[(list(NAMES).index(name) + list(SIZES).index(ratio)) % 2]:
        items, product, request = laid_out(name, style, ratio, beat)
        safe = safe_box(request.width, request.height)
        for at, item in enumerate(items):
            box = item.box
            assert safe.left <= box.left and box.right <= safe.right, style
            assert safe.top <= box.top and box.bottom <= safe.bottom, style
            assert not box.overlaps(product), style
            assert not any(box.overlaps(other.box) for other in items[:at]), style
            widest = max(
                lettering._line_width(line, item.family, item.size, item.tracking) for line in item.lines
            )
            assert widest <= box.width + 2, style
        kinds = {item.kind for item in items}
        assert kinds >= (case.right | {"price", "cta"} if beat == "cta" else case.right), style


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_set_in_letters_and_never_in_boxes(name):
    assert not typography.missing(NAMES[name][0] + "…")


def test_a_name_that_is_too_long_loses_its_last_words_and_says_so():
    items, _, _ = laid_out("168 characters", "minimal", "1:1", "cta")
    words = " ".join(next(item for item in items if item.kind == "headline").lines)
    assert words.endswith("…") and NAMES["168 characters"][0].startswith(words[:-1])
