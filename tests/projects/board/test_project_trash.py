"""A project goes into the trash, comes back, and goes for good after 30 days; a finished video stays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from generation.engine import control, jobs
from projects.board import copy_and_archive, review, waiting
from projects.errors import IllegalMove, NotAllowed
from projects.guests import links
from projects.models import Asset, AuditEntry, VideoProject
from rendering.models import Render
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db

LATER = timedelta(days=30, minutes=1)


def fresh(project):
    return VideoProject.objects.get(pk=project.pk)


def test_what_is_deleted_is_nowhere_but_in_the_trash(client):
    project = cast.board(title="Ridge film")
    _, address = links.make(project, cast.ed(), "The client")
    client.force_login(cast.ed())
    client.post(reverse("projects:trash_project", args=[project.pk]))
    client.get(reverse("projects:trash_page"))  # the message says its name once
    assert "Ridge film" in Page(client.get(reverse("projects:trash_page")))
    assert "Ridge film" not in Page(client.get(reverse("projects:list")))
    assert client.get(reverse("projects:detail", args=[project.pk])).status_code == 404
    assert client.get(f"/api/v1/projects/{project.pk}/").status_code == 404
    assert client.get(f"/scenes/{project.scenes.first().pk}/").status_code == 404
    assert links.find(address.rstrip("/").rpartition("/")[2]) is None


def test_it_comes_back_as_it_was(client):
    project = cast.board(title="Ridge film")
    client.force_login(cast.ed())
    copy_and_archive.trash(project, cast.ed())
    answer = client.post(reverse("projects:bring_back_project", args=[project.pk]), follow=True)
    assert "Ridge film" in Page(answer) and answer.status_code == 200
    assert fresh(project).scenes.count() == 3
    assert list(project.audit.values_list("verb", flat=True)[:2]) == [
        "brought back project",
        "deleted project",
    ]


def test_the_trash_is_for_those_who_edit(client):
    project = cast.board(title="Ridge film")
    with pytest.raises(NotAllowed):
        copy_and_archive.trash(project, cast.vera())
    copy_and_archive.trash(project, cast.ed())
    for person in (cast.vera(), cast.oscar()):
        client.force_login(person)
        assert "Ridge film" not in Page(client.get(reverse("projects:trash_page")))
        assert client.post(reverse("projects:bring_back_project", args=[project.pk])).status_code in (
            403,
            404,
        )
    assert fresh(project).deleted


def test_in_review_and_while_a_job_works_nothing_is_deleted():
    project = cast.board()
    review.submit(project, cast.ed())
    with pytest.raises(IllegalMove, match="in review"):
        copy_and_archive.trash(project, cast.ed())
    review.reopen(project, cast.ed())
    job = jobs.enqueue(fresh(project), "preview", by=cast.ed())
    with pytest.raises(IllegalMove, match="A job is at work"):
        copy_and_archive.trash(project, cast.ed())
    control.cancel(job, by=cast.ed())
    copy_and_archive.trash(project, cast.ed())
    assert not waiting.to_decide(cast.ann()).exists()


def test_after_30_days_it_is_gone_and_the_audit_stays():
    project = cast.board(title="Ridge film")
    job = jobs.enqueue(project, "preview", by=cast.ed())
    control.cancel(job, by=cast.ed())
    copy_and_archive.trash(project, cast.ed())
    assert copy_and_archive.purge(timezone.now() + timedelta(days=29)) == 0
    assert copy_and_archive.purge(timezone.now() + LATER) == 1
    assert not VideoProject.objects.filter(pk=project.pk).exists()
    assert AuditEntry.objects.filter(verb="purged project", old="Ridge film").exists()
    assert Asset.objects.exists()  # files are looked for on their own


def test_one_that_came_back_is_not_purged():
    project = cast.board()
    copy_and_archive.trash(project, cast.ed())
    copy_and_archive.bring_back(project, cast.ed())
    assert copy_and_archive.purge(timezone.now() + LATER) == 0


def test_a_finished_video_keeps_its_project():
    project, video = cast.board(), cast.picture(7)
    values = {"duration_ms": 6000, "frames": 180, "width": 720, "height": 1280, "spec": {}}
    Render.objects.create(project=project, video=video, poster=video, **values)
    copy_and_archive.trash(project, cast.ed())
    assert copy_and_archive.purge(timezone.now() + LATER) == 0
    copy_and_archive.bring_back(project, cast.ed())
    assert fresh(project).deleted is None


def test_the_api_deletes_lists_and_brings_back(client):
    project = cast.board(title="Ridge film")
    client.force_login(cast.ed())
    assert client.delete(f"/api/v1/projects/{project.pk}/").status_code == 204
    assert client.delete(f"/api/v1/projects/{project.pk}/").status_code == 204
    told = client.get("/api/v1/projects/deleted/").json()
    assert [row["id"] for row in told["results"]] == [project.pk]
    assert (
        client.post(f"/api/v1/projects/{project.pk}/bring-back/", {}, "application/json").json()["title"]
        == "Ridge film"
    )
    assert client.get("/api/v1/projects/deleted/").json()["results"] == []
