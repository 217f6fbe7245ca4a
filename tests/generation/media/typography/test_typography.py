"""Claims about type: what can be written, where lines break, and that nothing leaves its box."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageDraw

from generation.media.typography import (
    FAMILIES,
    FONTS,
    direction,
    draw,
    face,
    fit,
    font_faces,
    measure,
    missing,
    spans,
    wrap,
)

SAMPLES = {
    "latin": "Sphinx of black quartz, Łódź façade naïve €49.99",
    "vietnamese": "Ấm đun nước siêu êm",
    "cyrillic": "Съешь же ещё этих мягких французских булок, їжак",
    "greek": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    "simplified_chinese": "九十秒烧开的静音水壶，“安静”到你会忘记它。",
    "traditional_chinese": "九十秒燒開的靜音水壺，讓廚房安靜下來。",
    "japanese": "九十秒で沸く、静かなケトル。キッチンに「静けさ」を。",
    "korean": "구십 초 만에 끓는 조용한 주전자, 부엌에 고요를 담다.",
}
SHAPED = {
    "arabic": "مرحبا بالعالم، زجاجة جديدة بسعر أقل",
    "persian": "کتاب‌ها را می‌خواهم، پژوهش",
    "hebrew": "בקבוק חדש ששומר על קור כל היום",
    "thai": "น้ำดื่มเย็นตลอดวัน ที่นี่",
    "hindi": "ठंडा पानी हर दिन, क्षत्रिय कीर्ति",
}
HEADLINE = "The quiet kettle that boils in ninety seconds, and never shouts"


def painted(text, family, size, **options):
    """A white canvas with the text in black, and the box of its ink."""
    image = Image.new("L", (2400, 400), 0)
    draw(image, (100, 100), text, family, size, 255, **options)
    return image, image.point(lambda level: 255 * (level > 100)).getbbox()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("script", SAMPLES)
def test_every_family_covers_every_promised_script(family, script):
    text = SAMPLES[script]
    assert missing(text) == set()
    _, with_text = painted(text, family, 40)
    assert with_text is not None


@pytest.mark.parametrize("family", FAMILIES)
def test_no_promised_character_is_drawn_as_an_empty_box(family):
    for char in set("".join(SAMPLES.values())) - {" "}:
        font = face(family, 48, char)
        assert bytes(font.getmask(char)) != bytes(font.getmask("\uffff")), (char, font.getname())


def test_one_face_sets_a_whole_word_even_when_one_letter_is_rare():
    rare = face("black", 40, "Ấm đun").getname()
    assert rare == face("black", 40, "Ấ").getname() != face("black", 40, "m").getname()


def test_an_emoji_and_scripts_we_do_not_ship_are_reported_missing():
    assert missing("Hello 😀\ufe0f\n\t world") == {"😀"}
    assert missing("ሰላም") == set("ሰላም")


def test_what_is_missing_is_left_out_rather_than_drawn_as_a_box():
    assert measure("kettle😀", "sans", 40) == measure("kettle", "sans", 40)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("script", SAMPLES)
def test_measured_width_is_where_the_next_mark_lands(family, script):
    text = SAMPLES[script].rstrip("。.") + "H"
    width, _, _ = measure(text, family, 48)
    image, (left, _, right, _) = painted(text, family, 48)
    bearing = 0.12 * 48
    assert 100 - 2 <= left <= 100 + bearing + 2
    assert 100 + width - bearing - 2 <= right <= 100 + width + 2


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("script", SHAPED)
def test_scripts_that_are_shaped_are_covered_and_measured_as_drawn(family, script):
    assert missing(SHAPED[script]) == set()
    width, ascent, descent = measure(SHAPED[script], family, 48)
    _, (left, top, right, bottom) = painted(SHAPED[script], family, 48)
    assert abs((right - left) - width) <= 8
    assert 100 <= top < bottom <= 101 + ascent + descent


def test_without_shaping_such_letters_are_reported_rather_than_drawn_wrong(monkeypatch):
    monkeypatch.setattr(font_faces, "RAQM", None)
    assert missing("Hello שלום") == set("שלום")


def order(text, way=None):
    """The words of a line as they are seen from left to right."""
    starts = [len(" ".join(text.split(" ")[:k])) + (k > 0) for k in range(len(text.split(" ")))]
    places = spans(text, "sans", 40, [(at, at + 1) for at in starts], way)
    return [word for _, word in sorted(zip((place[0][0] for place in places), text.split(" "), strict=True))]


def test_hebrew_is_seen_from_the_right_and_numbers_in_it_from_the_left():
    assert order("בקבוק Nike Pro חדש 29.99 היום") == ["היום", "29.99", "חדש", "Nike", "Pro", "בקבוק"]


def test_a_hebrew_word_in_an_english_line_stays_where_it_is_read():
    assert order("Say שלום עולם to everyone") == ["Say", "עולם", "שלום", "to", "everyone"]


def test_a_line_that_starts_with_a_brand_still_runs_as_its_language_does():
    assert direction("iPhone 15 Pro Max חדש") == "ltr"
    assert direction("iPhone 15 Pro Max חדש", "he-IL") == "rtl"
    assert direction("Only English here.", "he") == "ltr"
    assert order("iPhone 15 חדש", "rtl") == ["חדש", "iPhone", "15"]


def test_brackets_around_hebrew_open_towards_it():
    """The bracket that is read first stands on the right, and its back is on the outside."""
    image, (left, top, right, bottom) = painted("(אא)", "sans", 80)
    outer = image.crop((right - 3, top, right, bottom)).getbbox()
    assert outer[3] - outer[1] < 0.7 * (bottom - top)  # the bow, not the two tips
    (opening,), (closing,) = spans("(אא)", "sans", 80, [(0, 1), (3, 4)])
    assert opening > closing


def test_arabic_letters_join():
    """One stroke of ink from end to end: no column between the edges is empty."""
    image, box = painted("محمد", "sans", 60)
    columns = (
        image.crop(box)
        .point(lambda level: 255 * (level > 40))
        .resize((box[2] - box[0], 1), Image.Resampling.BOX)
    )
    assert columns.getextrema()[0] > 0


def test_spaced_type_leaves_joined_letters_together():
    assert measure("محمد", "sans", 60, tracking=12)[0] == measure("محمد", "sans", 60)[0]


@pytest.mark.parametrize("text", ["Cold water all day", SHAPED["arabic"], "Nike חדש ב-29 ₪ (MP3)"])
def test_the_places_of_all_words_fill_the_line_without_a_gap(text):
    starts = [0, *(k + 1 for k, char in enumerate(text) if char == " "), len(text)]
    places = spans(text, "sans", 50, list(zip(starts, starts[1:], strict=False)))
    found = sorted(place for word in places for place in word)
    edges = [0.0, *(edge for place in found for edge in place), measure(text, "sans", 50)[0]]
    assert all(abs(b - a) < 0.6 for a, b in zip(edges[::2], edges[1::2], strict=True))


@pytest.mark.parametrize("family", FAMILIES)
def test_measured_width_equals_drawn_pixels(family):
    """A stem at each end: the distance between equal edges is the pen's travel, within two pixels."""
    width = measure("Hnomad kettle", family, 64)[0]
    _, (left, _, _, _) = painted("H", family, 64)
    _, (_, _, right, _) = painted("Hnomad kettleH", family, 64)
    _, (first, _, last, _) = painted("H", family, 64)
    assert abs((right - left) - (last - first) - width) <= 2


