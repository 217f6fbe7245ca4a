"""Captions: short phrases at the right moment, inside their box, and the same words in SRT and VTT."""

import re

import numpy as np
import pytest

from projects.formats import caption_box
from rendering.engine import planes
from rendering.engine.captions import Captions
from rendering.engine.cues import SHORTEST_MS, cues_of, setting, to_srt, to_vtt
from rendering.engine.errors import SourceError
from rendering.engine.timeline import plan
from rendering.spec import CaptionSpec, Media, OutputSpec, RenderSpec, SceneSpec, SegmentSpec, Word

ENGLISH = "Meet the bottle that keeps cold water cold, all day long. Steel outside, vacuum inside. Yes."
CHINESE = "保温杯采用双层真空不锈钢结构，冬天保热十二小时，夏天保冷二十四小时。"
ENDLESS = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def spec(text=ENGLISH, size=(1080, 1920), voice_ms=5000, words=(), **captions):
    media = Media(kind="image", digest="p")
    voice = Media(kind="voice", digest="v", duration_ms=voice_ms)
    return RenderSpec(
        title="t",
        scenes=(SceneSpec(index=1, duration_ms=6000, media=media),),
        segments=(SegmentSpec(scene_index=1, text=text, start_ms=400, voice=voice, words=words),),
        captions=CaptionSpec(**captions),
        output=OutputSpec(width=size[0], height=size[1]),
    )


def cues(made):
    return cues_of(made, plan(made))


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE, ENDLESS])
def test_no_word_is_lost(text):
    assert squeezed("".join(cue.text for cue in cues(spec(text)))) == squeezed(text)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE, "One. Two. Three. Four. Five. Six. Seven."])
def test_cues_never_overlap(text):
    found = cues(spec(text, voice_ms=2500))
    assert all(cue.end_ms <= after.start_ms for cue, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize("voice_ms", [800, 2500, 5000])
def test_every_cue_stands_long_enough_to_be_seen(voice_ms):
    found = cues(spec(voice_ms=voice_ms))
    assert min(cue.end_ms - cue.start_ms for cue in found) >= SHORTEST_MS


def test_no_cue_outlasts_the_video():
    assert cues(spec(voice_ms=20_000))[-1].end_ms <= 6000


def test_a_cue_has_at_most_two_lines():
    assert max(len(cue.lines) for cue in cues(spec(ENGLISH + CHINESE + ENDLESS))) <= 2


def test_chinese_lines_do_not_start_with_punctuation():
    lines = [line for cue in cues(spec(CHINESE)) for line in cue.lines]
    assert not any(line[0] in "，。、！？" for line in lines)


def test_the_first_words_appear_when_the_voice_starts():
    assert cues(spec())[0].start_ms == 400


def test_word_timings_decide_when_a_phrase_appears():
    words = (
        Word(text="Hello", start_ms=0, end_ms=400),
        Word(text="there", start_ms=400, end_ms=1500),
        Word(text="Goodbye", start_ms=3000, end_ms=4200),
    )
    found = cues(spec("Hello there. Goodbye!", words=words))
    assert [cue.start_ms for cue in found] == [400, 3400]


def test_a_character_without_a_glyph_is_refused_by_scene_and_name():
    with pytest.raises(SourceError, match=r"Scene 1.*\U00013000") as refusal:
        cues(spec("Buy \U00013000 now"))
    assert refusal.value.scene_index == 1


def test_a_character_without_a_glyph_is_fine_when_captions_are_off():
    assert cues(spec("Buy \U00013000 now", burn=False))


def test_srt_counts_its_cues_and_writes_times_with_commas():
    text = to_srt(cues(spec("Hello there.")))
    assert text == "1\n00:00:00,400 --> 00:00:05,800\nHello there.\n\n"


def test_vtt_escapes_what_would_be_markup():
    text = to_vtt(cues(spec("Salt & pepper <3")))
    assert text.startswith("WEBVTT\n\n00:00:00.400 --> ")
    assert "Salt &amp; pepper &lt;3" in text


def lit(made, moments):
    """The pixels of any plane that captions touch at some moments: (left, top, right, bottom)."""
    timeline = plan(made)
    captions = Captions(made, timeline, cues(made))
    width, height = made.output.width, made.output.height
    touched = np.zeros((height, width), bool)
    for moment in moments:
        frame = planes.Planes(*(np.full_like(plane, 99) for plane in planes.blank(width, height)))
        captions.draw(moment * 30 // 1000, frame)
        touched |= frame.y != 99
        for plane in (frame.u, frame.v):
            touched |= np.kron(plane != 99, np.ones((2, 2), bool))
    down, across = np.nonzero(touched.any(axis=1))[0], np.nonzero(touched.any(axis=0))[0]
    return across[0], down[0], across[-1] + 1, down[-1] + 1


@pytest.mark.parametrize("look", ["clean", "box", "karaoke"])
@pytest.mark.parametrize("size", [(1080, 1920), (1080, 1080), (1920, 1080), (720, 900), (360, 640)])
def test_captions_stay_inside_their_box(look, size):
    made = spec(ENGLISH + " Ünlü Ärzte jgpq! " + ENDLESS, size=size, look=look)
    left, top, right, bottom = lit(made, range(500, 6000, 500))
    box = caption_box(*size)
    assert box.left <= left < right <= box.right
    assert box.top <= top < bottom <= box.bottom


@pytest.mark.parametrize("family", ["sans", "serif", "condensed", "black"])
def test_two_lines_of_every_family_fit_the_box(family):
    output = OutputSpec(width=1080, height=1920)
    style = setting(output, family)
    assert 2 * style.leading + 2 * style.padding <= caption_box(1080, 1920).height


def test_karaoke_lights_up_one_word_after_the_other():
    made = spec("Cold water all day", look="karaoke", ink="#ffffff", accent="#ff0000")
    captions = Captions(made, plan(made), cues(made))
    reds = []
    for frame in (20, 150):
        canvas = planes.Planes(*(np.full_like(plane, 128) for plane in planes.blank(1080, 1920)))
        captions.draw(frame, canvas)
        reds.append(np.nonzero(canvas.v > 200)[1].mean())
    assert reds[0] < 270 < reds[1]


def test_a_label_is_drawn_once_for_a_phrase():
    made = spec()
    captions = Captions(made, plan(made), cues(made))
    canvas = planes.blank(1080, 1920)
    for frame in range(15, 40):
        captions.draw(frame, canvas)
    assert captions.label.cache_info().misses == 1
