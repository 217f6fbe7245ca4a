"""Reading a written script: scenes, action, dialogue and who speaks."""

import pytest

from generation.provider_errors import Rejected
from generation.text import script_summary
from generation.text.screenplay import parse
from generation.text.scripts import fountain
from generation.text.speech_timing import fit_durations, spoken_ms
from tests.paths import SAMPLES

SAMPLE = SAMPLES / "script.txt"
GARAGE = """SCENE 1 - INT. GARAGE WORKSHOP - MORNING
Dust floats in the light. MAYA, thirty, wipes grease from her hands.

MAYA: Third one this year. Why do they all leak?

SCENE 2 - EXT. MOUNTAIN TRAIL - DAY
A red backpack bounces along a ridge.

NARRATOR: Some things are made for the bench.

SCENE 3 - EXT. SUMMIT - SUNSET
MAYA hands the bottle to her father, LEO, seventy, who laughs.

LEO: Still hot? We left at six!
MAYA: Twelve hours, Dad.
"""


def spoken(script):
    return [(segment.speaker, segment.text) for segment in script.segments]


def test_each_line_of_dialogue_is_a_segment_with_its_speaker():
    assert spoken(parse(GARAGE)) == [
        ("MAYA", "Third one this year. Why do they all leak?"),
        ("", "Some things are made for the bench."),
        ("LEO", "Still hot? We left at six!"),
        ("MAYA", "Twelve hours, Dad."),
    ]


def test_segments_know_their_heading_and_what_is_seen():
    first = parse(GARAGE).segments[0]
    assert first.heading == "INT. GARAGE WORKSHOP - MORNING"
    assert first.action.startswith("Dust floats in the light.")


def test_speakers_become_characters_with_what_the_action_says_of_them():
    characters = [(one.name, one.description) for one in parse(GARAGE).characters]
    assert characters == [("MAYA", "thirty"), ("LEO", "seventy")]


def test_the_narrator_is_nobody_on_screen():
    assert "NARRATOR" not in [character.name for character in parse(GARAGE).characters]


def test_the_title_is_the_first_place():
    assert parse(GARAGE).title == "Garage workshop"


def test_a_written_title_is_the_title_and_is_not_read_out():
    script = parse(f"Title: Night shift\n\n{GARAGE}")
    assert script.title == "Night shift" and "Night shift" not in " ".join(text for _, text in spoken(script))


def test_a_scene_without_dialogue_has_its_action_read():
    script = parse("INT. KITCHEN - DAY\nThe kettle sings. Nobody comes.")
    assert spoken(script) == [("", "The kettle sings. Nobody comes.")]


def test_dialogue_below_a_name_is_read_as_dialogue():
    script = parse("INT. HALL - NIGHT\n\nANNA (O.S.)\n(whispering)\nHello there. Is\nanyone home?\n")
    assert spoken(script) == [("ANNA", "Hello there. Is anyone home?")]


def test_a_name_with_voice_over_is_still_that_name():
    assert spoken(parse("# One\nANNA (V.O.): I remember.")) == [("ANNA", "I remember.")]


def test_anna_and_shouted_anna_are_one_person():
    script = parse("# One\nANNA: Oh.\nBEN: No.\nAnna: Yes.\nAnna: Well.")
    assert [one.name for one in script.characters] == ["ANNA", "BEN"]


@pytest.mark.parametrize(
    "line",
    (
        "Third one this year: why do they all leak?",
        "The clock says 10:30 and nobody is up.",
        "A note reads https://example.org/a: closed.",
    ),
)
def test_a_colon_alone_makes_no_speaker(line):
    script = parse(f"INT. ROOM - DAY\n{line}")
    assert script.characters == () and script.segments[0].speaker == ""


def test_a_note_is_neither_said_nor_a_speaker():
    script = parse("INT. ROOM - DAY\nNote: the door is open.\nA gull cries.")
    assert spoken(script) == [("", "A gull cries.")] and script.characters == ()


@pytest.mark.parametrize(
    ("heading", "kept"),
    (
        ("SCENE 1 - INT. GARAGE - MORNING", "INT. GARAGE - MORNING"),
        ("INT. GARAGE - DAY", "INT. GARAGE - DAY"),
        ("EXT. HARBOUR - NIGHT", "EXT. HARBOUR - NIGHT"),
        ("INT./EXT. CAR - DAY", "INT./EXT. CAR - DAY"),
        ("# The harbour", "The harbour"),
        ("## Scene 2: The harbour", "The harbour"),
        ("Scene 2: The harbour", "The harbour"),
        ("SZENE 3 - Der Hafen", "Der Hafen"),
        ("SCÈNE 4 - Le port", "Le port"),
        ("ESCENA 5: El puerto", "El puerto"),
        ("SCENE 6", "SCENE 6"),
    ),
)
def test_headings_of_many_kinds_begin_a_scene(heading, kept):
    assert parse(f"{heading}\nA gull cries.").segments[0].heading == kept


@pytest.mark.parametrize("line", ("FADE OUT.", "CUT TO:", "THE END"))
def test_transitions_are_not_read_out(line):
    assert spoken(parse(f"INT. ROOM - DAY\nA gull cries.\n\n{line}")) == [("", "A gull cries.")]


