"""The preview in a real browser: the board plays in the page, and its small video in the player."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from projects.board import editing
from projects.media import library
from projects.models import Scene
from rendering.engine import (
    accents,
    caption_cues,
    captions,
    frames,
    layers,
    motion,
    overlays,
    sources,
    timeline,
    yuv,
)
from rendering.preview.player import playback
from rendering.preview.spec import preview_spec
from rendering.spec import schema as specs
from tests import cast, fakes
from tests.browser.hands import at_rest, played, settled
from tests.browser.test_pages_board import work_on
from tests.pages import eventually
from tests.rendering.preview.test_sprites import spoken
from tests.rendering.spec.test_overlays import ad


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


def at_board(page, signed_in, project, who="ed"):
    signed_in(page, who).goto(f"/projects/{project.pk}/")
    page.locator("[data-preview]").wait_for()
    settled(page)
    return page


def part(page, name):
    return page.locator(f"#preview [data-part={name}]")


def at(page, ms):
    expect(page.locator("#preview input[type=range]")).to_have_value(str(ms))


def state(page, wanted):
    page.locator(f"#preview[data-state={wanted}]").wait_for()


def stopped(page):
    """The preview is open and stands still: a busy machine may be late, and find it at its end already."""
    page.keyboard.press("p")
    page.locator("#preview:is([data-state=playing], [data-state=paused])").wait_for()
    page.keyboard.press("End")
    state(page, "paused")


def current(page, number):
    part(page, "strip").locator(f"button:nth-child({number})[aria-current]").wait_for()


def remember(page):
    """Keep what the player shows, as [scene, caption]: it may be gone before a busy test has looked."""
    page.evaluate(
        """() => {
            window.shown = [];
            const note = () => {
                const strip = [...document.querySelectorAll("#preview [data-part=strip] button")];
                const said = document.querySelector("#preview [data-part=caption]")?.textContent ?? "";
                const at = strip.findIndex((button) => button.hasAttribute("aria-current")) + 1;
                window.shown.push(`${at} ${said.replace(/\\s+/g, " ").trim()}`);
            };
            const watched = { subtree: true, childList: true, attributes: true };
            new MutationObserver(note).observe(document.body, watched);
        }"""
    )


def was_shown(page, number):
    eventually(page, "said => window.shown.includes(said)", arg=f"{number} Sentence number {number}.")


def caption(page, text):
    part(page, "caption").get_by_text(text, exact=True).wait_for()


def at_frame(page, number):
    """The player stands at a frame of the video, with all that is seen there loaded."""
    page.evaluate(
        """ms => {
            const range = document.querySelector("#preview input[type=range]");
            range.step = "any";
            range.value = ms;
            range.dispatchEvent(new Event("input", { bubbles: true }));
            const all = [...document.querySelectorAll(".pv-stage img")];
            return Promise.all(all.filter((one) => one.checkVisibility()).map((one) => one.decode()));
        }""",
        number * 1000 / 30,
    )


def engine_of(project):
    """The engine's FrameRenderer of a board as it stands, in the size of the finished video."""
    width, height = project.frame_size
    output = specs.OutputSpec(width=width, height=height)
    spec = preview_spec(project).model_copy(update={"output": output})
    line = timeline.plan(spec)
    found = sources.Sources(
        spec, line, lambda digest: library.find(project.workspace, digest).file.path, line.segments
    )
    words = captions.Captions(spec, line, caption_cues.cues_of(spec, line))
    return frames.FrameRenderer(
        line, found, (accents.Accents(spec, line), overlays.Overlays(spec, line), words)
    )


def beside(page, painter, number, mode="L"):
    """(what the page shows, what the engine draws) of a frame, in one size: grey, or in colour."""
    at_frame(page, number)
    shown = Image.open(io.BytesIO(page.locator(".pv-stage").screenshot())).convert("RGB")
    drawn = Image.fromarray(yuv.to_rgb(painter.picture(number))).resize(shown.size, Image.Resampling.BOX)
    return [np.asarray(each.convert(mode), np.float32) for each in (shown, drawn)]


