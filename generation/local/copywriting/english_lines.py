"""What can be said of a product in English: points become parts of sentences, with articles and agreement."""

import random
import re
from collections.abc import Mapping
from dataclasses import replace

from generation.local.copywriting.candidate_lines import (
    MOST_HEADLINE_WORDS,
    CandidateLine,
    Coverage,
    FactGroup,
    PhraseLines,
    covered_points,
    headline_and_detail,
)
from generation.local.copywriting.english_grammar import (
    Fact,
    core_phrase,
    has_main_verb,
    headline_of,
    in_third_person,
    is_plural,
    joined_list,
    noun_phrases,
    plural_verb,
    predicate,
    read_point,
    singular,
    who_phrase,
    with_subject,
)
from generation.local.copywriting.english_words import WORDS
from generation.local.copywriting.phrase_book import Phrase, PhraseBook, StyledPhrases
from generation.local.copywriting.product_brief import ProductBrief
from generation.local.copywriting.whole_phrases import is_whole, whole_fronts
from generation.text.plain_text import capital, ended, sentences

# Whom one cannot call by the name of their group: "Calling all people who ..."
_NOT_CALLED = re.compile(r"(?:people|anyone|everyone|anybody|everybody|those|any|every|an?|the|you)\b")

# How much a kind of line is wanted, as in candidate_lines.py.
_ASKED_HOOK, _CALLED_HOOK, _NEEDED_HOOK = 1.8, 1.6, 0.8
_DESCRIBED_INTRO, _FRAMED, _AS_SENTENCE, _AS_ITS_DOING = 0.5, 0.3, 0.4, 0.8
_LISTED, _LISTED_OF_THIS, _LISTED_ALONE = 0.2, 0.5, 0.1

# Introductions and frames with more words than these are not exclaimed, and not put as a fragment.
_LONG_INTRO, _LONG_EXCLAMATION, _LONG_FRAGMENT = 11, 8, 6
# A line in a frame is left out from here on where the fact can be said as what its thing does.
_LONG_FRAME = 10
# A question puts at most so many words on the picture; a detail below a headline has at most so many.
_MOST_ASKED_WORDS, _MOST_DETAIL_WORDS = 4, 7
# The share of neighbouring facts that are told in one sentence; and what such a sentence holds at most.
_TOGETHER_SHARE = 0.5
_MOST_FACTS, _MOST_WORDS = 3, 16


# What brackets in a name tell that an ad can say. "2026 Edition", "Paperback" and "HEPA H13" are parts of the
# name, and 12" may be a wheel's.
_IS_AMOUNT = re.compile(
    r"(?i)refurbished|reconditioned|renewed|used|pre-?owned|second[- ]hand|vintage"
    r"|with .+|incl(?:uding|\.)? .+|(?:set|pack|box|bundle|pair)s? of \d+"
    r"|\d+[\s-]?(?:packs?|pcs|pieces?|piece set|count|ct|sets?|pairs?|bags?|bottles?|cans?|sheets|capsules"
    r"|tablets|servings)|\d[\d.,]*\s?(?:ml|cl|l|g|kg|oz|fl oz|lbs?|mm|cm|m)"
)


