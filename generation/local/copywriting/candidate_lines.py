"""What can be said of a product in a language: candidate lines for each part of an ad.

A Tongue offers; the composer (product.py) chooses. Each language has its phrase book; English adds
grammar of its own. A language without a phrase book says only what the record says.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from generation.local.copywriting import english_grammar
from generation.local.copywriting.english_words import WORDS
from generation.local.copywriting.language_rules import rules_for
from generation.local.copywriting.lexicon import and_word, concepts_in, lexicon
from generation.local.copywriting.pacing import BREATH_MS, longest_scene
from generation.local.copywriting.phrase_book import LIVELY_STYLES, Phrase, phrase_book
from generation.text.plain_text import capital, ended, has_word
from generation.text.speech_timing import spoken_ms


@cache
def _main_clause():
    """Where a sentence may end early: before a clause that has a subject of its own."""
    joins, subjects = lexicon().any_word("clause_joins"), lexicon().any_word("clause_subjects")
    return re.compile(rf"(?i)\s*;\s+|,\s+{joins}\s+(?={subjects}\b)")


@cache
def _refers_back():
    ands = "|".join(grammar.and_word for grammar in lexicon().grammars.values())
    return re.compile(rf"(?i)\b{lexicon().any_word('refers_back')}\b|^(?:{ands})\b")


@dataclass(frozen=True)
class Line:
    """One or more whole sentences that stay together.

    `told` names what of the record they tell: ("point", index) or ("sentence", index).
    `weight` is how much the line is wanted. `aside` lines speak of the world, not of the product, so
    that "it" right after one would point at the wrong thing.
    """

    text: str
    headline: str = ""
    detail: str = ""
    told: frozenset = frozenset()
    weight: float = 0.0
    aside: bool = False

    @property
    def follows(self):
        """Whether the line speaks as if something had been said before: "It also comes with ..."."""
        return bool(_refers_back().search(self.text))


def tongue_for(brief):
    """The Tongue of a brief's language."""
    book = phrase_book(brief.language)
    if not book:
        return Verbatim(brief)
    return English(brief, book) if brief.language == "en" else Phrased(brief, book)


class Verbatim:
    """Says the record's own words and nothing else: for languages without a phrase book."""

    def __init__(self, brief):
        self.brief = brief

    def hooks(self):
        found = [Line(text, told=frozenset({("sentence", at)})) for at, text in self._sentences()[:1]]
        return found or [Line(ended(self.brief.name), self.title())]

    def intros(self):
        """The name; but where the name has to serve as the call to action, what the record says next."""
        if self.brief.cta:
            return [Line(ended(self.brief.name), self.title(), self.vendor())]
        points = [line for group in self.partitions(None) for line in self.fact_lines(group)]
        return (self.descriptions()[1:] + points)[:1] or [Line(ended(self.brief.name), self.title())]

    def descriptions(self):
        return [
            Line(said, self.heading_of(said), told=frozenset({("sentence", at)}))
            for at, text in self._sentences()
            for said in self.wholes(text)
        ]

    def wholes(self, text):
        """A sentence as one scene can hold it: whole, else the first of its main clauses."""
        if spoken_ms(text, self.brief.language) <= self.longest:
            return (text,)
        clauses = [part for part in _main_clause().split(text) if part]
        whole = len(clauses) > 1 and all(len(part.split()) > 3 for part in clauses)
        return (ended(clauses[0]),) if whole else (text,)

    @property
    def longest(self):
        """Milliseconds of speech that one scene of this film can hold."""
        return longest_scene(self.brief.duration_ms) - 2 * BREATH_MS

    def partitions(self, rng):
        """The points in groups that one sentence each will tell, in order."""
        return [((at, point),) for at, point in enumerate(self.brief.points)]

    def fact_lines(self, group):
        at, point = group[0]
        return [Line(ended(capital(point)), self.heading_of(point), told=frozenset({("point", at)}))]

    def setups(self, group):
        return []

    def moments(self):
        return []

    audience = bridges = closers = moments

    def prices(self):
        return [Line(ended(self.brief.price), self.brief.price)] if self.brief.price else []

    def ctas(self):
        words = self.brief.cta or self.brief.name
        return [Line(ended(words), self.title())]

    def vendor(self):
        """Whose product it is, unless its name says so already."""
        vendor = self.brief.vendor
        return "" if has_word(self.brief.name, (vendor,)) else vendor

    def title(self):
        """The product's name as a headline: whole when short, else its last words."""
        words = self.brief.name.split()
        return self.brief.name if len(words) <= 5 else ""

    def heading_of(self, text):
        """At most five words of a text that are whole in themselves, or ""."""
        first = re.split(r"\s*[.!?。！？](?:\s|$)", text)[0].strip(" .!?¡¿")
        cuts = [first[: found.start()] for found in re.finditer(self.cuts, first)]
        for words in (first, re.split(r"\s*[,;:]\s+", first)[0], *reversed(cuts)):
            if len(words.split()) <= 5 and words.count("¿") == words.count("?"):
                return capital(words)
        return ""

    @property
    def cuts(self):
        """Where a phrase of this language may end: before its prepositions."""
        return r"(?!)"

    def _sentences(self):
        return list(enumerate(self.brief.sentences))


