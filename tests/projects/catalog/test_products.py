"""The catalogue's pages and verbs: who may do what, and what becomes of what was typed."""

import io
import zipfile
from decimal import Decimal
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.board import editing
from projects.catalog import imports, products
from projects.errors import BadInput, Conflict, IllegalMove
from projects.models import Asset, AuditEntry, CatalogueImport, Photo, Product, ProjectState, VideoProject
from tests import cast
from tests.pages import Page

RED, GREEN, BLUE = (200, 0, 0, 255), (0, 200, 0, 255), (0, 0, 200, 255)
HTMX = {"hx-request": "true"}
CATALOGUE = b"Handle,Title,Variant Price,Image Src\nmug,Mug,24.50,mug.png\ncup,Cup,1.299,\n"


def upload(data, name="photo.png", kind="image/png"):
    return SimpleUploadedFile(name, data, kind)


def photo(colour=RED, name="photo.png"):
    return upload(cast.photo_bytes(colour), name)


def page(name, *args):
    return reverse(f"projects:{name}", args=args)


def alts(product):
    return [photo.alt for photo in product.photos.all()]


class Verbs(TestCase):
    def make(self, **fields):
        return products.create_product(cast.shop(), cast.ed(), **{"name": "Stack Mug", **fields})

    def refused(self, field, **fields):
        with self.assertRaises(BadInput) as refusal:
            self.make(**fields)
        self.assertEqual(refusal.exception.field, field)

    def test_handles_are_made_of_names_and_unique(self):
        self.assertEqual([self.make().handle for _ in range(3)], ["stack-mug", "stack-mug-2", "stack-mug-3"])

    def test_names_without_letters_have_a_handle_too(self):
        self.assertEqual(self.make(name="!!!").handle, "product")

    def test_a_handle_is_free_again_in_another_workspace(self):
        self.make()
        other = products.create_product(cast.shop("oscars", "Oscar's"), cast.oscar(), name="Stack Mug")
        self.assertEqual(other.handle, "stack-mug")

    def test_a_given_handle_that_is_taken_is_refused(self):
        self.make(handle="mug")
        self.refused("handle", handle="mug")

    def test_a_handle_taken_at_the_same_moment_gets_the_next_number(self):
        self.make()
        with mock.patch.object(products, "free_handle", side_effect=["stack-mug", "stack-mug-2"]):
            self.assertEqual(self.make().handle, "stack-mug-2")

    def test_selling_points_come_from_lines_without_their_bullets(self):
        made = self.make(selling_points="• Light\r\n\r\n 2. Strong \n- Cheap\n750 ml")
        self.assertEqual(made.selling_points, ["Light", "Strong", "Cheap", "750 ml"])

    def test_what_is_out_of_bounds_names_its_field(self):
        self.refused("name", name="")
        self.refused("name", name="x" * 201)
        self.refused("price", price="-1")
        self.refused("price", price="1.999")
        self.refused("price", price="cheap")
        self.refused("currency", currency="Euro")
        self.refused("selling_points", selling_points=["x" * 201])
        self.refused("selling_points", selling_points=[str(n) for n in range(21)])
        self.refused("colour", colour="red")

    def test_control_characters_are_dropped(self):
        self.assertEqual(self.make(name="Mu\x00g\x07").name, "Mug")

    def test_an_edit_is_remembered_with_what_was_there(self):
        made = self.make(price="5")
        products.edit_product(made, cast.ann(), price="6.00", name="Stack Mug")
        entry = AuditEntry.objects.get(verb="edited product")
        self.assertEqual(
            (entry.actor, entry.data), (cast.ann(), {"before": {"price": "5.00"}, "after": {"price": "6.00"}})
        )

    def test_an_edit_that_changes_nothing_leaves_no_trace(self):
        products.edit_product(self.make(price="5"), cast.ed(), price=Decimal("5.00"))
        self.assertFalse(AuditEntry.objects.filter(verb="edited product").exists())

    def test_videos_survive_their_product(self):
        project = cast.draft()
        products.delete_product(project.product, cast.ed())
        project.refresh_from_db()
        self.assertEqual(project.product.name, "Ridge Flask")
        self.assertEqual(AuditEntry.objects.get(verb="deleted product").data, {"videos": 1})

    def test_a_product_is_not_deleted_under_a_running_job(self):
        project = cast.draft()
        VideoProject.objects.filter(pk=project.pk).update(state=ProjectState.WRITING)
        with self.assertRaises(IllegalMove):
            products.delete_product(project.product, cast.ed())


