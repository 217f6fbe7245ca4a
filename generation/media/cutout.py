"""From a photo to a product that can be placed: opening it safely, and freeing it from its background.

A photo with a transparent background is taken as it is; one on a plain background (a paper roll, a
light box) is cut free with soft edges. From any other background a model cuts the thing, where it is sure
(object_cut); what nobody is sure of stays a whole photo. A person may choose otherwise, and give a mask.
The product's own colours are kept; only half-covered edge pixels lose the background's tint.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image as Pictures

from generation.interfaces import PhotoCut
from generation.media import colours, object_cut, photo_files, plain_background, plain_cut_check
from generation.media.arrays import Array, Mask, Pixels, PixelsWithAlpha
from generation.media.photo_files import WHOLE, OpenedPhoto, PhotoPart
from generation.provider_errors import Rejected
from projects import photo_cuts

AS_FOUND = PhotoCut()

# Pictures are made side by side by several workers: threads of OpenCV's own would only take turns.
cv2.setNumThreads(1)

# Alpha (of 255) up to which a pixel counts as clear: soft edges and a photo editor's leftovers.
_CLEAR = 12


@dataclass(frozen=True)
class Cutout:
    """A product, cropped to itself.

    `rgba` has straight alpha. `kind` is "alpha", "plain", "object" (cut by the model), "hand" (by a person's
    mask) or "card" (a whole photo). `stands`: it rests on a flat foot. `complete`: no edge of the photo cuts
    it. `cut_below`: it ends below in a straight cut though it does not stand, as a wrist does.
    """

    rgba: PixelsWithAlpha
    kind: str
    stands: bool = False
    complete: bool = True
    cut_below: bool = False

    @property
    def width(self) -> int:
        return self.rgba.shape[1]

    @property
    def height(self) -> int:
        return self.rgba.shape[0]

    @property
    def opaque(self) -> Array:
        """Colours of the solid pixels, (n, 3) in 0..1, thinned to a few thousand."""
        alpha = self.rgba[..., 3]
        solid = np.flatnonzero(alpha > min(200, int(alpha.max()) // 2))
        thinned = solid[:: max(1, len(solid) // 6000)]
        return self.rgba[thinned // self.width, thinned % self.width, :3].astype(np.float32) / 255


def cut_each(photos: Sequence[bytes], cuts: Sequence[PhotoCut] = ()) -> list[Cutout]:
    """The Cutout of each photo, named by its number; `cuts` has one for each, or none: then as found."""
    each = cuts or [AS_FOUND] * len(photos)
    return [
        cut_out(photo, f"photo {at}", cut)
        for at, (photo, cut) in enumerate(zip(photos, each, strict=True), 1)
    ]


def leading_colours(products: Sequence[Cutout], most: int = 5) -> tuple[str, ...]:
    """The own colours of what the photos show, as `#rrggbb`, strongest first."""
    if not products:
        return ()
    pixels = np.concatenate([product.opaque for product in products])
    return tuple(colours.to_hex(colour) for colour in colours.dominant(pixels, most))


@lru_cache(maxsize=2)
def cut_out(data: bytes, name: str = "photo 1", cut: PhotoCut = AS_FOUND) -> Cutout:
    """The Cutout of a photo's bytes. Raises Rejected, naming the photo, if it cannot be read.

    The last two are remembered: the scenes of one board mostly show the same photo.
    """
    photo = photo_files.open_photo(data, name)
    if photo.rgba[..., 3].max() <= _CLEAR:
        raise Rejected(f"{name} is empty: every pixel is transparent")
    rgba, kind = _freed(photo.rgba, cut)
    if kind == "card":
        return _card(rgba)
    part = _around(rgba[..., 3])
    if photo.reduced < 0.97 and _gain(part, photo) > _WORTH:
        # A small thing in a large photo: it is opened again by itself, with the pixels it has.
        nearer, again = _freed(photo_files.open_photo(data, name, part).rgba, cut, part)
        rgba = nearer if again == kind else rgba
    return _cropped(rgba, kind)


def _freed(rgba: PixelsWithAlpha, cut: PhotoCut, part: PhotoPart = WHOLE) -> tuple[PixelsWithAlpha, str]:
    """(A part of the photo with nothing but the product, the Cutout's kind)."""
    if cut.mask and cut.choice == photo_cuts.CUT:
        masked = _masked(rgba, cut.mask, part)
        if masked[..., 3].max() > _CLEAR:
            return masked, "hand"
    elif cut.choice != photo_cuts.WHOLE:
        found = find(rgba)
        if found is not None and (found.is_sure or cut.choice == photo_cuts.CUT):
            return found.rgba, found.kind
    rgb = _on_white(rgba)
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]), "card"


