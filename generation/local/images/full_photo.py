"""A photo with its own surroundings: it runs out of the frame, and the words stand beside its focus.

Where a crop as large as the frame shows the focus in the plan's region, the photo fills the frame. Where
none does, it fills its part of the frame to the edges; the calm styles let it pass into the colour of its own
edge there, the loud ones end it in a straight line. A photo on one plain ground, which could not be cut, is
shown whole, and its ground fills that part. So no photo floats as a card.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image as Pictures

from generation.interfaces import Image, ImageRequest
from generation.local.images import composition, layout, lettering, photo_details, put
from generation.local.images.canvas import Canvas
from generation.local.images.composition import ImageDraft, PaintedSet
from generation.local.images.layout import ShotPlan
from generation.media.arrays import Array, Colour
from generation.media.colours import Palette, distance, mix
from generation.media.cutout import Cutout
from projects.formats import Box, caption_box, full_screen
from projects.styles import STYLES

# A crop of the whole frame's shape keeps this share of the photo at least: 16:9 in 9:16 keeps 0.316. It is
# tried so many times closer, so that its focus can be moved; and a photo is enlarged so far, or it is mush.
_KEPT, _CLOSER, _MOST_ENLARGED = 0.3, (1.0, 1.12, 1.25), 2.6

# The focus of a photo that fills the frame lies so near the middle of its region, as a share of its sides:
# what is to be seen there is larger than a point.
_ROOM = 0.2

# A border whose colours differ by no more than this (standard deviation, 0..1) is one plain ground.
_PLAIN = 0.03

# How deep a photo fades into the colour of its edge, as a share of its part of the frame; a whole one on its
# plain ground, as a share of its own side.
_FADE, _FEATHER = 0.22, 0.04

# Styles whose photos end in a straight line before a flat colour.
_LOUD = ("energetic", "bold")


@dataclass(frozen=True)
class PhotoCrop:
    """A part of a photo, (left, top, right, bottom) in its pixels, and the Box of the picture it fills."""

    part: tuple[float, float, float, float]
    box: Box


def plan_for_photo(request: ImageRequest, photo: Cutout, plan: ShotPlan) -> ShotPlan:
    """The plan with one upright photo: beside the words only where that is more than a strip."""
    plan = replace(plan, tilt=0.0, copies=1, bleed=(), grow=1.0, panel=False, part="")
    if plan.align != "left":
        return plan
    tall = full_screen(request.width, request.height)
    if request.width > request.height * 1.2 or (photo.width < photo.height and not tall):
        return plan
    name = "high" if tall else "over" if plan.mirrored else "under"
    other = layout.shots(request.width, request.height)[name][0 if request.captions else 1]
    return replace(other, bleed=(), grow=1.0)


def paint(
    draft: ImageDraft, photo: Cutout, plan: ShotPlan, palette: Palette, rng: np.random.Generator, grain: float
) -> Image:
    """The Image of a photo that is shown uncut, with its words."""
    small, request = draft.small, draft.request
    plan = plan_for_photo(small, photo, plan)
    region = layout.to_pixels(plan.product, small.width, small.height)
    focus = layout.focus_on(region, small.width, small.height)
    canvas = Canvas(small.width, small.height)
    items = lettering.lay_out(small, composition.words_area(small, plan, region, focus), plan)
    if small.product_at:
        plan = put.plan_of_product(plan, region, small.product_at, small.width, small.height)
        region = layout.to_pixels(plan.product, small.width, small.height)
        focus = layout.focus_on(region, small.width, small.height)
        _lay_put(canvas, photo, region, palette)
    else:
        _lay_photo(canvas, draft, photo, plan, region, palette)
    items = composition.put_words(small, items, focus)
    words = lettering.coloured(items, canvas, small, palette)
    pixels = canvas.finish(rng, grain, (request.width, request.height))
    seen = layout.to_pixels(plan.product, request.width, request.height)
    return composition.finish_image(draft, PaintedSet(pixels, words), focus, (), seen)


def _lay_photo(
    canvas: Canvas, draft: ImageDraft, photo: Cutout, plan: ShotPlan, region: Box, palette: Palette
) -> None:
    rgb = photo.rgba[..., :3]
    ground = plain_ground(rgb)
    if ground is not None:
        _lay_ground(canvas, ground, draft.small, plan, region, palette)
        _lay_whole(canvas, rgb, region)
        return
    crop = filling_crop(draft, photo, region)
    if crop is not None:
        canvas.px[:] = _resized(rgb, crop)
        return
    crop = _part_crop(draft.small, photo, plan, region)
    _lay_part(canvas, _resized(rgb, crop), crop.box, draft.small.style, palette)


def _lay_put(canvas: Canvas, photo: Cutout, region: Box, palette: Palette) -> None:
    """The whole photo where a person put it, passing into its own ground, or into the style's colour."""
    rgb = photo.rgba[..., :3]
    ground = plain_ground(rgb)
    canvas.px[:] = palette.backdrop if ground is None else ground
    _lay_whole(canvas, rgb, region)


