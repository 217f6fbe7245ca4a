"""Named points at which a test may kill the worker, to prove that nothing is lost or done twice.

VIDSTUDIO_FAULT="compose:after_claim,music:after_commit" sends SIGKILL to the process whose step of
that stage reaches that point, once each: files in VIDSTUDIO_FAULT_MARKS remember which happened.
"""

import os
import signal
from pathlib import Path


def point(stage, name):
    wanted = os.environ.get("VIDSTUDIO_FAULT", "")
    here = f"{stage}:{name}"
    if wanted and here in wanted.split(",") and _first_time(here):
        os.kill(os.getpid(), signal.SIGKILL)


def _first_time(here):
    mark = Path(os.environ["VIDSTUDIO_FAULT_MARKS"]) / here.replace(":", "-")
    try:
        mark.open("x").close()
    except FileExistsError:
        return False
    return True
