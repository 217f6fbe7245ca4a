"""Filters for what was spent: names of work, amounts without a currency, counted units."""

from django import template

from projects import money_format

register = template.Library()

TALENTS = {
    "text": "Words",
    "vision": "Reading photos",
    "image": "Pictures",
    "voice": "Voice",
    "clip": "Clips",
    "lip_sync": "Talking portraits",
    "music": "Music",
    "compose": "Composing",
}


@register.filter
def talent(name):
    """lip_sync → "Talking portraits"."""
    return TALENTS.get(name) or plain(name).capitalize() or "Other"


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
    return money_format.rounded(amount, "").strip()


@register.filter
def tick(amount):
    """Decimal("2.50") → "2.5", for a scale."""
    return f"{amount.normalize():f}" if amount else "0"


@register.filter
def bar_title(bar, currency):
    """What a bar of the chart says under the pointer: a line for the sum and one for each kind of work."""
    sums = [money_format.rounded(bar.total, currency)] if bar.total or not bar.unknown else []
    unknown = [f"{bar.unknown} unknown"] if bar.unknown else []
    pieces = [f"{piece.name} {money_format.rounded(piece.amount, currency)}" for piece in bar.pieces]
    return "\n".join([f"{bar.label}: {' + '.join(sums + unknown)}", *pieces])


@register.filter
def counted(value):
    """1234567 → "1,234,567"; 12.3456 → "12.35"; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
