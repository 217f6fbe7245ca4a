"""Lists of the admin are drawn column by column: each cell as Django draws it."""

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags import admin_list as djangos
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from projects.models import Comment, Photo, Workspace
from projects.templatetags import desk_rows
from tests import cast
from tests.benchmarks import many_rows

pytestmark = pytest.mark.django_db

# What the rows below are of; other lists draw the same columns of the same classes.
FEWEST = 12


@pytest.fixture
def desk():
    """Rows of most of the lists: boards, products, jobs, calls, videos, comments, history, prices."""
    many_rows.fill(4)
    many_rows.waiting(2)
    many_rows.notified(cast.adam(), 2)
    many_rows.board(3, comments=3)
    Photo.objects.first().delete()
    Workspace.objects.create(name="<Empty & quoted>", slug="empty")
    Comment.objects.update(text="<b>bold</b> & more")


def changelist(model, **asked):
    page = admin.site._registry[model]
    request = RequestFactory().get("/", asked)
    request.user = cast.adam()
    request.session = {}
    listed = page.get_changelist_instance(request)
    listed.formset = None  # as the page sets it: nothing is edited in a list
    return listed


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_list_has_djangos_cells(desk, language):
    seen = []
    with translation.override(language):
        for model in admin.site._registry:
            if model._meta.app_label not in ("projects", "generation", "rendering", "auth"):
                continue
            for asked in ({}, {"q": "e"}):
                listed = changelist(model, **asked)
                ours = list(desk_rows.rows(listed))
                assert ours == ["".join(row) for row in djangos.results(listed)], model
            seen += [model] if ours else []
    assert len(seen) >= FEWEST, seen


def test_a_search_is_still_there_when_somebody_comes_back_from_a_row(desk, client):
    client.force_login(cast.adam())
    page = client.get(reverse("admin:projects_videoproject_changelist"), {"q": "number"}).content.decode()
    project = cast.shop().projects.first()
    assert f"/projects/videoproject/{project.pk}/change/?_changelist_filters=q%3Dnumber" in page
