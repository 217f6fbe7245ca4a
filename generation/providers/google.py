"""Google's Gemini API: words, a look at photos, pictures, speech and music behind one key, over plain HTTP.

All of them are one call, `generateContent`, which is answered at once. Not by Google's package, which takes
two seconds to load and asks again by itself; the tests hold our requests against what it would send.

A prompt or an answer that the rules on content forbid comes as a success (200) without a result, and its
tokens are billed.
"""

import base64
import io
import re
import wave
from collections.abc import Collection
from functools import cached_property

from generation.interfaces import (
    Image,
    ImageRequest,
    Music,
    MusicRequest,
    PlateRequest,
    Provider,
    Reference,
    Speech,
    Usage,
    VoiceInfo,
    VoiceRequest,
)
from generation.prompts import image_prompts
from generation.provider_errors import Misconfigured, Rejected, Unusable
from generation.providers import moving_media, usage_bounds, validation
from generation.providers.capabilities import NOTHING_KNOWN, Capabilities
from generation.providers.http_client import Json, Wire, translated
from generation.providers.llm import PhotoAnalysis, Question, ScriptWriting, counted
from generation.providers.usage_bounds import Units
from generation.text.speech_timing import spoken_ms
from generation.text.voice_choice import voice_for_name

BASE_URL = "https://generativelanguage.googleapis.com"
# Ratios of pictures that the package names.
RATIOS = ("9:16", "3:4", "2:3", "1:1", "3:2", "4:3", "16:9", "21:9")
# Characters of a text where the model's card says no more.
LONGEST_TEXT, LONGEST_PROMPT = 8000, 8000
# Tokens: of a picture that is shown at most (six tiles of 258), of a second of speech (32 by Google's guide),
# and how much slower than ours its voices may be.
REFERENCE_TOKENS, TOKENS_PER_SECOND, SLOWEST = 6 * 258, 32, 2.5
# Why an answer has no result, and which part the rules on content forbid.
BLOCKED = {"SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION", "JAILBREAK", "MODEL_ARMOR"}
BLOCKED |= {"IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION"}
# Voices that speak every language, with the gender that they sound like.
_FEMALE = (
    "Zephyr Kore Leda Aoede Callirrhoe Autonoe Despina Erinome Laomedeia Achernar Gacrux Pulcherrima "
    "Vindemiatrix Sulafat"
)
_MALE = (
    "Puck Charon Fenrir Orus Enceladus Iapetus Umbriel Algieba Algenib Rasalgethi Alnilam Schedar Achird "
    "Zubenelgenubi Sadachbia Sadaltager"
)
VOICES = dict.fromkeys(_FEMALE.split(), "female") | dict.fromkeys(_MALE.split(), "male")
DEFAULT_VOICE = "Kore"


class _GoogleAccount(Provider):
    """A key, a model and an address."""

    paid, announces = True, True
    name = "Google"

    def __init__(
        self,
        key: str,
        model: str,
        base_url: str = "",
        seconds: float = 90,
        capabilities: Capabilities = NOTHING_KNOWN,
    ) -> None:
        if not re.fullmatch(r"[\w.-]+", model):
            raise Misconfigured(f"“{model}” is no model of Google's: its name has letters, digits, . and -.")
        self.key, self.model, self._place = key, model, (base_url or BASE_URL, seconds)
        self.capabilities, self.most_references = capabilities, capabilities.references

    @property
    def thinking_tokens(self) -> int:
        """Room for thinking, which is billed as tokens of the answer."""
        return self.capabilities.thinking_tokens

    @cached_property
    def wire(self) -> Wire:
        base, seconds = self._place
        return Wire(self.name, base, {"x-goog-api-key": self.key}, seconds)

    def asked(self, body: Json) -> Json:
        """The answer to one billed request. Unusable where the rules on content left nothing of it."""
        found, _ = self.wire.post(f"/v1/models/{self.model}:generateContent", body)
        return found

    def thinking(self) -> Json:
        """How much thinking is asked for: as the model's card says."""
        effort = self.capabilities.effort
        return {"thinkingConfig": {"thinkingLevel": effort.upper()}} if effort else {}

    def usage_of(self, found: Json, **made: float) -> Usage:
        """Tokens as told, and the things that were `made`, which have a price of their own."""
        used = found.get("usageMetadata")
        if not used:  # what it cost is not known, and what was made is not thrown away for that
            return Usage(model=self.model)
        answer = 0 if made else used.get("candidatesTokenCount") or 0
        units = counted(
            tokens_in=used.get("promptTokenCount"),
            tokens_out=answer + (used.get("thoughtsTokenCount") or 0),
        )
        return Usage(units={**made, **units}, model=self.model)


