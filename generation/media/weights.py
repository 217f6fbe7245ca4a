"""Files of models: where they are installed, and that they are what they should be.

They come as Python packages (requirements-weights.txt). A model that comes in parts is joined once, into
the cache folder of this installation.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from generation.text.toml_tables import read_table

_BLOCK = 1 << 20
# What runs the models of this ending; OpenCV, which is always there, runs the others.
_RUNTIMES = {".onnx": "onnxruntime", ".bin": "onnxruntime"}


class WeightsError(Exception):
    """A model is missing or is not what it should be. The message is one line for an operator."""


@dataclass(frozen=True)
class Model:
    """One model file: (package, file) of its parts, its size in bytes and its digest."""

    name: str
    parts: tuple[tuple[str, str], ...]
    size: int
    sha256: str

    @property
    def packages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(package for package, _ in self.parts))


@cache
def models() -> dict[str, Model]:
    """Return {name: Model}."""
    rows = read_table(Path(__file__).parent / "data" / "weights.toml")["models"]
    return {
        name: Model(
            name, tuple((package, file) for package, file in row["parts"]), row["size"], row["sha256"]
        )
        for name, row in rows.items()
    }


def model_file(name: str, folder: Path) -> Path:
    """Return the checked file of a model; one in parts is joined in `folder`. Raises WeightsError."""
    model = models()[name]
    files = [_installed(package) / file for package, file in model.parts]
    for runtime in {_RUNTIMES[file.suffix] for file in files if file.suffix in _RUNTIMES}:
        _installed(runtime)
    if len(files) == 1:
        return _checked(model, files[0])
    joined = folder / f"{name}-{model.sha256[:16]}.onnx"
    if not joined.exists():
        _join(files, joined)
    try:
        return _checked(model, joined)
    except WeightsError:
        # The copy was changed, or was made of parts that were: the parts have the last word.
        _join(files, joined)
        return _checked(model, joined)


def _installed(package: str) -> Path:
    """The folder of an installed package, which is not imported for it."""
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError(f"The package {package} is not installed; `make setup` installs it")
    return Path(next(iter(spec.submodule_search_locations)))


def _checked(model: Model, file: Path) -> Path:
    """The file, when it is the model byte for byte."""
    try:
        about = file.stat()
        good = about.st_size == model.size and (
            _digest(str(file), about.st_size, about.st_mtime_ns, about.st_ctime_ns) == model.sha256
        )
    except OSError as error:
        raise WeightsError(f"The model {model.name} cannot be read: {error.strerror}") from None
    if not good:
        raise WeightsError(
            f"The model {model.name} is not the one that was tried (its checksum differs): install "
            f"{', '.join(model.packages)} again, as requirements-weights.txt says"
        )
    return file


@lru_cache(maxsize=16)
def _digest(path: str, *_stat: int) -> str:
    """The SHA-256 of a file; asked once for a file that has not been touched since."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _join(files: list[Path], joined: Path) -> None:
    """Write the parts in one file, in one move: two processes may do so at once."""
    try:
        joined.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=joined.parent, prefix=joined.name)
        try:
            with os.fdopen(handle, "wb") as out:
                for file in files:
                    with open(file, "rb") as part:
                        while block := part.read(_BLOCK):
                            out.write(block)
            os.replace(name, joined)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise WeightsError(f"The model in {len(files)} parts cannot be joined: {error}") from None
