"""A studio of contract servers, perhaps with a clock that is ahead."""

from tests import clocks
from tests.benchmarks.runs.paid_settings import *  # noqa: F403

clocks.shift()
# A killed worker says nothing of a provider, and is no reason to give a step up.
BREAKER_FAILURES, STEP_ATTEMPTS = 1000, 10
