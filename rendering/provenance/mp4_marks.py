"""Marks in an MP4 that are no signature: a comment in its index, and XMP behind everything else.

The comment names the film and is copied along by programs that cut or repack a file without its signature,
so that such a file can still be told from a stranger's. XMP says the digital source type to platforms that
do not read C2PA (ISO/IEC 14496-12; XMP part 3: the box `uuid` with BE7ACFCB…). Offsets into the media are
moved with the index; not one byte of picture or sound changes.
"""

import contextlib
import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from rendering.engine.container.mp4_boxes import MOST_INDEX, boxes_in

XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
# The largest XMP that is looked at.
MOST_XMP = 1 << 20
_COMMENT = b"\xa9cmt"
_IN_WORDS = "vidstudio film "
_NAMED = re.compile(_IN_WORDS + r"([0-9a-f]{64})")
_TYPE = re.compile(
    rb"DigitalSourceType(?:=[\"']|>\s*)(https?://cv\.iptc\.org/newscodes/digitalsourcetype/\w+)"
)
_DOWN = (b"trak", b"mdia", b"minf", b"stbl")


def mark(source: Path, target: Path, film: str, source_type: str) -> None:
    """Copy an MP4 to `target` with its film's name and the address of its source type in it.

    Raises ValueError for what is no MP4 with one index, or is in fragments.
    """
    with open(source, "rb") as read, open(target, "wb") as write:
        boxes = list(_outer(read))
        names = [name for name, _, _ in boxes]
        if names.count(b"moov") != 1 or b"moof" in names:
            raise ValueError("it has no index of its own")
        for name, start, size in boxes:
            read.seek(start)
            if name == b"moov":
                write.write(_index(_whole(read, size), start, film))
                continue
            head = read.read(min(24, size))
            # What said XMP before is not said any more; it keeps its place, so that nothing moves.
            is_old = name == b"uuid" and head[8:24] == XMP_BOX
            write.write(head[:4] + b"free" + bytes(16) if is_old else head)
            _copy(read, write, size - len(head))
        write.write(_box(b"uuid", XMP_BOX + packet(source_type)))


def packet(source_type: str) -> bytes:
    """XMP that says the digital source type (an address) and which program wrote the file."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmp:CreatorTool="vidstudio" '
        f"Iptc4xmpExt:DigitalSourceType={quoteattr(source_type)}/>"
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def read(path: Path) -> tuple[str, str]:
    """(the film's name, the address of its source type), each "" where an MP4's marks do not say it."""
    film, kind = "", ""
    with open(path, "rb") as file:
        with contextlib.suppress(ValueError):
            for name, start, size in _outer(file):
                file.seek(start)
                if name == b"moov" and size <= MOST_INDEX:
                    film = film or _film_in(_whole(file, size)[8:])
                elif name == b"uuid" and size <= MOST_XMP:
                    kind = kind or _type_in(file.read(size))
        return film or _film_anywhere(file), kind


def _film_anywhere(file: BinaryIO) -> str:
    """The film's name in a file whose boxes are damaged, so that it is not taken for a stranger's."""
    file.seek(0)
    kept = b""
    while piece := file.read(1 << 20):
        kept += piece
        if found := _NAMED.search(kept.decode("latin-1")):
            return found.group(1)
        kept = kept[-len(_IN_WORDS) - 64 :]
    return ""


def _film_in(moov: bytes) -> str:
    found = _NAMED.search(_deep(moov, (b"udta", b"meta", b"ilst")).decode("latin-1"))
    return found.group(1) if found else ""


def _type_in(box: bytes) -> str:
    found = _TYPE.search(box) if box[8:24] == XMP_BOX else None
    return found.group(1).decode() if found else ""


# --- boxes -----------------------------------------------------------------------------------
def _outer(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """(name, where it starts, size with its head) of the outermost boxes. Raises ValueError."""
    end, at = file.seek(0, 2), 0
    while at < end:
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            raise ValueError("its boxes are damaged")
        size, name = struct.unpack(">I4s", head[:8])
        if size == 1 and len(head) == 16:
            size = struct.unpack(">Q", head[8:])[0]
        if size < 8 or at + size > end:
            raise ValueError("its boxes are damaged")
        yield name, at, size
        at += size


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def _whole(file: BinaryIO, size: int) -> bytes:
    if size > MOST_INDEX:
        raise ValueError("its index is too large")
    return file.read(size)


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size:
        piece = source.read(min(size, 1 << 20))
        if not piece:
            raise ValueError("it is cut off")
        target.write(piece)
        size -= len(piece)


def _deep(content: bytes, path: tuple[bytes, ...]) -> bytes:
    """The content down a path of boxes; b"" where there is none."""
    for name in path:
        content = next((inner for found, inner in boxes_in(content) if found == name), b"")
        content = content[_meta_head(content) :] if name == b"meta" else content
    return content


def _meta_head(content: bytes) -> int:
    """How many bytes stand before the boxes in a `meta`: QuickTime writes none, ISO four."""
    return 0 if content[4:8] == b"hdlr" else 4


# --- the index -------------------------------------------------------------------------------
def _index(moov: bytes, start: int, film: str) -> bytes:
    """The index with the comment in it; `start` is where it stands in the file."""
    if moov[:4] == b"\0\0\0\1":
        raise ValueError("its index is too large")
    commented = _with(moov[8:], (b"udta", b"meta", b"ilst"), lambda ilst: _commented(ilst, film))
    made = bytearray(_box(b"moov", commented))
    _move(made, 8, len(made), start, len(made) - len(moov))
    return bytes(made)


def _commented(ilst: bytes, film: str) -> bytes:
    others = b"".join(_box(name, content) for name, content in boxes_in(ilst) if name != _COMMENT)
    text = struct.pack(">II", 1, 0) + (_IN_WORDS + film).encode()
    return others + _box(_COMMENT, _box(b"data", text))


_EMPTY_META = struct.pack(">I", 0) + _box(
    b"hdlr", struct.pack(">II4s4sII", 0, 0, b"mdir", b"appl", 0, 0) + b"\0"
)


def _with(content: bytes, path: tuple[bytes, ...], change: Callable[[bytes], bytes]) -> bytes:
    """A box's content with what is down the path changed; what is missing on the way is made."""
    if not path:
        return change(content)
    name, rest = path[0], path[1:]
    boxes = list(boxes_in(content))
    if name not in [found for found, _ in boxes]:
        boxes.append((name, _EMPTY_META if name == b"meta" else b""))
    done, out = False, []
    for found, inner in boxes:
        if found == name and not done:
            done, head = True, _meta_head(inner) if name == b"meta" else 0
            inner = inner[:head] + _with(inner[head:], rest, change)
        out.append(_box(found, inner))
    return b"".join(out)


def _move(data: bytearray, at: int, end: int, start: int, by: int) -> None:
    """Move the offsets into the media that lie behind the index, in the boxes of data[at:end]."""
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > end:
            raise ValueError("its index is damaged")
        if name in _DOWN:
            _move(data, at + 8, at + size, start, by)
        elif name in (b"stco", b"co64"):
            _move_table(data, at + 8, name, start, by)
        at += size


def _move_table(data: bytearray, at: int, name: bytes, start: int, by: int) -> None:
    form, step = (">I", 4) if name == b"stco" else (">Q", 8)
    count = struct.unpack_from(">I", data, at + 4)[0]
    try:
        for place in range(at + 8, at + 8 + count * step, step):
            offset = struct.unpack_from(form, data, place)[0]
            if offset > start:
                struct.pack_into(form, data, place, offset + by)
    except struct.error as error:
        raise ValueError("its index is damaged") from error
