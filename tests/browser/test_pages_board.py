"""The board in a real browser: what people do with hands and eyes."""

import re
import threading

import pytest
from django.db import connection
from playwright.sync_api import expect

from generation.engine.run import run_inline
from generation.models import Job
from projects.board import editing, review
from projects.models import Scene, VideoProject
from tests import cast, fakes
from tests.browser.hands import settled
from tests.pages import eventually
from tests.worker_processes import until


@pytest.fixture
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


def at_board(page, signed_in, project, who="ed"):
    signed_in(page, who).goto(f"/projects/{project.pk}/")
    settled(page)  # with its history, people and prices, which come after it and move what is below
    return page


def narration(page, scene):
    return page.locator(f"#scene-{scene.pk}-text")


def status(page, scene):
    return page.locator(f"#scene-{scene.pk}-status")


def test_a_narration_is_saved_without_leaving_the_field(page, signed_in):
    project = cast.board()
    scene = project.scenes.first()
    at_board(page, signed_in, project)
    page.evaluate("window.same = true")
    narration(page, scene).fill("A better sentence.")
    status(page, scene).get_by_text(re.compile("^Saved")).wait_for()
    assert page.evaluate("[window.same, document.activeElement.name]") == [True, "text"]
    scene.refresh_from_db()
    assert scene.text == "A better sentence."


def test_pictures_are_cut_where_the_board_says(page, signed_in):
    project = cast.board(aspect="1:1")
    editing.edit_scene(project.scenes.first(), cast.ed(), focus_x=0.5, focus_y=1.0)
    at_board(page, signed_in, project)
    picture = page.locator(".scene-picture img").first
    position = "picture => getComputedStyle(picture).objectPosition"
    assert (picture.get_attribute("data-sight"), picture.evaluate(position)) == ("50.0% 100.0%", "50% 100%")
    strip = page.locator(".board-strip .strip-piece").first
    assert "?w=160" in strip.evaluate("piece => getComputedStyle(piece).backgroundImage")


def test_what_is_typed_while_a_save_is_under_way_stays(page, signed_in):
    project = cast.board()
    scene = project.scenes.first()
    at_board(page, signed_in, project)
    narration(page, scene).fill("")
    narration(page, scene).press_sequentially("One two three four five six seven", delay=45)
    page.locator(f"#scene-{scene.pk}-duration").fill("2.5")
    page.locator(f"#scene-{scene.pk}-duration").blur()
    eventually(page, "![...document.querySelectorAll('[data-saved]')].some(e => e.value !== e.dataset.saved)")
    scene.refresh_from_db()
    assert (scene.text, scene.duration_ms) == ("One two three four five six seven", 2500)


def test_two_editors_of_one_sentence_see_both_and_choose(page, new_page, signed_in):
    project = cast.board()
    scene = project.scenes.first()
    cast.ann()
    at_board(page, signed_in, project)
    other = at_board(new_page(), signed_in, project, "ann")
    # Ed is about to write: what Ann saves does not come under his hands.
    narration(page, scene).focus()
    narration(other, scene).fill("Ann's words.")
    status(other, scene).get_by_text("Saved").wait_for()
    narration(page, scene).fill("Ed's words.")
    status(page, scene).get_by_text("Ann's words.").wait_for()
    expect(narration(page, scene)).to_have_value("Ed's words.")
    page.get_by_role("button", name="Use mine").click()
    until(lambda: Scene.objects.get(pk=scene.pk).text == "Ed's words.", 60, what="Ed's words")


def test_the_other_editors_words_can_be_taken(page, new_page, signed_in):
    project = cast.board()
    scene = project.scenes.first()
    at_board(page, signed_in, project)
    Scene.objects.filter(pk=scene.pk).update(text="From elsewhere.", version=9)
    narration(page, scene).fill("Mine.")
    page.get_by_role("button", name="Use theirs").click()
    eventually(
        page, "id => document.getElementById(id).value === 'From elsewhere.'", arg=f"scene-{scene.pk}-text"
    )


