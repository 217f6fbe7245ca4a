"""What each double may be asked and may answer: JSON Schemas from the SDKs' own types.

Every request that a double hears and every answer that it gives of its own accord is held against
these (server.Double). Where an SDK has no types (fal's models, a composer elsewhere) the schema is kept
by hand here. What the SDKs do not know yet and the providers' pages do is named as such.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import get_type_hints

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from tests.contracts.servers import shapes

WORD, THING = {"type": "string", "minLength": 1}, {"type": "object"}


@dataclass(frozen=True)
class Route:
    """One request of a provider's: names of functions here that give the schemas, or "" for no JSON."""

    method: str
    path: str
    asked: str = ""
    told: str = ""


ROUTES = {
    "OpenAI": (
        Route("POST", r".*/chat/completions", "completion_asked", "completion_told"),
        Route("POST", r".*/images/generations", "picture_asked", "picture_told"),
        Route("POST", r".*/images/edits", "edit_asked", "picture_told"),
        Route("POST", r".*/audio/speech", "speech_asked"),
        Route("GET", r".*/models", "", "models_told"),
    ),
    "Anthropic": (Route("POST", r"/v1/messages", "message_asked", "message_told"),),
    "Google": (Route("POST", r"/v1/models/[\w.-]+:generateContent", "content_asked", "content_told"),),
    "ElevenLabs": (
        Route("POST", r"/v1/text-to-speech/\w+/with-timestamps", "voice_asked", "voice_told"),
        Route("POST", r"/v1/music", "music_asked"),
    ),
    "Replicate": (
        Route("POST", r"/v1/predictions", "version_asked", "prediction"),
        Route("POST", r"/v1/models/[^/]+/[^/]+/predictions", "model_asked", "prediction"),
        Route("POST", r"/v1/predictions/\w+/cancel", "", "prediction"),
        Route("GET", r"/v1/predictions", "", "predictions"),
        Route("GET", r"/v1/predictions/\w+", "", "prediction"),
        Route("POST", r"/v1/files", "", "file"),
        Route("GET", r"/v1/files", "", "files"),
    ),
    "Runway": (
        Route("POST", r"/v1/image_to_video", "motion_asked", "motion_told"),
        Route("GET", r"/v1/tasks/[\w-]+", "", "task"),
        Route("DELETE", r"/v1/tasks/[\w-]+"),
    ),
    "Fal": (
        Route("POST", r"/fal-ai/pika/v2\.2/image-to-video", "pika_asked", "queued"),
        Route("GET", r"/fal-ai/pika/requests/[\w-]+/status", "", "queue_status"),
        Route("GET", r"/fal-ai/pika/requests/[\w-]+", "", "pika_told"),
        Route("PUT", r"/fal-ai/pika/requests/[\w-]+/cancel"),
        Route("GET", r"/v1/models/requests/by-endpoint", "", "requests_told"),
    ),
    "Composing": (
        Route("POST", r"/renders", "render_asked", "render_told"),
        Route("GET", r"/renders", "", "renders_told"),
        Route("GET", r"/renders/[\w-]+", "", "render_told"),
        Route("DELETE", r"/renders/[\w-]+"),
    ),
    # Speech comes as SSML and goes as sound: the double itself reads the SSML.
    "Azure": (
        Route("POST", r"/cognitiveservices/v1"),
        Route("GET", r"/cognitiveservices/voices/list", "", "azure_voices"),
    ),
}


def wrong(double, seen, answer=None):
    """What is wrong with a request, or with its answer (status, body), in words; "" when nothing is."""
    route = route_for(double, seen)
    if route is None:
        return "" if answer and answer[0] >= 300 else f"{seen.method} {seen.path} is no request of theirs"
    if answer is None:
        return _misfit(route.asked, seen.body, f"{seen.method} {seen.path}")
    status, body = answer
    return _misfit(route.told, body, f"the answer to {seen.method} {seen.path}") if status < 300 else ""


def route_for(double, seen):
    path = seen.path.partition("?")[0]
    rows = next((ROUTES[one.__name__] for one in type(double).__mro__ if one.__name__ in ROUTES), None)
    return next(
        (row for row in rows or () if row.method == seen.method and re.fullmatch(row.path, path)), None
    )


def known(double):
    """Whether there is a contract for this double at all."""
    return any(one.__name__ in ROUTES for one in type(double).__mro__)


def _misfit(name, body, what):
    if not name:
        return ""
    error = best_match(validator(name).iter_errors(body))
    return f"{what}: {error.json_path}: {error.message[:300]}" if error else ""


@cache
def validator(name):
    """The compiled schema of that name in this module."""
    return Draft202012Validator(globals()[name]())


def _type(path):
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


# --- OpenAI ------------------------------------------------------------------------------------
def completion_asked():
    return shapes.schema(
        _type("openai.types.chat.completion_create_params.CompletionCreateParamsNonStreaming")
    )


def completion_told():
    return shapes.schema(_type("openai.types.chat.ChatCompletion"))


