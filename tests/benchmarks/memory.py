"""Memory of processes, from /proc: resident (RSS) of one, proportional (PSS) of many.

Forked workers share pages: the sum of their RSS counts those several times, the sum of PSS once.
"""

import contextlib
import os
import threading
import time
from pathlib import Path

LOOK_EVERY_SECONDS = 0.02
GONE = (FileNotFoundError, ProcessLookupError, PermissionError)


def tree(pid):
    """The process and all that it started, as far as they live."""
    found = [pid]
    for parent in found:
        with contextlib.suppress(*GONE):
            for thread in Path(f"/proc/{parent}/task").iterdir():
                with contextlib.suppress(*GONE):
                    found += map(int, (thread / "children").read_text().split())
    return found


def rss(pid):
    """Resident megabytes of one process; 0 when it is gone."""
    return _field(f"/proc/{pid}/status", "VmRSS:")


def pss(pid):
    """As `rss`, but pages that processes share are shared out among them."""
    return _field(f"/proc/{pid}/smaps_rollup", "Pss:")


def cpu_seconds(pid):
    """Processor time of one process; 0 when it is gone."""
    with contextlib.suppress(*GONE):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def name(pid):
    """What the process calls itself: the end of its command line."""
    with contextlib.suppress(*GONE):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    return ""


def _field(path, field):
    with contextlib.suppress(*GONE):
        for line in Path(path).read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
    return 0.0


class Watch:
    """Samples a process tree until the block ends: `peak` of the sum, `biggest` of each process (RSS).

    With `together=pss` the sum counts shared pages once; that takes longer, so look less often.
    """

    def __init__(self, pid, together=None, every=LOOK_EVERY_SECONDS):
        self.pid, self.together, self.every = pid, together, every
        self.peak, self.biggest, self.names, self.count = 0.0, {}, {}, 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.is_set():
            self._look(tree(self.pid))
            time.sleep(self.every)

    def _look(self, pids):
        now = {pid: rss(pid) for pid in pids}
        for pid, size in now.items():
            self.biggest[pid] = max(size, self.biggest.get(pid, 0))
            # A process that was just forked still has its parent's name.
            self.names[pid] = name(pid) or self.names.get(pid, "")
        total = sum(map(self.together, pids)) if self.together else sum(now.values())
        self.peak, self.count = max(self.peak, total), max(self.count, len(pids))
