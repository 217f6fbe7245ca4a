"""What was understood of a script, as people and programs are shown it before anything is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from generation.interfaces import Segment
from generation.text import screenplay
from generation.text.scripts import reading
from generation.text.speech_timing import spoken_ms
from projects.timing import FASTEST, LEAD_MS

# Things left out that are listed one by one; of more, only their number is told.
MOST_LEFT_OUT = 200


@dataclass(frozen=True)
class SpokenLine:
    """One line; `speaker` is "" for the narrator."""

    speaker: str
    text: str


@dataclass(frozen=True)
class SceneSummary:
    """One scene as written, which may become several pictures.

    `seconds` is how long it lasts: by the script's own times, else by its words; `words_seconds` is how long
    those take, and `is_too_short` whether not even a hurried voice says them in the time that is written.
    """

    heading: str
    seen: str
    lines: tuple[SpokenLine, ...]
    on_screen: tuple[str, ...]
    seconds: float
    words_seconds: float
    is_too_short: bool


@dataclass(frozen=True)
class LeftOutPart:
    """Words that are neither said nor shown, and why."""

    text: str
    why: str


@dataclass(frozen=True)
class ScriptSummary:
    """`format` as people call it; `pictures` is how many scenes the board will have."""

    format: str
    title: str
    scenes: tuple[SceneSummary, ...]
    speakers: tuple[str, ...]
    narrator: bool
    pictures: int
    seconds: float
    left_out: tuple[LeftOutPart, ...]
    left_out_count: int

    @property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """(why, the words) of what is left out, one entry for each reason, in order of first use."""
        found: dict[str, list[str]] = {}
        for part in self.left_out:
            found.setdefault(part.why, []).append(part.text)
        return list(found.items())

    @property
    def sentence(self) -> str:
        """In one line, for the command line: "Read as …: 2 scenes, ANA and BEN, about 6 s"."""
        count = len(self.scenes)
        who = [*self.speakers, *(["a narrator"] if self.narrator else [])]
        people = " and ".join([", ".join(who[:-1]), who[-1]] if len(who) > 1 else who)
        scenes = f"{count} scene{'' if count == 1 else 's'}"
        left = f"; left out: {self.left_out_count}" if self.left_out_count else ""
        return (
            f"Read as {self.format}: {scenes}, {people}, about {self.seconds:.0f} s{left}.{self._too_short}"
        )

    @property
    def _too_short(self) -> str:
        named = [
            f" Scene {at}: its words take about {scene.words_seconds:.1f} s, and the script gives it "
            f"{scene.seconds:.1f} s."
            for at, scene in enumerate(self.scenes, 1)
            if scene.is_too_short
        ]
        return "".join(named[:3]) + (f" And {len(named) - 3} more." if len(named) > 3 else "")


def summarise(text: str, language: str = "en") -> ScriptSummary:
    """What is understood of a script; Rejected, as `screenplay.parse`, where that is nothing to say."""
    written = reading.read(text)
    script = screenplay.parse(text, language=language)
    left = iter(script.segments)
    scenes = tuple(
        _scene(scene, [next(left) for _ in range(count)], language)
        for scene, count in zip(written.scenes, screenplay.segment_counts(written, language), strict=True)
    )
    parts = tuple(LeftOutPart(words, why) for words, why in written.left_out)
    return ScriptSummary(
        format=written.form,
        title=script.title,
        scenes=scenes,
        speakers=tuple(written.speakers),
        narrator=written.has_narrator,
        pictures=len(script.segments),
        seconds=sum(segment.duration_ms for segment in script.segments) / 1000,
        left_out=parts[:MOST_LEFT_OUT],
        left_out_count=len(parts),
    )


def _scene(scene: reading.WrittenScene, segments: Sequence[Segment], language: str) -> SceneSummary:
    needs = [spoken_ms(segment.text, language) for segment in segments]
    return SceneSummary(
        heading=scene.heading,
        seen=" ".join(scene.visuals) if scene.narrated else scene.seen,
        lines=tuple(SpokenLine(speaker, words) for speaker, words in scene.lines if words),
        on_screen=tuple(words for at in sorted(scene.on_screen) for words in scene.on_screen[at]),
        seconds=sum(segment.duration_ms for segment in segments) / 1000,
        words_seconds=sum(needs) / 1000,
        is_too_short=any(
            need > max(0, segment.duration_ms - LEAD_MS) * FASTEST
            for need, segment in zip(needs, segments, strict=True)
        ),
    )
