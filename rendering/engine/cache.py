"""Pieces of videos that were made before, kept on disk under what they were made from.

An entry is one file, named by its kind ("video", "sound", "still") and its key (see cache_keys). It ends
with a seal: what is known about it (JSON) and a checksum of all before. The seal is a "free" box of MP4,
so a kept segment is a playable file. Entries appear by a link or a rename once they are on the disk, and
are never written to again; whoever takes one gets a link (or a copy) of their own, so an entry that
another process removes is not missed. A damaged entry is removed and made again.

When the folder is full, what was not used for longest goes first.
"""

import contextlib
import hashlib
import json
import logging
import os
import shutil
import struct
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

log = logging.getLogger(__name__)

# Stills are large and quickly made again: they may fill no more than this share of the folder, or they would
# push out segments, which take longest to make.
STILLS_SHARE = 0.25

# The folder's size is counted when a job ends, and in between whenever this share of it is new.
COUNT_AFTER = 0.05

# A half-written entry this old belongs to a process that has ended: no entry takes an hour to write.
ABANDONED_SECONDS = 3600

# Bytes of an entry's checksum.
_CHECKSUM = 32


class SegmentCache:
    """A folder of at most about `most_bytes`. Safe for any number of threads and processes.

    It never fails a job: what cannot be kept or read is only made again.
    """

    def __init__(self, folder: Path, most_bytes: int = 4_000_000_000) -> None:
        self.folder, self.most_bytes, self.new_bytes = Path(folder), most_bytes, 0

    def take(self, kind: str, key: str, into: Path) -> dict[str, Any] | None:
        """Put the entry at path `into` and return its facts; None if there is none, or it is damaged."""
        entry = self._entry_path(kind, key)
        try:
            _link_or_copy(entry, into)
            os.utime(entry)
        except OSError:
            return None
        facts = read_seal(into)
        if facts is None:
            log.warning("a kept piece was damaged and is made again: %s", entry.name)
            for path in (entry, Path(into)):
                path.unlink(missing_ok=True)
        return facts

    def keep(self, kind: str, key: str, path: Path, facts: Mapping[str, Any]) -> None:
        """Seal a finished file and keep it. The file stays the caller's, but must not be changed again."""
        entry = self._entry_path(kind, key)
        try:
            seal(path, facts)
            entry.parent.mkdir(parents=True, exist_ok=True)
            _publish(path, entry)
            self.new_bytes += os.path.getsize(path)
        except OSError as error:
            log.warning("a piece could not be kept: %s", error)
        if self.new_bytes > self.most_bytes * COUNT_AFTER:
            self.trim()

    def forget(self, kind: str, key: str) -> None:
        """Remove an entry that turned out to be of no use."""
        with contextlib.suppress(OSError):
            os.unlink(self._entry_path(kind, key))

    def trim(self) -> None:
        """Remove what was not used for longest, until the folder is within its bounds."""
        self.new_bytes = 0
        entries = sorted(self._entries(), key=lambda entry: entry.used)
        removed = _oldest([entry for entry in entries if entry.is_still], self.most_bytes * STILLS_SHARE)
        removed += _oldest([entry for entry in entries if entry not in removed], self.most_bytes)
        for entry in removed:
            with contextlib.suppress(OSError):
                os.unlink(entry.path)

    def unused(self, before: float) -> list[tuple[str, int, float]]:
        """(path, bytes, last used) of entries not used since `before` (seconds since 1970), oldest first."""
        found = ((entry.path, entry.size, entry.used) for entry in self._entries() if entry.used < before)
        return sorted(found, key=lambda entry: entry[2])

    def _entry_path(self, kind: str, key: str) -> Path:
        return self.folder / key[:2] / f"{kind}-{key}"

    def _entries(self) -> Iterator["_CacheEntry"]:
        for folder in _list(self.folder):
            for file in _list(folder.path) if folder.is_dir() else ():
                with contextlib.suppress(OSError):
                    entry = _CacheEntry(file)
                    if entry.is_abandoned:
                        os.unlink(entry.path)
                    else:
                        yield entry


class NoCache:
    """The cache of those who want none: it keeps nothing."""

    def take(self, kind: str, key: str, into: Path) -> dict[str, Any] | None:
        return None

    def keep(self, kind: str, key: str, path: Path, facts: Mapping[str, Any]) -> None:
        pass

    def forget(self, kind: str, key: str) -> None:
        pass

    def trim(self) -> None:
        pass


class _CacheEntry:
    """A file of the folder: where, how large, when last used."""

    def __init__(self, file: "os.DirEntry[str]") -> None:
        found = file.stat()
        self.path, self.size, self.used = file.path, found.st_size, found.st_mtime
        self.is_still = file.name.startswith("still-")
        self.is_abandoned = file.name.startswith(".") and self.used < time.time() - ABANDONED_SECONDS


def _list(folder: str | Path) -> "list[os.DirEntry[str]]":
    try:
        return list(os.scandir(folder))
    except OSError:
        return []


def _oldest(entries: Iterable[_CacheEntry], most_bytes: float) -> list[_CacheEntry]:
    """The first of some entries, so many that the rest fit. The entries come oldest first."""
    over, removed = sum(entry.size for entry in entries) - most_bytes, []
    for entry in entries:
        if over <= 0:
            break
        removed.append(entry)
        over -= entry.size
    return removed


def _link_or_copy(entry: Path, into: Path) -> None:
    """A link where the file system allows it, else a copy."""
    try:
        os.link(entry, into)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(entry, into)


def _publish(path: Path, entry: Path) -> None:
    """Let a finished file appear under its name in one step."""
    try:
        os.link(path, entry)
    except FileExistsError:
        pass  # Somebody made the same piece at the same time.
    except OSError:
        _publish_copy(path, entry)


def _publish_copy(path: Path, entry: Path) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".", dir=entry.parent)
    try:
        with open(path, "rb") as source, open(handle, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            _to_disk(target)
        os.replace(temporary, entry)
    except BaseException:
        os.unlink(temporary)
        raise


def seal(path: Path, facts: Mapping[str, Any]) -> None:
    """Append facts and a checksum to a file, and wait until it is on the disk."""
    said = json.dumps(facts).encode()
    size = 8 + len(said) + _CHECKSUM + 4
    head = struct.pack(">I4s", size, b"free") + said
    with open(path, "r+b") as file:
        checksum = _hash_of(file, os.path.getsize(path))
        checksum.update(head)
        file.write(head + checksum.digest() + struct.pack(">I", size))
        _to_disk(file)


def read_seal(path: Path) -> dict[str, Any] | None:
    """The facts of a sealed file, or None if a single bit of it is not what it was."""
    try:
        with open(path, "rb") as file:
            file.seek(-4, os.SEEK_END)
            (size,) = struct.unpack(">I", file.read(4))
            start = file.seek(-size, os.SEEK_END)
            box = file.read(size)
            file.seek(0)
            checksum = _hash_of(file, start)
        checksum.update(box[: -_CHECKSUM - 4])
        if checksum.digest() != box[-_CHECKSUM - 4 : -4]:
            return None
        return json.loads(box[8 : -_CHECKSUM - 4])
    except (OSError, ValueError, struct.error):
        return None


def _hash_of(file: BinaryIO, count: int) -> "hashlib.blake2b":
    """The checksum of the next `count` bytes of a file."""
    found = hashlib.blake2b(digest_size=_CHECKSUM)
    while count > 0 and (block := file.read(min(count, 1 << 20))):
        found.update(block)
        count -= len(block)
    return found


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
