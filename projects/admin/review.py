"""Submissions in the admin: the queue of boards to decide on, with the same verbs as the pages."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from projects.admin.base import ReadOnlyAdmin, badge, next_page, project_link, seconds
from projects.board import comments, narration, review, stages, stale
from projects.board.diff import differences
from projects.errors import IllegalMove
from projects.languages import wording
from projects.models import (
    Asset,
    Comment,
    Submission,
    SubmissionState,
)
from projects.plain_input import whole_number


class InReviewFirst(admin.SimpleListFilter):
    """A queue: without a choice it shows what waits."""

    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [*SubmissionState.choices[1:], ("all", gettext("All"))]

    def choices(self, changelist):
        waiting = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": self.value() is None, "query_string": waiting, "display": gettext("In review")}
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": query, "display": label}

    def queryset(self, request, rows):
        if self.value() == "all":
            return rows
        return rows.filter(state=self.value() or SubmissionState.OPEN)


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """Boards that wait for a decision, with pictures and what changed."""

    workspace_path = "project__workspace"
    list_display = ["board_strip", "video", "length", "submitted", "changed", "state_badge"]
    list_display_links = ["board_strip", "video"]
    list_filter = [InReviewFirst, ("project__workspace", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["project__workspace", "submitted_by", "decided_by"]
    search_fields = ["project__title", "submitted_by__username"]
    list_per_page = 25
    actions = ["approve", "ask_changes"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": gettext("Review queue"), **(extra_context or {})})

    def get_changelist_instance(self, request):
        """Pictures and the last approved boards of the whole page, in one query each."""
        found = super().get_changelist_instance(request)
        found.result_list = with_boards(list(found.result_list))
        return found

    def page_context(self, request, row):
        with_boards([row])
        step = stages.current(row) if row.state == SubmissionState.OPEN else None
        said = narration.of_board(row.project) if row.state == SubmissionState.OPEN else []
        return {
            "scenes": row.scenes,
            "differences": row.differences,
            "first": row.last_approved is None,
            "stale": stale.pictures(row.project) if row.state == SubmissionState.OPEN else [],
            "cut": [one for one in said if one.is_cut],
            "unread": [narration.unread_note(one) for one in said if one.unread],
            "open_comments": _open_comments(row) if row.state == SubmissionState.OPEN else [],
            "step": step,
            "approve_words": gettext("Approve and render")
            if stages.is_last(step)
            else gettext("Approve “%(stage)s”") % {"stage": step.name},
            "page": project_link(row.project),
            "list_url": reverse("admin:projects_submission_changelist"),
            "after": next_page(self.get_queryset(request).filter(state=SubmissionState.OPEN), row),
        }

    def named(self, row):
        return row.project.title

    @admin.display(description=_("Board"))
    def board_strip(self, row):
        return render_to_string("admin/_strip.html", {"scenes": row.scenes[:5], "more": len(row.scenes[5:])})

    @admin.display(description=_("Video"), ordering="project__title")
    def video(self, row):
        return format_html("<b>{}</b><br><small>{}</small>", row.project.title, row.project.workspace)

    @admin.display(description=_("Length"))
    def length(self, row):
        return seconds(sum(scene["duration_ms"] for scene in row.board.get("scenes", [])))

    @admin.display(description=_("Submitted"), ordering="created")
    def submitted(self, row):
        return render_to_string("admin/_who.html", {"who": row.submitted_by, "when": row.created})

    @admin.display(description=_("Since the last approval"))
    def changed(self, row):
        context = {"first": row.last_approved is None, "lines": row.differences}
        return render_to_string("admin/_differences.html", {**context, "most": 3})

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row):
        return badge(row.state, row.get_state_display())

    @admin.action(description=_("Approve…"))
    def approve(self, request, queryset):
        if "checked" not in request.POST:
            return self.check_approval(request, queryset)
        note = request.POST.get("note", "")

        def verb(row):
            _check_open(row)
            review.approve(row.project, request.user, note, row.digest, stage=_stage(request, row))

        return self.each(request, queryset, verb, gettext("approved."))

    def check_approval(self, request, queryset):
        """The page between: each digest, what its render costs, the sum, and what will be left out."""
        rows = list(self.chosen(request, queryset))
        for row in rows:
            row.refusal = refusal(row, request.user)
            row.step = stages.current(row)
        fine = [row for row in rows if not row.refusal]
        total = self.price(fine)
        title = (
            ngettext("Approve %(count)s board", "Approve %(count)s boards", len(fine)) % {"count": len(fine)}
            if fine
            else gettext("None of these can be approved")
        )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "rows": rows,
            "count": len(fine),
            "total": total,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/approve.html", context)

    def price(self, rows):
        """Gives each row its `price` in words and returns the sum; generation/admin/review.py does it."""
        return ""

    @admin.action(description=_("Ask for changes…"))
    def ask_changes(self, request, queryset):
        if "note" not in request.POST:
            hint = gettext("What should change? The editors read this.")
            return self.ask_note(request, queryset, "ask_changes", gettext("Ask for changes"), hint)

        def verb(row):
            _check_open(row)
            review.ask_changes(row.project, request.user, request.POST["note"], _stage(request, row))

        return self.each(request, queryset, verb, gettext("sent back with your note."))


def refusal(row, user):
    """Why a submission cannot be approved by somebody from the list, in a sentence; "" where it can."""
    if row.state != SubmissionState.OPEN:
        return gettext("It is %(state)s, not in review any more.") % {
            "state": wording.inside(row.get_state_display())
        }
    if row.submitted_by_id == user.pk and not row.project.workspace.self_approval:
        return gettext("You submitted it yourself. Somebody else has to approve it.")
    member = row.project.workspace.memberships.filter(user=user).first()
    why = stages.why_not(row, member) if member else gettext("You are not a member of its workspace.")
    if why:
        return why
    found = stale.pictures(row.project)
    return (
        gettext("%(scene)s: %(says)s Approve it in the review room.")
        % {"scene": found[0].scene, "says": found[0].says}
        if found
        else ""
    )


def _stage(request, row):
    """The position of the stage that was looked at; None where there is one decision only."""
    return whole_number(request.POST.get(f"stage-{row.pk}", ""))


def _open_comments(row):
    return comments.about(comments.open_ones(row.project).select_related("author", "scene"))


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """What was said. Words are their authors'; who edits the board may resolve and reopen here, too."""

    workspace_path = "project__workspace"
    list_display = ["created", "author", "project", "scene", "text_start", "at", "resolved"]
    list_display_links = ["created", "text_start"]
    list_filter = [
        ("resolved", admin.EmptyFieldListFilter),
        ("project__workspace", admin.RelatedOnlyFieldListFilter),
        ("author", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["project", "scene", "author"]
    search_fields = ["text", "author__username", "project__title"]
    date_hierarchy = "created"
    actions = ["resolve", "reopen"]

    @admin.display(description=_("Comment"))
    def text_start(self, row):
        return str(row)

    @admin.display(description=_("Moment"), ordering="at_ms")
    def at(self, row):
        return "–" if row.at_ms is None else comments.clock(row.at_ms)

    @admin.action(description=_("Resolve"), permissions=["view"])
    def resolve(self, request, queryset):
        def verb(row):
            comments.resolve(row, request.user)

        return self.each(request, queryset, verb, gettext("it is resolved."))

    @admin.action(description=_("Open again"), permissions=["view"])
    def reopen(self, request, queryset):
        return self.each(
            request, queryset, lambda row: comments.reopen(row, request.user), gettext("it is open again.")
        )


def _check_open(submission):
    """The verbs decide on the project's open submission; it must be the one on this page."""
    if submission.state != SubmissionState.OPEN:
        raise IllegalMove(
            gettext("This board is %(state)s, not in review any more.")
            % {"state": wording.inside(submission.get_state_display())}
        )


def with_boards(rows):
    """Give each submission `scenes` (with `asset`), `last_approved` and `differences`."""
    assets, approved = _assets_of(rows), _approved_before(rows)
    for row in rows:
        row.scenes = [
            {**scene, "asset": assets.get((row.project.workspace_id, scene.get("picture")))}
            for scene in row.board.get("scenes", [])
        ]
        before = (old for old in approved if old.project_id == row.project_id and old.pk < row.pk)
        row.last_approved = next(before, None)
        row.differences = differences(row.last_approved.board, row.board) if row.last_approved else []
    return rows


def _assets_of(rows):
    """The pictures that the boards name, by workspace and digest."""
    digests = {scene.get("picture") for row in rows for scene in row.board.get("scenes", [])}
    workspaces = {row.project.workspace_id for row in rows}
    found = Asset.objects.filter(workspace__in=workspaces, digest__in=digests)
    return {(asset.workspace_id, asset.digest): asset for asset in found}


def _approved_before(rows):
    projects = {row.project_id for row in rows}
    return list(Submission.objects.filter(review.WAS_APPROVED, project__in=projects).order_by("-pk"))
