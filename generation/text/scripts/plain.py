"""Plain scripts and what chat models write: headings, labels, names before a colon, cues, bullets.

One line after the other is asked what it is, from the surest mark to the weakest. What has no mark is
prose, so that nothing a person wrote is lost.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from generation.text.plain_text import joined_lines
from generation.text.scripts import elements, inline, labels, time_codes
from generation.text.scripts.elements import ElementKind, ScriptElement
from generation.text.scripts.labels import LabelRole

_LABEL = re.compile(
    r"^(?P<name>[^:：﹕(（\[【\n]{1,60}?)\s*(?P<remarks>(?:[(（\[【][^)）\]】]{0,80}[)）\]】]\s*)*)[:：﹕]\s*(?P<rest>.*)$"
)
_QUOTED_LINE = re.compile(
    r"^(?P<name>[^「『:：\s]{1,12})\s?(?:[(（][^)）]{1,20}[)）])?[「『](?P<rest>.+)[」』]$"
)
# Behind a time: "(Hook): Tired?".
_BRACKETED_LABEL = re.compile(r"^[(\[（](?P<name>[^()\[\]（）:：]{1,40})[)\]）]\s*[:：]\s*(?=\S)")
_TAGGED = re.compile(r"^[\[【](?P<name>[^\]】:：]{1,40})[\]】]\s*[:：]?\s*(?P<rest>\S.*)$")
_DASHED = re.compile(r"^(?P<name>[^-–—:：]{1,30}?)\s+[-–—]\s+(?P<rest>\S.*)$")
_CUE = re.compile(r"^(?P<name>[^:：()（）]{1,40}?)\s*(?P<remarks>(?:[(（][^)）]{0,40}[)）]\s*)*)[:：]?$")
_BRACKETED = re.compile(r"^[\[(（【{](?P<inner>[^\[\]()（）【】{}]+)[\])）】}][.。]?$")
_LEADING_BRACKET = re.compile(r"^(?P<inner>[(\[（【][^()\[\]（）【】]{1,80}[)\]）】])\s*(?P<rest>\S.*)$")
_BULLET = re.compile(r"^(?:[-*+•‣▪●○◦·–—✓✔➤►▶]|->|=>|>)\s+")
_NUMBERED = re.compile(r"^(?P<number>\d{1,3})[.)、]\s*(?=\D)")
_RULE = re.compile(r"^(?:[-–—*_=~]\s*){3,}$")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+(?P<words>.+?)\s*#*$")
_BOLD_LINE = re.compile(r"^(?:\*\*|__)(?P<words>[^*]+)(?:\*\*|__)\s*$")
_ITALIC_LINE = re.compile(r"^(?:\*[^*\s][^*]*\*|_[^_\s][^_]*_)\s*$")
_PLAY = re.compile(r"^(?P<name>[^\W\d_a-zß-öø-ÿ][^\W\d_a-zß-öø-ÿ '’-]{1,24})\.\s+(?P<rest>\S.*)$")
_CALLS = (
    "OK",
    "NO",
    "YES",
    "STOP",
    "WOW",
    "NOW",
    "GO",
    "WAIT",
    "OH",
    "HEY",
    "NEIN",
    "JA",
    "NON",
    "OUI",
    "SI",
)
_INNER_LABEL = re.compile(
    r"(?:(?P<bar>\s\|\s+)|(?<=[.!?…])\s+)(?P<name>[^\W\d_][^|:：.!?\n]{1,24})(?=[:：]\s)"
)
# "[Wide shot of the beach] Narrator: The sea was calm."
_SHOT_THEN_LABEL = re.compile(
    r"\s*(?P<shot>(?:\d{1,2}[.)]\s+)?\[[^\]]{2,80}\])\s+(?P<name>[^\W\d][\w' /-]{0,24}):\s"
)
_HEARD = (LabelRole.NARRATOR, LabelRole.SPOKEN)
_OPEN_QUOTES = "\"“„«「『'‘"
_FENCE = re.compile(r"^(?:```|~~~)")
_COMMENT = re.compile(r"<!--((?:(?!<!--).){0,4000}?)-->", re.DOTALL)
_SENTENCE_END = (
    ".",
    "!",
    "?",
    "…",
    "。",
    "！",
    "？",
    '"',
    "”",
    "»",
    "」",
    "』",
    "؟",
    "।",
    ")",
    "）",
    "*",
    "_",
)
_EXTENSION = re.compile(
    r"^(?:v\.?\s?o\.?|o\.?\s?[sc]\.?|cont['’.]?d|continu\w*|voice[- ]?over|off.{0,8}|f\.?c\.?|зк|за кадром"
    r"|画外音|旁白|画外|\d+)\.?$",
    re.IGNORECASE,
)
# Letters for question and answer, in English, German, Spanish, French and Italian.
_QUESTIONS = (("Q", "A"), ("F", "A"), ("P", "R"), ("Q", "R"), ("D", "R"))
_NUMBERED_PERSON = re.compile(
    r"(speaker|person|guest|host|man|woman|boy|girl|child|kid|customer|friend|student|teacher|character|actor|gast|kunde"
    r"|kundin|mann|frau|homme|femme|client|cliente|hombre|mujer|uomo|donna|homem|mulher|invitado|ospite|persona|pessoa)"
    r"[\s_]?\d{1,2}$"
)
_PARTICLES = "はがもとのをにへ"


class LineState(StrEnum):
    """What an unmarked line goes on with."""

    NOTHING = "nothing"
    SPEECH = "speech"
    VISUAL = "visual"
    ON_SCREEN = "on_screen"
    LEFT_OUT = "left_out"


@dataclass
class ScriptLine:
    """One line as it was written and without its markup."""

    raw: str
    text: str
    markdown: str = ""
    bold: bool = False
    code: str = ""
    italic: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.text


@dataclass
class PlainReader:
    """Reads lines into elements. `known` are the names that are taken for people."""

    lines: Sequence[ScriptLine]
    known: Collection[str]
    timed: bool
    # Whether names stand before a stop, as plays have them: all else is seen.
    play: bool = False
    # Whether labels say what is spoken: lines in italics are then what is seen.
    labelled: bool = False
    # Whether a narrator has a label of his own: "Audio:" beside it is music and noises.
    narrated: bool = False
    out: list[ScriptElement] = field(default_factory=list)
    state: LineState = LineState.NOTHING
    speaker: str = ""
    why: str = ""
    # Whether the label that opened the state has had words yet, and whether those stood behind it.
    begun: bool = False
    beside: bool = False
    paragraph: bool = False

    def read(self) -> list[ScriptElement]:
        for at, line in enumerate(self.lines):
            if line.is_blank:
                self._blank()
            else:
                self._line(line, at)
        return self.out

    def _blank(self) -> None:
        self.paragraph = False
        if self.begun:
            self._close()

    def _close(self) -> None:
        self.state, self.begun, self.beside, self.paragraph = LineState.NOTHING, False, False, False

    def _line(self, line: ScriptLine, at: int) -> None:
        if _RULE.match(line.raw.strip()):
            self._close()
            self.out.append(elements.rule())
            return
        if line.code:
            self._close()
            self.out.append(elements.timed(line.code, time_codes.span(line.code)))
            if not line.text:
                return
        text, before = line.text, len(self.out)
        if not (self._marked(line, text) or self._labelled(text, line, at) or self._cue(text, line, at)):
            self._unmarked(line, text, at)
        elif not line.code and (times := time_codes.behind(line.raw.strip())):
            self.out.insert(before, elements.timed("", times))

    # --- marks ---------------------------------------------------------------------------------
    def _marked(self, line: ScriptLine, text: str) -> bool:
        """Transitions, headings, and lines that stand in brackets."""
        if labels.words().transition.match(text):
            self._leave(text, elements.TRANSITION)
            return True
        if (found := heading_of(text)) is not None:
            self._heading(found)
            return True
        if line.markdown:
            return self._markdown_heading(line.markdown)
        if bracketed := _BRACKETED.match(text):
            return self._bracketed(bracketed.group("inner").strip(), text)
        return False

    def _markdown_heading(self, words: str) -> bool:
        bare = time_codes.without(words).strip(" :：")
        role = labels.role_of(bare) if bare else LabelRole.BEAT
        label = _LABEL.match(bare)
        if label and not self.out and labels.role_of(label["name"]) is LabelRole.SPOKEN and label["rest"]:
            self.out.append(elements.title(label["rest"]))  # "# Script: The Kettle"
            return True
        if role in (LabelRole.BEAT, LabelRole.FACT):
            self._close()
            self.out += [elements.heading(""), elements.left_out(words, elements.BEAT_NAME)]
        elif role is not None:
            self._open(role, "")
        elif _LABEL.match(bare) and self._labelled(bare):
            return True
        else:
            self._heading(bare)
        return True

    def _heading(self, words: str) -> None:
        self._close()
        self.out.append(elements.heading(words))

    def _bracketed(self, inner: str, text: str) -> bool:
        bare = time_codes.without(inner).strip(" -–—:：|")
        if bare and bare != inner:  # "[HOOK – 0:00–0:03]"
            self.out.append(elements.timed("", time_codes.behind(inner)))
            inner = bare
        if self._labelled(inner):
            return True
        if (found := heading_of(inner)) is not None:
            self._heading(found)
        elif labels.words().transition.match(inner) or labels.words().transition.match(inner.upper()):
            self._leave(text, elements.TRANSITION)
        elif role := labels.role_of(inner):
            self._open(role, "")
        elif self.state is LineState.SPEECH or inline.is_remark(inner):
            self.out.append(elements.left_out(text, elements.DIRECTION))
        else:
            self._close()
            self.out.append(elements.visual(inner))
        return True

    def _leave(self, text: str, why: str) -> None:
        self._close()
        self.out.append(elements.left_out(text, why))

    # --- labels --------------------------------------------------------------------------------
    def _labelled(self, text: str, line: ScriptLine | None = None, at: int = -1) -> bool:
        """ "Visual: …", "NARRATOR (V.O.): …", "MAYA: …", "小明：…", "太郎「…」", "[旁白] …"."""
        found = _LABEL.match(text)
        if found and not found.group("rest").startswith("//"):
            name = time_codes.without(found.group("name")).strip(" -–—|")
            if self._labelled_as(name, found.group("rest").strip()):
                self.out += directions_of(name, found.group("remarks"))
                return True
        if found := _QUOTED_LINE.match(text):
            name = found.group("name")
            if labels.role_of(name) or (is_name_like(name) and name[-1] not in _PARTICLES):
                return self._say(name, found.group("rest"))
        found = _TAGGED.match(text)
        if found and (labels.role_of(found.group("name")) or found.group("name").casefold() in self.known):
            return self._labelled_as(found.group("name"), found.group("rest"))
        found = _PLAY.match(text) if self.play else None
        if found and is_name_like(found.group("name")):
            return self._say(found.group("name"), found.group("rest"))
        found = _DASHED.match(text)
        if found and self._is_dashed_label(found.group("name")):
            return self._labelled_as(found.group("name"), found.group("rest"))
        return self._bare_label(text, line)

    def _is_dashed_label(self, name: str) -> bool:
        """ "NARRATOR – …", "CTA – …", "Maya – …" where Maya is known, and "Hook – …" beside another."""
        role = labels.role_of(name)
        if role is LabelRole.BEAT and self._has_dashed_beats():
            return True
        return (role is not None and name.isupper()) or name.casefold() in self.known

    def _has_dashed_beats(self) -> bool:
        found = [_DASHED.match(line.text) for line in self.lines]
        return sum(bool(one and labels.role_of(one.group("name")) is LabelRole.BEAT) for one in found) > 1

    def _is_asked(self, name: str) -> bool:
        """Whether "Q" or "A" stand for question and answer: both stand before colons."""
        heads = {line.text.partition(":")[0].strip() for line in self.lines if ":" in line.text}
        return any(name in pair and heads >= set(pair) for pair in _QUESTIONS)

    def _has_letters_for_names(self, name: str) -> bool:
        """Whether A and B talk with each other: "A" alone may be what is heard, beside a "V"."""
        return name in ("A", "B", "C") and {"A", "B"} <= {
            line.text.partition(":")[0].strip() for line in self.lines
        }

    def _labelled_as(self, name: str, rest: str) -> bool:
        if rest and self._is_asked(name):
            return self._say("Narrator", rest)
        if rest and self._has_letters_for_names(name):
            return self._say(name, rest)
        role = labels.role_of(name)
        if role is LabelRole.FACT or (role is None and not self._is_person(name, rest)):
            return False
        if role is None:
            return self._say(name, rest) if rest else self._open_speech(name)
        return self._open(role, rest, name)

    def _bare_label(self, text: str, line: ScriptLine | None) -> bool:
        """A label alone on its line, that its look tells from a word: bold, in capitals, or with a time."""
        looks = line is not None and (
            line.bold or line.code or text.isupper() or text.endswith((":", "：")) or self._is_bare_beat(text)
        )
        if not looks:
            return False
        role = labels.role_of(time_codes.without(text).strip(" :："))
        return role not in (None, LabelRole.FACT) and self._open(role, "", text)

    def _is_bare_beat(self, text: str) -> bool:
        """Whether "Intro", "Main", "Outro" stand alone on their lines, and this is one of them."""
        bare = [line.text for line in self.lines if labels.role_of(line.text) is LabelRole.BEAT]
        return text in bare and len(bare) > 1

    def _open(self, role: LabelRole | None, rest: str, name: str = "") -> bool:
        """Act on a label with what stands behind it; without words the next lines are meant."""
        self._close()
        match role:
            case LabelRole.TITLE:
                self.out += [elements.title(rest)] if rest else []
            case LabelRole.SCENE:
                self.out.append(elements.heading(rest or name))
            case LabelRole.NARRATOR:
                return self._say(name or "Narrator", rest) if rest else self._open_speech("")
            case LabelRole.SPOKEN if self.narrated and _is_only_heard(name, rest):
                self.out.append(elements.left_out(f"{name}: {rest}", elements.SOUND))
            case LabelRole.SPOKEN:
                return self._spoken(rest)
            case LabelRole.BEAT:
                self.out.append(elements.left_out(name, elements.BEAT_NAME))
                return self._spoken(rest, narrated=bool(rest))
            case LabelRole.VISUAL:
                self._open_state(LineState.VISUAL, elements.visual(rest), rest)
            case LabelRole.ON_SCREEN:
                self._open_state(LineState.ON_SCREEN, elements.on_screen(rest), rest)
            case _:
                self.why = elements.SOUND if role is LabelRole.SOUND else elements.ABOUT
                self._open_state(LineState.LEFT_OUT, elements.left_out(f"{name}: {rest}", self.why), rest)
        return True

    def _open_state(self, state: LineState, element: ScriptElement, rest: str) -> None:
        self.state, self.begun, self.beside = state, bool(rest), bool(rest)
        if rest:
            self.out.append(element)

    def _spoken(self, rest: str, narrated: bool = True) -> bool:
        """Words behind "Audio:" or "Hook:", which may have a label of their own."""
        if not rest:
            if narrated:
                self._open_speech("")
            return True
        if found := _LEADING_BRACKET.match(rest):
            self.out.append(elements.left_out(found.group("inner"), elements.DIRECTION))
            rest = found.group("rest")
        if self._labelled(rest):
            return True
        return self._say("", rest)

    def _say(self, name: str, words: str) -> bool:
        self._open_speech(name)
        self._add_words(words)
        self.beside = True
        return True

    def _open_speech(self, name: str) -> bool:
        self._close()
        self.state, self.speaker = LineState.SPEECH, speaker_name(name)
        self.out.append(elements.line(self.speaker, ""))
        return True

    def _add_words(self, words: str) -> None:
        said, out = inline.said(words)
        self.out += out
        self.begun = self.begun or bool(said)
        self._append(ElementKind.LINE, said)

    def _append(self, kind: ElementKind, words: str) -> None:
        """More words for the newest element of a kind."""
        for at in range(len(self.out) - 1, -1, -1):
            if self.out[at].kind is kind:
                old = self.out[at]
                self.out[at] = ScriptElement(kind, joined_lines(old.text, words), old.speaker, old.why)
                return

    def _is_person(self, name: str, rest: str) -> bool:
        """Capitals throughout are a name; others only where they come back or stand among their like."""
        if not is_name_like(name):
            return False
        if name.casefold() in self.known:
            return True
        letters = [char for char in name if char.isalpha()]
        cased = [char for char in letters if char.lower() != char.upper()]
        if cased:
            return all(char.isupper() for char in cased) and len(letters) > 1
        return len(letters) <= 8 and len(name.split()) <= 2 and bool(rest)

    # --- cues and what has no mark --------------------------------------------------------------
    def _cue(self, text: str, line: ScriptLine, at: int) -> bool:
        """A name in capitals on its own line, with words below it and nothing above it."""
        found = _CUE.match(text.removeprefix("@"))
        if not found or at + 1 >= len(self.lines) or self.lines[at + 1].is_blank:
            return False
        name = found.group("name").strip()
        letters = [char for char in name if char.isalpha()]
        cased = [char for char in letters if char.lower() != char.upper()]
        forced = text.startswith("@")
        if not forced and (len(letters) < 2 or not cased or not all(char.isupper() for char in cased)):
            return False
        if (
            text.rstrip().endswith((".", "!", "?"))
            or not is_name_like(name)
            or (at and not self.lines[at - 1].is_blank)
        ):
            return False
        below = self.lines[at + 1].text
        if heading_of(below) is not None or (below.isupper() and _CUE.match(below)) or _LABEL.match(below):
            return False
        if role := labels.role_of(name):
            return self._open(role, "", name)
        return self._open_speech(name)

    def _unmarked(self, line: ScriptLine, text: str, at: int) -> None:
        if self.beside and not text[:1].islower() and self.lines[at - 1].text.endswith(_SENTENCE_END):
            # "MAYA: Twelve hours.", and below it what is seen: only an open sentence goes on.
            self._close()
        match self.state:
            case LineState.SPEECH:
                self._add_words(text)
            case LineState.VISUAL | LineState.ON_SCREEN | LineState.LEFT_OUT:
                self._go_on(text)
            case _:
                self._prose(line, text, at)

    def _go_on(self, text: str) -> None:
        kind = ElementKind(self.state.value)
        words = inline.without_markup(text)
        if self.begun:
            self._append(kind, words)
        else:
            self.out.append(ScriptElement(kind, words, why=self.why if kind is ElementKind.LEFT_OUT else ""))
        self.begun = True

    def _prose(self, line: ScriptLine, text: str, at: int) -> None:
        if (
            line.bold
            and not text.endswith((".", "!", "?", "。", "！", "？", ":", "："))
            and len(text.split()) <= 8
        ):
            self._heading(time_codes.without(text))
            return
        if line.code and not self._describes(at):
            self._say("", text)
            return
        if self.labelled and line.raw.lstrip().startswith(">") and inline.unquoted(text) != text:
            self._say("", text)  # a block quote of what is said
            return
        if self.play or (line.italic and self.labelled):
            self.out.append(elements.visual(inline.without_markup(text)))
            return
        if line.code:
            self.out.append(elements.visual(text))
            return
        said, out = inline.said(text, leading=False)
        self.out += out
        if self.paragraph and self.out and self.out[-1].kind is ElementKind.PROSE:
            self.out[-1] = elements.prose(joined_lines(self.out[-1].text, said))
        elif said:
            self.out.append(elements.prose(said))
        self.paragraph = True

    def _describes(self, at: int) -> bool:
        """Whether a time's words say what is seen: the next line then says who speaks."""
        following = next((line for line in self.lines[at + 1 :] if not line.is_blank), None)
        if following is None or following.code:
            return False
        found = _LABEL.match(following.text)
        return (
            bool(found)
            and (
                labels.role_of(found.group("name")) not in (None, LabelRole.FACT, LabelRole.BEAT)
                or self._is_person(found.group("name"), found.group("rest"))
            )
            if found
            else False
        )


