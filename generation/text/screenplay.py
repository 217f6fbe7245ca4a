"""Reads a written script: scenes, action, dialogue and who speaks.

Three habits of writing are understood: sluglines ("INT. GARAGE - DAY", "SCENE 1 - ...", "# ..."),
dialogue on one line ("MAYA: Still hot?"), and dialogue below a name on its own line. Text that
follows none of them becomes narration, so that nothing a person wrote is lost.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from generation.interfaces import CharacterPlan, Script, Segment
from generation.provider_errors import Rejected
from generation.text.language_files import words_of_all
from generation.text.plain_text import sentences
from generation.text.speech_timing import fit_durations, spoken_ms
from generation.text.toml_tables import any_of

# A scene longer than this is split at a sentence's end: a still picture tires the eye.
MOST_MS = 8000
# Silence around the words of a segment; a segment shorter than the least is not seen.
PAUSE_MS = 600
LEAST_MS = 1500

_NAME = r"[^\W\d_][\w.'’\-]*(?:[ ][\w.'’\-]+){0,3}"
_REMARK = r"(?:\s*\((?P<remark>[^)]{1,40})\))?"
_DIALOGUE_LINE = re.compile(rf"^\s*\**(?P<name>{_NAME}){_REMARK}\**\s*[:：]\**\s*(?P<words>\S.*)$")
_CUE = re.compile(rf"^\s*@?(?P<name>{_NAME}){_REMARK}\s*[:：]?\s*$")
_PARENTHESIS = re.compile(r"^\s*\([^)]*\)\s*$")
_LEADING_REMARK = re.compile(r"^\s*\([^)]{1,60}\)\s*")


@dataclass(frozen=True)
class ScreenplayWords:
    """The words of all languages by which a script's lines are told apart, most of them as patterns.

    `slug_start` is how a slugline begins in capitals, `slug_prefix` what is taken off it for a title.
    """

    narrators: frozenset[str]
    labels: frozenset[str]
    heading: re.Pattern[str]
    slug_start: re.Pattern[str]
    slug_prefix: re.Pattern[str]
    transition: re.Pattern[str]
    title: re.Pattern[str]
    goes_on: re.Pattern[str]


@cache
def _words() -> ScreenplayWords:
    any_word = {key: any_of(words_of_all("screenplay", key)) for key in _PATTERNS}
    number = r"(?:\d+[.)]?\s+)?"
    return ScreenplayWords(
        narrators=frozenset(words_of_all("screenplay", "narrators")),
        labels=frozenset(words_of_all("screenplay", "labels")),
        heading=re.compile(
            rf"""^\s*(?:
                \#{{1,6}}\s+(?P<markdown>.+?)\s*\#*
              | \**{any_word["scene_words"]}\s+\#?(?:\d+|[IVXLC]+|{any_word["scene_numbers"]})\b\.?\**\s*
                (?:[-–—:.]\s*)?(?P<numbered>.*?)\**
              | {number}(?P<slug>{any_word["slug_words"]}[.\s]\s*\S.*)
            )\s*$""",
            re.VERBOSE | re.IGNORECASE,
        ),
        slug_start=re.compile(rf"^\s*{number}{any_word['slug_starts']}", re.ASCII),
        slug_prefix=re.compile(rf"^{number}{any_word['slug_prefixes']}[./\sA-Z]*?\.?\s+"),
        transition=re.compile(rf"^\s*{any_word['transitions']}\s*[:.]?\s*$"),
        title=re.compile(rf"^\s*{any_word['title_words']}\s*:\s*(\S.*)$", re.IGNORECASE | re.MULTILINE),
        goes_on=re.compile(rf"(?i){any_word['goes_on']}\b"),
    )


_PATTERNS = (
    "scene_words",
    "scene_numbers",
    "slug_words",
    "slug_starts",
    "slug_prefixes",
    "transitions",
    "title_words",
    "goes_on",
)


@dataclass
class WrittenScene:
    """One scene as written: its heading, its action by paragraph, its (speaker, words) lines."""

    heading: str = ""
    action: list[str] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)


def parse(text: str, duration_ms: int | None = None, language: str = "en") -> Script:
    """Read a script into a Script with one Segment for each line of dialogue.

    A scene without dialogue has its action read as narration. Without `duration_ms` every segment
    lasts as long as its words need plus a breath; with it, durations sum to it exactly.
    Raises Rejected for an empty script, or one that cannot be said in `duration_ms`.
    """
    scenes = _scenes(text or "")
    segments = [segment for scene in scenes for segment in _segments(scene, language)]
    if not segments:
        raise Rejected("The script is empty. Write at least one line of dialogue or action.")
    segments = _with_beats(_timed(segments, duration_ms, language))
    return Script(
        title=_title(text, scenes),
        segments=tuple(segments),
        hook=segments[0].text,
        cta=segments[-1].text,
        characters=tuple(_characters(scenes)),
    )


def _scenes(text: str) -> list[WrittenScene]:
    """The written scenes in order; a text without headings is one scene without a heading."""
    scenes: list[WrittenScene] = []
    current, cue = WrittenScene(), None
    known = _known_speakers(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, raw in enumerate(lines):
        line = raw.strip()
        if (
            not line
            or _words().title.match(line)
            or _words().transition.match(line)
            or set(line) <= set("-*_= ")
        ):
            cue = None
            continue
        heading = _heading(line)
        if heading is not None:
            scenes.append(current)
            current, cue = WrittenScene(heading=heading), None
            continue
        if spoken := _dialogue(line, known):
            current.lines.append(spoken)
            cue = None
        elif name := _cue_name(line, lines, number):
            cue = _speaker(name)
            current.lines.append((cue, ""))
        elif cue is not None:
            _continue_line(current, line)
        else:
            _add_action(current, line, lines, number)
    scenes.append(current)
    return _one_name_each([scene for scene in scenes if scene.action or scene.lines])


def _one_name_each(scenes: list[WrittenScene]) -> list[WrittenScene]:
    """ "Anna:" and "ANNA" are one person, called as she was first written."""
    first: dict[str, str] = {}
    for scene in scenes:
        for speaker, _ in scene.lines:
            first.setdefault(speaker.casefold(), speaker)
        scene.lines = [(first[speaker.casefold()], words) for speaker, words in scene.lines]
    return scenes


def _heading(line: str) -> str | None:
    """The heading's own words, or None for a line that is no heading."""
    found = _words().heading.match(line)
    if not found:
        return None
    if found.group("slug"):
        upper = _words().slug_start.match(line)
        return found.group("slug").strip() if upper else None
    if found.group("markdown"):
        inner = _words().heading.match(found.group("markdown"))
        words = inner.group("numbered") or inner.group("slug") if inner else None
        return (words or found.group("markdown")).strip(" *")
    return (found.group("numbered") or line).strip(" *")


