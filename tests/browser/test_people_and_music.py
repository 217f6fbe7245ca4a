"""Music and characters in a real browser: what is dragged, heard and chosen."""

from projects.board import characters, editing
from tests import cast
from tests.browser.hands import settled
from tests.pages import eventually


def test_a_voice_is_heard_where_a_new_project_chooses_it(page, signed_in):
    cast.ed()
    signed_in(page, "ed").goto("/projects/new/")
    settled(page)
    page.locator("#more > summary").click()
    page.locator("#hear-voice").get_by_role("button", name="Listen").click()
    page.locator("#voice-sample audio").wait_for()


def test_the_volume_is_told_while_it_is_dragged_and_kept(page, signed_in):
    project = cast.board(scenes=1)
    signed_in(page, "ed").goto(f"/projects/{project.pk}/")
    settled(page)
    level = page.get_by_label("Volume", exact=True)
    level.evaluate("bar => { bar.value = -25; bar.dispatchEvent(new Event('input', { bubbles: true })) }")
    page.locator("#music").get_by_text("-25 dB quiet").wait_for()
    with page.expect_response("**/music/change/"):
        level.dispatch_event("change")
    project.refresh_from_db()
    assert project.music_volume_db == -25


def test_a_voice_is_heard_before_it_is_given_to_somebody(page, signed_in):
    project = cast.board(scenes=1)
    mira = characters.add(project, cast.ed(), name="Mira")
    editing.edit_scene(project.scenes.first(), cast.ed(), speaker_id=mira.pk)
    signed_in(page, "ed").goto(f"/projects/{project.pk}/")
    settled(page)
    page.get_by_role("button", name="Edit Mira").click()
    page.get_by_label("Voice", exact=True).select_option("otto")
    page.get_by_role("button", name="Listen").click()
    eventually(page, "document.querySelector('#person-sample audio')?.duration > 0.5")
    page.get_by_role("button", name="Save").click()
    page.locator("#people").get_by_text("Otto, calm").wait_for()
    mira.refresh_from_db()
    assert mira.voice == "otto"
