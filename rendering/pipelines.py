"""What a render, and a preview, mean to their project."""

from generation.engine.pipelines import Pipeline
from projects.models import ProjectState
from rendering.exports import ratios
from rendering.models import RenderKind


class RenderPipeline(Pipeline):
    """Approved board → MP4."""

    def opened(self, stage: str) -> None:
        self.move(ProjectState.RENDERING)

    def succeeded(self) -> str:
        self.move(ProjectState.COMPLETED)
        return "The video is ready"

    def failed(self, message: str) -> None:
        self.move_if_it_may(ProjectState.FAILED, message)

    def cancelled(self) -> None:
        self.move_if_it_may(ProjectState.CANCELLED)


class PreviewPipeline(Pipeline):
    """The board as it stands → a small MP4. The project's state and its approval stay as they are."""

    def succeeded(self) -> str:
        return "The preview is ready"


class RatiosPipeline(RenderPipeline):
    """An approved board → one MP4 for each ratio. A video that was finished before stays finished."""

    def succeeded(self) -> str:
        self.move(ProjectState.COMPLETED)
        missing = ratios.failures(self.job)
        if not missing:
            return "The videos are ready"
        done, count = self.job.renders.count(), len(ratios.ratios_of(self.job))
        return f"{done} of {count} videos are ready. {' '.join(missing)}"[:300]

    def failed(self, message: str) -> None:
        self._back_to(ProjectState.FAILED, message)

    def cancelled(self) -> None:
        self._back_to(ProjectState.CANCELLED)

    def _back_to(self, state: ProjectState, problem: str = "") -> None:
        finished = self.job.project.renders.filter(kind=RenderKind.FINAL, digest=self.job.digest).exists()
        self.move_if_it_may(ProjectState.COMPLETED if finished else state, problem)


class PackagePipeline(Pipeline):
    """A finished video → a ZIP for an editor. The project stays as it is."""

    def succeeded(self) -> str:
        return "The editor's package is ready"
