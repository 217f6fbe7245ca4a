"""What was agreed on holds, or is void with a word: whoever edited what the film says, and whenever."""

from importlib import import_module
from threading import Thread

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from generation.models import Job
from projects.board import editing, review
from projects.board.diff import differences
from projects.board.digest import board, board_digest, digest_of
from projects.catalog import products
from projects.errors import Conflict
from projects.models import BrandKit, Product, VideoProject
from rendering.models import Render
from tests import cast
from tests.projects.board.test_verbs import approved, fresh, submitted
from tests.worker_processes import until

pytestmark = pytest.mark.django_db

since = import_module("rendering.migrations.0003_boards_name_product_and_brand")
then = import_module("rendering.migrations.0005_boards_name_what_differs")


def migrate():
    """What the upgrade does to boards that were agreed on."""
    since.name_product_and_brand(apps, None)
    then.name_what_differs(apps, None)


def branded(project):
    kit = BrandKit.objects.create(
        workspace=project.workspace, name="Lola's", colours=["#d6336c"], call_to_action="Try it today"
    )
    editing.edit_project(project, cast.ed(), brand_kit=kit)
    return fresh(project)


def as_before(submission):
    """A submission as it was kept before boards named product and brand."""
    submission.board = {k: v for k, v in submission.board.items() if k not in ("product", "brand")}
    submission.digest = digest_of(submission.board)
    submission.save(update_fields=["board", "digest"])
    return submission


# --- boards from before ------------------------------------------------------------------------
def test_an_approval_from_before_boards_named_their_product_still_holds():
    project = branded(cast.board())
    review.submit(project, cast.ed())
    review.approve(fresh(project), cast.ann())
    old = as_before(project.submissions.get())
    Job.objects.filter(project=project).update(digest=old.digest)
    migrate()
    assert review.approval(fresh(project)) == old
    assert Job.objects.get(project=project).digest == board_digest(fresh(project))


def test_a_video_from_before_is_no_more_out_of_date_than_it_was():
    project = approved()
    old = as_before(project.submissions.get())
    shown = Render.objects.create(
        project=project,
        job=Job.objects.get(project=project),
        digest=old.digest,
        spec={},
        frames=270,
        video=cast.picture(1),
        poster=cast.picture(1),
        width=1080,
        height=1920,
        duration_ms=9000,
    )
    migrate()
    assert Render.objects.get(pk=shown.pk).digest == board_digest(fresh(project))


def test_what_an_edit_voided_before_stays_void():
    project = approved()
    as_before(project.submissions.get())
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Changed.")
    migrate()
    assert review.approval(fresh(project)) is None


# --- who comes between ---------------------------------------------------------------------------
def test_a_board_that_cannot_be_approved_any_more_leaves_the_queue_and_says_why():
    """A price that was saved while somebody submitted: nobody could have decided on that board again."""
    project = submitted()
    Product.objects.filter(pk=project.product_id).update(price="39.00")
    with pytest.raises(Conflict, match="Submit it again"):
        review.approve(fresh(project), cast.ann())
    assert (fresh(project).state, project.submissions.get().state) == ("storyboard_ready", "voided")
    review.submit(fresh(project), cast.ed())
    review.approve(fresh(project), cast.ann())


def test_another_button_of_the_brand_voids_what_was_agreed_on():
    project = branded(cast.board())
    before = board_digest(project)
    BrandKit.objects.update(call_to_action="Buy now")
    assert board_digest(fresh(project)) != before


def test_a_product_that_is_gone_and_a_brand_that_came_are_told_in_words():
    project = cast.board()
    plain, dressed = board(project), board(branded(project))
    assert "Brand kit: none → Lola's, #d6336c, Try it today" in map(str, differences(plain, dressed))
    assert "Brand kit: Lola's, #d6336c, Try it today → none" in map(str, differences(dressed, plain))
    without = {key: words for key, words in plain.items() if key != "product"}
    assert [change.new for change in differences(plain, without) if change.what == "Product"] == ["none"]
    assert differences(without, plain) == []  # boards of before did not name theirs


# --- locks ---------------------------------------------------------------------------------------
def statements(verb, *given):
    with CaptureQueriesContext(connection) as seen:
        verb(*given)
    return [row["sql"] for row in seen]


def test_a_product_is_locked_before_the_boards_that_show_it_whoever_is_first():
    """A verb that took its boards first was a deadlock with one that took the product first."""
    project = submitted()
    said = statements(lambda: products.edit_product(project.product, cast.ed(), price="39.00"))
    product = next(
        n for n, sql in enumerate(said) if sql.startswith("SELECT") and 'FROM "projects_product" ' in sql
    )
    boards = next(
        n for n, sql in enumerate(said) if sql.startswith("UPDATE") and "projects_videoproject" in sql
    )
    assert product < boards


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_a_board_that_is_saved_and_its_product_that_changes_do_not_wait_for_each_other(verb):
    """PostgreSQL looks at a board's product when the board is committed: that must not need its lock."""
    project, wrong = submitted(), []

    def elsewhere():
        try:
            if verb == "edit":
                products.edit_product(project.product, cast.ed(), price="39.00")
            else:
                products.delete_product(project.product, cast.ed())
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    other = Thread(target=elsewhere)
    with transaction.atomic():
        for title in ("Once", "Twice"):
            editing.edit_project(project, cast.ed(), title=title)
        other.start()
        if connection.vendor == "postgresql":
            # A changed price waits for the board's row; a product that goes into the trash for nothing.
            until(_somebody_waits if verb == "edit" else lambda: not other.is_alive())
    other.join()
    assert wrong == []


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def test_of_two_who_delete_a_product_the_second_is_told():
    product = cast.flask()
    products.delete_product(Product.objects.get(pk=product.pk), cast.ed())
    with pytest.raises(Conflict, match="deleted"):
        products.delete_product(product, cast.ed())


def test_boards_are_looked_at_again_in_one_order_whichever_was_edited_last():
    first, second = submitted(), submitted()
    VideoProject.objects.filter(pk=first.pk).update(title="Newest")
    fresh(first).save(update_fields=["updated"])
    waiting = review.waiting(VideoProject.objects.all())
    assert [row.pk for row in waiting] == sorted([first.pk, second.pk])


def test_words_that_no_film_shows_look_at_no_board():
    product = cast.flask()
    shown = statements(lambda: products.edit_product(product, cast.ed(), audience="Night hikers"))
    assert not any("projects_submission" in sql for sql in shown)
