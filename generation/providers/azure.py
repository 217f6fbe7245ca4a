"""Azure Speech: neural voices over its REST wire. Words are not timed there, so captions go by phrase.

One POST of SSML, answered with sound. The official SDK speaks over a socket and ships native code; the
wire is small. Facts: learn.microsoft.com, "Text to speech REST API": sound is cut off at ten minutes
without a word, most error bodies are empty, and what is billed are the characters of the SSML's text.
"""

import re
from collections.abc import Collection
from functools import cached_property
from xml.sax.saxutils import escape, quoteattr

from generation.interfaces import Provider, Speech, Usage, VoiceInfo, VoiceRequest
from generation.provider_errors import Misconfigured, Rejected, Unusable
from generation.providers import validation
from generation.providers.capabilities import NOTHING_KNOWN, Capabilities
from generation.providers.http_client import Wire
from generation.providers.usage_bounds import Units
from generation.text.voice_choice import voice_for_name

PATH = "/cognitiveservices/v1"
LIST_PATH = "/cognitiveservices/voices/list"
# 24 kHz mono without loss, so that what is measured is what was said.
FORMAT = "riff-24khz-16bit-mono-pcm"
LONGEST_TEXT = 5000
CUT_OFF_MS = 599_000
MOST_BYTES = 40 * 2**20
SLOWEST, FASTEST = 0.5, 2.0
# One woman's and one man's voice for a language; the first language is the default's.
VOICES = (
    ("en-US-JennyNeural", "female"),
    ("en-US-GuyNeural", "male"),
    ("en-GB-SoniaNeural", "female"),
    ("en-GB-RyanNeural", "male"),
    ("de-DE-KatjaNeural", "female"),
    ("de-DE-ConradNeural", "male"),
    ("fr-FR-DeniseNeural", "female"),
    ("fr-FR-HenriNeural", "male"),
    ("es-ES-ElviraNeural", "female"),
    ("es-ES-AlvaroNeural", "male"),
    ("it-IT-ElsaNeural", "female"),
    ("it-IT-DiegoNeural", "male"),
    ("pt-BR-FranciscaNeural", "female"),
    ("pt-BR-AntonioNeural", "male"),
    ("nl-NL-ColetteNeural", "female"),
    ("nl-NL-MaartenNeural", "male"),
    ("pl-PL-ZofiaNeural", "female"),
    ("pl-PL-MarekNeural", "male"),
    ("ru-RU-SvetlanaNeural", "female"),
    ("ru-RU-DmitryNeural", "male"),
    ("tr-TR-EmelNeural", "female"),
    ("tr-TR-AhmetNeural", "male"),
    ("ar-SA-ZariyahNeural", "female"),
    ("ar-SA-HamedNeural", "male"),
    ("hi-IN-SwaraNeural", "female"),
    ("hi-IN-MadhurNeural", "male"),
    ("ja-JP-NanamiNeural", "female"),
    ("ja-JP-KeitaNeural", "male"),
    ("ko-KR-SunHiNeural", "female"),
    ("ko-KR-InJoonNeural", "male"),
    ("zh-CN-XiaoxiaoNeural", "female"),
    ("zh-CN-YunxiNeural", "male"),
)
_NAME = re.compile(
    r"(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})+)-(?P<who>[A-Z][A-Za-z0-9]*)(?::[A-Za-z0-9]+)?"
)
# What XML cannot hold however it is written.
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AzureSpeaker(Provider):
    """Talent `voice`. `region` as in the portal ("westeurope"), or an `endpoint` of one's own.

    `voices` are names such as "de-DE-KatjaNeural", separated by commas. "" means those that the account
    lists (`account_voices`, of the daily look), and VOICES before it was asked: these come first, so that
    a longer list changes nobody's voice.
    """

    paid, announces = True, True

    def __init__(
        self,
        key: str,
        region: str = "",
        endpoint: str = "",
        voices: str = "",
        model: str = "neural",
        seconds: float = 90,
        capabilities: Capabilities = NOTHING_KNOWN,
        account_voices: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.key, self.model, self.seconds = key, model, seconds
        self.longest_text = capabilities.longest_text or LONGEST_TEXT
        self.base = _address(region, endpoint)
        self._voices, self._usual = _parsed(voices), frozenset[str]()
        if account_voices and not voices.strip():
            listed, known = dict(account_voices), dict(VOICES)
            first = [(name, known[name]) for name in known if name in listed]
            self._usual = frozenset(name for name, _ in first)
            self._voices = (*first, *(one for one in account_voices if one[0] not in known))

    @cached_property
    def wire(self) -> Wire:
        headers = {"Ocp-Apim-Subscription-Key": self.key, "User-Agent": "vidstudio"}
        return Wire("Azure Speech", self.base, headers, self.seconds)

    def units_for(self, request: VoiceRequest) -> Units | None:
        return {"characters": _billed(request.text.strip())}

    def speak(self, request: VoiceRequest) -> Speech:
        """The Speech for a VoiceRequest; raises Rejected for empty or endless text."""
        text = _FORBIDDEN.sub(" ", request.text).strip()
        if not text or len(text) > self.longest_text:
            raise Rejected(f"A voice can say 1 to {self.longest_text} characters; this text has {len(text)}.")
        headers = {"Content-Type": "application/ssml+xml", "X-Microsoft-OutputFormat": FORMAT}
        body = ssml(text, self.voice(request.voice, request.language), request.rate)
        data = self.wire.post_for_bytes(PATH, body.encode(), headers, MOST_BYTES)
        usage = Usage(units={"characters": _billed(text)}, model=self.model)
        found = validation.speech(data, usage)
        if found.duration_ms >= CUT_OFF_MS:
            raise Unusable("The voice was cut off after ten minutes.", usage)
        return found

    def voices(self) -> tuple[VoiceInfo, ...]:
        return tuple(
            VoiceInfo(name=name, label=_label(name), language=_language(name), gender=gender)
            for name, gender in self._voices
        )

    def account_voices(self) -> list[tuple[str, str]]:
        """Of all that the account lists those whose names can be read; deprecated ones are left out."""
        found = []
        for row in self.wire.rows(LIST_PATH):
            name, gender = str(row.get("ShortName", "")), str(row.get("Gender", "")).lower()
            if _NAME.fullmatch(name) and row.get("Status") != "Deprecated":
                found.append((name, gender if gender in ("female", "male") else ""))
        return found

    def voice_for(self, name: str, taken: Collection[str] = (), language: str = "") -> str:
        """A voice for a character of that name: always the same, of the language, outside `taken`."""
        names = self._speaking(language) or [one for one, _ in self._voices]
        usual = [one for one in names if one in self._usual]
        return voice_for_name(name, usual or names, taken)

    def voice(self, asked: str, language: str) -> str:
        """The voice by that name; one of another provider becomes the first that speaks the language."""
        if asked in [name for name, _ in self._voices]:
            return asked
        return (self._speaking(language) or [self._voices[0][0]])[0]

    def _speaking(self, language: str) -> list[str]:
        """Names of voices of a language, those of the very region first."""
        tag = language.lower()
        same = [
            name for name, _ in self._voices if _language(name).lower().split("-")[0] == tag.split("-")[0]
        ]
        return sorted(same, key=lambda name: _language(name).lower() != tag)


def ssml(text: str, voice: str, rate: float = 1.0) -> str:
    """The SSML that says `text`, whatever is in it, in a voice and at a factor of its speed."""
    said = escape(text)
    speed = round(min(max(rate, SLOWEST), FASTEST) * 100) - 100
    if speed:
        said = f'<prosody rate="{speed:+d}%">{said}</prosody>'
    return (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" '
        f"xml:lang={quoteattr(_language(voice))}><voice name={quoteattr(voice)}>{said}</voice></speak>"
    )


def _billed(text: str) -> int:
    """Characters as Azure counts them: a Chinese sign, kanji or hanja is two."""
    return len(text) + len(re.findall(r"[\u3400-\u9fff\uf900-\ufaff]", text))


def _address(region: str, endpoint: str) -> str:
    if endpoint:
        if not re.fullmatch(r"https?://[^/\s@]+(?:/\S*)?", endpoint):
            raise Misconfigured("AZURE_SPEECH_ENDPOINT must be an address such as https://….azure.com.")
        return endpoint.rstrip("/").removesuffix(PATH)
    if not re.fullmatch(r"[a-z][a-z0-9]{2,30}", region):
        raise Misconfigured("AZURE_SPEECH_REGION must be a region's name, such as westeurope.")
    return f"https://{region}.tts.speech.microsoft.com"


def _parsed(voices: str) -> tuple[tuple[str, str], ...]:
    names = [name.strip() for name in voices.split(",") if name.strip()]
    strange = [name for name in names if not _NAME.fullmatch(name)]
    if strange:
        raise Misconfigured(f"AZURE_SPEECH_VOICES lists {strange[0]!r}; a name looks like de-DE-KatjaNeural.")
    known = dict(VOICES)
    return tuple((name, known.get(name, "")) for name in names) or VOICES


def _part(name: str, part: str) -> str:
    """The `language` or `who` of a voice's name, which was checked before."""
    found = _NAME.fullmatch(name)
    return found.group(part) if found else ""


def _language(name: str) -> str:
    return _part(name, "language")


def _label(name: str) -> str:
    who = re.sub(r"(?:Multilingual)?(?:Neural|HD)\w*\Z", "", _part(name, "who"))
    return f"{who} ({_language(name)})"
