"""What is said to an image or video model about one scene. Pure: no database, no settings.

A prompt is a template with named places, filled from the segment, the style row and the scene's
position. Templates are plain strings here; the database keeps edited versions of them.
"""

import random
import re

from projects.styles import STYLES

LIMIT = 2000

DEFAULT_IMAGE_TEMPLATE = (
    "{shot}: {subject}. {scene}. {composition}. {style_label} style: {summary}. "
    "Lighting: {light}. Camera: {lens}. Palette: {palette}. Mood: {tone}. "
    "{continuity}. No text, no lettering, no watermark."
)
DEFAULT_PLATE_TEMPLATE = (
    "An empty photographic background: {scene}. {composition}. {ground}. {style_label} style: {summary}. "
    "Lighting: {light}. Camera: {lens}, straight ahead. Palette: {palette}. Mood: {tone}. "
    "{continuity}. The place stays empty: no product, no packaging, nobody, no text, no lettering, "
    "no watermark."
)
DEFAULT_MOTION_TEMPLATE = (
    "{move}, {pace}. {action}. Lighting stays the same: {light}. "
    "Natural, physically plausible motion; everything keeps its shape, colour and proportions. "
    "{continuity}. No cuts, no new objects, no text."
)
DEFAULT_STILL_TEMPLATE = "A still picture, held without any movement: {subject}. {continuity}."

# The place names a template may use. The editor lists them, and `fill` knows no others.
PLACEHOLDERS = (
    "shot",
    "subject",
    "scene",
    "style",
    "style_label",
    "summary",
    "light",
    "lens",
    "camera",
    "palette",
    "brand_colours",
    "texture",
    "tone",
    "composition",
    "continuity",
    "move",
    "pace",
    "action",
    "ground",
    "narration",
    "beat",
    "mode",
    "aspect",
    "product",
    "index",
    "count",
)

_SHOTS = {
    "hook": ("Close-up", "Low-angle medium shot", "Extreme close-up"),
    "context": ("Wide establishing shot", "Wide shot from above"),
    "product": ("Medium shot", "Three-quarter view", "Eye-level shot", "Close-up"),
    "proof": ("Macro detail", "Over-the-shoulder view", "Close-up", "Top-down view"),
    "content": ("Medium shot", "Close-up", "Wide shot", "Over-the-shoulder view"),
    "closing": ("Wide closing shot", "Distant shot, unhurried"),
    "cta": ("Centred hero shot",),
}
_MOVES = {
    "luxury": ("Slow push in on a dolly", "Slow arc to the right", "Gentle pull back", "Slow tilt up"),
    "energetic": ("Quick handheld push in", "Fast whip to the side", "Snap zoom in", "Low tracking run"),
    "minimal": ("Locked-off frame with the slightest drift", "Barely visible push in", "Slow slide left"),
    "bold": ("Straight-on slide to the left", "Decisive push in", "Hard slide to the right", "Fast rise"),
    "cinematic": (
        "Slow crane up with parallax",
        "Long lateral track",
        "Slow push through haze",
        "Slow orbit",
    ),
}
_FRAMES = {
    "9:16": "Vertical 9:16 frame, the subject in the middle third, an empty margin above it",
    "1:1": "Square frame, the subject centred with even margins",
    "4:5": "Portrait 4:5 frame, the subject slightly below the centre",
    "16:9": "Wide 16:9 frame, the subject on a third, an empty margin beside it",
}
_PURPOSE = {
    "creative_ad": "an inviting moment from everyday use",
    "functional_intro": "a clear, uncluttered view that explains how it works",
}
_BEAT_SCENES = {
    "hook": "A first moment that makes one look twice",
    "context": "The place and the time of day are plain at a glance",
    "product": "The product shown whole and unobstructed",
    "proof": "One feature shown so closely that it needs no explanation",
    "content": "One clear action, caught at its most telling moment",
    "closing": "Everything comes to rest",
    "cta": "The product alone, still, with room for words",
}
# What is seen of a place in which the product will be set by us, by the beat.
_BEAT_PLACES = {
    "hook": "A place that makes one look twice",
    "proof": "The same place seen from near, near enough to feel its surfaces",
    "cta": "A calm, open place with much room for words",
}
# Where a product will stand or, if it is worn, hang; and what the rest of the frame is for.
_SURFACE = "A clear, level surface fills the lower {} of the frame, seen straight from the front and in focus"
_GROUNDS = {
    (True, True): f"{_SURFACE.format('third')}; above it everything is soft, plain and far away",
    (True, False): f"{_SURFACE.format('half')}; behind it everything is soft, plain and far away",
    (
        False,
        True,
    ): "The lower third of the frame is a plain, evenly lit wall; above it all is far away",
    (False, False): "A plain, evenly lit wall or backdrop, soft and far away",
}
_PLACE = re.compile(r"\{([^{}]*)\}")
_PLAIN_NAME = re.compile(r"[a-z_]+\Z")


