"""OpenAI, and whoever speaks its wire: words, a look at photos, pictures and speech.

Over the official SDK with its retries off: it would send a billed request three times. A base URL
leads elsewhere (Ollama, vLLM, another vendor). No price is known here: tokens, pictures and
characters are told, and the price book says what they cost.
"""

import base64
import json
import re
from collections.abc import Collection
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from generation.interfaces import (
    Image,
    ImageRequest,
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
from generation.providers import capabilities as capabilities_of_models
from generation.providers import moving_media, usage_bounds, validation
from generation.providers.capabilities import NOTHING_KNOWN, Capabilities
from generation.providers.http_client import sdk_client, translated
from generation.providers.llm import PhotoAnalysis, Question, ScriptWriting, counted
from generation.providers.usage_bounds import Units
from generation.text.voice_choice import voice_for_name

BASE_URL = "https://api.openai.com/v1"
# What servers say that do not know the form in which an answer is asked for.
FORM_REFUSED = re.compile(r"response_format|json_schema|json_object|structured", re.IGNORECASE)
# Where a model's row says no more: what every model of 2026 takes.
LONGEST_TEXT, LONGEST_PROMPT = 4096, 4000
# The most tokens of a picture up to PICTURE_PIXELS: the highest price for one of gpt-image-2 (0.006, 0.053
# and 0.211 USD at 1024x1024 by fal's list of 2026-11; larger and longer ones cost less) by its price for a
# token. 2.5 and later cost a quarter of it at the same word; "xhigh" and "max" are theirs alone (0.094 and
# 0.211 USD).
PICTURE_TOKENS = {"low": 200, "medium": 1800, "high": 7100, "xhigh": 7100, "max": 7100, "auto": 7100}
# A picture of a free size has about as many pixels as the largest of the three that all models know.
PICTURE_PIXELS = 1024 * 1536
# The most tokens of one reference picture: four tiles of 129 and 65 for the whole, and 6,240 for its details
# (OpenAI's guide to pictures, of gpt-image-1 with high fidelity, which gpt-image-2 and later always have).
REFERENCE_TOKENS = 7000
# How far the shape may be off, as a share of it: what is cut away is less than that.
SHAPE_SLACK = 0.01
VOICES = {
    "alloy": "",
    "ash": "male",
    "ballad": "male",
    "coral": "female",
    "echo": "male",
    "fable": "male",
    "nova": "female",
    "onyx": "male",
    "sage": "female",
    "shimmer": "female",
}
DEFAULT_VOICE = "nova"


class _OpenAIAccount(Provider):
    """A key, a model and an address; the SDK is loaded when it is first needed, it takes a second."""

    paid, announces = True, True
    name = "OpenAI"

    def __init__(
        self,
        key: str,
        model: str,
        base_url: str = "",
        seconds: float = 90,
        capabilities: Capabilities = NOTHING_KNOWN,
        **options: Any,
    ) -> None:
        if options.get("own_server"):
            base_url = _own_address(capabilities.address, base_url, bool(options.get("private")))
        self.key, self.model, self.base_url, self.seconds = key, model, base_url or BASE_URL, seconds
        self.capabilities, self.options = capabilities, options
        self.most_references = capabilities.references

    @cached_property
    def client(self) -> Any:
        import openai

        return sdk_client(openai, openai.OpenAI, self.key, self.base_url, self.seconds)

    def last_days(self) -> dict[str, date]:
        """From GET /v1/models: its `shutdown_date` is the first day on which a model does not answer."""
        with translated(self.name, paid=False):
            told = {row.id: getattr(row, "shutdown_date", None) for row in self.client.models.list().data}
        found = {model: day_of(said) for model, said in told.items() if said}
        return {model: day - timedelta(days=1) for model, day in found.items() if day}


def _own_address(card: str, setting: str, private: bool) -> str:
    """Where a server of one's own is: its model card says it, or the settings. Misconfigured without one.

    A card is written in the admin, so it may name a private network only where the operator allows it.
    """
    if card and capabilities_of_models.is_private(card) and not private:
        raise Misconfigured(
            f"The model card names {card}, in a private network. VIDSTUDIO_PRIVATE_SERVERS=1 allows that."
        )
    if not (card or setting):
        raise Misconfigured("No address is known: write it into the model card, or set SERVER_…_URL.")
    return card or setting


def day_of(value: object) -> date | None:
    """The day that a list of models names ("2026-12-01"), or None for whatever else stands there."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


# --- words -----------------------------------------------------------------------------------
class _OpenAIChat(_OpenAIAccount):
    """Asks for JSON of one strict schema, by the strictest means that the server knows.

    OpenAI knows schemas. Of those that speak its wire some know only JSON, some neither, and some take
    a schema and forget it: they are shown it in words as well. A server that refuses a form was not paid,
    so the next one is tried at once, and remembered.
    """

    form = 0

    @property
    def elsewhere(self) -> bool:
        return self.base_url.rstrip("/") != BASE_URL

    def say(self, question: Question) -> tuple[str, Usage]:
        """(the answer's text, its Usage) of one billed request; Unusable for a refusal or a cut answer."""
        with translated(self.name, paid=True):
            reply = self._reply(question)
            usage = self.usage_of(reply)
            return _text_of(reply, usage), usage

    def _reply(self, question: Question) -> Any:
        from openai import BadRequestError

        forms = _forms(question)
        while True:
            try:
                return self._asked(question, forms[self.form])
            except BadRequestError as error:
                if not FORM_REFUSED.search(str(error.body)) or self.form + 1 >= len(forms):
                    raise
                self.form += 1

    def _asked(self, question: Question, form: dict[str, Any] | None) -> Any:
        system = question.system
        if self.elsewhere or self.form:
            system += (
                f"\nAnswer with one JSON object and nothing else. Its schema: {json.dumps(question.schema)}"
            )
        limit = "max_tokens" if self.elsewhere else "max_completion_tokens"
        return self.client.chat.completions.create(
            model=self.model,
            messages=[{"role": "system", "content": system}, *_messages(question)],
            **{limit: question.most_tokens},
            **({"response_format": form} if form else {}),
        )

    def usage_of(self, reply: Any) -> Usage:
        """Tokens as told; raises for what is no completion (an HTML page is a plain str here)."""
        used = reply.usage
        units = counted(tokens_in=used.prompt_tokens, tokens_out=used.completion_tokens) if used else {}
        return Usage(units=units, model=self.model)


class OpenAIWriter(_OpenAIChat, ScriptWriting):
    """Talent `text`."""


class OpenAIAnalyst(_OpenAIChat, PhotoAnalysis):
    """Talent `vision`."""


def _forms(question: Question) -> tuple[dict[str, Any] | None, ...]:
    """Ways to ask for JSON, the strictest first; the last one only asks in words."""
    schema = {"name": question.form, "strict": True, "schema": question.schema}
    return {"type": "json_schema", "json_schema": schema}, {"type": "json_object"}, None


def _messages(question: Question) -> list[dict[str, Any]]:
    photos = [
        {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{photo}"}}
        for photo in question.photos
    ]
    text = [{"type": "text", "text": question.text}, *photos] if photos else question.text
    return [
        {"role": "user", "content": text},
        *({"role": role, "content": said} for role, said in question.turns()),
    ]


def _text_of(reply: Any, usage: Usage) -> str:
    choice = reply.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise Unusable("The model declined to write this.", usage, refused=True)
    text = choice.message.content or ""
    if choice.finish_reason == "length":
        raise Unusable("The answer was cut off because it was too long.", usage)
    if not text.strip():
        raise Unusable("The answer was empty.", usage)
    return text


# --- pictures --------------------------------------------------------------------------------
class OpenAIPainter(_OpenAIAccount):
    """Talent `image`. Option `quality`: low, medium, high, xhigh, max or auto; `own_server`: not OpenAI's."""

    hints = ("plate",)

    def _prompt(self, request: ImageRequest | PlateRequest) -> str:
        longest = self.capabilities.longest_text or LONGEST_PROMPT
        return image_prompts.with_references(request.prompt, shown_by(request), longest)

    def units_for(self, request: ImageRequest | PlateRequest) -> Units | None:
        prompt = usage_bounds.text_tokens(self._prompt(request))
        made = PICTURE_TOKENS[self.options.get("quality", "medium")]
        shown = len(shown_by(request)) * REFERENCE_TOKENS
        units: Units = {"images": 1, "tokens_in": prompt + 20, "tokens_out": made}
        return units | ({"image_tokens_in": shown} if shown else {})

    def _how(self) -> dict[str, Any]:
        """OpenAI's pictures come as bytes by themselves; other servers give an address unless told."""
        if self.options.get("own_server"):
            return {"response_format": "b64_json"}
        return {"quality": self.options.get("quality", "medium"), "output_format": "png"}

    def paint(self, request: ImageRequest | PlateRequest) -> Image:
        """The Image for an ImageRequest, cut and scaled to its size; for a PlateRequest as it was sent.

        With reference pictures it is an edit of those, without a mask: a new picture that shows them.
        """
        shown = [
            (f"reference-{number}.jpg", validation.small_photo(one.data), "image/jpeg")
            for number, one in enumerate(shown_by(request), 1)
        ]
        with translated(self.name, paid=True):
            ask = self.client.images.edit if shown else self.client.images.generate
            reply = ask(
                model=self.model,
                prompt=self._prompt(request),
                n=1,
                size=picture_size(request.width, request.height, self.capabilities),
                **self._how(),
                **({"image": shown} if shown else {}),
                extra_body=self.capabilities.extra,
            )
            data = base64.b64decode(reply.data[0].b64_json, validate=True)
        return validation.picture(data, request, _image_usage(reply, self.model))


def shown_by(request: ImageRequest | PlateRequest) -> tuple[Reference, ...]:
    """The reference pictures that go with a request."""
    return request.references if isinstance(request, PlateRequest) else ()


def picture_size(width: int, height: int, takes: Capabilities) -> str:
    """The size to ask for, "864x1536", for a picture of width × height pixels.

    Of a model that takes any size: the largest up to PICTURE_PIXELS of that shape. Else the nearest shape
    of those that the model knows ("auto" if its row names none).
    """
    if not takes.multiple:
        return moving_media.nearest_shape(width, height, takes.shapes) if takes.shapes else "auto"
    step, ratio = takes.multiple, width / height
    most = min(PICTURE_PIXELS, takes.most_pixels or PICTURE_PIXELS)
    highest = round((most / ratio) ** 0.5 / step)
    sizes = [
        (max(1, round(rows * ratio)) * step, rows * step) for rows in range(max(1, highest // 2), highest + 1)
    ]
    fitting = [size for size in sizes if takes.least_pixels <= size[0] * size[1] <= most] or sizes[-1:]
    near = [size for size in fitting if abs(size[0] / size[1] / ratio - 1) <= SHAPE_SLACK]
    best = max(near) if near else min(fitting, key=lambda size: abs(size[0] / size[1] / ratio - 1))
    return f"{best[0]}x{best[1]}"


def _image_usage(reply: Any, model: str) -> Usage:
    used = reply.usage
    units = {"images": 1}
    if used:
        units |= {"tokens_in": used.input_tokens, "tokens_out": used.output_tokens}
        units |= _shown_tokens(used)
    return Usage(units=units, model=model)


def _shown_tokens(used: Any) -> dict[str, int]:
    """Tokens of pictures that were sent along have a price of their own."""
    details = getattr(used, "input_tokens_details", None)
    pictures = getattr(details, "image_tokens", 0) or 0
    if not pictures:
        return {}
    return {"tokens_in": used.input_tokens - pictures, "image_tokens_in": pictures}


# --- speech ----------------------------------------------------------------------------------
class OpenAISpeaker(_OpenAIAccount):
    """Talent `voice`, in the shape of OpenAI's /audio/speech, which other vendors serve as well.

    Option `voices`: names of another server's own ("af_heart,am_adam"), the default first.
    """

    @cached_property
    def _voices(self) -> dict[str, str]:
        """{name: gender} of the voices that can be chosen."""
        named = [name.strip() for name in self.options.get("voices", "").split(",") if name.strip()]
        return dict.fromkeys(named, "") or VOICES

    def units_for(self, request: VoiceRequest) -> Units | None:
        return {"characters": len(request.text.strip())}

    def speak(self, request: VoiceRequest) -> Speech:
        """The Speech for a VoiceRequest, measured; raises Rejected for empty or endless text."""
        text = request.text.strip()
        longest = self.capabilities.longest_text or LONGEST_TEXT
        if not text or len(text) > longest:
            raise Rejected(f"A voice can say 1 to {longest} characters; this text has {len(text)}.")
        with translated(self.name, paid=True):
            reply = self.client.audio.speech.create(
                model=self.model,
                voice=self._voice(request.voice),
                input=text,
                response_format="wav",
                speed=min(max(request.rate, 0.25), 4.0),
            )
            data = reply.read()
        return validation.speech(data, Usage(units={"characters": len(text)}, model=self.model))

    def voices(self) -> tuple[VoiceInfo, ...]:
        return tuple(
            VoiceInfo(name=name, label=name.title(), language="", gender=gender)
            for name, gender in self._voices.items()
        )

    def voice_for(self, name: str, taken: Collection[str] = (), language: str = "") -> str:
        """A voice for a character of that name: always the same, outside `taken` if any is left."""
        return voice_for_name(name, list(self._voices), taken)

    def _voice(self, voice: str) -> str:
        """The voice by that name; one that belongs to another provider becomes the default."""
        known = self._voices
        return voice if voice in known else (DEFAULT_VOICE if DEFAULT_VOICE in known else next(iter(known)))
