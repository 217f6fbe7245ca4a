"""Django's `translate`, `blocktranslate`, `url`, `static` and `include`, which remember what stays the same.

Built in to every template, also for those who load "i18n" or "static" (vidstudio/settings.py). A board of 40
scenes has 1,900 of these tags; each looked up its catalogue, address or file anew: two fifths of the page's
time. What is remembered is what depends on the template and the language alone, never on a request.
"""

from functools import cache

from django.core.signals import setting_changed
from django.template import Library, TemplateSyntaxError, defaulttags, loader_tags
from django.template.base import Variable, render_value_in_context
from django.templatetags import i18n
from django.templatetags import static as files
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from django.utils.translation.trans_real import translation

register = Library()
register.tags.update({**i18n.register.tags, **files.register.tags})
register.filters.update({**i18n.register.filters, **files.register.filters})

# Partials that show nothing but what they are given: drawn once for each value.
DRAWN_ONCE = ("_icon.html",)


def _constant(expression):
    """The text of an expression that is always the same; None for any other."""
    if expression.filters:
        return None
    var = expression.var
    if isinstance(var, Variable):
        var = var.literal
    return var if isinstance(var, str) else None


def loaded_catalogue():
    """What a translation may be remembered for: the loaded catalogue of the language in use, or None."""
    language = get_language()
    return translation(language) if language else None


class Blank(SafeString):
    """Where a stamp sets a word later (projects.templatetags.stamped): it can be shown, and nothing else.

    Filters and questions are refused. Django takes an error inside of `{% if %}` for "no"; `asked` keeps that
    there was one.
    """

    asked = False

    @property
    def shown(self):
        return SafeString(str.__str__(self))

    def __html__(self):
        return self.shown

    def _refuse(self, *_):
        self.asked = True
        raise TemplateSyntaxError("a blank of a stamp can only be shown")

    __bool__ = __len__ = __iter__ = __getitem__ = __contains__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __str__ = __int__ = __float__ = __add__ = __radd__ = __truediv__ = __mod__ = _refuse
    __hash__ = SafeString.__hash__


# --- words -------------------------------------------------------------------------------------
class Translate(i18n.TranslateNode):
    def __init__(self, node):
        super().__init__(node.filter_expression, node.noop, node.asvar, node.message_context)
        about = self.message_context
        self.is_fixed = _constant(self.filter_expression) is not None and (
            about is None or _constant(about) is not None
        )
        self.said = {}

    def render(self, context):
        if not self.is_fixed or self.asvar:
            return super().render(context)
        key = loaded_catalogue(), context.autoescape
        found = self.said.get(key)
        if found is None:
            found = self.said[key] = super().render(context)
        return found


@register.tag("translate")
@register.tag("trans")
def translate(parser, token):
    return Translate(i18n.do_translate(parser, token))


class BlockTranslate(i18n.BlockTranslateNode):
    def __init__(self, node):
        super().__init__(
            node.extra_context,
            node.singular,
            node.plural,
            node.countervar,
            node.counter,
            node.message_context,
            trimmed=node.trimmed,
            asvar=node.asvar,
            tag_name=node.tag_name,
        )
        self.about = self.message_context and _constant(self.message_context)
        self.is_fixed = not self.message_context or self.about is not None
        self.one, self.names = self.render_token_list(self.singular)
        self.many = None
        if self.plural and self.countervar and self.counter:
            self.many, more = self.render_token_list(self.plural)
            self.names = [*self.names, *more]
        self.said = {}

    def render(self, context, nested=False):
        if nested or not self.is_fixed:
            return super().render(context, nested)
        values = {name: one.resolve(context) for name, one in self.extra_context.items()}
        if self.many is None:
            words = self._words()
        else:
            count = values[self.countervar] = self.counter.resolve(context)
            if not isinstance(count, int):
                return super().render(context)
            words = self._counted(count)
        shown = {name: self._shown(name, values, context) for name in self.names}
        try:
            words %= shown
        except (KeyError, ValueError):
            return super().render(context)
        if self.asvar:
            context[self.asvar] = i18n.SafeString(words)
            return ""
        return words

    def _words(self):
        key = loaded_catalogue()
        found = self.said.get(key)
        if found is None:
            found = pgettext(self.about, self.one) if self.about else gettext(self.one)
            self.said[key] = found
        return found

    def _counted(self, count):
        if self.about:
            return npgettext(self.about, self.one, self.many, count)
        return ngettext(self.one, self.many, count)

    @staticmethod
    def _shown(name, values, context):
        if name in values:
            value = values[name]
        elif name in context:
            value = context[name]
        else:
            value = context.template.engine.string_if_invalid
            value = value % name if "%s" in value else value
        return value.shown if isinstance(value, Blank) else render_value_in_context(value, context)


