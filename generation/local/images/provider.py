"""The art director: one request in, one picture out, step by step.

cut the product free → choose a plan → place product and words → build the set → shadows → ease what
lies behind the words → grain → the product itself, untouched → the words. The same picture is also
given in layers (`split`).
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image as Pictures

from generation.interfaces import FREE, Image, Provider
from generation.local.images import backdrops, illustration, layout, logo, saliency, shadows
from generation.local.images import canvas as light
from generation.local.images import layers as split
from generation.local.images import lettering as words
from generation.media import colours as colours
from generation.media import cutout
from generation.text.clothing import is_worn
from projects.formats import Box

MOST_ENLARGED = 1.5
MOST_PAINTED = 1080

# How far words keep from the product, as shares of the short side: outlines and hard shadows need room.
_GAPS = {"bold": 0.05, "energetic": 0.042}


@dataclass(frozen=True)
class Placed:
    """A product at its place: premultiplied float (h, w, 4) 0..1 whose corner is at `at`, and its Box.

    `matrix` is the 2x3 affine map from the cut-out's pixels to the picture's.
    """

    layer: np.ndarray
    at: tuple
    box: Box
    matrix: np.ndarray


class ArtDirector(Provider):
    """Talent `image`, without a network: sets the product's own photo, or an illustrated scene."""

    hints = ("brand_font",)

    def paint(self, request):
        """An Image of exactly the size asked for. Raises Rejected for a photo that cannot be read."""
        rng = np.random.default_rng([request.seed, request.scene_index, len(request.beat)])
        palette = colours.style_palette(request.style, request.brand_colours)
        return (_with_product if request.photos else _without_product)(request, palette, rng)


def _with_product(request, palette, rng):
    product = _ended(cut_out(request), request.style)
    plan = planned(request, product)
    small, share = draft_of(request)
    placed = place(product, plan, small.width, small.height, MOST_ENLARGED * share)
    items, focus = words_for(small, plan, [one.box for one in placed])
    canvas = light.Canvas(small.width, small.height)
    stage = _stage(small, plan, palette, rng, product, placed, items)
    backdrops.paint(canvas, stage, request.style)
    shadows.cast(canvas, stage, placed, request.style)
    items = words.coloured(items, canvas, small, palette)
    pixels = canvas.finish(rng, backdrops.GRAIN[request.style], (request.width, request.height))
    del canvas
    if share < 1:
        placed = place(product, plan, request.width, request.height)
    front = [shadows.rimmed(one, request.style, request.width, request.height) for one in placed]
    if stage.cut_below:
        front = [ended_at(one, one.box.bottom) for one in front[:1]]
    apart = split.Front(front[0], stage.stands or stage.cut_below) if is_free(product, plan) else None
    return finished(pixels, request, small, focus, front, union([one.box for one in placed]), items, apart)


def ended_at(one, row):
    """The Placed product without what reaches below a row of the picture: a sticker's rim, behind an edge."""
    return replace(one, layer=one.layer[: max(1, row - one.at[1])])


def is_free(product, plan):
    """True where the product is one piece that ends with its own outline or with the frame."""
    return plan.copies == 1 and not plan.panel and not (plan.close and product.kind == "card")


def _without_product(request, palette, rng):
    small, _ = draft_of(request)
    canvas, items, focus = illustration.paint(small, palette, rng)
    grain = max(0.008, backdrops.GRAIN[request.style])
    pixels = canvas.finish(rng, grain, (request.width, request.height))
    return finished(pixels, request, small, focus, (), None, items, None)


def finished(pixels, request, small, focus, placed, product, items, apart):
    """The Image of a painted set, with what stands before it and its words; `apart` a split.Front or None."""
    items = words.enlarged(items, request.width / small.width, request.height / small.height)
    marks = [item for item in items if item.kind in split.MARKS]
    plate = _lettered(pixels.copy(), request, split.still(items)) if apart or marks else None
    for one in placed:
        composite(pixels, one)
    made = encoded(_lettered(pixels, request, items), focus, product, items)
    if plate is None:
        return made
    layers = split.layers(plate, apart)
    return replace(made, layers=layers, marks=split.marks(marks, request.width, request.height))


def _lettered(pixels, request, items):
    picture = Pictures.fromarray(pixels)
    logo.stamp(picture, request)
    words.draw(picture, items)
    return picture


