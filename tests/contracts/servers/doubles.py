"""OpenAI, Replicate and ElevenLabs on loopback: their wire, their states, real small media."""

import base64
import hashlib
import io
import json
import math
import re
import struct
import time
import wave
from collections import Counter
from datetime import UTC, datetime
from functools import cache

from PIL import Image

from tests.contracts.servers.server import Double


@cache
def png(width=256, height=384):
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@cache
def wav(ms=700, rate=24000):
    out = io.BytesIO()
    with wave.open(out, "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(rate)
        clip.writeframes(
            b"".join(struct.pack("<h", int(9000 * math.sin(at / 9))) for at in range(rate * ms // 1000))
        )
    return out.getvalue()


WORDS = {
    "hook": "Cold water, all day long, wherever the trail may go.",
    "context": "It is early, and the trail is quiet, as it is every day.",
    "product": "Ridge Flask keeps drinks cold for 24 hours, from the first step to the last.",
    "proof": "Its lid is leak-proof, so that the bag stays as dry as it was.",
    "content": "Somebody opens the door, and looks outside for a while.",
    "closing": "And so the day begins, as all the days before it.",
    "cta": "Get yours today.",
}


class OpenAI(Double):
    """chat/completions with a JSON schema, images/generations and /edits, audio/speech."""

    reads_forms = True

    def __init__(self):
        super().__init__()
        self.says = []  # contents to answer with, used up one by one; then a good one
        self.sells = {"test-model": None}  # model: its shutdown_date

    @staticmethod
    def listed(model, shutdown_date):
        row = {"id": model, "object": "model", "created": 1, "owned_by": "openai"}
        return {**row, "shutdown_date": shutdown_date}

    def answer(self, seen, fault):
        if not seen.headers.get("authorization", "").startswith("Bearer "):
            return 401, {"error": {"message": "no key", "type": "x", "code": None, "param": None}}, {}
        if seen.path.endswith("/chat/completions"):
            return 200, self.completion(seen.body, fault.kind if fault else ""), {}
        if seen.path.endswith("/images/generations"):
            return 200, self.picture(fault.kind if fault else ""), {}
        if seen.path.endswith("/images/edits"):
            return 200, self.picture(fault.kind if fault else "", len(seen.body["image"])), {}
        if seen.path.endswith("/models"):
            return 200, {"object": "list", "data": [self.listed(*row) for row in self.sells.items()]}, {}
        if seen.path.endswith("/audio/speech"):
            data = b"not a sound" if fault and fault.kind == "bad_media" else wav()
            return 200, data, {"Content-Type": "audio/wav"}
        return 404, {"error": {"message": "no such address"}}, {}

    def completion(self, body, kind):
        message = {"role": "assistant", "content": self.content(body), "refusal": None}
        finish = "stop"
        if kind == "refusal":
            message |= {"content": None, "refusal": "I cannot help with that."}
        if kind == "content_filter":
            message["content"], finish = None, "content_filter"
        if kind == "length":
            message["content"], finish = message["content"][:30], "length"
        if kind == "blank":
            message["content"] = ""
        reply = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "finish_reason": finish, "logprobs": None, "message": message}],
            "usage": {"prompt_tokens": 200, "completion_tokens": 80, "total_tokens": 280},
        }
        if kind == "missing":
            del reply["choices"]
        return reply

    def content(self, body):
        if self.says:
            return self.says.pop(0)
        if body["response_format"]["json_schema"]["name"] == "analysis":
            return json.dumps(
                {"features": ["Steel body"], "benefits": ["Stays cold"], "unique_points": ["Leak-proof lid"]}
            )
        beats = re.search(r"in order: ([\w, ]+)\.", body["messages"][0]["content"]).group(1).split(", ")
        return script([WORDS[beat] for beat in beats])

    def picture(self, kind, shown=0):
        data = b"not a picture" if kind == "bad_media" else png()
        reply = {
            "created": 1,
            "data": [{"b64_json": base64.b64encode(data).decode()}],
            "usage": {
                "input_tokens": 30 + 800 * shown,
                "input_tokens_details": {"image_tokens": 800 * shown, "text_tokens": 30},
                "output_tokens": 900,
                "total_tokens": 930 + 800 * shown,
            },
        }
        if kind == "missing":
            reply["data"] = []
        return reply


def script(texts, **more):
    rows = [{"text": text, "headline": "Cold all day", "detail": "", **more} for text in texts]
    return json.dumps({"title": "Cold all day", "segments": rows})


