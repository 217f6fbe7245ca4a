"""A call with an Idempotency-Key is done once, however often it is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from generation import actions
from generation.models import Job
from projects.board import review
from projects.errors import OverBudget
from projects.models import Photo, Product, StoredAnswer, VideoProject
from tests import cast
from tests.projects.api.callers import as_, error

PRODUCTS = "/api/v1/products/"
KEY = {"Idempotency-Key": "order-17"}


@pytest.fixture(autouse=True)
def fresh_cache(monkeypatch):
    cache.clear()
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)


def post(client, path, key="order-17", **body):
    return client.post(path, body, format="json", headers={"Idempotency-Key": key})


@pytest.mark.django_db
def test_the_same_call_is_answered_the_same_and_done_once():
    client = as_(cast.ed())
    first, again = (post(client, PRODUCTS, name="Mug", price="9.90") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Product.objects.count() == 1


@pytest.mark.django_db
def test_a_started_job_is_told_again_with_its_address():
    client, flask = as_(cast.ed()), cast.flask()
    first, again = (post(client, "/api/v1/generate/script", product_id=flask.pk) for _ in range(2))
    assert first.status_code == again.status_code == 202
    assert first.headers["Location"] == again.headers["Location"]
    assert (Job.objects.count(), VideoProject.objects.count()) == (1, 1)


OTHERS = {
    "another body": (PRODUCTS, {"name": "Cup"}),
    "another address": ("/api/v1/projects/", {"name": "Mug"}),
    "one field more": (PRODUCTS, {"name": "Mug", "sku": "1"}),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "body"), OTHERS.values(), ids=OTHERS)
def test_a_key_is_of_one_call(path, body):
    client = as_(cast.ed())
    post(client, PRODUCTS, name="Mug")
    assert error(post(client, path, **body)) == (422, "idempotency_key_reused", "Idempotency-Key")
    assert Product.objects.count() == 1


@pytest.mark.django_db
def test_the_order_of_fields_and_a_slash_make_no_other_call():
    client = as_(cast.ed())
    one = client.post(PRODUCTS, {"name": "Mug", "sku": "1"}, format="json", headers=KEY)
    two = client.post(PRODUCTS.rstrip("/"), {"sku": "1", "name": "Mug"}, format="json", headers=KEY)
    assert one.json() == two.json()


@pytest.mark.django_db
def test_two_people_may_use_the_same_key():
    assert (
        post(as_(cast.ed()), PRODUCTS, name="Mug").json()["id"]
        != (post(as_(cast.ann()), PRODUCTS, name="Mug").json()["id"])
    )


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "ключ"])
def test_what_is_no_key_is_refused(key):
    if not key.isascii():
        key = key.encode().decode("latin-1")
    assert error(post(as_(cast.ed()), PRODUCTS, key=key, name="Mug"))[0] == 422
    assert not Product.objects.exists()


@pytest.mark.django_db
def test_a_refused_call_did_nothing_and_its_key_is_free(monkeypatch):
    client, flask = as_(cast.ed()), cast.flask()
    with monkeypatch.context() as patched:
        patched.setattr(actions, "storyboard", refuse)
        answer = post(client, "/api/v1/generate/script", product_id=flask.pk)
        assert error(answer)[:2] == (402, "budget_exceeded")
    assert not StoredAnswer.objects.exists() and not VideoProject.objects.exists()
    assert post(client, "/api/v1/generate/script", product_id=flask.pk).status_code == 202


def refuse(*_, **__):
    raise OverBudget("Nothing is left this month.")


@pytest.mark.django_db
def test_a_wrong_body_keeps_no_key():
    client = as_(cast.ed())
    assert post(client, PRODUCTS, nam="Mug").status_code == 400
    assert post(client, PRODUCTS, name="Mug").status_code == 201


@pytest.mark.django_db
def test_a_file_is_uploaded_once():
    client, flask = as_(cast.ed()), cast.flask()

    def send(colour):
        file = SimpleUploadedFile("x.png", cast.photo_bytes(colour), "image/png")
        return client.post(f"{PRODUCTS}{flask.pk}/photos", {"file": file}, format="multipart", headers=KEY)

    assert send((1, 2, 3, 255)).json()["id"] == send((1, 2, 3, 255)).json()["id"]
    assert error(send((4, 5, 6, 255)))[:2] == (422, "idempotency_key_reused")
    assert Photo.objects.count() == 2


@pytest.mark.django_db
def test_a_day_later_the_key_is_new():
    client = as_(cast.ed())
    post(client, PRODUCTS, name="Mug")
    StoredAnswer.objects.update(created=timezone.now() - timedelta(hours=25))
    assert post(client, PRODUCTS, name="Cup").json()["name"] == "Cup"


@pytest.mark.django_db
def test_a_call_at_work_is_told_and_one_that_was_killed_is_done(monkeypatch):
    client = as_(cast.ed())
    post(client, PRODUCTS, name="Mug")
    # As a process leaves it that was killed before its transaction was committed.
    Product.objects.all().delete()
    StoredAnswer.objects.update(status=None, body=None)
    assert error(post(client, PRODUCTS, name="Mug"))[:2] == (409, "idempotency_in_progress")
    StoredAnswer.objects.update(claimed=timezone.now() - timedelta(minutes=2))
    assert post(client, PRODUCTS, name="Mug").status_code == 201
    assert post(client, PRODUCTS, name="Mug").headers["Idempotency-Replayed"] == "true"
    assert Product.objects.count() == 1


class Killed(BaseException):
    """What ends a process in the middle of a call."""


@pytest.mark.django_db(transaction=True)
def test_a_call_that_is_killed_after_its_work_left_nothing_of_it(monkeypatch):
    client, flask = as_(cast.ed()), cast.flask()

    def killed(*_):
        assert Job.objects.exists()
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("projects.api.idempotency._keep", killed)
        with pytest.raises(Killed):
            post(client, "/api/v1/generate/script", product_id=flask.pk)
    assert not Job.objects.exists() and not VideoProject.objects.exists()
    assert post(client, "/api/v1/generate/script", product_id=flask.pk).status_code == 202


@pytest.mark.django_db(transaction=True)
def test_what_a_refusal_keeps_it_keeps_with_a_key():
    """An approval of a board that changed takes it out of the queue, and says so."""
    project = cast.board(scenes=1)
    review.submit(project, cast.ed())
    project.submissions.update(digest="0" * 64)
    shop = cast.shop()
    shop.token_approval = True
    shop.save()
    answer = post(as_(cast.ann()), f"/api/v1/projects/{project.pk}/approve")
    assert error(answer)[:2] == (409, "conflict")
    assert project.submissions.get().state == "voided"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["generate", "render"])
def test_fifty_at_once_are_one_job(what):
    project = cast.draft() if what == "generate" else cast.board(scenes=1)
    if what == "render":
        review.submit(project, cast.ed())
        review.approve(project, cast.ann())
        Job.objects.update(state="succeeded")
        VideoProject.objects.filter(pk=project.pk).update(state="completed")
    before = set(Job.objects.values_list("pk", flat=True))
    clients, start = [as_(cast.ed())] * 50, Barrier(50)

    def send(client):
        try:
            start.wait(60)
            return post(client, f"/api/v1/projects/{project.pk}/{what}")
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(send, clients))
    made = Job.objects.exclude(pk__in=before).get()
    told = {(answer.status_code, answer.json().get("id")) for answer in answers}
    assert (202, made.pk) in told
    assert told <= {(202, made.pk), (409, None)}
    codes = {answer.json()["error"]["code"] for answer in answers if answer.status_code == 409}
    assert codes <= {"idempotency_in_progress"}
    assert post(clients[0], f"/api/v1/projects/{project.pk}/{what}").json()["id"] == made.pk


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/api/v1/nowhere/", 404), ("/api/v1/renders/", 405)])
def test_a_key_where_nothing_can_be_posted_is_no_fault_of_the_studio(path, status):
    assert post(as_(cast.ed()), path).status_code == status
