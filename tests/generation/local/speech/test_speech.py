"""What is claimed about the local voices and the process behind them."""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from generation.interfaces import VoiceRequest
from generation.local.speech.espeak import ENGINE, Engine
from generation.local.speech.provider import LocalVoice
from generation.media import audio
from generation.provider_errors import Rejected, Transient
from generation.text.spoken.normalisation import normalise
from generation.text.spoken.word_times import word_times
from tests.paths import ROOT

COPY = (
    "Mornings feel different with the Aurora lamp. Soft, warm light wakes you gently, then follows your "
    "day. It charges in two hours and lasts for a week. Solid oak, made in Denmark, built to be repaired."
)
NAMES = [info.name for info in LocalVoice().voices()]


def speak(text, **how):
    return LocalVoice().speak(VoiceRequest(text=text, **how))


def samples_of(speech):
    samples, rate = audio.read_wav(speech.data)
    assert rate == 48000 and samples.ndim == 1
    return samples


def spoken(text, language="en"):
    return re.sub(r"\s+", " ", normalise(text, language).text).strip()


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid, within=30.0):
    until = time.monotonic() + within
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


# What is heard


def test_a_voice_says_what_it_was_asked_in_the_measured_time():
    speech = speak("Light your morning.")
    assert speech.mime == "audio/wav"
    assert speech.duration_ms == pytest.approx(len(samples_of(speech)) / 48, abs=0.51)
    assert [word.text for word in speech.words] == ["Light", "your", "morning."]


@pytest.mark.parametrize("name", NAMES)
def test_each_voice_keeps_the_pace_a_script_counts_on(name):
    speech = speak(COPY, voice=name)
    assert 2.55 <= len(COPY.split()) / speech.duration_ms * 1000 <= 2.9


@pytest.mark.parametrize("name", NAMES)
def test_each_voice_is_as_loud_as_the_others(name):
    samples = samples_of(speak(COPY, voice=name))
    assert audio.loudness(samples, 48000) == pytest.approx(-16, abs=1)
    assert audio.to_db(audio.true_peak(samples, 48000)) <= -1.5


def test_no_two_voices_sound_alike():
    spectra = [np.abs(np.fft.rfft(samples_of(speak(COPY, voice=name)), 1 << 19)) for name in NAMES]
    bands = [np.log10([part.sum() for part in np.array_split(one[1000:60000], 40)]) for one in spectra]
    apart = [np.abs(a - b).mean() for at, a in enumerate(bands) for b in bands[:at]]
    assert min(apart) > 0.03


def test_a_voice_does_not_buzz():
    samples = samples_of(speak(COPY))
    power, hertz = np.abs(np.fft.rfft(samples)) ** 2, np.fft.rfftfreq(len(samples), 1 / 48000)
    harsh = power[(hertz > 3000) & (hertz < 6000)].sum()
    assert 10 * np.log10(harsh / power[(hertz > 200) & (hertz < 1000)].sum()) < -12
    assert 10 * np.log10(power[hertz > 12000].sum() / power.sum()) < -50


def test_a_clip_begins_and_ends_with_a_short_silence():
    samples = samples_of(speak("Hello there."))
    first, past = audio.sound_bounds(samples, 48000, -45)
    assert 30 <= first / 48 <= 110 and 60 <= (len(samples) - past) / 48 <= 200
    assert samples[0] == 0 and abs(samples[-1]) < 1e-3


def test_half_the_rate_takes_about_twice_as_long():
    assert (
        speak(COPY, rate=0.6).duration_ms
        > 1.5 * speak(COPY).duration_ms
        > 2 * speak(COPY, rate=1.6).duration_ms
    )


def test_the_same_words_are_the_same_bytes():
    first = speak(COPY, voice="iris")
    speak("Something else in between.", voice="leo", language="de")
    assert speak(COPY, voice="iris") == first


# When it is heard


@pytest.mark.parametrize(
    "language, text", [("en", COPY), ("de", "Nur 29,00 € — 750 ml & 24 h Licht! 🎉"), ("zh", "这是好产品。")]
)
def test_word_times_rise_and_lie_inside_the_clip(language, text):
    speech = speak(text, language=language)
    times = [time for word in speech.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times) and times[0] >= 0 and times[-1] <= speech.duration_ms


def test_each_written_word_has_its_time():
    text = "Only €29.00 — for 750 ml & 24 h 🎉 today"
    assert [word.text for word in speak(text).words] == text.split()


def test_what_is_not_spoken_takes_no_time():
    times = {word.text: word.end_ms - word.start_ms for word in speak("Tea 🎉 today").words}
    assert times["🎉"] == 0 and times["today"] > 150


