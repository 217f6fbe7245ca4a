"""Machinery on the desk: jobs with their history, steps, the ledger; and the prompts people edit."""

import difflib
import re
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from generation.engine import circuit_breaker, control
from generation.models import (
    Cancellation,
    CircuitBreaker,
    Event,
    Job,
    JobState,
    PromptTemplate,
    Step,
    StepState,
    WebhookDelivery,
    WorkerHeartbeat,
)
from generation.prompts import templates, writing  # noqa: F401  (registers its own)
from projects import access
from projects.admin.base import ReadOnlyAdmin, ReadOnlyMixin, badge, project_link
from projects.errors import BadInput, IllegalMove
from projects.models import Product
from projects.plain_input import whole_number

NEWEST_EVENTS = 200
# As many as a list to choose from may hold, the newest first.
MOST_PRODUCTS = 50


# --- jobs ------------------------------------------------------------------------------------
@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """What the studio is doing and has done. Retry and cancel are the verbs that the pages call."""

    list_display = ["__str__", "project", "state_badge", "bar", "message", "created", "took"]
    list_filter = ["state", "kind", ("workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["project"]
    search_fields = ["=id", "project__title", "message", "error"]
    actions = ["retry", "cancel"]

    def page_context(self, request, row):
        newest = list(row.events.order_by("-seq")[:NEWEST_EVENTS])
        return {
            "stages": row.stages.prefetch_related("steps"),
            "events": newest,
            "hidden_events": row.last_event - len(newest),
            "page": project_link(row.project),
            "may_retry": row.state in (JobState.FAILED, JobState.CANCELLED),
            "held": [] if row.is_over else row.steps.filter(state=StepState.UNKNOWN),
            "steps_url": reverse("admin:generation_step_changelist"),
            "list_url": reverse("admin:generation_job_changelist"),
        }

    @admin.display(description="State", ordering="state")
    def state_badge(self, job):
        return badge(job.state, job.get_state_display())

    @admin.display(description="Progress", ordering="progress")
    def bar(self, job):
        return format_html('<progress max="100" value="{0}">{0} %</progress> {0} %', job.progress)

    @admin.display(description="Took")
    def took(self, job):
        if not (job.started and job.finished):
            return "–"
        return f"{(job.finished - job.started).total_seconds():.0f} s"

    @admin.action(description="Retry what is not done")
    def retry(self, request, queryset):
        verb = partial(_by_editor, control.retry, request.user)
        return self.each(request, queryset, verb, "trying again.")

    @admin.action(description="Cancel")
    def cancel(self, request, queryset):
        verb = partial(_by_editor, _cancel, request.user)
        return self.each(request, queryset, verb, "cancelled.")


def _by_editor(verb, user, job):
    """The engine's verbs ask nobody who they are; a caller that serves people does."""
    access.require(user, job.workspace, "edit")
    return verb(job, by=user)


def _by_approver(verb, user, step):
    access.require(user, step.job.workspace, "approve")
    return verb(step, by=user)


def _cancel(job, by):
    """The verb takes a job that is over in silence; a person is told."""
    if job.is_over:
        raise BadInput(f"it is {job.get_state_display().lower()} already.")
    return control.cancel(job, by=by)


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    workspace_path = "job__workspace"
    list_display = ["label", "job_link", "talent", "provider", "state_badge", "attempts", "error", "finished"]
    list_filter = ["state", "talent", "provider"]
    list_select_related = ["job"]
    search_fields = ["label", "key", "error", "=job__id"]
    exclude = ["token"]
    actions = ["send_again", "give_up"]

    @admin.action(description="Held: send again (may be charged twice)")
    def send_again(self, request, queryset):
        verb = partial(_by_approver, control.send_again, request.user)
        return self.each(request, queryset, verb, "sent again.")

    @admin.action(description="Held: give up")
    def give_up(self, request, queryset):
        verb = partial(_by_approver, control.give_up, request.user)
        return self.each(request, queryset, verb, "given up.")

    @admin.display(description="Job", ordering="job_id")
    def job_link(self, step):
        page = reverse("admin:generation_job_change", args=[step.job_id])
        return format_html('<a href="{}">{}</a>', page, step.job)

    @admin.display(description="State", ordering="state")
    def state_badge(self, step):
        return badge(step.state, step.get_state_display())


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    workspace_path = "job__workspace"
    list_display = ["created", "job", "seq", "stage", "percent", "message"]
    list_filter = ["stage"]
    list_select_related = ["job"]
    search_fields = ["=job__id", "message"]
    ordering = ["-pk"]


def _moment(when):
    return date_format(timezone.localtime(when), "j M, H:i:s") if when else "–"


@admin.register(CircuitBreaker)
class CircuitBreakerAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """How each provider is doing. Reset what waits for a person, once it is mended there."""

    list_display = ["provider", "talent", "state_badge", "reason", "tried_at", "succeeded_at"]
    list_filter = ["state", "provider", "talent"]
    actions = ["reset"]

    @admin.display(description="State", ordering="state")
    def state_badge(self, row):
        return badge("failed" if row.needs_person else row.state, row.get_state_display())

    @admin.display(description="Tried", ordering="until")
    def tried_at(self, row):
        return "after a reset" if row.needs_person else _moment(row.until)

    @admin.display(description="Last success", ordering="succeeded")
    def succeeded_at(self, row):
        return _moment(row.succeeded)

    @admin.action(description="Reset: it was mended, ask it again", permissions=["reset"])
    def reset(self, request, queryset):
        for row in queryset:
            try:
                circuit_breaker.reset(row)
            except IllegalMove as error:
                self.message_user(request, error.message, messages.ERROR)
            else:
                self.log_change(request, row, "reset")
                self.message_user(request, f"{row.provider} is asked for {row.talent} again.")

    def has_reset_permission(self, request):
        return request.user.has_perm("generation.change_circuitbreaker")


@admin.register(Cancellation)
class CancellationAdmin(ReadOnlyAdmin):
    """What providers were told not to go on with, and how that ended."""

    workspace_path = "step__job__workspace"
    list_display = ["created", "step", "provider", "external_id", "state", "tries", "ended"]
    list_filter = ["state", "provider"]
    list_select_related = ["step"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["received", "provider", "external_id", "status"]
    list_filter = ["provider", "status"]


@admin.register(WorkerHeartbeat)
class WorkerHeartbeatAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["name", "seen", "canary_asked", "canary_answered", "restarts"]


# --- prompts ---------------------------------------------------------------------------------
class PromptForm(forms.ModelForm):
    body = forms.CharField(
        label="What is said", widget=forms.Textarea(attrs={"rows": 12, "class": "prompt-body"})
    )
    note = forms.CharField(
        label="Why",
        required=False,
        max_length=200,
        help_text="For whoever reads the history later.",
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
        js = ["js/admin_prompt.js"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        for name in templates.DEFAULTS:  # the shipped texts become rows when somebody first looks
            templates.current_version(name)
        return super().changelist_view(request, extra_context)

    @admin.display(description="In use")
    def version(self, template):
        return f"v{template.current.number}" if template.current else "–"

    @admin.display(description="Changed", ordering="current__created")
    def changed(self, template):
        return template.current.created if template.current else None

    def save_model(self, request, obj, form, change):
        """Not the row is changed: a new version is added, by the verb, and put in use."""
        body = form.cleaned_data["body"]
        if obj.current and obj.current.body.split() == body.split():
            self.message_user(request, "Nothing was changed, so there is no new version.", messages.WARNING)
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
        self.message_user(request, f"Version {number} is in use again, as version {new.number}.")
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
        "title": f"Prompt: {template}",
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
