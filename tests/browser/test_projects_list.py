"""The list of projects while others work: rows move by themselves, many are changed at once and back."""

import pytest

from generation.engine import jobs
from projects.board import review
from projects.models import VideoProject
from projects.planning import plans
from tests import cast, fakes
from tests.pages import eventually
from tests.waiting import until


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


def test_what_is_ticked_while_a_row_is_on_its_way_stays_ticked(studio_server, page, signed_in):
    """The row was asked for before it was ticked, and comes after: by a slow line, or from a busy server."""
    cast.ann()
    project = cast.draft(title="Morning film")
    signed_in(page, "ed")
    page.goto("/projects/")
    tick, held = page.locator(f"#project-{project.pk} .tick"), []
    page.route("**/projects/rows/**", lambda route: held.append(route))
    tick.focus()
    with page.expect_request("**/projects/rows/**"):
        plans.plan(project, cast.ann(), tags=["Spring"])
    page.keyboard.press("Space")
    until(lambda: page.wait_for_timeout(30) or held, what="the rows")
    held.pop().continue_()
    page.wait_for_selector(f"#project-{project.pk} >> text=Spring")
    assert tick.is_checked()
    page.keyboard.press("Space")
    assert not tick.is_checked(), "and it still has the focus"


def test_a_list_moves_by_itself_and_many_projects_are_changed_at_once(studio_server, page, signed_in):
    cast.ann()
    first, second = cast.board(title="Ridge film"), cast.draft(title="Morning film")
    signed_in(page, "ed")
    page.goto("/projects/")
    page.evaluate("window.sameVisit = true")
    page.wait_for_selector(f"#project-{second.pk}")
    # Others: one is submitted, another is given away, a third begins.
    review.submit(first, cast.ed())
    page.wait_for_selector(f"#project-{first.pk} >> text=In review")
    page.check(f"#project-{second.pk} .tick")
    plans.plan(second, cast.ann(), assignee=cast.ann(), tags=["Spring"])
    page.wait_for_selector(f"#project-{second.pk} >> text=Spring")
    assert page.is_checked(f"#project-{second.pk} .tick")
    cast.draft(title="Just begun")
    plans.plan(VideoProject.objects.get(title="Just begun"), cast.ann(), tags=["New"])
    page.click("text=Show what is new")
    page.wait_for_selector("text=Just begun")
    # A job is seen from every page, and on its row.
    jobs.enqueue(second, "storyboard", by=cast.ann())
    eventually(page, "!document.getElementById('running').hidden")
    page.wait_for_selector(f"#project-{second.pk} .poster-progress:not([hidden])")
    page.click("#running summary")
    page.wait_for_selector("#running-list >> text=Morning film")
    page.keyboard.press("Escape")
    # By keys: both are tagged in one go, and it is taken back.
    for project in (first, second):
        page.focus(f"#project-{project.pk} .tick")
        page.keyboard.press("Space")
    page.click("summary:has-text('Tag')")
    page.fill("#bulk-tags", "Sale")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=2 tagged.")
    page.wait_for_selector(f"#project-{first.pk} >> text=Sale")
    page.click(".toast >> text=Undo")
    eventually(
        page, "pk => !document.getElementById(`project-${pk}`).textContent.includes('Sale')", arg=first.pk
    )
    assert page.evaluate("window.sameVisit")
