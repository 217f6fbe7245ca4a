"""Digits as words, to count how long they take to say."""

import pytest

from generation.text.spoken.lexicon import lexicon
from generation.text.spoken.numbers import spelled


@pytest.mark.parametrize(
    "written, said",
    [
        ("0", "零"),
        ("12小时", "十二小时"),
        ("20%", "二十%"),
        ("105", "一百零五"),
        ("容量750毫升", "容量七百五十毫升"),
        ("1050", "一千零五十"),
        ("10001", "一万零一"),
        ("300200", "三十万零二百"),
        ("100010000", "一亿零一万"),
        ("100000005", "一亿零五"),
        ("9.5", "九点五"),
        ("2026年", "二零二六年"),
        ("一百", "一百"),
    ],
)
def test_chinese_numbers_are_counted_in_chinese(written, said):
    """They were counted in Norwegian, which the library of numerals takes for any name with "no" in front."""
    assert spelled(written, lexicon("zh")) == said


def test_a_language_whose_numerals_nobody_knows_keeps_its_digits():
    assert spelled("12 घंटे", lexicon("hi")) == "12 घंटे"