def _dialogue(line: str, known: Collection[str]) -> tuple[str, str] | None:
    """(speaker, words) of a line such as "MAYA (V.O.): Still hot?", else None."""
    found = _DIALOGUE_LINE.match(line)
    if not found or found.group("words").startswith("//"):
        return None
    name = found.group("name").strip()
    if name.casefold() in _words().labels or not _is_name(name, known):
        return None
    words = _LEADING_REMARK.sub("", found.group("words")).strip().strip("*").strip()
    return (_speaker(name), _unquoted(words)) if words else None


def _is_name(name: str, known: Collection[str]) -> bool:
    """Capitals throughout are a name; Mixed Case only where it is short and comes back, or is known."""
    if _is_narrator(name):
        return True
    letters = [char for char in name if char.isalpha()]
    if all(char.isupper() or char.lower() == char.upper() for char in letters):
        return len(name.split()) <= 4
    return name.casefold() in known


def _known_speakers(text: str) -> set[str]:
    """Mixed-case names before a colon that look like people: one or two capitalised words, used
    twice, or also written in a script all of whose lines are dialogue."""
    counts: dict[str, int] = {}
    lines = [line for line in text.split("\n") if line.strip()]
    for line in lines:
        found = _DIALOGUE_LINE.match(line)
        if not found:
            continue
        name = found.group("name").strip()
        words = name.split()
        if (
            len(words) <= 2
            and all(word[:1].isupper() for word in words)
            and name.casefold() not in _words().labels
        ):
            counts[name.casefold()] = counts.get(name.casefold(), 0) + 1
    spoken = sum(counts.values())
    return {name for name, count in counts.items() if count > 1 or (spoken > 1 and len(name.split()) == 1)}


