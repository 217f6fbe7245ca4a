"""What a refused verb becomes for somebody in a browser without htmx: a page whose heading is true."""

import re

import pytest
from django.test import RequestFactory

from projects.errors import BadInput, Conflict, IllegalMove, NotAllowed
from projects.middleware import VerbErrors
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (Conflict("Reload."), 409, "Somebody was first"),
        (IllegalMove("What this video was made from is not known any more."), 409, "That was not done"),
        (BadInput("Write a number."), 422, "That was not done"),
        (NotAllowed("Ask an editor."), 403, "You may not do that here"),
    ],
)
def test_the_heading_says_why_it_was_refused(error, status, heading):
    request = RequestFactory().get("/")
    request.user, request.htmx = cast.ed(), False
    answer = VerbErrors(lambda _: None).process_exception(request, error)
    page = answer.content.decode()
    assert answer.status_code == status
    assert error.message in page
    assert re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", page)[1] == heading
