"""English grammar of selling points: what each is, and how it stands in a sentence."""

import pytest

from generation.local.copywriting import english_grammar


@pytest.mark.parametrize(
    ("point", "noun", "verb", "words"),
    (
        ("Leak-proof carry-loop lid", "bottle", "has", "a leak-proof carry-loop lid"),
        ("Fits standard cup holders", "bottle", "does", "fits standard cup holders"),
        ("Dishwasher and microwave safe", "mug", "is", "dishwasher and microwave safe"),
        ("350 ml each", "mug", "does", "holds 350 ml each"),
        ("Glazed by hand", "mug", "is", "glazed by hand"),
        ("Pre-shrunk", "tee", "is", "pre-shrunk"),
        ("Boxy fit", "tee", "has", "a boxy fit"),
        ("Recycled polyester blend", "hoodie", "is", "made from a recycled polyester blend"),
        (
            "Kangaroo pocket with hidden phone sleeve",
            "",
            "has",
            "a kangaroo pocket with a hidden phone sleeve",
        ),
        ("192 numbered pages, 100 g/m²", "", "has", "192 numbered pages at 100 g/m²"),
        ("Ribbon marker and elastic", "", "has", "a ribbon marker and an elastic"),
        ("Cushioned heel and toe", "", "has", "a cushioned heel and toe"),
        ("Aluminium body", "", "has", "an aluminium body"),
        ("Arch support", "", "has", "arch support"),
        ("Taped seams", "", "has", "taped seams"),
        ("30 ml glass bottle", "serum", "has", "a 30 ml glass bottle"),
        ("40-hour battery", "", "has", "a 40-hour battery"),
        ("8-hour battery", "", "has", "an 8-hour battery"),
        ("Machine washable at 30 °C", "", "is", "machine washable at 30 °C"),
        ("Wide straps in black", "", "has", "wide straps in black"),
        ("Assembles in five minutes", "", "does", "assembles in five minutes"),
        ("Made in Portugal", "", "is", "made in Portugal"),
        ("Ages 3+", "", "is", "for ages 3+"),
        ("340 g", "", "does", "weighs 340 g"),
        ("3-pack", "sock", "does", "comes in a 3-pack"),
        ("WATERPROOF ZIPPER", "", "has", "a waterproof zipper"),
        ("It folds flat.", "", "", "It folds flat"),
        ("Charge your phone and laptop", "", "", "Charge your phone and laptop"),
        ("Up to 40 hours of light", "", "", "Up to 40 hours of light"),
        ("Sizes XS to XXL", "hoodie", "does", "comes in sizes XS to XXL"),
        ("Sizes: XS, S and M", "hoodie", "does", "comes in sizes XS, S and M"),
        ("EU sizes 36–46", "shoe", "does", "comes in EU sizes 36–46"),
        ("Size 10 needle", "", "has", "a size 10 needle"),
        ("Colours red and black", "tee", "does", "comes in red and black"),
        ("Straps up to 120 cm", "bag", "has", "straps up to 120 cm"),
        ("Sports bottle", "", "has", "a sports bottle"),
    ),
)
def test_a_selling_point_is_understood(point, noun, verb, words):
    fact = english_grammar.read_point(point, 0, noun)[0]
    assert (fact.verb, fact.words) == (verb, words)


def test_two_things_in_one_point_are_told_apart():
    facts = english_grammar.read_point("750 ml, BPA-free", 0, "bottle")
    assert [fact.words for fact in facts] == ["holds 750 ml", "BPA-free"]


def test_adjectives_before_a_noun_are_not_told_apart():
    assert [fact.words for fact in english_grammar.read_point("Soft, breathable cotton")] == [
        "made from soft, breathable cotton"
    ]


def test_several_facts_share_a_sentence():
    facts = [english_grammar.read_point(one)[0] for one in ("Pre-shrunk", "Boxy fit", "Tone-on-tone print")]
    assert english_grammar.predicate(facts) == "is pre-shrunk, with a boxy fit and a tone-on-tone print"


def test_several_things_take_plural_verbs():
    facts = [english_grammar.read_point(one, 0, "mug")[0] for one in ("350 ml each", "Glazed by hand")]
    assert english_grammar.predicate(facts, many=True) == "hold 350 ml each and are glazed by hand"


@pytest.mark.parametrize(
    ("written", "spoken"),
    (
        (
            "Walnut handle stays cool while the water boils",
            "The walnut handle stays cool while the water boils",
        ),
        ("Wide mouth fits ice cubes", "The wide mouth fits ice cubes"),
        ("The lid stays shut", "The lid stays shut"),
        ("It folds flat", "It folds flat"),
        (
            "Double-wall steel keeps drinks cold for 24 hours",
            "Double-wall steel keeps drinks cold for 24 hours",
        ),
        ("Two straps keep it in place", "Two straps keep it in place"),
    ),
)
def test_a_bare_noun_gets_its_article(written, spoken):
    assert english_grammar.with_subject(written) == spoken


@pytest.mark.parametrize(
    ("text", "asked"),
    (
        ("People who brew coffee by hand at home", "brew coffee by hand at home"),
        ("A notebook for people who still think on paper.", "still think on paper"),
        ("Anyone who loves their garden", "love your garden"),
        ("For everyone who is always late", "are always late"),
        ("Night owls, students", ""),
        ("People who can sing", ""),
    ),
)
def test_what_people_do_can_be_asked_of_them(text, asked):
    assert english_grammar.who_phrase(text) == asked


def test_what_a_thing_is_stands_without_its_clause():
    found = english_grammar.noun_phrases("A lay-flat A5 notebook for people who still think on paper.")
    assert found[-1] == "a lay-flat A5 notebook"
    assert english_grammar.noun_phrases("It folds flat.") == []


def test_two_things_it_is_made_of_and_for_are_said_once():
    facts = english_grammar.read_point("Enamelled steel, made to last a lifetime")
    assert english_grammar.predicate(facts) == "is made from enamelled steel, made to last a lifetime"


@pytest.mark.parametrize(
    ("phrase", "article"),
    (
        ("hour", "an"),
        ("USB cable", "a"),
        ("LED", "an"),
        ("A5 notebook", "an"),
        ("unique cut", "a"),
        ("elastic", "an"),
    ),
)
def test_a_or_an_follows_the_sound(phrase, article):
    assert english_grammar.an(phrase) == article


@pytest.mark.parametrize(
    ("word", "several"), (("mugs", True), ("glass", False), ("canvas", False), ("people", True))
)
def test_plurals_are_recognised(word, several):
    assert english_grammar.is_plural(word) is several


def test_a_headline_takes_the_telling_part_of_a_sentence():
    sentence = "Double-wall stainless steel keeps drinks cold for 24 hours and hot for 12."
    assert english_grammar.headline_of(sentence) == "Cold for 24 hours"
