"""What people ask of the engine: a storyboard, another picture, clip or recording, another try.

Page, API and admin call these; the caller has checked that the person may edit.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from generation.engine import control, jobs
from generation.models import OPEN_STEP_STATES, Step
from generation.prompts import scene_prompts
from generation.prompts.understanding import understood_prompt, understood_record
from generation.provider_errors import Rejected
from generation.providers import registry, voices
from generation.stages import product_overlay, script
from generation.text import script_files, script_summary
from generation.text.plain_text import plain
from projects.board import editing, soundtrack, stale, versions
from projects.board.editing import LONGEST_SCRIPT, TOO_LONG_A_SCRIPT
from projects.errors import BadInput, Conflict, IllegalMove
from projects.models import ProjectState, Scene, VideoProject

LONGEST_CLIP_SECONDS = 30


def understand(source, text, language=""):
    """What was understood of a prompt, for people to see before work begins: an Understanding.

    `language` is the film's; "" for the prompt's own.
    """
    if source != "prompt":
        raise ValueError(f"Only prompts are understood, not a {source}.")
    return understood_prompt(text, language, has_model=registry.provider("text").adapter.prompted)


def understand_product(product, language):
    """What there is to say of a product's text before work begins: an Understanding, or None."""
    words = " ".join(plain(text) for text in (product.description, *product.selling_points, product.audience))
    return understood_record(words, language or "en", has_model=registry.provider("text").adapter.prompted)


def check_start(project):
    """Refuse, before anything is made, what the local studio is known not to finish.

    Raises BadInput for a language that no voice speaks, for a prompt that the local writer cannot use, and
    for a script of which nothing can be said.
    """
    _check_language(project)
    if project.source == "script":
        read_script(project.script, project.language)
    if project.source == "prompt" and not registry.provider("text").adapter.prompted:
        request, _ = script.request_for(project)
        try:
            registry.provider("text").adapter.write(request)
        except Rejected as error:
            raise BadInput(str(error), "prompt") from None


def _check_language(project):
    text = {"prompt": project.prompt, "script": project.script}.get(project.source, "")
    if why := voices.why_unsaid(text, project.language):
        raise BadInput(why, "language")


# Where a storyboard may stop, and the stages until there.
STOPS = {"script": ("analyse", "script", "storyboard")}


@transaction.atomic
def storyboard(project, by, fresh=False, stop_at=""):
    """Write and illustrate the board. What a person edited stays, unless they ask for a fresh one.

    `stop_at="script"`: words and scenes alone, for people to read before pictures are made
    (`illustrate` goes on).
    """
    check_start(project)
    options = {"fresh": True} if fresh else {}
    if fresh:
        versions.keep_before(project, by, "Before it was made anew")
    if stop_at:
        options["stages"] = list(STOPS[stop_at])
    return jobs.enqueue(project, "storyboard", by=by, **options)


@transaction.atomic
def illustrate(project, by):
    """Make the pictures of a board whose script was to be read first. Raises IllegalMove for any other."""
    now = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
    if now.state != ProjectState.SCRIPT_READY:
        raise IllegalMove("Only a board whose script is ready and has no pictures yet can be illustrated.")
    return jobs.enqueue(now, "storyboard", by=by, stages=["images"])


def read_script(text, language="en"):
    """A ScriptSummary of a script: what will be seen and said, and what is left out. Makes nothing.

    Raises BadInput saying what to change, where nothing of it can be read out.
    """
    if len(text) > LONGEST_SCRIPT:
        raise BadInput(f"This one has {len(text):,} characters. {TOO_LONG_A_SCRIPT}", "script")
    try:
        return script_summary.summarise(text, language)
    except Rejected as error:
        raise BadInput(str(error), "script") from None


def script_from_file(file):
    """The text of a script's file (anything with `read`). Raises BadInput for what is no script.

    Final Draft's XML is turned into Fountain, which people can read and edit.
    """
    try:
        return script_files.readable(script_files.text_of(file.read(script_files.MOST_BYTES + 1)))
    except Rejected as error:
        raise BadInput(str(error), "script") from None


@transaction.atomic
def picture(scene, by, prompt="", seed=None):
    """Make another picture for one scene; with neither prompt nor seed, try the same once more."""
    _check_free(scene, "image", "picture")
    options = {"prompt": prompt.strip()} if prompt.strip() else {}
    editing.check_prompt(prompt.strip(), "prompt")
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


# What can be mended by laying product and words anew over the scene that was painted elsewhere.
_LAID = {
    *stale.WORDS,
    "format",
    "resolution",
    "captions",
    "brand_colours",
    "brand_font",
    "logo",
    "photos",
    "cuts",
    "words_at",
    "product_at",
}
# After these a prompt that nobody wrote by hand is out of date, too.
_LOOK = {"style", "format", "brand_colours"}


