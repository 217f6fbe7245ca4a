"""What finishes a scene: depth between product and set, signs over the picture, light or shapes.

All of it is decided here, once, from the board and the brand, and frozen into the render spec: a composer
only draws. Boxes are fractions of the frame or, where a name says so, of the picture.
"""

import re
from dataclasses import replace

from generation.stages import images
from projects import captions, formats
from rendering.engine import layers as depths
from rendering.engine import motion as cameras
from rendering.engine.overlays import LEAN, PAD
from rendering.spec import schema

# The set moves less than the camera over a flat picture would, so that the product may move more
# and comes no nearer than people are used to.
PLATE_SHARE = 0.7

# How much of a style's depth a beat is given, and an explanation.
_BEATS = {"hook": 1.1, "cta": 0.8, "closing": 0.8}
_CALM = 0.75

# How far a floating product drifts over a scene, in fractions of the frame.
_DRIFTS = ((0.006, -0.003), (-0.006, 0.003))

# A sign comes in so long after most of its scene has, and none is shown that could not be read: ms.
_LATE, _SHORTEST = 100, 1200

# A second sign follows the first.
_APART = 250

# On an end card they come as soon as it is seen, half way through its transition, to be read longer.
_APART_AT_END = 150
_ENDS = ("cta", "closing")

# How long a lower third stands.
_THIRD_LASTS = 3200

# Signs of our own placing: shares of the frame's short side, and of the safe box's width.
_THIRD_HIGH, _THIRD_WIDE = 0.115, 0.62
_THIRD_HIGH_ON_PHONES, _THIRD_NARROW = 0.15, 0.5
_PRICE_HIGH, _PRICE_WIDE = 0.105, 0.30
_CLEAR = 0.02

# What the engine adds to an end card on which nobody set type: all of it as shares of the frame's short
# side, then from top to foot of it where price and button stand.
_CARD_HIGH, _CARD_WIDE = 0.42, 0.8
_CARD_PRICE, _CARD_BUTTON = (0.36, 0.56), (0.64, 0.88)
_BUTTON_WIDE, _TAG_WIDE = 0.46, 0.5

# What is likely to be looked at in a picture nobody measured lies so far around the point to keep in sight.
_SIGHT = 0.2

# Styles loud enough for a price before the end card.
_LOUD = ("energetic", "bold")

# Pictures whose sides differ by more than this from the frame's are cut: what was laid out for the whole
# picture does not hold in them.
_SAME_SHAPE = 0.01


def layered(project, scene, asset, camera, frame):
    """(the camera over the plate, LayersSpec) for a picture that came in layers, else (`camera`, None)."""
    parts = asset.meta.get("layers")
    if not parts or not _fits(asset, frame) or (asset.meta.get("marks") and not project.signs):
        return camera, None
    plate = _gentler(camera)
    own, place = plate, (0.0, 0.0, 1.0, 1.0)
    if parts["product"]:
        place = tuple(parts["place"])
        own = depths.nearer(plate, *_depth(project, scene, asset, plate, frame, place), drift=_drift(scene))
    return plate, schema.LayersSpec(
        plate=schema.Media(kind="image", digest=parts["plate"], mime="image/jpeg"),
        product=parts["product"] and schema.Media(kind="image", digest=parts["product"], mime="image/png"),
        place=place,
        motion=own,
    )


def _fits(asset, frame):
    """True where the picture has the frame's own proportions."""
    if not (asset.width and asset.height):
        return False
    return abs(asset.width * frame[1] / (asset.height * frame[0]) - 1) < _SAME_SHAPE


def _gentler(camera):
    zooms = {name: 1 + (getattr(camera, name) - 1) * PLATE_SHARE for name in ("zoom_from", "zoom_to")}
    return camera.model_copy(update=zooms)


def _depth(project, scene, asset, plate, frame, place):
    """(how much further the product's camera travels, what it must keep clear of, where it stands)."""
    calm = _CALM if project.mode == "functional_intro" else 1.0
    depth = 1 + (project.look.depth - 1) * _BEATS.get(scene.beat, 1.0) * calm
    marks = [tuple(mark["box"]) for mark in asset.meta.get("marks") or ()]
    words = [tuple(box) for box in asset.meta.get("text_boxes") or () if tuple(box) not in marks]
    fixed = [_standing(mark, plate, frame) for mark in marks] + (
        [_captions(frame)] if project.captions else []
    )
    cover = cameras.cover_size((asset.width, asset.height), frame)
    ground = depths.Ground(cover, frame, place, tuple(words), tuple(fixed))
    rests = asset.meta["layers"].get("rests")
    return depth, ground, tuple(rests) if rests else None