def test_a_word_is_where_its_sound_is():
    speech = speak("Stop. Wait.")
    samples, wait = samples_of(speech), speech.words[1]
    before = samples[(speech.words[0].end_ms + 20) * 48 : (wait.start_ms - 10) * 48]
    assert audio.rms(samples[wait.start_ms * 48 : wait.end_ms * 48]) > 8 * audio.rms(before)


def test_a_slow_voice_has_later_words():
    fast, slow = speak(COPY, rate=1.2).words, speak(COPY, rate=0.8).words
    assert slow[-1].start_ms > 1.3 * fast[-1].start_ms


def test_words_without_a_mark_share_the_time_of_the_one_before():
    words = word_times("one two", normalise("one two", "en"), [(0, 100)], 700)
    assert [(word.start_ms, word.end_ms) for word in words] == [(100, 400), (400, 700)]


# What is read


@pytest.mark.parametrize(
    "language, text, said",
    [
        ("en", "€29.00", "29 euros"),
        ("en", "$1 or $1,299.50", "1 dollar or 1299 dollars 50"),
        ("en", "29 EUR", "29 euros"),
        ("en", "750 ml & 80 g/m²", "750 millilitres and 80 grams per square metre"),
        ("en", "24h light at 10 km/h", "24 hours light at 10 kilometres per hour"),
        ("en", "100% oak, 20 × 30 cm", "100 percent oak, 20 by 30 centimetres"),
        ("en", "https://www.shop.example/lamp/?utm=1 now", "shop dot example slash lamp now"),
        ("en", "Wow 🎉✨ yes™", "Wow yes"),
        ("en", "5 in 100 stores", "5 in 100 stores"),
        ("de", "Nur 1.299,50 €", "Nur 1299 Euro 50"),
        ("de", "80 g/m²", "80 Gramm pro Quadratmeter"),
        ("fr", "29,00 € et 80 g/m²", "29 euros et 80 grammes par mètre carré"),
        ("pl", "1 zł, 2 zł, 5 zł, 22 zł", "1 złoty, 2 złote, 5 złotych, 22 złote"),
        ("sv", "299 kr", "299 kronor"),
        ("jbo", "24 h & 5 %", "24 h & 5 %"),
    ],
)
def test_symbols_are_read_as_a_person_would(language, text, said):
    assert spoken(text, language) == said