@transaction.atomic
def mend(project, by, scenes=None):
    """Make the stale pictures of a board anew, as the board is now; of these scenes (keys), or all.

    Each keeps its seed, and the scene that was painted for it where only what is laid over it changed.
    Raises IllegalMove where no picture is stale.
    """
    _check_idle(project)
    found = mendable(project, scenes)
    if not found:
        raise IllegalMove("Every picture shows what the board says already, or is being made.")
    _adapt_prompts(project, by, found)
    return jobs.enqueue(project, "regenerate", by=by, **mend_options(found))


def mendable(project, scenes=None):
    """The stale pictures (stale.StalePicture) of these scenes, or all, that are not at work already."""
    at_work = Step.objects.filter(job__project=project, talent="image", state__in=OPEN_STEP_STATES)
    busy = set(at_work.values_list("scene_id", flat=True))
    return [
        one
        for one in stale.pictures(project)
        if one.scene.pk not in busy and (scenes is None or one.scene.pk in scenes)
    ]


def mend_options(found):
    """The options of the job that makes these pictures anew: which scenes, and of each what it keeps."""
    each = {str(one.scene.pk): _kept_of(one) for one in found}
    return {"scenes": [one.scene.pk for one in found], "each": each}


def is_free_to_mend(found):
    """Whether nobody who is paid would be asked."""
    return not registry.provider("image").paid or all("plate" in _kept_of(one) for one in found)


def _kept_of(one):
    """What a picture keeps when it is made anew."""
    kept = {"words": list(one.words)}
    asked = one.asset.meta["asked"]
    if "seed" in asked:
        kept["seed"] = asked["seed"]
    laid = _LAID | ({"photo"} if one.asset.meta.get("keeps") else set())
    if one.asset.meta.get("plate") and one.names <= laid and product_overlay.plate_of(one.asset):
        kept["plate"] = one.asset.meta["plate"]
    elif asked.get("prompt") and one.is_set_at_once:
        kept["prompt"] = asked["prompt"]  # also where a person asked for another than the scene's
    return kept


def _adapt_prompts(project, by, found):
    """Prompts that were written here follow the look; what a person wrote stays."""
    changed = [one.scene for one in found if one.names & _LOOK]
    if not changed:
        return
    written = scene_prompts.prompts(project)
    with editing.one_edit(project, by, "adapted prompts"):
        for scene in changed:
            values = {name: text for name, text in written(scene).items() if name not in scene.edited}
            Scene.objects.filter(pk=scene.pk).update(version=F("version") + 1, **values)


@transaction.atomic
def clip(scene, by, motion="", seconds=None, seed=None):
    """Make another clip of one scene's picture; it moves as the scene says unless `motion` says otherwise.

    `seconds` is how long it should last at least, 1 to 30; the scene's own duration if None.
    """
    _check_free(scene, "clip", gettext_noop("clip"))
    if not settings.PROVIDERS.get("clip"):
        raise IllegalMove("No provider of clips is set up: the scene's picture is moved by the camera alone.")
    if scene.picture is None:
        raise IllegalMove(
            gettext_noop("Scene %(number)s has no picture yet. Make one first, or upload it.")
            % {"number": scene.scene_index}
        )
    options = {"motion": motion.strip()} if motion.strip() else {}
    if seconds is not None:
        if not 1 <= seconds <= LONGEST_CLIP_SECONDS:
            raise BadInput(
                gettext_noop("A clip lasts 1 to %(seconds)s seconds.") % {"seconds": LONGEST_CLIP_SECONDS},
                "seconds",
            )
        options["duration_ms"] = round(seconds * 1000)
    if seed is not None:
        options["seed"] = seed
    return jobs.enqueue(scene.project, "regenerate", by=by, scenes=[scene.pk], what="clip", **options)


@transaction.atomic
def voice(scene, by, text=None, voice="", language=""):
    """Record one scene's words anew, with another voice or language. `text` replaces the scene's words."""
    _check_free(scene, "voice", gettext_noop("recording"))
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
        raise Conflict(
            gettext_noop("A %(what)s for scene %(number)s is being made already.")
            % {"what": what, "number": scene.scene_index}
        )


def try_again(project, by):
    """Go on with what failed or was cancelled last; what is finished is kept."""
    job = project.jobs.exclude(kind__in=("regenerate", "preview")).first()
    if job is None:
        raise IllegalMove("Nothing was started for this video yet.")
    return control.retry(job, by=by)
