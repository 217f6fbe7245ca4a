"""What can be said of a product in a language: candidate lines for each part of an ad.

A Tongue offers; the composer (product.py) chooses. Each language has its phrase book; English adds
grammar of its own. A language without a phrase book says only what the record says.
"""

import random
import re
from dataclasses import dataclass
from itertools import chain

from . import english, phrases_de, phrases_en, phrases_es, phrases_fr
from .lexicon import concepts_in
from .text import capital, ended, words_of


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


def tongue_for(brief):
    """The Tongue of a brief's language."""
    if brief.language == "en":
        return English(brief)
    book = {"de": phrases_de, "fr": phrases_fr, "es": phrases_es}.get(brief.language)
    return Phrased(brief, book) if book else Verbatim(brief)


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
            return [Line(ended(self.brief.name), self.title(), self.brief.vendor)]
        points = [line for group in self.partitions(None) for line in self.fact_lines(group)]
        return (self.descriptions()[1:] + points)[:1] or [Line(ended(self.brief.name), self.title())]

    def descriptions(self):
        return [
            Line(text, self.heading_of(text), told=frozenset({("sentence", at)}))
            for at, text in self._sentences()
        ]

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
        return [Line(ended(words), self.heading_of(words), self.brief.price)]

    def title(self):
        """The product's name as a headline: whole when short, else its last words."""
        words = self.brief.name.split()
        return self.brief.name if len(words) <= 5 else ""

    def heading_of(self, text):
        """At most five words of a text that are whole in themselves, or ""."""
        first = re.split(r"\s*[.!?。！？](?:\s|$)", text)[0].strip(" .!?¡¿")
        for words in (first, re.split(r"\s*[,;:]\s+", first)[0], re.split(self.cuts, first)[0]):
            if len(words.split()) <= 5 and words.count("¿") == words.count("?"):
                return capital(words)
        return ""

    @property
    def cuts(self):
        """Where a phrase of this language may end: before its prepositions."""
        return getattr(getattr(self, "book", None), "CUTS", r"(?!)")

    def _sentences(self):
        return list(enumerate(self.brief.sentences))