def test_a_scene_moves_by_keyboard_and_keeps_the_focus(page, signed_in):
    project = cast.board()
    first = project.scenes.first()
    at_board(page, signed_in, project)
    button = page.locator(f"#scene-{first.pk}-later")
    button.focus()
    with page.expect_response("**/order/"):
        page.keyboard.press("Enter")
    page.locator(f"#scene-{first.pk} .scene-index", has_text="2").wait_for()
    focused(page, f"scene-{first.pk}-later")
    first.refresh_from_db()
    assert first.scene_index == 2


def test_a_scene_moves_by_dragging(page, signed_in):
    project = cast.board()
    first, second, third = project.scenes.all()
    at_board(page, signed_in, project)
    grip = page.locator(f"#scene-{third.pk} .scene-grip").bounding_box()
    goal = page.locator(f"#scene-{first.pk}").bounding_box()
    with page.expect_response("**/order/"):
        page.mouse.move(grip["x"] + 8, grip["y"] + 8)
        page.mouse.down()
        page.mouse.move(goal["x"] + 60, goal["y"] + 60, steps=6)
        # The others make room, animated, and hear of no move meanwhile: go on until it is in its place.
        for turn in range(100):
            page.wait_for_timeout(100)
            if page.locator("article.scene").first.get_attribute("id") == f"scene-{third.pk}":
                break
            page.mouse.move(goal["x"] + 20 + turn % 2, goal["y"] + 30, steps=2)
        page.mouse.up()
    page.locator(f"#scene-{third.pk} .scene-index", has_text="1").wait_for()
    assert list(project.scenes.values_list("pk", flat=True)) == [third.pk, first.pk, second.pk]


def test_a_new_scene_is_ready_to_type_in(page, signed_in):
    project = cast.board()
    at_board(page, signed_in, project)
    page.locator("#scene-add").click()
    page.locator("article.scene").nth(3).wait_for()
    made = project.scenes.last()
    eventually(page, "id => document.activeElement.id === id", arg=f"scene-{made.pk}-text")
    page.keyboard.type("Something new.")
    status(page, made).get_by_text("Saved").wait_for()
    # On a busy machine the first half of it was saved before the second was typed.
    until(lambda: Scene.objects.get(pk=made.pk).text == "Something new.", 60, what="all of the words")


def test_a_storyboard_appears_while_it_is_made(page, signed_in, instant):
    project = cast.draft()
    at_board(page, signed_in, project)
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.get_by_role("button", name="Make the storyboard").click()
    page.locator("[data-job]").wait_for()
    worker = work_on(Job.objects.get(project=project))
    page.locator("#project-meta[data-state=storyboard_ready]").wait_for()
    page.locator(".scene-picture img").nth(3).wait_for()
    worker.join(60)
    assert any(f"/ws/jobs/{Job.objects.get().pk}/" in one for one in sockets)
    expect(page.locator("article.scene textarea.scene-text").first).to_have_value("Look at this.")


def test_without_a_socket_the_page_polls(page, signed_in, instant):
    project = cast.draft()
    page.add_init_script("window.WebSocket = class { constructor() { throw new Error('blocked'); } }")
    at_board(page, signed_in, project)
    page.get_by_role("button", name="Make the storyboard").click()
    page.locator("[data-job]").wait_for()
    worker = work_on(Job.objects.get(project=project))
    page.locator("#project-meta[data-state=storyboard_ready]").wait_for()
    page.locator("article.scene").nth(3).wait_for()
    worker.join(60)
    expect(page.locator("article.scene")).to_have_count(4)
    assert VideoProject.objects.get().scenes.count() == 4


