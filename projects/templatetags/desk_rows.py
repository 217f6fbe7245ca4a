"""Django's tags of the admin, whose lists look up a column once, and not for each of their rows.

Who loads "admin_list" gets this library (vidstudio/settings.py). A list of 50 rows has 500 cells: for each
Django asks anew what its column is, where its row leads and what its class is called, and draws it by itself.
That was two fifths of a list's time. The HTML is the same.
"""

from datetime import date, time
from functools import cached_property

from django.contrib.admin.templatetags import admin_list as djangos
from django.contrib.admin.templatetags.base import InclusionAdminNode
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field, quote
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.template import Library
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = Library()
register.tags.update(djangos.register.tags)
register.filters.update(djangos.register.filters)

# Stands for a row's key in the address of its page, which is worked out once.
_KEY = "a-key-of-a-row"


class DeskColumn:
    """A column of a list. `cell` is its HTML for a row, with a link where there is an address."""

    def __init__(self, changelist, place, name):
        self._admin, self._name = changelist.model_admin, name
        self._empty = self._admin.get_empty_value_display()
        self._field = _field(changelist.model, name)
        self._method = None
        if self._field is None and name != "__str__" and isinstance(name, str):
            self._method = getattr(self._admin, name, None)
        self._empty = getattr(self._method, "empty_value_display", self._empty)
        self._class = f"field-{djangos._coerce_field_name(name, place)}"
        if name == "action_checkbox":
            self._class = "action-checkbox"

    def cell(self, row, tag="td", address=None):
        shown, is_narrow = self._shown(row, bool(address))
        shown = conditional_escape(shown)
        if address:
            shown = f'<a href="{address}">{shown}</a>'
        return f'<{tag} class="{self._class}{" nowrap" if is_narrow else ""}">{shown}</{tag}>'

    def _shown(self, row, is_link):
        """(text or HTML, whether it stays on one line)"""
        try:
            if self._method:
                return self._told(self._method, self._method(row))
            if self._field is None:
                _, attr, value = lookup_field(self._name, row, self._admin)
                return self._told(getattr(attr, "fget", attr), value)
            value = getattr(row, self._name)
        except ObjectDoesNotExist:
            return self._empty, False
        return self._of_field(value, is_link), isinstance(self._field, _NARROW)

    def _told(self, said_by, value):
        if isinstance(value, str) and not value.strip():
            value = ""
        empty = getattr(said_by, "empty_value_display", self._empty)
        shown = display_for_value(value, empty, getattr(said_by, "boolean", False))
        return shown, isinstance(value, date | time)

    def _of_field(self, value, is_link):
        if isinstance(self._field.remote_field, models.ManyToOneRel):
            return self._empty if value is None else value
        if self._choices:
            return self._choices.get(value, self._empty)
        if isinstance(value, str) and not value.strip():
            value = ""
        return display_for_field(value, self._field, self._empty, avoid_link=is_link)

    @cached_property
    def _choices(self):
        return dict(getattr(self._field, "flatchoices", ()))


_NARROW = (models.DateField, models.TimeField, models.ForeignKey)


def _field(model, name):
    """The model's own field of that name, or None."""
    try:
        found = model._meta.get_field(name) if isinstance(name, str) else None
    except FieldDoesNotExist:
        return None
    is_own = found is not None and found.concrete and not found.many_to_many and not found.auto_created
    return found if is_own and name == found.name else None


def rows(changelist):
    """Each row's cells as one piece of HTML."""
    names = changelist.list_display
    columns = [DeskColumn(changelist, place, name) for place, name in enumerate(names)]
    links = changelist.list_display_links
    if links is not None and not links:
        links = names[:1]
    leading = [name in (links or ()) for name in names]
    first = leading.index(True) if True in leading else None
    address = _address(changelist) if first is not None else None
    for row in changelist.result_list:
        where = address and address.replace(_KEY, quote(str(row.pk)))
        yield SafeString(
            "".join(
                column.cell(row, "th" if place == first else "td", where if leads else None)
                for place, (column, leads) in enumerate(zip(columns, leading, strict=True))
            )
        )


def _address(changelist):
    """Of a row's page, with `_KEY` for its key; None where rows have no page."""
    meta = changelist.opts
    name = f"admin:{meta.app_label}_{meta.model_name}_change"
    try:
        url = reverse(name, args=[_KEY], current_app=changelist.model_admin.admin_site.name)
    except NoReverseMatch:
        return None
    told = {"preserved_filters": changelist.preserved_filters, "opts": changelist.opts}
    return conditional_escape(djangos.add_preserved_filters(told, url))


def result_list(cl):
    """As Django's; lists that are edited in place, or choose for another page, are Django's own."""
    if cl.formset or cl.is_popup or cl.to_field or not _counts(cl.model._meta.pk):
        return djangos.result_list(cl)
    headers = list(djangos.result_headers(cl))
    return {
        "cl": cl,
        "result_hidden_fields": [],
        "result_headers": headers,
        "num_sorted_fields": sum(bool(head["sortable"] and head["sorted"]) for head in headers),
        "results": [djangos.ResultList(None, [row]) for row in rows(cl)],
    }


def _counts(key):
    """Whether keys are numbers, which an address has as they are."""
    return isinstance(key, models.AutoField | models.BigAutoField | models.IntegerField)


@register.tag("result_list")
def result_list_tag(parser, token):
    return InclusionAdminNode(
        parser, token, func=result_list, template_name="change_list_results.html", takes_context=False
    )
