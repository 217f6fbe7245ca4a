"""Where a product stands in its picture: its plan, its scale, and its pixels resampled there once.

A plan is chosen on a small picture, which costs little; the product is then placed at the size that is
painted. Regions and frames are Boxes of whole pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image as Pictures

from generation.interfaces import ImageRequest
from generation.local.images import layout, photo_details
from generation.media.arrays import Array, Mask
from generation.media.cutout import Cutout
from projects.formats import Box

# A photo is enlarged by no more than half: from there on its own pixels are seen.
MOST_ENLARGED = 1.5


@dataclass(frozen=True)
class PlacedProduct:
    """A product at its place in a picture.

    `layer` is premultiplied float (h, w, 4) from 0 to 1, `at` its left and top in the picture's pixels,
    `box` where the product is seen in it. `matrix` is the 2x3 affine map from the cut-out's pixels to the
    picture's.
    """

    layer: Array
    at: tuple[int, int]
    box: Box
    matrix: Array

    @property
    def scale(self) -> float:
        """How large the cut-out's pixels are in the picture."""
        return _scale_of(self.matrix)


@dataclass(frozen=True)
class ProductPose:
    """How a product lies in a picture: scaled, and leaned by `tilt` degrees, about its middle.

    The middle lies on `centre`; what reaches out of `frame` is cut off.
    """

    scale: float
    tilt: float
    centre: tuple[float, float]
    frame: Box


# --- the plan --------------------------------------------------------------------------------
# Where a product may leave the frame is tried out on pictures with so short a side, in pixels.
_TRIAL_SIDE = 240

# A product leaves the frame only where that makes it so much larger than it is when whole, and in wide
# frames only where it fills so much of its side, or their middle is bare.
_WORTH_IT, _FILLS = 1.15, 0.8


def choose_plan(request: ImageRequest, product: Cutout) -> layout.ShotPlan:
    """The plan for a request and its product: what would leave the frame for nothing stays whole."""
    plan = layout.plan_for(request, product.width / product.height)
    if product.cut_below:
        plan = replace(plan, tilt=0.0, copies=1)  # its cut lies level on one edge
    share = _trial_share(request.width, request.height)
    size = round(request.width * share), round(request.height * share)
    plan = settle_bleed(_resized(product, share), plan, *size)
    return layout.roomier_plan(plan, request, product.width / product.height)


def settle_bleed(product: Cutout, plan: layout.ShotPlan, width: int, height: int) -> layout.ShotPlan:
    """The plan, or without its bleed where that shows the product no larger, or cannot but cut a print.

    `width` x `height` is the picture's size; a small one is enough, of a product that is as small.
    """
    is_crop = _is_crop(product, plan) and (plan.part != "side" or product.kind == "card")
    if is_crop or not (plan.bleed or plan.panel):
        return plan
    plan = layout.keep_part_in_frame(plan)
    whole = layout.whole_product(plan)
    if not plan.bleed:
        return whole
    frame = Box(0, 0, width, height)
    bleeding = place(product, plan, width, height)[0]
    torn = _cuts_print(photo_details.find_prints(product), bleeding.matrix, frame, plan)
    beside = plan.align == "left" and width > height * 1.2
    bare = beside and bleeding.box.width < _FILLS * (plan.product[2] - plan.product[0]) * width
    pose = _whole_pose(product, layout.to_pixels(whole.product, width, height), whole, frame, MOST_ENLARGED)
    worth = bleeding.scale >= _WORTH_IT * _scale_of(_affine(product, pose))
    return plan if worth and not torn and not bare else whole


def _trial_share(width: int, height: int) -> float:
    return min(1.0, _TRIAL_SIDE / min(width, height))


def _resized(product: Cutout, share: float) -> Cutout:
    """The Cutout at a share of its size."""
    if share == 1:
        return product
    size = (max(8, round(product.width * share)), max(8, round(product.height * share)))
    return replace(product, rgba=cv2.resize(product.rgba, size, interpolation=cv2.INTER_AREA))


