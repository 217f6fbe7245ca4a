"""Bringing a catalogue in: what is made, what is changed, what is told."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import TestCase

from projects import catalog
from projects.catalog import products
from projects.errors import BadInput
from projects.media.downloads import FetchRefused
from projects.models import Asset, AuditEntry, Photo, Product
from tests import cast

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "samples" / "catalog"
TABLE = "Handle,Title,Body (HTML),Vendor,Variant Price,Image Src,Image Position,Image Alt Text\n"
MUG = TABLE + "mug,Mug,<p>Blue.</p><ul><li>Light</li></ul>,Acme,24.50,mug.png,1,A mug\n"


def archive(**files):
    return zipped({name.replace("_", "."): data for name, data in files.items()})


def zipped(files, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return out.getvalue()


class Importing(TestCase):
    def bring(self, text, images=None, **options):
        data = text if isinstance(text, bytes) else text.encode()
        return catalog.import_catalog(cast.shop(), cast.ed(), data, images, **options)

    def told(self, report):
        return [(row.line, row.outcome, row.message) for row in report.rows]

    def mug(self):
        return Product.objects.get(handle="mug")

    def test_a_product_with_its_photo(self):
        report = self.bring(MUG, catalog.ZipImages(archive(mug_png=cast.photo_bytes())))
        mug = self.mug()
        self.assertEqual((mug.name, mug.description, mug.selling_points), ("Mug", "Blue.", ["Light"]))
        self.assertEqual((mug.vendor, mug.price_label), ("Acme", "$24.50"))
        self.assertEqual([photo.alt for photo in mug.photos.all()], ["A mug"])
        self.assertEqual(self.told(report), [(2, "created", "Photo added.")])

    def test_twice_creates_nothing_twice(self):
        images = catalog.ZipImages(archive(mug_png=cast.photo_bytes()))
        self.bring(MUG, images)
        report = self.bring(MUG, images)
        self.assertEqual((Product.objects.count(), Photo.objects.count(), Asset.objects.count()), (1, 1, 1))
        self.assertEqual(self.told(report), [(2, "unchanged", "Nothing to change: everything is as it was.")])

    def test_a_blank_cell_clears_and_a_missing_column_keeps(self):
        self.bring(MUG)
        report = self.bring("Handle,Title,Vendor\nmug,Mug,\n")
        mug = self.mug()
        self.assertEqual((mug.vendor, mug.description), ("", "Blue."))
        self.assertEqual(str(mug.price), "24.50")
        self.assertEqual(report.counts, {"created": 0, "updated": 1, "unchanged": 0, "refused": 0})

    def test_a_blank_price_clears_it(self):
        self.bring(MUG)
        self.bring("Handle,Title,Variant Price\nmug,Mug,\n")
        self.assertIsNone(self.mug().price)

    def test_an_unclear_price_keeps_the_old_one_and_says_so(self):
        self.bring(MUG)
        report = self.bring("Handle,Title,Variant Price\nmug,Mug,1.299\n")
        self.assertEqual(str(self.mug().price), "24.50")
        self.assertIn("could mean two prices", report.rows[0].message)

    def test_every_line_is_told(self):
        text = MUG + "mug,,,,,back.png,2,\nmug,,,,25.00,,,\n,,,,,,,\n,,,Acme,,,,\n"
        report = self.bring(text, catalog.ZipImages(archive(mug_png=cast.photo_bytes())))
        self.assertEqual(
            self.told(report),
            [
                (2, "created", "Photo added."),
                (3, "no photo", "Without the photo “back.png”: no file of that name was given."),
                (4, "skipped", "Another variant: the first one's price and SKU are kept."),
                (6, "refused", "There is neither a title nor a handle."),
            ],
        )
        self.assertEqual(report.counts, {"created": 1, "updated": 0, "unchanged": 0, "refused": 1})

    def test_a_missing_photo_does_not_stop_the_product(self):
        report = self.bring(MUG)
        self.assertEqual(self.told(report)[0][1], "created")
        self.assertIn("no file of that name", report.rows[0].message)

    def test_a_broken_photo_does_not_either(self):
        report = self.bring(MUG, catalog.ZipImages(archive(mug_png=b"<svg/>")))
        self.assertEqual(self.mug().photos.count(), 0)
        self.assertIn("not a picture we can read", report.rows[0].message)

    def test_a_photo_that_comes_later_updates_the_product(self):
        self.bring(MUG)
        report = self.bring(MUG, catalog.ZipImages(archive(mug_png=cast.photo_bytes())))
        self.assertEqual(self.told(report), [(2, "updated", "Photo added.")])

    def test_a_photos_text_is_updated(self):
        images = catalog.ZipImages(archive(mug_png=cast.photo_bytes()))
        self.bring(MUG, images)
        self.bring(MUG.replace("A mug", "A blue mug"), images)
        self.assertEqual(self.mug().photos.get().alt, "A blue mug")

    def test_photos_that_people_added_stay(self):
        self.bring(MUG)
        products.add_photo(self.mug(), cast.ed(), cast.photo_bytes((1, 2, 3, 255)))
        self.bring(MUG, catalog.ZipImages(archive(mug_png=cast.photo_bytes())))
        self.assertEqual(self.mug().photos.count(), 2)

    def test_the_currency_given_is_what_prices_are_in(self):
        self.bring(MUG, currency="EUR")
        self.assertEqual(self.mug().price_label, "€24.50")

    def test_without_a_currency_known_products_keep_theirs(self):
        self.bring(MUG, currency="EUR")
        self.bring(MUG.replace("24.50", "25.00"))
        self.assertEqual(self.mug().price_label, "€25.00")

    def test_one_bad_product_does_not_stop_the_others(self):
        points = "".join(f"<li>{'x' * 150} {n}</li>" for n in range(40))
        report = self.bring(f"Title,Description,Price\nMug,{points},99999999999.00\nCup,,5\n")
        self.assertEqual(Product.objects.count(), 2)
        self.assertIn("Only the first 20 selling points", report.rows[0].message)

    def test_it_stays_in_its_workspace(self):
        self.bring(MUG)
        catalog.import_catalog(cast.shop("oscars", "Oscar's"), cast.oscar(), MUG.encode())
        self.assertEqual(Product.objects.filter(handle="mug").count(), 2)

    def test_who_did_it_is_remembered(self):
        self.bring(MUG)
        self.assertEqual(AuditEntry.objects.get(verb="created product").actor, cast.ed())

    def test_the_report_is_safe_to_open_in_a_spreadsheet(self):
        report = catalog.Report()
        report.add(2, "=cmd|calc", "skipped", "@SUM(1)")
        self.assertIn("2,'=cmd|calc,skipped,'@SUM(1)", report.as_csv())

    def test_late_photos_wait_for_the_next_time(self):
        images = catalog.ZipImages(archive(mug_png=cast.photo_bytes()))
        report = self.bring(MUG, images, photo_seconds=1e-9)
        self.assertIn("Import the file again", report.rows[0].message)
        self.assertEqual(self.told(self.bring(MUG, images)), [(2, "updated", "Photo added.")])

    def test_ten_thousand_lines(self):
        lines = "".join(f"cup-{n},Cup {n},<p>Number {n}</p>,Acme,{n % 90 + 1}.00,,,\n" for n in range(10_000))
        report = self.bring(TABLE + lines)
        self.assertEqual(report.counts["created"], 10_000)
        self.assertEqual(Product.objects.filter(handle__startswith="cup-").count(), 10_000)


class Addresses(TestCase):
    """Photos on the web. The downloader itself is tested in test_fetch."""

    TEXT = MUG.replace("mug.png", "https://cdn.example/mug.png?v=1")

    def bring(self, answer, images=None, text=TEXT):
        from unittest import mock

        with mock.patch("projects.catalog.importing.downloads.fetch", side_effect=answer) as self.fetch:
            return catalog.import_catalog(cast.shop(), cast.ed(), text.encode(), images)

    def test_they_are_fetched_once(self):
        answer = [(cast.photo_bytes(), "image/png")]
        self.bring(answer)
        self.bring(FetchRefused("never again"))
        self.assertEqual(Photo.objects.count(), 1)
        self.assertEqual(self.fetch.call_count, 0)

    def test_what_cannot_be_fetched_is_told(self):
        report = self.bring(FetchRefused("“cdn.example” could not be reached."))
        self.assertIn("could not be reached", report.rows[0].message)
        self.assertEqual(report.rows[0].outcome, "created")

    def test_a_private_address_is_refused(self):
        text = MUG.replace("mug.png", "http://127.0.0.1/mug.png")
        report = catalog.import_catalog(cast.shop(), cast.ed(), text.encode())
        self.assertIn("not on the public internet", report.rows[0].message)

    def test_a_file_of_the_same_name_spares_the_fetch(self):
        self.bring([], catalog.ZipImages(archive(mug_png=cast.photo_bytes())))
        self.assertEqual((Photo.objects.count(), self.fetch.call_count), (1, 0))

    def test_addresses_without_a_scheme_are_shopifys(self):
        self.bring([(cast.photo_bytes(), "")], text=MUG.replace("mug.png", "//cdn.example/mug.png"))
        self.assertEqual(self.fetch.call_args[0][0], "https://cdn.example/mug.png")

    def test_a_local_file_is_no_address(self):
        report = self.bring([], text=MUG.replace("mug.png", "file:///etc/passwd"))
        self.assertIn("no file of that name", report.rows[0].message)


# --- where photos are found ------------------------------------------------------------------
def test_a_zip_knows_paths_and_bare_names():
    images = catalog.ZipImages(
        zipped({"photos/Mug.PNG": b"mug", "photos/old/cup.png": b"old", "cup.png": b"new"})
    )
    assert images.find("photos/mug.png") == b"mug"
    assert images.find("mug.png") == b"mug"
    assert images.find(".\\photos\\MUG.png") == b"mug"
    assert images.find("cup.png") == b"new"
    assert images.find("other/cup.png") is None  # two files have the name: neither is meant for sure
    assert images.find("tea.png") is None


def test_what_macs_add_to_zips_is_not_a_photo():
    assert (
        catalog.ZipImages(zipped({"__MACOSX/._mug.png": b"x", "mug.png": b"mug"})).find("mug.png") == b"mug"
    )


@pytest.mark.parametrize(
    "name", ["../mug.png", "a/../../mug.png", "/etc/mug.png", "C:\\mug.png", "..\\mug.png"]
)
def test_names_that_lead_out_of_a_zip_are_refused(name):
    with pytest.raises(BadInput, match="leads out of it") as refusal:
        catalog.ZipImages(zipped({name: b"x"}))
    assert refusal.value.field == "images"


def test_a_zip_bomb_is_not_unpacked(settings):
    settings.UPLOAD_MAX_BYTES = 2**20
    with pytest.raises(BadInput, match="larger than 1 MB"):
        catalog.ZipImages(zipped({"mug.png": bytes(50_000_000)})).find("mug.png")


def test_a_zip_that_lies_about_sizes_is_cut_off(settings):
    settings.UPLOAD_MAX_BYTES = 2**20
    data = bytearray(zipped({"mug.png": bytes(5_000_000)}))
    place = data.find(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<L", 10)
    try:
        found = catalog.ZipImages(bytes(data)).find("mug.png")
    except BadInput:
        return
    assert len(found) <= 2**20 + 1


def test_a_zip_of_too_many_files_is_refused(monkeypatch):
    monkeypatch.setattr("projects.catalog.images.MOST_FILES", 3)
    with pytest.raises(BadInput, match="more than 3 files"):
        catalog.ZipImages(zipped({f"{n}.png": b"" for n in range(4)}))


def test_a_huge_table_of_contents_is_refused_unread(monkeypatch):
    monkeypatch.setattr("projects.catalog.images.MOST_DIRECTORY", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(BadInput, match="too many files"):
        catalog.ZipImages(archive_of_many)


archive_of_many = zipped({f"{n}.png": b"" for n in range(20)})


@pytest.mark.parametrize(
    "junk", [b"", b"PK", b"not a zip at all", b"\x89PNG\r\n", archive_of_many[:200], archive_of_many[:-5]]
)
def test_what_is_no_zip_is_refused(junk):
    with pytest.raises(BadInput, match="ZIP"):
        catalog.ZipImages(junk)


def test_a_damaged_entry_is_told_when_it_is_needed():
    data = bytearray(zipped({"mug.png": bytes(range(256)) * 50}))
    data[60:70] = b"\xff" * 10
    with pytest.raises(BadInput, match="mug.png"):
        catalog.ZipImages(bytes(data)).find("mug.png")


def test_a_folder_is_searched_below_but_not_outside(tmp_path):
    inside = tmp_path / "photos"
    (inside / "deep").mkdir(parents=True)
    (inside / "deep" / "mug.png").write_bytes(b"mug")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (inside / "link.png").symlink_to(tmp_path / "secret.png")
    images = catalog.FolderImages(inside)
    assert images.find("mug.png") == b"mug"
    for path in ("../secret.png", str(tmp_path / "secret.png"), "link.png"):
        assert images.find(path) is None


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match="no folder"):
        catalog.FolderImages(tmp_path / "nowhere")


def test_the_first_resolver_that_knows_wins():
    one, two = catalog.ZipImages(archive(a_png=b"1")), catalog.ZipImages(archive(a_png=b"2", b_png=b"3"))
    images = catalog.EitherImages(one, two)
    assert (images.find("a.png"), images.find("b.png"), images.find("c.png")) == (b"1", b"3", None)


@pytest.mark.django_db
@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample catalogue is not here")
def test_the_sample_catalogue_twice():
    data, images = (SAMPLES / "products.csv").read_bytes(), catalog.FolderImages(SAMPLES)
    report = catalog.import_catalog(cast.shop(), cast.ed(), data, images)
    assert report.counts == {"created": 5, "updated": 0, "unchanged": 0, "refused": 0}
    assert Photo.objects.count() == 6
    again = catalog.import_catalog(cast.shop(), cast.ed(), data, images)
    assert again.counts == {"created": 0, "updated": 0, "unchanged": 5, "refused": 0}
    assert (Product.objects.count(), Photo.objects.count()) == (5, 6)
