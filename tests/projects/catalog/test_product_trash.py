"""A product goes into the trash, comes back, and goes for good after 30 days; videos keep what they show."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.board import review
from projects.catalog import imports, products
from projects.models import Photo, Product, SubmissionState, VideoProject
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db

LATER = timedelta(days=30, minutes=1)


def deleted(product=None):
    product = product or cast.flask()
    products.delete_product(product, cast.ed())
    return Product.with_deleted.get(pk=product.pk)


def test_what_is_deleted_is_nowhere_but_in_the_trash(client):
    product = deleted()
    client.force_login(cast.ed())
    assert "Ridge Flask" not in Page(client.get(reverse("projects:products")))
    assert client.get(reverse("projects:product", args=[product.pk])).status_code == 404
    assert client.get(f"/api/v1/products/{product.pk}/").status_code == 404
    assert "Ridge Flask" not in Page(client.get(reverse("projects:new")))
    assert "Ridge Flask" in Page(client.get(reverse("projects:product_trash")))
    assert [row["id"] for row in client.get("/api/v1/products/deleted/").json()["results"]] == [product.pk]


def test_it_comes_back_with_its_photos(client):
    product = deleted()
    client.force_login(cast.ed())
    for _ in range(2):
        answer = client.post(reverse("projects:bring_back_product", args=[product.pk]), follow=True)
        assert answer.status_code == 200
    assert Product.objects.get().photos.count() == 1


def test_viewers_and_outsiders_bring_nothing_back(client):
    product = deleted()
    for person in (cast.vera(), cast.oscar()):
        client.force_login(person)
        assert "Ridge Flask" not in Page(client.get(reverse("projects:product_trash")))
        assert client.post(reverse("projects:bring_back_product", args=[product.pk])).status_code == 404
    assert not Product.objects.exists()


def test_an_approval_of_its_video_holds_and_the_board_still_names_it(client):
    project = cast.board()
    review.submit(project, cast.ed())
    review.approve(VideoProject.objects.get(pk=project.pk), cast.ann())
    VideoProject.objects.filter(pk=project.pk).update(state="completed")  # no job is at work on it
    deleted(project.product)
    assert project.submissions.get().state == SubmissionState.APPROVED
    client.force_login(cast.ed())
    page = Page(client.get(reverse("projects:detail", args=[project.pk])))
    assert "Ridge Flask (in the trash)" in page and f'/products/{project.product_id}/"' not in page


def test_its_handle_is_free_and_who_comes_back_takes_another():
    product = deleted()
    again = products.create_product(cast.shop(), cast.ed(), handle="ridge-flask", name="Ridge Flask")
    back = products.bring_back_product(product, cast.ed())
    assert (again.handle, back.handle) == ("ridge-flask", "ridge-flask-2")


def test_an_import_makes_a_deleted_product_anew():
    deleted()
    file = b"Handle,Title,Variant Price\nridge-flask,Ridge Flask,31.00\n"
    made, _ = imports.start(cast.shop(), cast.ed(), "shop.csv", file)
    imports.run(made.pk)
    assert str(Product.objects.get().price) == "31.00"
    assert Product.with_deleted.count() == 2


def test_after_thirty_days_it_is_gone_with_its_photos_and_not_a_day_before():
    deleted()
    assert products.purge(timezone.now() + LATER - timedelta(days=1)) == 0
    assert products.purge(timezone.now() + LATER) == 1
    assert not Product.with_deleted.exists() and not Photo.objects.exists()


def test_what_a_video_is_made_of_stays_as_long_as_the_video():
    project = cast.draft()
    deleted(project.product)
    assert products.purge(timezone.now() + LATER) == 0
    project.delete()
    assert products.purge(timezone.now() + LATER) == 1