def moved(shown, drawn, box):
    """By how many pixels what lies in a box of shares was found elsewhere."""
    height, width = drawn.shape
    left, top, right, bottom = (round(side * (width, height)[k % 2]) for k, side in enumerate(box))
    # What is looked for lies well inside, so that it may be found some pixels further on.
    left, top, right, bottom = (
        min(max(x, 5), (width, height)[k % 2] - 5) for k, x in enumerate((left, top, right, bottom))
    )
    part = drawn[top:bottom, left:right]
    found = cv2.matchTemplate(shown[top - 5 : bottom + 5, left - 5 : right + 5], part, cv2.TM_SQDIFF)
    x, y = cv2.minMaxLoc(found)[2]
    return max(abs(x - 5), abs(y - 5))


def product_at(painter, spec, number):
    """The box of a layered scene's product in a frame, in shares of it."""
    scene, frame = painter.timeline.segment_at(number).scene, painter.sources.frame
    set_up = spec.scenes[scene.index - 1].layers
    view = motion.camera_path(set_up.motion, frame, frame, scene.frames).view(number - scene.start)
    box = layers._in_frame(set_up.place, view, frame)
    return [side / frame[k % 2] for k, side in enumerate(box)]


def test_the_board_plays_time_goes_on_scenes_and_captions_change(page, signed_in):
    at_board(page, signed_in, cast.board())
    remember(page)
    page.keyboard.press("p")
    state(page, "playing")
    expect(part(page, "total")).to_have_text("0:06.0")
    for number in (1, 2):
        was_shown(page, number)
    page.keyboard.press("End")
    state(page, "paused")
    current(page, 3)
    at(page, 6000)


def test_keys_play_seek_and_jump_and_leave_typing_alone(page, signed_in):
    project = cast.board()
    at_board(page, signed_in, project)
    page.get_by_role("button", name="Preview").first.click()
    state(page, "playing")
    page.keyboard.press(" ")
    state(page, "paused")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    at(page, 1000)
    page.keyboard.press("Shift+ArrowRight")
    current(page, 2)
    at(page, 2000)
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    at(page, 5000)
    words = page.locator(f"#scene-{project.scenes.first().pk}-text")
    words.press("End")
    words.press_sequentially(" p m")
    expect(words).to_have_value("Sentence number 1. p m")
    expect(page.locator("#preview")).to_be_visible()
    words.blur()
    page.keyboard.press("Escape")
    page.locator("#preview").wait_for(state="hidden")


def test_the_camera_goes_where_the_engine_says(page, signed_in):
    """The same share of the way, at the same moment, as rendering.engine.motion."""
    project = cast.board()
    spec = preview_spec(project)
    line, frame = timeline.plan(spec), (spec.output.width, spec.output.height)
    way = motion.camera_path(
        spec.scenes[1].motion, motion.cover_size((450, 800), frame), frame, line.scenes[1].frames
    )
    view = way.view(20)
    assert playback(project)["scenes"][1]["frames"] == line.scenes[1].frames
    at_board(page, signed_in, project)
    stopped(page)
    at_frame(page, line.scenes[1].start + 20)
    drawn = page.evaluate(
        """() => {
            const stage = document.querySelector(".pv-stage").getBoundingClientRect();
            const image = document.querySelector(".pv-shot:not([hidden]) img").getBoundingClientRect();
            const [left, top] = [image.left - stage.left, image.top - stage.top];
            return [image.width / stage.width, left / stage.width, top / stage.height];
        }"""
    )
    expected = [1 / view.step, -view.left / view.step / frame[0], -view.top / view.step / frame[1]]
    assert drawn == pytest.approx(expected, abs=0.003)


