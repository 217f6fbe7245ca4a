"""The composer in a process of its own: its memory ends with it, and what breaks it breaks it alone.

A worker that composed by itself held what the studio needs (180 MB), what it had loaded for other steps, and
all that frames and encoders take, and most of that stayed with it. This process loads the engine alone.

Both sides write JSON, one line each. A job goes in; out come how far it is, questions for files (answered by
the path), and at last what was made or why it was not. The process gets no key and no setting of ours: it
meets pictures and clips that others made. It is killed when it is no longer needed, and ends with its parent.
"""

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from pydantic import TypeAdapter

from rendering.engine.cache import SegmentCache
from rendering.engine.compose import (
    POLL_SECONDS,
    Composed,
    IsCancelled,
    Progress,
    compose,
    compose_ahead,
)
from rendering.engine.errors import Cancelled, EngineError, SourceError
from rendering.spec.schema import RenderSpec

_ROOT = Path(__file__).resolve().parents[2]
_COMPOSED = TypeAdapter(Composed)
# Without a limit each of the engine's threads keeps freed memory of its own.
_ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


class EngineEnded(Exception):
    """The other process ended before it had answered: it was killed, or the machine has no memory left."""


class EngineFailed(Exception):
    """The other process met an error that nobody expected; `str(error)` is its traceback."""