def test_tracking_adds_to_every_gap_but_not_after_the_last_letter():
    plain, spaced = measure("NEW", "condensed", 50)[0], measure("NEW", "condensed", 50, tracking=10)[0]
    assert spaced - plain == pytest.approx(20, abs=0.5)


def test_anchors_place_the_same_ink_by_its_edges():
    _, left = painted("HH", "sans", 60, anchor="ls")
    _, right = painted("HH", "sans", 60, anchor="rs")
    _, middle = painted("HH", "sans", 60, anchor="mm")
    assert left[3] == pytest.approx(100, abs=1)
    assert right[2] <= 101 and left[0] >= 99
    assert (middle[1] + middle[3]) / 2 == pytest.approx(100, abs=1)
    assert (middle[0] + middle[2]) / 2 == pytest.approx(100, abs=2)


def test_a_transparent_fill_is_laid_over_and_leaves_no_hole():
    image = Image.new("RGBA", (300, 100), (0, 0, 0, 255))
    draw(image, (10, 10), "H", "black", 70, (255, 255, 255, 128))
    assert image.getextrema()[3] == (255, 255)
    assert 120 <= image.getextrema()[0][1] <= 136


def test_a_drawing_pen_will_do_as_well_as_an_image():
    image = Image.new("RGB", (300, 100))
    draw(ImageDraw.Draw(image), (10, 10), "Ink 墨", "serif", 40, "#ffffff")
    assert image.getbbox()


