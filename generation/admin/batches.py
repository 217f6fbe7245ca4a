"""Batches and presets in the admin: how they stand, trying again, cancelling the rest."""

from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from generation.batches import start
from projects.admin.base import ReadOnlyAdmin, badge, project_link
from projects.board import presets
from projects.models import Batch, BatchRow, BatchRowState, Preset


@admin.register(Preset)
class PresetAdmin(ReadOnlyAdmin):
    list_display = [
        "name",
        "is_default",
        "chosen_settings",
        "brand_kit",
        "workspace",
        "created_by",
        "updated",
    ]
    list_filter = [("workspace", admin.RelatedOnlyFieldListFilter), "is_default"]
    list_select_related = ["workspace", "created_by"]
    search_fields = ["name"]

    @admin.display(description=_("Choices"))
    def chosen_settings(self, preset):
        return presets.summary(preset.choices)


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """Retry and cancel are the verbs that the pages call."""

    list_display = ["name", "state_badge", "begun", "not_begun", "preset_name", "workspace", "created_by",
                    "created", "page"]  # fmt: skip
    list_filter = ["state", ("workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["workspace", "created_by"]
    search_fields = ["=id", "name", "rows__product_name"]
    actions = ["retry", "cancel"]

    def get_queryset(self, request):
        begun = Count("rows", filter=Q(rows__state=BatchRowState.STARTED))
        gone = Count("rows", filter=Q(rows__state__in=start.GAVE_UP))
        return super().get_queryset(request).annotate(begun=begun, gone=gone, count=Count("rows"))

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, batch):
        return badge(batch.state, batch.get_state_display())

    @admin.display(description=_("Begun"))
    def begun(self, batch):
        return _("%(place)s of %(all)s") % {"place": batch.begun, "all": batch.count}

    @admin.display(description=_("Refused, failed, cancelled"))
    def not_begun(self, batch):
        return batch.gone or "–"

    @admin.display(description=_("Page"))
    def page(self, batch):
        return format_html('<a href="{}">open</a>', reverse("generation:batch", args=[batch.pk]))

    @admin.action(description=_("Try again what failed, was refused or cancelled"))
    def retry(self, request, rows):
        return self.each(request, rows, lambda batch: start.retry(batch, request.user), _("tried again."))

    @admin.action(description=_("Cancel the rest"))
    def cancel(self, request, rows):
        return self.each(request, rows, lambda batch: start.cancel(batch, request.user), _("cancelled."))


@admin.register(BatchRow)
class BatchRowAdmin(ReadOnlyAdmin):
    workspace_path = "batch__workspace"
    list_display = ["product_name", "state_badge", "stands", "estimate", "problem", "batch", "position"]
    list_filter = ["state", ("batch", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["batch", "project"]
    search_fields = ["product_name", "problem"]
    actions = ["retry"]

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row):
        return badge(row.state, row.get_state_display())

    @admin.display(description=_("Board"))
    def stands(self, row):
        if row.project is None:
            return "–"
        return format_html('<a href="{}">{}</a>', project_link(row.project), row.project.get_state_display())

    @admin.action(description=_("Try again"))
    def retry(self, request, rows):
        return self.each(
            request, rows, lambda row: start.retry(row.batch, request.user, [row.pk]), "tried again."
        )
