"""Composes an ad: many drafts from the lines a Tongue offers, of which the best is kept.

A draft takes whole sentences only, in the order a listener needs them, until the time is used. The
score prefers drafts that tell the record, fill the time without hurrying, and do not repeat
themselves. All choices come from one seeded generator: same request, same script.
"""

import random
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from generation.interfaces import Script, Segment
from generation.local.copywriting.candidate_lines import tongue_for
from generation.local.copywriting.facts import brief_of
from generation.local.copywriting.lexicon import lexicon
from generation.local.copywriting.pacing import (
    BREATH_MS,
    HOOK_MOST_MS,
    longest_scene,
    overfull,
    scene_durations,
    scenes_at_most,
    scenes_wanted,
)
from generation.provider_errors import Rejected
from generation.text.plain_text import numbers, opening, sentences
from generation.text.speech_timing import spoken_ms

DRAFTS = 400

# The share of a script's time that is speech: less leaves it empty.
SPARSE = 0.62
# A scene may hold two sentences when both are very short.
TWO_SHORT = 10
QUIET_MS = 2200
# A film of so few scenes may speak of the world twice.
FEW_SCENES = 5
# With fewer points than this, a line may lead up to them.
FEW_POINTS = 2
# How far a seed's liking may lift or lower a line.
TASTE = 1.0
# The silence that even the shortest film keeps around its words.
LEAST_BREATH_MS = 120

_PRONOUN = re.compile(r"(?i)\b(?:it|they|them)\b(?!\s+yours)")


@dataclass
class Unit:
    """Lines that belong into one picture, with the beat they serve."""

    beat: str
    lines: list = field(default_factory=list)

    @property
    def text(self):
        return " ".join(line.text for line in self.lines)


@dataclass
class Draft:
    """One attempt: units by part, so that lines may join late and still stand in order."""

    brief: object
    hook: object
    intro: object
    cta: object
    described: list = field(default_factory=list)
    proofs: list = field(default_factory=list)
    tail: list = field(default_factory=list)
    price: object = None
    used: int = 0
    openings: set = field(default_factory=set)
    told: set = field(default_factory=set)

    @property
    def scenes(self):
        return 2 + bool(self.intro) + len(self.described) + len(self.proofs)

    def admits(self, *lines, scenes=1):
        """Whether lines, in so many scenes of their own, fit the time and repeat no opening and no fact."""
        brief, count = self.brief, self.scenes + scenes
        if count > scenes_at_most(brief.style, brief.duration_ms):
            return False
        spoken = self.used + sum(_ms(line.text, brief.language) for line in lines)
        if spoken + count * BREATH_MS > brief.duration_ms or any(self.told & line.told for line in lines):
            return False
        fresh = [one for line in lines for one in _openings(line.text)]
        return len(set(fresh)) == len(fresh) and self.openings.isdisjoint(fresh)

    def admit(self, *lines, scenes=1):
        """Take the lines' time, openings and facts if they are admitted; True when they were."""
        if not self.admits(*lines, scenes=scenes):
            return False
        for line in lines:
            self.used += _ms(line.text, self.brief.language)
            self.openings.update(_openings(line.text))
            self.told |= line.told
        return True

    def lines(self):
        """All lines in the order they are spoken."""
        return [line for unit in self.units() for line in unit.lines]

    def units(self):
        """The scenes: one for each sentence, the price with the call to action."""
        units = [Unit("hook", [self.hook]), Unit("product", [self.intro])]
        units += [Unit("product", [line]) for line in self.described]
        units += [Unit("proof", list(lines)) for lines in self.proofs]
        last = Unit("cta", [line for line in (*self.tail, self.price, self.cta) if line])
        return [unit for unit in units if any(unit.lines)] + [last]


def write_ad(request):
    """A Script of an ad or an introduction for `request.product`.

    Beats run hook, product, proof, cta. Raises Rejected where the record or the time cannot serve.
    """
    brief = brief_of(request)
    tongue = tongue_for(brief)
    rng = random.Random(f"{brief.name}|{brief.key}|{brief.language}|{brief.duration_ms}|{request.seed}")
    offers = _Offers(brief, tongue, rng.random())
    drafts = filter(None, (_draft(offers, rng) for _ in range(_drafts(brief))))
    best = max(drafts, key=lambda draft: _score(draft, offers), default=None)
    return _script(best or _bare_draft(offers), brief)


