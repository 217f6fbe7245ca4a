"""What can be said of a product in a language: candidate lines for each part of an ad.

Here lines are offered; product_ads.py chooses. A language with a phrase book has phrases beside the record's
own words, English (english_lines.py) a grammar as well. Any other language says only what the record says.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce

from generation.local.copywriting.english_grammar import Fact
from generation.local.copywriting.language_rules import rules_for
from generation.local.copywriting.lexicon import and_word, concepts_in, lexicon
from generation.local.copywriting.pacing import PAUSE_MS, longest_scene
from generation.local.copywriting.phrase_book import (
    DATA,
    LIVELY_STYLES,
    DomainPhrases,
    Phrase,
    PhraseBook,
    StyledPhrases,
)
from generation.local.copywriting.product_brief import ProductBrief
from generation.local.copywriting.whole_phrases import is_whole, whole_fronts
from generation.text.plain_text import (
    capital,
    count_words,
    ended,
    has_signs,
    has_word,
    joined_lines,
    opening,
    sentences,
)
from generation.text.prompt.words import prompt_words
from generation.text.speech_timing import spoken_ms
from generation.text.toml_tables import read_table

# What of the record a line tells: ("point", 0), ("sentence", 0), ("audience", 0) or ("who", 0).
Coverage = frozenset[tuple[str, int]]
# Facts that one line tells together.
FactGroup = tuple[Fact, ...]

# More words than this are left off the picture.
MOST_HEADLINE_WORDS = 5
# The same where words are signs, two of which count as one: twenty of them are set in two or three lines.
MOST_WORDS_IN_SIGNS = 10
# Of Thai's signs a third are vowels and tones over and under others: thirty are as wide as twenty.
MOST_WORDS_IN_THAI = 15
# What ends the first part of a name: "Bamboo Board, large", "Kettle – 0.9 l", "有田焼｜マグカップ".
_NAMES_MARK = re.compile(r"\s*[,،、，|｜]\s*|\s+[–—-]\s+")
_THAI = re.compile(r"[\u0e01-\u0e7f]")
# Thai has a space after each clause, and one on either side of numbers and foreign words.
_THAI_CLAUSE = re.compile(r"(?<=[\u0e01-\u0e7f]) (?=[\u0e01-\u0e7f])")
# A hook made of whom the product is for stays shorter than this.
MOST_HOOK_WORDS = 8
# A sentence is cut only where each of its clauses has more words than this.
SHORTEST_CLAUSE_WORDS = 3

# How much a kind of line is wanted beside others. What is made of the record is wanted more than what would
# fit anything; a line that costs time and tells nothing is wanted less than none.
TOPIC_HOOK, CONCEPT_HOOK, GENERAL_HOOK, AUDIENCE_HOOK = 1.4, 1.0, -0.3, 1.2
AUDIENCE, SETUP, FRAMED_POINT = 1.5, 0.8, 0.3
TOPIC_MOMENT, GENERAL_MOMENT, BRIDGE, CLOSER = -0.5, -2.0, -1.5, -0.6


_SHORT_AND = 2
_AND_OPENS = ("fr", "es")


@cache
def _main_clause() -> re.Pattern[str]:
    """Where a sentence may end early: before a clause that has a subject of its own."""
    joins, subjects = lexicon().any_word("clause_joins"), lexicon().any_word("clause_subjects")
    return re.compile(rf"(?i)\s*;\s+|,\s+{joins}\s+(?={subjects}\b)")


@cache
def _buttons() -> Mapping[str, str]:
    """What an ad ends with in a language without a phrase book."""
    return dict(read_table(DATA / "buttons.toml")["buttons"])


@cache
def _words_that_refer_back() -> re.Pattern[str]:
    # Of one letter or two an "and" may be another word in another language: "en" in French, "I" in English.
    ands = "|".join(
        grammar.and_word
        for language, grammar in lexicon().grammars.items()
        if len(grammar.and_word) > _SHORT_AND or language in _AND_OPENS
    )
    return re.compile(rf"(?i)\b{lexicon().any_word('refers_back')}\b|^(?:{ands})\b")


@dataclass(frozen=True)
class CandidateLine:
    """One or more whole sentences that stay together.

    `covers` names what of the record they tell. `weight` is how much the line is wanted. Lines `about_world`
    speak of the world, not of the product, so that "it" right after one would point at the wrong thing.
    """

    text: str
    headline: str = ""
    detail: str = ""
    covers: Coverage = frozenset()
    weight: float = 0.0
    about_world: bool = False

    @property
    def refers_back(self) -> bool:
        """Whether the line speaks as if something had been said before: "It also comes with ..."."""
        return bool(_words_that_refer_back().search(self.text))


class RecordLines:
    """The record's own words and nothing else: for languages without a phrase book."""

    def __init__(self, brief: ProductBrief) -> None:
        self.brief = brief

    def hooks(self) -> list[CandidateLine]:
        """The record's first sentence; where that begins with the name what else it says."""
        first = self._first_sentence()
        if first and not (self.has_call_to_action and self._begins_with_name(first)):
            return [first]
        return self._other_facts() or [self._name()]

    def intros(self) -> list[CandidateLine]:
        """The name, or the first sentence where that begins with it.

        Where the name has to serve as the call to action, it is what the record says next.
        """
        if not self.has_call_to_action:
            points = [line for group in self.single_facts() for line in self.fact_lines(group)]
            return (self.descriptions()[1:] + points)[:1] or [self._name()]
        first = self._first_sentence()
        named = first if first and self._begins_with_name(first) else self._name()
        return [replace(named, headline=self.short_name(), detail=self.vendor())]

    def _name(self) -> CandidateLine:
        return CandidateLine(ended(self.brief.name), self.short_name())

    @property
    def has_call_to_action(self) -> bool:
        """Whether the ad can end with words of its language other than the product's name."""
        return bool(self.brief.call_to_action) or self.brief.language in _buttons()

    def _first_sentence(self) -> CandidateLine | None:
        """The first sentence, or what of it is whole in itself; None where a scene cannot hold that."""
        forms = [words for text in self.brief.sentences[:1] for words in self.sentence_forms(text)]
        words = next((form for form in forms if self._fits_a_scene(form)), None)
        if words is None:
            return None
        return CandidateLine(words, self.headline_of(words), covers=frozenset({("sentence", 0)}))

    def _begins_with_name(self, line: CandidateLine) -> bool:
        return opening(line.text) == opening(ended(self.brief.name))

    def _other_facts(self) -> list[CandidateLine]:
        """What the record says beside its first sentence, without what begins with the name."""
        points = [line for group in self.single_facts() for line in self.fact_lines(group)]
        facts = points or [line for line in self.descriptions() if ("sentence", 0) not in line.covers]
        return [line for line in facts if self._fits_a_scene(line.text) and not self._begins_with_name(line)]

    def _fits_a_scene(self, words: str) -> bool:
        """Whether a scene holds them with one pause; what is cut leaves room for two."""
        spoken = spoken_ms(words, self.brief.language)
        return spoken + PAUSE_MS <= longest_scene(self.brief.duration_ms)

    def descriptions(self) -> list[CandidateLine]:
        return [
            CandidateLine(words, self.headline_of(words), covers=frozenset({("sentence", at)}))
            for at, text in enumerate(self.brief.sentences)
            for words in self.sentence_forms(text)
        ]

    def sentence_forms(self, text: str) -> tuple[str, ...]:
        """A sentence as one scene can hold it: whole, else the first of its main clauses."""
        if spoken_ms(text, self.brief.language) <= self.longest_ms:
            return (text,)
        if _THAI.search(text):
            return (_longest_thai_front(text, self.brief.language, self.longest_ms),)
        clauses = [part for part in _main_clause().split(text) if part]
        whole = len(clauses) > 1 and all(len(part.split()) > SHORTEST_CLAUSE_WORDS for part in clauses)
        return (ended(clauses[0]),) if whole else (text,)

    @property
    def longest_ms(self) -> int:
        """Milliseconds of speech that one scene of this film can hold."""
        return longest_scene(self.brief.duration_ms) - 2 * PAUSE_MS

    def single_facts(self) -> list[FactGroup]:
        """The points, one to a group, in order."""
        return [(Fact("", point, "", source=at),) for at, point in enumerate(self.brief.points)]

    def fact_groups(self, rng: random.Random) -> list[FactGroup]:
        """The facts in groups that one line each will tell, in order."""
        return self.single_facts()

    def fact_lines(self, group: FactGroup) -> list[CandidateLine]:
        fact = group[0]
        headline = self.headline_of(fact.words)
        return [CandidateLine(ended(capital(fact.words)), headline, covers=covered_points(group))]

    def setups(self, group: FactGroup) -> list[CandidateLine]:
        """What may be said right before a fact."""
        return []

    def moments(self) -> list[CandidateLine]:
        """What may stand between facts, of the part of life that the product belongs to."""
        return []

    def audience(self) -> list[CandidateLine]:
        return []

    def bridges(self) -> list[CandidateLine]:
        """What leads up to the facts."""
        return []

    def closers(self) -> list[CandidateLine]:
        """What stands before the call to action."""
        return []

    def asides(self) -> list[CandidateLine]:
        """What invites to imagine life with the product, where time is left."""
        return []

    def looks(self) -> list[CandidateLine]:
        """What asks for a closer look at anything, where time is left."""
        return []

    def prices(self) -> list[CandidateLine]:
        return [CandidateLine(ended(self.brief.price), self.brief.price)] if self.brief.price else []

    def calls_to_action(self) -> list[CandidateLine]:
        words = self.brief.call_to_action or _buttons().get(self.brief.language) or self.brief.name
        return [CandidateLine(ended(words), self.short_name())]

    def vendor(self) -> str:
        """Whose product it is, unless its name says so already."""
        vendor = self.brief.vendor
        return "" if has_word(self.brief.name, (vendor,)) else vendor

    def short_name(self) -> str:
        """The product's name, or what of it is whole in itself, where that is short enough for a headline."""
        return next((name for name in _fronts_of_name(self.brief.name) if _fits_as_headline(name)), "")

    def headline_of(self, text: str) -> str:
        """A few words of a text that are whole in themselves, or ""."""
        first = re.split(r"\s*(?:[!?؟](?:\s|$)|[。！？।])", (sentences(text) or [""])[0])[0].strip(" .!?¡¿")
        language = self.brief.language
        before_mark = re.split(r"\s*[,;:،]\s+|[、，；：]", first)[0]
        marked = [before_mark] if is_whole(before_mark, first, language) else []
        for words in (first, *marked, *whole_fronts(first, language)):
            if _fits_as_headline(words) and words.count("¿") == words.count("?"):
                asks = words == first and re.match(
                    r"\s*[?？؟]", text.lstrip(" ¡¿")[len(first.lstrip("¡¿")) :]
                )
                return capital(words) + (asks.group(0) if asks else "")
        return ""


