"""What is claimed about the natural voices. The models are loaded once; sentences are short."""

import itertools
import logging
import re
from pathlib import Path

import numpy as np
import pytest

from generation.interfaces import VoiceRequest
from generation.local.speech import natural, neural
from generation.local.speech.espeak import ENGINE as ESPEAK
from generation.local.speech.natural import NaturalVoices
from generation.local.speech.provider import LocalVoice
from generation.media import audio, visemes, weights
from generation.text.spoken.normalisation import normalise
from generation.text.toml_tables import read_table

pytest.importorskip("onnxruntime", reason="the natural voices are not installed (make setup)")

NAMES = [info.name for info in LocalVoice().voices()]


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    made = LocalVoice(natural=True, models=str(tmp_path_factory.mktemp("models")))
    assert made.trouble() == "" and made.model == "kokoro-1"
    yield made
    neural.ENGINE.stop()


def speak(local, text, **how):
    return local.speak(VoiceRequest(text=text, **how))


def samples_of(speech):
    return audio.read_wav(speech.data)[0]


# What is heard


@pytest.fixture(scope="module")
def kettle(voice):
    """One sentence by the good voice."""
    return speak(voice, "Only €29.00 — for 750 ml!", voice="noah")


def test_each_written_word_has_its_time(kettle):
    assert [word.text for word in kettle.words] == ["Only", "€29.00", "—", "for", "750", "ml!"]
    times = [time for word in kettle.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times) and 0 <= times[0] < 100
    assert kettle.duration_ms - 300 < times[-1] <= kettle.duration_ms


def test_the_mouth_follows_the_sounds_of_the_model(kettle):
    assert visemes.validated(kettle.visemes, kettle.duration_ms) == kettle.visemes
    # "for" begins with the teeth on the lip, and "750 ml" ends with an s.
    start = next(word for word in kettle.words if word.text == "for").start_ms
    assert next(shape for shape, begin, end in kettle.visemes if end > start + 10) == "teeth"


def test_it_is_no_robot_and_as_loud_as_one(kettle):
    robot = speak(LocalVoice(), "Only €29.00 — for 750 ml!", voice="noah")
    assert kettle.data != robot.data
    loud = [audio.loudness(samples_of(speech), 48000) for speech in (kettle, robot)]
    assert loud == pytest.approx([-16, -16], abs=1)
    assert audio.to_db(audio.true_peak(samples_of(kettle), 48000)) <= -1.5


def test_the_same_words_are_the_same_samples_in_another_process_and_with_other_threads(
    voice, kettle, monkeypatch
):
    neural.ENGINE.stop()
    monkeypatch.setenv("VIDSTUDIO_VOICE_THREADS", "1")
    again = speak(voice, "Only €29.00 — for 750 ml!", voice="noah")
    draft = speak(voice, "Only today.", draft=True)
    neural.ENGINE.stop()
    monkeypatch.setenv("VIDSTUDIO_VOICE_THREADS", "3")
    assert again == kettle and speak(voice, "Only today.", draft=True) == draft


@pytest.mark.parametrize("language, text", [("es", "Solo 29 €, con envío."), ("pt-BR", "Só R$ 29,00.")])
def test_other_languages_are_spoken_and_timed(voice, language, text):
    speech = speak(voice, text, language=language)
    assert [word.text for word in speech.words] == text.split()
    assert speech != speak(LocalVoice(), text, language=language)
    assert all(word.end_ms > word.start_ms for word in speech.words if word.text.isalpha())
    assert len(speech.visemes) > 5


def test_what_is_said_faster_takes_so_much_less_time(voice):
    text = "Soft, warm light wakes you gently, then follows your day."
    easy, fast = (speak(voice, text, draft=True, rate=rate).duration_ms for rate in (1.0, 1.12))
    assert fast / easy == pytest.approx(1 / 1.12, abs=0.03)


def test_the_models_take_less_than_a_process_of_a_worker_may(kettle):
    """With its longest breath (250 sounds) it takes 190 MB more than with short ones: 423 of 450 MB
    (docs/benchmarks.md). The library keeps a model that it gets as bytes, and dicts of the words take 80 MB:
    both together were 577."""
    status = Path(f"/proc/{neural.ENGINE.pid}/status").read_text()
    assert int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024 < 330


def test_no_two_drafts_sound_alike(voice):
    text = "Mornings feel different with this lamp."
    spectra = [
        np.abs(np.fft.rfft(samples_of(speak(voice, text, voice=name, draft=True)), 1 << 18)) for name in NAMES
    ]
    bands = [np.log10([part.sum() for part in np.array_split(one[500:30000], 40)]) for one in spectra]
    assert min(np.abs(a - b).mean() for a, b in itertools.combinations(bands, 2)) > 0.02


def test_only_the_first_voices_draft_sounds_like_itself(voice):
    ava, noah, dora = (
        VoiceRequest(text="x", voice="ava"),
        VoiceRequest(text="x", voice="noah"),
        VoiceRequest(text="x", language="es"),
    )
    assert [voice.has_draft(request) for request in (ava, noah, dora)] == [True, True, False]
    assert [voice.has_draft(request, alike=True) for request in (ava, noah, dora)] == [True, False, False]
    assert not LocalVoice().has_draft(ava)


