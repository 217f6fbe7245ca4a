"""Comments on the page: threads, counts, and what is said before a decision."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from projects.board import comments, editing, review
from tests import cast, fakes

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def project():
    cast.ann()
    return cast.board()


@pytest.fixture
def ann(client, project):
    client.force_login(cast.ann())
    return client


def post(client, name, pk, **data):
    return client.post(reverse(f"projects:{name}", args=[pk]), data, headers=HTMX)


def test_a_comment_is_answered_edited_resolved_and_deleted(ann, project):
    post(ann, "comments", project.pk, text="Warmr?")
    said = project.comments.get()
    assert "Done." in post(ann, "answer_comment", said.pk, text="Done.").content.decode()
    form = ann.get(reverse("projects:edit_comment", args=[said.pk]), headers=HTMX).content.decode()
    assert "Warmr?</textarea>" in form
    assert "edited" in post(ann, "edit_comment", said.pk, text="Warmer?", version=1).content.decode()
    assert "1 resolved" in post(ann, "resolve_comment", said.pk).content.decode()
    post(ann, "reopen_comment", said.pk)
    told = json.loads(post(ann, "delete_comment", said.pk)["HX-Trigger"])["studio:toast"]
    assert not project.comments.filter(pk=said.pk).exists()
    ann.post(told["undo"], headers=HTMX)
    assert project.comments.get(pk=said.pk).text == "Warmer?"


def test_what_two_windows_say_is_shown_beside_what_was_typed(ann, project):
    said = comments.say(project, cast.ann(), "Warm.")
    comments.edit(said, cast.ann(), "Warmer.")
    answer = post(ann, "edit_comment", said.pk, text="Warmest.", version=1)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Warmest.</textarea>" in page and "Warmer." in page and 'name="version" value="2"' in page


@pytest.mark.parametrize("name", ["answer_comment", "edit_comment"])
def test_an_empty_answer_comes_back_with_the_reason(ann, project, name):
    said = comments.say(project, cast.ann(), "Warm.")
    answer = post(ann, name, said.pk, text=" ")
    assert answer.status_code == 422 and "Write something first." in answer.content.decode()


def test_markup_in_a_comment_is_text(ann, project):
    page = post(ann, "comments", project.pk, text="<b>@ann</b>").content.decode()
    assert "&lt;b&gt;" in page and "<b>@ann</b>" not in page


def test_the_board_its_cards_and_the_list_count_what_is_open(ann, project):
    scene = project.scenes.first()
    for words, place in (("Warmer?", scene), ("Closer?", scene), ("Warmer?", None)):
        last = comments.say(project, cast.ann(), words, scene=place)
    comments.say(project, cast.ann(), "And slower.", parent=last)
    comments.resolve(project.comments.first(), cast.ann())
    page = ann.get(reverse("projects:detail", args=[project.pk])).content.decode()
    words = " ".join(strip_tags(page).split())
    assert "2 open" in words and "2 comments 1 open" in words
    assert "2 open comments" in ann.get(reverse("projects:list")).content.decode()


def test_the_editor_is_told_of_open_comments_and_may_submit_all_the_same(client, project):
    comments.say(project, cast.ann(), "Warmer, please.", scene=project.scenes.first())
    client.force_login(cast.ed())
    asked = post(client, "submit", project.pk)
    assert asked.status_code == 409 and "Warmer, please." in asked.content.decode()
    post(client, "submit", project.pk, told="1")
    project.refresh_from_db()
    assert project.state == "in_review"


def test_the_approver_sees_open_comments_and_may_approve_all_the_same(ann, project):
    comments.say(project, cast.vera(), "Is that our blue?")
    review.submit(project, cast.ed())
    page = ann.get(reverse("projects:detail", args=[project.pk])).content.decode()
    dialog = page[page.index('id="approve-dialog"') : page.index('id="changes-dialog"')]
    assert "1 open comment" in dialog and "Is that our blue?" in dialog
    post(ann, "approve", project.pk)
    project.refresh_from_db()
    assert project.state in ("approved", "rendering")


def test_a_comment_says_that_it_was_made_on_an_earlier_version(ann, project):
    comments.say(project, cast.ann(), "Too fast.", at_ms=7000)
    page = reverse("projects:comments", args=[project.pk])
    assert "earlier version" not in ann.get(page).content.decode()
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Other words.")
    told = ann.get(page).content.decode()
    assert "earlier version" in told and "0:07" in told


def test_moments_of_the_film_are_marks_on_its_bar(ann, project):
    post(ann, "comments", project.pk, text="Too fast.", at_ms="7000")
    marks = ann.get(reverse("projects:comment_times", args=[project.pk])).content.decode()
    assert 'data-seek="7000"' in marks and "0:07, ann: Too fast." in marks


def test_the_link_of_a_comment_opens_its_scene(ann, project):
    said = comments.say(project, cast.ann(), "Warmer?", scene=project.scenes.all()[1])
    link = ann.get(reverse("projects:comment", args=[said.pk]))["Location"]
    assert link.endswith(f"?comment={said.pk}#comment-{said.pk}")
    assert ann.get(link).content.decode().count('class="scene-more" open') == 1


def test_members_are_offered_by_name_and_without_their_addresses(ann, project):
    cast.oscar()
    person = cast.ed()
    person.email = "ed@lolas.test"
    person.save()
    answer = ann.get(reverse("projects:comment_people", args=[project.pk]))
    names = [one["username"] for one in answer.json()["people"]]
    assert names == ["ann", "ed"] and "lolas.test" not in answer.content.decode()


def test_an_outsider_meets_nothing(client, project):
    said = comments.say(project, cast.ann(), "Warmer?")
    client.force_login(cast.oscar())
    for name in ("answer_comment", "edit_comment", "delete_comment", "bring_back_comment", "resolve_comment"):
        assert post(client, name, said.pk, text="x").status_code == 404
    for name in ("comment_people", "comment_times", "comments"):
        assert client.get(reverse(f"projects:{name}", args=[project.pk])).status_code == 404


def test_a_thread_needs_as_many_queries_for_twenty_comments_as_for_two(
    ann, project, django_assert_num_queries
):
    page = reverse("projects:comments", args=[project.pk])

    def count():
        with CaptureQueriesContext(connection) as seen:
            ann.get(page)
        return len(seen)

    comments.say(project, cast.ed(), "@ann look")
    ann.get(page)
    few = count()
    for number in range(18):
        said = comments.say(project, cast.ed() if number % 2 else cast.vera(), f"@ann look {number}")
        comments.say(project, cast.ann(), "Yes.", parent=said)
    assert count() == few