def read(text: str, people: Collection[str] = ()) -> list[ScriptElement]:
    """The elements of a script in plain text or Markdown, without tables; `people` are known to speak."""
    comments: list[ScriptElement] = []

    def leave(found: re.Match[str]) -> str:
        comments.append(elements.left_out(found.group(1).strip(), elements.NOTE))
        return ""

    lines = script_lines(_COMMENT.sub(leave, text))
    reader = PlainReader(
        lines,
        known_people(lines) | {name.casefold() for name in people},
        any(line.code for line in lines),
        play=_is_play(lines),
        labelled=any(_names_speech(line.text) for line in lines),
        narrated=any(_names_speech(line.text, (LabelRole.NARRATOR,)) for line in lines),
    )
    return comments + reader.read()


def _is_play(lines: Sequence[ScriptLine]) -> bool:
    """Whether names in capitals stand before a stop, under the heading of an act or a scene."""
    said = [found.group("name") for line in lines if (found := _PLAY.match(line.text))]
    names = {name for name in said if name not in _CALLS}
    return len(said) > 1 and len(names) > 1 and any(heading_of(line.text) is not None for line in lines)


def _names_speech(text: str, roles: Collection[LabelRole] = (LabelRole.NARRATOR, LabelRole.SPOKEN)) -> bool:
    found = _LABEL.match(text)
    name = time_codes.without(found.group("name")) if found else ""
    return bool(name) and labels.role_of(name) in roles


