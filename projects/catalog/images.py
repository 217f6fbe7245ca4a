"""Where the photos that a catalogue names are found. Each resolver has find(path) -> bytes or None."""

import io
import struct
import zipfile
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils.translation import gettext

from projects.errors import BadInput
from projects.languages import wording

MOST_FILES = 10_000
MOST_DIRECTORY = 4 * 2**20  # bytes of a ZIP's table of contents: room for MOST_FILES long names
MOST_ZIP_BYTES = 500 * 2**20


class Images:
    """Files by name: the whole path counts first, then the bare name when only one file has it.

    Subclasses fill `self.files` ({path: whatever `load` understands}) and say how to load.
    """

    def __init__(self, files=()):
        self.files = {_key(path): file for path, file in dict(files).items()}
        self.by_name = {}
        for path, file in self.files.items():
            self.by_name.setdefault(path.rpartition("/")[2], []).append(file)

    def find(self, path):
        """The bytes of the file, None if unknown. One byte above UPLOAD_MAX_BYTES is read at most."""
        key = _key(path)
        file = self.files.get(key)
        if file is None:
            same_name = self.by_name.get(key.rpartition("/")[2], [])
            file = same_name[0] if len(same_name) == 1 else None
        return None if file is None else self.load(file)

    def load(self, file):
        raise LookupError(file)


class NoImages(Images):
    """Only addresses can be resolved."""


class EitherImages(Images):
    """The first of several resolvers that knows the file."""

    def __init__(self, *several):
        super().__init__()
        self.several = several

    def find(self, path):
        found = (images.find(path) for images in self.several)
        return next((data for data in found if data is not None), None)


class FileImages(Images):
    """Uploaded files, which have `name` and can be read."""

    def __init__(self, files):
        super().__init__({file.name: file for file in files})

    def load(self, file):
        file.seek(0)
        return file.read(settings.UPLOAD_MAX_BYTES + 1)


class FolderImages(Images):
    """Files in a folder on this machine and below. Links that lead out of it are not followed."""

    def __init__(self, path):
        root = Path(path).resolve()
        if not root.is_dir():
            raise BadInput(gettext("There is no folder “%(path)s”.") % {"path": path}, "images")
        found = {}
        for file in root.rglob("*"):
            if file.is_file() and file.resolve().is_relative_to(root):
                found[file.relative_to(root).as_posix()] = file
            if len(found) > MOST_FILES:
                raise BadInput(
                    gettext("The folder holds more than %(most)s files.")
                    % {"most": wording.number(MOST_FILES)},
                    "images",
                )
        super().__init__(found)

    def load(self, file):
        with file.open("rb") as handle:
            return handle.read(settings.UPLOAD_MAX_BYTES + 1)


class ZipImages(Images):
    """Files in a ZIP (bytes, or an open binary file). Nothing is ever unpacked to disk.

    Raises BadInput naming "images" when it is no ZIP, holds names that lead out of it, or too much.
    """

    def __init__(self, source):
        handle = io.BytesIO(source) if isinstance(source, bytes) else source
        _check_directory(handle)
        try:
            self.zip = zipfile.ZipFile(handle)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise BadInput(
                gettext("The ZIP cannot be opened. Make a new one of the photos."), "images"
            ) from None
        entries = [entry for entry in self.zip.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise BadInput(
                gettext("The ZIP holds more than %(most)s files.") % {"most": wording.number(MOST_FILES)},
                "images",
            )
        for entry in entries:
            _check_name(entry.filename)
        super().__init__(
            {entry.filename: entry for entry in entries if not entry.filename.startswith("__MACOSX/")}
        )

    def load(self, entry):
        if entry.file_size > settings.UPLOAD_MAX_BYTES:
            most = settings.UPLOAD_MAX_BYTES // 2**20
            raise BadInput(
                gettext("“%(name)s” is larger than %(most)s MB.")
                % {"name": _short(entry.filename), "most": most},
                "images",
            )
        try:
            with self.zip.open(entry) as handle:
                return handle.read(settings.UPLOAD_MAX_BYTES + 1)
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
            # RuntimeError: it wants a password.
            raise BadInput(
                gettext("“%(name)s” cannot be unpacked from the ZIP.") % {"name": _short(entry.filename)},
                "images",
            ) from None
        except Exception as error:  # zlib.error and lzma's have no common parent
            raise BadInput(
                gettext("“%(name)s” is damaged in the ZIP.") % {"name": _short(entry.filename)}, "images"
            ) from error


def _check_directory(handle):
    """Look at the ZIP's end before zipfile does: it would read a table of contents of any size."""
    size = handle.seek(0, io.SEEK_END)
    if size > MOST_ZIP_BYTES:
        raise BadInput(
            gettext("The ZIP is larger than %(most)s MB. Import it in parts.")
            % {"most": MOST_ZIP_BYTES // 2**20},
            "images",
        )
    handle.seek(max(0, size - 65_600))
    tail = handle.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise BadInput(
            gettext("This is not a ZIP file. Choose a ZIP of photos, or the photos themselves."), "images"
        )
    directory = struct.unpack_from("<L", tail, place + 12)[0]
    if directory > MOST_DIRECTORY or b"PK\x06\x07" in tail[max(0, place - 20) : place]:
        raise BadInput(gettext("The ZIP holds too many files. Import it in parts."), "images")


def _check_name(name):
    """Refuse names that would land elsewhere if anything ever unpacked them."""
    path = name.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":" or "\x00" in path:
        raise BadInput(
            gettext("The ZIP holds a name that leads out of it (“%(name)s”). Make a new ZIP of the photos.")
            % {"name": _short(name)},
            "images",
        )


def _key(path):
    """How paths are compared: one kind of slash, no "./", no difference of case."""
    return str(PurePosixPath(path.replace("\\", "/"))).lstrip("/").casefold()


def _short(name):
    return name if len(name) <= 60 else f"…{name[-59:]}"
