"""Patterns that are compiled late give the answers of patterns that are compiled at once."""

import re

import pytest

from generation.text.lazy_patterns import LazyPattern, beginnings, folded
from generation.text.prompt import facts as prompt_facts
from generation.text.prompt.words import OrderWords, languages, of_all, prompt_words
from generation.text.toml_tables import any_of

# One order in each language, with a label, a wish and a date somewhere.
ORDERS = (
    "Could you make a 20 second video about our mug? Tone: funny. Until May 5, 2031.",
    "Bitte mach einen Film über unsere Tasse. Stimmung: ruhig. Nur bis zum 3. Oktober!",
    "Fais une vidéo sur notre tasse. Ton : drôle. Jusqu'au 12 mai.",
    "Haz un vídeo sobre nuestra taza. Tono: alegre. Hasta el 5 de mayo.",
    "Fai un video sulla nostra tazza. Tono: allegro. Fino al 5 maggio.",
    "Faça um vídeo sobre a nossa caneca. Tom: alegre. Até 5 de maio.",
    "Maak een video van 20 seconden over onze mok. Toon: vrolijk.",
    "Gör en video om vår mugg. Ton: rolig.",
    "Zrób film o naszym kubku. Ton: zabawny.",
    "Kupamız hakkında 20 saniyelik bir TANITIM videosu hazırla.",
    "Сделай видео про нашу кружку. Тон: весёлый. До 5 мая.",
    "うちのカフェの15秒CMを作って",
    "做一个关于我们杯子的视频。风格：温暖",
    "우리 머그컵 광고 영상을 만들어 주세요",
    "اصنع فيديو عن كوبنا",
    "हमारे कप का वीडियो बनाओ",
    "Készíts egy rövid filmet a bögrénkről. Hangnem: vidám.",
    "Φτιάξε ένα βίντεο για την κούπα μας. Ύφος: εύθυμο.",
    "ทำวิดีโอเกี่ยวกับแก้วของเรา อย่าพูดถึงราคา",
    "NG: music. CTA: come by.",
    "KİTAP TANITIMI ve ſummer vıdeo",
    "Nothing of all that",
    "",
)


def patterns(words):
    """(name, pattern) of all patterns of a language, also of those that wait for a text."""
    for name in vars(OrderWords):
        found = getattr(words, name) if not name.startswith("__") else None
        for pattern in (
            found.values() if isinstance(found, dict) else found if isinstance(found, tuple) else [found]
        ):
            if isinstance(pattern, LazyPattern | re.Pattern):
                yield name, pattern


@pytest.mark.parametrize("language", languages())
def test_a_pattern_that_waits_hides_no_match(language):
    found = 0
    for name, pattern in patterns(prompt_words(language)):
        if not isinstance(pattern, LazyPattern):
            continue
        # Every pattern of the tables is compiled here, so a broken one is found.
        whole = re.compile(pattern._pattern, re.IGNORECASE)
        for text in ORDERS:
            fresh = LazyPattern(pattern._pattern, ())
            fresh._begins = pattern._begins
            assert (fresh.search(text) is None) == (whole.search(text) is None), (name, text)
            found += whole.search(text) is not None
    assert found, "no order of these is in this language"


def test_a_pattern_is_compiled_when_a_text_has_its_words():
    pattern = LazyPattern(r"^(?:make|please do)\s+", ["make", "please do"])
    assert pattern.match("a film") is None and pattern._compiled is None
    assert pattern.sub("", "a film") == "a film" and list(pattern.finditer("to make it")) == []
    assert pattern._compiled is None, "it stands first, or nowhere"
    assert pattern.match("MAKE a film").end() == 5 and pattern._compiled


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("make", ("make",)),
        ("tips?|ways", ("tip", "ways")),
        ("(?:the )?end|now", ("end", "now", "the ")),
        ("(?:please|(?:could|can) you) do", ("can", "could", "please")),
        ("(?!)", ()),
        (r"\bTone\b", ("tone",)),
        ("a*b", ("a", "b")),
        ("x{0,2}y", ("x", "y")),
        ("video(?:s|clip)", ("video",)),
        ("a very long beginning", ("a very long ",)),
        (r"[)|(]b|c", None),
        (r"\d+ days|now", None),
        (r"(?:[a-z]+ )?mug", None),
        (r"(?<!a )mug", None),
        ("(?:|a)b", None),
        (r"d\.o|\(|e", None),
        ("TANıTıM", ("tanitim",)),
    ],
)
def test_beginnings_of_a_pattern(pattern, begins):
    assert beginnings(pattern) == begins


@pytest.mark.parametrize("letter", "İıſµKÅßΣςé")
def test_folded_letters_are_the_same_for_a_pattern_too(letter):
    for other in "iISsKkµμÅåσΣςßẞéÉ":
        if re.fullmatch(letter, other, re.IGNORECASE):
            assert folded(letter) == folded(other), (letter, other)


def test_dates_are_those_that_one_pattern_of_all_languages_finds():
    rows = of_all("facts", "dates")
    for name, pattern in prompt_facts._days().items():
        rows = tuple(row.replace(f"{{{name}}}", pattern) for row in rows)
    one = re.compile(rf"(?i)(?<![\w.,/-]){any_of(rows)}(?!\w)")
    for text in (*ORDERS, "today only, 20% off", "Sunday brunch", "from 5.6. on", "the 3rd", "on 2031-05-06"):
        whole = [match.group(0) for match in one.finditer(text)]
        assert [match.group(0) for match in prompt_facts._found(prompt_facts.DATE, text)] == whole, text
