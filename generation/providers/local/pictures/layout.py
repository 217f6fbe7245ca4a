"""Where things stand: one Plan per picture, chosen by beat, by the frame's shape and by the product's.

All numbers here are fractions of the frame, from the top left. The captions own a strip across the
middle of the lower half, so most compositions stand the product above it and use what lies under
the product as a stage; without captions the same compositions simply get more room.
"""

from dataclasses import dataclass, replace

from projects.formats import Box, caption_box, headline_box, safe_box
from projects.styles import STYLES

SAFE_LEFT, SAFE_TOP, SAFE_RIGHT, SAFE_BOTTOM = 0.112, 0.152, 0.822, 0.65


@dataclass(frozen=True)
class Plan:
    """One composition.

    `product` and `words` are the regions the two keep to, (left, top, right, bottom). `align` and
    `rise` place the words in theirs (rise 0 = top, 1 = bottom). `bleed` lets the product run out of
    the frame, `panel` crops it to its region as a close-up, `copies` repeats it.
    """

    name: str
    product: tuple
    words: tuple
    align: str = "centre"
    rise: float = 0.5
    bleed: bool = False
    panel: bool = False
    copies: int = 1
    tilt: float = 0.0
    type_scale: float = 1.0


_WITH_CAPTIONS = {
    "crown": Plan("crown", (0.05, 0.035, 0.95, 0.395), (SAFE_LEFT, 0.412, SAFE_RIGHT, 0.55), rise=0.35),
    "centre": Plan("centre", (0.06, 0.295, 0.94, 0.54), (SAFE_LEFT, SAFE_TOP, SAFE_RIGHT, 0.285), rise=0.4),
    "rise": Plan(
        "rise", (0.03, 0.66, 0.97, 1.0), (SAFE_LEFT, 0.16, SAFE_RIGHT, 0.53), bleed=True, type_scale=1.5
    ),
    "right": Plan("right", (0.47, 0.05, 0.97, 0.54), (SAFE_LEFT, SAFE_TOP, 0.455, 0.545), align="left"),
    "left": Plan("left", (0.03, 0.05, 0.46, 0.54), (0.475, SAFE_TOP, SAFE_RIGHT, 0.545), align="left"),
    "detail": Plan("detail", (0.0, 0.0, 1.0, 0.39), (SAFE_LEFT, 0.405, SAFE_RIGHT, 0.55), panel=True),
    "detail-right": Plan(
        "detail-right", (0.5, 0.0, 1.0, 0.545), (SAFE_LEFT, SAFE_TOP, 0.475, 0.545), "left", panel=True
    ),
    "pattern": Plan("pattern", (0.04, 0.03, 0.96, 0.395), (SAFE_LEFT, 0.41, SAFE_RIGHT, 0.55), copies=6),
    "pattern-right": Plan(
        "pattern-right", (0.5, 0.04, 0.98, 0.54), (SAFE_LEFT, SAFE_TOP, 0.48, 0.545), "left", copies=4
    ),
    "endcard": Plan("endcard", (0.06, 0.04, 0.94, 0.365), (SAFE_LEFT, 0.385, SAFE_RIGHT, 0.55)),
}

_WITHOUT_CAPTIONS = {
    "crown": ((0.06, 0.06, 0.94, 0.46), (SAFE_LEFT, 0.475, SAFE_RIGHT, SAFE_BOTTOM)),
    "centre": ((0.06, 0.33, 0.94, 0.86), (SAFE_LEFT, SAFE_TOP, SAFE_RIGHT, 0.315)),
    "rise": ((0.02, 0.47, 0.98, 1.0), (SAFE_LEFT, 0.16, SAFE_RIGHT, 0.45)),
    "right": ((0.47, 0.08, 0.97, 0.88), (SAFE_LEFT, SAFE_TOP, 0.455, SAFE_BOTTOM)),
    "left": ((0.03, 0.08, 0.46, 0.88), (0.475, SAFE_TOP, SAFE_RIGHT, SAFE_BOTTOM)),
    "detail": ((0.0, 0.0, 1.0, 0.45), (SAFE_LEFT, 0.465, SAFE_RIGHT, SAFE_BOTTOM)),
    "detail-right": ((0.5, 0.0, 1.0, 1.0), (SAFE_LEFT, SAFE_TOP, 0.475, SAFE_BOTTOM)),
    "pattern": ((0.04, 0.03, 0.96, 0.45), (SAFE_LEFT, 0.465, SAFE_RIGHT, SAFE_BOTTOM)),
    "pattern-right": ((0.5, 0.06, 0.98, 0.94), (SAFE_LEFT, SAFE_TOP, 0.48, SAFE_BOTTOM)),
    "endcard": ((0.07, 0.06, 0.93, 0.43), (SAFE_LEFT, 0.445, SAFE_RIGHT, SAFE_BOTTOM)),
}