class Replicate(Double):
    """Predictions: starting → processing → an end; a list of them; files on a host of their own."""

    free = "/v1/files"

    def __init__(self):
        super().__init__()
        self.put = []  # files given to it, as it lists them
        self.rows, self.looks, self.looks_needed, self.ends = {}, Counter(), 1, "succeeded"
        self.error, self.output, self.made_at = None, None, {}
        self.files = Files()

    def __exit__(self, *how):
        self.files.__exit__()
        super().__exit__(*how)

    def answer(self, seen, fault):
        if not seen.headers.get("authorization", "").startswith("Bearer "):
            return 401, {"title": "Unauthenticated", "detail": "no key", "status": 401}, {}
        path = seen.path.partition("?")[0]
        if path == "/v1/files":
            return self.filed(seen)
        if seen.method == "POST" and path.endswith("/cancel"):
            return 200, self.look(path.split("/")[-2], "canceled"), {}
        if seen.method == "POST" and path.endswith("/predictions"):
            return 201, self.make(seen, fault.kind if fault else ""), {}
        if path == "/v1/predictions":
            return 200, {"results": list(self.rows.values())[::-1], "next": None, "previous": None}, {}
        found = self.rows.get(path.rsplit("/", 1)[1])
        if found is None:
            return 404, {"title": "Not found", "detail": "not found", "status": 404}, {}
        return 200, self.look(found["id"], fault.kind if fault else ""), {}

    def work(self, seen):
        """Its work is done while it is asked how far it is."""

    def filed(self, seen):
        """A file by multipart form, or the list of those that were given."""
        if seen.method == "GET":
            return 200, {"results": self.put[::-1], "next": None, "previous": None}, {}
        boundary = seen.headers["content-type"].partition("boundary=")[2].encode()
        data = seen.body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--" + boundary, 1)[0]
        pk = f"f{len(self.put) + 1}x{id(self) % 9999}"
        row = {
            "id": pk,
            "name": "file",
            "content_type": "image/jpeg",
            "size": len(data),
            "etag": "e",
            "checksums": {"sha256": hashlib.sha256(data).hexdigest()},
            "metadata": {},
            "created_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "expires_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "urls": {"get": f"{self.url}/v1/files/{pk}"},
        }
        self.put.append(row)
        return 201, row, {}

    def make(self, seen, kind):
        pk = f"p{len(self.rows) + 1}x{id(self) % 9999}"
        self.rows[pk] = {
            "id": pk,
            "model": "/".join(seen.path.split("/")[3:5]),
            "version": "hidden",
            "status": "starting",
            "input": seen.body["input"],
            "output": None,
            "error": None,
            "logs": "",
            "metrics": {},
            "data_removed": False,
            "created_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "urls": {
                "get": f"{self.url}/v1/predictions/{pk}",
                "cancel": "https://example.org/steal",
                "web": f"https://replicate.com/p/{pk}",
            },
        }
        self.made_at[pk] = time.monotonic()
        row = dict(self.rows[pk])
        if kind == "missing":
            del row["id"]
        return row

    def look(self, pk, kind):
        row = self.rows[pk]
        self.looks[pk] += 1
        if row["status"] == "canceled":
            return row
        row["status"] = "processing"
        if kind == "unknown_status":
            return {**row, "status": "pondering"}
        worked = time.monotonic() - self.made_at[pk] >= self.takes
        if (self.looks[pk] > self.looks_needed and worked) or kind == "canceled":
            row |= {"status": kind if kind == "canceled" else self.ends, "error": self.error}
            row["metrics"] = {"predict_time": 1.25}
            if row["status"] == "succeeded":
                row["output"] = [self.output or self.made(row)]
        return row if kind != "missing" else {**row, "output": None}

    def made(self, row):
        """The address of what was made."""
        return f"{self.files.url}/out-0.png"


class Files(Double):
    """Where results lie. It must never see a key."""

    def __init__(self, data=None, mime="image/png"):
        super().__init__()
        self.data, self.mime = data, mime

    def answer(self, seen, fault):
        data = self.data or png()
        if fault and fault.kind == "wrong_type":
            return 200, b"<html>expired</html>", {"Content-Type": "text/html"}
        if fault and fault.kind == "redirect":
            return 302, b"", {"Location": "http://10.0.0.7/secret.png"}
        if fault and fault.kind == "oversized":
            return 200, data, {"Content-Length": str(10**9)}
        if fault and fault.kind == "cut":
            return 200, data[:200], {"Content-Length": str(len(data)), "Connection": "close"}
        if fault and fault.kind == "half":
            return 200, data[: len(data) // 2], {}
        return 200, data, {"Content-Type": self.mime}


class ElevenLabs(Double):
    """text-to-speech with timestamps, and music."""

    def answer(self, seen, fault):
        if not seen.headers.get("xi-api-key"):
            return 401, {"detail": {"status": "invalid_api_key", "message": "no key"}}, {}
        if seen.path == "/v1/music":
            data = b"not a sound" if fault and fault.kind == "bad_media" else wav(2000, 48000)
            return 200, data, {"Content-Type": "audio/wav"}
        text, kind = seen.body["text"], fault.kind if fault else ""
        data, alignment = self.spoken(text)
        data = b"not a sound" if kind == "bad_media" else data
        reply = {"audio_base64": base64.b64encode(data).decode(), "alignment": alignment}
        if kind == "no_alignment":
            reply["alignment"] = None
        if kind == "missing":
            del reply["audio_base64"]
        return 200, reply, {"character-cost": str(len(text))}

    def spoken(self, text):
        """(sound, alignment): nine tenths of a second, in which each character has the same time."""
        return wav(900, 44100), evenly(text, 0.9)


def evenly(text, seconds):
    each = seconds / len(text)
    return {
        "characters": list(text),
        "character_start_times_seconds": [at * each for at in range(len(text))],
        "character_end_times_seconds": [(at + 1) * each for at in range(len(text))],
    }