def visual_prompt(
    segment,
    style,
    mode,
    aspect,
    product=None,
    *,
    index,
    count,
    film="",
    brand_colours=(),
    template=DEFAULT_IMAGE_TEMPLATE,
):
    """The prompt for a scene's picture: at most LIMIT characters, never cut inside a word.

    `segment` is a providers.base.Segment, `style` and `mode` are keys of projects.styles, `aspect`
    is one of projects.formats.ASPECTS, `product` is a ProductFacts or None, `index` counts from 1,
    `film` is what the whole film is about, so that a scene whose words do not say where it plays
    keeps to the others' place, `brand_colours` are `#rrggbb` that stand for the style's accent.
    Raises ValueError for a template with an unknown place, KeyError for an unknown style.
    """
    about = {"index": index, "count": count, "film": film, "brand_colours": brand_colours}
    values = scene_values(segment, style, mode, aspect, product, **about)
    return shorten(fill(template, values))


def motion_prompt(
    segment,
    style,
    mode,
    aspect,
    product=None,
    *,
    index,
    count,
    film="",
    brand_colours=(),
    template=DEFAULT_MOTION_TEMPLATE,
):
    """The prompt for a scene's movement; the last scene is asked to stand still.

    Arguments and errors as in `visual_prompt`.
    """
    about = {"index": index, "count": count, "film": film, "brand_colours": brand_colours}
    values = scene_values(segment, style, mode, aspect, product, **about)
    if is_static(index, count):
        template = DEFAULT_STILL_TEMPLATE
    return shorten(fill(template, values))


def scene_values(segment, style, mode, aspect, product=None, *, index, count, film="", brand_colours=()):
    """All values a template may name, as a dict of str keyed by PLACEHOLDERS."""
    row = STYLES[style]
    subject = _subject(segment, product)
    return {
        "shot": shot_for(segment.beat, index),
        "subject": subject,
        "scene": _scene(segment, mode, product),
        "style": row.name,
        "style_label": row.label,
        "summary": lower_first(row.summary),
        "light": row.light,
        "lens": row.lens,
        "camera": row.camera,
        "palette": _palette(row, brand_colours),
        "brand_colours": ", ".join(brand_colours),
        "texture": row.texture,
        "tone": row.tone,
        "composition": _FRAMES.get(aspect, f"{aspect} frame"),
        "continuity": _continuity(product, index, count, film),
        "move": _pick(_MOVES.get(style, (row.camera.capitalize(),)), index),
        "pace": "unhurried" if row.pace > 3200 else "brisk",
        "action": _action(segment, product),
        "ground": "",
        "narration": segment.text,
        "beat": segment.beat,
        "mode": mode,
        "aspect": aspect,
        "product": product.name if product else "",
        "index": str(index),
        "count": str(count),
    }


def plate_values(
    segment, style, mode, aspect, product, *, index, count, brand_colours=(), wish="", worn=False
):
    """As `scene_values`, for a scene in which the product is not painted: nothing in them names it.

    `wish` is what a person wants to be seen, in place of what the scene says; `worn`: the product hangs.
    """
    values = scene_values(
        segment, style, mode, aspect, product, index=index, count=count, brand_colours=brand_colours
    )
    place = wish or ". ".join(part.strip().rstrip(".") for part in (segment.heading, segment.action) if part)
    beat = "" if wish else _BEAT_PLACES.get(segment.beat, _place_of(product))
    tall = aspect in ("9:16", "4:5")
    return values | {
        "subject": "an empty place",
        "product": "",
        "scene": ". ".join(part for part in (without_product(place, product.name), beat) if part),
        "ground": _GROUNDS[not worn, tall],
        "composition": _FRAMES.get(aspect, f"{aspect} frame").partition(",")[0],
        "continuity": f"Scene {index} of {count} of one film: place, palette and light as in its neighbours",
    }


def _place_of(product):
    """Where it plays when the scene does not say: where those are whom the product is for."""
    people = lower_first(product.audience.strip().rstrip("."))
    return f"A quiet place where {people} are at home" if people else "A quiet place of everyday life"


