"""Words that take longer than their scene: said on the board, mended with a click, never cut off unsaid."""

import pytest
from django.urls import reverse
from django.utils import translation

from generation.batches import approving
from generation.models import Job
from projects.board import editing, narration, review
from projects.errors import BadInput, IllegalMove
from projects.media import library
from projects.models import BrandKit, ProjectState, Scene, VideoProject
from rendering.pipelines import RenderPipeline
from tests import cast, fakes
from tests.pages import Page
from vidstudio import provider_settings

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
LONG = "Coffee at its best needs water just off the boil, poured slowly, and four quiet minutes of rest. "


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def project():
    project = cast.board()
    editing.edit_scene(project.scenes.first(), cast.ed(), text=LONG * 2)
    return fresh(project)


def fresh(project):
    return VideoProject.objects.get(pk=project.pk)


def record(scene, ms, origin="local", **asked):
    """A recording of a scene's words that takes `ms`."""
    data = fakes.silence(ms)
    asked = {"text": scene.text, "rate": 1.0, **asked}
    asset = library.keep(
        scene.project.workspace, "voice", data, "audio/wav", origin,
        digest=f"{scene.pk:032}{ms:032}", duration_ms=ms, meta={"asked": asked},
    )  # fmt: skip
    return editing.add_take(scene, "voice", asset)


def page_of(client, project, person=None):
    client.force_login(person or cast.ed())
    return Page(client.get(reverse("projects:detail", args=[project.pk])))


def test_the_card_and_the_total_are_red_before_any_voice_is_made(client, project):
    page = page_of(client, project)
    assert 'data-fit="cut"' in page
    assert "spoken--over" in page and "Words take about" in page
    assert reverse("projects:fit_words", args=[project.scenes.first().pk]) in page


def test_one_click_makes_the_scene_as_long_as_its_words(client, project):
    client.force_login(cast.ed())
    scene = project.scenes.first()
    page = Page(client.post(reverse("projects:fit_words", args=[scene.pk]), headers=HTMX))
    assert "spoken--over" not in page
    assert Scene.objects.get(pk=scene.pk).duration_ms == narration.needed_ms(scene)


def test_a_program_reads_it_and_mends_it(client, project):
    client.force_login(cast.ed())
    scene = client.get(reverse("api:project-detail", args=[project.pk])).json()["scenes"][0]
    said = scene["narration"]
    assert (said["is_cut"], said["is_estimate"], said["scene_ms"]) == (True, True, 2000)
    answer = client.post(reverse("api:scene-fit-words", args=[scene["id"]]))
    assert answer.json()["narration"]["is_cut"] is False


def test_submitting_and_approving_say_it(client, project):
    client.force_login(cast.ed())
    url = reverse("projects:submit", args=[project.pk])
    answer = client.post(url, headers=HTMX)
    assert answer.status_code == 409 and "Words that take longer than their scene" in Page(answer)
    client.post(url, {"told": "1"}, headers=HTMX)
    page = page_of(client, project, cast.ann())
    dialog = page.partition('id="approve-dialog"')[2].partition("</dialog>")[0]
    assert "Words that take longer than their scene" in dialog


def test_the_player_says_it(client, project):
    client.force_login(cast.vera())
    notes = client.get(reverse("rendering:playback", args=[project.pk])).json()["notes"]
    assert any(note.startswith("Scene 1: its words take about") for note in notes)


def test_words_that_are_said_faster_are_told(client):
    project = cast.board()
    record(project.scenes.first(), 2050)
    page = page_of(client, project)
    assert "% faster to fit" in page and "spoken--hurried" in page
    review.submit(project, cast.ed())
    assert "Said faster to fit" in page_of(client, project, cast.ann())


def test_fitting_the_whole_film_leaves_no_words_without_their_time():
    project = cast.board(scenes=2, target_ms=9000)
    first = project.scenes.first()
    editing.edit_scene(first, cast.ed(), text=LONG, duration_ms=1000)
    editing.edit_scene(project.scenes.last(), cast.ed(), duration_ms=30_000)
    project = editing.balance(fresh(project), cast.ed())
    assert sum(project.scenes.values_list("duration_ms", flat=True)) == 9000
    assert narration.cut_off(fresh(project)) == []


# --- in the render ---------------------------------------------------------------------------
def opened(project, stage="clips"):
    job = Job(project=fresh(project), kind="render", created_by=cast.ed())
    VideoProject.objects.filter(pk=project.pk).update(state="approved")
    return RenderPipeline(job).opened(stage)


def test_a_render_stops_before_it_cuts_a_voice_off_and_names_the_scenes():
    project = cast.board()
    record(project.scenes.first(), 4000, rate=1.12)
    record(project.scenes.get(scene_index=2), 1500)
    with pytest.raises(IllegalMove, match=r"Scene 1: its words take 4\.0 s, and it lasts 2\.0 s"):
        opened(project)