def _is_only_heard(name: str, rest: str) -> bool:
    """Whether "Audio: upbeat music" says what is heard beside a narrator, and not what somebody says."""
    return (
        labels.normalised(name) == "audio"
        and bool(rest)
        and not _LABEL.match(rest)
        and rest[0] not in _OPEN_QUOTES
    )


def _apart(line: str) -> list[str]:
    """A line in parts where labels stand in it: "Visual: a lake | Audio: Hi.", "SFX: rain. NARRATOR: Hi."."""
    parts, start = [], 0
    if (shot := _SHOT_THEN_LABEL.match(line)) and labels.role_of(shot["name"]) in _HEARD:
        parts, start = [shot["shot"]], shot.start("name")
    for found in _INNER_LABEL.finditer(line):
        name = found.group("name")
        is_label = labels.role_of(name) not in (None, LabelRole.FACT, LabelRole.BEAT)
        if is_label and (found.group("bar") or name.isupper()):
            parts.append(line[start : found.start()])
            start = found.start("name")
    return [*parts, line[start:]]


def script_lines(text: str) -> list[ScriptLine]:
    """The lines without bullets, numbering, quotes, fences, emphasis and time codes."""
    written = [line for line in text.split("\n") if not _FENCE.match(line.strip())]
    raw = [part for line in written for part in _apart(line)]
    bare = [_unbulleted(line.strip()) for line in raw]
    numbered = _is_numbered([line for line, _ in bare])
    plain = [inline.without_markup(line) if not _RULE.match(line) else line for line, _ in bare]
    plain = [" ".join(_NUMBERED.sub("", line).split()) if numbered else line for line in plain]
    plain = [_without_leading_emoji(line) for line in plain]
    timed = time_codes.is_timed(plain)
    return [
        _script_line(written, markup, line, timed)
        for written, (markup, _), line in zip(raw, bare, plain, strict=True)
    ]


