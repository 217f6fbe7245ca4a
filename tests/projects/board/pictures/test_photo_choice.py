"""The product's photo that a scene shows: chosen, kept, taken back, and what is said when it is gone."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from generation import actions
from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from generation.stages import images
from projects.board import editing, history, review, stale, undo, versions
from projects.board.pictures import photo_choice
from projects.catalog import products
from projects.errors import BadInput, Conflict
from projects.models import AuditEntry, ProjectState, Scene, VideoProject
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def drawn(settings):
    """A board whose pictures were made here, of a product with six photos."""
    settings.PROVIDERS = fakes.PROVIDERS
    flask = cast.flask()
    for number in range(5):
        data = cast.photo_bytes((20, 60, 100 + 30 * number, 255))
        products.add_photo(flask, cast.ed(), SimpleUploadedFile("a.png", data, "image/png"))
    project = cast.draft()
    with jobs.runner("inline"):
        assert run_inline(actions.storyboard(project, cast.ed())).state == "succeeded"
    return fresh(project)


def fresh(project):
    return VideoProject.objects.get(pk=project.pk)


def photo(project, number):
    return list(project.product.photos.all())[number - 1]


def work():
    for job in Job.objects.active():
        assert run_inline(job).state == "succeeded"


def now(scene):
    return Scene.objects.get(pk=scene.pk)


def test_a_chosen_photo_is_what_the_picture_shows_without_another_click(drawn):
    scene, wanted = drawn.scenes.first(), photo(drawn, 2)
    before = scene.picture.asset
    photo_choice.choose(scene, cast.ed(), wanted.pk)
    assert [one.names for one in stale.pictures(fresh(drawn))] == [{"photo"}]
    work()
    meta = now(scene).picture.asset.meta
    assert meta["of"]["photos"][meta["asked"]["shows"] - 1] == wanted.asset.sha256
    assert meta["asked"]["seed"] == before.meta["asked"]["seed"]
    assert stale.pictures(fresh(drawn)) == []


def test_one_behind_the_best_four_is_shown_too(drawn):
    scene, wanted = drawn.scenes.first(), photo(drawn, 6)
    request = images.request_for(photo_choice.choose(scene, cast.ed(), wanted.pk), {"total": 4})
    sent = [hashlib.sha256(data).hexdigest() for data in request.photos]
    assert len(sent) == 4
    assert sent[request.shows - 1] == wanted.asset.sha256
    assert sent[:3] == [photo(drawn, number).asset.sha256 for number in (1, 2, 3)]


def test_painters_who_draw_after_photos_get_the_chosen_one_first(drawn):
    scene = photo_choice.choose(drawn.scenes.first(), cast.ed(), photo(drawn, 3).pk)
    sources = images.inputs.with_chosen_photo(images.inputs.picture_sources(drawn), scene)
    first, *others = images.inputs.references(scene, sources, 4)
    assert hashlib.sha256(first.data).hexdigest() == photo(drawn, 3).asset.sha256
    assert len({one.data for one in (first, *others)}) == 4


def test_scenes_that_nobody_chose_for_ask_as_they_did(drawn):
    one, other = drawn.scenes.all()[:2]
    before = images.request_for(other, {"total": 4})
    photo_choice.choose(one, cast.ed(), photo(drawn, 2).pk)
    assert images.request_for(now(other), {"total": 4}) == before


def test_it_ends_an_approval_and_is_taken_back_with_it(drawn):
    review.submit(drawn, cast.ed())
    row = review.approve(fresh(drawn), cast.ann())
    VideoProject.objects.filter(pk=drawn.pk).update(state=ProjectState.COMPLETED)
    scene = drawn.scenes.first()
    photo_choice.choose(scene, cast.ed(), photo(drawn, 2).pk)
    row.refresh_from_db()
    assert row.state == "voided"
    drawn = fresh(drawn)
    undo.undo(drawn, cast.ed(), undo.next_undo(drawn, cast.ed()))
    row.refresh_from_db()
    assert (now(scene).photo, row.state) == ("", "approved")


def test_undo_and_redo_change_the_choice_alone(drawn):
    scene, wanted = drawn.scenes.first(), photo(drawn, 2)
    photo_choice.choose(scene, cast.ed(), wanted.pk)
    undo.undo(drawn, cast.ed(), undo.next_undo(drawn, cast.ed()))
    assert now(scene).photo == ""
    undo.redo(drawn, cast.ed(), undo.next_redo(drawn, cast.ed()))
    assert now(scene).photo == wanted.asset.sha256


def test_the_history_says_it_in_words(drawn):
    photo_choice.choose(drawn.scenes.first(), cast.ed(), photo(drawn, 2).pk)
    entry = AuditEntry.objects.filter(verb=photo_choice.VERB).get()
    changed = history.changed_values(entry)
    assert history.entry_in_words(entry) == "chose the photo of scene 1"
    assert [(one.name, one.before, one.after) for one in changed] == [
        ("photo of the product", "the studio's choice", "photo 2")
    ]


def test_a_photo_that_the_product_loses_gives_way_with_a_word(drawn, client):
    scene = photo_choice.choose(drawn.scenes.first(), cast.ed(), photo(drawn, 2).pk)
    work()
    products.remove_photo(photo(drawn, 2), cast.ed())
    assert images.request_for(now(scene), {"total": 4}).shows == 0
    assert [one.says for one in stale.pictures(fresh(drawn))] == [
        "The picture shows a photo that the product has no more."
    ]
    client.force_login(cast.ed())
    page = Page(client.get(reverse("projects:pictures", args=[scene.pk]), headers=HTMX))
    assert "The photo that was chosen here is not among the product's photos any more." in page
    assert actions.mend(fresh(drawn), cast.ed()) is not None
    work()
    assert stale.pictures(fresh(drawn)) == []


def test_no_photo_of_another_product(drawn):
    other = products.create_product(cast.shop(), cast.ed(), name="Mug")
    file = SimpleUploadedFile("a.png", cast.photo_bytes((9, 9, 9, 255)), "image/png")
    products.add_photo(other, cast.ed(), file)
    with pytest.raises(BadInput, match="no such photo"):
        photo_choice.choose(drawn.scenes.first(), cast.ed(), other.photos.get().pk)


def test_two_who_choose_at_once_are_told(drawn):
    scene = drawn.scenes.first()
    photo_choice.choose(scene, cast.ed(), photo(drawn, 2).pk)
    with pytest.raises(Conflict, match="another photo a moment ago"):
        photo_choice.choose(scene, cast.ann(), photo(drawn, 3).pk, seen="")


def test_a_copy_and_an_older_version_keep_it(drawn):
    scene = drawn.scenes.first()
    kept = versions.save(drawn, cast.ed(), "Before")
    photo_choice.choose(scene, cast.ed(), photo(drawn, 2).pk)
    assert editing.duplicate_scene(now(scene), cast.ed()).photo == photo(drawn, 2).asset.sha256
    versions.restore(kept, cast.ed())
    assert now(scene).photo == ""


def test_the_page_and_a_program_choose(drawn, client):
    scene = drawn.scenes.first()
    client.force_login(cast.ed())
    told = client.get(f"/api/v1/scenes/{scene.pk}/photos").json()
    assert [(one["number"], one["is_chosen"]) for one in told] == [(n, False) for n in range(1, 7)]
    answer = client.put(
        f"/api/v1/scenes/{scene.pk}/photo", {"photo": told[1]["id"]}, content_type="application/json"
    )
    assert answer.status_code == 200
    assert now(scene).photo == photo(drawn, 2).asset.sha256
    page = client.post(
        reverse("projects:scene_photo", args=[scene.pk]), {"photo": "", "was": now(scene).photo}, headers=HTMX
    )
    assert (page.status_code, now(scene).photo) == (200, "")
