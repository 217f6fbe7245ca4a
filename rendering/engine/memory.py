"""Memory that is freed while a video is made stays with the process until the video is made.

An encoder and a decoder take about a hundred megabytes for two seconds of film and free them. By itself
glibc gives such amounts back to the kernel at once and gets them again page by page, each cleared: for
30 s of 1080x1920 196 000 pages and a tenth of the whole processor time (13.8 s; 12.5 s with 83 000).
Afterwards everything is given back. Other C libraries are left as they are.
"""

import contextlib
import ctypes
import threading
from collections.abc import Iterator

# <malloc.h>, mallopt(3): above the one threshold what is free at the heap's end goes back to the kernel; a
# block below the other is kept for reuse, a larger one goes back at once. The reference job's peak, three
# runs each: 490 to 570 MB with blocks of up to 32 MB (where glibc's own adjustment ends), 490 with 12, 390 to
# 405 with 6, for 4 % more processor time. Later, with more laid over the film: 428 with 6, 405 with 3, 385
# with 1; but below 6 a frame's planes go back and come again page by page. 64 MB at the heap's end are
# glibc's own most.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGEST_BLOCK = 6 << 20
_KEPT, _ORDINARY = 1 << 30, 64 << 20

_lock, _jobs = threading.Lock(), 0


@contextlib.contextmanager
def keep_freed() -> Iterator[None]:
    """While this lasts, in any thread, freed memory is keep_freed for the next to ask."""
    _count(+1)
    try:
        yield
    finally:
        _count(-1)


def _count(change: int) -> None:
    global _jobs
    with _lock:
        before, _jobs = _jobs, _jobs + change
        if not (before and _jobs):
            _set_limits(keep=bool(_jobs))


def _set_limits(keep: bool) -> None:
    try:
        libc = ctypes.CDLL(None)
    except (OSError, TypeError):  # a Python that is linked statically; Windows
        return
    if not (hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim")):
        return
    libc.mallopt(_MMAP_THRESHOLD, _LARGEST_BLOCK)
    libc.mallopt(_TRIM_THRESHOLD, _KEPT if keep else _ORDINARY)
    if not keep:
        libc.malloc_trim(0)
