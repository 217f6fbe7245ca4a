"""Templates in a shape that a reader and a diff can follow, and that the content security policy allows."""

import re

import pytest
from django.conf import settings
from django.template import engines

ROOT = settings.BASE_DIR / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
SPRITE = settings.BASE_DIR / "static" / "img" / "icons.svg"


def text(name):
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_loads(name):
    assert engines["django"].get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_its_lines_fit_a_screen(name):
    assert [line for line in text(name).splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_has_no_style_of_its_own(name):
    assert re.findall(r"\sstyle=|<style\b", text(name)) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_has_no_script_of_its_own(name):
    assert re.findall(r"<script\b(?![^>]*\ssrc=)[^>]*>|\son[a-z]+=|javascript:", text(name)) == []


def test_every_icon_is_drawn_and_used():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text()))
    used = {
        icon for name in TEMPLATES for icon in re.findall(r'"_icon.html" with name="([\w-]+)"', text(name))
    }
    assert used == drawn


def test_no_icon_is_drawn_twice():
    names = re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text())
    assert len(names) == len(set(names))


def test_icons_are_named_where_they_are_included():
    """A name that a variable held could miss the sprite."""
    loose = re.compile(r'"_icon.html"(?! with name="[\w-]+" %\})')
    assert [name for name in TEMPLATES if loose.search(text(name))] == []


# Words of the style guide are examples for who builds the studio; see docs/design.md.
SPOKEN = [name for name in TEMPLATES if name != "design.html"] + sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.txt")
)
NO_WORDS = re.compile(
    r"{#.*?#}|{% comment %}.*?{% endcomment %}|{% block (?:main_class|coltype|bodyclass) %}.*?{% endblock %}"
    r"|{% blocktranslate\b.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}|&#?\w+;",
    re.DOTALL,
)
SEEN = re.compile(
    r'\s(?:alt|aria-label|data-confirm-label|data-label|hx-confirm|placeholder|title)="([^"]*)"', re.DOTALL
)
# The same in every language: the product's name, units, kinds of files, and an address as an example.
SAME_EVERYWHERE = re.compile(
    r"\b(?:vidstudio|dB|fps|LUFS|UTC|SHA-256|MP4|SRT|VTT|JSON|CSV|API|ms)\b|#rrggbb|https://\S+",
)
# Words that become a part of an element's id are read by nobody.
KEYS = re.compile(r'{% firstof scene.pk "board" as (?:id|here) %}')


def words_that_stay_english(source):
    """What people read in English whatever language they chose: text and attributes outside of gettext."""
    source = KEYS.sub("", source)
    html = NO_WORDS.sub("", source)
    shown = [*SEEN.findall(html), re.sub(r'<(?:"[^"]*"|[^>"])*>', "\n", html)]
    spare = re.findall(r'(?:\|default:|{% firstof [\w. ]+ )"(?!vidstudio")([^"]*)"', source)
    return re.findall(r"[^\W\d_]{2,}", SAME_EVERYWHERE.sub("", "\n".join([*shown, *spare])))


def test_a_sentence_outside_of_gettext_is_found():
    assert words_that_stay_english('<p title="Free">{{ name }} is {% translate "here" %}</p>') == [
        "Free",
        "is",
    ]
    assert words_that_stay_english('{{ name|default:"Nobody" }}') == ["Nobody"]


@pytest.mark.parametrize("name", SPOKEN)
def test_its_words_can_be_translated(name):
    assert words_that_stay_english(text(name)) == []