_TALL = {
    "hook": ("rise", "crown"),
    "context": ("crown", "rise"),
    "product": ("crown", "rise"),
    "proof": ("detail", "crown"),
    "content": ("rise", "detail", "crown"),
    "closing": ("endcard",),
    "cta": ("endcard",),
}

_TALL_WITHOUT_CAPTIONS = {**_TALL, "product": ("centre",), "context": ("centre", "crown")}

_WIDE = {
    "hook": ("right", "left"),
    "context": ("left", "right"),
    "product": ("left", "right"),
    "proof": ("detail-right", "right"),
    "content": ("right", "detail-right", "left"),
    "closing": ("right",),
    "cta": ("right",),
}

_PATTERNED = ("energetic", "bold")


def plan_for(request, product_ratio):
    """The Plan for an ImageRequest and a product of this width / height."""
    tall = request.height > request.width * 1.15
    name = _name_for(request, tall)
    if tall and product_ratio < 0.62 and name == "crown":
        name = "right" if request.scene_index % 2 else "left"
    plan = _WITH_CAPTIONS[name]
    if not request.captions:
        product, words = _WITHOUT_CAPTIONS[name]
        plan = replace(plan, product=product, words=words)
    if plan.copies > 4 and product_ratio > 1.2:
        plan = replace(plan, copies=4)
    return replace(plan, tilt=_tilt(request, plan))


def _name_for(request, tall):
    if request.style in _PATTERNED and request.beat in ("content", "proof") and request.scene_index % 2:
        return "pattern" if tall else "pattern-right"
    table = _WIDE
    if tall:
        table = _TALL if request.captions else _TALL_WITHOUT_CAPTIONS
    names = table.get(request.beat, table["content"])
    # Scenes of one beat come one after the other, so their numbers walk through its compositions.
    turn = (
        request.seed if request.beat in ("hook", "product", "proof") else request.seed + request.scene_index
    )
    return names[turn % len(names)]


def _tilt(request, plan):
    if request.style not in ("energetic", "bold") or plan.panel or plan.name == "endcard":
        return 0.0
    lean = (-6.0, 5.0, -4.0, 7.0)[(request.scene_index + request.seed) % 4]
    return lean if request.style == "energetic" else lean * 0.5


def pixels(region, width, height):
    """A region of fractions as a Box of whole pixels."""
    left, top, right, bottom = region
    return Box(round(left * width), round(top * height), round(right * width), round(bottom * height))


def fractions(box, width, height):
    return (box.left / width, box.top / height, box.right / width, box.bottom / height)


def focus_on(box, width, height):
    """Where the camera looks: the box's centre, kept away from the frame's edge."""
    x, y = box.centre
    return (min(0.7, max(0.3, x / width)), min(0.7, max(0.3, y / height)))


def words_box(request, focus):
    """The Box in which type may stand so that it is still safe when the camera has moved in."""
    width, height = request.width, request.height
    box = headline_box(width, height) if request.captions else safe_box(width, height)
    zoom = STYLES[request.style].zoom + 0.005
    fx, fy = focus[0] * width, focus[1] * height
    return Box(
        int(max(box.left, fx + (box.left - fx) / zoom)) + 1,
        int(max(box.top, fy + (box.top - fy) / zoom)) + 1,
        int(min(box.right, fx + (box.right - fx) / zoom)),
        int(min(box.bottom, fy + (box.bottom - fy) / zoom)),
    )


def common(one, other):
    """What two boxes share; its width or height may come out as nought, never below."""
    left, top = max(one.left, other.left), max(one.top, other.top)
    return Box(left, top, max(left, min(one.right, other.right)), max(top, min(one.bottom, other.bottom)))


def keeps_clear_of_captions(box, request):
    return not request.captions or not box.overlaps(caption_box(request.width, request.height))
