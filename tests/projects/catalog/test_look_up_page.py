"""A product taken from the address of a shop's page: one sees what was found before it is saved."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from projects.forms.products import TICKED
from projects.media import downloads, photo_uploads
from projects.models import Product
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NEW, LOOK = "/products/new/", "/products/look-up/"
PAGE = "https://shop.example/products/flask"
PHOTOS = [f"https://cdn.example/{number}.png" for number in range(1, 9)]
ROW = {
    "@type": "Product", "name": "Ridge Flask", "description": "<p>Steel.</p>", "sku": "RF-1",
    "brand": "Ridge", "image": PHOTOS, "offers": {"price": "29.00", "priceCurrency": "EUR"},
}  # fmt: skip


@pytest.fixture
def ed():
    client = Client()
    client.force_login(cast.ed())
    return client


@pytest.fixture
def web(monkeypatch):
    """{address: bytes} of what is out there; other addresses are refused as the downloader does."""
    there = {PAGE: shop(ROW)}
    for number, url in enumerate(PHOTOS):
        there[url] = cast.photo_bytes((20 * number, 60, 180, 255))

    def fetch(url, **_):
        if url not in there:
            raise downloads.FetchRefused("“shop.example” could not be reached.")
        return there[url], "text/html"

    monkeypatch.setattr(downloads, "fetch", fetch)
    return there


def shop(row):
    told = json.dumps(row).replace("</", "<\\/")
    return f'<script type="application/ld+json">{told}</script>'.encode()


FIELDS = ("name", "price", "currency", "sku", "vendor", "description")


def form_values(answer):
    form = answer.context["form"]
    return {
        name: form[name].value() for name in ("name", "price", "currency", "sku", "vendor", "description")
    }


def test_what_the_page_tells_stands_in_the_form_and_nothing_is_saved(ed, web):
    shown = ed.post(LOOK, {"address": PAGE})
    assert form_values(shown) == {
        "name": "Ridge Flask", "price": "29.00", "currency": "EUR", "sku": "RF-1", "vendor": "Ridge",
        "description": "Steel.",
    }  # fmt: skip
    assert "Nothing is saved yet" in Page(shown) and not Product.objects.exists()
    assert [url for url, _, ticked in shown.context["pictures"] if ticked] == PHOTOS[:TICKED]


def test_from_looking_to_saving_with_the_photos_that_were_ticked(ed, web):
    shown = ed.post(LOOK, {"address": PAGE})
    values = {name: value for name, value in form_values(shown).items() if value}
    sent = {**values, "offered": PHOTOS, "picture": [PHOTOS[2], PHOTOS[0]]}
    answer = ed.post(NEW, sent)
    made = Product.objects.get()
    assert answer.url == reverse("projects:product", args=[made.pk])
    assert (made.name, str(made.price), made.currency) == ("Ridge Flask", "29.00", "EUR")
    assert made.photos.count() == 2
    assert made.photos.first().asset == photo_uploads.known(cast.shop(), web[PHOTOS[0]])
    ed.post(NEW, sent)  # a second click
    assert Product.objects.count() == 1


def test_a_photo_that_is_gone_is_named_and_the_rest_is_saved(ed, web):
    del web[PHOTOS[1]]
    web[PHOTOS[2]] = b"<html>"
    answer = ed.post(NEW, {"name": "Flask", "offered": PHOTOS, "picture": PHOTOS[:3]}, follow=True)
    assert Product.objects.get().photos.count() == 1
    assert "2.png: “shop.example” could not be reached." in Page(answer) and "3.png:" in Page(answer)


def test_what_was_typed_before_stays(ed, web):
    typed = {"name": "My flask", "price": "25", "currency": "USD", "audience": "Hikers"}
    shown = ed.post(LOOK, {"address": PAGE, **typed})
    assert form_values(shown) | {"sku": "", "vendor": "", "description": ""} == {
        "name": "My flask", "price": "25", "currency": "USD", "sku": "", "vendor": "", "description": "",
    }  # fmt: skip
    assert shown.context["form"]["audience"].value() == "Hikers"
    untouched = ed.post(LOOK, {"address": PAGE, "name": "", "price": "", "currency": "USD"})
    assert (form_values(untouched)["price"], form_values(untouched)["currency"]) == ("29.00", "EUR")


def test_a_refused_form_keeps_the_pictures_as_they_were_ticked(ed, web):
    refused = ed.post(NEW, {"name": "", "offered": PHOTOS, "picture": PHOTOS[3:4]}, headers=HTMX)
    assert refused.status_code == 422
    assert [url for url, _, ticked in refused.context["pictures"] if ticked] == PHOTOS[3:4]


def test_only_pictures_that_were_offered_are_fetched(ed, web):
    ed.post(NEW, {"name": "Flask", "offered": PHOTOS[:1], "picture": PHOTOS})
    assert Product.objects.get().photos.count() == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({**ROW, "offers": {}}, "It tells no price."),
        ({**ROW, "offers": {"price": "29.00"}}, "which currency"),
        ({**ROW, "image": []}, "It tells no photo."),
    ],
)
def test_what_the_page_does_not_tell_is_said(ed, web, row, says):
    web[PAGE] = shop(row)
    shown = ed.post(LOOK, {"address": PAGE})
    assert says in Page(shown)
    assert (form_values(shown)["currency"] == "") is (says == "which currency")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "start with http"),
        ("http://169.254.169.254/latest", "public internet"),
        ("https://shop.example/gone", "could not be reached"),
        ("https://shop.example/about", "does not tell which product"),
    ],
)
def test_what_cannot_be_looked_up_is_said_beside_the_address(ed, web, monkeypatch, typed, says):
    web["https://shop.example/about"] = b"<html></html>"
    if "shop.example" not in typed:
        monkeypatch.undo()
    plain = ed.post(LOOK, {"address": typed, "name": "Mine"})
    assert plain.status_code == 422 and says in Page(plain)
    assert plain.context["form"]["name"].value() == "Mine"
    part = ed.post(LOOK, {"address": typed, "name": "Mine"}, headers=HTMX)
    assert (part.status_code, part["HX-Retarget"], part["HX-Reswap"]) == (422, "#look-up", "outerHTML")
    assert "Add the product" not in Page(part)


def test_pictures_are_shown_by_the_studio_itself_and_only_those_of_a_page(ed, web):
    shown = ed.post(LOOK, {"address": PAGE})
    _, ticket, _ = shown.context["pictures"][0]
    small = ed.get("/products/look-up/picture/", {"of": ticket})
    assert (small.status_code, small["Content-Type"]) == (200, "image/webp")
    assert ed.get("/products/look-up/picture/", {"of": PHOTOS[0]}).status_code == 404
    assert ed.get("/products/look-up/picture/").status_code == 404
    web[PHOTOS[0]] = b"<svg onload=x()>"
    assert ed.get("/products/look-up/picture/", {"of": ticket}).status_code == 404
    assert Client().get("/products/look-up/picture/", {"of": ticket}).status_code == 302


def test_a_viewer_takes_nothing_from_an_address(web):
    vera = Client()
    vera.force_login(cast.vera())
    assert vera.post(LOOK, {"address": PAGE}).status_code == 403
