"""The child process that owns libespeak-ng: requests come in on stdin, speech goes out on stdout.

A request is one line of JSON, {"text", "voice", "rate", "pitch", "range"}, {"sounds": text, "voice"}
to ask how a text sounds, or {} to ask which languages there are. The answer is a length in eight digits
and so much JSON; for sounds {"words": [[character, IPA], …]}; for speech {"hz",
"bytes", "marks", "phonemes"}, followed by that many bytes of 16-bit mono PCM. `marks` are [character,
frame] pairs: at that frame begins the word at that character of the text (both from 0); `phonemes` are
[name, frame] pairs: at that frame begins the sound of that name in IPA, "" for a pause.

Each request is answered by a fork. espeak-ng carries noise and pitch flutter over from one
utterance to the next; only a library that has never spoken says the same thing twice alike.

It ends when stdin does, when its parent is gone, or after a while without work.
"""

import bisect
import ctypes
import itertools
import os
import re
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import espeakng_loader

from generation.local.speech.child_process import requests, write_answer

LONGEST_SECONDS = 60
DIE_WITH_PARENT = 1
SYNCHRONOUS, DONT_EXIT = 2, 0x8000
PHONEME_EVENTS, PHONEME_IPA = 1, 2
UTF8 = 1
# The library loses a letter between two clauses (1.52): each is asked for alone.
_CLAUSE = re.compile(r"(?P<words>.+?)(?:(?P<sign>[.,;:!?…—]+)(?=\s|$)|(?=—)|$)\s*", re.DOTALL)
_NO_SOUND = re.compile(r"[()\[\]{}«»„“”\"¿¡‹›<>|*_~]")
# IPA, with "^" between the letters of one sound.
IPA_TIED = 0x02 | 0x80 | ord("^") << 8
RATE, PITCH, RANGE = 1, 3, 4
LIST_END, WORD, PHONEME = 0, 1, 7


