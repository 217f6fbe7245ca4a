"""OpenAI, and whoever speaks its wire: words, a look at photos, pictures and speech.

Over the official SDK with its retries off: it would send a billed request three times. A base URL
leads elsewhere (Ollama, vLLM, another vendor). No price is known here: tokens, pictures and
characters are told, and the price book says what they cost.
"""

import base64
import json
import zlib
from functools import cached_property

from generation.providers import bill, content
from generation.providers.base import Analysis, Script, Segment, Usage, VoiceInfo
from generation.providers.errors import Rejected, Unusable
from generation.providers.http import CONNECT_SECONDS, translated
from generation.providers.local.pictures import cutout
from generation.providers.local.vision import palette_of_photos
from generation.providers.local.words import story
from generation.providers.local.words.text import has_word, numbers
from generation.providers.local.words.timing import fit_durations, spoken_ms
from projects.styles import STYLES

BASE_URL = "https://api.openai.com/v1"
MOST_TOKENS = 8000
# Words may take this much longer than the film before they are sent back; voices can hurry a little.
SPOKEN_SLACK = 1.15
SCENE_MS = 6000
LONGEST_TEXT = 4096
LONGEST_PROMPT = 4000
# Tokens of a picture in the largest of SIZES: gpt-image-2's price for one (0.006, 0.053 and 0.211 USD by
# fal's list of 2026-11) by its price for a token.
PICTURE_TOKENS = {"low": 200, "medium": 1800, "high": 7100, "auto": 7100}
SIZES = {"1024x1536": 2 / 3, "1024x1024": 1.0, "1536x1024": 3 / 2}
VOICES = {
    "alloy": "",
    "ash": "male",
    "ballad": "male",
    "coral": "female",
    "echo": "male",
    "fable": "male",
    "nova": "female",
    "onyx": "male",
    "sage": "female",
    "shimmer": "female",
}
DEFAULT_VOICE = "nova"


class _Account:
    """A key, a model and an address; the SDK is loaded when it is first needed, it takes a second."""

    paid = True
    name = "OpenAI"

    def __init__(self, key, model, base_url="", seconds=90, **options):
        self.key, self.model, self.base_url, self.seconds = key, model, base_url or BASE_URL, seconds
        self.options = options

    @cached_property
    def client(self):
        from openai import OpenAI, Timeout

        timeout = Timeout(self.seconds, connect=CONNECT_SECONDS)
        return OpenAI(api_key=self.key, base_url=self.base_url, max_retries=0, timeout=timeout)