class PhraseLines(RecordLines):
    """A language with a phrase book, in which points stand as they are, led in by a few words."""

    def __init__(self, brief: ProductBrief, book: PhraseBook) -> None:
        super().__init__(brief)
        self.book, self.rules = book, rules_for(book.language, and_word(book.language))
        self.record = " ".join((brief.name, *brief.sentences, *brief.points))
        self.lively = brief.style in LIVELY_STYLES
        self.exclaims = (brief.mode, brief.style) in book.exclaims
        self.lists_alone = (brief.mode, brief.style) in book.lists_alone

    def slots(self) -> Mapping[str, str]:
        """What fills the slots of a phrase. English has articles and agreement beside."""
        return {"name": self.brief.name, "Name": capital(self.brief.name), "price": self.brief.price}

    def hooks(self) -> list[CandidateLine]:
        """Questions and openings, those made of the record beside those that would fit anything."""
        weight = TOPIC_HOOK if self.brief.topic else 0
        lines = [self.make_line(phrase, weight=weight, about_world=True) for phrase in self._domain_hooks()]
        for name in concepts_in(self.record, self.brief.domain):
            concept = self.book.concept(name)
            lines += [self.make_line(one, weight=CONCEPT_HOOK, about_world=True) for one in concept.hooks]
        general = self.phrases(self.book.hooks)
        lines += [self.make_line(one, weight=GENERAL_HOOK, about_world=True) for one in general]
        return [*lines, *self.record_hooks()]

    def record_hooks(self) -> list[CandidateLine]:
        """Hooks made of the record's own words."""
        return [
            replace(line, weight=AUDIENCE_HOOK, about_world=True)
            for line in self.audience()
            if count_words(line.text) <= MOST_HOOK_WORDS and not line.refers_back
        ]

    def intros(self) -> list[CandidateLine]:
        return [
            self.make_line(phrase, headline=self.short_name(), detail=self.vendor())
            for phrase in self.phrases(self.book.intros)
        ]

    def fact_groups(self, rng: random.Random) -> list[FactGroup]:
        return _randomly_paired(super().fact_groups(rng), rng)

    def fact_lines(self, group: FactGroup) -> list[CandidateLine]:
        points = [ended(capital(fact.words)) for fact in group]
        headline, detail = headline_and_detail([self.headline_of(fact.words) for fact in group])
        plain = CandidateLine(reduce(joined_lines, points), headline, detail, covered_points(group))
        if len(group) > 1:
            return [plain]
        inside = self.rules.inside_sentence(points[0].rstrip(".。।"))
        framed = [self.filled(frame.say, point=inside) for frame in self.phrases(self.book.frames)]
        return [plain, *(replace(plain, text=text, weight=FRAMED_POINT) for text in framed)]

    def setups(self, group: FactGroup) -> list[CandidateLine]:
        return self.setups_for(" ".join(fact.words for fact in group), self.lively)

    def setups_for(self, words: str, lively: bool) -> list[CandidateLine]:
        """The set-ups of the ideas that some words touch."""
        concepts = [self.book.concept(name) for name in concepts_in(words, self.brief.domain)]
        return [
            self.make_line(phrase, weight=SETUP, about_world=True)
            for concept in concepts
            for phrase in (concept.lively_setups if lively else concept.calm_setups)
        ]

    def moments(self) -> list[CandidateLine]:
        weight = TOPIC_MOMENT if self.brief.topic else GENERAL_MOMENT
        lively = self.lively and self.brief.mode != "functional_intro"
        moments = self._domain().lively_moments if lively else self._domain().calm_moments
        return [self.make_line(phrase, weight=weight, about_world=True) for phrase in moments]

    def audience(self) -> list[CandidateLine]:
        who = self.rules.audience(self.brief.audience) if self.brief.audience else ""
        if not who:
            return []
        slots = {"audience": who, "Audience": capital(who)}
        lines = [self.make_line(one, slots, weight=AUDIENCE) for one in self.phrases(self.book.audience)]
        return [replace(line, covers=frozenset({("audience", 0)})) for line in lines]

    def bridges(self) -> list[CandidateLine]:
        phrases = self.phrases(self.book.bridges)
        return [self.make_line(phrase, weight=BRIDGE, about_world=True) for phrase in phrases]

    def closers(self) -> list[CandidateLine]:
        return [self.make_line(phrase, weight=CLOSER) for phrase in self.phrases(self.book.closers)]

    def asides(self) -> list[CandidateLine]:
        return [CandidateLine(self.filled(text), about_world="{" not in text) for text in self.book.asides]

    def looks(self) -> list[CandidateLine]:
        words = prompt_words(self.book.language)
        fill = words.phrases.fill if words and words.phrases else ()
        return [CandidateLine(text, about_world=True) for text in fill]

    def prices(self) -> list[CandidateLine]:
        price = self.brief.price
        if not price:
            return []
        is_amount = not price[0].isalpha() or price.isupper() or re.match(r"(?i)[A-Z]{2,3}\s?\d", price)
        table = self.book.prices if is_amount else self.book.from_prices
        inside = price if is_amount else price[:1].lower() + price[1:]
        return [self.make_line(phrase, {"price": inside}, headline=price) for phrase in self.phrases(table)]

    def calls_to_action(self) -> list[CandidateLine]:
        words = self.brief.call_to_action
        if not words:
            own = self.phrases(self.book.calls_to_action)
            return [CandidateLine(self.filled(phrase.say), self.short_name()) for phrase in own]
        end = "!" if self.lively and self.brief.mode == "creative_ad" else "."
        return [
            CandidateLine(
                words
                if words[-1] in ".!?…。！？।"
                else ended(words)
                if end == "."
                else _exclaimed(words, self.book.language),
                self.short_name(),
            )
        ]

    def phrases(self, table: StyledPhrases) -> tuple[Phrase, ...]:
        """The phrases of a table for this mode and style, the mode's general ones included."""
        return table.all_for(self.brief.mode, self.brief.style)

    def make_line(
        self,
        phrase: Phrase,
        slots: Mapping[str, str] | None = None,
        *,
        weight: float = 0.0,
        headline: str | None = None,
        detail: str = "",
        about_world: bool = False,
    ) -> CandidateLine:
        """The line that a phrase makes. Its headline is the phrase's title, else words of its own."""
        text = self.filled(phrase.say, **(slots or {}))
        if headline is None:
            headline = self.filled(phrase.title, **(slots or {})) or self.headline_of(text)
            headline = headline if _fits_as_headline(headline) else ""
        return CandidateLine(text, headline, detail, weight=weight, about_world=about_world)

    def filled(self, sentence: str, /, **slots: str) -> str:
        """A sentence with its slots filled."""
        text = sentence.format(**{**self.slots(), **slots})
        return re.sub(r"([.!?。！？।])[.。।](?=\s|$)", r"\1", text)

    def _domain(self) -> DomainPhrases:
        return self.book.domain(self.brief.topic)

    def _domain_hooks(self) -> tuple[Phrase, ...]:
        if self.brief.mode == "functional_intro":
            return self._domain().plain_hooks
        return self._domain().lively_hooks if self.lively else self._domain().calm_hooks


