"""Setting the words: case, size, line breaks, where they stand and in what colour.

A Lockup is laid out before anything is painted, so that the set can be built around it; its colours
are chosen afterwards, against the pixels that really lie behind each word.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from generation import typography
from generation.providers.local.pictures import palette as colours
from projects.formats import Box
from projects.styles import STYLES

_MARGIN = 4.9
_BLACK, _WHITE = np.zeros(3, np.float32), np.ones(3, np.float32)


@dataclass(frozen=True)
class Voice:
    """How one style speaks. Sizes are shares of the frame's short side."""

    headline: float
    smallest: float
    detail: float
    leading: float
    tracking: float
    plate: str


VOICES = {
    "luxury": Voice(0.088, 0.042, 0.033, 1.12, 0.01, "wash"),
    "energetic": Voice(0.15, 0.055, 0.036, 1.12, 0.0, "bars"),
    "minimal": Voice(0.078, 0.042, 0.034, 1.14, -0.01, "wash"),
    "bold": Voice(0.15, 0.05, 0.036, 1.02, -0.01, "block"),
    "cinematic": Voice(0.09, 0.042, 0.033, 1.14, 0.0, "wash"),
}


@dataclass(frozen=True)
class Item:
    """One block of words: its lines, font, size in pixels, the box its ink stays in, its colours."""

    kind: str
    lines: tuple
    family: str
    size: int
    leading: float
    tracking: float
    align: str
    box: Box
    ink: tuple = (0, 0, 0)
    plate: tuple | None = None


def cased(text, case, language="en"):
    """The headline in the style's case; title case only in English, where it is customary."""
    text = " ".join(text.split())
    if case == "upper":
        return text.replace("i", "İ").upper() if language.startswith("tr") else text.upper()
    if case == "title" and language.startswith("en"):
        return " ".join(_titled(word, at) for at, word in enumerate(text.split(" ")))
    return text[:1].upper() + text[1:]


_SMALL = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "but",
    "by",
    "for",
    "in",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
    "from",
}


def _titled(word, at):
    if at and word.lower() in _SMALL:
        return word.lower()
    return word[:1].upper() + word[1:]


def lay_out(request, area, plan):
    """The Items of a picture's words inside `area` (a Box), or () where there are none."""
    style, voice = STYLES[request.style], VOICES[request.style]
    short = min(request.width, request.height)
    if area.width < short * 0.1 or area.height < short * 0.05:
        return ()
    parts = _parts(request, style, voice, short, area, plan)
    for keep in range(len(parts), 0, -1):
        items = _stacked(parts[:keep], area, plan, short)
        if items:
            return items
    return ()


def _parts(request, style, voice, short, area, plan):
    """(kind, text, family, largest, smallest, leading, tracking, most lines) in order of importance."""
    parts = []
    scale = plan.type_scale
    if request.headline.strip():
        text = cased(request.headline, style.headline_case, request.language)
        biggest, least = voice.headline * scale * short, voice.smallest * short
        parts.append(("headline", text, style.display_font, biggest, least, voice.leading, voice.tracking, 4))
    ends = request.beat in ("cta", "closing")
    small = voice.detail * short
    if ends and request.cta.strip():
        parts.append(("cta", request.cta.strip(), style.text_font, small * 1.12, small * 0.7, 1.0, 0.0, 1))
    if ends and request.price.strip():
        parts.append(("price", request.price.strip(), style.display_font, small * 1.7, small, 1.0, 0.0, 1))
    if request.detail.strip():
        text = " ".join(request.detail.split())
        parts.append(("detail", text, style.text_font, small, small * 0.8, 1.3, 0.0, 3))
    return parts


_ORDER = {"headline": 0, "detail": 1, "price": 2, "cta": 3}


