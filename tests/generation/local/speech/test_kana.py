"""Japanese as it is written is said: kanji by their readings, each with its place in the text."""

import re

import pytest

from generation.interfaces import VoiceRequest
from generation.local.speech.kana import in_kana
from generation.local.speech.provider import LocalVoice
from generation.provider_errors import Rejected
from generation.text.speech_timing import spoken_ms
from generation.text.spoken.normalisation import normalise
from generation.text.toml_tables import read_table
from tests.paths import ROOT

PHRASES = ROOT / "generation/local/copywriting/data/phrases/ja.toml"

SENTENCES = {
    "青いマグカップで、毎日のコーヒーを。": "あおいマグカップで、まいにちのコーヒーを。",
    "今すぐご購入ください。": "いますぐごこうにゅうください。",
    "一晩考えて、また見てみる。": "いちばんかんがえて、またみてみる。",
    "私は東京へ行きます。": "わたしわとうきょうえいきます。",
    "価格は1980円です。": "かかくわせんきゅうひゃくはちじゅう えんです。",
    "8月3日、20%オフ。": "はちがつみっか、にじゅう パーセントオフ。",
    "時々、人々は立ち止まる。": "ときどき、ひとびとわたちどまる。",
    "二重構造のステンレス": "にじゅうこうぞうのステンレス",
    "軽くて丈夫、防水です": "かるくてじょうぶ、ぼうすいです",
    "贈り物に。": "おくりものに。",
    "Ridge Flaskは冷たい。": "Ridge Flaskわつめたい。",
    "かなだけ、そのまま。": "かなだけ、そのまま。",
}


@pytest.mark.parametrize(("written", "said"), SENTENCES.items())
def test_kanji_are_read_as_words(written, said):
    assert in_kana(normalise(written, "ja")).text == said


def test_each_character_keeps_its_place():
    found = in_kana(normalise("青い空", "ja"))
    assert (found.text, found.origin) == ("あおいそら", (0, 0, 0, 2, 2))


def test_every_sentence_of_the_japanese_writer_can_be_said():
    voice = LocalVoice()
    lines = [re.sub(r"\{\w+\}", "カップ", line) for line in texts(read_table(PHRASES))]
    assert len(lines) > 50
    assert not [line for line in lines if voice.cannot_speak("ja", line)]


def texts(table):
    """All texts in nested tables and lists."""
    if isinstance(table, str):
        yield table
        return
    for part in table.values() if isinstance(table, dict) else table:
        yield from texts(part)


def test_a_sign_that_nobody_can_read_is_named():
    with pytest.raises(Rejected, match="does not know how to read “齉”"):
        LocalVoice().speak(VoiceRequest(text="齉です", language="ja"))


def test_a_sentence_lasts_about_as_long_as_planned():
    """Fitted over 30 sentences: 0.83 to 1.05 of the plan, which is cautious."""
    text = "ステンレスの二重構造が、飲み物を一日中冷たく保ちます。"
    spoken = LocalVoice().speak(VoiceRequest(text=text, language="ja"))
    assert 0.75 < spoken.duration_ms / spoken_ms(text, "ja") < 1.1
    assert "".join(word.text for word in spoken.words) == text
