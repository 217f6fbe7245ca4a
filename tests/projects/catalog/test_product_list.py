"""The list of products: how many videos each has, in their order, page by page."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.board import copy_and_archive
from projects.models import Product, VideoProject
from projects.views import products
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db

LIST = reverse("projects:products")


def shelf(first, last, videos=0):
    """Products "Cup 00", "Cup 01" … before number `last`, each with so many videos."""
    rows = [Product(workspace=cast.shop(), handle=f"cup-{n}", name=f"Cup {n:02}") for n in range(first, last)]
    for product in Product.objects.bulk_create(rows):
        for _ in range(videos):
            VideoProject.objects.create(
                workspace=cast.shop(), title="Film", source="product", product=product
            )


def shown(client, **asked):
    """[(name, its videos)] of a page of the list."""
    page = str(Page(client.get(LIST, asked)))
    return re.findall(r'poster-title"><a [^>]*>([^<]+)</a>.*?(\d+)\s+videos?\b', page, re.DOTALL)


def test_each_product_says_how_many_videos_are_made_of_it_without_the_trash(client):
    client.force_login(cast.ed())
    shelf(0, 1)
    shelf(1, 2, videos=3)
    copy_and_archive.trash(Product.objects.get(name="Cup 01").projects.first(), cast.ed())
    assert shown(client) == [("Cup 00", "0"), ("Cup 01", "2")]


@pytest.mark.parametrize("query", ["", "cup"])
def test_pages_follow_one_another_by_name(client, query):
    client.force_login(cast.ed())
    shelf(0, products.PER_PAGE + 3)
    names = [name for page in (1, 2) for name, _ in shown(client, q=query, page=page)]
    assert names == [f"Cup {n:02}" for n in range(products.PER_PAGE + 3)]


def test_the_list_asks_as_much_for_twenty_products_with_videos_as_for_two(client, django_assert_num_queries):
    client.force_login(cast.ed())
    shelf(0, 2, videos=1)
    client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    shelf(2, 20, videos=1)
    with django_assert_num_queries(len(asked)):
        client.get(LIST)
