"""Pages of batches: begun from the list of products, watched, and agreed to at a glance."""

import csv
import io
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.batches import approving
from generation.models import Job
from projects.board import editing, review, stages
from projects.media import library
from projects.models import (
    Batch,
    BatchRow,
    BatchRowState,
    BatchState,
    Comment,
    Preset,
    ProjectState,
    ReviewStep,
    VideoProject,
)
from rendering.exports import batch_zip
from rendering.models import Render
from tests import cast, fakes
from tests.generation.batches import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def page(client):
    """A browser of `who`; `page(who)` signs in."""

    def of(who):
        client.force_login(who)
        return client

    return of


def at(name, *args):
    return reverse(f"generation:{name}", args=args)


def in_review(count=2, by=None):
    """A batch whose boards were sent to review by Ed; no worker was needed."""
    batch = kit.batch(kit.drawn(count))
    for row in batch.rows.all():
        project = cast.board(scenes=2, title=f"Board {row.position}")
        review.submit(project, by or cast.ed())
        BatchRow.objects.filter(pk=row.pk).update(project=project, state=BatchRowState.STARTED)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.OVER)
    batch.refresh_from_db()
    return batch


def tickets(batch, who=None):
    return [one.ticket for one in approving.at_a_glance(list(approving.in_review(batch)), who or cast.ann())]


# --- the start ---------------------------------------------------------------------------------
def test_ticked_products_become_a_batch_after_its_cost_was_shown(page, settings):
    kit.pictures_are_bought(settings)
    products, preset = kit.drawn(3), kit.preset()
    browser = page(cast.ed())
    assert b'name="products"' in browser.get(reverse("projects:products")).content
    shown = browser.post(at("batch_new"), {"products": [products[0].pk, products[2].pk]}).content.decode()
    assert "2 products, 2 videos" in shown and "Short and calm" in shown and "at most" in shown
    assert not Batch.objects.exists()
    keys = f"{products[0].pk},{products[2].pk}"
    answer = browser.post(
        at("batch_create"), {"products": keys, "preset": preset.pk, "name": "Two cups", "submits": "on"}
    )
    batch = Batch.objects.get()
    assert answer.url == at("batch", batch.pk)
    assert (batch.name, batch.submits, batch.preset, batch.rows.count()) == ("Two cups", True, preset, 2)


def test_all_that_the_search_found_are_taken(page):
    products = kit.drawn(30)
    shown = page(cast.ed()).post(at("batch_new"), {"all": "1", "q": "Cup 2"}).content.decode()
    assert "12 products, 12 videos" in shown  # 2, 12 and 20 to 29
    keys = shown.split('name="products" value="')[1].split('"')[0].split(",")
    assert {int(key) for key in keys} == {one.pk for one in products if "2" in one.name}


def test_a_preset_is_not_needed(page):
    product = kit.drawn(1)[0]
    page(cast.ed()).post(at("batch_create"), {"products": product.pk, "preset": "standard", "name": ""})
    batch = Batch.objects.get()
    assert (batch.preset, batch.preset_name, batch.choices["target_ms"]) == (None, "Standard", 15_000)


def test_a_double_click_starts_one_batch(page):
    product, browser = kit.drawn(1)[0], page(cast.ed())
    shown = browser.post(at("batch_new"), {"products": product.pk})
    told = {"products": product.pk, "preset": "standard", "mark": shown.context["mark"]}
    first, second = (browser.post(at("batch_create"), told) for _ in range(2))
    assert first.url == second.url and Batch.objects.count() == 1


def test_nothing_ticked_leads_back_with_a_word(page):
    answer = page(cast.ed()).post(at("batch_new"), {})
    assert answer.url == reverse("projects:products")
    assert "Tick at least one" in str(list(get_messages(answer.wsgi_request))[0])


def test_a_viewer_ticks_nothing_and_starts_nothing(page):
    product = kit.drawn(1)[0]
    browser = page(cast.vera())
    assert b'name="products"' not in browser.get(reverse("projects:products")).content
    assert browser.post(at("batch_create"), {"products": product.pk}).status_code == 422
    assert not Batch.objects.exists()


# --- one batch ---------------------------------------------------------------------------------
def test_outsiders_see_no_batch(page):
    batch = in_review(1)
    for name in ("batch", "batch_boards"):
        assert page(cast.oscar()).get(at(name, batch.pk)).status_code == 404


def test_the_page_counts_filters_and_says_what_failed(page):
    batch = in_review(2)
    row = batch.rows.first()
    BatchRow.objects.filter(pk=row.pk).update(
        state="refused", project=None, problem="It needs up to 2 USD, and nothing is left."
    )
    browser = page(cast.ed())
    shown = browser.get(at("batch", batch.pk)).content.decode()
    assert "nothing is left" in shown and "Try 1 again" in shown
    shown = browser.get(at("batch", batch.pk), {"state": "review"}).content.decode()
    assert "nothing is left" not in shown and "Cup 2" in shown


