"""Tells a free prompt as a narrated film of a few even scenes.

The first scene introduces who it is about, the second where and when, the last one ends it; what
happens stands between, in the prompt's own clauses. Where the prompt has less to say than there
are scenes, the narrator speaks of looking, never of facts the prompt does not hold.
"""

import random
import re
from dataclasses import dataclass

from generation.interfaces import Script, Segment
from generation.local.copywriting import english_grammar
from generation.local.copywriting.english_words import WORDS
from generation.local.copywriting.lexicon import lexicon
from generation.local.copywriting.phrase_book import NarratorLines, phrase_book
from generation.provider_errors import Rejected
from generation.text.plain_text import capital, ended, has_word, opening, plain, sentences
from generation.text.speech_timing import spoken_ms
from generation.text.story_scenes import even_durations

SHORTEST_MS, LONGEST_MS = 5000, 300_000
BREATH_MS = 150
SILENCE = "…"

_ORDER = re.compile(
    r"(?i)^(?:please\s+)?(?:(?:can|could) you\s+)?"
    r"(?:make|create|generate|produce|film|write|shoot|show|give)\b"
    r"(?:\s+(?:me|us))?(?:\s+(?:an?|the|some))?(?:\s+[\w-]+){0,3}?"
    r"(?:\s+(?:video|film|clip|ad|advert|story|movie|animation|short))(?:\s+[\w]+)?\s+"
    r"(?:about|of|showing|where|in which|that shows|with)\s+"
)
_FORM = re.compile(
    r"(?i)^(?:an?|the)\s+(?:[\w-]+\s+){0,2}(?:video|film|clip|story|movie|animation)\s+"
    r"(?:about|of|showing|where|in which)\s+"
)
_SHOW = re.compile(r"(?i)^(?:please\s+)?(?:show|film)(?:\s+(?:me|us))?\s+(?=(?:an?|the|two|three|some)\b)")
_PLACE = re.compile(
    r"(?i)\s(?P<place>(?:in|at|inside|aboard|beneath)\s+"
    r"(?:an?|the|his|her|their|our|its)\s+(?:[\w'’-]+\s+){0,3}?[\w'’-]+?)"
    r"(?=$|[,.;]|\s+(?:and|to|with|for|in|on|at|of|while|as|where|that|who|before|after|under|near)\b)"
)
_THING = re.compile(
    r"(?i)\b(an?\s+(?!moment|while|little|lot|bit|few|first|slow|quick|second|day|night)(?:[\w'’-]+\s+){0,3}?[\w'’-]+)"
    r"(?=$|[,.;]|\s+(?:and|to|with|for|in|on|at|of|while|as|where|that|who|before|after|under|near|into|from)\b)"
)
# What leads a short later event, so that its sentence fills its scene.
_LATER = {1: "a little later, ", 2: "and then, at last, "}
SHORT_WORDS = 8
_PROMPT = WORDS.prompts
_VERB = re.compile(rf"(?i)^[a-z]+(?<!s)s(?=\s+{_PROMPT.after_verb}\b|$)")
_BREAKS = r"\s*;\s+|\s+[–—]\s+"


@dataclass(frozen=True)
class Said:
    """One thing a scene may say, with the shorter ways of saying it, longest first."""

    texts: tuple
    action: str


@dataclass(frozen=True)
class Tale:
    """A prompt taken apart: whom it is about, with whom or where, when it is, and what happens.

    `who` is the subject as it is introduced ("a robot barista"), `the` as it is known ("the
    barista"), `more` its company ("and a sleepy commuter").
    """

    events: tuple
    who: str = ""
    the: str = ""
    more: str = ""
    place: str = ""
    time: str = ""
    scene: Said | None = None


def tell(request):
    """The Script of a prompt: scenes of even length that sum to `duration_ms` exactly.

    Raises Rejected for a duration outside 5 to 300 s and for a prompt without usable words.
    """
    _check(request)
    language = request.language.split("-")[0].lower()
    prompt = _cleaned(request.prompt, language)
    times = even_durations(request.duration_ms)
    rng = random.Random(f"{prompt}|{request.style}|{request.mode}|{language}|{request.seed}")
    tale = _tale(prompt, language, request.banned_words)
    teller = _Teller(tale, language, request, rng, times)
    segments = teller.segments()
    return Script(title=_title(prompt), segments=segments, hook=segments[0].text, cta=segments[-1].text)


