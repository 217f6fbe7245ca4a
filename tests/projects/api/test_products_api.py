"""A program keeps the catalogue: products, and their photos."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import AuditEntry, Photo, Product
from tests import cast
from tests.projects.api.callers import as_, error

pytestmark = pytest.mark.django_db
PATH = "/api/v1/products/"


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def png(colour=(180, 60, 40, 255)):
    return SimpleUploadedFile("x.png", cast.photo_bytes(colour), "image/png")


def post(client, path, **body):
    return client.post(path, body, format="json")


def test_a_product_is_made_changed_and_deleted():
    client = as_(cast.ed())
    made = post(client, PATH, name="Mug", price="12.50", currency="EUR", selling_points=["Holds 300 ml"])
    assert made.status_code == 201
    told = made.json()
    assert (told["handle"], told["price_label"], told["photos"]) == ("mug", "€12.50", [])
    told = client.patch(f"{PATH}{told['id']}/", {"price": "9.90"}, format="json").json()
    assert (told["name"], told["price_label"]) == ("Mug", "€9.90")
    assert client.delete(f"{PATH}{told['id']}/").status_code == 204
    assert client.get(f"{PATH}{told['id']}/").status_code == 404
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {
        "created product", "edited product", "deleted product",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x", "prize": "1"}, "prize"),
        ({"name": "x", "price": "-1"}, "price"),
        ({"name": "x", "price": "cheap"}, "price"),
        ({"name": "x", "currency": "EURO"}, "currency"),
        ({"name": "x", "selling_points": "one"}, "selling_points"),
        ({"name": "x", "handle": "two words"}, "handle"),
        ({"name": "x", "handle": "ridge-flask"}, "handle"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_what_is_no_product_is_refused_by_name(body, field):
    cast.flask()
    answer = as_(cast.ed()).post(PATH, body, format="json")
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["field"] == field
    assert Product.objects.count() == 1


def test_of_two_who_change_a_product_the_slower_is_told():
    flask, client = cast.flask(), as_(cast.ed())
    path = f"{PATH}{flask.pk}/"
    seen = client.get(path).json()["version"]
    first = client.patch(path, {"name": "Ridge Flask 2", "version": seen}, format="json")
    assert first.status_code == 200 and first.json()["version"] != seen
    assert error(client.patch(path, {"name": "Flask", "version": seen}, format="json"))[:2] == (
        409,
        "conflict",
    )
    assert Product.objects.get().name == "Ridge Flask 2"


def test_photos_are_uploaded_described_ordered_and_removed():
    client, flask = as_(cast.ed()), cast.flask()
    path = f"{PATH}{flask.pk}/photos"
    made = client.post(path, {"file": png((1, 2, 3, 255)), "alt": "From the side"}, format="multipart")
    assert made.status_code == 201
    told = made.json()
    assert (told["position"], told["alt"]) == (2, "From the side")
    assert client.get(told["url"]).status_code == 200
    again = client.post(path, {"file": png((1, 2, 3, 255))}, format="multipart").json()
    assert again["id"] == told["id"]
    ids = [photo["id"] for photo in client.get(f"{PATH}{flask.pk}/").json()["photos"]]
    turned = client.put(f"{path}/order", {"order": ids[::-1]}, format="json").json()
    assert [photo["id"] for photo in turned["photos"]] == ids[::-1]
    assert error(client.put(f"{path}/order", {"order": ids[:1]}, format="json"))[0] == 409
    one = f"/api/v1/photos/{told['id']}"
    assert client.patch(one, {"alt": "Side"}, format="json").json()["alt"] == "Side"
    assert client.delete(one).status_code == 204
    assert Photo.objects.count() == 1


def test_a_text_is_no_photo():
    path = f"{PATH}{cast.flask().pk}/photos"
    text = SimpleUploadedFile("x.png", b"not a picture", "image/png")
    assert as_(cast.ed()).post(path, {"file": text}, format="multipart").status_code == 422
    assert as_(cast.ed()).post(path, {"photo": png()}, format="multipart").json()["error"]["field"] == "photo"
    assert as_(cast.ed()).post(path, {"file": "x"}, format="json").status_code == 415


def test_only_editors_of_the_shop_change_its_catalogue():
    flask = cast.flask()
    photo = Photo.objects.get()
    for person, status in ((cast.vera(), 403), (cast.oscar(), 404)):
        client = as_(person)
        assert client.patch(f"{PATH}{flask.pk}/", {"name": "x"}, format="json").status_code == status
        assert client.delete(f"{PATH}{flask.pk}/").status_code == status
        assert client.delete(f"/api/v1/photos/{photo.pk}/").status_code == status
        answer = client.post(f"{PATH}{flask.pk}/photos", {"file": png()}, format="multipart")
        assert answer.status_code == status
    assert post(as_(cast.vera()), PATH, name="x").status_code == 403
    assert post(as_(cast.oscar()), PATH, name="x", workspace="lolas").status_code == 404
    assert Product.objects.count() == Photo.objects.count() == 1


@pytest.mark.parametrize(
    "data", [b"", b"no picture", cast.photo_bytes()[:200]], ids=["empty", "text", "cut off"]
)
def test_a_refused_photo_names_the_field_that_was_sent(data):
    path = f"{PATH}{cast.flask().pk}/photos"
    answer = as_(cast.ed()).post(path, {"file": SimpleUploadedFile("x.png", data)}, format="multipart")
    assert answer.status_code in (400, 422) and error(answer)[2] == "file"