def _script_line(written: str, markup: str, line: str, timed: bool) -> ScriptLine:
    found = _MARKDOWN_HEADING.match(line)
    markdown = found.group("words").strip() if found else ""
    text = _without_leading_emoji(markdown) or line
    code = ""
    if timed:
        code, text = time_codes.leading(text)
        text = _BRACKETED_LABEL.sub(r"\g<name>: ", text) if code else text
        text = _without_leading_emoji(time_codes.without_bracketed(text))
    return ScriptLine(
        written,
        text,
        markdown and (text or markdown),
        bool(_BOLD_LINE.match(markup)) and not found,
        code,
        bool(_ITALIC_LINE.match(markup)),
    )


def _unbulleted(line: str) -> tuple[str, bool]:
    bare = line
    while found := _BULLET.match(bare):
        bare = bare[found.end() :].strip()
    return (bare, True) if bare != line and not _RULE.match(line) else (line, False)


def _is_numbered(lines: Sequence[str]) -> bool:
    """Whether numbers at the beginning of lines count them: 1, 2, …"""
    found = [int(match.group("number")) for match in map(_NUMBERED.match, lines) if match]
    return (
        len(found) > 1
        and found[0] in (0, 1)
        and any(b == a + 1 for a, b in zip(found, found[1:], strict=False))
    )