def test_a_persons_own_recording_is_not_cut_off_either():
    project = cast.board()
    record(project.scenes.last(), 2500, origin="upload")
    with pytest.raises(IllegalMove, match="Scene 3"):
        opened(project)


def test_an_approval_whose_voices_cannot_fit_is_refused_to_the_approvers_face():
    project = cast.board()
    for scene in project.scenes.all():
        record(scene, 2500, origin="upload")
    review.submit(fresh(project), cast.ed())
    with pytest.raises(IllegalMove, match="The end would be cut off"):
        review.approve(fresh(project), cast.ann())
    assert fresh(project).state == "in_review"


def test_a_voice_that_goes_on_over_a_scene_without_words_is_not_cut():
    project = cast.board()
    record(project.scenes.first(), 3500)
    editing.edit_scene(project.scenes.get(scene_index=2), cast.ed(), text="")
    record(project.scenes.last(), 1500)
    opened(project)


def test_voices_that_fit_are_rendered():
    project = cast.board()
    for scene in project.scenes.all():
        record(scene, 1800)
    opened(project)


def test_words_that_the_voice_leaves_out_are_named_before_anything_is_made(client, project, settings):
    settings.PROVIDERS = provider_settings.PROVIDERS
    scene = editing.edit_scene(project.scenes.first(), cast.ed(), text="A mug, שלום, for all.")
    found = narration.of_scene(scene)
    assert found.unread == ("שלום",)
    without = editing.edit_scene(project.scenes.last(), cast.ed(), text="A mug, , for all.")
    assert found.words_ms == narration.of_scene(without).words_ms
    page = page_of(client, fresh(project))
    assert "The voice leaves out “שלום”, which it cannot read: write it as it sounds." in page
    told = client.get(reverse("api:project-detail", args=[project.pk])).json()["scenes"][0]["narration"]
    assert told["unread"] == ["שלום"]
    named = approving.BoardAtAGlance(fresh(project), None, 0, False).warnings
    assert "Scene 1: the voice leaves out “שלום”, which it cannot read." in named


def test_how_it_sounds_is_read_in_its_place(project, settings):
    settings.PROVIDERS = provider_settings.PROVIDERS
    scene = editing.edit_scene(project.scenes.first(), cast.ed(), text="A mug, שלום, for all.")
    project.brand_kit = BrandKit.objects.create(
        workspace=project.workspace, name="Ours", pronunciations=[{"written": "שלום", "spoken": "shalom"}]
    )
    project.save()
    assert narration.of_scene(Scene.objects.get(pk=scene.pk)).unread == ()


def test_of_a_recording_of_ones_own_nothing_is_left_out(project, settings):
    settings.PROVIDERS = provider_settings.PROVIDERS
    scene = editing.edit_scene(project.scenes.first(), cast.ed(), text="A mug, שלום, for all.")
    record(scene, 1500, origin="upload")
    assert narration.of_scene(Scene.objects.get(pk=scene.pk)).unread == ()


# --- words that no voice can say -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words", "why"),
    [
        ("en", "שלום", "The local voice cannot read “שלום” in this language; write it as it sounds."),
        ("en", "…", "There is nothing to say: the text has no words."),
        ("en", "🎉", "There is nothing to say: the text has no words."),
        ("ja", "「」", "There is nothing to say: the text has no words."),
    ],
)
def test_what_no_voice_can_say_is_refused_before_review(project, settings, language, words, why):
    settings.PROVIDERS = provider_settings.PROVIDERS
    VideoProject.objects.update(language=language)
    scene = editing.edit_scene(fresh(project).scenes.first(), cast.ed(), text=words)
    with pytest.raises(BadInput) as refused:
        review.submit(fresh(project), cast.ed())
    advice = "Write other words, or none where nothing is to be said, then submit."
    assert str(refused.value) == f"Scene 1: {why} {advice}"
    assert fresh(project).state == ProjectState.STORYBOARD_READY
    editing.edit_scene(scene, cast.ed(), text="")
    assert review.submit(fresh(project), cast.ed()).state == "open"


def test_it_is_refused_in_the_language_of_the_page(project, settings):
    settings.PROVIDERS = provider_settings.PROVIDERS
    editing.edit_scene(project.scenes.first(), cast.ed(), text="שלום")
    with translation.override("de"), pytest.raises(BadInput, match="^Szene 1: Die lokale Stimme kann „שלום“"):
        review.submit(fresh(project), cast.ed())


def test_a_recording_of_ones_own_says_what_no_voice_can(project, settings):
    settings.PROVIDERS = provider_settings.PROVIDERS
    record(editing.edit_scene(project.scenes.first(), cast.ed(), text="שלום"), 1500, origin="upload")
    assert review.submit(fresh(project), cast.ed()).state == "open"
