"""News from the rooms below: an approval starts the render, in the approval's own transaction."""

from django.dispatch import receiver

from projects.signals import project_approved
from rendering import outputs


@receiver(project_approved, dispatch_uid="rendering.start_render")
def start_render(sender, project, submission, by, **_):
    outputs.start(project, submission, by)
