"""Contact sheets of finished ads: what people would see, without encoding any of it.

python -m tests.benchmarks.contact_sheets --catalog FOLDER --out FOLDER
    [--product HANDLE]… [--style S]… [--ratio R]… [--language TAG]

The folder of the catalogue holds products.csv and its photos. Without it, the demo's product is taken.
--prompt TEXT (as often as wanted) and --script FILE make sheets of those instead. For each product, style
and ratio the board is made by the studio itself; then single frames are asked of the engine's own painter:
two of each scene, the middle of each transition and the end card, with layers, light, signs and captions.

--boards shows the pictures alone, as the picture maker left them: one sheet for each product and ratio, a
row for each style. That takes a third of the time and shows what repeats.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from tests.benchmarks import kit, studio_processes

# The short side at which frames are painted, and how wide a sheet may become.
SIDE, WIDEST = 540, 2400
LABEL = 16
# How high a picture is at most on a sheet of boards.
BOARD_TALL = 440


@dataclass(frozen=True)
class Moment:
    """A frame number of a video and what is to be seen there, in a word or two."""

    frame: int
    what: str


def main():
    options = _options()
    with kit.home() as folder:
        os.environ.update(kit.environment(folder, VIDSTUDIO_JOB_RUNNER="inline"))
        studio_processes.set_up()
        for subject in _subjects(options):
            if options.boards:
                for ratio in options.ratio:
                    _boards_sheet(options, subject, ratio)
                continue
            for style in options.style:
                for ratio in options.ratio:
                    _sheet(options, subject, style, ratio)


def _options():
    from projects import formats, styles

    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--catalog", type=Path, help="a folder with products.csv and its photos")
    options.add_argument("--product", action="append", help="a handle; all products otherwise")
    options.add_argument("--prompt", action="append", help="a sheet of a prompt's story")
    options.add_argument("--script", type=Path, help="a sheet of a script's scenes")
    options.add_argument("--style", action="append", choices=list(styles.STYLES))
    options.add_argument("--ratio", action="append", choices=list(formats.ASPECTS))
    options.add_argument("--language", help="a BCP 47 tag, for the products of a catalogue")
    options.add_argument("--mode", default="creative_ad", choices=list(styles.MODES))
    options.add_argument("--seconds", type=int, default=15)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--no-captions", action="store_true")
    options.add_argument("--boards", action="store_true", help="pictures alone, all styles on one sheet")
    options.add_argument("--out", type=Path, required=True, help="where the sheets go")
    found = options.parse_args()
    found.style, found.ratio = found.style or list(styles.STYLES), found.ratio or list(formats.ASPECTS)
    found.out.mkdir(parents=True, exist_ok=True)
    return found


def _subjects(options):
    """(name, source, fields of the project) of all that sheets are made of."""
    from vidstudio import demo

    shop = demo.workspace()
    if options.prompt:
        return [
            (f"prompt{number}", "prompt", {"prompt": text}) for number, text in enumerate(options.prompt, 1)
        ]
    if options.script:
        return [("script", "script", {"script": options.script.read_text()})]
    if not options.catalog:
        return [("demo", "product", {"product": demo.product(shop), "call_to_action": "Shop now"})]
    about = {"language": options.language} if options.language else {"call_to_action": "Shop now"}
    return [(one.handle, "product", {"product": one, **about}) for one in _imported(shop, options)]


def _imported(shop, options):
    from projects import catalog
    from vidstudio import demo

    data = (options.catalog / "products.csv").read_bytes()
    wanted = options.product or [row.handle for row in catalog.read(data).products]
    images = catalog.FolderImages(options.catalog)
    catalog.import_catalog(shop, demo.person("ed"), data, images, "USD", only=set(wanted))
    return [shop.products.get(handle=handle) for handle in wanted]


def _sheet(options, subject, style, ratio):
    name, source, about = subject
    seconds = kit.timed(lambda: _drawn(options, name, source, about, style, ratio))
    kit.say(f"{name} {style} {ratio}: {seconds:.1f} s")


def _boards_sheet(options, subject, ratio):
    """All styles' boards of a product in one ratio: the scenes' pictures, a style under the other."""
    name, source, about = subject
    rows = []
    seconds = kit.timed(lambda: rows.extend(_pictures(options, source, about, ratio)))
    path = options.out / f"{name}-{ratio.replace(':', 'x')}-boards.png"
    stacked(rows, f"{name} · {ratio}").save(path)
    kit.say(f"{name} {ratio}: {seconds:.1f} s")


def _pictures(options, source, about, ratio):
    """(style, [picture of each scene]) of a product's boards."""
    for style in options.style:
        project = _board(options, source, about, style, ratio)
        scenes = list(project.scenes.all())
        yield style, [Image.open(scene.picture.asset.file).convert("RGB") for scene in scenes]