def test_the_eight_names_of_before_are_the_names_of_today(voice):
    before = ["ava", "noah", "maya", "leo", "nora", "hugo", "iris", "otto"]
    assert NAMES == [info.name for info in voice.voices()] == list(natural.natural_table().voices) == before


# How it is written and read


@pytest.mark.parametrize(
    "text, read",
    [
        ("From $1,299.00 now", "From one thousand two hundred and ninety nine dollars now"),
        ("€1,999.50", "one thousand nine hundred and ninety nine euros 50"),
        ("since 1998", "since nineteen ninety-eight"),
        ("$750", "750 dollars"),
    ],
)
def test_an_amount_is_not_read_as_a_year(text, read):
    said, places = natural._without_false_years(normalise(text, "en"))
    assert said == read and len(places) == len(said) and places == sorted(places)


def test_a_loan_word_is_respelled_for_the_voice_alone_and_keeps_its_place():
    text = "Fabriqué au Danemark, jean premium"
    said, places = natural._respelled(text, "fr-CA")
    assert said == "Fabriqué au danemarque, jean prémiome"
    assert [places[said.index(word)] for word in ("danemarque", ",", "jean", "prémiome")] == [12, 20, 22, 27]
    assert len(places) == len(said) + 1


@pytest.mark.parametrize(
    "text, language", [("Premiumness e-mailing", "fr"), ("Nur online", "de"), ("", "es"), ("on-line", "es")]
)
def test_no_other_word_is_respelled(text, language):
    assert natural._respelled(text, language)[0] == text


def test_each_other_spelling_sounds_otherwise():
    table = read_table(Path(natural.__file__).parent / "data" / "respelled.toml")
    for language, words in table.items():
        rules = natural.natural_table().rules_for(language)
        for word, other in words.items():
            assert word == word.lower() and ESPEAK.sounds(word, rules) != ESPEAK.sounds(other, rules), word


def test_no_letter_is_lost_between_two_clauses():
    sounds = ESPEAK.sounds("Por 89 euros, con envío. Pídelo (hoy).", "roa/es")
    assert [place for place, _ in sounds] == [0, 4, 7, 12, 14, 18, 23, 25, 33, 37]
    assert [said for _, said in sounds][4] == "kon" and [said for _, said in sounds][7].startswith("p")


# Where there is no natural voice


def test_a_language_without_is_robotic_and_says_so(voice):
    assert speak(voice, "Nur heute.", language="de") == speak(LocalVoice(), "Nur heute.", language="de")
    assert (
        "robotic" in voice.about_voice("de") and voice.about_voice("es-MX") == voice.about_voice("en") == ""
    )


def test_a_process_that_dies_twice_is_one_line_and_the_robot_stands_in(voice, monkeypatch, caplog):
    """Its end is the real one: what it is asked makes it end."""
    monkeypatch.setattr(neural.ENGINE, "module", "generation.local.speech.neural.no_such_module")
    neural.ENGINE.stop()
    with caplog.at_level(logging.WARNING):
        speech = speak(voice, "Only today.", voice="noah")
    assert [line.message for line in caplog.records] == [
        "the natural voices' process ended twice while it spoke: a robotic voice stands in"
    ]
    robot = speak(LocalVoice(), "Only today.", voice="noah")
    assert speech.stand_in == LocalVoice.model and speech.data == robot.data and not robot.stand_in
    assert voice.model != LocalVoice.model and voice.stand_ins == (LocalVoice.model,)


def test_letters_that_the_models_cannot_read_are_left_to_the_other_voice(voice):
    assert speak(voice, "Καλημέρα", draft=True) == speak(LocalVoice(), "Καλημέρα")
    assert voice.unread("en", "Καλημέρα") == ()
    assert voice.unread("en", "Say Καλημέρα to all of them") == ("Καλημέρα",)


@pytest.fixture
def changed(monkeypatch):
    """Weights that are not what they were when they were tried."""
    good = weights.models()
    other = {name: weights.Model(name, one.parts, one.size, "0" * 64) for name, one in good.items()}
    monkeypatch.setattr(weights, "models", lambda: other)


def test_changed_weights_are_one_clear_line_and_the_robot_stands_in(changed, tmp_path):
    voice = LocalVoice(natural=True, models=str(tmp_path))
    assert voice.trouble().count("\n") == 0
    assert "A robotic voice stands in" in voice.trouble() and "checksum differs" in voice.trouble()
    assert voice.about_voice("en") == voice.trouble() and voice.model == LocalVoice().model
    assert speak(voice, "Hello.") == speak(LocalVoice(), "Hello.")


def test_missing_weights_say_what_installs_them(monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    assert "`make setup` installs it" in NaturalVoices(tmp_path).why_not


def test_a_damaged_copy_is_joined_again_from_its_parts(tmp_path):
    file = weights.model_file("kokoro", tmp_path)
    with file.open("r+b") as copy:
        copy.seek(1000)
        copy.write(b"changed")
    assert (
        weights._digest(str(weights.model_file("kokoro", tmp_path)), 1) == weights.models()["kokoro"].sha256
    )
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
