"""Pictures without a product: an illustrated scene read from the prompt, in the style's own colours.

The words keep to the upper part of the safe box, the figures to the lower; beside them in wide frames.
"""

from dataclasses import replace

import cv2
import numpy as np

from generation.interfaces import ImageRequest
from generation.local.images import composition, figures, layout, lettering, scene_reader, scenery, things
from generation.local.images.canvas import Canvas, Spot
from generation.local.images.pen import Pen
from generation.local.images.scene_reader import ScenePrompt
from generation.local.images.scenery import SceneryView
from generation.media.arrays import Array, Colour, Mask
from generation.media.colours import Palette, contrast, luminance, mix
from projects.formats import Box, caption_box, full_screen

# Where a figure stands: x and y of its feet in pixels, and its size in pixels or as a factor.
Stand = tuple[float, float, float]

# The hours of a style, scene after scene, where the prompt names none: a place that a story stays at is not
# seen in the same light all the time. Each begins with the hour that the style's card shows.
_HOURS = {
    "luxury": ("dusk", "sunset", "night"),
    "energetic": ("sunset", "day", "dusk"),
    "minimal": ("morning", "sunset", "dawn"),
    "bold": ("sunset", "night", "day"),
    "cinematic": ("sunset", "night", "morning"),
}

# How close the camera is, scene after scene.
_SHOTS = (1.0, 1.45, 0.8, 1.2)


def paint(
    request: ImageRequest, palette: Palette, rng: np.random.Generator
) -> tuple[Canvas, tuple[lettering.TextItem, ...], Spot]:
    """(canvas, Items, focus) for one scene of a prompt or a script."""
    prompt = scene_reader.read(request.prompt)
    canvas = Canvas(request.width, request.height)
    view = _view(request, palette, rng, prompt)
    spot = _cast_spot(request, prompt)
    if not prompt.indoors:
        scenery.sky(canvas, view)
    scenery.PLACES[prompt.place](canvas, view)
    _frame_set(canvas, view, prompt.indoors)
    prompt = replace(prompt, subjects=_leading_first(request, prompt.subjects))
    if prompt.place == "sea" and set(prompt.subjects) - set(_AFLOAT):
        scenery.shore(canvas, view, spot[1] - request.height * _SHORE)
    bare = canvas.px.copy()
    _cast(canvas, view, prompt, spot, request)
    cast = np.abs(canvas.px - bare).max(2) > _SEEN
    scenery.weather(canvas, view, prompt.weather)
    canvas.vignette(0.3)
    focus = _focus(request, spot) if prompt.subjects else (0.5, 0.5)
    items = words_on_illustration(request, focus)
    whole = canvas.px.copy()
    for item in items:
        _calm(canvas, item.box)
    coloured = lettering.coloured(items, canvas, request, palette)
    _bring_back(canvas, whole, cast, [item.box for item in coloured], request)
    return canvas, coloured, focus


# What is at home on water, or above it; all else stands on its shore, which begins so much above its feet.
_AFLOAT, _SHORE = ("boat", "bird"), 0.055
# From this difference on a pixel is part of the figures.
_SEEN = 0.02


def _bring_back(canvas: Canvas, whole: Array, cast: Array, boxes: list[Box], request: ImageRequest) -> None:
    """Show the figures as they were before the picture was eased for words, but right behind the words."""
    if request.captions:
        boxes = [*boxes, caption_box(request.width, request.height)]
    mask = cv2.GaussianBlur(cast.astype(np.float32), (0, 0), max(0.8, canvas.short / 700))
    for box in boxes:
        mask[max(0, box.top) : max(0, box.bottom), max(0, box.left) : max(0, box.right)] = 0
    canvas.px += (whole - canvas.px) * mask[..., None]


# How close the camera is to the set of a room and whether it is seen from the other side, scene after scene;
# out of doors it comes less close. Six scenes of one place are six views of it.
_VIEWS = ((1.0, False), (1.7, True), (1.3, False), (1.0, True), (2.1, False), (1.45, True))
_OUTDOORS = 0.45


def _closeness(turn: int, indoors: bool) -> tuple[float, bool]:
    closer, mirrored = _VIEWS[turn % len(_VIEWS)]
    return closer if indoors else 1 + (closer - 1) * _OUTDOORS, mirrored


def _frame_set(canvas: Canvas, view: SceneryView, indoors: bool) -> None:
    """Look at the set, before anybody stands in it, from nearer by or from the other side.

    What is on the horizon stays at its height, so that figures stand on the same ground.
    """
    closer, mirrored = _closeness(view.turn, indoors)
    if closer == 1.0 and not mirrored:
        return
    x, y, way = canvas.width / 2, view.horizon, -closer if mirrored else closer
    matrix = np.array([[way, 0, x - way * x], [0, closer, y - closer * y]], np.float64)
    canvas.px[:] = cv2.warpAffine(
        canvas.px, matrix, (canvas.width, canvas.height), borderMode=cv2.BORDER_REPLICATE
    )


