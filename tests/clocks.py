"""A process whose clock is VIDSTUDIO_TEST_CLOCK_AHEAD seconds ahead of its machine's; for tests."""

import os
import time
from datetime import timedelta

from django.utils import timezone


def shift():
    ahead = float(os.environ.get("VIDSTUDIO_TEST_CLOCK_AHEAD", "0"))
    if ahead:
        real_time, real_now = time.time, timezone.now
        time.time = lambda: real_time() + ahead
        timezone.now = lambda: real_now() + timedelta(seconds=ahead)