def _is_crop(product: Cutout, plan: layout.ShotPlan) -> bool:
    """Whether the product is cropped to its region with a clean edge, as an uncut photo is."""
    return plan.panel or (plan.close and product.kind == "card")


def is_free(product: Cutout, plan: layout.ShotPlan) -> bool:
    """Whether the product is one piece that ends with its own outline or with the frame."""
    return plan.copies == 1 and not _is_crop(product, plan)


def stands_on_ground(product: Cutout, plan: layout.ShotPlan) -> bool:
    """Whether the product's foot can be seen, upright, on the ground."""
    whole = plan.copies == 1 and not plan.panel and "bottom" not in plan.bleed
    return product.stands and whole and abs(plan.tilt) < 0.1


# --- the place -------------------------------------------------------------------------------
def place(
    product: Cutout,
    plan: layout.ShotPlan,
    width: int,
    height: int,
    most: float = MOST_ENLARGED,
    rough: bool = False,
) -> list[PlacedProduct]:
    """The product's copies in a picture of a size, each at most `most` times its size.

    `rough`: to see where it stands and what shadow it casts; its own pixels are not shown.
    """
    sharp = Pictures.Resampling.BILINEAR if rough else Pictures.Resampling.LANCZOS
    return [_resample(product, pose, sharp) for pose in _poses(product, plan, width, height, most)]


def _poses(product: Cutout, plan: layout.ShotPlan, width: int, height: int, most: float) -> list[ProductPose]:
    region, frame = layout.to_pixels(plan.product, width, height), Box(0, 0, width, height)
    if _is_crop(product, plan):
        return [_crop_pose(product, region, plan, most)]
    if plan.is_put:
        return [_put_pose(product, region, plan, frame, most)]
    if plan.bleed and plan.copies == 1:
        return [_bleeding(product, region, plan, frame, most)]
    cells = [(cell, cell) for cell in _cells(region, plan)] if plan.copies > 1 else [(region, frame)]
    return [_whole_pose(product, cell, plan, edge, most) for cell, edge in cells]