def work_on(job):
    """A worker elsewhere: another thread with a database connection of its own."""

    def work():
        try:
            run_inline(job)
        finally:
            connection.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_scrolls_sideways(new_page, signed_in, width):
    project = cast.board()
    page = signed_in(new_page(viewport={"width": width, "height": 844}), "ed")
    for path in ("/projects/", "/projects/new/", f"/projects/{project.pk}/", "/review/"):
        page.goto(path)
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_deleted_scene_goes_and_the_others_move_up(page, signed_in):
    project = cast.board()
    first = project.scenes.first()
    at_board(page, signed_in, project)
    page.get_by_label("Scene 1 menu").click()
    page.get_by_role("button", name="Delete scene").click()
    page.locator(f"#scene-{first.pk}").wait_for(state="detached")
    expect(page.locator("article.scene .scene-index")).to_have_text(["1", "2"])


def test_a_deleted_scene_comes_back_by_its_toast_and_goes_and_comes_by_keys(page, signed_in):
    project = cast.board()
    card = page.locator(f"#scene-{project.scenes.first().pk}")
    at_board(page, signed_in, project)
    press(page, "Scene 1 menu", "Delete scene")
    card.wait_for(state="detached")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    card.wait_for()
    page.get_by_role("button", name="Do again: deleted scene 1").wait_for()
    settled(page)
    page.locator("h1 textarea").blur()
    page.keyboard.press("Control+Shift+Z")
    card.wait_for(state="detached")
    page.get_by_role("button", name="Undo: deleted scene 1").wait_for()
    settled(page)
    page.keyboard.press("Control+Z")
    card.wait_for()


def test_a_duplicated_scene_goes_by_its_toast(page, signed_in):
    project = cast.board()
    errors = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    at_board(page, signed_in, project)
    press(page, "Scene 1 menu", "Duplicate")
    expect(page.locator("article.scene .scene-index")).to_have_text(["1", "2", "3", "4"])
    toast = page.locator(".toast", has_text="Duplicated scene 1.")
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator("article.scene .scene-index")).to_have_text(["1", "2", "3"])
    assert errors == []


def test_a_filtered_history_stays_filtered_when_it_moves(page, signed_in):
    project = cast.board()
    editing.edit_scene(project.scenes.last(), cast.person("zoe", "editor"), headline="Look up")
    at_board(page, signed_in, project)
    page.get_by_label("Who did it").select_option("zoe")
    expect(page.locator("#history li")).to_have_count(1)
    narration(page, project.scenes.first()).fill("Tea at dawn.")
    with page.expect_response(lambda answer: "/history/?by=zoe" in answer.url):
        page.keyboard.press("Tab")
    expect(page.locator("#history li")).to_have_text(re.compile("zoe edited scene 3"))
    expect(page.get_by_label("Who did it")).to_have_value("zoe")


def test_older_history_is_one_press_away_and_the_focus_stays(page, signed_in):
    project = cast.board()
    for number in range(25):
        editing.edit_scene(project.scenes.get(scene_index=1), cast.ed(), text=f"Tea {number}.")
    at_board(page, signed_in, project)
    expect(page.locator("#history li")).to_have_count(20)
    page.get_by_role("button", name="Show older").press("Enter")
    expect(page.get_by_text("ed started it from a product")).to_be_visible()
    eventually(page, "document.activeElement.id === 'history-older'")


def test_a_new_title_is_on_the_tab_at_once(page, signed_in):
    at_board(page, signed_in, cast.board())
    page.get_by_label("Title").fill("Tea at dawn")
    page.keyboard.press("Tab")
    expect(page).to_have_title("Tea at dawn · vidstudio")
    expect(page.get_by_label("You are here")).to_contain_text("Tea at dawn")
    press(page, "Scene 1 menu", "Delete scene")
    expect(page.locator("article.scene")).to_have_count(2)
    expect(page).to_have_title("Tea at dawn · vidstudio")


