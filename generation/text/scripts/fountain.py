"""Fountain, the whole syntax of fountain.io, with names in any letters."""

import re
from collections.abc import Sequence

from generation.text.scripts import elements, inline, labels, plain
from generation.text.scripts.elements import ScriptElement

_TITLE_KEYS = (
    "title|credit|authors?|written by|source|draft date|date|contact|copyright|revision|notes|episode|series"
    "|format|language"
)
_TITLE_PAGE = re.compile(rf"^(?:{_TITLE_KEYS})\s*:", re.IGNORECASE)
_TITLE_ENTRY = re.compile(r"^(?P<key>[^:\s][^:]{0,30}?)\s*:\s*(?P<value>.*)$")
_BONEYARD = re.compile(r"/\*(.*?)(?:\*/|\Z)", re.DOTALL)
_NOTE = re.compile(r"\[\[((?:(?!\[\[).){0,4000}?)\]\]", re.DOTALL)
_PAGE_BREAK = re.compile(r"^={3,}$")
_SECTION = re.compile(r"^#{1,6}\s*(?P<words>[^#].*)$")
_FORCED_HEADING = re.compile(r"^\.(?P<words>[^.\s].*)$")
_CENTERED = re.compile(r"^>\s*(?P<words>.*?)\s*<$")
_EXTENSIONS = re.compile(r"(?:\s*[(（][^)）]*[)）])*\s*\^?\s*$")
_SCENE_NUMBER = re.compile(r"\s*#[\w.\-]+#\s*$")
_TRANSITION = re.compile(r"^[^a-z]*\b(?:TO|IN|OUT|BLACK):$")
_LEAST_CUES = 1


def looks_like(text: str) -> bool:
    """Whether a text is Fountain: forced marks, a title page, or names above their words."""
    lines = [line.rstrip() for line in text.split("\n")]
    if re.search(
        r"(?m)^[^\S\n]*(?:[-*+]\s+)?\*\*[^*\n]+[:：]\*\*|^[^\S\n]*(?:[-*+]\s+)?\*\*[^*\n]+\*\*\s*[:：]|^```",
        text,
    ):
        return False
    first = next((line for line in lines if line.strip()), "")
    if _TITLE_PAGE.match(first) and re.search(
        rf"(?mi)^(?:{_TITLE_KEYS})\s*:", text.strip().split("\n", 1)[-1]
    ):
        return True
    if _BONEYARD.search(text) or _NOTE.search(text):
        return True
    return any(_is_marked(lines, at) for at in range(len(lines)))


def _is_marked(lines: Sequence[str], at: int) -> bool:
    line = lines[at].strip()
    if not line:
        return False
    above = lines[at - 1].strip() if at else ""
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if not above and _FORCED_HEADING.match(line):
        return True
    if line.startswith("@") and below and not above and " " not in line[1:2]:
        return True
    if _CENTERED.match(line) and line != "><":
        return True
    if not above and line.startswith("!") and len(line) > 1 and line[1].isalpha():
        return True
    return is_cue(lines, at) and not labels.role_of(_bare_name(line))


def is_cue(lines: Sequence[str], at: int) -> bool:
    """A name in capitals, nothing above it, words below it: "BEN (O.S.) (CONT'D)", "ANA ^"."""
    line = lines[at].strip()
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if not below.strip() or (at and lines[at - 1].strip()):
        return False
    if line.startswith("@"):
        return len(line) > 1
    name = _bare_name(line)
    if not plain.is_name_like(name) or line.endswith((":", "：", "!", "?")) or _is_heading(line):
        return False
    if labels.words().transition.match(line):
        return False
    cased = [char for char in name if char.isalpha() and char.lower() != char.upper()]
    return bool(cased) and all(char.isupper() for char in cased)


def _bare_name(line: str) -> str:
    return _EXTENSIONS.sub("", line.removeprefix("@")).strip()


def _is_heading(line: str) -> bool:
    return plain.heading_of(line) is not None


