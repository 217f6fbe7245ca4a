"""What every page of the admin shares: rows of one's own workspaces, read-only pages, small helpers.

The admin cannot break anything. What a verb owns is read-only here and has actions that call the
verb with the user who asks; a refusal is a message. Rows are those of the user's own workspaces,
a superuser's are all.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext as djangos  # a text of its catalogue, not of ours

from projects import access
from projects.errors import BadInput, Refused
from projects.media import photo_uploads
from projects.models import Workspace
from projects.roles import MAY


class NamedValues(admin.AllValuesFieldListFilter):
    """The values of a field. Rows without one get a word: a link needs words."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or gettext("Not said")}


class NamedFields(forms.BaseInlineFormSet):
    """Rows of fields below a head, which the head names for eyes alone: each field says its name."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = field.label or capfirst(name.replace("_", " "))
            # What leads to other rows is wrapped, and the wrapper's copy has the attributes of another.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(label))


class OwnWorkspacesMixin:
    """Only rows of the user's own workspaces. `workspace_path` leads from a row to its workspace.

    `needs` is what a member must be allowed to do to change a row, beside Django's permission.
    """

    workspace_path = "workspace"
    needs = "manage"
    show_full_result_count = False
    # Django's 100 rows of ten columns take twice as long, and nobody sees so many at once.
    list_per_page = 50

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def action_checkbox(self, obj):
        """As Django's, which draws each from three templates: a third of a list's time."""
        label = format_html(djangos("Select this object for an action - {}"), str(obj))
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME,
            obj.pk,
            label,
        )

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(self._mine(request.user))

    def _mine(self, user):
        return Q(**{f"{self.workspace_path}__in": access.workspaces(user)})

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._role_allows(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._role_allows(request.user, obj)

    def _role_allows(self, user, obj):
        if obj is None or user.is_superuser or not isinstance(obj, self.model):
            return True
        workspace = obj
        for name in self.workspace_path.split("__") if self.workspace_path != "pk" else ():
            workspace = getattr(workspace, name)
        return access.can(user, workspace, self.needs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Nobody is offered another workspace's rows to choose from."""
        rows = db_field.remote_field.model._default_manager
        if not request.user.is_superuser and "queryset" not in kwargs:
            kwargs["queryset"] = _offered(rows.all(), _ruled(request.user, self.needs))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _ruled(user, needs):
    """The workspaces in which the user may do `needs`."""
    return Workspace.objects.filter(memberships__user=user, memberships__role__in=MAY[needs])


def _offered(rows, workspaces):
    if rows.model is Workspace:
        return workspaces
    if rows.model is get_user_model():
        return rows.filter(memberships__workspace__in=workspaces).distinct()
    names = {field.name for field in rows.model._meta.fields}
    if "workspace" in names:
        return rows.filter(workspace__in=workspaces)
    return rows.filter(project__workspace__in=workspaces) if "project" in names else rows.none()


class ReadOnlyMixin:
    """Made by verbs; here it is looked at."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(OwnWorkspacesMixin, ReadOnlyMixin, admin.ModelAdmin):
    """A page of rows that verbs own. Subclasses give actions and `told`, what their page shows."""

    actions_selection_counter = True

    def page_context(self, request, row):
        return {}

    def named(self, row):
        return str(row)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, unquote(object_id))
        shown = {"title": str(row), "subtitle": None, "row": row} if row else {}
        shown |= self.page_context(request, row) if row else {}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def chosen(self, request, rows):
        """The rows that were ticked, also those that a filter hides by now, oldest first."""
        if request.POST.get("select_across") != "1":
            rows = self.get_queryset(request).filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        return rows.order_by("pk")

    def each(self, request, rows, verb, done):
        """Do `verb` to each chosen row. A refusal is a message, and the next row has its turn."""
        for row in self.chosen(request, rows):
            try:
                verb(row)
            except Refused as error:
                self.message_user(request, f"{self.named(row)}: {error.message}", messages.ERROR)
            except Http404:
                text = gettext(
                    "%(row)s: you are not a member of its workspace, so you cannot decide for it."
                ) % {"row": self.named(row)}
                self.message_user(request, text, messages.ERROR)
            else:
                self.message_user(request, f"{self.named(row)}: {done}", messages.SUCCESS)
        return self.back(request)

    def back(self, request):
        """To the page whose button was pressed; None is the list."""
        where = request.POST.get("_back", "")
        safe = url_has_allowed_host_and_scheme(where, {request.get_host()}, request.is_secure())
        return HttpResponseRedirect(where) if safe else None

    def ask_note(self, request, rows, action, title, hint):
        """The page between: what is the note? It posts to the same action again."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "hint": hint,
            "action": action,
            "rows": [(row.pk, self.named(row)) for row in self.chosen(request, rows)],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/note.html", context)


def next_page(waiting, row):
    """The page of the row that waits after this one, in a circle; "" where none is left."""
    keys = list(waiting.exclude(pk=row.pk).order_by("pk").values_list("pk", flat=True))
    after = next((key for key in keys if key > row.pk), keys[0] if keys else None)
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return reverse(name, args=[after]) if after else ""


def thumbnail(asset, width=160, alt=""):
    """A small picture that links to nothing; a dash where there is none."""
    if asset is None:
        return "–"
    return format_html('<img class="thumb" src="{}?w={}" alt="{}" loading="lazy">', asset.url, width, alt)


def project_link(project):
    """The project's page in the studio, or "" where pages are not served."""
    try:
        return reverse("projects:detail", args=[project.pk])
    except NoReverseMatch:
        return ""


def badge(state, label):
    return format_html('<span class="badge badge--{}">{}</span>', state, label)


def seconds(ms):
    return f"{(ms or 0) / 1000:g} s"


class LinesField(forms.CharField):
    """A JSON list of strings, edited as one line each."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or [])


class PairsField(LinesField):
    """A JSON list of {"written", "spoken"}, edited as "written = spoken" on each line."""

    def prepare_value(self, value):
        rows = value if isinstance(value, list) else []
        return "\n".join(f"{row['written']} = {row['spoken']}" for row in rows) if rows else value or ""

    def to_python(self, value):
        parts = [line.partition("=") for line in super().to_python(value)]
        return [{"written": written.strip(), "spoken": spoken.strip()} for written, _, spoken in parts]


def checked_picture(file, field):
    """The uploaded file's bytes, when they are a picture; a form error otherwise."""
    data = file.read()
    try:
        photo_uploads.encoded(data, field)
    except BadInput as error:
        raise ValidationError(error.message) from None
    return data
