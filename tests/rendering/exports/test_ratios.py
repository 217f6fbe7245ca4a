"""One approved board in several ratios: one job, one voice, pictures laid for each frame."""

import pytest
from PIL import Image

from generation.engine import control, jobs
from generation.engine.run import run_inline
from generation.models import Job, LedgerEntry
from projects import formats
from projects.board import editing, review
from projects.errors import BadInput, Conflict, IllegalMove, NotAllowed
from projects.media import library
from projects.models import Asset, VideoProject
from rendering import outputs
from rendering.engine import motion, reframe
from rendering.models import Render
from rendering.spec.schema import Motion, RenderSpec
from rendering.stages import other_ratios
from tests import cast, fakes

pytestmark = pytest.mark.django_db(transaction=True)

ALL = ["9:16", "1:1", "4:5", "16:9"]
DRAWN = "generation.local.images.ArtDirector"


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    fakes.reset()


def short(scenes=1):
    """A board of scenes of a second each: quick to make four times."""
    project = cast.board(scenes=scenes)
    for scene in project.scenes.all():
        editing.edit_scene(scene, cast.ed(), duration_ms=1000)
    project.refresh_from_db()
    return project


def approved(project=None):
    """A board that Ann approved and nobody has rendered."""
    project = project or short()
    review.submit(project, cast.ed(), accept_stale=True)
    with jobs.runner("inline"):
        review.approve(VideoProject.objects.get(pk=project.pk), cast.ann(), accept_stale=True)
    control.cancel(Job.objects.get(project=project, kind="render"))
    return VideoProject.objects.get(pk=project.pk)


def made_in(project, ratios, by=None):
    with jobs.runner("inline"):
        return run_inline(outputs.render_ratios(project, ratios, by or cast.ed()))


def drawn(scenes=1):
    """A board whose pictures the studio's own image talent made, as the storyboard job makes them."""
    project = cast.draft()
    with jobs.runner("inline"):
        for number in range(scenes):
            scene = editing.add_scene(project, cast.ed(), text=f"Look at {number}.", duration_ms=700)
            editing.edit_scene(scene, cast.ed(), headline="Stays cold", visual_prompt="A flask on a rock")
        run_inline(jobs.enqueue(project, "regenerate", by=cast.ed(), scenes=_keys(project)))
    project.refresh_from_db()
    return project


def _keys(project):
    return list(project.scenes.values_list("pk", flat=True))


# --- one job -----------------------------------------------------------------------------------
def test_one_job_makes_a_video_for_each_ratio_with_one_voice_and_one_bed():
    project = approved(short(scenes=2))
    job = made_in(project, ALL)
    assert job.state == "succeeded"
    sizes = {row.aspect: (row.width, row.height) for row in Render.objects.filter(job=job)}
    assert sizes == {ratio: formats.frame_size(ratio, "720p") for ratio in ALL}
    assert set(job.renders.values_list("digest", flat=True)) == {job.digest}
    assert job.steps.filter(talent="voice").count() == 2
    spoken = [words for talent, words in fakes.calls if talent == "voice"]
    assert sorted(spoken) == ["Sentence number 1.", *["Sentence number 2."] * 2]  # the last ones also faster
    assert [talent for talent, _ in fakes.calls].count("music") == 1
    heard = {tuple(piece["voice"]["digest"] for piece in row.spec["segments"]) for row in job.renders.all()}
    assert len(heard) == 1
    assert all(row.report["probe"]["chapters"] and row.poster.width == row.width for row in job.renders.all())
    assert VideoProject.objects.get(pk=project.pk).state == "completed"


def test_what_was_made_is_not_made_again():
    project = approved()
    made_in(project, ["1:1"])
    before = Asset.objects.count()
    again = made_in(project, ["1:1"])
    assert (again.state, Asset.objects.count()) == ("succeeded", before)


