"""The file of a backup: a tar that is written and read as a stream.

    manifest.json       what made it: version, migrations, fingerprints of keys
    rows/<model>.jsonl.gz, one a table: the names of its columns, then a row a line
    media/<name>        each file under its name in the storage
    index.jsonl.gz      name, SHA-256 and bytes of each member before
    end.json            SHA-256 of the index, and counts

Written under another name and renamed when it is whole; without its end it is not taken for a backup.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, cast

FORMAT = 1
MANIFEST, ROWS, MEDIA, INDEX, END = "manifest.json", "rows/", "media/", "index.jsonl.gz", "end.json"
BLOCK = 1 << 20


class DamagedBackup(Exception):
    """A file that is no whole backup. The message says where."""


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Hashing:
    """A file that is being read, with the digest of what was read so far."""

    def __init__(self, file: Readable) -> None:
        self.file, self.hash, self.count = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.hash.update(data)
        self.count += len(data)
        return data

    @property
    def digest(self) -> str:
        return self.hash.hexdigest()

    def to_end(self) -> None:
        while self.read(BLOCK):
            pass


# --- writing ---------------------------------------------------------------------------------
class BackupWriter:
    """An archive that grows. Use `writing`. `last` is the digest of what was added last."""

    def __init__(self, tar: tarfile.TarFile, index: IO[str], folder: Path) -> None:
        self.tar, self.index, self.folder, self.members, self.last = tar, index, folder, 0, ""

    def add(self, name: str, file: Readable, size: int) -> str:
        """Put `size` bytes of a file in. Returns their SHA-256. OSError when the file is shorter."""
        reader = Hashing(file)
        info = tarfile.TarInfo(name)
        info.size = size
        self.tar.addfile(info, cast(IO[bytes], reader))
        self.last, self.members = reader.digest, self.members + 1
        print(json.dumps([name, self.last, size]), file=self.index)
        return self.last

    def add_json(self, name: str, value: Any) -> None:
        data = json.dumps(value, indent=1).encode()
        self.add(name, io.BytesIO(data), len(data))

    @contextmanager
    def lines(self, name: str) -> Iterator[IO[str]]:
        """A text file to write to, gzipped, that goes in when the block ends."""
        with tempfile.TemporaryFile(dir=self.folder) as packed:
            with gzip.open(packed, "wt", compresslevel=5, encoding="utf-8", newline="\n") as text:
                yield cast(IO[str], text)
            size = packed.tell()
            packed.seek(0)
            self.add(name, packed, size)

    def end(self) -> None:
        """The index, and the end that says that all is there."""
        count = self.members
        self.index.flush()
        self.index.seek(0)
        listed = self.index.readlines()
        with self.lines(INDEX) as packed:
            packed.writelines(listed)
        self.add_json(END, _end(self.last, count))


def _end(index: str, count: int) -> dict[str, Any]:
    """What the last member says: the digest of the index, and how many members it names."""
    return {"format": FORMAT, "index": index, "members": count}


@contextmanager
def writing(target: Path) -> Iterator[BackupWriter]:
    """A BackupWriter whose archive is at `target` when the block ended well; else nothing is."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with (
            part.open("xb") as out,
            tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder,
            tempfile.TemporaryFile("w+", dir=folder) as index,
        ):
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                writer = BackupWriter(tar, index, Path(folder))
                yield writer
                writer.end()
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


# --- reading ---------------------------------------------------------------------------------
@dataclass
class BackupContents:
    """What a whole archive has: its manifest, and how many files and bytes of media."""

    manifest: dict[str, Any]
    files: int = 0
    bytes: int = 0


class _Member:
    """A member to read; DamagedBackup where the archive is cut off in the middle of it."""

    def __init__(self, file: IO[bytes], source: Path) -> None:
        self.file, self.source = file, source

    def read(self, size: int = -1) -> bytes:
        try:
            return self.file.read(size)
        except (tarfile.TarError, EOFError) as error:
            raise DamagedBackup(f"{self.source} is cut off: {error}") from None


def members(source: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """(name, bytes, file to read) of each member in order. DamagedBackup where it is cut or no tar."""
    try:
        with tarfile.open(source, mode="r|") as tar:
            for info in tar:
                file = tar.extractfile(info) if info.isfile() else None
                if file is None or info.name.startswith("/") or ".." in Path(info.name).parts:
                    raise DamagedBackup(f"{info.name} does not belong into a backup.")
                yield info.name, info.size, cast(IO[bytes], _Member(file, source))
    except (tarfile.TarError, EOFError) as error:
        raise DamagedBackup(f"{source} is cut off or no backup at all: {error}") from None


def check(source: Path) -> BackupContents:
    """Read all of an archive and compare every digest. Raises DamagedBackup."""
    found: BackupContents | None = None
    index, count, is_whole = "", 0, False
    with tempfile.TemporaryFile("w+") as seen:
        for name, size, file in members(source):
            reader = Hashing(file)
            if found is None:
                found = BackupContents(_manifest(source, name, reader.read()))
            elif name == END:
                is_whole = _object(END, reader.read()) == _end(index, count)
                break
            elif name == INDEX:
                _compare(reader, seen)
            elif name.startswith(MEDIA):
                found.files, found.bytes = found.files + 1, found.bytes + size
            reader.to_end()
            if name == INDEX:
                index = reader.digest
            else:
                count += 1
            print(json.dumps([name, reader.digest, size]), file=seen)
    if found is None or not is_whole:
        raise DamagedBackup(f"{source} is not whole: it has no end. Make the backup anew.")
    return found


def _manifest(source: Path, name: str, data: bytes) -> dict[str, Any]:
    if name != MANIFEST:
        raise DamagedBackup(f"{source} is no backup of vidstudio.")
    manifest = _object(name, data)
    if manifest.get("format") != FORMAT:
        raise DamagedBackup(
            f"{source} has another format ({manifest.get('format')}) than this version reads."
        )
    return manifest


def _object(name: str, data: bytes) -> dict[str, Any]:
    """What a member of JSON holds. These are read before their digests can be compared."""
    try:
        value = json.loads(data)
    except ValueError as error:
        raise DamagedBackup(f"{name} in the backup is damaged: {error}") from None
    if not isinstance(value, dict):
        raise DamagedBackup(f"{name} in the backup is damaged: it is no object.")
    return value


def _compare(index: Readable, seen: IO[str]) -> None:
    """The index against what was read."""
    seen.seek(0)
    try:
        with gzip.open(cast(IO[bytes], index), "rt", encoding="utf-8") as listed:
            for line in listed:
                name, digest, _ = json.loads(line)
                there = json.loads(seen.readline() or "[null, null, 0]")
                if [name, digest] != there[:2]:
                    raise DamagedBackup(f"{name} in the backup is damaged or missing.")
    except (OSError, EOFError, ValueError) as error:
        raise DamagedBackup(f"The index of the backup is damaged: {error}") from None
    if seen.readline():
        raise DamagedBackup("The backup holds files that its index does not name.")
