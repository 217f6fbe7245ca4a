"""The one reader of scripts: which format a text is in, its scenes, who speaks, and what was left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from generation.provider_errors import Rejected
from generation.text.scripts import (
    elements,
    final_draft,
    fountain,
    inline,
    labels,
    plain,
    structured,
    subtitles,
    tables,
)
from generation.text.scripts.elements import ElementKind, ScriptElement
from generation.text.scripts.labels import LabelRole
from generation.text.scripts.time_codes import TimeSpan

FOUNTAIN, FINAL_DRAFT, MARKDOWN, TABLE, TIMED, PLAIN, JSON = (
    "Fountain screenplay",
    "Final Draft (FDX)",
    "Markdown",
    "Table",
    "Timed beats",
    "Plain text",
    "JSON",
)
_MARKDOWN = re.compile(r"(?m)^[^\S\n]*(?:#{1,6}\s|[-*+]\s+\*\*|\*\*[^*\n]+\*\*|```|>\s)|\*\*[^*\n]+[:：]\*\*")
_OTHER_FILES = (
    ("%PDF", "a PDF"),
    ("PK\x03\x04", "a Word or other office document"),
    ("{\\rtf", "an RTF document"),
    ("\xd0\xcf\x11\xe0", "an old Word document"),
)
# "12/05/2024, 10:02 - Anna: Hello", "[12.05.24, 10:02:11] Anna: Hello": how chats are exported.
_CHAT = re.compile(
    r"(?m)^\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?\]?"
    r"(?:\s[-–—])?\s(?P<name>[^:：\n]{1,40})[:：][^\S\n]+"
)
# "Kim Lee", a time beside or below it, and the words under that: how meetings are written down.
_MEETING = re.compile(
    r"(?m)^(?P<name>[^\W\d_a-zß-öø-ÿ][^\d:：\n]{0,38}?(?:\s\d{1,2})?)(?:[^\S\n]*\n|[^\S\n]+)"
    r"[^\S\n]*[\[(]?(?P<time>(?:\d{1,2}:)?\d{1,2}:\d{2})(?P<half>[^\S\n]?[AaPp]\.?[Mm]\.?)?[\])]?[^\S\n]*\n(?=[^\S\n]*\S)"
)
_TURN = re.compile(r"^[^\W\d_a-zß-öø-ÿ][\w.'’-]{1,20}(?:\s[^\W\d_a-zß-öø-ÿ][\w.'’-]{1,20})?$")
# "@anna: did you see it?", in comments and short messages.
_HANDLED = re.compile(r"(?m)^@(?P<name>[\w.]{1,30})[:：][^\S\n]+(?=\S)")
_ARROWED = re.compile(r"(?m)^(?P<name>[^\W\d_][^\W_]{0,20}(?: [^\W_]{1,20})?)>[^\S\n]+(?=\S)")
_BARRED = re.compile(
    r"(?m)^(?P<code>[\d:.,\s–—s-]{3,20}?)\s*\|\s*(?P<name>[^|\n]{2,24}?)\s*\|\s*(?=[^|\n]+$)"
)
_HYPHENED = re.compile(r"^(?P<name>[^\W\d_a-zß-öø-ÿ][^\W\d_]{0,20}(?: [^\W_]{1,20})?)\s+[-–—]\s+(?=\S)")
_LENS = re.compile(r"(?m)^【(?P<name>[^】:：\n]{1,14})】[^\S\n]*(?=[^\s:：])")
_NAME_LINE = re.compile(
    r"^@?[^\W\d_a-zß-öø-ÿ](?:[^\W\d_a-zß-öø-ÿ]|[.'’ -]){1,28}(?:\s?\([^()]{1,30}\)){0,2}\s?\^?$"
)
# How a voice is told to laugh.
_SOUND_TAG = re.compile(
    r"(?i)<(?:laugh|sigh|gasp|chuckle|cough|giggle|breath|yawn|cries|cry|sniff)\w*\s*/?>[^\S\n]*"
)
# Words that are set on a picture: a headline and a small line below it.
LONGEST_ON_SCREEN = 120


@dataclass
class WrittenScene:
    """One scene as written: its heading, what is seen, its (speaker, words) lines, words on the picture."""

    heading: str = ""
    visuals: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    # For each line the words to be set on its picture.
    on_screen: dict[int, list[str]] = field(default_factory=dict)
    # When a line is to be heard, where the script says so; 0 also for a scene in which nobody speaks.
    times: dict[int, TimeSpan] = field(default_factory=dict)
    # The same for its running text.
    prose_times: dict[int, TimeSpan] = field(default_factory=dict)
    # Whether its words are written above what is seen.
    seen_last: bool = False
    # Whether the lines are its running text, read out because nobody speaks.
    narrated: bool = False

    @property
    def seen(self) -> str:
        return " ".join([*self.visuals, *self.prose])

    @property
    def is_empty(self) -> bool:
        return not (self.visuals or self.prose or self.lines or self.on_screen)


@dataclass(frozen=True)
class Reading:
    """What was understood of a script.

    form: the format's name as people know it. scenes: those with something to see or to say.
    left_out: (the words, why) of what is neither seen nor said.
    """

    form: str
    title: str
    scenes: list[WrittenScene]
    left_out: list[tuple[str, str]]

    @property
    def speakers(self) -> list[str]:
        """Everyone who speaks and is seen, in order of first words."""
        return list(
            dict.fromkeys(who for scene in self.scenes for who, words in scene.lines if words and who)
        )

    @property
    def has_narrator(self) -> bool:
        return any(not who and words for scene in self.scenes for who, words in scene.lines)


@lru_cache(maxsize=4)
def read(text: str) -> Reading:
    """Read a script in any format. Rejected for a file that is no text, and for a broken one.

    What was read last is remembered: nobody changes a Reading or its scenes.
    """
    text = inline.visible(text or "")
    check_is_text(text)
    form, found = _elements(text)
    return _built(form, found)


def check_is_text(text: str) -> None:
    """Rejected for the beginning of a file that is a document of another program."""
    for beginning, name in _OTHER_FILES:
        if text.lstrip().startswith(beginning):
            raise Rejected(f"This is {name}. Copy its text and paste it, or save it as plain text.")


def _elements(text: str) -> tuple[str, list[ScriptElement]]:
    if final_draft.looks_like(text):
        return FINAL_DRAFT, final_draft.read(text)
    if kind := subtitles.looks_like(text):
        return kind, subtitles.read(text)
    if (found := structured.read_json(text)) is not None:
        return JSON, found
    text, people = _with_speakers(structured.with_labels(text))
    bare = text.strip()
    if fountain.looks_like(bare) and not tables.has_table(bare):
        return FOUNTAIN, fountain.read(text.strip("\n"))
    return _loose(text, people)


def _loose(text: str, people: Sequence[str]) -> tuple[str, list[ScriptElement]]:
    """Plain text, Markdown, tables and timed beats, in whatever mixture."""
    text = _with_colons(text)
    found: list[ScriptElement] = []
    form = MARKDOWN if _MARKDOWN.search(text) else PLAIN
    pieces = list(tables.split_off(text))
    for is_table, piece in pieces:
        found += tables.read(piece) if is_table else plain.read(piece, people)  # type: ignore[arg-type]
    if any(is_table for is_table, _ in pieces):
        return TABLE, found
    timed = any(element.why == elements.TIME for element in found)
    return (TIMED if timed and form == PLAIN else form), _without_small_talk(found)


def _with_speakers(text: str) -> tuple[str, list[str]]:
    """(what was written down of a talk as lines of "NAME: words", who speaks in it).

    That is done before marks are taken for a screenplay's. A text of another kind stays, with nobody.
    """
    handles = [found["name"] for found in _HANDLED.finditer(text)]
    if len(handles) > 1:
        return _HANDLED.sub(r"\g<name>: ", text), handles
    met = [found for found in _MEETING.finditer(text) if plain.is_name_like(found["name"].strip())]
    if len(met) < 2:
        return _with_names_beside(text)
    told = [text[: met[0].start()]]
    for found, then in zip(met, [*met[1:], None], strict=True):
        # The hour of a day is no place in a film.
        time = "" if found["half"] else f"{found['time']} "
        words = " ".join(text[found.end() : then.start() if then else len(text)].split())
        told.append(f"{time}{found['name'].strip()}: {words}")
    return "\n".join(told), [found["name"].strip() for found in met]


def _with_names_beside(text: str) -> tuple[str, list[str]]:
    """The same of names in small letters above the words of each paragraph, where they take turns."""
    paragraphs = [part.strip("\n").split("\n") for part in re.split(r"\n[^\S\n]*\n\s*", text.strip())]
    names = [part[0].strip() for part in paragraphs]
    are_names = all(len(part) > 1 and _TURN.match(part[0].strip()) for part in paragraphs)
    if not are_names or not 1 < len(set(names)) < len(names) or any(labels.role_of(name) for name in names):
        return text, []
    told = [f"{name}: {' '.join(part[1:])}" for name, part in zip(names, paragraphs, strict=True)]
    return "\n\n".join(told), names


def _with_colons(text: str) -> str:
    """Lines whose name or label stands before another sign, or behind a chat's date, as "NAME: words"."""
    text = _with_names_apart(_with_lenses_open(tables.with_bars(text)))
    text = _SOUND_TAG.sub("", _CHAT.sub(r"\g<name>: ", text))
    if len(_ARROWED.findall(text)) > 1:
        text = _ARROWED.sub(r"\g<name>: ", text)
    barred = [found for found in _BARRED.finditer(text) if labels.role_of(found["name"]) is LabelRole.BEAT]
    if len(barred) > 1:
        text = _BARRED.sub(r"\g<code> \g<name>: ", text)
    lines = [line for line in text.split("\n") if line.strip()]
    names = [found["name"] for line in lines if (found := _HYPHENED.match(line))]
    # Each line has one, and they take turns.
    if len(names) == len(lines) > 2 and len(set(names)) > 1 and len(names) >= len(set(names)) + 1:
        text = "\n".join(_HYPHENED.sub(r"\g<name>: ", line) for line in text.split("\n"))
    return text