def _cue_name(line: str, lines: Sequence[str], number: int) -> str:
    """The name in capitals on its own line, with words below it and nothing above it; else ""."""
    found = _CUE.match(line)
    if not found or number + 1 >= len(lines) or not lines[number + 1].strip():
        return ""
    name = found.group("name")
    letters = [char for char in name if char.isalpha()]
    if len(letters) < 2 or not all(char.isupper() or char.lower() == char.upper() for char in letters):
        return ""
    if line.rstrip().endswith((".", "!", "?")) or name.casefold() in _words().labels:
        return ""
    above = lines[number - 1].strip() if number else ""
    below = lines[number + 1].strip()
    follows = _heading(below) is None and not (below.isupper() and _CUE.match(below))
    return name if follows and not above else ""


def _continue_line(scene: WrittenScene, line: str) -> None:
    if _PARENTHESIS.match(line):
        return
    speaker, words = scene.lines[-1]
    scene.lines[-1] = (speaker, f"{words} {line}".strip())


def _add_action(scene: WrittenScene, line: str, lines: Sequence[str], number: int) -> None:
    """Action lines of one paragraph run on; action after dialogue still belongs to its scene."""
    starts_paragraph = not (number and lines[number - 1].strip())
    plain = re.sub(r"^[-*•]\s+", "", line)
    if scene.action and not starts_paragraph and not scene.lines:
        scene.action[-1] = f"{scene.action[-1]} {plain}"
    else:
        scene.action.append(plain)


def _speaker(name: str) -> str:
    return "" if _is_narrator(name) else _display_name(name)


def _is_narrator(name: str) -> bool:
    bare = name.strip().casefold()
    return bare.rstrip(".") in _words().narrators or bare in _words().narrators


def _display_name(name: str) -> str:
    return " ".join(name.split()).upper() if name.isupper() else " ".join(name.split())


def _unquoted(words: str) -> str:
    if len(words) > 1 and words[0] in '"“„«' and words[-1] in '"”“»':
        return words[1:-1].strip()
    return words


def _segments(scene: WrittenScene, language: str) -> Iterator[Segment]:
    """Segments of one scene, not yet timed: one for each line, or the action read aloud."""
    action = " ".join(scene.action)
    spoken = [(speaker, words) for speaker, words in scene.lines if words]
    if not spoken:
        spoken = [("", paragraph) for paragraph in scene.action]
    for speaker, words in spoken:
        for part in _short_parts(words, language):
            yield Segment(
                text=part,
                duration_ms=0,
                beat="content",
                speaker=speaker,
                heading=scene.heading,
                action=action if scene.lines else part,
            )


def _short_parts(words: str, language: str) -> list[str]:
    """The words in parts of whole sentences, each below MOST_MS where its sentences allow."""
    parts: list[str] = []
    for sentence in sentences(words):
        joined = f"{parts[-1]} {sentence}" if parts else sentence
        if parts and spoken_ms(joined, language) + PAUSE_MS <= MOST_MS:
            parts[-1] = joined
        else:
            parts.append(sentence)
    return parts


def _timed(segments: Sequence[Segment], duration_ms: int | None, language: str) -> list[Segment]:
    needs = [spoken_ms(segment.text, language) for segment in segments]
    if duration_ms is None:
        times = [max(LEAST_MS, -(-(need + PAUSE_MS) // 100) * 100) for need in needs]
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


def _title(text: str, scenes: Sequence[WrittenScene]) -> str:
    titled = _words().title.search(text)
    if titled:
        return titled.group(1).strip()
    if scenes[0].heading:
        return _place(scenes[0].heading)
    opening = (scenes[0].action or [words for _, words in scenes[0].lines])[0]
    words = sentences(opening)[0].rstrip(".!?").split()
    return " ".join(words[:8])


def _place(heading: str) -> str:
    """The place a slugline names, as a title: "INT. GARAGE WORKSHOP - MORNING" is "Garage workshop"."""
    place = _words().slug_prefix.sub("", heading)
    place = re.split(r"\s+[-–—]\s+", place)[0].strip() or heading
    return place.capitalize() if place.isupper() else place


def _characters(scenes: Sequence[WrittenScene]) -> list[CharacterPlan]:
    """Everyone who speaks, in order of first words, with what the action says of them."""
    spoken = (speaker for scene in scenes for speaker, words in scene.lines if words and speaker)
    names = list(dict.fromkeys(spoken))
    action = " ".join(paragraph for scene in scenes for paragraph in scene.action)
    return [CharacterPlan(name=name, description=_description(name, action)) for name in names]


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
    return "" if _words().goes_on.match(first) else ", ".join(describing)