LANGUAGES = [
    "en-US",
    "en-GB",
    "de",
    "de-AT",
    "fr",
    "es",
    "es-MX",
    "it",
    "pt",
    "pt-BR",
    "nl",
    "pl",
    "ru",
    "el",
]
LANGUAGES += ["tr", "sv", "da", "nb", "fi", "cs", "zh", "zh-CN", "ko", "uk", "hu", "ro"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_languages_are_spoken(language):
    assert speak("Aurora 24 h", language=language).duration_ms > 700


def test_a_language_changes_the_pronunciation():
    clips = {
        speak("Information, Orange, Nation", language=language).data for language in ("en", "de", "fr", "es")
    }
    assert len(clips) == 4


def test_an_unknown_region_falls_back_to_its_language():
    assert speak("Hallo", language="de-LI") == speak("Hallo", language="de")


def test_japanese_in_kana_is_spoken():
    assert speak("これはペンです", language="ja").duration_ms > 700


# What is refused


@pytest.mark.parametrize(
    "asked, answer",
    [
        ({"text": "Hi", "voice": "bob"}, "ava, noah"),
        ({"text": "Hi", "language": "xx"}, "it speaks af, .*de, .*en"),
        ({"text": "Hi", "language": ""}, "does not speak"),
        ({"text": "  \n"}, "nothing to say"),
        ({"text": "🎉 — !"}, "nothing to say"),
        ({"text": "a" * 5001}, "at most 5000"),
        ({"text": "Hi", "rate": 0}, "between 0.5 and 2"),
        ({"text": "Hi", "rate": float("nan")}, "between 0.5 and 2"),
        ({"text": "齉です", "language": "ja"}, "how to read “齉”"),
        ({"text": "___"}, "nothing to say"),
        ({"text": "っ", "language": "ja"}, "none of this text"),
        ({"text": "Hi", "language": "tlh"}, "does not speak"),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_reason(asked, answer):
    with pytest.raises(Rejected, match=answer):
        LocalVoice().speak(VoiceRequest(**asked))


def test_strange_characters_do_no_harm():
    assert speak("A\x00B \x1b[31m \ud83d C <b>&amp;</b> [[h@l'oU]] \u202e end").duration_ms > 500


def test_the_longest_text_is_spoken():
    text = ("word " * 1000)[:4999]
    assert len(speak(text, rate=2.0).words) == 1000


# Who speaks


def test_there_are_voices_to_choose_from():
    infos = LocalVoice().voices()
    assert len({info.name for info in infos}) >= 6
    assert {info.gender for info in infos} == {"female", "male"}
    assert all(info.label and info.language == "" for info in infos)


def test_no_voice_named_means_the_first():
    assert speak("Hello") == speak("Hello", voice=NAMES[0])


def test_characters_get_different_voices():
    taken = set()
    for name in ("MIRA", "TOM", "JOSÉ", "Анна", "A", "B", "C", "D"):
        taken.add(LocalVoice().voice_for(name, taken, "en"))
    assert taken == set(NAMES)


def test_a_character_keeps_its_voice():
    assert LocalVoice().voice_for("MIRA", set(), "en") == LocalVoice().voice_for(" mira ", {"nobody"}, "en")


def test_when_all_voices_are_taken_one_is_shared():
    assert LocalVoice().voice_for("MIRA", set(NAMES)) in NAMES


def test_a_character_named_like_a_voice_gets_it():
    assert LocalVoice().voice_for("Leo", {"ava"}) == "leo"


# The process behind the voice


def test_a_killed_voice_process_is_replaced():
    first = speak("Still here.")
    killed = ENGINE.pid
    os.kill(killed, signal.SIGKILL)
    assert speak("Still here.") == first
    assert ENGINE.pid != killed and gone(killed)


def test_one_process_serves_many_requests():
    speak("One.")
    pid = ENGINE.pid
    speak("Two.")
    assert ENGINE.pid == pid


def test_a_voice_process_that_hangs_is_ended_and_reported(monkeypatch):
    engine, running, hung = Engine(limit=0.3), Engine._running, []

    def frozen(engine):
        """The engine's process, and the one that replaces it, before they are asked."""
        process = running(engine)
        os.kill(process.pid, signal.SIGSTOP)
        hung.append(process.pid)
        return process

    monkeypatch.setattr(Engine, "_running", frozen)
    with pytest.raises(Transient, match="stopped before"):
        engine.synthesise("Hello", "gmw/en-US", 165, 50, 50)
    assert len(set(hung)) == 2 and all(map(gone, hung)) and engine.pid is None


def test_a_stopped_engine_starts_again_when_asked():
    engine = Engine()
    assert "de" in engine.languages()
    first = engine.pid
    engine.stop()
    assert gone(first) and "de" in engine.languages()
    engine.stop()


def test_nothing_is_left_running_after_the_parent_ends():
    code = "from generation.local.speech.espeak import ENGINE; ENGINE.languages(); print(ENGINE.pid)"
    pid = int(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout)
    assert gone(pid)


def test_nothing_is_left_running_after_the_parent_is_killed():
    code = (
        "import os, signal; from generation.local.speech.espeak import ENGINE; ENGINE.languages();"
        "print(ENGINE.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    pid = int(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).stdout)
    assert gone(pid)


def test_two_threads_speaking_at_once_get_their_own_words():
    texts = [f"Sentence number {number} is said." for number in range(12)]
    alone = [speak(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(speak, texts)) == alone


def test_a_forked_worker_gets_a_voice_process_of_its_own():
    speak("Parent.")
    parents = ENGINE.pid
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            length = speak("Child.").duration_ms
            os.write(writing, f"{length} {ENGINE.pid}".encode())
            ENGINE.stop()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    length, childs = os.read(reading, 100).decode().split()
    assert int(childs) != parents and int(length) == speak("Child.").duration_ms
    assert ENGINE.pid == parents and alive(parents)


def test_a_forked_worker_does_not_keep_its_parents_voice_process_alive():
    code = (
        "import os; from generation.local.speech.espeak import ENGINE; ENGINE.languages();\n"
        "if os.fork() == 0: os.close(1); os.read(0, 1); os._exit(0)\n"
        "print(ENGINE.pid, flush=True); os._exit(0)"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, **pipes) as parent:
        pid = int(parent.stdout.read())
        assert parent.wait() == 0
        assert gone(pid)  # though the fork waits until its stdin is closed, which is now


def test_another_process_says_the_same_bytes():
    before = speak(COPY, voice="nora")
    ENGINE.stop()
    time.sleep(1.1)  # libespeak-ng would seed its noise with the clock's seconds
    assert speak(COPY, voice="nora") == before
