"""An approval starts the render, in the approval's own transaction."""

from typing import Any

from django.contrib.auth.models import User
from django.dispatch import receiver

from projects.models import Submission, VideoProject
from projects.signals import project_approved
from rendering import outputs


@receiver(project_approved, dispatch_uid="rendering.start_render")
def start_render(sender: Any, project: VideoProject, submission: Submission, by: User, **_: Any) -> None:
    outputs.start(project, submission, by)
