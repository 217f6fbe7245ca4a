"""A scene painted for money, and what is laid over it here for nothing: the real product, and the words."""

import io
from decimal import Decimal
from functools import cache

import cv2
import numpy as np
import pytest
from django.urls import reverse
from PIL import Image

from generation import actions
from generation.billing import estimates
from generation.engine import control, jobs
from generation.engine.run import run_inline
from generation.local.images import composition, layout, placement
from generation.models import Job, LedgerEntry
from generation.stages import images, product_overlay
from projects import formats
from projects.board import characters, editing, takes
from projects.errors import IllegalMove
from projects.media import library, photo_uploads
from projects.models import Photo, Product, Take
from rendering.exports import ratios
from rendering.spec import build
from rendering.stages import other_ratios
from tests import cast
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.pages import Page
from tests.rendering.engine.test_layers import ssim

pytestmark = pytest.mark.django_db

# Only the pictures of other ratios, without the films.
LAID = {
    "label": "Lay",
    "pipeline": "generation.engine.pipelines.Pipeline",
    "stages": (("pictures", 0, 100),),
}


@pytest.fixture
def painter():
    with Replicate() as double:
        yield double


@pytest.fixture
def studio(settings, painter):
    """The whole pipeline with pictures by the double at Replicate."""
    return _studio(settings, kit.replicate(painter.url), painter)


def _studio(settings, row, double):
    kit.use(settings, "image", row)
    from vidstudio.settings import JOB_KINDS

    settings.JOB_KINDS = {**JOB_KINDS, "lay": LAID}
    return double


