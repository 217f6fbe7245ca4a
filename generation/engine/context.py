"""What a running step may ask and report."""

import threading
import time
from typing import Any, Protocol

from generation.engine.errors import StepFailed, Stopped
from generation.models import Step

REPORT_EVERY_SECONDS = 0.5


class ReportProgress(Protocol):
    """Writes down how far a step is; `settle.report`."""

    def __call__(self, step: Step, percent: int, message: str, **data: Any) -> None: ...


class StepContext:
    """Given to a stage's `run`. Ask `stopped` often in long work; say how far it is with `report`."""

    def __init__(self, step: Step, report: ReportProgress) -> None:
        self.step, self._write = step, report
        self._stopped = threading.Event()
        self._reason, self._timed_out, self._reported = "", False, 0.0

    def stop(self, reason: str, timed_out: bool = False) -> None:
        if not self._stopped.is_set():
            self._reason, self._timed_out = reason, timed_out
            self._stopped.set()

    def stopped(self) -> bool:
        """True once the work should end: cancelled, fenced out, or over its time."""
        return self._stopped.is_set()

    def check(self) -> None:
        """Raise when the work should end; StepFailed when it ran out of time."""
        if self._stopped.is_set():
            raise StepFailed(self._reason) if self._timed_out else Stopped(self._reason)

    def report(self, share: float, message: str, force: bool = False, **data: Any) -> None:
        """Report that `share` (0 to 1) of this step is done. Written at most twice a second."""
        self.check()
        now = time.monotonic()
        if force or now - self._reported >= REPORT_EVERY_SECONDS:
            self._reported = now
            self._write(self.step, round(share * 100), message, **data)
