"""Words in letters that the voice cannot read are left out and named; they were said letter by letter."""

import pytest

from generation.interfaces import VoiceRequest
from generation.local.speech.letters import left_out
from generation.local.speech.provider import LocalVoice
from generation.provider_errors import Rejected

FOREIGN = [
    ("en", "Hello שלום my friend", ["שלום"]),
    ("de", "Die кружка und die шапка.", ["кружка", "шапка"]),
    ("fr", "Notre boutique 杯子 est ici", ["杯子"]),
    ("es", "Café de 茶", ["茶"]),
    ("it", "Benvenuti, สวัสดีชาวโลก!", ["สวัสดีชาวโลก"]),
    ("pl", "Kawa مرحبا بالعالم", ["مرحبا", "بالعالم"]),
    ("ru", "Кружка שלום", ["שלום"]),
    ("ko", "좋은 すばらしい 컵", ["すばらしい"]),
    ("zh", "杯子 Привет", ["Привет"]),
    ("en", "Kaffee ДЛЯ всех", ["ДЛЯ", "всех"]),
]
READ = [
    ("en", "Crème brûlée, Łódź, naïve"),
    ("en", "Size Я, 5 Ω and β"),
    ("en", "नमस्ते, 안녕하세요, Καλημέρα"),
    ("ru", "Новая кружка Chrome Pro"),
    ("uk", "Нова чашка"),
    ("he", "ספל חדש"),
    ("ar", "كوب جديد"),
    ("fa", "لیوان جدید"),
    ("th", "แก้วใบใหม่"),
    ("zh", "新杯子"),
    ("cmn", "新杯子"),
    ("ja", "新しいマグカップ"),
]


@pytest.mark.parametrize(("language", "text", "words"), FOREIGN)
def test_words_that_would_be_spelled_are_found(language, text, words):
    assert [text[start:stop] for start, stop in left_out(text, language)] == words


@pytest.mark.parametrize(("language", "text"), READ)
def test_what_has_rules_is_read(language, text):
    assert not list(left_out(text, language))


def test_a_voice_of_latin_letters_alone_skips_all_others():
    text = "Say Καλημέρα or 안녕하세요"
    assert [text[start:stop] for start, stop in left_out(text, "en", only_latin=True)] == [
        "Καλημέρα",
        "안녕하세요",
    ]


def test_a_word_that_is_left_out_takes_no_time_and_keeps_its_place():
    voice = LocalVoice()
    whole = voice.speak(VoiceRequest(text="Hello שלום my friend", language="en"))
    without = voice.speak(VoiceRequest(text="Hello my friend", language="en"))
    # Two spaces in a row may make a pause; spelled, the word took three seconds.
    assert abs(whole.duration_ms - without.duration_ms) < 100
    assert [word.text for word in whole.words] == ["Hello", "שלום", "my", "friend"]
    starts = [word.start_ms for word in whole.words]
    assert starts == sorted(starts)
    assert voice.unread("en", "Hello שלום, שלום my friend") == ("שלום",)


def test_a_text_of_which_nothing_can_be_read_is_refused_by_name():
    with pytest.raises(Rejected, match="cannot read “שלום”"):
        LocalVoice().speak(VoiceRequest(text="שלום וברכה", language="en"))
