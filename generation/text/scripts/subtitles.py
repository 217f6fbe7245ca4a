"""Subtitles: SubRip, WebVTT and Sub Station Alpha. A cue is a line; times, numbers, looks are left out."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from typing import Any

import pysubs2
from pysubs2 import Pysubs2Error

from generation.provider_errors import Rejected
from generation.text.plain_text import joined_lines
from generation.text.scripts import elements, inline, plain
from generation.text.scripts.elements import ScriptElement
from generation.text.scripts.time_codes import TimeSpan

_TIMES = re.compile(
    r"(?m)^[^\S\n]*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,:;]?\d{0,3}\s*(?:-->|->|→|—>|–>)\s*(?:\d{1,3}:)?\d{1,2}:\d{2}"
)
_BLOCK = re.compile(r"(?ms)^(?:NOTE|STYLE|REGION|X-TIMESTAMP-MAP)\b.*?(?:\n\s*\n|\Z)")
_VTT_HEADER = re.compile(r"\AWEBVTT[^\n]*\n(?:[^\n]*\n)*?\s*\n")
_VOICE = re.compile(r"<v(?:\.[^\s>]+)?\s+(?P<name>[^>]+)>")
_TAG = re.compile(r"</?[a-z][^>]*>|\{\\?[^}]*\}|<\d[\d:.]*>", re.IGNORECASE)
_DASH = re.compile(r"^[-–—]\s*")
_MUSIC = re.compile(r"^[♪♫#\s]+|[♪♫#\s]+$")
_END = (".", "!", "?", "…", "。", "！", "？", '"', "”", "»", "」", "؟", "।")
# "{1}{50}Hello|there": frames, 25 a second where the first line does not say otherwise.
_MICRO = re.compile(r"\A\s*\{\d{1,7}\}\{\d{1,7}\}.*\n\s*\{\d{1,7}\}\{\d{1,7}\}")
# "[10][35]Hello|there": tenths of a second.
_MPL2 = re.compile(r"\A\s*\[\d{1,6}\]\[\d{1,6}\].*\n\s*\[\d{1,6}\]\[\d{1,6}\]")
# "0:00:01.000,0:00:02.500" above its words: SBV, and SubViewer, whose lines end at "[br]".
_COMMA_TIMES = re.compile(
    r"(?m)^[^\S\n]*(?P<a>\d{1,2}:\d{2}:\d{2}[.,]\d{1,3}),(?P<b>\d{1,2}:\d{2}:\d{2}[.,]\d{1,3})[^\S\n]*$"
)
_TTML = re.compile(r"<tt\b[^<>]*>.*<p\b[^<>]*\bbegin=", re.DOTALL)
_MUSIC_CUE = re.compile(
    r"(?i)^[♪♫\s]*[^♪♫]{0,40}\b(?:music|musik|musique|música|musica|muziek|muzyka|музыка|playing)[^♪♫\w]*[♪♫]"
)
_PER_SECOND = 25.0
SUB_RIP, WEB_VTT, SUB_STATION = "SRT subtitles", "WebVTT subtitles", "ASS subtitles"
MICRO_DVD, MPL2, SUB_VIEWER, TTML = (
    "MicroDVD subtitles",
    "MPL2 subtitles",
    "SBV subtitles",
    "TTML subtitles",
)
# What pysubs2 calls them.
_FORMS = {SUB_STATION: "ass", MICRO_DVD: "microdvd", MPL2: "mpl2", TTML: "ttml"}


def looks_like(text: str) -> str:
    """Which kind of subtitles a text is, or ""."""
    if text.lstrip().startswith("WEBVTT"):
        return WEB_VTT
    if re.search(r"(?mi)^\[Script Info\]|^Dialogue:\s*\d+,\d+:\d\d:\d\d", text[:4000]):
        return SUB_STATION
    for pattern, kind in ((_MICRO, MICRO_DVD), (_MPL2, MPL2), (_TTML, TTML)):
        if pattern.search(text[:4000]):
            return kind
    if _TIMES.search(text):
        return SUB_RIP
    return SUB_VIEWER if _COMMA_TIMES.search(text) else ""


def read(text: str) -> list[ScriptElement]:
    kind = looks_like(text)
    out = [elements.left_out("cue numbers and times", elements.SUBTITLE_MARK)]
    if kind == WEB_VTT:
        text = _VTT_HEADER.sub("", text.lstrip() + "\n\n")
    if kind == SUB_VIEWER:
        text = re.sub(r"(?m)^\[[A-Z][^\]\n]*\].*$", "", _COMMA_TIMES.sub(r"\g<a> --> \g<b>", text))
        text = text.replace("[br]", "\n")
    if kind not in _FORMS:
        out += [elements.left_out(found.group(0).strip(), elements.NOTE) for found in _BLOCK.finditer(text)]
        text = _with_sub_rip_times(_BLOCK.sub("\n", text))
    try:
        form = _FORMS.get(kind, "srt")
        more: dict[str, Any] = {"keep_unknown_html_tags": True} if form == "srt" else {}
        if form == "microdvd" and not re.match(r"\s*\{1\}\{1\}\d", text):
            more["fps"] = _PER_SECOND
        cues = pysubs2.SSAFile.from_string(text.strip() + "\n", format_=form, **more)
    except (Pysubs2Error, ValueError) as error:
        raise Rejected(f"The subtitles cannot be read: {error}. Paste their words as plain text.") from None
    for cue in cues:
        if not cue.is_comment:
            out += _with_times(list(_cue(cue.plaintext, cue.name)), TimeSpan(cue.start, cue.end))
    return _whole_sentences(out)


def _with_times(found: list[ScriptElement], times: TimeSpan) -> list[ScriptElement]:
    """The elements of one cue, its times at the first of its lines."""
    for at, element in enumerate(found):
        if element.kind is elements.ElementKind.LINE and element.text:
            return [*found[:at], replace(element, times=times), *found[at + 1 :]]
    return found


def _with_sub_rip_times(text: str) -> str:
    """Times as SubRip has them: hours first, a comma, an arrow of two dashes."""

    def clock(found: re.Match[str]) -> str:
        hours, minutes, seconds, parts = found.groups()
        return f"{int(hours or 0):02}:{int(minutes):02}:{seconds},{(parts or '0')[:3].ljust(3, '0')}"

    one = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,:;](\d{1,3}))?"
    lines = []
    for line in text.split("\n"):
        if _TIMES.match(line):
            first, last = re.split(r"\s*(?:-->|->|→|—>|–>)\s*", line.strip(), maxsplit=1)
            line = f"{re.sub(one, clock, first, count=1)} --> {re.sub(one, clock, last, count=1).split()[0]}"
        lines.append(line)
    return "\n".join(lines)


def _cue(text: str, name: str) -> Iterator[ScriptElement]:
    """One cue: who speaks by its voice tag, its name, or a name before a colon; a dash is a new speaker."""
    voice = _VOICE.search(text)
    who = voice.group("name") if voice else name
    words = html.unescape(_TAG.sub("", text))
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    if len(lines) > 1 and all(map(_DASH.match, lines)):
        parts = [_DASH.sub("", line) for line in lines]
    else:
        parts = [reduce(joined_lines, lines, "")]
    for part in parts:
        if _MUSIC_CUE.match(part):
            yield elements.left_out(part, elements.SOUND)
            continue
        part = _MUSIC.sub("", part)
        for element in plain.read(part):
            if element.kind in (elements.ElementKind.PROSE, elements.ElementKind.LINE):
                speaker = element.speaker or plain.speaker_name(who)
                yield elements.line(speaker, inline.unquoted(element.text))
            elif element.kind is elements.ElementKind.VISUAL:
                yield elements.left_out(element.text, elements.DIRECTION)
            else:
                yield element


def _whole_sentences(found: list[ScriptElement]) -> list[ScriptElement]:
    """A sentence that goes on in the next cue is one line: a voice does not stop in its middle."""
    whole: list[ScriptElement] = []
    for element in found:
        last = whole[-1] if whole else None
        both = element.kind is elements.ElementKind.LINE and last is not None and last.kind is element.kind
        if both and last and last.speaker == element.speaker and last.text and not last.text.endswith(_END):
            begins = last.times.begins_ms if last.times else None
            ends = element.times.ends_ms if element.times else None
            joined = elements.line(last.speaker, joined_lines(last.text, element.text))
            whole[-1] = replace(joined, times=TimeSpan(begins, ends))
        else:
            whole.append(element)
    return whole