def _with_lenses_open(text: str) -> str:
    """ "【旁白】…" and "【小李】…" as names before a colon, "【场景一】…" as a heading."""
    found = list(_LENS.finditer(text))
    roles = [plain.heading_of(one["name"]) is not None or labels.is_narrator(one["name"]) for one in found]
    if len(found) < 2 or not any(roles):
        return text
    return _LENS.sub(
        lambda one: f"{one['name']}{' ' if plain.heading_of(one['name']) is not None else '：'}", text
    )


def _with_names_apart(text: str) -> str:
    """Names in capitals above their words get the empty line before them that a screenplay has."""
    lines = text.strip().split("\n")
    if not all(line.strip() for line in lines) or not any(
        plain.heading_of(line) is not None for line in lines
    ):
        return text
    is_name = [
        bool(_NAME_LINE.match(line.strip())) and plain.heading_of(line) is None and _may_speak(line)
        for line in lines
    ]
    says = [
        is_name[at] and at + 1 < len(lines) and not is_name[at + 1] and not lines[at + 1].strip().isupper()
        for at in range(len(lines))
    ]
    if sum(says) < 2:
        return text
    return "\n".join(f"\n{line}" if before else line for line, before in zip(lines, says, strict=True))


def _may_speak(line: str) -> bool:
    name = re.sub(r"\(.*", "", line).strip()
    return labels.role_of(name) in (None, LabelRole.NARRATOR)


