"""A studio as people run it, for tests: a web server and workers on this test's database."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.db import connections

from tests import web_server
from tests.worker_processes import Fleet


@contextlib.contextmanager
def fleet(home: Path, workers: int = 1, **env: str) -> Iterator[Fleet]:
    """Processes of a studio, with the tests' instant providers unless `env` names other settings."""
    crew = Fleet(
        home,
        **{
            "VIDSTUDIO_TEST_DATABASE": str(connections["default"].settings_dict["NAME"]),
            "VIDSTUDIO_TEST_MEDIA": str(home / "media"),
            "VIDSTUDIO_API_RATE": "100000/min",
            **env,
        },
    )
    try:
        for number in range(workers):
            crew.worker(f"worker-{number}")
        yield crew
    finally:
        crew.close()


@contextlib.contextmanager
def running(home: Path, workers: int = 1, **env: str) -> Iterator[tuple[str, Fleet]]:
    """(the address of a web server, the processes beside it)."""
    with fleet(home, workers, **env) as crew, web_server.uvicorn(home / "web.log", **crew.env) as port:
        yield f"http://{web_server.HOST}:{port}", crew
