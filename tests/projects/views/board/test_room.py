"""The review room: what it shows, what may be decided there, and where it leads next."""

import pytest
from django.urls import reverse

from projects.board import editing, review, side_by_side, waiting
from projects.media import library
from projects.models import Submission, VideoProject
from rendering.models import Render
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


def submitted(title="Ridge film", by=None):
    project = cast.board(title=title)
    review.submit(project, by or cast.ed())
    return VideoProject.objects.get(pk=project.pk)


def approved_and_edited():
    """Approved; then scene 1 says something else, scene 2 has another picture, scene 3 is gone."""
    project = submitted()
    review.approve(project, cast.ann())
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    project.jobs.all().update(state="succeeded")
    first, second, third = project.scenes.all()
    editing.edit_scene(first, cast.ed(), text="Cold for two days.")
    editing.replace_take(second, cast.ed(), "image", cast.picture(9))
    editing.delete_scene(third, cast.ed())
    review.submit(VideoProject.objects.get(pk=project.pk), cast.ed())
    return VideoProject.objects.get(pk=project.pk)


def room(client, project, who):
    client.force_login(who)
    return client.get(reverse("projects:room", args=[project.pk]))


def decide(client, project, who, **sent):
    client.force_login(who)
    return client.post(reverse("projects:room_decision", args=[project.pk]), sent, headers=HTMX)


def test_scenes_stand_beside_what_they_were():
    project = approved_and_edited()
    now = project.submissions.first()
    found = side_by_side.pair(review.approved_before(now), now)
    assert [(one.index, one.kind) for one in found.scenes] == [
        (1, "changed"), (2, "changed"), (3, "gone"),
    ]  # fmt: skip
    second = found.scenes[1]
    assert second.then_picture.digest == cast.picture(2).digest
    assert second.now_picture.digest == cast.picture(9).digest
    assert [str(one) for one in found.scenes[0].changes] == [
        "Scene 1, narration: “Sentence number 1.” → “Cold for two days.”"
    ]
    assert found.scenes[2].then_picture.digest == cast.picture(3).digest
    assert found.scenes[2].now_picture is None and found.count == 3


def test_a_new_scene_has_nothing_beside_it():
    project = submitted()
    before = project.submissions.get()
    scenes = [*before.board["scenes"]]
    now = Submission(project=project, digest="d", board={**before.board, "scenes": scenes})
    now.board["scenes"].append({**before.board["scenes"][0], "scene_index": 4, "text": "New.", "picture": ""})
    found = side_by_side.pair(before, now)
    assert [one.kind for one in found.scenes] == ["same", "same", "same", "new"]
    assert found.unchanged == 3 and found.changed[0].then_picture is None


def test_the_room_shows_words_and_pictures_of_then_and_now(client):
    page = Page(room(client, approved_and_edited(), cast.ann()))
    assert "Changed since" in page and "differences from what ann approved" in page
    assert cast.picture(2).url in page and cast.picture(9).url in page
    assert "Cold for two days." in page and "removed" in page


def test_a_first_board_is_shown_whole(client):
    page = Page(room(client, submitted(), cast.ann()))
    assert "No earlier version was approved" in page
    assert "Sentence number 3." in page


def test_what_is_open_and_wrong_stands_beside_the_decision(client):
    from projects.board import comments

    project = submitted()
    comments.say(project, cast.vera(), "Is the lid right?")
    editing_words = VideoProject.objects.get(pk=project.pk).scenes.first()
    type(editing_words).objects.filter(pk=editing_words.pk).update(text="Cold for days. " * 12)
    page = Page(room(client, project, cast.ann()))
    assert "1 open comment" in page and "Words that take longer than their scene" in page


@pytest.mark.parametrize(("who", "buttons"), [("vera", 0), ("ed", 0), ("ann", 1), ("adam", 1)])
def test_who_may_decide_has_the_buttons(client, who, buttons):
    page = Page(room(client, submitted(), getattr(cast, who)()))
    assert page.count('value="approve"') == buttons