def _without_leading_emoji(line: str) -> str:
    stripped = inline.without_emoji(line[:6]).lstrip() + line[6:] if line else line
    return stripped.strip()


# A reader looks at a line from several sides, and at the one below it.
@lru_cache(maxsize=256)
def heading_of(text: str) -> str | None:
    """The heading's own words, or None for a line that is no heading."""
    bare = time_codes.without(text).strip()
    if not bare:
        return None
    found = labels.words().heading.match(bare)
    if found and _ends_a_number(found):
        rest = found.group("rest").strip(" *")
        inner = labels.words().slugline.match(rest)
        words = inner.group("slug").strip() if inner else rest
        words = words.removeprefix("(").removesuffix(")") if words.startswith("(") else words
        return words.strip(" -–—:：.") or bare.strip(" *:：-–—")
    slug = labels.words().slugline.match(bare)
    return _slug_words(slug.group("slug")) if slug else None


def _slug_words(slug: str) -> str:
    return re.sub(r"\s*#[\w.\-]+#$", "", slug.strip()).lstrip("○〇◯◎ ")


def _ends_a_number(found: re.Match[str]) -> bool:
    """ "Scene 2 was the best part of the film." is no heading."""
    rest = found.group("rest")
    if not rest or not found.group("space"):
        return True
    return len(rest.split()) <= 8 and not rest.rstrip().endswith((".", "!", "?")) and not rest[:1].islower()