def _check(request):
    if not SHORTEST_MS <= request.duration_ms <= LONGEST_MS:
        raise Rejected(
            f"The duration is {request.duration_ms / 1000:g} seconds. "
            "A film from a prompt lasts 5 to 300 seconds; choose a duration in between."
        )
    if not re.search(r"\w", plain(request.prompt)):
        raise Rejected("The prompt has no words. Describe in a sentence what the film should show.")


def _cleaned(prompt, language):
    """The prompt without markup and without the order to make a video of it."""
    text = " ".join(plain(prompt).split())
    if language == "en":
        for pattern in (_ORDER, _FORM, _SHOW):
            shorter = pattern.sub("", text, count=1)
            text = shorter if len(shorter.split()) > 1 else text
    return capital(text)


def _tale(prompt, language, banned):
    found = [one for one in sentences(prompt) if not has_word(one, banned)]
    if not found:
        raise Rejected(
            "Every sentence of the prompt contains a banned word. "
            "Reword the prompt or remove the banned word."
        )
    if language == "en":
        return _english_tale(found)
    events = [clause for sentence in found for clause in _clauses(sentence, language)]
    return Tale(tuple(Said((ended(capital(clause)),), clause) for clause in events))


def _clauses(sentence, language):
    """The clauses of a sentence in a language other than English."""
    grammar, bare = lexicon().grammars.get(language), sentence.rstrip(".")
    if not grammar:
        parts = re.split(r";\s+", bare)
    else:
        parts = re.split(rf"{_BREAKS}|,\s+{grammar.clauses.then}\s+", bare)
        parts = [piece for part in parts for piece in re.split(_second_verb(grammar), part)]
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


def _second_verb(grammar):
    """The pattern of the space before an "and" that is followed by a verb and what it acts on."""
    rules = grammar.clauses
    no_verb, acted_on = "|".join(rules.no_verb), "|".join(rules.acted_on)
    return rf",?\s+(?={grammar.and_word}\s+(?!(?:{no_verb})\b){rules.verb}\s+(?:{acted_on})\b)"


def _english_tale(found):
    """Subject, setting and events of an English prompt; later sentences are events as they stand."""
    subject, clauses = _first_sentence(found[0])
    if not subject:
        return _scene_tale(found)
    time, place = _setting(found[0], clauses[0] if clauses else "")
    events = _events(subject, clauses, time)
    for sentence in found[1:]:
        events.append(Said(tuple(_shorter(ended(capital(sentence)))), sentence))
    who = _who(subject)
    return Tale(
        tuple(events),
        who=who,
        the=_short_subject(subject) if who else "",
        more=_company(clauses, place),
        place=place,
        time=time,
    )


def _scene_tale(found):
    """A prompt that names a scene instead of telling what happens: the scene itself is the opening."""
    later = tuple(Said(tuple(_shorter(ended(capital(one)))), one) for one in found[1:])
    return Tale(later, scene=Said((ended(capital(found[0])),), found[0]))


def _first_sentence(sentence):
    """(subject, predicates) of "A robot barista opens ... and serves ..."; ("", []) without a verb."""
    words = sentence.rstrip(".!").split()
    for at in range(1, min(len(words), 10)):
        rest = " ".join(words[at:])
        if _is_verb(words, at):
            subject = " ".join(words[:at])
            return subject.rstrip(","), _predicates(rest, _is_several(words[:at]))
        if (
            words[at].endswith("ing")
            and len(words[at]) > 5
            and at + 1 < len(words)
            and _is_subject(words[:at])
        ):
            be = "are" if _is_several(words[:at]) else "is"
            return " ".join(words[:at]), [f"{be} {rest}"]
    return "", []


def _is_verb(words, at):
    word, rest = words[at], " ".join(words[at:])
    if word.lower() in _PROMPT.not_verbs:
        return word.lower() in ("is", "was", "has") and _is_subject(words[:at])
    if word.lower() in ("are", "were", "have", "can", "must", "will"):
        return True
    if _is_several(words[:at]) and word.lower() in _PROMPT.verbs:
        return True
    return bool(_VERB.match(rest)) and _is_subject(words[:at])


