"""The prompts that people edit, on the desk: versions, a preview, a comparison."""

import difflib
import re

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from generation.models import PromptTemplate
from generation.prompts import templates, writing  # noqa: F401  (registers its own)
from projects import access
from projects.errors import BadInput
from projects.models import Product
from projects.plain_input import whole_number

# As many as a list to choose from may hold, the newest first.
MOST_PRODUCTS = 50


class PromptForm(forms.ModelForm):
    body = forms.CharField(
        label=_("What is said"), widget=forms.Textarea(attrs={"rows": 12, "class": "prompt-body"})
    )
    note = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=200,
        help_text=_("For whoever reads the history later."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = PromptTemplate
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.current:
            self.fields["body"].initial = self.instance.current.body

    def clean_body(self):
        try:
            templates.check(self.instance.name, self.cleaned_data["body"])
        except BadInput as error:
            raise forms.ValidationError(error.message) from None
        return self.cleaned_data["body"]


@admin.register(PromptTemplate)
class PromptTemplateAdmin(admin.ModelAdmin):
    """Prompts with their history. Saving makes a new version; an old one is never changed."""

    form = PromptForm
    fields = ["body", "note"]
    list_display = ["name", "purpose", "version", "changed"]
    list_select_related = ["current"]

    class Media:
        js = ["js/admin/prompt.js"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        for name in templates.DEFAULTS:  # the shipped texts become rows when somebody first looks
            templates.current_version(name)
        return super().changelist_view(request, extra_context)

    @admin.display(description=_("In use"))
    def version(self, template):
        return f"v{template.current.number}" if template.current else "–"

    @admin.display(description=_("Changed"), ordering="current__created")
    def changed(self, template):
        return template.current.created if template.current else None

    def save_model(self, request, obj, form, change):
        """Not the row is changed: a new version is added, by the verb, and put in use."""
        body = form.cleaned_data["body"]
        if obj.current and obj.current.body.split() == body.split():
            self.message_user(
                request, _("Nothing was changed, so there is no new version."), messages.WARNING
            )
            return
        obj.current = templates.save(obj.name, body, by=request.user, note=form.cleaned_data["note"])

    def change_view(self, request, object_id, form_url="", extra_context=None):
        template = self.get_object(request, unquote(object_id))
        told = history(template, request.GET) | {"products": self._products(request)} if template else {}
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", view(require_POST(self.preview_view)), name="prompt_preview"),
            path("<int:pk>/use/<int:number>/", view(require_POST(self.use_view)), name="prompt_use"),
            *super().get_urls(),
        ]

    def preview_view(self, request, pk):
        """The text of the page, filled with the example or a product; 422 with what is wrong with it."""
        template, body = self._mine(request, pk), request.POST.get("body", "")
        chosen = whole_number(request.POST.get("product"))
        product = get_object_or_404(_products(request.user), pk=chosen) if chosen is not None else None
        try:
            templates.check(template.name, body)
        except BadInput as error:
            return JsonResponse({"error": error.message}, status=422)
        return JsonResponse({"text": templates.preview_with_record(template.name, body, product)})

    def _products(self, request):
        return _products(request.user).order_by("-pk")[:MOST_PRODUCTS]

    def use_view(self, request, pk, number):
        template = self._mine(request, pk)
        old = get_object_or_404(template.versions, number=number)
        new = templates.save(template.name, old.body, by=request.user, note=f"version {number} again")
        self.message_user(
            request,
            _("Version %(old)s is in use again, as version %(new)s.") % {"old": number, "new": new.number},
        )
        return HttpResponseRedirect(reverse("admin:generation_prompttemplate_change", args=[pk]))

    def _mine(self, request, pk):
        template = get_object_or_404(PromptTemplate, pk=pk)
        if not self.has_change_permission(request, template):
            raise PermissionDenied
        return template


def _products(user):
    """Products that a prompt may be tried with: the user's own shops', all of them for a superuser."""
    return Product.objects.all() if user.is_superuser else access.products(user)


def history(template, asked):
    """What the prompt's page shows beside the form: preview, versions and one comparison.

    `asked` may name two version numbers, `old` and `new`; else it is the newest and the one before.
    """
    versions = list(template.versions.select_related("created_by"))
    new = _numbered(versions, asked.get("new")) or template.current
    before = [version for version in versions if new and version.number < new.number]
    old = _numbered(versions, asked.get("old")) or (before[0] if before else None)
    return {
        "title": _("Prompt: %(name)s") % {"name": template},
        "subtitle": template.purpose,
        "preview": templates.preview(template.name, template.current.body) if template.current else "",
        "places": templates.example(template.name),
        "needed": writing.REQUIRED.get(template.name, ()),
        "orders": template.name not in templates.SCENE_TEMPLATES,
        "versions": versions,
        "old": old,
        "new": new,
        "diff": compared(old, new) if old and new else [],
    }


def _numbered(versions, number):
    return next((version for version in versions if str(version.number) == number), None)


def compared(old, new):
    """A unified diff as (kind, line). A prompt is one paragraph, so sentences stand for lines."""
    names = (f"version {old.number}", f"version {new.number}")
    lines = difflib.unified_diff(_sentences(old.body), _sentences(new.body), *names, lineterm="")
    return [(KINDS.get(line[:1], "same"), line) for line in lines]


KINDS = {"+": "more", "-": "less", "@": "place"}


def _sentences(body):
    return [line for line in re.split(r"(?<=[.!?])\s+|\n", body) if line.strip()]