def _parts(found: Json, usage: Usage) -> list[Json]:
    """The parts of an answer, thoughts left out; Unusable where it was forbidden, cut off or is empty."""
    blocked = (found.get("promptFeedback") or {}).get("blockReason")
    if blocked:
        what = "picture" if "IMAGE" in blocked else "words"
        raise Unusable("Google refused this by its rules on content.", usage, refused=True, what=what)
    told = (found.get("candidates") or [{}])[0]
    reason = told.get("finishReason") or ""
    if reason in BLOCKED:
        said = "Google withheld what it had made by its rules on content."
        raise Unusable(said, usage, refused=True, what="result")
    if reason == "MAX_TOKENS":
        raise Unusable("The answer was cut off because it was too long.", usage)
    return [part for part in (told.get("content") or {}).get("parts") or () if not part.get("thought")]


def _file(found: Json, usage: Usage) -> tuple[bytes, str]:
    """(bytes, MIME type) of the first file of an answer."""
    for part in _parts(found, usage):
        if data := part.get("inlineData"):
            return base64.b64decode(data["data"], validate=True), str(data.get("mimeType") or "")
    raise KeyError("inlineData")


def _text(text: str) -> Json:
    return {"text": text}


def _picture(data: bytes | str, mime: str = "image/jpeg") -> Json:
    sent = data if isinstance(data, str) else base64.b64encode(data).decode()
    return {"inlineData": {"mimeType": mime, "data": sent}}


def _said(*parts: Json, role: str = "user") -> Json:
    return {"role": role, "parts": list(parts)}


# --- words -----------------------------------------------------------------------------------
class _GoogleChat(_GoogleAccount):
    """Asks for JSON of a schema."""

    def say(self, question: Question) -> tuple[str, Usage]:
        """(the answer's text, its Usage) of one request; Unusable for a refusal or a cut answer."""
        found = self.asked(self.body_of(question))
        with translated(self.name, paid=True):
            usage = self.usage_of(found)
            text = "".join(part.get("text") or "" for part in _parts(found, usage))
        if not text.strip():
            raise Unusable("The answer was empty.", usage)
        return text, usage

    def body_of(self, question: Question) -> Json:
        """What is asked."""
        roles = {"assistant": "model", "user": "user"}
        first = _said(_text(question.text), *(_picture(photo) for photo in question.photos))
        return {
            "systemInstruction": {"parts": [_text(question.system)]},
            "contents": [first, *(_said(_text(told), role=roles[role]) for role, told in question.turns())],
            "generationConfig": {
                "responseMimeType": "application/json",
                "responseJsonSchema": question.schema,
                "maxOutputTokens": question.most_tokens + self.thinking_tokens,
                **self.thinking(),
            },
        }


class GoogleWriter(_GoogleChat, ScriptWriting):
    """Talent `text`."""


class GoogleAnalyst(_GoogleChat, PhotoAnalysis):
    """Talent `vision`."""


# --- pictures --------------------------------------------------------------------------------
class GooglePainter(_GoogleAccount):
    """Talent `image`: the nano-banana models, with reference pictures."""

    hints = ("plate",)

    def _prompt(self, request: ImageRequest | PlateRequest) -> str:
        longest = self.capabilities.longest_text or LONGEST_PROMPT
        return image_prompts.with_references(request.prompt, _shown(request), longest)

    def units_for(self, request: ImageRequest | PlateRequest) -> Units | None:
        prompt = usage_bounds.text_tokens(self._prompt(request)) + len(_shown(request)) * REFERENCE_TOKENS
        thought = {"tokens_out": self.thinking_tokens} if self.thinking_tokens else {}
        return {"images": 1, "tokens_in": prompt + 20, **thought}

    def body_of(self, request: ImageRequest | PlateRequest) -> Json:
        """What is asked."""
        shapes = self.capabilities.shapes or RATIOS
        ratio = moving_media.nearest_shape(request.width, request.height, shapes)
        shown = [_picture(validation.small_photo(one.data)) for one in _shown(request)]
        return {
            "contents": [_said(_text(self._prompt(request)), *shown)],
            "generationConfig": {
                "responseModalities": ["IMAGE"],
                "imageConfig": {"aspectRatio": ratio, **self.capabilities.extra},
                **self.thinking(),
            },
        }

    def paint(self, request: ImageRequest | PlateRequest) -> Image:
        """The Image for an ImageRequest, cut and scaled to its size; for a PlateRequest as it was sent."""
        found = self.asked(self.body_of(request))
        with translated(self.name, paid=True):
            usage = self.usage_of(found, images=1)
            data, _ = _file(found, usage)
        return validation.picture(data, request, usage)


