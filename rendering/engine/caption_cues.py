"""What is read on the screen and when: spoken segments cut into short phrases, and SRT and VTT of them.

Pure, but for the measuring of type. A cue is one or two lines that fit the caption box; cues never
overlap, stand for at least 0.7 s, and stay a little into a silence for slow readers.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from generation.media import typography
from projects.caption_looks import plain
from projects.formats import caption_box
from rendering.engine.errors import SourceError
from rendering.engine.timeline import Timeline
from rendering.spec.schema import OutputSpec, RenderSpec, SegmentSpec
from rendering.spec.schema import Word as SpokenWord

# A part of a text between two places where a line may break, and whether a space follows it.
Unit = tuple[str, bool]
# (cost, number of the first unit, its lines) of a part of a text.
Way = tuple[float, int, list[str]]

# No cue stands shorter: less is seen as a flash.
SHORTEST_MS = 700

RIGHT_TO_LEFT_MARK = "\u200f"

# Two lines where the caption box is high enough for large type, else one: small type is not read on a phone.
MOST_LINES = 2
SMALLEST = 0.045  # of the frame's short side, for two lines

# Reading speed that subtitlers allow at most, in characters a second (Chinese and the like: fewer).
READ_PER_SECOND = 17
READ_CJK_PER_SECOND = 9

# A gap shorter than this between two cues is seen as a flicker and closed. A cue stays LINGER_MS into the
# silence after it.
FLICKER_MS = 250
LINGER_MS = 400

# A sentence said faster than this is shown together with the next one, if both fit.
SOLO_MS = 1100

# Word times may overlap, or stand past the recording, by a rounding; and they fill this share of it at least:
# those that fill less are in other units (seconds for milliseconds).
ROUNDING_MS = 60
LEAST_SPOKEN = 0.2

_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+[」』”’）]*|\n|$)", re.S)

# Chinese and Japanese are written without spaces: each of their characters is said by itself.
_ALONE = r"[\u2e80-\u30ff\u3105-\u312f\u31a0-\ua4cf\uf900-\ufaff\uff00-\uffef]"
_TOKEN = re.compile(rf"{_ALONE}|(?:(?!{_ALONE})\S)+")

# What cutting costs a reader, in a unit of our own: each cue, up to 1 more for an unfilled one; a cut inside
# a phrase, more of it at a bad place, nothing at a pause; a cue of one short word; a number parted from its
# unit, or a compound torn at its hyphen, be it between two cues or between the lines of one.
PER_CUE, INSIDE, BAD_PLACE, STRANDED, TORN = 0.1, 0.9, 4.0, 0.8, 4.0
_PAUSES = tuple(",;:—–，、；：،؛")

# What follows a number as its unit: short names of measures, and all that has their signs.
_NUMBER = re.compile(r"[$€£¥~+–-]?\d[\d.,'’]*")
_UNIT = re.compile(
    r"(?:[mck]?[mlg]|dl|mm|mg|µm|in|ft|yd|oz|lbs?|k?w|kwh|v|m?ah|h|hrs?|min|m?s|[kmgt]b|[kmg]?hz|px|dpi|rpm|db|pcs?"
    r"|[€$£¥₹₩₽₺₪₫฿₴]|zł|kč|kr\.?|lei|\d{3}(?:[.,]\d+)?|\S*[²³°%/]\S*)[.,;:!?…]*",
    re.IGNORECASE,
)

# A word that is wider than a line is set smaller, down to this share of the size, before it is broken.
SMALLEST_SHARE = 0.6


@dataclass(frozen=True)
class Token:
    """One word (or one wide character) of a line: when it is said, and the text before it in its line."""

    text: str
    before: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Cue:
    """One or two lines shown from `start_ms` until `end_ms`; `tokens` are those of each line.

    `timed` says that the voice told when each word comes; else the tokens' times are a guess.
    """

    start_ms: int
    end_ms: int
    scene_index: int
    lines: tuple[str, ...]
    tokens: tuple[tuple[Token, ...], ...] = ()
    timed: bool = False
    language: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class CaptionLayout:
    """How captions are set in a frame: family, sizes in pixels, how many lines there may be and how wide.

    `leading` is from one line to the next, `ascent` from the top of a line to its baseline; `padding` is
    above and below the words, `side` on either side of them.
    """

    family: str
    size: int
    leading: float
    ascent: float
    padding: int
    side: int
    width: float
    lines: int = MOST_LINES

    def sized(self, share: float) -> "CaptionLayout":
        """The same, with smaller type."""
        if share >= 1:
            return self
        return replace(
            self, size=int(self.size * share), leading=self.leading * share, ascent=self.ascent * share
        )


def caption_layout(output: OutputSpec, font: str, text: str = "") -> CaptionLayout:
    """The CaptionLayout for an OutputSpec: its lines and their padding fill the caption box and no more.

    `text` is all that will be set: scripts taller than Latin need more room for a line.
    """
    box = caption_box(output.width, output.height)
    family = font if font in typography.FAMILIES else "sans"
    _, ascent, descent = typography.measure("".join(sorted(set(text))), family, 1000)
    ascent, leading = ascent / 1000 * 1.03, (ascent + descent) / 1000 * 1.06
    lines, across = MOST_LINES, 12.0
    if box.height / (lines * leading + 0.5) < SMALLEST * min(output.width, output.height):
        lines, across = 1, 13.5
    size = int(min(box.height / (lines * leading + 0.5), box.width / across))
    padding, side = max(2, round(size * 0.22)), max(2, round(size * 0.36))
    return CaptionLayout(
        family, size, leading * size, ascent * size, padding, side, box.width - 2 * side - 2, lines
    )


def not_in_pictures(spec: RenderSpec, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues that are burnt in: without sentences that stand on the picture word for word at that time."""
    shown: dict[int, set[str]] = {}
    for scene, end in zip(spec.scenes, accumulate(scene.duration_ms for scene in spec.scenes), strict=True):
        signs = [one for one in spec.overlays if end - scene.duration_ms <= one.start_ms < end]
        shown[scene.index] = {plain(words) for words in (*scene.reads, *(sign.text for sign in signs))}
    pairs = zip(cues, _are_sentences(cues), strict=True)
    return tuple(cue for cue, whole in pairs if not whole or plain(cue.text) not in shown[cue.scene_index])


