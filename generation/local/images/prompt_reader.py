"""Reading a picture's prompt: what time it is, where we are, what the weather does and who is there.

Plain word lists. What is not in them is not guessed at: the scene is then an abstract set.
"""

import re
from dataclasses import dataclass

# The first list with a word that stands earliest in the prompt wins.
_TIMES = {
    "night": "night midnight moonlit moonlight moon stars starry nighttime nacht noche nuit",
    "dusk": "dusk twilight evening nightfall dämmerung abend",
    "sunset": "sunset sundown golden sonnenuntergang atardecer",
    "dawn": "dawn sunrise daybreak first-light sonnenaufgang amanecer",
    "morning": "morning breakfast early morgen morgens mañana matin",
    "day": "noon midday afternoon daylight daytime sunny mittag",
}

_PLACES = {
    "workshop": "workshop garage shed workbench factory laboratory lab werkstatt",
    "cafe": "cafe café coffee-bar kitchen bakery restaurant bar counter küche cocina",
    "mountain": "mountain mountains summit peak trail alps alpine hike hiking cliff climb climber berg",
    "city": "city street skyline downtown rooftop town urban traffic metro stadt straße ciudad alley market",
    "sea": "sea ocean beach coast shore harbour harbor island surf wave waves lake river strand playa",
    "forest": "forest woods woodland jungle trees grove wald bosque pine pines",
    "desert": "desert dune dunes sahara canyon wüste desierto",
    "space": "space planet galaxy orbit spaceship cosmos mars astronaut rocket weltraum",
    "field": "field meadow farm countryside hill hills valley garden park vineyard prairie feld campo",
    "room": "room office home bedroom apartment desk sofa library classroom school hallway house büro casa",
    "studio": "studio stage theatre theater podium gallery museum",
}

# Words that hint at a place, when nothing names one.
_HINTS = {
    "cafe": "coffee barista espresso latte breakfast tea",
    "mountain": "hiker backpack",
    "workshop": "mechanic engineer inventor tools",
    "room": "book notebook laptop sleep",
}

_WEATHER = {
    "rain": "rain rainy raining storm stormy drizzle wet regen lluvia",
    "snow": "snow snowy snowfall winter blizzard frost schnee nieve",
    "fog": "fog foggy mist misty haze hazy nebel niebla",
}

_SUBJECTS = {
    "robot": "robot robots android droid machine roboter",
    "bicycle": "bicycle bike cyclist cycling fahrrad bicicleta",
    "car": "car cars truck van taxi vehicle auto coche",
    "boat": "boat ship sail sailboat sailing yacht kayak schiff",
    "dog": "dog dogs puppy hund perro wolf fox",
    "cat": "cat cats kitten katze gato",
    "bird": "bird birds gull gulls eagle crow vogel",
    "cup": "cup mug coffee tea espresso latte cappuccino tasse taza",
    "bottle": "bottle bottles flask thermos wine flasche botella",
    "backpack": "backpack rucksack bag pack rucksack mochila",
    "book": "book books notebook diary novel buch libro",
    "lamp": "lamp lantern bulb lampe",
    "plant": "plant plants flower flowers pot pflanze planta",
    "couple": "couple friends people crowd team family children kids they together",
    "person": (
        "person man woman girl boy child kid hiker runner traveller traveler worker someone she he her "
        "him hero mechanic barista engineer scientist inventor astronaut climber father mother artist "
        "mann frau hombre mujer"
    ),
}

_INDOORS = ("workshop", "cafe", "room", "studio")


@dataclass(frozen=True)
class ScenePrompt:
    """What to draw. Empty strings and () mean that the prompt does not say."""

    time: str
    place: str
    weather: str
    subjects: tuple[str, ...]

    @property
    def indoors(self):
        return self.place in _INDOORS


def read(prompt):
    """The Brief of a prompt."""
    words = re.findall(r"[\w'-]+", prompt.lower())
    place = _first_name(words, _PLACES) or _first_name(words, _HINTS)
    time = _first_name(words, _TIMES) or ("night" if place == "space" else "")
    return ScenePrompt(time, place, _first_name(words, _WEATHER), _subjects_in(words))


def _subjects_in(words):
    """At most two subjects; what a walker carries is part of the walker."""
    found = _names_found(words, _SUBJECTS, len(_SUBJECTS))
    if "backpack" in found and {"person", "couple"} & set(found):
        found = tuple(name for name in found if name != "backpack")
    if "couple" in found:
        found = tuple(name for name in found if name != "person")
    return found[:2]


def _names_found(words, table, most):
    """The names whose words appear, in the order of the prompt."""
    spots = {}
    for name, vocabulary in table.items():
        known = set(vocabulary.split())
        spot = next((at for at, word in enumerate(words) if word in known or word.rstrip("s") in known), None)
        if spot is not None:
            spots[name] = spot
    return tuple(sorted(spots, key=spots.get)[:most])


def _first_name(words, table):
    return (_names_found(words, table, 1) or ("",))[0]
