"""What the moments of a job mean to its project. Called under the job's lock, in its transaction."""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop

from generation.models import Job, StepState
from projects.board import states
from projects.models import ProjectState, VideoProject


class Pipeline:
    """Base: a job that leaves its project alone."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def opened(self, stage: str) -> None: ...

    def succeeded(self) -> str:
        return gettext_noop("Done")

    def failed(self, message: str) -> None: ...

    def cancelled(self) -> None: ...

    def move(self, to: ProjectState, problem: str = "") -> None:
        """Move the project as it is in the database now; the job speaks for its creator."""
        project = VideoProject.objects.select_for_update(no_key=True).get(pk=self.job.project_id)
        VideoProject.objects.filter(pk=project.pk).update(problem=problem[:400])
        states.move(project, to, by=self.job.created_by, job=self.job.pk)

    def move_if_it_may(self, to: ProjectState, problem: str = "") -> None:
        """As `move`; a project that went elsewhere meanwhile stays there."""
        state = VideoProject.objects.values_list("state", flat=True).get(pk=self.job.project_id)
        if to in states.MOVES[ProjectState(state)]:
            self.move(to, problem)


class StoryboardPipeline(Pipeline):
    """Source → script → scenes → pictures."""

    OPENS = {
        "analyse": ProjectState.WRITING,
        "script": ProjectState.WRITING,
        "images": ProjectState.ILLUSTRATING,
    }

    def opened(self, stage: str) -> None:
        if stage == "images":
            self.move_if_it_may(ProjectState.SCRIPT_READY)
        if stage in self.OPENS:
            self.move(self.OPENS[stage])

    def succeeded(self) -> str:
        if not self.job.stages.filter(name="images").exists():
            self.move(ProjectState.SCRIPT_READY)
            return gettext_noop("Script ready: read it, then make the pictures")
        failed = self.job.steps.filter(state=StepState.FAILED, stage__name="images").count()
        self.move(ProjectState.STORYBOARD_READY)
        if not failed:
            return gettext_noop("Storyboard ready")
        return (
            gettext_noop("Storyboard ready (%(count)s scenes failed)")
            if failed > 1
            else gettext_noop("Storyboard ready (%(count)s scene failed)")
        ) % {"count": failed}

    def failed(self, message: str) -> None:
        self.move_if_it_may(ProjectState.FAILED, message)

    def cancelled(self) -> None:
        self.move_if_it_may(ProjectState.CANCELLED)


class RegeneratePipeline(Pipeline):
    """A scene's picture, clip or voice, or the video's music, again: the project's state stays as it is."""

    READY = {
        "image": gettext_noop("New picture ready"),
        "clip": gettext_noop("New clip ready"),
        "voice": gettext_noop("New recording ready"),
    }
    READY |= {"music": gettext_noop("New music ready")}

    def succeeded(self) -> str:
        return self.READY[self.job.options.get("what", "image")]


def pipeline_of(job: Job) -> Pipeline:
    return import_string(settings.JOB_KINDS[job.kind]["pipeline"])(job)