def plain_ground(rgb: Array) -> Colour | None:
    """The colour of a photo's border where it is one plain ground, 0..1; None where it is a place."""
    border = np.concatenate([rgb[:3].reshape(-1, 3), rgb[-3:].reshape(-1, 3), rgb[:, :3].reshape(-1, 3),
                             rgb[:, -3:].reshape(-1, 3)]).astype(np.float32) / 255  # fmt: skip
    return np.median(border, 0) if float(border.std(0).max()) <= _PLAIN else None


def _lay_ground(
    canvas: Canvas, ground: Colour, request: ImageRequest, plan: ShotPlan, region: Box, palette: Palette
) -> None:
    """The photo's own ground: over the whole frame on minimal's paper, else over the photo's part of it."""
    canvas.px[:] = ground
    if request.style == "minimal":
        return
    box = part_box(request, plan, region)
    if request.captions and STYLES[request.style].dark and not full_screen(request.width, request.height):
        # Light captions at the foot stand on the style's own dark.
        box = replace(box, bottom=min(box.bottom, caption_box(request.width, request.height).top))
    part = canvas.px[box.top : box.bottom, box.left : box.right].copy()
    canvas.px[:] = _flat_colour(request.style, ground, palette)
    canvas.px[box.top : box.bottom, box.left : box.right] = part


def _flat_colour(style: str, edge: Colour, palette: Palette) -> Colour:
    """A colour of the style for what lies beyond a photo with such an edge."""
    if style not in _LOUD:
        return palette.backdrop
    colours = (palette.backdrop, palette.surface, palette.accent)
    return max(colours, key=lambda one: float(distance(edge, one)))


def _lay_whole(canvas: Canvas, rgb: Array, region: Box) -> None:
    """The whole photo in its region, its edges passing into its ground."""
    high, wide = rgb.shape[:2]
    scale = min(region.width / wide, region.height / high)
    w, h = max(2, round(wide * scale)), max(2, round(high * scale))
    left, top = round(region.centre[0] - w / 2), round(region.centre[1] - h / 2)
    made = _resized(rgb, PhotoCrop((0, 0, wide, high), Box(left, top, left + w, top + h)))
    mask = np.minimum.outer(_ramps(h, h * _FEATHER), _ramps(w, w * _FEATHER))[..., None]
    view = canvas.px[top : top + h, left : left + w]
    view += (made[: view.shape[0], : view.shape[1]] - view) * mask[: view.shape[0], : view.shape[1]]


def _ramps(count: int, reach: float) -> Array:
    """Rising from 0 at both ends of `count` steps to 1 after `reach`."""
    at = np.arange(count, dtype=np.float32) + 0.5
    share = np.clip(np.minimum(at, count - at) / max(1.0, reach), 0, 1)
    return share * share * (3 - 2 * share)


