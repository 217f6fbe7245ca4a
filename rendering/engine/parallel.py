"""Work on the other cores while somebody goes on: always in order, and never far ahead.

FFmpeg and numpy let go of Python while they work, so threads are enough. Nothing here changes what is
made: with one thread everything happens where it is asked for.
"""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


def side_by_side(work, items, threads=2):
    """Yield `work(item)` of each item, in their order; at most `threads` and one are waiting to be taken.

    What `work` raises is raised where its result would have come. Items are read in the caller's thread.
    Close it (contextlib.closing) where something else may fail before the last is taken.
    """
    if threads < 2:
        yield from map(work, items)
        return
    begun = deque()
    with ThreadPoolExecutor(threads, "beside") as pool:
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
def meanwhile(work, threads=2):
    """Run `work()` beside the block. Gives a function that waits for it and answers or raises as it did.

    The block is not left before the work is over; with one thread it is done when it is asked for.
    """
    if threads < 2:
        yield work
        return
    with ThreadPoolExecutor(1, "beside") as pool:
        yield pool.submit(work).result


class Follower:
    """Does something with one thing after the other, a single one behind whoever hands them over.

    What it raises is raised at the next `take`, or at the end of the block.
    """

    def __init__(self, work, threads=2):
        self.work, self.last = work, None
        self.pool = ThreadPoolExecutor(1, "beside") if threads > 1 else None

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self._wait()
        finally:
            if self.pool:
                self.pool.shutdown()

    def take(self, thing):
        if self.pool is None:
            self.work(thing)
            return
        self._wait()
        self.last = self.pool.submit(self.work, thing)

    def _wait(self):
        if self.last:
            self.last.result()