def _are_sentences(cues: Iterable[Cue]) -> Iterator[bool]:
    """For each cue whether it is a sentence, from its first word to its last."""
    before = None
    for cue in cues:
        begins = before is None or before.scene_index != cue.scene_index or _ends(before)
        yield begins and _ends(cue)
        before = cue


def _ends(cue: Cue) -> bool:
    return cue.text.rstrip("\"'”’»)]」』").endswith(tuple(".!?…。！？"))


def all_text(spec: RenderSpec) -> str:
    """All that is said in a RenderSpec."""
    return " ".join(piece.text for piece in spec.segments)


def cues_of(spec: RenderSpec, timeline: Timeline) -> tuple[Cue, ...]:
    """Return the cues of a whole RenderSpec, in order. Raises SourceError for undrawable characters."""
    style = caption_layout(spec.output, spec.captions.font, all_text(spec))
    found = []
    for segment, until in _with_deadline(spec, timeline):
        if spec.captions.burn:
            _refuse_missing(segment)
        found += [replace(cue, language=spec.language) for cue in _cues(segment, until, style)]
    return readable(found, timeline.duration_ms, _cuts(spec, timeline))


def _cuts(spec: RenderSpec, timeline: Timeline) -> dict[int, int]:
    """When a scene comes in by a hard cut, by its index."""
    return {
        scene.index: start
        for scene, start in zip(spec.scenes, timeline.scene_starts_ms, strict=True)
        if scene.transition == "cut" and start
    }


def _refuse_missing(segment: SegmentSpec) -> None:
    missing = typography.missing(segment.text)
    if missing:
        characters = " ".join(sorted(missing))
        sentence = (
            f"Scene {segment.scene_index}: no font can show these characters of its text: {characters}. "
            "Change the text or switch captions off."
        )
        raise SourceError(segment.scene_index, sentence)


