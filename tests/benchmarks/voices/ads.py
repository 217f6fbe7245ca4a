"""How well the films of many languages are understood: python -m tests.benchmarks.voices.ads [options].

Of each product of ads.toml the studio makes a 15 s ad: words, pictures, and the recordings by the good voice
that its film will have. The recogniser (recogniser.py) writes these down, and they are compared with the
board's words; the film's SRT is compared with them letter by letter. A row counts all ads of a language: one
of thirty words says little, since a name and a button that are misheard are a fifth of it. --music listens to
the film's sound instead, with its music, --heard prints all that was heard, --keep FOLDER makes whole films.

The table of docs/quality.md, "Languages", is what this prints.
"""

import argparse
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generation.media import audio
from generation.text.toml_tables import read_table
from tests.benchmarks import kit, studio_processes
from tests.benchmarks.runs import stage
from tests.benchmarks.voices import recogniser

ADS = read_table(Path(__file__).parent / "ads.toml")
# An ad's key is its language, with a number from the second on.
LANGUAGES = list(dict.fromkeys(name.partition("-")[0] for name in ADS))
TAGS = {"pt": "pt-BR"}
STYLES = ("bold", "minimal", "luxury", "energetic", "cinematic")
SECONDS = 15
# Between two recordings, so that the recogniser takes them for sentences.
QUIET_MS = 400
SAME = "the words"


@dataclass(frozen=True)
class Heard:
    """What was heard of a film, and how many words were expected and missed.

    `wrong` are missed words by their sound, `spelled` letter by letter (recogniser.errors); of scripts
    without spaces each sign is a word. `missed` are those of the `figures` on the board that were not heard.
    """

    text: str
    words: int
    wrong: int
    spelled: int
    figures: int
    missed: tuple[str, ...]

    @property
    def shares(self):
        return f"{100 * self.wrong / self.words:.0f} %", f"{100 * self.spelled / self.words:.0f} %"


@dataclass(frozen=True)
class Ad:
    """A project's narration, ready to be heard; its film's `sound` is empty where nobody wants it.

    `planned_ms` is how long its words were estimated to take.
    """

    name: str
    board: str
    recordings: tuple[bytes, ...]
    sound: bytes
    srt: str
    planned_ms: int
    is_natural: bool

    @property
    def language(self):
        return self.name.partition("-")[0]


def main():
    asked = _arguments()
    if not recogniser.is_installed():
        print("The recogniser is not installed: make recogniser installs it (requirements-voices.txt).")
        return 2
    head = [
        "language",
        "voice",
        "words",
        "wrong",
        "spelled wrong",
        "figures heard",
        "length / plan",
        "captions",
    ]
    rows = []
    with kit.home() as folder:
        env = kit.environment(folder, VIDSTUDIO_JOB_RUNNER="inline", VIDSTUDIO_NATURAL_VOICES="1")
        os.environ.update(env)
        studio_processes.set_up()
        for language in asked.languages:
            rows.append(_row([made(name, asked) for name in ads_in(language)], asked))
            print(" | ".join(map(str, rows[-1])), flush=True)
    head = ["language", "voice", "words", "wrong", "spelled wrong", "figures heard"]
    print("\n".join(["", *kit.table([*head, "length / plan", "captions"], rows)]))
    return int(any(row[-1] != SAME for row in rows))


def _arguments():
    parser = argparse.ArgumentParser(prog="tests.benchmarks.voices.ads", description=__doc__.splitlines()[0])
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument("--keep", type=Path, help="a folder for whole films")
    parser.add_argument("--music", action="store_true", help="listen to the film's sound, with its music")
    parser.add_argument("--heard", action="store_true", help="print the words and what was heard of them")
    return parser.parse_args()


def ads_in(language):
    """The keys of a language's ads."""
    return [name for name in ADS if name.partition("-")[0] == language]


def _row(ads, asked):
    """The cells of a language's row; what was heard goes to stderr."""
    heard, length_ms = [], 0
    for ad in ads:
        joined, length = _joined(ad.recordings)
        data, ending = (ad.sound, ".mp4") if asked.music else (joined, ".wav")
        heard.append(compared(ad.board, _heard_in(data, ending, ad.language), ad.name))
        length_ms += length
        for line in (ad.board, heard[-1].text, *heard[-1].missed) if asked.heard else ():
            kit.say(line)
    whole = added(heard)
    return [
        ads[0].language,
        "natural" if ads[0].is_natural else "robotic",
        whole.words,
        *whole.shares,
        f"{whole.figures - len(whole.missed)} of {whole.figures}",
        f"{length_ms / sum(ad.planned_ms for ad in ads):.2f}",
        SAME if all(said_in_captions(ad.srt, ad.board) for ad in ads) else "**other words**",
    ]


def added(heard):
    """What was Heard of several films, as one."""
    counts = {
        name: sum(getattr(one, name) for one in heard) for name in ("words", "wrong", "spelled", "figures")
    }
    missed = tuple(figure for one in heard for figure in one.missed)
    return Heard(" ".join(one.text for one in heard), missed=missed, **counts)


