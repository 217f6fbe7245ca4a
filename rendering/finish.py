"""What finishes a scene: depth between product and set, signs over the picture, light or shapes.

All of it is decided here, once, from the board and the brand, and frozen into the render spec: a composer
only draws. Boxes are fractions of the frame or, where a name says so, of the picture.
"""

from projects import formats
from rendering import spec
from rendering.engine import layers as depths
from rendering.engine import motion as cameras

# The set moves less than the camera over a flat picture would, so that the product may move more
# and comes no nearer than people are used to.
PLATE_SHARE = 0.7

# How much of a style's depth a beat is given, and an explanation.
_BEATS = {"hook": 1.1, "cta": 0.8, "closing": 0.8}
_CALM = 0.75

# How far a floating product drifts over a scene, in fractions of the frame.
_DRIFTS = ((0.006, -0.003), (-0.006, 0.003))

# Pictures whose sides differ by more than this from the frame's are cut: what was laid out for the whole
# picture does not hold in them.
_SAME_SHAPE = 0.01


def layered(project, scene, asset, camera, frame):
    """(the camera over the plate, LayersSpec) for a picture that came in layers, else (`camera`, None)."""
    parts = asset.meta.get("layers")
    if not parts or not _fits(asset, frame):
        return camera, None
    plate = _gentler(camera)
    own, place = plate, (0.0, 0.0, 1.0, 1.0)
    if parts["product"]:
        place = tuple(parts["place"])
        own = depths.nearer(plate, *_depth(project, scene, asset, frame, place), drift=_drift(scene))
    return plate, spec.LayersSpec(
        plate=spec.Media(kind="image", digest=parts["plate"], mime="image/jpeg"),
        product=parts["product"] and spec.Media(kind="image", digest=parts["product"], mime="image/png"),
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


def _depth(project, scene, asset, frame, place):
    """(how much further the product's camera travels, what it must keep clear of, where it stands)."""
    calm = _CALM if project.mode == "functional_intro" else 1.0
    depth = 1 + (project.look.depth - 1) * _BEATS.get(scene.beat, 1.0) * calm
    marks = [tuple(mark["box"]) for mark in asset.meta.get("marks") or ()]
    words = [tuple(box) for box in asset.meta.get("text_boxes") or () if tuple(box) not in marks]
    fixed = marks + ([_captions(frame)] if project.captions else [])
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
