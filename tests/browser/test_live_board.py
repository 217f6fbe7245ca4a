"""Two people on one board at once: what one does is on the other's page, and nobody's words are lost."""

import io

import pytest

from projects.board import comments, editing, review
from projects.models import Scene, VideoProject
from projects.team import profile_photos
from tests import cast, fakes
from tests.browser.hands import settled
from tests.pages import eventually
from tests.waiting import until


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


# Every socket that the page opens, so that a test can cut it.
KEPT_SOCKETS = """
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
      constructor(...given) { super(...given); window.sockets.push(this); }
    };
"""


@pytest.fixture
def board(studio_server):
    cast.ann()
    return cast.board()


def opened(studio_server, page, signed_in, username, project):
    signed_in(page, username)
    page.goto(f"{studio_server}/projects/{project.pk}/")
    page.wait_for_selector("#board > .scene")
    settled(page)
    return page


def test_a_new_title_is_on_every_page_but_not_over_one_that_is_being_written(
    studio_server, new_page, signed_in, board
):
    cast.vera()
    eds, anns, veras = (
        opened(studio_server, new_page(), signed_in, who, board) for who in ("ed", "ann", "vera")
    )
    eds.fill("#title", "Tea at dawn")
    eds.keyboard.press("Enter")
    eventually(anns, "document.getElementById('title').value === 'Tea at dawn'")
    eventually(veras, "document.getElementById('title').textContent === 'Tea at dawn'")
    anns.focus("#title")
    anns.keyboard.press("End")
    anns.keyboard.type(", alone")
    eds.fill("#title", "Tea at night")
    eds.keyboard.press("Enter")
    eventually(anns, "document.getElementById('title-crumb').textContent === 'Tea at night'")
    assert anns.input_value("#title") == "Tea at dawn, alone"
    anns.keyboard.press("Enter")
    eventually(eds, "document.getElementById('title').value === 'Tea at dawn, alone'")


def test_what_ed_writes_is_on_anns_page_and_under_her_hands_it_waits(
    studio_server, new_page, signed_in, board
):
    first, second = list(board.scenes.all())[:2]
    profile_photos.keep(cast.ann(), io.BytesIO(cast.photo_bytes()))
    eds = opened(studio_server, new_page(), signed_in, "ed", board)
    anns = opened(studio_server, new_page(), signed_in, "ann", board)
    eds.fill(f"#scene-{first.pk} [name=text]", "Fog over the ridge.")
    eds.keyboard.press("Tab")
    eventually(
        anns,
        "pk => document.querySelector(`#scene-${pk} [name=text]`).value === 'Fog over the ridge.'",
        arg=first.pk,
    )
    # Each sees where the other is, and who that is.
    anns.click(f"#scene-{second.pk} [name=text]")
    eventually(eds, "document.getElementById('people-here').textContent === 'ann is in scene 2'")
    eventually(eds, "document.querySelector('#people-here img.avatar')?.naturalWidth === 160")
    assert anns.locator("#people-here img").count() == 0
    # Ann is in the middle of a sentence when Ed changes the same scene's headline. No save of hers is under
    # way: its answer would know of the headline before the news.
    anns.keyboard.press("End")
    anns.keyboard.type(" And")
    eventually(
        anns,
        """pk => {
            const { value, dataset } = document.querySelector(`#scene-${pk} [name=text]`);
            return value.endsWith(" And") && value === dataset.saved;
        }""",
        arg=second.pk,
    )
    editing.edit_scene(second, cast.ed(), headline="Look up")
    anns.wait_for_selector(f"#scene-{second.pk} .scene-news >> text=ed changed this scene")
    anns.keyboard.type(" more")
    assert anns.input_value(f"#scene-{second.pk} [name=text]").endswith(" And more")
    anns.click(f"#scene-{second.pk} [data-look]")
    eventually(
        anns,
        "pk => !document.querySelector(`#scene-${pk} .scene-news`)"
        " && document.querySelector(`#scene-${pk} [name=headline]`).value === 'Look up'"
        " && document.querySelector(`#scene-${pk} [name=text]`).value.endsWith(' And more')",
        arg=second.pk,
    )


