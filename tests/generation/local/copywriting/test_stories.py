"""A prompt told as a film, with no model: even scenes, in the prompt's own clauses."""

import re

import pytest

from generation.interfaces import ScriptRequest
from generation.local.copywriting.provider import Copywriter
from generation.provider_errors import Rejected
from generation.text.speech_timing import spoken_ms
from tests.paths import SAMPLES

SAMPLE = SAMPLES / "prompt.txt"
BARISTA = (
    "A robot barista opens a tiny coffee bar at dawn and serves the first cup of the day to a sleepy commuter"
)


def tell(prompt=BARISTA, seconds=30, *, style="cinematic", language="en", **more):
    return Copywriter().write(
        ScriptRequest(
            mode="creative_ad",
            style=style,
            duration_ms=seconds * 1000,
            prompt=prompt,
            language=language,
            **more,
        )
    )


def texts(script):
    return [segment.text for segment in script.segments]


@pytest.mark.parametrize(
    ("seconds", "scenes"), ((5, 3), (10, 3), (15, 3), (20, 4), (30, 6), (50, 10), (90, 10), (300, 10))
)
def test_there_is_one_scene_for_each_five_seconds(seconds, scenes):
    assert len(tell(seconds=seconds).segments) == scenes


@pytest.mark.parametrize("seconds", (5, 7, 15, 23, 30, 61, 300))
def test_scenes_are_even_and_sum_exactly(seconds):
    times = [segment.duration_ms for segment in tell(seconds=seconds).segments]
    assert sum(times) == seconds * 1000
    assert max(times) - min(times) <= 100


def test_hook_context_content_and_closing_stand_in_order():
    beats = [segment.beat for segment in tell().segments]
    assert beats == ["hook", "context", "content", "content", "content", "closing"]


def test_the_hook_introduces_who_it_is_about():
    assert "a robot barista" in texts(tell())[0]


def test_the_context_tells_the_time():
    assert texts(tell())[1] == "It is dawn, and the day is only just beginning."


def test_a_short_film_tells_the_time_with_what_happens():
    assert texts(tell(seconds=15))[1] == "At dawn, the robot barista opens a tiny coffee bar."


@pytest.mark.parametrize("style", ("luxury", "energetic", "minimal"))
@pytest.mark.parametrize("seconds", (15, 30, 50))
def test_no_scene_is_a_word_or_two_and_a_long_silence(seconds, style):
    for segment in tell(seconds=seconds, style=style).segments:
        assert 6 <= len(segment.text.split()) <= 14, segment.text
        assert spoken_ms(segment.text) >= 0.4 * segment.duration_ms, segment.text


@pytest.mark.parametrize("language", ("de", "fr", "es"))
def test_other_languages_fill_their_scenes_as_well(language):
    prompt = {
        "de": "Ein Roboter öffnet im Morgengrauen eine kleine Kaffeebar",
        "fr": "Un robot ouvre un petit café à l'aube",
        "es": "Un robot abre un pequeño café al amanecer",
    }[language]
    for segment in tell(prompt, 30, language=language).segments:
        assert len(segment.text.split()) >= 6, segment.text


def test_the_story_names_whom_its_subject_meets():
    assert "a sleepy commuter" in texts(tell())[0]


def test_headlines_are_few_words_and_never_twice():
    heads = [segment.headline for segment in tell(seconds=50).segments if segment.headline]
    assert len(heads) == len(set(heads)) >= 4
    assert all(len(head.split()) <= 5 for head in heads)


def test_a_length_is_neither_a_headline_nor_cut_in_two():
    for prompt in ("The history of chess in half a minute", "The history of chess in 30 seconds"):
        said = tell(prompt, 15).segments
        assert not any("minute" in one.headline.lower() for one in said)
        assert not any(re.search(r"\b30(?! seconds)", one.text + one.headline) for one in said)


def test_everything_that_happens_is_told_once():
    story = " ".join(texts(tell()))
    assert story.count("opens a tiny coffee bar") == 1
    assert story.count("serves the first cup of the day to a sleepy commuter") == 1


def test_the_article_turns_definite_once_somebody_is_known():
    assert "The robot barista opens a tiny coffee bar." in texts(tell())


def test_three_scenes_still_tell_the_whole_prompt():
    story = " ".join(texts(tell(seconds=15)))
    assert "opens a tiny coffee bar" in story and "sleepy commuter" in story


