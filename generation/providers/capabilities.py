"""What a model takes and makes: the facts of its row (`ModelCard.capabilities`), as its adapter reads them.

Models differ in fields, lengths, sizes and seeds, and new ones come every month. So these facts are data:
`price_book.toml` brings the known ones, the admin edits them, and no adapter knows a model by name.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

# "5,10" or "2-10" or both.
LENGTHS = re.compile(r"\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*")
SHAPE = re.compile(r"\d{1,5}[:x]\d{1,5}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
EFFORTS = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """The facts of one model. What is left out means: the adapter's own way, or no limit that we know of."""

    # Characters of a prompt, or of a text that is spoken; UTF-16 units where the provider counts those.
    longest_text: int = 0
    # Where a server of one's own is that has this model; read of the provider `server` alone.
    address: str = ""
    # Languages that a voice speaks, as BCP 47's first parts; empty: not known, none is refused.
    languages: tuple[str, ...] = ()
    # Whole seconds that a clip or a piece of music can last: "5,10", "2-10".
    seconds: str = ""
    # What can be asked for as ratio or size: "720:1280" or "1024x1536". Empty: none is sent.
    shapes: tuple[str, ...] = ()
    # Pictures of any size whose sides are multiples of `multiple`, between these numbers of pixels.
    multiple: int = 0
    least_pixels: int = 0
    most_pixels: int = 0
    # So many reference pictures go with a request; in which field, `fields` says.
    references: int = 0
    # Whether the same seed gives the same result; without, none is sent.
    seed: bool = True
    # How the model calls our fields, as JSON {"ours": "theirs"}; null or "" leaves one out.
    fields: str = "{}"
    # What is laid over each request, as JSON: {"audio": false}.
    input: str = "{}"
    # Tokens of thinking, which count as tokens of the answer.
    thinking_tokens: int = 0
    # How hard it should think; empty: not said.
    effort: str = ""

    @property
    def names(self) -> dict[str, str | None]:
        """{our field: the model's field, or None to leave it out}."""
        return {ours: theirs or None for ours, theirs in json.loads(self.fields).items()}

    @property
    def extra(self) -> dict[str, Any]:
        """The fields that are laid over each request."""
        return dict(json.loads(self.input))


# Of a model without a card.
NOTHING_KNOWN = Capabilities()


def read(row: Mapping[str, Any]) -> Capabilities:
    """The Capabilities that a row's JSON says; ValueError names a value that it cannot mean.

    Words that are not known are passed over: cards of earlier releases may hold some (see `strange`).
    """
    told: dict[str, Any] = {
        name: _READERS[name](name, value) for name, value in row.items() if name in _READERS
    }
    return Capabilities(**told)


def strange(row: Mapping[str, Any]) -> str:
    """Which word of a row is not known, in a sentence; "" where all are."""
    unknown = sorted(set(row) - set(_READERS))
    return f"“{unknown[0]}” is not known; {', '.join(_READERS)} are." if unknown else ""


def is_private(address: str) -> bool:
    """Whether an address names this machine or one of a private network."""
    host = urlsplit(address).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".internal", ".localhost"))


def _address(name: str, value: Any) -> str:
    """https anywhere; http only on this machine or in a private network. No user, key or question in it."""
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        is_plain = parts.hostname and not (parts.username or parts.password or parts.query or parts.fragment)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_private(value))
        fits = bool(is_plain and is_safe and parts.port != 0)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(
            f"“{name}” must be an address such as https://example.com/v1, or http in a private network."
        )
    return str(value).rstrip("/")


def _number(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10**9:
        raise ValueError(f"“{name}” must be a whole number, not {value!r}.")
    return value


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"“{name}” must be true or false, not {value!r}.")
    return value


def _lengths(name: str, value: Any) -> str:
    if isinstance(value, list):
        value = ",".join(map(str, value))
    if not isinstance(value, str) or not LENGTHS.fullmatch(value):
        raise ValueError(f'“{name}” must be whole seconds such as "5,10" or "2-10", not {value!r}.')
    return value


def _languages(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(one, str) and LANGUAGE.fullmatch(one) for one in value
    ):
        raise ValueError(f'“{name}” must be a list such as ["en", "de"].')
    return tuple(value)


def _shapes(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and SHAPE.fullmatch(one) for one in value):
        raise ValueError(f'“{name}” must be a list such as ["720:1280", "1024x1024"].')
    return tuple(value)


def _names(name: str, value: Any) -> str:
    if not isinstance(value, dict) or not all(one is None or isinstance(one, str) for one in value.values()):
        raise ValueError(f'“{name}” must be an object such as {{"image": "first_frame", "seed": null}}.')
    return json.dumps(value, sort_keys=True)


def _object(name: str, value: Any) -> str:
    if not isinstance(value, dict):
        raise ValueError(f'“{name}” must be an object such as {{"audio": false}}.')
    return json.dumps(value, sort_keys=True)


def _effort(name: str, value: Any) -> str:
    if value not in EFFORTS:
        raise ValueError(f"“{name}” must be one of {', '.join(EFFORTS)}, not {value!r}.")
    return str(value)


_READERS: dict[str, Callable[[str, Any], object]] = {
    "address": _address,
    "longest_text": _number,
    "languages": _languages,
    "seconds": _lengths,
    "shapes": _shapes,
    "multiple": _number,
    "least_pixels": _number,
    "most_pixels": _number,
    "references": _number,
    "seed": _flag,
    "fields": _names,
    "input": _object,
    "thinking_tokens": _number,
    "effort": _effort,
}
