"""Claims about the tags that remember: they say what Django's say, in every language, and look up once."""

import pytest
from django.template import Context, Engine, engines
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import trans_real

from projects.templatetags import remembered
from tests.paths import ROOT

BUILT_IN = [
    "projects.templatetags.studio",
    "projects.templatetags.in_language",
]
LOADED = ("i18n", "static")
DIRS = [ROOT / "templates"]
DJANGOS = Engine(DIRS, builtins=BUILT_IN, libraries={name: f"django.templatetags.{name}" for name in LOADED})
OURS = Engine(
    DIRS,
    builtins=[*BUILT_IN, "projects.templatetags.remembered"],
    libraries=dict.fromkeys(LOADED, "projects.templatetags.remembered"),
)
TEXTS = [
    "{% translate 'Projects' %}",
    "{% translate 'Comment' context 'button' %}",
    "{% translate word %}",
    "{% translate 'Projects' as head %}[{{ head }}]",
    "{% translate '100 %' noop %}{% translate 'Projects'|upper %}",
    "{% blocktranslate trimmed with number=key %}Scene {{ number }}{% endblocktranslate %}",
    "{% blocktranslate with who=name asvar whose %}Comment by {{ who }}{% endblocktranslate %}{{ whose }}",
    "{% blocktranslate count number=key %}{{ number }} comment{% plural %}{{ number }} comments"
    "{% endblocktranslate %}",
    "{% blocktranslate %}{{ name }}, {{ nobody }} and 5 %{% endblocktranslate %}",
    "{% autoescape off %}{% blocktranslate %}{{ name }}{% endblocktranslate %}{% endautoescape %}",
    "{% url 'projects:detail' key %}",
    "{% url 'projects:detail' key as there %}<{{ there }}>",
    "{% url 'projects:list' %}{% url 'projects:list' as there %}{{ there }}",
    "{% url 'projects:nowhere' key as there %}<{{ there }}>",
    "{% url 'projects:detail' name as there %}<{{ there }}>",
    "{% url view key %}",
    "{% include '_icon.html' with name='plus' %}{% include '_icon.html' with name=icon %}",
]


def shown(engine, text, values):
    template = engine.from_string("{% load i18n %}" + text)
    request = RequestFactory().get("/")
    context = Context(values)
    context.request = request
    return [template.render(context) for _ in range(2)]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("text", TEXTS)
def test_they_say_what_djangos_say(text, language):
    values = {"key": 7, "name": "<Ann>", "word": "Projects", "view": "projects:detail", "icon": "trash"}
    with translation.override(language):
        first, again = shown(OURS, text, values)
        assert first == again == shown(DJANGOS, text, values)[0]


def test_one_template_speaks_each_readers_language():
    template = OURS.from_string("{% load i18n %}{% translate 'Projects' %}")

    def said(language):
        with translation.override(language):
            return template.render(Context())

    assert said("en") == "Projects" != said("de")
    assert said("en") == "Projects"


def test_one_template_makes_the_address_of_each_row():
    template = OURS.from_string("{% for key in keys %}{% url 'projects:detail' key %} {% endfor %}")
    assert template.render(Context({"keys": [1, 2, 30]})).split() == [
        f"/projects/{key}/" for key in (1, 2, 30)
    ]


def test_a_hundred_rows_look_up_one_word_and_one_address(monkeypatch):
    asked = []
    monkeypatch.setattr(
        translation._trans, "gettext", lambda text, look=trans_real.gettext: asked.append(text) or look(text)
    )
    monkeypatch.setattr(
        remembered,
        "reverse",
        lambda name, look=remembered.reverse, **of: asked.append(name) or look(name, **of),
    )
    row = "{% translate 'Delete scene' %}{% url 'projects:detail' key %}"
    template = OURS.from_string("{% load i18n %}{% for key in keys %}" + row + "{% endfor %}")
    template.render(Context({"keys": range(1, 101)}))
    assert asked == ["Delete scene", "projects:detail"]


def test_no_other_tags_are_defined_twice():
    """Django's check of it is silenced: it would warn of these three in every command."""
    warned = engines["django"]._check_for_template_tags_with_the_same_name()
    assert {one.id for one in warned} == {"templates.W003"}
    assert sorted(one.msg.split("'")[1] for one in warned) == ["admin_list", "i18n", "static"]
