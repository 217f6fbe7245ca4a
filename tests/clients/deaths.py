"""Middleware for a web server of a test that is killed with an answer in its hands."""

import os
import signal
from pathlib import Path


class BeforeItIsSent:
    """Kills the process once, when a call was done and answered with 202, and nothing of it was sent.

    VIDSTUDIO_TEST_DIES names a file that says that it has happened.
    """

    def __init__(self, get_response):
        self.get_response, self.mark = get_response, Path(os.environ["VIDSTUDIO_TEST_DIES"])

    def __call__(self, request):
        answer = self.get_response(request)
        if answer.status_code == 202 and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
