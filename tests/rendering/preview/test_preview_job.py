"""A preview video: any board, small, at once, for nothing; and it leaves everything as it was."""

import pytest

from generation import actions
from generation.engine import control, jobs
from generation.engine.run import run_inline
from generation.models import Job, LedgerEntry
from generation.provider_errors import Transient
from projects.board import editing, review
from projects.board.digest import board_digest
from projects.errors import Conflict, IllegalMove, NotAllowed
from projects.media import library
from projects.models import AuditEntry, Scene, Take, VideoProject
from rendering import outputs
from rendering.engine.container import probe
from rendering.models import Render
from rendering.preview.spec import preview_spec
from rendering.spec.schema import RenderSpec
from tests import cast, fakes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    fakes.reset()


class PaidSpeaker(fakes.Speaker):
    """A voice that costs money: asking it from a preview is what must not happen."""

    paid = True


class PaidBand(fakes.Band):
    paid = True


PAID = {
    **fakes.PROVIDERS,
    "voice": [{"NAME": "studio", "CLASS": f"{__name__}.PaidSpeaker"}],
    "music": [{"NAME": "orchestra", "CLASS": f"{__name__}.PaidBand"}],
}


def asked(project, by=None):
    """The preview job of a project, not begun."""
    with jobs.runner("inline"):
        return outputs.preview(project, by or cast.ed())


def previewed(project):
    job = run_inline(asked(project))
    assert job.state == "succeeded", job.error
    return Render.objects.get(job=job)


def approved():
    project = cast.board()
    review.submit(project, cast.ed())
    project.refresh_from_db()
    with jobs.runner("inline"):
        review.approve(project, cast.ann())
    return run_inline(Job.objects.get(project=project, kind="render"))


# --- the file --------------------------------------------------------------------------------
def test_a_preview_is_a_small_whole_video_of_the_board(tmp_path):
    preview = previewed(cast.board())
    found = probe.probe(library.local_path(preview.video, tmp_path))
    assert (found.width, found.height, found.frames) == (360, 640, 180)
    assert probe.check(found, RenderSpec.model_validate(preview.spec)) == []
    assert (preview.kind, preview.aspect, preview.duration_ms) == ("preview", "9:16", 6000)


@pytest.mark.parametrize("aspect, size", [("16:9", (640, 360)), ("1:1", (360, 360)), ("4:5", (360, 450))])
def test_its_short_side_is_360_in_every_ratio(aspect, size):
    output = preview_spec(cast.board(aspect=aspect)).output
    assert ((output.width, output.height), output.video_quality) == (size, "preview")


def test_it_is_the_video_in_small():
    """Same scenes, motion, transitions, captions and words: only the frame and the quality differ."""
    job = approved()
    full, small = job.spec, preview_spec(job.project, job.digest).model_dump(mode="json")
    assert {name for name in full if full[name] != small[name]} == {"output"}


# --- what it leaves alone --------------------------------------------------------------------
def as_stored(project):
    """The project's row without when something was last done with it: a preview is something."""
    row = VideoProject.objects.values().get(pk=project.pk)
    return {name: value for name, value in row.items() if name != "updated"}, board_digest(project)


def test_a_preview_leaves_the_board_and_its_state_alone():
    project = cast.board()
    before = as_stored(project)
    takes = list(Take.objects.values_list("pk", "picked"))
    previewed(project)
    assert as_stored(project) == before
    assert list(Take.objects.values_list("pk", "picked")) == takes


def test_a_preview_does_not_void_an_approval():
    job = approved()
    project = VideoProject.objects.get(pk=job.project_id)
    poster = project.poster_id
    previewed(project)
    project.refresh_from_db()
    assert review.approval(project) is not None
    assert (project.state, project.poster_id) == ("completed", poster)
    assert project.renders.filter(kind="final").count() == 1


def test_a_board_in_review_may_be_previewed_and_stays_there():
    project = cast.board()
    review.submit(project, cast.ed())
    previewed(VideoProject.objects.get(pk=project.pk))
    assert VideoProject.objects.get(pk=project.pk).state == "in_review"


def test_a_cancelled_preview_moves_nothing():
    job = asked(cast.board())
    control.cancel(job, by=cast.ed())
    job.refresh_from_db()
    assert (job.state, job.project.state) == ("cancelled", "storyboard_ready")
    assert not Render.objects.exists()


