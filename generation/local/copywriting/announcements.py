"""Writes a prompt that announces something: its subject and its facts, each said in the prompt's own words.

The first scene names the subject, then comes what the prompt says of it, one thing to a scene, and at the
end what people need to act: code, date, contact, call to action. Where there is time left the narrator asks
for a closer look, and never adds a fact. A language without phrases hears the prompt alone, cut where it may.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from generation.interfaces import Script, ScriptRequest, Segment
from generation.local.copywriting.english_words import WORDS
from generation.local.copywriting.lexicon import domain_for
from generation.local.copywriting.phrase_book import LIVELY_STYLES, phrase_book
from generation.local.copywriting.prompt_outline import is_clause
from generation.local.copywriting.sentence_cuts import cut_sentence
from generation.provider_errors import Rejected
from generation.text.plain_text import capital, ended, has_word, opening, sentences
from generation.text.prompt.facts import CODE, CONTACT, DATE, OFFER, PRICE, PromptFact, facts_in
from generation.text.prompt.reading import PromptReading
from generation.text.prompt.subjects import nominative
from generation.text.prompt.words import PromptPhrases, prompt_words
from generation.text.speech_timing import fit_durations, spoken_ms
from generation.text.story_scenes import scene_count

# Silence that each scene keeps beside its words.
PAUSE_MS = 450
# Where the words are many a scene keeps only so much.
_LEAST_PAUSE_MS = 120
# A scene of fewer milliseconds is gone before it is seen; one of more tires the eye.
LEAST_MS, LONGEST_MS = 1500, 7000
MOST_SCENES = 20
# The share of a film's time that is spoken where there is more to say.
SPOKEN_SHARE = 0.76
MOST_HEADLINE_WORDS = 6
# More words are no topic that anybody would name in one breath.
_MOST_TOPIC_WORDS = 10
# A fact is shown with the words around it where there are so few: "Linen shirts £45", "10% student discount".
_MOST_WORDS_WHOLE = 4
# More words behind a colon may be a sentence: "our barber shop reopens on Monday".
_MOST_WORDS_NAMED = 4
# A noun of so few letters may mean another thing in another language.
_SHORT_NOUN = 3
# What people need in order to act stands last.
_LAST = (CODE, DATE, CONTACT)
_NO_PHRASES = PromptPhrases(
    topic=("{Subject}.",), offer=("{Offer}.",), code=("{code}.",), price=("{Price}.",), date=("{Date}.",),
    contact=("{Contact}.",), fill=(), closing=(),
)  # fmt: skip
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_VERB = re.compile(rf"(?i)^[a-z]+(?<!s)s(?=\s+{WORDS.prompts.after_verb}\b|\s+\w+)")


# "why lavender belongs in every garden" stands alone: "This is about why …" is no sentence in most languages.
_WHAT_IS = r"qu['’]est-ce|c['’]est quoi|wa[st] (?:ist|sind|is|zijn)\b|(?:che )?cos['’]è|o que é"
_ASKS = re.compile(
    rf"(?i)(?:{_WHAT_IS}|¿|why|warum|weshalb|wieso|pourquoi|por qué|perché|por que|waarom|dlaczego|varför"
    r"|neden|почему|wie|comment|cómo|como|come|hoe|hur"
    r"|(?:how|what|when|where|who|which)\s+(?:do|does|did|is|are|was|were|can|could|would|will|should))\b"
)
# What a subject that was typed as a title begins with: "The history of coffee".
_ARTICLE_FIRST = re.compile(
    r"^(?:The|An?|Our|My|How|Why|Some|Die|Der|Das|Ein|Eine|Les?|La|El|L[ao]s|Une?|Un[ao]?|Il|Lo|I|Gli|O|Os|As|Uma?"
    r"|De|Het|Een)(?=\s)|^L(?=['’])"
)
# What stands behind a colon in German, where "um" would want another case.
_NOMINATIVE = re.compile(r"(?i)(?:unser|mein|dein|euer|ihr|ein|der)\s")
# What is no topic to speak about: "Welcome video for new staff", "Pastry chef wanted, full time".
_NAMES_ITSELF = re.compile(
    r"(?i)^(?:[\w-]+\s+){0,2}[\w-]*(?:video|film|clip|reel|trailer)\b"
    r"|(?<!\w)(?:wanted|needed|for sale|for rent|to let|gesucht|zu verkaufen|zu vermieten|recherchée?s?"
    r"|à vendre|à louer|se busca|se vende|se alquila|cercasi|vendesi|affittasi|procura-se|vende-se|aluga-se"
    r"|gezocht|te koop)(?!\w)"
)
# What somebody earns, and a share, are no price.
_IS_PAY = re.compile(
    r"(?i)%|\b(?:gross|net|brutto|netto|bruts?|nets?|brut[oa]s?|lord[oi]|nett[oi]|salary|wages?)\b"
)
# "The top three hikes" are no clothes.
_TOP_SO_MANY = re.compile(r"(?i)\btop(?=\s+(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b)")
_QUOTED = re.compile(r"[\"“„«]\s*(.+?)\s*[\"”“»]")
_IS_QUESTION = re.compile(
    rf"(?i){_WHAT_IS}|\w+\s+(?:do|does|did|is|are|was|were|can|could|would|will|should)\b"
)
# A subject that says something itself, by its first words: "We are a clinic", "Unser Salon eröffnet".
_SAYS = re.compile(
    r"(?:(?i:we|you|they|I|he|she|it|there|this|that|these|those)(?:['’](?:re|ve|s|m|ll)|\s+\w)"
    r"|(?:Wir|Ich|Unser|Mein|Dein|Der|Ein|Nous|Je|On|Vous|Il|Elle|Somos|Soy|Estamos|Tenemos|Siamo|Sono|Abbiamo"
    r"|Temos|Estamos|Wij|Ik|Het|Vi|Jag|Det|Jesteśmy|Mamy)\s)"
)


# What stands before a colon and says nothing without what follows it: a number, a part of a list, "New in".
_LEADS_ON = re.compile(
    r"(?i)\d|, |^(?:new|now|just|back|out|coming|sold|open|fresh|only)\s+(?:in|on|at|here|now|soon|open"
    r"|available|landed|out|arrived|sale|stock|today|this week|in (?:stock|stores?))$"
    r"|^(?:to let|for rent|for sale|wanted|à louer ?|à vendre ?|se vende|se alquila|vendesi|affittasi|te koop"
    r"|te huur|zu vermieten|zu verkaufen|suche \w+|gesucht)$"
    r"|^(?:neu|jetzt|ab sofort|wieder|endlich)\s+(?:im|bei|da|neu|wieder|hier|zu haben|im \w+|bei uns)"
    r"(?:\s+\w+)?$"
)


@dataclass
class _Part:
    """What one scene says: `texts`, from the fullest to the barest, and what is shown.

    `needed`: it holds a fact, and stays whatever else has to go. `is_last`: it belongs to the end. `goes_on`:
    it goes on with the sentence of the part before, so nothing stands between them.
    """

    texts: list[str]
    headline: str = ""
    detail: str = ""
    action: str = ""
    needed: bool = False
    is_last: bool = False
    goes_on: bool = False
    bare: int = 0

    @property
    def text(self) -> str:
        return self.texts[min(self.bare, len(self.texts) - 1)]


@dataclass
class _Film:
    """The parts in order, with the time that they have."""

    parts: list[_Part]
    language: str
    total_ms: int
    used: set[str] = field(default_factory=set)

    def spoken_ms(self, part: _Part) -> int:
        return spoken_ms(part.text, self.language)

    @property
    def needed_ms(self) -> int:
        return sum(max(LEAST_MS, self.spoken_ms(part) + PAUSE_MS) for part in self.parts)

    @property
    def share(self) -> float:
        return sum(map(self.spoken_ms, self.parts)) / self.total_ms


def write_announcement(request: ScriptRequest, reading: PromptReading) -> Script:
    """The Script of a reading: scenes that sum to the request's `duration_ms`, every fact said or shown."""
    language = request.language.split("-")[0].lower()
    rng = random.Random(f"{request.prompt}|{request.style}|{request.mode}|{language}|{request.seed}")
    writer = _Announcer(request, reading, language, rng)
    segments = writer.segments()
    title = reading.title if len(reading.title.split()) <= 8 else " ".join(reading.title.split()[:8])
    return Script(title=title, segments=segments, hook=segments[0].text, cta=segments[-1].text)


