"""The board tells the truth: what is typed on it is kept, painted and said in time, or people are told."""

import pytest

from generation import actions
from projects.board import editing, narration, stale
from projects.errors import Refused
from projects.forms.board import scene_changes
from tests import cast
from tests.quality.kit import Input, each

pytestmark = pytest.mark.django_db

SECONDS = [
    Input("seconds of a scene", "2.5", right=2500),
    Input("seconds of a scene", "2,5", right=2500),
    Input("seconds of a scene", " 3 ", right=3000),
    Input("seconds of a scene", "2.5 s", right=2500),
    Input("seconds of a scene", "4s", right=4000),
    Input("seconds of a scene", "٣", right=3000),
    Input("seconds of a scene", "1:05", right=65_000),
    Input("seconds of a scene", "0.5", right=500),
    Input("seconds of a scene", "300", right=300_000),
    Input("seconds that cannot be", "0", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "-3", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "0.49", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "301", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "1e300", refused="A scene lasts 0.5 to 300 seconds."),
    Input("seconds that cannot be", "1e400", refused="Write the duration in seconds"),
    Input("seconds that cannot be", "nan", refused="Write the duration in seconds"),
    Input("seconds that cannot be", "", refused="Write the duration in seconds"),
    Input("seconds that cannot be", "soon", refused="Write the duration in seconds"),
    Input("seconds that cannot be", "²", refused="Write the duration in seconds"),
]


@each(SECONDS)
def test_a_scene_lasts_as_long_as_was_typed(case):
    scene = cast.board(scenes=1).scenes.get()
    if case.refused:
        with pytest.raises(Refused, match=case.refused):
            editing.edit_scene(scene, cast.ed(), **scene_changes(scene, {"duration": case.given}))
    else:
        saved = editing.edit_scene(scene, cast.ed(), **scene_changes(scene, {"duration": case.given}))
        assert saved.duration_ms == case.right


PROMPTS = [
    Input("prompt of a picture", "2,000 characters", right=2000, more=2000),
    Input(
        "prompt of a picture",
        "2,001 characters",
        refused="at most 2,000 characters; this has 2,001",
        more=2001,
    ),
    Input(
        "prompt of a picture",
        "3,000 characters",
        refused="at most 2,000 characters; this has 3,000",
        more=3000,
    ),
]


@each(PROMPTS)
def test_a_prompt_is_as_long_as_painters_read(case):
    scene = cast.board(scenes=1).scenes.get()
    for ask in (
        lambda: editing.edit_scene(scene, cast.ed(), visual_prompt="x" * case.more),
        lambda: actions.picture(scene, cast.ed(), prompt="y" * case.more),
    ):
        if case.refused:
            with pytest.raises(Refused, match=case.refused):
                ask()
        else:
            ask()
    if not case.refused:
        assert len(scene.project.scenes.get().visual_prompt) == case.right


# --- pictures beside what the board says ---------------------------------------------------------
ASKED = {
    "headline": "Stack Mug Set",
    "detail": "",
    "price": "",
    "cta": "",
    "style": "minimal",
    "width": 1350,
    "height": 2400,
    "captions": True,
    "brand_colours": ["#d6336c"],
    "brand_font": "",
    "beat": "hook",
    "seed": 7,
    "scene_index": 1,
    "language": "en",
}
WISH = {
    **{name: ASKED[name] for name in ("headline", "detail", "price", "cta", "style", "width", "height")},
    "captions": True,
    "brand_colours": ("#d6336c",),
    "brand_font": "",
    "frame_width": 1080,
    "logo": "",
    "logo_beats": ("cta", "closing"),
    "photos": ["aa", "bb"],
    "keep_product": True,
}


def made(**asked):
    return {"asked": {**ASKED, **asked}, "of": {"photos": ["aa"]}}


WORDS = "words set in a picture"
LOOK = "look of a picture"
SAME = "no change of a picture"
PICTURES = [
    Input(
        WORDS,
        "Mugs that stack up",
        right="still says “Stack Mug Set”",
        more={"headline": "Mugs that stack up"},
    ),
    Input(WORDS, "headline taken away", right="still says “Stack Mug Set”", more={"headline": ""}),
    Input(
        WORDS,
        "one letter in capitals",
        right="still says “Stack Mug Set”",
        more={"headline": "STACK MUG SET"},
    ),
    Input(
        WORDS, "a mark at the end", right="still says “Stack Mug Set”", more={"headline": "Stack Mug Set!"}
    ),
    Input(WORDS, "スタックマグ", right="still says “Stack Mug Set”", more={"headline": "スタックマグ"}),
    Input(
        WORDS,
        "first small words",
        right="does not say “Dishwasher-safe” yet",
        more={"detail": "Dishwasher-safe"},
    ),
    Input(WORDS, "first price", right="does not show the price 29,00 € yet", more={"price": "29,00 €"}),
    Input(WORDS, "first button", right="has no button “Kaufen” yet", more={"cta": "Kaufen"}),
    Input(LOOK, "another style", right="is drawn in the style “Minimal”", more={"style": "bold"}),
    Input(LOOK, "square", right="is drawn for 9:16", more={"width": 1350, "height": 1350}),
    Input(LOOK, "wide", right="is drawn for 9:16", more={"width": 2400, "height": 1350}),
    Input(LOOK, "4:5", right="is drawn for 9:16", more={"width": 1350, "height": 1688}),
    Input(
        LOOK,
        "4K",
        right="is drawn for a smaller film",
        more={"width": 2160, "height": 3840, "frame_width": 2160},
    ),
    Input(LOOK, "second colour", right="other colours", more={"brand_colours": ("#d6336c", "#112233")}),
    Input(
        LOOK,
        "colours in another order",
        right="other colours",
        more={"brand_colours": ("#112233", "#d6336c")},
    ),
    Input(LOOK, "no brand any more", right="other colours", more={"brand_colours": ()}),
    Input(LOOK, "the brand's type", right="other type", more={"brand_font": "inter"}),
    Input(LOOK, "other photos", right="a photo that the product has no more", more={"photos": ["cc"]}),
    Input(LOOK, "no photo any more", right="a photo that the product has no more", more={"photos": []}),
    Input(SAME, "as it is", right=""),
    Input(
        SAME,
        "720p from a picture for 1080p",
        right="",
        more={"width": 900, "height": 1600, "frame_width": 720},
    ),
    Input(SAME, "another photo first", right="", more={"photos": ["bb", "aa"]}),
    Input(SAME, "a third photo", right="", more={"photos": ["aa", "bb", "cc"]}),
    Input(SAME, "captions off", right="", more={"captions": False}),
    Input(SAME, "a logo, on a scene that shows none", right="", more={"logo": "dd"}),
]


