"""What is freed while a film is made is used again at once, and given back when it is done."""

import os
import platform
import resource
from pathlib import Path

import numpy as np
import pytest

from rendering.engine import memory

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries are left alone")

BLOCKS, BLOCK = 70, 3_000_000  # 210 MB, as much as two encoders


def use_and_free():
    """Touch every page of some blocks and free them; returns the page faults that it cost."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    blocks = [np.ones(BLOCK, np.uint8) for _ in range(BLOCKS)]
    del blocks
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_what_was_freed_is_used_again_without_asking_the_kernel():
    with memory.keep_freed():
        use_and_free()
        assert use_and_free() < BLOCKS * BLOCK / 4096 / 20


def test_all_is_given_back_when_the_last_film_is_done():
    with memory.keep_freed():
        with memory.keep_freed():
            use_and_free()
        held = resident()
    assert held - resident() > BLOCKS * BLOCK * 0.8


@pytest.mark.parametrize("libc", [object(), None], ids=["without mallopt", "not to be had"])
def test_other_c_libraries_are_passed_over_in_silence(monkeypatch, libc):
    def opened(_):
        if libc is None:
            raise OSError("Dynamic loading not supported")
        return libc

    monkeypatch.setattr(memory.ctypes, "CDLL", opened)
    with memory.keep_freed():
        pass
    assert memory._jobs == 0


def test_nothing_is_kept_when_no_film_is_made():
    use_and_free()
    before = resident()
    use_and_free()
    assert resident() - before < BLOCKS * BLOCK * 0.2