def test_a_page_that_did_not_change_is_not_drawn_again(page):
    batch = kit.batch(kit.drawn(1))
    browser = page(cast.ed())
    seen = browser.get(at("batch", batch.pk)).context["seen"]
    headers = {"HX-Request": "true"}
    assert browser.get(at("batch", batch.pk), {"seen": seen}, headers=headers).status_code == 204
    batch.rows.update(state=BatchRowState.FAILED)
    assert browser.get(at("batch", batch.pk), {"seen": seen}, headers=headers).status_code == 200


@pytest.mark.parametrize("name", ["batch", "batches"])
def test_many_rows_take_as_many_queries_as_few(page, name):
    def asked(batch):
        browser = page(cast.ed())
        where = at(name) if name == "batches" else at(name, batch.pk)
        browser.get(where)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get(where).status_code == 200
        return len(found)

    batch = kit.batch(kit.drawn(2))
    few = asked(batch)
    rows = [
        BatchRow(batch=batch, position=number, product_name=f"Cup {number}", state="refused")
        for number in range(3, 1001)
    ]
    BatchRow.objects.bulk_create(rows)
    assert asked(batch) == few


def test_retry_and_cancel_are_for_editors(page):
    batch = kit.batch(kit.drawn(2))
    for name in ("batch_retry", "batch_cancel"):
        assert page(cast.vera()).post(at(name, batch.pk)).status_code == 403
    page(cast.ed()).post(at("batch_cancel", batch.pk))
    assert set(batch.rows.values_list("state", flat=True)) == {"cancelled"}
    page(cast.ed()).post(at("batch_retry", batch.pk), {"row": batch.rows.first().pk})
    assert sorted(batch.rows.values_list("state", flat=True)) == ["cancelled", "waiting"]


# --- agreement at a glance -----------------------------------------------------------------------
def test_a_board_is_shown_with_its_words_comments_warnings_and_price(page):
    batch = in_review(1)
    project = VideoProject.objects.get()
    Comment.objects.create(project=project, author=cast.ed(), text="Brighter?")
    shown = page(cast.ann()).get(at("batch_boards", batch.pk)).content.decode()
    assert "Sentence number 2." in shown and "1 open comment" in shown and "free" in shown
    assert project.submissions.get().digest[:12] in shown


def test_before_many_are_approved_digests_and_cost_are_listed(page):
    batch = in_review(2)
    shown = page(cast.ann()).post(at("batch_check", batch.pk), {"board": tickets(batch)}).content.decode()
    assert "Approve 2 boards" in shown and "Together" in shown
    assert all(ticket.split(":")[1][:12] in shown for ticket in tickets(batch))
    assert not Job.objects.exists()


def test_many_are_approved_each_on_its_own_digest_and_rendered(page):
    batch = in_review(2)
    page(cast.ann()).post(at("batch_approve", batch.pk), {"board": tickets(batch)})
    assert {job.kind for job in Job.objects.all()} == {"render"} and Job.objects.count() == 2
    for project in VideoProject.objects.all():
        [agreed] = project.submissions.all()
        assert (agreed.decided_by, agreed.state) == (cast.ann(), "approved")


def test_a_board_that_changed_meanwhile_is_refused_by_name_and_the_others_go_on(page):
    batch = in_review(3)
    seen = tickets(batch)
    changed = VideoProject.objects.get(title="Board 2")
    editing.edit_scene(changed.scenes.first(), cast.ed(), text="Something else.")
    review.submit(VideoProject.objects.get(pk=changed.pk), cast.ed())
    shown = page(cast.ann()).post(at("batch_check", batch.pk), {"board": seen}).content.decode()
    assert "Approve 2 boards" in shown and "It changed after you looked at it" in shown
    answer = page(cast.ann()).post(at("batch_approve", batch.pk), {"board": seen})
    assert "Board 2</a>: The board changed after it was submitted" in answer.content.decode()
    assert sorted(Job.objects.values_list("project__title", flat=True)) == ["Board 1", "Board 3"]


def test_two_people_at_once_approve_each_board_once():
    batch = in_review(2)
    seen = (
        approving.chosen(batch, cast.ann(), []),
        [approving.SeenBoard(int(key), digest) for key, digest in (one.split(":") for one in tickets(batch))],
    )
    first = approving.approve_many(batch, cast.ann(), seen[1])
    second = approving.approve_many(batch, cast.adam(), seen[1])
    assert [one.problem for one in first] == ["", ""]
    assert all("not in review" in one.problem for one in second)
    assert Job.objects.count() == 2


def test_a_stage_that_somebody_else_decided_meanwhile_is_not_decided_for_the_next(page):
    """Ann and Adam both look at the first stage; Ann's word does not become that of the second."""
    stages.set_stages(cast.shop(), cast.adam(), [{"name": "Brand"}, {"name": "Legal"}])
    batch = in_review(2)
    seen = tickets(batch)
    assert all(one.endswith(":1") for one in seen)
    page(cast.adam()).post(at("batch_approve", batch.pk), {"board": seen[:1]})
    shown = page(cast.ann()).post(at("batch_check", batch.pk), {"board": seen}).content.decode()
    assert "Approve 1 board" in shown and "It changed after you looked at it" in shown
    answer = page(cast.ann()).post(at("batch_approve", batch.pk), {"board": seen})
    assert "This stage was decided a moment ago" in answer.content.decode()
    decided = ReviewStep.objects.exclude(decided=None).values_list("name", "decided_by__username")
    assert sorted(decided) == [("Brand", "adam"), ("Brand", "ann")]
    assert not Job.objects.exists()


