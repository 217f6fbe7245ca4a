"""Pieces that no render used for long go from this machine's disk."""

import os
import time
from datetime import timedelta

import pytest

from projects import clock, retention
from rendering.retention import Pieces
from rendering.stages.compose import segment_cache


@pytest.fixture
def cache(settings, tmp_path):
    settings.HOME_DIR = tmp_path
    return segment_cache()


def piece(cache, name, days_ago):
    path = cache.folder.parent / name
    path.write_bytes(b"x" * 1000)
    cache.keep("video", name, path, {})
    (entry,) = cache.folder.glob(f"*/video-{name}")
    os.utime(entry, (time.time() - days_ago * 86_400,) * 2)
    return entry


@pytest.mark.django_db
def test_pieces_that_were_used_lately_stay(cache):
    old, new = piece(cache, "aa", 40), piece(cache, "bb", 20)
    before = clock.now() - timedelta(days=30)
    due = Pieces().due(before)
    assert (due.count, due.bytes) == (1, old.stat().st_size)
    removed = retention.sweep()["pieces"]
    assert (removed.count, old.exists(), new.exists()) == (1, False, True)