class PhotoVerbs(TestCase):
    def setUp(self):
        self.mug = products.create_product(cast.shop(), cast.ed(), name="Mug")
        for name, colour in (("red", RED), ("green", GREEN), ("blue", BLUE)):
            products.add_photo(self.mug, cast.ed(), cast.photo_bytes(colour), alt=name)

    def photo(self, alt):
        return self.mug.photos.get(alt=alt)

    def test_the_same_picture_twice_is_one_photo(self):
        products.add_photo(self.mug, cast.ed(), cast.photo_bytes(RED))
        self.assertEqual(alts(self.mug), ["red", "green", "blue"])

    def test_photos_move_and_stop_at_the_ends(self):
        products.move_photo(self.photo("blue"), cast.ed(), -1)
        self.assertEqual(alts(self.mug), ["red", "blue", "green"])
        products.move_photo(self.photo("blue"), cast.ed(), -5)
        self.assertEqual(alts(self.mug), ["blue", "red", "green"])
        products.move_photo(self.photo("green"), cast.ed(), 1)
        self.assertEqual(alts(self.mug), ["blue", "red", "green"])

    def test_an_order_of_other_photos_is_refused(self):
        with self.assertRaises(Conflict):
            products.reorder_photos(self.mug, cast.ed(), [self.photo("red").pk])

    def test_a_removed_photo_leaves_its_picture(self):
        products.remove_photo(self.photo("red"), cast.ed())
        self.assertEqual((alts(self.mug), Asset.objects.count()), (["green", "blue"], 3))

    def test_there_is_an_end_to_photos(self):
        with mock.patch.object(products, "MOST_PHOTOS", 3), self.assertRaises(BadInput) as refusal:
            products.add_photo(self.mug, cast.ed(), cast.photo_bytes((9, 9, 9, 255)))
        self.assertEqual(refusal.exception.field, "photo")


class Listing(TestCase):
    def get(self, **query):
        return self.client.get(page("products"), query)

    def test_a_card_says_what_there_is(self):
        cast.draft()
        self.client.force_login(cast.vera())
        answer = self.get()
        self.assertContains(answer, "Ridge Flask")
        self.assertContains(answer, "$29.00")
        self.assertIn("3 selling points · 1 video", Page(answer))
        self.assertContains(answer, "?w=400")

    def test_the_search_finds_names_skus_vendors_and_categories(self):
        self.client.force_login(cast.ed())
        products.create_product(
            cast.shop(), cast.ed(), name="Mug", sku="M-1", vendor="Acme", category="Kitchen"
        )
        cast.flask()
        for query in ("mug", "m-1", "acme", "kitchen", "acme mug"):
            answer = self.get(q=query)
            self.assertContains(answer, ">Mug<")
            self.assertNotContains(answer, "Ridge Flask")
        self.assertContains(self.get(q="teapot"), "Nothing is called")

    def test_the_search_answers_htmx_with_the_sheet_alone(self):
        self.client.force_login(cast.vera())
        self.assertNotContains(self.client.get(page("products"), headers=HTMX), "<html")

    def test_an_empty_catalogue_offers_both_ways_to_begin(self):
        self.client.force_login(cast.ed())
        answer = self.get()
        self.assertContains(answer, page("product_new"))
        self.assertContains(answer, page("product_import"))

    def test_a_viewer_is_offered_nothing_to_change(self):
        self.client.force_login(cast.vera())
        self.assertNotContains(self.get(), page("product_new"))

    def test_products_of_other_workspaces_do_not_show(self):
        cast.flask()
        self.client.force_login(cast.oscar())
        self.assertNotContains(self.get(), "Ridge Flask")

    def test_pages_of_24(self):
        self.client.force_login(cast.ed())
        self.fill(30)
        self.assertIn("1 to 24 of 30", Page(self.get(q="cup")))
        self.assertContains(self.get(q="cup"), "?q=cup&amp;page=2")
        self.assertEqual(self.get(page=2).status_code, 200)
        self.assertIn("25 to 30 of 30", Page(self.get(page=2)))

    def test_twenty_products_cost_as_many_queries_as_ten(self):
        self.client.force_login(cast.vera())
        counts = []
        for _ in range(2):
            self.fill(10, cast.photo_bytes())
            with CaptureQueriesContext(connection) as seen:
                self.get()
            counts.append(len(seen))
        self.assertEqual(counts[0], counts[1])

    def fill(self, count, data=None):
        for _ in range(count):
            made = products.create_product(cast.shop(), cast.ed(), name="Cup")
            if data:
                products.add_photo(made, cast.ed(), data)


