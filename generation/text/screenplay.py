"""A written script as the studio's Script: one segment for each line, with the time its words need.

What is a scene, a line, a direction is decided in `generation.text.scripts`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from generation.interfaces import CharacterPlan, Script, Segment
from generation.provider_errors import Rejected
from generation.text.plain_text import joined_lines, sentences
from generation.text.scripts import elements, labels, reading, script_times
from generation.text.scripts.reading import Reading, WrittenScene
from generation.text.scripts.time_codes import TimeSpan
from generation.text.speech_timing import fit_durations, spoken_ms

# A scene longer than this is split at a sentence's end: a still picture tires the eye.
MOST_MS = 8000
# Silence around the words of a segment; a segment shorter than the least is not seen.
PAUSE_MS = 600
LEAST_MS = 1500
# How long a picture stands of which nothing is said.
SILENT_MS = 2500


@lru_cache(maxsize=8)
def parse(text: str, duration_ms: int | None = None, language: str = "en") -> Script:
    """Read a script into a Script with one Segment for each line of dialogue.

    A scene without dialogue has its running text read as narration. Without `duration_ms` every segment
    lasts as long as the script's own times say, where it has them (subtitles, timed beats), else as long as
    its words need plus a breath; with it, durations sum to it exactly.
    Raises Rejected for an empty script, one of which nothing is said, one that is no text, and one that
    cannot be said in `duration_ms`. The scripts read last are remembered: page, plan, prices and writer
    ask for the same one.
    """
    written = reading.read(text)
    drafts = [draft for scene in written.scenes for draft in _segments(scene, language)]
    texts = [segment.text for segment, _ in drafts if segment.text]
    if not texts:
        raise Rejected(_why_nothing(written))
    segments = _with_beats(_timed(drafts, duration_ms, language))
    return Script(
        title=_title(written),
        segments=tuple(segments),
        hook=texts[0],
        cta=texts[-1],
        characters=tuple(_characters(written)),
    )


def _why_nothing(written: Reading) -> str:
    if any(why == elements.NO_COLUMN for _, why in written.left_out):
        return (
            "The table has no column of what is said. Call one of its columns “Audio”, “Voice-over” or "
            "“Narration”."
        )
    if any(scene.visuals for scene in written.scenes):
        return "The script says what is seen, but nothing that is said. Write at least one line of speech."
    return "The script is empty. Write at least one line of dialogue or action."


def segment_counts(written: Reading, language: str) -> list[int]:
    """How many segments `parse` makes of each scene."""
    return [len(list(_segments(scene, language))) for scene in written.scenes]


def _segments(scene: WrittenScene, language: str) -> Iterator[tuple[Segment, TimeSpan | None]]:
    """Segments of one scene, not yet timed, each with the times written for it.

    One for each line, or one without words for its picture.
    """
    if not scene.lines and (scene.visuals or scene.prose or scene.on_screen):
        yield _segment(scene, "", "", scene.on_screen.get(0, ())), scene.times.get(0)
    for at, (speaker, words) in enumerate(scene.lines):
        on_screen: Sequence[str] = scene.on_screen.get(at, ())
        times = scene.times.get(at)
        for part in _short_parts(words, language):
            yield _segment(scene, speaker, part, on_screen), times
            on_screen, times = (), None


def _segment(scene: WrittenScene, speaker: str, words: str, on_screen: Sequence[str]) -> Segment:
    seen = " ".join([*scene.visuals, words]) if scene.narrated else scene.seen
    return Segment(
        text=words,
        duration_ms=0,
        beat="content",
        speaker=speaker,
        heading=scene.heading,
        action=seen,
        headline=on_screen[0] if on_screen else "",
        detail=" ".join(on_screen[1:]),
    )


def _short_parts(words: str, language: str) -> list[str]:
    """The words in parts of whole sentences, each below MOST_MS where its sentences allow."""
    parts: list[str] = []
    for sentence in sentences(words):
        joined = joined_lines(parts[-1], sentence) if parts else sentence
        if parts and spoken_ms(joined, language) + PAUSE_MS <= MOST_MS:
            parts[-1] = joined
        else:
            parts.append(sentence)
    return parts


def _timed(
    drafts: Sequence[tuple[Segment, TimeSpan | None]], duration_ms: int | None, language: str
) -> list[Segment]:
    segments = [segment for segment, _ in drafts]
    needs = [spoken_ms(segment.text, language) for segment in segments]
    if duration_ms is None:
        own = [max(LEAST_MS, -(-(need + PAUSE_MS) // 100) * 100) if need else SILENT_MS for need in needs]
        times = script_times.lengths([span for _, span in drafts], own) or own
    else:
        _check_fits(sum(needs), len(segments), duration_ms)
        times = fit_durations(needs, duration_ms, minimum=LEAST_MS)
    return [replace(segment, duration_ms=time) for segment, time in zip(segments, times, strict=True)]


def _check_fits(needed: int, count: int, duration_ms: int) -> None:
    if needed > duration_ms or count > duration_ms:
        raise Rejected(
            f"The script takes about {-(-needed // 1000)} seconds to say, but the duration is "
            f"{duration_ms / 1000:g} seconds. Shorten the script or choose a longer duration."
        )


def _with_beats(segments: Sequence[Segment]) -> list[Segment]:
    last = len(segments) - 1
    beats = {0: "hook", last: "closing"}
    if len(segments) == 1:
        beats = {0: "content"}
    return [replace(segment, beat=beats.get(index, "content")) for index, segment in enumerate(segments)]


def _title(written: Reading) -> str:
    if written.title:
        return written.title
    scenes = written.scenes
    if scenes[0].heading:
        return _place(scenes[0].heading)
    opening = next(words for scene in scenes for _, words in scene.lines if words)
    words = sentences(opening)[0].rstrip(".!?").split()
    return " ".join(words[:8])


def _place(heading: str) -> str:
    """The place a slugline names, as a title: "INT. GARAGE WORKSHOP - MORNING" is "Garage workshop"."""
    place = labels.words().slug_prefix.sub("", heading)
    place = re.split(r"\s+[-–—]\s+", place)[0].strip() or heading
    return place.capitalize() if place.isupper() else place


def _characters(written: Reading) -> list[CharacterPlan]:
    """Everyone who speaks, in order of first words, with what the action says of them."""
    action = " ".join(text for scene in written.scenes for text in (*scene.visuals, *scene.prose))
    return [CharacterPlan(name=name, description=_description(name, action)) for name in written.speakers]


def _description(name: str, action: str) -> str:
    """What stands between commas or brackets after a name's first mention: "thirty"."""
    written = re.escape(name)
    pattern = (
        rf"(?<!\w)(?i:{written})(?:\s*\((?P<b>[^)]+)\)|,\s*(?P<c>[^,.;()]{{1,40}}(?:,\s*[^,.;()]{{1,30}})?),)"
    )
    found = re.search(pattern, action)
    if not found:
        return ""
    words = (found.group("b") or found.group("c")).strip()
    first, *more = (part.strip() for part in words.split(","))
    describing = [first] + [part for part in more if len(part.split()) <= 4]
    return "" if labels.words().goes_on.match(first) else ", ".join(describing)
