"""The times that a script carries as the lengths of its scenes: subtitles, "0:00–0:05 …", "Hook (5 s)"."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from generation.text.scripts.time_codes import TimeSpan
from generation.text.speech_timing import fit_durations

# An excerpt begins somewhere in the middle; a video's first words come sooner than this.
_LATE_BEGINNING_MS = 10_000
# Nothing shorter is a scene: times closer together than this are those of one.
_LEAST_MS = 500
# Nobody's picture stands for so long: these are hours of a day or chapters of an episode.
_MOST_MS = 60_000


@dataclass
class _Beat:
    """What is seen and heard from one time to the next. `at` are the places of its segments."""

    begins: int | None = None
    ends: int | None = None
    lasts: int | None = None
    at: list[int] = field(default_factory=list)


def lengths(spans: Sequence[TimeSpan | None], own: Sequence[int]) -> list[int]:
    """Milliseconds of each segment, by the times written for it (None: it belongs to what is before it).

    A segment lasts until the next one begins, the last one until its own end; `own` are the lengths that
    segments have by themselves, by which those under one time share it. [] where the script has no times, or
    none that go forward.
    """
    beats = _beats(spans)
    if not any(span for span in spans) or not _settle(beats):
        return []
    found: list[int] = []
    for beat, after in zip(beats, [*beats[1:], None], strict=True):
        shares = [own[at] for at in beat.at]
        length = _length(beat, after)
        if length is None:
            found += shares
        elif _LEAST_MS <= length <= _MOST_MS and length >= len(shares) * _LEAST_MS:
            found += fit_durations(shares, length, minimum=_LEAST_MS)
        else:
            return []
    return found


def _beats(spans: Sequence[TimeSpan | None]) -> list[_Beat]:
    """Segments by their times. A lone number is when something begins where the first one is nought."""
    lone = [span.lone_ms for span in spans if span and span.lone_ms is not None]
    are_beginnings = bool(lone) and lone[0] == 0
    beats: list[_Beat] = []
    for at, span in enumerate(spans):
        beat = _Beat()
        if span:
            beat = _Beat(span.begins_ms, span.ends_ms)
            if span.lone_ms is not None:
                beat = _Beat(span.lone_ms) if are_beginnings else _Beat(lasts=span.lone_ms)
        last = beats[-1] if beats else None
        opens = beat.lasts is not None or (
            beat.begins is not None
            and not (last and last.begins is not None and abs(beat.begins - last.begins) < _LEAST_MS)
        )
        if last is None or opens:
            beats.append(beat)
            last = beat
        elif beat.ends is not None:
            last.ends = beat.ends
        last.at.append(at)
    return beats


def _settle(beats: Sequence[_Beat]) -> bool:
    """Let the first begin at nought; False where the times go back."""
    begins = [beat.begins for beat in beats if beat.begins is not None]
    if any(later < earlier for earlier, later in zip(begins, begins[1:], strict=False)):
        return False
    first = beats[0]
    if first.begins is None and first.lasts is None:
        # Words above the first time.
        first.begins = 0
    if first.begins is not None and first.begins > _LATE_BEGINNING_MS:
        shift = first.begins
        for beat in beats:
            beat.begins = None if beat.begins is None else beat.begins - shift
            beat.ends = None if beat.ends is None else beat.ends - shift
    elif first.begins is not None:
        first.begins = 0
    return True


def _length(beat: _Beat, after: _Beat | None) -> int | None:
    if beat.lasts is not None:
        return beat.lasts
    if beat.begins is None:
        return None
    if after and after.begins is not None:
        return after.begins - beat.begins
    return None if beat.ends is None else beat.ends - beat.begins