class _Talker(_Account):
    """Asks for JSON of one strict schema and takes nothing else."""

    def units_for(self, request, told=()):
        return bill.talk(request, MOST_TOKENS, told)

    def talk(self, messages, name, schema, told):
        """(what was said as a dict, the text itself, its Usage). Unusable for anything but the schema's JSON.

        `told` are pairs of an earlier answer and what was wrong with it.
        """
        form = {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
        with translated(self.name, paid=True):
            reply = self.client.chat.completions.create(
                model=self.model,
                messages=[*messages, *_corrections(told)],
                response_format=form,
                max_completion_tokens=MOST_TOKENS,
            )
            usage = self.usage_of(reply)
            text = _text_of(reply, usage)
        return _json_of(text, usage), text, usage

    def usage_of(self, reply):
        """Tokens as told; raises for what is no completion (an HTML page is a plain str here)."""
        used = reply.usage
        units = {"tokens_in": used.prompt_tokens, "tokens_out": used.completion_tokens} if used else {}
        return Usage(units=units, model=reply.model or self.model)


def _corrections(told):
    for answer, problem in told:
        if answer:
            yield {"role": "assistant", "content": answer}
        yield {"role": "user", "content": f"This cannot be used: {problem} Answer again, with all of it."}


def _text_of(reply, usage):
    choice = reply.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise Unusable("The model declined to write this.", usage, refused=True)
    text = choice.message.content or ""
    if choice.finish_reason == "length":
        raise Unusable("The answer was cut off because it was too long.", usage)
    if not text.strip():
        raise Unusable("The answer was empty.", usage)
    return text


def _json_of(text, usage):
    try:
        found = json.loads(text)
    except ValueError:
        raise Unusable("The answer is not whole JSON.", usage, text[:4000]) from None
    if not isinstance(found, dict):
        raise Unusable("The answer is not a JSON object.", usage, text[:4000])
    return found


def _object(**properties):
    """A strict JSON schema of an object: nothing may be missing or added."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
SCRIPT_SCHEMA = _object(
    title=_TEXT, segments={"type": "array", "items": _object(text=_TEXT, headline=_TEXT, detail=_TEXT)}
)
ANALYSIS_SCHEMA = _object(features=_TEXTS, benefits=_TEXTS, unique_points=_TEXTS)


# --- words -----------------------------------------------------------------------------------
class Writer(_Talker):
    """Talent `text`."""

    def write(self, request, told=()):
        """A Script for a ScriptRequest: one request to the model, its answer checked.

        Scenes and their durations are ours: the model only fills them with words. Unusable for a
        wrong number of scenes, an empty one, too many words, banned words, and numbers or prices
        that the product's record does not say.
        """
        beats = beats_of(request)
        messages = [
            {"role": "system", "content": _orders(request, beats)},
            {"role": "user", "content": _matter(request)},
        ]
        found, text, usage = self.talk(messages, "script", SCRIPT_SCHEMA, told)
        try:
            return _script(found, request, beats, usage)
        except ValueError as problem:
            raise Unusable(str(problem), usage, text[:8000]) from None


def beats_of(request):
    """What each scene is for, in order; as many scenes as the film's length asks for."""
    if not request.product:
        count = story.scene_count(request.duration_ms)
        return ("hook", "context", *["content"] * (count - 3), "closing")
    count = max(4, min(10, round(request.duration_ms / SCENE_MS)))
    return ("hook", *["product"] * (count - 3), "proof", "cta")


def _orders(request, beats):
    style = STYLES[request.style]
    per_scene = round(request.duration_ms / len(beats) / 1000 * 2.3)
    manner = "an energetic, persuasive advert" if request.mode == "creative_ad" else "a clear explanation"
    lines = [
        f"You write the narration of a short video: {manner}, {style.tone}.",
        f"The language is {request.language}.",
        f"Write exactly {len(beats)} segments, one for each of these in order: {', '.join(beats)}.",
        f"Each text is spoken aloud: at most about {per_scene} words. headline: two to five words for the "
        "picture. detail: a few more words, or empty.",
        "State only what you are told. Never invent a number, a price, a percentage or a promise.",
    ]
    if request.cta:
        lines.append(f"The last segment ends with this call to action: {request.cta}")
    if request.banned_words:
        lines.append(f"Never use these words: {', '.join(request.banned_words)}.")
    return "\n".join(lines)


def _matter(request):
    if not request.product:
        return f"The idea: {request.prompt}"
    product = request.product
    rows = {
        "Product": product.name,
        "Description": product.description,
        "Selling points": "; ".join(product.selling_points),
        "For": product.audience,
        "Price": product.price,
        "Category": product.category,
        "Maker": product.vendor,
    }
    return "\n".join(f"{label}: {value}" for label, value in rows.items() if value)


def _script(found, request, beats, usage):
    """The Script of an answer; ValueError with what is wrong, in words the model understands."""
    rows = found.get("segments")
    if not isinstance(rows, list) or len(rows) != len(beats):
        count = len(rows) if isinstance(rows, list) else 0
        raise ValueError(f"It has {count} segments; exactly {len(beats)} are needed.")
    lines = [{key: _line(row, key) for key in ("text", "headline", "detail")} for row in rows]
    _check_words(lines, request)
    needs = [spoken_ms(line["text"], request.language) for line in lines]
    if sum(needs) > request.duration_ms * SPOKEN_SLACK:
        share = request.duration_ms / sum(needs)
        raise ValueError(f"It is too long to be spoken: use at most {share:.0%} of the words.")
    times = fit_durations(needs, request.duration_ms)
    segments = tuple(
        Segment(duration_ms=ms, beat=beat, **line) for line, ms, beat in zip(lines, times, beats, strict=True)
    )
    title = " ".join(str(found.get("title") or segments[0].headline).split())[:120]
    return Script(title=title, segments=segments, hook=segments[0].text, cta=segments[-1].text, usage=usage)


def _line(row, key):
    value = row.get(key, "") if isinstance(row, dict) else ""
    return " ".join(value.split()) if isinstance(value, str) else ""


def _check_words(lines, request):
    if not all(line["text"] for line in lines):
        raise ValueError("One of its segments has no text.")
    said = " ".join(" ".join(line.values()) for line in lines)
    banned = [word for word in request.banned_words if has_word(said, [word])]
    if banned:
        raise ValueError(f"It uses words that must not be used: {', '.join(banned)}.")
    if request.product:
        invented = sorted(_plain_numbers(said) - _plain_numbers(_matter(request) + " " + request.cta))
        if invented:
            raise ValueError(f"It states numbers that the record does not: {', '.join(invented)}.")


def _plain_numbers(text):
    """The numbers of a text, written one way: "29.00", "29,00" and "29" are the same."""
    plain = {number.replace(",", ".") for number in numbers(text)}
    return {number.rstrip("0").rstrip(".") if "." in number else number for number in plain}


# --- photos ----------------------------------------------------------------------------------
class Analyst(_Talker):
    """Talent `vision`."""

    def analyse(self, request, told=()):
        """An Analysis for an AnalysisRequest; its palette is measured here, from the photos' pixels.

        Raises Rejected before anything is sent when a photo cannot be read.
        """
        cuts = [cutout.cut(photo, f"photo {at}") for at, photo in enumerate(request.photos, 1)]
        messages = [
            {"role": "system", "content": _looking(request)},
            {"role": "user", "content": [{"type": "text", "text": _matter(request)}, *_shown(request)]},
        ]
        found, text, usage = self.talk(messages, "analysis", ANALYSIS_SCHEMA, told)
        lists = {key: _lines(found.get(key)) for key in ("features", "benefits", "unique_points")}
        if not any(lists.values()):
            raise Unusable("The answer lists nothing about the product.", usage, text[:4000])
        return Analysis(**lists, palette=palette_of_photos(cuts), usage=usage)


def _looking(request):
    return (
        "You look at a product's photos and its record and list what can be said of it, in the language "
        f"{request.language}: features (what it has), benefits (what that does for people) and "
        "unique_points (what sets it apart). Short phrases, at most six each. List only what the photos "
        "or the record show."
    )


def _shown(request):
    for photo in request.photos:
        data = base64.b64encode(content.small_photo(photo)).decode()
        yield {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}}


