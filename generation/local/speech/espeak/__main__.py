"""The child process that owns libespeak-ng: requests come in on stdin, speech goes out on stdout.

A request is one line of JSON, {"text", "voice", "rate", "pitch", "range"}, or {} to ask which
languages there are. The answer is a length in eight digits and so much JSON; for speech {"hz",
"bytes", "marks", "phonemes"}, followed by that many bytes of 16-bit mono PCM. `marks` are [character,
frame] pairs: at that frame begins the word at that character of the text (both from 0); `phonemes` are
[name, frame] pairs: at that frame begins the sound of that name in IPA, "" for a pause.

Each request is answered by a fork. espeak-ng carries noise and pitch flutter over from one
utterance to the next; only a library that has never spoken says the same thing twice alike.

It ends when stdin does, when its parent is gone, or after a while without work.
"""

import ctypes
import json
import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import espeakng_loader

IDLE_SECONDS = 600
WATCH_SECONDS = 5
LONGEST_SECONDS = 60
DIE_WITH_PARENT = 1
SYNCHRONOUS, DONT_EXIT = 2, 0x8000
PHONEME_EVENTS, PHONEME_IPA = 1, 2
UTF8 = 1
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    parent = os.getppid()
    synthesiser, idle = Synthesiser(), 0
    while idle < IDLE_SECONDS and os.getppid() == parent:
        if not select.select([sys.stdin], [], [], WATCH_SECONDS)[0]:
            idle += WATCH_SECONDS
            continue
        line, idle = sys.stdin.buffer.readline(), 0
        if not line:
            return
        _in_fork(answer, synthesiser, json.loads(line))


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
    head, sound = synthesiser.speak(**request) if request else ({"languages": synthesiser.languages()}, b"")
    line = json.dumps(head).encode()
    sys.stdout.buffer.write(b"%08d" % len(line) + line + sound)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
