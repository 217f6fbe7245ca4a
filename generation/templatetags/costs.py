"""Filters for what was spent: names of work, amounts without a currency, counted units."""

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects import money_format
from projects.languages import numbers

register = template.Library()

TALENTS = {
    "text": _("Words"),
    "vision": _("Reading photos"),
    "image": _("Pictures"),
    "voice": _("Voice"),
    "clip": _("Clips"),
    "lip_sync": _("Talking portraits"),
    "music": _("Music"),
    "compose": _("Putting together"),
}
# Stages of a job that are not called like the talent that they ask for.
_STAGES = {
    "analyse": _("Analyse"),
    "script": _("Script"),
    "storyboard": _("Storyboard"),
    "images": _("Images"),
    "clips": _("Clips"),
    "publish": _("Publish"),
    "pictures": _("Pictures"),
    "package": _("Package"),
    "animatic": _("Animatic"),
}


@register.filter
def talent(name):
    """lip_sync → "Talking portraits"."""
    return TALENTS.get(name) or _STAGES.get(name) or plain(name).capitalize() or _("Other")


@register.filter
def plain(name):
    """image_tokens_in → "image tokens in"."""
    return str(name or "").replace("_", " ")


@register.filter
def unit(name, value):
    """images → "images", or "image" of one."""
    words = plain(name)
    return words.removesuffix("s") if value == 1 else words


@register.filter
def bare(amount):
    """1204.5 → "1,204.50", where the currency stands beside it."""
    return numbers.written(money_format.rounded(amount, "").strip())


@register.filter
def tick(amount):
    """Decimal("2.50") → "2.5", for a scale."""
    return f"{amount.normalize():f}" if amount else "0"


@register.filter
def bar_title(bar, currency):
    """What a bar of the chart says under the pointer: a line for the sum and one for each kind of work."""
    sums = [money_format.rounded(bar.total, currency)] if bar.total or not bar.unknown else []
    unknown = [gettext("%(count)s unknown") % {"count": bar.unknown}] if bar.unknown else []
    pieces = [f"{piece.name} {money_format.rounded(piece.amount, currency)}" for piece in bar.pieces]
    return "\n".join([f"{bar.label}: {' + '.join(sums + unknown)}", *pieces])


@register.filter
def counted(value):
    """1234567 → "1,234,567"; 12.3456 → "12.35"; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
