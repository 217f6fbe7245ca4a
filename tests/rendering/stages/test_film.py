"""Pictures that move, characters that speak, composers elsewhere: what a render makes of them."""

import hashlib
from dataclasses import replace
from decimal import Decimal

import av
import numpy as np
import pytest

from generation import actions
from generation.billing import estimates, price_book
from generation.engine import control, jobs
from generation.engine.run import run_inline
from generation.models import Job, ModelCard, Price
from generation.providers import artifacts, registry
from projects.board import characters, editing, review, takes
from projects.errors import BadInput, IllegalMove
from projects.media import library
from projects.models import Character
from rendering import outputs
from rendering.models import Render
from rendering.spec.build import build as board_of
from rendering.stages import lip_sync
from tests import cast, fakes
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import wav
from tests.contracts.servers.doubles_film import Composing, Runway, film
from tests.contracts.test_film import double_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PROVIDERS = dict(fakes.PROVIDERS)
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    settings.POLL_SECONDS, settings.CLEAR_UP_SECONDS = (0.01, 0.05), (0.02, 0.1)
    settings.FETCH_ALLOW_PRIVATE = True
    fakes.reset()


def use(settings, talent, *listed):
    settings.PROVIDERS = {**settings.PROVIDERS, talent: list(listed)}


def board(scenes=2):
    """Two scenes; the last one stays a still picture."""
    project = cast.board(scenes=scenes)
    project.scenes.filter(scene_index=scenes).update(static=True)
    return project


def rendered(project):
    review.submit(project, cast.ed())
    project.refresh_from_db()
    with jobs.runner("inline"):
        review.approve(project, cast.ann())
    return run_inline(Job.objects.filter(project=project, kind="render").latest("pk"))


def planned(project):
    """The render job once its spec is frozen; the composing itself is left out."""
    review.submit(project, cast.ed())
    project.refresh_from_db()
    with jobs.runner("inline"):
        review.approve(project, cast.ann())
    job = Job.objects.filter(project=project, kind="render").latest("pk")
    run_inline(job, until=lambda: job.steps.filter(key="compose").exists())
    if not job.is_over:
        control.cancel(job, by=cast.ed())
    job.refresh_from_db()
    project.refresh_from_db()
    return job


def kinds(job):
    return [scene["media"]["kind"] for scene in job.spec["scenes"]]


def motion(render, tmp_path, start_ms, stop_ms):
    """How much the picture changes from frame to frame in a part of the video, 0 to 255."""
    frames = []
    with av.open(str(library.local_path(render.video, tmp_path))) as video:
        for frame in video.decode(video=0):
            if start_ms <= frame.time * 1000 < stop_ms:
                frames.append(frame.to_ndarray(format="gray").astype(int))
    pairs = zip(frames, frames[6:], strict=False)
    return float(np.mean([np.abs(after - before).mean() for before, after in pairs]))


# --- clips -------------------------------------------------------------------------------------
def test_a_scene_with_a_clip_moves_and_the_last_stays_still(settings, tmp_path):
    with Runway() as double:
        use(settings, "clip", rows.clips("runway", double.url))
        project = board()
        job = rendered(project)
        assert (job.state, len(double.posts())) == ("succeeded", 1), job.error
    first, last = (scene["media"]["kind"] for scene in job.spec["scenes"])
    assert (first, last) == ("clip", "image")
    render = Render.objects.get(job=job)
    assert motion(render, tmp_path, 500, 1900) > 5 * motion(render, tmp_path, 2600, 3900)
    assert job.stages.get(name="clips").state == "done"
    assert review.approval(project).digest == job.digest


def test_rendering_again_asks_for_no_clip_again(settings):
    with Runway() as double:
        use(settings, "clip", rows.clips("runway", double.url))
        project = board()
        assert kinds(planned(project)) == kinds(planned(project)) == ["clip", "image"]
        assert len(double.posts()) == 1


def test_a_clip_of_an_older_picture_is_not_shown(settings):
    with Runway() as double:
        use(settings, "clip", rows.clips("runway", double.url))
        project = board()
        planned(project)
    settings.PROVIDERS = dict(fakes.PROVIDERS)
    scene = project.scenes.first()
    editing.replace_take(scene, cast.ed(), "image", cast.picture(77))
    assert kinds(planned(project)) == ["image", "image"]
    editing.pick_take(scene.takes.filter(kind="image").last(), cast.ed())
    assert kinds(planned(project)) == ["clip", "image"]


