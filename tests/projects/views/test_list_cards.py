"""Cards of the lists of projects and products say what they said when each was drawn by itself."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from projects.models import Comment, Photo, Product, Tag, VideoProject
from projects.templatetags import stamped
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db


def cards(client, name):
    """Each card of the list as words and attributes that people meet, without the spaces between them."""
    page = str(Page(client.get(reverse(name))))
    found = re.findall(r'<article\b[^>]*class="poster.*?</article>', page, re.DOTALL)
    return [re.sub(r"\s+", " ", card) for card in found]


def test_a_project_says_what_it_is_made_of_who_works_on_it_and_until_when(client):
    client.force_login(cast.ed())
    board = cast.board(title="Tea & <Biscuits>")
    late = timezone.localdate() - timedelta(days=2)
    VideoProject.objects.filter(pk=board.pk).update(assignee=cast.ann(), due=late)
    board.tags.add(Tag.objects.create(workspace=board.workspace, name="Spring"))
    Comment.objects.create(project=board, author=cast.ann(), text="Closer")
    (card,) = cards(client, "projects:list")
    for words in (
        "Tea &amp; &lt;Biscuits&gt;",
        f'href="/projects/{board.pk}/"',
        "Ridge Flask",
        "1 open comment",
        "ann",
        "Overdue since",
        f'datetime="{late:%Y-%m-%d}"',
        '<span class="tag">Spring</span>',
        'data-state="storyboard_ready"',
        "9:16 ▸ 6 s",
    ):
        assert words in card, words


def test_a_project_whose_product_is_gone_says_so_in_the_readers_language(client):
    client.force_login(cast.ed())
    VideoProject.objects.filter(pk=cast.board().pk).update(product=None, due=date(2026, 12, 24))
    (card,) = cards(client, "projects:list")
    assert "Product (deleted)" in card and "24 Dec 2026" in card and "<img" not in card.split("edge")[1]
    with translation.override("de"):
        client.cookies["language"] = "de"
        german = re.sub(
            r"\s+", " ", client.get("/projects/", headers={"accept-language": "de"}).content.decode()
        )
    assert "24. Dez. 2026" in german and "Product (deleted)" not in german


def test_two_projects_alike_are_drawn_once(client):
    client.force_login(cast.ed())
    cast.board(title="One"), cast.board(title="Two")
    cards(client, "projects:list")
    cast.board(title="Three")
    before = stamped.drawn_so_far()
    assert len(cards(client, "projects:list")) == 3
    assert stamped.drawn_so_far() == before


def test_a_product_says_its_price_its_points_and_that_it_has_no_photo(client):
    client.force_login(cast.ed())
    flask = cast.flask(price="1299.00")
    bare = Product.objects.create(workspace=cast.shop(), handle="bare", name='A "bare" cup')
    without, shown = cards(client, "projects:products")
    assert f'href="/products/{flask.pk}/"' in shown and "$1,299.00" in shown
    assert "No price" in without and "0 selling points" in without and "No photo" in without
    assert "Choose A &quot;bare&quot; cup" in without and f'value="{bare.pk}"' in without
    assert ("<img" in shown) == Photo.objects.filter(product=flask).exists()
