"""Pictures that do not show what the board says: they are known, mended, and never submitted unseen."""

import pytest
from django.urls import reverse

from generation import actions
from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from projects.board import editing, review, stale
from projects.catalog import products
from projects.errors import IllegalMove, StalePictures
from projects.models import BrandKit, Scene, VideoProject
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def drawn(settings):
    """A board whose pictures were made here, by painters that are instant."""
    settings.PROVIDERS = fakes.PROVIDERS
    project = cast.draft()
    with jobs.runner("inline"):
        job = actions.storyboard(project, cast.ed())
    assert run_inline(job).state == "succeeded"
    return fresh(project)


def fresh(project):
    return VideoProject.objects.get(pk=project.pk)


def says(project):
    return [f"{one.scene.scene_index}: {one.says}" for one in stale.pictures(fresh(project))]


def work():
    """What workers do: everything that is asked for."""
    for job in Job.objects.active():
        assert run_inline(job).state == "succeeded"


def test_a_fresh_board_is_not_stale(drawn):
    assert says(drawn) == []


def test_a_headline_reaches_the_picture_without_another_click(drawn):
    scene = drawn.scenes.first()
    before = scene.picture.asset
    editing.edit_scene(scene, cast.ed(), headline="Cold for a day")
    assert says(drawn) == ["1: The picture does not say “Cold for a day” yet."]
    work()
    after = Scene.objects.get(pk=scene.pk).picture.asset
    assert says(drawn) == []
    asked, old = after.meta["asked"], before.meta["asked"]
    assert asked["headline"] == "Cold for a day"
    assert (asked["seed"], asked["prompt"]) == (old["seed"], old["prompt"])


def test_words_that_go_on_while_they_are_set_are_set_again_and_then_no_more(drawn):
    scene = drawn.scenes.first()
    editing.edit_scene(scene, cast.ed(), headline="Cold")
    Scene.objects.filter(pk=scene.pk).update(headline="Cold for a")  # typed while the worker is at it
    job = Job.objects.latest("pk")
    Scene.objects.filter(pk=scene.pk).update(headline="Cold")
    assert run_inline(job).state == "succeeded"
    editing.edit_scene(Scene.objects.get(pk=scene.pk), cast.ed(), headline="Cold for a day")
    work()
    assert says(drawn) == []
    assert not Job.objects.active().exists()


def test_a_picture_that_cannot_be_mended_is_not_tried_for_ever(drawn):
    scene = drawn.scenes.first()
    editing.edit_scene(scene, cast.ed(), headline="Cold for a day")
    job = Job.objects.latest("pk")
    fakes.trouble.append(("image", ValueError("broken")))
    Job.objects.filter(pk=job.pk).update(state="failed")
    job.steps.update(state="failed")
    count = Job.objects.count()
    editing.edit_scene(drawn.scenes.get(scene_index=2), cast.ed(), duration_ms=1700)
    fakes.reset()
    assert Job.objects.count() == count


def test_going_back_to_the_words_that_are_shown_is_nothing_to_mend(drawn):
    scene = drawn.scenes.first()
    Scene.objects.filter(pk=scene.pk).update(headline="Cold")
    assert says(drawn)
    Scene.objects.filter(pk=scene.pk).update(headline=scene.headline)
    assert says(drawn) == []
    with pytest.raises(IllegalMove, match="shows what the board says already"):
        actions.mend(fresh(drawn), cast.ed())


def test_another_style_marks_all_pictures_and_one_click_draws_them_anew(drawn):
    editing.edit_project(drawn, cast.ed(), style="bold")
    assert says(drawn) == [f"{n}: The picture is drawn in the style “Minimal”." for n in (1, 2, 3, 4)]
    assert not Job.objects.active().exists()  # it may cost money: a person says so
    actions.mend(fresh(drawn), cast.ed())
    work()
    assert says(drawn) == []
    assert "Bold style" in fresh(drawn).scenes.first().visual_prompt
    assert Scene.objects.filter(project=drawn).first().picture.asset.meta["asked"]["style"] == "bold"


