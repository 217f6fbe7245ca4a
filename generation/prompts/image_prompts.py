"""What is said to an image or video model about one scene. Pure: no database, no settings.

A prompt is a template with named placeholders, filled from the segment, the style's row and the scene's
position. Templates are plain strings here; the database keeps edited versions of them.
"""

import random
import re
from collections.abc import Mapping, Sequence

from generation.interfaces import ProductFacts, Reference, Segment
from generation.prompts.board_facts import FilmContext
from projects.styles import STYLES, Style

# A prompt's longest text, in characters; it is also the most that moving pictures' models take.
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

# The names that a template may use. The editor lists them, and `fill` knows no others.
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
# Styles whose shots last longer than this on average move slowly: milliseconds, between bold and luxury.
_BRISK_MS = 3200
# So many characters of what a film is about go into each scene's prompt.
_TOPIC_LIMIT = 300
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLAIN_NAME = re.compile(r"[a-z_]+\Z")


def visual_prompt(
    segment: Segment, index: int, film: FilmContext, template: str = DEFAULT_IMAGE_TEMPLATE
) -> str:
    """The prompt for a scene's picture: at most LIMIT characters, never cut inside a word.

    `index` counts from 1. Raises ValueError for a template with an unknown placeholder, KeyError for an
    unknown style.
    """
    return truncate(fill(template, scene_values(segment, index, film)))


def motion_prompt(
    segment: Segment, index: int, film: FilmContext, template: str = DEFAULT_MOTION_TEMPLATE
) -> str:
    """The prompt for a scene's movement; the last scene is asked to stand still.

    Arguments and errors as in `visual_prompt`.
    """
    if is_static(index, film.count):
        template = DEFAULT_STILL_TEMPLATE
    return truncate(fill(template, scene_values(segment, index, film)))


def scene_values(segment: Segment, index: int, film: FilmContext) -> dict[str, str]:
    """All values that a template may name, keyed by PLACEHOLDERS."""
    style, product = STYLES[film.style], film.product
    return {
        "shot": shot_for(segment.beat, index),
        "subject": _subject(segment, product),
        "scene": _scene(segment, film.mode, product),
        "style": style.name,
        "style_label": style.label,
        "summary": lower_first(style.summary),
        "light": style.light,
        "lens": style.lens,
        "camera": style.camera,
        "palette": _palette(style, film.brand_colours),
        "brand_colours": ", ".join(film.brand_colours),
        "texture": style.texture,
        "tone": style.tone,
        "composition": _FRAMES.get(film.aspect, f"{film.aspect} frame"),
        "continuity": _continuity(index, film),
        "move": _pick(_MOVES.get(film.style, (style.camera.capitalize(),)), index),
        "pace": "unhurried" if style.pace > _BRISK_MS else "brisk",
        "action": _action(segment, product),
        "ground": "",
        "narration": segment.text,
        "beat": segment.beat,
        "mode": film.mode,
        "aspect": film.aspect,
        "product": product.name if product else "",
        "index": str(index),
        "count": str(film.count),
    }


def plate_values(
    segment: Segment,
    index: int,
    film: FilmContext,
    product: ProductFacts,
    *,
    wish: str = "",
    worn: bool = False,
) -> dict[str, str]:
    """As `scene_values`, for a scene in which the product is not painted: nothing in them names it.

    `wish` is what a person wants to be seen, in place of what the scene says; `worn`: the product hangs.
    """
    where = f"Scene {index} of {film.count} of one film"
    place = wish or ". ".join(part.strip().rstrip(".") for part in (segment.heading, segment.action) if part)
    beat = "" if wish else _BEAT_PLACES.get(segment.beat, _place_of(product))
    tall = film.aspect in ("9:16", "4:5")
    return scene_values(segment, index, film) | {
        "subject": "an empty place",
        "product": "",
        "scene": ". ".join(part for part in (without_product(place, product.name), beat) if part),
        "ground": _GROUNDS[not worn, tall],
        "composition": _FRAMES.get(film.aspect, f"{film.aspect} frame").partition(",")[0],
        "continuity": f"{where}: place, palette and light as in its neighbours",
    }


def _place_of(product: ProductFacts) -> str:
    """Where it plays when the scene does not say: where those are whom the product is for."""
    people = lower_first(product.audience.strip().rstrip("."))
    return f"A quiet place where {people} are at home" if people else "A quiet place of everyday life"


def without_product(text: str, name: str) -> str:
    """A text that does not name the product: painters would paint it. Its last stop goes as well."""
    named = re.compile(rf"\b(?:(?:the|a|an)\s+)?{re.escape(name.strip())}\b", re.IGNORECASE)
    return _capital(named.sub("an empty place", text).strip().rstrip("."))


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put `values` into the `{named}` placeholders of a template; tidy doubled stops and spaces.

    Only plain names are placeholders: no attributes, indexes, conversions or format codes, so that a
    template edited by a person can read nothing but what is offered.
    Raises ValueError naming the placeholder that is unknown or malformed.
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1).strip()
        if not _PLAIN_NAME.match(name) or name not in values:
            known = ", ".join(sorted(values))
            raise ValueError(f"The template names {{{name}}}, which does not exist. It may use: {known}.")
        return str(values[name])

    # Checked on the template, not on the filled text: the narration may hold a brace of its own.
    if re.search(r"[{}]", _PLACEHOLDER.sub("", template)):
        raise ValueError("The template has a curly bracket without its partner.")
    return _tidy(_PLACEHOLDER.sub(value, template))


