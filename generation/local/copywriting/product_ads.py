"""Writes an ad: many random drafts from the candidate lines, of which the best is kept.

A draft takes whole sentences only, in the order a listener needs them, until the time is used. The score
prefers drafts that tell the record, fill the time without hurrying, and do not repeat themselves. All
choices come from one seeded generator: same request, same script.
"""

import itertools
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, reduce

from generation.interfaces import ProductFacts, Script, ScriptRequest, Segment
from generation.local.copywriting.candidate_lines import (
    CandidateLine,
    FactGroup,
    PhraseLines,
    RecordLines,
)
from generation.local.copywriting.english_lines import EnglishLines
from generation.local.copywriting.foreign_lines import ForeignEnglishLines, ForeignLines
from generation.local.copywriting.lexicon import lexicon
from generation.local.copywriting.pacing import (
    HOOK_MOST_MS,
    LAST_PAUSE_MS,
    PAUSE_MS,
    SHORT_FILM_MS,
    VERY_SHORT_MS,
    longest_scene,
    overrun_ms,
    scene_durations,
    scenes_at_most,
    scenes_wanted,
)
from generation.local.copywriting.phrase_book import phrase_book
from generation.local.copywriting.product_brief import ProductBrief, read_brief
from generation.provider_errors import Rejected
from generation.text.plain_text import count_words, joined_lines, opening, sentences
from generation.text.speech_timing import spoken_ms

# Drafts of a film of up to half a minute; longer films have longer drafts and so fewer of them.
DRAFTS, FEWEST_DRAFTS = 400, 30

# The share of a script's time that is speech: less leaves it empty.
LEAST_SPOKEN_SHARE = 0.62
# More words are added until so much of it is spoken, where there is something honest to say.
WANTED_SHARE = 0.8
# A draft that cannot be brought to this share gives way to the next best, of so many.
FULL_SHARE, DRAFTS_FILLED = 0.77, 12
# Then a scene may hold two lines of so many words together.
MOST_WORDS_WHERE_TIME_IS_LEFT = 17
# A scene may hold two sentences when both together have so few words.
MOST_WORDS_OF_TWO = 10
# A scene may be silent for so long beyond its words.
MOST_SILENCE_MS = 2200
# A film of so few scenes may speak of the world twice.
FEW_SCENES = 5
# With fewer points than this, a line may lead up to them.
FEW_POINTS = 2
# How far a seed's taste may lift or lower a line.
TASTE = 1.0
# The silence that even the shortest film keeps around its words.
LEAST_PAUSE_MS = 120
# A sentence of fewer words is very short; three of them in a row sound like a telegram.
SHORT_SENTENCE_WORDS = 4
# Styles in which that is less of a fault.
TERSE_STYLES = ("energetic", "bold", "minimal")
# Words in a product's name up to which it is shown on pictures.
MOST_NAME_WORDS = 5

# How often a draft does what it may or may not do: give the price, lead up to a fact, leave the description
# out (of short films, of long ones), say whom it is for, close before the call to action.
_PRICE, _SETUP, _AUDIENCE, _CLOSER = 0.92, 0.2, 0.6, 0.5
_NO_DESCRIPTION_IF_SHORT, _NO_DESCRIPTION = 0.6, 0.1

_PRONOUN = re.compile(r"(?i)\b(?:it|they|them)\b(?!\s+yours)")


@dataclass
class DraftScene:
    """Lines that share one picture, with the beat they serve."""

    beat: str
    lines: list[CandidateLine] = field(default_factory=list)

    @property
    def text(self) -> str:
        return reduce(joined_lines, (line.text for line in self.lines), "")


