"""Imports of catalogues in the admin: what is at work, what became of it, and cancelling the rest."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from projects import access
from projects.admin.base import ReadOnlyAdmin, badge
from projects.catalog import imports
from projects.models import CatalogueImport, ColumnChoice


@admin.register(CatalogueImport)
class CatalogueImportAdmin(ReadOnlyAdmin):
    list_display = ["name", "state_badge", "progress", "created_count", "updated_count", "unchanged_count",
                    "refused_count", "workspace", "by", "created"]  # fmt: skip
    list_filter = ["state", "dry_run", ("workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["workspace", "by"]
    search_fields = ["name", "by__username"]
    exclude = ["sheet", "archive", "photos", "holder", "silent_hosts", "digest"]
    actions = ["cancel"]

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row):
        return badge(row.state, row.get_state_display())

    @admin.display(description=_("Done"))
    def progress(self, row):
        return f"{row.done} of {row.total}" if row.total is not None else "–"

    @admin.action(description=_("Cancel the rest"))
    def cancel(self, request, rows):
        def verb(row):
            access.require(request.user, row.workspace, "edit")
            imports.cancel(row, request.user)

        return self.each(request, rows, verb, "cancelled.")


@admin.register(ColumnChoice)
class ColumnChoiceAdmin(ReadOnlyAdmin):
    """Which column is what, as it is offered for the next file of such a header."""

    list_display = ["__str__", "workspace", "updated"]
    list_filter = [("workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["workspace"]
    exclude = ["shape"]