def filling_crop(draft: ImageDraft, photo: Cutout, region: Box) -> PhotoCrop | None:
    """The crop that fills the frame with the photo's focus inside the region; None where there is none."""
    width, height = draft.small.width, draft.small.height
    cover = max(width / photo.width, height / photo.height)
    x, y = photo_details.centre_of_detail(photo)
    for closer in _CLOSER:
        scale = cover * closer
        wide, high = width / scale, height / scale
        if wide * high < _KEPT * photo.width * photo.height or scale / draft.share > _MOST_ENLARGED:
            return None
        left = float(np.clip(x - region.centre[0] / scale, 0, photo.width - wide))
        top = float(np.clip(y - region.centre[1] / scale, 0, photo.height - high))
        seen_x, seen_y = (x - left) * scale, (y - top) * scale
        aside, down = _ROOM * region.width, _ROOM * region.height
        if abs(seen_x - region.centre[0]) < aside and abs(seen_y - region.centre[1]) < down:
            return PhotoCrop((left, top, left + wide, top + high), Box(0, 0, width, height))
    return None


def part_box(request: ImageRequest, plan: ShotPlan, region: Box) -> Box:
    """The part of the frame that a photo in a region fills out to the edges."""
    width, height = request.width, request.height
    if plan.align == "left":
        return Box(0, 0, region.right, height) if plan.mirrored else Box(region.left, 0, width, height)
    return Box(0, region.top, width, height) if plan.low else Box(0, 0, width, region.bottom)


def _part_crop(request: ImageRequest, photo: Cutout, plan: ShotPlan, region: Box) -> PhotoCrop:
    """The crop around the focus that fills the region out to the frame's edges."""
    box = part_box(request, plan, region)
    scale = max(box.width / photo.width, box.height / photo.height)
    x, y = photo_details.centre_of_detail(photo)
    wide, high = box.width / scale, box.height / scale
    left = float(np.clip(x - wide / 2, 0, photo.width - wide))
    top = float(np.clip(y - high / 2, 0, photo.height - high))
    return PhotoCrop((left, top, left + wide, top + high), box)


def _lay_part(canvas: Canvas, made: Array, box: Box, style: str, palette: Palette) -> None:
    """A photo in its part of the frame, before a flat colour or fading into that of its own edge."""
    width, height = canvas.width, canvas.height
    upright = box.width < width
    first = box.left > 0 or box.top > 0  # the photo's inner edge is its left or upper one
    if style in _LOUD:
        edge = made[:, :1] if upright else made[:1]
        canvas.px[:] = _flat_colour(style, edge.reshape(-1, 3).mean(0), palette)
        canvas.px[box.top : box.bottom, box.left : box.right] = made
        return
    lines = made if not upright else made.transpose(1, 0, 2)
    lines = lines if first else lines[::-1]
    deep = max(2, round(len(lines) * _FADE))
    edge = cv2.GaussianBlur(lines[:deep].mean(0)[None], (0, 0), max(1.0, lines.shape[1] / 5))[0]
    ground = mix(edge, np.median(edge, 0), 0.6)
    share = np.clip(np.arange(len(lines), dtype=np.float32) / deep, 0, 1)[:, None, None]
    share = share * share * (3 - 2 * share)
    lines = ground[None] * (1 - share) + lines * share
    beyond = (width if upright else height) - len(lines)
    whole = np.concatenate([np.repeat(ground[None], beyond, 0), lines])
    whole = whole if first else whole[::-1]
    canvas.px[:] = whole.transpose(1, 0, 2) if upright else whole


def _resized(rgb: Array, crop: PhotoCrop) -> Array:
    """The crop's pixels at the size of its box, float 0..1."""
    size = (crop.box.width, crop.box.height)
    high, wide = rgb.shape[:2]
    left, top, right, bottom = crop.part
    part = (max(0.0, left), max(0.0, top), min(float(wide), right), min(float(high), bottom))
    made = Pictures.fromarray(np.ascontiguousarray(rgb)).resize(size, Pictures.Resampling.LANCZOS, box=part)
    return np.asarray(made, np.float32) / 255
