"""The admin's list of workspaces: how many members and videos each has."""

import re

import pytest
from django.urls import reverse

from projects.models import VideoProject
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db


def test_members_and_videos_of_each_workspace_are_counted_by_themselves(client):
    cast.vera(), cast.ed(), client.force_login(cast.adam())
    VideoProject.objects.bulk_create(
        VideoProject(workspace=cast.shop(), title=f"Film {number}", source="prompt") for number in range(5)
    )
    page = str(Page(client.get(reverse("admin:projects_workspace_changelist"))))
    counts = re.findall(r'class="field-(?:members|videos)">(\d+)<', page)
    assert counts == ["3", "5"]