def _is_subject(words):
    """Whether words can be a subject: they start like one and do not end in a joining word."""
    return words[-1].lower().strip(",") not in _PROMPT.joining


def _is_several(words):
    core = re.split(r"\s+(?:in|on|at|with|of|from)\s+", " ".join(words))[0]
    return english_grammar.is_plural(core.split()[-1]) or " and " in core


def _predicates(rest, several=False):
    """The things one subject does, told apart at "and" and at commas before the next verb."""
    ending = "" if several else r"(?<!s)s"
    verb = rf"(?!(?:{_PROMPT.after_verb}|who|that|which|then)\b)[a-z]+{ending}\s+{_PROMPT.after_verb}\b"
    pattern = rf",?\s+and\s+then\s+|,\s+then\s+|;\s+|\s+[–—]\s+|,?\s+and\s+(?={verb})|,\s+(?={verb})"
    return [part.strip(" ,") for part in re.split(pattern, rest) if part.strip(" ,")]


def _who(subject):
    """How to introduce the subject: "a robot barista", with its article as the prompt has it."""
    if len(subject.split()) > 8:
        return ""
    phrase = _inside(subject)
    pronoun = phrase.split()[0].lower() in ("he", "she", "it", "they", "we", "i", "you")
    return "" if pronoun else phrase


def _company(clauses, place):
    """Whom or what the subject meets last, else where it is: " and a sleepy commuter"."""
    doing = [clause for clause in clauses if not re.match(r"(?i)(?:is|are|was|were)\s+an?\b", clause)]
    things = [thing for clause in doing for thing in _THING.findall(clause)]
    things = [thing for thing in things if thing not in place and not thing.endswith("ly")]
    if things:
        return f" and {things[-1]}"
    return f" {place}" if place else ""


def _setting(sentence, predicate):
    """(name of the time or "", the place as "in a snowy forest" or "")."""
    time = next(
        (name for name, when in _times().items() if re.search(rf"(?i)\b{when.pattern}\b", sentence)), ""
    )
    return time, _place(predicate)


def _times():
    return phrase_book("en").story.times


def _time_words(name):
    """The pattern that finds a time in a prompt; one that finds nothing for ""."""
    return _times()[name].pattern if name else r"(?!)"


def _place(predicate):
    """ "in a snowy forest" where the first thing happens there; "" for times and for mere surfaces."""
    found = _PLACE.search(f" {predicate}")
    place = found.group("place") if found else ""
    is_time = any(re.fullmatch(f"(?i){when.pattern}", place) for when in _times().values())
    return "" if is_time else place


def _events(subject, predicates, time):
    """The predicates as sentences: the subject in full first, then by its last noun."""
    full = _definite(subject)
    short = _short_subject(subject)
    said = []
    for at, predicate in enumerate(predicates):
        bare = _without_setting(predicate, time) if at == 0 else predicate
        name = full if at == 0 else short if at == 1 else f"then {short}"
        forms = [f"{name} {form}" for form in _shorter(bare)]
        if len(forms[0].split()) < SHORT_WORDS and at in _LATER:
            forms = [re.sub(r"^(?:then )?", _LATER[at], forms[0]), *forms]
        said.append(Said(tuple(ended(capital(form)) for form in forms), f"{subject} {predicate}"))
    return said


def _definite(subject):
    inside = _inside(subject)
    if re.match(r"(?:two|three|four|five)\b", inside):
        return f"the {inside}"
    return re.sub(r"^an?\s+", "the ", inside)


def _inside(subject):
    """The subject as it stands inside a sentence: "a robot barista", but "Mara"."""
    determined = re.match(r"(?i)(?:an?|the|two|three|four|five|some|my|our|his|her|their)\b", subject)
    return subject[:1].lower() + subject[1:] if determined else subject


def _short_subject(subject):
    """ "the barista" for "a robot barista"; names and plain plurals stay whole."""
    if not re.match(r"(?i)(?:an?|the|two|three|four|five|some)\s", subject) or " and " in subject:
        return _inside(subject)
    core = english_grammar.core_phrase(subject)
    return f"the {core.split()[-1]}"


def _without_setting(predicate, time):
    """The predicate without the time and place that the context scene tells."""
    for words in (_time_words(time), re.escape(_place(predicate)) or r"(?!)"):
        shorter = re.sub(rf"(?i),?\s*\b(?:{words})(?=\W|$)", "", predicate).strip(" ,")
        predicate = shorter if shorter and shorter not in ("is", "are") else predicate
    return predicate