def draft_of(request, most=MOST_PAINTED):
    """(the request at the size its set is painted, that size's share): 2160 pixels are painted at 1080.

    `most` is the short side that is painted at most. Sets are soft; product and words are always set at
    full size. It keeps 4K within a worker's memory.
    """
    share = min(1.0, most / min(request.width, request.height))
    size = {"width": round(request.width * share), "height": round(request.height * share)}
    return replace(request, **size), share


def cut_out(request):
    pick = _pick(request)
    product = cutout.cut_out(request.photos[pick], f"photo {pick + 1}")
    return replace(product, stands=product.stands and not is_worn(request.product_name))


def _ended(product, style):
    """The Cutout, its straight cut faded in the styles that set nothing before it."""
    return cutout.fade_cut(product) if product.cut_below and style not in backdrops.FRONTS else product


def _pick(request):
    """Which photo: the best one, but close-ups and later scenes may show the others."""
    return (
        0
        if request.beat in ("hook", "cta", "closing", "product")
        else request.scene_index % len(request.photos)
    )


def _stage(request, plan, palette, rng, product, placed, items):
    return backdrops.Stage(
        palette=palette,
        plan=plan,
        rng=rng,
        product=union([one.box for one in placed]),
        words=union([item.box for item in items]) if items else None,
        stands=stands(product, plan),
        tones=tuple(colours.dominant(product.opaque, 4)),
        index=request.scene_index + request.seed,
        cut_below=product.cut_below and not plan.panel and "bottom" not in plan.bleed,
    )


def stands(product, plan):
    """True where the product's foot can be seen, upright, on the ground."""
    whole = plan.copies == 1 and not plan.panel and "bottom" not in plan.bleed
    return product.stands and whole and abs(plan.tilt) < 0.1


def words_for(request, plan, boxes):
    """(Items, focus): the words laid out in what the plan, the camera and the product leave free."""
    width, height = request.width, request.height
    product = union(boxes)
    focus = layout.focus_on(product, width, height)
    area = layout.common(layout.pixels(plan.words, width, height), layout.words_box(request, focus))
    if logo.closes(request):
        area = replace(area, top=max(area.top, round(height * logo.words_below(request))))
    gap = max(_GAPS.get(request.style, 0.024), 0.045 if plan.align == "left" else 0)
    area = _beside(area, product, round(min(width, height) * gap))
    return words.lay_out(request, area, plan), focus


def _beside(area, product, gap):
    """The largest part of `area` that keeps `gap` from the product."""
    if not area.overlaps(
        Box(product.left - gap, product.top - gap, product.right + gap, product.bottom + gap)
    ):
        return area
    parts = (
        Box(area.left, area.top, area.right, min(area.bottom, product.top - gap)),
        Box(area.left, max(area.top, product.bottom + gap), area.right, area.bottom),
        Box(area.left, area.top, min(area.right, product.left - gap), area.bottom),
        Box(max(area.left, product.right + gap), area.top, area.right, area.bottom),
    )
    return max(parts, key=lambda part: max(0, part.width) * max(0, part.height))


def planned(request, product):
    """The Plan for an ImageRequest and its Cutout: what would leave the frame for nothing stays whole."""
    plan = layout.plan_for(request, product.width / product.height)
    if product.cut_below:
        plan = replace(plan, tilt=0.0, copies=1)  # its cut lies level on one edge
    share = _tried_share(request.width, request.height)
    size = round(request.width * share), round(request.height * share)
    plan = settled(_smaller(product, share), plan, *size)
    return layout.roomier(plan, request, product.width / product.height)


# Where a product may leave the frame is tried out on pictures with so short a side, which costs little.
_TRIED = 240


def _tried_share(width, height):
    return min(1.0, _TRIED / min(width, height))


def _smaller(product, share):
    """The Cutout at a share of its size."""
    size = (max(8, round(product.width * share)), max(8, round(product.height * share)))
    return (
        product
        if share == 1
        else replace(product, rgba=cv2.resize(product.rgba, size, interpolation=cv2.INTER_AREA))
    )


# A product leaves the frame only where that makes it so much larger than it is when whole, and in wide
# frames only where it fills so much of its side, or their middle is bare.
_WORTH_IT, _FILLS = 1.15, 0.8