@pytest.mark.parametrize("family", FAMILIES)
def test_lines_are_balanced_and_none_is_left_alone(family):
    size = 40
    full = measure(HEADLINE, family, size)[0]
    for share in (0.3, 0.4, 0.55, 0.7):
        lines = wrap(HEADLINE, family, size, full * share)
        widths = [measure(line, family, size)[0] for line in lines]
        assert max(widths) <= full * share
        assert min(widths) >= 0.4 * max(widths), lines
        assert " ".join(lines) == HEADLINE


def test_lines_end_where_a_reader_pauses():
    lines = wrap("Boil water in silence, every single day", "sans", 40, 520)
    assert lines == ["Boil water in silence,", "every single day"]


def test_a_line_does_not_end_in_an_article():
    lines = wrap("Made for the mornings and the evenings", "sans", 40, 480)
    assert not any(line.split()[-1] in {"the", "and", "for"} for line in lines[:-1])


@pytest.mark.parametrize("width", range(120, 640, 40))
def test_chinese_and_japanese_lines_keep_their_marks_in_place(width):
    for name in ("simplified_chinese", "traditional_chinese", "japanese"):
        lines = wrap(SAMPLES[name], "sans", 40, width)
        assert "".join(lines) == SAMPLES[name]
        assert not any(line[0] in "，。、”」ー" for line in lines)
        assert not any(line[-1] in "“「" for line in lines)


def test_korean_keeps_its_words_whole():
    words = set(SAMPLES["korean"].split())
    lines = wrap(SAMPLES["korean"], "sans", 40, 300)
    assert len(lines) > 1 and all(word in words for line in lines for word in line.split())


def test_a_word_is_broken_only_when_it_is_wider_than_a_line():
    assert wrap("an unbreakable word", "sans", 40, 260) == ["an", "unbreakable", "word"]
    lines = wrap("Donaudampfschifffahrtsgesellschaft", "sans", 40, 200)
    assert len(lines) > 2 and "".join(lines) == "Donaudampfschifffahrtsgesellschaft"
    assert all(measure(line, "sans", 40)[0] <= 200 for line in lines)


def test_a_text_too_long_comes_back_with_more_lines_than_asked():
    assert len(wrap(HEADLINE, "sans", 60, 300, max_lines=2)) > 2


def test_an_empty_text_has_no_lines_and_no_width():
    assert wrap("  ", "sans", 40, 300) == []
    assert measure("", "sans", 40)[0] == 0


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("box", [(900, 300), (300, 500), (620, 180)])
def test_fit_never_exceeds_the_box(family, box):
    for text in (HEADLINE, *SAMPLES.values()):
        size, lines = fit(text, family, 120, 12, *box)
        image = Image.new("L", (box[0] + 200, box[1] + 200))
        for index, line in enumerate(lines):
            draw(image, (100, 100 + index * size * 1.1), line, family, size, 255)
        ink = image.point(lambda level: 255 * (level > 100)).getbbox()
        assert ink[0] >= 98 and ink[2] <= 102 + box[0], (text, size)
        assert ink[1] >= 98 - size * 0.2 and ink[3] <= 102 + box[1], (text, size)
        assert len(lines) <= 4


def test_fit_is_greedy_one_size_more_would_not_fit():
    size, _ = fit(HEADLINE, "serif", 200, 10, 700, 260)
    assert size > 30
    assert fit(HEADLINE, "serif", size + 40, size + 1, 700, 260)[0] == size + 1
    lines = wrap(HEADLINE, "serif", size + 1, 700)
    _, ascent, descent = measure("", "serif", size + 1)
    assert len(lines) > 4 or ascent + descent + (len(lines) - 1) * 1.1 * (size + 1) > 260


def test_many_threads_draw_the_same_picture():
    def work(_):
        return painted("Kettle 水壶 чайник", "serif", 44)[0].tobytes()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(work, range(24)))) == 1