def known_people(lines: Sequence[ScriptLine]) -> set[str]:
    """Mixed-case names before a colon that look like people: one or two capitalised words, used twice, or
    also written where other lines, or headings, show that this is a script."""
    counts: dict[str, int] = {}
    scripted = any(heading_of(line.text) is not None for line in lines)
    for line in lines:
        found = _LABEL.match(line.text)
        if not found or found.group("rest").startswith("//"):
            continue
        name = found.group("name").strip()
        capitalised = all(not word[:1].islower() for word in name.split())
        role = labels.role_of(name)
        scripted = scripted or role is LabelRole.NARRATOR
        if role is None and is_name_like(name) and len(name.split()) <= 2 and capitalised:
            counts[name.casefold()] = counts.get(name.casefold(), 0) + 1
    spoken = sum(counts.values())
    # "Speaker 1" and "Speaker 2" are named as often as both together; "Step 1" and "Step 2" are nobody.
    numbered = [found[1] for name in counts if (found := _NUMBERED_PERSON.match(name))]
    several = {
        name for name in counts if (one := _NUMBERED_PERSON.match(name)) and numbered.count(one[1]) > 1
    }
    return {
        name
        for name, count in counts.items()
        if count > 1 or name in several or ((spoken > 1 or scripted) and len(name.split()) == 1)
    }


