"""Talent `voice` on this machine: natural voices in some languages, espeak-ng in all others.

Every voice speaks every language espeak-ng knows; where a natural voice is there for a language, it is
that one (natural.py). What espeak-ng says is made easier on the ear, and still sounds robotic. The same
request gives the same bytes.
"""

import logging
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from generation.interfaces import Provider, Speech, VoiceInfo, VoiceRequest
from generation.local.speech.child_process import Utterance
from generation.local.speech.espeak import ENGINE
from generation.local.speech.kana import KANJI, in_kana
from generation.local.speech.letters import left_out
from generation.local.speech.natural import NaturalVoices, is_latin, natural_table
from generation.media import audio, visemes
from generation.provider_errors import Rejected, Transient
from generation.text.spoken.normalisation import NormalisedText, normalise
from generation.text.spoken.word_times import word_times
from generation.text.toml_tables import read_table
from generation.text.voice_choice import voice_for_name
from projects.languages.marked import gettext_noop

log = logging.getLogger(__name__)

# The version that espeak-ng alone is.
ROBOTIC = "1"
RATE_HZ = 48000
LONGEST_TEXT = 5000
NO_WORDS = gettext_noop("There is nothing to say: the text has no words")
# Silence that is kept before and after the words of a recording (not projects.timing.LEAD_MS, which is
# the quiet that a scene puts before its recording).
SILENCE_BEFORE_MS, SILENCE_AFTER_MS = 60, 120
LOUDNESS_LUFS, CEILING_DB = -16.0, -2.0

_SLOWEST, _FASTEST = 0.5, 2.0
# What is softer than this is silence.
_SILENT_DB = -48.0
# Faded in and out over so long, so that no edge clicks.
_EDGE_FADE_MS = 8

Samples = np.ndarray
# What espeak-ng calls 165 comes out as 2.6 to 2.8 English words a second, pauses included.
_WORDS_PER_MINUTE = 165
# The rate at which espeak-ng gives its sound.
_ESPEAK_HZ = 22050


@dataclass(frozen=True)
class VoiceProfile:
    """How one voice differs: an espeak-ng variant, its pitch and liveliness, its size and its tone.

    The comments in data/robotic_voices.toml explain each field.
    """

    name: str
    label: str
    gender: str
    variant: str
    pitch: int
    range: int
    hz: int
    tone_db: tuple[float, ...]


@dataclass(frozen=True)
class VoiceTable:
    """The voices by name (the first is the default), and how languages are called."""

    voices: Mapping[str, VoiceProfile]
    tone_hz: tuple[int, ...]
    language_tags: Mapping[str, str]
    left_out: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.voices)


@cache
def _voice_table() -> VoiceTable:
    table = read_table(Path(__file__).parent / "data" / "robotic_voices.toml")
    profiles = (VoiceProfile(**row | {"tone_db": tuple(row["tone_db"])}) for row in table["voices"])
    return VoiceTable(
        voices={profile.name: profile for profile in profiles},
        tone_hz=tuple(table["tone_hz"]),
        language_tags=table["language_tags"],
        left_out=tuple(table["left_out"]["parts"]),
    )


# Below and above the tone curve: no rumble, and nothing true is left above 10 kHz.
_BELOW = ((0, -24), (50, -12), (90, 0.0), (140, 1.0))
_ABOVE = ((9500, -9), (11000, -18), (14000, -36), (24000, -40))
# (milliseconds, level) of the first reflections in a small furnished room.
_REFLECTIONS = ((4.3, 0.070), (7.9, -0.055), (11.7, 0.045), (16.1, 0.032), (21.3, -0.024), (27.7, 0.015))