@register.tag("blocktranslate")
@register.tag("blocktrans")
def block_translate(parser, token):
    return BlockTranslate(i18n.do_block_translate(parser, token))


# --- addresses ---------------------------------------------------------------------------------
# Stands for a key while the address around it is found out; no row has it.
_PLACE = 982451653982451653


class Address(defaulttags.URLNode):
    """An address whose only arguments are whole numbers, as all our rows' are, is put together."""

    def __init__(self, node):
        super().__init__(node.view_name, node.args, node.kwargs, node.asvar)
        self.name = _constant(node.view_name)
        self.around = {}

    def render(self, context):
        if self.name is None or self.kwargs or len(self.args) > 1:
            return super().render(context)
        args = [one.resolve(context) for one in self.args]
        is_blank = bool(args) and isinstance(args[0], Blank)
        if args and not is_blank and type(args[0]) is not int:
            return super().render(context)
        resolved = getattr(getattr(context, "request", None), "resolver_match", None)
        key = get_urlconf(), get_script_prefix(), resolved and resolved.namespace, context.autoescape
        around = self.around.get(key)
        if around is None:
            if is_blank:
                return self._with_blank(args[0], context)
            return self._learn(key, args, context)
        url = around if not args else f"{around[0]}{args[0].shown if is_blank else args[0]}{around[1]}"
        if self.asvar:
            context[self.asvar] = url
            return ""
        return url

    def _learn(self, key, args, context):
        """As Django does it; what stands around a number is remembered if it is the same for another."""
        url = super().render(context)
        if self.asvar:
            url = context[self.asvar]
        around = url if url and not args else None
        if args:
            before, found, after = self._around_a_number()
            if found and url == f"{before}{args[0]}{after}":
                around = before, after
        if around is not None and conditional_escape(url) == url:
            self.around[key] = around
        return "" if self.asvar else url

    def _around_a_number(self):
        """(what stands before it, the number, what stands after); nothing where no number fits."""
        try:
            return reverse(self.name, args=[_PLACE]).partition(str(_PLACE))
        except NoReverseMatch:
            return "", "", ""

    def _with_blank(self, blank, context):
        before, found, after = self._around_a_number()
        if not found:
            raise TemplateSyntaxError(f"{self.name} takes no number")
        url = SafeString(f"{conditional_escape(before)}{blank.shown}{conditional_escape(after)}")
        if self.asvar:
            context[self.asvar] = url
            return ""
        return url


@register.tag("url")
def url(parser, token):
    return Address(defaulttags.url(parser, token))


# --- files -------------------------------------------------------------------------------------
_file = cache(files.StaticNode.handle_simple)


class File(files.StaticNode):
    @classmethod
    def handle_simple(cls, path):
        return _file(path)


@register.tag("static")
def static(parser, token):
    return File.handle_token(parser, token)


# --- parts of pages ----------------------------------------------------------------------------
class Include(loader_tags.IncludeNode):
    """`drawn` is what came of a partial that is drawn once: {its argument's value: HTML}."""

    drawn = {}

    def __init__(self, node):
        super().__init__(
            node.template, extra_context=node.extra_context, isolated_context=node.isolated_context
        )
        self.once = _constant(node.template) in DRAWN_ONCE

    def render(self, context):
        if not self.once:
            return super().render(context)
        values = tuple(one.resolve(context) for one in self.extra_context.values())
        key = _constant(self.template), *self.extra_context, values
        found = self.drawn.get(key)
        if found is None:
            found = self.drawn[key] = super().render(context)
        return found


@register.tag("include")
def include(parser, token):
    return Include(loader_tags.do_include(parser, token))


def forget(**_):
    """Settings changed, which only tests do: files may have other addresses."""
    _file.cache_clear()
    Include.drawn.clear()


setting_changed.connect(forget)