@dataclass
class AdDraft:
    """One attempt, by part, so that lines may join late and still stand in order.

    `proofs` are scenes of one or two lines, `closing` the lines before price and call to action.
    """

    brief: ProductBrief
    hook: CandidateLine
    intro: CandidateLine | None
    call_to_action: CandidateLine
    descriptions: list[CandidateLine] = field(default_factory=list)
    proofs: list[list[CandidateLine]] = field(default_factory=list)
    closing: list[CandidateLine] = field(default_factory=list)
    price: CandidateLine | None = None
    spoken_ms: int = 0
    openings: set[str] = field(default_factory=set)
    covered: set[tuple[str, int]] = field(default_factory=set)

    @property
    def scene_count(self) -> int:
        return 2 + bool(self.intro) + len(self.descriptions) + len(self.proofs)

    def has_room_for(self, *lines: CandidateLine, scenes: int = 1) -> bool:
        """Whether lines, in so many scenes of their own, fit the time and repeat no opening and no fact."""
        brief, count = self.brief, self.scene_count + scenes
        if count > scenes_at_most(brief.style, brief.duration_ms):
            return False
        spoken = self.spoken_ms + sum(_spoken_ms(line.text, brief.language) for line in lines)
        if spoken + count * PAUSE_MS > brief.duration_ms:
            return False
        if any(self.covered & line.covers for line in lines):
            return False
        fresh = [one for line in lines for one in _openings(line.text)]
        return len(set(fresh)) == len(fresh) and self.openings.isdisjoint(fresh)

    def take(self, *lines: CandidateLine, scenes: int = 1) -> bool:
        """Take the lines' time, openings and facts if there is room; True when there was."""
        if not self.has_room_for(*lines, scenes=scenes):
            return False
        for line in lines:
            self.spoken_ms += _spoken_ms(line.text, self.brief.language)
            self.openings.update(_openings(line.text))
            self.covered |= line.covers
        return True

    def lines(self) -> list[CandidateLine]:
        """All lines in the order they are spoken."""
        return [line for scene in self.scenes() for line in scene.lines]

    def scenes(self) -> list[DraftScene]:
        """One scene for each sentence, the price with the call to action."""
        product = [self.intro] if self.intro else []
        scenes = [DraftScene("hook", [self.hook])]
        scenes += [DraftScene("product", [line]) for line in (*product, *self.descriptions)]
        scenes += [DraftScene("proof", list(lines)) for lines in self.proofs]
        last = [*self.closing, *([self.price] if self.price else []), self.call_to_action]
        return [*scenes, DraftScene("cta", last)]


def write_ad(request: ScriptRequest, product: ProductFacts) -> Script:
    """A Script of an ad or an introduction for a product.

    Beats run hook, product, proof, cta. Raises Rejected where the record or the time cannot serve.
    """
    brief = read_brief(request, product)
    kind = f"{brief.name}|{brief.mode}.{brief.style}|{brief.language}|{brief.duration_ms}"
    rng = random.Random(f"{kind}|{request.seed}")
    candidates = _Candidates(brief, _lines_for(brief), taste_seed=rng.random())
    drafts = [draft for _ in range(_draft_count(brief)) if (draft := _random_draft(candidates, rng))]
    drafts.sort(key=lambda draft: -_score(draft, candidates))
    full = _fullest(drafts[:DRAFTS_FILLED], candidates, rng) or _shortest_draft(candidates)
    if brief.duration_ms < VERY_SHORT_MS and _overrun_ms(full) > 0:
        full = _without_opening(candidates, rng) or full
    return _script(full, brief)


def _lines_for(brief: ProductBrief) -> RecordLines:
    """The candidate lines of a brief's language."""
    book = phrase_book(brief.language)
    if not book:
        return RecordLines(brief)
    if brief.is_foreign:
        return ForeignEnglishLines(brief, book) if brief.language == "en" else ForeignLines(brief, book)
    return EnglishLines(brief, book) if brief.language == "en" else PhraseLines(brief, book)


