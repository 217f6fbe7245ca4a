"""Scenes that are painted elsewhere, and what is laid over them here: the real product, and the words.

A painter that takes money is asked for the plate alone: the scene, with an empty place where the product
will stand. Its answer is kept as it came. Product and words are laid over it on this machine, for
nothing; so another headline, photo, logo or ratio needs no new plate.
"""

from dataclasses import replace

from generation.interfaces import ImageRequest, PlateRequest, Provider
from generation.local.images import overlay
from generation.prompts import image_requests, templates
from generation.prompts.image_requests import PictureSources, SceneWish
from generation.providers import artifacts, registry
from projects.board.digest import digest_of
from projects.media import library
from projects.models import Asset, VideoProject


def are_painted() -> bool:
    """Whether any painter that could be asked paints plates."""
    return any(map(paints, registry.providers("image")))


def paints(provider: registry.RegisteredProvider) -> bool:
    """Whether a provider is asked for the plate alone."""
    return "plate" in provider.adapter.hints


def plate_request(sources: PictureSources, wish: SceneWish) -> PlateRequest:
    """What a painter of plates is asked, by the prompt "plate" as it stands now."""
    template = templates.usable_version("plate").body if sources.keeps_photo else ""
    return image_requests.plate_request(sources, wish, template)


# --- what is laid over it --------------------------------------------------------------------
def composed(project: VideoProject, plate: Asset, request: ImageRequest) -> tuple[Asset, bool]:
    """(the picture that a request gives over a plate, whether it was there before).

    Raises Rejected where a photo or the plate cannot be read.
    """
    digest = address(project, plate, request)
    found = library.find(project.workspace, digest)
    if found:
        return found, True
    laid = _laid(project, request)
    answer = overlay.compose(laid, library.read(plate))
    maker = registry.RegisteredProvider("image", plate.origin, plate.model, Provider())
    shown = (plate.meta.get("of") or {}).get("references")
    made_of = {"plate": plate.digest, "keeps": bool(laid.photos), **({"shown": shown} if shown else {})}
    return artifacts.keep(project.workspace, "image", maker, digest, answer, laid, made_of), False


def address(project: VideoProject, plate: Asset, request: ImageRequest) -> str:
    """The digest of the picture that the request gives over a plate."""
    asked = artifacts.request_digest("image", "over", overlay.VERSION, _laid(project, request))
    return digest_of({"plate": plate.digest, "laid": asked})


def _laid(project: VideoProject, request: ImageRequest) -> ImageRequest:
    """What of a request decides how the picture over a plate looks."""
    photos, cuts = (request.photos, request.cuts) if project.keep_product else ((), ())
    return replace(request, prompt="", plate=None, photos=photos, cuts=cuts)


def plate_of(asset: Asset) -> Asset | None:
    """The plate's asset of a picture that was laid over one, or None."""
    digest = asset.meta.get("plate")
    return library.find(asset.workspace, digest) if digest else None


def label(asset: Asset) -> str:
    """What a picture is made of, for people: "flux-schnell + your photo"; "" where it has no plate.

    "Your photo" means true pixels, laid over; "by reference" means drawn anew after what was shown.
    """
    if not asset.meta.get("plate"):
        return ""
    model = asset.model.partition(":")[0].rpartition("/")[2] or asset.origin
    if asset.meta.get("keeps"):
        return f"{model} + your photo"
    if asset.meta.get("shown"):
        return f"{model}, by reference"
    return f"{model} + type" if asset.meta.get("text_boxes") else model