@dataclass(frozen=True)
class FoundProduct:
    """What was found in a photo: `rgba` has its size, and `kind` is a Cutout's.

    `confidence` is 0..1, 1 where nobody had to guess; `why` names the lowest doubt.
    """

    rgba: PixelsWithAlpha
    kind: str
    confidence: float = 1.0
    why: str = ""

    @property
    def is_sure(self) -> bool:
        return self.confidence >= object_cut.SURE


def find(rgba: PixelsWithAlpha) -> FoundProduct | None:
    """The FoundProduct of an opened photo; None where nothing was found at all."""
    if _has_clear_border(rgba[..., 3]):
        return FoundProduct(_without_own_shadow(rgba), "alpha")
    rgb = _on_white(rgba)
    freed = plain_background.free_from_plain(rgb)
    if freed is not None:
        return FoundProduct(freed, "plain")
    found = object_cut.free_object(rgb)
    if found is None or found.rgba[..., 3].max() <= _CLEAR:
        return None
    return FoundProduct(found.rgba, "object", found.confidence, found.why)


# A mask that is enlarged further than this is taken to the photo's own edges again.
_COARSE = 1.3


def _masked(rgba: PixelsWithAlpha, mask: bytes, part: PhotoPart) -> PixelsWithAlpha:
    """A part of a photo with what the mask of the whole photo leaves of it."""
    height, width = rgba.shape[:2]
    with Pictures.open(io.BytesIO(mask)) as opened:
        grey = opened.convert("L")
    box = (
        part.left * grey.width,
        part.top * grey.height,
        part.right * grey.width,
        part.bottom * grey.height,
    )
    scale = width / (box[2] - box[0])
    fitted = grey.resize((width, height), Pictures.Resampling.BICUBIC, box=box)
    alpha = np.asarray(fitted, np.float32) / 255
    if scale > _COARSE:
        guide = _on_white(rgba).astype(np.float32) / 255
        fine = object_cut.guided(guide, alpha, max(2, round(scale)), 1e-5)
        alpha = np.clip((fine - 0.5) * 1.5 + 0.5, 0, 1)
    if rgba[..., 3].min() == 255:
        return object_cut.coloured(rgba[..., :3], alpha)
    alpha = np.minimum(alpha, rgba[..., 3].astype(np.float32) / 255)
    return np.dstack([rgba[..., :3], (alpha * 255 + 0.5).astype(np.uint8)])


def _card(rgba: PixelsWithAlpha) -> Cutout:
    scale = min(1.0, photo_files.LONGEST_SIDE / max(rgba.shape[:2]))
    if scale < 1:
        size = (max(1, round(rgba.shape[1] * scale)), max(1, round(rgba.shape[0] * scale)))
        rgba = cv2.resize(rgba, size, interpolation=cv2.INTER_AREA)
    return Cutout(rgba=rgba, kind="card")


# A photo is opened again where that shows the product so much larger.
_WORTH = 1.15


def _around(alpha: Mask) -> PhotoPart:
    """The product with an eighth of its size around it, for a second and closer look."""
    height, width = alpha.shape
    rows, columns = np.flatnonzero((alpha > _CLEAR).any(1)), np.flatnonzero((alpha > _CLEAR).any(0))
    room = max(12, (rows[-1] - rows[0]) / 8, (columns[-1] - columns[0]) / 8)
    return PhotoPart(
        left=max(0.0, (columns[0] - room) / width),
        top=max(0.0, (rows[0] - room) / height),
        right=min(1.0, (columns[-1] + 1 + room) / width),
        bottom=min(1.0, (rows[-1] + 1 + room) / height),
    )


def _gain(part: PhotoPart, photo: OpenedPhoto) -> float:
    """How much larger a part of a photo can be seen than in the whole of it."""
    height, width = photo.rgba.shape[:2]
    longest = max((part.right - part.left) * width, (part.bottom - part.top) * height)
    return min(1 / photo.reduced, photo_files.LONGEST_SIDE / longest)


def _on_white(rgba: PixelsWithAlpha) -> Pixels:
    """The colours as they are seen on white paper."""
    if rgba[..., 3].min() == 255:
        return np.ascontiguousarray(rgba[..., :3])
    alpha = rgba[..., 3:].astype(np.float32) / 255
    return (rgba[..., :3] * alpha + 255 * (1 - alpha) + 0.5).astype(np.uint8)


def _has_clear_border(alpha: Mask) -> bool:
    sides = (alpha[:2], alpha[-2:], alpha[:, :2], alpha[:, -2:])
    border = np.concatenate([side.ravel() for side in sides])
    return bool((border < _CLEAR).mean() > 0.5 and (alpha > _CLEAR).mean() > 0.0005)


