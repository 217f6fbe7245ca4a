"""Anthropic: words, and a look at photos, by one structured message each.

Over the official SDK with its retries off: it would send a billed request three times and obey any
Retry-After, however long. The model must answer in JSON of a schema, without tools. Models and prices
are data; what is counted here are tokens, those written to and read from the cache on their own.
"""

from functools import cached_property
from typing import Any

from generation.interfaces import Provider, Usage
from generation.provider_errors import Unusable
from generation.providers.capabilities import NOTHING_KNOWN, Capabilities
from generation.providers.http_client import sdk_client, translated
from generation.providers.llm import PhotoAnalysis, Question, ScriptWriting, counted

BASE_URL = "https://api.anthropic.com"


class _AnthropicAccount(Provider):
    """A key, a model and an address; the SDK is loaded when it is first needed, it takes two seconds."""

    paid, announces = True, True
    name = "Anthropic"

    def __init__(
        self,
        key: str,
        model: str,
        base_url: str = "",
        seconds: float = 90,
        capabilities: Capabilities = NOTHING_KNOWN,
    ) -> None:
        self.key, self.model, self.base_url, self.seconds = key, model, base_url or BASE_URL, seconds
        self.capabilities = capabilities

    @property
    def thinking_tokens(self) -> int:
        """Room for thinking, which is a part of `max_tokens`: without it an answer is paid and cut off."""
        return self.capabilities.thinking_tokens

    @cached_property
    def client(self) -> Any:
        import anthropic

        return sdk_client(anthropic, anthropic.Anthropic, self.key, self.base_url, self.seconds)

    def say(self, question: Question) -> tuple[str, Usage]:
        """(the answer's text, its Usage) of one request; Unusable for a refusal or a cut answer."""
        effort = {"effort": self.capabilities.effort} if self.capabilities.effort else {}
        with translated(self.name, paid=True):
            reply = self.client.messages.create(
                model=self.model,
                max_tokens=question.most_tokens + self.thinking_tokens,
                system=question.system,
                messages=_messages(question),
                output_config={"format": {"type": "json_schema", "schema": question.schema}, **effort},
            )
            usage = _usage(reply, self.model)
            return _text_of(reply, usage), usage


class AnthropicWriter(_AnthropicAccount, ScriptWriting):
    """Talent `text`."""


class AnthropicAnalyst(_AnthropicAccount, PhotoAnalysis):
    """Talent `vision`."""


def _messages(question: Question) -> list[dict[str, Any]]:
    photos = [
        {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": photo}}
        for photo in question.photos
    ]
    first = {"role": "user", "content": [*photos, {"type": "text", "text": question.text}]}
    return [first, *({"role": role, "content": text} for role, text in question.turns())]


def _usage(reply: Any, model: str) -> Usage:
    """Tokens as told; raises for what is no message (an HTML page is a plain str here).

    Input that was written to or read from the cache is billed beside the rest, at prices of its own.
    """
    used = reply.usage
    units = counted(
        tokens_in=used.input_tokens,
        tokens_out=used.output_tokens,
        tokens_cache_write=used.cache_creation_input_tokens,
        tokens_cache_read=used.cache_read_input_tokens,
    )
    return Usage(units=units, model=model)


def _text_of(reply: Any, usage: Usage) -> str:
    if reply.stop_reason == "refusal":
        raise Unusable("The model declined to write this.", usage, refused=True)
    text = "".join(block.text for block in reply.content if block.type == "text")
    if reply.stop_reason in ("max_tokens", "model_context_window_exceeded"):
        raise Unusable("The answer was cut off because it was too long.", usage)
    if not text.strip():
        raise Unusable("The answer was empty.", usage)
    return text