def _shown(request: ImageRequest | PlateRequest) -> tuple[Reference, ...]:
    return request.references if isinstance(request, PlateRequest) else ()


# --- speech ----------------------------------------------------------------------------------
class GoogleSpeaker(_GoogleAccount):
    """Talent `voice`. No times of words; another pace is asked for in words, as Google's guide says."""

    def units_for(self, request: VoiceRequest) -> Units | None:
        longest = SLOWEST * spoken_ms(request.text, request.language) / 1000 + 5
        return {
            "tokens_in": usage_bounds.text_tokens(self._said(request)) + 20,
            "tokens_out": round(longest * TOKENS_PER_SECOND),
        }

    def _said(self, request: VoiceRequest) -> str:
        text = request.text.strip()
        if request.rate > 1.02:
            return f"Say a little faster than usual: {text}"
        return f"Say slowly: {text}" if request.rate < 0.98 else text

    def body_of(self, request: VoiceRequest) -> Json:
        """What is asked."""
        voice = request.voice if request.voice in VOICES else DEFAULT_VOICE
        return {
            "contents": [_said(_text(self._said(request)))],
            "generationConfig": {
                "responseModalities": ["AUDIO"],
                "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": voice}}},
            },
        }

    def speak(self, request: VoiceRequest) -> Speech:
        """The Speech for a VoiceRequest, measured; raises Rejected for empty or endless text."""
        text, longest = request.text.strip(), self.capabilities.longest_text or LONGEST_TEXT
        if not text or len(text) > longest:
            raise Rejected(f"A voice can say 1 to {longest} characters; this text has {len(text)}.")
        found = self.asked(self.body_of(request))
        with translated(self.name, paid=True):
            usage = self.usage_of(found)
            data, mime = _file(found, usage)
        return validation.speech(_playable(data, mime), usage)

    def voices(self) -> tuple[VoiceInfo, ...]:
        return tuple(
            VoiceInfo(name=name, label=name, language="", gender=gender) for name, gender in VOICES.items()
        )

    def voice_for(self, name: str, taken: Collection[str] = (), language: str = "") -> str:
        """A voice for a character of that name: always the same, outside `taken` if any is left."""
        return voice_for_name(name, list(VOICES), taken)


def _playable(data: bytes, mime: str) -> bytes:
    """Sound as a file: samples without a head ("audio/L16;codec=pcm;rate=24000") get one."""
    bare = re.match(r"audio/(?:L16|pcm)\b", mime, re.IGNORECASE)
    if not bare or len(data) % 2:
        return data
    rate = re.search(r"rate=(\d{4,6})\b", mime)
    out = io.BytesIO()
    with wave.open(out, "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(int(rate.group(1)) if rate else 24000)
        clip.writeframes(data)
    return out.getvalue()


# --- music -----------------------------------------------------------------------------------
class GoogleComposer(_GoogleAccount):
    """Talent `music`: the Lyria models. What is shorter than the film is repeated by the mix."""

    def units_for(self, request: MusicRequest) -> Units | None:
        return {"tracks": 1}

    def body_of(self, request: MusicRequest) -> Json:
        """What is asked."""
        seconds = moving_media.length_for(request.duration_ms, self.capabilities.seconds)
        words = (
            f"{request.mood} instrumental background music for a short film, {request.bpm} bpm, "
            f"{seconds} seconds long, no vocals, no lyrics"
        )
        return {
            "contents": [_said(_text(words))],
            "generationConfig": {"responseModalities": ["AUDIO"]},
        }

    def score(self, request: MusicRequest) -> Music:
        """The Music for a MusicRequest, not longer than asked."""
        found = self.asked(self.body_of(request))
        with translated(self.name, paid=True):
            usage = Usage(units={"tracks": 1}, model=self.model)
            data, mime = _file(found, usage)
        return moving_media.music(_playable(data, mime), request, usage)