class EngineProcess:
    """Composes one video after the other in one process, which lives as long as the block.

    `environment` is what the process gets besides PATH.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.environment = {**_ENVIRONMENT, **(environment or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._end()

    def compose(
        self,
        spec: RenderSpec,
        resolve: Callable[[str], str | Path],
        out: str | Path,
        *,
        progress: Progress = lambda *_: None,
        cancelled: IsCancelled = lambda: False,
        workers: int | None = None,
        cache: SegmentCache | None = None,
        poster: str | Path | None = None,
    ) -> Composed:
        """As `compose.compose`, with the same bytes; `resolve` is called from the calling thread, too.

        What `resolve` raises is raised here, except LookupError and FileNotFoundError: they become the
        SourceError that names the scene. Raises EngineEnded and EngineFailed besides.
        """
        out = Path(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.stem}-", dir=out.parent))
        job = {
            "spec": spec.model_dump(mode="json"),
            "out": str(folder / out.name),
            "workers": workers,
            "cache": [str(cache.folder), cache.most_bytes] if cache else None,
            "poster": str(folder / "poster.jpg") if poster else None,
        }
        try:
            made = self._composed(job, resolve, progress, cancelled)
            if poster and made.poster:
                os.replace(made.poster, poster)
            os.replace(made.path, out)
            return replace(made, path=out, poster=Path(poster) if poster else None)
        except BaseException:
            self._end()
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def compose_ahead(
        self,
        spec: RenderSpec,
        resolve: Callable[[str], str | Path],
        scenes: Collection[int],
        folder: str | Path,
        cache: SegmentCache,
        *,
        cancelled: IsCancelled = lambda: False,
        workers: int | None = None,
    ) -> int:
        """As `compose.compose_ahead`. Raises as `compose` does."""
        job = {
            "spec": spec.model_dump(mode="json"),
            "ahead": sorted(scenes),
            "folder": str(folder),
            "workers": workers,
            "cache": [str(cache.folder), cache.most_bytes],
        }
        try:
            return int(self._told(job, resolve, lambda *_: None, cancelled)["ahead"])
        except BaseException:
            self._end()
            raise

    def start(self) -> None:
        """Let the process load what it needs before the first video is there. It ends with this thread."""
        self._running()

    def _composed(
        self,
        job: dict[str, Any],
        resolve: Callable[[str], str | Path],
        progress: Progress,
        cancelled: IsCancelled,
    ) -> Composed:
        return _COMPOSED.validate_python(self._told(job, resolve, progress, cancelled)["made"])

    def _told(
        self,
        job: dict[str, Any],
        resolve: Callable[[str], str | Path],
        progress: Progress,
        cancelled: IsCancelled,
    ) -> dict[str, Any]:
        """What the process says at last, after its questions were answered."""
        process = self._running()
        _tell(process, job)
        for told in _answers(process, cancelled):
            if "file" in told:
                _tell(process, _file(told["file"], resolve))
            elif "identity" in told:
                _tell(process, {"identity": getattr(resolve, "identity", str)(told["identity"])})
            elif "done" in told:
                if cancelled():
                    raise Cancelled
                progress(told["done"], told["of"], told["message"])
            elif "made" in told or "ahead" in told:
                return told
            else:
                _raise(told)
        raise EngineEnded(f"The composer's process ended with {process.wait()}.")

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "rendering.engine.engine_process", str(os.getpid())],
                cwd=_ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
        return self.process

    def _end(self) -> None:
        process, self.process = self.process, None
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()


def compose_apart(
    spec: RenderSpec,
    resolve: Callable[[str], str | Path],
    out: str | Path,
    *,
    environment: Mapping[str, str] | None = None,
    **how: Any,
) -> Composed:
    """One video by a EngineProcess of its own; `how` is what `EngineProcess.compose` takes."""
    with EngineProcess(environment) as composer:
        return composer.compose(spec, resolve, out, **how)


def _tell(process: subprocess.Popen[bytes], told: dict[str, Any]) -> None:
    assert process.stdin
    data = json.dumps(told).encode() + b"\n"
    with contextlib.suppress(BrokenPipeError):  # it ended: that is heard where its answer is awaited
        while data:
            data = data[process.stdin.write(data) :]


def _answers(process: subprocess.Popen[bytes], cancelled: IsCancelled) -> Iterator[dict[str, Any]]:
    """What the process says, line by line, until it ends. Raises Cancelled also where it says nothing."""
    assert process.stdout
    poll, left = select.poll(), b""
    poll.register(process.stdout, select.POLLIN)
    while True:
        if not poll.poll(POLL_SECONDS * 1000):
            if cancelled():
                raise Cancelled
            continue
        data = os.read(process.stdout.fileno(), 1 << 16)
        if not data:
            return
        *lines, left = (left + data).split(b"\n")
        yield from map(json.loads, lines)


def _file(digest: str, resolve: Callable[[str], str | Path]) -> dict[str, Any]:
    try:
        return {"path": str(Path(resolve(digest)).resolve())}
    except (LookupError, FileNotFoundError):
        return {"path": None}


def _raise(told: dict[str, Any]) -> None:
    """The error that the other process told."""
    if "source" in told:
        raise SourceError(told["scene"], told["source"])
    if "engine" in told:
        raise EngineError(told["engine"])
    if "os" in told:
        raise OSError(*told["os"])
    raise EngineFailed(told["failed"])


# --- in the other process --------------------------------------------------------------------
class _Line:
    """The way to the parent. `ask` waits for its answer, one question at a time."""

    def __init__(self, into: IO[bytes]) -> None:
        self.into, self.writing, self.asking = into, threading.Lock(), threading.Lock()

    def tell(self, **told: Any) -> None:
        with self.writing:
            self.into.write(json.dumps(told, default=str).encode() + b"\n")
            self.into.flush()

    def ask(self, **question: Any) -> dict[str, Any]:
        with self.asking:
            self.tell(**question)
            answer: dict[str, Any] = json.loads(sys.stdin.buffer.readline() or "{}")
            return answer


class _Files:
    """Digest → file, as the parent says."""

    def __init__(self, line: _Line) -> None:
        self.line = line

    def __call__(self, digest: str) -> Path:
        path = self.line.ask(file=digest).get("path")
        if path is None:
            raise FileNotFoundError(f"no media {digest}")
        return Path(path)

    def identity(self, digest: str) -> str:
        return str(self.line.ask(identity=digest)["identity"])


def _answer(line: _Line, job: dict[str, Any]) -> None:
    cache = SegmentCache(Path(job["cache"][0]), job["cache"][1]) if job["cache"] else None
    how: dict[str, Any] = {
        "progress": lambda done, of, message: line.tell(done=done, of=of, message=message),
        "workers": job["workers"],
    }
    try:
        spec, files = RenderSpec.model_validate(job["spec"]), _Files(line)
        if cache and "ahead" in job:
            line.tell(ahead=compose_ahead(spec, files, job["ahead"], job["folder"], cache, **how))
        else:
            made = compose(spec, files, job["out"], cache=cache, poster=job["poster"], **how)
            line.tell(made=_COMPOSED.dump_python(made))
    except SourceError as error:
        line.tell(source=str(error), scene=error.scene_index)
    except EngineError as error:
        line.tell(engine=str(error))
    except OSError as error:
        line.tell(os=[error.errno, error.strerror or str(error)])
    except Exception:
        line.tell(failed=traceback.format_exc())


def _end_with(parent: int) -> None:
    """Be killed when the process that started this one ends, however it ends. Linux only."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before that was asked for
        os._exit(1)


def _main(parent: str) -> None:
    _end_with(int(parent))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    line = _Line(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # what a library prints is no answer
    while job := sys.stdin.buffer.readline():
        _answer(line, json.loads(job))


if __name__ == "__main__":
    _main(*sys.argv[1:])
