"""Pieces of videos that were kept on this machine for the next render (projects.retention)."""

import contextlib
import os
from datetime import UTC, datetime

from projects.retention import Due, Kind
from rendering.stages.compose import segment_cache


class Pieces:
    """What no render used for so many days. A render that wants one later makes it again."""

    name, label, is_local = "pieces", "Pieces of videos on this machine", True

    def due(self, before: datetime) -> Due:
        found = segment_cache().unused(before.timestamp())
        oldest = datetime.fromtimestamp(found[0][2], UTC) if found else None
        return Due(len(found), sum(size for _, size, _ in found), oldest)

    def remove(self, before: datetime, most: int) -> Due:
        gone = weight = 0
        for path, size, _ in segment_cache().unused(before.timestamp())[:most]:
            with contextlib.suppress(OSError):
                if os.stat(path).st_mtime < before.timestamp():  # a render may just have taken it
                    os.unlink(path)
                    gone, weight = gone + 1, weight + size
        return Due(gone, weight)


KINDS: tuple[Kind, ...] = (Pieces(),)