def _drafts(brief):
    """Long films have long drafts; the time to write stays about the same."""
    return max(30, min(DRAFTS, DRAFTS * 30_000 // brief.duration_ms))


class _Offers:
    """What the tongue offers, without lines that hold banned words or foreign numbers."""

    def __init__(self, brief, tongue, mood):
        self.brief, self.tongue, self.mood, self._told, self._tastes = brief, tongue, mood, {}, {}
        self.hooks = self.within(HOOK_MOST_MS, self.clean(tongue.hooks()))
        self.intros = self.within(longest_scene(brief.duration_ms), self.clean(tongue.intros()))
        self.ctas = self.clean(tongue.ctas())
        self.prices = self.clean(tongue.prices())
        described = self.clean(tongue.descriptions())
        self.descriptions = self.within(longest_scene(brief.duration_ms), described, needed=not brief.points)
        self.moments = self.clean(tongue.moments())
        self.audience = self.clean(tongue.audience())
        self.bridges = self.clean(tongue.bridges())
        self.closers = self.clean(tongue.closers())
        if not (self.hooks and self.intros and self.ctas):
            raise Rejected(
                "The banned words leave no way to begin or end the script. Remove some of the banned words."
            )

    def within(self, most_ms, lines, needed=True):
        """The lines that one scene can hold; all of them where none can and something must be said."""
        held = [line for line in lines if _ms(line.text, self.brief.language) + BREATH_MS <= most_ms]
        return held or (lines if needed else [])

    def clean(self, lines):
        brief = self.brief
        return [
            line for line in lines if brief.allows(line.text) and numbers(line.text) <= brief.record_numbers
        ]

    def taste(self, line):
        """How much this seed likes a line: seeds differ where several drafts are as good as each other."""
        if line.text not in self._tastes:
            self._tastes[line.text] = random.Random(f"{self.mood}|{line.text}").uniform(-TASTE, TASTE)
        return self._tastes[line.text]

    def facts(self, group):
        """The lines that tell a group of facts, in a list of the caller's own."""
        if group not in self._told:
            self._told[group] = (
                self.clean(self.tongue.fact_lines(group)),
                self.clean(self.tongue.setups(group)),
            )
        return list(self._told[group][0])

    def setups(self, group):
        self.facts(group)
        return self._told[group][1]


def _draft(offers, rng):
    """One random draft, or None when even its frame does not fit."""
    draft = Draft(offers.brief, None, None, None)
    draft.hook, draft.intro, draft.cta = (
        rng.choice(lines) for lines in (offers.hooks, offers.intros, offers.ctas)
    )
    if draft.hook.told & draft.intro.told or not draft.admit(draft.hook, draft.intro, draft.cta, scenes=0):
        return None
    if offers.prices and rng.random() < 0.92:
        price = rng.choice(offers.prices)
        draft.price = price if draft.admit(price, scenes=0) else None
    _tell_record(draft, offers, rng)
    _add_colour(draft, offers, rng)
    return draft


def _tell_record(draft, offers, rng):
    """The description's first sentence, then the points in order; a short film may skip the description."""
    groups = offers.tongue.partitions(rng)
    skip = groups and rng.random() < (0.6 if offers.brief.duration_ms < 20_000 else 0.1)
    lines = [] if skip else list(offers.descriptions)
    opened = not groups or ("sentence", 0) in draft.told
    for line in lines[: 0 if opened else 1]:
        if draft.admit(line):
            draft.described.append(line)
    for group in groups:
        _prove(draft, offers, group, rng)
    for line in lines[0 if opened else 1 :]:
        if draft.admit(line):
            draft.proofs.append([line])


def _prove(draft, offers, group, rng):
    lines = offers.facts(group)
    rng.shuffle(lines)
    setups = offers.setups(group)
    if setups and rng.random() < 0.2:
        setup = rng.choice(setups)
        for line in lines:
            if _short_together(setup, line) and draft.admit(setup, line):
                draft.proofs.append([setup, line])
                return
    for line in lines:
        if draft.admit(line):
            draft.proofs.append([line])
            return


def _short_together(*lines):
    said = [sentence for line in lines for sentence in _sentences(line.text)]
    return sum(len(sentence.split()) for sentence in said) <= TWO_SHORT and len(said) <= 3


def _add_colour(draft, offers, rng):
    """Lines that claim nothing, for scenes that the record leaves; who it is for comes first."""
    _place_audience(draft, offers, rng)
    # With nothing told, there is nothing that a bridge could lead to or a closer could end.
    told = any(line.told for line in draft.lines())
    for at, moment in enumerate(rng.sample(offers.moments, min(2, len(offers.moments)))):
        if _has_room(draft) and (at == 0 or draft.scenes <= FEW_SCENES):
            _insert(draft, moment, len(draft.proofs))
    if offers.bridges and told and len(draft.brief.points) < FEW_POINTS and _has_room(draft):
        _insert(draft, rng.choice(offers.bridges), 0)
    if offers.closers and told and not draft.price and rng.random() < 0.5:
        closer = rng.choice(offers.closers)
        if draft.admit(closer, scenes=0):
            draft.tail.append(closer)


def _has_room(draft):
    """Whether the film still has fewer scenes than its pace asks for."""
    return draft.scenes < scenes_wanted(draft.brief.style, draft.brief.duration_ms)


def _insert(draft, line, at):
    if draft.admit(line):
        draft.proofs.insert(at, [line])


def _place_audience(draft, offers, rng):
    if offers.audience and rng.random() < 0.6:
        line = rng.choice(offers.audience)
        if draft.admit(line):
            draft.proofs.append([line])


def _bare_draft(offers):
    """The shortest possible ad, for a few seconds or a very long name."""
    brief = offers.brief
    budget = brief.duration_ms - 2 * LEAST_BREATH_MS
    openings = sorted(offers.hooks + offers.intros, key=lambda line: _ms(line.text, brief.language))
    named = sorted(offers.intros, key=lambda line: _ms(line.text, brief.language))
    ctas = sorted(offers.ctas, key=lambda line: _ms(line.text, brief.language))
    for cta in ctas:
        for first in named + openings:
            if _ms(first.text, brief.language) + _ms(cta.text, brief.language) <= budget:
                return Draft(brief, first, None, cta)
    raise Rejected(
        f"{brief.duration_ms / 1000:g} seconds are too short to name the product and say the call to action. "
        "Choose a longer duration or a shorter call to action."
    )


def _score(draft, offers):
    brief = offers.brief
    lines = draft.lines()
    score = sum(line.weight + offers.taste(line) for line in lines)
    score += 2.2 * len({fact for fact in draft.told if fact[0] == "point"})
    score += 3 * bool(draft.price) + 1.5 * (("sentence", 0) in draft.told)
    score += _pace(draft)
    score -= 25 * (bool(_provable(offers)) and not _proven(draft))
    spoken = [sentence for line in lines for sentence in _sentences(line.text)]
    score -= _sameness(spoken) + _choppiness(spoken, brief) + 1.2 * _extra_setups(draft)
    return score - 6 * _lost_pronouns(lines) - 8 * _follows_nothing(draft)


def _pace(draft):
    """How well the scenes' lengths suit: none too long, none left silent, about as many as wanted."""
    brief, units = draft.brief, draft.units()
    needs = [_ms(unit.text, brief.language) for unit in units]
    beats = [unit.beat for unit in units]
    times = scene_durations(needs, beats, brief.duration_ms)
    longest = longest_scene(brief.duration_ms)
    over = sum(max(0, time - longest) for time in times) / 1000
    over += max(0, times[0] - HOOK_MOST_MS) / 1000
    quiet = sum(max(0, time - need - QUIET_MS) for time, need in zip(times, needs, strict=True)) / 1000
    over += 0.5 * sum(time > longest for time in times)
    hurried = overfull(needs, beats, brief.duration_ms) > 0
    score = -40 * hurried - 8 * over - 2 * quiet - 60 * max(0, SPARSE - draft.used / brief.duration_ms)
    crowded = sum(_is_crowded(line) for line in draft.lines())
    return score - 1.2 * abs(len(units) - scenes_wanted(brief.style, brief.duration_ms)) - 3 * crowded


def _is_crowded(line):
    return len(_sentences(line.text)) > 1 and len(line.text.split()) > TWO_SHORT


def _provable(offers):
    return offers.brief.points or offers.descriptions


def _proven(draft):
    """Whether a proof scene tells something of the record."""
    return any(_tells(line) for unit in draft.proofs for line in unit)


def _tells(line):
    return any(fact[0] in ("point", "sentence") for fact in line.told)


def _follows_nothing(draft):
    """ "It also comes with ..." needs a first thing before it."""
    before = any(_tells(line) for line in draft.described)
    return bool(draft.proofs) and not before and any(line.follows for line in draft.proofs[0])


def _lost_pronouns(lines):
    """ "Weather changes its mind. It is waterproof.": the "it" is the weather. One for each."""
    return sum(
        before.aside and not line.aside and bool(_PRONOUN.search(_sentences(line.text)[0]))
        for before, line in zip(lines, lines[1:], strict=False)
    )


def _sameness(spoken):
    """How much a script repeats itself: first words, and telling words in its own connecting text."""
    firsts = [_first_word(sentence) for sentence in spoken]
    repeated = sum(1.2 * (firsts.count(word) - 1) for word in set(firsts))
    together = sum(2 for one, two in zip(firsts, firsts[1:], strict=False) if one == two)
    return repeated + together + _echoes(spoken)


def _echoes(spoken):
    bags = [_telling_words(sentence) for sentence in spoken]
    score = 0.0
    for at, bag in enumerate(bags):
        for near, other in enumerate(bags[at + 1 : at + 4]):
            score += len(bag & other) * (1.0 if near == 0 else 0.6)
    return score


def _choppiness(spoken, brief):
    """Three very short sentences in a row sound like a telegram, except in a lively style."""
    short = [len(sentence.split()) < 4 for sentence in spoken]
    runs = sum(all(short[at : at + 3]) for at in range(len(short) - 2))
    return runs * (0.6 if brief.style in ("energetic", "bold", "minimal") else 1.6)


def _extra_setups(draft):
    return max(0, sum(len(unit) > 1 for unit in draft.proofs) - 2)


def _script(draft, brief):
    units = draft.units()
    needs = [_ms(unit.text, brief.language) for unit in units]
    durations = scene_durations(needs, [unit.beat for unit in units], brief.duration_ms)
    heads = _headlines(units, brief)
    segments = tuple(
        Segment(text=unit.text, duration_ms=ms, beat=unit.beat, headline=head, detail=detail)
        for unit, ms, (head, detail) in zip(units, durations, heads, strict=True)
    )
    return Script(title=brief.name, segments=segments, hook=units[0].text, cta=draft.cta.text)


def _headlines(units, brief):
    """(headline, detail) of each scene; none says what its neighbour says, and the end card says no more."""
    name = brief.name if len(brief.name.split()) <= 5 else ""
    heads = [_leading(unit) for unit in units]
    shown = [(line.headline or name, line.detail if line.headline else "") for line in heads]
    shown[-1] = (name, "")
    return [
        ("", "") if at and head == shown[at - 1][0] and at < len(shown) - 1 else (head, detail)
        for at, (head, detail) in enumerate(shown)
    ]


def _leading(unit):
    """The line whose words go on the picture: the one that tells most."""
    headed = [line for line in unit.lines if line.headline]
    return max(headed or unit.lines, key=lambda line: len(line.told))


@lru_cache(maxsize=4096)
def _ms(text, language):
    return spoken_ms(text, language)


@lru_cache(maxsize=4096)
def _sentences(text):
    return tuple(sentences(text))


@lru_cache(maxsize=4096)
def _openings(text):
    return tuple(opening(sentence) for sentence in _sentences(text))


@lru_cache(maxsize=4096)
def _first_word(sentence):
    return opening(sentence).split(" ")[0]


@cache
def _common_words():
    return frozenset(lexicon().all_words("common_words"))


@lru_cache(maxsize=4096)
def _telling_words(sentence):
    """The words of a sentence that a listener would notice a second time."""
    return frozenset(re.findall(r"[^\W\d_]{3,}", sentence.lower())) - _common_words()