def test_a_save_that_is_answered_between_an_edit_of_another_and_its_news_hides_none(
    studio_server, new_page, signed_in, board
):
    scene = board.scenes.first()
    anns = opened(studio_server, new_page(), signed_in, "ann", board)
    held = []
    anns.route("**/scenes/*/", lambda route: held.append(route) if not held else route.continue_())
    anns.click(f"#scene-{scene.pk} [name=text]")
    anns.keyboard.press("End")
    anns.keyboard.type(" And")
    until(lambda: anns.wait_for_timeout(30) or held, 60, what="Ann's save")
    editing.edit_scene(scene, cast.ed(), headline="Look up")
    held[0].continue_()
    anns.wait_for_selector(f"#scene-{scene.pk} .scene-news >> text=ed changed this scene")
    anns.click(f"#scene-{scene.pk} [data-look]")
    eventually(
        anns,
        "pk => document.querySelector(`#scene-${pk} [name=headline]`).value === 'Look up'"
        " && document.querySelector(`#scene-${pk} [name=text]`).value.endsWith(' And')",
        arg=scene.pk,
    )


def test_who_writes_in_a_scene_that_another_deletes_is_told_and_brings_it_back_with_the_words(
    studio_server, new_page, signed_in, board
):
    first, second = list(board.scenes.all())[:2]
    eds = opened(studio_server, new_page(), signed_in, "ed", board)
    for scene in (first, second):
        eds.click(f"#scene-{scene.pk} [name=text]")
        eds.keyboard.press("End")
        eds.keyboard.type(" And")
        editing.delete_scene(scene, cast.ann())
        eds.wait_for_selector(f"#scene-{scene.pk} .scene-news >> text=ann took this scene off the board")
        eds.keyboard.type(" more")
        eds.keyboard.press("Tab")
        if scene == first:
            eds.click(f"#scene-{scene.pk} [data-bring-back]")
            eventually(eds, "pk => document.querySelector(`#scene-${pk} .scene-news`) === null", arg=scene.pk)
            until(lambda s=scene: Scene.objects.get(pk=s.pk).text.endswith(" And more"), 60, what="the words")
    # What nobody brings back goes with its words taken away, and asks for nothing more.
    eds.fill(
        f"#scene-{second.pk} [name=text]",
        eds.locator(f"#scene-{second.pk} [name=text]").get_attribute("data-saved"),
    )
    eds.locator("h1").click()
    eventually(eds, "pk => !document.getElementById(`scene-${pk}`)", arg=second.pk)


def test_what_ann_deletes_while_eds_own_edit_is_being_stored_goes_from_his_page(
    studio_server, new_page, signed_in, board
):
    first, second = list(board.scenes.all())[:2]
    page, waiting = new_page(), []
    page.route(f"**/scenes/{first.pk}/", lambda route: waiting.append((route, route.fetch())))
    eds = opened(studio_server, page, signed_in, "ed", board)
    eds.fill(f"#scene-{first.pk} [name=text]", "Fog over the ridge.")
    eds.keyboard.press("Tab")
    until(lambda: (eds.evaluate("0"), waiting)[1], 60, what="ed's edit, stored and not answered")
    editing.delete_scene(second, cast.ann())
    # His page hears of it and waits for its own answer before it looks. Another question is answered sooner.
    eds.evaluate("document.body.dispatchEvent(new CustomEvent('studio:others-edited', {bubbles: true}))")
    board.refresh_from_db()
    eventually(
        eds,
        "now => Number(document.getElementById('project-meta').dataset.version) === now",
        arg=board.board_version,
    )
    assert eds.locator(".scene-news").count() == 0
    route, answer = waiting[0]
    route.fulfill(response=answer)
    # He is still in the scene's next field: he is told, and the board comes when he leaves it.
    eds.wait_for_selector("#board-stale >> text=ann changed the board.")
    eds.locator("h1").click()
    eventually(eds, "pk => !document.getElementById(`scene-${pk}`)", arg=second.pk)
    assert eds.input_value(f"#scene-{first.pk} [name=text]") == "Fog over the ridge."


