"""ElevenLabs: voices with the time of every word, and music, over plain HTTP."""

import base64
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from generation.interfaces import (
    Music,
    MusicRequest,
    Provider,
    Speech,
    Usage,
    VoiceInfo,
    VoiceRequest,
    WordTime,
)
from generation.provider_errors import Misconfigured, Rejected
from generation.providers import moving_media, validation
from generation.providers.capabilities import NOTHING_KNOWN, Capabilities
from generation.providers.http_client import Wire, translated
from generation.providers.usage_bounds import Units
from generation.text.voice_choice import voice_for_name

# Characters of a text where the model's row says no more.
LONGEST_TEXT = 5000
SLOWEST, FASTEST = 0.7, 1.2
# Which format: mono MP3 that every plan may ask for.
FORMAT = "mp3_44100_128"
# A piece of music, in milliseconds, by its API; and the most bytes of one.
SHORTEST_MUSIC, LONGEST_MUSIC = 3000, 600_000
MOST_MUSIC_BYTES = 200 * 2**20
# Kana, Chinese signs and Thai: written without spaces between words.
WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")


class ElevenLabsSpeaker(Provider):
    """Talent `voice`. `voices` is "Name:id,Name:id" with ids of the account's voices, the default first."""

    paid, announces = True, True

    def __init__(
        self,
        key: str,
        model: str,
        voices: str,
        base_url: str = "https://api.elevenlabs.io",
        seconds: float = 90,
        capabilities: Capabilities = NOTHING_KNOWN,
    ) -> None:
        self.key, self.model, self._place = key, model, (base_url, seconds)
        self.longest_text = capabilities.longest_text or LONGEST_TEXT
        self.languages = capabilities.languages
        self._voices = _parsed(voices)

    @cached_property
    def wire(self) -> Wire:
        base, seconds = self._place
        return Wire("ElevenLabs", base, {"xi-api-key": self.key}, seconds)

    def units_for(self, request: VoiceRequest) -> Units | None:
        return {"characters": len(request.text.strip())}

    def cannot_speak(self, language: str, text: str = "") -> str:
        """A language that the model's card does not list, where it lists any."""
        if not self.languages or not language or language.lower().split("-")[0] in self.languages:
            return ""
        return f"{self.model} does not speak this language ({language}). eleven_v4 speaks more."

    def declines(self, request: VoiceRequest) -> str:
        return self.cannot_speak(request.language)

    def speak(self, request: VoiceRequest) -> Speech:
        """The Speech for a VoiceRequest; raises Rejected for empty or endless text."""
        text = request.text.strip()
        if not text or len(text) > self.longest_text:
            raise Rejected(f"A voice can say 1 to {self.longest_text} characters; this text has {len(text)}.")
        rate = min(max(request.rate, SLOWEST), FASTEST)
        body = {"text": text, "model_id": self.model, "voice_settings": {"speed": rate}}
        path = f"/v1/text-to-speech/{self._id(request.voice)}/with-timestamps"
        found, headers = self.wire.post(path, body, output_format=FORMAT)
        usage = Usage(units=_units(text, headers), model=self.model)
        with translated("ElevenLabs", paid=True):
            data = base64.b64decode(found["audio_base64"], validate=True)
        return validation.speech(data, usage, _words(found.get("alignment")))

    def voices(self) -> tuple[VoiceInfo, ...]:
        return tuple(VoiceInfo(name=name, label=name.title(), language="") for name in self._voices)

    def voice_for(self, name: str, taken: Collection[str] = (), language: str = "") -> str:
        """A voice for a character of that name: always the same, outside `taken` if any is left."""
        return voice_for_name(name, list(self._voices), taken)

    def _id(self, voice: str) -> str:
        """The id of a voice; a name of another provider's gets the default one."""
        return self._voices.get(voice.lower()) or next(iter(self._voices.values()))


class ElevenLabsComposer(Provider):
    """Talent `music`: an instrumental bed. Its answer is the sound itself."""

    paid, announces = True, True

    def __init__(
        self,
        key: str,
        model: str,
        base_url: str = "https://api.elevenlabs.io",
        seconds: float = 300,
        capabilities: Capabilities = NOTHING_KNOWN,
    ) -> None:
        self.key, self.model, self._place, self.capabilities = key, model, (base_url, seconds), capabilities

    @cached_property
    def wire(self) -> Wire:
        base, seconds = self._place
        return Wire("ElevenLabs", base, {"xi-api-key": self.key}, seconds)

    def units_for(self, request: MusicRequest) -> Units | None:
        return {"music_seconds": self._length(request) / 1000}

    def _length(self, request: MusicRequest) -> int:
        """Milliseconds to ask for. What is shorter than the film is repeated by the mix."""
        return min(max(request.duration_ms, SHORTEST_MUSIC), LONGEST_MUSIC)

    def body_of(self, request: MusicRequest) -> dict[str, Any]:
        """What is asked. A seed cannot go with a prompt."""
        return {
            "prompt": f"{request.mood} background music for a short film, {request.bpm} bpm",
            "music_length_ms": self._length(request),
            "model_id": self.model,
            "force_instrumental": True,
            **self.capabilities.extra,
        }

    def score(self, request: MusicRequest) -> Music:
        """The Music for a MusicRequest, not longer than asked."""
        body = json.dumps(self.body_of(request)).encode()
        headers = {"Content-Type": "application/json"}
        data = self.wire.post_for_bytes("/v1/music", body, headers, MOST_MUSIC_BYTES)
        usage = Usage(units=self.units_for(request) or {}, model=self.model)
        return moving_media.music(data, request, usage)


def _parsed(voices: str) -> dict[str, str]:
    rows = dict(part.strip().split(":", 1) for part in voices.split(",") if part.strip().count(":") == 1)
    found = {name.strip().lower(): one.strip() for name, one in rows.items()}
    if not found or not all(re.fullmatch(r"[A-Za-z0-9]{4,40}", one) for one in found.values()):
        raise Misconfigured("ELEVENLABS_VOICES must be Name:id pairs, separated by commas.")
    return found


def _units(text: str, headers: Mapping[str, str]) -> Units:
    """Characters as billed where ElevenLabs says so, else as sent."""
    billed = headers.get("character-cost", "")
    return {"characters": int(billed) if billed.isdigit() else len(text)}


def _words(alignment: Any) -> tuple[WordTime, ...]:
    """Times of the words, from times of characters; () when the alignment is missing or lame."""
    try:
        rows = list(
            zip(
                alignment["characters"],
                alignment["character_start_times_seconds"],
                alignment["character_end_times_seconds"],
                strict=True,
            )
        )
        return tuple(_joined(rows))
    except (TypeError, KeyError, ValueError, OverflowError, AttributeError):
        return ()


def _joined(rows: Sequence[tuple[str, float, float]]) -> Iterator[WordTime]:
    """WordTimes of characters with their times; where words are not parted by spaces, each sign is one."""
    word, start, end = "", 0.0, 0.0
    for char, begins, ends in [*rows, (" ", 0, 0)]:
        alone = bool(WITHOUT_SPACES.match(char))
        if word and (alone or char.isspace()):
            yield WordTime(text=word, start_ms=round(start * 1000), end_ms=round(end * 1000))
            word = ""
        if alone:
            yield WordTime(text=char, start_ms=round(begins * 1000), end_ms=round(ends * 1000))
        elif not char.isspace():
            start = start if word else begins
            word, end = word + char, ends