def placeholders(template: str) -> list[str]:
    """The names of a template's placeholders, in order."""
    return [match.group(1).strip() for match in _PLACEHOLDER.finditer(template)]


def truncate(text: str, limit: int = LIMIT) -> str:
    """`text` within `limit` characters: whole sentences where one ends late enough, else words."""
    if len(text) <= limit:
        return text
    cut = text[: limit + 1]
    stop = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    if stop > limit // 2:
        return cut[: stop + 1]
    space = cut.rfind(" ")
    return cut[:space].rstrip(" ,;:") if space > 0 else text[:limit]


def with_references(prompt: str, references: Sequence[Reference], limit: int = 0) -> str:
    """A prompt that says what each reference picture shows, at most `limit` characters (0: any number)."""
    told = " ".join(
        f"Reference picture {number} shows {one.shows}." for number, one in enumerate(references, 1)
    )
    if not told:
        return prompt[: limit or None]
    told = f"\n{told} Draw each exactly as it looks there: shape, colours, material, face, lettering."
    return (prompt[: max(0, limit - len(told))] if limit else prompt) + told


def shot_for(beat: str, index: int) -> str:
    """The shot size of a scene, such as "Macro detail"; neighbours of one beat differ."""
    return _pick(_SHOTS.get(beat, _SHOTS["content"]), index)


def transition_for(style: str, index: int, count: int, seed: int = 0) -> str:
    """How scene `index` (from 1) begins: a name from the style's row; the first scene is "cut".

    The seed turns the style's order, so that two boards of one style do not cut alike.
    """
    if index <= 1:
        return "cut"
    names = STYLES[style].transitions
    start = random.Random(f"{style}:{count}:{seed}").randrange(len(names))
    return names[(start + index) % len(names)]


def is_static(index: int, count: int) -> bool:
    """Whether scene `index` (from 1) of `count` stays a still picture: the last one does."""
    return index >= count


def _palette(style: Style, brand_colours: Sequence[str]) -> str:
    """The style's ground with the brand's colours on it, or with its own accent."""
    accent = f"brand colours {' and '.join(brand_colours[:2])}" if brand_colours else f"accent {style.accent}"
    return f"{style.backdrop}, {style.surface}, {accent}"


def _pick(options: Sequence[str], index: int) -> str:
    return options[(index - 1) % len(options)]


def _subject(segment: Segment, product: ProductFacts | None) -> str:
    if product:
        return product.name.strip()
    words = segment.action or segment.text
    return _capital(words.strip().rstrip(".!?…")) or "The scene"


def _scene(segment: Segment, mode: str, product: ProductFacts | None) -> str:
    """What is to be seen besides the subject, as sentences without their last stop."""
    parts = [segment.heading, segment.action if product else ""]
    parts.append(f"{segment.speaker} is speaking" if segment.speaker else "")
    parts.append(_BEAT_SCENES.get(segment.beat, _BEAT_SCENES["content"]))
    if product:
        parts.append(_PURPOSE.get(mode, ""))
        parts.append(f"In focus: {segment.headline}" if segment.headline and segment.beat == "proof" else "")
    return ". ".join(_capital(part.strip().rstrip(".")) for part in parts if part.strip())


def _action(segment: Segment, product: ProductFacts | None) -> str:
    if segment.motion:
        return segment.motion.strip().rstrip(".")
    if segment.action:
        return segment.action.strip().rstrip(".")
    if product:
        return "The product is turned slightly so that light travels over its surface"
    first_sentence = re.split(r"(?<=[.!?])\s", segment.text.strip(), maxsplit=1)[0]
    return first_sentence.rstrip(".!?") or "The scene breathes"


def _continuity(index: int, film: FilmContext) -> str:
    thing = (
        "the same product, identical in shape, colour and details" if film.product else "the same characters"
    )
    about = f" about “{truncate(film.topic, _TOPIC_LIMIT).rstrip('.')}”" if film.topic else ""
    return (
        f"Scene {index} of {film.count} of one film{about}: {thing}; palette and light as in its neighbours"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """First letter lower case, leaving the rest alone."""
    return text[:1].lower() + text[1:]


def _tidy(text: str) -> str:
    """Empty placeholders leave ". ." and double spaces behind; a model reads one clean paragraph."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([.,;:])", r"\1", text)
    text = re.sub(r"([.!?…])(?:\s*\.)+", r"\1", text)
    return text.strip()
