"""The verbs of a board: what they change, what they refuse, and what they leave behind."""

import pytest

from generation.models import Job
from projects import access
from projects.board import editing, history, review, states
from projects.board.diff import differences
from projects.board.digest import board_digest
from projects.catalog import products
from projects.errors import BadInput, Conflict, IllegalMove, NotAllowed
from projects.models import AuditEntry, ProjectState, Scene, VideoProject
from tests import cast

pytestmark = pytest.mark.django_db


def fresh(project):
    return VideoProject.objects.get(pk=project.pk)


def submitted(by=None):
    project = cast.board()
    review.submit(project, by or cast.ed())
    return fresh(project)


def approved():
    project = submitted()
    review.approve(project, cast.ann())
    return fresh(project)


# --- states ----------------------------------------------------------------------------------
def test_a_draft_cannot_be_approved():
    with pytest.raises(IllegalMove):
        states.move(cast.draft(), ProjectState.APPROVED)


def test_of_two_who_move_a_project_the_second_is_told():
    project = cast.board()
    late = fresh(project)
    states.move(project, ProjectState.IN_REVIEW)
    with pytest.raises(Conflict):
        states.move(late, ProjectState.WRITING)


def test_each_move_leaves_a_trace():
    project = cast.board()
    states.move(project, ProjectState.IN_REVIEW, by=cast.ed())
    trace = AuditEntry.objects.filter(project=project, verb="moved").first()
    assert (trace.actor_name, trace.old, trace.new) == ("ed", "storyboard_ready", "in_review")


def test_every_state_can_be_left():
    assert all(states.MOVES[state] for state, _ in ProjectState.choices)


# --- starting --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "fields", "field"),
    [
        ("product", {}, "product"),
        ("prompt", {"prompt": "  "}, "prompt"),
        ("script", {"script": ""}, "script"),
        ("prompt", {"prompt": "A bar", "target_ms": 4000}, "target_ms"),
        ("prompt", {"prompt": "A bar", "target_ms": 400_000}, "target_ms"),
        ("prompt", {"prompt": "A bar", "style": "baroque"}, "style"),
        ("prompt", {"prompt": "A bar", "aspect": "3:2"}, "aspect"),
    ],
)
def test_a_project_that_cannot_be_made_names_the_field(source, fields, field):
    with pytest.raises(BadInput) as refusal:
        editing.create_project(cast.shop(), cast.ed(), source, **fields)
    assert refusal.value.field == field


def test_a_prompt_becomes_the_title():
    project = editing.create_project(cast.shop(), cast.ed(), "prompt", prompt="A robot opens a coffee bar")
    assert project.title == "A robot opens a coffee bar"


# --- editing ---------------------------------------------------------------------------------
def test_an_edit_is_remembered_as_a_persons():
    scene = editing.edit_scene(cast.board().scenes.first(), cast.ed(), text="Mine.")
    assert (scene.text, scene.edited) == ("Mine.", ["duration_ms", "text"])


def test_two_editors_never_overwrite_each_other_silently():
    scene = cast.board().scenes.first()
    editing.edit_scene(scene, cast.ed(), version=scene.version, text="Ed's words.")
    with pytest.raises(Conflict) as refusal:
        editing.edit_scene(scene, cast.ann(), version=scene.version, text="Ann's words.")
    assert refusal.value.current.text == "Ed's words."


def test_saving_what_is_there_already_changes_nothing():
    scene = cast.board().scenes.first()
    assert editing.edit_scene(scene, cast.ed(), text=scene.text).version == scene.version


@pytest.mark.parametrize("duration", [0, 400, 300_001])
def test_a_scene_is_neither_a_blink_nor_an_hour(duration):
    with pytest.raises(BadInput):
        editing.edit_scene(cast.board().scenes.first(), cast.ed(), duration_ms=duration)


def test_a_scene_is_added_where_it_is_wanted():
    project = cast.board()
    editing.add_scene(project, cast.ed(), after=project.scenes.first(), text="Between.")
    assert [scene.text for scene in project.scenes.all()][1] == "Between."
    assert [scene.scene_index for scene in project.scenes.all()] == [1, 2, 3, 4]


def test_a_deleted_scene_leaves_no_gap():
    project = cast.board()
    editing.delete_scene(project.scenes.get(scene_index=2), cast.ed())
    assert [scene.scene_index for scene in project.scenes.all()] == [1, 2]


def test_the_last_scene_stays():
    project = cast.board(scenes=1)
    with pytest.raises(BadInput):
        editing.delete_scene(project.scenes.get(), cast.ed())


def test_scenes_take_the_order_they_are_dragged_into():
    project = cast.board()
    first, second, third = project.scenes.values_list("pk", flat=True)
    editing.reorder(project, cast.ed(), [third, first, second])
    assert list(project.scenes.values_list("pk", flat=True)) == [third, first, second]


def test_dragging_on_an_old_page_is_refused():
    project = cast.board()
    order = list(project.scenes.values_list("pk", flat=True))
    editing.add_scene(project, cast.ed())
    with pytest.raises(Conflict):
        editing.reorder(project, cast.ed(), order)


def test_a_copy_of_a_scene_has_its_picture():
    scene = cast.board().scenes.first()
    twin = editing.duplicate_scene(scene, cast.ed())
    assert (twin.text, twin.picture.asset) == (scene.text, scene.picture.asset)


def test_balancing_meets_the_target_exactly():
    project = cast.board(target_ms=7300)
    editing.balance(project, cast.ed())
    assert fresh(project).off_by_ms == 0