def test_what_ann_did_is_not_taken_for_what_ed_sent_just_then(studio_server, new_page, signed_in, board):
    first, second = list(board.scenes.all())[:2]
    eds = opened(studio_server, new_page(), signed_in, "ed", board)
    eds.click(f"#scene-{first.pk} [name=text]")
    editing.delete_scene(second, cast.ann())
    eds.wait_for_selector("#board-stale >> text=ann changed the board.")
    # He stores the words that are there already: no version of the board is made by it.
    eds.evaluate(
        "pk => htmx.ajax('POST', `/scenes/${pk}/`, {swap: 'none', values: {headline:"
        " document.querySelector(`#scene-${pk} [name=headline]`).value}})",
        first.pk,
    )
    assert eds.locator("#board-stale").is_visible()
    eds.locator("h1").click()
    eventually(eds, "pk => !document.getElementById(`scene-${pk}`)", arg=second.pk)


def test_what_was_refused_is_not_taken_for_saved(studio_server, new_page, signed_in, board):
    first, second = list(board.scenes.all())[:2]
    eds = opened(studio_server, new_page(), signed_in, "ed", board)
    seconds = eds.locator(f"#scene-{first.pk}-duration")
    stored = seconds.input_value()
    seconds.fill("0")
    eds.keyboard.press("Tab")
    eds.get_by_text("A scene lasts 0.5 to 300 seconds.").wait_for()
    assert seconds.input_value() == stored
    # Words that are too long stay where they were typed, whatever others do with the board.
    words = "word " * (editing.LONGEST_TEXT // 5 + 1)
    eds.fill(f"#scene-{second.pk} [name=text]", words)
    eds.locator("h1").click()
    eds.get_by_text("A scene says at most 5,000 characters").wait_for()
    editing.delete_scene(board.scenes.last(), cast.ann())
    eds.wait_for_selector("#board-stale:not([hidden]) >> text=ann changed the board.")
    assert eds.input_value(f"#scene-{second.pk} [name=text]") == words
    assert not Scene.objects.filter(text__startswith="word").exists()


def test_states_scenes_and_comments_of_others_come_without_a_reload(
    studio_server, new_page, signed_in, board
):
    anns = opened(studio_server, new_page(), signed_in, "ann", board)
    anns.evaluate("window.sameVisit = true")
    comments.say(board, cast.ed(), "Is this blue ours?")
    anns.wait_for_selector("#talk-board >> text=Is this blue ours?")
    editing.add_scene(board, cast.ed())
    eventually(anns, "document.querySelectorAll('#board > .scene').length === 4")
    editing.delete_scene(board.scenes.last(), cast.ed())
    eventually(anns, "document.querySelectorAll('#board > .scene').length === 3")
    review.submit(VideoProject.objects.get(pk=board.pk), cast.ed())
    anns.wait_for_selector("text=Waiting for your decision")
    assert anns.evaluate("window.sameVisit")


def test_a_page_that_lost_its_socket_catches_up(studio_server, new_page, signed_in, board):
    anns = new_page()
    anns.add_init_script(KEPT_SOCKETS)
    opened(studio_server, anns, signed_in, "ann", board)
    scene = board.scenes.first()
    eventually(anns, "sockets.some((one) => one.url.includes('/boards/') && one.readyState === 1)")
    anns.evaluate("for (const one of sockets) one.close()")
    editing.edit_scene(scene, cast.ed(), text="Written meanwhile.")
    eventually(
        anns,
        "pk => document.querySelector(`#scene-${pk} [name=text]`).value === 'Written meanwhile.'",
        arg=scene.pk,
    )
