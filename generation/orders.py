"""What people ask of the engine: a storyboard, another picture, another try.

Page, API and admin call these; the caller has checked that the person may edit.
"""

from generation import jobs
from generation.models import OPEN, Step
from projects.errors import Conflict, IllegalMove


def storyboard(project, by, fresh=False):
    """Write and illustrate the board. What a person edited stays, unless they ask for a fresh one."""
    return jobs.enqueue(project, "storyboard", by=by, **({"fresh": True} if fresh else {}))


def picture(scene, by, prompt="", seed=None):
    """Make another picture for one scene; with neither prompt nor seed, try the same once more."""
    if scene.project.is_busy:
        raise IllegalMove("A job is at work on this board. Wait for it, or cancel it, and then ask again.")
    if Step.objects.filter(scene=scene, talent="image", state__in=OPEN).exists():
        raise Conflict(f"A picture for {str(scene).lower()} is being made already.")
    options = {"prompt": prompt.strip()} if prompt.strip() else {}
    if seed is not None:
        options["seed"] = seed
    return jobs.enqueue(scene.project, "regenerate", by=by, scenes=[scene.pk], **options)


def try_again(project, by):
    """Go on with what failed or was cancelled last; what is finished is kept."""
    job = project.jobs.exclude(kind__in=("regenerate", "preview")).first()
    if job is None:
        raise IllegalMove("Nothing was started for this video yet.")
    return jobs.retry(job, by=by)
