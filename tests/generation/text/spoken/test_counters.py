"""Numbers and measures that a language says otherwise than digit and sign."""

import pytest

from generation.text.spoken.normalisation import normalise

KOREAN = {
    "차를 12시간 따뜻하게": "차를 열두 시간 따뜻하게",
    "24시간": "24시간",
    "3개": "세 개",
    "3개월": "3개월",
    "오후 3시에": "오후 세 시에",
    "15시에": "15시에",
    "20명이": "스무 명이",
    "2 잔": "두 잔",
    "1.5시간": "1 점 5 시간",
    "3시즌": "3시즌",
}
# They were said "じゅうにじま": 間 alone is another word.
JAPANESE = {
    "12時間": "じゅうにじかん",
    "9時間": "くじかん",
    "24時間": "にじゅうよじかん",
    "48時間": "よんじゅうはちじかん",
    "9時半": "くじ半",
}
THAI = {"จุได้ 750 มล.": "จุได้ 750 มิลลิลิตร", "5 กก.": "5 กิโลกรัม", "12 ชม.": "12 ชั่วโมง", "30ซม.": "30 เซนติเมตร"}


@pytest.mark.parametrize("written", KOREAN)
def test_koreans_count_things_and_hours_in_native_numbers(written):
    assert normalise(written, "ko").text == KOREAN[written]


@pytest.mark.parametrize("written", THAI)
def test_short_thai_measures_are_read_in_full(written):
    assert normalise(written, "th").text == THAI[written]


@pytest.mark.parametrize("written", JAPANESE)
def test_hours_that_last_are_hours_in_japanese(written):
    assert normalise(written, "ja").text == JAPANESE[written]
