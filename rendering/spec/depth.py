"""Depth: a picture that came in layers gets a camera for its plate and a deeper one for its product. Pure."""

from projects import formats
from rendering.engine import layers, motion
from rendering.spec import schema
from rendering.spec.inputs import BoardView, LayerFiles, SceneView, ShareBox, Size

# The set moves less than the camera over a flat picture would (1.0), so that the product may move more
# and comes no nearer than people are used to.
PLATE_SHARE = 0.7

# How much of its style's depth a beat is given; 1.0 for those that are not named. The hook may surprise,
# an end card is to be read.
_BEAT_SHARES = {"hook": 1.1, "cta": 0.8, "closing": 0.8}

# The same for a video that explains.
_EXPLAINED_SHARE = 0.75

# How far a floating product drifts over a scene, in shares of the frame; neighbours drift in opposite ways.
_DRIFTS = ((0.006, -0.003), (-0.006, 0.003))

# A picture whose proportions differ by more than this from the frame's is cut: what was laid out for the
# whole picture does not hold in it. Sizes are rounded to even pixels, which is far below one per cent.
_SAME_SHAPE = 0.01


def layered(
    board: BoardView, scene: SceneView, camera: schema.Motion, frame: Size
) -> tuple[schema.Motion, schema.LayersSpec | None]:
    """(the camera over the plate, LayersSpec) for a picture that came in layers, else (`camera`, None)."""
    picture = scene.picture
    files = picture.layers
    if not files or not _has_shape(picture.size, frame) or (picture.signs and not board.has_signs):
        return camera, None
    plate = _gentler(camera)
    own = _product_camera(board, scene, files, plate, frame) if files.product else plate
    product = schema.Media(kind="image", digest=files.product, mime="image/png") if files.product else None
    return plate, schema.LayersSpec(
        plate=schema.Media(kind="image", digest=files.plate, mime="image/jpeg"),
        product=product,
        place=files.place,
        motion=own,
    )


def _has_shape(size: Size | None, frame: Size) -> bool:
    """True where a picture has the frame's own proportions."""
    return size is not None and abs(size[0] * frame[1] / (size[1] * frame[0]) - 1) < _SAME_SHAPE


def _gentler(camera: schema.Motion) -> schema.Motion:
    zooms = {name: 1 + (getattr(camera, name) - 1) * PLATE_SHARE for name in ("zoom_from", "zoom_to")}
    return camera.model_copy(update=zooms)


def _product_camera(
    board: BoardView, scene: SceneView, files: LayerFiles, plate: schema.Motion, frame: Size
) -> schema.Motion:
    drift = _DRIFTS[scene.index % len(_DRIFTS)]
    ground = _ground(board, scene, files.place, plate, frame)
    return layers.product_camera(plate, depth_of(board, scene), ground, files.rests, drift=drift)


def depth_of(board: BoardView, scene: SceneView) -> float:
    """How many times further the product's camera travels than its plate's."""
    share = _BEAT_SHARES.get(scene.beat, 1.0) * (_EXPLAINED_SHARE if board.is_explained else 1.0)
    return 1 + (board.look.style.depth - 1) * share


def _ground(
    board: BoardView, scene: SceneView, place: ShareBox, plate: schema.Motion, frame: Size
) -> layers.Surroundings:
    """What the product keeps clear of: words, which move with the plate; signs and captions, which stand."""
    picture = scene.picture
    signs = [sign.box for sign in picture.signs]
    words = tuple(box for box in picture.words if box not in signs)
    fixed = [standing(box, plate, frame) for box in signs]
    if board.captions.burn:
        fixed.append(shares(formats.caption_box(*frame), frame))
    cover = motion.cover_size(picture.size or frame, frame)
    return layers.Surroundings(cover, frame, place, words, tuple(fixed))


def standing(box: ShareBox, camera: schema.Motion, frame: Size) -> ShareBox:
    """Where a sign stands that was painted at `box`: where the plate's camera has it half way.

    The words above it move with the plate, the sign does not: so it is never farther from their line than
    half of their way.
    """
    left, top, right, bottom = layers.swept_box(box, camera, frame, frame)
    across, down = (left + right - box[0] - box[2]) / 2, (top + bottom - box[1] - box[3]) / 2
    return (box[0] + across, box[1] + down, box[2] + across, box[3] + down)


def shares(box: formats.Box, frame: Size) -> ShareBox:
    """A box of pixels in shares of the frame."""
    return (box.left / frame[0], box.top / frame[1], box.right / frame[0], box.bottom / frame[1])