class _Announcer:
    def __init__(
        self, request: ScriptRequest, reading: PromptReading, language: str, rng: random.Random
    ) -> None:
        self.request, self.reading, self.language, self.rng = request, reading, language, rng
        words = prompt_words(language)
        self.phrases = (words and words.phrases) or _NO_PHRASES
        self.governed = words.section("topic_after") if words else {}
        self.unwanted = (*request.banned_words, *reading.avoid)
        self.film = _Film([], language, request.duration_ms)

    def segments(self) -> tuple[Segment, ...]:
        film = self.film
        opening_part, *others = self._parts()
        middle = [part for part in others if not part.is_last]
        end = [part for part in others if part.is_last]
        film.parts = [opening_part, *middle, *self._together(end)]
        self._fit()
        self._check_time()
        self._fill()
        return self._laid_out()

    # --- what is said ------------------------------------------------------------------------
    def _parts(self) -> list[_Part]:
        told = [text for text in self.reading.sentences if not has_word(text, self.request.banned_words)]
        items = [text for text in self.reading.items if not has_word(text, self.request.banned_words)]
        first = told[0] if told else ""
        if items:
            opens = [self._titled(len(items))]
            told = told[1:] if _same(first, self.reading.subject) else told
        elif not told or (
            self.reading.ordered
            and _same(first, self.reading.subject)
            and not first.endswith(("!", "?"))
            and not self._is_sentence(first)
            and not (self.reading.is_stated and len(first.split()) > _MOST_WORDS_NAMED)
        ):
            opens = [self._topic()]
            told = told[1:]
        else:
            opens = []
        if told and self.reading.ordered and _same(told[0], self.reading.subject):
            told = [nominative(told[0]), *told[1:]]
        body = [part for text in told for part in self._parts_of(text)]
        body += [self._item(number, text) for number, text in enumerate(items, 1)]
        call = self.request.cta or self.reading.wishes.call_to_action
        if call and not any(_same(call, part.text) for part in body):
            body.append(_Part([_ended(capital(call))], headline=_short(call), needed=True, is_last=True))
        parts = [*opens, *body]
        if parts[0].is_last and self.reading.subject and not opens:
            parts[0] = replace(parts[0], is_last=False)
        return parts

    def _topic(self) -> _Part:
        subject = self.reading.subject
        if (quoted := _QUOTED.fullmatch(subject)) and quoted[1].endswith((".", "!", "?")):
            return _Part([quoted[1]], headline=_short(quoted[1]), action=subject, needed=True)
        if _ASKS.match(subject):
            end = "?" if _IS_QUESTION.match(subject) else "."
            return _Part([f"{capital(subject)}{end}"], headline=_short(subject), action=subject, needed=True)
        subject = _ARTICLE_FIRST.sub(lambda found: found[0].lower(), subject)
        nominative_first = self.language == "de" and self.reading.is_stated and _NOMINATIVE.match(subject)
        if _NAMES_ITSELF.search(subject) or nominative_first:
            return _Part([_ended(capital(subject))], headline=_short(subject), action=subject, needed=True)
        topics = self._shuffled(self.phrases.topic[:-1])
        if governed := self.governed.get(self.reading.preposition):
            return _Part(
                [self._filled(governed, subject=subject)], headline=_short(nominative(subject)), needed=True
            )
        lines = [self._filled(line, subject=subject) for line in topics]
        lines = [line for line in lines if not has_word(line, self.request.banned_words)] or lines
        bare = self._filled(self.phrases.topic[-1], subject=subject)
        return _Part([*lines[:1], bare] if lines else [bare], headline=_short(nominative(subject)),
                     action=subject, needed=True)  # fmt: skip

    def _is_sentence(self, text: str) -> bool:
        """Whether a subject says something itself: "our bakery opens on 3 May"."""
        return (
            bool(_SAYS.match(text))
            or len(text.split()) > _MOST_TOPIC_WORDS
            or (self.language == "en" and is_clause(text))
        )

    def _titled(self, count: int) -> _Part:
        """The list's own title; without its number where the prompt gives another number of points."""
        if self.reading.list_title and self.reading.listed == count:
            title = capital(self.reading.list_title)
            return _Part([_ended(title)], headline=_short(title), action=self.reading.subject, needed=True)
        return self._topic() if self.reading.subject else _Part([self._numbered(1, "")], needed=True)

    def _item(self, number: int, text: str) -> _Part:
        return _Part(
            [self._numbered(number, text)],
            headline=_short(text),
            action=text,
            needed=True,
        )

    @staticmethod
    def _numbered(number: int, text: str) -> str:
        return f"{number}: {_ended(text)}"

    def _parts_of(self, text: str) -> list[_Part]:
        """The parts of one sentence of the prompt: what it introduces, and what it says of that."""
        bare = text.rstrip(".!? ")
        found = facts_in(text)
        only = found[0] if len(found) == 1 and _same(found[0].text, bare) else None
        if only is not None and only.kind in (OFFER, CODE, PRICE, DATE, CONTACT):
            return [self._fact(only, text)]
        head, colon, rest = bare.partition(": ")
        if colon and rest and 2 <= len(head.split()) <= 9 and not _LEADS_ON.search(head):
            return [
                *self._parts_of(f"{head.strip()}."),
                *self._parts_of(capital(self._with_subject(rest)) + _end(text)),
            ]
        announced = [fact for fact in found if fact.kind in (OFFER, CODE, PRICE, DATE, CONTACT)]
        is_last = bool(announced) and all(fact.kind in _LAST for fact in announced) and len(bare.split()) <= 8
        shown = next(
            (fact for fact in announced if fact.kind in (OFFER, PRICE)), announced[0] if announced else None
        )
        headline = _short(bare)
        if shown and len(bare.split()) > _MOST_WORDS_WHOLE:
            headline = _short(shown.value if shown.kind == CODE else shown.text)
        details = [fact.value if fact.kind == CODE else fact.text for fact in announced if fact is not shown]
        whole = _ended(capital(text))
        longest = min(LONGEST_MS, self.request.duration_ms) - PAUSE_MS
        pieces = (
            [whole]
            if spoken_ms(whole, self.language) <= longest
            else cut_sentence(whole, self.language, longest)
        )
        parts = [_Part([capital(piece)], action=bare, needed=bool(announced)) for piece in pieces]
        parts[0].headline, parts[0].detail = capital(headline), capital(" · ".join(details))
        for at, part in enumerate(parts):
            part.is_last, part.goes_on = is_last, at > 0
        return parts

    def _with_subject(self, rest: str) -> str:
        """ "keeps coffee hot" after a colon as a sentence of its own: "It keeps coffee hot"."""
        if self.language == "en" and _VERB.match(rest) and not re.match(r"(?i)\w+s\s*,", rest):
            return f"It {rest[:1].lower()}{rest[1:]}"
        return rest

    def _fact(self, fact: PromptFact, text: str) -> _Part:
        """A fact that stands alone, with a few words around it where the language has some."""
        bare = fact.text.strip()
        lines = {
            OFFER: self.phrases.offer,
            CODE: self.phrases.code,
            PRICE: self.phrases.price,
            DATE: self.phrases.date,
            CONTACT: self.phrases.contact,
        }[fact.kind]
        slots = {"offer": bare, "code": fact.value, "price": bare, "date": bare, "contact": bare}
        if fact.kind == PRICE and _IS_PAY.search(bare):
            lines = lines[-1:]
        texts = [self._filled(line, **slots) for line in lines]
        if fact.kind == CODE and _reads_as_order(bare):
            texts.insert(0, _ended(capital(bare)))
        return _Part(
            list(dict.fromkeys(texts)),
            headline=fact.value if fact.kind in (CODE, CONTACT) else _short(bare),
            action=self.reading.subject or text,
            needed=True,
            is_last=fact.kind in _LAST,
        )

    def _together(self, end: Sequence[_Part]) -> list[_Part]:
        """What people need to act, in as few scenes as can hold it."""
        scenes: list[_Part] = []
        for part in end:
            both = f"{scenes[-1].text} {part.text}" if scenes else part.text
            if scenes and spoken_ms(both, self.language) <= LONGEST_MS - PAUSE_MS:
                scenes[-1] = _joined(scenes[-1], part)
            else:
                scenes.append(part)
        return scenes

    # --- the time ----------------------------------------------------------------------------
    def _fit(self) -> None:
        """Shortens until all can be said: first the words around facts, then scenes, then what is no fact."""
        film = self.film
        while film.needed_ms > film.total_ms or len(film.parts) > MOST_SCENES:
            if not (self._barer() or self._join_two() or self._drop_one() or self._shorter()):
                break

    def _check_time(self) -> None:
        """Raises Rejected where the words take longer than the whole film."""
        film = self.film
        spoken = sum(map(film.spoken_ms, film.parts)) + _LEAST_PAUSE_MS * len(film.parts)
        if spoken > film.total_ms:
            raise Rejected(
                f"The words of the prompt take about {-(-spoken // 1000)} seconds to say, and the film lasts "
                f"{film.total_ms / 1000:g}. Choose a longer duration, or write less."
            )

    def _shorter(self) -> bool:
        """Keeps of the longest words that hold no fact what stands before their last clause."""
        parts = [part for part in self.film.parts if not facts_in(part.text)]
        for part in sorted(parts, key=self.film.spoken_ms, reverse=True):
            pieces = cut_sentence(part.text, self.language, self.film.spoken_ms(part) - 1)
            if len(pieces) > 1:
                part.texts, part.bare = [_ended(" ".join(pieces[:-1]))], 0
                return True
        return False

    def _barer(self) -> bool:
        part = next((one for one in self.film.parts if one.bare < len(one.texts) - 1), None)
        if part is None:
            return False
        part.bare += 1
        return True

    def _join_two(self) -> bool:
        """Puts the two neighbours together that leave most time free: two short scenes keep two pauses."""
        parts = self.film.parts
        lengths = [self.film.spoken_ms(part) for part in parts]
        pairs = [
            (lengths[at] + lengths[at + 1], at)
            for at in range(len(parts) - 1)
            if lengths[at] + lengths[at + 1] <= LONGEST_MS
        ]
        if not pairs:
            return False
        _, at = min(pairs)
        parts[at : at + 2] = [_joined(parts[at], parts[at + 1])]
        return True

    def _drop_one(self) -> bool:
        """Leaves out the last part that announces nothing; of those the last without a number."""
        parts = self.film.parts
        spare = [at for at in range(len(parts) - 1, 0, -1) if not parts[at].needed]
        if not spare:
            return False
        del parts[next((at for at in spare if not facts_in(parts[at].text)), spare[0])]
        return True

    def _fill(self) -> None:
        """Adds words that claim nothing, until the film is spoken through; else cuts its sentences apart."""
        film = self.film
        film.used |= {opening(one) for part in film.parts for one in sentences(part.text)}
        closing = (
            [] if film.parts[-1].is_last or self.reading.announced else self._shuffled(self.phrases.closing)
        )
        for line in closing[:1]:
            self._add(line, len(film.parts))
        for line in self._fillers():
            if film.share >= SPOKEN_SHARE:
                return
            self._add(line, self._place_for_filler())
        self._spread()

    def _add(self, line: str, at: int) -> None:
        """The line in a scene of its own where the film has time for one, else beside another such line."""
        film = self.film
        if has_word(line, self.unwanted) or {opening(one) for one in sentences(line)} & film.used:
            return
        part = _Part([line], action=self.reading.subject)
        beside = next((one for one in reversed(film.parts[1:at]) if not one.needed), None)
        if len(film.parts) >= scene_count(film.total_ms) + 1 and beside is not None:
            part = replace(beside, texts=[f"{beside.text} {line}"], bare=0)
            parts = [part if one is beside else one for one in film.parts]
        else:
            parts = [*film.parts[:at], part, *film.parts[at:]]
        trial = replace(film, parts=parts)
        if trial.needed_ms <= film.total_ms and trial.spoken_ms(part) <= LONGEST_MS:
            film.parts = parts
            film.used |= {opening(one) for one in sentences(line)}

    def _place_for_filler(self) -> int:
        """Where another look fits: never between the points of a list, and before what ends the film."""
        parts = self.film.parts
        if self.reading.items:
            return len(parts) - (not parts[-1].needed or parts[-1].is_last)
        ends = next((at for at, part in enumerate(parts) if part.is_last), len(parts))
        if ends == len(parts) and len(parts) > 1:
            ends -= 1
        while ends < len(parts) and parts[ends].goes_on:
            ends += 1
        return ends

    def _fillers(self) -> list[str]:
        """Lines of the part of life that the subject belongs to, then lines for anything, shuffled."""
        book = phrase_book(self.language)
        if book is None:
            return self._general()
        noun = _TOP_SO_MANY.sub("", _head_noun(self.reading.subject))
        # The nouns of all languages are looked up together: a German "Tee" is no shirt.
        known = self.language == "en" or len(noun.split()[-1:] and noun.split()[-1]) > _SHORT_NOUN
        domain = domain_for(noun) if known else ""
        lively = self.request.style in LIVELY_STYLES and self.request.mode != "functional_intro"
        own: list[str] = []
        if domain in book.domains:
            rows = book.domains[domain]
            moments = rows.lively_moments if lively else rows.calm_moments
            hooks = rows.plain_hooks if self.request.mode == "functional_intro" else rows.calm_hooks
            own = [phrase.say for phrase in (*moments, *hooks)]
        return [*self._shuffled(own), *self._general()]

    def _general(self) -> list[str]:
        return [*self._shuffled(self.phrases.fill), *self._shuffled(self.phrases.fill_more)]

    def _spread(self) -> None:
        """Sentences over several scenes, where there are fewer than the film's length asks for."""
        film = self.film
        wanted = 0 if self.phrases.fill else scene_count(film.total_ms)
        while len(film.parts) < wanted:
            longest = max(film.parts, key=film.spoken_ms)
            pieces = cut_sentence(longest.text, self.language, film.spoken_ms(longest) * 2 // 3)
            if len(pieces) < 2:
                return
            at = film.parts.index(longest)
            new = [replace(longest, texts=[piece], bare=0) for piece in pieces]
            for piece in new[1:]:
                piece.headline = piece.detail = ""
            film.parts[at : at + 1] = new
            if film.needed_ms > film.total_ms:
                film.parts[at : at + len(new)] = [longest]
                return

    # --- the scenes --------------------------------------------------------------------------
    def _laid_out(self) -> tuple[Segment, ...]:
        film = self.film
        needs = [max(LEAST_MS, film.spoken_ms(part) + PAUSE_MS) for part in film.parts]
        durations = fit_durations(needs, film.total_ms, minimum=min(1000, film.total_ms // len(needs)))
        last = len(film.parts) - 1
        shown: set[str] = set()
        segments = []
        for at, (part, ms) in enumerate(zip(film.parts, durations, strict=True)):
            beat = "hook" if at == 0 else "closing" if at == last else "context" if at == 1 else "content"
            headline = (
                "" if part.headline in shown or has_word(part.headline, self.unwanted) else part.headline
            )
            shown.add(headline)
            segments.append(
                Segment(
                    text=part.text,
                    duration_ms=ms,
                    beat=beat,
                    headline=headline,
                    detail=part.detail,
                    action=part.action or self.reading.subject,
                )
            )
        return tuple(segments)

    def _filled(self, line: str, **slots: str) -> str:
        capitals = {capital(name): capital(value) for name, value in slots.items()}
        return re.sub(r"([.!?…])\.$", r"\1", line.format(**slots, **capitals))

    def _shuffled(self, lines: Iterable[str]) -> list[str]:
        shuffled = list(lines)
        self.rng.shuffle(shuffled)
        return shuffled


def _joined(one: _Part, other: _Part) -> _Part:
    """Two parts in one scene: what is not on top of the picture stands below."""
    details = [words for words in (one.detail, other.headline, other.detail) if words]
    if not one.headline:
        details = details[1:] if other.headline else details
    return _Part(
        [f"{one.text} {other.text}", f"{one.texts[-1]} {other.texts[-1]}"],
        headline=one.headline or other.headline,
        detail=" · ".join(dict.fromkeys(details)),
        action=one.action or other.action,
        needed=one.needed or other.needed,
        is_last=one.is_last or other.is_last,
    )


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same words."""
    return re.sub(r"\W+", " ", one).strip().casefold() == re.sub(r"\W+", " ", other).strip().casefold()


def _ended(text: str) -> str:
    """The text as a sentence, with the stop of its script."""
    if _WIDE.search(text[-1:]):
        return f"{text}。"
    return ended(text)


def _end(text: str) -> str:
    return text[-1] if text.endswith((".", "!", "?")) else "."


def _short(text: str) -> str:
    """A text as a headline where it has few words, else ""."""
    bare = text.strip(" .!¡,;:。！")
    return capital(bare) if 0 < len(bare.split()) <= MOST_HEADLINE_WORDS and len(bare) <= 60 else ""


def _head_noun(subject: str) -> str:
    """A subject without where it is: "my dog walking business"."""
    return re.split(r"\s+(?:in|at|on|for|with|from|near|à|en|für|aus|mit|de|del|di)\s+", subject)[0]


def _reads_as_order(text: str) -> bool:
    """ "Use code MUG40" needs no words around it."""
    return bool(
        re.match(
            r"(?i)(?:use|using|enter|with|just|nutze|mit|avec|utilisez?|con|usa|utiliza|com|use)\b", text
        )
    )