class Adding(TestCase):
    def setUp(self):
        self.client.force_login(cast.ed())

    def post(self, htmx=True, **fields):
        values = {"name": "Mug", "currency": "USD", **fields}
        return self.client.post(page("product_new"), values, headers=HTMX if htmx else {})

    def test_a_product_with_photos(self):
        answer = self.post(price="24,50", selling_points="Light\nStrong", photos=[photo(RED), photo(BLUE)])
        mug = Product.objects.get()
        self.assertEqual(answer["HX-Redirect"], page("product", mug.pk))
        self.assertEqual((mug.price_label, mug.selling_points), ("$24.50", ["Light", "Strong"]))
        self.assertEqual(mug.photos.count(), 2)

    def test_on_to_its_video_with_the_product_chosen_and_the_focus_on_it(self):
        answer = self.post(then="video", photos=[photo()])
        mug = Product.objects.get()
        self.assertEqual(answer["HX-Redirect"], f"/projects/new/?product={mug.pk}")
        form = Page(self.client.get(answer["HX-Redirect"]))
        self.assertIn(f'name="product" value="{mug.pk}" checked autofocus>', form)
        self.assertNotIn("checked autofocus", Page(self.client.get("/projects/new/products/?product=1")))

    def test_not_on_to_its_video_where_a_photo_was_refused(self):
        answer = self.post(then="video", photos=[upload(b"<svg/>", "logo.png"), photo()])
        self.assertEqual(answer["HX-Redirect"], page("product", Product.objects.get().pk))

    def test_it_works_without_scripts(self):
        self.assertRedirects(self.post(htmx=False), page("product", Product.objects.get().pk))

    def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(self):
        answer = self.post(name="", price="1.299", vendor="Acme", selling_points="Light")
        self.assertEqual(answer.status_code, 422)
        self.assertContains(answer, "Give the product a name.", status_code=422)
        self.assertContains(answer, "could mean two prices", status_code=422)
        self.assertContains(answer, 'value="Acme"', status_code=422)
        self.assertContains(answer, 'aria-describedby="id_price_error"', status_code=422)
        self.assertFalse(Product.objects.exists())

    def test_a_refusal_of_the_verb_is_shown_beside_its_field_too(self):
        answer = self.post(currency="123")
        self.assertEqual(
            answer.context["form"].errors["currency"], ["A currency has three letters, as in USD or EUR."]
        )

    def test_three_letters_that_are_no_currency_are_refused(self):
        answer = self.post(currency="XYZ")
        told = answer.context["form"].errors["currency"]
        self.assertEqual(told, ["“XYZ” is not a currency: write three letters, as in USD."])

    def test_the_form_begins_with_the_currency_that_the_shop_has(self):
        self.assertContains(self.client.get(page("product_new")), 'value="USD"')
        self.post(price="29", currency="EUR")
        self.assertContains(self.client.get(page("product_new")), 'value="EUR"')

    def test_a_bad_photo_does_not_lose_the_product(self):
        self.post(htmx=False, photos=[upload(b"<svg/>", "logo.png"), photo()])
        self.assertEqual(Product.objects.get().photos.count(), 1)
        told = [str(message) for message in self.client.get(page("products")).context["messages"]]
        said = "This is not a picture we can read. Use a PNG, JPEG, WebP, GIF, HEIC, AVIF or TIFF file."
        self.assertIn(f"logo.png: {said}", told)

    def test_a_viewer_is_told_whom_to_ask(self):
        self.client.force_login(cast.vera())
        answer = self.client.get(page("product_new"), headers=HTMX)
        self.assertContains(answer, "Ask an admin", status_code=403)

    def test_it_cannot_be_put_into_a_strangers_workspace(self):
        cast.oscar()
        answer = self.post(workspace=cast.shop("oscars").pk)
        self.assertEqual(answer.status_code, 422)

    def test_with_two_workspaces_one_is_chosen(self):
        other = cast.shop("oscars", "Oscar's other shop")
        cast.person("ed", "editor", other)
        self.assertContains(self.client.get(page("product_new")), "Oscar&#x27;s other shop")
        self.post(workspace=other.pk)
        self.assertEqual(Product.objects.get().workspace, other)


