"""A batch: one board of each product, admitted by the budget, begun once each whatever happens on the way."""

from collections import Counter
from decimal import Decimal

import pytest

from generation import actions
from generation.batches import admission, standing, start, work
from generation.billing import budgets
from generation.engine import run
from generation.engine.run import run_inline
from generation.models import Job, LedgerEntry, Reservation, ReservationState, Step
from projects.board import editing
from projects.errors import BadInput, IllegalMove, NotAllowed
from projects.models import (
    Admission,
    BatchRow,
    BatchRowState,
    BatchState,
    Preset,
    Product,
    ProjectState,
    VideoProject,
)
from tests import cast, fakes
from tests.generation.batches import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS, settings.BATCH_AT_ONCE = fakes.PROVIDERS, 1000
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)


def states(batch):
    return Counter(batch.rows.values_list("state", flat=True))


def held():
    return sum(row.amount for row in Reservation.objects.filter(state=ReservationState.HELD))


def cost_of_one(product, preset):
    [found] = admission.estimates_of([product], preset.choices, None, cast.ed())
    return found.total


# --- money -------------------------------------------------------------------------------------
def test_of_200_boards_a_budget_for_150_admits_150_and_says_what_was_left(settings, monkeypatch):
    kit.pictures_are_bought(settings)
    settings.BATCH_AT_ONCE = 0  # admission is what is looked at
    products, preset = kit.drawn(200), kit.preset()
    [found] = admission.estimates_of(products[:1], preset.choices, None, cast.ed())
    monkeypatch.setattr(admission, "_estimate_of", lambda *_: found)
    each = found.total
    budget = budgets.set_budget(cast.shop(), cast.adam(), each * 150).amount
    batch = kit.batch(products, preset=preset)
    for _ in range(200 // admission.AT_ONCE):
        work.work_on(batch.pk)
    assert states(batch) == {"admitted": 150, "refused": 50}
    assert held() == each * 150 <= budget
    assert list(batch.rows.filter(state="refused").values_list("position", flat=True)) == list(
        range(151, 201)
    )
    told = batch.rows.get(position=151).problem
    assert "has 0.00 USD left of 1.35 USD" in told and "can raise it" in told
    assert not VideoProject.objects.exists() and not Job.objects.exists()


def test_what_was_put_aside_passes_to_the_jobs_and_nothing_is_held_twice(settings):
    kit.pictures_are_bought(settings)
    products, preset = kit.drawn(4), kit.preset()
    each = cost_of_one(products[0], preset)
    budgets.set_budget(cast.shop(), cast.adam(), each * 3)
    batch = kit.work_through(kit.batch(products, preset=preset))
    assert states(batch) == {"started": 3, "refused": 1}
    assert held() == each * 3
    assert Reservation.objects.filter(job=None, amount__gt=0, state=ReservationState.HELD).count() == 0


def test_all_or_none_refuses_all_where_one_does_not_fit(settings):
    kit.pictures_are_bought(settings)
    products, preset = kit.drawn(3), kit.preset()
    budgets.set_budget(cast.shop(), cast.adam(), cost_of_one(products[0], preset) * 2)
    batch = kit.work_through(kit.batch(products, preset=preset, admission=Admission.ALL))
    assert states(batch) == {"refused": 3}
    assert "All 3 together need up to" in batch.rows.first().problem
    assert (held(), batch.state) == (0, BatchState.OVER)


def test_a_price_that_nobody_knows_is_refused_where_there_is_a_budget(settings):
    settings.PROVIDERS = {**fakes.PROVIDERS, "image": [{**kit.kit.replicate(kit.NOWHERE)}]}
    settings.PROVIDERS["image"][0]["OPTIONS"]["model"] = "somebody/new-model"
    budgets.set_budget(cast.shop(), cast.adam(), 100)
    batch = kit.work_through(kit.batch(kit.drawn(1)))
    assert states(batch) == {"refused": 1}
    assert "Nobody knows the price of" in batch.rows.get().problem


def test_after_the_budget_is_raised_the_refused_are_tried_again(settings):
    kit.pictures_are_bought(settings)
    products, preset = kit.drawn(3), kit.preset()
    each = cost_of_one(products[0], preset)
    budgets.set_budget(cast.shop(), cast.adam(), each * 2)
    batch = kit.work_through(kit.batch(products, preset=preset))
    budgets.set_budget(cast.shop(), cast.adam(), each * 3)
    assert start.retry(batch, cast.ed()) == 1
    kit.work_through(batch)
    assert states(batch) == {"started": 3}
    assert held() == each * 3


def test_a_cancelled_batch_frees_its_money_and_starts_nothing_more(settings):
    kit.pictures_are_bought(settings)
    settings.BATCH_AT_ONCE = 1
    batch = kit.batch(kit.drawn(3))
    work.work_on(batch.pk)
    assert states(batch) == {"started": 1, "admitted": 2}
    before = held()
    assert start.cancel(batch, cast.ed()) == 2
    work.work_on(batch.pk)
    assert states(batch) == {"started": 1, "cancelled": 2}
    assert held() == before / 3
    assert start.cancel(batch, cast.ed()) == 0
    assert start.cancel(batch, cast.ed(), is_work_stopped=True) == 1
    assert (held(), kit.jobs_of(batch).get().state) == (0, "cancelled")


def test_the_forecast_looks_at_some_and_counts_for_all(settings):
    kit.pictures_are_bought(settings)
    products, preset = kit.drawn(30), kit.preset()
    told = start.forecast(products, preset, cast.ed())
    assert told.total == cost_of_one(products[0], preset) * 30 > 0
    assert (told.count, told.looked_at, told.is_exact, told.is_free) == (30, start.SAMPLED, False, False)
    assert not VideoProject.objects.exists()
    budgets.set_budget(cast.shop(), cast.adam(), Decimal("0.01"))
    assert not start.forecast(products, preset, cast.ed()).fits


def test_the_forecast_says_beside_the_most_what_such_boards_usually_cost(settings, client):
    kit.pictures_are_bought(settings)
    products, preset = kit.drawn(30), kit.preset()
    assert start.forecast(products, preset, cast.ed()).typical is None
    usually = Decimal("0.001")
    model = settings.PROVIDERS["image"][0]["OPTIONS"]["model"]
    for number in range(5):
        LedgerEntry.objects.create(
            workspace=cast.shop(), talent="image", provider="replicate", model=model, units={"images": 1},
            cost=usually, call_key=f"call {number}",
        )  # fmt: skip
    told = start.forecast(products, preset, cast.ed())
    pictures = told.total / Decimal("0.003")
    assert told.typical == usually * pictures < told.total
    client.force_login(cast.ed())
    keys = ",".join(str(product.pk) for product in products)
    page = client.post("/batches/outlook/", {"products": keys, "preset": preset.pk}).content.decode()
    assert "usually" in page and "no typical price" not in page


# --- one board of each product -------------------------------------------------------------------
def test_each_product_becomes_a_board_that_is_sent_to_review():
    batch = kit.batch([*kit.drawn(1), cast.flask()])
    kit.work_through(batch)
    run_inline(kit.jobs_of(batch).first())
    kit.work_through(batch)
    assert standing.counts(batch) == {"making": 1, "review": 1}
    project = batch.rows.get(project__state="in_review").project
    assert (project.created_by, project.target_ms, project.submissions.get().submitted_by) == (
        cast.ed(),
        6000,
        cast.ed(),
    )


def test_boards_that_stop_at_the_script_wait_for_their_pictures():
    batch = kit.batch(kit.drawn(1), preset=kit.preset(stop_at="script"))
    kit.work_through(batch)
    run_inline(kit.jobs_of(batch).get())
    kit.work_through(batch)
    assert standing.counts(batch) == {"script": 1}
    assert batch.state == BatchState.OVER
    assert start.illustrate(batch, cast.ann()) == 1
    run_inline(kit.jobs_of(batch).order_by("-pk").first())
    kit.work_through(batch)
    assert standing.counts(batch) == {"review": 1}
    with pytest.raises(IllegalMove, match="waits for its pictures"):
        start.illustrate(batch, cast.ed())


def test_few_boards_of_a_batch_are_in_the_making_at_a_time(settings):
    settings.BATCH_AT_ONCE = 2
    batch = kit.batch(kit.drawn(5))
    for _ in range(4):
        work.work_on(batch.pk)
    assert states(batch) == {"started": 2, "admitted": 3}
    run_inline(kit.jobs_of(batch).first())
    work.work_on(batch.pk)
    assert states(batch) == {"started": 3, "admitted": 2}


def test_the_same_product_twice_is_one_row():
    products = kit.drawn(2)
    assert kit.batch([*products, products[0]]).rows.count() == 2


@pytest.mark.parametrize("after", range(1, 7))
def test_a_worker_that_is_killed_loses_and_doubles_nothing(monkeypatch, after):
    """It dies at its nth write to a project's history; what it had begun is as if it never was."""
    batch, calls = kit.batch(kit.drawn(3)), [0]
    create = work.editing.create_project
    storyboard = work.actions.storyboard

    def dies(verb):
        def called(*args, **kwargs):
            made = verb(*args, **kwargs)
            calls[0] += 1
            if calls[0] == after:
                raise SystemExit
            return made

        return called

    monkeypatch.setattr(work.editing, "create_project", dies(create))
    monkeypatch.setattr(work.actions, "storyboard", dies(storyboard))
    while True:
        try:
            kit.work_through(batch)
            break
        except SystemExit:
            continue
    assert states(batch) == {"started": 3}
    assert VideoProject.objects.count() == kit.jobs_of(batch).count() == 3


def test_two_workers_at_the_same_row_begin_it_once(settings):
    settings.BATCH_AT_ONCE = 0
    batch = kit.batch(kit.drawn(1))
    work.work_on(batch.pk)
    row = batch.rows.get()
    work.start_row(batch, row.pk)
    work.start_row(batch, row.pk)
    assert VideoProject.objects.count() == 1


def test_a_product_that_was_deleted_fails_in_plain_words():
    products = kit.drawn(2)
    batch = kit.batch(products)
    products[0].delete()
    kit.work_through(batch)
    assert states(batch) == {"failed": 1, "started": 1}
    assert batch.rows.get(position=1).problem == "The product was deleted."
    assert batch.rows.get(position=1).product_name == "Cup 1"


def test_a_board_that_failed_goes_on_where_it_stopped():
    batch = kit.work_through(kit.batch(kit.drawn(1)))
    job = kit.jobs_of(batch).get()
    fakes.reset()
    fakes.trouble[:] = [("text", RuntimeError("broken"))] * 20
    run_inline(job)
    fakes.reset()
    assert standing.counts(batch) == {"failed": 1}
    assert start.retry(batch, cast.ann()) == 1
    kit.work_through(batch)
    run_inline(kit.jobs_of(batch).order_by("-pk").first())
    kit.work_through(batch)
    assert standing.counts(batch) == {"review": 1}
    assert VideoProject.objects.count() == 1
    with pytest.raises(IllegalMove, match="Nothing of this batch"):
        start.retry(batch, cast.ed())


def test_a_board_that_cannot_be_sent_says_why_and_stays_for_a_person(monkeypatch):
    batch = kit.work_through(kit.batch(kit.drawn(1)))
    run_inline(kit.jobs_of(batch).get())
    scene = VideoProject.objects.get().scenes.first()
    scene.text = "This is much more than anybody can say in so short a time. " * 20
    scene.save()
    kit.work_through(batch)
    row = batch.rows.get()
    assert row.problem.startswith("Not sent to review: Scene 1: its words take")
    assert (row.project.state, batch.state) == (ProjectState.STORYBOARD_READY, BatchState.OVER)


# --- fairness ------------------------------------------------------------------------------------
def next_project(monkeypatch):
    """Whose step a worker of the pool would take next; nothing is done."""
    taken = []

    def looked_at(pk, worker=None):
        taken.append(Step.objects.select_related("job__project").get(pk=pk).job.project)
        return "done"

    monkeypatch.setattr(run, "run_step", looked_at)
    run.run_next()
    return taken[0]


def test_what_a_person_starts_goes_before_a_whole_batch_of_their_workspace(monkeypatch):
    kit.work_through(kit.batch(kit.drawn(12)))
    assert next_project(monkeypatch).title.startswith("Cup")
    actions.storyboard(cast.draft(title="By hand"), cast.ed())
    assert next_project(monkeypatch).title == "By hand"


def test_a_batch_does_not_starve_another_workspace(monkeypatch):
    monkeypatch.setattr(run, "_served", {})
    kit.work_through(kit.batch(kit.drawn(12)))
    theirs = cast.shop("oscars", "Oscar's other shop")
    [product] = Product.objects.bulk_create([Product(workspace=theirs, handle="lamp", name="Lamp")])
    project = editing.create_project(theirs, cast.oscar(), "product", product=product, target_ms=6000)
    actions.storyboard(project, cast.oscar())
    assert {next_project(monkeypatch).title for _ in range(2)} == {"Cup 1", "Lamp"}


# --- who may -------------------------------------------------------------------------------------
def test_a_viewer_starts_retries_and_cancels_nothing():
    products, preset = kit.drawn(1), kit.preset()
    with pytest.raises(NotAllowed):
        start.start_batch(products, preset, cast.vera())
    batch = kit.batch(products, preset=preset)
    for verb in (start.retry, start.cancel, start.illustrate):
        with pytest.raises(NotAllowed):
            verb(batch, cast.vera())
    assert BatchRow.objects.get().state == BatchRowState.WAITING


def test_products_of_another_workspace_are_refused_by_name():
    foreign = kit.drawn(1, workspace=cast.shop("oscars", "Oscar's other shop"))
    with pytest.raises(BadInput, match="“Cup 1” is not a product of Lola's shop"):
        kit.batch(foreign)
    with pytest.raises(BadInput, match="at least one"):
        start.start_batch([], Preset.objects.get(), cast.ed())
