"""Words from a model: what is asked of it, and all that is checked before its answer is believed.

An adapter brings `say`, one billed request over its own wire; everything else is the same for each
of them. Scenes, their number and their durations are ours: a model only fills them with words. What
cannot be used raises Unusable with what is wrong, in words that the model understands and a person too.
"""

import base64
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from generation.interfaces import (
    Analysis,
    AnalysisRequest,
    CharacterPlan,
    Provider,
    Script,
    ScriptRequest,
    Segment,
    Usage,
)
from generation.media import cutout
from generation.prompts import prompt_brief, writing
from generation.prompts.image_prompts import truncate
from generation.prompts.schemas import SCHEMAS
from generation.provider_errors import Unusable
from generation.providers import usage_bounds, validation
from generation.providers.http_client import Json
from generation.providers.usage_bounds import Corrections, Units
from generation.text import claims, language_detection, screenplay
from generation.text.plain_text import has_word
from generation.text.speech_timing import fit_durations, spoken_ms

# What an answer is made into.
T = TypeVar("T")

# Words may take this much longer than the film before they are sent back; voices can hurry a little.
SPOKEN_SLACK = 1.15
# Words that fill less of the film are sent back once; what comes then is taken. Of a described product
# there is more to say.
LEAST_SPOKEN_SHARE, LEAST_OF_A_DESCRIBED_PRODUCT = 0.6, 0.75
# How much of the film the words that are asked for then should fill.
WANTED_SHARE = 0.85
# Tokens of an answer: for the whole and for each scene, thinking included.
TOKENS, TOKENS_EACH, MOST_TOKENS = 4000, 300, 16_000
LONGEST_ANSWER = 8000
HEADLINE, DETAIL, PICTURE, MOTION, PHRASE = 80, 160, 400, 300, 200
MOST_PHRASES = 6
# Control signs and halves of pairs: JSON can spell them, PostgreSQL and UTF-8 cannot.
UNREADABLE = re.compile(r"[\x00-\x1f\x7f\u200b\ufeff\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Question:
    """What an adapter puts on its wire: orders, matter, JPEG photos as base64, and the answer's form.

    `told` are pairs of an earlier answer and what was wrong with it.
    """

    form: str
    system: str
    text: str
    photos: tuple[str, ...] = ()
    most_tokens: int = TOKENS
    corrections: Corrections = ()

    @property
    def schema(self) -> dict[str, Any]:
        return SCHEMAS[self.form]

    def turns(self) -> Iterator[tuple[str, str]]:
        """The talk after the question: (role, text) of each earlier answer and its correction."""
        for answer, problem in self.corrections:
            if answer.strip():
                yield "assistant", answer.strip()
            yield "user", f"This cannot be used: {problem} Answer again, with all of it."


class ChatProvider(Provider, ABC):
    """An adapter that brings `say`, one billed request over its own wire."""

    @property
    def thinking_tokens(self) -> int:
        """Tokens beside those of the answer that a request may be billed for."""
        return 0

    @abstractmethod
    def say(self, question: Question) -> tuple[str, Usage]:
        """(the answer's text, its Usage)."""


class ScriptWriting(ChatProvider):
    """Talent `text`."""

    # Its answers follow from a prompt, so a result names the prompt's version.
    prompted = True

    def write(self, request: ScriptRequest, corrections: Corrections = ()) -> Script:
        """A Script for a ScriptRequest: one request to the model, its answer checked.

        Unusable for a wrong number of scenes, an empty one, too many words, banned words, another
        language, and for numbers, prices or promises that the product's record does not say.
        """
        if request.script:
            return self._plan(request, corrections)
        beats = writing.scene_beats(request)
        text, usage = self.say(_script_question(request, corrections))
        return checked(
            text, usage, lambda found: _script(found, request, beats, usage, is_first=not corrections)
        )

    def _plan(self, request: ScriptRequest, corrections: Corrections) -> Script:
        """A screenplay's own words, with pictures and people as a model sees them."""
        script = _read(request)
        text, usage = self.say(_screenplay_question(request, script, corrections))
        return checked(text, usage, lambda found: _staged(found, script, usage))

    def units_for(self, request: ScriptRequest) -> Units | None:
        scenes = len(_read(request).segments) if request.script else len(writing.scene_beats(request))
        return usage_bounds.talk(request, _tokens(scenes) + self.thinking_tokens)


class PhotoAnalysis(ChatProvider):
    """Talent `vision`; `say` as in Writing."""

    prompted = True
    hints = ("cuts",)

    def analyse(self, request: AnalysisRequest, corrections: Corrections = ()) -> Analysis:
        """An Analysis for an AnalysisRequest; its palette is measured here, from the photos' pixels.

        Raises Rejected before anything is sent when a photo cannot be read.
        """
        cuts = cutout.cut_each(request.photos, request.cuts)
        text, usage = self.say(_analysis_question(request, corrections))
        palette = cutout.leading_colours(cuts)
        return checked(text, usage, lambda found: _analysis(found, palette, usage))

    def units_for(self, request: AnalysisRequest) -> Units | None:
        return usage_bounds.talk(request, TOKENS + self.thinking_tokens)


# --- questions -------------------------------------------------------------------------------
def _script_question(request: ScriptRequest, corrections: Corrections) -> Question:
    system = f"{request.system or shipped(request)}\n{writing.DATA_ORDER}"
    count = len(writing.scene_beats(request))
    return Question(
        form="script",
        system=system,
        text=writing.describe_subject(request),
        most_tokens=_tokens(count),
        corrections=corrections,
    )


def _screenplay_question(request: ScriptRequest, script: Script, corrections: Corrections) -> Question:
    count = len(script.segments)
    return Question(
        form="screenplay",
        system=request.system or shipped(request, count),
        text=writing.numbered_scenes(script.segments),
        most_tokens=_tokens(count),
        corrections=corrections,
    )


def _analysis_question(request: AnalysisRequest, corrections: Corrections) -> Question:
    orders = request.system or writing.fill(writing.ANALYSIS, writing.analysis_values(request))
    system = f"{orders}\n{writing.DATA_ORDER}"
    photos = tuple(base64.b64encode(validation.small_photo(photo)).decode() for photo in request.photos)
    text = writing.describe_subject(request)
    return Question(form="analysis", system=system, text=text, photos=photos, corrections=corrections)


def shipped(request: ScriptRequest, count: int | None = None) -> str:
    """The orders for a ScriptRequest in the words that the studio comes with."""
    values = writing.script_values(request, count)
    orders = writing.fill(writing.SHIPPED[writing.template_name(request)], values)
    return orders if request.script else f"{orders}\n{writing.fill(writing.STORYBOARD, values)}"


def counted(**units: Any) -> Units:
    """Units of Usage out of what a provider told: whole numbers above zero; anything else is left out."""
    return {unit: told for unit, told in units.items() if isinstance(told, int) and 0 < told < 10**9}


def _tokens(count: int) -> int:
    return min(MOST_TOKENS, TOKENS + TOKENS_EACH * count)


def _read(request: ScriptRequest) -> Script:
    return screenplay.parse(request.script, language=request.language)


# --- answers ---------------------------------------------------------------------------------
def checked(text: str, usage: Usage, made_of: Callable[[Json], T]) -> T:
    """What `made_of` makes of the JSON in an answer; its ValueError becomes Unusable, answer included."""
    try:
        return made_of(read_json(text))
    except ValueError as problem:
        raise Unusable(str(problem), usage, text[:LONGEST_ANSWER]) from None


def read_json(text: str) -> Json:
    """The one JSON object of an answer. Some models think aloud before it or put it in a fence."""
    bare = re.sub(r"(?s)\A\s*<think>.*?</think>", "", text).strip()
    fenced = re.fullmatch(r"(?s)```(?:json)?\s*(.*?)\s*```", bare)
    try:
        found = json.loads(fenced.group(1) if fenced else bare)
    except (ValueError, RecursionError):
        raise ValueError("The answer is not whole JSON.") from None
    if not isinstance(found, dict):
        raise ValueError("The answer is not a JSON object.")
    return found


def _script(
    found: Json, request: ScriptRequest, beats: Sequence[str], usage: Usage, is_first: bool = True
) -> Script:
    """The Script of an answer; ValueError with what is wrong.

    `is_first`: nothing was sent back yet. Words that are few for the time are sent back only then.
    """
    lines = [_lines_of(row) for row in _exactly(found, "segments", len(beats))]
    title = truncate(_line(found, "title") or lines[0]["headline"], 120)
    _check_words(title, lines, request)
    needs = [spoken_ms(line["text"], request.language) for line in lines]
    if sum(needs) > request.duration_ms * SPOKEN_SLACK:
        share = request.duration_ms / sum(needs)
        raise ValueError(f"It is too long to be spoken: use at most {share:.0%} of the words.")
    if is_first and sum(needs) < request.duration_ms * _least_spoken_share(request):
        raise ValueError(_too_short([line["text"] for line in lines], sum(needs), request))
    times = fit_durations(needs, request.duration_ms)
    segments = tuple(
        Segment(duration_ms=ms, beat=beat, **line) for line, ms, beat in zip(lines, times, beats, strict=True)
    )
    return Script(title=title, segments=segments, hook=segments[0].text, cta=segments[-1].text, usage=usage)


def _least_spoken_share(request: ScriptRequest) -> float:
    described = request.product is not None and request.product.description.strip()
    return LEAST_OF_A_DESCRIBED_PRODUCT if described else LEAST_SPOKEN_SHARE


def _too_short(texts: Sequence[str], spoken_ms_now: int, request: ScriptRequest) -> str:
    """What to say of words that leave a film silent: how many there are, how many are wanted."""
    count = len(" ".join(texts).split())
    wanted = round(count * request.duration_ms * WANTED_SHARE / max(spoken_ms_now, 1))
    spoken = f"{count} words are spoken in about {spoken_ms_now / 1000:.0f} seconds"
    return (
        f"It is too short: {spoken}, and the film lasts {request.duration_ms / 1000:g}. "
        f"Write about {wanted} words in all, with nothing invented."
    )


def _exactly(found: Json, key: str, count: int) -> list[Any]:
    rows = found.get(key)
    if not isinstance(rows, list) or len(rows) != count:
        have = len(rows) if isinstance(rows, list) else 0
        raise ValueError(f"It has {have} {key}; exactly {count} are needed.")
    return rows


def _lines_of(row: Any) -> dict[str, str]:
    return {
        "text": _line(row, "text"),
        "headline": truncate(_line(row, "headline"), HEADLINE),
        "detail": truncate(_line(row, "detail"), DETAIL),
        "action": truncate(_line(row, "picture"), PICTURE),
        "motion": truncate(_line(row, "motion"), MOTION),
    }


def _line(row: Any, key: str) -> str:
    return _clean(row.get(key, "")) if isinstance(row, dict) else ""


def _clean(value: Any) -> str:
    """A text on one line, without what no database holds and nobody can read; "" for what is no text."""
    return " ".join(UNREADABLE.sub(" ", value).split()) if isinstance(value, str) else ""


def _check_words(title: str, lines: Sequence[dict[str, str]], request: ScriptRequest) -> None:
    """ValueError unless the words may be spoken and shown as the shop's own."""
    if not all(any(map(str.isalnum, line["text"])) for line in lines):
        raise ValueError("One of its segments has no text.")
    said = "\n".join((title, *(line[key] for line in lines for key in ("text", "headline", "detail"))))
    banned = [word for word in request.banned_words if has_word(said, [word])]
    if banned:
        raise ValueError(f"It uses words that must not be used: {', '.join(banned)}.")
    spoken = " ".join(line["text"] for line in lines)
    if language_detection.is_another(spoken, request.language):
        raise ValueError(f"It is not written in {writing.language_name(request.language)}.")
    _check_claims(said, request)
    _check_reading(said, request)


def _check_reading(said: str, request: ScriptRequest) -> None:
    """A prompt's offer, code, dates and contacts must be in the film, and what it forbids must not."""
    if request.product or not request.prompt:
        return
    lost = [fact.text for fact in prompt_brief.missing(said, request)]
    if lost:
        raise ValueError(f"It leaves out what the prompt announces: {'; '.join(lost[:8])}. Say or show it.")
    used = prompt_brief.forbidden(said, request)
    if used:
        raise ValueError(f"The prompt forbids to say or show: {', '.join(used[:8])}.")


def _check_claims(said: str, request: ScriptRequest) -> None:
    """An idea may be told with any number in it; a product only with those of its record."""
    invented = claims.unsupported(said, writing.shop_record(request), numbers=request.product is not None)
    if invented:
        source = "product's record" if request.product else "prompt"
        raise ValueError(f"It states what the {source} does not: {', '.join(invented[:8])}.")


def _staged(found: Json, script: Script, usage: Usage) -> Script:
    """The screenplay's Script with pictures, motion and people put to its words."""
    planned = script.segments[: writing.MOST_SCENES]
    rows = _exactly(found, "scenes", len(planned))
    seen = tuple(_seen(segment, row) for segment, row in zip(planned, rows, strict=True))
    segments = seen + script.segments[len(planned) :]
    people = tuple(_described(one, found.get("characters")) for one in script.characters)
    return replace(script, segments=segments, characters=people, usage=usage)


def _seen(segment: Segment, row: Any) -> Segment:
    picture, motion = truncate(_line(row, "picture"), PICTURE), truncate(_line(row, "motion"), MOTION)
    return replace(segment, action=picture or segment.action, motion=motion)


def _described(person: CharacterPlan, rows: Any) -> CharacterPlan:
    """The person with a description, where the script has none and the answer one for that name."""
    rows = rows if isinstance(rows, list) else ()
    told = {_line(row, "name").casefold(): _line(row, "description") for row in rows}
    return replace(person, description=person.description or told.get(person.name.casefold(), "")[:300])


def _analysis(found: Json, palette: tuple[str, ...], usage: Usage) -> Analysis:
    lists = {key: _phrases(found.get(key)) for key in ("features", "benefits", "unique_points")}
    if not any(lists.values()):
        raise ValueError("The answer lists nothing about the product.")
    return Analysis(**lists, palette=palette, usage=usage)


def _phrases(value: Any) -> tuple[str, ...]:
    rows = value if isinstance(value, list) else ()
    return tuple(truncate(line, PHRASE) for line in map(_clean, rows[:MOST_PHRASES]) if line)