def _without_small_talk(found: list[ScriptElement]) -> list[ScriptElement]:
    """Without the sentence with which an assistant hands a script over, and the one after it."""
    known = labels.words()
    texts = [at for at, element in enumerate(found) if element.kind is ElementKind.PROSE]
    scripted = len(found) > 1
    for at in texts[:1]:
        if (
            scripted
            and at == texts[0]
            and _begins(found[at].text, known.openers)
            and found[at].text.endswith((":", "：", "!", "！"))
        ):
            found[at] = elements.left_out(found[at].text, elements.AROUND)
    opened = any(element.why == elements.AROUND for element in found)
    labelled = any(element.kind in (ElementKind.LINE, ElementKind.VISUAL) for element in found)
    for at in texts[-1:]:
        if (
            found[at].kind is ElementKind.PROSE
            and (opened or labelled)
            and _begins(found[at].text, known.closers)
        ):
            found[at] = elements.left_out(found[at].text, elements.AROUND)
    return found


def _begins(text: str, words: Sequence[str]) -> bool:
    bare = text.casefold().replace("’", "'")
    return bare.startswith(tuple(words))


# --- scenes ----------------------------------------------------------------------------------
@dataclass
class SceneBuilder:
    """Puts elements into scenes."""

    labelled: bool
    scenes: list[WrittenScene] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    # Words for the picture of the next line.
    waiting: list[str] = field(default_factory=list)
    # The times of what comes next.
    times: TimeSpan | None = None
    apart: bool = True

    def add(self, element: ScriptElement) -> None:
        match element.kind:
            case ElementKind.TITLE:
                self._title(element.text)
            case ElementKind.HEADING:
                self._begin(element.text)
            case ElementKind.LINE:
                self._line(element)
            case ElementKind.VISUAL:
                self._visual(element.text)
            case ElementKind.PROSE:
                self._prose(element.text)
            case ElementKind.ON_SCREEN:
                self._on_screen(element.text)
            case ElementKind.RULE:
                self.apart = True
            case ElementKind.LEFT_OUT:
                self.times = element.times or self.times
                if element.text:
                    self.left.append((element.text, element.why))

    @property
    def scene(self) -> WrittenScene:
        if not self.scenes:
            self.scenes.append(WrittenScene())
        return self.scenes[-1]

    def _title(self, text: str) -> None:
        if self.title:
            self.left.append((text, elements.ABOUT))
        self.title = self.title or inline.said(text, leading=False)[0]

    def _begin(self, heading: str) -> None:
        self.settle()
        self.scenes.append(WrittenScene(heading=inline.said(heading, leading=False)[0]))
        self.apart = False

    def _line(self, element: ScriptElement) -> None:
        if inline.is_wordless(element.text):
            return
        self.apart = False
        if self.scene.seen_last:
            self._begin(self.scene.heading)
        self.times = element.times or self.times
        if self.times:
            self.scene.times[len(self.scene.lines)], self.times = self.times, None
        self.scene.lines.append((element.speaker, element.text))
        if self.waiting:
            self.scene.on_screen[len(self.scene.lines) - 1] = self.waiting
            self.waiting = []

    def _visual(self, text: str) -> None:
        if self.scene.lines and self.scene.visuals and not self.scene.seen_last:
            # The next picture of the same place.
            self._begin(self.scene.heading)
        self.scene.seen_last = bool(self.scene.lines)
        self.apart = False
        if self.times and not self.scene.lines:
            self.scene.times[0], self.times = self.times, None
        self.scene.visuals.append(inline.said(text, leading=False)[0])

    def _prose(self, text: str) -> None:
        if self.labelled and self.apart:
            self.left.append((text, elements.UNLABELLED))
        elif text:
            if self.times:
                self.scene.prose_times[len(self.scene.prose)], self.times = self.times, None
            self.scene.prose.append(text)

    def _on_screen(self, text: str) -> None:
        words = inline.said(text, leading=False)[0]
        if len(words) > LONGEST_ON_SCREEN:
            self.left.append((words, "too long to be set on a picture"))
        elif self.scene.lines:
            self.scene.on_screen.setdefault(len(self.scene.lines) - 1, []).append(words)
        elif words:
            self.waiting.append(words)

    def settle(self) -> None:
        """Words on the picture of a scene in which nobody speaks."""
        if self.waiting:
            self.scene.on_screen.setdefault(0, []).extend(self.waiting)
            self.waiting = []


