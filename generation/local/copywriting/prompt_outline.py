"""Takes a prompt apart: whom it is about, where and when it is, and what happens, in its own clauses."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from generation.local.copywriting.english_grammar import core_phrase, is_plural
from generation.local.copywriting.english_words import WORDS
from generation.local.copywriting.lexicon import NOTHING, Grammar, lexicon
from generation.local.copywriting.phrase_book import StoryPhrases, TimeOfDay, phrase_book
from generation.provider_errors import Rejected
from generation.text.plain_text import capital, ended, has_word, sentences

_PLACE = re.compile(
    r"(?i)\s(?P<place>(?:in|at|inside|aboard|beneath)\s+"
    r"(?:an?|the|his|her|their|our|its)\s+(?:[\w'’-]+\s+){0,3}?[\w'’-]+?)"
    r"(?=$|[,.;]|\s+(?:and|to|with|for|in|on|at|of|while|as|where|that|who|before|after|under|near)\b)"
)
THING = re.compile(
    r"(?i)\b(an?\s+(?!moment|while|little|lot|bit|few|first|slow|quick|second|minute|hour|day|night|week|month|year)"
    r"(?:[\w'’-]+\s+){0,3}?[\w'’-]+)"
    r"(?=$|[,.;]|\s+(?:and|to|with|for|in|on|at|of|while|as|where|that|who|before|after|under|near|into|from)\b)"
)
_PROMPT = WORDS.prompts
_VERB = re.compile(rf"(?i)^[a-z]+(?<!s)s(?=\s+{_PROMPT.after_verb}\b|$)")
_BREAKS = r"\s*;\s+|\s+[–—]\s+"

# What belongs to somebody, and questions, are what a film is about.
_NAMED = re.compile(
    r"(?i)(?:our|my|your|unser\w*|mein\w*|notre|nos|mon|ma|mes|nuestr\w+|mis?|how|why|what|which|when|where|who"
    r"|wie|warum|was|comment|pourquoi|cómo|por qué)\s"
)
# A clause after a semicolon may bring its own subject: "she smiles".
_OWN_SUBJECT = re.compile(r"(?i)(?:he|she|it|they|we|i|you|his|her|their|its|the|an?)\s")
_QUESTION = re.compile(r"(?i)(?:how|why|what|which|when|where|who|whose|do|does|did|is|are|can|have|has)\b")
# "Make the most of your mornings": told to the viewer, and nobody does anything.
_IMPERATIVE = re.compile(
    r"(?i)(?:make|get|try|enjoy|start|keep|give|take|bring|turn|say|stop|feel|find|discover|meet|treat|save|share"
    r"|join|learn|upgrade|choose|forget|imagine|let|don['’]t|do not|never|always|welcome|come)\s+"
    r"(?!(?:and|is|are|was|has)\b)"
)
# "A woman, 35, runs": what stands between two commas before the verb.
_APPOSITION = re.compile(r"^([^,]+), ([^,]+),$")

# A sentence of fewer words does not fill its scene, so it is led in.
_FULL_SENTENCE_WORDS = 8
# The verb of a first sentence is looked for among so many words; a longer subject is not introduced.
_WORDS_BEFORE_VERB, _MOST_SUBJECT_WORDS = 10, 8
# A sentence is shortened at its last phrases while so many words remain.
_FEWEST_WORDS = 4


@dataclass(frozen=True)
class StoryEvent:
    """One thing that a scene may tell: the ways to say it, longest first, and what is to be seen."""

    texts: tuple[str, ...]
    action: str


@dataclass(frozen=True)
class PromptOutline:
    """A prompt taken apart.

    `subject` is whom it is about as introduced ("a robot barista"), `known_subject` as known ("the
    barista"), `company` whom or what it meets (" and a sleepy commuter"). `opening` is the scene itself,
    in prompts that name one instead of telling what happens.
    """

    events: tuple[StoryEvent, ...]
    subject: str = ""
    known_subject: str = ""
    company: str = ""
    place: str = ""
    time: str = ""
    opening: StoryEvent | None = None


def tells_no_event(sentence: str, language: str) -> bool:
    """Whether a sentence only names what a film is about: "our coffee mug", but not "a fox in the snow"."""
    if _NAMED.match(sentence):
        return not (language == "en" and is_clause(sentence))
    if re.match(r"(?i)(?:an?|two|three|four|five|some|ein\w*|zwei|une?|deux|una?|dos)\s", sentence):
        return False
    return language != "en" or not is_clause(sentence)


def is_clause(sentence: str) -> bool:
    """Whether English words have a verb that says something: "our bakery opens at dawn"."""
    subject, predicates = _subject_and_predicates(sentence)
    said = predicates[0].split() if predicates else []
    return len(subject.split()) > 1 and len(said) > 1


def outline_of(prompt: str, language: str, banned_words: Iterable[str]) -> PromptOutline:
    """The PromptOutline of a prompt. Raises Rejected where banned words leave no sentence of it."""
    usable = [one for one in sentences(prompt) if not has_word(one, banned_words)]
    if not usable:
        raise Rejected(
            "Every sentence of the prompt contains a banned word. "
            "Reword the prompt or remove the banned word."
        )
    if language == "en":
        return _english_outline(usable)
    clauses = [clause for sentence in usable for clause in _clauses(sentence, language)]
    return PromptOutline(tuple(StoryEvent((ended(capital(clause)),), clause) for clause in clauses))


def _clauses(sentence: str, language: str) -> list[str]:
    """The clauses of a sentence in a language other than English."""
    grammar, bare = lexicon().grammars.get(language), sentence.rstrip(".")
    if not grammar:
        parts = re.split(r";\s+", bare)
    else:
        parts = re.split(rf"{_BREAKS}|,\s+{grammar.clauses.then}\s+", bare)
        parts = [piece for part in parts for piece in re.split(_second_verb(grammar), part)]
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


def _second_verb(grammar: Grammar) -> str:
    """The pattern of the space before an "and" that is followed by a verb and what it acts on."""
    rules = grammar.clauses
    no_verb, acted_on = "|".join(rules.no_verb), "|".join(rules.acted_on)
    return rf",?\s+(?={grammar.and_word}\s+(?!(?:{no_verb})\b){rules.verb}\s+(?:{acted_on})\b)"


def _english_outline(found: Sequence[str]) -> PromptOutline:
    """Subject, setting and events of an English prompt; later sentences are events as they stand."""
    subject, predicates = _subject_and_predicates(found[0])
    later = [StoryEvent(tuple(_shorter_forms(ended(capital(one)))), one) for one in found[1:]]
    if not subject:
        return PromptOutline(tuple(later), opening=StoryEvent((ended(capital(found[0])),), found[0]))
    time = _time_in(found[0])
    place = _place_in(predicates[0]) if predicates else ""
    introduced = _introduced(subject)
    return PromptOutline(
        (*_events(subject, predicates, time), *later),
        subject=introduced,
        known_subject=_short_subject(subject) if introduced else "",
        company=_company(predicates, place),
        place=place,
        time=time,
    )


def _subject_and_predicates(sentence: str) -> tuple[str, list[str]]:
    """The subject of "A robot barista opens ... and serves ..." and what it does; ("", []) without a verb."""
    words = sentence.rstrip(".!").split()
    if words and (_QUESTION.match(sentence) or _IMPERATIVE.match(sentence)):
        return "", []
    for at in range(1, min(len(words), _WORDS_BEFORE_VERB)):
        rest = " ".join(words[at:])
        if _is_verb(words, at):
            subject = " ".join(words[:at])
            named = subject if _APPOSITION.match(subject) else subject.rstrip(",")
            return named, _predicates(rest, _is_several(words[:at]))
        goes_on = words[at].endswith("ing") and len(words[at]) > 5 and at + 1 < len(words)
        if words[at].lower() in _PROMPT.nouns_in_ing:
            continue
        if goes_on and _is_subject(words[:at]):
            be = "are" if _is_several(words[:at]) else "is"
            return " ".join(words[:at]), [f"{be} {rest}"]
    return "", []


def _is_verb(words: Sequence[str], at: int) -> bool:
    word, rest = words[at], " ".join(words[at:])
    if words[at - 1].isdigit() and word.lower() in ("seconds", "times", "steps"):
        return False  # nobody seconds a 30
    if word.lower() in _PROMPT.not_verbs:
        return word.lower() in ("is", "was", "has") and _is_subject(words[:at])
    if word.lower() in ("are", "were", "have", "can", "must", "will"):
        return True
    if _is_several(words[:at]) and word.lower() in _PROMPT.verbs:
        return True
    return bool(_VERB.match(rest)) and _is_subject(words[:at])


def _is_subject(words: Sequence[str]) -> bool:
    """Whether words can be a subject: they do not end in a joining word, nor in an adjective."""
    last = words[-1].lower().strip(",")
    if last in ("who", "which", "that", "whose"):  # "a keeper who adopts a seal" does nothing yet
        return False
    return last not in _PROMPT.joining | _PROMPT.before_noun | WORDS.adjectives


def _is_several(words: Sequence[str]) -> bool:
    core = re.split(r"\s+(?:in|on|at|with|of|from)\s+", " ".join(words))[0]
    return is_plural(core.split()[-1]) or " and " in core


def _predicates(rest: str, several: bool) -> list[str]:
    """The things one subject does, told apart at "and" and at commas before the next verb."""
    ending = "" if several else r"(?<!s)s"
    verb = rf"(?!(?:{_PROMPT.after_verb}|who|that|which|then)\b)[a-z]+{ending}\s+{_PROMPT.after_verb}\b"
    pattern = rf",?\s+and\s+then\s+|,\s+then\s+|;\s+|\s+[–—]\s+|,?\s+and\s+(?={verb})|,\s+(?={verb})"
    return [part.strip(" ,") for part in re.split(pattern, rest) if part.strip(" ,")]


def _introduced(subject: str) -> str:
    """How to introduce the subject: "a robot barista"; "" for pronouns and long ones."""
    if len(subject.split()) > _MOST_SUBJECT_WORDS:
        return ""
    phrase = inside_sentence(subject.rstrip(","))
    pronoun = phrase.split()[0].lower() in ("he", "she", "it", "they", "we", "i", "you")
    return "" if pronoun else phrase


def _company(predicates: Iterable[str], place: str) -> str:
    """Whom or what the subject meets last, else where it is: " and a sleepy commuter"."""
    doing = [one for one in predicates if not re.match(r"(?i)(?:is|are|was|were)\s+an?\b", one)]
    things = [thing for predicate in doing for thing in THING.findall(predicate)]
    things = [thing for thing in things if thing not in place and not thing.endswith("ly")]
    if things:
        return f" and {things[-1]}"
    return f" {place}" if place else ""


@cache
def english_story() -> StoryPhrases:
    """What is said in English films from a prompt; the times there are those a prompt may name."""
    book = phrase_book("en")
    assert book, "the English phrase book is part of the studio"
    assert book.story is not None
    return book.story


def _times() -> Mapping[str, TimeOfDay]:
    return english_story().times


def time_pattern(name: str) -> str:
    """The pattern that finds a time in a prompt; one that finds nothing for ""."""
    return _times()[name].pattern if name else NOTHING


def _time_in(sentence: str) -> str:
    """The name of the time that a sentence tells, or ""."""
    found = (name for name, when in _times().items() if re.search(rf"(?i)\b{when.pattern}\b", sentence))
    return next(found, "")


def _place_in(predicate: str) -> str:
    """ "in a snowy forest" where the first thing happens there; "" for times and for mere surfaces."""
    found = _PLACE.search(f" {predicate}")
    place = found.group("place") if found else ""
    is_time = any(re.fullmatch(f"(?i){when.pattern}", place) for when in _times().values())
    return "" if is_time else place


def _events(subject: str, predicates: Sequence[str], time: str) -> list[StoryEvent]:
    """The predicates as sentences: the subject in full first, then by its last noun."""
    full, short = _definite(subject), _short_subject(subject)
    leads = english_story().leads
    lead_of = {1: leads["second"], 2: leads["third"]}
    events = []
    for at, predicate in enumerate(predicates):
        if _OWN_SUBJECT.match(predicate):
            texts = tuple(ended(capital(form)) for form in _shorter_forms(predicate))
            events.append(StoryEvent(texts, f"{_bare_name(subject)}: {predicate}"))
            continue
        bare = _without_setting(predicate, time) if at == 0 else predicate
        name = full if at == 0 else short if at == 1 else f"then {short}"
        forms = [f"{name} {form}" for form in _shorter_forms(bare)]
        if len(forms[0].split()) < _FULL_SENTENCE_WORDS and at in lead_of:
            forms = [re.sub(r"^(?:then )?", f"{lead_of[at]} ", forms[0]), *forms]
        events.append(StoryEvent(tuple(ended(capital(form)) for form in forms), f"{subject} {predicate}"))
    return events


def _definite(subject: str) -> str:
    inside = inside_sentence(subject)
    if re.match(r"(?:two|three|four|five)\b", inside):
        return f"the {inside}"
    return re.sub(r"^an?\s+", "the ", inside)


def inside_sentence(subject: str) -> str:
    """The subject as it stands inside a sentence: "a robot barista", but "Mara"."""
    determined = re.match(r"(?i)(?:an?|the|two|three|four|five|some|my|our|his|her|their)\b", subject)
    return subject[:1].lower() + subject[1:] if determined else subject


def _short_subject(subject: str) -> str:
    """ "the barista" for "a robot barista"; names and plain plurals stay whole."""
    subject = _bare_name(subject)
    if not re.match(r"(?i)(?:an?|the|two|three|four|five|some)\s", subject) or " and " in subject:
        return inside_sentence(subject)
    return f"the {core_phrase(subject).split()[-1]}"


def _bare_name(subject: str) -> str:
    """The subject without what is told of it between commas: "A woman" of "A woman, 35,"."""
    found = _APPOSITION.match(subject)
    return found.group(1) if found else subject


def _without_setting(predicate: str, time: str) -> str:
    """The predicate without the time and place that the context scene tells."""
    for words in (time_pattern(time), re.escape(_place_in(predicate)) or NOTHING):
        shorter = re.sub(rf"(?i),?\s*\b(?:{words})(?=\W|$)", "", predicate).strip(" ,")
        predicate = shorter if shorter and shorter not in ("is", "are") else predicate
    return predicate


def _shorter_forms(text: str) -> list[str]:
    """The text, then without its last phrases one by one: each still a whole sentence."""
    end = text[-1] if text.endswith((".", "!", "?")) else ""
    forms, bare = [text], text.rstrip(".!?")
    phrase = r",?\s+(?:to|for|with|in|on|at|while|as|before|after)\s"
    for start in reversed([found.start() for found in re.finditer(phrase, bare)]):
        if len(bare[:start].split()) >= _FEWEST_WORDS:
            forms.append(bare[:start].rstrip(",") + end)
    return forms
