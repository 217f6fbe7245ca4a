"""Contract servers that are nice to look at: the paid pipeline for anybody's eyes, without a key.

`VIDSTUDIO_CONTRACT_SERVERS=1 make serve` starts this module beside the studio. Words, pictures, voices,
clips and music come over the providers' own wires, from servers on this machine that make them with the
studio's local talents. It prints one line, the environment that leads a studio here as JSON, and ends
with its standard input.
"""

import base64
import io
import json
import os
import re
import sys
from functools import partial
from threading import Lock

import av
import numpy as np
from PIL import Image

from tests.contracts.servers.doubles import ElevenLabs, Files, Replicate, evenly
from tests.contracts.servers.doubles_film import Runway
from tests.contracts.servers.doubles_words import Anthropic, answer_to

KEY = "contract-servers-need-no-key"
SIZES = {"9:16": (540, 960), "4:5": (640, 800), "1:1": (720, 720), "16:9": (960, 540)}
MUSICGEN_EACH = "0.06"
MONTH_BUDGET = 20


class Shelf(Files):
    """A host of files by their path."""

    def __init__(self):
        super().__init__()
        self.kept = {}

    def keep(self, name, data, mime):
        self.kept[f"/{name}"] = data, mime
        return f"{self.url}/{name}"

    def answer(self, seen, fault):
        if seen.path not in self.kept:
            return 404, b"", {}
        data, mime = self.kept[seen.path]
        return 200, data, {"Content-Type": mime}


# --- words -------------------------------------------------------------------------------------
class Words(Anthropic):
    """Writes what the studio's own copywriter would, about the product in the question."""

    takes = 1.5

    def content(self, body):
        beats = re.search(r"in order: ([\w, ]+)\.", body["system"])
        product = facts(body["messages"][0]["content"])
        if beats and product:
            return script_of(product, beats.group(1).split(", "))
        if product and "scenes: exactly" not in body["system"]:
            return json.dumps(seen_on(product))
        return answer_to(body["system"])


def facts(content):
    """ProductFacts out of the lines of a question, or None where it is about no product."""
    from generation.interfaces import ProductFacts

    text = content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)
    rows = dict(re.findall(r"(?m)^([A-Z][\w ]+): (.+)$", text))
    if "Product" not in rows:
        return None
    points = tuple(rows.get("Selling points", "").split("; "))
    return ProductFacts(
        name=rows["Product"],
        description=rows.get("Description", ""),
        selling_points=tuple(point for point in points if point),
        audience=rows.get("For", ""),
        price=rows.get("Price", ""),
    )


def script_of(product, beats):
    from generation.interfaces import ScriptRequest
    from generation.local.copywriting.provider import Copywriter

    for seconds in (15, 30, 45, 60, 90):
        request = ScriptRequest(
            mode="creative_ad", style="minimal", duration_ms=seconds * 1000, product=product
        )
        found = Copywriter().write(request)
        lines = [*found.segments[: len(beats) - 1], found.segments[-1]]
        # A film of so many scenes wants about seven words in each, or the studio asks for more.
        if len(lines) == len(beats) and sum(len(line.text.split()) for line in lines) >= 7 * len(beats):
            break
    pictures = ("in warm morning light", "close, from the side", "in use, hands only", "on a clean table")
    rows = [
        {
            "text": line.text,
            "headline": line.headline,
            "detail": "" if line is lines[-1] else line.detail,  # the button has words of its own
            "picture": f"{product.name} {pictures[at % len(pictures)]}",
            "motion": "The camera comes slowly closer",
        }
        for at, line in enumerate(lines)
    ]
    return json.dumps({"title": found.title, "segments": rows})


def seen_on(product):
    points = list(product.selling_points) or [product.name]
    return {"features": points[:3], "benefits": points[1:3], "unique_points": points[:1]}


# --- pictures and music -------------------------------------------------------------------------
class Pictures(Replicate):
    """Paints what the studio's own art director paints without a photo, and plays its music."""

    takes = 2.0

    def __init__(self):
        super().__init__()
        self.files.__exit__()
        self.files, self.one_at_a_time = Shelf(), Lock()

    def made(self, row):
        make = painted if "prompt" in row["input"] and "aspect_ratio" in row["input"] else played
        with self.one_at_a_time:
            data, mime = make(row["input"])
        return self.files.keep(f"{row['id']}.{mime.rpartition('/')[2]}", data, mime)


def painted(asked):
    from generation.interfaces import ImageRequest
    from generation.local.images.provider import ArtDirector
    from vidstudio.demo import record

    width, height = SIZES[asked["aspect_ratio"]]
    ours = record.PRODUCT["name"] in asked["prompt"]  # of the demo's product there is a photo
    request = ImageRequest(
        prompt=asked["prompt"],
        style="luxury",
        beat="product" if ours else "content",
        photos=(record.photo(),) if ours else (),
        width=width,
        height=height,
        seed=asked["seed"] % 97,
        scene_index=1 + asked["seed"] % 7,
        captions=False,
    )
    found = ArtDirector().paint(request)
    return found.data, found.mime


def played(asked):
    from generation.interfaces import MusicRequest
    from generation.local.music.provider import LocalMusic
    from projects.styles import MOODS

    mood = next((one for one in MOODS if one in asked["prompt"]), next(iter(MOODS)))
    length = int(asked["duration"]) * 1000
    found = LocalMusic().score(MusicRequest(mood=mood, duration_ms=length, seed=asked["seed"] % 97))
    return found.data, found.mime