def refusing(double):
    double.end = {"status": "FAILED", "failure": "x", "failureCode": "SAFETY.INPUT.TEXT"}


def test_a_scene_whose_clip_fails_says_so_and_stays_a_still(settings):
    with Runway() as double:
        refusing(double)
        use(settings, "clip", rows.clips("runway", double.url))
        project = board()
        job = planned(project)
    assert "stays a still picture: Runway refused" in project.scenes.first().notes["clip"]
    assert kinds(job) == ["image", "image"]


def test_where_clips_are_a_must_the_render_stops_with_the_reason(settings):
    settings.CLIP_FAILURE = "stop"
    with Runway() as double:
        refusing(double)
        use(settings, "clip", rows.clips("runway", double.url))
        job = planned(board())
    said = "Runway refused the motion prompt as unsafe. Change the words and try again."
    assert (job.state, job.error) == ("failed", said)


# --- a single clip, a single recording -----------------------------------------------------------
def remade(order, *args, **how):
    with jobs.runner("inline"):
        return run_inline(order(*args, **how))


def test_a_clip_with_another_motion_is_made_and_kept_by_the_render(settings):
    with Runway() as double:
        use(settings, "clip", rows.clips("runway", double.url))
        project = board()
        scene = project.scenes.first()
        job = remade(actions.clip, scene, cast.ed(), motion="Fly around it", seconds=7)
        assert (job.state, job.message) == ("succeeded", "New clip ready")
        assert (double.posts()[0].body["promptText"], double.posts()[0].body["duration"]) == (
            "Fly around it",
            7,
        )
        done = planned(project)
        assert len(double.posts()) == 1
    assert done.spec["scenes"][0]["media"]["digest"] == scene.picked("clip").asset.digest


def test_another_motion_prompt_makes_another_clip(settings):
    with Runway() as double:
        use(settings, "clip", rows.clips("runway", double.url))
        project = board()
        remade(actions.clip, project.scenes.first(), cast.ed())
        editing.edit_scene(project.scenes.first(), cast.ed(), motion_prompt="Quite another way")
        planned(project)
        assert [post.body["promptText"] for post in double.posts()][1:] == ["Quite another way"]


def test_without_a_provider_of_clips_the_order_is_refused():
    with pytest.raises(IllegalMove, match="No provider of clips"):
        actions.clip(board().scenes.first(), cast.ed())


def test_a_clip_of_an_hour_is_refused(settings):
    use(settings, "clip", rows.clips("runway", "http://127.0.0.1:1"))
    with pytest.raises(BadInput, match="1 to 30 seconds"):
        actions.clip(board().scenes.first(), cast.ed(), seconds=3600)


def test_a_recording_with_another_voice_and_text_is_kept_by_the_render():
    project = board()
    scene = project.scenes.first()
    job = remade(actions.voice, scene, cast.ed(), text="Other words.", voice="nova", language="de")
    scene = project.scenes.get(pk=scene.pk)
    take = scene.picked("voice")
    assert (job.message, scene.text, take.created_by) == ("New recording ready", "Other words.", cast.ed())
    assert take.asset.meta["asked"]["voice"] == "nova"
    assert planned(project).spec["segments"][0]["voice"]["digest"] == take.asset.digest


def test_other_words_later_are_recorded_anew():
    project = board()
    remade(actions.voice, project.scenes.first(), cast.ed(), voice="nova")
    take = project.scenes.first().picked("voice")
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Quite other words.")
    planned(project)
    assert project.scenes.first().picked("voice") != take


# --- lips ----------------------------------------------------------------------------------------
def spoken_board():
    """A board whose first scene is spoken by Mira, who has a portrait."""
    project = board()
    mira = Character.objects.create(project=project, name="Mira", portrait=cast.picture(55))
    said = library.keep(cast.shop(), "voice", wav(700), "audio/wav", "upload", duration_ms=700)
    editing.edit_scene(project.scenes.first(), cast.ed(), speaker_id=mira.pk)
    editing.replace_take(project.scenes.first(), cast.ed(), "voice", said)
    return project


