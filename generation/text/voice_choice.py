"""Which voice a character gets: always the same one for the same name, and one that nobody else has."""

import zlib
from collections.abc import Collection, Sequence


def voice_for_name(
    name: str, voices: Sequence[str], taken: Collection[str] = (), language: str | None = None
) -> str:
    """A voice for a character of that name, outside `taken` if any is left.

    With a language ("" is one as well) each language has a choice of its own; without, all have the same.
    """
    key = name.strip().lower()
    if language is not None:
        key = f"{language}:{key}"
    first = zlib.crc32(key.encode()) % len(voices)
    in_turn = [*voices[first:], *voices[:first]]
    return next((voice for voice in in_turn if voice not in taken), in_turn[0])
