"""A program brings a catalogue in: asked for, watched, refused rows read, cancelled, and done once."""

import io
import zipfile

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.catalog import imports
from projects.models import CatalogueImport, Product
from tests import cast
from tests.projects.api.callers import as_, error

pytestmark = pytest.mark.django_db
PATH = "/api/v1/imports/"
DATA = b"Handle,Title,Variant Price\nmug,Mug,24.50\ncup,Cup,cheap\n,,3.00\n"


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def sheet(data=DATA, name="spring.csv"):
    return SimpleUploadedFile(name, data, "text/csv")


def send(client=None, data=DATA, headers=None, **fields):
    body = {"file": sheet(data), **fields}
    return (client or as_(cast.ed())).post(PATH, body, format="multipart", headers=headers or {})


def finish(answer):
    imports.run_to_end(CatalogueImport.objects.get(pk=answer.json()["id"]))
    return as_(cast.ed()).get(answer.headers["Location"]).json()


def test_an_import_is_asked_for_and_watched_to_its_end():
    answer = send(currency="eur")
    assert answer.status_code == 202 and answer.headers["Location"].endswith(f"{PATH}{answer.json()['id']}/")
    told = answer.json()
    assert (told["state"], told["total"], told["progress"], told["is_over"]) == ("waiting", None, 0, False)
    told = finish(answer)
    assert (told["state"], told["total"], told["progress"], told["is_over"]) == ("done", 2, 100, True)
    assert told["counts"] == {"created": 2, "updated": 0, "unchanged": 0, "refused": 1}
    assert Product.objects.get(handle="mug").price_label == "€24.50"


def test_refused_rows_say_why():
    answer = send()
    finish(answer)
    client = as_(cast.ed())
    links = answer.json()["links"]
    told = client.get(links["rows"], {"outcome": "refused"}).json()
    assert told == {
        "rows": [
            {
                "line": 4,
                "handle": "",
                "outcome": "refused",
                "message": "There is neither a title nor a handle.",
            }
        ],
        "next": None,
    }
    assert [row["line"] for row in client.get(links["rows"]).json()["rows"]] == [2, 3, 4]
    assert error(client.get(links["rows"], {"outcome": "odd"})) == (422, "invalid", "outcome")
    assert error(client.get(links["rows"], {"after": "²"})) == (422, "invalid", "after")
    file = client.get(links["report"])
    assert file.content.decode("utf-8-sig").startswith("Line,Handle,Outcome,Message\r\n2,mug,created,")


def test_rows_come_in_pages(monkeypatch):
    monkeypatch.setattr("projects.api.imports.MOST_ROWS", 2)
    answer = send()
    finish(answer)
    first = as_(cast.ed()).get(answer.json()["links"]["rows"]).json()
    rest = as_(cast.ed()).get(answer.json()["links"]["rows"], {"after": first["next"]}).json()
    assert [row["line"] for row in first["rows"] + rest["rows"]] == [2, 3, 4] and rest["next"] is None


def test_a_key_does_it_once():
    client, key = as_(cast.ed()), {"Idempotency-Key": "spring"}
    first, again = send(client, headers=key), send(client, headers=key)
    assert (first.status_code, again.status_code, again.json()) == (202, 202, first.json())
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert CatalogueImport.objects.count() == 1
    assert send(client, data=DATA + b"x,X,1\n", headers=key).status_code == 422


def test_a_dry_run_writes_no_product():
    told = finish(send(dry_run="true"))
    assert told["dry_run"] and told["counts"]["created"] == 2 and not Product.objects.exists()


def test_columns_of_other_names_are_mapped_and_remembered():
    own = b"Alpha;Beta\nCup;5,00\n"
    assert error(send(data=own))[:2] == (422, "invalid")
    assert finish(send(data=own, mapping='{"title": "Alpha", "price": "Beta"}'))["counts"]["created"] == 1
    told = finish(send(data=own + b"Mug;6,00\n"))
    assert told["mapping"] == {"title": "Alpha", "price": "Beta"} and told["counts"]["created"] == 1


def test_photos_come_in_a_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("mug.png", cast.photo_bytes())
    photos = SimpleUploadedFile("photos.zip", out.getvalue())
    finish(send(data=b"Title,Image Src\nMug,mug.png\n", photos=photos))
    assert Product.objects.get(handle="mug").photos.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"data": b"\x00\x01"}, "file"),
        ({"data": b"Handle,Title\n"}, "file"),
        ({"photos": SimpleUploadedFile("x.zip", b"no zip")}, "photos"),
        ({"mapping": "no json"}, "mapping"),
        ({"mapping": '["title"]'}, "mapping"),
        ({"mapping": '{"titel": "Title"}'}, "mapping"),
        ({"mapping": '{"title": "Nowhere"}'}, "mapping"),
        ({"currency": "EURO"}, "currency"),
        ({"encoding": "klingon"}, "encoding"),
        ({"dry_run": "perhaps"}, "dry_run"),
        ({"columns": "x"}, "columns"),
    ],
)
def test_what_cannot_be_used_is_refused_by_the_name_that_was_sent(fields, field):
    answer = send(**fields)
    assert answer.status_code in (400, 422) and error(answer)[2] == field
    assert not CatalogueImport.objects.exists()


def test_without_a_file():
    answer = as_(cast.ed()).post(PATH, {})
    assert answer.status_code in (400, 422) and error(answer)[2] == "file"


def test_cancel_and_who_may():
    row = send().json()
    path = f"{PATH}{row['id']}/"
    assert as_(cast.vera()).post(f"{path}cancel/").status_code == 403
    assert as_(cast.vera()).get(path).status_code == 200
    assert as_(cast.oscar()).get(path).status_code == 404
    assert as_(cast.oscar()).post(f"{path}cancel/").status_code == 404
    assert as_(cast.ed()).post(f"{path}cancel").json()["state"] == "cancelled"
    assert send(as_(cast.vera())).status_code == 403
    done = send()
    finish(done)
    assert error(as_(cast.ed()).post(done.json()["links"]["cancel"]))[0] == 409
    listed = as_(cast.ed()).get(PATH, {"state": "cancelled"}).json()["results"]
    assert [one["id"] for one in listed] == [row["id"]]
