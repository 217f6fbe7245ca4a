"""Writes a free prompt as a narrated film of a few even scenes.

The first scene introduces who it is about, the second where and when, the last one ends it; what
happens stands between, in the prompt's own clauses. Where the prompt has less to say than there
are scenes, the narrator speaks of looking, never of facts the prompt does not hold.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from generation.interfaces import Script, ScriptRequest, Segment
from generation.local.copywriting.announcements import write_announcement
from generation.local.copywriting.lexicon import lexicon
from generation.local.copywriting.phrase_book import NarratorLines, phrase_book
from generation.local.copywriting.prompt_outline import (
    THING,
    PromptOutline,
    StoryEvent,
    english_story,
    inside_sentence,
    outline_of,
    tells_no_event,
    time_pattern,
)
from generation.provider_errors import Rejected
from generation.text.plain_text import capital, ended, has_word, opening, plain, sentences
from generation.text.prompt.reading import PromptReading, read_prompt
from generation.text.speech_timing import spoken_ms
from generation.text.story_scenes import even_durations

SHORTEST_MS, LONGEST_MS = 5000, 300_000
# Silence that a scene keeps beside its words; in scenes below three seconds a twentieth of them.
PAUSE_MS, PAUSE_SHARE = 150, 20
# Shown and spoken where not even the shortest words fit.
SILENCE = "…"
# A scene whose words fill less of it is left to silence for too long.
LEAST_SPOKEN_SHARE = 0.4
# A look of more is too long for one sentence, whatever it says.
LONG_SCENE_MS = 6000
MOST_HEADLINE_WORDS = 5
# A title keeps a first sentence of so many words whole; a clause of it may have two more.
MOST_TITLE_WORDS = 8
# Sentences of fewer words are kept for scenes in which no full one fits.
FULL_SENTENCE_WORDS = 4


def write_story(request: ScriptRequest) -> Script:
    """The Script of a prompt: scenes that sum to `duration_ms` exactly; even ones, where it tells a story.

    What the prompt orders or wishes is not told; what it announces is said in its own words.
    Raises Rejected for a duration outside 5 to 300 s and for a prompt without usable words.
    """
    _check(request)
    reading = read_prompt(request.prompt, request.language)
    _check_reading(reading, request.banned_words)
    if not _is_story(reading, request):
        return write_announcement(request, reading)
    script = _retold(request, reading)
    said = " ".join(segment.text for segment in script.segments)
    if spoken_ms(" ".join(reading.sentences), request.language) > request.duration_ms:
        return script
    lost = [fact for fact in reading.facts if fact.value.casefold() not in said.casefold()]
    return write_announcement(request, reading) if lost or not _is_told(reading, said) else script


def _is_told(reading: PromptReading, said: str) -> bool:
    """Whether at least a third of a prompt's words of some length is said."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]{4,}", " ".join(reading.sentences))}
    return sum(word in said.casefold() for word in words) * 3 >= len(words)


def _is_story(reading: PromptReading, request: ScriptRequest) -> bool:
    """Whether something happens in the prompt that a narrator can tell, and nothing is announced."""
    language = request.language.split("-")[0].lower()
    if (
        (book := phrase_book(language)) is None
        or book.story is None
        or reading.selling
        or reading.announced
        or reading.items
        or reading.listed
    ):
        return False
    calls = request.cta or reading.wishes.call_to_action
    if not reading.sentences or calls:
        return False
    return not (reading.ordered and tells_no_event(reading.sentences[0], language))


def _retold(request: ScriptRequest, reading: PromptReading) -> Script:
    language = request.language.split("-")[0].lower()
    banned = (*request.banned_words, *reading.avoid)
    first, *others = reading.sentences
    prompt = capital(" ".join([ended(first), *map(ended, others)]) if others else first)
    rng = random.Random(f"{prompt}|{request.style}|{request.mode}|{language}|{request.seed}")
    outline = outline_of(prompt, language, banned)
    segments = _StoryWriter(outline, language, replace(request, banned_words=banned), rng).segments()
    return Script(title=_title(prompt), segments=segments, hook=segments[0].text, cta=segments[-1].text)


def _check_reading(reading: PromptReading, banned_words: Iterable[str]) -> None:
    words = (*reading.sentences, *reading.items, *([reading.subject] if reading.listed else []))
    if not words and not reading.wishes.call_to_action:
        raise Rejected(
            "The prompt orders a film and does not say what about. Add what it should show or say."
        )
    if words and all(has_word(text, banned_words) for text in words):
        raise Rejected(
            "Every sentence of the prompt contains a banned word. "
            "Reword the prompt or remove the banned word."
        )


def _check(request: ScriptRequest) -> None:
    if not SHORTEST_MS <= request.duration_ms <= LONGEST_MS:
        raise Rejected(
            f"The duration is {request.duration_ms / 1000:g} seconds. "
            "A film from a prompt lasts 5 to 300 seconds; choose a duration in between."
        )
    if not re.search(r"\w", plain(request.prompt)):
        raise Rejected("The prompt has no words. Describe in a sentence what the film should show.")