class EspeakEvent(ctypes.Structure):
    """espeak_EVENT of speak_lib.h; `id` is a union of 8 bytes."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


class EspeakVoice(ctypes.Structure):
    """The head of espeak_VOICE; `languages` is a priority byte and then a name."""

    _fields_ = [("name", ctypes.c_char_p), ("languages", ctypes.c_void_p), ("identifier", ctypes.c_char_p)]


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(EspeakEvent))


class Synthesiser:
    """libespeak-ng, loaded once. Not for several threads."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = os.fsencode(espeakng_loader.get_data_path())
        self.hz = self.library.espeak_Initialize(
            SYNCHRONOUS, 0, data, DONT_EXIT | PHONEME_EVENTS | PHONEME_IPA
        )
        if self.hz <= 0:
            raise OSError("espeak-ng does not find its data")
        self.library.espeak_ng_SetRandSeed(ctypes.c_long(1))  # else the time of day is heard
        self.keep = Callback(self._collect)  # the library holds only a bare pointer to it
        self.library.espeak_SetSynthCallback(self.keep)
        self._forget()

    def _forget(self) -> None:
        self.sound = bytearray()
        self.marks: list[tuple[int, int]] = []
        self.phonemes: list[tuple[str, int]] = []

    def speak(self, text: str, voice: str, rate: int, pitch: int, range: int) -> tuple[dict[str, Any], bytes]:
        """Return (answer, PCM bytes)."""
        self._forget()
        if self.library.espeak_SetVoiceByName(voice.encode()):
            return {"error": f"espeak-ng has no voice {voice}"}, b""
        for parameter, value in ((RATE, rate), (PITCH, pitch), (RANGE, range)):
            self.library.espeak_SetParameter(parameter, int(value), 0)
        data = text.encode() + b"\0"
        if self.library.espeak_Synth(data, len(data), 0, 1, 0, UTF8, None, None):
            return {"error": "espeak-ng refused the text"}, b""
        head = {"hz": self.hz, "bytes": len(self.sound), "marks": self.marks, "phonemes": self.phonemes}
        return head, bytes(self.sound)

    def sounds(self, text: str, voice: str) -> dict[str, Any]:
        """Return {"words": [character of the text, IPA] pairs}, words and the signs after clauses."""
        if self.library.espeak_SetVoiceByName(voice.encode()):
            return {"error": f"espeak-ng has no voice {voice}"}
        words: list[tuple[int, str]] = []
        for clause in _CLAUSE.finditer(_NO_SOUND.sub(" ", text)):
            words += self._placed(clause.group("words"), clause.start())
            if words and clause.group("sign"):
                words.append((clause.start("sign"), clause.group("sign")[0]))
        return {"words": words}

    def _placed(self, clause: str, place: int) -> list[tuple[int, str]]:
        """Return a [character, IPA] pair for each word of a clause that begins at `place`."""
        written, said = list(re.finditer(r"\w\S*", clause)), self._said(clause)
        if not written:
            return []
        places = [found.start() for found in written]
        if len(said) != len(written):
            places = self._shared(written, said)
        return [(place + at, word) for at, word in zip(places, said, strict=True)]

    def _said(self, clause: str) -> list[str]:
        """Return the words of a clause in IPA."""
        self.library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        buffer = ctypes.create_string_buffer(clause.encode("utf-8", "replace"))
        at = ctypes.c_void_p(ctypes.addressof(buffer))
        said: list[str] = []
        while at.value:
            found = self.library.espeak_TextToPhonemes(ctypes.byref(at), UTF8, IPA_TIED) or b""
            said += re.sub(r"\([a-z^-]+\)", "", found.decode("utf-8", "ignore")).split()
        return said

    def _shared(self, written: list[re.Match[str]], said: list[str]) -> list[int]:
        """Return a place for each word that is said, where these are more or fewer than the written ones.

        A number is several words, "de la" may be one: sounds are shared out as the words have them alone.
        """
        alone = [sum(map(len, self._said(found.group()))) or 1 for found in written]
        ends = list(itertools.accumulate(alone))
        scale, done, places = ends[-1] / max(1, sum(map(len, said))), 0.0, []
        for word in said:
            middle = (done + len(word) / 2) * scale
            places.append(written[min(bisect.bisect_left(ends, middle), len(ends) - 1)].start())
            done += len(word)
        return places

    def _collect(self, wave: int, count: int, events: Any) -> int:
        if wave and count > 0:
            self.sound += ctypes.string_at(wave, 2 * count)
        at = 0
        while events[at].type != LIST_END:
            if events[at].type == WORD:
                self.marks.append((events[at].text_position - 1, events[at].sample))
            elif events[at].type == PHONEME:
                self.phonemes.append((events[at].id.decode("utf-8", "ignore"), events[at].sample))
            at += 1
        return 0

    def languages(self) -> dict[str, str]:
        """Return {BCP 47 tag in lower case: voice identifier}."""
        self.library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(EspeakVoice))
        voices, at = self.library.espeak_ListVoices(None), 0
        found: dict[str, str] = {}
        while voices[at]:
            voice = voices[at].contents
            found.setdefault(ctypes.string_at(voice.languages + 1).decode(), voice.identifier.decode())
            at += 1
        return found


def main() -> None:
    """Answer requests until there can be no more."""
    synthesiser = Synthesiser()
    for request in requests():
        _in_fork(answer, synthesiser, request)


def _in_fork(work: Callable[..., None], *arguments: Any) -> None:
    """Do the work in a fork and wait for it. Its death is ours: the answer may be half written."""
    child = os.fork()
    if child:
        if os.waitpid(child, 0)[1]:
            os._exit(1)
        return
    signal.alarm(LONGEST_SECONDS)
    with suppress(AttributeError):  # Linux only; elsewhere the alarm must do
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    work(*arguments)
    os._exit(0)


def answer(synthesiser: Synthesiser, request: dict[str, Any]) -> None:
    """Write the answer to one request."""
    sound = b""
    if not request:
        head: dict[str, Any] = {"languages": synthesiser.languages()}
    elif "sounds" in request:
        head = synthesiser.sounds(request["sounds"], request["voice"])
    else:
        head, sound = synthesiser.speak(**request)
    write_answer(sys.stdout.buffer, head, sound)


if __name__ == "__main__":
    main()