class Editing(TestCase):
    def setUp(self):
        self.flask = cast.flask()
        self.url = page("product", self.flask.pk)
        self.client.force_login(cast.ed())

    def form(self, **fields):
        """What a browser sends back: every field, and what each said before."""
        form = self.client.get(self.url).context["form"]
        values = {}
        for bound in form:
            shown = bound.value()
            values[bound.html_name] = values[bound.html_initial_name] = "" if shown is None else shown
        return {**values, **fields}

    def post(self, values, htmx=True):
        return self.client.post(self.url, values, headers=HTMX if htmx else {})

    def test_a_change_is_saved_and_said(self):
        answer = self.post(self.form(price="31.00"))
        self.assertContains(answer, "$31.00")
        self.assertIn("Saved", answer["HX-Trigger"])
        self.flask.refresh_from_db()
        self.assertEqual(str(self.flask.price), "31.00")

    def test_it_works_without_scripts(self):
        self.assertRedirects(self.post(self.form(vendor="Acme"), htmx=False), self.url)

    def test_an_error_comes_back_with_what_was_typed(self):
        answer = self.post(self.form(name="", vendor="Acme"))
        self.assertContains(answer, "Give the product a name.", status_code=422)
        self.assertContains(answer, "Acme", status_code=422)

    def test_two_people_who_edit_different_fields_keep_both(self):
        mine = self.form(vendor="Acme")
        products.edit_product(self.flask, cast.ann(), price="35.00")
        self.post(mine)
        self.flask.refresh_from_db()
        self.assertEqual((self.flask.vendor, str(self.flask.price)), ("Acme", "35.00"))

    def test_saving_without_a_change_changes_nothing(self):
        before = Product.objects.values().get()
        self.post(self.form())
        self.assertEqual(Product.objects.values().get(), before)

    def test_a_viewer_sees_it_but_has_no_form(self):
        self.client.force_login(cast.vera())
        answer = self.client.get(self.url)
        self.assertContains(answer, "Leak-proof lid")
        self.assertNotContains(answer, 'id="product-form"')
        self.assertNotContains(answer, "Make a video")
        self.assertNotIn("Make a video", Page(answer))
        self.assertEqual(self.post({"name": "Mine"}).status_code, 403)

    def test_an_outsider_finds_nothing(self):
        self.client.force_login(cast.oscar())
        self.assertEqual(self.client.get(self.url).status_code, 404)
        self.assertEqual(self.post({"name": "Mine"}).status_code, 404)

    def test_a_video_is_one_click_away(self):
        self.assertContains(self.client.get(self.url), f"{page('new')}?product={self.flask.pk}")

    def test_its_videos_are_listed(self):
        editing.create_project(cast.shop(), cast.ed(), "product", product=self.flask, title="Summer film")
        self.assertContains(self.client.get(self.url), "Summer film")

    def test_words_from_people_are_not_markup(self):
        products.edit_product(self.flask, cast.ed(), name="<script>alert(1)</script>")
        self.assertNotContains(self.client.get(self.url), "<script>alert(1)")

    def test_deleting_asks_first(self):
        url = page("product_delete", self.flask.pk)
        self.assertContains(self.client.get(url), "Delete “Ridge Flask”?")
        self.assertTrue(Product.objects.exists())
        self.assertEqual(self.client.post(url, headers=HTMX)["HX-Redirect"], page("products"))
        self.assertFalse(Product.objects.exists())

    def test_only_editors_delete(self):
        for person, status in ((cast.vera(), 403), (cast.oscar(), 404)):
            self.client.force_login(person)
            self.assertEqual(
                self.client.post(page("product_delete", self.flask.pk), headers=HTMX).status_code, status
            )


