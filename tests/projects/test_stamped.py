"""Claims about partials that are drawn once and filled in for each row: they say what Django would draw."""

from itertools import product

import pytest
from django.template import Context, TemplateSyntaxError, engines
from django.utils import translation

from projects.templatetags import stamped
from projects.templatetags.stamped import stamp
from projects.views.board.cards import OpenCommentCard, SceneCard

PARTIALS = [
    "projects/scenes/_scene.html",
    "projects/scenes/_scene_bar.html",
    "projects/scenes/_stale.html",
    "projects/scenes/_version.html",
    "projects/scenes/_voice_length.html",
    "projects/scenes/_duration.html",
    "projects/pictures/_picture.html",
    "projects/board/_strip_piece.html",
    "comments/_draw_scene.html",
    "comments/_open_comment.html",
    "review/_scene.html",
]
WORDS = ["<b>“Cold”</b> & 'it'", "{{ text }} {% now %} 100 % %(number)s", "", "שלום, Grüße", 0, 1234567, None]


class Card:
    """Words for all names of the cards, each another one; keys are numbers, as rows' are."""

    names = tuple(dict.fromkeys(SceneCard.names + OpenCommentCard.names))

    def __init__(self, shape, first=0):
        self.shape = shape
        for at, name in enumerate(self.names):
            is_key = name in ("pk", "project_pk", "speaker_pk")
            setattr(self, name, 70 + at if is_key else WORDS[(first + at) % len(WORDS)])


def as_django_draws(name, card):
    words = {one: getattr(card, one) for one in card.names}
    return engines["django"].engine.get_template(name).render(Context({**words, **card.shape}))


def shapes():
    """Shapes of cards: of each question every answer, though not all of them together."""
    pictures = [
        {"has_picture": False, "has_problem": False, "is_drawing": True},
        {"has_picture": False, "has_problem": True},
        {"has_picture": True, "kept": "true pixels", "moves": "lip_sync", "notes": ("Too <dark>",)},
        {"has_picture": True, "has_headline": True, "moves": "clip", "wants_mouth": True, "is_aimed": True},
    ]
    said = [
        {"said": "", "stale": "words", "is_first": True},
        {"said": "estimate", "is_cut": True, "is_over": True, "stale": "picture", "has_people": True},
        {"said": "estimate", "has_unread": True, "has_text": True},
        {"said": "own", "is_hurried": True, "is_over": True, "is_last": True, "opens_talk": True},
        {"said": "recorded", "is_recording_stale": True, "fresh": True},
    ]
    reading = dict.fromkeys(("has_speaker", "has_text", "has_detail", "has_visual", "has_motion"), True)
    for picture, words, may_edit, oob in product(pictures, said, (True, False), (True, False)):
        yield {**picture, **words, **({} if may_edit else reading), "may_edit": may_edit, "oob": oob}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", PARTIALS)
def test_they_say_what_django_draws(name, language):
    with translation.override(language):
        for at, shape in enumerate(shapes()):
            card = Card(shape, first=at)
            assert stamp(name, card) == as_django_draws(name, card)


def test_a_board_of_a_hundred_scenes_draws_its_card_once(monkeypatch):
    drawn, engine = [], engines["django"].engine
    stamped.forget()
    monkeypatch.setattr(
        engine, "get_template", lambda name, find=engine.get_template: drawn.append(name) or find(name)
    )
    shape = {"may_edit": True}
    pages = {stamp("projects/scenes/_version.html", Card(shape, first=at)) for at in range(100)}
    assert drawn == ["projects/scenes/_version.html"]
    assert len(pages) == len(WORDS)


@pytest.mark.parametrize(
    "asking",
    [
        "{% if text %}yes{% endif %}",
        "{% if text == 'Cold' %}yes{% endif %}",
        "{% if may_edit and text %}yes{% endif %}",
        "{% if 'o' in text %}yes{% endif %}",
        "{% for letter in text %}{{ letter }}{% endfor %}",
        "{% firstof text 'none' %}",
        "{{ text|upper }}",
        "{{ text|default:'none' }}",
        "{{ text|length }}",
        "{{ text|truncatechars:3 }}",
        "{{ text|seconds }}",
        "{% url 'projects:list' text %}",
    ],
)
def test_a_partial_that_asks_about_a_word_is_an_error_and_no_wrong_page(asking, monkeypatch):
    engine = engines["django"].engine
    template = engine.from_string(asking)
    stamped.forget()
    monkeypatch.setattr(engine, "get_template", lambda name: template)
    with pytest.raises(TemplateSyntaxError):
        stamp("asking.html", Card({"may_edit": True}))
    stamped.forget()