# --- voices -------------------------------------------------------------------------------------
class Voices(ElevenLabs):
    """The studio's own voice, with the times of its words spread over their characters."""

    takes = 1.0

    def spoken(self, text):
        from generation.interfaces import VoiceRequest
        from generation.local.speech.provider import LocalVoice

        found = LocalVoice().speak(VoiceRequest(text=text))
        return found.data, timed(text, found.words) or evenly(text, found.duration_ms / 1000)


def timed(text, words):
    """An alignment by character from times by word; None where the words are not those of the text."""
    starts, ends, at = [], [], 0.0
    for part in re.findall(r"\S+|\s+", text):
        if part.isspace():
            times = [(at, at)] * len(part)
        elif not words:
            return None
        else:
            word, words = words[0], words[1:]
            each = (word.end_ms - word.start_ms) / 1000 / len(part)
            times = [
                (word.start_ms / 1000 + n * each, word.start_ms / 1000 + (n + 1) * each)
                for n in range(len(part))
            ]  # noqa: E501
            at = times[-1][1]
        starts += [begin for begin, _ in times]
        ends += [end for _, end in times]
    return {
        "characters": list(text),
        "character_start_times_seconds": starts,
        "character_end_times_seconds": ends,
    }


# --- clips --------------------------------------------------------------------------------------
class Clips(Runway):
    """Brings the picture slowly closer: what a clip needs least."""

    takes = 6.0
    credits = 0

    def __init__(self):
        super().__init__()
        self.files.__exit__()
        self.files, self.one_at_a_time = Shelf(), Lock()

    def where(self, pk):
        asked = self.rows[pk]["asked"]
        with self.one_at_a_time:
            data = closer(base64.b64decode(asked["promptImage"].partition(",")[2]), asked["duration"])
        return self.files.keep(f"{pk}.mp4", data, "video/mp4")

    def task(self, pk, kind):
        told = super().task(pk, kind)
        if told["status"] == "SUCCEEDED":
            told["cost"] = {"credits": 5 * self.rows[pk]["asked"]["duration"]}
        return told


def closer(photo, seconds, fps=24, width=540):
    """An H.264 MP4 of a picture that grows by a twelfth."""
    still = Image.open(io.BytesIO(photo)).convert("RGB")
    height = round(width * still.height / still.width / 2) * 2
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "veryfast", "crf": "20"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for at in range(seconds * fps):
            edge = at / (seconds * fps) / 24
            box = (
                edge * still.width,
                edge * still.height,
                (1 - edge) * still.width,
                (1 - edge) * still.height,
            )
            frame = np.asarray(still.resize((width, height), Image.Resampling.BILINEAR, box=box))
            for packet in stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return out.getvalue()


# --- a studio that asks them ---------------------------------------------------------------------
def environment(words, pictures, voices, clips):
    """Variables of a studio whose paid providers are these servers."""
    return {
        "ANTHROPIC_API_KEY": KEY,
        "ANTHROPIC_BASE_URL": words.url,
        "REPLICATE_API_TOKEN": KEY,
        "REPLICATE_BASE_URL": pictures.url,
        "ELEVENLABS_API_KEY": KEY,
        "ELEVENLABS_BASE_URL": voices.url,
        "RUNWAYML_API_SECRET": KEY,
        "RUNWAYML_BASE_URL": clips.url,
        "VIDSTUDIO_TEXT_PROVIDERS": "anthropic",
        "VIDSTUDIO_VISION_PROVIDERS": "anthropic",
        "VIDSTUDIO_IMAGE_PROVIDERS": "replicate",
        "VIDSTUDIO_VOICE_PROVIDERS": "elevenlabs",
        "VIDSTUDIO_CLIP_PROVIDERS": "runway",
        "VIDSTUDIO_MUSIC_PROVIDERS": "replicate",
    }


def furnish(workspace, admin):
    """A budget for the month, and a price for the one model that nobody has named a price of."""
    from generation.billing import budgets
    from generation.models import Budget, ModelCard, Price

    if not Budget.objects.filter(workspace=workspace).exists():
        budgets.set_budget(workspace, admin, MONTH_BUDGET)
    musicgen = ModelCard.objects.get(provider="replicate", talent="music", default=True)
    add = partial(Price.objects.get_or_create, provider="replicate", talent="music", model=musicgen.model)
    for unit, amount in (("tracks", MUSICGEN_EACH), ("seconds", 0)):
        values = {"amount": amount, "source": "made up by the contract servers"}
        add(unit=unit, valid_from=musicgen.valid_from, defaults=values)


def main():
    crew = Words(), Pictures(), Voices(), Clips()
    for one in crew:
        one.hold = partial(_told, one)
    print(json.dumps(environment(*crew)), flush=True)
    sys.stdin.read()


def _told(double, seen, answer=None):
    """A request or an answer that is off its contract is said, so that whoever watches can see it."""
    before = len(double.broken)
    type(double).hold(double, seen, answer)
    for problem in double.broken[before:]:
        print(f"contract servers: {problem}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vidstudio.settings")
    import django

    django.setup()
    main()