def _leading_first(request: ImageRequest, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """The subjects, first the one that the headline names; where it names none they take turns."""
    named = [name for name in scene_reader.read(request.headline).subjects if name in subjects]
    if named:
        return (*named, *(name for name in subjects if name not in named))
    return subjects[::-1] if request.scene_index % 3 == 2 else subjects


# Behind words, luminance varies by no more than this (standard deviation), or it is evened out so far.
_BUSY, _EVENED = 0.035, 0.75


def _calm(canvas: Canvas, box: Box) -> None:
    """Even out what is busy behind words: shelves, windows, a sun."""
    behind = lettering.behind_box(canvas, box)
    if behind.size and float(luminance(behind).std()) > _BUSY:
        lettering.soften(canvas, box, np.median(behind.reshape(-1, 3), 0), _EVENED)


# The sun's disc is 0.13 of the frame's shorter side, and a little air above it.
_FROM_EDGE = 0.18


def _view(
    request: ImageRequest, palette: Palette, rng: np.random.Generator, prompt: ScenePrompt
) -> SceneryView:
    turn = request.scene_index + request.seed
    hours = _HOURS[request.style]
    time = prompt.time or hours[max(0, request.scene_index - 1) % len(hours)]
    horizon = request.height * (0.60, 0.66, 0.56, 0.63)[turn % 4]
    height = SceneryView(request.style, palette.accent, rng, time, horizon, (0, 0), turn).hour[4]
    # Seen from nearer by it rises; it stays below the frame's edge all the same.
    closer, _ = _closeness(turn, prompt.indoors)
    highest = horizon - (horizon - min(request.width, request.height) * _FROM_EDGE) / closer
    sun = (
        request.width * (0.68, 0.3, 0.5, 0.78)[turn % 4],
        max(highest, horizon * (1 - height * 0.85) - request.height * 0.03),
    )
    return SceneryView(request.style, palette.accent, rng, time, horizon, sun, turn)


def _wide(request: ImageRequest) -> bool:
    return request.width > request.height * 1.1


def _cast_spot(request: ImageRequest, prompt: ScenePrompt) -> Stand:
    """(x, y of the feet, scale) of the figures, in pixels and as a factor."""
    turn = request.scene_index + request.seed
    shot = _SHOTS[turn % 4]
    x = (0.36, 0.62, 0.5, 0.68)[turn % 4] if not _wide(request) else (0.7, 0.74, 0.66, 0.72)[turn % 4]
    foot = 0.735 if prompt.indoors else 0.87
    if request.captions and not full_screen(request.width, request.height):
        foot = min(foot, _ABOVE_CAPTIONS)
    return request.width * x, request.height * min(0.96, foot + 0.03 * (shot - 1)), shot


# Where captions are at the frame's foot, figures stand above them.
_ABOVE_CAPTIONS = 0.79

# Where they run through the middle of a phone, figures stand below them: shares of the frame's height for
# the gap and for the lowest foot; of a figure's own for what sticks out of its head. People who are too
# large for that are seen down to their hips.
_BELOW_CAPTIONS, _LOWEST, _TALLER, _TO_THE_HIPS = 0.01, 0.965, 1.08, 0.65
_PEOPLE = ("person", "couple", "robot")

_PROPS = ("cup", "bottle", "book", "lamp", "plant", *things.HANDHELD)


def _cast(canvas: Canvas, view: SceneryView, prompt: ScenePrompt, spot: Stand, request: ImageRequest) -> None:
    """Set the figures into the scene, the second one farther off, or as small as it is in life."""
    frame = request.height * (1.35 if _wide(request) else 0.86 if request.height > request.width * 1.4 else 1)
    for at, name in reversed(tuple(enumerate(prompt.subjects))):
        x, y, shot = spot
        size = figures.SIZES[name][0] * frame * shot
        if at:
            x, y, size = _second_spot(request, view, prompt.subjects, spot, size)
        if y > view.horizon + request.height * 0.05:
            x, y, size = _clear_of_captions(request, name, (x, y, size), first=not at)
        pack = "backpack" in request.prompt.lower() or "hik" in request.prompt.lower()
        _figure(canvas, view, name, (x, y), size, pack)


def _clear_of_captions(request: ImageRequest, name: str, spot: Stand, first: bool) -> Stand:
    """(x and y of the feet, size) of a figure that no caption of a phone's frame crosses."""
    x, foot, size = spot
    if not (request.captions and full_screen(request.width, request.height)):
        return spot
    top = caption_box(request.width, request.height).bottom + request.height * _BELOW_CAPTIONS
    room = (request.height * _LOWEST - top) / _TALLER
    if not (first and size > room and name in _PEOPLE):
        size = min(size, room)
        return x, max(foot, top + size * _TALLER), size
    size = max(size, (request.height - top) / _TO_THE_HIPS)
    half = min(request.width / 2, figures.SIZES[name][1] * size)
    return min(max(x, half), request.width - half), top + size * _TALLER, size


def _second_spot(
    request: ImageRequest, view: SceneryView, subjects: tuple[str, ...], spot: Stand, size: float
) -> Stand:
    first, name = subjects
    side = -1 if spot[0] > request.width / 2 else 1
    aside = request.width * (0.16 if _wide(request) else 0.3) * side
    if name == "bird":
        return spot[0] + aside, view.horizon - request.height * 0.05, size * 0.6
    if name == "boat":
        return spot[0] + aside, view.horizon + request.height * 0.035, size * 0.4
    if name in _PROPS and first not in _PROPS:
        return spot[0] + aside * 0.8, spot[1], size * 0.45
    return spot[0] + aside, spot[1] - request.height * 0.012, size * 0.8


def _figure(
    canvas: Canvas, view: SceneryView, name: str, foot: Spot, size: float, pack: bool = False
) -> None:
    pen = Pen(canvas.width, canvas.height, foot, size, flip=view.sun[0] < foot[0])
    figures.FIGURES[name](pen) if name != "person" else figures.person(pen, pack)
    _ground_shadow(canvas, view, name, foot, size)
    body = pen.mask
    ink = _told_apart(canvas, view, body)
    canvas.paint(body, ink)
    _lit_edge(canvas, view, body, foot, size)
    if name in figures.DETAILS:
        shine = Pen(canvas.width, canvas.height, foot, size, pen.side < 0)
        figures.DETAILS[name](shine)
        light = mix(view.accent, view.lit, 0.5)
        canvas.paint(shine.mask, light if contrast(light, ink) >= _LOST else view.depth(1.0))
    if name == "cup":
        _steam(canvas, view, foot, size)


# A figure that differs less than this from what is behind it (WCAG contrast) is drawn light instead of dark:
# a bicycle, which is all outline, was lost at 1.2; a bottle at night is seen from 1.4 on.
_LOST, _LIGHT = 1.6, 0.1


def _told_apart(canvas: Canvas, view: SceneryView, body: Mask) -> Colour:
    """The dark of what is close, or the light of the hour where that dark would be lost."""
    dark = view.depth(1.0)
    behind = canvas.px[body > 127]
    if not behind.size or contrast(behind.mean(0), dark) >= _LOST:
        return dark
    return max(dark, view.tone(_LIGHT), key=lambda colour: float(contrast(behind.mean(0), colour)))


def _ground_shadow(canvas: Canvas, view: SceneryView, name: str, foot: Spot, size: float) -> None:
    if name == "bird":
        return
    half = figures.SIZES[name][1] * size
    lean = np.sign(foot[0] - view.sun[0]) * half * 0.5
    canvas.dim(canvas.oval((foot[0] + lean, foot[1]), (half * 1.5, size * 0.05), 1.0).clip(0, 1) * 0.5)


def _lit_edge(canvas: Canvas, view: SceneryView, body: Mask, foot: Spot, size: float) -> None:
    """Light on the side that faces the sun: the silhouette less itself moved away from the light."""
    reach = max(1.0, size * 0.022)
    toward = np.array([view.sun[0] - foot[0], view.sun[1] - (foot[1] - size * 0.6)])
    toward = toward / max(np.hypot(*toward), 1e-6) * reach
    moved = cv2.warpAffine(
        body, np.array([[1, 0, -toward[0]], [0, 1, -toward[1]]], np.float64), body.shape[::-1]
    )
    edge = cv2.subtract(body, moved)
    canvas.paint(edge, mix(view.lit, view.accent, 0.25), 0.85)


def _steam(canvas: Canvas, view: SceneryView, foot: Spot, size: float) -> None:
    for at, x in enumerate((-0.14, 0.02, 0.16)):
        up = np.linspace(0, 1, 40)
        points = np.stack(
            [foot[0] + size * (x + 0.06 * np.sin(up * 5 + at * 2)), foot[1] - size * (0.78 + 0.42 * up)], 1
        )
        canvas.line(points, size * 0.022, view.lit, 0.35)


def _focus(request: ImageRequest, spot: Stand) -> Spot:
    box = layout.to_pixels((0, 0, 1, 1), request.width, request.height)
    x, y = spot[0] / box.width, spot[1] / box.height - 0.16
    return (min(0.65, max(0.35, x)), min(0.6, max(0.4, y)))


def words_on_illustration(request: ImageRequest, focus: Spot) -> tuple[lettering.TextItem, ...]:
    if _wide(request):
        plan = layout.ShotPlan(
            "scene", (0, 0, 1, 1), (0.075, 0.1, 0.54, 0.6), align="left", rise=0.15, type_scale=1.2
        )
    elif not full_screen(request.width, request.height):
        plan = layout.ShotPlan("scene", (0, 0, 1, 1), (0.075, 0.085, 0.925, 0.4), rise=0.1, type_scale=1.2)
    else:
        plan = layout.ShotPlan("scene", (0, 0, 1, 1), (0.11, 0.15, 0.83, 0.44), rise=0.12, type_scale=1.2)
    area = layout.intersection(
        layout.to_pixels(plan.words, request.width, request.height), layout.words_box(request, focus)
    )
    return composition.put_words(request, lettering.lay_out(request, area, plan), focus)