def test_nobody_approves_what_they_sent_themselves(page):
    batch = in_review(1, by=cast.ann())
    browser = page(cast.ann())
    assert b'name="board"' not in browser.get(at("batch_boards", batch.pk)).content
    answer = browser.post(at("batch_approve", batch.pk), {"board": tickets(batch)})
    assert "Somebody else has to approve it" in answer.content.decode()
    assert not Job.objects.exists()


def test_editors_and_viewers_approve_nothing(page):
    batch = in_review(1)
    for who in (cast.vera(), cast.ed()):
        for name in ("batch_check", "batch_approve"):
            answer = page(who).post(at(name, batch.pk), {"board": tickets(batch)})
            assert answer.status_code == 403
    assert not Job.objects.exists()


def test_a_board_of_another_batch_is_not_approved_here(page):
    batch, other = in_review(1), kit.batch(kit.drawn(0) or [cast.flask()], preset=Preset.objects.get())
    project = cast.board(title="Elsewhere")
    review.submit(project, cast.ed())
    digest = project.submissions.get().digest
    page(cast.ann()).post(at("batch_approve", other.pk), {"board": [f"{project.pk}:{digest}"]})
    page(cast.ann()).post(at("batch_approve", batch.pk), {"board": ["x:y", "7", f"{project.pk}:{digest}"]})
    assert not Job.objects.exists()


# --- all videos in one file ----------------------------------------------------------------------
def film(project, data=b"film " * 50_000):
    video = library.keep(cast.shop(), "video", data + project.title.encode(), "video/mp4", "local")
    made = {"spec": {}, "digest": "d" * 64, "duration_ms": 6000, "frames": 150, "aspect": "9:16"}
    Render.objects.create(project=project, video=video, width=720, height=1280, **made)
    VideoProject.objects.filter(pk=project.pk).update(state=ProjectState.COMPLETED)
    return video


def test_all_videos_come_in_one_zip_with_a_table_that_no_spreadsheet_runs(page):
    batch = in_review(3)
    first, second, third = VideoProject.objects.order_by("pk")
    VideoProject.objects.filter(pk=second.pk).update(title=first.title)
    film(first)
    film(VideoProject.objects.get(pk=second.pk), b"other")
    batch.rows.filter(project=third).update(product_name="=HYPERLINK(1)", problem="@bad")
    answer = page(cast.vera()).get(reverse("rendering:batch_films", args=[batch.pk]))
    data = b"".join(answer.streaming_content)
    assert len(data) == int(answer["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        assert found.namelist() == ["board-1_9x16.mp4", "board-1_9x16_2.mp4", "videos.csv"]
        lines = list(csv.DictReader(io.StringIO(found.read("videos.csv").decode("utf-8-sig"))))
    assert [line["file"] for line in lines] == ["board-1_9x16.mp4", "board-1_9x16_2.mp4", ""]
    assert lines[0]["seconds"] == "6" and lines[2]["state"] == "in_review"
    assert not any(value.startswith(("=", "@")) for line in lines for value in line.values())


def test_the_zip_is_made_in_pieces_while_it_is_sent():
    batch = in_review(1)
    film(VideoProject.objects.get(), b"x" * 3_000_000)
    sizes = [len(piece) for piece in batch_zip.archive(batch_zip.films_of(batch))]
    assert max(sizes) <= 256 * 1024 and sum(sizes) > 3_000_000


def test_without_a_finished_video_there_is_no_zip(page):
    batch = in_review(1)
    assert page(cast.ed()).get(reverse("rendering:batch_films", args=[batch.pk])).status_code == 409


# --- the admin -------------------------------------------------------------------------------------
def test_the_admin_leads_to_a_new_batch_and_shows_the_old_ones(page):
    products = kit.drawn(2)
    browser, where = page(cast.adam()), reverse("admin:projects_product_changelist")
    told = {"action": "make_videos", "_selected_action": [one.pk for one in products]}
    answer = browser.post(where, told)
    assert answer.url == f"{at('batch_new')}?products={products[0].pk},{products[1].pk}"
    assert "2 products, 2 videos" in browser.get(answer.url).content.decode()
    batch = kit.batch(products)
    where = reverse("admin:projects_batch_changelist")
    browser.post(where, {"action": "cancel", "_selected_action": [batch.pk]})
    assert set(batch.rows.values_list("state", flat=True)) == {"cancelled"}
    for name in ("preset", "batch", "batchrow"):
        assert browser.get(reverse(f"admin:projects_{name}_changelist")).status_code == 200
    browser.post(
        reverse("admin:projects_batchrow_changelist"),
        {"action": "retry", "_selected_action": [batch.rows.first().pk]},
    )
    assert sorted(batch.rows.values_list("state", flat=True)) == ["cancelled", "waiting"]
