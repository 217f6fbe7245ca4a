"""Scripts in tables: Markdown's, tab-separated out of a spreadsheet, and CSV."""

import csv
import re
from collections.abc import Iterator, Sequence

from generation.text.scripts import elements, inline, labels, plain, time_codes
from generation.text.scripts.elements import ElementKind, ScriptElement
from generation.text.scripts.labels import LabelRole

Row = list[str]

_SEPARATOR = re.compile(r"^[\s|:+\-=]+$")
_SPEECH = (LabelRole.SPOKEN, LabelRole.NARRATOR)
_QUOTED = re.compile(r"[\"“„«「].+[\"”“»」]")
_MOST_ROWS = 2000


def split_off(text: str) -> Iterator[tuple[bool, str | list[Row]]]:
    """The text in pieces: (True, rows of a table) and (False, the lines between tables)."""
    if rows := _delimited(text):
        yield True, rows
        return
    between: list[str] = []
    block: list[str] = []
    for line in [*text.split("\n"), ""]:
        if _is_row(line):
            block.append(line)
            continue
        if rows := _rows(block):
            yield False, "\n".join(between)
            yield True, rows
            between = []
        else:
            between += block
        block = []
        between.append(line)
    yield False, "\n".join(between)


def has_table(text: str) -> bool:
    return any(is_table for is_table, _ in split_off(text))


_HTML_TABLE = re.compile(r"(?is)<table\b[^<>]*>(?P<inner>.*?)</table\s*>")
_HTML_ROW = re.compile(r"(?is)<tr\b[^<>]*>(.*?)(?=<tr\b|</tr|\Z)")
_HTML_BREAK = re.compile(r"(?i)</?(?:br|p|div|li|ul)\b[^<>]*>")
_HTML_CELL = re.compile(r"(?is)<t[hd]\b[^<>]*>(.*?)(?=<t[hd]\b|</t[hd]|\Z)")


def with_bars(text: str) -> str:
    """A table of HTML as one that is drawn with bars."""
    if "<t" not in text.lower():
        return text
    return _HTML_TABLE.sub(lambda found: f"\n\n{_drawn(found['inner'])}\n\n", text)


def _drawn(inner: str) -> str:
    rows = [
        [
            " ".join(re.sub(r"<[^<>]*>", "", _HTML_BREAK.sub(" ", cell)).split()).replace("|", "\\|")
            for cell in _HTML_CELL.findall(row)
        ]
        for row in _HTML_ROW.findall(inner)
    ]
    drawn = [f"| {' | '.join(row)} |" for row in rows if row]
    return "\n".join([*drawn[:1], "|---|---|", *drawn[1:]])


def _is_row(line: str) -> bool:
    bare = line.strip()
    return (
        bare.count("|") >= 2 or (bare.count("|") == 1 and not bare.endswith("|")) or "\t" in line.strip("\n ")
    )


def _rows(block: Sequence[str]) -> list[Row]:
    """The cells of consecutive lines, or [] where they are no table."""
    if len(block) < 2:
        return []
    if all("|" in line for line in block):
        rows = [_cells(line.strip(), "|") for line in block if not _SEPARATOR.match(line)]
        ruled = len(rows) < len(block)
    else:
        rows, ruled = [_cells(line, "\t") for line in block], False
    if not ruled and (head := _head_of(rows)):
        return [head, *rows]
    looks = len(rows) > 1 and len(rows[0]) > 1 and (ruled or len(_roles(rows[0])) > 1)
    return rows if looks else []


def _head_of(rows: Sequence[Row]) -> Row:
    """A head for rows without one, where one column stands in quotation marks: that is what is said."""
    if len(rows) < 2 or len({len(row) for row in rows}) > 1 or len(_roles(rows[0])) > 1:
        return []
    columns = list(zip(*rows, strict=True))
    quoted = [all(_QUOTED.fullmatch(cell) for cell in column) for column in columns]
    if sum(quoted) != 1 or len(columns) < 2:
        return []
    timed = [
        all(cell and not time_codes.without(cell).strip(" -–—") for cell in column) for column in columns
    ]
    return [
        "Audio" if is_quoted else "Time" if is_timed else "Visual"
        for is_quoted, is_timed in zip(quoted, timed, strict=True)
    ]


def _cells(line: str, mark: str) -> Row:
    if mark == "|":
        line = line.removeprefix("|").removesuffix("|")
        cells = re.split(r"(?<!\\)\|", line)
        return [cell.replace("\\|", "|").strip() for cell in cells]
    return [cell.strip() for cell in next(csv.reader([line], delimiter=mark), [])]


def _delimited(text: str) -> list[Row]:
    """The rows of a text that is CSV or tab-separated throughout, its cells over several lines perhaps."""
    first = text.strip().split("\n", 1)[0]
    for mark in ("\t", ";", ","):
        if mark not in first:
            continue
        head = next(csv.reader([first], delimiter=mark), [])
        roles = _roles(head)
        is_heard = any(role in _SPEECH for role in roles.values()) or any(
            labels.normalised(cell) in _HEARD for cell in head
        )
        if len(roles) > 1 and len(roles) >= len(head) - 2 and is_heard:
            rows = [
                [cell.strip() for cell in row] for row in csv.reader(text.strip().split("\n"), delimiter=mark)
            ]
            return [row for row in rows if any(row)][:_MOST_ROWS]
    return []


