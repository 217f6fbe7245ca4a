"""Loaded by pytest before anything else (`-p tests.home`): a home folder for this run alone.

pytest-django reads the settings before any conftest is loaded, so a conftest would be too late, and
two runs at the same time would share one test database.
"""

import gc
import os
import shutil
import sys
import tempfile

# As manage.py does it: until the project is loaded there is nothing to collect.
gc.disable()
HOME = tempfile.mkdtemp(prefix="vidstudio-test-")
os.environ["VIDSTUDIO_HOME"] = HOME
# Robotic voices are a hundred times quicker; the tests of the natural ones ask for them.
os.environ.setdefault("VIDSTUDIO_NATURAL_VOICES", "0")
os.environ.setdefault("VIDSTUDIO_HEARTBEAT_SECONDS", "0.1")
# Hundreds of processes start in a run, and each would compile the project again: a third of its start.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_unconfigure(config):
    shutil.rmtree(HOME, ignore_errors=True)
