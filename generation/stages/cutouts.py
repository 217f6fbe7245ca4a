"""What would be cut out of a product's photo, found once and kept, and what a page says of it."""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from generation.media import cut_finding, object_finder
from projects import photo_cuts
from projects.board.digest import digest_of
from projects.media import library
from projects.models import Asset, Photo

ORIGIN = "cutout"

# What speaks against a cut (object_cut.doubts), as people read it.
DOUBTS = {
    "the two looks differ": gettext_noop("it is not clear what belongs to the product"),
    "its edge is soft": gettext_noop("the edge is unsure"),
    "it is too thin": gettext_noop("some parts are too thin"),
    "it runs out of the photo": gettext_noop("the product runs out of the photo"),
    "it is too small": gettext_noop("the product is very small"),
    "it fills the photo": gettext_noop("the product fills the photo"),
    "its edge cannot be seen": gettext_noop("the edge cannot be told from the background"),
    "it may go on above": gettext_noop("the product may go on above, in the colour of the background"),
}


@dataclass(frozen=True)
class CutView:
    """A photo's cut-out as it is used now: `mask` is what is shown of it, None where the photo is whole.

    `found` is the mask that the studio found by itself, all black where it found nothing.
    """

    found: Asset
    mask: Asset | None
    says: str

    @property
    def is_cut(self) -> bool:
        return self.mask is not None

    @property
    def found_anything(self) -> bool:
        return bool(self.found.meta.get("kind"))


def found_mask(photo: Photo) -> Asset:
    """The mask that is found in the photo, as an asset; its meta has kind, confidence, why and is_sure.

    Raises Rejected where the photo cannot be read.
    """
    asset = photo.asset
    has_model = not object_finder.trouble()
    key = {"cutout": cut_finding.VERSION, "photo": asset.sha256, "model": has_model}
    digest = digest_of(key)
    kept = library.find(asset.workspace, digest)
    if kept:
        return kept
    found = cut_finding.find_mask(library.read(asset))
    meta = {
        "kind": found.kind,
        "confidence": round(found.confidence, 3),
        "why": found.why,
        "is_sure": found.is_sure,
    }
    size = {"width": found.size[0], "height": found.size[1]}
    return library.keep(
        asset.workspace, "mask", found.png, "image/png", ORIGIN, digest=digest, meta=meta, **size
    )


def view(photo: Photo) -> CutView:
    """The photo's CutView. Raises Rejected where the photo cannot be read."""
    found = found_mask(photo)
    kind, is_sure = found.meta["kind"], found.meta["is_sure"]
    if photo.cut == photo_cuts.WHOLE:
        return CutView(found, None, gettext("Shown whole, as you chose"))
    if photo.cut == photo_cuts.CUT and photo.mask:
        return CutView(found, photo.mask, gettext("Cut out, corrected by hand"))
    if photo.cut == photo_cuts.CUT and kind:
        says = gettext("Cut out, as you chose")
        return CutView(found, found, says if is_sure else f"{says}: {_doubt(found)}")
    if kind and is_sure:
        return CutView(found, found, _sure(found))
    return CutView(found, None, gettext("Shown whole: %(why)s") % {"why": _doubt(found)})


def _sure(found: Asset) -> str:
    if found.meta["kind"] == "alpha":
        return gettext("Cut out: the file’s own transparency")
    if found.meta["confidence"] >= 0.75:
        return gettext("Cut out: the edge is sure")
    return gettext("Cut out: the edge is fairly sure")


def _doubt(found: Asset) -> str:
    if found.meta["kind"]:
        return gettext(DOUBTS.get(found.meta["why"], "the edge is unsure"))
    if object_finder.trouble():
        return gettext("its background is not plain, and the cut-out model is not installed")
    return gettext("nothing stands out from the background")
