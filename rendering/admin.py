"""Finished videos on the desk: watch, read what was measured, accept or reject."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from projects.admin.base import ReadOnlyAdmin, badge, next_page, project_link, seconds, thumbnail
from rendering import outputs
from rendering.models import Render, RenderKind, RenderState


@admin.register(Render)
class RenderAdmin(ReadOnlyAdmin):
    """The video plays in the page; accepting and rejecting are the verbs that the pages call."""

    workspace_path = "project__workspace"
    list_display = ["thumb", "title", "state_badge", "length", "frame", "loud", "created", "decided_by"]
    list_display_links = ["thumb", "title"]
    list_filter = ["state", ("project__workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["project__workspace", "poster", "decided_by"]
    search_fields = ["project__title"]
    actions = ["accept", "reject", "make_ratios", "make_package"]

    def get_queryset(self, request):
        finished = super().get_queryset(request).filter(kind=RenderKind.FINAL)
        return finished.defer("spec", "project__script", "project__facts")

    def page_context(self, request, row):
        return {
            "measured": measured(row),
            "warnings": warnings(row),
            "after": next_page(self.get_queryset(request).filter(state=RenderState.READY), row),
            "platforms": (row.report or {}).get("platforms", []),
            "page": project_link(row.project),
            "list_url": reverse("admin:rendering_render_changelist"),
        }

    @admin.display(description=_("Poster"))
    def thumb(self, render):
        return thumbnail(render.poster, alt=str(render))

    @admin.display(description=_("Video"), ordering="project__title")
    def title(self, render):
        return format_html("<b>{}</b><br><small>{}</small>", render.project.title, render.project.workspace)

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, render):
        return badge(render.state, render.get_state_display())

    @admin.display(description=_("Length"), ordering="duration_ms")
    def length(self, render):
        return seconds(render.duration_ms)

    @admin.display(description=_("Frame"))
    def frame(self, render):
        return f"{render.width}×{render.height}"

    @admin.display(description=_("Loudness"), ordering="loudness")
    def loud(self, render):
        return "–" if render.loudness is None else f"{render.loudness:.1f} LUFS"

    @admin.action(description=_("Accept"))
    def accept(self, request, queryset):
        note = request.POST.get("note", "")
        return self.each(
            request, queryset, lambda row: outputs.accept(row, request.user, note), _("accepted.")
        )

    @admin.action(description=_("Reject…"))
    def reject(self, request, queryset):
        if "note" not in request.POST:
            hint = _("What is wrong with the video? Its editors read this.")
            return self.ask_note(request, queryset, "reject", _("Reject"), hint)
        note = request.POST["note"]
        return self.each(
            request, queryset, lambda row: outputs.reject(row, request.user, note), _("rejected.")
        )

    @admin.action(description=_("Make the missing ratios"))
    def make_ratios(self, request, queryset):
        return self.each(
            request, queryset, lambda row: outputs.missing_ratios(row, request.user), _("started.")
        )

    @admin.action(description=_("Make the editor's package"))
    def make_package(self, request, queryset):
        return self.each(request, queryset, lambda row: outputs.package(row, request.user), _("started."))


def warnings(render):
    """What to know before accepting it: what came out otherwise, and where a platform refuses it."""
    report = render.report or {}
    failed = [
        f"{one['label']}: {check['label']} is {check['measured']} (allowed: {check['allowed']})"
        for one in report.get("platforms", [])
        for check in one.get("checks", [])
        if check.get("verdict") == "fail"
    ]
    return [*map(str, report.get("notes", [])), *failed]


# --- what was measured -----------------------------------------------------------------------
NAMES = {
    "lufs": _("Loudness (LUFS)"),
    "loudness_lufs": _("Loudness (LUFS)"),
    "true_peak_db": _("True peak (dBTP)"),
    "fps": _("Frames a second"),
    "pix_fmt": _("Pixel format"),
    "faststart": _("Starts before it is loaded"),
    "constant_rate": _("Evenly spaced frames"),
    "duration_ms": _("Length"),
    "audio_ms": _("Sound's length"),
    "start_ms": _("Picture starts at"),
    "scene_starts_ms": _("Scenes start at"),
    "bytes": _("Size"),
}
FIRST = {"duration_ms", "frames", "fps", "lufs", "true_peak_db", "bytes"}
LONGEST_LIST = 12


def measured(render):
    """The report as rows of (name, value), the probe's findings in line with the rest."""
    report = dict(render.report or {})
    report.pop("platforms", None)  # shown on its own
    probe = report.pop("probe", {})
    report = {**report, **probe} if isinstance(probe, dict) else report
    report = dict(sorted(report.items(), key=lambda row: row[0] not in FIRST))
    return [(_name(key), in_words(key, value)) for key, value in report.items()]


def _name(key):
    return NAMES.get(key, key.replace("_", " ").capitalize())


def in_words(key, value):
    """One finding in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _listed(key, value)
    if key == "bytes":
        return f"{value / 1e6:.1f} MB"
    if key.endswith("_ms") and isinstance(value, int | float):
        return f"{value / 1000:g} s"
    return f"{value:.4g}" if isinstance(value, float) else value


def _listed(key, values):
    shown = [", ".join(map(str, row)) if isinstance(row, list) else in_words(key, row) for row in values]
    rest = len(values) - LONGEST_LIST
    more = " " + _("and %(shown)s more") % {"shown": rest} if rest > 0 else ""
    return (" · ".join(map(str, shown[:LONGEST_LIST])) or "none") + more
