"""What people ask of the engine: a storyboard, another picture, clip or recording, another try.

Page, API and admin call these; the caller has checked that the person may edit.
"""

from django.conf import settings
from django.db import transaction

from generation.engine import control, jobs
from generation.models import OPEN_STEP_STATES, Step
from generation.stages import product_overlay
from projects.board import editing, soundtrack
from projects.errors import BadInput, Conflict, IllegalMove
from projects.models import VideoProject

LONGEST_CLIP_SECONDS = 30


def storyboard(project, by, fresh=False):
    """Write and illustrate the board. What a person edited stays, unless they ask for a fresh one."""
    return jobs.enqueue(project, "storyboard", by=by, **({"fresh": True} if fresh else {}))


@transaction.atomic
def picture(scene, by, prompt="", seed=None):
    """Make another picture for one scene; with neither prompt nor seed, try the same once more."""
    _check_free(scene, "image", "picture")
    options = {"prompt": prompt.strip()} if prompt.strip() else {}
    if seed is not None:
        options["seed"] = seed
    return jobs.enqueue(scene.project, "regenerate", by=by, scenes=[scene.pk], **options)


@transaction.atomic
def lay_anew(scene, by):
    """Lay the product and the words, as they are now, over the scene painted before. Asks nobody; it is free.

    Raises IllegalMove where the picture in use was not painted apart from them.
    """
    _check_free(scene, "image", "picture")
    asset = scene.picture.asset if scene.picture else None
    if asset is None or product_overlay.plate_of(asset) is None:
        raise IllegalMove("This picture was not painted apart from its product and words. Make another one.")
    options = {"plate": asset.meta["plate"], "seed": asset.meta["asked"]["seed"]}
    return jobs.enqueue(scene.project, "regenerate", by=by, scenes=[scene.pk], **options)


@transaction.atomic
def clip(scene, by, motion="", seconds=None, seed=None):
    """Make another clip of one scene's picture; it moves as the scene says unless `motion` says otherwise.

    `seconds` is how long it should last at least, 1 to 30; the scene's own duration if None.
    """
    _check_free(scene, "clip", "clip")
    if not settings.PROVIDERS.get("clip"):
        raise IllegalMove("No provider of clips is set up: the scene's picture is moved by the camera alone.")
    if scene.picture is None:
        raise IllegalMove(f"{scene} has no picture yet. Make one first, or upload it.")
    options = {"motion": motion.strip()} if motion.strip() else {}
    if seconds is not None:
        if not 1 <= seconds <= LONGEST_CLIP_SECONDS:
            raise BadInput(f"A clip lasts 1 to {LONGEST_CLIP_SECONDS} seconds.", "seconds")
        options["duration_ms"] = round(seconds * 1000)
    if seed is not None:
        options["seed"] = seed
    return jobs.enqueue(scene.project, "regenerate", by=by, scenes=[scene.pk], what="clip", **options)


@transaction.atomic
def voice(scene, by, text=None, voice="", language=""):
    """Record one scene's words anew, with another voice or language. `text` replaces the scene's words."""
    _check_free(scene, "voice", "recording")
    words = scene.text if text is None else text.strip()
    if not words.strip():
        raise BadInput("Write what is to be said.", "text")
    options = {name: value for name, value in (("voice", voice), ("language", language)) if value}
    with transaction.atomic():
        if words != scene.text:
            scene = editing.edit_scene(scene, by, text=words)
        return jobs.enqueue(scene.project, "regenerate", by=by, scenes=[scene.pk], what="voice", **options)


@transaction.atomic
def music(project, by, another=False):
    """Compose the bed so that it can be heard; `another`: not the one that was composed so far."""
    _check_idle(project)
    if Step.objects.filter(job__project=project, talent="music", state__in=OPEN_STEP_STATES).exists():
        raise Conflict("The music of this video is being composed already.")
    with transaction.atomic():
        if another:
            project = soundtrack.another(project, by)
        if project.music_id or not project.music_on:
            raise IllegalMove("This video has music of its own, or none at all: there is nothing to compose.")
        if not project.scenes.exists():
            raise IllegalMove("The music is as long as the board. Make the storyboard first.")
        return jobs.enqueue(project, "regenerate", by=by, scenes=[], what="music")


def _check_idle(project):
    """Under the project's lock, until the job is there: of two clicks at once the second is told."""
    if VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk).is_busy:
        raise IllegalMove("A job is at work on this board. Wait for it, or cancel it, and then ask again.")


def _check_free(scene, talent, what):
    _check_idle(scene.project)
    if Step.objects.filter(scene=scene, talent=talent, state__in=OPEN_STEP_STATES).exists():
        raise Conflict(f"A {what} for {str(scene).lower()} is being made already.")


def try_again(project, by):
    """Go on with what failed or was cancelled last; what is finished is kept."""
    job = project.jobs.exclude(kind__in=("regenerate", "preview")).first()
    if job is None:
        raise IllegalMove("Nothing was started for this video yet.")
    return control.retry(job, by=by)
