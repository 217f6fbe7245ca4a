"""Pictures without a product: the set of the style, with the headline as the subject."""

from generation.providers.base import FREE, Image  # noqa: F401
from generation.providers.local.pictures import backdrops, layout, light
from generation.providers.local.pictures import type as words
from projects.formats import Box


def paint(request, palette, rng):
    """An Image for a prompt or a script scene."""
    from PIL import Image as Pictures

    from generation.providers.local.pictures.direct import encoded

    width, height = request.width, request.height
    plan = layout.Plan("scene", (0, 0, 1, 1), (0.1, 0.15, 0.83, 0.55))
    focus = (0.5, 0.45)
    items = words.lay_out(request, layout.words_box(request, focus), plan)
    spot = Box(int(width * 0.35), int(height * 0.55), int(width * 0.65), int(height * 0.75))
    stage = backdrops.Stage(palette, plan, rng, spot, None, False, (), request.scene_index)
    canvas = light.Canvas(width, height)
    backdrops.paint(canvas, stage, request.style)
    items = words.coloured(items, canvas, request, palette)
    picture = Pictures.fromarray(canvas.finish(rng, backdrops.GRAIN[request.style]))
    words.draw(picture, items)
    return encoded(picture, focus, None, items)
