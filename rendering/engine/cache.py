"""Made pieces of videos, kept on disk under what they were made from: look first, make second.

An entry is one file, named by its kind ("video", "sound", "still") and its key (see keys). It ends with
a seal: what is known about it (JSON) and a checksum of all before. The seal is a "free" box of MP4, so
a kept segment is a playable file. Entries appear by a link or a rename once they are on the disk, and are
never written to again; whoever takes one gets a link (or a copy) of their own, so nothing that
another process throws away is missed. A damaged entry is thrown away and made again.

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
from pathlib import Path

log = logging.getLogger(__name__)

# Stills are large and quickly made again: they may fill no more than this share of the folder.
STILLS_SHARE = 0.25

# The folder is counted when a job ends, and in between whenever so much of it is new.
COUNT_AFTER = 0.05

# A half-written entry this old belongs to a process that is no more.
ABANDONED_SECONDS = 3600

_CHECKSUM = 32


class SegmentCache:
    """A folder of at most about `most_bytes`. Safe for any number of threads and processes.

    It never fails a job: what cannot be kept or read is only made again.
    """

    def __init__(self, folder, most_bytes=4_000_000_000):
        self.folder, self.most_bytes, self.new_bytes = Path(folder), most_bytes, 0

    def take(self, kind, key, into):
        """Put the entry at path `into` and return its facts (a dict); None if there is no sound one."""
        entry = self._entry(kind, key)
        try:
            _give(entry, into)
            os.utime(entry)
        except OSError:
            return None
        facts = read_seal(into)
        if facts is None:
            log.warning("a kept piece was damaged and is made again: %s", entry.name)
            for path in (entry, Path(into)):
                path.unlink(missing_ok=True)
        return facts

    def keep(self, kind, key, path, facts):
        """Seal a finished file and keep it. The file stays the caller's, but must not be changed again."""
        entry = self._entry(kind, key)
        try:
            seal(path, facts)
            entry.parent.mkdir(parents=True, exist_ok=True)
            _appear(path, entry)
            self.new_bytes += os.path.getsize(path)
        except OSError as error:
            log.warning("a piece could not be kept: %s", error)
        if self.new_bytes > self.most_bytes * COUNT_AFTER:
            self.trim()

    def forget(self, kind, key):
        """Throw an entry away that turned out to be of no use."""
        with contextlib.suppress(OSError):
            os.unlink(self._entry(kind, key))

    def trim(self):
        """Throw away what was not used for longest, until the folder is within its bounds."""
        self.new_bytes = 0
        entries = sorted(self._entries(), key=lambda entry: entry.used)
        gone = _oldest([entry for entry in entries if entry.is_still], self.most_bytes * STILLS_SHARE)
        gone += _oldest([entry for entry in entries if entry not in gone], self.most_bytes)
        for entry in gone:
            with contextlib.suppress(OSError):
                os.unlink(entry.path)

    def _entry(self, kind, key):
        return self.folder / key[:2] / f"{kind}-{key}"

    def _entries(self):
        for folder in _listed(self.folder):
            for file in _listed(folder.path) if folder.is_dir() else ():
                with contextlib.suppress(OSError):
                    entry = _Entry(file)
                    if entry.is_abandoned:
                        os.unlink(entry.path)
                    else:
                        yield entry


class NoCache:
    """Keeps nothing."""

    def take(self, kind, key, into):
        return None

    def keep(self, kind, key, path, facts):
        pass

    def forget(self, kind, key):
        pass

    def trim(self):
        pass


class _Entry:
    """A file of the folder: where, how large, when last used."""

    def __init__(self, file):
        found = file.stat()
        self.path, self.size, self.used = file.path, found.st_size, found.st_mtime
        self.is_still = file.name.startswith("still-")
        self.is_abandoned = file.name.startswith(".") and self.used < time.time() - ABANDONED_SECONDS


def _listed(folder):
    try:
        return list(os.scandir(folder))
    except OSError:
        return []


def _oldest(entries, most_bytes):
    """The first of some entries, so many that the rest fit. The entries come oldest first."""
    over, gone = sum(entry.size for entry in entries) - most_bytes, []
    for entry in entries:
        if over <= 0:
            break
        gone.append(entry)
        over -= entry.size
    return gone


def _give(entry, into):
    """A link where the file system allows it, else a copy."""
    try:
        os.link(entry, into)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(entry, into)


def _appear(path, entry):
    """Let a finished file appear under its name in one step."""
    try:
        os.link(path, entry)
    except FileExistsError:
        pass  # Somebody made the same piece at the same time.
    except OSError:
        _copied(path, entry)


def _copied(path, entry):
    handle, temporary = tempfile.mkstemp(prefix=".", dir=entry.parent)
    try:
        with open(path, "rb") as source, open(handle, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            _to_disk(target)
        os.replace(temporary, entry)
    except BaseException:
        os.unlink(temporary)
        raise


def seal(path, facts):
    """Append facts and a checksum to a file, and wait until it is on the disk."""
    said = json.dumps(facts).encode()
    size = 8 + len(said) + _CHECKSUM + 4
    head = struct.pack(">I4s", size, b"free") + said
    with open(path, "r+b") as file:
        checksum = _hash_of(file, os.path.getsize(path))
        checksum.update(head)
        file.write(head + checksum.digest() + struct.pack(">I", size))
        _to_disk(file)


def read_seal(path):
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


def _hash_of(file, count):
    """The checksum of the next `count` bytes of a file."""
    found = hashlib.blake2b(digest_size=_CHECKSUM)
    while count > 0 and (block := file.read(min(count, 1 << 20))):
        found.update(block)
        count -= len(block)
    return found


def _to_disk(file):
    file.flush()
    os.fsync(file.fileno())