def _roles(head: Row) -> dict[int, LabelRole]:
    """What each column holds, as far as its name says."""
    found = {}
    for at, cell in enumerate(head):
        name = inline.without_emoji(inline.without_markup(cell)).strip()
        role = labels.role_of(name, labels.ABOVE_A_COLUMN) or labels.role_of(time_codes.without(name))
        if name in ("#", "№", "No.", "No", "Nr.", "Nr"):
            role = LabelRole.TIME
        if role is None and re.search(r"[(（]", name):
            role = labels.role_of(re.sub(r"[(（].*", "", name), labels.ABOVE_A_COLUMN)
        if role is not None:
            found[at] = role
    return found


def read(rows: list[Row]) -> list[ScriptElement]:
    """A scene for each row: its visual, who speaks, and what is said and set on the picture."""
    roles = _roles(rows[0])
    if not any(role in _SPEECH for role in roles.values()):
        # "Speaker" is a person in English and the narrator in Swedish: alone it is the one who speaks.
        for at, cell in enumerate(rows[0]):
            if roles.get(at) is LabelRole.PEOPLE and labels.is_narrator(cell):
                roles[at] = LabelRole.NARRATOR
    if not any(role in _SPEECH for role in roles.values()):
        return _without_speech(rows, roles)
    found: list[ScriptElement] = []
    for row in rows[1:]:
        cells = [(roles.get(at), inline.without_markup(cell)) for at, cell in enumerate(row)]
        found += _row(
            [(role, cell) for role, cell in cells if cell.strip(" -–—") and cell.casefold() != "n/a"]
        )
    return found


def _without_speech(rows: list[Row], roles: dict[int, LabelRole]) -> list[ScriptElement]:
    """A table of text and pictures: what would be set on the picture is said. Any other is left out."""
    spoken = [at for at, role in roles.items() if role is LabelRole.ON_SCREEN]
    heard = [at for at, cell in enumerate(rows[0]) if labels.normalised(cell) in _HEARD]
    if heard:
        spoken = heard[:1]
    if len(spoken) == 1 and LabelRole.VISUAL in roles.values():
        return [
            element
            for row in rows[1:]
            for element in _row(
                [
                    (LabelRole.NARRATOR if at in spoken else roles.get(at), cell)
                    for at, cell in enumerate(row)
                    if cell.strip(" -–—")
                ]
            )
        ]
    return [elements.left_out(" | ".join(row), elements.NO_COLUMN) for row in rows]


# What stands above all that is heard: without another column of words it holds them.
_HEARD = frozenset(
    map(labels.normalised, ("Ton", "Son", "Sonido", "Suono", "Som", "Geluid", "Ljud", "Lyd", "Sound", "Звук"))
) | {"声音", "聲音", "音声", "소리", "ध्वनि", "الصوت"}


def _row(cells: Sequence[tuple[LabelRole | None, str]]) -> Iterator[ScriptElement]:
    of: dict[LabelRole | None, list[str]] = {}
    for role, cell in cells:
        of.setdefault(role, []).append(" ".join(cell.split()) if role not in _SPEECH else cell)
    place = next((cell for cell in of.get(LabelRole.SCENE, []) if _is_place(cell)), "")
    yield elements.heading(place)
    for cell in of.get(LabelRole.TIME, [])[:1]:
        if not cell.isdigit():
            yield elements.timed("", time_codes.span(cell))
    for cell in of.get(LabelRole.VISUAL, []):
        yield elements.left_out(cell, elements.NUMBER) if cell.isdigit() else elements.visual(cell)
    who = next(iter(of.get(LabelRole.PEOPLE, [])), "")
    for cell in [*of.get(LabelRole.SPOKEN, []), *of.get(LabelRole.NARRATOR, [])]:
        yield from _speech(cell, who)
    for cell in of.get(LabelRole.ON_SCREEN, []):
        yield elements.on_screen(inline.unquoted(cell))
    for role, cell in cells:
        if role in _LEFT_OUT:
            yield elements.left_out(cell, _LEFT_OUT[role])
        elif role is None:
            yield elements.left_out(cell, elements.ABOUT)


_LEFT_OUT = {
    LabelRole.TIME: elements.TIME,
    LabelRole.SOUND: elements.SOUND,
    LabelRole.ABOUT: elements.ABOUT,
    LabelRole.BEAT: elements.BEAT_NAME,
}


def _is_place(cell: str) -> bool:
    bare = time_codes.without(cell)
    return (
        any(char.isalpha() for char in bare)
        and plain.heading_of(bare) != bare
        and labels.role_of(bare) is None
    )


def _speech(cell: str, who: str) -> Iterator[ScriptElement]:
    """A cell of what is said: it may hold labels and names of its own."""
    name = plain.speaker_name(who)
    for element in plain.read(cell):
        if element.kind is ElementKind.PROSE or (element.kind is ElementKind.LINE and not element.speaker):
            yield elements.line(name, inline.unquoted(element.text))
        elif element.kind not in (ElementKind.HEADING, ElementKind.RULE):
            yield element