class _StoryWriter:
    """Gives what there is to say to the scenes, each thing once."""

    def __init__(
        self, outline: PromptOutline, language: str, request: ScriptRequest, rng: random.Random
    ) -> None:
        self.outline, self.language, self.rng = outline, language, rng
        self.banned_words = request.banned_words
        self.durations = even_durations(request.duration_ms)
        book = phrase_book(language)
        self.has_phrases = book is not None and book.story is not None
        self.lines = (
            book.story.lines_for(request.mode, request.style) if book and book.story else NarratorLines()
        )
        self.used_openings: set[str] = set()
        self.used_texts: set[str] = set()

    def segments(self) -> tuple[Segment, ...]:
        count = len(self.durations)
        beats = ["hook", "context", *["content"] * (count - 3), "closing"]
        events = self._events_by_scene(count)
        texts = [self._text(at, beat, events[at]) for at, beat in enumerate(beats)]
        actions = self._actions(events)
        headlines = self._headlines(texts, beats)
        rows = zip(texts, self.durations, beats, headlines, actions, strict=True)
        return tuple(
            Segment(text=text, duration_ms=ms, beat=beat, headline=headline, action=action)
            for text, ms, beat, headline, action in rows
        )

    def _headlines(self, texts: Sequence[str], beats: Sequence[str]) -> list[str]:
        """A few words for each picture, none of them twice."""
        headlines: list[str] = []
        for text, beat in zip(texts, beats, strict=True):
            found = (_short_sentence(text), *self._named_in(text, beat))
            headlines.append(next((one for one in found if one and one not in headlines), ""))
        return headlines

    def _named_in(self, text: str, beat: str) -> list[str]:
        """The subject, the time or the thing that a sentence speaks of, in five words at most."""
        if self.language != "en":
            return []
        named = [capital(thing) for thing in reversed(THING.findall(text)) if not thing.endswith("ly")]
        if beat == "hook":
            named.insert(0, capital(self.outline.subject))
        if beat == "context":
            setting = [words for words in (self.outline.place, self.outline.time) if words]
            named = [*(capital(words) for words in setting if words in text.lower()), *named]
        return [
            name
            for name in named
            if 0 < len(name.split()) <= MOST_HEADLINE_WORDS and not has_word(name, self.banned_words)
        ]

    def _events_by_scene(self, count: int) -> list[list[StoryEvent]]:
        """Which events each scene tells: spread over the content scenes, the overflow to its neighbours."""
        events = self.outline.events
        first = 2 if self.outline.subject or self.has_phrases else 0
        if len(events) > count - first - 1:
            first = 1 if len(events) <= count - 1 else 0
        last = count - (0 if len(events) > count - first - 1 or count == 3 else 1)
        scenes = list(range(first, last)) or [count - 1]
        by_scene: list[list[StoryEvent]] = [[] for _ in range(count)]
        for at, event in enumerate(events):
            by_scene[scenes[at * len(scenes) // len(events)]].append(event)
        return by_scene

    def _text(self, at: int, beat: str, events: Sequence[StoryEvent]) -> str:
        """An event in its scene where there is one, else what the beat says of the subject, else a look."""
        parts: list[str] = []
        if not events or (beat == "hook" and self.outline.opening):
            parts = self._first_fitting(at, [], self._of_subject(beat))
        for event in events:
            parts = self._with_event(at, parts, event, [*self._with_setting(event, beat), *event.texts])
        parts = parts or self._first_fitting(at, [], self._of_subject(beat))
        parts = parts or [self._neutral_line(at, beat)]
        is_long = self.durations[at] > LONG_SCENE_MS
        if (events or is_long) and self._is_brief(at, parts) and parts != [SILENCE]:
            parts += self._first_fitting(at, parts, self._observations(beat))
        return " ".join(parts)

    def _with_event(self, at: int, parts: list[str], event: StoryEvent, texts: Iterable[str]) -> list[str]:
        """The parts with the event told after them, or in their place where both do not fit."""
        texts = list(texts)
        added = self._first_fitting(at, parts, texts)
        if not added and parts and not any(part in event.texts for part in parts):
            return self._first_fitting(at, [], texts) or parts
        return parts + added

    def _first_fitting(self, at: int, parts: list[str], texts: Iterable[str]) -> list[str]:
        """[the first text that fits beside the parts], taken; [] where none does."""
        unsaid = (one for one in texts if one not in self.used_texts)
        text = next((one for one in unsaid if self._fits(at, [*parts, one])), None)
        return [self._take(text)] if text else []

    def _is_brief(self, at: int, parts: Sequence[str]) -> bool:
        """Whether the words leave too much of a scene to silence."""
        return spoken_ms(" ".join(parts), self.language) < LEAST_SPOKEN_SHARE * self.durations[at]

    def _observations(self, beat: str) -> list[str]:
        """What may follow a brief event, so that it has time to be seen."""
        of_content = self._of_subject("content")
        own = self._of_subject("closing") if beat == "closing" or not of_content else of_content
        lines = self.lines.closing if beat == "closing" else self.lines.content
        return own + self._shuffled(lines)

    def _with_setting(self, event: StoryEvent, beat: str) -> list[str]:
        """The first event with its time or place in front, where no scene of its own tells that."""
        if beat not in ("hook", "context") or event is not self.outline.events[0]:
            return []
        when = re.search(rf"(?i)\b{time_pattern(self.outline.time)}\b", event.action)
        front = when.group(0) if when else self.outline.place
        return [f"{capital(front)}, {inside_sentence(text)}" for text in event.texts] if front else []

    def _of_subject(self, beat: str) -> list[str]:
        """Sentences that a beat may say of the subject, its time and its place; the fullest first."""
        outline = self.outline
        if beat == "hook" and outline.opening:
            return list(outline.opening.texts)
        if self.language != "en":
            return []
        if beat == "hook" and outline.subject:
            return self._meetings()
        if beat == "context":
            return self._whereabouts()
        ends = english_story().times[outline.time].ending if outline.time and beat == "closing" else ()
        lines = [*ends, *self._shuffled(self.lines.leave if beat == "closing" else self.lines.stay)]
        known = outline.known_subject
        return [line.format(the=known) for line in lines if known or "{the}" not in line]

    def _meetings(self) -> list[str]:
        """Sentences that introduce the subject, those with its company first."""
        subject, company = self.outline.subject, self.outline.company
        lines = self._shuffled(self.lines.meet)
        full = [line.format(who=subject, company=company) for line in lines if "{company}" in line]
        return [capital(one) for one in (*full, *(line.format(who=subject, company="") for line in lines))]

    def _whereabouts(self) -> list[str]:
        """Sentences that say when it is, else where."""
        where = f" {self.outline.place}" if self.outline.place else ""
        story, time = english_story(), self.outline.time
        lines = story.times[time].opening if time else story.place_opening if where else ()
        return [line.format(where=where) for line in lines]

    def _neutral_line(self, at: int, beat: str) -> str:
        """A line about looking, full sentences before short ones; silence where even those do not fit."""
        if not self.has_phrases:
            return SILENCE
        lines = self.lines
        short = [lines.short_end] if beat == "closing" else self._shuffled(lines.short)
        by_beat = {"hook": lines.hook, "context": lines.context, "closing": lines.closing}
        own = self._shuffled(by_beat.get(beat, lines.content))
        own.sort(key=lambda text: len(text.split()) < FULL_SENTENCE_WORDS)
        for text in own + short:
            if self._fits(at, [text]):
                return self._take(text)
        return SILENCE

    def _fits(self, at: int, parts: Sequence[str]) -> bool:
        """Whether parts fit a scene's time, are allowed, and repeat no sentence's opening."""
        text = " ".join(parts)
        if text in self.used_texts or has_word(text, self.banned_words):
            return False
        fresh_parts = [part for part in parts if part not in self.used_texts]
        fresh = [opening(sentence) for part in fresh_parts for sentence in sentences(part)]
        if self.used_openings & set(fresh) or len(fresh) > len(set(fresh)):
            return False
        duration = self.durations[at]
        return spoken_ms(text, self.language) <= duration - min(PAUSE_MS, duration // PAUSE_SHARE)

    def _take(self, text: str) -> str:
        self.used_texts.add(text)
        self.used_openings |= {opening(sentence) for sentence in sentences(text)}
        return text

    def _actions(self, events_by_scene: Iterable[Sequence[StoryEvent]]) -> list[str]:
        """What is to be seen in each scene: its own event, else the one before, else the first."""
        firsts = [self.outline.opening] if self.outline.opening else self.outline.events
        current = firsts[0].action if firsts else ""
        actions = []
        for events in events_by_scene:
            current = events[-1].action if events else current
            actions.append(current)
        return actions

    def _shuffled(self, texts: Iterable[str]) -> list[str]:
        shuffled = list(texts)
        self.rng.shuffle(shuffled)
        return shuffled


def _short_sentence(text: str) -> str:
    """The first sentence of a text where it is short enough for a headline, else ""."""
    words = re.split(r"(?<=\?)\s|[.!…](?:\s|$)", text)[0].strip()
    return words if 0 < len(words.split()) <= MOST_HEADLINE_WORDS else ""


def _title(prompt: str) -> str:
    """The prompt's first words as a title, ended where a phrase ends."""
    first = sentences(prompt)[0].rstrip(".!?")
    words = first.split()
    if len(words) <= MOST_TITLE_WORDS:
        return first
    clause = re.split(rf"[,;:]\s|\s{lexicon().any_word('title_ends_before')}\s", first)[0]
    return clause if 2 <= len(clause.split()) <= MOST_TITLE_WORDS + 2 else " ".join(words[:MOST_TITLE_WORDS])