def _stacked(parts, area, plan, short):
    """Items from parts, one under the other; () if they do not fit the area."""
    gap = round(short * 0.022)
    height_left = area.height - gap * (len(parts) - 1)
    fitted = []
    for part in sorted(parts, key=lambda part: part[0] == "headline"):
        item = _fitted(part, area.width, height_left, short)
        if item is None:
            return ()
        height_left -= item[1]
        fitted.append(item)
    fitted.sort(key=lambda item: _ORDER[item[0][0]])
    total = sum(height for _, height, _, _ in fitted) + gap * (len(fitted) - 1)
    top = area.top + round((area.height - total) * plan.rise)
    items = []
    for part, height, size, lines in fitted:
        items.append(_item(part, size, lines, area, top, height, plan.align, short))
        top += height + gap
    return tuple(items)


def _padding(kind, size):
    """(sideways, up and down) room inside a plate that belongs to the item."""
    return {"cta": (size * 1.1, size * 0.62), "price": (size * 0.05, 0)}.get(kind, (0, 0))


def _fitted(part, width, height, short):
    kind, text, family, largest, smallest, leading, tracking, most = part
    side, updown = _padding(kind, largest)
    room = (width - 2 * side, height - 2 * updown)
    if room[0] < 8 or room[1] < smallest:
        return None
    size, lines = typography.fit(
        text,
        family,
        max(8, int(largest)),
        max(7, int(smallest)),
        int(room[0]),
        int(room[1]),
        line_height=leading,
        max_lines=most,
    )
    lines = _balanced(lines, text, family, size)
    tall = _block_height(lines, family, size, leading)
    widest = max(_wide(line, family, size, tracking) for line in lines)
    if widest > room[0] + 1 or tall > room[1] + 1:
        return None
    return part, int(np.ceil(tall + 2 * updown)), size, lines


def _wide(line, family, size, tracking):
    return typography.measure(line, family, size, tracking=tracking * size)[0]


def _block_height(lines, family, size, leading):
    _, ascent, descent = typography.measure("Hg", family, size)
    return ascent + descent + (len(lines) - 1) * size * leading


def _balanced(lines, text, family, size):
    """The same number of lines, as even as can be: the narrowest width that needs no more lines."""
    if len(lines) < 2:
        return lines
    narrow, wide = 1, max(int(_wide(line, family, size, 0)) + 1 for line in lines)
    best = lines
    for _ in range(9):
        middle = (narrow + wide) // 2
        tried = typography.wrap(text, family, size, middle)
        fits = len(tried) <= len(lines) and all(_wide(line, family, size, 0) <= wide for line in tried)
        if fits:
            best, wide = tried, middle
        else:
            narrow = middle + 1
    return best


def _item(part, size, lines, area, top, height, align, short):
    kind, _, family, _, _, leading, tracking, _ = part
    side, _ = _padding(kind, size)
    wide = max(_wide(line, family, size, tracking) for line in lines) + 2 * side
    wide = min(int(np.ceil(wide)), area.width)
    left = area.left if align == "left" else area.left + (area.width - wide) // 2
    box = Box(left, top, left + wide, top + height)
    return Item(kind, tuple(lines), family, size, leading, tracking, align, box)


def coloured(items, canvas, request, palette):
    """The Items with colours that can be read, after easing the canvas behind them where needed."""
    style = VOICES[request.style].plate
    return tuple(_coloured(item, canvas, style, palette) for item in items)


def _coloured(item, canvas, plate, palette):
    if item.kind == "cta":
        return _pill(item, canvas, palette)
    wanted = {"price": (palette.accent, palette.ink), "headline": (palette.ink, palette.accent)}
    choices = (*wanted.get(item.kind, (palette.ink,)), palette.shade, palette.surface, _WHITE, _BLACK)
    for strength in (0.0, 0.3, 0.55, 0.75, 0.9, 1.0):
        if strength:
            _ease(canvas, item.box, palette, strength, plate)
        behind = _behind(canvas, item.box)
        for ink in choices if strength in (0.0, 1.0) else choices[:2]:
            if worst_contrast(behind, ink) >= _MARGIN:
                return replace(item, ink=colours.bytes_of(ink))
    return replace(
        item, ink=colours.bytes_of(max((_WHITE, _BLACK), key=lambda ink: worst_contrast(behind, ink)))
    )


