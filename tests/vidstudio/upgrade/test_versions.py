"""The releases are told by migrations that are there."""

import sqlite3
import tarfile

from tests.paths import ROOT
from vidstudio.upgrade import versions


def test_each_release_ends_with_migrations_that_are_there():
    for marks in versions.RELEASES.values():
        assert set(marks) == set(versions.OURS)
        for app, name in marks.items():
            assert (ROOT / app / "migrations" / f"{name}.py").exists()


def test_the_database_of_the_last_release_ends_there(tmp_path):
    with tarfile.open(ROOT / "tests/data/release_0_1.tar.xz") as archive:
        archive.extract("studio.sqlite3", tmp_path, filter="data")
    with sqlite3.connect(tmp_path / "studio.sqlite3") as rows:
        last = dict(rows.execute("SELECT app, max(name) FROM django_migrations GROUP BY app"))
    assert versions.RELEASES["0.1.0"].items() <= last.items()