def test_a_ratio_that_fails_leaves_the_others(monkeypatch):
    project = approved()
    before = other_ratios.PicturesStage.run

    def breaks(stage, step, context):
        if step.request["aspect"] == "4:5":
            raise other_ratios.StepFailed("This picture will not go into 4:5.")
        return before(stage, step, context)

    monkeypatch.setattr(other_ratios.PicturesStage, "run", breaks)
    job = made_in(project, ["1:1", "4:5"])
    assert (job.state, list(job.renders.values_list("aspect", flat=True))) == ("succeeded", ["1:1"])
    assert job.message == "1 of 2 videos are ready. 4:5: This picture will not go into 4:5."


def test_nothing_but_failures_is_a_failure(monkeypatch):
    def breaks(stage, step, context):
        raise other_ratios.StepFailed("No.")

    monkeypatch.setattr(other_ratios.PicturesStage, "run", breaks)
    job = made_in(approved(), ["1:1", "4:5"])
    assert (job.state, job.error) == ("failed", "No.")


def test_a_cancelled_job_leaves_a_finished_video_finished():
    project = approved()
    made_in(project, ["9:16"])
    with jobs.runner("inline"):
        control.cancel(outputs.render_ratios(project, ["1:1"], cast.ed()))
    assert VideoProject.objects.get(pk=project.pk).state == "completed"


# --- who may, and when -------------------------------------------------------------------------
def test_only_an_approved_board_is_made_in_other_ratios():
    with pytest.raises(IllegalMove):
        outputs.render_ratios(cast.board(), ["1:1"], cast.ed())
    with pytest.raises(NotAllowed):
        outputs.render_ratios(approved(), ["1:1"], cast.vera())


@pytest.mark.parametrize("ratios", [[], ["3:2"], ["1:1", "9:17"]])
def test_a_ratio_that_there_is_not_is_refused(ratios):
    with pytest.raises(BadInput):
        outputs.render_ratios(approved(), ratios, cast.ed())


def test_two_jobs_never_render_the_same_board_at_the_same_time():
    project = approved()
    outputs.render_again(project, cast.ed())
    with pytest.raises(Conflict):
        outputs.render_ratios(project, ["1:1"], cast.ed())


# --- pictures ----------------------------------------------------------------------------------
def steps_of(job):
    return {step.request["aspect"]: step for step in job.steps.filter(stage__name="pictures")}


def test_what_the_studio_drew_is_laid_anew_for_each_frame_with_its_words_in_the_safe_box(settings):
    settings.PROVIDERS = {**fakes.PROVIDERS, "image": [{"NAME": "local", "CLASS": DRAWN}]}
    job = made_in(approved(drawn()), ALL)
    assert {step.result["how"] for step in steps_of(job).values()} == {"laid anew"}
    for render in job.renders.all():
        scene = RenderSpec.model_validate(render.spec).scenes[0]
        asset = library.find(render.project.workspace, scene.media.digest)
        assert abs(asset.width / asset.height - render.width / render.height) < 0.01
        width, height = asset.width, asset.height
        assert asset.meta["text_boxes"]
        safe = formats.safe_box(width, height)
        for box in asset.meta["text_boxes"]:
            assert safe.left <= box[0] * width + 1 and box[2] * width <= safe.right + 1
            assert safe.top <= box[1] * height + 1 and box[3] * height <= safe.bottom + 1


def test_laying_anew_is_free_and_gives_the_same_picture_twice():
    project = approved(drawn())
    first = {aspect: step.asset.digest for aspect, step in steps_of(made_in(project, ["1:1"])).items()}
    painted = [talent for talent, _ in fakes.calls].count("image")
    second = {aspect: step.asset.digest for aspect, step in steps_of(made_in(project, ["1:1"])).items()}
    assert first == second
    assert [talent for talent, _ in fakes.calls].count("image") == painted == 2
    assert not LedgerEntry.objects.exclude(cost=0).exists()