def _behind(canvas, box):
    patch = canvas.px[max(0, box.top) : box.bottom, max(0, box.left) : box.right]
    step = max(1, min(patch.shape[:2]) // 48)
    return cv2.blur(patch, (3, 3))[::step, ::step].clip(0, 1)


def worst_contrast(pixels, ink):
    """The contrast of `ink` with nearly the worst pixel of an array (…, 3)."""
    return float(np.percentile(colours.contrast(pixels, ink), 1))


def _ease(canvas, box, palette, strength, plate):
    """Calm the canvas behind a box: towards the backdrop's darkness or paper, with soft edges."""
    dark = colours.luminance(palette.ink) > 0.4
    towards = palette.shade if dark else colours.mix(palette.surface, _WHITE, 0.6)
    grow = round(min(canvas.width, canvas.height) * 0.05)
    top, bottom = max(0, box.top - grow), min(canvas.height, box.bottom + grow)
    left, right = max(0, box.left - grow), min(canvas.width, box.right + grow)
    mask = np.zeros((bottom - top, right - left), np.float32)
    mask[box.top - top : box.bottom - top, box.left - left : box.right - left] = 1
    mask = np.maximum(cv2.GaussianBlur(mask, (0, 0), grow * 0.45), 0)
    inner = mask[box.top - top : box.bottom - top, box.left - left : box.right - left]
    inner[:] = np.maximum(inner, 1)
    soft = cv2.GaussianBlur(mask, (0, 0), grow * 0.15)
    canvas.blend(np.maximum(soft, 0) * np.float32(strength), towards, (left, top))


def _pill(item, canvas, palette):
    behind = _behind(canvas, item.box).reshape(-1, 3).mean(0)
    fills = (palette.accent, palette.ink, palette.surface, palette.shade)
    fill = max(fills, key=lambda colour: min(colours.distance(colour, behind), 0.25))
    inks = (palette.shade, palette.ink, palette.surface, _WHITE, _BLACK)
    ink = next(ink for ink in inks if colours.contrast(ink, fill) >= 5 or ink is _BLACK)
    if colours.contrast(ink, fill) < 4.6:
        ink = _WHITE
    return replace(item, ink=colours.bytes_of(ink), plate=colours.bytes_of(fill))


def draw(picture, items):
    """Set the Items onto a PIL picture."""
    for item in items:
        if item.plate is not None:
            _draw_pill(picture, item)
        _draw_lines(picture, item)


def _draw_pill(picture, item):
    from PIL import Image, ImageDraw

    box, fine = item.box, 4
    mask = Image.new("L", (box.width * fine, box.height * fine), 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, mask.width - 1, mask.height - 1), radius=mask.height // 2, fill=255
    )
    mask = mask.resize((box.width, box.height), Image.Resampling.LANCZOS)
    picture.paste(item.plate, (box.left, box.top, box.right, box.bottom), mask)


def _draw_lines(picture, item):
    _, ascent, _ = typography.measure("Hg", item.family, item.size)
    side, updown = _padding(item.kind, item.size)
    middle = (item.box.left + item.box.right) / 2
    for at, line in enumerate(item.lines):
        y = item.box.top + updown + ascent + at * item.size * item.leading
        wide = _wide(line, item.family, item.size, item.tracking)
        centred = item.align == "centre" or item.plate is not None
        x = middle - wide / 2 if centred else item.box.left + side
        typography.draw(
            picture,
            (round(x), round(y)),
            line,
            item.family,
            item.size,
            item.ink,
            anchor="ls",
            tracking=item.tracking * item.size,
        )