def union(boxes: Sequence[Box]) -> Box:
    """The Box around all boxes, of which there is at least one."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _cells(region: Box, plan: layout.ShotPlan) -> Iterator[Box]:
    """Equal cells of a grid, with a gap around each: a share of the cell's shorter side."""
    columns = max(1, plan.copies // plan.rows)
    wide, tall = region.width / columns, region.height / plan.rows
    gap = min(wide, tall) * (0.08 if plan.rows > 1 else 0.03)
    for row in range(plan.rows):
        for column in range(columns):
            left, top = region.left + column * wide, region.top + row * tall
            yield Box(round(left + gap), round(top + gap), round(left + wide - gap), round(top + tall - gap))


def _tilted_size(product: Cutout, tilt: float) -> tuple[float, float]:
    """(width, height) of the product when it leans."""
    turn = np.radians(tilt)
    cos, sin = abs(np.cos(turn)), abs(np.sin(turn))
    return product.width * cos + product.height * sin, product.width * sin + product.height * cos


def _whole_pose(product: Cutout, region: Box, plan: layout.ShotPlan, frame: Box, most: float) -> ProductPose:
    """The whole product, leaning, in its region: on the ground if it stands."""
    wide, tall = _tilted_size(product, plan.tilt)
    scale = min(region.width / wide, region.height / tall, most)
    x, y = region.centre
    if product.stands:
        y = region.bottom - tall * scale / 2
    return ProductPose(scale, plan.tilt, (x, y), frame)


def _put_pose(product: Cutout, region: Box, plan: layout.ShotPlan, frame: Box, most: float) -> ProductPose:
    """The whole product in the middle of the region in which a person put it."""
    wide, tall = _tilted_size(product, plan.tilt)
    scale = min(region.width / wide, region.height / tall, most)
    return ProductPose(scale, plan.tilt, region.centre, frame)


# --- out of the frame ------------------------------------------------------------------------
# A thing that leaves the frame sideways shows at least about this share of its width.
_SHOWN = 0.74

# A close-up shows at least this share of the product, or nobody knows what it is; less where it is cropped
# around what there is most to see of.
_RECOGNISABLE, _RECOGNISABLE_CROP = 0.58, 0.24

# How the scale of a bleeding product is looked for: each try so much smaller, so many tries (half its size).
_SMALLER, _TRIES = 0.94, 12

# A print that is seen by more than the first share and by less than the second is cut; the camera, moving
# in, takes as much of the frame as the margin is. A close-up is of something else than the print: most of
# it is enough there.
_UNSEEN, _SEEN, _SEEN_CLOSE, _MARGIN = 0.04, 0.985, 0.6, 0.02


def _bleeding(product: Cutout, region: Box, plan: layout.ShotPlan, frame: Box, most: float) -> ProductPose:
    """The product larger than its region, leaving the frame on the plan's sides.

    On all other sides it ends with its own outline, so nothing looks cut but by the frame.
    """
    wide, tall = _tilted_size(product, plan.tilt)
    scale = min(most, _outgrown(region, wide, tall, plan))
    scale = _uncut_scale(product, region, plan, frame, scale)
    detail_x = photo_details.centre_of_detail(product)[0]
    return _bleeding_pose(product, region, plan, frame, scale, detail_x)


def _uncut_scale(product: Cutout, region: Box, plan: layout.ShotPlan, frame: Box, scale: float) -> float:
    """That scale or the next smaller one at which enough is seen and no print is cut."""
    share = _trial_share(frame.width, frame.height)
    small, region, frame = _resized(product, share), _shrunk(region, share), _shrunk(frame, share)
    ink, prints = (small.rgba[..., 3] * np.float32(1 / 255)).sum(), photo_details.find_prints(small)
    detail_x = photo_details.centre_of_detail(small)[0]
    for _ in range(_TRIES):
        pose = _bleeding_pose(small, region, plan, frame, scale, detail_x)
        enough = _alpha(small, pose).sum() >= _RECOGNISABLE * ink * scale**2
        if enough and not _cuts_print(prints, _affine(small, pose), frame, plan):
            break
        scale *= _SMALLER
    return scale


def _shrunk(box: Box, share: float) -> Box:
    return Box(*(round(side * share) for side in (box.left, box.top, box.right, box.bottom)))


def _cuts_print(prints: Sequence[Box], matrix: Array, frame: Box, plan: layout.ShotPlan) -> bool:
    """Whether the frame's edge runs through a print of the product that lies as `matrix` says."""
    seen = _SEEN_CLOSE if plan.close else _SEEN
    edge = round(min(frame.width, frame.height) * _MARGIN)
    inner = Box(frame.left + edge, frame.top + edge, frame.right - edge, frame.bottom - edge)
    return any(_UNSEEN < photo_details.visible_share(box, matrix, inner) < seen for box in prints)


def _bleeding_pose(
    product: Cutout, region: Box, plan: layout.ShotPlan, frame: Box, scale: float, detail_x: float
) -> ProductPose:
    """How the product lies at one scale, standing at the region's inner edges.

    `detail_x` is where there is most to see of it, in its own pixels.
    """
    wide, tall = (side * scale for side in _tilted_size(product, plan.tilt))
    x = _across(region, wide, plan.bleed, (product.width / 2 - detail_x) * scale)
    y = _down(region, tall, plan.bleed, product.stands)
    pose = ProductPose(scale, plan.tilt, (x, y), frame)
    left, top, *_ = _window(product, pose)
    gap = _edge_gap(region, _inked_box(_alpha(product, pose), left, top), plan.bleed)
    return pose if abs(gap) < 2 else replace(pose, centre=(x, y + gap))


def _outgrown(region: Box, wide: float, tall: float, plan: layout.ShotPlan) -> float:
    """The scale: up to `grow` times what fits, but within the region where it must not run out."""
    across, down = region.width / wide, region.height / tall
    limits = [min(across, down) * plan.grow]
    if not {"left", "right"} & set(plan.bleed):
        limits.append(across)
    if not {"top", "bottom"} & set(plan.bleed):
        limits.append(down)
    return min(limits)


def _across(region: Box, wide: float, bleed: Sequence[str], aside: float) -> float:
    """The x of the product's middle, which lies `aside` of what there is most to see of."""
    inset = min(region.width, region.height) * 0.06
    if {"left", "right"} <= set(bleed):
        spare = max(0, wide - region.width) / 2
        return region.centre[0] + np.clip(aside, -spare, spare)
    if "right" in bleed:
        return max(region.left + inset, region.right - wide * _SHOWN) + wide / 2
    if "left" in bleed:
        return min(region.right - inset, region.left + wide * _SHOWN) - wide / 2
    return region.centre[0]


def _down(region: Box, tall: float, bleed: Sequence[str], stands: bool) -> float:
    """The y of the product's middle."""
    if "bottom" in bleed:
        return region.top + tall / 2
    if "top" in bleed or stands:
        return region.bottom - tall / 2
    return region.centre[1]


def _edge_gap(region: Box, box: Box, bleed: Sequence[str]) -> int:
    """How far down to move so that the part in view, not the whole, meets the region's inner edge."""
    if "bottom" in bleed:
        return region.top - box.top
    return region.bottom - box.bottom if "top" in bleed else 0


# --- a crop ----------------------------------------------------------------------------------
# A close-up from the head down may become so much smaller to end below a print that it would cut.
_FOR_PRINT = 0.66

# How much of a close-up may lie above the product, as a share of half its height; what is cut off above is
# a sliver below this share of the product's; a crop ends so far below a print. Then where its parts are,
# as shares of its height.
_AIR, _SLIVER = 0.12, 0.12
_BELOW = 1.06
_PARTS = {"top": 0.0, "low": 0.8}


def _crop_pose(product: Cutout, region: Box, plan: layout.ShotPlan, most: float) -> ProductPose:
    """A crop that fills the region, around the part that is spoken of or a print, neither of them cut."""
    wide, tall = region.width / product.width, region.height / product.height
    beside = plan.align == "left"
    scale = min(most, tall * 1.3 if beside else max(wide, tall) * 1.12)
    if beside:
        scale = min(scale, np.sqrt(wide * tall / (_RECOGNISABLE_CROP * 1.7)))
    prints = photo_details.find_prints(product)
    if plan.part == "top":
        scale = _scale_below_print(prints, scale, region.height)
    reach_x, reach_y = region.width / 2 / scale, region.height / 2 / scale
    x, y = _crop_centre(product, prints, plan.part, reach_y)
    x = np.clip(x, reach_x, product.width - reach_x) if product.width > 2 * reach_x else product.width / 2
    if beside and product.width > 2 * reach_x:
        # Beside words: whole on their side, running out of the frame on the other.
        x = product.width - reach_x if plan.mirrored else reach_x
    y = _without_sliver(y, reach_y, product.height)
    centre = (
        region.centre[0] - (x - product.width / 2) * scale,
        region.centre[1] - (y - product.height / 2) * scale,
    )
    return ProductPose(scale, 0.0, centre, region)


def _scale_below_print(prints: Sequence[Box], scale: float, height: int) -> float:
    """The scale of a close-up from the head down, so high in pixels, that cuts no print if it can."""
    seen = height * (1 - _AIR / 2)
    cut = [box.bottom for box in prints if box.top < seen / scale < box.bottom * _BELOW]
    calmer = seen / (max(cut) * _BELOW) if cut else scale
    return calmer if calmer > _FOR_PRINT * scale else scale


def _without_sliver(y: float, reach: float, height: int) -> float:
    """The y a close-up looks at, moved so that no sliver of the product's head is cut off."""
    if height <= 2 * reach:
        return height / 2
    y = min(max(y, reach), height - reach)
    return reach * (1 - _AIR) if y - reach < height * _SLIVER else y


def _crop_centre(product: Cutout, prints: Sequence[Box], part: str, reach: float) -> tuple[float, float]:
    """(x, y) in the product's pixels where a close-up looks that reaches so far up and down."""
    x, y = photo_details.centre_of_detail(product)
    if part in _PARTS:
        return x, product.height * _PARTS[part]
    shown = [box for box in prints if box.height < 2 * reach]
    return (x, shown[0].centre[1]) if shown else (x, y)


# --- its pixels there ------------------------------------------------------------------------
# Left, top, width and height in pixels.
Window = tuple[int, int, int, int]


def _affine(product: Cutout, pose: ProductPose) -> Array:
    """The 2x3 map from the product's pixels to the picture's."""
    cos, sin = np.cos(np.radians(pose.tilt)) * pose.scale, np.sin(np.radians(pose.tilt)) * pose.scale
    matrix = np.array([[cos, -sin, 0], [sin, cos, 0]])
    matrix[:, 2] = np.array(pose.centre) - matrix[:, :2] @ (np.array([product.width, product.height]) / 2)
    return matrix


def _scale_of(matrix: Array) -> float:
    return float(np.hypot(*matrix[:, 0]))


def _resample(product: Cutout, pose: ProductPose, sharp: Pictures.Resampling) -> PlacedProduct:
    """The product's pixels in a pose; `sharp` is how they are resampled where it stands upright."""
    window, matrix = _window(product, pose), _affine(product, pose)
    is_upright = matrix[0, 1] == 0
    layer = _upright_layer(product, matrix, window, sharp) if is_upright else _turned_layer(product, pose)
    alpha = cv2.extractChannel(layer, 3)
    cv2.min(layer, cv2.merge([alpha] * 4), dst=layer)
    left, top, *_ = window
    return PlacedProduct(layer, (left, top), _inked_box(alpha, left, top), matrix)


def _upright_layer(product: Cutout, matrix: Array, window: Window, sharp: Pictures.Resampling) -> Array:
    """Premultiplied floats of the product, scaled and moved: each channel of its bytes in one step.

    What is solid gets the values that floats would give, rounded once; it takes half the time.
    """
    edges, box = _source_box(product.rgba.shape[:2], matrix, window)
    rgba = (
        cv2.copyMakeBorder(product.rgba, *edges, cv2.BORDER_CONSTANT, value=0) if any(edges) else product.rgba
    )
    premultiplied = Pictures.fromarray(rgba).convert("RGBa")
    made = premultiplied.resize(window[2:], sharp, box=box)
    return np.asarray(made).astype(np.float32) * np.float32(1 / 255)


def _turned_layer(product: Cutout, pose: ProductPose) -> Array:
    matrix = _affine(product, pose)
    turned = _turned(_planes(product), matrix, pose.scale, _window(product, pose))
    return np.minimum(np.maximum(turned, 0), 1)


def _alpha(product: Cutout, pose: ProductPose) -> Mask:
    """The alpha alone of the product's pixels in a pose: a quarter of the work."""
    planes = [_alpha_plane(product)]
    return _mapped(planes, _affine(product, pose), pose.scale, _window(product, pose))[..., 0].clip(0, 1)


# One channel of a picture, (height, width) floats.
Planes = list[Array]


def _planes(product: Cutout) -> Planes:
    """Red, green, blue, each times alpha, and alpha, from 0 to 1."""
    alpha = cv2.extractChannel(product.rgba, 3)
    colours = (cv2.extractChannel(product.rgba, part) for part in range(3))
    shares = [cv2.multiply(colour, alpha, scale=1 / 255**2, dtype=cv2.CV_32F) for colour in colours]
    return [*shares, _alpha_plane(product)]


def _alpha_plane(product: Cutout) -> Array:
    return cv2.extractChannel(product.rgba, 3).astype(np.float32) * np.float32(1 / 255)


def _window(product: Cutout, pose: ProductPose) -> Window:
    """The part of the picture in which a product lies in a pose, at most its frame."""
    matrix, frame = _affine(product, pose), pose.frame
    corners = np.array([(0, 0), (product.width, 0), (0, product.height), (product.width, product.height)])
    spots = corners @ matrix[:, :2].T + matrix[:, 2]
    low, high = np.floor(spots.min(0)).astype(int), np.ceil(spots.max(0)).astype(int)
    left, top = max(frame.left, low[0]), max(frame.top, low[1])
    right, bottom = min(frame.right, high[0]), min(frame.bottom, high[1])
    return left, top, max(1, right - left), max(1, bottom - top)


def _mapped(planes: Planes, matrix: Array, scale: float, window: Window) -> Array:
    """(h, w, channels) floats of the mapped picture inside a window, with what resampling overshoots."""
    if matrix[0, 1] == 0:
        return _upright(planes, matrix, window)
    return _turned(planes, matrix, scale, window)


def _upright(planes: Planes, matrix: Array, window: Window) -> Array:
    """Scaled and moved in one step: each resampling more costs fine textures."""
    edges, box = _source_box(planes[0].shape, matrix, window)
    if any(edges):
        planes = [cv2.copyMakeBorder(plane, *edges, cv2.BORDER_CONSTANT, value=0) for plane in planes]
    return np.dstack(_lanczos(planes, window[2:], box))


def _source_box(
    shape: tuple[int, ...], matrix: Array, window: Window
) -> tuple[tuple[int, int, int, int], tuple[float, float, float, float]]:
    """What a window shows of a source (rows, columns) that is scaled and moved.

    (pixels to add above, below, left and right; left, top, right and bottom edge in what that makes).
    """
    scale, size, (high, wide) = matrix[0, 0], window[2:], shape
    # The window's edges in the source; a pixel's middle is half a pixel from its edge.
    first = [(window[k] - matrix[k, 2] - 0.5) / scale + 0.5 for k in (0, 1)]
    last = [first[k] + size[k] / scale for k in (0, 1)]
    left, top = (int(np.ceil(max(0, -first[k]))) for k in (0, 1))
    right, bottom = (int(np.ceil(max(0, last[k] - side))) for k, side in enumerate((wide, high)))
    box = (first[0] + left, first[1] + top, last[0] + left, last[1] + top)
    return (top, bottom, left, right), box


def _turned(planes: Planes, matrix: Array, scale: float, window: Window) -> Array:
    matrix, (high, wide) = matrix.copy(), planes[0].shape
    if scale < 0.75:
        size = (max(1, round(wide * scale)), max(1, round(high * scale)))
        planes = _lanczos(planes, size)
        ratio = np.array([wide / size[0], high / size[1]])
        # Pixel centres: what was at (x + 0.5) * ratio - 0.5 is now at x.
        matrix[:, 2] += matrix[:, :2] @ ((ratio - 1) / 2)
        matrix[:, :2] *= ratio
    left, top, width, height = window
    matrix[:, 2] -= (left, top)
    turned = cv2.warpAffine(
        cv2.merge(planes), matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT
    )
    return turned.reshape(height, width, len(planes))


def _lanczos(
    planes: Planes, size: tuple[int, int], box: tuple[float, float, float, float] | None = None
) -> Planes:
    """Planes resized; `box` (left, top, right, bottom) is the part of the source that is seen."""
    made = (Pictures.fromarray(each).resize(size, Pictures.Resampling.LANCZOS, box=box) for each in planes)
    return [np.asarray(each) for each in made]


def _inked_box(alpha: Mask, left: int, top: int) -> Box:
    """Where a layer whose corner is at `left`, `top` can be seen."""
    x, y, w, h = cv2.boundingRect((alpha > 0.03).astype(np.uint8))
    return Box(left + x, top + y, left + x + w, top + y + h)
