"""How what a recogniser wrote down is compared with what was said (make voices)."""

import pytest

from tests.benchmarks.voices.recogniser import errors, words_of


@pytest.mark.parametrize(
    "said, heard, language, wrong, spelled_wrong",
    [
        ("dans votre bar préféré", "dans votre barre préférée", "fr", 0, 2),
        ("l'émail résiste", "les mailles résistent", "fr", 0, 3),
        ("qui ne fuit jamais", "qui ne fit jamais", "fr", 1, 1),
        ("le sac pèse 2 kg", "le sac pèse deux kilos", "fr", 0, 0),
        ("se descubren despacio", "se descubren de espacio", "es", 0, 2),
        ("la tapa es una taza", "la tapa es una tasa", "es", 0, 1),
        ("la tapa es una taza", "la tapa es una tapa", "es", 1, 1),
        ("it fits four", "it fits for", "en", 0, 1),
        ("it fits four", "it sits four", "en", 1, 1),
        ("drei Hunde", "drei", "de", 1, 1),
    ],
)
def test_words_that_sound_alike_are_the_same(said, heard, language, wrong, spelled_wrong):
    expected, got = words_of(said, language), words_of(heard, language)
    by_sound = errors(expected, got, language if language != "de" else "")
    assert (by_sound, errors(expected, got)) == (wrong, spelled_wrong)


def test_words_of_other_scripts_keep_their_marks_and_signs_stand_alone_where_no_spaces_are():
    assert words_of("पर्वत बोतल।", "hi") == ["पर्वत", "बोतल"]
    assert words_of("保温12小时", "zh") == ["保", "温", "十", "二", "小", "时"]
    assert words_of("お茶を12時間", "ja") == list("おちゃをじゅうにじかん")
