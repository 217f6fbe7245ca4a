"""A web process has a bounded number of database connections, whoever asks, however often."""

import pytest
from django.db import connection

from tests import cast, web_server
from tests.worker_processes import until
from vidstudio.accounts import tokens

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MOST = 5
PATHS = ("/api/v1/projects/", "/api/v1/jobs/", "/api/v1/costs/summary/")


@pytest.fixture
def studio(tmp_path):
    """(port, headers of somebody who may ask), served by uvicorn from this test's database."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: tests/test_on_postgresql.py runs this")
    cast.draft()
    env = {
        "DJANGO_SETTINGS_MODULE": "tests.studio_settings",
        "VIDSTUDIO_TEST_DATABASE": connection.settings_dict["NAME"],
        "VIDSTUDIO_API_RATE": "100000/min",
        "VIDSTUDIO_WEB_CONNECTIONS": str(MOST),
    }
    headers = {"Authorization": f"Token {tokens.issue(cast.ed())}"}
    with web_server.uvicorn(tmp_path / "web.log", **env) as port:
        yield port, headers


def watched():
    return web_server.Connections(connection.get_connection_params())


def test_thirty_clients_share_a_few_connections_and_nobody_is_refused(studio):
    port, headers = studio
    with watched() as connections:
        statuses, _ = web_server.load(port, PATHS, headers, clients=30, seconds=1.5)
    assert set(statuses) == {200} and statuses[200] >= 30
    assert 1 <= connections.most - connections.before <= MOST
    for _ in range(2):
        web_server.hang_up(port, PATHS[0], headers, clients=2 * MOST)
    with watched() as connections:
        until(lambda: connections.now() <= MOST + 1)  # this test has one of its own
        statuses, _ = web_server.load(port, PATHS, headers, clients=MOST, seconds=0.3)
    assert set(statuses) == {200}
