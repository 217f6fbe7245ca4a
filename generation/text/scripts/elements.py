"""What every format is read into: a flat list of elements, from which `reading` builds scenes."""

from dataclasses import dataclass
from enum import StrEnum

from generation.text.scripts.time_codes import TimeSpan


class ElementKind(StrEnum):
    """What one element of a script is."""

    TITLE = "title"
    # Begins a scene; its text may be "".
    HEADING = "heading"
    # Words that are said; `speaker` is "" for the narrator.
    LINE = "line"
    # What is to be seen, as a label or a form says so: never read out.
    VISUAL = "visual"
    # Running text without any label. It is read out in a scene in which nobody speaks.
    PROSE = "prose"
    # Words to be set on the picture.
    ON_SCREEN = "on_screen"
    # A rule across the page: what follows need not belong to the scene above.
    RULE = "rule"
    # What is neither said nor seen; `why` tells the person.
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class ScriptElement:
    """One element; `times` are when it is to be seen and heard, where the script says so."""

    kind: ElementKind
    text: str = ""
    speaker: str = ""
    why: str = ""
    times: TimeSpan | None = None


def title(text: str) -> ScriptElement:
    return ScriptElement(ElementKind.TITLE, text)


def heading(text: str) -> ScriptElement:
    return ScriptElement(ElementKind.HEADING, text)


def line(speaker: str, text: str) -> ScriptElement:
    return ScriptElement(ElementKind.LINE, text, speaker)


def visual(text: str) -> ScriptElement:
    return ScriptElement(ElementKind.VISUAL, text)


def prose(text: str) -> ScriptElement:
    return ScriptElement(ElementKind.PROSE, text)


def on_screen(text: str) -> ScriptElement:
    return ScriptElement(ElementKind.ON_SCREEN, text)


def rule() -> ScriptElement:
    return ScriptElement(ElementKind.RULE)


def left_out(text: str, why: str) -> ScriptElement:
    return ScriptElement(ElementKind.LEFT_OUT, text, why=why)


def timed(code: str, times: TimeSpan | None) -> ScriptElement:
    """A time code: it is not spoken, and what follows it has its times."""
    return ScriptElement(ElementKind.LEFT_OUT, code, why=TIME, times=times)


# Why something is left out, in the words that people read.
DIRECTION = "a direction for the actor"
TRANSITION = "how scenes are cut"
SOUND = "music and sound are chosen on the board"
ABOUT = "about the video, not said in it"
NOTE = "a note of the writer"
BONEYARD = "taken out by the writer"
STRUCTURE = "a section or synopsis of the script"
BEAT_NAME = "the name of a part"
TIME = "a time code: it is not spoken"
ADDRESS = "of a web address only the domain is said"
EMOJI = "emoji are not spoken"
AROUND = "around the script, not part of it"
UNLABELLED = "outside of any scene, in a script that labels what is said"
NO_COLUMN = "a table without a column of what is said"
NUMBER = "numbering"
TITLE_PAGE = "the title page"
SUBTITLE_MARK = "a mark of the subtitle file"