def picture_asked():
    return shapes.schema(_type("openai.types.image_generate_params.ImageGenerateParamsNonStreaming"))


def edit_asked():
    """A form: the type's own fields, its files as the double reads them."""
    kind = _type("openai.types.image_edit_params.ImageEditParamsNonStreaming")
    rows = {
        name: shapes.schema(hint)
        for name, hint in get_type_hints(kind, include_extras=True).items()
        if name not in ("image", "mask", "markup", "stream", "svg")
    }
    picture = {
        "type": "object",
        "properties": {"mime": {"enum": ["image/png", "image/webp", "image/jpeg"]}},
        "required": ["name", "mime", "data"],
    }
    image = {"type": "array", "items": picture, "minItems": 1, "maxItems": 16}
    return {
        "type": "object",
        "properties": {**rows, "image": image},
        "required": ["image", "prompt"],
        "additionalProperties": False,
    }


def picture_told():
    return shapes.schema(_type("openai.types.ImagesResponse"))


def models_told():
    row = shapes.schema(_type("openai.types.Model"))
    return {
        "type": "object",
        "properties": {"object": {"const": "list"}, "data": {"type": "array", "items": row}},
        "required": ["object", "data"],
        "additionalProperties": False,
        "$defs": row.pop("$defs", {}),
    }


def azure_voices():
    """Rows of Azure's "voices/list", of which its speech package has a class and no types of the wire."""
    row = dict.fromkeys(("Name", "DisplayName", "LocalName", "ShortName", "Locale", "VoiceType"), WORD)
    row |= {"Gender": {"enum": ["Female", "Male", "Neutral"]}}
    row |= {"Status": {"enum": ["GA", "Preview", "Deprecated"]}}
    return {"type": "array", "items": {"type": "object", "properties": row, "required": list(row)}}


def speech_asked():
    return shapes.schema(_type("openai.types.audio.speech_create_params.SpeechCreateParams"))


# --- Anthropic ---------------------------------------------------------------------------------
def message_asked():
    return shapes.schema(_type("anthropic.types.message_create_params.MessageCreateParamsNonStreaming"))


def message_told():
    return shapes.schema(_type("anthropic.types.Message"))


# --- Google ------------------------------------------------------------------------------------
def content_asked():
    """The wire of one request: the package's types of its parts; `imageConfig` lies in the configuration."""
    content = shapes.schema(_type("google.genai.types.Content"))
    how = shapes.schema(_type("google.genai.types.GenerationConfig"))
    image = shapes.schema(_type("google.genai.types.ImageConfig"))
    defs = content.pop("$defs") | how.pop("$defs") | image.pop("$defs")
    defs[how["$ref"].rpartition("/")[2]]["properties"]["imageConfig"] = image
    return {
        "type": "object",
        "properties": {
            "contents": {"type": "array", "items": content, "minItems": 1},
            "systemInstruction": content,
            "generationConfig": how,
        },
        "required": ["contents"],
        "additionalProperties": False,
        "$defs": defs,
    }


def content_told():
    return shapes.schema(_type("google.genai.types.GenerateContentResponse"))


# --- ElevenLabs --------------------------------------------------------------------------------
def voice_asked():
    client = _type("elevenlabs.text_to_speech.client.TextToSpeechClient")
    in_the_address = ("enable_logging", "optimize_streaming_latency", "output_format", "request_options")
    return shapes.of_keywords(client.convert_with_timestamps, in_the_address)


def music_asked():
    client = _type("elevenlabs.music.client.MusicClient")
    in_the_address = ("output_format", "enable_logging", "request_options")
    # The package spells one field otherwise than the wire.
    found = shapes.of_keywords(client.compose, (*in_the_address, "sign_with_c_2_pa"))
    return {**found, "properties": {**found["properties"], "sign_with_c2pa": {"type": "boolean"}}}


def voice_told():
    return shapes.schema(_type("elevenlabs.types.AudioWithTimestampsResponse"))


# --- Replicate ---------------------------------------------------------------------------------
def model_asked():
    found = shapes.schema(_type("replicate.prediction.Predictions").CreatePredictionParams)
    wish = found["$defs"].popitem()[1]
    fields = {
        name: row
        for name, row in wish["properties"].items()
        if name not in ("wait", "file_encoding_strategy")
    }  # noqa: E501
    return {**wish, "properties": {**fields, "input": THING}, "required": ["input"]}


def version_asked():
    found = model_asked()
    version = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return {
        **found,
        "properties": {**found["properties"], "version": version},
        "required": ["input", "version"],
    }  # noqa: E501


def prediction():
    """As the package says, and two things that it is too old for: how a request can end, and until when."""
    found = shapes.schema(_type("replicate.prediction.Prediction"))
    row = found["$defs"]["replicate.prediction.Prediction"]
    row["properties"]["status"]["enum"].append("aborted")
    row["properties"] |= {"deadline": WORD, "data_removed": {"type": "boolean"}}
    row["required"] = ["id", "model", "version", "status", "input", "output", "logs", "error", "urls"]
    return found


