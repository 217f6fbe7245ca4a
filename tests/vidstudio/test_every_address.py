"""Whatever is sent to whatever address, by whomever: an answer, and never a broken studio."""

import logging
import re

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from projects.models import VideoProject
from tests import cast
from tests.vidstudio.addresses import addresses, things

pytestmark = pytest.mark.django_db

ODD = ("²", "9" * 5000, "99999999999999999999")
# Names that some page or list reads from its address; what nobody reads does no harm.
ASKED = [
    "q", "state", "source", "style", "product", "project", "provider", "talent", "model", "period",
    "from", "to", "page", "after", "kind", "w", "render", "language", "find", "limit", "cursor", "o",
    "p", "e", "since", "until", "by", "sku", "fresh", "id__exact", "state__exact", "created__gte",
]  # fmt: skip
TYPED = [
    "title", "text", "headline", "detail", "visual_prompt", "motion_prompt", "transition", "duration",
    "speaker", "version", "note", "name", "description", "voice", "portrait", "x", "y", "seed",
    "prompt", "motion", "seconds", "language", "order", "after", "photo", "alt", "to", "amount",
    "warn_percent", "project", "period", "workspace", "ratios", "volume_db", "aspect", "resolution",
    "style", "mode", "price", "currency", "selling_points", "username", "password", "email", "body",
    "action", "_selected_action", "lips", "left", "right", "middle",
]  # fmt: skip
# These end the visit itself.
LEAVES = ("/logout/", "/admin/logout/")
# 503 is what it is for: no worker is alive in a test.
UNWELL = "/health/video"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """The limit of calls would answer in place of what is asked."""
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)
    cache.clear()
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def inside(person):
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    return client


def broken(answers):
    return [(path, status) for path, status in answers if status >= 500 and path != UNWELL]


def pages(rows):
    """Without the admin, whose forms are Django's own."""
    others = ("/api/", "/admin/")
    return [path for path in addresses(rows) if path not in LEAVES and not path.startswith(others)]


def calls(rows):
    return [path for path in addresses(rows) if path.startswith("/api/")]


def odd(names, turn):
    """Each name with an odd value, another one at each turn."""
    return {name: ODD[(turn + place) % len(ODD)] for place, name in enumerate(names)}


def test_no_address_breaks_on_an_odd_query():
    client = inside(cast.adam())
    paths = [path for path in addresses(things()) if path not in LEAVES]
    assert len(paths) > 250
    assert not broken(
        (path, client.get(path, odd(ASKED, turn)).status_code) for turn, path in enumerate(paths)
    )


def test_no_page_breaks_on_an_odd_form():
    client = inside(cast.adam())
    paths = pages(things())
    assert not broken(
        (path, client.post(path, odd(TYPED, turn)).status_code) for turn, path in enumerate(paths)
    )


BODIES = [
    b"[" * 100_000,
    b'{"a":' * 1000 + b"1" + b"}" * 1000,
    b'"text"',
    b"[]",
    b'{"prompt":"a\\u0000b","name":"\\ud800"}',
    b'{"product_id":%s,"seed":%s}' % (b"9" * 5000, b"9" * 40),
    b'{"x":"nan","y":"inf","prompt":"x","duration":"nan","volume_db":"nan","amount":"NaN"}',
    b'{"what":{},"ratios":[[1]],"product":[],"left":[[]],"username":[],"password":{}}',
]


def test_no_call_of_the_api_breaks_on_an_odd_body():
    client = inside(cast.adam())
    found = []
    for path in calls(things()):
        for method in ("post", "put", "patch"):
            answers = (
                getattr(client, method)(path, body, content_type="application/json").status_code
                for body in BODIES
            )
            first = next(answers)
            found.append((f"{method} {path}", first))
            if first not in (404, 405):
                found += [(f"{method} {path}", status) for status in answers]
    assert len(found) > 250
    assert not broken(found)


def test_no_address_breaks_on_another_method():
    client = inside(cast.ed())
    rows = things()
    paths = [*pages(rows), *calls(rows)]
    asked = [(method, path) for path in paths for method in ("OPTIONS", "TRACE")]
    assert not broken((path, client.generic(method, path).status_code) for method, path in asked)


# --- what a page is made of ----------------------------------------------------------------------
# What the content security policy refuses wherever it stands. Redoc alone writes styles into its page.
INLINE = re.compile(
    r"<script\b(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>|<[^>]*\s(?:on[a-z]+|style)=|<style\b",
    re.I,
)


def test_no_page_has_a_script_or_a_style_of_its_own():
    """In what templates, forms and Python make of it, the admin and the documentation included."""
    client = inside(cast.adam())
    seen, found = 0, {}
    for path in addresses(things()):
        if path in LEAVES or path.startswith("/api/v1/"):  # no pages
            continue
        answer = client.get(path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        seen += 1
        scripts = re.search(r"script-src ([^;]*)", answer["Content-Security-Policy"])[1]
        inline = INLINE.findall(answer.content.decode())
        if scripts != "'self'" or inline:
            found[path] = (scripts, inline[:3])
    # 172 by itself; less where rows of other tests took the first keys, which some addresses need.
    assert seen > 100
    assert not found


# --- who may what --------------------------------------------------------------------------------
def test_outsiders_and_strangers_see_nothing_of_lolas_shop():
    """By every address with the key of one of its rows in it."""
    rows = things()
    # Public by design, or the same for everybody: the signed link, the address of a letter.
    open_to_all = ("/media/", "/login/", "/static/", "/webhooks/", "/renders/composed/")
    paths = [
        path
        for path in addresses(rows)
        if any(f"/{key}/" in path for key in rows.values()) and not path.startswith(open_to_all)
    ]
    for person, fine in ((cast.oscar(), {404, 405, 302}), (None, {302, 401, 403, 404, 405})):
        client = inside(person)
        seen = [(path, client.get(path).status_code) for path in paths]
        assert not [(path, status) for path, status in seen if status not in fine]


def test_a_viewer_changes_nothing_by_any_address():
    rows = things()
    client = inside(cast.vera())
    before = VideoProject.objects.get(pk=rows["projects"]).board_version
    told = [
        (path, client.post(path, {"text": "x", "note": "x", "title": "x"}).status_code)
        for path in pages(rows)
    ]
    # A viewer may say what they think of a board, and answer; a comment changes nothing of it.
    theirs = tuple(f"/{row}/{key}/" for row, key in rows.items())
    keyed = [path for path, status in told if status < 400 and path.startswith(theirs)]
    keyed = [path for path in keyed if not path.endswith(("/comments/", "/answer/"))]
    assert not keyed
    assert not broken(told)
    assert VideoProject.objects.get(pk=rows["projects"]).board_version == before