class LocalVoice(Provider):
    """Speaks without network or key. Safe in threads and in forked workers.

    With `natural`, natural voices speak the languages they know, if their models are installed; a joined
    copy of a model is kept in the folder `models`.
    """

    # Recordings are addressed by it: what espeak-ng said stays what it said.
    model = ROBOTIC
    hints = ("draft",)

    def __init__(self, natural: bool = False, models: str = "") -> None:
        self._natural = NaturalVoices(Path(models)) if natural else None
        if self._natural and not self._natural.why_not:
            self.model, self.stand_ins = "kokoro-1", (ROBOTIC,)

    def speak(self, request: VoiceRequest) -> Speech:
        """Return the Speech for a VoiceRequest: 48 kHz mono WAV, measured, with a time for each word.

        Raises Rejected for empty or endless text, an unknown voice or language, a rate outside 0.5 to
        2.0 and kanji whose reading is not known; Transient when espeak-ng's process fails twice.
        When that of the natural voices does, espeak-ng stands in, and the Speech says so.
        """
        profile = _profile(request.voice)
        tag = language_tag(request.language)
        _check(request)
        normalised = self._readable(request.text, tag)
        stand_in = ""
        if self._natural and self._natural.speak(request.language) and is_latin(normalised.text):
            try:
                said = self._natural.utterance(
                    normalised, profile.name, request.language, request.rate, request.draft
                )
            except Transient:
                log.warning(
                    "the natural voices' process ended twice while it spoke: a robotic voice stands in"
                )
                stand_in = ROBOTIC
            else:
                if said.marks:
                    return _speech(request.text, normalised, said, None)
        utterance = ENGINE.synthesise(
            normalised.text,
            voice=f"{_languages()[tag]}+{profile.variant}",
            rate=round(_WORDS_PER_MINUTE * request.rate * _ESPEAK_HZ / profile.hz),
            pitch=profile.pitch,
            range=profile.range,
        )
        return replace(_speech(request.text, normalised, utterance, profile), stand_in=stand_in)

    def load(self, request: VoiceRequest) -> None:
        """Load the model that will speak a VoiceRequest, whatever its text. Raises as `speak` does."""
        if self._natural and self._natural.speak(request.language):
            self._natural.load(_profile(request.voice).name, request.language, request.draft)

    def cannot_speak(self, language: str, text: str = "") -> str:
        """Return why the language, or this text in it, cannot be spoken; "" where it can."""
        try:
            tag = language_tag(language)
            if text.strip():
                self._readable(text, tag)
        except Rejected as error:
            return str(error)
        return ""

    def unread(self, language: str, text: str) -> tuple[str, ...]:
        """Words in letters that the voice cannot read in this language: it leaves them out."""
        spans = self._left_out(text, language)
        return tuple(dict.fromkeys(text[start:stop] for start, stop in spans))

    def _left_out(self, text: str, language: str) -> list[tuple[int, int]]:
        """What is not read: by the English natural voice, or espeak-ng where few letters are Latin."""
        is_natural = bool(self._natural and self._natural.has_draft(language)) and is_latin(text)
        return list(left_out(text, _base(language), only_latin=is_natural))

    def _readable(self, text: str, tag: str) -> NormalisedText:
        """The text as a voice can read it. Raises Rejected where nothing of it can be.

        That is also so for kanji whose reading nobody knows.
        """
        normalised = normalise(text, _base(tag))
        if tag == "ja":
            normalised = in_kana(normalised)
            if unknown := KANJI.search(normalised.text):
                why = gettext_noop("The local voice does not know how to read “%(word)s”; write it in kana.")
                raise Rejected(why % {"word": unknown.group()})
        if not re.search(r"\w", normalised.text):
            raise Rejected(NO_WORDS)
        spans = self._left_out(normalised.text, tag)
        if not spans:
            return normalised
        out = {at for span in spans for at in range(*span)}
        kept = [at for at in range(len(normalised.text)) if at not in out]
        read = "".join(normalised.text[at] for at in kept)
        if not re.search(r"\w", read):
            why = gettext_noop(
                "The local voice cannot read “%(word)s” in this language; write it as it sounds."
            )
            raise Rejected(why % {"word": normalised.text[slice(*spans[0])]})
        return NormalisedText(read, tuple(normalised.origin[at] for at in kept))

    def has_draft(self, request: VoiceRequest, alike: bool = False) -> bool:
        """Whether a quick model says this, too; `alike`: and sounds like the voice itself."""
        if self._natural is None or not self._natural.has_draft(request.language):
            return False
        return not alike or request.voice in ("", _voice_table().names[0])

    def about_voice(self, language: str) -> str:
        """Return what people should know of how a language sounds here; "" for a natural voice."""
        if self._natural and self._natural.speak(language):
            return ""
        if self._natural and self._natural.why_not and natural_table().rules_for(language) is not None:
            return self.trouble()
        return gettext_noop("This studio's own voice sounds robotic in this language.")

    def trouble(self) -> str:
        """Return why the natural voices that are wished for cannot speak; "" when all is well."""
        why = self._natural.why_not if self._natural else ""
        if not why:
            return ""
        return gettext_noop("A robotic voice stands in for the natural ones: %(why)s.") % {"why": why}

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Return all VoiceInfo; the language is "" because each voice speaks them all."""
        return tuple(
            VoiceInfo(name=voice.name, label=voice.label, language="", gender=voice.gender)
            for voice in _voice_table().voices.values()
        )

    def voice_for(self, name: str, taken: Collection[str] = (), language: str = "") -> str:
        """Return a voice for a character of that name: the voice of that name, else always the same one."""
        names = _voice_table().names
        if name.lower() in names and name.lower() not in taken:
            return name.lower()
        return voice_for_name(name, names, taken, _base(language))


def language_tag(language: str) -> str:
    """Return espeak-ng's tag for a BCP 47 tag, by its base language if need be. Raises Rejected."""
    wanted = language.strip().lower().replace("_", "-")
    while wanted:
        tag = _voice_table().language_tags.get(wanted, wanted)
        if tag in _languages():
            return tag
        wanted = wanted.rpartition("-")[0]
    known = ", ".join(sorted({_base(tag) for tag in _languages()} | {"zh", "no"}))
    raise Rejected(f"The local voice does not speak {language!r}; it speaks {known}")