def predictions():
    return _page(prediction())


def file():
    return shapes.schema(_type("replicate.file.File"))


def files():
    return _page(file())


def _page(row):
    place = {"type": ["string", "null"]}
    return {
        "type": "object",
        "properties": {
            "results": {"type": "array", "items": {"$ref": row["$ref"]}},
            "next": place,
            "previous": place,
        },
        "required": ["results", "next", "previous"],
        "additionalProperties": False,
        "$defs": row["$defs"],
    }


# --- Runway ------------------------------------------------------------------------------------
def motion_asked():
    return shapes.schema(_type("runwayml.types.image_to_video_create_params.ImageToVideoCreateParams"))


def motion_told():
    return shapes.schema(_type("runwayml.types.ImageToVideoCreateResponse"))


def task():
    return shapes.schema(_type("runwayml.types.task_retrieve_response.TaskRetrieveResponse"))


# --- fal ---------------------------------------------------------------------------------------
def pika_asked():
    """By hand, after the endpoint's own description: fal's package knows no model's fields."""
    return {
        "type": "object",
        "properties": {
            "image_url": {"type": "string", "pattern": "^(https://|data:image/)"},
            "prompt": WORD,
            "negative_prompt": {"type": "string"},
            "resolution": {"enum": ["720p", "1080p"]},
            "duration": {"enum": [5, 10]},
            "seed": {"type": "integer"},
        },
        "required": ["image_url", "prompt"],
        "additionalProperties": False,
    }


def queued():
    """What the package reads of the answer to a submit, all of which it needs."""
    fields = _fields("fal_client.client._BaseRequestHandle")
    return {
        "type": "object",
        "properties": {**fields["properties"], "queue_position": {"type": "integer"}},
        "required": fields["required"],
        "additionalProperties": False,
    }


def _fields(path):
    found = shapes.schema(_type(path))
    return found["$defs"][found["$ref"].rpartition("/")[2]]


def queue_status():
    """The package's three kinds of status, and the two fields that tell which one of which request."""
    waiting = {"properties": {"queue_position": {"type": "integer"}}, "required": ["queue_position"]}
    kinds = {
        "IN_QUEUE": waiting,
        "IN_PROGRESS": _fields("fal_client.client.InProgress"),
        "COMPLETED": _fields("fal_client.client.Completed"),
    }
    return {"anyOf": [_state(name, kind) for name, kind in kinds.items()]}


def _state(name, kind):
    also = {"status": {"const": name}, "request_id": WORD}
    return {
        "type": "object",
        "properties": {**kind["properties"], **also},
        "required": [*kind["required"], "status"],
        "additionalProperties": False,
    }


def pika_told():
    film = {
        "url": {"type": "string"},
        "content_type": WORD,
        "file_name": WORD,
        "file_size": {"type": "integer"},
    }
    return {
        "type": "object",
        "properties": {
            "video": {
                "type": "object",
                "properties": film,
                "required": ["url"],
                "additionalProperties": False,
            }
        },
        "required": ["video"],
        "additionalProperties": False,
    }


def requests_told():
    row = {
        "request_id": WORD,
        "endpoint_id": WORD,
        "sent_at": WORD,
        "ended_at": WORD,
        "status_code": {"type": "integer"},
        "json_input": THING,
    }
    item = {"type": "object", "properties": row, "required": ["request_id", "endpoint_id", "sent_at"]}
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": item},
            "next_cursor": {"type": ["string", "null"]},
            "has_more": {"type": "boolean"},
        },
        "required": ["items", "next_cursor", "has_more"],
        "additionalProperties": False,
    }


# --- a composer elsewhere: the wire is ours (docs/providers.md) ----------------------------------
def render_asked():
    from rendering.spec.schema import RenderSpec

    spec = RenderSpec.model_json_schema()
    defs = spec.pop("$defs", {})
    file = {
        "type": "object",
        "properties": {"url": WORD, "mime": WORD, "bytes": {"type": "integer"}, "sha256": WORD},
        "required": ["url", "mime", "bytes", "sha256"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "reference": WORD,
            "spec": spec,
            "media": {"type": "object", "additionalProperties": file},
            "callback_url": WORD,
        },
        "required": ["reference", "spec", "media", "callback_url"],
        "additionalProperties": False,
        "$defs": defs,
    }


def render_told():
    cost = {"type": "object", "properties": {"amount": WORD, "currency": WORD}, "required": ["amount"]}
    name = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,100}$"}
    fields = {"id": name, "status": WORD, "video_url": WORD, "message": {"type": "string"}, "cost": cost}
    return {"type": "object", "properties": {**fields, "progress": {"type": "number"}}, "required": ["id"]}


def renders_told():
    row = {"type": "object", "properties": {"id": WORD}, "required": ["id"]}
    return {
        "type": "object",
        "properties": {"renders": {"type": "array", "items": row}},
        "required": ["renders"],
    }
