"""How an ad's time is shared: how many scenes a style wants, how long one may last, what each gets.

The opening and the end have lengths of their own (a look, and time to act); what lies between follows
the style's pace. Time that nobody speaks in is shared out evenly.
"""

from collections.abc import Sequence
from functools import cache

from generation.text.speech_timing import fit_durations
from projects.styles import STYLES

# Silence that every scene keeps around its words, so that none runs into the next.
PAUSE_MS = 300
# The last one keeps more: the button is read, and the music's last chord is heard alone.
LAST_PAUSE_MS = 800
# A hook shorter than this is not understood, a longer one loses the viewer.
HOOK_LEAST_MS, HOOK_MOST_MS = 1800, 3200
# A call to action must be read and acted on.
CTA_LEAST_MS = 2500
# Any other scene: below this the picture is gone before it is seen.
LEAST_MS = 1500
# Films up to this length count as short: their pictures change faster.
SHORT_FILM_MS = 20_000
# Below this there may be time for two scenes only: the product, and what to do.
VERY_SHORT_MS = 8000
# Durations are whole tenths of a second.
STEP_MS = 100
# How long a picture may last without tiring the eye, in short and in long films.
LONGEST_IN_SHORT_FILM_MS, LONGEST_IN_LONG_FILM_MS = 5500, 6500
# What hook and call to action take together before the pace decides the rest.
_ENDS_MS = 5500
# A longer film lets each picture last a third longer.
_LONG_FILM = 1.35
# No film has more scenes than this, however long.
_MOST_SCENES = 60


def longest_scene(duration_ms: int) -> int:
    """Milliseconds that a scene of a film of this length may last."""
    return LONGEST_IN_SHORT_FILM_MS if duration_ms <= SHORT_FILM_MS else LONGEST_IN_LONG_FILM_MS


@cache
def scenes_wanted(style: str, duration_ms: int) -> int:
    """How many scenes the style's pace asks for, the least that can hold all beats included."""
    shot = STYLES[style].pace * (1 if duration_ms <= SHORT_FILM_MS else _LONG_FILM)
    wanted = 2 + round((duration_ms - _ENDS_MS) / shot)
    return max(scenes_at_least(duration_ms), min(_MOST_SCENES, wanted))


def scenes_at_least(duration_ms: int) -> int:
    """The fewest scenes: one for each beat, fewer only where seconds are too few for four."""
    return 4 if duration_ms >= 11_000 else 3 if duration_ms >= 8_000 else 2


@cache
def scenes_at_most(style: str, duration_ms: int) -> int:
    """The most scenes: one more than wanted, and not so many cuts in a short film that none is seen."""
    most = 6 if duration_ms <= SHORT_FILM_MS else 9 if duration_ms <= 35_000 else _MOST_SCENES
    return max(2, min(most, scenes_wanted(style, duration_ms) + 1))


def scene_durations(spoken: Sequence[int], beats: Sequence[str], total_ms: int) -> list[int]:
    """Milliseconds of each scene, summing to `total_ms`: what its words need and an even share of the rest.

    `spoken` are the times of the words. Scenes stay within `longest_scene` while there are others to take
    the time; words that leave no time over share it by need alone.
    """
    least = [_least_ms(need, beat) for need, beat in zip(spoken, beats, strict=True)]
    if sum(least) > total_ms:
        return fit_durations(spoken, total_ms, minimum=1000)
    longest = longest_scene(total_ms)
    most = [
        max(at_least, HOOK_MOST_MS if beat == "hook" else longest)
        for at_least, beat in zip(least, beats, strict=True)
    ]
    shares = _shared_out(least, most, total_ms - sum(least))
    shares = _shared_out(shares, [total_ms] * len(shares), total_ms - sum(shares))
    shares[-1] += total_ms - sum(shares)
    return shares


def overrun_ms(spoken: Sequence[int], beats: Sequence[str], total_ms: int) -> int:
    """Milliseconds by which words and the pauses around them exceed the film."""
    least = [_least_ms(need, beat) for need, beat in zip(spoken, beats, strict=True)]
    return max(0, sum(least) - total_ms)


def _least_ms(need: int, beat: str) -> int:
    least = {"hook": HOOK_LEAST_MS, "cta": CTA_LEAST_MS}.get(beat, LEAST_MS)
    pause = LAST_PAUSE_MS if beat in ("cta", "closing") else PAUSE_MS
    return max(least, -(-(need + pause) // STEP_MS) * STEP_MS)


def _shared_out(shares: Sequence[int], most: Sequence[int], spare: int) -> list[int]:
    """The shares with spare time added in equal steps to all below their most, until none can take more."""
    shares = list(shares)
    while spare >= STEP_MS:
        takers = [at for at, share in enumerate(shares) if share + STEP_MS <= most[at]]
        if not takers:
            break
        each = max(STEP_MS, spare // len(takers) // STEP_MS * STEP_MS)
        for at in takers:
            more = min(each, max(0, most[at] - shares[at]), spare) // STEP_MS * STEP_MS
            shares[at] += more
            spare -= more
    return shares