def test_a_character_with_a_portrait_speaks(settings):
    with double_for("replicate", "lip_sync") as double:
        use(settings, "lip_sync", rows.lip_sync(double.url))
        project = spoken_board()
        job = planned(project)
        asked = double.posts()[0].body["input"]
        sent = {row["checksums"]["sha256"] for row in double.put}
    assert (sorted(asked), len(sent)) == (["audio", "image"], 2), job.error
    take = project.scenes.first().picked("lip_sync")
    assert job.spec["scenes"][0]["media"] == {
        "kind": "clip", "digest": take.asset.digest, "mime": "video/mp4", "duration_ms": 2000,
    }  # fmt: skip
    assert take.asset.meta["asked"]["duration_ms"] == 2000


def test_lips_that_cannot_be_moved_are_said_and_the_video_goes_on(settings):
    with double_for("replicate", "lip_sync") as double:
        double.ends, double.error = "failed", "NSFW content detected"
        use(settings, "lip_sync", rows.lip_sync(double.url))
        project = spoken_board()
        assert kinds(planned(project)) == ["image", "image"]
    assert "goes on without moving lips" in project.scenes.first().notes["lip_sync"]


MOUTH = {"left": [0.4, 0.6], "right": [0.6, 0.6], "middle": [0.5, 0.61]}
DRAWS = {"NAME": "local", "CLASS": "generation.local.lip_sync.provider.LocalPortrait"}


def script_board(**picture):
    """As spoken_board, but Mira has no portrait, and the picture was painted on this machine."""
    project = spoken_board()
    Character.objects.filter(project=project).update(portrait=None)
    made = library.keep(cast.shop(), "image", library.read(cast.picture(7)), "image/png", "local",
                        digest=f"painted {picture}", width=450, height=800, meta=picture)  # fmt: skip
    editing.replace_take(project.scenes.first(), cast.ed(), "image", made)
    return project


def test_a_character_without_a_portrait_is_drawn_before_the_scenes_picture(settings):
    use(settings, "lip_sync", DRAWS)
    project = script_board()
    job = planned(project)
    scene = project.scenes.first()
    take = scene.picked("lip_sync")
    assert job.spec["scenes"][0]["media"]["digest"] == take.asset.digest
    assert take.note == take.asset.meta["label"] == "local talking portrait"
    assert scene.notes["lip_sync"] == "Mira is shown as a local talking portrait."
    editing.replace_take(scene, cast.ed(), "image", cast.picture(8))
    project.refresh_from_db()
    assert board_of(project, "").scenes[0].media.kind == "image"  # of another picture it is not the clip


@pytest.mark.parametrize("picture", [{"product_box": [0.2, 0.2, 0.8, 0.8]}, {"text_boxes": [[0, 0, 1, 0.1]]}])
def test_nobody_is_drawn_over_a_product_or_words(settings, picture):
    use(settings, "lip_sync", DRAWS)
    assert kinds(planned(script_board(**picture))) == ["image", "image"]


def test_an_uploaded_portrait_is_left_alone_and_the_scene_says_why(settings):
    use(settings, "lip_sync", DRAWS)
    project = spoken_board()
    assert kinds(planned(project)) == ["image", "image"]
    assert "Nobody has marked the mouth" in project.scenes.first().notes["lip_sync"]


def test_where_this_machine_leaves_a_portrait_alone_the_next_in_the_settings_is_asked_and_paid_once(settings):
    """The settings' order holds: ours moves marked lips for nothing, the paid one only what ours cannot."""
    with double_for("replicate", "lip_sync") as double:
        use(settings, "lip_sync", DRAWS, rows.lip_sync(double.url))
        project = spoken_board()
        assert any(line.provider == "replicate" for line in estimates.estimate(project, "render").lines)
        assert kinds(planned(project)) == ["clip", "image"]
        bought = project.scenes.first().picked("lip_sync").asset
        assert (bought.origin, len(double.posts())) == ("replicate", 1)
        assert "lip_sync" not in project.scenes.first().notes
        characters.mark_mouth(project.characters.get(), cast.ed(), MOUTH)
        assert estimates.estimate(project, "render").is_free
        planned(project)
        assert project.scenes.first().picked("lip_sync").asset.origin == "local"
        characters.mark_mouth(project.characters.get(), cast.ed(), None)
        planned(project)
        assert project.scenes.first().picked("lip_sync").asset == bought
        assert len(double.posts()) == 1


