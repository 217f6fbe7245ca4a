"""No string of a page escapes the translators: where each message is wrapped in ⟦ ⟧, nothing else is left.

What people and shops typed stays as it is; so do numbers, and the names in KEPT.
"""

import re
from html.parser import HTMLParser
from zoneinfo import available_timezones

import pytest
from babel import Locale
from django.conf import settings as studio
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.utils.translation import trans_real

from generation.models import LedgerEntry
from generation.providers import voices
from projects.models import (
    Asset,
    Batch,
    BoardVersion,
    BrandKit,
    Character,
    Comment,
    GuestLink,
    PersonalChoice,
    Preset,
    Product,
    Scene,
    VideoProject,
    WebhookEndpoint,
    Workspace,
)
from tests import cast
from tests.vidstudio.addresses import addresses, things
from vidstudio.languages import catalogues

pytestmark = pytest.mark.django_db
OPEN, CLOSE = "⟦", "⟧"
ESPERANTO = "eo"  # Babel knows how it writes days and numbers; no words of ours are in it.
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]")
# What a person sees, hears or is told by an attribute.
HUMAN = ("title", "aria-label", "alt", "placeholder", "data-confirm-label", "hx-confirm")
SILENT = {"script", "style", "code", "kbd", "pre", "time", "textarea", "svg"}
# Models whose text fields people fill.
TYPED = (
    Asset, Batch, BoardVersion, BrandKit, Character, Comment, GuestLink, Preset, Product, Scene, VideoProject,
    WebhookEndpoint, Workspace,
)  # fmt: skip
KEPT = {
    "vidstudio", "USD", "EUR", "MP", "ZIP", "CSV", "API", "SKU", "AI", "URL", "PNG", "JPEG", "MB", "dB", "s",
    "English", "Deutsch", "Esc", "Enter", "Ctrl", "Shift", "UTC", "GTIN", "TikTok", "YouTube", "Instagram",
    "fps", "UTF", "ad", "rrggbb", "https",
}  # fmt: skip
# Names that programs read (of events, of messages), and addresses that show how one looks.
MACHINES = re.compile(r"\b(?:script|storyboard|video|budget)\.\w+|\bmsg_\w+|https://shop\.example\S*|^test$")
ESPERANTIST = Locale(ESPERANTO)
WORD = re.compile(r"[^\W\d_]{2,}")


class Wrapping(trans_real.DjangoTranslation):
    """Every message comes out wrapped; values that it is filled with stand outside of its brackets."""

    def __init__(self):
        super().__init__("de")
        self._language = ESPERANTO

    def to_language(self):
        return ESPERANTO

    def language(self):
        return ESPERANTO

    def gettext(self, message):
        words = message.partition("\x04")[2] or message
        return PLACE.sub(lambda found: f"{CLOSE}{found[0]}{OPEN}", f"{OPEN}{words}{CLOSE}")

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)


