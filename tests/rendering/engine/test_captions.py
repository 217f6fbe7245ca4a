"""Captions: short phrases at the right moment, inside their box, and the same words in SRT and VTT."""

import re
from dataclasses import replace
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from projects import formats, styles
from projects.caption_looks import look_of
from projects.formats import caption_box
from rendering.engine import captions, yuv
from rendering.engine.caption_cues import SHORTEST_MS, caption_layout, cues_of, to_srt, to_vtt
from rendering.engine.captions import Captions
from rendering.engine.errors import SourceError
from rendering.engine.timeline import plan
from rendering.spec.schema import (
    CaptionSpec,
    Media,
    OutputSpec,
    OverlaySpec,
    RenderSpec,
    SceneSpec,
    SegmentSpec,
    Word,
)

ENGLISH = "Meet the bottle that keeps cold water cold, all day long. Steel outside, vacuum inside. Yes."
CHINESE = "保温杯采用双层真空不锈钢结构，冬天保热十二小时，夏天保冷二十四小时。"
ENDLESS = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


HEBREW = "הבקבוק החדש של Nike שומר על המים קרים במשך 24 שעות."
ARABIC = "زجاجة Nike الجديدة تحافظ على برودة الماء 24 ساعة، بسعر 29.99$ فقط!"
THAI = "ขวดน้ำสเตนเลส เก็บความเย็นได้ยี่สิบสี่ชั่วโมง ปี่ฟ้า ทุกที่"
HINDI = "यह स्टील की बोतल पानी को चौबीस घंटे ठंडा रखती है।"


def spec(text=ENGLISH, size=(1080, 1920), voice_ms=5000, words=(), language="en", **captions):
    media = Media(kind="image", digest="p")
    voice = Media(kind="voice", digest="v", duration_ms=voice_ms)
    return RenderSpec(
        title="t",
        language=language,
        scenes=(SceneSpec(index=1, duration_ms=6000, media=media),),
        segments=(SegmentSpec(scene_index=1, text=text, start_ms=400, voice=voice, words=words),),
        captions=CaptionSpec(**captions),
        output=OutputSpec(width=size[0], height=size[1]),
    )


def changed(model, **changes):
    return model.model_copy(update=changes)


def said(text, step=500):
    """Word times: each word takes `step` ms, one after the other."""
    return tuple(
        Word(text=word, start_ms=k * step, end_ms=(k + 1) * step) for k, word in enumerate(text.split())
    )


def cues(made):
    return cues_of(made, plan(made))


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE, ENDLESS, HEBREW, ARABIC, THAI, HINDI])
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


@pytest.mark.parametrize("transition", ["cut", "fade"])
def test_words_change_with_a_picture_that_is_cut(transition):
    """After a hard cut nothing of the scene before is read; in a fade it stays until the next words."""
    made = spec("One is enough.", voice_ms=1800)
    scene, piece = made.scenes[0], made.segments[0]
    scenes = [changed(scene, index=k, duration_ms=2400) for k in (1, 2)]
    scenes[1] = changed(scenes[1], transition=transition, transition_ms=400 if transition == "fade" else 0)
    later = changed(piece, scene_index=2, text="Two is better.", start_ms=2520)
    first, second = cues(changed(made, scenes=tuple(scenes), segments=(piece, later)))
    assert first.end_ms == second.start_ms == (2400 if transition == "cut" else 2520)


def test_words_that_run_over_a_cut_stay_until_they_are_said():
    made = spec("One is enough.", voice_ms=2300)
    scenes = [changed(made.scenes[0], index=k, duration_ms=2400) for k in (1, 2)]
    later = changed(made.segments[0], scene_index=2, text="Two is better.", start_ms=2750)
    first, second = cues(changed(made, scenes=tuple(scenes), segments=(made.segments[0], later)))
    assert first.end_ms >= 2700 and second.start_ms == 2750


def test_word_timings_decide_when_a_phrase_appears():
    words = (
        Word(text="Hello", start_ms=0, end_ms=400),
        Word(text="there", start_ms=400, end_ms=1500),
        Word(text="Goodbye", start_ms=3000, end_ms=4200),
    )
    found = cues(spec("Hello there. Goodbye!", words=words))
    assert [cue.start_ms for cue in found] == [400, 3400]


