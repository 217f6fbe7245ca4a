"""How a film breathes: how many scenes a style wants, how long one may stand, how time is shared.

The opening and the end of an ad have lengths of their own (a look, and time to act); what lies
between follows the style's pace. Time that nobody speaks in is shared out evenly.
"""

from functools import cache

from generation.text.speech_timing import fit_durations
from projects.styles import STYLES

# Silence that every scene keeps around its words, so that none runs into the next.
BREATH_MS = 300
# The last one keeps more: the button is read, and the music's last chord is heard alone.
LAST_BREATH_MS = 800
HOOK_LEAST_MS, HOOK_MOST_MS = 1800, 3200
CTA_LEAST_MS = 2500
LEAST_MS = 1500
SHORT_FILM_MS = 20_000
STEP_MS = 100
# What hook and call to action take together before the pace decides the rest.
_ENDS_MS = 5500
# A longer film lets each picture stand a third longer.
_LONG_FILM = 1.35


def longest_scene(duration_ms):
    """Milliseconds that a scene of a film of this length may last without tiring the eye."""
    return 5500 if duration_ms <= SHORT_FILM_MS else 6500


@cache
def scenes_wanted(style, duration_ms):
    """How many scenes the style's pace asks for, the least that can hold all beats included."""
    shot = STYLES[style].pace * (1 if duration_ms <= SHORT_FILM_MS else _LONG_FILM)
    wanted = 2 + round((duration_ms - _ENDS_MS) / shot)
    return max(scenes_at_least(duration_ms), min(60, wanted))


def scenes_at_least(duration_ms):
    """The fewest scenes: one for each beat, fewer only where seconds are too few for four."""
    return 4 if duration_ms >= 11_000 else 3 if duration_ms >= 8_000 else 2


@cache
def scenes_at_most(style, duration_ms):
    """The most scenes: one more than wanted, and never a hail of cuts in a short film."""
    most = 6 if duration_ms <= SHORT_FILM_MS else 9 if duration_ms <= 35_000 else 60
    return max(2, min(most, scenes_wanted(style, duration_ms) + 1))


def scene_durations(needs, beats, total_ms):
    """Milliseconds of each scene, summing to `total_ms`: what it needs to be spoken and an even rest.

    `needs` are spoken times. Scenes stay within `longest_scene` while there are others to take the
    time; words that fill the film to the brim share it by need alone.
    """
    floors = [_floor(need, beat) for need, beat in zip(needs, beats, strict=True)]
    if sum(floors) > total_ms:
        return fit_durations(needs, total_ms, minimum=1000)
    longest = longest_scene(total_ms)
    caps = [
        max(floor, HOOK_MOST_MS if beat == "hook" else longest)
        for floor, beat in zip(floors, beats, strict=True)
    ]
    shares = _pour(floors, caps, total_ms - sum(floors))
    shares = _pour(shares, [total_ms] * len(shares), total_ms - sum(shares))
    shares[-1] += total_ms - sum(shares)
    return shares


def overfull(needs, beats, total_ms):
    """Milliseconds by which words and their breaths exceed the film."""
    floors = [_floor(need, beat) for need, beat in zip(needs, beats, strict=True)]
    return max(0, sum(floors) - total_ms)


def _floor(need, beat):
    least = {"hook": HOOK_LEAST_MS, "cta": CTA_LEAST_MS}.get(beat, LEAST_MS)
    breath = LAST_BREATH_MS if beat in ("cta", "closing") else BREATH_MS
    return max(least, -(-(need + breath) // STEP_MS) * STEP_MS)


def _pour(shares, caps, spare):
    """Add spare time in equal steps to every scene below its cap, until all is given or all are full."""
    shares = list(shares)
    while spare >= STEP_MS:
        open_ones = [at for at, share in enumerate(shares) if share + STEP_MS <= caps[at]]
        if not open_ones:
            break
        each = max(STEP_MS, spare // len(open_ones) // STEP_MS * STEP_MS)
        for at in open_ones:
            more = min(each, max(0, caps[at] - shares[at]), spare) // STEP_MS * STEP_MS
            shares[at] += more
            spare -= more
    return shares