def _longest_thai_front(text: str, language: str, longest_ms: int) -> str:
    """The clauses of a Thai sentence that fit, from its beginning; all of it where the first does not."""
    clauses = _THAI_CLAUSE.split(text)
    fronts = (ended(" ".join(clauses[:count])) for count in range(len(clauses) - 1, 0, -1))
    return next((front for front in fronts if spoken_ms(front, language) <= longest_ms), text)


def _fronts_of_name(name: str) -> Iterator[str]:
    """A product's name, then its fronts that are whole in themselves, the longest first.

    One ends at a mark; in Japanese, Chinese and Thai, which write no spaces inside of a phrase, at a space.
    """
    yield name
    yield _NAMES_MARK.split(name)[0]
    if has_signs(name):
        words = name.split()
        for count in range(len(words) - 1, 0, -1):
            yield " ".join(words[:count])


def _fits_as_headline(words: str) -> bool:
    in_signs = MOST_WORDS_IN_THAI if _THAI.search(words) else MOST_WORDS_IN_SIGNS
    most = in_signs if has_signs(words) else MOST_HEADLINE_WORDS
    return 0 < count_words(words) <= most


def covered_points(group: FactGroup) -> Coverage:
    return frozenset(("point", fact.source) for fact in group)


def headline_and_detail(parts: Sequence[str]) -> tuple[str, str]:
    """What a line tells, for the picture: the first words on top, the others below them."""
    shown = [words for words in parts if words]
    return (shown[0] if shown else "", " · ".join(shown[1:]))


# The share of neighbouring points that are told together where nothing keeps them apart.
_PAIRED_SHARE = 0.4


def _randomly_paired(groups: Sequence[FactGroup], rng: random.Random) -> list[FactGroup]:
    """Some neighbours joined, so that a script has long and short sentences."""
    joined: list[FactGroup] = []
    for group in groups:
        if joined and len(joined[-1]) == 1 and rng.random() < _PAIRED_SHARE:
            joined[-1] += group
        else:
            joined.append(group)
    return joined


def _exclaimed(words: str, language: str) -> str:
    """Words as a language exclaims them: "¡Compra ahora!", "Découvrir la lampe !" with a no-break space."""
    return {"es": "¡{}!", "fr": "{}\u202f!"}.get(language, "{}!").format(words)
