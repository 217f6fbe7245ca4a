"""What the image has, without building it."""

import re
import shutil

import pytest

from tests.paths import ROOT


@pytest.fixture(scope="session")
def image(tmp_path_factory):
    """A folder with what the Dockerfile copies, and nothing else."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    folder = tmp_path_factory.mktemp("image")
    for sources, to in re.findall(r"^COPY (?!--from)(.+) (\S+)$", dockerfile, flags=re.M):
        for source in sources.split():
            if (ROOT / source).is_dir():
                skip = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / source, folder / to, ignore=skip)
            else:
                shutil.copy(ROOT / source, folder)
    return folder