def test_a_job_that_costs_nothing_does_not_pay_for_an_unmarked_mouth(settings):
    with double_for("replicate", "lip_sync") as double:
        use(settings, "lip_sync", DRAWS, rows.lip_sync(double.url))
        project = spoken_board()
        with jobs.runner("inline"):
            job = outputs.preview(project, cast.ed())
        run_inline(job)
        assert double.posts() == []


def test_a_mouth_that_was_marked_later_speaks_with_the_recording_there_was(settings):
    use(settings, "lip_sync", DRAWS)
    project = spoken_board()
    planned(project)
    mira, voice = project.characters.get(), project.scenes.first().picked("voice")
    characters.mark_mouth(mira, cast.ed(), MOUTH)
    assert "lip_sync" not in project.scenes.first().notes
    job = planned(project)
    scene = project.scenes.first()
    take = takes.talking(scene)
    assert (kinds(job), scene.picked("voice")) == (["clip", "image"], voice)
    assert take.asset.meta["label"] == "local talking portrait"
    # Another mark makes another clip, lips that keep still none: the old one is not shown for it.
    characters.mark_mouth(mira, cast.ed(), {**MOUTH, "middle": [0.5, 0.62]})
    assert takes.talking(project.scenes.first()) is None
    characters.mark_mouth(mira, cast.ed(), MOUTH)
    assert takes.talking(project.scenes.first()) == take
    characters.mark_mouth(mira, cast.ed(), {"still": True})
    assert kinds(planned(project)) == ["image", "image"]


def test_the_shapes_of_the_mouth_come_with_the_recording(settings):
    project = script_board()
    scene = project.scenes.first()
    voice = scene.picked("voice").asset
    voice.meta["visemes"] = [["open", 0, 300], ["closed", 300, 650]]
    voice.save(update_fields=["meta"])
    asked = lip_sync.request_for(project.scenes.first())
    assert asked.visemes == (("open", 120, 420), ("closed", 420, 770))
    assert (asked.speaker, asked.image, bool(asked.scene)) == ("Mira", b"", True)


def test_what_only_we_heed_is_no_reason_to_buy_again(settings):
    use(settings, "lip_sync", rows.lip_sync("http://127.0.0.1:9"))
    replicate = registry.provider("lip_sync")
    asked = lip_sync.request_for(spoken_board().scenes.first())
    other = replace(asked, visemes=(("open", 0, 90),), style="bold", about="forty")
    digests = {
        artifacts.request_digest("lip_sync", "replicate", "m", artifacts.request_as_read(replicate, one))
        for one in (asked, other)
    }
    assert len(digests) == 1


def test_the_last_chord_rings_out_before_it_is_taken_away(settings):
    use(settings, "music", {"NAME": "local", "CLASS": "generation.local.music.provider.LocalMusic"})
    project = board()
    project.style = "bold"
    project.save(update_fields=["style"])
    job = planned(project)
    bed = library.find(project.workspace, job.spec["music"]["media"]["digest"])
    ring = project.total_ms - bed.meta["beats_ms"][-1]
    assert 0 < job.spec["music"]["fade_out_ms"] <= ring / 2
    assert job.spec["music"]["ring_ms"] == ring
    assert min(abs(beat - 2000) for beat in bed.meta["beats_ms"]) <= 40  # where the second scene begins


def test_a_bed_from_elsewhere_is_mixed_in(settings):
    with double_for("replicate", "music") as double:
        double.files.data = wav(3000, 48000)
        use(settings, "music", rows.music(double.url))
        job = rendered(board())
    assert (job.state, job.spec["music"]["media"]["duration_ms"]) == ("succeeded", 3000), job.error


# --- composers elsewhere ---------------------------------------------------------------------------
def elsewhere(settings, double, *more):
    settings.STEP_ATTEMPTS = 2
    use(settings, "compose", rows.composer(double.url), *more)


LOCAL = {"NAME": "local", "CLASS": "rendering.providers.local.LocalRenderer"}