def _with_deadline(spec: RenderSpec, timeline: Timeline) -> Iterator[tuple[SegmentSpec, int]]:
    """Each segment with words, and when it must be over: by its scene's end, or the next one's start."""
    said = sorted((piece for piece in spec.segments if piece.text.strip()), key=lambda p: p.start_ms)
    ends = [scene.stop * 1000 // timeline.fps for scene in timeline.scenes]
    for k, piece in enumerate(said):
        following = said[k + 1].start_ms if k + 1 < len(said) else timeline.duration_ms
        until = min(following, timeline.duration_ms)
        if piece.voice is None:
            until = min(until, max(ends[piece.scene_index - 1], piece.start_ms + SHORTEST_MS))
        if until > piece.start_ms:
            yield piece, until


def _cues(segment: SegmentSpec, until: int, style: CaptionLayout) -> list[Cue]:
    clock = Clock(segment, until)
    groups, position = [], 0
    for lines in _phrases(segment.text, style, clock):
        made, position = _cue(segment, lines, clock, position)
        groups.append(made)
    return groups


def _phrases(text: str, style: CaptionLayout, clock: "Clock") -> Iterator[list[str]]:
    """Lists of one or two lines: whole sentences where they fit, else their clauses, else halves."""
    waiting, position = "", 0
    for sentence in (found.group().strip() for found in _SENTENCE.finditer(text)):
        if not sentence:
            continue
        both = _spaced(waiting, sentence)
        if waiting and len(_wrap(both, style)) > style.lines:
            yield from _fitting(waiting, style)
            both = sentence
        waiting, position = both, position + spoken_letters(sentence)
        if clock.at(position) - clock.at(position - spoken_letters(both)) >= SOLO_MS:
            yield from _fitting(both, style)
            waiting = ""
    if waiting:
        yield from _fitting(waiting, style)


def _fitting(text: str, style: CaptionLayout) -> Iterator[list[str]]:
    """The lines of a text, or those of its parts when it needs more than there is room for.

    Of all ways to cut it, the parts are those that cost a reader least.
    """
    units = typography.word_units(text)
    best: list[Way] = [(0.0, 0, [])]
    for end in range(1, len(units) + 1):
        ways = _ways(units, best, end, style)
        best.append(min(ways, key=lambda way: way[0]))
    parts: list[list[str]] = []
    end = len(units)
    while end:
        _, start, lines = best[end]
        parts.append(lines)
        end = start
    yield from (
        lines[k : k + style.lines] for lines in parts[::-1] for k in range(0, len(lines), style.lines)
    )


def _ways(units: Sequence[Unit], best: Sequence[Way], end: int, style: CaptionLayout) -> Iterator[Way]:
    """(cost, start, lines) of each possible last part of the first `end` units; one unit alone always is."""
    for start in range(end - 1, -1, -1):
        text = _joined(units[start:end])
        lines = _wrap(text, style)
        if len(lines) > style.lines and start < end - 1:
            return
        cost = best[start][0] + PER_CUE + _unfilled(text, style) + TORN * _torn_lines(lines)
        if end < len(units):
            cost += _cut_cost(units[end - 1], units[end])
        if end - start == 1 and len(units) > 1 and spoken_letters(text) <= 4:
            cost += STRANDED
        yield cost, start, lines


def _joined(units: Iterable[Unit]) -> str:
    return "".join(part + " " * spaced for part, spaced in units).rstrip()


def _unfilled(text: str, style: CaptionLayout) -> float:
    width, _, _ = typography.measure(text, style.family, style.size)
    return max(0.0, 1 - width / (style.lines * style.width)) ** 2


def _cut_cost(unit: Unit, after: Unit) -> float:
    """How much a reader minds a cut between two units."""
    if unit[0].endswith(_PAUSES):
        return 0.0
    bad = BAD_PLACE * max(0.0, typography.break_cost(unit[0], after[0], unit[1]))
    return INSIDE + bad + TORN * _torn(unit[0], after[0], unit[1])


def _torn(before: str, after: str, spaced: bool) -> bool:
    """Whether a number and its unit, or the parts of a compound, would be parted."""
    if not spaced:
        return before.endswith(("-", "/"))
    return bool(_NUMBER.fullmatch(before) and _UNIT.fullmatch(after))


def _torn_lines(lines: Iterable[str]) -> int:
    """How many of some lines end in a number whose unit is on the next, or inside a compound."""
    ends = [(line.split(" ")[-1], after.split(" ")[0]) for line, after in pairwise(lines)]
    return sum(_torn(last, first, not last.endswith("-")) for last, first in ends)


def _spaced(first: str, second: str) -> str:
    if not first:
        return second
    return first + ("" if re.match(_ALONE, first[-1]) else " ") + second


def _wrap(text: str, style: CaptionLayout) -> list[str]:
    size = style.sized(type_share(text, style))
    return typography.wrap(text, size.family, size.size, style.width)


def type_share(text: str, style: CaptionLayout) -> float:
    """How large a text is set, as a share of the layout's size: below 1 only where a word would be broken."""
    widest = max(
        (typography.measure(part, style.family, style.size)[0] for part, _ in typography.word_units(text)),
        default=0,
    )
    return max(SMALLEST_SHARE, min(1.0, style.width / max(1, widest) * 0.99))


def _cue(segment: SegmentSpec, lines: Iterable[str], clock: "Clock", position: int) -> tuple[Cue, int]:
    """The cue of some lines that begin at a letter of the segment, and the letter after them."""
    first, rows = position, []
    for line in lines:
        row, position = _tokens(line, clock, position)
        rows.append(row)
    start, end = clock.at(first), clock.at(position, ending=True)
    return Cue(start, end, segment.scene_index, tuple(lines), tuple(rows), clock.timed), position


def _tokens(line: str, clock: "Clock", position: int) -> tuple[tuple[Token, ...], int]:
    row = []
    for match in _TOKEN.finditer(line):
        stop = position + spoken_letters(match.group())
        times = clock.at(position), clock.at(stop, ending=True)
        row.append(Token(match.group(), line[: match.start()], *times))
        position = stop
    return tuple(row), position


def spoken_letters(text: str) -> int:
    """How many characters of a text are spoken: everything but spaces and punctuation."""
    return sum(1 for char in text if char.isalnum())


class Clock:
    """When each letter of a segment is said, in milliseconds of the video.

    From the timings of its words where they can be trusted; else evenly over the length of the voice.
    """

    def __init__(self, segment: SegmentSpec, until: int) -> None:
        self.total = max(1, spoken_letters(segment.text))
        length = until - segment.start_ms
        if segment.voice and segment.voice.duration_ms:
            length = min(length, segment.voice.duration_ms)
        self.offset, self.length = segment.start_ms, length
        words = trusted_words(segment)
        self.timed = bool(words)
        self.words: Sequence[SpokenWord | _OneWord] = words or [_OneWord(length, self.total)]
        self.ends = _running([_count(word) for word in self.words])

    def at(self, letter: int, ending: bool = False) -> int:
        """When letter number `letter` begins, or, with `ending`, when the one before it ends."""
        place = letter * self.ends[-1] / self.total
        last = len(self.words) - 1
        k = next(
            k for k, end in enumerate(self.ends) if place < end or (ending and place <= end) or k == last
        )
        word = self.words[k]
        share = (place - self.ends[k]) / _count(word) + 1
        moment = word.start_ms + (word.end_ms - word.start_ms) * min(1, share)
        return self.offset + min(self.length, round(moment))


def trusted_words(segment: SegmentSpec) -> list[SpokenWord]:
    """The words of a segment that are spoken, or none: all of them are right, or none is trusted.

    They are right when they spell the text, letter by letter, and follow each other inside the clip.
    Providers have sent them out of order, twice, in other units, and of a text that was edited since.
    """
    words = [word for word in segment.words if spoken_letters(word.text)]
    if not words or _spelled(word.text for word in words) != _spelled([segment.text]):
        return []
    length = segment.voice.duration_ms if segment.voice else None
    ends = [0, *(word.end_ms for word in words)]
    ordered = all(
        before - ROUNDING_MS <= word.start_ms <= word.end_ms
        for before, word in zip(ends, words, strict=False)
    )
    inside = not length or (
        ends[-1] <= length + ROUNDING_MS and ends[-1] - words[0].start_ms >= length * LEAST_SPOKEN
    )
    return words if ordered and inside and ends[-1] else []


def _spelled(parts: Iterable[str]) -> str:
    """The letters and digits of some text, whatever their case and form."""
    text = unicodedata.normalize("NFKC", "".join(parts)).casefold()
    return "".join(char for char in text if char.isalnum())


@dataclass(frozen=True)
class _OneWord:
    """A segment without word timings is one long word."""

    end_ms: int
    count: int
    start_ms: int = 0


def _count(word: "SpokenWord | _OneWord") -> int:
    return word.count if isinstance(word, _OneWord) else spoken_letters(word.text)


def _running(counts: Sequence[int]) -> list[int]:
    return [sum(counts[: k + 1]) for k in range(len(counts))]


def readable(cues: Iterable[Cue], total_ms: int, cuts: Mapping[int, int] | None = None) -> tuple[Cue, ...]:
    """The same cues, apart from each other, each standing SHORTEST_MS or more.

    `cuts` says when scenes come in by a hard cut: words change with the picture, not a moment later.
    No word is ever left out: where more cues are wanted than the video has room for, all stand shorter.
    """
    cues = sorted(cues, key=lambda cue: cue.start_ms)
    shortest = min(SHORTEST_MS, total_ms // max(1, len(cues)))
    cues = list(_with_cuts(_not_after(_not_before(cues, shortest), total_ms, shortest), cuts or {}))
    return tuple(_lingering(cues, total_ms))


def _not_before(cues: Iterable[Cue], shortest: int) -> list[Cue]:
    """Push each cue behind the one before it."""
    made, free = [], 0
    for cue in cues:
        start = max(free, cue.start_ms)
        free = max(cue.end_ms, start + shortest)
        made.append(replace(cue, start_ms=start, end_ms=free))
    return made


def _not_after(cues: Sequence[Cue], total_ms: int, shortest: int) -> list[Cue]:
    """Pull the last cues back until all end in time."""
    made, free = [], total_ms
    for cue in reversed(cues):
        end = min(free, cue.end_ms)
        free = max(0, min(cue.start_ms, end - shortest))
        made.append(replace(cue, start_ms=free, end_ms=end))
    return made[::-1]


def _with_cuts(cues: Iterable[Cue], cuts: Mapping[int, int]) -> Iterator[Cue]:
    """Let what is said soon after a cut stand from it on, if what was said before is over."""
    before = None
    for cue in cues:
        cut = cuts.get(cue.scene_index)
        if before and cut is not None and before.end_ms <= cut < cue.start_ms <= cut + FLICKER_MS:
            cue = replace(cue, start_ms=cut)
        yield cue
        before = cue


def _lingering(cues: Sequence[Cue], total_ms: int) -> Iterator[Cue]:
    """Let cues stand into the silence after them, for slow readers and against flicker."""
    for cue, after in zip(cues, [*cues[1:], None], strict=False):
        room = after.start_ms if after else total_ms
        wanted = max(cue.end_ms + LINGER_MS, cue.start_ms + reading_ms(cue.text))
        end = max(cue.end_ms, min(room, wanted))
        yield replace(cue, end_ms=room if after and room - end < FLICKER_MS else end)


def reading_ms(text: str) -> int:
    """How long a person needs to read a text."""
    wide = len(_WIDE.findall(text))
    return round(1000 * ((len(text) - wide) / READ_PER_SECOND + wide / READ_CJK_PER_SECOND))


def to_srt(cues: Iterable[Cue]) -> str:
    """SubRip text of cues."""
    return "".join(
        f"{number}\n{_clock_time(cue.start_ms, ',')} --> {_clock_time(cue.end_ms, ',')}\n{_marked(cue)}\n\n"
        for number, cue in enumerate(cues, 1)
    )


def to_vtt(cues: Iterable[Cue]) -> str:
    """WebVTT text of cues; what would be markup is escaped."""
    return "WEBVTT\n\n" + "".join(
        f"{_clock_time(cue.start_ms, '.')} --> {_clock_time(cue.end_ms, '.')}\n{_escaped(_marked(cue))}\n\n"
        for cue in cues
    )


def _marked(cue: Cue) -> str:
    """The lines of a cue; a right-to-left mark leads those whose first letter would mislead a player."""
    return "\n".join(RIGHT_TO_LEFT_MARK * _is_misleading(line, cue.language) + line for line in cue.lines)


def _is_misleading(line: str, language: str) -> bool:
    return typography.direction(line, language) == "rtl" and typography.direction(line[:1]) == "ltr"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock_time(ms: int, point: str) -> str:
    hours, minutes, seconds = ms // 3_600_000, ms // 60_000 % 60, ms // 1000 % 60
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{ms % 1000:03}"
