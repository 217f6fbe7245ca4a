"""Final Draft's FDX: XML of typed paragraphs. Read without entities, so that none can grow or reach out."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from generation.provider_errors import Rejected
from generation.text.scripts import elements, inline, labels, plain
from generation.text.scripts.elements import ElementKind, ScriptElement

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def looks_like(text: str) -> bool:
    return "<FinalDraft" in text[:2000]


def read(text: str) -> list[ScriptElement]:
    """The elements of an FDX document. Rejected for XML that cannot be read."""
    root = _root(text)
    return [*_title(root), *_body(root)]


def _root(text: str) -> Element:
    try:
        root: Element = ElementTree.fromstring(_DECLARATION.sub("", text).strip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Rejected(
            "This Final Draft file cannot be read: its XML is broken. Save it again in Final Draft, or "
            "export it as text and paste that."
        ) from None
    return root


def _title(root: Element) -> Iterator[ScriptElement]:
    texts = [_text(paragraph) for paragraph in root.findall("./TitlePage/Content/Paragraph")]
    texts = [text for text in texts if text]
    if texts:
        yield elements.title(texts[0])
    for text in texts[1:]:
        yield elements.left_out(text, elements.TITLE_PAGE)


def _paragraphs(parent: Element) -> Iterator[Element]:
    """The paragraphs in order, those of dialogue side by side one after the other."""
    for child in parent:
        if child.tag == "Paragraph":
            inner = child.find("DualDialogue")
            if inner is not None:
                yield from _paragraphs(inner)
            else:
                yield child


def _body(root: Element) -> Iterator[ScriptElement]:
    content = root.find("Content")
    speaker = ""
    for paragraph in _paragraphs(content if content is not None else root):
        text, kind = _text(paragraph), paragraph.get("Type", "Action")
        for note in paragraph.iter("ScriptNote"):
            yield elements.left_out(" ".join(" ".join(note.itertext()).split()), elements.NOTE)
        if not text:
            continue
        if kind == "Character":
            speaker = plain.speaker_name(text)
        elif kind in ("Dialogue", "Lyrics", "Singing"):
            yield from _said(text, speaker)
        else:
            yield from _other(kind, text)


def _said(text: str, speaker: str) -> Iterator[ScriptElement]:
    said, out = inline.said(text)
    yield from out
    if said:
        yield elements.line(speaker, said)


def _other(kind: str, text: str) -> Iterator[ScriptElement]:
    match kind:
        case "Scene Heading" | "Shot":
            yield elements.heading(plain.heading_of(text) or text)
        case "Parenthetical":
            yield elements.left_out(text, elements.DIRECTION)
        case "Transition" | "End of Act":
            yield elements.left_out(text, elements.TRANSITION)
        case "New Act" | "Cast List" | "Outline" | "Summary" | "Show/Ep. Title":
            yield elements.left_out(text, elements.STRUCTURE)
        case _ if labels.words().transition.match(text):
            yield elements.left_out(text, elements.TRANSITION)
        case _:
            said, out = inline.said(text, leading=False)
            yield from out
            if said:
                yield elements.prose(said)


def _text(paragraph: Element) -> str:
    """The paragraph's own runs; notes inside it are not its text."""
    return " ".join("".join(run.text or "" for run in paragraph.findall("Text")).split())


def as_fountain(text: str) -> str:
    """An FDX document in Fountain: the same scenes, words and directions."""
    lines: list[str] = []
    root = _root(text)
    titles = [element.text for element in _title(root) if element.kind is ElementKind.TITLE]
    if titles:
        lines += [f"Title: {titles[0]}", ""]
    content = root.find("Content")
    for paragraph in _paragraphs(content if content is not None else root):
        words, kind = _text(paragraph), paragraph.get("Type", "Action")
        if not words:
            continue
        # What belongs to one speech stands together.
        if kind not in ("Dialogue", "Parenthetical", "Lyrics", "Singing"):
            lines.append("")
        lines.append(_in_fountain(kind, words))
    return "\n".join(lines).strip() + "\n"


def _in_fountain(kind: str, words: str) -> str:
    match kind:
        case "Scene Heading" | "Shot":
            return words if plain.heading_of(words) is not None else f".{words}"
        case "Character":
            return words if words.isupper() else f"@{words}"
        case "Transition":
            return f"> {words}"
        case "New Act" | "End of Act" | "Outline" | "Summary" | "Cast List":
            return f"= {words}"
        case "Lyrics" | "Singing":
            return f"~{words}"
        case "Dialogue" | "Parenthetical":
            return words
    return f"!{words}" if words.isupper() else words
