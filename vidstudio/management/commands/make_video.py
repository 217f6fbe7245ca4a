"""manage.py make_video: from a product, a prompt or a script to an MP4, in one command."""

import getpass
import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.text import slugify

from generation import actions
from generation.provider_errors import ProviderError, Rejected
from generation.providers import registry
from generation.text import script_files
from projects import caption_looks, catalog, formats, styles
from projects.board import editing
from projects.catalog import prices, products
from projects.errors import BadInput, Refused
from projects.formats import LONGEST_S, SHORTEST_S
from projects.media import photo_uploads, picture_decoding
from projects.models import Membership, Workspace
from vidstudio import inline_pipeline
from vidstudio.checks import MACHINE
from vidstudio.progress_bar import Bar

PRODUCT_FIELDS = ("name", "description", "selling_points", "audience", "price")
# How a video is where neither an option nor the prompt says otherwise.
USUAL = {
    "mode": "creative_ad",
    "style": "minimal",
    "aspect": "9:16",
    "target_ms": 15_000,
    "language": "en",
    "captions": True,
    "call_to_action": "",
}
CURRENCY = "USD"
USAGE = 2
FAILED = 1


class Command(BaseCommand):
    help = "Make a finished video from a product, a catalogue row, a prompt or a script."
    requires_system_checks = [MACHINE]

    def add_arguments(self, parser):
        source = parser.add_argument_group("what it is about (one of these)")
        source.add_argument("--name", help="the product's name")
        source.add_argument("--catalog", help="a product CSV in Shopify's format, with --handle")
        source.add_argument("--prompt", help="a sentence or two")
        source.add_argument("--script", help="a text file with scenes and dialogue")
        product = parser.add_argument_group("the product, with --name")
        product.add_argument("--description", default="")
        product.add_argument("--selling-point", action="append", default=[], dest="selling_points")
        product.add_argument(
            "--photo", action="append", default=[], dest="photos", help=picture_decoding.NAMED
        )
        product.add_argument("--audience", default="")
        product.add_argument("--price", default="", help="as people write it: 39.90, 39,90 or €39,90")
        product.add_argument(
            "--currency", default="", help=f"three letters; else that of the price, else {CURRENCY}"
        )
        product.add_argument("--handle", default="", help="which product of the catalogue")
        look = parser.add_argument_group("how it should be")
        look.add_argument("--cta", default="", help="the call to action")
        look.add_argument("--mode", help=", ".join(styles.MODES))
        look.add_argument("--style", help=", ".join(styles.STYLES))
        look.add_argument("--duration", help="seconds, 5 to 300; ads mostly last 6, 15, 20, 30, 45, 60 or 90")
        look.add_argument("--aspect", help=", ".join(formats.ASPECTS))
        look.add_argument("--resolution", default="1080p", help=", ".join(formats.RESOLUTIONS))
        look.add_argument("--language", help="a BCP 47 tag; else the prompt's own, else en")
        look.add_argument("--voice", default="")
        look.add_argument("--seed", default="1")
        look.add_argument("--no-captions", action="store_true")
        look.add_argument(
            "--caption-look", default="", help=f"{', '.join(caption_looks.LOOKS)}; else the style's"
        )
        look.add_argument("--no-accents", action="store_true", help="no light and shapes, whatever the style")
        look.add_argument("--no-signs", action="store_true", help="no names, prices and buttons that come in")
        out = parser.add_argument_group("what comes out")
        out.add_argument("--out", help="where the MP4 goes; otherwise into the studio's videos folder")
        out.add_argument("--json", action="store_true", help="one JSON object instead of the path")
        out.add_argument(
            "--dry-run", action="store_true", help="with --script: say what is understood of it, make nothing"
        )
        out.add_argument(
            "--until",
            choices=["script"],
            help="stop after the script: it is printed, and its pictures are made in the studio",
        )
        out.add_argument("--workspace", default="command-line")
        out.add_argument(
            "--as", dest="operator", default="", help="who approves; the system's user otherwise"
        )

    def handle(self, **options):
        bar = Bar(self.stderr._out)
        try:
            read = _read_first(options)
            if read is not None:
                self.stderr.write(read.sentence)
            if options["dry_run"]:
                return self._say_what_was_read(read, options)
            inline_pipeline.prepare_database()
            project, by, understood = _prepared(options, self.stderr.write)
            if options["until"]:
                stages = list(actions.STOPS[options["until"]])
                estimates = [inline_pipeline.expected(project, "storyboard", stages=stages)]
                inline_pipeline.make_storyboard(project, by, bar, stop_at=options["until"])
                bar.done()
                return self._say_script(project, options["json"], estimates)
            estimates = []
            path = _made(project, by, options, bar, self.stderr.write, estimates)
        except (Refused, ProviderError) as error:
            self._leave(_line(error), USAGE)
        except inline_pipeline.Unfinished as error:
            bar.done()
            self._leave(str(error), FAILED)
        except KeyboardInterrupt:
            bar.done()
            self._leave("Cancelled. What was finished is kept and will be reused.", 130)
        bar.done()
        if options["json"]:
            self.stdout.write(_result(project, path, understood, read, estimates))
        else:
            self.stdout.write(str(path))

    def _say_what_was_read(self, read, options):
        if read is None:
            self._leave("--dry-run: only a script can be read without making anything. Give --script.", USAGE)
        layout = {} if options["json"] else {"indent": 2, "ensure_ascii": False}
        self.stdout.write(json.dumps(asdict(read), **layout))

    def _say_script(self, project, as_json, estimates):
        scenes = [
            {"text": scene.text, "headline": scene.headline, "seconds": scene.duration_ms / 1000}
            for scene in project.scenes.all()
        ]
        if as_json:
            told = {"project": project.pk, "state": "script_ready", "scenes": scenes}
            told["estimates"] = estimates
            return self.stdout.write(json.dumps(told, ensure_ascii=False))
        self.stdout.write("\n".join(f"{at}. {scene['text']}" for at, scene in enumerate(scenes, 1)))
        self.stderr.write(f"The script is ready. Go on in the studio, with project {project.pk}.")

    def _leave(self, line, status):
        self.stderr.write(line)
        sys.exit(status)


