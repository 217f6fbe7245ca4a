"""A web process has a bounded number of database connections, whoever asks, however often."""

import pytest

from tests import servers, web_server
from tests.worker_processes import until

MOST = 5


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """(port, headers of somebody who may ask, URL of the database)."""
    folder = tmp_path_factory.mktemp("studio")
    with servers.postgres() as url:
        env = {
            "DATABASE_URL": url,
            "VIDSTUDIO_HOME": str(folder),
            "VIDSTUDIO_API_RATE": "100000/min",
            "VIDSTUDIO_WEB_CONNECTIONS": str(MOST),
        }
        web_server.manage("migrate", **env)
        token = web_server.manage("shell", "-v", "0", "-c", PERSON, **env).splitlines()[-1]
        with web_server.uvicorn(folder / "web.log", **env) as port:
            yield port, {"Authorization": f"Token {token}"}, url


PERSON = """
from rest_framework.authtoken.models import Token
from tests import cast
cast.draft()
print(Token.objects.create(user=cast.ed()).key)
"""
PATHS = ("/api/v1/projects/", "/api/v1/jobs/", "/api/v1/costs/summary/")


@pytest.mark.slow
def test_thirty_clients_share_a_few_connections_and_nobody_is_refused(studio):
    port, headers, url = studio
    with web_server.Connections(url) as connections:
        statuses, _ = web_server.load(port, PATHS, headers, clients=30, seconds=2)
    assert set(statuses) == {200} and statuses[200] >= 30
    assert 1 <= connections.most <= MOST


@pytest.mark.slow
def test_who_hangs_up_keeps_no_connection(studio):
    port, headers, url = studio
    for _ in range(3):
        web_server.hang_up(port, "/api/v1/projects/", headers, clients=2 * MOST)
    with web_server.Connections(url) as connections:
        until(lambda: connections.now() <= MOST)
        statuses, _ = web_server.load(port, PATHS, headers, clients=MOST, seconds=0.5)
    assert set(statuses) == {200}