class Phrased(Verbatim):
    """A language with a phrase book, in which points stand as they are, led in by a few words."""

    def __init__(self, brief, book):
        super().__init__(brief)
        self.book = book
        self.record = " ".join((brief.name, *brief.sentences, *brief.points))
        self.lively = brief.style in phrases_en.LIVELY

    # What fills the places of a phrase. English overrides this with articles and agreement.
    def values(self):
        return {"name": self.brief.name, "Name": capital(self.brief.name), "price": self.brief.price}

    def hooks(self):
        lines = [self.line(text, weight=1, aside=True) for text in self._domain()[self._column(0)]]
        for concept in concepts_in(self.record):
            lines += [self.line(text, weight=1, aside=True) for text in self._concept(concept)[0]]
        lines += [self.line(text, weight=0.4, aside=True) for text in self.voice("HOOKS")]
        return [line for line in lines if line.text]

    def intros(self):
        return [
            self.line(text, headline=self.title(), detail=self.brief.vendor) for text in self.voice("INTROS")
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
            texts += [self.fill(frame, p=self.lowered(points[0])) for frame in self.voice("FRAMES")]
        return [Line(text, *_heads(shown), told=told, weight=0.3 * bool(at)) for at, text in enumerate(texts)]

    def lowered(self, point):
        """The point as it stands inside a sentence."""
        return self.book.lowered(point)

    def setups(self, group):
        words = " ".join(str(point) for _, point in group)
        column = 2 if self.lively else 1
        return [
            self.line(text, weight=0.8, aside=True)
            for concept in concepts_in(words)
            for text in self._concept(concept)[column]
        ]

    def moments(self):
        return [self.line(text, weight=0.8, aside=True) for text in self._domain()[self._column(2)]]

    def audience(self):
        if not self.brief.audience:
            return []
        who = self.book.audience_of(self.brief.audience)
        if not who:
            return []
        return [
            self.line(text, weight=1.5, audience=who, Audience=capital(who))
            for text in self.voice("AUDIENCE")
        ]

    def bridges(self):
        return [self.line(text, weight=-0.8, aside=True) for text in self.voice("BRIDGES")]

    def closers(self):
        return [self.line(text, weight=-0.3) for text in self.voice("CLOSERS")]

    def prices(self):
        price = self.brief.price
        if not price:
            return []
        table = "PRICES" if price[0].isdigit() or not price[0].isalpha() or price.isupper() else "FROM_PRICES"
        if re.match(r"(?i)[A-Z]{2,3}\s?\d", price):
            table = "PRICES"
        lower = price if table == "PRICES" else price[:1].lower() + price[1:]
        return [self.line(text, headline=price, price=lower) for text in self.voice(table)]

    def ctas(self):
        own = [self.line(text) for text in self.voice("CTAS")]
        if not self.brief.cta:
            return [Line(line.text, line.headline, self.brief.price) for line in own]
        words = self.brief.cta
        end = "!" if self.lively and self.brief.mode == "creative_ad" else "."
        text = words if words[-1] in ".!?…" else words + end
        head = words.rstrip(".!") if len(words.split()) <= 5 else ""
        return [Line(text, head or own[0].headline, self.brief.price)]

    def voice(self, table):
        """The phrases of a table for this mode and style, the mode's general ones included."""
        rows = getattr(self.book, table)
        return tuple(rows.get(self.brief.key, ())) + tuple(rows.get(self.brief.mode, ()))

    def line(self, phrase, weight=0.0, headline=None, detail="", aside=False, **more):
        text, _, head = phrase.partition("|")
        text = self.fill(text, **more)
        if headline is None:
            headline = self.fill(head, **more) or self.heading_of(text)
            headline = headline if len(headline.split()) <= 5 else ""
        return Line(text, headline, detail, weight=weight, aside=aside)

    def fill(self, phrase, **more):
        text = phrase.format(**{**self.values(), **more})
        return re.sub(r"([.!?])\.(?=\s|$)", r"\1", text)

    def _domain(self):
        return self.book.DOMAINS.get(self.brief.domain) or self.book.DOMAINS[""]

    def _column(self, base):
        if self.brief.mode == "functional_intro":
            return 4 if base == 0 else 2
        return base + 1 if self.lively else base

    def _concept(self, name):
        return self.book.CONCEPTS.get(name, ((), (), ()))


class English(Phrased):
    """English: points become parts of sentences, with articles, agreement and lists."""

    def heading_of(self, text):
        question = re.match(r"[^.!?]{1,40}\?", text)
        if question and len(question.group(0).split()) <= 5:
            return question.group(0)
        return english.headline_of(re.split(r"[.!?](?:\s|$)", text)[0])

    def __init__(self, brief):
        super().__init__(brief, phrases_en)
        noun = english.singular(brief.noun)
        points = list(brief.points)
        if brief.extra and not any(brief.extra.lower() in point.lower() for point in points):
            points.append(brief.extra)
        self.facts = [fact for at, point in enumerate(points) for fact in english.read_point(point, at, noun)]

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
            self.line(text, headline=self.title(), detail=self.brief.vendor, **number)
            for text in self.voice("INTROS")
        ]
        return plain_intros + self._described_intros(number)

    def _described_intros(self, number):
        """Introductions that carry the first sentence of the description, when that is a noun phrase."""
        first = self.brief.sentences[0] if self.brief.sentences else ""
        if not first or english.has_main_verb(first) or first[-1] in "?!":
            return []
        phrase = english.lower_first(first.rstrip("."))
        if (
            not re.match(r"(?i)(?:an?|the|one|two|three|four|five|six|our|your|\w+s)\b", phrase)
            or "," in phrase
        ):
            return []
        told = frozenset({("sentence", 0)})
        head = self.heading_of(first) or self.title()
        long = len(phrase.split()) > 11
        texts = [self.fill(text, np=phrase, **number) for text in self.voice("COLON_INTROS")]
        texts = [text.rstrip("!.") + "." if long else text for text in texts]
        if re.match(r"an? ", phrase) and not self.brief.name_many:
            end = "!" if self.brief.key in phrases_en.SHOUT and len(phrase.split()) < 9 else "."
            texts.append(self.fill("{Name} is {np}" + end, np=phrase))
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
            shown.append(capital(re.sub(r"^at ", "", group[0].more)))
        texts = self._single(group[0]) if len(group) == 1 else self._several(group)
        return [Line(text, *_heads(shown), told=told, weight=weight) for text, weight in texts]

    def _single(self, fact):
        if not fact.verb:
            text = ended(capital(fact.words))
            return [(text, 0)]
        if fact.more == "isa":
            return [(self.fill("{It} {is} ") + ended(fact.words), 0.3), (ended(capital(fact.words)), 0)]
        frames = [frame for row in self._frame_rows() for frame in row[fact.verb]]
        options = [(self._frame(frame, fact), 0.3) for frame in frames if self._suits(frame, fact)]
        if fact.more.startswith("the "):
            options.append((ended(capital(fact.more)), 0.4))
        return options

    def _frame_rows(self):
        rows = self.book.FRAMES
        return [rows[key] for key in (self.brief.key, self.brief.mode) if key in rows]

    def _suits(self, frame, fact):
        """A fragment must be short to be heard as one; a fit or a print is had, not found or checked."""
        if fact.more.startswith("the "):
            return "{has}" in frame or frame.startswith("You get")
        fragment = re.match(r"\{(?:Np|Adj)\}[?.]", frame)
        long = len(fact.words.split()) > 6
        return not (fragment and long) and not ("made from" in fact.words and frame.startswith("Naturally"))

    def _frame(self, frame, fact):
        many = self.brief.many
        nearest = english.core_phrase(fact.words).split(" and ")[0]
        several = english.is_plural(nearest.split()[-1])
        words = fact.words
        vp = english.plural_verb(words) if many else words
        places = {"np": words, "Np": capital(fact.written), "adj": words, "vp": vp}
        places |= {
            "Adj": capital(words),
            "thenp": "the " + re.sub(r" and an? ", " and the ", re.sub(r"^(?:an?|the) ", "", words)),
        }
        places |= {"isnp": "are" if several else "is", "s": " are" if several else "'s"}
        return self.fill(frame, **places)

    def _several(self, group):
        end = "!" if self.brief.key in phrases_en.SHOUT else "."
        phrase = english.predicate(group, self.brief.many)
        options = [(self.fill("{It} ") + phrase + end, 0.2), (self.fill("{This} ") + phrase + end, 0.5)]
        if all(fact.verb == "has" for fact in group):
            listed = english.listed([fact.words for fact in sorted(group, key=lambda one: not one.listable)])
            options.append((f"You get {listed}{end}", 0.5))
            options.append((f"{capital(listed)}{'.' if end == '.' else '!'}", 0.1))
        return options

    def setups(self, group):
        column = 2 if self.lively and self.brief.mode == "creative_ad" else 1
        words = group[0].words
        return [
            self.line(text, weight=0.8, aside=True)
            for concept in concepts_in(words)
            for text in self._concept(concept)[column]
        ]

    def audience(self):
        lines = super().audience()
        who = self.brief.audience.lower()
        if re.match(r"(?:anyone|everyone|those|any|every|an?)\b", who):
            lines = [
                line for line in lines if "all " not in line.text and not line.text.lower().startswith(who)
            ]
        return lines


# "The Men's Shirt" takes an article, "Grandma's Apple Pie" does not.
_ANYBODY = words_of("men women children kid baby chef baker gardener artist traveller traveler lady writer")


def _with_article(brief):
    """ "the Stack Mug Set", but plain "Lumen" and "Grandma's Apple Pie"."""
    first = brief.name.split()[0]
    owner = re.search(r"['’]s\Z", first) and first.lower()[:-2] not in _ANYBODY
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


def shuffled(items, seed):
    """The items in an order that depends on the seed alone."""
    items = list(items)
    random.Random(seed).shuffle(items)
    return items