def stacked(rows, title):
    """Rows of pictures on one sheet, each with its name, at most WIDEST wide."""
    most = max(len(pictures) for _, pictures in rows)
    wide, tall = rows[0][1][0].size
    cell = min(wide, WIDEST // most, BOARD_TALL * wide // tall)
    high = round(tall * cell / wide)
    sheet = Image.new("RGB", (most * (cell + 4), len(rows) * (high + LABEL + 4) + LABEL), "#202020")
    pen = ImageDraw.Draw(sheet)
    pen.text((4, 2), title, fill="white")
    for row, (style, pictures) in enumerate(rows):
        y = LABEL + row * (high + LABEL + 4)
        pen.text((4, y + 2), style, fill="#ffd60a")
        for column, picture in enumerate(pictures):
            resized = picture.resize((cell, high), Image.Resampling.LANCZOS)
            sheet.paste(resized, (column * (cell + 4), y + LABEL))
    return sheet


def _drawn(options, name, source, about, style, ratio):
    project = _board(options, source, about, style, ratio)
    spec = _spec(project)
    frames = list(_frames(project.workspace, spec))
    path = options.out / f"{name}-{style}-{ratio.replace(':', 'x')}-{options.mode.split('_')[0]}.png"
    laid_out(frames, f"{name} · {style} · {ratio} · {options.mode}").save(path)


def _board(options, source, about, style, ratio):
    """A project with words and pictures, as an editor would see it."""
    from projects.board import editing
    from vidstudio import demo, inline_pipeline

    ed = demo.person("ed")
    look = {"style": style, "aspect": ratio, "resolution": "720p", "mode": options.mode, "seed": options.seed}
    length = {"target_ms": options.seconds * 1000, "captions": not options.no_captions}
    project = editing.create_project(demo.workspace(), ed, source, **look, **length, **about)
    inline_pipeline.make_storyboard(project, ed, lambda _: None)
    project.refresh_from_db()
    return project


def _spec(project):
    """The board's spec, to be painted small."""
    from rendering.spec import build

    made = build.build(project, "")
    scale = SIDE / min(made.output.width, made.output.height)
    size = {name: round(getattr(made.output, name) * scale / 2) * 2 for name in ("width", "height")}
    return made.model_copy(update={"output": made.output.model_copy(update=size)})


def _frames(workspace, spec):
    """(what, seconds, picture) of each Moment of a spec."""
    from rendering.engine import sources, yuv
    from rendering.engine.accents import Accents
    from rendering.engine.caption_cues import cues_of
    from rendering.engine.captions import Captions
    from rendering.engine.frames import FrameRenderer
    from rendering.engine.overlays import Overlays
    from rendering.engine.timeline import plan
    from rendering.stages.compose import MediaFiles

    timeline = plan(spec)
    moments = list(moments_of(timeline))
    media = MediaFiles(workspace, studio_processes.home())
    opened = sources.Sources(spec, timeline, media, [timeline.segment_at(one.frame) for one in moments])
    over = (
        Accents(spec, timeline),
        Overlays(spec, timeline),
        Captions(spec, timeline, cues_of(spec, timeline)),
    )
    painter = FrameRenderer(timeline, opened, over)
    for one in moments:
        picture = yuv.to_rgb(painter.picture(one.frame))
        yield one.what, one.frame / timeline.fps, Image.fromarray(np.ascontiguousarray(picture))


def moments_of(timeline):
    """The Moments of a Timeline that are worth a look, in their order."""
    last = timeline.scenes[-1]
    for scene in timeline.scenes:
        opened = scene.start + scene.window
        if scene.window:
            yield Moment(scene.start + scene.window // 2, scene.transition)
        yield Moment(opened + (scene.stop - opened) // 4, f"scene {scene.index}")
        if scene is not last:
            yield Moment(scene.stop - 2, f"scene {scene.index}")
    yield Moment(last.stop - 1, "end card")


def laid_out(frames, title):
    """All frames under each other on one sheet, with what they are and when."""
    wide, tall = frames[0][2].size
    columns = max(1, min(len(frames), round((len(frames) * tall / wide * 1.8) ** 0.5)))
    cell = min(wide, WIDEST // columns)
    high = round(tall * cell / wide)
    rows = -(-len(frames) // columns)
    sheet = Image.new("RGB", (columns * (cell + 4), rows * (high + LABEL + 4) + LABEL), "#202020")
    pen = ImageDraw.Draw(sheet)
    pen.text((4, 2), title, fill="white")
    for at, (what, seconds, picture) in enumerate(frames):
        x, y = at % columns * (cell + 4), LABEL + at // columns * (high + LABEL + 4)
        pen.text((x + 2, y + 2), f"{what}  {seconds:.1f} s", fill="#ffd60a")
        sheet.paste(picture.resize((cell, high), Image.Resampling.LANCZOS), (x, y + LABEL))
    return sheet


if __name__ == "__main__":
    sys.exit(main())
