"""An approval starts the render, in the approval's own transaction."""

from typing import Any

from django.contrib.auth.models import User
from django.dispatch import receiver

from projects.errors import IllegalMove
from projects.models import Submission, VideoProject
from projects.signals import project_approved, project_leaves
from rendering import outputs
from rendering.models import Render, RenderKind


@receiver(project_approved, dispatch_uid="rendering.start_render")
def start_render(sender: Any, project: VideoProject, submission: Submission, by: User, **_: Any) -> None:
    outputs.start(project, submission, by)


@receiver(project_leaves, dispatch_uid="rendering.keep_finished")
def keep_finished(sender: Any, project: VideoProject, forever: bool, **_: Any) -> None:
    """A finished video may be out in the world: what it was made of stays, if only in the trash."""
    if forever and Render.objects.filter(project=project, kind=RenderKind.FINAL).exists():
        raise IllegalMove("It has a finished video, so it stays in the trash.")
