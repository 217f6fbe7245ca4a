"""Composes an ad: many drafts from the lines a Tongue offers, of which the best is kept.

A draft takes whole sentences only, in the order a listener needs them, until the time is used. The
score prefers drafts that tell the record, fill the time without hurrying, and do not repeat
themselves. All choices come from one seeded generator: same request, same script.
"""

import random
import re
from dataclasses import dataclass, field
from functools import lru_cache

from generation.providers.base import Script, Segment
from generation.providers.errors import Rejected
from projects.styles import STYLES

from .brief import brief_of
from .text import numbers, opening, sentences, words_of
from .timing import fit_durations, spoken_ms
from .tongues import tongue_for

DRAFTS = 400

# The share of a script's time that is speech: less drags, more hurries.
FULL, SPARSE = 0.96, 0.82
BREATH_MS = 120
PAUSE_MS = 350
SHORTEST_SCENE_MS = 1200

_COMMON = words_of(
    "a an the and or of in on at to for with is are be it its they them you your this that these "
    "those here there not no so as by from what when where who how do does did has have get all one "
    "we us out up yourself der die das und oder ein eine einen im in am an auf zu mit für ist sind "
    "sie er es du dein deine ihr nicht le la les un une des de du et ou à au aux en est sont il elle "
    "ils vous tu votre ne pas pour avec ce cette el los las unos unas y o del al es son su sus con "
    "por para que se lo qui son sa ses"
)

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

    budget: int
    language: str
    hook: object
    intro: object
    cta: object
    described: list = field(default_factory=list)
    proofs: list = field(default_factory=list)
    tail: list = field(default_factory=list)
    price: object = None
    scenes: int = 4
    used: int = 0
    count: int = 0
    openings: set = field(default_factory=set)

    def admits(self, *lines):
        """Whether lines still fit the time and open no sentence as another one does."""
        fresh = [one for line in lines for one in _openings(line.text)]
        if len(set(fresh)) < len(fresh) or self.openings & set(fresh):
            return False
        # Lines beyond one for each scene share a scene, with a pause between them.
        pauses = max(0, self.count + len(lines) - self.scenes) * PAUSE_MS
        spoken = self.used + sum(_ms(line.text, self.language) for line in lines)
        return spoken + pauses <= self.budget

    def admit(self, *lines):
        """Take the lines' time and openings if they are admitted; True when they were."""
        if not self.admits(*lines):
            return False
        for line in lines:
            self.used += _ms(line.text, self.language)
            self.openings.update(_openings(line.text))
        self.count += len(lines)
        return True

    def lines(self):
        """All lines in the order they are spoken."""
        found = [self.hook, self.intro, *self.described]
        found += [line for unit in self.proofs for line in unit]
        return [line for line in (*found, *self.tail, self.price, self.cta) if line]


def write_ad(request):
    """A Script of an ad or an introduction for `request.product`.

    Beats run hook, product, proof, cta. Raises Rejected where the record or the time cannot serve.
    """
    brief = brief_of(request)
    tongue = tongue_for(brief)
    rng = random.Random(f"{brief.name}|{brief.key}|{brief.language}|{brief.duration_ms}|{request.seed}")
    offers = _Offers(brief, tongue)
    drafts = filter(None, (_draft(offers, rng) for _ in range(_drafts(brief))))
    # A little luck in the score lets seeds differ where several drafts are as good as each other.
    ranked = sorted(drafts, key=lambda draft: _score(draft, offers) + 2 * rng.random(), reverse=True)
    best = next((draft for draft in ranked if _fits(draft, brief)), None)
    return _script(best or _bare_draft(offers), brief)


def _fits(draft, brief):
    units = _scenes(draft, _scenes_for(brief))
    return sum(_ms(unit.text, brief.language) for unit in units) <= brief.duration_ms