def made(name, asked):
    """The Ad of a product of ads.toml, approved by the operator."""
    from vidstudio import demo, inline_pipeline

    project, ed, ann = _board(name), demo.person("ed"), demo.person("ann")
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        inline_pipeline.make_render(project, ed, lambda _: None, approver=ann)
        inline_pipeline.put(project, asked.keep / f"{name}.mp4")
        job = project.jobs.get(kind="render")
    else:
        job = _spoken(project, ed, ann, ("voice", "music") if asked.music else ("voice",))
    return _ad(name, project, job, asked.music)


def _board(name):
    """A project with words and pictures, as an editor would see it."""
    from projects.board import editing
    from projects.models import Product
    from vidstudio import demo, inline_pipeline

    ad, shop, ed = ADS[name], demo.workspace(), demo.person("ed")
    language = name.partition("-")[0]
    facts = {"description": ad["description"], "selling_points": ad["points"], "price": ad["price"]}
    product = Product.objects.create(
        workspace=shop, handle=name, name=ad["name"], currency=ad["currency"], **facts
    )
    project = editing.create_project(
        shop,
        ed,
        "product",
        product=product,
        language=TAGS.get(language, language),
        style=STYLES[list(ADS).index(name) % len(STYLES)],
        resolution="720p",
        target_ms=SECONDS * 1000,
        call_to_action=ad["button"],
    )
    inline_pipeline.make_storyboard(project, ed, lambda _: None)
    inline_pipeline.fit_words(project, ed)
    project.refresh_from_db()
    return project


def _spoken(project, ed, ann, stages):
    """The render job of an approved board of which these stages are over."""
    from generation.engine import jobs
    from projects.board import review

    with jobs.runner("inline"):
        review.submit(project, ed)
        project.refresh_from_db()
        review.approve(project, ann)
    job = project.jobs.get(kind="render")
    for name in stages:
        stage.stage(job.pk, name)
    return job


def _ad(name, project, job, with_sound):
    from generation.providers import registry
    from generation.stages.voice import cached_voice
    from generation.text.speech_timing import spoken_ms
    from rendering.engine import caption_cues, timeline
    from rendering.spec.schema import RenderSpec
    from rendering.stages import compose

    project.refresh_from_db()
    job.refresh_from_db()
    spec = RenderSpec.model_validate(compose._spec(job, project.aspect))
    plan = timeline.plan(spec)
    scenes = [scene for scene in project.scenes.all() if scene.text.strip()]
    return Ad(
        name=name,
        board=" ".join(scene.text for scene in scenes),
        recordings=tuple(_bytes(cached_voice(scene)) for scene in scenes),
        sound=_sound(project, spec, plan) if with_sound else b"",
        srt=caption_cues.to_srt(caption_cues.cues_of(spec, plan)),
        planned_ms=sum(spoken_ms(scene.text, project.language) for scene in scenes),
        is_natural=not registry.provider("voice").adapter.about_voice(project.language),
    )


def _sound(project, spec, plan):
    from rendering.engine.audio import mix
    from rendering.stages.compose import MediaFiles

    with tempfile.TemporaryDirectory(dir=studio_processes.home()) as folder:
        path = Path(folder) / "sound.mp4"
        mix.make_sound(spec, plan, MediaFiles(project.workspace, Path(folder)), path)
        return path.read_bytes()


def _bytes(asset):
    with asset.file.open("rb") as file:
        return file.read()


def _joined(recordings):
    """(WAV bytes of all recordings with some quiet between them, milliseconds without the quiet)."""
    sounds = [audio.read_wav(data) for data in recordings]
    hz = sounds[0][1]
    quiet = np.zeros(hz * QUIET_MS // 1000, np.float32)
    parts = [part for samples, _ in sounds for part in (samples, quiet)]
    return audio.write_wav(np.concatenate(parts), hz), sum(audio.length_ms(one, hz) for one, _ in sounds)


def _heard_in(data, ending, language):
    with tempfile.NamedTemporaryFile(suffix=ending) as file:
        file.write(data)
        file.flush()
        return recogniser.heard(file.name, language)


def compared(board, heard, name):
    """The Heard of the words of an ad's board and what was written down of its recordings."""
    language = name.partition("-")[0]
    tag = TAGS.get(language, language)
    words, got = recogniser.words_of(board, tag), recogniser.words_of(heard, tag)
    figures = figures_on(board, name)
    return Heard(
        heard,
        words=len(words),
        wrong=recogniser.errors(words, got, language),
        spelled=recogniser.errors(words, got),
        figures=len(figures),
        missed=tuple(recogniser.misheard(figures, got, language)),
    )


def figures_on(board, name):
    """Those of a product's figures that its board says, as they are said."""
    digits = {"price": re.split("[.]", ADS[name]["price"])[0]}
    plain = re.sub(r"(?<=\d)[.,\s\u00a0\u202f](?=\d{3})", "", board)
    numbers = re.findall(r"\d+", plain)
    return [said for key, said in ADS[name]["figures"].items() if digits.get(key, key) in numbers]


def said_in_captions(srt, board):
    """Whether an SRT file shows a board's words, each once and in their order, and its times go forward."""
    blocks = [block.splitlines() for block in srt.strip().split("\n\n")]
    times = [clock for _, times, *_ in blocks for clock in times.split(" --> ")]
    shown = " ".join(line for _, _, *lines in blocks for line in lines)
    return times == sorted(times) and _letters(shown) == _letters(board)


def _letters(text):
    return re.sub(r"[\s\u200e\u200f]", "", text)


if __name__ == "__main__":
    sys.exit(main())