def test_several_people_do_one_thing_after_another():
    prompt = "Two friends hike up a mountain at sunrise, find an old radio and dance on the summit"
    story = texts(tell(prompt, 30))
    assert "A little later, the friends find an old radio." in story
    assert "And then, at last, the friends dance on the summit." in story


def test_what_somebody_is_doing_becomes_a_sentence():
    assert "The cat is sleeping on a windowsill." in " ".join(
        texts(tell("A cat sleeping on a windowsill", 15))
    )


def test_the_order_to_make_a_video_is_not_narrated():
    story = " ".join(texts(tell("Please make a short video about a fox waiting in a snowy forest", 30)))
    assert "video" not in story and "fox" in story


def test_a_person_keeps_her_name():
    story = " ".join(texts(tell("Mara is a lighthouse keeper. Every night she climbs the stairs.", 20)))
    assert "Mara" in story and "mara" not in story


def test_a_scene_without_a_verb_is_the_opening():
    assert texts(tell("Neon city at night"))[0] == "Neon city at night."


@pytest.mark.parametrize("language", ("en", "de", "fr", "es"))
@pytest.mark.parametrize("seconds", (5, 15, 50))
def test_no_text_is_repeated_or_empty(language, seconds):
    told = texts(tell(seconds=seconds, language=language))
    assert all(told) and len(set(told)) == len(told)


@pytest.mark.parametrize("language", ("en", "de", "fr", "es", "it", "ja"))
@pytest.mark.parametrize("seconds", (5, 15, 50))
def test_every_scene_can_be_said_in_its_time(language, seconds):
    prompt = {
        "it": "Un robot apre un piccolo bar all'alba e serve la prima tazza di caffè a chi passa",
        "ja": "あさ、ロボットが ちいさな カフェを あけます。",
    }.get(language, BARISTA)
    for segment in tell(prompt, seconds=seconds, language=language).segments:
        assert spoken_ms(segment.text, language) <= segment.duration_ms


def test_a_german_prompt_is_told_in_german_clauses():
    prompt = "Ein Roboter öffnet im Morgengrauen eine Kaffeebar und serviert dem ersten Pendler eine Tasse"
    story = texts(tell(prompt, 30, language="de"))
    assert "Ein Roboter öffnet im Morgengrauen eine Kaffeebar." in story
    assert "Und serviert dem ersten Pendler eine Tasse." in story


def test_a_language_without_phrases_hears_only_the_prompt():
    told = texts(tell("En robot åbner en café når byen vågner.", 15, language="da"))
    assert " ".join(told) == "En robot åbner en café når byen vågner."


@pytest.mark.parametrize("language", ("sv", "nl", "ja", "zh", "ru", "ar", "tr"))
def test_no_scene_says_three_dots(language):
    assert not any("…" in text for text in texts(tell("Kaffe 2.", 15, language=language)))


def test_words_that_take_longer_than_the_film_are_refused():
    with pytest.raises(Rejected, match="seconds to say, and the film lasts 5"):
        tell(
            "Kod KAFFE20, ring 08-123 45 67 89, kod TE3000 och gå till kafe.example.com/sverige.",
            5,
            language="sv",
        )


def test_each_scene_knows_what_is_to_be_seen():
    assert all(segment.action for segment in tell().segments)


def test_banned_words_never_appear():
    story = " ".join(texts(tell(banned_words=("dawn", "camera"), prompt=f"{BARISTA}. A dog barks.")))
    assert "dawn" not in story and "camera" not in story


def test_a_prompt_of_banned_words_only_is_refused():
    with pytest.raises(Rejected, match="banned word"):
        tell(banned_words=("robot",))


def test_a_prompt_without_words_is_refused():
    with pytest.raises(Rejected, match="no words"):
        tell("...!?")


def test_the_same_seed_tells_the_same_story():
    assert tell(seed=3) == tell(seed=3)


def test_lively_styles_sound_lively():
    assert "!" in " ".join(texts(tell(style="energetic"))) and "!" not in " ".join(
        texts(tell(style="luxury"))
    )


def test_a_long_prompt_keeps_to_whole_sentences():
    prompt = " ".join(f"The old keeper climbs stair number {n} of the tower." for n in range(40))
    for segment in tell(prompt, 50).segments:
        assert segment.text.endswith((".", "!", "?"))


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample prompt is not at hand")
def test_the_sample_prompt_reads_as_a_story():
    script = tell(SAMPLE.read_text(encoding="utf-8"), 15)
    assert len(script.segments) == 3 and "barista" in script.title