def settled(product, plan, width, height):
    """The Plan, or without its bleed where that shows the product no larger, or cannot but cut a print."""
    if not plan.bleed or plan.panel or (plan.close and product.kind == "card"):
        return plan
    plan, whole = layout.uncut(plan), layout.whole(plan)
    if not plan.bleed:
        return whole
    out, kept = place(product, plan, width, height)[0], place(product, whole, width, height)[0]
    torn = _cut(saliency.prints(product), out, Box(0, 0, width, height), plan)
    beside = plan.align == "left" and width > height * 1.2
    bare = beside and out.box.width < _FILLS * (plan.product[2] - plan.product[0]) * width
    worth = scale_of(out) >= _WORTH_IT * scale_of(kept)
    return plan if worth and not torn and not bare else whole


def scale_of(one):
    """How large a Placed product's pixels are in the picture."""
    return float(np.hypot(*one.matrix[:, 0]))


def place(product, plan, width, height, most=MOST_ENLARGED):
    """The product's Placed copies for a plan and a frame size, at most `most` times its size."""
    region, frame = layout.pixels(plan.product, width, height), Box(0, 0, width, height)
    if plan.panel or (plan.close and product.kind == "card"):
        return [_close_up(product, region, most, plan)]
    if plan.copies > 1:
        return [_fitted(product, cell, plan, cell, most) for cell in _cells(region, plan)]
    if plan.bleed:
        return [_running_out(product, region, plan, frame, most)]
    return [_fitted(product, region, plan, frame, most)]


