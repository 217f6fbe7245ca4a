"""A machine too busy to start its pool in time is not given one pool after the other for ever."""

from datetime import timedelta

import pytest

from generation.engine.worker import Supervisor
from generation.models import WorkerHeartbeat
from projects import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(settings, tmp_path, monkeypatch):
    settings.HOME_DIR, settings.CANARY_PATIENCE_SECONDS = tmp_path, 60
    found = Supervisor()
    found.replaced = []
    monkeypatch.setattr(found, "_replace_pool", found.replaced.append)
    monkeypatch.setattr(found, "_is_busy", lambda: False)
    return found


def look(supervisor, seconds, answered=False):
    """The supervisor looks at a pool that was asked so long ago; how many it has replaced by now."""
    asked = clock.now() - timedelta(seconds=seconds)
    supervisor._canary(WorkerHeartbeat(canary_asked=asked, canary_answered=asked if answered else None))
    return len(supervisor.replaced)


def test_each_pool_that_never_answers_has_twice_as_long_as_the_one_before(supervisor):
    assert [look(supervisor, seconds) for seconds in (55, 65)] == [0, 1]
    assert [look(supervisor, seconds) for seconds in (65, 115, 125)] == [1, 1, 2]
    assert [look(supervisor, seconds) for seconds in (125, 235, 245)] == [2, 2, 3]


def test_one_that_answers_ends_that(supervisor):
    assert look(supervisor, 65) == 1
    look(supervisor, 1, answered=True)
    assert look(supervisor, 65) == 2