def without_product(text, name):
    """A text that does not name the product: painters would paint it. Its last stop goes as well."""
    named = re.compile(rf"\b(?:(?:the|a|an)\s+)?{re.escape(name.strip())}\b", re.IGNORECASE)
    return _capital(named.sub("an empty place", text).strip().rstrip("."))


def fill(template, values):
    """Put `values` into the `{named}` places of a template; tidy doubled stops and spaces.

    Only plain names are places: no attributes, indexes, conversions or format codes, so that a
    template edited by a person can read nothing but what is offered.
    Raises ValueError naming the place that is unknown or malformed.
    """

    def value(match):
        name = match.group(1).strip()
        if not _PLAIN_NAME.match(name) or name not in values:
            known = ", ".join(sorted(values))
            raise ValueError(f"The template names {{{name}}}, which does not exist. It may use: {known}.")
        return str(values[name])

    # Checked on the template, not on the filled text: the narration may hold a brace of its own.
    if re.search(r"[{}]", _PLACE.sub("", template)):
        raise ValueError("The template has a curly bracket without its partner.")
    return _tidy(_PLACE.sub(value, template))


def places(template):
    """The names of a template's places, in order."""
    return [match.group(1).strip() for match in _PLACE.finditer(template)]


def shorten(text, limit=LIMIT):
    """`text` within `limit` characters: whole sentences where one ends late enough, else words."""
    if len(text) <= limit:
        return text
    cut = text[: limit + 1]
    stop = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    if stop > limit // 2:
        return cut[: stop + 1]
    space = cut.rfind(" ")
    return cut[:space].rstrip(" ,;:") if space > 0 else text[:limit]


def shot_for(beat, index):
    """The shot size of a scene, such as "Macro detail"; neighbours of one beat differ."""
    return _pick(_SHOTS.get(beat, _SHOTS["content"]), index)


def transition_for(style, index, count, seed=0):
    """How scene `index` (from 1) begins: a name from the style's row; the first scene is "cut".

    The seed turns the style's order, so that two boards of one style do not cut alike.
    """
    if index <= 1:
        return "cut"
    names = STYLES[style].transitions
    start = random.Random(f"{style}:{count}:{seed}").randrange(len(names))
    return names[(start + index) % len(names)]


def is_static(index, count):
    """Whether scene `index` (from 1) of `count` stays a still picture: the last one does."""
    return index >= count


def _palette(row, brand_colours):
    """The style's ground with the brand's colours on it, or with its own accent."""
    accent = f"brand colours {' and '.join(brand_colours[:2])}" if brand_colours else f"accent {row.accent}"
    return f"{row.backdrop}, {row.surface}, {accent}"


def _pick(options, index):
    return options[(index - 1) % len(options)]


def _subject(segment, product):
    if product:
        return product.name.strip()
    words = segment.action or segment.text
    return _capital(words.strip().rstrip(".!?…")) or "The scene"


def _scene(segment, mode, product):
    """What is to be seen besides the subject, as sentences without their last stop."""
    parts = [segment.heading, segment.action if product else ""]
    parts.append(f"{segment.speaker} is speaking" if segment.speaker else "")
    parts.append(_BEAT_SCENES.get(segment.beat, _BEAT_SCENES["content"]))
    if product:
        parts.append(_PURPOSE.get(mode, ""))
        parts.append(f"In focus: {segment.headline}" if segment.headline and segment.beat == "proof" else "")
    return ". ".join(_capital(part.strip().rstrip(".")) for part in parts if part.strip())


def _action(segment, product):
    if segment.motion:
        return segment.motion.strip().rstrip(".")
    if segment.action:
        return segment.action.strip().rstrip(".")
    if product:
        return "The product is turned slightly so that light travels over its surface"
    return _first_sentence(segment.text).rstrip(".!?") or "The scene breathes"


def _continuity(product, index, count, film):
    thing = "the same product, identical in shape, colour and details" if product else "the same characters"
    about = f" about “{shorten(film, 300).rstrip('.')}”" if film else ""
    return f"Scene {index} of {count} of one film{about}: {thing}; palette and light as in its neighbours"


def _first_sentence(text):
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


def _capital(text):
    return text[:1].upper() + text[1:]


def lower_first(text):
    """First letter lower case, leaving the rest alone."""
    return text[:1].lower() + text[1:]


def _tidy(text):
    """Empty places leave ". ." and double spaces behind; a film still reads one clean paragraph."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([.,;:])", r"\1", text)
    text = re.sub(r"([.!?…])(?:\s*\.)+", r"\1", text)
    return text.strip()