def _draft_count(brief: ProductBrief) -> int:
    """Long films have long drafts; the time to write stays about the same."""
    return max(FEWEST_DRAFTS, min(DRAFTS, DRAFTS * 30_000 // brief.duration_ms))


class _Candidates:
    """The candidate lines without those that hold banned words or numbers of their own."""

    def __init__(self, brief: ProductBrief, lines: RecordLines, taste_seed: float) -> None:
        self.brief, self.source, self.taste_seed = brief, lines, taste_seed
        self._by_group: dict[FactGroup, tuple[list[CandidateLine], list[CandidateLine]]] = {}
        self._tastes: dict[str, float] = {}
        longest = longest_scene(brief.duration_ms)
        self.hooks = self._short_enough(HOOK_MOST_MS, self._allowed(lines.hooks()))
        self.intros = self._short_enough(longest, self._allowed(lines.intros()))
        self.calls_to_action = self._allowed(lines.calls_to_action())
        self.prices = self._allowed(lines.prices())
        descriptions = self._allowed(lines.descriptions())
        self.descriptions = self._short_enough(longest, descriptions, needed=not brief.points)
        self.moments = self._allowed(lines.moments())
        self.audience = self._allowed(lines.audience())
        self.bridges = self._allowed(lines.bridges())
        self.closers = self._allowed(lines.closers())
        self.asides = self._allowed(lines.asides())
        self.looks = self._allowed(lines.looks())
        if not (self.hooks and self.intros and self.calls_to_action):
            raise Rejected(
                "The banned words leave no way to begin or end the script. Remove some of the banned words."
            )

    @property
    def can_prove(self) -> bool:
        return bool(self.brief.points or self.descriptions)

    def _short_enough(
        self, most_ms: int, lines: list[CandidateLine], needed: bool = True
    ) -> list[CandidateLine]:
        """The lines that one scene can hold; all of them where none can and something must be said."""
        short = [line for line in lines if _spoken_ms(line.text, self.brief.language) + PAUSE_MS <= most_ms]
        return short or (lines if needed else [])

    def _allowed(self, lines: Iterable[CandidateLine]) -> list[CandidateLine]:
        return [line for line in lines if self.brief.allows(line.text)]

    def taste(self, line: CandidateLine) -> float:
        """How much this seed likes a line: seeds differ where several drafts are as good as each other."""
        if line.text not in self._tastes:
            rng = random.Random(f"{self.taste_seed}|{line.text}")
            self._tastes[line.text] = rng.uniform(-TASTE, TASTE)
        return self._tastes[line.text]

    def of_group(self, group: FactGroup) -> tuple[list[CandidateLine], list[CandidateLine]]:
        """(lines that tell a group of facts, set-ups for them), in lists of the caller's own."""
        if group not in self._by_group:
            lines, setups = self.source.fact_lines(group), self.source.setups(group)
            self._by_group[group] = (self._allowed(lines), self._allowed(setups))
        lines, setups = self._by_group[group]
        return list(lines), list(setups)


def _random_draft(candidates: _Candidates, rng: random.Random) -> AdDraft | None:
    """One random draft, or None when even its frame does not fit."""
    hook, intro, call_to_action = (
        rng.choice(lines) for lines in (candidates.hooks, candidates.intros, candidates.calls_to_action)
    )
    draft = AdDraft(candidates.brief, hook, intro, call_to_action)
    if hook.covers & intro.covers or not draft.take(hook, intro, call_to_action, scenes=0):
        return None
    if candidates.prices and rng.random() < _PRICE:
        price = rng.choice(candidates.prices)
        draft.price = price if draft.take(price, scenes=0) else None
    _add_record(draft, candidates, rng)
    _add_general_lines(draft, candidates, rng)
    return draft


def _add_record(draft: AdDraft, candidates: _Candidates, rng: random.Random) -> None:
    """The description's first sentence, then the points in order; a short film may skip the description."""
    groups = candidates.source.fact_groups(rng)
    is_short = candidates.brief.duration_ms < SHORT_FILM_MS
    skip = groups and rng.random() < (_NO_DESCRIPTION_IF_SHORT if is_short else _NO_DESCRIPTION)
    lines = [] if skip else candidates.descriptions
    # Without points, all sentences are proofs; so is what follows a first sentence that the intro told.
    first_is_proof = not groups or ("sentence", 0) in draft.covered
    as_product, as_proof = (lines[:0], lines) if first_is_proof else (lines[:1], lines[1:])
    for line in as_product:
        if draft.take(line):
            draft.descriptions.append(line)
    for group in groups:
        _add_proof(draft, candidates, group, rng)
    for line in as_proof:
        _insert(draft, line, len(draft.proofs))


def _add_proof(draft: AdDraft, candidates: _Candidates, group: FactGroup, rng: random.Random) -> None:
    lines, setups = candidates.of_group(group)
    rng.shuffle(lines)
    if setups and rng.random() < _SETUP:
        setup = rng.choice(setups)
        for line in lines:
            if _are_short_together(setup, line) and draft.take(setup, line):
                draft.proofs.append([setup, line])
                return
    for line in lines:
        if draft.take(line):
            draft.proofs.append([line])
            return


def _are_short_together(*lines: CandidateLine) -> bool:
    spoken = [sentence for line in lines for sentence in _sentences(line.text)]
    return sum(count_words(sentence) for sentence in spoken) <= MOST_WORDS_OF_TWO and len(spoken) <= 3


def _add_general_lines(draft: AdDraft, candidates: _Candidates, rng: random.Random) -> None:
    """Lines that claim nothing, for scenes that the record leaves; who it is for comes first."""
    if candidates.audience and rng.random() < _AUDIENCE:
        _insert(draft, rng.choice(candidates.audience), len(draft.proofs))
    # With nothing told, there is nothing that a bridge could lead to or a closer could end.
    covers_any = any(line.covers for line in draft.lines())
    for at, moment in enumerate(rng.sample(candidates.moments, min(2, len(candidates.moments)))):
        if _wants_scenes(draft) and (at == 0 or draft.scene_count <= FEW_SCENES):
            _insert(draft, moment, len(draft.proofs))
    if candidates.bridges and covers_any and len(draft.brief.points) < FEW_POINTS and _wants_scenes(draft):
        _insert(draft, rng.choice(candidates.bridges), 0)
    if candidates.closers and covers_any and not draft.price and rng.random() < _CLOSER:
        closer = rng.choice(candidates.closers)
        if draft.take(closer, scenes=0):
            draft.closing.append(closer)


def _wants_scenes(draft: AdDraft) -> bool:
    """Whether the film still has fewer scenes than its pace asks for."""
    return draft.scene_count < scenes_wanted(draft.brief.style, draft.brief.duration_ms)


def _insert(draft: AdDraft, line: CandidateLine, at: int) -> None:
    if draft.take(line):
        draft.proofs.insert(at, [line])


# --- the time that is left -------------------------------------------------------------------
def fill_up(draft: AdDraft, candidates: _Candidates, rng: random.Random) -> AdDraft:
    """The draft with more words until WANTED_SHARE of the film is spoken: facts first."""
    for line in _more_lines(candidates, rng):
        if draft.spoken_ms >= WANTED_SHARE * draft.brief.duration_ms:
            break
        draft = next(_with_line(draft, line), draft)
    return draft


def _fullest(drafts: Iterable[AdDraft], candidates: _Candidates, rng: random.Random) -> AdDraft | None:
    """The first draft that fills its time when more words are added; else the one that comes nearest."""
    fullest: AdDraft | None = None
    for draft in drafts:
        full = fill_up(draft, candidates, rng)
        if fullest is None or full.spoken_ms > fullest.spoken_ms:
            fullest = full
        if full.spoken_ms >= FULL_SHARE * full.brief.duration_ms:
            break
    return fullest


def _more_lines(candidates: _Candidates, rng: random.Random) -> Iterator[CandidateLine]:
    """What of the record may still be told, then lines about life with such a thing, then for anything."""
    yield from candidates.descriptions
    for group in candidates.source.fact_groups(rng):
        yield from _shuffled(candidates.of_group(group)[0], rng)
    yield from _shuffled(candidates.audience, rng)[:1]
    yield from _shuffled(candidates.moments, rng)
    yield from _shuffled([line for line in candidates.hooks if _may_stand_later(line)], rng)
    yield from _shuffled([*candidates.asides, *candidates.looks], rng)


def _may_stand_later(line: CandidateLine) -> bool:
    """Whether an opening also fits the middle: a statement about the world, no question and no call."""
    return line.about_world and not line.covers and line.text.endswith(".") and "?" not in line.text


def _shuffled(lines: Iterable[CandidateLine], rng: random.Random) -> list[CandidateLine]:
    shuffled = list(lines)
    rng.shuffle(shuffled)
    return shuffled


def _with_line(draft: AdDraft, line: CandidateLine) -> Iterator[AdDraft]:
    """Copies of the draft with a line more: in a scene of its own, beside a short proof, or near the end."""
    lonely = _copy(draft)
    if lonely.take(line):
        lonely.proofs.append([line])
        if _is_sound(lonely, draft):
            yield lonely
    for at in sorted(range(len(draft.proofs)), key=lambda at: _words_ms(draft.proofs[at], draft.brief)):
        beside = _copy(draft)
        lines = (*draft.proofs[at], line)
        fits = len(lines) == 2 and _count_words(lines) <= MOST_WORDS_WHERE_TIME_IS_LEFT
        if fits and beside.take(line, scenes=0):
            beside.proofs[at].append(line)
            if _is_sound(beside, draft):
                yield beside
    late = _copy(draft)
    if not draft.closing and late.take(line, scenes=0):
        late.closing.append(line)
        needed = _words_ms(late.scenes()[-1].lines, late.brief) + LAST_PAUSE_MS
        if needed <= longest_scene(late.brief.duration_ms) and _is_sound(late, draft):
            yield late


def _copy(draft: AdDraft) -> AdDraft:
    return replace(
        draft,
        descriptions=list(draft.descriptions),
        proofs=[list(lines) for lines in draft.proofs],
        closing=list(draft.closing),
        openings=set(draft.openings),
        covered=set(draft.covered),
    )


def _is_sound(draft: AdDraft, before: AdDraft) -> bool:
    """Whether all can be said in its time, no scene is too long, and "it" still points at the product."""
    brief = draft.brief
    if _overrun_ms(draft) > 0:
        return False
    longest = longest_scene(brief.duration_ms)
    if any(_words_ms(lines, brief) + PAUSE_MS > longest for lines in draft.proofs if len(lines) > 1):
        return False
    if _choppiness(_all_sentences(draft), brief) > _choppiness(_all_sentences(before), brief):
        return False
    return _misleading_pronouns(draft.lines()) <= _misleading_pronouns(before.lines())


def _count_words(lines: Iterable[CandidateLine]) -> int:
    return sum(count_words(line.text) for line in lines)


def _all_sentences(draft: AdDraft) -> list[str]:
    return [sentence for line in draft.lines() for sentence in _sentences(line.text)]


def _words_ms(lines: Sequence[CandidateLine], brief: ProductBrief) -> int:
    return _spoken_ms(" ".join(line.text for line in lines), brief.language)


def _without_opening(candidates: _Candidates, rng: random.Random) -> AdDraft | None:
    """The best ad of a few seconds that names the product at once; None where its words are too many."""
    drafts = []
    for first, call_to_action in itertools.product(candidates.intros, candidates.calls_to_action):
        for price in [None, *candidates.prices]:
            draft = AdDraft(candidates.brief, first, None, call_to_action, price=price)
            lines = (first, call_to_action, *([price] if price else []))
            if draft.take(*lines, scenes=0) and _overrun_ms(draft) == 0:
                drafts.append(draft)
    best = max(drafts, key=lambda draft: _score(draft, candidates), default=None)
    return best and fill_up(best, candidates, rng)


def _overrun_ms(draft: AdDraft) -> int:
    """Milliseconds by which a draft's words and the pauses around them exceed its film."""
    brief, scenes = draft.brief, draft.scenes()
    needs = [_spoken_ms(scene.text, brief.language) for scene in scenes]
    return overrun_ms(needs, [scene.beat for scene in scenes], brief.duration_ms)


def _shortest_draft(candidates: _Candidates) -> AdDraft:
    """The shortest possible ad, for a few seconds or a very long name."""
    brief = candidates.brief
    room = brief.duration_ms - 2 * LEAST_PAUSE_MS

    def length(line: CandidateLine) -> int:
        return _spoken_ms(line.text, brief.language)

    named = sorted(candidates.intros, key=length)
    openings = sorted(candidates.hooks + candidates.intros, key=length)
    for call_to_action in sorted(candidates.calls_to_action, key=length):
        for first in named + openings:
            if length(first) + length(call_to_action) <= room:
                return AdDraft(brief, first, None, call_to_action)
    raise Rejected(
        f"{brief.duration_ms / 1000:g} seconds are too short to name the product and say the call to action. "
        "Choose a longer duration or a shorter call to action."
    )


# The score is a sum of likings and dislikes; each number says how much one thing weighs against the others.


def _score(draft: AdDraft, candidates: _Candidates) -> float:
    brief = draft.brief
    lines = draft.lines()
    score = sum(line.weight + candidates.taste(line) for line in lines)
    score += 2.2 * len({fact for fact in draft.covered if fact[0] == "point"})
    score += 3 * bool(draft.price) + 1.5 * (("sentence", 0) in draft.covered)
    score += _pace_score(draft)
    score -= 25 * (candidates.can_prove and not _proves_something(draft))
    spoken = [sentence for line in lines for sentence in _sentences(line.text)]
    score -= _repetition(spoken) + _choppiness(spoken, brief) + 1.2 * _setups_beyond_two(draft)
    return score - 6 * _misleading_pronouns(lines) - 8 * _refers_to_nothing(draft)


def _pace_score(draft: AdDraft) -> float:
    """How well the scenes' lengths suit: none too long, none left silent, about as many as wanted."""
    brief, scenes = draft.brief, draft.scenes()
    needs = [_spoken_ms(scene.text, brief.language) for scene in scenes]
    beats = [scene.beat for scene in scenes]
    times = scene_durations(needs, beats, brief.duration_ms)
    longest = longest_scene(brief.duration_ms)
    over = sum(max(0, time - longest) for time in times) / 1000
    over += max(0, times[0] - HOOK_MOST_MS) / 1000
    silences = (max(0, time - need - MOST_SILENCE_MS) for time, need in zip(times, needs, strict=True))
    silent = sum(silences) / 1000
    over += 0.5 * sum(time > longest for time in times)
    hurried = overrun_ms(needs, beats, brief.duration_ms) > 0
    empty = max(0, LEAST_SPOKEN_SHARE - draft.spoken_ms / brief.duration_ms)
    score = -40 * hurried - 8 * over - 2 * silent - 60 * empty
    crowded = sum(_is_crowded(line) for line in draft.lines())
    unwanted = abs(len(scenes) - scenes_wanted(brief.style, brief.duration_ms))
    return score - 1.2 * unwanted - 3 * crowded


def _is_crowded(line: CandidateLine) -> bool:
    return len(_sentences(line.text)) > 1 and count_words(line.text) > MOST_WORDS_OF_TWO


def _proves_something(draft: AdDraft) -> bool:
    """Whether a proof scene tells something of the record."""
    return any(_tells_record(line) for lines in draft.proofs for line in lines)


def _tells_record(line: CandidateLine) -> bool:
    return any(fact[0] in ("point", "sentence") for fact in line.covers)


def _refers_to_nothing(draft: AdDraft) -> bool:
    """ "It also comes with ..." needs a first thing before it."""
    before = any(_tells_record(line) for line in draft.descriptions)
    return bool(draft.proofs) and not before and any(line.refers_back for line in draft.proofs[0])


def _misleading_pronouns(lines: Sequence[CandidateLine]) -> int:
    """ "Weather changes its mind. It is waterproof.": the "it" is the weather. One for each."""
    return sum(
        before.about_world and not line.about_world and bool(_PRONOUN.search(_sentences(line.text)[0]))
        for before, line in zip(lines, lines[1:], strict=False)
    )


def _repetition(spoken: Sequence[str]) -> float:
    """How much a script repeats itself: first words, and telling words in its own connecting text."""
    firsts = [_first_word(sentence) for sentence in spoken]
    repeated = sum(1.2 * (firsts.count(word) - 1) for word in set(firsts))
    together = sum(2 for one, two in zip(firsts, firsts[1:], strict=False) if one == two)
    return repeated + together + _repeated_words(spoken)


def _repeated_words(spoken: Sequence[str]) -> float:
    """Words heard again within four sentences; in the very next one they are noticed most."""
    words = [_telling_words(sentence) for sentence in spoken]
    score = 0.0
    for at, own in enumerate(words):
        for near, other in enumerate(words[at + 1 : at + 4]):
            score += len(own & other) * (1.0 if near == 0 else 0.6)
    return score


def _choppiness(spoken: Sequence[str], brief: ProductBrief) -> float:
    """Three very short sentences in a row sound like a telegram, less so in a lively style."""
    short = [count_words(sentence) < SHORT_SENTENCE_WORDS for sentence in spoken]
    runs = sum(all(short[at : at + 3]) for at in range(len(short) - 2))
    return runs * (0.6 if brief.style in TERSE_STYLES else 1.6)


def _setups_beyond_two(draft: AdDraft) -> int:
    return max(0, sum(len(lines) > 1 for lines in draft.proofs) - 2)


def _script(draft: AdDraft, brief: ProductBrief) -> Script:
    scenes = draft.scenes()
    needs = [_spoken_ms(scene.text, brief.language) for scene in scenes]
    durations = scene_durations(needs, [scene.beat for scene in scenes], brief.duration_ms)
    segments = tuple(
        Segment(text=scene.text, duration_ms=ms, beat=scene.beat, headline=headline, detail=detail)
        for scene, ms, (headline, detail) in zip(scenes, durations, _headlines(scenes, brief), strict=True)
    )
    return Script(title=brief.name, segments=segments, hook=scenes[0].text, cta=draft.call_to_action.text)


def _headlines(scenes: Sequence[DraftScene], brief: ProductBrief) -> list[tuple[str, str]]:
    """(headline, detail) of each scene; none says what its neighbour says, and the end card says no more."""
    name = brief.name if count_words(brief.name) <= MOST_NAME_WORDS else ""
    leading = [_leading_line(scene) for scene in scenes]
    shown = [(line.headline or name, line.detail if line.headline else "") for line in leading]
    shown[-1] = (name, "")
    last = len(shown) - 1
    return [
        ("", "") if 0 < at < last and headline == shown[at - 1][0] else (headline, detail)
        for at, (headline, detail) in enumerate(shown)
    ]


def _leading_line(scene: DraftScene) -> CandidateLine:
    """The line whose words go on the picture: the one that tells most."""
    with_headline = [line for line in scene.lines if line.headline]
    return max(with_headline or scene.lines, key=lambda line: len(line.covers))


# Drafts share their lines: what is known of a text is worked out once.


@lru_cache(maxsize=4096)
def _spoken_ms(text: str, language: str) -> int:
    return spoken_ms(text, language)


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(sentences(text))


@lru_cache(maxsize=4096)
def _openings(text: str) -> tuple[str, ...]:
    return tuple(opening(sentence) for sentence in _sentences(text))


@lru_cache(maxsize=4096)
def _first_word(sentence: str) -> str:
    return opening(sentence).split(" ")[0]


@cache
def _common_words() -> frozenset[str]:
    return frozenset(lexicon().all_words("common_words"))


@lru_cache(maxsize=4096)
def _telling_words(sentence: str) -> frozenset[str]:
    """The words of a sentence that a listener would notice a second time."""
    return frozenset(re.findall(r"[^\W\d_]{3,}", sentence.lower())) - _common_words()
