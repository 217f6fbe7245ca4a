"""What was understood of a script, as people and programs are shown it before anything is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from generation.interfaces import Segment
from generation.text import screenplay
from generation.text.scripts import reading

# Things left out that are listed one by one; of more, only their number is told.
MOST_LEFT_OUT = 200


@dataclass(frozen=True)
class SpokenLine:
    """One line; `speaker` is "" for the narrator."""

    speaker: str
    text: str


@dataclass(frozen=True)
class SceneSummary:
    """One scene as written, which may become several pictures. `seconds` is how long its words take."""

    heading: str
    seen: str
    lines: tuple[SpokenLine, ...]
    on_screen: tuple[str, ...]
    seconds: float


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
        return f"Read as {self.format}: {scenes}, {people}, about {self.seconds:.0f} s{left}."


def summarise(text: str, language: str = "en") -> ScriptSummary:
    """What is understood of a script; Rejected, as `screenplay.parse`, where that is nothing to say."""
    written = reading.read(text)
    script = screenplay.script_of(written, language=language)
    scenes = tuple(_scene(scene, screenplay.timed_segments(scene, language)) for scene in written.scenes)
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


def _scene(scene: reading.WrittenScene, segments: Sequence[Segment]) -> SceneSummary:
    return SceneSummary(
        heading=scene.heading,
        seen=" ".join(scene.visuals) if scene.narrated else scene.seen,
        lines=tuple(SpokenLine(speaker, words) for speaker, words in scene.lines if words),
        on_screen=tuple(words for at in sorted(scene.on_screen) for words in scene.on_screen[at]),
        seconds=sum(segment.duration_ms for segment in segments) / 1000,
    )