class FountainReader:
    """Reads the body of a Fountain script, its boneyard and notes already taken out."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.out: list[ScriptElement] = []
        self.people = plain.known_people(plain.script_lines("\n".join(lines)))
        # Where scenes have headings, sections only give the script its structure.
        self.sectioned = not any(
            _is_heading(line.strip()) or _FORCED_HEADING.match(line.strip()) for line in lines
        )

    def read(self) -> list[ScriptElement]:
        at = 0
        while at < len(self.lines):
            at = self._element(at)
        return self.out

    def _element(self, at: int) -> int:
        """Read what begins at a line; the number of the line after it."""
        line = self.lines[at].strip()
        if not line:
            return at + 1
        if is_cue(self.lines, at):
            return self._dialogue(at)
        if self._structure(line) or self._forced(line):
            return at + 1
        if _is_heading(line):
            self.out.append(elements.heading(plain.heading_of(_SCENE_NUMBER.sub("", line)) or line))
            return at + 1
        if labels.words().transition.match(line) or _TRANSITION.match(line):
            self.out.append(elements.left_out(line, elements.TRANSITION))
            return at + 1
        return self._action(at)

    def _structure(self, line: str) -> bool:
        if _PAGE_BREAK.match(line) or re.fullmatch(r"[-*_=~ ]{3,}", line):
            return True
        if found := _SECTION.match(line):
            words = found.group("words").strip()
            self.out.append(
                elements.heading(words) if self.sectioned else elements.left_out(words, elements.STRUCTURE)
            )
        elif line.startswith("="):
            self.out.append(elements.left_out(line.lstrip("= "), elements.STRUCTURE))
        else:
            return False
        return True

    def _forced(self, line: str) -> bool:
        if found := _CENTERED.match(line):
            words = inline.without_markup(found.group("words"))
            ending = labels.words().transition.match(words)
            self.out.append(
                elements.left_out(words, elements.TRANSITION) if ending else elements.on_screen(words)
            )
        elif line.startswith(">"):
            self.out.append(elements.left_out(line.lstrip("> "), elements.TRANSITION))
        elif found := _FORCED_HEADING.match(line):
            self.out.append(elements.heading(_SCENE_NUMBER.sub("", found.group("words")).strip()))
        elif line.startswith("~"):
            self._say("", [line])
        else:
            return False
        return True

    def _dialogue(self, at: int) -> int:
        """A cue and the block below it: words, lyrics, and parentheticals over one or more lines."""
        name = _bare_name(self.lines[at].strip())
        self.out += plain.directions_of(
            name, self.lines[at].strip().removeprefix("@")[len(name) :].strip(" ^")
        )
        at += 1
        block: list[str] = []
        # A line of two spaces keeps a speech together.
        while at < len(self.lines) and (self.lines[at].strip() or self.lines[at] == "  "):
            block.append(self.lines[at].strip())
            at += 1
        role = labels.role_of(name)
        if role is labels.LabelRole.VISUAL:
            self.out.append(elements.visual(" ".join(block)))
        elif role is labels.LabelRole.ON_SCREEN:
            self.out.append(elements.on_screen(" ".join(block)))
        else:
            self._say(plain.speaker_name(name), block)
        return at

    def _say(self, speaker: str, block: Sequence[str]) -> None:
        words: list[str] = []
        aside: list[str] = []
        for line in block:
            if aside or (line.startswith(("(", "（")) and not re.match(r"^[(（][^)）]*[)）]\s*\S", line)):
                aside.append(line)
                if line.endswith((")", "）")):
                    self.out.append(elements.left_out(" ".join(aside), elements.DIRECTION))
                    aside = []
                continue
            words.append(line.removeprefix("~").strip())
        # A bracket that is never closed was none.
        said, out = inline.said("\n".join([*words, *aside]))
        self.out += out
        if said:
            self.out.append(elements.line(speaker, said))

    def _action(self, at: int) -> int:
        """One paragraph of action; lines such as "MAYA: Still hot?" in it are spoken all the same."""
        block: list[str] = []
        while at < len(self.lines) and (line := self.lines[at].strip()):
            if block and (_is_heading(line) or _FORCED_HEADING.match(line)):
                break
            block.append(line)
            at += 1
        forced = block[0].startswith("!")
        text = "\n".join(line.removeprefix("!") for line in block)
        lines = plain.script_lines(text)
        if forced:
            said, out = inline.said(" ".join(text.split()), leading=False)
            self.out += [*out, elements.prose(said)]
        else:
            self.out += plain.PlainReader(lines, self.people, False).read()
        return at


def read(text: str) -> list[ScriptElement]:
    out: list[ScriptElement] = []

    def leave(found: re.Match[str], why: str) -> str:
        out.append(elements.left_out(" ".join(found.group(1).split()), why))
        return ""

    text = _BONEYARD.sub(lambda found: leave(found, elements.BONEYARD), text)
    text = _NOTE.sub(lambda found: leave(found, elements.NOTE), text)
    lines = [line.rstrip() if line != "  " else line for line in text.replace("\t", "    ").split("\n")]
    page, body = _title_page(lines)
    return [*page, *out, *FountainReader(body).read()]


def _title_page(lines: list[str]) -> tuple[list[ScriptElement], list[str]]:
    """(the title and what else the title page says, the lines after it)."""
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not lines or not _TITLE_PAGE.match(lines[start]):
        return [], lines
    entries: dict[str, list[str]] = {}
    key = ""
    end = start
    for end in range(start, len(lines) + 1):
        line = lines[end] if end < len(lines) else ""
        if not line.strip():
            break
        found = _TITLE_ENTRY.match(line)
        if found and not line[0].isspace():
            key = found.group("key").strip().casefold()
            entries[key] = [found.group("value")]
        else:
            entries.setdefault(key, []).append(line.strip())
    told = {key: inline.said(" ".join(value), leading=False)[0] for key, value in entries.items()}
    titles = [elements.title(told.pop("title"))] if told.get("title") else []
    others = [elements.left_out(f"{key}: {value}", elements.TITLE_PAGE) for key, value in told.items()]
    return [*titles, *others], lines[end:]
