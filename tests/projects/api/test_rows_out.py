"""Claims about lists of many rows: what is told of each is what Django REST framework's own way tells."""

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.test import APIRequestFactory

from generation.api.jobs import JobDetail, JobOut, links
from generation.engine import jobs
from projects.api.boards import ProjectOut, SubmissionOut
from projects.board import review, stages
from projects.models import VideoProject
from projects.planning import plans
from tests import cast

pytestmark = pytest.mark.django_db


def as_the_framework_tells(out, row):
    """Each field asked as the framework asks it."""
    told = {}
    for field in out._readable_fields:
        value = field.get_attribute(row)
        told[field.field_name] = None if value is None else field.to_representation(value)
    return told


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
def test_a_project_and_its_submission_are_told_as_the_framework_tells_them(zone):
    ed, adam = cast.ed(), cast.adam()
    rows = [{"name": "Words", "role": "approver", "days": 3}, {"name": "Brand", "role": "admin"}]
    stages.set_stages(cast.shop(), adam, rows)
    project = cast.board(scenes=1)
    plans.plan(project, ed, assignee=ed, tags=["Sale"], due=timezone.localdate())
    sent = review.submit(VideoProject.objects.get(pk=project.pk), ed)
    context = {"request": APIRequestFactory().get("/")}
    with timezone.override(zone):
        for out, row in (
            (ProjectOut(context=context), VideoProject.objects.get(pk=project.pk)),
            (ProjectOut(context=context), cast.draft()),
            (SubmissionOut(context=context), sent),
        ):
            assert isinstance(out, serializers.ModelSerializer)
            assert dict(out.to_representation(row)) == as_the_framework_tells(out, row)


@pytest.mark.parametrize("out", [JobOut, JobDetail])
def test_a_job_is_told_as_the_framework_tells_it_with_links_to_itself(out):
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    request = APIRequestFactory().get("/")
    told = out(context={"request": request})
    assert dict(told.to_representation(job)) == as_the_framework_tells(told, job)
    names = {"self": "job-detail", "events": "job-events", "cancel": "job-cancel"}
    at = {key: reverse(f"api:{name}", args=[job.pk]) for key, name in names.items()}
    at["project"] = reverse("api:project-detail", args=[job.project_id])
    assert links(job, request) == {key: f"http://testserver{path}" for key, path in at.items()}
