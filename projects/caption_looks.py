"""How burnt-in captions look: by the style, by the project's own choice, and by the brand.

Pure but for reading a project's row. Colours are `#rrggbb`.
"""

import re

from projects import styles
from projects.languages.marked import gettext_noop

LOOKS = {
    "clean": gettext_noop("Clean, soft shadow"),
    "box": gettext_noop("Bold box"),
    "karaoke": gettext_noop("Karaoke, word by word"),
}

# Type families that captions may be set in; a brand kit may name one of them.
FONTS = ("sans", "serif", "condensed", "black")

# What each style's captions are: look, family, and the box's ground and ink.
_STYLED = {
    "luxury": ("clean", "sans", "#17110d", "#f6ecdc"),
    "energetic": ("karaoke", "black", "#1c0f0a", "#ffd166"),
    "minimal": ("box", "sans", "#faf9f6", "#1b1c1e"),
    "bold": ("box", "black", "#0b1280", "#ffe600"),
    "cinematic": ("clean", "sans", "#0f2027", "#f4f1ea"),
}

# WCAG 2 asks for 4.5 between words and their ground; a lit word must also stand out from the others.
READABLE, APART = 4.5, 1.25
_WHITE, _BLACK, _LIT = "#ffffff", "#000000", "#ffd60a"


def look_of(project):
    """{"look", "font", "ink", "ground", "accent"} of a project's captions."""
    style = project.look
    look, font, ground, ink = _STYLED[style.name]
    look, colours = project.caption_look or look, brand_colours(project)
    if look == "box":
        ground, ink = _boxed(colours, ground, ink)
    else:
        ground, ink = _dark(style.shade), _light(style.ink)
    accent = _lit([*colours, style.accent, style.surface], ground, ink)
    return {"look": look, "font": _font(project, font), "ink": ink, "ground": ground, "accent": accent}


def label(project):
    """The same in one line, for approvers and digests; "" when nothing is burnt in."""
    if not project.captions:
        return ""
    found = look_of(project)
    return f"{found['look']}, {found['font']}, {found['ink']} on {found['ground']}, {found['accent']}"


def brand_colours(project):
    """The brand kit's colours as `#rrggbb`, strongest first; what is no colour is left out."""
    given = project.brand_kit.colours if project.brand_kit else []
    given = given if isinstance(given, list) else []
    found = (re.fullmatch(r"#?([0-9a-fA-F]{6})", str(colour).strip()) for colour in given)
    return [f"#{match[1].lower()}" for match in found if match]


def _font(project, font):
    own = project.brand_kit.font.strip().lower() if project.brand_kit else ""
    return own if own in FONTS else font


def _boxed(colours, ground, ink):
    """A box in the brand's strongest colour, with whichever ink is read better on it."""
    if not colours:
        return ground, ink
    return colours[0], max((_WHITE, _BLACK), key=lambda each: contrast(each, colours[0]))


def _dark(colour):
    """What stands around light words: the style's shade if it is dark enough."""
    return colour if contrast(colour, _WHITE) >= 12 else _BLACK


def _light(colour):
    return colour if contrast(colour, _BLACK) >= 12 else _WHITE


def _lit(colours, ground, ink):
    """The first colour that is read on the ground and told from the ink."""
    good = (each for each in colours if contrast(each, ground) >= READABLE and contrast(each, ink) >= APART)
    return next(good, _LIT if contrast(_LIT, ground) >= READABLE else ink)


def plain(text):
    """A text's words alone, in small letters: what is the same to a reader."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def contrast(one, other):
    """The contrast ratio of two colours after WCAG 2, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


if set(_STYLED) != set(styles.STYLES):
    raise ValueError("every style needs a row of captions")
