"""Named points at which a test may kill processes, to prove that nothing is lost or done twice.

VIDSTUDIO_FAULT="compose:after_claim,music:after_commit@pool" kills, with SIGKILL, when a step of that
stage reaches that point, once each: files in VIDSTUDIO_FAULT_MARKS remember which happened, and its file
`armed` may name more points while the studio runs. Behind the @: who is killed, the worker itself
(where nothing is said), the `pool` it belongs to, the pool's `supervisor`, or `everything`.
"""

import os
import signal
from pathlib import Path


def failpoint(stage: str, name: str) -> None:
    wanted, here = _wanted(), f"{stage}:{name}"
    if here not in wanted:
        return
    for one in wanted.replace("\n", ",").split(","):
        at, _, victim = one.partition("@")
        if at == here and _first_time(one):
            _kill(victim)


def _wanted() -> str:
    marks = os.environ.get("VIDSTUDIO_FAULT_MARKS")
    armed = Path(marks) / "armed" if marks else None
    more = armed.read_text() if armed and armed.exists() else ""
    return f"{os.environ.get('VIDSTUDIO_FAULT', '')},{more}"


def _first_time(one: str) -> bool:
    mark = Path(os.environ["VIDSTUDIO_FAULT_MARKS"]) / one.replace(":", "-")
    try:
        mark.open("x").close()
    except FileExistsError:
        return False
    return True


def _kill(victim: str) -> None:
    pool = os.getpgrp()  # its leader is the child of the supervisor
    if victim in ("supervisor", "everything"):
        supervisor = int(Path(f"/proc/{pool}/stat").read_text().rsplit(")", 1)[1].split()[1])
        os.kill(supervisor, signal.SIGKILL)
    if victim in ("pool", "everything"):
        os.killpg(pool, signal.SIGKILL)
    if not victim:
        os.kill(os.getpid(), signal.SIGKILL)