class Phrased(Verbatim):
    """A language with a phrase book, in which points stand as they are, led in by a few words."""

    def __init__(self, brief, book):
        super().__init__(brief)
        self.book, self.rules = book, rules_for(book.language, and_word(book.language))
        self.record = " ".join((brief.name, *brief.sentences, *brief.points))
        self.lively = brief.style in LIVELY_STYLES
        self.exclaims = (brief.mode, brief.style) in book.exclaims
        self.lists_alone = (brief.mode, brief.style) in book.lists_alone

    @property
    def cuts(self):
        ends = "|".join(lexicon().grammars[self.book.language].headline_ends_before)
        return rf"\s+(?:{ends})\s+"

    # What fills the places of a phrase. English overrides this with articles and agreement.
    def values(self):
        return {"name": self.brief.name, "Name": capital(self.brief.name), "price": self.brief.price}

    def hooks(self):
        """Questions and openings, those made of the record before those that would fit anything."""
        weight = 1.4 if self.brief.topic else 0
        lines = [self.line(text, weight=weight, aside=True) for text in self._domain_hooks()]
        for concept in concepts_in(self.record, self.brief.domain):
            lines += [self.line(text, weight=1.0, aside=True) for text in self.book.concept(concept).hooks]
        lines += [self.line(text, weight=-0.3, aside=True) for text in self.voice(self.book.hooks)]
        return [*(line for line in lines if line.text), *self.own_hooks()]

    def own_hooks(self):
        """Hooks made of the record's own words."""
        return [
            replace(line, weight=1.2, aside=True)
            for line in self.audience()
            if len(line.text.split()) < 9 and not line.follows
        ]

    def intros(self):
        return [
            self.line(text, headline=self.title(), detail=self.vendor())
            for text in self.voice(self.book.intros)
        ]

    def partitions(self, rng):
        groups = super().partitions(rng)
        return _paired(groups, rng)

    def fact_lines(self, group):
        told = frozenset(("point", at) for at, _ in group)
        shown = [self.heading_of(point) for _, point in group]
        points = [ended(capital(point)).rstrip(".") for _, point in group]
        texts = [". ".join(points) + "."]
        if len(group) == 1:
            texts += [
                self.fill(frame.say, point=self.lowered(points[0])) for frame in self.voice(self.book.frames)
            ]
        return [Line(text, *_heads(shown), told=told, weight=0.3 * bool(at)) for at, text in enumerate(texts)]

    def lowered(self, point):
        """The point as it stands inside a sentence."""
        return self.rules.inside_sentence(point)

    def setups(self, group):
        words = " ".join(str(point) for _, point in group)
        return self._setups_for(words, self.lively)

    def _setups_for(self, words, lively):
        concepts = [self.book.concept(name) for name in concepts_in(words, self.brief.domain)]
        return [
            self.line(text, weight=0.8, aside=True)
            for concept in concepts
            for text in (concept.lively_setups if lively else concept.calm_setups)
        ]

    def moments(self):
        weight = -0.5 if self.brief.topic else -2
        return [self.line(text, weight=weight, aside=True) for text in self._domain_moments()]

    def audience(self):
        if not self.brief.audience:
            return []
        who = self.rules.audience(self.brief.audience)
        if not who:
            return []
        told = frozenset({("audience", 0)})
        return [
            replace(self.line(text, weight=1.5, audience=who, Audience=capital(who)), told=told)
            for text in self.voice(self.book.audience)
        ]

    def bridges(self):
        return [self.line(text, weight=-1.5, aside=True) for text in self.voice(self.book.bridges)]

    def closers(self):
        return [self.line(text, weight=-0.6) for text in self.voice(self.book.closers)]

    def prices(self):
        price = self.brief.price
        if not price:
            return []
        bare = not price[0].isalpha() or price.isupper() or re.match(r"(?i)[A-Z]{2,3}\s?\d", price)
        table = self.book.prices if bare else self.book.from_prices
        lower = price if bare else price[:1].lower() + price[1:]
        return [self.line(text, headline=price, price=lower) for text in self.voice(table)]

    def ctas(self):
        own = [self.line(text) for text in self.voice(self.book.calls_to_action)]
        if not self.brief.cta:
            return [Line(line.text, self.title()) for line in own]
        words = self.brief.cta
        end = "!" if self.lively and self.brief.mode == "creative_ad" else "."
        text = words if words[-1] in ".!?…" else words + end
        return [Line(text, self.title())]

    def voice(self, table):
        """The phrases of a table for this mode and style, the mode's general ones included."""
        return table.all_for(self.brief.mode, self.brief.style)

    def line(self, phrase, /, weight=0.0, headline=None, detail="", aside=False, **more):
        text = self.fill(phrase.say, **more)
        if headline is None:
            headline = self.fill(phrase.title, **more) or self.heading_of(text)
            headline = headline if len(headline.split()) <= 5 else ""
        return Line(text, headline, detail, weight=weight, aside=aside)

    def fill(self, phrase, /, **more):
        text = phrase.format(**{**self.values(), **more})
        return re.sub(r"([.!?])\.(?=\s|$)", r"\1", text)

    def _domain_hooks(self):
        domain = self.book.domain(self.brief.topic)
        if self.brief.mode == "functional_intro":
            return domain.plain_hooks
        return domain.lively_hooks if self.lively else domain.calm_hooks

    def _domain_moments(self):
        domain = self.book.domain(self.brief.topic)
        lively = self.lively and self.brief.mode != "functional_intro"
        return domain.lively_moments if lively else domain.calm_moments