@pytest.mark.parametrize(
    ("style", "transition"), [("luxury", "fade"), ("energetic", "slide"), ("bold", "wipe")]
)
def test_what_is_approved_is_what_is_rendered(page, signed_in, style, transition):
    """Product, signs, words and what is laid over them stand where the engine draws them."""
    project = ad(size=(360, 640), style=style, resolution="720p")
    Scene.objects.filter(project=project, scene_index__gt=1).update(transition=transition)
    painter = engine_of(project)
    spec = preview_spec(project)
    at_board(page, signed_in, project)
    stopped(page)
    for number in (45, 84, 93, 150, 183, 250):
        shown, drawn = beside(page, painter, number)
        assert np.abs(shown - drawn).mean() < 5, number
        for sign in spec.overlays:
            # Where it stands still: on its way a bare sign may be all but invisible.
            if sign.start_ms + 600 < number * 1000 / 30 < sign.end_ms - 300:
                assert moved(shown, drawn, sign.box) <= 2, (number, sign.kind)
        assert moved(shown, drawn, (0.05, 0.1, 0.95, 0.95)) <= 2, number
        if number % 90 > 30:
            assert moved(shown, drawn, product_at(painter, spec, number)) <= 2, number


def test_an_edit_shows_in_the_open_preview_without_a_reload(page, signed_in):
    project = cast.board()
    at_board(page, signed_in, project)
    stopped(page)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    caption(page, "Sentence number 1.")
    page.evaluate("window.same = true")
    page.locator(f"#scene-{project.scenes.first().pk}-text").fill("A new first sentence.")
    caption(page, "A new first sentence.")
    page.locator(f"#scene-{project.scenes.first().pk}-duration").fill("3")
    page.locator(f"#scene-{project.scenes.first().pk}-duration").blur()
    part(page, "total").get_by_text("0:07.0").wait_for()
    assert page.evaluate("window.same")


def test_a_scene_without_a_picture_shows_its_words_and_says_so(page, signed_in):
    project = cast.board(scenes=2)
    editing.add_scene(project, cast.ed(), text="Nothing to see.", duration_ms=2000)
    at_board(page, signed_in, project)
    page.keyboard.press("p")
    part(page, "notes").get_by_text("Scene 3 has no picture yet").wait_for()
    page.keyboard.press("End")
    page.locator(".pv-shot--bare:not([hidden])").get_by_text("Nothing to see.").wait_for()


def test_a_viewer_may_watch_and_starts_no_render(page, signed_in):
    project = cast.board()
    cast.vera()
    at_board(page, signed_in, project, "vera")
    page.keyboard.press("p")
    state(page, "playing")
    assert page.get_by_role("button", name="Render a preview video").count() == 0


def test_who_wants_less_motion_gets_a_still_camera_and_no_start_by_itself(new_page, signed_in):
    page = new_page(reduced_motion="reduce")
    at_board(page, signed_in, cast.board())
    page.keyboard.press("p")
    current(page, 1)
    seen = "document.querySelector('.pv-shot:not([hidden]) img').style.transform"
    first = page.evaluate(seen)
    page.keyboard.press("ArrowRight")
    at(page, 1000)
    assert page.evaluate(seen) == first
    assert page.locator("#preview").get_attribute("data-state") != "playing"


