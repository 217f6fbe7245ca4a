"""A progress bar for people at a terminal; plain lines where there is none."""

import time

from generation.engine.eta import time_left

WIDTH = 28


class Bar:
    """Call it with progress.summary(job); `done()` ends the line. Writes to `stream` only."""

    def __init__(self, stream):
        self.stream, self.lively = stream, stream.isatty()
        self.began, self.last = time.monotonic(), None

    def __call__(self, now):
        if self.lively:
            self._draw(now)
        elif now["message"] != self.last:
            self.last = now["message"]
            self.stream.write(f"{now['progress']:3d} %  {now['message']}\n")
            self.stream.flush()

    def _draw(self, now):
        full = round(WIDTH * now["progress"] / 100)
        left = f", {time_left(now['eta_s'])}" if now["eta_s"] else ""
        line = f"[{'█' * full}{'·' * (WIDTH - full)}] {now['progress']:3d} %  {now['message']}{left}"
        self.stream.write("\r\x1b[2K" + line[:110])
        self.stream.flush()

    def done(self):
        if self.lively:
            self.stream.write("\r\x1b[2K")
            self.stream.flush()