def test_durations_follow_the_words_where_none_is_given():
    for segment in parse(GARAGE).segments:
        assert spoken_ms(segment.text) < segment.duration_ms <= spoken_ms(segment.text) + 1600


def test_durations_are_fitted_to_a_given_length_exactly():
    script = parse(GARAGE, 30_000)
    assert sum(segment.duration_ms for segment in script.segments) == 30_000
    assert all(spoken_ms(segment.text) <= segment.duration_ms for segment in script.segments)


def test_a_script_that_cannot_be_said_in_time_is_refused():
    with pytest.raises(Rejected, match="Shorten the script"):
        parse(GARAGE, 3000)


@pytest.mark.parametrize("text", ("", "  \n\n ", "INT. ROOM - DAY", "CUT TO:"))
def test_an_empty_script_is_refused(text):
    with pytest.raises(Rejected, match="empty"):
        parse(text)


def test_a_long_speech_is_split_between_sentences():
    speech = " ".join(f"This is sentence number {n} of a long speech." for n in range(12))
    parts = parse(f"# One\nANNA: {speech}").segments
    assert len(parts) > 3
    assert all(part.text.endswith(".") and part.duration_ms <= 8600 for part in parts)
    assert " ".join(part.text for part in parts) == speech


def test_prose_without_headings_becomes_narrated_scenes():
    script = parse("The harbour wakes. A boat leaves.\n\nBy noon it is back with its catch.")
    assert [segment.speaker for segment in script.segments] == ["", ""]
    assert script.segments[1].text == "By noon it is back with its catch."


def test_sixty_scenes_are_sixty_segments():
    text = "\n\n".join(f"SCENE {n} - INT. ROOM {n} - DAY\nANNA: This is line {n}." for n in range(1, 61))
    assert len(parse(text).segments) == 60


def test_the_first_segment_is_the_hook_and_the_last_the_closing():
    beats = [segment.beat for segment in parse(GARAGE).segments]
    assert beats == ["hook", "content", "content", "closing"]


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample script is not at hand")
def test_the_sample_script_is_read_whole():
    script = parse(SAMPLE.read_text(encoding="utf-8"))
    assert [one.name for one in script.characters] == ["MAYA", "LEO"]
    assert [segment.speaker for segment in script.segments] == ["MAYA", "", "LEO", "MAYA", ""]
    assert script.segments[-1].heading == "PRODUCT SHOT"


# Sharing time out.


@pytest.mark.parametrize("total", (3000, 10_000, 15_000, 29_999, 30_001))
@pytest.mark.parametrize("needs", ((1000,), (500, 700), (1200, 300, 900, 100), (1, 1, 1)))
def test_shares_sum_to_the_total_exactly(total, needs):
    assert sum(fit_durations(needs, total)) == total


def test_every_share_covers_its_need_when_the_total_allows():
    needs = [1234, 2345, 3456]
    assert all(share >= need for share, need in zip(fit_durations(needs, 7100), needs, strict=True))


def test_all_shares_but_the_last_are_tenths_of_a_second():
    assert all(share % 100 == 0 for share in fit_durations([900, 1100, 2000], 10_050)[:-1])


def test_no_scenes_cannot_share_time():
    with pytest.raises(ValueError, match="no scene"):
        fit_durations([], 1000)


# Estimating speech.


@pytest.mark.parametrize(
    ("text", "low", "high"),
    (
        ("Meet the Trailhead Water Bottle.", 1500, 2400),
        ("Double-wall stainless steel keeps drinks cold for 24 hours and hot for 12.", 4600, 6000),
        ("Some things are made for the bench. This one is made for the trail.", 3300, 4600),
    ),
)
def test_english_takes_as_long_as_a_voice_does(text, low, high):
    assert low <= spoken_ms(text) <= high


def test_digits_take_longer_than_they_look():
    assert spoken_ms("It is 1984.") > spoken_ms("It is odd.") * 1.3


def test_even_prices_are_said_without_their_cents():
    assert spoken_ms("Yours for €29.00.") == spoken_ms("Yours for €29.") < spoken_ms("Yours for €29.50.")


@pytest.mark.parametrize("language", ["it", "tr", "de"])
def test_decimals_are_counted_as_they_are_said(language):
    assert spoken_ms("1,25 kg", language) > spoken_ms("1 kg", language) * 1.3


def test_chinese_counts_by_sign():
    assert spoken_ms("保持饮料冷却", "zh") >= 6 * 200


def test_silence_takes_no_time():
    assert spoken_ms("") == spoken_ms("…") == 0


def test_a_script_is_read_once_whoever_asks(monkeypatch):
    """The page shows it, the plan counts its scenes, its price is estimated, the writer reads it."""
    text, found = "ANNA\nCold for a day and a night.\n\nBEN\nThen I shall take two.\n", []
    read = fountain.read
    monkeypatch.setattr(fountain, "read", lambda script: found.append(script) or read(script))
    summary = script_summary.summarise(text, "en")
    scripts = [parse(text, language="en") for _ in range(3)]
    assert (len(found), summary.pictures) == (1, 2)
    assert [segment.speaker for segment in scripts[2].segments] == ["ANNA", "BEN"]