def test_the_preview_video_is_made_while_the_page_is_open_and_plays(page, signed_in):
    """With it come the voices and the bed, which the player in the page then plays too."""
    project = cast.board()
    at_board(page, signed_in, project)
    stopped(page)
    part(page, "notes").get_by_text("The scenes have no voice yet").wait_for()
    with page.expect_response("**/preview/start/"):
        page.get_by_role("button", name="Render a preview video").click()
    page.locator("[data-job][data-kind=preview]").wait_for()
    job = project.jobs.get(kind="preview")
    page.locator(f"#jobs [data-job='{job.pk}']").wait_for()
    running = page.locator("#jobs").inner_html()
    type(job).objects.filter(pk=job.pk).update(runner="inline")
    work_on(job).join(120)
    assert played(page, "#preview-video video", 0.3) == [360, 640, 6]
    # An answer of before its end that comes late does not end it again, and the player is left alone.
    page.locator(f"#jobs [data-job='{job.pk}']").wait_for(state="detached")
    page.evaluate(
        """late => {
            window.ends = 0;
            document.body.addEventListener("studio:preview-finished", () => (window.ends += 1));
            htmx.swap("#jobs", late, { swapStyle: "innerHTML" });
        }""",
        running,
    )
    page.locator(f"#jobs [data-job='{job.pk}']").wait_for()
    page.locator(f"#jobs [data-job='{job.pk}']").wait_for(state="detached")
    assert page.evaluate("window.ends") == 0
    assert page.locator("#renders video").count() == 0
    part(page, "notes").locator("li").wait_for(state="detached")
    page.keyboard.press("Home")
    remember(page)
    page.keyboard.press("k")
    was_shown(page, 2)


@pytest.mark.parametrize("width", [390, 1440])
def test_an_open_preview_fits_the_window(new_page, signed_in, width):
    page = new_page(viewport={"width": width, "height": 844})
    at_board(page, signed_in, cast.board())
    page.get_by_role("button", name="Preview").first.click()
    state(page, "playing")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panel = page.locator("#preview").bounding_box()
    for name in (".pv-stage", ".pv-bar [data-act=mute]", ".pv-strip", ".pv-side"):
        box = page.locator(name).bounding_box()
        assert box["x"] >= panel["x"] and box["x"] + box["width"] <= panel["x"] + panel["width"], name
    assert page.locator(".pv-stage").bounding_box()["height"] > 300


def of_words(picture, film):
    """The mean colour of each word of the first caption."""
    height, width, _ = picture.shape
    left, top, right, bottom = film["captions"]["box"]
    for _, ((x, y, x_end, y_end),) in film["cues"][0]["words"]:
        across = [round((left + share * (right - left)) * width) for share in (x, x_end)]
        down = [round((top + share * (bottom - top)) * height) for share in (y, y_end)]
        yield picture[slice(*down), slice(*across)].mean(axis=(0, 1))


def test_words_are_lit_on_the_beat_they_are_said(page, signed_in):
    """Karaoke: the same word in the same colour at the same place as in the engine's frame."""
    project = spoken(cast.board(caption_look="karaoke", style="luxury"), "One two three four")
    painter, film = engine_of(project), playback(project)
    at_board(page, signed_in, project)
    stopped(page)
    for number in (6, 20, 45):
        at_frame(page, number)
        eventually(
            page,
            """async () => {
                const mask = document.querySelector(".pv-cue .pv-words:not(img)");
                const address = mask && getComputedStyle(mask).maskImage.match(/url\\("(.*)"\\)/)?.[1];
                if (!address) return false;
                const image = Object.assign(new Image(), { src: address });
                await image.decode();
                return true;
            }""",
        )
        shown, drawn = beside(page, painter, number, "RGB")
        words = [list(of_words(each, film)) for each in (shown, drawn)]
        assert np.abs(np.subtract(*words)).max() < 9, number


def test_a_point_that_is_clicked_on_stays_in_sight(page, signed_in):
    project = cast.board(scenes=1)
    scene = project.scenes.get()
    at_board(page, signed_in, project)
    page.get_by_role("button", name="What stays in sight in scene 1").click()
    pad = page.locator("#focus-dialog .aim-pad img")
    pad.wait_for()
    at_rest(page)
    box = pad.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    page.get_by_label("From the top").press("ArrowRight")
    page.get_by_role("button", name="Keep this point in sight").click()
    page.locator("#focus-dialog").wait_for(state="hidden")
    scene.refresh_from_db()
    assert scene.focus == pytest.approx((0.25, 0.76), abs=0.011)
