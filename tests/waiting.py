"""Awaiting what comes true some time, without Django: for tests and for programs beside them."""

import time

# A process starts in a second, or in minutes beside ten others. Only a failure takes so long.
PATIENCE = 300


def until(claim, seconds=PATIENCE, every=0.05, what="it"):
    """Wait until `claim()` is true and return its value; fail the test when it does not come true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = claim()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s for {what}")
