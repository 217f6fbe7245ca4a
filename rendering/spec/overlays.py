"""Signs over the picture: what they say, where they stand and when. Pure.

All of it is decided here, once, from the board and the brand, and frozen into the render spec: a composer
only draws. Boxes are shares of the frame or, where a name says so, of the picture.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from projects import caption_looks, formats
from rendering.engine import layers, motion
from rendering.engine.overlays import LEAN, PAD
from rendering.spec import schema
from rendering.spec.depth import shares, standing
from rendering.spec.inputs import (
    BoardView,
    EndCardWords,
    Look,
    PictureView,
    Point,
    SceneView,
    ShareBox,
    Size,
)

# A sign comes in so long after most of its scene has, and none is shown that could not be read: ms.
_LATE_MS, _SHORTEST_MS = 100, 1200

# A second sign follows the first.
_APART_MS = 250

# On an end card they come as soon as it is seen, half way through its transition, to be read longer.
_APART_AT_END_MS = 150
_ENDS = ("cta", "closing")

# How long a lower third stands.
_LOWER_THIRD_MS = 3200

# Signs of our own placing: shares of the frame's short side, and of the safe box's width. A frame that
# fills a phone is seen from nearer and has more height to give: a higher lower third is tried there first.
_THIRD_HIGH, _THIRD_WIDE = 0.115, 0.62
_THIRD_HIGH_ON_PHONES, _THIRD_NARROW = 0.15, 0.5
_PRICE_HIGH, _PRICE_WIDE = 0.105, 0.30
# So many letters of a price have that width; longer ones are given more of it.
_PRICE_LETTERS = 6
_CLEAR = 0.02
# A price keeps so much from the captions where there is room for that.
_APART = 0.055

# What is laid over an end card on which nobody set type: all of it as shares of the frame's short side,
# then from top to foot of it where price and button stand.
_CARD_HIGH, _CARD_WIDE = 0.42, 0.8
_CARD_PRICE, _CARD_BUTTON = (0.36, 0.56), (0.64, 0.88)
_BUTTON_WIDE, _TAG_WIDE = 0.46, 0.5

# What is likely to be looked at in a picture nobody measured lies so far around the point to keep in sight,
# in shares of the frame's short side.
_SIGHT = 0.2

# Styles loud enough for a price before the end card.
_LOUD = ("energetic", "bold")

# A spec takes no longer line on a sign (schema.OverlaySpec).
_MOST_LETTERS = 200


@dataclass(frozen=True)
class SignTime:
    """When the first sign of a scene begins to come in, and when the scene is over: ms of the video."""

    first: int
    stop: int

    def after(self, number: int) -> int:
        """When sign `number` (from 0) of several comes in: one after the other, early enough to be read."""
        return min(self.first + number * _APART_AT_END_MS, self.stop - _SHORTEST_MS // 2)


def overlays(
    board: BoardView, made: Iterable[schema.SceneSpec], frame: Size
) -> tuple[schema.OverlaySpec, ...]:
    """All OverlaySpecs of a board; `made` are the SceneSpecs of its scenes, in order."""
    if not board.has_signs:
        return ()
    signs, start = [], 0
    for scene, spec in zip(board.scenes, made, strict=True):
        time = SignTime(_first(scene.beat, start, spec.transition_ms), start + spec.duration_ms)
        if time.stop - time.first >= _SHORTEST_MS:
            signs += [(sign, scene.beat not in _ENDS) for sign in _signs(board, scene, spec, frame, time)]
        start = time.stop
    return tuple(_once(signs))


def _first(beat: str, start: int, transition_ms: int) -> int:
    """When a scene's first sign begins to come in."""
    if beat in _ENDS:
        return start + (transition_ms // 2 or _LATE_MS)
    return start + transition_ms * 2 // 3 + _LATE_MS


def _signs(
    board: BoardView, scene: SceneView, spec: schema.SceneSpec, frame: Size, time: SignTime
) -> Iterable[schema.OverlaySpec]:
    """The signs of one scene, by what its picture shows and what the video is about."""
    picture, product = scene.picture, board.product
    if spec.media.kind == "image" and spec.layers and picture.signs:
        return _painted(board, picture, spec.motion, frame, time)
    taken = _taken(picture, spec, frame)
    if board.source == "script" and scene.speaker:
        return _lower_third(board, frame, taken, _name(scene.speaker), _place(scene.heading), time)
    if scene.end_card and picture.digest and not picture.words:
        return _end_card(board, scene.end_card, frame, spec.motion.focus, time)
    if not product or scene.beat not in ("product", "proof"):
        return ()
    if board.is_explained:
        name = "" if product.name.casefold() in scene.headline.casefold() else product.name
        return _lower_third(board, frame, taken, name, product.vendor, time)
    if board.look.style.name in _LOUD and product.price:
        return _price(board, frame, taken, product.price, time)
    return ()


def _once(signs: Iterable[tuple[schema.OverlaySpec, bool]]) -> Iterator[schema.OverlaySpec]:
    """Nobody is introduced twice, and one price before the end card's is enough.

    `signs` are (sign, whether it stands before the end card).
    """
    seen = set()
    for sign, is_before_end in signs:
        says = (sign.kind, sign.text, sign.detail)
        if is_before_end and says in seen:
            continue
        yield sign
        if is_before_end:
            seen.add(says)


def _painted(
    board: BoardView, picture: PictureView, camera: schema.Motion, frame: Size, time: SignTime
) -> Iterator[schema.OverlaySpec]:
    """The signs that were taken out of a plate, one after the other, where they stood."""
    for number, sign in enumerate(picture.signs):
        yield schema.OverlaySpec(
            kind=sign.kind,
            text=sign.text,
            box=standing(sign.box, camera, frame),
            start_ms=time.after(number),
            end_ms=time.stop,
            ink=sign.ink,
            ground=sign.ground or None,
            accent=board.look.style.accent,
            font=sign.font,
        )


def _lower_third(
    board: BoardView, frame: Size, taken: list[formats.Box], text: str, detail: str, time: SignTime
) -> list[schema.OverlaySpec]:
    """A lower third at the foot of what is left of the safe box, or none where there is no room."""
    short, area = min(frame), _area(board, frame)
    gaps = (round(short * _CLEAR),) * 2
    sizes = [(round(area.width * wide), round(short * high)) for wide, high in _third_sizes(frame)]
    found = (_free_box(area, size, taken, gaps, frame) for size in sizes if text)
    box = next(filter(None, found), None)
    if not box:
        return []
    ground, ink = _panel(board.look)
    return [
        schema.OverlaySpec(
            kind="lower_third",
            text=text[:_MOST_LETTERS],
            detail=detail[:_MOST_LETTERS],
            box=shares(box, frame),
            start_ms=time.first,
            end_ms=min(time.stop, time.first + _LOWER_THIRD_MS),
            ink=ink,
            ground=ground,
            accent=board.look.accent,
            font=board.captions.font,
        )
    ]


def _third_sizes(frame: Size) -> list[tuple[float, float]]:
    """(share of the area's width, of the short side) of a lower third, the first that finds room."""
    large = [(_THIRD_WIDE, _THIRD_HIGH_ON_PHONES)] if formats.full_screen(*frame) else []
    return [*large, (_THIRD_WIDE, _THIRD_HIGH), (_THIRD_NARROW, _THIRD_HIGH)]


def _price(
    board: BoardView, frame: Size, taken: list[formats.Box], label: str, time: SignTime
) -> list[schema.OverlaySpec]:
    """A price tag where there is room for it, its leaning ground counted; else none."""
    look, short, area = board.look, min(frame), _area(board, frame)
    high = round(short * _PRICE_HIGH)
    overhang = round(high * (PAD + LEAN))  # its ground is broader than its box
    gaps = round(short * _CLEAR), round(short * _CLEAR * 2)
    areas = [_above_captions(area, frame, apart) for apart in (_APART, _CLEAR)]
    usual = round(min(area.width, short) * _PRICE_WIDE)
    longer = min(area.width - 2 * overhang, round(usual * len(label) / _PRICE_LETTERS))
    found = (
        _free_box(one, (wide + 2 * overhang, high), taken, gaps, frame)
        for wide in (max(usual, longer), max(usual, (usual + longer) // 2), usual)
        for one in areas
    )
    free = next(filter(None, found), None)
    if not free:
        return []
    box = replace(free, left=free.left + overhang, right=free.right - overhang)
    ground, ink = _tag(look)
    return [
        schema.OverlaySpec(
            kind="price",
            text=label[:_MOST_LETTERS],
            box=shares(box, frame),
            start_ms=time.first + _APART_MS,
            end_ms=time.stop,
            ink=ink,
            ground=ground,
            accent=look.style.accent,
            font=look.font(look.style.display_font),
        )
    ]


# --- an end card on which nobody set type ------------------------------------------------------
class CardLine(NamedTuple):
    """One sign of an end card."""

    kind: schema.SignKind
    text: str
    box: formats.Box
    ink: str
    ground: str | None
    font: str


def _end_card(
    board: BoardView, words: EndCardWords, frame: Size, sight: Point, time: SignTime
) -> Iterator[schema.OverlaySpec]:
    """Name, price and button over a picture of an unknown painter, on a soft ground of their own."""
    box = _card_box(_above_captions(_area(board, frame), frame), frame, sight)
    lines = [line for line in _card_lines(board.look, words, box) if line.text]
    for number, line in enumerate(lines):
        yield schema.OverlaySpec(
            kind=line.kind,
            text=line.text[:_MOST_LETTERS],
            box=shares(line.box, frame),
            start_ms=time.after(number),
            end_ms=time.stop,
            ink=line.ink,
            ground=line.ground,
            accent=board.look.style.accent,
            font=line.font,
        )


def _card_lines(look: Look, words: EndCardWords, box: formats.Box) -> Iterator[CardLine]:
    style = look.style
    ground, ink = _panel(look)
    loud = _readable(ground, (*look.brand_colours, style.accent, style.ink)) or ink
    display, text_font = look.font(style.display_font), look.font(style.text_font)
    button_box = _part(box, _CARD_BUTTON, _BUTTON_WIDE)
    yield CardLine("title", words.headline, box, ink, ground, style.display_font)
    yield CardLine("price", words.price, _part(box, _CARD_PRICE, _TAG_WIDE), loud, None, display)
    yield CardLine("button", words.button, button_box, _ink_on(loud, look), loud, text_font)


def _card_box(area: formats.Box, frame: Size, sight: Point) -> formats.Box:
    """The box of a card in an area: at its head, foot or sides, where it covers least of the sight."""
    short = min(frame)
    wide, tall = min(area.width, round(short * _CARD_WIDE)), min(area.height, round(short * _CARD_HIGH))
    middle = area.left + (area.width - wide) // 2, area.top + (area.height - tall) // 2
    corners = (
        (middle[0], area.top),
        (middle[0], area.bottom - tall),
        (area.left, middle[1]),
        (area.right - wide, middle[1]),
    )
    x, y = sight[0] * frame[0], sight[1] * frame[1]
    looked_at = formats.Box(*(round(at + way * short * _SIGHT) for way in (-1, 1) for at in (x, y)))
    boxes = [formats.Box(left, top, left + wide, top + tall) for left, top in corners]
    return min(boxes, key=lambda box: _common_pixels(box, looked_at))


def _common_pixels(one: formats.Box, other: formats.Box) -> int:
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0, wide) * max(0, tall)


def _part(box: formats.Box, rows: tuple[float, float], wide: float) -> formats.Box:
    """The middle of a card between two shares of its height."""
    half = box.width * wide / 2
    middle = (box.left + box.right) / 2
    top, bottom = (round(box.top + box.height * share) for share in rows)
    return formats.Box(round(middle - half), top, round(middle + half), bottom)


# --- colours -----------------------------------------------------------------------------------
def _panel(look: Look) -> tuple[str, str]:
    """(ground, ink) of a lower third, in the style's own key."""
    style = look.style
    return (style.shade if style.dark else style.surface), style.ink


def _tag(look: Look) -> tuple[str, str]:
    """(ground, ink) of a price tag: it may be loud."""
    style = look.style
    ground = next(iter(look.brand_colours), style.accent if style.dark else style.ink)
    return ground, _ink_on(ground, look)


def _ink_on(ground: str, look: Look) -> str:
    """The first of a style's own colours that is read on a ground, else white or black."""
    style = look.style
    return _readable(ground, (style.shade, style.accent, style.ink)) or max(
        ("#ffffff", "#000000"), key=lambda ink: caption_looks.contrast(ink, ground)
    )


def _readable(ground: str, colours: Iterable[str]) -> str | None:
    """The first colour that is read on a ground, or None."""
    return next(
        (each for each in colours if caption_looks.contrast(each, ground) >= caption_looks.READABLE), None
    )


# --- where there is room -----------------------------------------------------------------------
def _area(board: BoardView, frame: Size) -> formats.Box:
    """Where signs may stand, in pixels: the safe box, less the captions' strip while there are any."""
    return formats.headline_box(*frame) if board.captions.burn else formats.safe_box(*frame)


def _above_captions(area: formats.Box, frame: Size, apart: float = _CLEAR) -> formats.Box:
    """An area that keeps from the captions' strip, which may be a full box of colour."""
    return replace(area, bottom=area.bottom - round(min(frame) * apart))


def _taken(picture: PictureView, spec: schema.SceneSpec, frame: Size) -> list[formats.Box]:
    """Boxes of the frame, in pixels, over which words or the product pass while the scene lasts."""
    if picture.size is None:
        return []
    moving = [(box, spec.motion) for box in picture.words]
    if spec.layers and spec.layers.product:
        moving.append((spec.layers.place, spec.layers.motion))
    elif picture.product:
        moving.append((picture.product, spec.motion))
    cover = motion.cover_size(picture.size, frame)
    return [_swept_pixels(layers.swept_box(box, camera, cover, frame), frame) for box, camera in moving]


def _swept_pixels(box: ShareBox, frame: Size) -> formats.Box:
    return formats.Box(*(round(side * frame[k % 2]) for k, side in enumerate(box)))


def _free_box(
    area: formats.Box, size: Size, taken: list[formats.Box], gaps: tuple[int, int], frame: Size
) -> formats.Box | None:
    """The lowest, then leftmost box of a size in an area; `gaps` (across, down) lie to all that is taken."""
    across, down = gaps
    step = max(2, min(frame) // 60)
    for bottom in range(area.bottom, area.top + size[1], -step):
        for left in range(area.left, area.right - size[0] + 1, step):
            box = formats.Box(left, bottom - size[1], left + size[0], bottom)
            wide = formats.Box(box.left - across, box.top - down, box.right + across, box.bottom + down)
            if not any(wide.overlaps(other) for other in taken):
                return box
    return None


# --- words -------------------------------------------------------------------------------------
def _name(name: str) -> str:
    """A speaker's name as it is said, not as scripts shout it."""
    return name.title() if name.isupper() else name


def _place(heading: str) -> str:
    """A scene heading without a script's shorthand: "INT. KITCHEN - DAY" is the kitchen."""
    place = re.sub(r"^(?:\d+[.)]?\s+)?(?:INT|EXT|EST|I/E|INT\.?/EXT)\b[./\s]*", "", heading.strip())
    place = re.split(r"\s+[-–—]\s+", place)[0].strip()
    return place.capitalize() if place.isupper() else place
