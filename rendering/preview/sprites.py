"""Signs and captions as small pictures for the player in the page, drawn by the engine's own painter.

What is to be drawn is told by the address itself, signed for its project, so that nothing is looked up or
kept: equal things have equal addresses, which browsers keep for good; another engine's are others.
"""

import io
from dataclasses import asdict

import cv2
import numpy as np
from django.core import signing
from django.http import Http404
from django.urls import reverse
from PIL import Image

from rendering.engine import captions, cues, overlays
from rendering.spec import schema
from rendering.stages.compose import ENGINE_VERSION

SALT = "rendering.preview.sprites"

# Pictures in the page are sent for a frame this wide, see projects.media.serving.WIDTHS.
FRAME_WIDTH = 800

# The parts of a caption: all of it, or what lies beneath its words and the words' opacity alone.
PARTS = ("whole", "under", "words")


def sign_address(project, sign, frame):
    """Where the picture of an OverlaySpec is had, for a frame (width, height) in pixels."""
    left, top, right, bottom = overlays.pixels(sign.box, frame)
    told = sign.model_dump(exclude={"start_ms", "end_ms", "box"}, exclude_none=True)
    return _address(project, {"sign": told, "size": [right - left, bottom - top], "wide": frame[0]})


def caption_address(project, cue, part, look, style, size, frame):
    """Where one of PARTS of a Cue is had, drawn on a canvas of `size` pixels."""
    told = {
        "part": part,
        "lines": cue.lines,
        "language": cue.language,
        "look": look.model_dump(exclude={"burn", "font"}),
        "style": asdict(style),
        "size": size,
        "wide": frame[0],
    }
    return _address(project, told)


def _address(project, told):
    token = _signer(project).sign_object({**told, "engine": ENGINE_VERSION}, compress=True)
    return reverse("rendering:drawn", args=[project.pk, token])


def _signer(project):
    return signing.Signer(salt=f"{SALT}.{project.pk}")


def drawn(project, token):
    """WebP bytes of what an address tells. Http404 for those not made for this project by this engine."""
    try:
        told = _signer(project).unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    if told.get("engine") != ENGINE_VERSION:
        raise Http404
    return _webp(_sign(told) if "sign" in told else _caption(told))


def _sign(told):
    sign = schema.OverlaySpec(**told["sign"], box=(0, 0, 1, 1), start_ms=0, end_ms=0)
    made = overlays.picture(sign, tuple(told["size"]))
    return _reduced(made, min(1, FRAME_WIDTH / told["wide"] / overlays.FINE))


def _caption(told):
    cue = cues.Cue(0, 0, 1, tuple(told["lines"]), ((),) * len(told["lines"]))
    look, style = schema.CaptionSpec(**told["look"]), cues.Setting(**told["style"])
    made = captions.plate(cue, look, style, tuple(told["size"]), told["language"])
    return _reduced(_pixels(made, look, told["part"]), min(1, FRAME_WIDTH / told["wide"]))


def _pixels(made, look, part):
    """A part of a caption's Plate as an RGBA picture."""
    if part == "words":
        rgba = np.dstack([made.words] * 4)
    elif part == "under":
        colour, alpha = made.under
        rgba = alpha[..., None] * np.array([*colour, 1], np.float32)
    else:
        rgba = captions.painted(made, look)
    return Image.fromarray(np.rint(np.clip(rgba, 0, 1) * 255).astype(np.uint8), "RGBa").convert("RGBA")


def _reduced(image, scale):
    if scale == 1:
        return image
    size = tuple(max(1, round(side * scale)) for side in image.size)
    whole = cv2.resize(np.asarray(image.convert("RGBa")), size, interpolation=cv2.INTER_AREA)
    return Image.fromarray(whole, "RGBa").convert("RGBA")


def _webp(image):
    out = io.BytesIO()
    image.save(out, "WEBP", lossless=True, method=2)
    return out.getvalue()
