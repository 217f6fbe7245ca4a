"""Filters for durations and sizes, built in to every template."""

from django import template

register = template.Library()


@register.filter
def seconds(ms):
    """12300 → "12.3 s"; whole seconds without a point."""
    return f"{(ms or 0) / 1000:g} s"


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
def get(mapping, key):
    return mapping.get(key) if mapping else None
