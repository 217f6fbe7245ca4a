"""Picture formats: aspect ratios, resolutions, and the box in which words are safe.

Everything is in pixels of the output frame unless a name says otherwise.
Pure: no database, no settings.
"""

from dataclasses import dataclass

FPS = 30
# Lengths of product ads that are offered, in seconds; any from SHORTEST_S to LONGEST_S may be asked for.
AD_SECONDS = (6, 15, 20, 30, 45, 60, 90)
SHORTEST_S, LONGEST_S = 5, 300

ASPECTS = {"9:16": (9, 16), "1:1": (1, 1), "4:5": (4, 5), "16:9": (16, 9)}

# The short side of the frame, in pixels.
RESOLUTIONS = {"720p": 720, "1080p": 1080, "2160p": 2160}

# The short side of a preview's frame: small enough to be made in a fraction of the playing time.
PREVIEW_SIDE = 360

# The box that no platform's own buttons cover, on a 1080x1920 frame: the intersection of the
# Google, Meta and TikTok templates (docs/decisions.md, "Safe box").
SAFE_FRACTIONS = (120 / 1080, 288 / 1920, 888 / 1080, 1248 / 1920)

# Feeds and players lay nothing over other frames but a progress bar: a little more than the twentieth
# of a title-safe margin, and eight per cent at the foot.
BROAD_FRACTIONS = (0.07, 0.07, 0.93, 0.92)

# Captions own this share of the safe box's height, at its lower edge: two lines, and one in other frames.
CAPTION_SHARE, BROAD_CAPTION_SHARE = 0.20, 0.12

# From this height in widths on a frame fills a phone, and the platform's buttons stand in it.
_FULL_SCREEN = 1.5


@dataclass(frozen=True)
class Box:
    """A rectangle in whole pixels; `right` and `bottom` are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self):
        return self.right - self.left

    @property
    def height(self):
        return self.bottom - self.top

    @property
    def centre(self):
        return ((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def contains(self, other):
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def overlaps(self, other):
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def frame_size(aspect, resolution):
    """(width, height) of the output, both even, for one of ASPECTS and RESOLUTIONS.

    Raises KeyError for a name that is not in the tables.
    """
    return _sized(aspect, RESOLUTIONS[resolution])


def preview_size(aspect):
    """(width, height) of a preview, both even, for one of ASPECTS."""
    return _sized(aspect, PREVIEW_SIDE)


def _sized(aspect, short):
    across, down = ASPECTS[aspect]
    scale = short / min(across, down)
    return _even(across * scale), _even(down * scale)


def full_screen(width, height):
    """True for frames that fill an upright phone: 9:16."""
    return height >= width * _FULL_SCREEN


def safe_box(width, height):
    """The part of a frame where words may stand, rounded inwards."""
    left, top, right, bottom = SAFE_FRACTIONS if full_screen(width, height) else BROAD_FRACTIONS
    return Box(
        _ceil(left * width), _ceil(top * height), int(right * width + 1e-6), int(bottom * height + 1e-6)
    )


def caption_box(width, height):
    """The strip at the foot of the safe box that belongs to the captions."""
    safe = safe_box(width, height)
    share = CAPTION_SHARE if full_screen(width, height) else BROAD_CAPTION_SHARE
    return Box(safe.left, safe.bottom - round(safe.height * share), safe.right, safe.bottom)


def headline_box(width, height):
    """What is left of the safe box above the captions: type painted into a picture stays here."""
    safe = safe_box(width, height)
    return Box(safe.left, safe.top, safe.right, caption_box(width, height).top)


# How far words keep from the captions' strip, which may be full, as a share of the short side; and how much
# further than its style says the camera is taken to move in, which covers rounding.
_FROM_CAPTIONS, _ZOOM_ROOM = 0.035, 0.005


def words_box(width, height, captions, zoom, focus):
    """The Box in which words may stand so that they are still safe when the camera has moved in.

    The camera moves in by `zoom` (1.08: by 8 %) on `focus`, (x, y) in shares of the frame. `captions`:
    whether their strip is taken.
    """
    box = headline_box(width, height) if captions else safe_box(width, height)
    bottom = box.bottom - (round(min(width, height) * _FROM_CAPTIONS) if captions else 0)
    zoom += _ZOOM_ROOM
    fx, fy = focus[0] * width, focus[1] * height
    return Box(
        int(max(box.left, fx + (box.left - fx) / zoom)) + 1,
        int(max(box.top, fy + (box.top - fy) / zoom)) + 1,
        int(min(box.right, fx + (box.right - fx) / zoom)),
        int(min(bottom, fy + (bottom - fy) / zoom)),
    )


def cut_at(size, frame, point):
    """What lies left of and above a covered frame, as shares of what is cut off in all of a picture.

    `point` (shares of the picture) is in the middle as far as the picture reaches; 0.5 where nothing is cut.
    """
    scale = max(frame[0] / size[0], frame[1] / size[1])
    rooms = [side * scale - seen for side, seen in zip(size, frame, strict=True)]
    lefts = [at * side * scale - seen / 2 for at, side, seen in zip(point, size, frame, strict=True)]
    return tuple(
        min(max(left / room, 0), 1) if room > 1 else 0.5 for left, room in zip(lefts, rooms, strict=True)
    )


def _even(value):
    return int(round(value / 2)) * 2


def _ceil(value):
    return -int(-(value - 1e-6) // 1)