def test_every_shipped_font_has_its_licence_beside_it_and_stays_small():
    fonts = [path for path in FONTS.iterdir() if path.suffix in {".ttf", ".otf", ".woff2"}]
    assert fonts
    for path in fonts:
        licence = FONTS / "LICENSES" / f"{path.stem}.txt"
        assert "SIL Open Font License" in licence.read_text(), path.name
    assert sum(path.stat().st_size for path in fonts) < 15_000_000


def test_an_unknown_family_is_refused():
    with pytest.raises(ValueError, match="no family 'gothic'"):
        measure("x", "gothic", 20)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Solidus スタッキングマグ 2個セット", ["Solidus", "スタッキングマグ", "2個セット"]),
        (
            "重ねて収納できるストーンウェアのマグカップです。",
            ["重ねて", "収納できる", "ストーンウェアの", "マグカップです。"],
        ),
        ("手作りセラミックマグカップ", ["手作り", "セラミックマグカップ"]),
        ("Moleskine風 A5 ノート", ["Moleskine風", "A5 ノート"]),
    ],
)
def test_a_japanese_headline_is_broken_between_phrases(text, lines):
    """By characters “スタッキングマグ” went over two lines in the middle of its first word."""
    assert fit(text, "sans", 60, 14, 350, 220)[1] == lines


@pytest.mark.parametrize(
    "text, kept",
    [
        ("เครื่องชงกาแฟอัตโนมัติพร้อมที่ตีฟองนม", ["กาแฟ", "เครื่อง", "ฟองนม"]),
        ("ส่งฟรีทั่วประเทศเมื่อซื้อครบ 500บาท", ["ประเทศ", "เมื่อ", "500บาท"]),
        ("กระเป๋าหนังแท้ทำมือจากเชียงใหม่", ["กระเป๋า", "หนัง", "ทำมือ", "เชียงใหม่"]),
        ("หูฟังBluetoothไร้สายรุ่นA5", ["หูฟัง", "Bluetooth", "A5"]),
        (
            "不锈钢保温杯，全天保持饮品冰凉，适合户外旅行和日常使用",
            ["保温杯，", "饮品", "冰凉，", "旅行", "日常"],
        ),
        ("กาน้ำร้อนสแตนเลสสำหรับทุกคนในครอบครัวของคุณ", ["สแตนเลส", "สำหรับ", "ครอบครัว"]),
        ("500毫升大容量保温杯", ["500毫升", "容量", "保温杯"]),
        ("无线降噪耳机续航三十小时", ["无线", "降噪", "耳机", "续航", "三十小时"]),
        ("有机棉婴儿连体衣柔软亲肤", ["有机棉", "婴儿", "连体衣", "柔软", "亲肤"]),
        ("轻便折叠自行车适合城市通勤", ["轻便", "折叠", "自行车", "适合", "城市", "通勤"]),
        ("不鏽鋼保溫杯，整天保持飲品冰涼", ["保溫杯，", "整天", "飲品", "冰涼"]),
    ],
)
@pytest.mark.parametrize("width", [420, 520, 640])
def test_words_of_thai_and_chinese_are_not_broken_over_two_lines(text, kept, width):
    lines = fit(text, "sans", 110, 30, width, 900)[1]
    assert [word for word in kept if not any(word in line for line in lines)] == []


def test_a_thai_line_ends_before_a_linking_word_rather_than_behind_it():
    lines = fit("กาน้ำร้อนสแตนเลสสำหรับทุกคนในครอบครัว", "sans", 70, 30, 520, 700)[1]
    assert not any(line.endswith(("สำหรับ", "ใน")) for line in lines)


def test_a_japanese_word_wider_than_its_line_is_still_set():
    size, lines = fit("スーパーウルトラセラミックマグカップホルダー", "sans", 30, 20, 120, 400, max_lines=8)
    assert size >= 20 and "".join(lines) == "スーパーウルトラセラミックマグカップホルダー"
    assert not any(line.startswith(("ー", "ッ", "ャ")) for line in lines)


def test_the_middle_dot_of_japanese_has_the_width_of_a_sign():
    """Our cut of Noto Sans CJK draws a narrow bullet for it where the language is Japanese."""
    assert measure("電・子", "sans", 100)[0] == measure("電子子", "sans", 100)[0]
