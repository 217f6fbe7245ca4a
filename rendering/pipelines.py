"""What a render, and a preview, mean to their project."""

from django.utils.translation import gettext_noop

from generation.engine.pipelines import Pipeline
from projects.board import narration
from projects.errors import IllegalMove
from projects.models import ProjectState
from projects.notifications import tell
from rendering import project_outcome
from rendering.exports import ratios

# The stage that follows the voices: by then all of them are as they will be heard.
AFTER_VOICES = "clips"


class RenderPipeline(Pipeline):
    """Approved board → MP4. A video that was finished before stays finished, whatever becomes of this one."""

    def opened(self, stage: str) -> None:
        """Raises IllegalMove, before anything but voices is made, where a voice would be cut off."""
        self.move(ProjectState.RENDERING)
        if stage == AFTER_VOICES:
            cut = narration.cut_in_film(self.job.project)
            if cut:
                raise IllegalMove(narration.refusal(cut))

    def succeeded(self) -> str:
        self.move(self._done() or ProjectState.COMPLETED)
        tell.render_done(self.job.project, self.job.created_by_id)
        return gettext_noop("The video is ready")

    def failed(self, message: str) -> None:
        self.move_if_it_may(self._done() or ProjectState.FAILED, message)
        tell.render_failed(self.job.project, self.job.created_by_id, message)

    def cancelled(self) -> None:
        self.move_if_it_may(self._done() or ProjectState.CANCELLED)

    def _done(self) -> ProjectState | None:
        """Where the project is by the videos that there are of this very board."""
        return project_outcome.done_state(self.job.project, self.job.digest)


class PreviewPipeline(Pipeline):
    """The board as it stands → a small MP4. The project's state and its approval stay as they are."""

    def succeeded(self) -> str:
        return gettext_noop("The preview is ready")


class RatiosPipeline(RenderPipeline):
    """An approved board → one MP4 for each ratio."""

    def succeeded(self) -> str:
        self.move(self._done() or ProjectState.COMPLETED)
        tell.render_done(self.job.project, self.job.created_by_id)
        missing = ratios.failures(self.job)
        if not missing:
            return gettext_noop("The videos are ready")
        done, count = self.job.renders.count(), len(ratios.ratios_of(self.job))
        return (
            gettext_noop("%(done)s of %(count)s videos are ready. %(why)s")
            % {"done": done, "count": count, "why": " ".join(missing)}
        )[:300]


class PackagePipeline(Pipeline):
    """A finished video → a ZIP for an editor. The project stays as it is."""

    def succeeded(self) -> str:
        return gettext_noop("The editor's package is ready")