def _base(tag: str) -> str:
    return tag.partition("-")[0].lower()


@cache
def _languages() -> dict[str, str]:
    known = ENGINE.languages()
    left_out = _voice_table().left_out
    return {tag.lower(): voice for tag, voice in known.items() if not any(part in voice for part in left_out)}


def _profile(name: str) -> VoiceProfile:
    """The VoiceProfile of a name, the default one for ""."""
    voices = _voice_table().voices
    if name and name not in voices:
        raise Rejected(f"There is no local voice {name!r}; there are {', '.join(voices)}")
    return voices[name] if name else next(iter(voices.values()))


def _check(request: VoiceRequest) -> None:
    if not re.search(r"\w", request.text):
        raise Rejected(NO_WORDS)
    if len(request.text) > LONGEST_TEXT:
        raise Rejected(f"The text has {len(request.text)} characters; one clip takes at most {LONGEST_TEXT}")
    if not _SLOWEST <= request.rate <= _FASTEST:
        raise Rejected(f"The speaking rate must be between {_SLOWEST} and {_FASTEST}, not {request.rate}")


def _speech(
    text: str, normalised: NormalisedText, utterance: Utterance, profile: VoiceProfile | None
) -> Speech:
    """Return the Speech made of what espeak-ng gave for a profile, or a natural voice for None."""
    raw = audio.from_pcm(utterance.pcm)
    if audio.to_db(audio.peak(raw)) < _SILENT_DB:
        raise Rejected("The local voice can read none of this text in that language")
    hz = profile.hz if profile else utterance.hz
    samples, cut_ms = _polished(raw, hz, profile.tone_db if profile else ())

    def ms(frame: int) -> float:
        return max(0, frame * 1000 / hz - cut_ms)

    marks = [(place, ms(frame)) for place, frame in utterance.marks]
    sounds = [(phoneme, ms(frame)) for phoneme, frame in utterance.phonemes]
    length = audio.length_ms(samples, RATE_HZ)
    words = word_times(text, normalised, marks, length - SILENCE_AFTER_MS, _sound_end_finder(samples))
    return Speech(
        data=audio.write_wav(samples, RATE_HZ),
        mime="audio/wav",
        duration_ms=length,
        words=words,
        visemes=visemes.timeline(sounds, length),
    )