def _line(error):
    field = getattr(error, "field", None)
    return f"--{field.replace('_', '-')}: {error}" if field else str(error)


def _result(project, path, understood, read, estimates):
    """The line of --json: where the video is, what it is, what it was thought to cost, and what was
    understood of a prompt or a script.
    """
    told = {"path": str(path), **inline_pipeline.facts(project), "estimates": estimates}
    if understood:
        told["understood"] = understood.to_dict()
    if read:
        told["script"] = asdict(read)
    return json.dumps(told)


# --- before anything is written --------------------------------------------------------------
def _prepared(options, tell):
    """The project and who makes it. All input is checked first: bad input leaves no row behind.

    What was understood of a prompt is told before anything is made; what it wishes gives way to options.
    """
    source = _source(options)
    understood = _understood(options) if source == "prompt" else None
    wished = dict(understood.settings) if understood else {}
    values = wished | _look(options, wished)
    out = options["out"]
    if out and not Path(out).absolute().parent.is_dir():
        raise BadInput(f"The folder {Path(out).absolute().parent} does not exist.", "out")
    made = _READERS[source](options)
    _check_duration(values["target_ms"])
    with transaction.atomic():
        workspace, by = _place(options)
        values.update(made(workspace, by))
        project = editing.create_project(workspace, by, source, **values)
        actions.check_start(project)
    if source == "product":
        understood = actions.understand_product(project.product, project.language)
    if understood:
        tell(_understanding_in_words(understood, values))
    return project, by, understood


def _understood(options):
    return actions.understand("prompt", options["prompt"], options["language"] or "")


def _understanding_in_words(understood, values):
    """What was understood, as lines for a person."""
    lines = [f"{label}: {value}" for label, value in understood.rows]
    look = f"{values['target_ms'] / 1000:g} s, {values['style']}, {values['aspect']}, {values['language']}"
    left = [f"Not said: {text} ({why})" for text, why in understood.left_out]
    return "\n".join((*lines, f"Video: {look}", *left, *understood.notices))


def _source(options):
    given = [name for name in ("name", "catalog", "prompt", "script") if options[name] is not None]
    if len(given) != 1:
        raise BadInput(
            "Give exactly one of --name, --catalog, --prompt or --script.", given[1] if given else "name"
        )
    return "product" if given[0] in ("name", "catalog") else given[0]


def _look(options, wished):
    """The project's fields: as the options say, else as the prompt wishes, else as usual."""
    given = {
        "mode": _one_of(options, "mode", styles.MODES),
        "style": _one_of(options, "style", styles.STYLES),
        "aspect": _one_of(options, "aspect", formats.ASPECTS),
        "target_ms": options["duration"] and round(_number(options, "duration") * 1000),
        "language": options["language"],
        "captions": False if options["no_captions"] else None,
        "call_to_action": options["cta"] or None,
    }
    return {
        **{name: wished.get(name, usual) for name, usual in USUAL.items()},
        **{name: value for name, value in given.items() if value is not None},
        "resolution": _one_of(options, "resolution", formats.RESOLUTIONS),
        "seed": int(_number(options, "seed")),
        "voice": _voice(options["voice"]),
        "caption_look": options["caption_look"] and _one_of(options, "caption_look", caption_looks.LOOKS),
        "accents": "none" if options["no_accents"] else "",
        "signs": not options["no_signs"],
    }


def _one_of(options, name, known):
    if options[name] is not None and options[name] not in known:
        raise BadInput(f"“{options[name]}” is not known. Choose one of {', '.join(known)}.", name)
    return options[name]


def _number(options, name):
    try:
        value = float(options[name])
    except ValueError:
        raise BadInput(f"“{options[name]}” is not a number.", name) from None
    if not 0 <= value < 1e9:
        raise BadInput(f"{options[name]} is out of range.", name)
    return value