class English(Phrased):
    """English: points become parts of sentences, with articles, agreement and lists."""

    def heading_of(self, text):
        question = re.match(r"[^.!?]{1,40}\?", text)
        if question and len(question.group(0).split()) <= 5:
            return question.group(0)
        saying = re.match(r"(?i)(?:it|they)\s+(.+?)(?:\s+and\s|[,.;]|\Z)", text)
        if saying and len(saying.group(1).split()) <= 4:
            return capital(saying.group(1))
        return english_grammar.headline_of(re.split(r"[.!?](?:\s|$)", text)[0])

    def __init__(self, brief, book):
        super().__init__(brief, book)
        noun = english_grammar.singular(brief.noun)
        points = list(brief.points)
        if brief.extra and not any(brief.extra.lower() in point.lower() for point in points):
            points.append(brief.extra)
        self.facts = [
            fact for at, point in enumerate(points) for fact in english_grammar.read_point(point, at, noun)
        ]

    def values(self):
        brief = self.brief
        named = _with_article(brief)
        many = brief.many
        this = f"{'these' if many else 'this'} {brief.noun}" if brief.noun else named
        return {
            "name": named,
            "Name": capital(named),
            "price": brief.price,
            "this": this,
            "This": capital(this),
            "it": "they" if many else "it",
            "them": "them" if many else "it",
            "this_one": "these are" if many else "this one is",
            "This_one": "These are" if many else "This one is",
            "This_is": "These are" if brief.name_many else "This is",
            "It": "They" if many else "It",
            "is": "are" if many else "is",
            "has": "have" if many else "has",
            "comes": "come" if many else "comes",
            "re": "'re" if many else "'s",
        }

    def intros(self):
        number = {
            "is": "are" if self.brief.name_many else "is",
            "comes": "come" if self.brief.name_many else "comes",
        }
        plain_intros = [
            self.line(text, headline=self.title(), detail=self.vendor(), **number)
            for text in self.voice(self.book.intros)
        ]
        first = self.brief.sentences[0] if self.brief.sentences else ""
        forms = english_grammar.noun_phrases(first)
        return plain_intros + [line for phrase in forms for line in self._described_intros(phrase, number)]

    def _described_intros(self, phrase, number):
        """Introductions that carry what the description says the thing is: "two stoneware mugs"."""
        who = english_grammar.who_phrase(phrase)
        told = frozenset({("sentence", 0)} | ({("who", 0)} if who else set()))
        head = self.heading_of(capital(phrase)) or self.title()
        long = len(phrase.split()) > 11
        texts = [
            self.fill(text.say, phrase=phrase, **number) for text in self.voice(self.book.described_intros)
        ]
        texts = [text.rstrip("!.") + "." if long else text for text in texts]
        if re.match(r"an? ", phrase) and not self.brief.name_many:
            end = "!" if self.exclaims and len(phrase.split()) < 9 else "."
            texts.append(self.fill("{Name} is {phrase}" + end, phrase=phrase))
        detail = head if self.title() and head != self.title() else ""
        return [Line(text, self.title() or head, detail, told, 0.5) for text in texts]

    def partitions(self, rng):
        """Facts in groups of one to three that can share a sentence, in the record's order."""
        groups = []
        for fact in self.facts:
            same = groups and groups[-1][-1].source == fact.source
            if groups and _join_well(groups[-1], fact) and (same or rng.random() < 0.5):
                groups[-1] += (fact,)
            else:
                groups.append((fact,))
        return groups

    def fact_lines(self, group):
        told = frozenset(("point", fact.source) for fact in group)
        shown = [fact.shown for fact in group]
        if len(group) == 1 and group[0].more and not group[0].more.startswith(("the ", "isa")):
            shown.append(re.sub(r"^(?:at|that|which) ", "", group[0].more))
        if len(group) == 1 and not group[0].verb:
            shown = self._sentence_heads(group[0])
        texts = self._single(group[0]) if len(group) == 1 else self._several(group)
        return [Line(text, *_heads(shown), told=told, weight=weight) for text, weight in texts]

    def _sentence_heads(self, fact):
        """ "Walnut handle" above "stays cool while the water boils", for a point that is a sentence."""
        head = fact.shown or self.heading_of(fact.words)
        rest = fact.words[len(head) :].strip(" .") if fact.words.lower().startswith(head.lower()) else ""
        rest = re.sub(r"^[:,;–—]\s*", "", rest)
        return [head, rest if len(rest.split()) <= 7 else ""]

    def _single(self, fact):
        if not fact.verb:
            text = ended(capital(english_grammar.with_subject(fact.words)))
            return [(text, 0)]
        if fact.more == "isa":
            return [(self.fill("{It} {is} ") + ended(fact.words), 0.3), (ended(capital(fact.words)), 0)]
        frames = self.book.fact_frames.all_for(self.brief.mode, self.brief.style, fact.verb)
        options = [(self._frame(frame, fact), 0.3) for frame in frames if self._suits(frame, fact)]
        acting = self._acting(fact)
        if acting:
            options = [option for option in options if len(option[0].split()) < 10] + acting
        if fact.more.startswith("the "):
            options.append((ended(capital(fact.more)), 0.4))
        return options

    def _acting(self, fact):
        """ "A spout that pours where you aim" as what it does: "Its spout pours where you aim."."""
        found = re.match(r"(?:(?:an?|the) )?(?P<thing>[^,]+?) (?:that|which) (?P<does>[^,]+)\Z", fact.words)
        if fact.verb != "has" or not found or " with " in found["thing"]:
            return []
        end = "!" if self.exclaims else "."
        owner = "Their" if self.brief.many else "Its"
        return [(f"{word} {found['thing']} {found['does']}{end}", 0.8) for word in (owner, "The")]

    def _suits(self, frame, fact):
        """A fragment must be short to be heard as one; a fit or a print is had, not found or checked."""
        if fact.more.startswith("the "):
            return "{has}" in frame or frame.startswith("You get")
        fragment = re.match(r"\{(?:Thing|Quality)\}[?.]", frame)
        return not (fragment and len(fact.words.split()) > 6)

    def _frame(self, frame, fact):
        many = self.brief.many
        nearest = english_grammar.core_phrase(fact.words).split(" and ")[0]
        several = english_grammar.is_plural(nearest.split()[-1])
        words = fact.words
        action = english_grammar.plural_verb(words) if many else words
        slots = {"thing": words, "Thing": capital(fact.written), "quality": words, "Quality": capital(words)}
        slots |= {
            "action": action,
            "the_thing": "the " + re.sub(r" and an? ", " and the ", re.sub(r"^(?:an?|the) ", "", words)),
            "is_thing": "are" if several else "is",
            "s": " are" if several else "'s",
        }
        return self.fill(frame, **slots)

    def _several(self, group):
        end = "!" if self.exclaims else "."
        phrase = english_grammar.predicate(group, self.brief.many)
        options = [(self.fill("{It} ") + phrase + end, 0.2), (self.fill("{This} ") + phrase + end, 0.5)]
        if all(fact.verb == "has" for fact in group):
            listed = english_grammar.listed(
                [fact.words for fact in sorted(group, key=lambda one: not one.listable)]
            )
            options.append((f"You get {listed}{end}", 0.5))
            if self.lists_alone:
                options.append((f"{capital(listed)}{end}", 0.1))
        return options

    def setups(self, group):
        return self._setups_for(group[0].words, self.lively and self.brief.mode == "creative_ad")

    def audience(self):
        lines = super().audience()
        if re.match(_NOT_CALLED, self.brief.audience.lower()):
            lines = [line for line in lines if "all " not in line.text]
        asked = self._asked(english_grammar.who_phrase(self.brief.audience))
        return [replace(line, headline=line.headline or asked) for line in lines]

    def descriptions(self):
        return [replace(line, told=line.told | self._who_told(line.text)) for line in super().descriptions()]

    @staticmethod
    def _who_told(text):
        return frozenset({("who", 0)} if english_grammar.who_phrase(text) else ())

    def wholes(self, text):
        """Sentences with the articles they need, shortened only where each clause has its own verb."""
        said = english_grammar.with_subject(text)
        found = super().wholes(said)
        return found if found == (said,) or english_grammar.has_main_verb(found[0]) else (said,)

    def own_hooks(self):
        """What the record says of its people as a question, whom it calls, and what they may look for."""
        first = self.brief.sentences[0] if self.brief.sentences else ""
        lines = self._questions(english_grammar.who_phrase(self.brief.audience), ("audience", 0))
        lines += self._questions(english_grammar.who_phrase(first), ("who", 0))
        return lines + self._calls() + self._needs()

    def _questions(self, rest, told):
        if not rest:
            return []
        asked = re.sub(r"^are ", "", rest)
        theirs = english_grammar.theirs(rest)
        head = self._asked(rest)
        slots = {"rest": rest, "Rest": capital(asked), "theirs": theirs}
        texts = [self.fill(phrase.say, **slots) for phrase in self._one_voice(self.book.asked_hooks)]
        texts = [re.sub(r"^Do you are ", "Are you ", text) for text in texts]
        headline = f"{head}?" if head else ""
        return [Line(text, headline, told=frozenset({told}), weight=1.8, aside=True) for text in texts]

    def _asked(self, rest):
        """At most four words of what people do that are whole in themselves, as a headline."""
        rest = re.sub(r"^are ", "", rest)
        ends = [found.start() for found in re.finditer(rf",\s|\s+and\s+|{self.cuts}", rest)]
        for end in (len(rest), *reversed(ends)):
            if 0 < len(rest[:end].split()) <= 4:
                return capital(rest[:end])
        return ""

    def _calls(self):
        """Groups of people called by name: "Calling all night owls and students!"."""
        who = self.brief.audience
        if not who or re.match(_NOT_CALLED, who.lower()) or " who " in who:
            return []
        told, groups = frozenset({("audience", 0)}), self.rules.audience(who)
        slots = {"audience": groups, "Audience": capital(groups)}
        phrases = [Phrase(phrase.say, "For {audience}") for phrase in self._one_voice(self.book.called_hooks)]
        lines = [self.line(phrase, weight=1.6, aside=True, **slots) for phrase in phrases]
        return [replace(line, told=told) for line in lines]

    def _needs(self):
        """The product's own noun in a question, where the noun is known."""
        noun = self.brief.noun
        if not noun:
            return []
        many = english_grammar.is_plural(noun)
        good = f"good {noun}" if many else f"a good {noun}"
        new = f"new {noun}" if many else f"a new {noun}"
        places = {"new": new, "good": good, "New": capital(new), "Good": capital(good)}
        return [
            self.line(text, weight=0.8, aside=True, **places)
            for text in self._one_voice(self.book.needed_hooks)
        ]

    def _one_voice(self, table):
        """The style's own phrases where it has some, else the mode's."""
        return table.best_for(self.brief.mode, self.brief.style)


