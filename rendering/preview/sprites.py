"""Signs and captions as small pictures for the player in the page, drawn by the engine itself.

What is to be drawn stands in the address, signed for its project, so that nothing is looked up or
kept: equal things have equal addresses, which browsers keep for good; another engine's are others.
"""

import io
from dataclasses import asdict
from typing import Any

import cv2
import numpy as np
from django.core import signing
from django.http import Http404
from django.urls import reverse
from PIL import Image

from rendering.engine import caption_cues, captions, overlays
from rendering.spec import schema
from rendering.spec.inputs import Size
from rendering.stages.compose import ENGINE_VERSION

# Part of every signature: with another one, pages that are open lose their pictures.
SALT = "rendering.drawn"

# Pictures in the page are sent for a frame this wide, see projects.media.serving.WIDTHS.
FRAME_WIDTH = 800

# The parts of a caption: all of it, or what lies beneath its words and the words' opacity alone.
PARTS = ("whole", "under", "words")


class Addresses:
    """Where a project's sprites are had. `frame` is (width, height) in pixels."""

    def __init__(self, project: int) -> None:
        self.project = project

    def sign(self, sign: schema.OverlaySpec, frame: Size) -> str:
        """Where the picture of a sign is had."""
        left, top, right, bottom = overlays.to_pixels(sign.box, frame)
        fields = sign.model_dump(exclude={"start_ms", "end_ms", "box"}, exclude_none=True)
        return self._address({"sign": fields, "size": [right - left, bottom - top], "wide": frame[0]})

    def caption(
        self,
        cue: caption_cues.Cue,
        part: str,
        look: schema.CaptionSpec,
        style: caption_cues.CaptionLayout,
        size: Size,
        frame: Size,
    ) -> str:
        """Where one of PARTS of a Cue is had, drawn on a canvas of `size` pixels."""
        return self._address(
            {
                "part": part,
                "lines": cue.lines,
                "language": cue.language,
                "look": look.model_dump(exclude={"burn", "font"}),
                "style": asdict(style),
                "size": size,
                "wide": frame[0],
            }
        )

    def _address(self, request: dict[str, Any]) -> str:
        token = _signer(self.project).sign_object({**request, "engine": ENGINE_VERSION}, compress=True)
        return reverse("rendering:sprite", args=[self.project, token])


def _signer(project: int) -> signing.Signer:
    return signing.Signer(salt=f"{SALT}.{project}")


def sprite(project: int, token: str) -> bytes:
    """WebP bytes of what an address asks for. Http404 for those not made for this project by this engine."""
    try:
        request = _signer(project).unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    if request.get("engine") != ENGINE_VERSION:
        raise Http404
    return _webp(_sign(request) if "sign" in request else _caption(request))


def _sign(request: dict[str, Any]) -> Image.Image:
    sign = schema.OverlaySpec(**request["sign"], box=(0, 0, 1, 1), start_ms=0, end_ms=0)
    image = overlays.picture(sign, tuple(request["size"]))
    return _reduced(image, min(1, FRAME_WIDTH / request["wide"] / overlays.SUPERSAMPLING))


def _caption(request: dict[str, Any]) -> Image.Image:
    cue = caption_cues.Cue(0, 0, 1, tuple(request["lines"]), ((),) * len(request["lines"]))
    look, style = schema.CaptionSpec(**request["look"]), caption_cues.CaptionLayout(**request["style"])
    plate = captions.caption_maps(cue, look, style, tuple(request["size"]), request["language"])
    return _reduced(_pixels(plate, look, request["part"]), min(1, FRAME_WIDTH / request["wide"]))


def _pixels(plate: captions.CaptionMaps, look: schema.CaptionSpec, part: str) -> Image.Image:
    """A part of a caption's Plate as an RGBA picture."""
    if part == "words":
        rgba = np.dstack([plate.words] * 4)
    elif part == "under":
        colour, alpha = plate.under
        rgba = alpha[..., None] * np.array([*colour, 1], np.float32)
    else:
        rgba = captions.coloured(plate, look)
    return Image.fromarray(np.rint(np.clip(rgba, 0, 1) * 255).astype(np.uint8), "RGBa").convert("RGBA")


def _reduced(image: Image.Image, scale: float) -> Image.Image:
    if scale == 1:
        return image
    width, height = (max(1, round(side * scale)) for side in image.size)
    small = cv2.resize(np.asarray(image.convert("RGBa")), (width, height), interpolation=cv2.INTER_AREA)
    return Image.fromarray(small, "RGBa").convert("RGBA")


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", lossless=True, method=2)
    return out.getvalue()
