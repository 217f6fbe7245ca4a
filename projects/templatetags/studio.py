"""Filters for durations and sizes, built in to every template."""

from django import template
from django.utils.translation import gettext

from projects import formats, money_format
from projects.board import presets, takes, undo
from projects.languages import numbers, stored, wording
from projects.team import profile_photos

register = template.Library()

# What a file dialog offers for a kind of file: a help for people. Browsers do not know some endings as what
# they are. What is really taken is decided by projects.media, by the file's content.
OFFERED = {
    "picture": "image/*, .heic, .heif, .avif, .tif, .tiff",
    "clip": "video/*, image/gif, .mp4, .mov, .mkv, .avi, .webm, .mts, .m2ts, .wmv, .flv",
    "recording": "audio/*, .wav, .mp3, .m4a, .flac, .ogg, .opus, .aac, .aif, .caf, .amr, .3gp, .wma",
}


@register.simple_tag
def offered(kind):
    """The value of `accept` for a file of that kind: a key of OFFERED."""
    return OFFERED[kind]


def _amount(text):
    return gettext("unknown") if text == money_format.UNKNOWN else numbers.written(text)


@register.filter
def money(amount, currency="USD"):
    """0.0042 → "0.0042 USD"."""
    return _amount(money_format.readable(amount, currency))


@register.filter
def cents(amount, currency="USD"):
    """1204.5 → "1,204.50 USD", for sums."""
    return _amount(money_format.rounded(amount, currency))


@register.filter
def exactly(amount, currency="USD"):
    """0.0042 → "0.0042 USD", every digit that was billed."""
    return _amount(money_format.exact(amount, currency))


@register.filter
def seconds(ms):
    """12345 → "12.3 s"; whole seconds without a point; less than a tenth is told in hundredths."""
    ms = ms or 0
    return f"{wording.short(round(ms / 1000, 1 if abs(ms) >= 100 else 2))} s"


@register.filter
def clock(ms):
    """75300 → "1:15"."""
    whole = round((ms or 0) / 1000)
    return f"{whole // 60}:{whole % 60:02d}"


@register.filter
def in_seconds(ms):
    """12300 → 12.3, for a number field."""
    return f"{(ms or 0) / 1000:g}"


@register.filter
def moving(scene):
    """The take that moves while a scene is shown, or None: see projects.board.takes."""
    return takes.moving(scene, scene.picture.asset) if scene.picture else None


@register.filter
def aimed(scene):
    """The asset in which a person may say what stays in sight, or None: see projects.board.takes."""
    return takes.aimed(scene)


@register.filter
def product_kept(scene):
    """How the scene's picture keeps the product, for people; "" where it does not say."""
    kept = takes.product_kept(scene.picture.asset) if scene.picture else ""
    return gettext(kept) if kept else ""


@register.filter
def product_kept_how(kept):
    """What one of the words of `product_kept` means, a sentence."""
    if kept == gettext(takes.TRUE_PIXELS):
        return gettext("The product is its own photo, laid over a painted scene.")
    return gettext("The model drew the product after its photos.")


@register.filter
def sight(scene):
    """The CSS `object-position` at which a scene's picture is cut as the film cuts it."""
    asset, frame = scene.picture.asset, scene.project.frame_size
    size = asset.width or frame[0], asset.height or frame[1]
    places = formats.cut_at(size, frame, takes.in_sight(scene, asset))
    return " ".join(f"{place:.1%}" for place in places)


@register.filter
def beyond(voice_ms, scene_ms):
    """How much of a recording's end a scene of that length would cut off, in milliseconds; 0 for none."""
    return max(0, takes.over_ms(voice_ms or 0, scene_ms))


@register.filter
def spoken(scene):
    """How long its recording is beside the scene, or None: see projects.board.takes."""
    return takes.spoken(scene)


@register.filter
def voice_label(label):
    """How a voice is called and sounds: see projects.languages.wording."""
    return wording.voice(label)


@register.filter
def told(text):
    """A text that was stored in English, in the reader's language: see projects.languages.stored."""
    return stored.told(text)


@register.filter
def photo_of(user):
    """The address of a person's photo, or "". Their `choice` was read with them."""
    return profile_photos.address(user)


@register.filter
def get(mapping, key):
    return mapping.get(key) if mapping else None


@register.filter
def midsentence(label):
    """A label as it stands inside a sentence: "Editor" → "editor", in German as it is."""
    return wording.inside(label)


@register.filter
def edit_words(edit):
    """What an edit of a board did, in words: see projects.board.history."""
    return undo.in_words(edit)


@register.filter
def preset_summary(choices):
    """What a preset chooses, in a line: see projects.board.presets."""
    return presets.summary(choices)


@register.filter
def running(counts):
    """[(word, label, count)] → the same with the sum of the counts before, for the parts of a bar."""
    before, found = 0, []
    for word, label, count in counts:
        found.append((word, label, count, before))
        before += count
    return found