def _drafts(brief):
    """Long films have long drafts; the time to write stays about the same."""
    return max(30, min(DRAFTS, DRAFTS * 30_000 // brief.duration_ms))


class _Offers:
    """What the tongue offers, without lines that hold banned words or foreign numbers."""

    def __init__(self, brief, tongue):
        self.brief, self.tongue, self._told = brief, tongue, {}
        self.hooks = self.clean(tongue.hooks())
        self.intros = self.clean(tongue.intros())
        self.ctas = self.clean(tongue.ctas())
        self.prices = self.clean(tongue.prices())
        self.descriptions = self.clean(tongue.descriptions())
        self.moments = self.clean(tongue.moments())
        self.audience = self.clean(tongue.audience())
        self.bridges = self.clean(tongue.bridges())
        self.closers = self.clean(tongue.closers())
        if not (self.hooks and self.intros and self.ctas):
            raise Rejected(
                "The banned words leave no way to begin or end the script. Remove some of the banned words."
            )

    def clean(self, lines):
        brief = self.brief
        return [
            line for line in lines if brief.allows(line.text) and numbers(line.text) <= brief.record_numbers
        ]

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


def _budget(brief):
    return int(brief.duration_ms * FULL) - BREATH_MS * min(6, _scenes_for(brief))


def _draft(offers, rng):
    """One random draft, or None when even its frame does not fit."""
    brief = offers.brief
    draft = Draft(
        _budget(brief),
        brief.language,
        rng.choice(offers.hooks),
        rng.choice(offers.intros),
        rng.choice(offers.ctas),
        scenes=_scenes_for(brief),
    )
    if set(draft.hook.told) & set(draft.intro.told) or not draft.admit(draft.hook, draft.intro, draft.cta):
        return None
    if offers.prices and rng.random() < 0.92:
        price = rng.choice(offers.prices)
        draft.price = price if draft.admit(price) else None
    _tell_record(draft, offers, rng)
    _add_colour(draft, offers, rng)
    return draft


def _tell_record(draft, offers, rng):
    """Description first, then the points in order; a short film may skip the description."""
    told = set(draft.hook.told | draft.intro.told)
    skip = rng.random() < (0.4 if offers.brief.duration_ms < 20_000 else 0.05)
    groups = offers.tongue.partitions(rng)
    early = [line for line in offers.descriptions if not skip and not line.told & told]
    first, rest = early[:1], early[1:]
    for line in first:
        _describe(draft, line)
    for group in groups:
        _prove(draft, offers, group, rng)
    for line in rest:
        _describe(draft, line)


def _describe(draft, line):
    if draft.admit(line):
        draft.described.append(line)


def _prove(draft, offers, group, rng):
    lines = offers.facts(group)
    rng.shuffle(lines)
    setups = offers.setups(group)
    if setups and rng.random() < 0.35:
        setup = rng.choice(setups)
        for line in lines:
            if draft.admit(setup, line):
                draft.proofs.append([setup, line])
                return
    for line in lines:
        if draft.admit(line):
            draft.proofs.append([line])
            return


def _add_colour(draft, offers, rng):
    """Lines that claim nothing, for the time that the record leaves; who it is for comes first."""
    _place_audience(draft, offers, rng)
    moments, bridges, closers = list(offers.moments), list(offers.bridges), list(offers.closers)
    for lines in (moments, bridges, closers):
        rng.shuffle(lines)
    # With nothing told, there is nothing that a bridge could lead to or a closer could end.
    told = any(line.told for line in draft.lines())
    placed = 0
    for line in moments:
        if draft.used < SPARSE * offers.brief.duration_ms and draft.admit(line):
            at = len(draft.proofs) if placed == 0 else rng.randint(0, len(draft.proofs))
            draft.proofs.insert(at, [line])
            placed += 1
    for line in bridges[: 1 if told else 0]:
        if draft.used < (SPARSE - 0.04) * offers.brief.duration_ms and draft.admit(line):
            draft.proofs.insert(0, [line])
    for line in closers[: 1 if told else 0]:
        if draft.used < (SPARSE - 0.02) * offers.brief.duration_ms and draft.admit(line):
            draft.tail.append(line)


def _place_audience(draft, offers, rng):
    if offers.audience and rng.random() < 0.7:
        line = rng.choice(offers.audience)
        if draft.admit(line):
            draft.proofs.append([line])


def _bare_draft(offers):
    """The shortest possible ad, for a few seconds or a very long name."""
    brief = offers.brief
    budget = brief.duration_ms - 2 * BREATH_MS
    openings = sorted(offers.hooks + offers.intros, key=lambda line: _ms(line.text, brief.language))
    named = sorted(offers.intros, key=lambda line: _ms(line.text, brief.language))
    ctas = sorted(offers.ctas, key=lambda line: _ms(line.text, brief.language))
    for cta in ctas:
        for first in named + openings:
            draft = Draft(budget, brief.language, first, None, cta)
            if _ms(first.text, brief.language) + _ms(cta.text, brief.language) <= budget:
                return draft
    raise Rejected(
        f"{brief.duration_ms / 1000:g} seconds are too short to name the product and say the call to action. "
        "Choose a longer duration or a shorter call to action."
    )


def _score(draft, offers):
    brief = offers.brief
    fill = draft.used / brief.duration_ms
    lines = draft.lines()
    score = sum(line.weight for line in lines)
    score -= 60 * max(0, SPARSE - fill)
    told = set().union(*(line.told for line in lines))
    wanted = {fact for line in offers.descriptions[:1] for fact in line.told}
    score += 3 * len(told & wanted) + 2.2 * len([fact for fact in told if fact[0] == "point"])
    score += 3 * bool(draft.price) + 0.6 * len(draft.described[1:])
    spoken = [sentence for line in lines for sentence in _sentences(line.text)]
    score -= _sameness(spoken) + _choppiness(spoken, brief) + 1.2 * _extra_setups(draft)
    return score - 6 * _lost_pronouns(lines)


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
    units = _scenes(draft, _scenes_for(brief))
    needs = [_ms(unit.text, brief.language) + BREATH_MS for unit in units]
    durations = _fit(needs, brief)
    segments = tuple(_segment(unit, ms) for unit, ms in zip(units, durations, strict=True))
    return Script(title=brief.name, segments=segments, hook=units[0].text, cta=draft.cta.text)


def _fit(needs, brief):
    tight = [need - BREATH_MS for need in needs]
    total = brief.duration_ms
    return fit_durations(needs if sum(needs) <= total else tight, total, minimum=SHORTEST_SCENE_MS)


def _segment(unit, duration_ms):
    lead = _leading(unit)
    return Segment(
        text=unit.text,
        duration_ms=duration_ms,
        beat=unit.beat,
        headline=lead.headline,
        detail=_detail(unit, lead),
    )


def _detail(unit, lead):
    """The small line: what the next line of an introduction tells, else what the lead itself adds."""
    if unit.beat == "product":
        others = [line.headline for line in unit.lines if line is not lead and line.headline]
        return (others or [lead.detail])[0]
    return lead.detail


def _leading(unit):
    """The line whose words go on the picture: the one that tells most, the last of equals at the end."""
    if unit.beat == "cta":
        return unit.lines[-1]
    if unit.beat == "product":
        return next((line for line in unit.lines if line.headline), unit.lines[0])
    headed = [line for line in unit.lines if line.headline]
    return max(headed or unit.lines, key=lambda line: len(line.told))


def _scenes_for(brief):
    """How many pictures a style's pace asks for: a scene lasts a shot and the time to read it."""
    pace = STYLES[brief.style].pace + 1500
    wanted = round(brief.duration_ms / pace)
    least = 4 if brief.duration_ms >= 11_000 else 3 if brief.duration_ms >= 8_000 else 2
    return max(least, min(60, wanted))


def _scenes(draft, wanted):
    """The draft's units, neighbours of one beat joined until there are as many as wanted."""
    units = [Unit("hook", [draft.hook])]
    if draft.intro:
        units.append(Unit("product", [draft.intro]))
    units += [Unit("product", [line]) for line in draft.described]
    units += [Unit("proof", list(lines)) for lines in draft.proofs]
    units.append(Unit("cta", [line for line in (*draft.tail, draft.price, draft.cta) if line]))
    while len(units) > wanted:
        at = _closest_pair(units, draft.language)
        if at is None:
            break
        units[at : at + 2] = [Unit(units[at].beat, units[at].lines + units[at + 1].lines)]
    return units


def _closest_pair(units, language):
    """Index of the two neighbours that are shortest together and share a beat; None when there are none."""
    pairs = [at for at in range(len(units) - 1) if units[at].beat == units[at + 1].beat]
    return min(pairs, key=lambda at: _ms(units[at].text + " " + units[at + 1].text, language), default=None)


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


@lru_cache(maxsize=4096)
def _telling_words(sentence):
    """The words of a sentence that a listener would notice a second time."""
    return frozenset(re.findall(r"[^\W\d_]{3,}", sentence.lower())) - _COMMON