@cache
def printed():
    """A tin with fine print on a transparent ground, as PNG."""
    rows, columns = np.mgrid[0:800, 0:640].astype(np.float32)
    grain = cv2.GaussianBlur(np.random.default_rng(4).normal(0, 40, (800, 640)), (0, 0), 2)
    print_ = 128 + 60 * np.sin(columns / 9) * np.sin(rows / 13) + grain
    inside = (np.abs(columns - 320) < 210) & (rows > 80) & (rows < 760)
    pixels = np.dstack([print_, print_ * 0.6, 255 - print_, inside * 255]).clip(0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def tea(photo=None):
    """A product with a photo that has fine print on it."""
    product = Product.objects.create(
        workspace=cast.shop(), handle="tea", name="Harbour Tea", price="12.00", audience="early risers"
    )
    Photo.objects.create(product=product, asset=photo_uploads.picture(cast.shop(), photo or printed()))
    return product


def board_of(product=None, beats=("product",), **fields):
    """A board of one scene for each beat, written by Ed, without pictures."""
    values = {"target_ms": 6000, "resolution": "720p", "style": "minimal", **fields}
    values |= {"source": "product", "product": product or tea()} if "source" not in fields else {}
    project = editing.create_project(cast.shop(), cast.ed(), **values)
    for beat in beats:
        scene = editing.add_scene(project, cast.ed(), text="It wakes you up.", duration_ms=2000)
        editing.edit_scene(scene, cast.ed(), headline="Wide awake")
        type(scene).objects.filter(pk=scene.pk).update(beat=beat)
    project.refresh_from_db()
    return project


def painted(project, **wish):
    """The project's first scene after its picture was asked for (once more)."""
    job = run_inline(actions.picture(project.scenes.first(), cast.ed(), **wish))
    assert job.state == "succeeded", job.error
    return project.scenes.first()


@pytest.fixture(autouse=True)
def _here():
    with jobs.runner("inline"):
        yield


def opened(asset):
    return np.asarray(Image.open(io.BytesIO(library.read(asset))).convert("RGB"))


def luma(pixels):
    return pixels.astype(np.float32) @ np.float32([0.299, 0.587, 0.114])


# --- the real product -------------------------------------------------------------------------
@pytest.mark.parametrize("style", ["minimal", "energetic"])
def test_the_product_in_the_picture_is_the_product_of_the_photo(studio, style):
    project = board_of(style=style)
    asset = painted(project).picture.asset
    request = images.request_for(project.scenes.first(), {"total": 1})
    cut = composition.cut_out(request)
    (placed,) = placement.place(cut, layout.plan_over_plate(request), request.width, request.height)
    solid = cv2.erode((placed.layer[..., 3] > 0.999).astype(np.uint8), np.ones((13, 13))) > 0
    (x, y), (high, wide) = placed.at, placed.layer.shape[:2]
    shown = luma(opened(asset)[y : y + high, x : x + wide])
    assert solid.sum() > 20_000
    assert ssim(shown, luma(placed.layer[..., :3] * 255), solid) >= 0.995


def test_a_painter_is_asked_for_an_empty_place_and_paid_once(studio):
    scene = painted(board_of())
    (post,) = studio.posts()
    said = post.body["input"]["prompt"]
    assert "Harbour Tea" not in said and "early risers" in said
    assert "level surface" in said and "no product" in said
    (line,) = LedgerEntry.objects.filter(step__talent="image")
    assert (line.provider, line.cost, line.units["images"]) == ("replicate", Decimal("0.003"), 1)
    assert scene.picture.note == "flux-schnell + your photo"


def test_the_painted_scene_is_kept_as_it_came(settings):
    with OpenAI() as double:
        _studio(settings, kit.openai("image", double.url), double)
        asset = painted(board_of()).picture.asset
    plate = product_overlay.plate_of(asset)
    assert (plate.width, plate.height) == (256, 384)  # two to three: what the model gives
    assert (asset.width, asset.height) == opened(asset).shape[1::-1] == (900, 1600)
    assert asset.meta["product_box"] and asset.meta["text_boxes"]


# --- nothing is paid twice ----------------------------------------------------------------------
def test_another_headline_needs_no_new_scene(studio):
    project = board_of()
    first = painted(project).picture.asset
    editing.edit_scene(project.scenes.first(), cast.ed(), headline="Up before the sun")
    told = estimates.estimate(project, "regenerate", scenes=[project.scenes.first().pk])
    run_inline(Job.objects.first())  # the edit sets its words by itself
    second = project.scenes.first().picture.asset
    assert (told.is_free, len(studio.posts()), LedgerEntry.objects.filter(cost__gt=0).count()) == (True, 1, 1)
    assert first.pk != second.pk and first.meta["plate"] == second.meta["plate"]


def test_another_photo_needs_no_new_scene(studio):
    project = board_of()
    first = painted(project).picture.asset
    Photo.objects.update(asset=photo_uploads.picture(cast.shop(), cast.photo_bytes()))
    second = painted(project).picture.asset
    assert len(studio.posts()) == 1
    assert np.abs(opened(first).astype(int) - opened(second)).max() > 60


def test_the_same_once_more_is_the_same_picture(studio):
    project = board_of()
    assert painted(project).picture.pk == painted(project).picture.pk
    assert len(studio.posts()) == 1


def test_another_seed_is_another_scene_and_the_older_take_can_be_picked(studio):
    project = board_of()
    older = painted(project).picture
    newer = painted(project, seed=9).picture
    assert len(studio.posts()) == 2 and newer.asset.meta["plate"] != older.asset.meta["plate"]
    editing.pick_take(Take.objects.get(pk=older.pk), cast.ed())
    assert project.scenes.first().picture.asset_id == older.asset_id


def test_a_wish_of_ones_own_is_painted_without_the_product(studio):
    painted(board_of(), prompt="Harbour Tea on a wet jetty at dawn")
    said = studio.posts()[0].body["input"]["prompt"]
    assert "An empty place on a wet jetty at dawn" in said and "Tea" not in said


def test_words_are_set_anew_over_the_very_scene_in_use(studio, client):
    project = board_of()
    painted(project)
    older = painted(project, seed=9, prompt="A pier").picture.asset
    editing.edit_scene(project.scenes.first(), cast.ed(), headline="Up before the sun")
    client.force_login(cast.ed())
    page = Page(client.get(reverse("projects:pictures", args=[project.scenes.first().pk])))
    assert "Set words and product anew" in page and "flux-schnell + your photo" in page
    lay_anew = reverse("generation:lay_anew", args=[project.scenes.first().pk])
    assert client.post(lay_anew).status_code == 409  # the edit does it by itself just now
    run_inline(Job.objects.first())
    answer = client.post(lay_anew)
    job = run_inline(Job.objects.first())
    newer = project.scenes.first().picture.asset
    assert (answer.status_code, job.state, len(studio.posts())) == (204, "succeeded", 2)
    assert newer.pk != older.pk and newer.meta["plate"] == older.meta["plate"]
    assert estimates.estimate(project, "regenerate", **job.options).is_free


def test_an_upload_has_no_scene_to_set_words_over(studio):
    scene = cast.board(scenes=1).scenes.first()
    with pytest.raises(IllegalMove, match="Make another one"):
        actions.lay_anew(scene, cast.ed())


def test_the_prompt_that_was_written_here_does_not_bring_the_product_back(studio):
    """The page sends the scene's own prompt along, which shows the product."""
    project = board_of()
    project.scenes.update(visual_prompt="Medium shot: Harbour Tea. The product shown whole")
    painted(project, prompt="Medium shot: Harbour Tea. The product shown whole", seed=3)
    said = studio.posts()[0].body["input"]["prompt"]
    assert "shown whole" not in said and "Tea" not in said


def test_what_fails_after_the_scene_was_paid_for_is_not_paid_again(studio, monkeypatch):
    project, compose, falls = board_of(), product_overlay.overlay.compose, [OSError("no space"), None]

    def once(*asked):
        if error := falls.pop(0):
            raise error
        return compose(*asked)

    monkeypatch.setattr(product_overlay.overlay, "compose", once)
    job = run_inline(actions.picture(project.scenes.first(), cast.ed()))
    if job.state == "failed":
        job = run_inline(control.retry(job, by=cast.ed()))
    assert (job.state, len(studio.posts()), falls) == ("succeeded", 1, [])
    assert LedgerEntry.objects.filter(cost__gt=0).count() == 1


# --- without it --------------------------------------------------------------------------------
def test_switched_off_the_painter_draws_the_product_and_the_words_are_still_set(studio):
    project = board_of(keep_product=False)
    scene = project.scenes.first()
    editing.edit_scene(scene, cast.ed(), visual_prompt="Harbour Tea on a jetty")
    take = painted(project).picture
    assert studio.posts()[0].body["input"]["prompt"] == "Harbour Tea on a jetty"
    assert take.asset.meta["product_box"] is None and take.asset.meta["text_boxes"]
    assert take.note == "flux-schnell + type"


@pytest.fixture
def drawing(settings):
    """OpenAI's pictures, by a model whose card takes reference pictures."""
    with OpenAI() as double:
        yield _studio(settings, rows.shown("openai", double.url), double)


def test_switched_off_the_painter_is_shown_the_photo_and_the_card_says_by_reference(drawing):
    project = board_of(keep_product=False)
    scene = painted(project)
    (asked,) = drawing.posts()
    assert asked.path.endswith("/images/edits") and len(asked.body["image"]) == 1
    assert "Reference picture 1 shows the product Harbour Tea." in asked.body["prompt"]
    assert takes.product_kept(scene.picture.asset) == takes.BY_REFERENCE
    assert scene.picture.note == "gpt-image-2.6-flare, by reference"


def test_kept_pixels_need_no_photo_sent_and_the_card_says_true_pixels(drawing):
    scene = painted(board_of())
    (asked,) = drawing.posts()
    assert asked.path.endswith("/images/generations")
    assert takes.product_kept(scene.picture.asset) == takes.TRUE_PIXELS


def test_who_speaks_is_drawn_after_the_portrait(drawing):
    project = board_of(source="script", script="ANNA: It wakes you up.")
    portrait = photo_uploads.picture(cast.shop(), printed())
    anna = characters.add(project, cast.ed(), name="Anna", portrait=portrait)
    editing.edit_scene(project.scenes.get(), cast.ed(), speaker_id=anna.pk)
    scene = painted(project)
    (asked,) = drawing.posts()
    assert "Reference picture 1 shows Anna." in asked.body["prompt"]
    assert takes.product_kept(scene.picture.asset) == ""


def test_a_film_without_a_product_has_its_words_set_as_well(studio):
    project = board_of(source="prompt", prompt="A day at the harbour", beats=("content",))
    editing.edit_scene(project.scenes.first(), cast.ed(), visual_prompt="Boats at dawn")
    asset = painted(project).picture.asset
    assert studio.posts()[0].body["input"]["prompt"] == "Boats at dawn"
    assert len(asset.meta["text_boxes"]) == 1 and asset.meta["product_box"] is None


# --- what follows from it ------------------------------------------------------------------------
def test_a_composed_picture_comes_in_layers_and_its_button_by_itself(studio):
    project = board_of(beats=("cta",))
    editing.edit_scene(project.scenes.first(), cast.ed(), detail="Shop now")
    asset = painted(project).picture.asset
    assert {mark["kind"] for mark in asset.meta["marks"]} == {"button", "price"}
    plate = opened(library.find(cast.shop(), asset.meta["layers"]["plate"]))
    assert plate.shape == opened(asset).shape
    left, top, right, bottom = asset.meta["layers"]["place"]
    assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1
    made = build.build(project, "any")
    assert made.scenes[0].layers.product and {sign.kind for sign in made.overlays} == {"button", "price"}


@pytest.mark.parametrize("aspect", ["1:1", "16:9"])
def test_in_another_ratio_product_and_words_are_laid_anew_for_nothing(studio, aspect):
    project = board_of()
    painted(project)
    job = run_inline(jobs.enqueue(project, "lay", by=cast.ed(), ratios=[aspect]))
    ((asset, _),) = ratios.pictures(job, aspect).values()
    assert job.state == "succeeded" and ratios.how_made(job, aspect) == [[1, other_ratios.LAID_ANEW]]
    assert (asset.width, asset.height) == images.picture_size(project, aspect)
    box = layout.to_pixels(asset.meta["text_boxes"][0], asset.width, asset.height)
    assert formats.headline_box(asset.width, asset.height).contains(box)
    assert len(studio.posts()) == 1


def test_words_that_changed_since_leave_the_approved_picture_as_it_is(studio):
    project = board_of()
    asset = painted(project).picture.asset
    editing.edit_scene(project.scenes.first(), cast.ed(), headline="Something else")
    job = run_inline(jobs.enqueue(project, "lay", by=cast.ed(), ratios=["1:1"]))
    assert ratios.how_made(job, "1:1") != [[1, other_ratios.LAID_ANEW]]
    assert project.scenes.first().picture.asset_id == asset.pk and len(studio.posts()) == 1
