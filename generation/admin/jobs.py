"""Work on the desk: jobs with their history, their steps and events."""

from functools import partial

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from generation.engine import control
from generation.models import Event, Job, JobState, Step, StepState
from projects import access
from projects.admin.base import NamedValues, ReadOnlyAdmin, badge, project_link
from projects.errors import BadInput

NEWEST_EVENTS = 200


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

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, job):
        return badge(job.state, job.get_state_display())

    @admin.display(description=_("Progress"), ordering="progress")
    def bar(self, job):
        return format_html('<progress max="100" value="{0}">{0} %</progress> {0} %', job.progress)

    @admin.display(description=_("Took"))
    def took(self, job):
        if not (job.started and job.finished):
            return "–"
        return f"{(job.finished - job.started).total_seconds():.0f} s"

    @admin.action(description=_("Retry what is not done"))
    def retry(self, request, queryset):
        verb = partial(_by_editor, control.retry, request.user)
        return self.each(request, queryset, verb, _("trying again."))

    @admin.action(description=_("Cancel"))
    def cancel(self, request, queryset):
        verb = partial(_by_editor, _cancel, request.user)
        return self.each(request, queryset, verb, _("cancelled."))


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
    list_filter = ["state", "talent", ("provider", NamedValues)]
    list_select_related = ["job"]
    search_fields = ["label", "key", "error", "=job__id"]
    # The newest first, as events are. In the order of their stages all rows would be sorted for each page.
    ordering = ["-pk"]
    exclude = ["token"]
    actions = ["send_again", "give_up"]

    @admin.action(description=_("Held: send again (may be charged twice)"))
    def send_again(self, request, queryset):
        verb = partial(_by_approver, control.send_again, request.user)
        return self.each(request, queryset, verb, _("sent again."))

    @admin.action(description=_("Held: give up"))
    def give_up(self, request, queryset):
        verb = partial(_by_approver, control.give_up, request.user)
        return self.each(request, queryset, verb, _("given up."))

    @admin.display(description=_("Job"), ordering="job_id")
    def job_link(self, step):
        page = reverse("admin:generation_job_change", args=[step.job_id])
        return format_html('<a href="{}">{}</a>', page, step.job)

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, step):
        return badge(step.state, step.get_state_display())


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    workspace_path = "job__workspace"
    list_display = ["created", "job", "seq", "stage", "percent", "message"]
    list_filter = [("stage", NamedValues)]
    list_select_related = ["job"]
    search_fields = ["=job__id", "message"]
    ordering = ["-pk"]