def is_name_like(name: str) -> bool:
    """Letters, with what stands in names: up to four words and forty characters."""
    if not name or len(name) > 40 or len(name.split()) > 4 or not name[0].isalpha():
        return False
    return (
        not re.search(r"[!?,;\"“”«»<>=|/\\@{}…。！？，、]|://", name)
        and not name.endswith(".")
        or _is_initials(name)
    )


def _is_initials(name: str) -> bool:
    return bool(re.fullmatch(r"(?:[^\W\d_]\.?\s?){1,4}|[\w'’ ]+ (?:jr|sr|dr)\.", name, re.IGNORECASE))


def directions_of(name: str, remarks: str) -> list[ScriptElement]:
    """What stands in brackets behind a name, but for where the voice comes from: "(V.O.)", "(CONT'D)"."""
    inner = [
        part.strip() for part in re.split(r"[()（）\[\]【】]", time_codes.without(remarks)) if part.strip()
    ]
    told = [part for part in inner if not _EXTENSION.match(part)]
    return [elements.left_out(f"{name} ({', '.join(told)})", elements.DIRECTION)] if told else []


def speaker_name(name: str) -> str:
    """How a speaker is called; "" for the narrator."""
    bare = re.sub(r"\s*[(（\[].*$", "", name).strip().removeprefix("@").rstrip("^ ").strip()
    if not bare or labels.is_narrator(bare) or labels.is_narrator(name):
        return ""
    return " ".join(bare.split()).upper() if bare.isupper() else " ".join(bare.split())
