"""The workspace's pictures: found by their video's title, and used as they are."""

import pytest
from django.urls import reverse

from generation import actions
from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from projects.board import copy_and_archive, editing, stale, undo
from projects.board.pictures import library
from projects.errors import BadInput
from projects.models import Asset, Scene, VideoProject
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def drawn(settings):
    """A board whose pictures were made here, with words of its own on each."""
    settings.PROVIDERS = fakes.PROVIDERS
    project = cast.draft(title="Morning light")
    with jobs.runner("inline"):
        assert run_inline(actions.storyboard(project, cast.ed())).state == "succeeded"
    return VideoProject.objects.get(pk=project.pk)


@pytest.fixture
def other(drawn):
    """A board whose pictures were uploaded."""
    return cast.board(title="Summit")


def now(scene):
    return Scene.objects.get(pk=scene.pk)


def shown(page):
    return [take.asset.digest for take in page]


def test_pictures_of_all_boards_are_there_once_each(drawn, other):
    first = other.scenes.first()
    editing.duplicate_scene(first, cast.ed())
    found = shown(library.page_of(cast.shop()))
    assert len(found) == len(set(found)) == drawn.scenes.count() + other.scenes.count() - 1
    assert found[0] == first.picture.asset.digest  # the copy used it last


def test_a_part_of_the_title_finds_them(drawn, other):
    assert shown(library.page_of(cast.shop(), "MORNING")) == [
        scene.picture.asset.digest for scene in reversed(drawn.scenes.all())
    ]
    assert not shown(library.page_of(cast.shop(), "100%"))


def test_pages_are_turned(drawn, other, monkeypatch):
    monkeypatch.setattr(library, "PAGE", 2)
    total = drawn.scenes.count() + other.scenes.count()
    pages = [library.page_of(cast.shop(), number=number) for number in range(1, total // 2 + total % 2 + 1)]
    assert len({digest for page in pages for digest in shown(page)}) == total
    assert library.page_of(cast.shop(), number="nonsense").number == 1


def test_the_trash_and_other_workspaces_are_left_out(drawn, other):
    copy_and_archive.trash(drawn, cast.ed())
    assert len(shown(library.page_of(cast.shop()))) == other.scenes.count()
    assert not shown(library.page_of(cast.oscar().memberships.get().workspace))


def test_a_picture_is_used_as_it_is_and_no_file_is_copied(drawn, other):
    wanted, scene = drawn.scenes.first().picture.asset, other.scenes.first()
    files = Asset.objects.count()
    take = library.choose(scene, cast.ed(), wanted.digest)
    assert (now(scene).picture.asset, take.note) == (wanted, "from “Morning light”")
    assert Asset.objects.count() == files
    # What another board set on it is no mistake of this one: nothing is set anew, nothing is stale.
    editing.edit_scene(now(scene), cast.ed(), headline="Other words")
    assert not Job.objects.active()
    assert stale.pictures(VideoProject.objects.get(pk=other.pk)) == []


def test_it_is_taken_back_and_a_copied_board_keeps_it(drawn, other):
    scene = other.scenes.first()
    before, wanted = scene.picture.asset, drawn.scenes.first().picture.asset
    library.choose(scene, cast.ed(), wanted.digest)
    copied = copy_and_archive.duplicate(other, cast.ed())
    assert copied.scenes.first().picture.from_library
    assert stale.pictures(copied) == []
    undo.undo(other, cast.ed(), undo.next_undo(other, cast.ed()))
    assert now(scene).picture.asset == before


def test_the_scenes_own_picture_is_its_older_take(drawn):
    scene = drawn.scenes.first()
    first = scene.picture
    editing.replace_take(scene, cast.ed(), "image", cast.picture(8))
    take = library.choose(now(scene), cast.ed(), first.asset.digest)
    assert (take.pk, now(scene).takes.filter(kind="image").count()) == (first.pk, 2)
    assert not now(scene).picture.from_library


def test_making_the_board_again_leaves_a_chosen_picture(drawn, other):
    scene = drawn.scenes.first()
    wanted = other.scenes.first().picture.asset
    library.choose(scene, cast.ed(), wanted.digest)
    with jobs.runner("inline"):
        assert run_inline(actions.storyboard(drawn, cast.ed())).state == "succeeded"
    assert now(scene).picture.asset == wanted


def test_what_is_not_in_the_library_is_refused(drawn):
    foreign = cast.picture(3, cast.oscar().memberships.get().workspace)
    for digest in (foreign.digest, cast.picture(11).digest, "", "x" * 64):
        with pytest.raises(BadInput, match="not in the library"):
            library.choose(drawn.scenes.first(), cast.ed(), digest)


def test_the_dialog_and_a_program_use_one(drawn, other, client):
    client.force_login(cast.ed())
    scene, wanted = other.scenes.first(), drawn.scenes.first().picture.asset
    address = reverse("projects:library", args=[scene.pk])
    page = Page(client.get(address, {"search": "morning"}, headers=HTMX))
    assert wanted.digest in page
    assert cast.picture(1).digest not in page
    answer = client.post(address, {"picture": wanted.digest}, headers=HTMX)
    assert (answer.status_code, now(scene).picture.asset) == (200, wanted)
    listed = client.get("/api/v1/pictures/", {"search": "morning", "workspace": cast.shop().slug}).json()
    first = next(one for one in listed["results"] if one["picture"] == wanted.digest)
    assert first["origin"] == "local"
    second = other.scenes.last()
    put = client.put(
        f"/api/v1/scenes/{second.pk}/library", {"picture": wanted.digest}, content_type="application/json"
    )
    assert (put.status_code, now(second).picture.asset) == (200, wanted)