LATE = said("Hello there. Goodbye!", 1000)
WRONG = {
    "out of order": (LATE[1], LATE[0], LATE[2]),
    "overlapping": (LATE[0], LATE[1].model_copy(update={"start_ms": 100}), LATE[2]),
    "one word missing": LATE[:2],
    "one word too many": (*LATE, Word(text="then", start_ms=3000, end_ms=3500)),
    "another spelling": (LATE[0], LATE[1].model_copy(update={"text": "their"}), LATE[2]),
    "ending before they start": (LATE[0], LATE[1].model_copy(update={"end_ms": 500}), LATE[2]),
    "past the end of the clip": (*LATE[:2], LATE[2].model_copy(update={"end_ms": 9000})),
    "seconds taken for milliseconds": tuple(
        word.model_copy(update={"start_ms": k, "end_ms": k + 1}) for k, word in enumerate(LATE)
    ),
    "all at once": tuple(word.model_copy(update={"start_ms": 0, "end_ms": 0}) for word in LATE),
    "empty": (Word(text="", start_ms=0, end_ms=10), Word(text="—", start_ms=10, end_ms=20)),
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_word_times_that_make_no_sense_count_as_none(words):
    text = "Hello there. Goodbye!"
    assert cues(spec(text, words=words)) == cues(spec(text))
    assert not cues(spec(text, words=words))[0].timed
    assert cues(spec(text, words=LATE))[0].timed


def test_words_may_differ_from_the_text_in_case_and_marks_only():
    words = [word.model_copy(update={"text": word.text.upper().strip(".!")}) for word in LATE]
    assert cues(spec("Hello there. Goodbye!", words=words))[0].timed


def test_a_word_is_lit_when_it_is_said_and_not_before():
    made = spec("Hello there. Goodbye!", words=LATE, look="karaoke")
    frames = Captions(made, plan(made), cues(made)).cache_data(0, 120)[1:]
    assert [change[0] for change in frames if change[1]] == [12, 42, 72, 107]


def test_subtitles_say_the_burnt_in_words_at_the_burnt_in_times():
    made = spec(words=said(ENGLISH, 270))
    shown = Captions(made, plan(made), cues(made)).cache_data(0, 180)[1:]
    for block, cue in zip(to_srt(cues(made)).split("\n\n")[:-1], cues(made), strict=True):
        lines = [[line, "ltr"] for line in block.split("\n")[2:]]
        first = next(change[0] for change in shown if change[1] == lines)
        assert abs(first * 1000 / 30 - cue.start_ms) <= 1000 / 30


SIZES = ((1080, 1920), (1080, 1080), (1920, 1080))


def lines_of(text, size=(1080, 1920)):
    return [cue.lines for cue in cues(spec(text, size=size))]


@pytest.mark.parametrize("size", SIZES)
def test_no_line_ends_in_an_article_or_a_preposition(size):
    ends = [line.split()[-1].lower() for found in lines_of(ENGLISH, size) for line in found]
    assert not {"the", "and", "a", "of", "all"} & set(ends)


@pytest.mark.parametrize("size", SIZES)
def test_a_number_keeps_its_unit(size):
    text = "It keeps your coffee hot for 12 hours and holds 500 ml, all for $ 29 today."
    lines = [line for found in lines_of(text, size) for line in found]
    assert all(any(pair in line for line in lines) for pair in ("12 hours", "500 ml", "$ 29"))


@pytest.mark.parametrize("size", [(1080, 1920), (1080, 1350), (1080, 1080)])
def test_a_weight_of_cloth_and_a_compound_are_read_in_one_piece(size):
    text = "The Midnight Heavyweight Tee is a 240 g/m² organic cotton tee in a lay-flat box."
    lines = [line for found in lines_of(text, size) for line in found]
    assert all(any(whole in line for line in lines) for whole in ("240 g/m²", "lay-flat"))


def test_a_sentence_is_cut_at_its_pauses():
    found = lines_of("Steel outside, vacuum inside, and nothing but water in between.")
    assert [" ".join(lines) for lines in found] == [
        "Steel outside, vacuum inside,",
        "and nothing but water in between.",
    ]


def test_a_word_too_wide_for_a_line_is_set_smaller_before_it_is_broken():
    lines = [line for found in lines_of("Die Doppelwandisolierflaschenbürste kommt.") for line in found]
    assert any("Doppelwandisolierflaschenbürste" in line for line in lines)


def test_korean_words_are_said_whole_and_chinese_characters_one_by_one():
    assert [token.text for row in cues(spec("시원한 물병"))[0].tokens for token in row] == ["시원한", "물병"]
    assert [token.text for row in cues(spec("保温杯"))[0].tokens for token in row] == ["保", "温", "杯"]


def test_a_character_without_a_glyph_is_refused_by_scene_and_name():
    with pytest.raises(SourceError, match=r"Scene 1.*\U00013000 😀") as refusal:
        cues(spec("Buy \U00013000 now 😀"))
    assert refusal.value.scene_index == 1


def test_a_character_without_a_glyph_is_fine_when_captions_are_off():
    assert cues(spec("Buy \U00013000 now", burn=False))


def test_srt_counts_its_cues_and_writes_times_with_commas():
    text = to_srt(cues(spec("Hello there.")))
    assert text == "1\n00:00:00,400 --> 00:00:05,800\nHello there.\n\n"


def test_a_hebrew_line_that_starts_with_a_brand_is_marked_for_players():
    text = to_srt(cues(spec("iPhone 15 Pro Max חדש", language="he")))
    assert "\n\u200fiPhone" in text
    assert "\u200f" not in to_srt(cues(spec(HEBREW, language="he"))) + to_srt(cues(spec()))


def test_vtt_escapes_what_would_be_markup():
    text = to_vtt(cues(spec("Salt & pepper <3")))
    assert text.startswith("WEBVTT\n\n00:00:00.400 --> ")
    assert "Salt &amp; pepper &lt;3" in text


def lit(made, moments):
    """The pixels of any plane that captions touch at some moments: (left, top, right, bottom)."""
    timeline = plan(made)
    shown = Captions(made, timeline, cues(made))
    width, height = made.output.width, made.output.height
    touched = np.zeros((height, width), bool)
    for moment in moments:
        frame = yuv.Planes(*(np.full_like(plane, 99) for plane in yuv.blank(width, height)))
        shown.draw(moment * 30 // 1000, frame)
        touched |= frame.y != 99
        for plane in (frame.u, frame.v):
            touched |= np.kron(plane != 99, np.ones((2, 2), bool))
    down, across = np.nonzero(touched.any(axis=1))[0], np.nonzero(touched.any(axis=0))[0]
    return across[0], down[0], across[-1] + 1, down[-1] + 1


TALL = " Ünlü Ärzte jgpq! "


@pytest.mark.parametrize("look", ["clean", "box", "karaoke"])
@pytest.mark.parametrize("aspect", formats.ASPECTS)
@pytest.mark.parametrize("resolution", ["720p", "1080p"])
def test_captions_stay_inside_their_box(look, aspect, resolution):
    inside_its_box(spec(ENGLISH + TALL + ENDLESS, formats.frame_size(aspect, resolution), look=look))


@pytest.mark.parametrize("aspect", formats.ASPECTS)
def test_captions_stay_inside_their_box_in_the_largest_frames(aspect):
    made = spec("Jgpq Ärzte, " + ENDLESS, formats.frame_size(aspect, "2160p"), look="clean", font="black")
    inside_its_box(made, moments=(1500,))


@pytest.mark.parametrize("text", [ARABIC, HEBREW, THAI, HINDI, CHINESE])
@pytest.mark.parametrize("font", ["sans", "serif"])
def test_captions_of_taller_scripts_stay_inside_their_box(text, font):
    for size in ((720, 1280), (1280, 720)):
        inside_its_box(spec(text, size, look="clean", font=font), moments=(1000, 3000))


def inside_its_box(made, moments=range(500, 6000, 900)):
    left, top, right, bottom = lit(made, moments)
    box = caption_box(made.output.width, made.output.height)
    assert box.left <= left < right <= box.right
    assert box.top <= top < bottom <= box.bottom


@pytest.mark.parametrize("text", [ARABIC, THAI, HINDI, TALL])
def test_no_letter_is_cut_off_at_the_edge_of_its_box(text):
    """What is set in the caption box has as much ink as the same with room above and below it."""
    made = spec(text, look="box")
    style, box = caption_layout(made.output, "sans", text), caption_box(1080, 1920)
    roomy = replace(style, padding=style.padding + 100)
    cue = cues(made)[0]
    tight = captions.caption_maps(cue, made.captions, style, (box.width, box.height)).words.sum()
    assert captions.caption_maps(cue, made.captions, roomy, (box.width, 500)).words.sum() == pytest.approx(
        tight, rel=0.01
    )


@pytest.mark.parametrize("family", ["sans", "serif", "condensed", "black"])
def test_two_lines_of_every_family_fit_the_box(family):
    output = OutputSpec(width=1080, height=1920)
    style = caption_layout(output, family)
    assert style.lines == 2 and 2 * style.leading + 2 * style.padding <= caption_box(1080, 1920).height


@pytest.mark.parametrize("aspect", formats.ASPECTS)
def test_type_is_large_enough_for_a_phone(aspect):
    width, height = formats.frame_size(aspect, "1080p")
    assert caption_layout(OutputSpec(width=width, height=height), "sans").size >= 0.05 * 1080


def red_at(made, frame):
    """Where something red is seen: the middle of it, across the frame, or None."""
    shown = Captions(made, plan(made), cues(made))
    canvas = yuv.Planes(*(np.full_like(plane, 128) for plane in yuv.blank(1080, 1920)))
    shown.draw(frame, canvas)
    red = np.nonzero(canvas.v > 190)[1]
    return red.mean() if len(red) else None


def karaoke(text, words=None, **options):
    words = said(text) if words is None else words
    return spec(text, words=words, look="karaoke", ink="#ffffff", accent="#ff0000", **options)


def test_karaoke_lights_up_one_word_after_the_other():
    places = [red_at(karaoke("Cold water today"), 12 + 15 * k + 7) for k in range(3)]
    assert places == sorted(places) and places[0] < 240 < places[2]


@pytest.mark.parametrize("text", ["מים קרים היום", "ماء بارد اليوم"])
def test_karaoke_goes_from_right_to_left_in_hebrew_and_arabic(text):
    places = [red_at(karaoke(text), 12 + 15 * k + 7) for k in range(3)]
    assert places == sorted(places, reverse=True) and places[0] > 252 > places[2]


def test_karaoke_without_word_times_lights_no_word():
    assert [red_at(karaoke("Cold water today", words=()), frame) for frame in (20, 60, 100)] == [None] * 3


def test_words_to_come_are_dimmer_than_words_that_were_said():
    made = karaoke("Cold water today")
    shown = Captions(made, plan(made), cues(made))
    coming, over = (shown.bitmap(0, begun).adds.y.max() for begun in (0, 4))
    assert coming < 0.8 * over


def test_the_three_looks_are_three():
    def drawn(look):
        made = spec(words=said(ENGLISH, 270), look=look)
        label = Captions(made, plan(made), cues(made)).bitmap(0, 1 if look == "karaoke" else None)
        return label.adds.y.tobytes()

    assert len({drawn(look) for look in ("clean", "box", "karaoke")}) == 3


@pytest.mark.parametrize("level", [20, 128, 235])
@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("look", ["clean", "box", "karaoke"])
def test_words_are_read_on_any_ground(look, style, level):
    """What stands next to the letters is much darker, or much lighter, than the letters."""
    row = SimpleNamespace(look=styles.STYLES[style], caption_look=look, brand_kit=None)
    made = spec("Cold water", **look_of(row))
    plate = captions.caption_maps(
        cues(made)[0], made.captions, caption_layout(made.output, "sans"), (768, 192)
    )
    colour, alpha = plate.under
    ring = (cv2.dilate(plate.words, np.ones((5, 5))) > 0.9) & (plate.words < 0.05)
    ground = grey(colour) * alpha + level / 255 * (1 - alpha)
    assert abs(grey(captions._colour(made.captions.ink)) - np.median(ground[ring])) > 0.3


def grey(colour):
    return float(np.dot(colour, (0.2126, 0.7152, 0.0722)))


def test_a_label_is_drawn_once_for_a_phrase():
    made = spec()
    shown = Captions(made, plan(made), cues(made))
    canvas = yuv.blank(1080, 1920)
    for frame in range(15, 40):
        shown.draw(frame, canvas)
    assert shown.bitmap.cache_info().misses == 1


def burnt(made):
    return [cue.text for cue in Captions(made, plan(made), cues(made)).cues]


def test_a_sentence_that_stands_on_the_picture_is_not_burnt_in_beneath_it():
    made = spec("Ribbon marker and elastic. It lies flat.")
    scene = made.scenes[0].model_copy(update={"reads": ("RIBBON MARKER and elastic",)})
    assert burnt(made.model_copy(update={"scenes": (scene,)})) == ["It lies flat."]
    assert "Ribbon marker" in to_srt(cues(made))


def test_a_sentence_that_says_more_than_the_picture_is_burnt_in_whole():
    made = spec("They are dishwasher and microwave safe.")
    scene = made.scenes[0].model_copy(update={"reads": ("Dishwasher and microwave safe",)})
    assert burnt(made.model_copy(update={"scenes": (scene,)})) == burnt(made) != []


def test_the_button_is_not_read_out_beneath_itself():
    button = OverlaySpec(kind="button", text="Shop now", box=(0.3, 0.4, 0.6, 0.5), start_ms=500, end_ms=6000)
    made = spec("All of it is yours for twenty-nine dollars. Shop now!").model_copy(
        update={"overlays": (button,)}
    )
    assert burnt(made) and not any("Shop" in text for text in burnt(made))
