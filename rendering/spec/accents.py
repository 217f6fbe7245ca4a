"""Light and shapes over the picture: which of them a board gets, and in which scenes. Pure."""

from typing import cast

from rendering.spec import schema
from rendering.spec.inputs import BoardView, SceneView

# Which of the style's colours an accent is drawn in where the film's own pictures name none; light that is
# white needs none. Blocks have the colours of the letters then.
_COLOURS = {"leak": ("accent",), "streaks": ("accent", "surface"), "blocks": ("ink", "shade")}


def accents(board: BoardView) -> schema.FinishSpec:
    """The FinishSpec of a board: by style, and none where something is explained."""
    style = board.look.style
    scenes = tuple(scene.index for scene in board.scenes if _is_accented(style.finish, scene))
    if board.is_explained or board.accents == "none" or not scenes:
        return schema.FinishSpec()
    colours = tuple(getattr(style, name) for name in _COLOURS.get(style.finish, ()))
    if colours:
        colours = next((scene.picture.flats for scene in board.scenes if scene.picture.flats), colours)
    return schema.FinishSpec(
        accent=cast(schema.Accent, style.finish), colours=colours, scenes=scenes, seed=board.seed
    )


def _is_accented(accent: str, scene: SceneView) -> bool:
    """Shapes belong to cuts, so the first scene opens without; light is kept for the moments that matter."""
    if accent in ("streaks", "blocks"):
        return scene.index > 1
    if accent == "sweep":
        return scene.beat in ("hook", "product", "cta")
    return accent == "leak" and scene.beat not in ("proof", "content")
