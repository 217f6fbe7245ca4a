"""Captions on the picture: one small box for each phrase, drawn once and blended into the planes.

A box is kept as what it adds (its colours times its opacity) and what it lets through, in Y, U and V, at
whole pairs of pixels. It lies inside `caption_box` of projects.formats by construction: the canvas it
is drawn on is no larger.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw

from generation import typography
from projects.formats import caption_box

from .cues import Cue, cues_of, setting, to_srt, to_vtt
from .planes import MATRIX, Planes, halve

__all__ = ["Captions", "Cue", "cues_of", "to_srt", "to_vtt"]

# How much of the ground is seen behind the words of the `box` look, and the soft edge of the others.
GROUND_ALPHA = 0.72
OUTLINE = 0.07


@dataclass(frozen=True)
class Label:
    """A drawn phrase: where its upper left corner lies, what it adds, what it lets through (0..255)."""

    left: int
    top: int
    adds: Planes
    lets: Planes

    def blend(self, planes):
        """Lay the label over a frame's Planes, in place."""
        width, height = self.adds.size
        under = planes.crop(self.left, self.top, width, height)
        for plane, adds, lets in zip(under, self.adds, self.lets, strict=True):
            cv2.multiply(plane, lets, plane, 1 / 255)
            cv2.add(plane, adds, plane)


class Captions:
    """All captions of a video, by frame. One instance serves every worker."""

    def __init__(self, spec, timeline, cues):
        self.look, self.output, self.fps = spec.captions, spec.output, timeline.fps
        self.cues = cues if spec.captions.burn else ()
        self.style = setting(spec.output, spec.captions.font)
        self.starts = [cue.start_ms for cue in self.cues]
        # Two labels for each of four workers, and a few to spare.
        self.label = lru_cache(maxsize=16)(self._label)

    def draw(self, frame, planes):
        """Blend the caption of a frame number, if there is one."""
        seen = self._seen(frame)
        if seen:
            self.label(*seen).blend(planes)

    def shown(self, start, stop):
        """What is read in frames [start, stop): (first frame after start, lines, spoken word) per change."""
        changes, last = [], None
        for frame in range(start, stop):
            seen = self._seen(frame)
            if seen != last:
                lines = list(self.cues[seen[0]].lines) if seen else None
                changes.append([frame - start, lines, seen and seen[1]])
                last = seen
        return changes

    def _seen(self, frame):
        """(number of the cue, the word that is said) at a frame number, or None."""
        at = frame * 1000 / self.fps
        number = bisect_right(self.starts, at) - 1
        if number >= 0 and at < self.cues[number].end_ms:
            return number, self._spoken(self.cues[number], at)

    def _spoken(self, cue, at):
        """(row, column) of the word that is said, for the karaoke look only."""
        if self.look.look != "karaoke":
            return None
        places = [(r, c) for r, row in enumerate(cue.tokens) for c in range(len(row))]
        said = [place for place in places if cue.tokens[place[0]][place[1]].start_ms <= at]
        return said[-1] if said else (places[0] if places else None)

    def _label(self, number, spoken):
        box = even_box(caption_box(self.output.width, self.output.height))
        image = draw(self.cues[number], self.look, self.style, (box.width, box.height), spoken)
        return label(image, box.left, box.top)


def even_box(box):
    """The largest box of even numbers inside a box: chroma has no odd pixels."""
    left, top = box.left + box.left % 2, box.top + box.top % 2
    return type(box)(left, top, box.right - box.right % 2, box.bottom - box.bottom % 2)


def label(image, left, top):
    """The Label of an RGBA picture with its corner at an even place; empty borders are left off."""
    box = image.getbbox() or (0, 0, 2, 2)
    box = (box[0] // 2 * 2, box[1] // 2 * 2, -(-box[2] // 2) * 2, -(-box[3] // 2) * 2)
    rgba = np.asarray(image.crop(box))
    alpha = rgba[..., 3].astype(np.float32) / 255
    inks = cv2.transform(np.ascontiguousarray(rgba[..., :3]).astype(np.float32), MATRIX)
    adds = [_rounded(_sized(inks[..., k] * alpha, k)) for k in range(3)]
    lets = [_rounded(_sized(255 * (1 - alpha), k)) for k in range(3)]
    return Label(left + box[0], top + box[1], Planes(*adds), Planes(*lets))


def _sized(plane, which):
    return halve(plane) if which else plane


def _rounded(plane):
    return np.clip(np.rint(plane), 0, 255).astype(np.uint8)


def draw(cue, look, style, size, spoken=None):
    """The RGBA picture of a cue, set at the foot of a canvas of `size`, centred."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    rows = _rows(cue, style, size)
    if look.look == "box":
        _ground(image, rows, look, style)
    for number, (line, x, y, _) in enumerate(rows):
        if look.look != "box":
            _outline(image, (x, y), line, look, style)
        typography.draw(image, (x, y), line, style.family, style.size, look.ink)
        if spoken and spoken[0] == number:
            _highlight(image, (x, y), cue.tokens[number][spoken[1]], look, style)
    return image


def _rows(cue, style, size):
    """(text, x, y, width) of each line; the block stands on the foot of the canvas."""
    top = size[1] - style.padding - style.leading * len(cue.lines)
    rows = []
    for number, line in enumerate(cue.lines):
        width, _, _ = typography.measure(line, style.family, style.size)
        rows.append((line, (size[0] - width) / 2, top + number * style.leading, width))
    return rows


def _ground(image, rows, look, style):
    """One rounded panel behind all lines: boxes line by line would touch and darken twice."""
    left = min(x for _, x, _, _ in rows) - style.padding
    right = max(x + width for _, x, _, width in rows) + style.padding
    top, bottom = rows[0][2] - style.padding / 2, rows[-1][2] + style.leading + style.padding / 2
    panel = Image.new("L", (image.width * 2, image.height * 2), 0)
    corners = [max(0, left) * 2, max(0, top) * 2, min(image.width, right) * 2 - 1, bottom * 2 - 1]
    ImageDraw.Draw(panel).rounded_rectangle(corners, style.padding * 2, round(255 * GROUND_ALPHA))
    ground = Image.new("RGBA", image.size, look.ground)
    ground.putalpha(panel.resize(image.size, Image.Resampling.BOX))
    image.alpha_composite(ground)


def _outline(image, xy, text, look, style):
    """A soft dark rim, so that words can be read on any picture."""
    rim = Image.new("RGBA", image.size, (0, 0, 0, 0))
    typography.draw(rim, xy, text, style.family, style.size, "#ffffff")
    reach = max(1, round(style.size * OUTLINE))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    wide = cv2.dilate(np.asarray(rim)[..., 3], kernel)
    soft = cv2.GaussianBlur(wide, (0, 0), reach / 2)
    ground = Image.new("RGBA", image.size, look.ground)
    ground.putalpha(Image.fromarray(np.maximum(soft, wide // 2)))
    image.alpha_composite(ground)


def _highlight(image, xy, token, look, style):
    """The word that is being said, in the accent colour, over itself."""
    ahead, _, _ = typography.measure(token.before, style.family, style.size)
    typography.draw(image, (xy[0] + ahead, xy[1]), token.text, style.family, style.size, look.accent)
