"""Named points at which a test may kill the worker, to prove that nothing is lost or done twice.

VIDSTUDIO_FAULT="compose:after_claim" sends SIGKILL to this process when a step of that stage
reaches that point, once: the file VIDSTUDIO_FAULT_MARK remembers that it happened.
"""

import os
import signal
from pathlib import Path


def point(stage, name):
    wanted = os.environ.get("VIDSTUDIO_FAULT")
    if wanted and wanted == f"{stage}:{name}" and _first_time():
        os.kill(os.getpid(), signal.SIGKILL)


def _first_time():
    mark = Path(os.environ["VIDSTUDIO_FAULT_MARK"])
    try:
        mark.open("x").close()
    except FileExistsError:
        return False
    return True
