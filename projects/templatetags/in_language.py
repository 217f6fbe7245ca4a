"""Filters of Django's own that pages write in the reader's language, built in to every template."""

from django import template
from django.template import defaultfilters

from projects.languages import numbers

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value, pattern=None):
    """As Django's; what people read is written as their language does: 29 Nov 2026, 29. Nov. 2026."""
    return numbers.day(value, pattern) or defaultfilters.date(value, pattern)


@register.filter(is_safe=True)
def floatformat(value, digits=-1):
    """As Django's, with the language's own point."""
    return numbers.written(defaultfilters.floatformat(value, digits))