def test_ones_own_board_is_decided_by_somebody_else(client):
    page = Page(room(client, submitted(by=cast.ann()), cast.ann()))
    assert 'value="approve"' not in page and "Somebody else has to decide" in page


def test_a_decision_leads_to_the_next_board(client):
    one, two, three = (submitted(f"Film {number}") for number in (1, 2, 3))
    answer = decide(client, two, cast.ann(), verb="approve", expecting=two.submissions.first().digest)
    assert answer["HX-Redirect"] == reverse("projects:room", args=[three.pk])
    assert VideoProject.objects.get(pk=two.pk).state == "rendering"
    answer = decide(client, three, cast.ann(), verb="changes", note="Brighter.")
    assert answer["HX-Redirect"] == reverse("projects:room", args=[one.pk])
    answer = decide(client, one, cast.ann(), verb="changes", note="Brighter.")
    assert answer["HX-Redirect"] == reverse("projects:review")


def test_a_board_that_changed_meanwhile_is_not_approved(client):
    answer = decide(client, submitted(), cast.ann(), verb="approve", expecting="another")
    assert answer.status_code == 409


def test_changes_need_a_note(client):
    project = submitted()
    assert decide(client, project, cast.ann(), verb="changes", note=" ").status_code == 422
    assert decide(client, project, cast.ann(), verb="dance").status_code == 422
    assert VideoProject.objects.get(pk=project.pk).state == "in_review"


def test_an_editor_and_an_outsider_decide_nothing(client):
    project = submitted()
    assert decide(client, project, cast.ed(), verb="approve").status_code == 403
    assert decide(client, project, cast.oscar(), verb="approve").status_code == 404
    assert room(client, project, cast.oscar()).status_code == 404


def test_what_was_decided_elsewhere_says_so(client):
    project = submitted()
    review.ask_changes(project, cast.ann(), "Brighter.")
    page = Page(room(client, project, cast.adam()))
    assert "Changes requested</b> by ann" in page and 'value="approve"' not in page


def test_the_queue_goes_round_and_leaves_out_ones_own():
    mine = submitted("Mine", by=cast.ann())
    one, two = submitted("One"), submitted("Two")
    assert waiting.neighbours(cast.ann(), one) == waiting.Neighbours(1, 2, two.pk, two.pk)
    assert waiting.neighbours(cast.ann(), mine) == waiting.Neighbours(0, 2, None, one.pk)
    assert waiting.neighbours(cast.ed(), two).count == 3


def film(project, digest, kind, number):
    video = library.keep(project.workspace, "video", b"film %d" % number, "video/mp4", "local")
    return Render.objects.create(
        project=project, kind=kind, digest=digest, spec={}, video=video, aspect=project.aspect,
        duration_ms=6000, frames=180, width=720, height=1280,
    )  # fmt: skip


def test_two_films_are_those_of_the_approval_and_of_now(client):
    project = approved_and_edited()
    now = project.submissions.first()
    film(project, "of an edit between", "preview", 3)
    where = reverse("rendering:two_films", args=[project.pk])
    client.force_login(cast.ann())
    assert "data-film-part" not in Page(client.get(where))
    film(project, review.approved_before(now).digest, "final", 1)
    page = Page(client.get(where))
    assert 'data-film-part="then"' in page and "Render a preview video" in page
    film(project, now.digest, "preview", 2)
    page = Page(client.get(where))
    assert 'data-film-part="now"' in page and 'data-step="toggle"' in page


def test_the_room_asks_the_same_number_of_questions_for_any_board(client, django_assert_max_num_queries):
    project = approved_and_edited()
    client.force_login(cast.ann())
    where = reverse("projects:room", args=[project.pk])
    client.get(where)
    with django_assert_max_num_queries(48):
        client.get(where)
