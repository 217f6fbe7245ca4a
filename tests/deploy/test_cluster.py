"""The production form, as `make cluster` starts it, makes a film; and what it needs is asked for in words."""

import pytest

from tests import cluster
from tests.waiting import until


@pytest.mark.slow
def test_a_film_is_made_on_two_web_servers_and_two_workers(image, tmp_path):
    """Of the files that the image has, by the commands that compose.yaml and the Dockerfile say."""
    with cluster.cluster(tmp_path, image) as studio:
        assert "is there" in studio.manage("make_bucket")
        # A worker is told as alive by the command that the container's health check runs.
        until(lambda: "ever" not in check(studio, "worker-1"), what="the worker's first sign of life")
        assert check(studio, "worker-1") == "" and "was ever started" in check(studio, "worker-9")
        # Whoever asks for a first user of a studio that has one is refused.
        with pytest.raises(RuntimeError, match="There is an administrator already"):
            studio.manage("first_user", "eve", "--password-stdin", says="kettle-on-the-stove\n")
        film = cluster.film(studio, tmp_path)
        assert film.read_bytes()[4:8] == b"ftyp"
        assert [studio.stop(name) for name in ("worker 1", "worker 2")] == [0, 0]
        # uvicorn ends what is open and then by the signal itself.
        assert {studio.stop(name) for name in ("web 1", "web 2")} <= {0, -15}
        assert "Traceback" not in "".join(map(studio.words, ("web 1", "web 2", "worker 1", "worker 2")))


def check(studio, name):
    """What `manage.py worker --check` says; "" when the worker is alive."""
    try:
        return studio.manage("worker", "--name", name, "--check")
    except RuntimeError as dead:
        return str(dead)