def _lines(value):
    rows = value if isinstance(value, list) else ()
    return tuple(" ".join(row.split())[:200] for row in rows[:6] if isinstance(row, str) and row.strip())


# --- pictures --------------------------------------------------------------------------------
class Painter(_Account):
    """Talent `image`. Option `quality`: low, medium, high or auto."""

    def units_for(self, request):
        prompt = bill.text_tokens(request.prompt[:LONGEST_PROMPT])
        made = PICTURE_TOKENS[self.options.get("quality", "medium")]
        return {"images": 1, "tokens_in": prompt + 20, "tokens_out": made}

    def paint(self, request):
        """The Image for an ImageRequest, cut and scaled to its exact size."""
        wanted = request.width / request.height
        with translated(self.name, paid=True):
            reply = self.client.images.generate(
                model=self.model,
                prompt=request.prompt[:LONGEST_PROMPT],
                n=1,
                size=min(SIZES, key=lambda size: abs(SIZES[size] - wanted)),
                quality=self.options.get("quality", "medium"),
                output_format="png",
            )
            data = base64.b64decode(reply.data[0].b64_json, validate=True)
        return content.picture(data, request, _image_usage(reply, self.model))


def _image_usage(reply, model):
    used = reply.usage
    units = {"images": 1}
    if used:
        units |= {"tokens_in": used.input_tokens, "tokens_out": used.output_tokens}
        units |= _shown_tokens(used)
    return Usage(units=units, model=model)


def _shown_tokens(used):
    """Tokens of pictures that were sent along have a price of their own."""
    details = getattr(used, "input_tokens_details", None)
    pictures = getattr(details, "image_tokens", 0) or 0
    if not pictures:
        return {}
    return {"tokens_in": used.input_tokens - pictures, "image_tokens_in": pictures}


# --- speech ----------------------------------------------------------------------------------
class Speaker(_Account):
    """Talent `voice`, in the shape of OpenAI's /audio/speech, which other vendors serve as well."""

    def units_for(self, request):
        return {"characters": len(request.text.strip())}

    def speak(self, request):
        """The Speech for a VoiceRequest, measured; raises Rejected for empty or endless text."""
        text = request.text.strip()
        if not text or len(text) > LONGEST_TEXT:
            raise Rejected(f"A voice can say 1 to {LONGEST_TEXT} characters; this text has {len(text)}.")
        with translated(self.name, paid=True):
            reply = self.client.audio.speech.create(
                model=self.model,
                voice=self._voice(request.voice),
                input=text,
                response_format="wav",
                speed=min(max(request.rate, 0.25), 4.0),
            )
            data = reply.read()
        return content.speech(data, Usage(units={"characters": len(text)}, model=self.model))

    def voices(self):
        return tuple(
            VoiceInfo(name=name, label=name.title(), language="", gender=gender)
            for name, gender in VOICES.items()
        )

    def voice_for(self, name, taken=(), language=""):
        """A voice for a character of that name: always the same, outside `taken` if any is left."""
        names = list(VOICES)
        first = zlib.crc32(name.strip().lower().encode()) % len(names)
        turn = names[first:] + names[:first]
        return next((one for one in turn if one not in taken), turn[0])

    def _voice(self, voice):
        """The voice by that name; one that belongs to another provider becomes the default."""
        return voice if voice in VOICES else DEFAULT_VOICE
