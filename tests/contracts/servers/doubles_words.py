"""Anthropic, Azure Speech and Ollama on loopback: their wire as their own pages and SDKs tell it."""

import json
import re
from xml.etree import ElementTree

from tests.contracts.servers.doubles import WORDS, OpenAI, script, wav
from tests.contracts.servers.server import Double

SPOKEN = "{http://www.w3.org/2001/10/synthesis}"


def answer_to(system):
    """The JSON text that a well-behaved model gives to these orders."""
    beats = re.search(r"in order: ([\w, ]+)\.", system)
    if beats:
        rows = [WORDS[beat] for beat in beats.group(1).split(", ")]
        return script(rows, picture="A flask on a rock at dawn", motion="Mist drifts by")
    scenes = re.search(r"scenes: exactly (\d+)", system)
    if scenes:
        return plan(int(scenes.group(1)))
    return json.dumps(
        {"features": ["Steel body"], "benefits": ["Stays cold"], "unique_points": ["Leak-proof lid"]}
    )


def plan(count):
    rows = [{"picture": f"Picture {at}", "motion": "Slow push in"} for at in range(1, count + 1)]
    return json.dumps({"characters": [{"name": "Maya", "description": "Forty, grey coat"}], "scenes": rows})


class Anthropic(Double):
    """POST /v1/messages with output_config, as anthropic 2.11 sends it."""

    def __init__(self):
        super().__init__()
        self.says = []

    def answer(self, seen, fault):
        if not seen.headers.get("authorization", "").startswith("Bearer "):
            return 401, _error("authentication_error", "no key"), {}
        if not seen.path.startswith("/v1/messages"):
            return 404, _error("not_found_error", "no such address"), {}
        wrong = _misasked(seen.body)
        if wrong:
            return 400, _error("invalid_request_error", wrong), {}
        return 200, self.message(seen.body, fault.kind if fault else ""), {"request-id": "req_1"}

    def content(self, body):
        """The JSON text of a good answer."""
        return answer_to(body["system"])

    def message(self, body, kind):
        text, stop = self.says.pop(0) if self.says else self.content(body), "end_turn"
        content = [{"type": "text", "text": text, "citations": None}]
        if kind == "refusal":
            content, stop = [], "refusal"
        if kind == "length":
            content, stop = [{"type": "text", "text": text[:30]}], "max_tokens"
        if kind == "blank":
            content = []
        reply = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": stop,
            "stop_sequence": None,
            "container": None,
            "stop_details": {"type": "refusal"} if stop == "refusal" else None,
            "usage": {
                "input_tokens": 150,
                "output_tokens": 80,
                "cache_creation": None,
                "cache_creation_input_tokens": 30,
                "cache_read_input_tokens": 20,
                "inference_geo": None,
                "server_tool_use": None,
                "service_tier": "standard",
            },
        }
        if kind == "missing":
            del reply["content"]
        return reply


def _error(kind, message, **details):
    return {"type": "error", "error": {"type": kind, "message": message, **details}, "request_id": "req_1"}


def _misasked(body):
    """Why the real one would answer 400, or ""."""
    form = body.get("output_config", {}).get("format", {})
    if form.get("type") != "json_schema" or "schema" not in form:
        return "output_config.format: a JSON schema is wanted"
    if {"temperature", "top_p", "response_format"} & set(body) or "max_tokens" not in body:
        return "unknown or missing fields"
    if any(turn["role"] not in ("user", "assistant") or not turn["content"] for turn in body["messages"]):
        return "messages: role or content"
    return ""


class Azure(Double):
    """POST /cognitiveservices/v1: SSML in, sound out; most errors have no body. It lists its voices."""

    def __init__(self):
        super().__init__()
        self.has = [
            ("de-AT-IngridNeural", "Female", "GA"),
            ("de-DE-ConradNeural", "Male", "GA"),
            ("de-DE-KatjaNeural", "Female", "GA"),
            ("de-DE-Seraphina:DragonHDLatestNeural", "Female", "Preview"),
            ("de-DE-OldNeural", "Male", "Deprecated"),
        ]

    @staticmethod
    def listed(name, gender, status):
        """A row as "Text to speech REST API" of learn.microsoft.com shows it."""
        locale = "-".join(name.split("-")[:2])
        return {
            "Name": f"Microsoft Server Speech Text to Speech Voice ({locale}, {name[6:]})",
            "DisplayName": name[6:].removesuffix("Neural"), "LocalName": name[6:].removesuffix("Neural"),
            "ShortName": name, "Gender": gender, "Locale": locale, "LocaleName": locale,
            "SampleRateHertz": "24000", "VoiceType": "Neural", "Status": status, "WordsPerMinute": "140",
        }  # fmt: skip

    def answer(self, seen, fault):
        if not seen.headers.get("ocp-apim-subscription-key"):
            return 401, b"", {}
        if seen.method == "GET" and seen.path == "/cognitiveservices/voices/list":
            return 200, [self.listed(*row) for row in self.has], {}
        if seen.path != "/cognitiveservices/v1" or not seen.headers.get("user-agent"):
            return 404, b"", {}
        if seen.headers.get("content-type") != "application/ssml+xml":
            return 415, b"", {}
        try:
            speak = ElementTree.fromstring(seen.body)
        except ElementTree.ParseError:
            return 400, b"", {}
        if not speak.get("version") or speak.find(f"{SPOKEN}voice").get("name") is None:
            return 400, b"", {}
        data = b"not a sound" if fault and fault.kind == "bad_media" else wav()
        return 200, data, {"Content-Type": "audio/x-wav"}

    def said(self):
        """(voice, speed, text) of the last request."""
        voice = ElementTree.fromstring(self.posts()[-1].body).find(f"{SPOKEN}voice")
        prosody = voice.find(f"{SPOKEN}prosody")
        speed = prosody.get("rate") if prosody is not None else ""
        return voice.get("name"), speed, "".join(voice.itertext())


class Ollama(OpenAI):
    """OpenAI's wire as others serve it: no refusal field, errors of its own, forms it may not know.

    `knows` are the response formats it takes; another one is answered with 400, as LM Studio does.
    `dressed` is how it wraps its JSON: some think aloud first, some put it in a fence.
    """

    def __init__(self, knows=("json_schema", "json_object"), dressed="{}"):
        super().__init__()
        self.knows, self.dressed = knows, dressed

    def answer(self, seen, fault):
        if not seen.path.endswith("/chat/completions"):
            return 404, {"error": {"message": "404 page not found", "type": "api_error"}}, {}
        form = seen.body.get("response_format", {}).get("type")
        if form and form not in self.knows:
            known = " or ".join(f"'{one}'" for one in (*self.knows, "text"))
            return 400, {"error": f"'response_format.type' must be {known}"}, {}
        return 200, self.completion(seen.body, fault.kind if fault else ""), {}

    def content(self, body):
        text = self.says.pop(0) if self.says else answer_to(body["messages"][0]["content"])
        return self.dressed.replace("{}", text)

    def completion(self, body, kind):
        reply = super().completion(body, kind) | {"system_fingerprint": "fp_ollama"}
        for choice in reply.get("choices", ()):
            choice.pop("logprobs")
            choice["message"].pop("refusal")
        return reply