def _cells(region, plan):
    """Equal cells of a grid."""
    columns = max(1, plan.copies // plan.rows)
    wide, tall = region.width / columns, region.height / plan.rows
    gap = min(wide, tall) * (0.08 if plan.rows > 1 else 0.03)
    for row in range(plan.rows):
        for column in range(columns):
            left, top = region.left + column * wide, region.top + row * tall
            yield Box(round(left + gap), round(top + gap), round(left + wide - gap), round(top + tall - gap))


def _leaning(product, tilt):
    """(width, height) of the product when it leans."""
    turn = np.radians(tilt)
    cos, sin = abs(np.cos(turn)), abs(np.sin(turn))
    return product.width * cos + product.height * sin, product.width * sin + product.height * cos


def _fitted(product, region, plan, frame, most):
    """The whole product, leaning, in its region: on the ground if it stands."""
    wide, tall = _leaning(product, plan.tilt)
    scale = min(region.width / wide, region.height / tall, most)
    x, y = region.centre
    if product.stands:
        y = region.bottom - tall * scale / 2
    return warped(product, scale, plan.tilt, (x, y), frame)


# A thing that leaves the frame sideways shows at least about this share of its width.
_SHOWN = 0.74


# A close-up shows at least this share of the product, or nobody knows what it is; less where it is cropped
# around what there is most to see of.
_RECOGNISABLE, _RECOGNISABLE_CROP = 0.58, 0.24


def _running_out(product, region, plan, frame, most):
    """The product larger than its region, leaving the frame on the plan's sides.

    On all other sides it ends with its own outline, so nothing looks cut but by the frame.
    """
    wide, tall = _leaning(product, plan.tilt)
    scale = min(most, _outgrown(region, wide, tall, plan))
    return _leaving(product, region, plan, frame, _uncut(product, region, plan, frame, scale))


def _uncut(product, region, plan, frame, scale):
    """That scale or the next smaller one at which enough is seen and no print is cut."""
    share = _tried_share(frame.width, frame.height)
    small, region, frame = _smaller(product, share), _shrunk(region, share), _shrunk(frame, share)
    ink, shown = (small.rgba[..., 3] * np.float32(1 / 255)).sum(), saliency.prints(small)
    for _ in range(12):
        placed = _leaving(small, region, plan, frame, scale)
        enough = placed.layer[..., 3].sum() >= _RECOGNISABLE * ink * scale**2
        if enough and not _cut(shown, placed, frame, plan):
            break
        scale *= 0.94
    return scale


def _shrunk(box, share):
    return Box(*(round(side * share) for side in (box.left, box.top, box.right, box.bottom)))


# A print that is seen by more than the first share and by less than the second is cut; the camera, moving
# in, takes as much of the frame as the margin is. A close-up is of something else than the print: most of
# it is enough there.
_UNSEEN, _SEEN, _SEEN_CLOSE, _MARGIN = 0.04, 0.985, 0.6, 0.02


def _cut(shown, placed, frame, plan):
    """True where the frame's edge runs through a print."""
    seen = _SEEN_CLOSE if plan.close else _SEEN
    edge = round(min(frame.width, frame.height) * _MARGIN)
    inner = Box(frame.left + edge, frame.top + edge, frame.right - edge, frame.bottom - edge)
    return any(_UNSEEN < saliency.seen_of(box, placed.matrix, inner) < seen for box in shown)


def _leaving(product, region, plan, frame, scale):
    """The product at one scale, standing at the region's inner edges."""
    wide, tall = (side * scale for side in _leaning(product, plan.tilt))
    aside = (product.width / 2 - saliency.interest(product)[0]) * scale
    x = _across(region, wide, plan.bleed, aside)
    y = _down(region, tall, plan.bleed, product.stands)
    placed = warped(product, scale, plan.tilt, (x, y), frame)
    short_of = _short_of(region, placed.box, plan.bleed)
    if abs(short_of) < 2:
        return placed
    return warped(product, scale, plan.tilt, (x, y + short_of), frame)


def _outgrown(region, wide, tall, plan):
    """The scale: up to `grow` times what fits, but within the region where it must not run out."""
    across, down = region.width / wide, region.height / tall
    limits = [min(across, down) * plan.grow]
    if not {"left", "right"} & set(plan.bleed):
        limits.append(across)
    if not {"top", "bottom"} & set(plan.bleed):
        limits.append(down)
    return min(limits)


def _across(region, wide, bleed, aside):
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


def _down(region, tall, bleed, stands):
    """The y of the product's middle."""
    if "bottom" in bleed:
        return region.top + tall / 2
    if "top" in bleed or stands:
        return region.bottom - tall / 2
    return region.centre[1]


def _short_of(region, box, bleed):
    """How far down to move so that the part in view, not the whole, meets the region's inner edge."""
    if "bottom" in bleed:
        return region.top - box.top
    return region.bottom - box.bottom if "top" in bleed else 0


def _close_up(product, region, most, plan):
    """A crop that fills the region, around the part that is spoken of or a print, neither of them cut."""
    wide, tall = region.width / product.width, region.height / product.height
    beside = plan.align == "left"
    scale = min(most, tall * 1.3 if beside else max(wide, tall) * 1.12)
    if beside:
        scale = min(scale, np.sqrt(wide * tall / (_RECOGNISABLE_CROP * 1.7)))
    if plan.part == "top":
        scale = _over_print(product, scale, region.height)
    reach_x, reach_y = region.width / 2 / scale, region.height / 2 / scale
    x, y = _aim(product, plan.part, reach_y)
    x = np.clip(x, reach_x, product.width - reach_x) if product.width > 2 * reach_x else product.width / 2
    if beside and product.width > 2 * reach_x:
        # Beside words: whole on their side, running out of the frame on the other.
        x = product.width - reach_x if plan.mirrored else reach_x
    y = _upright_aim(y, reach_y, product.height)
    at = (
        region.centre[0] - (x - product.width / 2) * scale,
        region.centre[1] - (y - product.height / 2) * scale,
    )
    return warped(product, scale, 0.0, at, region)


# A close-up from the head down may become so much smaller to end below a print that it would cut.
_FOR_PRINT = 0.66


def _over_print(product, scale, height):
    """The scale of a close-up from the head down, so high in pixels, that cuts no print if it can."""
    seen = height * (1 - _AIR / 2)
    cut = [box.bottom for box in saliency.prints(product) if box.top < seen / scale < box.bottom * _BELOW]
    calmer = seen / (max(cut) * _BELOW) if cut else scale
    return calmer if calmer > _FOR_PRINT * scale else scale


def _upright_aim(y, reach, height):
    """The y a close-up looks at, moved so that no sliver of the product's head is cut off."""
    if height <= 2 * reach:
        return height / 2
    y = min(max(y, reach), height - reach)
    return reach * (1 - _AIR) if y - reach < height * _SLIVER else y


# How much of a close-up may lie above the product, as a share of half its height; what is cut off above is
# a sliver below this share of the product's; a crop ends so far below a print. Then where its parts are,
# as shares of its height.
_AIR, _SLIVER = 0.12, 0.12
_BELOW = 1.06
_PARTS = {"top": 0.0, "low": 0.8}


def _aim(product, part, reach):
    """(x, y) in the product's pixels where a close-up looks that reaches so far up and down."""
    x, y = saliency.interest(product)
    if part in _PARTS:
        return x, product.height * _PARTS[part]
    shown = [box for box in saliency.prints(product) if box.height < 2 * reach]
    return (x, shown[0].centre[1]) if shown else (x, y)


def warped(product, scale, tilt, centre, frame):
    """The product scaled and leaned about its middle, that middle laid on `centre`, cut to `frame`."""
    cos, sin = np.cos(np.radians(tilt)) * scale, np.sin(np.radians(tilt)) * scale
    matrix = np.array([[cos, -sin, 0], [sin, cos, 0]])
    matrix[:, 2] = np.array(centre) - matrix[:, :2] @ (np.array([product.width, product.height]) / 2)
    corners = np.array([(0, 0), (product.width, 0), (0, product.height), (product.width, product.height)])
    spots = corners @ matrix[:, :2].T + matrix[:, 2]
    low, high = np.floor(spots.min(0)).astype(int), np.ceil(spots.max(0)).astype(int)
    left, top = max(frame.left, low[0]), max(frame.top, low[1])
    right, bottom = min(frame.right, high[0]), min(frame.bottom, high[1])
    layer = _resampled(product.rgba, matrix, scale, (left, top, max(1, right - left), max(1, bottom - top)))
    box = _inked(layer[..., 3], left, top)
    return Placed(layer, (left, top), box, matrix)


def _resampled(rgba, matrix, scale, window):
    """Premultiplied (h, w, 4) floats of the mapped picture inside window (left, top, width, height)."""
    source = rgba.astype(np.float32) * np.float32(1 / 255)
    source[..., :3] *= source[..., 3:]
    layer = _upright(source, matrix, window) if matrix[0, 1] == 0 else _turned(source, matrix, scale, window)
    alpha = layer[..., 3:].clip(0, 1)
    return np.concatenate([np.clip(layer[..., :3], 0, alpha), alpha], 2)


def _upright(source, matrix, window):
    """Scaled and moved in one step: each resampling more costs fine textures."""
    scale, size = matrix[0, 0], window[2:]
    # The window's edges in the source; a pixel's middle is half a pixel from its edge.
    first = [(window[k] - matrix[k, 2] - 0.5) / scale + 0.5 for k in (0, 1)]
    last = [first[k] + size[k] / scale for k in (0, 1)]
    left, top = (int(np.ceil(max(0, -first[k]))) for k in (0, 1))
    right, bottom = (int(np.ceil(max(0, last[k] - source.shape[1 - k]))) for k in (0, 1))
    source = cv2.copyMakeBorder(source, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    box = (first[0] + left, first[1] + top, last[0] + left, last[1] + top)
    return _lanczos(source, size, box)


def _turned(source, matrix, scale, window):
    matrix, (high, wide) = matrix.copy(), source.shape[:2]
    if scale < 0.75:
        size = (max(1, round(wide * scale)), max(1, round(high * scale)))
        source = _lanczos(source, size)
        ratio = np.array([wide / size[0], high / size[1]])
        # Pixel centres: what was at (x + 0.5) * ratio - 0.5 is now at x.
        matrix[:, 2] += matrix[:, :2] @ ((ratio - 1) / 2)
        matrix[:, :2] *= ratio
    left, top, width, height = window
    matrix[:, 2] -= (left, top)
    return cv2.warpAffine(
        source, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT
    )


def _lanczos(source, size, box=None):
    """Float channels resized; `box` (left, top, right, bottom) is the part of the source that is seen."""
    channels = [np.ascontiguousarray(source[..., k]) for k in range(source.shape[2])]
    made = [Pictures.fromarray(each).resize(size, Pictures.Resampling.LANCZOS, box=box) for each in channels]
    return np.dstack([np.asarray(each) for each in made])


def _inked(alpha, left, top):
    x, y, w, h = cv2.boundingRect((alpha > 0.03).astype(np.uint8))
    return Box(left + x, top + y, left + x + w, top + y + h)


def composite(pixels, placed):
    """Lay the product over a uint8 picture, in place."""
    x, y = placed.at
    height, width = placed.layer.shape[:2]
    under = pixels[y : y + height, x : x + width]
    over = placed.layer
    mixed = over[..., :3] * 255 + under * (1 - over[..., 3:])
    under[:] = np.clip(mixed + 0.5, 0, 255)


def union(boxes):
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def encoded(picture, focus, product, items):
    """The finished Image."""
    width, height = picture.size
    return Image(
        data=split.jpeg(picture),
        mime="image/jpeg",
        width=width,
        height=height,
        focus=focus,
        product_box=layout.fractions(product, width, height) if product else None,
        text_boxes=tuple(layout.fractions(item.box, width, height) for item in items),
        usage=FREE,
    )
