"""The list of projects, and the page on which one begins: who sees what, and what is refused how."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from generation.models import Job
from projects.models import VideoProject
from projects.planning import plans
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db

LIST, NEW, CREATE = "/projects/", "/projects/new/", "/projects/create/"


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


@pytest.fixture
def as_(client):
    """as_(person): a client in which that person is signed in."""

    def enter(person):
        client.force_login(person)
        return client

    return enter


def form(**changes):
    """What a browser sends for a 6-word prompt, unless `changes` say otherwise."""
    return {
        "source": "prompt",
        "prompt": "A robot opens a small bar",
        "seconds": "12",
        "length": "15",
        "mode": "creative_ad",
        "style": "bold",
        "aspect": "1:1",
        "resolution": "720p",
        "language": "en",
        "captions": "on",
        **changes,
    }


# --- the list --------------------------------------------------------------------------------
def test_strangers_are_asked_to_sign_in(client):
    assert client.get(LIST)["Location"] == f"/login/?next={LIST}"


def test_nobody_sees_another_workspaces_projects(as_):
    cast.draft(title="Lola's secret film")
    page = Page(as_(cast.oscar()).get(LIST))
    assert "Lola's secret film" not in page.replace("&#x27;", "'")
    assert "No projects yet" in page


def test_a_viewer_sees_projects_but_no_way_to_make_one(as_):
    cast.draft(title="Ridge film")
    page = Page(as_(cast.vera()).get(LIST))
    assert "Ridge film" in page
    assert NEW not in page


def test_the_search_finds_titles_and_products(as_):
    cast.draft(title="Morning film")
    client = as_(cast.ed())
    for words, found in (("morning", True), ("ridge fl", True), ("kettle", False)):
        assert ("Morning film" in Page(client.get(LIST, {"q": words}))) is found, words


@pytest.mark.parametrize(
    "chosen, found", [({"state": "draft"}, True), ({"state": "failed"}, False), ({"style": "bold"}, False)]
)
def test_filters_narrow_the_list(as_, chosen, found):
    cast.draft(title="Morning film")
    assert ("Morning film" in Page(as_(cast.ed()).get(LIST, chosen))) is found


def test_a_poster_says_how_long_the_scenes_are_and_before_there_are_any_what_was_asked_for(as_):
    client = as_(cast.ed())
    cast.draft(target_ms=15000)
    assert "▸ 15 s" in Page(client.get(LIST))
    VideoProject.objects.all().delete()
    cast.board(scenes=4)
    VideoProject.objects.update(target_ms=15000)
    assert "▸ 8 s" in Page(client.get(LIST))


def test_htmx_gets_the_sheet_alone(as_):
    cast.draft()
    page = Page(as_(cast.ed()).get(LIST, headers={"HX-Request": "true"}))
    assert page.lstrip().startswith('<div id="sheet"') and "<header" not in page


@pytest.mark.parametrize(
    "chosen, found",
    [
        ({"assignee": "ann"}, True), ({"assignee": "none"}, False), ({"assignee": "x"}, False),
        ({"tag": "spring"}, True), ({"tag": "0"}, False), ({"whose": "assigned"}, False),
        ({"due": "overdue"}, True), ({"due": "none"}, False),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_who_works_on_it_its_tag_and_its_day(as_, chosen, found):
    project = cast.draft(title="Morning film")
    day = timezone.localdate() - timedelta(days=1)
    plans.plan(project, cast.ed(), assignee=cast.ann(), due=day, tags=["Spring"])
    keys = {"ann": cast.ann().pk, "spring": project.tags.get().pk}
    asked = {name: keys.get(value, value) for name, value in chosen.items()}
    page = Page(as_(cast.ed()).get(LIST, asked))
    assert ("Morning film" in page) is found
    if found:
        assert "Overdue since" in page and ">Spring<" in page


def test_ticked_projects_go_to_the_archive_and_the_message_takes_it_back(as_):
    client, one, other = as_(cast.ed()), cast.draft(title="One film"), cast.draft(title="Other")
    sent = {"verb": "archive", "projects": [one.pk, other.pk]}
    answer = client.post(f"{LIST}bulk/", sent, headers={"HX-Request": "true"})
    told = json.loads(answer["HX-Trigger"])
    assert told["studio:toast"]["message"] == "2 archived." and "studio:list-changed" in told
    # With a space: three letters may stand in a page's random token.
    assert "One film" not in Page(client.get(LIST))
    assert client.post(told["studio:toast"]["undo"]).status_code == 204
    assert VideoProject.objects.filter(archived=None).count() == 2


def test_nobody_moves_projects_of_others(as_):
    project = cast.draft()
    client = as_(cast.oscar())
    client.post(f"{LIST}bulk/", {"verb": "delete", "projects": [project.pk]})
    client.force_login(cast.vera())
    client.post(f"{LIST}bulk/", {"verb": "delete", "projects": [project.pk]})
    assert VideoProject.objects.get().deleted is None


@pytest.mark.parametrize(
    "sent, says",
    [
        ({"verb": "due", "day": "tomorrow"}, "Choose a day."),
        ({"verb": "tag", "tags": " , "}, "Write the tag"),
        ({"verb": "assign:999999"}, "not here any more"), ({"verb": "explode"}, "Choose what to do"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_to_many_says_what_to_do(as_, sent, says):
    sent["projects"] = [cast.draft().pk]
    answer = as_(cast.ed()).post(f"{LIST}bulk/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and says in answer.content.decode()


def test_rows_that_moved_come_alone_and_those_that_left_the_filter_go(as_):
    draft, gone = cast.draft(title="Stays"), cast.draft(title="Left")
    VideoProject.objects.filter(pk=gone.pk).update(state="failed")
    asked = {"state": "draft", "pk": [draft.pk, gone.pk]}
    page = Page(as_(cast.ed()).get(f"{LIST}rows/", asked))
    assert "Stays" in page and "Left" not in page
    assert f'<article id="project-{gone.pk}" hx-swap-oob="delete">' in page


def test_a_kept_filter_is_one_click_away(as_):
    client = as_(cast.ed())
    answer = client.post("/filters/", {"name": "Late", "query": "due=overdue"})
    assert answer.url == f"{LIST}?due=overdue"
    assert f'href="{LIST}?due=overdue"' in Page(client.get(LIST))
    client.post(f"/filters/{cast.ed().saved_filters.get().pk}/delete/")
    assert "Late" not in Page(client.get(LIST))


def test_a_project_is_planned_from_its_own_page(as_):
    project, client = cast.board(), as_(cast.ed())
    address = f"{LIST}{project.pk}/plan/"
    assert "Who works on it" in Page(client.get(address))
    refused = client.post(address, {"due": "soon"})
    assert refused.status_code == 422 and "Choose a day." in Page(refused)
    client.post(address, {"assignee": cast.ann().pk, "due": "2030-03-01", "tags": "Spring, Sale"})
    page = Page(client.get(f"{LIST}{project.pk}/"))
    assert "1 Mar 2030" in page and ">Sale<" in page


def test_twenty_projects_cost_as_many_queries_as_ten(as_, django_assert_max_num_queries):
    client = as_(cast.ed())
    client.get(LIST)
    for number in range(10):
        VideoProject.objects.filter(pk=cast.draft(title=f"Film {number}").pk).update(
            poster=cast.picture(number)
        )
    ten = queries(client, LIST)
    for number in range(10, 20):
        project = cast.draft(title=f"Film {number}")
        plans.plan(project, cast.ed(), assignee=cast.ann(), tags=[f"Tag {number}"])
        VideoProject.objects.filter(pk=project.pk).update(poster=cast.picture(number))
    assert queries(client, LIST) == ten


def test_a_search_looks_through_the_projects_once_and_turns_pages(as_):
    client = as_(cast.ed())
    for number in range(30):
        cast.draft(title=f"Film {number:02}")
    cast.draft(title="Another")
    client.get(LIST)
    with CaptureQueriesContext(connection) as seen:
        page = Page(client.get(LIST, {"q": "film", "page": 2, "sort": "title"}))
    assert [f"Film {number:02}" for number in range(30) if f"Film {number:02}" in page] == [
        f"Film {number:02}" for number in range(24, 30)
    ]
    assert "25 to 30 of 30" in page
    assert sum("LIKE" in one["sql"] for one in seen.captured_queries) == 1


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_twenty_fifth_project_is_on_the_second_page(as_):
    for number in range(25):
        cast.draft(title=f"Film {number:02d}")
    client = as_(cast.ed())
    assert "Film 00" not in Page(client.get(LIST))
    assert "Film 00" in Page(client.get(LIST, {"page": 2}))


# --- a new one -------------------------------------------------------------------------------
def test_a_viewer_is_told_who_can_help(as_):
    answer = as_(cast.vera()).get(NEW)
    assert answer.status_code == 403
    assert "Ask an admin" in Page(answer)


def test_a_prompt_becomes_a_project_and_its_storyboard_is_started(as_):
    answer = as_(cast.ed()).post(CREATE, form())
    project = VideoProject.objects.get()
    assert answer["Location"] == f"/projects/{project.pk}/"
    assert (project.target_ms, project.style, project.aspect, project.captions) == (
        12_000,
        "bold",
        "1:1",
        True,
    )
    assert (Job.objects.get().kind, project.state) == ("storyboard", "writing")


def test_a_product_becomes_a_project_of_its_workspace(as_):
    answer = as_(cast.ed()).post(CREATE, form(source="product", product=cast.flask().pk, length="30"))
    project = VideoProject.objects.get()
    assert answer.status_code == 302
    assert (project.product, project.target_ms, project.prompt) == (cast.flask(), 30_000, "")


def test_a_script_needs_no_length(as_):
    as_(cast.ed()).post(CREATE, form(source="script", script="INT. BAR - NIGHT\n\nMIRA: Hello.", seconds=""))
    assert VideoProject.objects.get().script.startswith("INT. BAR")


@pytest.mark.parametrize(
    "first_line, title",
    [
        ("SCENE 1 - INT. GARAGE WORKSHOP - MORNING", "Garage workshop, morning"),
        ("EXT. HILL - DAY", "Hill, day"),
        ("INT./EXT. Mira's car - dusk", "Mira's car, dusk"),
        ("MIRA: Hello there.", "MIRA: Hello there."),
        ("Internal notes", "Internal notes"),
    ],
)
def test_a_script_is_called_by_where_it_begins(as_, first_line, title):
    as_(cast.ed()).post(CREATE, form(source="script", script=f"{first_line}\n\nMIRA: Hello."))
    assert VideoProject.objects.get().title == title


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"prompt": ""}, "Describe the video in a sentence or two."),
        ({"seconds": "4"}, "At least 5 seconds."),
        ({"seconds": "301"}, "At most 300 seconds."),
        ({"source": "product"}, "Choose the product that the video is about."),
        ({"source": "script"}, "Paste the script: it is empty."),
    ],
)
def test_what_is_missing_is_said_beside_its_field(as_, changes, said):
    answer = as_(cast.ed()).post(CREATE, form(**changes))
    assert answer.status_code == 422
    assert said in Page(answer)
    assert not VideoProject.objects.exists()


def test_nothing_typed_is_lost_when_the_form_comes_back(as_):
    typed = form(source="script", script="", prompt="Keep me", title="My title", call_to_action="Buy it")
    page = Page(as_(cast.ed()).post(CREATE, typed, headers={"HX-Request": "true"}))
    assert all(words in page for words in ("Keep me", "My title", "Buy it"))
    assert 'value="bold" checked' in page


def test_htmx_is_sent_to_the_new_project(as_):
    answer = as_(cast.ed()).post(CREATE, form(), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/projects/{VideoProject.objects.get().pk}/"


def test_another_workspaces_product_cannot_be_used(as_):
    answer = as_(cast.oscar()).post(CREATE, form(source="product", product=cast.flask().pk))
    assert answer.status_code == 422
    assert not VideoProject.objects.exists()


def test_a_viewer_cannot_make_a_project(as_):
    answer = as_(cast.vera()).post(CREATE, form())
    assert answer.status_code == 403
    assert not VideoProject.objects.exists()


def test_the_product_of_the_link_is_chosen(as_):
    page = Page(as_(cast.ed()).get(NEW, {"product": cast.flask().pk}))
    assert f'value="{cast.flask().pk}" checked' in page


def test_the_picker_finds_by_name_and_keeps_the_chosen(as_):
    flask = cast.flask()
    page = as_(cast.ed()).get(
        reverse("projects:pick_product"), {"find": "nothing like it", "product": flask.pk}
    )
    assert "Ridge Flask" in Page(page)


def test_the_picker_never_offers_another_workspaces_products(as_):
    flask = cast.flask()
    page = as_(cast.oscar()).get(reverse("projects:pick_product"), {"find": "Ridge", "product": flask.pk})
    assert "Ridge Flask" not in Page(page)
