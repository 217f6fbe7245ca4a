"""Words over photos of any brightness are read: contrast beside the letters, on the finished frame."""

import io
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import cv2
import numpy as np
from PIL import Image as Pictures

from generation.local.images import overlay
from generation.media import colours
from projects.caption_looks import look_of
from projects.formats import caption_box
from projects.styles import STYLES
from rendering.engine import captions
from rendering.engine.caption_cues import caption_layout
from tests.quality import pictures
from tests.quality.kit import Input, each
from tests.quality.test_looks import asked
from tests.rendering.engine.test_captions import cues, spec

SIZES = {"9:16": (360, 640), "1:1": (360, 360), "16:9": (640, 360)}
# A letter's edge is told from what lies right beside it; so much of that may be grain or a lamp.
WORST = 4


@cache
def photo(kind, width=480, height=640):
    """A photo as people take them, encoded: snow, night, a window at noon, leaves, a crowd of colours."""
    rng = np.random.default_rng(5)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    grounds = {
        "snow": np.array([244, 246, 250]) - 12 * down,
        "night": np.array([10, 12, 22]) + 14 * down,
        "mid grey": np.array([128, 126, 122]) + 8 * down,
        "sky over grass": np.where(down < 0.5, np.array([190, 215, 245]), np.array([70, 110, 40])),
        "leaves": np.array([80, 120, 60]) + 0 * down,
        "a crowd of colours": np.array([140, 120, 120]) + 0 * down,
        "a window": np.array([40, 36, 34]) + 0 * down,
    }
    picture = np.ascontiguousarray(np.broadcast_to(grounds[kind], (height, width, 3)), np.float32)
    if kind in ("leaves", "a crowd of colours"):
        low, high = (10, 235) if kind == "a crowd of colours" else (20, 190)
        for _ in range(900):
            spot = (int(rng.integers(0, width)), int(rng.integers(0, height)))
            cv2.circle(
                picture, spot, int(rng.integers(4, 18)), tuple(map(float, rng.integers(low, high, 3))), -1
            )
    if kind == "a window":
        cv2.rectangle(
            picture, (width // 6, height // 8), (width * 5 // 6, height * 7 // 8), (252, 250, 244), -1
        )
    return pictures.encoded(picture.clip(0, 255).astype(np.uint8), "JPEG")


KINDS = ("snow", "night", "mid grey", "sky over grass", "leaves", "a crowd of colours", "a window")


def around(letters, reach):
    """Where the ground right beside letters is: a mask, from their opacity 0..1 and a reach in pixels."""
    inked = (letters > 0.5).astype(np.uint8)
    near = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    edge = cv2.dilate((letters > 0.02).astype(np.uint8), np.ones((3, 3), np.uint8))
    return (cv2.dilate(inked, near) > 0) & (edge == 0)


def contrast_with(frame, letters, ink, reach):
    """The contrast of an ink with nearly the worst of what stands beside its letters in a frame 0..1."""
    return float(np.percentile(colours.contrast(frame[around(letters, reach)], ink), WORST))


# --- headlines over a picture that a person or another painter made ----------------------------
PLATES = [
    Input("a headline over a photo", f"{kind}, {ratio}, {style}", right=colours.READABLE,
          more=(kind, ratio, style))
    for kind in KINDS
    for ratio, style in (
        ("9:16", "minimal"), ("9:16", "luxury"), ("9:16", "bold"), ("1:1", "energetic"),
        ("16:9", "cinematic"),
    )
]  # fmt: skip


@each(PLATES)
def test_a_headline_over_a_photo_is_read(case):
    kind, ratio, style = case.more
    width, height = SIZES[ratio]
    request = replace(asked(style, "red cup"), photos=(), width=width, height=height, beat="content")
    made = overlay.compose(request, photo(kind))
    bare = overlay.compose(replace(request, headline=""), photo(kind))
    assert made.text_boxes and not bare.text_boxes
    frame = np.asarray(Pictures.open(io.BytesIO(made.data)).convert("RGB"), np.float32) / 255
    for box in made.text_boxes:
        left, top, right, bottom = (round(s * e) for s, e in zip(box, (width, height) * 2, strict=True))
        ink, ground = two_tones(frame[top:bottom, left:right])
        assert colours.contrast(ink, ground) >= case.right


def two_tones(patch):
    """(letters, ground) of a box of words: its darkest and its brightest tenth, the rarer first."""
    lit = colours.luminance(patch)
    low, high = np.percentile(lit, (6, 94))
    dark, light = patch[lit <= low].mean(0), patch[lit >= high].mean(0)
    middle = (low + high) / 2
    return (dark, light) if (lit < middle).mean() < 0.5 else (light, dark)


# --- captions over the same ---------------------------------------------------------------------
@cache
def phrase(style):
    """(its CaptionSpec, maps of a phrase, size of its letters in pixels) in the look of a style."""
    found = look_of(SimpleNamespace(look=STYLES[style], caption_look="", brand_kit=None))
    made = spec("Made for slow mornings.", (720, 1280), **found)
    layout, box = caption_layout(made.output, found["font"]), caption_box(720, 1280)
    maps = captions.caption_maps(cues(made)[0], made.captions, layout, (box.width, box.height))
    return made.captions, maps, layout.size


OVER = [
    Input("captions over a photo", f"{kind}, {style}", right=colours.READABLE, more=(kind, style))
    for kind in KINDS
    for style in STYLES
]


@each(OVER)
def test_captions_over_a_photo_are_read(case):
    kind, style = case.more
    look, maps, size = phrase(style)
    height, width = maps.words.shape
    whole = np.asarray(Pictures.open(io.BytesIO(photo(kind, 720, 1280))).convert("RGB"), np.float32) / 255
    rgba = captions.coloured(maps, look)
    frame = whole[-height:, :width] * (1 - rgba[..., 3:]) + rgba[..., :3]
    ink = np.array(captions._colour(look.ink), np.float32)
    worst = contrast_with(frame, maps.words, ink, max(2, round(size * 0.06)))
    assert round(worst, 1) >= case.right