# Whom one cannot call by the name of their group: "Calling all people who ..."
_NOT_CALLED = r"(?:people|anyone|everyone|anybody|everybody|those|any|every|an?|the|you)\b"


def _with_article(brief):
    """ "the Stack Mug Set", but plain "Lumen" and "Grandma's Apple Pie"."""
    first = brief.name.split()[0]
    owner = re.search(r"['’]s\Z", first) and first.lower()[:-2] not in WORDS.people
    if not brief.noun or owner or first.lower() in ("the", "my", "our", "your", "a", "an"):
        return brief.name
    return f"the {brief.name}"


def _join_well(group, fact):
    """Whether a fact can share a sentence with a group: up to three, and one "and" of its own at most
    beside another verb."""
    if len(group) > 2 or not all(one.verb and one.more != "isa" for one in (*group, fact)):
        return False
    if sum(len(one.words.split()) for one in (*group, fact)) > 16:
        return False
    tangled = [one for one in (*group, fact) if not one.listable]
    return not tangled or (
        len(tangled) == 1 and [one.verb for one in (*group, fact)].count(tangled[0].verb) == 1
    )


def _heads(shown):
    """(headline, detail) of what a line tells: the first on top, the others below it."""
    shown = [words for words in shown if words]
    return (shown[0] if shown else "", " · ".join(shown[1:]))


def _paired(groups, rng):
    """Some neighbours joined, at random, so that a script has long and short sentences."""
    joined = []
    for group in groups:
        if joined and len(joined[-1]) == 1 and rng.random() < 0.4:
            joined[-1] = tuple(chain(joined[-1], group))
        else:
            joined.append(group)
    return joined