def test_ctrl_z_in_a_field_is_the_browsers(page, signed_in):
    project = cast.board()
    at_board(page, signed_in, project)
    field = page.locator("article.scene textarea[name=text]").first
    field.press("End")
    field.press_sequentially(" And more")
    field.press("Control+Z")
    assert project.edits.filter(undo_of__isnull=False).count() == 0
    assert field.input_value() != "Sentence number 1. And more"


def press(page, label, name):
    """Open a menu and press what it offers, by keyboard alone."""
    page.get_by_label(label, exact=True).press("Enter")
    page.get_by_role("button", name=name).press("Enter")


def focused(page, ident):
    eventually(page, "id => document.activeElement.id === id", arg=ident)


def test_the_focus_stays_at_the_scene_whose_menu_was_used(page, signed_in):
    project = cast.board()
    first, second = project.scenes.all()[:2]
    at_board(page, signed_in, project)
    press(page, "Scene 1 menu", "Split in two")
    page.locator("article.scene").nth(3).wait_for()
    focused(page, f"scene-{first.pk}-menu")
    settled(page)
    press(page, "Scene 1 menu", "Merge with the next")
    page.locator("article.scene").nth(3).wait_for(state="detached")
    focused(page, f"scene-{first.pk}-menu")
    settled(page)
    press(page, "Scene 1 menu", "Delete scene")
    focused(page, f"scene-{second.pk}-menu")


def test_a_yes_counts_though_its_button_was_drawn_anew_meanwhile(page, signed_in):
    project = cast.board()
    review.submit(project, cast.ed())
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Other words.")
    at_board(page, signed_in, project)
    page.get_by_role("button", name="Undo: as it was submitted").press("Enter")
    page.evaluate(
        "document.querySelector('#project-banners .btn').was = true; studio.send('studio:project-changed')"
    )
    eventually(page, "!document.querySelector('#project-banners .btn')?.was")
    settled(page)
    page.locator("dialog").get_by_role("button", name="Undo all edits since").click()
    page.get_by_text("In review", exact=False).first.wait_for()
    eventually(page, "document.getElementById('project-meta').dataset.state === 'in_review'")
    assert project.scenes.first().text == "Sentence number 1."


def test_leaving_a_form_half_filled_asks_first(page, signed_in):
    cast.ed()
    signed_in(page, "ed").goto("/products/new/")
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Name").fill("A flask")
    page.get_by_role("link", name="Cancel").click()
    until(lambda: page.wait_for_timeout(30) or questions, what="the question")
    assert questions == ["beforeunload"]
    page.get_by_role("button", name="Add the product").click()
    page.get_by_role("heading", name="A flask").wait_for()
    assert questions == ["beforeunload"]


def test_a_file_that_is_no_picture_is_refused_in_the_dialog(page, signed_in):
    project = cast.board()
    at_board(page, signed_in, project)
    page.get_by_label("Change the picture of scene 1").click()
    page.locator("#pictures-dialog input[type=file]").set_input_files(
        {"name": "evil.png", "mimeType": "image/png", "buffer": b"not a picture"}
    )
    page.get_by_role("button", name="Use this picture").click()
    page.get_by_text("This is not a picture we can read").wait_for()


def test_an_uploaded_picture_replaces_the_old_one_on_the_card(page, signed_in):
    project = cast.board()
    scene = project.scenes.first()
    at_board(page, signed_in, project)
    before = page.locator(f"#scene-{scene.pk}-picture img").get_attribute("src")
    page.get_by_label("Change the picture of scene 1").click()
    page.locator("#pictures-dialog input[type=file]").set_input_files(
        {"name": "flask.png", "mimeType": "image/png", "buffer": cast.photo_bytes()}
    )
    page.get_by_role("button", name="Use this picture").click()
    page.locator("#pictures-dialog").wait_for(state="hidden")
    eventually(
        page,
        "([id, old]) => document.querySelector(id + ' img').getAttribute('src') !== old",
        arg=[f"#scene-{scene.pk}-picture", before],
    )
    expect(page.locator("#board-stale")).to_be_hidden()