def _shorter(text):
    """The text, then without its last phrases one by one: each still a whole sentence."""
    end = text[-1] if text[-1:] in ".!?" else ""
    forms, bare = [text], text.rstrip(".!?")
    cuts = [
        found.start() for found in re.finditer(r",?\s+(?:to|for|with|in|on|at|while|as|before|after)\s", bare)
    ]
    for cut in reversed(cuts):
        if len(bare[:cut].split()) >= 4:
            forms.append(bare[:cut].rstrip(",") + end)
    return forms


class _Teller:
    """Deals what there is to say to the scenes, each thing once."""

    def __init__(self, tale, language, request, rng, times):
        self.tale, self.language, self.request, self.rng, self.times = tale, language, request, rng, times
        book = phrase_book(language)
        self.phrases = book.story.lines_for(request.mode, request.style) if book else None
        self.used, self.said = set(), set()

    def segments(self):
        count = len(self.times)
        beats = ["hook", "context", *["content"] * (count - 3), "closing"]
        dealt = self._deal(beats)
        texts = []
        for at, beat in enumerate(beats):
            texts.append(self._text(at, beat, dealt[at]))
        actions = self._actions(dealt)
        heads = self._headlines(texts, beats)
        return tuple(
            Segment(text=text, duration_ms=ms, beat=beat, headline=head, action=action)
            for text, ms, beat, head, action in zip(texts, self.times, beats, heads, actions, strict=True)
        )

    def _headlines(self, texts, beats):
        """A few words for each picture, none of them twice."""
        heads = []
        for text, beat in zip(texts, beats, strict=True):
            found = (_headline(text), *self._named(text, beat))
            heads.append(next((head for head in found if head and head not in heads), ""))
        return heads

    def _named(self, text, beat):
        """The subject, the time or the thing that a sentence speaks of, in five words at most."""
        named = [capital(thing) for thing in reversed(_THING.findall(text)) if not thing.endswith("ly")]
        if beat == "hook":
            named.insert(0, capital(self.tale.who))
        if beat == "context":
            told = [words for words in (self.tale.place, self.tale.time) if words and words in text.lower()]
            named = [*map(capital, told), *named]
        named = named if self.language == "en" and (beat != "closing" or named) else []
        return [
            name
            for name in named
            if 0 < len(name.split()) <= 5 and not has_word(name, self.request.banned_words)
        ]

    def _deal(self, beats):
        """Which events each scene tells: spread over the content scenes, the overflow to its neighbours."""
        events, count = list(self.tale.events), len(beats)
        first = 2 if self.tale.who or self.phrases else 0
        if len(events) > count - first - 1:
            first = 1 if len(events) <= count - 1 else 0
        last = count - (0 if len(events) > count - first - 1 or count == 3 else 1)
        slots = list(range(first, last)) or [count - 1]
        dealt = [[] for _ in beats]
        for at, event in enumerate(events):
            dealt[slots[at * len(slots) // len(events)]].append(event)
        return dealt

    def _text(self, at, beat, events):
        """An event in its scene where there is one, else what the beat says of the subject, else a look."""
        parts = []
        if not events or (beat == "hook" and self.tale.scene):
            parts = self._first(at, [], self._lead(beat))
        for event in events:
            parts = self._tell(at, parts, event, [*self._fronted(event, beat), *event.texts])
        parts = parts or self._first(at, [], self._lead(beat))
        if parts and events and self._is_brief(at, parts):
            parts += self._first(at, parts, self._looks(beat))
        return " ".join(parts) or self._neutral(at, beat)

    def _tell(self, at, parts, event, texts):
        """The parts with the event told in them, or in their place where both do not fit."""
        told = self._first(at, parts, texts)
        if not told and parts and not any(part in event.texts for part in parts):
            return self._first(at, [], texts) or parts
        return parts + told

    def _first(self, at, parts, texts):
        """[the first text that fits beside the parts], taken; [] where none does."""
        text = next((one for one in texts if self._fits(at, [*parts, one])), None)
        return [self._take(text)] if text else []

    def _is_brief(self, at, parts):
        """Whether the words leave more than half of a scene to silence."""
        return spoken_ms(" ".join(parts), self.language) < 0.4 * self.times[at]

    def _looks(self, beat):
        """What may follow a brief event, so that it has time to be seen."""
        lead = [text for text in self._lead("content") if beat != "closing"] or self._lead("closing")
        lines = self.phrases or NarratorLines()
        return lead + self._shuffled(lines.closing if beat == "closing" else lines.content)

    def _fronted(self, event, beat):
        """The first event with its time or place in front, where no scene of its own tells that."""
        if beat not in ("hook", "context") or event is not self.tale.events[0]:
            return []
        when = re.search(rf"(?i)\b{_time_words(self.tale.time)}\b", event.action)
        front = when.group(0) if when else self.tale.place
        return [f"{capital(front)}, {_inside(text)}" for text in event.texts] if front else []

    def _lead(self, beat):
        """Sentences that a beat may say of the subject, its time and its place; the fullest first."""
        tale = self.tale
        if beat == "hook" and tale.scene:
            return tale.scene.texts
        if self.language != "en":
            return []
        if beat == "hook" and tale.who:
            frames = self._shuffled(self.phrases.meet)
            full = [
                capital(frame.format(who=tale.who, company=tale.more))
                for frame in frames
                if "{company}" in frame
            ]
            return full + [capital(frame.format(who=tale.who, company="")) for frame in frames]
        if beat == "context":
            return self._whereabouts()
        ends = _times()[tale.time].ending if tale.time and beat == "closing" else ()
        frames = [*ends, *self._shuffled(self.phrases.leave if beat == "closing" else self.phrases.stay)]
        return [frame.format(the=tale.the) for frame in frames if tale.the or "{the}" not in frame]

    def _whereabouts(self):
        where = f" {self.tale.place}" if self.tale.place else ""
        time = self.tale.time
        texts = [text.format(where=where) for text in _times()[time].opening] if time else []
        if where and not texts:
            texts = [f"We are{where}, and we take a first look around.", f"We are{where}."]
        return texts

    def _neutral(self, at, beat):
        """A line about looking, full sentences before short ones; silence where even those do not fit."""
        if not self.phrases:
            return SILENCE
        lines = self.phrases
        brief = [lines.short_end] if beat == "closing" else self._shuffled(lines.short)
        by_beat = {"hook": lines.hook, "context": lines.context, "closing": lines.closing}
        full = sorted(
            self._shuffled(by_beat.get(beat, lines.content)), key=lambda text: len(text.split()) < 4
        )
        for text in full + brief:
            if self._fits(at, [text]):
                return self._take(text)
        return SILENCE

    def _fits(self, at, parts):
        text = " ".join(parts)
        if text in self.said or has_word(text, self.request.banned_words):
            return False
        fresh = [opening(sentence) for part in parts for sentence in sentences(part) if part not in self.said]
        if self.used & set(fresh) or len(fresh) > len(set(fresh)):
            return False
        room = self.times[at] - min(BREATH_MS, self.times[at] // 20)
        return spoken_ms(text, self.language) <= room

    def _take(self, text):
        self.said.add(text)
        self.used |= {opening(sentence) for sentence in sentences(text)}
        return text

    def _actions(self, dealt):
        """What is to be seen in each scene: its own event, else the one before, else the first."""
        actions, current = [], self._first_action()
        for events in dealt:
            current = events[-1].action if events else current
            actions.append(current)
        return actions

    def _first_action(self):
        if self.tale.scene:
            return self.tale.scene.action
        return self.tale.events[0].action if self.tale.events else ""

    def _shuffled(self, texts):
        texts = list(texts)
        self.rng.shuffle(texts)
        return texts


def _headline(text):
    words = re.split(r"(?<=\?)\s|[.!…](?:\s|$)", text)[0].strip()
    return words if 0 < len(words.split()) <= 5 else ""


def _title(prompt):
    """The prompt's first words as a title, ended where a phrase ends."""
    first = sentences(prompt)[0].rstrip(".!?")
    words = first.split()
    if len(words) <= 8:
        return first
    clause = re.split(rf"[,;:]\s|\s{lexicon().any_word('title_ends_before')}\s", first)[0]
    return clause if 2 <= len(clause.split()) <= 10 else " ".join(words[:8])