def test_a_prompt_that_a_person_wrote_stays_when_the_style_is_another(drawn):
    scene = drawn.scenes.first()
    editing.edit_scene(scene, cast.ed(), visual_prompt="On a rock, at dawn")
    assert says(drawn) == ["1: The picture was drawn before its prompt was changed."]
    editing.edit_project(fresh(drawn), cast.ed(), style="bold")
    actions.mend(fresh(drawn), cast.ed())
    work()
    assert says(drawn) == []
    assert Scene.objects.get(pk=scene.pk).visual_prompt == "On a rock, at dawn"


def test_a_prompt_that_is_as_it_was_again_is_forgiven(drawn):
    scene = drawn.scenes.first()
    changed = editing.edit_scene(scene, cast.ed(), visual_prompt="On a rock")
    editing.edit_scene(changed, cast.ed(), visual_prompt=scene.visual_prompt)
    assert says(drawn) == []


SETTINGS = [
    ({"aspect": "1:1"}, "is drawn for 9:16"),
    ({"resolution": "2160p"}, "is drawn for a smaller film"),
    ({"resolution": "1080p"}, "is drawn for a smaller film"),
    ({"captions": False}, None),
    ({"voice": "ava"}, None),
    ({"target_ms": 9000}, None),
    ({"music_on": False}, None),
    ({"title": "Another"}, None),
]


def test_settings_that_shape_pictures_mark_them_and_others_do_not(drawn):
    for change, words in SETTINGS:
        before = {name: getattr(drawn, name) for name in change}
        editing.edit_project(drawn, cast.ed(), **change)
        found = says(drawn)
        assert len(found) == (4 if words else 0), change
        assert all(words in said for said in found), change
        editing.edit_project(fresh(drawn), cast.ed(), **before)


def test_another_price_marks_the_end_card_alone(drawn):
    products.edit_product(drawn.product, cast.ed(), price="39.00")
    (said,) = says(drawn)
    assert said.startswith("4: The picture still shows the price") and "29" in said


def test_another_name_marks_the_end_card_that_shows_it(drawn):
    last = drawn.scenes.last()
    Scene.objects.filter(pk=last.pk).update(headline="")
    actions.mend(fresh(drawn), cast.ed()) if says(drawn) else None
    work()
    products.edit_product(drawn.product, cast.ed(), name="Ridge Bottle")
    assert says(drawn) == ["4: The picture still says “Ridge Flask”."]


def test_a_brand_marks_what_it_colours_and_words_its_button(drawn):
    kit = BrandKit.objects.create(
        workspace=drawn.workspace, name="Lola's", colours=["#d6336c"], call_to_action="Try it today"
    )
    editing.edit_project(drawn, cast.ed(), brand_kit=kit)
    assert all("has other colours than the brand" in said for said in says(drawn))
    actions.mend(fresh(drawn), cast.ed())
    work()
    BrandKit.objects.update(colours=["#112233"])
    assert len(says(drawn)) == 4


def test_a_photo_that_is_gone_marks_the_pictures_that_show_it(drawn):
    drawn.product.photos.all().delete()
    assert says(drawn) == [
        f"{n}: The picture shows a photo that the product has no more." for n in range(1, 5)
    ]


def test_a_persons_own_picture_is_never_stale(drawn):
    scene = drawn.scenes.first()
    editing.replace_take(scene, cast.ed(), "image", cast.picture(3))
    editing.edit_scene(Scene.objects.get(pk=scene.pk), cast.ed(), headline="Mine")
    assert says(drawn) == []


def test_an_order_of_scenes_is_no_change_of_their_pictures(drawn):
    keys = [scene.pk for scene in drawn.scenes.all()]
    editing.reorder(drawn, cast.ed(), [keys[1], keys[0], *keys[2:]])
    assert says(drawn) == []


# --- nobody agrees to it unseen ----------------------------------------------------------------
@pytest.fixture
def outdated(drawn):
    Scene.objects.filter(pk=drawn.scenes.first().pk).update(headline="Mugs that stack up")
    return fresh(drawn)


