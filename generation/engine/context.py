"""What a running step may ask and tell."""

import threading
import time

from generation.engine.errors import StepFailed, Stopped

TELL_EVERY_SECONDS = 0.25


class Context:
    """Given to a stage's `run`. Ask `stopped` often in long work; tell progress with `tell`."""

    def __init__(self, step):
        self.step = step
        self._stopped = threading.Event()
        self._reason, self._timed_out, self._told = "", False, 0.0

    def stop(self, reason, timed_out=False):
        if not self._stopped.is_set():
            self._reason, self._timed_out = reason, timed_out
            self._stopped.set()

    def stopped(self):
        """True once the work should end: cancelled, fenced out, or over its time."""
        return self._stopped.is_set()

    def check(self):
        """Raise when the work should end; StepFailed when it ran out of time."""
        if self._stopped.is_set():
            raise StepFailed(self._reason) if self._timed_out else Stopped(self._reason)

    def tell(self, share, message, force=False, **data):
        """Report that `share` (0 to 1) of this step is done. Written at most four times a second."""
        from generation.engine import jobs

        self.check()
        now = time.monotonic()
        if force or now - self._told >= TELL_EVERY_SECONDS:
            self._told = now
            jobs.report(self.step, round(share * 100), message, **data)