class EnglishLines(PhraseLines):
    """Candidate lines in English."""

    def __init__(self, brief: ProductBrief, book: PhraseBook) -> None:
        super().__init__(brief, book)
        noun = singular(brief.noun)
        points = list(brief.points)
        told = any(brief.extra.lower() in point.lower() for point in points)
        if brief.extra and not told and _IS_AMOUNT.fullmatch(brief.extra):
            points.append(brief.extra)
        self.facts = [
            fact
            for at, point in enumerate(points)
            for fact in read_point(point, at, noun)
            if fact.verb or at < len(brief.points)  # "10 L" out of a name says nothing alone
        ]

    def headline_of(self, text: str) -> str:
        question = re.match(r"[^.!?]{1,40}\?", text)
        if question and len(question.group(0).split()) <= MOST_HEADLINE_WORDS:
            return question.group(0)
        action = re.match(r"(?i)(?:it|they)\s+(.+?)(?:\s+and\s|[,.;]|\Z)", text)
        first = sentences(text)[0].rstrip(".!?") if text else ""
        if (
            action
            and len(action.group(1).split()) < MOST_HEADLINE_WORDS
            and is_whole(text[: action.end(1)], first, "en")
        ):
            return capital(action.group(1))
        return headline_of(first)

    def slots(self) -> Mapping[str, str]:
        brief = self.brief
        name = _with_article(brief)
        many = brief.noun_is_plural
        this = f"{'these' if many else 'this'} {brief.noun}" if brief.noun else name
        return {
            "name": name,
            "Name": capital(name),
            "price": brief.price,
            "this": this,
            "This": capital(this),
            "it": "they" if many else "it",
            "them": "them" if many else "it",
            "this_one": "these are" if many else "this one is",
            "This_one": "These are" if many else "This one is",
            "This_is": "These are" if brief.name_is_plural else "This is",
            "It": "They" if many else "It",
            "it_is": "they are" if many else "it is",
            "is": "are" if many else "is",
            "has": "have" if many else "has",
            "comes": "come" if many else "comes",
            "re": "'re" if many else "'s",
        }

    def intros(self) -> list[CandidateLine]:
        several = self.brief.name_is_plural
        number = {"is": "are" if several else "is", "comes": "come" if several else "comes"}
        plain = [
            self.make_line(phrase, number, headline=self.short_name(), detail=self.vendor())
            for phrase in self.phrases(self.book.intros)
        ]
        forms = noun_phrases(self.brief.first_sentence)
        return plain + [line for phrase in forms for line in self._described_intros(phrase, number)]

    def _described_intros(self, phrase: str, number: Mapping[str, str]) -> list[CandidateLine]:
        """Introductions that carry what the description says the thing is: "two stoneware mugs"."""
        covers = frozenset({("sentence", 0)}) | _covers_who(phrase)
        headline = self.headline_of(capital(phrase)) or self.short_name()
        words = len(phrase.split())
        frames = self.phrases(self.book.described_intros)
        texts = [self.filled(frame.say, phrase=phrase, **number) for frame in frames]
        if words > _LONG_INTRO:
            texts = [text.rstrip("!.") + "." for text in texts]
        if re.match(r"an? ", phrase) and not self.brief.name_is_plural:
            end = "!" if self.exclaims and words <= _LONG_EXCLAMATION else "."
            texts.append(self.filled("{Name} is {phrase}" + end, phrase=phrase))
        detail = headline if self.short_name() and headline != self.short_name() else ""
        shown = self.short_name() or headline
        return [CandidateLine(text, shown, detail, covers, _DESCRIBED_INTRO) for text in texts]

    def fact_groups(self, rng: random.Random) -> list[FactGroup]:
        """Facts in groups of one to three that can share a sentence, in the record's order."""
        groups: list[FactGroup] = []
        for fact in self.facts:
            same = groups and groups[-1][-1].source == fact.source
            if groups and _can_share(groups[-1], fact) and (same or rng.random() < _TOGETHER_SHARE):
                groups[-1] += (fact,)
            else:
                groups.append((fact,))
        return groups

    def fact_lines(self, group: FactGroup) -> list[CandidateLine]:
        shown = [fact.headline for fact in group]
        first = group[0]
        if len(group) == 1 and first.after_noun:
            shown.append(re.sub(r"^(?:at|that|which) ", "", first.after_noun))
        if len(group) == 1 and not first.verb:
            shown = self._sentence_headlines(first)
        headline, detail = headline_and_detail(shown)
        weighted = self._single(first) if len(group) == 1 else self._several(group)
        covers = covered_points(group)
        return [CandidateLine(text, headline, detail, covers, weight) for text, weight in weighted]

    def _sentence_headlines(self, fact: Fact) -> list[str]:
        """ "Walnut handle" above "stays cool while the water boils", for a point that is a sentence."""
        head = fact.headline or self.headline_of(fact.words)
        rest = fact.words[len(head) :].strip(" .") if fact.words.lower().startswith(head.lower()) else ""
        rest = re.sub(r"^[:,;–—]\s*", "", rest)
        return [head, rest if len(rest.split()) <= _MOST_DETAIL_WORDS else ""]

    def _single(self, fact: Fact) -> list[tuple[str, float]]:
        """The ways to say one fact, each with how much it is wanted."""
        if not fact.verb:
            return [(ended(capital(with_subject(fact.words))), 0)]
        if fact.names_product:
            return [(self.filled("{It} {is} ") + ended(fact.words), _FRAMED), (ended(capital(fact.words)), 0)]
        frames = self.book.fact_frames.all_for(self.brief.mode, self.brief.style, fact.verb)
        ways = [(self._framed(frame, fact), _FRAMED) for frame in frames if self._suits(frame, fact)]
        doing = self._as_its_doing(fact)
        if doing:
            ways = [(text, weight) for text, weight in ways if len(text.split()) < _LONG_FRAME] + doing
        if fact.as_sentence:
            ways.append((ended(capital(fact.as_sentence)), _AS_SENTENCE))
        return ways

    def _as_its_doing(self, fact: Fact) -> list[tuple[str, float]]:
        """ "A spout that pours where you aim" as what it does: "Its spout pours where you aim."."""
        found = re.match(r"(?:(?:an?|the) )?(?P<thing>[^,]+?) (?:that|which) (?P<does>[^,]+)\Z", fact.words)
        if fact.verb != "has" or not found or " with " in found["thing"]:
            return []
        owner = "Their" if self.brief.noun_is_plural else "Its"
        words = f"{found['thing']} {found['does']}{self._end}"
        return [(f"{first} {words}", _AS_ITS_DOING) for first in (owner, "The")]

    @property
    def _end(self) -> str:
        return "!" if self.exclaims else "."

    @staticmethod
    def _suits(frame: str, fact: Fact) -> bool:
        """A fragment must be short to be heard as one; a fit or a print is had, not found or checked."""
        if fact.as_sentence:
            return "{has}" in frame or frame.startswith("You get")
        fragment = re.match(r"\{(?:Thing|Quality)\}[?.]", frame)
        return not (fragment and len(fact.words.split()) > _LONG_FRAGMENT)

    def _framed(self, frame: str, fact: Fact) -> str:
        words = fact.words
        several = is_plural(core_phrase(words).split(" and ")[0].split()[-1])
        bare = re.sub(r"^(?:an?|the) ", "", words)
        return self.filled(
            frame,
            thing=words,
            Thing=capital(fact.written),
            the_thing="the " + re.sub(r" and an? ", " and the ", bare),
            is_thing="are" if several else "is",
            s=" are" if several else "'s",
            quality=words,
            Quality=capital(words),
            action=plural_verb(words) if self.brief.noun_is_plural else words,
        )

    def _several(self, group: FactGroup) -> list[tuple[str, float]]:
        """The ways to say several facts in one sentence, each with how much it is wanted."""
        words = predicate(group, self.brief.noun_is_plural) + self._end
        ways = [(self.filled("{It} ") + words, _LISTED), (self.filled("{This} ") + words, _LISTED_OF_THIS)]
        if all(fact.verb == "has" for fact in group):
            in_order = sorted(group, key=lambda fact: not fact.listable)
            things = joined_list(fact.words for fact in in_order)
            ways.append((f"You get {things}{self._end}", _LISTED_OF_THIS))
            if self.lists_alone:
                ways.append((f"{capital(things)}{self._end}", _LISTED_ALONE))
        return ways

    def setups(self, group: FactGroup) -> list[CandidateLine]:
        return self.setups_for(group[0].words, self.lively and self.brief.mode == "creative_ad")

    def audience(self) -> list[CandidateLine]:
        lines = super().audience()
        if _NOT_CALLED.match(self.brief.audience.lower()):
            lines = [line for line in lines if "all " not in line.text]
        asked = self._asked_headline(who_phrase(self.brief.audience))
        return [replace(line, headline=line.headline or asked) for line in lines]

    def descriptions(self) -> list[CandidateLine]:
        lines = super().descriptions()
        return [replace(line, covers=line.covers | _covers_who(line.text)) for line in lines]

    def sentence_forms(self, text: str) -> tuple[str, ...]:
        """Sentences with the articles they need, shortened only where each clause has its own verb."""
        whole = with_subject(text)
        found = super().sentence_forms(whole)
        return found if found == (whole,) or has_main_verb(found[0]) else (whole,)

    def record_hooks(self) -> list[CandidateLine]:
        """What the record says of its people as a question, whom it calls, and what they may look for."""
        lines = self._asked_hooks(who_phrase(self.brief.audience), "audience")
        lines += self._asked_hooks(who_phrase(self.brief.first_sentence), "who")
        return lines + self._called_hooks() + self._needed_hooks()

    def _asked_hooks(self, rest: str, covers: str) -> list[CandidateLine]:
        if not rest:
            return []
        slots = {
            "rest": rest,
            "Rest": capital(re.sub(r"^are ", "", rest)),
            "theirs": in_third_person(rest),
        }
        texts = [self.filled(phrase.say, **slots) for phrase in self._style_phrases(self.book.asked_hooks)]
        asked = self._asked_headline(rest)
        line = CandidateLine(
            "",
            f"{asked}?" if asked else "",
            covers=frozenset({(covers, 0)}),
            weight=_ASKED_HOOK,
            about_world=True,
        )
        return [replace(line, text=re.sub(r"^Do you are ", "Are you ", text)) for text in texts]

    def _asked_headline(self, rest: str) -> str:
        """A few words of what people do that are whole in themselves, as a headline."""
        rest = re.sub(r"^are ", "", rest)
        before_comma = re.split(r",\s", rest)[0]
        marked = [before_comma] if is_whole(before_comma, rest, "en") else []
        for front in (rest, *marked, *whole_fronts(rest, "en")):
            if 0 < len(front.split()) <= _MOST_ASKED_WORDS:
                return capital(front)
        return ""

    def _called_hooks(self) -> list[CandidateLine]:
        """Groups of people called by name: "Calling all night owls and students!"."""
        who = self.brief.audience
        if not who or _NOT_CALLED.match(who.lower()) or " who " in who:
            return []
        groups = self.rules.audience(who)
        slots = {"audience": groups, "Audience": capital(groups)}
        phrases = [Phrase(one.say, "For {audience}") for one in self._style_phrases(self.book.called_hooks)]
        lines = [self.make_line(one, slots, weight=_CALLED_HOOK, about_world=True) for one in phrases]
        return [replace(line, covers=frozenset({("audience", 0)})) for line in lines]

    def _needed_hooks(self) -> list[CandidateLine]:
        """The product's own noun in a question, where the noun is known."""
        noun = self.brief.noun
        if not noun:
            return []
        article = "" if is_plural(noun) else "a "
        new, good = f"{article}new {noun}", f"{article}good {noun}"
        slots = {"new": new, "good": good, "New": capital(new), "Good": capital(good)}
        phrases = self._style_phrases(self.book.needed_hooks)
        return [self.make_line(one, slots, weight=_NEEDED_HOOK, about_world=True) for one in phrases]

    def _style_phrases(self, table: StyledPhrases) -> tuple[Phrase, ...]:
        """The style's own phrases where it has some, else the mode's."""
        return table.best_for(self.brief.mode, self.brief.style)


def _covers_who(text: str) -> Coverage:
    return frozenset({("who", 0)} if who_phrase(text) else ())


def _with_article(brief: ProductBrief) -> str:
    """ "the Stack Mug Set", but plain "Lumen" and "Grandma's Apple Pie"."""
    first = brief.name.split()[0]
    owner = re.search(r"['’]s\Z", first) and first.lower()[:-2] not in WORDS.people
    if not brief.noun or owner or first.lower() in ("the", "my", "our", "your", "a", "an"):
        return brief.name
    return f"the {brief.name}"


def _can_share(group: FactGroup, fact: Fact) -> bool:
    """Whether a fact can share a sentence with a group: one of them at most has an "and" of its own, and
    then a verb that no other has."""
    facts = (*group, fact)
    if len(facts) > _MOST_FACTS or not all(one.verb and not one.names_product for one in facts):
        return False
    if sum(len(one.words.split()) for one in facts) > _MOST_WORDS:
        return False
    tangled = [one for one in facts if not one.listable]
    return not tangled or (len(tangled) == 1 and [one.verb for one in facts].count(tangled[0].verb) == 1)