def _built(form: str, found: Sequence[ScriptElement]) -> Reading:
    kinds = {element.kind for element in found if element.text}
    builder = SceneBuilder(labelled={ElementKind.VISUAL, ElementKind.LINE} <= kinds)
    for element in found:
        builder.add(element)
    builder.settle()
    scenes = [scene for scene in builder.scenes if not scene.is_empty]
    for scene in scenes:
        _give_voice(scene, builder.labelled)
    return Reading(form, builder.title, _one_name_each(scenes), builder.left)


def _give_voice(scene: WrittenScene, labelled: bool) -> None:
    """The running text of a scene in which nobody speaks is read out, unless labels say that it is seen."""
    if not scene.lines and scene.prose and not (labelled and scene.visuals):
        for at, paragraph in enumerate(scene.prose):
            if at in scene.prose_times:
                scene.times.setdefault(len(scene.lines), scene.prose_times[at])
            if not inline.is_wordless(paragraph):
                scene.lines.append(("", paragraph))
        scene.narrated = True


def _one_name_each(scenes: list[WrittenScene]) -> list[WrittenScene]:
    """ "Anna:" and "ANNA" are one person, called as she was first written."""
    first: dict[str, str] = {}
    for scene in scenes:
        for speaker, _ in scene.lines:
            first.setdefault(speaker.casefold(), speaker)
        scene.lines = [(first[speaker.casefold()], words) for speaker, words in scene.lines]
    return scenes
