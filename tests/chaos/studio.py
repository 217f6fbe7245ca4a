"""Settings of a studio in chaos: production's own values but for how soon a dead worker counts as dead."""

from tests.contracts.studio import *  # noqa: F403
from vidstudio import env, settings

# Providers' outages are no fault of chaos: what fails here are our own machines.
POLL_SECONDS, BREAKER_FAILURES = settings.POLL_SECONDS, settings.BREAKER_FAILURES
STEP_BACKOFF_SECONDS = settings.STEP_BACKOFF_SECONDS
# A lost request counts as never sent after 20 s instead of 45: more than a start may take (15 s).
CLEAR_UP_SECONDS = (2, 20)
STORAGES["default"] = settings.STORAGES["default"]  # noqa: F405
# What the driver itself says of lines that broke is expected.
LOGGING["root"]["level"] = env.text("VIDSTUDIO_LOG_LEVEL", "CRITICAL")  # noqa: F405