def test_a_board_without_scenes_has_nothing_to_balance():
    with pytest.raises(BadInput, match="no scenes"):
        editing.balance(cast.draft(), cast.ed())


def test_an_older_picture_can_be_picked_again():
    scene = cast.board().scenes.first()
    older = scene.picture
    editing.replace_take(scene, cast.ed(), "image", cast.picture(9))
    editing.pick_take(older, cast.ed())
    assert Scene.objects.get(pk=scene.pk).picture == older
    assert scene.takes.filter(kind="image").count() == 2


def test_nothing_is_edited_while_a_video_is_rendered():
    project = approved()
    with pytest.raises(IllegalMove):
        editing.edit_scene(project.scenes.first(), cast.ed(), text="Late.")


# --- review ----------------------------------------------------------------------------------
def test_a_board_without_pictures_is_not_submitted():
    project = cast.board()
    editing.add_scene(project, cast.ed(), text="Bare.")
    with pytest.raises(BadInput, match="Scene 4 has no picture"):
        review.submit(fresh(project), cast.ed())


def test_an_approval_starts_the_render_of_exactly_that_board():
    project = approved()
    job = Job.objects.get(project=project, kind="render")
    assert (project.state, job.digest) == ("rendering", board_digest(project))


def test_an_editor_cannot_approve():
    project = submitted(by=cast.ann())
    with pytest.raises(NotAllowed):
        review.approve(project, cast.ed())


def test_nobody_approves_their_own_board():
    project = submitted(by=cast.ann())
    with pytest.raises(NotAllowed):
        review.approve(project, cast.ann())
    assert fresh(project).state == "in_review"


def test_a_workspace_may_allow_it():
    project = submitted(by=cast.ann())
    project.workspace.self_approval = True
    project.workspace.save()
    review.approve(fresh(project), cast.ann())
    assert fresh(project).state == "rendering"


def test_an_edit_voids_what_was_submitted():
    project = submitted()
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Changed.")
    assert fresh(project).state == "storyboard_ready"
    assert project.submissions.get().state == "voided"


def test_an_edit_of_a_finished_video_voids_its_approval_and_says_so():
    project = approved()
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    editing.edit_scene(fresh(project).scenes.first(), cast.ed(), text="Changed.")
    assert review.approval(project) is None
    told = AuditEntry.objects.get(project=project, verb="approval voided")
    assert history.entry_in_words(told) == "ended the approval by an edit"


def test_another_price_voids_what_was_agreed_on_with_the_old_one():
    project = approved()
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    products.edit_product(project.product, cast.ed(), price="39.00")
    assert (fresh(project).state, review.approval(fresh(project))) == ("storyboard_ready", None)
    assert AuditEntry.objects.filter(project=project, verb="edited its product").exists()


def test_words_of_a_product_that_no_film_shows_void_nothing():
    project = submitted()
    products.edit_product(project.product, cast.ed(), audience="Night hikers")
    assert (fresh(project).state, project.submissions.get().state) == ("in_review", "open")


def test_a_price_that_changes_while_the_film_is_made_leaves_the_board_to_its_render():
    project = approved()
    products.edit_product(project.product, cast.ed(), price="39.00")
    assert fresh(project).state == "rendering"
    assert review.approval(fresh(project)) is None


def test_an_approver_who_looked_at_another_board_is_told():
    project = submitted()
    with pytest.raises(Conflict):
        review.approve(project, cast.ann(), expecting="0" * 64)


def test_changes_are_asked_for_with_a_note():
    project = submitted()
    with pytest.raises(BadInput):
        review.ask_changes(project, cast.ann(), "  ")
    review.ask_changes(project, cast.ann(), "Shorter, please.")
    assert fresh(project).state == "changes_requested"


def test_an_edit_keeps_the_note_in_sight_until_the_board_is_submitted_again():
    project = submitted()
    review.ask_changes(project, cast.ann(), "Shorter, please.")
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Short.")
    assert fresh(project).state == "changes_requested"


def test_the_approver_reads_what_differs_in_words():
    project = cast.board()
    from projects.board.digest import board

    old = board(project)
    editing.edit_scene(project.scenes.get(scene_index=2), cast.ed(), text="Other.")
    told = [str(change) for change in differences(old, board(fresh(project)))]
    assert told == ["Scene 2, narration: “Sentence number 2.” → “Other.”"]


def test_the_digest_sees_what_a_viewer_would_see():
    project = cast.board()
    before = board_digest(project)
    editing.edit_project(project, cast.ed(), captions=False)
    assert board_digest(fresh(project)) != before


def test_a_voice_that_was_recorded_for_the_render_does_not_void_the_approval():
    project = cast.board()
    before = board_digest(project)
    voice = cast.picture(5)
    voice.origin = "local"
    voice.save()
    editing.add_take(project.scenes.first(), "voice", voice)
    assert board_digest(fresh(project)) == before


# --- who sees what ---------------------------------------------------------------------------
def test_outsiders_find_nothing():
    from django.http import Http404

    with pytest.raises(Http404):
        access.project_for(cast.oscar(), cast.board().pk)


def test_a_viewer_is_told_which_role_it_takes():
    with pytest.raises(NotAllowed, match="needs an editor"):
        access.project_for(cast.vera(), cast.board().pk, "edit")


def test_somebody_who_left_sees_nothing_any_more():
    from django.http import Http404

    project, ed = cast.board(), cast.ed()
    ed.is_active = False
    ed.save()
    with pytest.raises(Http404):
        access.project_for(ed, project.pk)


def test_the_history_begins_with_what_the_video_was_made_from():
    (first,) = history.entries(cast.draft())
    assert history.entry_in_words(first) == "started it from a product"