def test_a_new_picture_comes_while_somebody_types_elsewhere(page, signed_in, instant):
    project = cast.board()
    scene, other = project.scenes.all()[:2]
    at_board(page, signed_in, project)
    page.get_by_label("Change the picture of scene 1").click()
    page.get_by_role("button", name="Make another picture").click()
    page.locator("[data-job]").wait_for()
    page.locator("#pictures-dialog").wait_for(state="hidden")
    narration(page, other).press_sequentially("And more. ", delay=5)
    work_on(Job.objects.get(kind="regenerate")).join(60)
    page.get_by_text("New picture ready").wait_for()
    picture = Scene.objects.get(pk=scene.pk).picture.asset
    page.locator(f'#scene-{scene.pk}-picture img[src^="{picture.url}"]').wait_for()
    assert page.evaluate("document.activeElement.id") == f"scene-{other.pk}-text"
    assert narration(page, other).input_value() == "And more. Sentence number 2."


def test_an_idle_page_shows_what_another_editor_changed_once_it_hears_of_it(page, signed_in):
    project = cast.board()
    scene = project.scenes.first()
    at_board(page, signed_in, project)
    editing.edit_scene(scene, cast.ann(), text="From Ann.")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('studio:project-changed'))")
    eventually(page, "id => document.getElementById(id).value === 'From Ann.'", arg=f"scene-{scene.pk}-text")


def test_news_missed_while_the_socket_was_gone_are_fetched(page, signed_in, instant):
    """The socket dies after its first message; what happened since comes by polling or a new socket."""
    project = cast.draft()
    page.add_init_script(
        """
        const Real = WebSocket; let first = true;
        window.WebSocket = function (url) {
          const socket = new Real(url);
          if (first) { first = false; socket.addEventListener("message", () => socket.close()); }
          return socket;
        };
        """
    )
    at_board(page, signed_in, project)
    page.get_by_role("button", name="Make the storyboard").click()
    page.locator("[data-job]").wait_for()
    work_on(Job.objects.get(project=project)).join(60)
    page.locator("#project-meta[data-state=storyboard_ready]").wait_for()
    page.locator(".scene-picture img").nth(3).wait_for()


def test_a_page_without_a_session_keeps_what_was_typed(page, signed_in):
    project = cast.board()
    scene = project.scenes.first()
    at_board(page, signed_in, project)
    page.context.clear_cookies()
    narration(page, scene).fill("Typed after the session ended.")
    page.locator(".toast--bad").wait_for()
    assert narration(page, scene).input_value() == "Typed after the session ended."
    assert page.locator("form[data-sign-in]").count() == 0


def test_what_was_typed_offline_is_saved_when_the_line_is_back(page, signed_in):
    project = cast.board()
    scene = project.scenes.first()
    at_board(page, signed_in, project)
    page.context.set_offline(True)
    narration(page, scene).fill("Typed in a tunnel.")
    status(page, scene).get_by_text("Not saved").wait_for()
    page.context.set_offline(False)
    status(page, scene).get_by_text(re.compile("^Saved")).wait_for()
    scene.refresh_from_db()
    assert scene.text == "Typed in a tunnel."


def test_who_signs_in_again_in_another_tab_loses_nothing(page, signed_in):
    project = cast.board()
    scene = project.scenes.first()
    at_board(page, signed_in, project)
    page.context.clear_cookies(name="sessionid")
    narration(page, scene).fill("Typed after the session ended.")
    status(page, scene).get_by_text("Not saved: you are signed out").wait_for()
    expect(page.locator(".toast--bad")).to_have_count(1)
    signed_in(page, "ed")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    status(page, scene).get_by_text(re.compile("^Saved")).wait_for()
    scene.refresh_from_db()
    assert scene.text == "Typed after the session ended."
