"""What tests/benchmarks/voices/ads.py says of a film: its captions and its figures."""

from tests.benchmarks.voices import ads

SRT = (
    "1\n00:00:00,100 --> 00:00:01,500\nYours for\n£29.50.\n\n2\n00:00:01,600 --> 00:00:02,000\nShop now!\n\n"
)


def test_captions_are_the_words_or_they_are_not():
    assert ads.said_in_captions(SRT, "Yours for £29.50. Shop now!")
    assert not ads.said_in_captions(SRT, "Yours for £29.50. Buy now!")
    assert not ads.said_in_captions(
        SRT.replace("00:00:00,100", "00:00:01,700"), "Yours for £29.50. Shop now!"
    )


def test_only_the_figures_of_a_board_are_listened_for():
    assert ads.figures_on("Yours for £29.50.", "en") == ["twenty nine pounds fifty"]
    assert ads.figures_on("It holds 750 ml for 12 hours.", "en") == [
        "seven hundred and fifty millilitres",
        "twelve hours",
    ]
    assert ads.figures_on("₩39,000", "ko") == ["삼만 구천 원"]


def test_a_language_is_counted_over_all_its_ads():
    assert ads.ads_in("fr") == ["fr", "fr-2", "fr-3"]
    heard = [
        ads.compared("Le prix : 64,90 €.", "le prix soixante quatre euros quatre vingt dix", "fr-2"),
        ads.compared("Le prix : 89 €.", "le prix neuf euros", "fr-3"),
    ]
    assert [one.missed for one in heard] == [(), ("quatre vingt neuf euros",)]
    whole = ads.added(heard)
    assert (whole.words, whole.wrong, whole.figures) == (14, 2, 2)
    assert whole.missed == ("quatre vingt neuf euros",)


def test_a_figure_that_was_not_heard_is_told():
    heard = ads.compared("Yours for £29.50.", "yours for nineteen pounds fifty", "en")
    assert heard.missed == ("twenty nine pounds fifty",) and (heard.wrong, heard.figures) == (2, 1)
