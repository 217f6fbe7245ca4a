"""What the API says of itself."""

import jsonschema
import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_the_schema_is_valid_and_has_no_warnings(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yml"))


def test_every_body_has_an_example_that_its_schema_allows(client):
    document = client.get("/api/schema/", headers={"Accept": "application/json"}).json()
    resolved = {"components": document["components"]}
    seen = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body:
                assert body.get("examples"), (method, path)
                for example in body["examples"].values():
                    jsonschema.validate(example["value"], {**resolved, **body["schema"]})
                    seen += 1
    assert seen > 30


def test_the_front_of_the_api_leads_everywhere(client):
    links = client.get("/api/v1/").json()
    assert client.get(links["openapi"]).status_code == 200
    assert client.get(links["docs"]).status_code == 200
    assert {"projects", "products", "jobs", "renders", "generate_script", "token"} <= set(links)


def test_the_render_spec_has_a_public_schema(client):
    told = client.get("/api/v1/schema/render-spec.json").json()
    assert {"scenes", "segments", "output"} <= set(told["properties"])


@pytest.mark.parametrize(
    ("name", "key"), [("script", "segments"), ("screenplay", "scenes"), ("analysis", "benefits")]
)
def test_what_a_model_must_answer_is_public(client, name, key):
    told = client.get(f"/api/v1/schema/{name}.json").json()
    assert key in told["required"] and told["additionalProperties"] is False


def test_the_front_leads_to_the_scripts_schema_and_another_name_to_nothing(client):
    assert client.get(client.get("/api/v1/").json()["script_schema"]).json()["type"] == "object"
    assert client.get("/api/v1/schema/poem.json").status_code == 404


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/"])
def test_the_documentation_asks_for_nothing_from_elsewhere(client, path):
    page = client.get(path).content.decode()
    assert "https://" not in page and "//cdn" not in page


def test_a_program_at_the_door_is_told_where_things_are(client):
    told = client.get("/", headers={"Accept": "application/json"}).json()
    assert told["name"] == "vidstudio"
    assert told["version"]
    assert client.get(told["docs"]).status_code == 200


def test_a_person_at_the_door_is_shown_in(client):
    answer = client.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.status_code == 302
    assert "Accept" in answer["Vary"].split(", ")