def test_a_stale_board_is_not_submitted_unseen(outdated):
    with pytest.raises(StalePictures, match="Scene 1: The picture does not say “Mugs that stack up” yet"):
        review.submit(outdated, cast.ed())
    assert fresh(outdated).state == "storyboard_ready"
    review.submit(outdated, cast.ed(), accept_stale=True)
    with pytest.raises(StalePictures):
        review.approve(fresh(outdated), cast.ann())
    review.approve(fresh(outdated), cast.ann(), accept_stale=True)
    assert fresh(outdated).state == "rendering" or fresh(outdated).state == "approved"


def test_the_page_asks_first_and_offers_to_mend(client, outdated):
    client.force_login(cast.ed())
    url = reverse("projects:submit", args=[outdated.pk])
    answer = client.post(url, headers=HTMX)
    assert answer.status_code == 409
    assert "The picture does not say “Mugs that stack up” yet." in Page(answer)
    assert reverse("generation:mend", args=[outdated.pk]) in Page(answer)
    assert client.post(url, {"told": "1", "accept_stale": "1"}, headers=HTMX).status_code == 200
    assert fresh(outdated).state == "in_review"


def test_the_approver_sees_it_in_the_dialog_and_has_to_say_so(client, outdated):
    review.submit(outdated, cast.ed(), accept_stale=True)
    client.force_login(cast.ann())
    page = Page(client.get(reverse("projects:detail", args=[outdated.pk])))
    dialog = page.partition('id="approve-dialog"')[2].partition("</dialog>")[0]
    assert "The picture does not say “Mugs that stack up” yet." in Page(dialog)
    assert 'name="accept_stale"' in dialog and "required" in dialog
    answer = client.post(reverse("projects:approve", args=[outdated.pk]), headers=HTMX)
    assert answer.status_code == 409


def test_a_program_is_told_with_a_code(client, outdated):
    client.force_login(cast.ed())
    url = reverse("api:project-submit", args=[outdated.pk])
    answer = client.post(url, {}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "stale_pictures")
    told = client.get(reverse("api:project-detail", args=[outdated.pk])).json()["stale_pictures"]
    assert [(row["scene_index"], row["differences"]) for row in told] == [(1, ["headline"])]
    answer = client.post(url, {"accept_stale": True}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "in_review")


def test_a_program_mends(client, outdated):
    client.force_login(cast.ed())
    url = reverse("api:project-job-mend-pictures", args=[outdated.pk])
    assert client.post(url, {}, content_type="application/json").status_code == 202
    assert client.post(url, {}, content_type="application/json").status_code == 409  # it is being done
    work()
    assert says(outdated) == []


def test_the_admin_says_it_and_does_not_approve_it(client, outdated):
    submission = review.submit(outdated, cast.ed(), accept_stale=True)
    client.force_login(cast.adam())
    page = Page(client.get(reverse("admin:projects_submission_change", args=[submission.pk])))
    assert "The picture does not say “Mugs that stack up” yet." in page
    client.post(
        reverse("admin:projects_submission_changelist"),
        {"action": "approve", "_selected_action": [submission.pk]},
    )
    assert fresh(outdated).state == "in_review"


def test_the_card_says_it_and_mends_it_with_one_click(client, outdated):
    client.force_login(cast.ed())
    scene = outdated.scenes.first()
    page = Page(client.get(reverse("projects:scene", args=[scene.pk])))
    assert "The picture does not say “Mugs that stack up” yet." in page
    client.post(reverse("generation:mend", args=[outdated.pk]), {"scene": scene.pk}, headers=HTMX)
    work()
    assert "does not say" not in Page(client.get(reverse("projects:scene", args=[scene.pk])))


def test_what_drawing_anew_costs_is_said_before_and_right_after_the_settings(client, drawn):
    client.force_login(cast.ed())
    url = reverse("projects:settings", args=[drawn.pk])
    form = {
        "mode": "creative_ad",
        "style": "luxury",
        "aspect": "9:16",
        "resolution": "720p",
        "language": "en",
    }
    form |= {"seconds": "6", "captions": "on", "signs": "on", "keep_product": "on", "music_on": "on"}
    answer = client.post(url, form, headers=HTMX)
    assert reverse("generation:mend", args=[drawn.pk]) in Page(answer)
    page = Page(client.get(reverse("generation:mend", args=[drawn.pk])))
    assert "Draw 4 pictures anew" in page and "What it costs" in page
