"""Comments in a real browser: names complete by keys, half-written words stay, a link leads there."""

import pytest

from projects.board import comments
from tests import cast, fakes
from tests.pages import eventually


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


def test_a_name_is_completed_by_keys_and_words_outlive_a_redraw(studio_server, page, signed_in):
    cast.ann()
    project = cast.board()
    said = comments.say(project, cast.ed(), "Warmer?")
    signed_in(page, "ed")
    page.goto(f"{studio_server}/projects/{project.pk}/")
    page.click("#say-board")
    page.keyboard.type("Please look, @an")
    page.wait_for_selector(".mention-option")
    page.keyboard.press("Enter")
    eventually(page, "document.getElementById('say-board').value === 'Please look, @ann '")
    page.click(f"#resolve-{said.pk}")
    page.wait_for_selector("text=1 resolved")
    assert page.input_value("#say-board") == "Please look, @ann "
    page.click("#send-board")
    page.wait_for_selector(".note-mention")
    eventually(page, "document.getElementById('say-board').value === ''")
    assert cast.ann().notifications.get().kind == "mention"


def test_the_link_of_a_comment_leads_to_it_inside_its_scene(studio_server, page, signed_in):
    cast.ann()
    project = cast.board()
    said = comments.say(project, cast.ann(), "Warmer?", scene=project.scenes.last())
    signed_in(page, "ed")
    page.goto(f"{studio_server}/comments/{said.pk}/")
    page.wait_for_selector(f"#comment-{said.pk}.note--linked")
    eventually(page, "id => document.activeElement.id === id", arg=f"comment-{said.pk}")
