"""Scenes that are painted elsewhere, and what is laid over them here: the real product, and the words.

A painter that takes money is asked for the plate alone: the scene, with an empty place where the product
will stand. Its answer is kept as it came. Product and words are laid over it on this machine, for
nothing; so another headline, photo, logo or ratio needs no new plate.
"""

from dataclasses import replace

from generation.interfaces import PlateRequest, Segment
from generation.local.images import layout, overlay
from generation.prompts import images, inputs, templates
from generation.providers import artifacts, registry
from projects import formats
from projects.board.digest import digest_of
from projects.media import library

# Plates are asked for in this size's proportions, whatever the film's: the model has sizes of its own.
RESOLUTION = "1080p"


def are_painted():
    """Whether any painter that could be asked paints plates."""
    return any(map(paints, registry.providers("image")))


def paints(provider):
    """Whether a registry.RegisteredProvider is asked for the plate alone."""
    return "plate" in provider.does.hints


def keeps_pixels(project):
    """Whether the product's real photo is laid over the scene, never redrawn."""
    return project.keep_product and bool(inputs.photos(project, most=1))


def request_for(scene, overrides, seed):
    """The PlateRequest of a scene; `overrides` may carry a prompt of the person's own."""
    project = scene.project
    width, height = formats.frame_size(project.aspect, RESOLUTION)
    return PlateRequest(
        prompt=_prompt(scene, overrides),
        width=width,
        height=height,
        seed=seed,
        scene_index=scene.scene_index,
    )


def _prompt(scene, overrides):
    wish = overrides.get("prompt", "")
    if not keeps_pixels(scene.project):
        return wish or scene.visual_prompt
    # A prompt that was written here shows the product; only a person's own words stand for the place.
    if wish in ("", scene.visual_prompt):
        wish = scene.visual_prompt if "visual_prompt" in scene.edited else ""
    project = scene.project
    values = images.plate_values(
        _segment(scene),
        project.style,
        project.mode,
        project.aspect,
        inputs.facts(project),
        index=scene.scene_index,
        count=overrides["total"],
        brand_colours=inputs.brand_colours(project),
        wish=wish,
        worn=layout.is_worn(project.product.name),
    )
    return images.shorten(images.fill(templates.usable("plate").body, values))


def _segment(scene):
    return Segment(
        text=scene.text,
        duration_ms=scene.duration_ms,
        beat=scene.beat,
        headline=scene.headline,
        detail=scene.detail,
        heading=scene.heading,
        action=scene.action,
    )


# --- what is laid over it --------------------------------------------------------------------
def composed(project, plate, request):
    """(the picture's asset, whether it was there before): an ImageRequest's, over the plate's asset.

    Raises Rejected where a photo or the plate cannot be read.
    """
    digest = address(project, plate, request)
    found = library.find(project.workspace, digest)
    if found:
        return found, True
    laid = _laid(project, request)
    answer = overlay.compose(laid, library.read(plate))
    maker = registry.RegisteredProvider("image", plate.origin, plate.model, None)
    told = {"plate": plate.digest, "keeps": bool(laid.photos)}
    return artifacts.keep(project.workspace, "image", maker, digest, answer, laid, told), False


def address(project, plate, request):
    """The digest of the picture that the request gives over a plate."""
    asked = artifacts.request_digest("image", "over", overlay.VERSION, _laid(project, request))
    return digest_of({"plate": plate.digest, "laid": asked})


def _laid(project, request):
    """What of a request decides how the picture over a plate looks."""
    photos = request.photos if keeps_pixels(project) else ()
    return replace(request, prompt="", plate=None, photos=photos)


def plate_of(asset):
    """The plate's asset of a picture that was laid over one, or None."""
    digest = asset.meta.get("plate")
    return library.find(asset.workspace, digest) if digest else None


def label(asset):
    """What a picture is made of, for people: "flux-schnell + your photo"; "" where it has no plate."""
    if not asset.meta.get("plate"):
        return ""
    model = asset.model.partition(":")[0].rpartition("/")[2] or asset.origin
    if asset.meta.get("keeps"):
        return f"{model} + your photo"
    return f"{model} + type" if asset.meta.get("text_boxes") else model