@each(PICTURES)
def test_a_picture_says_what_of_the_board_it_does_not_show(case):
    found = [one.says for one in stale.compare(made(), {**WISH, **(case.more or {})})]
    assert (case.right in found[0] and len(found) == 1) if case.right else found == []


BEFORE = [
    Input("picture of an earlier release", "no colours written down", right=0, more=("brand_colours",)),
    Input("picture of an earlier release", "no type written down", right=0, more=("brand_font",)),
    Input("picture of an earlier release", "nothing written down", right=0, more=tuple(ASKED)),
]


@each(BEFORE)
def test_what_a_picture_did_not_write_down_is_taken_to_be_right(case):
    kept = {name: value for name, value in ASKED.items() if name not in case.more}
    wish = {**WISH, "brand_colours": ("#000000",), "brand_font": "inter"}
    names = {one.name for one in stale.compare({"asked": kept}, wish)}
    assert not names & set(case.more)


# --- words beside their time ----------------------------------------------------------------------
LONG = "Coffee at its best needs water just off the boil, poured slowly, and four quiet minutes. " * 2
FITS, FASTER, CUT = "fits", "faster", "cut"
TIMES = [
    Input(
        "words that fit", "en, 3 s: Keeps drinks cold.", right=FITS, more=("en", 3000, "Keeps drinks cold.")
    ),
    Input("words that fit", "one word in half a second", right=FITS, more=("en", 700, "Cold.")),
    Input("words that fit", "de, 5 s", right=FITS, more=("de", 5000, "Hält Getränke den ganzen Tag kalt.")),
    Input("words that fit", "zh, 3 s", right=FITS, more=("zh", 3000, "全天保冷。")),
    Input("words too long for their time", "41 words in 2.5 s", right=CUT, more=("en", 2500, LONG)),
    Input(
        "words too long for their time",
        "fr, 1 s",
        right=CUT,
        more=("fr", 1000, "Garde les boissons au frais."),
    ),
    Input(
        "words too long for their time", "ja, 1 s", right=CUT, more=("ja", 1000, "一日中冷たさを保ちます。")
    ),
    Input(
        "words too long for their time",
        "a number",
        right=CUT,
        more=("en", 1500, "Only 1,299.99 dollars today."),
    ),
    Input(
        "words too long for their time",
        "the shortest scene",
        right=CUT,
        more=("en", 500, "Keeps drinks cold."),
    ),
    Input(
        "words too long for their time",
        "an unknown language",
        right=CUT,
        more=("xx", 800, "Keeps drinks cold."),
    ),
]


@each(TIMES)
def test_a_card_says_how_long_its_words_take_before_any_voice_is_made(case):
    language, scene_ms, text = case.more
    project = cast.draft(language=language)
    scene = editing.add_scene(project, cast.ed(), text=text, duration_ms=scene_ms)
    said = narration.of_scene(scene)
    assert (CUT if said.is_cut else FASTER if said.is_hurried else FITS) == case.right
    assert said.is_estimate and said.words_ms > 0
    fitted = editing.fit_to_words(scene, cast.ed())
    now = narration.of_scene(fitted)
    assert not now.is_cut and now.rate == 1.0


MEASURED = [
    Input(
        "recording beside its scene",
        "fits to the millisecond",
        right=(FITS, 0),
        more=(1880, 2000, None, False),
    ),
    Input(
        "recording beside its scene",
        "2 % too long: faster",
        right=(FASTER, 40),
        more=(1920, 2000, None, False),
    ),
    Input(
        "recording beside its scene",
        "12 % too long: faster",
        right=(FASTER, 225),
        more=(2105, 2000, None, False),
    ),
    Input("recording beside its scene", "13 % too long", right=(CUT, 245), more=(2125, 2000, None, False)),
    Input(
        "recording beside its scene", "sped up already", right=(FASTER, 225), more=(2105, 2000, 1878, False)
    ),
    Input("recording beside its scene", "own, 1 ms too long", right=(CUT, 1), more=(1881, 2000, 1881, True)),
    Input("recording beside its scene", "own, fits", right=(FITS, 0), more=(1880, 2000, 1880, True)),
]


@each(MEASURED)
def test_a_voice_is_sped_up_by_at_most_an_eighth_and_never_cut_unsaid(case):
    words_ms, scene_ms, recorded_ms, is_own = case.more
    said = narration.measured(words_ms, scene_ms, recorded_ms=recorded_ms, is_own=is_own)
    assert ((CUT if said.is_cut else FASTER if said.is_hurried else FITS), said.over_ms) == case.right
