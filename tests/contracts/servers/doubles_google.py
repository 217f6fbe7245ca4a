"""Google's Gemini API on loopback: generateContent for words, pictures, speech and music."""

import base64
import json
import re

from tests.contracts.servers.doubles import WORDS, png, script, wav
from tests.contracts.servers.server import Double


class Google(Double):
    """One address for all talents: what is asked for says which."""

    def answer(self, seen, fault):
        if not seen.headers.get("x-goog-api-key"):
            return 403, {"error": {"code": 403, "message": "no key", "status": "PERMISSION_DENIED"}}, {}
        kind = fault.kind if fault else ""
        parts = [self.part(seen.body, kind)]
        told = {"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}]}
        if kind == "refusal":
            told = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
        if kind == "content_filter":
            told = {"candidates": [{"finishReason": "SAFETY"}]}
        if kind == "length":
            told["candidates"][0]["finishReason"] = "MAX_TOKENS"
        told["usageMetadata"] = {
            "promptTokenCount": 40,
            "candidatesTokenCount": 20,
            "thoughtsTokenCount": 5,
            "totalTokenCount": 65,
        }
        return 200, {} if kind == "missing" else told, {}

    def part(self, body, kind):
        how = body["generationConfig"]
        if how.get("responseMimeType") == "application/json":
            return {"text": "" if kind == "blank" else self.words(body)}
        data, mime = png(768, 1344), "image/png"
        if how["responseModalities"] == ["AUDIO"]:
            music = "speechConfig" not in how
            data, mime = (wav(2000, 48000), "audio/wav") if music else (wav()[44:], "audio/L16;rate=24000")
        if kind == "bad_media":
            data, mime = b"not a file", "image/png"
        return {"inlineData": {"mimeType": mime, "data": base64.b64encode(data).decode()}}

    def words(self, body):
        if "segments" not in json.dumps(body["generationConfig"]["responseJsonSchema"]):
            return json.dumps(
                {"features": ["Steel body"], "benefits": ["Stays cold"], "unique_points": ["Leak-proof lid"]}
            )
        orders = body["systemInstruction"]["parts"][0]["text"]
        beats = re.search(r"in order: ([\w, ]+)\.", orders).group(1).split(", ")
        return script([WORDS[beat] for beat in beats])
