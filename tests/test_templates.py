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