class PhotoPages(TestCase):
    def setUp(self):
        self.mug = products.create_product(cast.shop(), cast.ed(), name="Mug")
        self.client.force_login(cast.ed())

    def post(self, name, pk, **fields):
        return self.client.post(page(name, pk), fields, headers=HTMX)

    def add(self, *files):
        return self.post("product_photos", self.mug.pk, photos=list(files))

    def test_several_at_once(self):
        answer = self.add(photo(RED), photo(BLUE))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.mug.photos.count(), 2)
        self.assertContains(answer, 'id="photos"')

    def test_the_good_ones_stay_when_one_is_bad(self):
        answer = self.add(photo(RED), upload(b"%PDF-1.7", "list.png"), upload(b"", "empty.png"))
        self.assertContains(answer, "list.png: This is not a picture", status_code=422)
        self.assertContains(answer, "empty.png: The file is empty", status_code=422)
        self.assertEqual(self.mug.photos.count(), 1)

    def test_none_at_all_is_said(self):
        self.assertEqual(self.add().status_code, 422)

    def test_order_move_describe_and_remove(self):
        self.add(photo(RED), photo(GREEN), photo(BLUE))
        red, green, blue = self.mug.photos.all()
        self.post("product_photo_order", self.mug.pk, photo=[blue.pk, red.pk, green.pk])
        self.assertEqual(list(self.mug.photos.all()), [blue, red, green])
        self.post("photo_move", green.pk, to="front")
        self.assertEqual(list(self.mug.photos.all()), [blue, green, red])
        self.post("photo_describe", red.pk, alt=" A red mug ")
        self.assertEqual(alts(self.mug), ["", "", "A red mug"])
        self.post("photo_remove", blue.pk)
        self.assertEqual(list(self.mug.photos.all()), [green, red])

    def test_an_order_from_an_old_page_is_a_conflict(self):
        self.add(photo(RED), photo(GREEN))
        first = self.mug.photos.first()
        self.assertEqual(self.post("product_photo_order", self.mug.pk, photo=[first.pk]).status_code, 409)

    def test_it_works_without_scripts(self):
        answer = self.client.post(page("product_photos", self.mug.pk), {"photos": [photo()]})
        self.assertRedirects(answer, page("product", self.mug.pk))

    def test_viewers_are_refused_and_outsiders_find_nothing(self):
        self.add(photo(RED))
        red = self.mug.photos.get()
        for person, status in ((cast.vera(), 403), (cast.oscar(), 404)):
            self.client.force_login(person)
            for name, pk in (
                ("product_photos", self.mug.pk),
                ("product_photo_order", self.mug.pk),
                ("photo_move", red.pk),
                ("photo_describe", red.pk),
                ("photo_remove", red.pk),
            ):
                self.assertEqual(self.post(name, pk).status_code, status, name)
        self.assertEqual(Photo.objects.count(), 1)


