"""The OpenAPI document: 3.1, valid, with examples, every refusal, and what webhooks are told."""

import json

import jsonschema
import pytest
from django.test import Client
from openapi_spec_validator import validate

from projects.models import SentEvent, WebhookEndpoint
from projects.models.outgoing import EVENTS
from projects.notifications import tell
from projects.outgoing import outbox
from tests import cast


@pytest.fixture(scope="module")
def document():
    return json.loads(Client().get("/api/schema/", headers={"Accept": "application/json"}).content)


def bodies(document):
    for methods in document["paths"].values():
        for operation in methods.values():
            for kind, part in operation.get("requestBody", {}).get("content", {}).items():
                yield operation["operationId"], kind, part


def test_it_is_valid_openapi_3_1_at_both_addresses(document):
    assert document["openapi"].startswith("3.1")
    validate(document)
    there = Client().get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert json.loads(there.content) == document


def test_every_json_body_has_an_example(document):
    found = [name for name, kind, part in bodies(document) if "json" in kind and "examples" not in part]
    assert not found


def test_every_example_of_a_body_fits_its_schema(document):
    shapes = {"components": document["components"]}
    for name, kind, part in bodies(document):
        for example in part.get("examples", {}).values() if "json" in kind else ():
            jsonschema.validate(example["value"], {**part["schema"], **shapes}), name


def test_every_operation_tells_its_refusals_with_an_example(document):
    shapes = {"components": document["components"]}
    for methods in document["paths"].values():
        for method, operation in methods.items():
            told = operation["responses"]
            assert {"400", "401", "403", "404", "409", "429", "500"} <= set(told)
            assert method == "get" or {"402", "415", "422"} <= set(told)
            for status, answer in told.items():
                for part in answer["content"].values() if status >= "400" else ():
                    example = part["examples"]["Example"]["value"]
                    jsonschema.validate(example, {**part["schema"], **shapes})


@pytest.mark.django_db
def test_what_webhooks_are_told_is_what_the_document_says(document):
    """Of every event: its schema takes what is really sent, and the example."""
    assert set(document["webhooks"]) == set(EVENTS)
    endpoint = WebhookEndpoint.objects.create(
        workspace=cast.shop(), url="https://example.com/", secret="whsec_AA"
    )
    project = cast.board()
    SentEvent.objects.all().delete()
    outbox.send_test(endpoint)
    for before, after in (
        ("illustrating", "storyboard_ready"), ("illustrating", "failed"), ("rendering", "completed"),
        ("rendering", "failed"), ("writing", "script_ready"), ("x", "in_review"), ("x", "approved"),
        ("x", "changes_requested"), ("x", "rejected"),
    ):  # fmt: skip
        outbox.project_moved(project, before, after)
    tell.budget_nearly_spent(cast.shop(), None, "80 % of this month is used.")
    sent = {row.event: json.loads(row.body) for row in SentEvent.objects.all()}
    assert set(sent) == set(EVENTS)
    for event, body in sent.items():
        part = document["webhooks"][event]["post"]["requestBody"]["content"]["application/json"]
        jsonschema.validate(body, part["schema"])
        example = part["examples"]["Example"]["value"]
        jsonschema.validate(example, part["schema"])
        assert set(example["data"]) == set(body["data"])
