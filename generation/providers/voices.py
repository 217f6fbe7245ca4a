"""The voices that people choose from, and how each of them sounds."""

from dataclasses import replace
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from generation.interfaces import Speaker, VoiceInfo, VoiceRequest
from generation.provider_errors import ProviderError
from generation.providers import artifacts, registry
from projects.errors import BadInput, IllegalMove
from projects.media import library
from projects.models import Asset, Workspace

# What a voice says of itself.
SENTENCES = {
    "en": "Hello, this is how I sound in your video.",
    "de": "Hallo, so klinge ich in deinem Video.",
    "fr": "Bonjour, voici ma voix dans votre vidéo.",
    "es": "Hola, así sueno en tu vídeo.",
    "it": "Ciao, questa è la mia voce nel tuo video.",
    "pt": "Olá, é assim que eu soo no seu vídeo.",
    "nl": "Hallo, zo klink ik in je video.",
    "pl": "Cześć, tak brzmię w twoim filmie.",
    "sv": "Hej, så här låter jag i din video.",
    "da": "Hej, sådan lyder jeg i din video.",
    "cs": "Ahoj, takto zním ve tvém videu.",
    "tr": "Merhaba, videonda sesim böyle.",
    "ja": "こんにちは。わたしのこえです。",
    "zh": "你好，这是我的声音。",
    "ko": "안녕하세요, 제 목소리입니다.",
    "ru": "Здравствуйте, так звучит мой голос.",
    "el": "Γεια σας, αυτή είναι η φωνή μου.",
    "vi": "Xin chào, đây là giọng của tôi.",
    "ar": "مرحبا، هذا هو صوتي.",
    "he": "שלום, זה הקול שלי.",
    "hi": "नमस्ते, यह मेरी आवाज़ है।",
    "th": "สวัสดี นี่คือเสียงของฉัน",
}


def _speaker() -> Speaker:
    """The first provider of voices."""
    return cast(Speaker, registry.provider("voice").adapter)


def fitting(language: str) -> list[VoiceInfo]:
    """The provider's voices that speak a language (a BCP 47 tag); all of them where none says so."""
    base = language.split("-")[0]
    known = _speaker().voices()
    return [voice for voice in known if voice.language.split("-")[0] in ("", base)] or list(known)


def labels() -> dict[str, str]:
    """{name: what people read} of all voices."""
    return {voice.name: voice.label for voice in _speaker().voices()}


def check(name: str, now: str = "") -> None:
    """Refuse a voice that nobody has. "" is the video's own, and `now` may stay whatever it is."""
    if name and name != now and name not in labels():
        raise BadInput(f"There is no voice called “{name}”. Choose one of those that are listed.", "voice")


def about(language: str) -> str:
    """What people should know of how a language (BCP 47) sounds, in a sentence; "" when all is well."""
    return registry.provider("voice").adapter.about_voice(language)


def unread(text: str, language: str) -> tuple[str, ...]:
    """Words of a text that the voice cannot read in a language (BCP 47), and leaves out.

    Asked for each scene of a page: of paid voices, whose models are looked up in the database, none is known.
    """
    rows = settings.PROVIDERS.get("voice")
    if text.isascii() or not rows or import_string(rows[0]["CLASS"]).paid:
        return ()
    return registry.provider("voice").adapter.unread(language, text)


def why_unsaid(text: str, language: str) -> str:
    """Why no voice can say a text in a language (BCP 47), as far as it is known beforehand; else ""."""
    reasons = [row.adapter.cannot_speak(language, text) for row in registry.providers("voice")]
    return reasons[0] if reasons and all(reasons) else ""


def can_be_heard() -> bool:
    """Whether a voice says its sentence for nothing."""
    return not registry.provider("voice").paid


def sample(workspace: Workspace, voice: str, language: str, words: str = "") -> Asset:
    """The asset in which a voice says `words`, else a sentence. Refused where that costs, or it cannot."""
    speaker = registry.provider("voice")
    if speaker.paid:
        raise IllegalMove(f"Listening would cost money at {speaker.name}. Record a scene to hear this voice.")
    request = VoiceRequest(
        text=words or SENTENCES.get(language.split("-")[0], SENTENCES["en"]),
        voice=voice,
        language=language,
    )
    # Where the quick model sounds like the voice itself, nobody waits for the good one.
    request = replace(request, draft=speaker.adapter.has_draft(request, alike=True))
    digest = artifacts.request_digest(
        "voice", speaker.name, speaker.model, artifacts.request_as_read(speaker, request)
    )
    there = library.find(workspace, digest)
    if there:
        return there
    try:
        return artifacts.keep(workspace, "voice", speaker, digest, _speaker().speak(request), request)
    except ProviderError as error:
        raise BadInput(str(error), "voice") from None