class ImportPage(TestCase):
    def setUp(self):
        self.client.force_login(cast.ed())

    def post(self, data=CATALOGUE, htmx=True, **fields):
        """What the person sees in the end: the page of the import, or the form that refuses."""
        values = {"catalog": upload(data, "products.csv", "text/csv"), **fields}
        answer = self.client.post(page("product_import"), values, headers=HTMX if htmx else {})
        if answer.status_code not in (204, 302):
            return answer
        imports.run_to_end(CatalogueImport.objects.latest("pk"))
        return self.client.get(answer.headers["HX-Redirect" if htmx else "Location"])

    def test_the_report_tells_every_line(self):
        answer = self.post(photos=[photo(name="mug.png")])
        self.assertContains(answer, "Photo added.")
        self.assertContains(answer, "could mean two prices")
        self.assertEqual(
            answer.context["report"].counts, {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}
        )
        self.assertEqual(Product.objects.get(handle="mug").photos.count(), 1)

    def test_photos_may_come_in_a_zip(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            target.writestr("photos/mug.png", cast.photo_bytes())
        self.post(archive=upload(out.getvalue(), "photos.zip", "application/zip"))
        self.assertEqual(Product.objects.get(handle="mug").photos.count(), 1)

    def test_the_report_can_be_taken_along(self):
        answer = self.post()
        address = page("import_report", CatalogueImport.objects.get().pk)
        self.assertContains(answer, f'href="{address}"')
        file = self.client.get(address)
        text = file.content.decode("utf-8-sig")
        self.assertTrue(text.startswith("Line,Handle,Outcome,Message\r\n2,mug,created,"))
        self.assertIn("products - report.csv", file.headers["Content-Disposition"])

    def test_it_is_a_whole_page_without_scripts(self):
        self.assertContains(self.post(htmx=False), "<html")

    def test_a_file_that_cannot_be_read_is_said_beside_it(self):
        for data, words in ((b"\x00\x01", "not text"), (b"a,b\n1,2\n", "“Title”"), (b"", "“Title”")):
            answer = self.post(data, currency="EUR")
            self.assertEqual(answer.status_code, 422)
            self.assertIn(words, answer.context["form"].errors["catalog"][0])
            self.assertContains(answer, "<option selected>EUR</option>", status_code=422)

    def test_a_bad_zip_is_said_beside_it(self):
        answer = self.post(archive=upload(b"no zip", "photos.zip"))
        self.assertIn("not a ZIP", answer.context["form"].errors["archive"][0])
        self.assertFalse(Product.objects.exists())

    def test_without_a_file(self):
        answer = self.client.post(page("product_import"), {}, headers=HTMX)
        self.assertContains(answer, "Choose the CSV file", status_code=422)

    def test_the_currency_that_was_chosen(self):
        self.post(currency="EUR")
        self.assertEqual(Product.objects.get(handle="mug").price_label, "€24.50")

    def test_long_reports_show_what_needs_a_look(self):
        lines = b"".join(b"cup-%d,Cup,,\n" % n for n in range(600)) + b",,,\nlost,,,\n"
        answer = self.post(b"Handle,Title,Variant Price,Image Src\n" + lines)
        self.assertEqual(len(answer.context["rows"]), 500)
        self.assertContains(answer, "first line has no title")

    def test_viewers_are_refused_and_outsiders_import_into_their_own(self):
        self.client.force_login(cast.vera())
        self.assertEqual(self.post().status_code, 403)
        self.client.force_login(cast.oscar())
        self.assertEqual(self.post(workspace=cast.shop().pk).status_code, 422)
