"""A project is copied, goes to the archive and comes back."""

import pytest
from django.urls import reverse

from projects.board import characters, comments, copy_and_archive, editing, review
from projects.errors import IllegalMove, NotAllowed
from projects.models import VideoProject
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db


def test_a_copy_has_the_same_board_and_none_of_the_decisions():
    project = cast.board(title="Ridge film", style="bold")
    person = characters.add(project, cast.ed(), name="Ina", portrait=cast.picture(5))
    editing.edit_scene(project.scenes.first(), cast.ed(), speaker_id=person.pk)
    comments.say(project, cast.vera(), "Warmer?")
    review.submit(VideoProject.objects.get(pk=project.pk), cast.ed(), accept_stale=True)
    made = copy_and_archive.duplicate(project, cast.ann())
    assert (made.title, made.style, made.state) == ("Ridge film (copy)", "bold", "storyboard_ready")
    assert (made.created_by, made.product, made.workspace) == (cast.ann(), project.product, project.workspace)
    pairs = list(zip(project.scenes.all(), made.scenes.all(), strict=True))
    assert [(a.text, a.duration_ms, a.picture.asset) for a, _ in pairs] == [
        (b.text, b.duration_ms, b.picture.asset) for _, b in pairs
    ]
    assert made.characters.get().name == "Ina" and made.characters.get() != person
    assert made.scenes.first().speaker == made.characters.get()
    assert not made.submissions.exists() and not made.comments.exists()


def test_a_copy_is_a_board_of_its_own():
    project = cast.board()
    made = copy_and_archive.duplicate(project, cast.ed())
    editing.edit_scene(made.scenes.first(), cast.ed(), text="Another.")
    assert project.scenes.first().text == "Sentence number 1."
    review.submit(made, cast.ed(), accept_stale=True)
    assert not project.submissions.exists()


def test_a_double_click_makes_one_copy():
    project = cast.board()
    assert copy_and_archive.duplicate(project, cast.ed()) == copy_and_archive.duplicate(project, cast.ed())


def test_a_viewer_copies_and_archives_nothing():
    project = cast.board()
    for verb in (copy_and_archive.duplicate, copy_and_archive.archive, copy_and_archive.unarchive):
        with pytest.raises(NotAllowed):
            verb(project, cast.vera())


def test_what_is_archived_is_out_of_the_list_until_asked_for(client):
    project = cast.board(title="Ridge film")
    client.force_login(cast.ed())
    client.post(reverse("projects:archive", args=[project.pk]), follow=True)  # the message says its name
    assert "Ridge film" not in Page(client.get(reverse("projects:list")))
    assert "Ridge film" in Page(client.get(reverse("projects:list"), {"whose": "archived"}))
    assert "Take it out of the archive" in Page(client.get(reverse("projects:detail", args=[project.pk])))
    client.post(reverse("projects:unarchive", args=[project.pk]))
    assert "Ridge film" in Page(client.get(reverse("projects:list")))


def test_what_waits_for_a_decision_is_not_archived():
    project = cast.board()
    review.submit(project, cast.ed())
    with pytest.raises(IllegalMove):
        copy_and_archive.archive(project, cast.ed())


def test_the_copy_opens_after_the_click(client):
    project = cast.board(title="Ridge film")
    client.force_login(cast.ed())
    answer = client.post(reverse("projects:duplicate_project", args=[project.pk]))
    made = VideoProject.objects.get(title="Ridge film (copy)")
    assert answer.url == reverse("projects:detail", args=[made.pk])