def _voice(name):
    names = [voice.name for voice in registry.provider("voice").adapter.voices()]
    if name and name not in names:
        raise BadInput(f"There is no voice “{name}”. Choose one of {', '.join(names)}.", "voice")
    return name


def _check_duration(target_ms):
    if not 1000 * SHORTEST_S <= target_ms <= 1000 * LONGEST_S:
        raise BadInput(f"A video is {SHORTEST_S} to {LONGEST_S} seconds long.", "duration")


# --- the three sources -----------------------------------------------------------------------
def _read_product(options):
    if options["catalog"] is not None:
        return _read_catalog(options)
    if not options["name"].strip():
        raise BadInput("A product needs a name.", "name")
    price_of(options)
    photos = [_bytes(path, "photo") for path in options["photos"]]
    for photo in photos:
        photo_uploads.encoded(photo)

    def make(workspace, by):
        return {"product": _put_product(workspace, by, options, photos)}

    return make


def _put_product(workspace, by, options, photos):
    """The product as the command line says it; the same name is the same product."""
    fields = {key: options[key] for key in PRODUCT_FIELDS}
    fields["price"], fields["currency"] = price_of(options)
    handle = slugify(options["name"], allow_unicode=True)[: products.LONGEST_HANDLE].rstrip("-")
    product = workspace.products.filter(handle=handle).first()
    if product is None:
        product = products.create_product(workspace, by, handle=handle, **fields)
    else:
        products.edit_product(product, by, **fields)
    for photo in product.photos.all():
        products.remove_photo(photo, by)
    for photo in photos:
        products.add_photo(product, by, photo)
    return workspace.products.get(pk=product.pk)


def price_of(options):
    """(the price, the code of its currency) as somebody in the film's language writes them."""
    code = options["currency"].strip().upper()
    try:
        price = prices.read(options["price"], prices.Usual(code, options["language"] or ""))
    except ValueError as error:
        raise BadInput(f"{error}.", "price") from None
    if price is None:
        return "", code or CURRENCY
    if code and price.currency not in ("", code):
        raise BadInput(f"“{options['price']}” is {price.currency}, and --currency says {code}.", "price")
    return price.amount, price.currency or code or CURRENCY


def _read_catalog(options):
    data, folder = _bytes(options["catalog"], "catalog"), Path(options["catalog"]).absolute().parent
    handles = [row.handle for row in catalog.read(data).products]
    if options["handle"] not in handles:
        raise BadInput(f"Choose one of {', '.join(handles[:20])}.", "handle")

    def make(workspace, by):
        catalog.import_catalog(
            workspace,
            by,
            data,
            catalog.FolderImages(folder),
            options["currency"] or CURRENCY,
            only={options["handle"]},
        )
        return {"product": workspace.products.get(handle=options["handle"])}

    return make


def _read_prompt(options):
    return lambda workspace, by: {"prompt": options["prompt"]}


def _read_script(options):
    text = _script(options)
    return lambda workspace, by: {"script": text}


def _script(options):
    """The script's text; BadInput for a file that is none, or of which nothing can be said."""
    try:
        text = script_files.text_of(_bytes(options["script"], "script"))
    except Rejected as error:
        raise BadInput(str(error), "script") from None
    if not text.strip():
        raise BadInput("The script is empty.", "script")
    return text


def _read_first(options):
    """What is understood of the script, a ScriptSummary; None where there is no script."""
    if options["script"] is None:
        return None
    return actions.read_script(_script(options), options["language"] or "en")


_READERS = {"product": _read_product, "prompt": _read_prompt, "script": _read_script}


def _bytes(path, field):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror.lower()}.", field) from None


def _place(options):
    """The command line's own workspace, in which the operator may approve what they made."""
    workspace, _ = Workspace.objects.get_or_create(
        slug=slugify(options["workspace"]), defaults={"name": options["workspace"], "self_approval": True}
    )
    user, new = get_user_model().objects.get_or_create(username=options["operator"] or getpass.getuser())
    if new:
        user.set_unusable_password()
        user.save()
    Membership.objects.get_or_create(workspace=workspace, user=user, defaults={"role": "admin"})
    return workspace, user


# --- making it -------------------------------------------------------------------------------
def _made(project, by, options, bar, tell, estimates):
    """Where the video lies. `estimates` gets what each job is expected to cost, before it begins."""
    estimates.append(inline_pipeline.expected(project, "storyboard"))
    inline_pipeline.make_storyboard(project, by, bar, then_render=True)
    for short in inline_pipeline.fit_words(project, by):
        words, lasted = (f"{ms / 1000:.1f} s" for ms in (short.words_ms, short.scene_ms))
        tell(f"Scene {short.scene_index} is made longer: its words take about {words}, it lasted {lasted}.")
    project.refresh_from_db()
    estimates.append(inline_pipeline.expected(project, "render"))
    inline_pipeline.make_render(project, by, bar)
    return inline_pipeline.put(project, options["out"])
