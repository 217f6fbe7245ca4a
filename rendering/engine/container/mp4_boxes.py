"""What an MP4 says about itself, read from its boxes: nothing is decoded and no library is asked.

Platforms read the same bytes: whether the index comes first, whether an edit list moves or cuts a
track, how long each track is, which profile and level the decoder needs (ISO/IEC 14496-12 and -15).
Files may come from anywhere, so every size is checked against what holds it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# In bytes: the index of an hour of video is smaller. A larger one is refused instead of read into memory.
MOST_INDEX = 64 * 2**20

_KINDS = {b"vide": "video", b"soun": "audio"}
_PROFILES = {66: "Baseline", 77: "Main", 88: "Extended", 100: "High", 110: "High 10", 122: "High 4:2:2"}


@dataclass(frozen=True)
class Edit:
    """One line of an edit list: `length_ms` of the movie show the track from `from_ms` on (None: nothing)."""

    length_ms: int
    from_ms: int | None


@dataclass(frozen=True)
class Track:
    """One track. `kind` is video, audio or the file's own four letters; `codec` its sample entry (avc1).

    `length_ms` is that of its media. For H.264, `profile` and `level` ("4.0") are what its header says;
    "" otherwise. `keyframes` is how many pictures players may start at, None where all are.
    """

    kind: str
    codec: str
    length_ms: int
    edits: tuple[Edit, ...] = ()
    profile: str = ""
    level: str = ""
    keyframes: int | None = None
    samples: int = 0


@dataclass(frozen=True)
class Index:
    """An MP4's index. `order` are the names of its outermost boxes, `brands` what it is compatible with."""

    order: tuple[str, ...]
    brands: tuple[str, ...]
    length_ms: int
    tracks: tuple[Track, ...]

    @property
    def faststart(self) -> bool:
        return "moov" in self.order and "mdat" in self.order and self._at("moov") < self._at("mdat")

    def _at(self, name: str) -> int:
        return self.order.index(name)

    def track(self, kind: str) -> Track | None:
        """The first track of a kind, or None."""
        return next((track for track in self.tracks if track.kind == kind), None)


def read(path: Path) -> Index:
    """The Index of an MP4 file. Raises ValueError for what is none, or is cut off before its index ends."""
    order, found = [], {}
    with open(path, "rb") as file:
        for name, size in _outer_boxes(file):
            order.append(name.decode("latin-1"))
            if name in (b"ftyp", b"moov") and name not in found:
                found[name] = _content(file, size)
    if b"moov" not in found:
        raise ValueError("it has no index")
    brands = found.get(b"ftyp", b"")
    names = [brands[k : k + 4].decode("latin-1").strip() for k in (0, *range(8, len(brands) - 3, 4))]
    try:
        return _index(tuple(order), tuple(names), found[b"moov"])
    except (struct.error, IndexError, ZeroDivisionError) as error:
        raise ValueError("its index is damaged") from error


def _outer_boxes(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """(name, size of the content) of each outermost box; the file stands at the content."""
    while len(head := file.read(8)) == 8:
        size, name = struct.unpack(">I4s", head)
        used = 8
        if size == 1:
            size, used = struct.unpack(">Q", file.read(8))[0], 16
        if size == 0:  # to the end of the file
            yield name, 0
            return
        if size < used:
            raise ValueError("its boxes are damaged")
        after = file.tell() + size - used
        yield name, size - used
        file.seek(after)


def _content(file: BinaryIO, size: int) -> bytes:
    if size > MOST_INDEX:
        raise ValueError("its index is too large")
    data = file.read(size)
    if len(data) < size:
        raise ValueError("it is cut off")
    return data


def boxes_in(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, content) of the boxes in a box's content; what is behind the last whole one is left out."""
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > len(data):
            return
        yield name, data[at + 8 : at + size]
        at += size


def _find(data: bytes, *path: bytes) -> bytes | None:
    """The content of a box down a path of names, or None."""
    for name in path:
        inner = next((content for found, content in boxes_in(data) if found == name), None)
        if inner is None:
            return None
        data = inner
    return data


def _index(order: tuple[str, ...], brands: tuple[str, ...], moov: bytes) -> Index:
    scale, length = _clock(_find(moov, b"mvhd"))
    tracks = tuple(_track(content, scale) for name, content in boxes_in(moov) if name == b"trak")
    return Index(order, brands, _ms(length, scale), tracks)


def _clock(header: bytes | None) -> tuple[int, int]:
    """(ticks a second, length in ticks) of an mvhd or mdhd."""
    if header is None:
        raise ValueError("its index is damaged")
    return struct.unpack_from(">IQ", header, 20) if header[0] else struct.unpack_from(">II", header, 12)


def _ms(ticks: int, scale: int) -> int:
    return round(ticks * 1000 / scale)


def _track(trak: bytes, movie_scale: int) -> Track:
    scale, length = _clock(_find(trak, b"mdia", b"mdhd"))
    handler = (_find(trak, b"mdia", b"hdlr") or b"")[8:12]
    table = _find(trak, b"mdia", b"minf", b"stbl") or b""
    codec, profile, level = _sample_entry(_find(table, b"stsd") or b"")
    keys, sizes = _find(table, b"stss"), _find(table, b"stsz")
    return Track(
        kind=_KINDS.get(handler, handler.decode("latin-1")),
        codec=codec,
        length_ms=_ms(length, scale),
        edits=tuple(_edits(_find(trak, b"edts", b"elst"), movie_scale, scale)),
        profile=profile,
        level=level,
        keyframes=struct.unpack_from(">I", keys, 4)[0] if keys else None,
        samples=struct.unpack_from(">I", sizes, 8)[0] if sizes else 0,
    )


def _edits(table: bytes | None, movie_scale: int, scale: int) -> Iterator[Edit]:
    if table is None:
        return
    form, step = (">Qq", 20) if table[0] else (">Ii", 12)
    for k in range(struct.unpack_from(">I", table, 4)[0]):
        length, start = struct.unpack_from(form, table, 8 + k * step)
        yield Edit(_ms(length, movie_scale), None if start < 0 else _ms(start, scale))


def _sample_entry(table: bytes) -> tuple[str, str, str]:
    """(four letters, H.264 profile, level) of a track's first sample entry."""
    name, content = next(boxes_in(table[8:]), (b"", b""))
    config = _find(content[78:], b"avcC") if name in (b"avc1", b"avc3") else None
    if config is None or len(config) < 4:
        return name.decode("latin-1"), "", ""
    return name.decode("latin-1"), _PROFILES.get(config[1], str(config[1])), f"{config[3] / 10:.1f}"
