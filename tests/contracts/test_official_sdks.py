"""A second opinion: the providers' own SDKs are happy with our doubles, so the wire is right."""

import base64

import pytest

from generation.schemas import SCHEMAS
from tests.contracts.doubles import OpenAI, Replicate, png, wav


@pytest.fixture
def openai():
    import openai as sdk

    with OpenAI() as double:
        yield double, sdk.OpenAI(api_key="sk-test", base_url=f"{double.url}/v1", max_retries=0, timeout=5)


@pytest.fixture
def replicate():
    sdk = pytest.importorskip("replicate")
    with Replicate() as double:
        yield double, sdk.Client(api_token="r8_test", base_url=double.url)


def test_openai_talks(openai):
    double, client = openai
    reply = client.chat.completions.create(
        model="test",
        messages=[{"role": "system", "content": "for each of these in order: hook, cta."}],
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "script", "strict": True, "schema": SCHEMAS["script"]},
        },
    )
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage.total_tokens == 280


def test_openai_paints_and_speaks(openai):
    double, client = openai
    reply = client.images.generate(model="test", prompt="A flask", size="1024x1536")
    assert base64.b64decode(reply.data[0].b64_json) == png()
    assert client.audio.speech.create(model="test", voice="nova", input="Hi").read() == wav()


def test_openai_names_the_errors_as_we_do(openai):
    import openai as sdk

    double, client = openai
    double.fails("status", status=429, body={"error": {"message": "slow down", "code": "slow_down"}})
    with pytest.raises(sdk.RateLimitError) as error:
        client.images.generate(model="test", prompt="A flask")
    assert error.value.code == "slow_down"


def test_replicate_makes_a_prediction(replicate):
    double, client = replicate
    made = client.models.predictions.create(
        model="black-forest-labs/flux-schnell", input={"prompt": "A flask"}
    )
    for _ in range(3):
        made.reload()
    assert made.status == "succeeded"
    assert made.output[0].startswith(double.files.url)
    assert [row.id for row in client.predictions.list()] == [made.id]


def test_replicate_cancels_a_prediction(replicate):
    double, client = replicate
    made = client.models.predictions.create(
        model="black-forest-labs/flux-schnell", input={"prompt": "A flask"}
    )
    made.cancel()
    assert double.posts("/cancel")


def test_replicate_names_the_errors_as_we_do(replicate):
    from replicate.exceptions import ReplicateError

    double, client = replicate
    double.fails(
        "status", status=422, body={"title": "Invalid", "detail": "prompt is required", "status": 422}
    )
    with pytest.raises(ReplicateError) as error:
        client.models.predictions.create(model="black-forest-labs/flux-schnell", input={})
    assert (error.value.status, error.value.detail) == (422, "prompt is required")
