"""What a render means to its project."""

from generation.pipelines import Pipeline
from projects import states


class Render(Pipeline):
    """Approved board → MP4."""

    def opened(self, stage):
        self.move(states.RENDERING)

    def succeeded(self):
        self.move(states.COMPLETED)
        return "The video is ready"

    def failed(self, message):
        self.move_if_it_may(states.FAILED, message)

    def cancelled(self):
        self.move_if_it_may(states.CANCELLED)