def test_a_composer_elsewhere_makes_the_video(settings, client):
    project = board()
    data = library.read(Render.objects.get(job=rendered(project)).video)
    with Composing(data=data) as double:
        elsewhere(settings, double)
        with jobs.runner("inline"):
            outputs.render_again(project, cast.ed())
        job = run_inline(Job.objects.filter(project=project, kind="render").latest("pk"))
        sent = double.posts()[0].body
    assert (job.state, len(double.posts())) == ("succeeded", 1), job.error
    render = Render.objects.get(job=job)
    assert (render.video.origin, render.frames, render.report["frames"]) == ("custom", 120, 120)
    line = kit.lines(job.steps.get(key="compose"))[0]
    assert (line.provider, str(line.cost.normalize()), line.currency) == ("custom", "0.12", "EUR")
    assert sent["spec"] == job.spec
    for about in sent["media"].values():
        path = about["url"].removeprefix("https://studio.example.com")
        assert hashlib.sha256(b"".join(client.get(path))).hexdigest() == about["sha256"]


def test_a_video_that_is_not_what_was_asked_for_is_not_accepted(settings):
    with Composing(data=film()) as double:
        elsewhere(settings, double)
        job = rendered(board())
        assert (job.state, len(double.posts())) == ("failed", 1)
    assert "not what was asked for" in job.error
    assert not Render.objects.exists()


def test_the_estimate_knows_of_clips_and_of_a_composer_elsewhere(settings):
    use(settings, "clip", rows.clips("runway", "http://127.0.0.1:1"))
    use(settings, "compose", rows.composer("http://127.0.0.1:1"))
    price_book.seed(Price, ModelCard)
    lines = {line.talent: line for line in estimates.estimate(board(), "render").lines}
    assert (lines["clip"].units, lines["clip"].cost.amount) == ({"video_seconds": 2}, Decimal("0.10"))
    assert (lines["compose"].units, lines["compose"].cost.known) == ({"video_seconds": 4.0}, False)


def test_an_outage_falls_through_to_the_next_composer(settings):
    with Composing() as double:
        for _ in range(2):
            double.fails("status", status=503)
        elsewhere(settings, double, LOCAL)
        job = rendered(board())
    assert (job.state, len(double.posts())) == ("succeeded", 2), job.error
    assert Render.objects.get(job=job).video.origin == "local"


@pytest.mark.parametrize("made", [b"This is no video." * 100, film()])
def test_a_video_that_stays_unusable_falls_through_to_the_next_composer(settings, made):
    """Garbage, or another video than was asked for: fetched again in all its tries, and paid once."""
    with Composing(data=made) as double:
        elsewhere(settings, double, LOCAL)
        job = rendered(board())
        assert (job.state, len(double.posts()), len(double.files.seen)) == ("succeeded", 1, 2), job.error
    assert Render.objects.get(job=job).video.origin == "local"
    assert len(kit.lines(job.steps.get(key="compose"))) == 2, "theirs was charged, ours is free"


def test_a_refusal_does_not_fall_through(settings):
    with Composing() as double:
        double.end = {"status": "refused", "message": "No alcohol."}
        elsewhere(settings, double, LOCAL)
        job = rendered(board())
    assert (job.state, job.error) == ("failed", "The composer refused the video: No alcohol.")


@pytest.mark.parametrize("fault", ["reset_after", "missing", "truncated"])
def test_a_lost_answer_is_found_and_not_paid_twice(settings, fault):
    with Composing(data=film()) as double:
        double.fails(fault)
        elsewhere(settings, double)
        job = rendered(board())
        assert len(double.posts()) == 1
    assert "not what was asked for" in job.error


def test_a_call_back_wakes_the_render_and_a_forged_one_does_not(settings, client):
    with Composing() as double:
        double.looks_needed = 10**6
        elsewhere(settings, double)
        settings.POLL_SECONDS = (600, 900)
        project = board()
        review.submit(project, cast.ed())
        project.refresh_from_db()
        with jobs.runner("inline"):
            review.approve(project, cast.ann())
        job = Job.objects.get(project=project, kind="render")
        run_inline(job, until=lambda: job.steps.filter(state="submitted").exists())
        path = double.posts()[0].body["callback_url"].removeprefix("https://studio.example.com")
        step = job.steps.get(key="compose")
        assert (client.post(path[:-3] + "xyz/").status_code, step.not_before is None) == (404, False)
        assert client.post(path, b"{}", content_type="application/json").status_code == 204
        assert job.steps.get(key="compose").not_before is None
        control.cancel(job, by=cast.ed())