def _polished(raw: Samples, hz: int, tone_db: tuple[float, ...]) -> tuple[Samples, float]:
    """Return (pleasant 48 kHz samples, milliseconds that were cut off at the start).

    Without a tone curve they are only brought to the loudness: a natural voice needs no more.
    """
    samples = audio.resample(raw, hz, RATE_HZ)
    if not tone_db:
        samples = samples * (audio.from_db(LOUDNESS_LUFS) / max(audio.rms(samples), 1e-6))
    samples, cut = audio.trim_silence(samples, RATE_HZ, _SILENT_DB, SILENCE_BEFORE_MS, SILENCE_AFTER_MS)
    if tone_db:
        samples = _compressed(audio.convolve(samples, _filter(tone_db))[: len(samples)])
    samples = _levelled(samples)
    return audio.fade(samples, RATE_HZ, _EDGE_FADE_MS, _EDGE_FADE_MS), cut * 1000 / RATE_HZ


@lru_cache(maxsize=16)
def _filter(tone_db: tuple[float, ...]) -> Samples:
    """Return the equaliser and the room as one kernel."""
    curve = (*_BELOW, *zip(_voice_table().tone_hz, tone_db, strict=True), *_ABOVE)
    kernel = audio.equaliser(curve, RATE_HZ)
    room = np.zeros(audio.frames_for(_REFLECTIONS[-1][0], RATE_HZ) + 1, dtype=np.float32)
    room[0] = 1.0
    for ms, level in _REFLECTIONS:
        room[audio.frames_for(ms, RATE_HZ)] = level
    return audio.convolve(room, kernel)


def _compressed(samples: Samples, threshold_db: float = -24.0, ratio: float = 2.2) -> Samples:
    """Return the samples with loud syllables a little softer, so that the soft ones can be raised."""
    samples = samples * (audio.from_db(LOUDNESS_LUFS) / max(audio.rms(samples), 1e-6))
    step = RATE_HZ // 200
    level = _smoothed(audio.envelope(samples, step))
    over = np.maximum(0.0, 20 * np.log10(np.maximum(level, 1e-6)) - threshold_db)
    return audio.apply_gain(samples, 10 ** (over * (1 / ratio - 1) / 20), step)


def _smoothed(envelope: Samples, rise: float = 0.6, fall: float = 0.08) -> Samples:
    level, out = 0.0, np.empty_like(envelope)
    for at, value in enumerate(envelope):
        level += (value - level) * (rise if value > level else fall)
        out[at] = level
    return out


def _levelled(samples: Samples) -> Samples:
    gain = audio.from_db(LOUDNESS_LUFS - audio.loudness(samples, RATE_HZ))
    return audio.limit(samples * gain, RATE_HZ, CEILING_DB)


def _sound_end_finder(samples: Samples) -> Callable[[float, float], float]:
    """Return the function that finds where sound between two marks really ends (a pause follows it)."""
    step = RATE_HZ // 200
    loud = audio.envelope(samples, step) > audio.from_db(-40)

    def ends(start: float, end: float) -> float:
        window = np.flatnonzero(loud[int(start // 5) : int(end // 5)])
        return min(end, start + (int(window[-1]) + 2) * 5) if window.size else end

    return ends
