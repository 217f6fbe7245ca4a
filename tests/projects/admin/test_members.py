"""People in the admin: what a superuser does for them that they can do themselves."""

import io

import pytest
from django.urls import reverse

from projects.models import ProfilePhoto
from projects.team import profile_photos
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db
PEOPLE = reverse("admin:auth_user_changelist")


def test_a_photo_that_should_not_be_there_is_removed_and_initials_stand_in_its_place(client):
    client.force_login(cast.adam())
    for person in (cast.ann(), cast.ed()):
        profile_photos.keep(person, io.BytesIO(cast.photo_bytes()))
    asked = {"action": "remove_photo", "_selected_action": [cast.ann().pk]}
    for _ in range(2):  # pressed twice it says the same
        page = Page(client.post(PEOPLE, asked, follow=True))
        assert "Initials stand in their place from now on." in page
    assert list(ProfilePhoto.objects.values_list("user__username", flat=True)) == ["ed"]
    assert profile_photos.address(cast.ann()) == ""


def test_who_only_looks_at_people_removes_no_photo(client):
    from django.contrib.auth.models import Permission

    ed = cast.ed()
    ed.is_staff = True
    ed.save()
    ed.user_permissions.set(Permission.objects.filter(codename="view_user"))
    profile_photos.keep(cast.ann(), io.BytesIO(cast.photo_bytes()))
    client.force_login(ed)
    client.post(PEOPLE, {"action": "remove_photo", "_selected_action": [cast.ann().pk]}, follow=True)
    assert ProfilePhoto.objects.filter(user=cast.ann()).exists()
