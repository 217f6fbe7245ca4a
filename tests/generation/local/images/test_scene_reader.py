"""What a picture's prompt names is what is drawn, in the languages our users write."""

import re
from collections import Counter

import pytest

from generation.local.images import figures, scenery
from generation.local.images.scene_reader import _list, _table, read

NAMED = {
    "Centred hero shot: Eichentisch. The product alone, still, with room for words.": ("", ("table",)),
    "Close-up: Una tazza che tiene caldo il caffè tutto il giorno.": ("cafe", ("cup",)),
    "Wide shot: Unsere Bäckerei in Köln.": ("cafe", ("bread",)),
    "Wide shot from above: Black Friday. One film about “40% off all mugs”": ("", ("cup",)),
    "Medium shot: Nos chaussures de randonnée.": ("mountain", ("shoe",)),
    "Laufschuhe für Regentage": ("", ("shoe",)),
    "Las zapatillas más ligeras de la ciudad": ("city", ("shoe",)),
    "Een houten eettafel voor de hele familie": ("", ("table", "couple")),
    "Świeży chleb z naszej piekarni": ("cafe", ("bread",)),
    "暖かいコーヒーの朝": ("", ("cup",)),
    "木のテーブルと椅子": ("", ("table", "chair")),
    "Silver rings, made by hand": ("", ("ring",)),
    "A gift for your mother": ("", ("gift", "person")),
    "Kerzen aus Bienenwachs": ("", ("candle",)),
    "An app for your phone": ("", ("phone",)),
    "Two friends walk dogs in the park": ("field", ("couple", "dog")),
    "A lighthouse keeper and his robot by the sea": ("sea", ("robot",)),
    "A train crosses a bridge": ("city", ("train",)),
    "Ein Zug fährt durch die Nacht": ("city", ("train",)),
    "Un train traverse la campagne": ("field", ("train",)),
    "Pociąg jedzie przez góry": ("mountain", ("train",)),
    "電車が駅に着く": ("", ("train",)),
    # Words that mean another thing here.
    "I train my dog in the park": ("field", ("dog",)),
    "The next stage of growth": ("", ()),
    "A bar of soap": ("", ("jar",)),
    "A bar at night": ("cafe", ()),
    "Boxing ring": ("", ()),
    "Park the car": ("", ("car",)),
    "Book a table for two": ("room", ("table",)),
    "A plant that makes steel": ("", ()),
    "Un barco de vela": ("sea", ("boat",)),
    "A singer on stage": ("studio", ("person",)),
    "A coffee house in Vienna": ("cafe", ("cup",)),
    "Dusk gradients, haze, a slow camera": ("", ()),
    "How a lighthouse guided ships home": ("sea", ("boat",)),
    "How to plant tomatoes. Choose a big pot": ("field", ("plant",)),
    # A house, a boat, a train stand in no room.
    "A small house by the forest": ("forest", ("house",)),
    "Our house": ("field", ("house",)),
    "Tea at our house": ("room", ("cup",)),
    "Una camera da letto": ("room", ()),
    # What is not drawn itself is somewhere.
    "Why octopuses have three hearts": ("sea", ()),
    "Why the sky is blue": ("field", ()),
    "Marathon training for beginners": ("city", ()),
    "How bees live": ("field", ()),
    "Our bike repair shop": ("workshop", ("bicycle",)),
    "Yoga in the park": ("field", ("person",)),
    # Words that look like another thing's, and are none.
    "Comfortable, adjustable, made of vegetables": ("", ()),
    "Book now and watch how it works": ("", ()),
    "Pain relief, but kind to the skin": ("", ()),
    "See the USB port": ("", ()),
    "The chat is open": ("", ()),
    "A pack of six": ("", ()),
    "Het beste van vandaag": ("", ()),
}


@pytest.mark.parametrize("prompt", NAMED)
def test_a_prompt_shows_what_it_names(prompt):
    found = read(prompt)
    place, subjects = NAMED[prompt]
    assert (found.place, found.subjects) == (place, subjects)


@pytest.mark.parametrize("shot", ["Centred hero shot", "Wide establishing shot", "Over-the-shoulder view"])
def test_what_tells_the_camera_something_is_not_seen(shot):
    told = f"{shot}: Acme. The product alone, still, with room for words. Camera: 50 mm. Mood: a quiet night."
    assert read(told) == read("Acme.")


@pytest.mark.parametrize(("prompt", "time"), [
    ("Walk the hills, taste six wines, stay the night", ""),
    ("Rooms from 80 euros per night", ""),
    ("A walk through the night", "night"),
    ("Better sleep at night", "night"),
])  # fmt: skip
def test_who_stays_the_night_is_not_seen_by_night_alone(prompt, time):
    assert read(prompt).time == time


def test_every_name_can_be_drawn_and_no_word_stands_for_two():
    table = _table()
    assert set(table["subjects"]) == set(figures.FIGURES) == set(figures.SIZES)
    assert set(table["places"]) | {""} == set(scenery.PLACES)
    assert set(table["ends"]) <= set(table["subjects"])
    # Shorter ends are the ends of too many words.
    assert all(len(end) > 3 for parts in table["ends"].values() for end in parts.split())
    for section in ("times", "places", "weather", "subjects"):
        words = [word for vocabulary in table[section].values() for word in vocabulary.split()]
        assert [word for word, count in Counter(words).items() if count > 1] == []
        assert all(word == word.lower() and re.fullmatch(r"[\w'-]+", word) for word in words)
        assert _list(section).first("") == ""