class Reader(HTMLParser):
    """Collects what a page says outside of all brackets, with the tag or attribute that says it."""

    def __init__(self):
        super().__init__()
        self.depth, self.loose, self.tags = 0, [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("input", "img", "br", "hr", "meta", "link", "path", "use", "source", "wbr", "col"):
            self.tags.append(tag)
        given = dict(attrs)
        for name in HUMAN:
            if given.get(name):
                self.say(given[name], f"{tag} {name}")
        if tag == "input" and given.get("type") in ("submit", "button") and given.get("value"):
            self.say(given["value"], "input value")

    def handle_endtag(self, tag):
        while tag in self.tags and self.tags.pop() != tag:
            pass

    def handle_data(self, text):
        if not SILENT & set(self.tags):
            self.say(text, self.tags[-1] if self.tags else "")

    def say(self, text, where):
        outside = ""
        for letter in text:
            if letter == CLOSE:
                self.depth -= 1
                outside += " "
            elif letter == OPEN:
                self.depth += 1
                outside += " "
            elif self.depth <= 0:
                outside += letter
        if outside.strip():
            self.loose.append((where, " ".join(outside.split())))


@pytest.fixture
def wrapped(settings, monkeypatch):
    settings.LANGUAGES = [("en", "English"), (ESPERANTO, "Wrapped")]
    settings.LANGUAGES_OFFERED = ["en", ESPERANTO]
    trans_real.translation("de")
    monkeypatch.setitem(trans_real._translations, ESPERANTO, Wrapping())
    cache.clear()
    yield
    trans_real._translations.pop(ESPERANTO, None)


def typed():
    """What people typed, the longest first: every text field without choices, and the names of people."""
    found = set(get_user_model().objects.values_list("username", flat=True))
    found |= {name[:2] for name in found}  # where somebody has no photo
    found |= available_timezones() | {name.replace("_", " ") for name in available_timezones()}
    # What Babel says itself, and what providers and currencies are called.
    months = ESPERANTIST.months["format"]
    found |= {*months["abbreviated"].values(), *months["wide"].values()}
    found |= set(ESPERANTIST.languages.values()) | set(ESPERANTIST.currencies) | {"Wrapped"}
    found |= set(LedgerEntry.objects.values_list("provider", flat=True))
    found |= set(LedgerEntry.objects.values_list("model", flat=True))
    found |= {label.partition(",")[0] for label in voices.labels().values()}
    for model in TYPED:
        names = [
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.CharField | models.TextField) and not field.choices
        ]
        for row in model.objects.values_list(*names):
            found.update(str(value) for value in row if value)
    words = {" ".join(value.split()) for value in found} | {
        line for value in found for line in value.split("\n")
    }
    return [word for word in words if len(word) > 1]


def either(words):
    """A pattern of any of them as whole words, the longest first."""
    found = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{found or '(?!)'})(?!\w)", re.IGNORECASE)


def escaped(html, known, seen):
    """(where, what) of each string outside of all brackets that is not `known` and was not `seen` before."""
    reader = Reader()
    reader.feed(html)
    for where, text in reader.loose:
        if (where, text) in seen or not WORD.search(text):
            continue
        seen.add((where, text))
        left = known.sub(" ", MACHINES.sub(" ", text))
        if any(word not in KEPT for word in WORD.findall(left)):
            yield where, left


def pages(rows):
    left_out = ("/api/", "/admin/", "/media/", "/design/", "/logout/", "/words/")
    return [path for path in addresses(rows) if not path.startswith(left_out)]


def test_no_string_of_a_page_escapes(wrapped):
    rows = things()
    for person in (cast.adam(),):
        PersonalChoice.objects.create(user=person, language=ESPERANTO)
    client = Client(raise_request_exception=False)
    client.force_login(cast.adam())
    known, loose, seen, read = either(typed()), {}, 0, set()
    for path in pages(rows):
        answer = client.get(path)
        assert answer.status_code != 500, path
        if answer.status_code >= 400 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        seen += 1
        for found in escaped(answer.content.decode(), known, read):
            loose.setdefault(found, path)
    assert seen > 50
    assert not loose, "\n".join(f"{path} {where}: {text}" for (where, text), path in sorted(loose.items()))


def test_a_string_that_nobody_marked_is_found():
    html = f'<p title="{OPEN}Name{CLOSE}">{OPEN}Hello {CLOSE}Lola{OPEN}, <a>read</a> this.{CLOSE}</p>'
    assert not list(escaped(html, either(["Lola"]), set()))
    assert list(escaped(html, either([]), set())) == [("p", "Lola")]
    button = '<button aria-label="Close">×</button>'
    assert list(escaped(button, either([]), set())) == [("button aria-label", "Close")]


def test_the_catalogues_that_the_wrapping_stands_on_are_there():
    assert catalogues.files() and studio.LOCALE_PATHS == [catalogues.FOLDER]