def _drift(scene):
    return _DRIFTS[scene.scene_index % len(_DRIFTS)]


def _captions(frame):
    return _fractions(formats.caption_box(*frame), frame)


def _fractions(box, frame):
    return (box.left / frame[0], box.top / frame[1], box.right / frame[0], box.bottom / frame[1])


def reads(asset):
    """The words that its painter set on a picture; () where nobody knows."""
    asked = asset.meta.get("asked") or {}
    found = (asked.get(name) for name in ("headline", "detail")) if asset.meta.get("text_boxes") else ()
    return tuple(words for words in found if words)


# Signs


def overlays(project, shown, frame):
    """All OverlaySpecs of a board. `shown` are (scene, its picture's asset, its SceneSpec), in order."""
    if not project.signs:
        return ()
    signs, start = [], 0
    for scene, asset, made in shown:
        stop = start + made.duration_ms
        first = _first(scene, start, made.transition_ms)
        if stop - first >= _SHORTEST:
            found = _signs(project, scene, asset, made, frame, first, stop)
            signs += [(sign, scene.beat not in _ENDS) for sign in found]
        start = stop
    return tuple(_once(signs))


def _first(scene, start, transition_ms):
    """When a scene's first sign begins to come in."""
    if scene.beat in _ENDS:
        return start + (transition_ms // 2 or _LATE)
    return start + transition_ms * 2 // 3 + _LATE


def _signs(project, scene, asset, made, frame, first, stop):
    if made.media.kind == "image" and made.layers and asset.meta.get("marks"):
        return _marks(asset.meta["marks"], project, made.motion, frame, first, stop)
    taken = _taken(asset, made, frame)
    if project.source == "script" and scene.speaker:
        return _third(project, frame, taken, _name(scene.speaker.name), _place(scene.heading), first, stop)
    product = project.product if project.source == "product" else None
    if product and scene.beat == "cta" and asset.digest and not asset.meta.get("text_boxes"):
        return _card(project, scene, frame, made.motion.focus, first, stop)
    if not product or scene.beat not in ("product", "proof"):
        return []
    if project.mode == "functional_intro":
        name = "" if product.name.casefold() in scene.headline.casefold() else product.name
        return _third(project, frame, taken, name, product.vendor, first, stop)
    if project.look.name in _LOUD and product.price_label:
        return _price(project, frame, taken, product.price_label, first, stop)
    return []


def _once(signs):
    """Nobody is introduced twice, and one price before the end card's is enough."""
    said = set()
    for sign, own in signs:
        about = (sign.kind, sign.text, sign.detail)
        if not own or about not in said:
            yield sign
            said |= {about} if own else set()


def _marks(marks, project, camera, frame, first, stop):
    """The signs that were taken out of a plate, one after the other, where they stood."""
    for number, mark in enumerate(marks):
        yield schema.OverlaySpec(
            kind=mark["kind"],
            text=mark["text"],
            box=_standing(mark["box"], camera, frame),
            start_ms=min(first + number * _APART_AT_END, stop - _SHORTEST // 2),
            end_ms=stop,
            ink=mark["ink"],
            ground=mark["ground"] or None,
            accent=project.look.accent,
            font=mark["font"],
        )


def _standing(box, camera, frame):
    """Where a sign stands that was painted at `box`: where the plate's camera has it half way.

    The words above it move with the plate, the sign does not: so it is never farther from their line than
    half of their way.
    """
    left, top, right, bottom = depths.swept(box, camera, frame, frame)
    aside = (left + right - box[0] - box[2]) / 2, (top + bottom - box[1] - box[3]) / 2
    return tuple(side + aside[k % 2] for k, side in enumerate(box))


def _third(project, frame, taken, text, detail, first, stop):
    """A lower third at the foot of what is left of the safe box, or none where there is no room."""
    short = min(frame)
    area = _area(project, frame)
    sizes = [(round(area.width * wide), round(short * high)) for wide, high in _third_sizes(frame)]
    gaps = (round(short * _CLEAR),) * 2
    tried = (text and _room(area, size, taken, gaps, frame) for size in sizes)
    box = next(filter(None, tried), None)
    if not box:
        return []
    ground, ink = _panel(project.look)
    return [
        schema.OverlaySpec(
            kind="lower_third",
            text=text[:200],
            detail=detail[:200],
            box=_fractions(box, frame),
            start_ms=first,
            end_ms=min(stop, first + _THIRD_LASTS),
            ink=ink,
            ground=ground,
            accent=_accent(project),
            font=captions.look_of(project)["font"],
        )
    ]


def _third_sizes(frame):
    """(share of the area's width, of the short side) of a lower third, the first that finds room."""
    large = [(_THIRD_WIDE, _THIRD_HIGH_ON_PHONES)] if formats.full_screen(*frame) else []
    return [*large, (_THIRD_WIDE, _THIRD_HIGH), (_THIRD_NARROW, _THIRD_HIGH)]


def _price(project, frame, taken, label, first, stop):
    short, area = min(frame), _apart(_area(project, frame), frame)
    wide, high = round(min(area.width, short) * _PRICE_WIDE), round(short * _PRICE_HIGH)
    beside = round(high * (PAD + LEAN))  # its ground is broader than its box
    gaps = round(short * _CLEAR), round(short * _CLEAR * 2)
    room = _room(area, (wide + 2 * beside, high), taken, gaps, frame)
    if not room:
        return []
    box = replace(room, left=room.left + beside, right=room.right - beside)
    ground, ink = _tag(project)
    return [
        schema.OverlaySpec(
            kind="price",
            text=label[:200],
            box=_fractions(box, frame),
            start_ms=first + _APART,
            end_ms=stop,
            ink=ink,
            ground=ground,
            accent=project.look.accent,
            font=_font(project, project.look.display_font),
        )
    ]


# An end card on which nobody set type


def _card(project, scene, frame, sight, first, stop):
    """Name, price and button over a picture of an unknown painter, on a soft ground of their own."""
    look, words = project.look, images.words_on(scene)
    box = _card_box(_apart(_area(project, frame), frame), frame, sight)
    ground, ink = _panel(look)
    told = (*captions.brand_colours(project), look.accent, look.ink)
    button = _readable(ground, told) or ink
    on_button = _ink(button, look)
    font = _font(project, look.text_font)
    display = _font(project, look.display_font)
    made = (
        ("title", words["headline"], box, ink, ground, look.display_font),
        ("price", words.get("price"), _part(box, _CARD_PRICE, _TAG_WIDE), button, None, display),
        (
            "button",
            words.get("cta"),
            _part(box, _CARD_BUTTON, _BUTTON_WIDE),
            on_button,
            button,
            font,
        ),
    )
    for number, (kind, text, where, colour, under, family) in enumerate(each for each in made if each[1]):
        yield schema.OverlaySpec(
            kind=kind,
            text=text[:200],
            box=_fractions(where, frame),
            start_ms=min(first + number * _APART_AT_END, stop - _SHORTEST // 2),
            end_ms=stop,
            ink=colour,
            ground=under,
            accent=look.accent,
            font=family,
        )


def _card_box(area, frame, sight):
    """The Box of a card in an area: at its head, foot or sides, where it covers least of the sight."""
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
    looked = formats.Box(*(round(at + way * short * _SIGHT) for way in (-1, 1) for at in (x, y)))
    boxes = [formats.Box(left, top, left + wide, top + tall) for left, top in corners]
    return min(boxes, key=lambda box: _shared(box, looked))


def _shared(one, other):
    """How many pixels two boxes have in common."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0, wide) * max(0, tall)


def _part(box, rows, wide):
    """The middle of a card between two shares of its height."""
    half = box.width * wide / 2
    middle = (box.left + box.right) / 2
    top, bottom = (round(box.top + box.height * share) for share in rows)
    return formats.Box(round(middle - half), top, round(middle + half), bottom)


def _panel(look):
    """(ground, ink) of a lower third, in the style's own key."""
    return (look.shade, look.ink) if look.dark else (look.surface, look.ink)


def _tag(project):
    """(ground, ink) of a price tag: it may be loud."""
    look, brand = project.look, captions.brand_colours(project)
    ground = brand[0] if brand else look.accent if look.dark else look.ink
    return ground, _ink(ground, look)


def _ink(ground, look):
    """The first of a style's own colours that is read on a ground, else white or black."""
    return _readable(ground, (look.shade, look.accent, look.ink)) or max(
        ("#ffffff", "#000000"), key=lambda ink: captions.contrast(ink, ground)
    )


def _readable(ground, colours):
    """The first colour that is read on a ground, or None."""
    return next((each for each in colours if captions.contrast(each, ground) >= captions.READABLE), None)


def _font(project, font):
    """The brand's family, or `font` where it names none that there is."""
    own = project.brand_kit.font.strip().lower() if project.brand_kit else ""
    return own if own in captions.FONTS else font


def _accent(project):
    """The brand's first colour, or the style's own accent."""
    return next(iter(captions.brand_colours(project)), project.look.accent)


def _area(project, frame):
    """Where signs may stand, in pixels: the safe box, less the captions' strip while there are any."""
    return formats.headline_box(*frame) if project.captions else formats.safe_box(*frame)


def _apart(area, frame):
    """An area that keeps from the captions' strip, which may be a full box of colour."""
    return replace(area, bottom=area.bottom - round(min(frame) * _CLEAR))


def _taken(asset, made, frame):
    """Boxes of the frame, in pixels, over which words or the product pass while the scene lasts."""
    if not (asset.width and asset.height):
        return []
    boxes = []
    if made.layers and made.layers.product:
        boxes.append((made.layers.place, made.layers.motion))
    elif asset.meta.get("product_box"):
        boxes.append((tuple(asset.meta["product_box"]), made.motion))
    return _said(asset, made, frame) + [_passed(box, way, asset, frame) for box, way in boxes]


def _said(asset, made, frame):
    """Boxes of the frame, in pixels, over which the words of a picture pass while the scene lasts."""
    if not (asset.width and asset.height):
        return []
    return [_passed(tuple(box), made.motion, asset, frame) for box in asset.meta.get("text_boxes") or ()]


def _passed(box, camera, asset, frame):
    """The Box, in pixels, that a box of a picture passes over on a camera's way."""
    cover = cameras.cover_size((asset.width, asset.height), frame)
    return formats.Box(
        *(round(side * frame[k % 2]) for k, side in enumerate(depths.swept(box, camera, cover, frame)))
    )


def _room(area, size, taken, gaps, frame):
    """The lowest, then leftmost Box of a size in an area; `gaps` (across, down) lie to all that is taken."""
    across, down = gaps
    step = max(2, min(frame) // 60)
    for bottom in range(area.bottom, area.top + size[1], -step):
        for left in range(area.left, area.right - size[0] + 1, step):
            box = formats.Box(left, bottom - size[1], left + size[0], bottom)
            wide = formats.Box(box.left - across, box.top - down, box.right + across, box.bottom + down)
            if not any(wide.overlaps(other) for other in taken):
                return box
    return None


def _name(name):
    """A speaker's name as it is said, not as scripts shout it."""
    return name.title() if name.isupper() else name


def _place(heading):
    """A scene heading without a script's shorthand: "INT. KITCHEN - DAY" is the kitchen."""
    place = re.sub(r"^(?:\d+[.)]?\s+)?(?:INT|EXT|EST|I/E|INT\.?/EXT)\b[./\s]*", "", heading.strip())
    place = re.split(r"\s+[-–—]\s+", place)[0].strip()
    return place.capitalize() if place.isupper() else place


# Light and shapes


def accents(project, scenes):
    """The FinishSpec of a project's scenes: by style, and none where something is explained."""
    look = project.look
    chosen = tuple(scene.scene_index for scene in scenes if _accented(look.finish, scene))
    if project.mode == "functional_intro" or project.accents == "none" or not chosen:
        return schema.FinishSpec()
    colours = tuple(getattr(look, name) for name in _ACCENT_COLOURS.get(look.finish, ()))
    return schema.FinishSpec(accent=look.finish, colours=colours, scenes=chosen, seed=project.seed)


_ACCENT_COLOURS = {"leak": ("accent",), "streaks": ("accent", "surface"), "blocks": ("surface", "ink")}


def _accented(accent, scene):
    """Shapes belong to cuts, so the first scene opens without; light is kept for the moments that matter."""
    if accent in ("streaks", "blocks"):
        return scene.scene_index > 1
    if accent == "sweep":
        return scene.beat in ("hook", "product", "cta")
    return accent == "leak" and scene.beat not in ("proof", "content")