def test_a_failed_preview_is_not_what_retry_goes_on_with():
    project = cast.board()
    control.cancel(asked(project), by=cast.ed())
    with pytest.raises(IllegalMove):
        actions.try_again(project, cast.ed())


# --- who and when ----------------------------------------------------------------------------
def test_a_viewer_starts_no_preview():
    with pytest.raises(NotAllowed):
        asked(cast.board(), by=cast.vera())


def test_one_preview_at_a_time():
    project = cast.board()
    asked(project)
    with pytest.raises(Conflict):
        asked(project)


def test_a_scene_without_a_picture_is_named():
    project = cast.board()
    editing.add_scene(project, cast.ed(), text="No picture.", duration_ms=2000)
    with pytest.raises(IllegalMove, match="scene 4"):
        asked(project)


def test_an_empty_board_has_no_preview():
    with pytest.raises(IllegalMove, match="nothing to preview"):
        asked(cast.draft())


def test_nobody_previews_a_board_that_is_being_written():
    project = cast.board()
    VideoProject.objects.filter(pk=project.pk).update(state="writing")
    with pytest.raises(IllegalMove, match="being written"):
        asked(VideoProject.objects.get(pk=project.pk))


def test_who_asked_for_it_is_on_record():
    previewed(cast.board())
    assert AuditEntry.objects.filter(verb="started preview", actor=cast.ed()).count() == 1


# --- money -----------------------------------------------------------------------------------
def test_local_voices_and_music_are_made_for_it_and_found_by_the_render():
    project = cast.board()
    preview = previewed(project)
    assert all(segment["voice"] for segment in preview.spec["segments"]) and preview.spec["music"]
    made = len(fakes.calls)
    review.submit(project, cast.ed())
    with jobs.runner("inline"):
        review.approve(VideoProject.objects.get(pk=project.pk), cast.ann())
    run_inline(Job.objects.get(kind="render"))
    assert len(fakes.calls) == made


def test_a_paid_provider_is_never_asked(settings):
    settings.PROVIDERS = PAID
    preview = previewed(cast.board())
    assert fakes.calls == [] and not LedgerEntry.objects.exclude(provider="local").exists()
    assert preview.spec["music"] is None
    assert [segment["voice"] for segment in preview.spec["segments"]] == [None] * 3


def test_what_was_paid_for_is_heard_while_its_words_stand(settings):
    settings.PROVIDERS = PAID
    project = approved().project
    spent = len(fakes.calls)
    editing.edit_scene(project.scenes.get(scene_index=2), cast.ed(), text="Said otherwise.")
    preview = previewed(VideoProject.objects.get(pk=project.pk))
    assert [bool(segment["voice"]) for segment in preview.spec["segments"]] == [True, False, True]
    assert preview.spec["music"] and len(fakes.calls) == spent


def test_it_does_not_fall_back_on_a_paid_provider(settings, monkeypatch):
    settings.PROVIDERS = {**PAID, "voice": [*fakes.PROVIDERS["voice"], *PAID["voice"]]}
    settings.STEP_ATTEMPTS = 1

    def mute(self, request):
        raise Transient("The voice is hoarse.")

    monkeypatch.setattr(fakes.Speaker, "speak", mute)
    job = run_inline(asked(cast.board(scenes=1)))
    assert (job.state, "may not spend money" in job.error) == ("failed", True)
    assert not LedgerEntry.objects.exclude(provider="local").exists()


# --- older ones, and the desk ----------------------------------------------------------------
def test_only_the_newest_preview_is_kept():
    project = cast.board()
    previewed(project)
    editing.edit_scene(Scene.objects.get(project=project, scene_index=1), cast.ed(), text="Another hook.")
    newest = previewed(VideoProject.objects.get(pk=project.pk))
    assert list(project.renders.filter(kind="preview")) == [newest]


def test_a_preview_is_not_accepted_as_a_video():
    preview = previewed(cast.board())
    with pytest.raises(IllegalMove):
        outputs.accept(preview, cast.ann())


def test_the_admins_queue_of_videos_does_not_list_it(client):
    previewed(cast.board())
    client.force_login(cast.adam())
    page = client.get("/admin/rendering/render/").content.decode()
    assert "0 renders" in page
