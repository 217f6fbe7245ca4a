"""`{% stamped "file.html" card %}`: a partial that is drawn once, and then only filled in for each row.

A board of 40 scenes is one card 40 times, and Django asks anew what each of its 250 nodes is. A card is an
object that says two things. `shape` is a dict of all that the partial asks about (if, for, filters): it is
drawn once for each shape and language. `names` are those of its attributes that are only shown: words and
whole numbers, escaped as Django would. They leave blanks, and a stamp fills the blanks.

A partial that asks about a blank, or filters it, cannot be stamped: that is an error, not a wrong page.
"""

import html
import re
import secrets
from functools import lru_cache

from django.core.signals import setting_changed
from django.template import Context, Library, Node, TemplateSyntaxError, engines
from django.template.base import token_kwargs
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from projects.templatetags.remembered import Blank, loaded_catalogue

register = Library()

# Stands before and after the name of a blank. Nobody can know it, so nobody's words look like one.
_MARK = secrets.token_hex(12)
_BLANK = re.compile(f"{_MARK}:(\\w+):{_MARK}")
# Shapes that are kept, all partials together. A board has about ten of each; each is some kilobytes.
_KEPT = 2000


@lru_cache(maxsize=_KEPT)
def _drawn(name, names, catalogue, shape):
    """Of a partial: what stands before each blank, which of the names it is, these names, and the end."""
    blanks = {key: Blank(f"{_MARK}:{key}:{_MARK}") for key in names}
    drawn = engines["django"].engine.get_template(name).render(Context(blanks | dict(shape)))
    asked = [key for key, blank in blanks.items() if blank.asked]
    if asked:
        raise TemplateSyntaxError(f"{name} asks about {asked}, which a stamp only shows")
    *pairs, end = _BLANK.split(drawn)
    shown = tuple(dict.fromkeys(pairs[1::2]))
    return tuple(pairs[::2]), tuple(map(shown.index, pairs[1::2])), shown, end


def stamp(name, card, **more):
    """The partial of that name for one card; `more` are further names of its shape. HTML."""
    shape = {**card.shape, **more} if more else card.shape
    before, places, names, end = _drawn(name, card.names, loaded_catalogue(), tuple(shape.items()))
    said = [_said(getattr(card, key)) for key in names]
    parts = [end] * (2 * len(places) + 1)
    parts[:-1:2] = before
    parts[1::2] = [said[place] for place in places]
    return SafeString("".join(parts))


def _said(value):
    """As conditional_escape; what most words are is told by its type, as a board says 2,000 of them."""
    kind = type(value)
    if kind is str:
        return html.escape(value)
    return str(value) if kind is int else conditional_escape(value)


class Stamped(Node):
    def __init__(self, name, card, more):
        self.name, self.card, self.more = name, card, more

    def render(self, context):
        more = {key: value.resolve(context) for key, value in self.more.items()}
        return stamp(self.name.resolve(context), self.card.resolve(context), **more)


@register.tag
def stamped(parser, token):
    """{% stamped "file.html" card name=value … %}"""
    parts = token.split_contents()[1:]
    if len(parts) < 2:
        raise TemplateSyntaxError("stamped takes a template and a card")
    name, card, *more = parts
    given = token_kwargs(more, parser)
    if more:
        raise TemplateSyntaxError(f"stamped takes name=value, not {more[0]}")
    return Stamped(parser.compile_filter(name), parser.compile_filter(card), given)


def drawn_so_far():
    """How many partials were drawn since the process began; all else was filled in."""
    return _drawn.cache_info().misses


def forget(**_):
    """Settings changed, which only tests do: files may have other addresses."""
    _drawn.cache_clear()


setting_changed.connect(forget)
