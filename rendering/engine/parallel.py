"""Work in threads beside the caller's own: always in order, and never far ahead.

FFmpeg and numpy release Python's lock while they work, so threads are enough. Nothing here changes what
is made: with one thread everything happens where it is asked for.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# What the names of its threads begin with.
THREAD_NAME = "parallel"


def parallel_map(
    work: Callable[[Item], Result], items: Iterable[Item], threads: int = 2
) -> Generator[Result, None, None]:
    """Yield `work(item)` of each item, in their order; at most `threads` + 1 results wait to be taken.

    What `work` raises is raised where its result would have come. Items are read in the caller's thread.
    Close it (contextlib.closing) where something else may fail before the last is taken.
    """
    if threads < 2:
        yield from map(work, items)
        return
    begun: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads, THREAD_NAME) as pool:
        try:
            for item in items:
                begun.append(pool.submit(work, item))
                if len(begun) > threads:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()


@contextmanager
def in_background(work: Callable[[], Result], threads: int = 2) -> Iterator[Callable[[], Result]]:
    """Run `work()` beside the block. Gives a function that waits for it and returns or raises as it did.

    The block is not left before the work is over; with one thread it is done when it is asked for.
    """
    if threads < 2:
        yield work
        return
    with ThreadPoolExecutor(1, THREAD_NAME) as pool:
        yield pool.submit(work).result


class OneBehind(Generic[Item]):
    """Works on one item after the other in a thread, at most one behind whoever hands them over.

    What `work` raises is raised at the next `take`, or at the end of the block.
    """

    def __init__(self, work: Callable[[Item], object], threads: int = 2) -> None:
        self.work = work
        self.last: Future[object] | None = None
        self.pool = ThreadPoolExecutor(1, THREAD_NAME) if threads > 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        try:
            if kind is None:
                self._wait()
        finally:
            if self.pool:
                self.pool.shutdown()

    def take(self, item: Item) -> None:
        if self.pool is None:
            self.work(item)
            return
        self._wait()
        self.last = self.pool.submit(self.work, item)

    def _wait(self) -> None:
        if self.last:
            self.last.result()
