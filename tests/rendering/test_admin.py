"""Finished videos on the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rendering.admin import measured
from rendering.models import Render
from tests import cast
from tests.pages import Page
from tests.projects.admin.test_admin import press, quick_passwords, said, staff  # noqa: F401

pytestmark = pytest.mark.django_db

RENDERS = reverse("admin:rendering_render_changelist")


@pytest.fixture
def anns(client):
    client.force_login(staff(cast.ann(), Render))
    return client


def finished(project=None, **fields):
    picture = cast.picture()
    values = {"duration_ms": 6000, "frames": 180, "width": 720, "height": 1280, "loudness": -14.1, **fields}
    return Render.objects.create(
        project=project or cast.board(scenes=1), spec={}, video=picture, poster=picture, **values
    )


def page_of(render):
    return reverse("admin:rendering_render_change", args=[render.pk])


def test_the_video_plays_in_the_page(anns):
    render = finished()
    told = Page(anns.get(page_of(render)))
    assert f'<video controls playsinline preload="metadata" src="{render.video.url}"' in told


def test_a_video_is_accepted_by_the_verb(anns):
    render = finished()
    press(anns, "accept", render, url=RENDERS)
    render.refresh_from_db()
    entry = render.project.audit.get(verb="accepted render")
    assert (render.state, render.decided_by, entry.actor) == ("accepted", cast.ann(), cast.ann())


def test_rejecting_first_asks_why(anns):
    render = finished()
    answer = press(anns, "reject", render, url=RENDERS)
    assert "What is wrong with the video?" in Page(answer)
    render.refresh_from_db()
    assert render.state == "ready"


def test_a_rejected_video_says_why(anns):
    render = finished()
    press(anns, "reject", render, url=RENDERS, note="The logo is cut off.")
    assert "The logo is cut off." in Page(anns.get(page_of(render)))


def test_an_editor_does_not_accept(client):
    render = finished()
    client.force_login(staff(cast.person("eve", "editor"), Render))
    assert "This needs an approver" in said(press(client, "accept", render, url=RENDERS))
    render.refresh_from_db()
    assert render.state == "ready"


def test_a_video_cannot_be_edited(anns):
    assert anns.post(page_of(finished()), {"state": "accepted"}).status_code == 403


def test_oscar_sees_no_video_of_lola(client):
    render = finished()
    client.force_login(staff(cast.oscar(), Render))
    assert list(client.get(RENDERS).context["cl"].result_list) == []
    assert client.get(page_of(render)).status_code == 302


def test_what_was_measured_is_told_in_words():
    report = {"frames": 180, "notes": [], "probe": {"lufs": -14.13, "faststart": True, "duration_ms": 6000}}
    told = dict(measured(Render(report=report)))
    assert told["Loudness (LUFS)"] == "-14.13"
    assert (told["Length"], told["Starts before it is loaded"], told["Notes"]) == ("6 s", "yes", "none")


def test_warnings_stand_beside_the_decision(anns):
    checks = [{"verdict": "fail", "label": "Length", "measured": "6 s", "allowed": "15 s or more"}]
    platform = {"label": "TikTok", "counts": {"fail": 1}, "checks": checks}
    render = finished(report={"notes": ["The voice is spoken faster."], "platforms": [platform]})
    page = Page(anns.get(page_of(render)))
    decision = page.split("Your decision")[1].split("Platforms")[0]
    assert "The voice is spoken faster." in decision
    assert "TikTok: Length is 6 s (allowed: 15 s or more)" in decision


def test_the_next_video_that_waits_comes_after_a_decision(anns):
    one, two = finished(), finished()
    assert f'name="_back" value="{page_of(two)}"' in Page(anns.get(page_of(one)))


def test_a_list_of_twenty_takes_no_more_queries_than_one_of_ten(anns):
    project, counts = cast.board(), []
    for _ in range(2):
        for _ in range(10):
            finished(project)
        with CaptureQueriesContext(connection) as seen:
            anns.get(RENDERS)
        counts.append(len(seen))
    assert counts[0] == counts[1]
