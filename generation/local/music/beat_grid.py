"""Where the beats fall: evenly, or bent a little so that the film's cuts fall on them. Pure.

The tempo is never further than BEND from the one asked for. Between two cuts that are met it is even, so
that nobody hears it bend; a cut that would ask for more is left where it is, between two beats.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

BAR = 4
# How far the tempo may go from the one asked for: it stays the same piece in the same mood.
BEND = 0.06
# A beat that is no further from a cut than this is heard as falling on it (EBU R37: sound 40 ms before
# picture to 60 ms after it).
NEAR_MS = 40

# The piece may begin with the film, or half a beat late: then other cuts can be met, at a price.
_STARTS, _LATE = (0.0, 0.5), 0.15

# A beat may come so much before or after its cut, where that spares a bend.
_LEANS = (0, -20, 20, -35, 35)
# What a path through the cuts costs: a cut that is missed, one that is met between bars, a lean, and a
# stretch whose tempo is 1 % off the piece's own, squared.
_MISSED, _OFF_BAR, _LEANING, _BENT = 1.0, 0.25, 0.08, 0.012
# So many cuts in a row may be missed, so many ways to a cut are kept (four at least, for the beats of a
# bar), and the tempos (shares of the one asked for) tried for the piece.
_MOST_MISSED = 4
_MOST_WAYS = 16
_TEMPOS = (1.0, 0.985, 1.015, 0.97, 1.03)


# A beat that is played at a time: (milliseconds, number of the beat).
Knot = tuple[float, int]
# The cheapest way to each knot of a cut: its cost, and the cut and the knot it comes from.
Ways = dict[Knot, tuple[float, tuple[int, Knot] | None]]


@dataclass(frozen=True)
class BeatGrid:
    """When each beat is played: `times` in milliseconds of the film. `cut_beats` are the beats on a cut."""

    times: tuple[float, ...]
    cut_beats: tuple[int, ...] = ()


def even_grid(duration_ms: int, beats: int) -> BeatGrid:
    """The BeatGrid of so many beats of the same length; the end of the film is one beat more."""
    return BeatGrid(tuple(duration_ms * beat / beats for beat in range(beats + 1)))


def grid_for_cuts(duration_ms: int, bpm: float, cuts_ms: Iterable[int]) -> BeatGrid | None:
    """The BeatGrid in which as many cuts as can be are met, those on a bar first; None when there are none.

    Its last beat is the last that begins before the film ends.
    """
    beat = 60_000 / bpm
    cuts = sorted({cut for cut in cuts_ms if beat <= cut <= duration_ms - beat})
    found = [_path(cuts, beat, tempo) for tempo in _TEMPOS] if cuts else []
    paths = [(cost, knots, tempo) for (cost, knots), tempo in zip(found, _TEMPOS, strict=False) if knots[1:]]
    if not paths:
        return None
    _, knots, tempo = min(paths, key=lambda path: path[0])
    return _filled(knots, duration_ms, beat * tempo)


def share_of_cuts_met(cuts_ms: Iterable[float], beats_ms: Sequence[float]) -> float:
    """The share of cuts with a beat within NEAR_MS of them; 1.0 where there is no cut."""
    beats = np.asarray(beats_ms)
    near = [np.abs(beats - cut).min() <= NEAR_MS for cut in cuts_ms]
    return sum(near) / len(near) if near else 1.0


def _path(cuts: Sequence[int], beat: float, tempo: float) -> tuple[float, list[Knot]]:
    """(cost, knots) of the cheapest way: (milliseconds, beat) of the first beat and of each on a cut."""
    best: list[Ways] = [{(start * beat * tempo, 0): (_LATE * bool(start), None) for start in _STARTS}]
    for at, cut in enumerate(cuts, start=1):
        best.append({})
        for lean in _LEANS:
            _arrive(best, at, cut + lean, _LEANING * abs(lean) / NEAR_MS, beat, tempo)
        best[at] = dict(sorted(best[at].items(), key=lambda knot: knot[1][0])[:_MOST_WAYS])
    ends = [
        (cost + _MISSED * (len(cuts) - at), at, knot)
        for at, knots in enumerate(best)
        for knot, (cost, _) in knots.items()
    ]
    cost, at, knot = min(ends)
    return cost, _walked(best, at, knot)


def _arrive(best: list[Ways], at: int, time: float, cost: float, beat: float, tempo: float) -> None:
    """Note the cheapest ways from the cuts before to each beat that may be played at `time`."""
    for back in range(1, min(at, _MOST_MISSED + 1) + 1):
        for (start, first), (sofar, _) in best[at - back].items():
            span = (time - start) / beat
            fewest, most = int(np.ceil(span / (1 + BEND))), int(np.floor(span / (1 - BEND)))
            for count in range(max(1, fewest), most + 1):
                percent = 100 * (span / count / tempo - 1)
                price = sofar + cost + _MISSED * (back - 1) + _BENT * percent**2
                price += _OFF_BAR * bool((first + count) % BAR)
                knot = (float(time), first + count)
                if price < best[at].get(knot, (np.inf, None))[0]:
                    best[at][knot] = (price, (at - back, (start, first)))


def _walked(best: list[Ways], at: int, knot: Knot) -> list[Knot]:
    """The knots that lead to one, from the first beat on."""
    knots = [knot]
    while before := best[at][knot][1]:
        at, knot = before
        knots.append(knot)
    return knots[::-1]


def _filled(knots: list[Knot], duration_ms: int, beat: float) -> BeatGrid:
    """The BeatGrid through some knots; after the last one the piece goes on in its own tempo."""
    time, count = knots[-1]
    more = int(np.ceil((duration_ms - time) / beat)) - 1
    cut_beats = tuple(beat for _, beat in knots[1:])
    knots = [*knots, (time + more * beat, count + more)]
    times, numbers = zip(*knots, strict=True)
    every = np.interp(np.arange(numbers[-1] + 1), numbers, times)
    return BeatGrid(tuple(float(moment) for moment in every), cut_beats)
