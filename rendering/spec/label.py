"""The visible label of what is generated: the workspace's own words, in every frame of the film. Pure.

It stands where words are never covered by a platform's buttons (formats.safe_box), in the corner in which it
lies over least: type in the pictures, signs, and the strip of the captions, which it never enters.
"""

from collections.abc import Iterable

from projects import formats
from rendering.spec import schema
from rendering.spec.inputs import BoardView, ShareBox, Size

# White on nearly black: even over a white picture the ground shows through by a seventh only, which leaves
# a contrast of 12 (WCAG asks for 4.5).
INK, GROUND = "#ffffff", "#111111"

# Shares of the frame's short side: how high it is, and how wide a letter may be in it.
_HIGH, _LETTER, _PADDING = 0.05, 0.026, 0.05


def label(
    board: BoardView, signs: Iterable[schema.OverlaySpec], frame: Size, total_ms: int
) -> tuple[schema.OverlaySpec, ...]:
    """The label as a sign that stands from the first frame to the last; () where the workspace has none."""
    if not board.ai_label:
        return ()
    taken = [sign.box for sign in signs]
    taken += [box for scene in board.scenes if not scene.clip for box in scene.picture.words]
    box = min(_corners(board.ai_label, frame), key=lambda place: sum(_shared(place, one) for one in taken))
    return (
        schema.OverlaySpec(
            kind="lower_third", text=board.ai_label, box=box, start_ms=0, end_ms=total_ms, ink=INK,
            ground=GROUND, accent=board.look.accent,
        ),
    )  # fmt: skip


def _corners(words: str, frame: Size) -> list[ShareBox]:
    """Where it may stand, as shares of the frame, the likeliest first."""
    room, short = formats.headline_box(*frame), min(frame)
    wide = min(room.width, round(short * (_LETTER * len(words) + _PADDING)))
    high = round(short * _HIGH)
    lefts, tops = (room.left, room.right - wide), (room.top, room.bottom - high)
    return [
        (x / frame[0], y / frame[1], (x + wide) / frame[0], (y + high) / frame[1])
        for y in tops
        for x in lefts
    ]


def _shared(one: ShareBox, other: ShareBox) -> float:
    """The area that two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0
