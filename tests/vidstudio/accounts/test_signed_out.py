"""Somebody's session is over while a page of theirs is open; they open an address that only takes forms."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from projects.models import Membership
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db
STUDIO = "http://testserver"
BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}


def invites(client, referer):
    workspace = Membership.objects.get(user__username="adam").workspace
    return client.post(
        f"/workspaces/{workspace.pk}/invite/", {"role": "editor"}, HTTP_REFERER=referer, **BROWSER
    )


def next_of(answer):
    return parse_qs(urlsplit(answer["Location"]).query)["next"]


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page_and_says_so():
    cast.adam()
    anybody = Client()
    answer = invites(anybody, f"{STUDIO}/workspaces/1/?tab=people")
    assert next_of(answer) == ["/workspaces/1/?tab=people"]
    door = anybody.get(answer["Location"])
    assert "You were signed out, and nothing was changed." in Page(door)
    signed_in = anybody.post(
        "/login/",
        {"username": "adam", "password": cast.PASSWORD, "next": next_of(answer)[0]},
    )
    assert signed_in["Location"] == "/workspaces/1/?tab=people"


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/page", "javascript:alert(1)"])
def test_another_site_says_not_where_people_are_after_signing_in(referer):
    cast.adam()
    answer = invites(Client(), referer)
    assert next_of(answer)[0].startswith("/workspaces/") and "unsent" not in answer["Location"]


def test_an_address_that_takes_forms_is_a_page_in_words_to_who_opens_it():
    client = Client()
    client.force_login(cast.adam())
    answer = client.get("/account/profile/", **BROWSER)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address takes what a form sends" in Page(answer)
    assert b"This address" not in client.get("/account/profile/", HTTP_ACCEPT="application/json").content


def test_a_form_of_an_older_sign_in_is_refused_in_the_studios_own_words():
    cast.ed()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/login/", {"username": "ed", "password": cast.PASSWORD})
    assert answer.status_code == 403
    assert "reload the page and send it again" in Page(answer)
    assert "CSRF" not in Page(answer)
