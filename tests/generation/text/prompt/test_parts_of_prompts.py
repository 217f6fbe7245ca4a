"""The parts of a prompt: where an order ends, what a title promises, which commas part."""

import pytest

from generation.text.prompt.lessons import lesson
from generation.text.prompt.orders import is_ours, split_order
from generation.text.prompt.parts import parts_of
from generation.text.prompt.subjects import nominative
from generation.text.prompt.words import prompt_words


@pytest.mark.parametrize(
    ("order", "rest", "audience"),
    [
        ("Make a video about our mug", "our mug", ""),
        ("Film idea: a clock that stops", "a clock that stops", ""),
        ("Write a warm ad targeting busy parents for our meal kits", "our meal kits", "busy parents"),
        ("Short hiring ad: night nurses", "night nurses", ""),
    ],
)
def test_an_order_ends_where_its_subject_begins(order, rest, audience):
    words = prompt_words("en")
    header, subject, whom = split_order(order, words)
    assert (header + subject, subject.strip(), whom) == (order, rest, audience)


def test_words_that_order_nothing_are_no_order():
    assert split_order("The story of our bakery began in 1904", prompt_words("en")) is None


def test_what_is_ours_is_no_audience_unless_it_is_people():
    assert is_ours("our cat food Purr") and is_ours("unsere Schreinerei")
    assert not is_ours("our customers") and not is_ours("unsere Kunden")


@pytest.mark.parametrize(
    "text", ["Hot water in 30 seconds", "Boils an egg in 60 seconds", "The history of tea"]
)
def test_what_a_product_does_quickly_is_no_lesson(text):
    assert lesson(text) is None


def test_a_lesson_has_a_title_a_length_and_learners():
    found = lesson("the moon landing in 30 seconds for kids")
    assert (found.title, found.length.strip(), found.learners) == (
        "the moon landing",
        "in 30 seconds",
        "kids",
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("mugs, bowls and plates", ["mugs, bowls and plates"]),
        ("all mugs 40% off, code MUG40", ["all mugs 40% off", "code MUG40"]),
        ("our stout (6.2% ABV, $12.99 a pack)", ["our stout (6.2% ABV, $12.99 a pack)"]),
        ("sauna night, 12 May, 7pm CET", ["sauna night", "12 May, 7pm CET"]),
    ],
)
def test_commas_part_facts_and_nothing_in_brackets(text, parts):
    assert parts_of(text) == parts


def test_a_german_subject_is_named_in_the_nominative():
    objects = ["unseren neuen Rucksack", "unserem Schlüsseldienst", "den Tag der offenen Tür", "unser Café"]
    named = ["unser neuer Rucksack", "unser Schlüsseldienst", "der Tag der offenen Tür", "unser Café"]
    assert [nominative(one) for one in objects] == named