def test_a_picture_whose_words_were_changed_since_is_kept_as_it_was_approved():
    project = drawn()
    editing.edit_scene(project.scenes.get(), cast.ed(), headline="Other words")
    job = made_in(approved(project), ["1:1"])
    step = steps_of(job)["1:1"]
    assert step.result["how"] in ("extended", "cut about its subject")


def test_a_paid_picture_is_never_paid_again(settings, monkeypatch):
    project = approved(drawn())
    monkeypatch.setattr(fakes.Painter, "paid", True, raising=False)
    painted = [talent for talent, _ in fakes.calls].count("image")
    job = made_in(project, ["1:1"])
    assert steps_of(job)["1:1"].result["how"] in ("extended", "cut about its subject")
    assert [talent for talent, _ in fakes.calls].count("image") == painted


def test_a_photo_that_a_cut_would_hurt_stands_whole_before_itself():
    job = made_in(approved(), ["16:9"])
    asset = steps_of(job)["16:9"].asset
    assert steps_of(job)["16:9"].result["how"] == "extended"
    assert asset.width / asset.height == pytest.approx(16 / 9, abs=0.01)


# --- where to cut ------------------------------------------------------------------------------
CAMERA = Motion(zoom_from=1.0, zoom_to=1.1)


def held(source, frame, kept, focus=(0.5, 0.5)):
    """The boxes of `kept` as the frame shows them at both ends, or None where no cut keeps them."""
    camera = CAMERA.model_copy(update={"focus": focus})
    found = reframe.focus_for(camera, source, frame, kept)
    if found is None:
        return None
    cover = motion.cover_size(source, frame)
    way = motion.camera_path(camera.model_copy(update={"focus": found}), cover, frame, 2)
    return [
        reframe.box_in_frame(view, cover, frame, box) for view in (way.first, way.last) for box in kept.boxes
    ]


def test_a_cut_looks_where_product_and_words_are():
    kept = reframe.KeptWhole(product=(0.1, 0.62, 0.5, 0.88), words=((0.1, 0.52, 0.6, 0.58),))
    shown = held((1080, 1920), (1080, 1080), kept, focus=(0.5, 0.2))
    assert shown and min(min(box) for box in shown) >= 0 and max(max(box) for box in shown) <= 1


def test_no_cut_is_better_than_one_through_the_product():
    assert held((1080, 1920), (1920, 1080), reframe.KeptWhole(product=(0.2, 0.1, 0.8, 0.9))) is None


def test_words_are_not_brought_under_the_captions():
    words = ((0.2, 0.68, 0.8, 0.72),)
    strip = formats.caption_box(1080, 1080)
    middle = held((1080, 1920), (1080, 1080), reframe.KeptWhole(None, words, captions=False))
    assert not all(clear(box, strip) for box in middle)
    assert all(clear(box, strip) for box in held((1080, 1920), (1080, 1080), reframe.KeptWhole(None, words)))


def clear(box, strip):
    return box[3] * 1080 <= strip.top or box[1] * 1080 >= strip.bottom


def test_an_extended_picture_is_whole_even_when_the_camera_is_near():
    left, top, width, height = reframe.inner_box((900, 1600), (1600, 900), 1.1)
    assert width / height == pytest.approx(9 / 16, abs=0.01)
    assert height <= 900 / 1.1 + 1 and (left, top) == ((1600 - width) // 2, (900 - height) // 2)


def test_a_photo_on_white_is_continued_in_white(tmp_path):
    photo = Image.new("RGB", (400, 400), "white")
    photo.paste((200, 30, 30), (150, 100, 250, 300))
    photo.save(tmp_path / "photo.png")
    wide = reframe.extend(tmp_path / "photo.png", 1, (1600, 900), 1.1)
    assert wide.getpixel((10, 450)) == wide.getpixel((1590, 890)) == (255, 255, 255)
    assert wide.getpixel((800, 450)) == (200, 30, 30)