# A photo editor's shadow is so dark and so far from being solid, and reaches so far out of the solid parts,
# as a share of the shorter side; nearer, a pixel belongs to a soft edge.
_SHADE_DARK, _SHADE_SOLID, _SHADE_REACH = 70, 215, 0.004
# Its alpha changes by no more than this from one pixel to the next.
_SHADE_SMOOTH = 16


def _without_own_shadow(rgba: PixelsWithAlpha) -> PixelsWithAlpha:
    """The picture without the soft shadow that was exported with it: its set casts another."""
    alpha = rgba[..., 3]
    solid = alpha > _SHADE_SOLID
    if solid.sum() < 0.4 * (alpha > _CLEAR).sum():
        return rgba  # glass, smoke, lace: the thing itself is seen through
    red, green, blue, _ = cv2.split(rgba)
    dark = cv2.max(cv2.max(red, green), blue) < _SHADE_DARK
    reach = max(3, round(min(alpha.shape) * _SHADE_REACH)) * 2 + 1
    near = cv2.dilate(solid.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    shade = dark & ~solid & (alpha > 0)
    far = shade & ~near
    if not far.any():
        return rgba  # what there is belongs to its edge
    count, labels = cv2.connectedComponents(shade.astype(np.uint8))
    smooth = plain_cut_check.steepness(alpha.astype(np.float32)) < _SHADE_SMOOTH
    reaching = np.bincount(labels[far], minlength=count)
    soft = np.bincount(labels[far & smooth], minlength=count)
    # Pieces that reach out and are smooth: a soft edge does not reach far, and hair or lace is not smooth.
    gone = ((reaching > 0) & (soft > 0.7 * reaching))[labels] & shade
    if not gone.any():
        return rgba
    rgba = rgba.copy()
    rgba[..., 3][gone] = 0
    return rgba


def _cropped(rgba: PixelsWithAlpha, kind: str) -> Cutout:
    inside = rgba[..., 3] > _CLEAR
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    complete = not (inside[0].any() or inside[-1].any() or inside[:, 0].any() or inside[:, -1].any())
    cropped = np.ascontiguousarray(rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    stands = _stands(cropped[..., 3])
    cut_below = not stands and _ends_straight(cropped[..., 3])
    return Cutout(rgba=cropped, kind=kind, stands=stands, complete=complete, cut_below=cut_below)


# A straight cut takes so much of the product's width, and is nearly as wide a hundredth of its height above.
_CUT_WIDE, _CUT_LEVEL = 0.12, 0.85


def _ends_straight(alpha: Mask) -> bool:
    """Whether the lowest row is one wide run of solid pixels: outlines that end by themselves narrow."""
    above = alpha[-max(3, len(alpha) // 100)] > 200
    last = (alpha[-2:] > 200).any(0)
    run = np.flatnonzero(last)
    whole = len(run) and len(run) > 0.9 * (run[-1] - run[0] + 1)
    return bool(whole and len(run) > _CUT_WIDE * alpha.shape[1] and len(run) > _CUT_LEVEL * above.sum())


# How much of a cut-off product's height fades where nothing can stand before its cut.
_FADE = 0.13


def fade_cut(product: Cutout) -> Cutout:
    """The Cutout of a product that is `cut_below`, its part above the cut faded into what lies behind it."""
    reach = max(2, round(product.height * _FADE))
    strip = product.rgba[-reach:, :, 3]
    count, labels = cv2.connectedComponents((strip > 8).astype(np.uint8))
    cut = np.isin(labels, np.unique(labels[-1][strip[-1] > 128]))
    rows = np.linspace(1, 0, reach, dtype=np.float32)[:, None]
    share = np.where(cut, rows * rows * (3 - 2 * rows), 1)
    rgba = product.rgba.copy()
    rgba[-reach:, :, 3] = (strip * share + 0.5).astype(np.uint8)
    return replace(product, rgba=rgba, cut_below=False)


def _stands(alpha: Mask) -> bool:
    """Whether its lowest rows are wide and whole, and what touches the ground lies under its middle.

    A hand that holds a book up would topple over.
    """
    solid = alpha > 128
    height, width = solid.shape
    foot = np.flatnonzero(solid[-max(2, height // 14) :].any(0))
    sole = np.flatnonzero(solid[-max(2, height // 40) :].any(0))
    if len(foot) == 0 or len(sole) == 0:
        return False  # it ends in something soft
    mass = solid.sum(0)
    middle = (mass * np.arange(width)).sum() / mass.sum()
    span = foot[-1] - foot[0] + 1
    steady = foot[0] < middle < foot[-1] and sole[0] < middle < sole[-1]
    return span > 0.33 * width and steady and len(foot) > 0.8 * span
