"""A workspace's page: its people, invitations and rules; switching to another one, and making one."""

from itertools import zip_longest

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from projects import access, current
from projects.board import stages
from projects.errors import BadInput
from projects.languages import wording
from projects.models import Invitation, Membership
from projects.models.review_stage import DECIDING_ROLES
from projects.models.workspace import REFUSAL_TALENTS
from projects.money_format import readable
from projects.plain_input import typed_amount, whole_number
from projects.roles import Role
from projects.team import members

GET_AND_POST = ["GET", "HEAD", "POST"]
EMPTY_STAGE = {"name": "", "who": "", "typed": ""}


def workspace_or_404(user, pk):
    return get_object_or_404(access.workspaces(user), pk=pk)


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def workspace(request, pk):
    """Its people and its rules. POST changes name and rules."""
    found = workspace_or_404(request.user, pk)
    if request.method == "POST":
        members.edit_workspace(
            found,
            request.user,
            request.POST.get("name", ""),
            self_approval="self_approval" in request.POST,
            token_approval="token_approval" in request.POST,
            must_be_signed="must_be_signed" in request.POST,
            ai_label=request.POST.get("ai_label", ""),
        )
        asked = {talent: request.POST.get(f"refusal_{talent}") for talent in REFUSAL_TALENTS}
        members.set_refusals(found, request.user, {talent: rule for talent, rule in asked.items() if rule})
        messages.success(request, gettext("Saved."))
        return redirect("projects:workspace", pk)
    return page(request, found)


def page(request, found, status=200, **context):
    member = access.membership(request.user, found)
    shown = {
        "space": found,
        "me": member,
        "may_manage": member.may("manage"),
        "people": members.members(found),
        "invitations": members.open_invitations(found) if member.may("manage") else (),
        "roles": Role.choices,
        "stages": stage_rows(found),
        "deciding_roles": DECIDING_ROLES,
        "refusals": [
            {"talent": talent, "label": label, "rule": found.refusal_rules[talent]}
            for talent, label in REFUSAL_TALENTS.items()
        ],
        **context,
    }
    return render(request, "team/workspace.html", shown, status=status)


def stage_rows(found):
    """What the form of stages shows: always three rows, the last ones empty."""
    rows = [
        {"name": row.name, "who": row.person_id or row.role, "typed": str(row.days or "")}
        for row in found.review_stages.select_related("person")
    ]
    return rows + [EMPTY_STAGE] * (stages.MOST - len(rows))


@login_required
@require_POST
def review_stages(request, pk):
    """The decisions that the workspace asks for, in a row. A row without a name is left out."""
    found = workspace_or_404(request.user, pk)
    names, who, days = (request.POST.getlist(key)[: stages.MOST] for key in ("name", "who", "days"))
    typed = [
        {"name": name, "who": whole_number(one) or one, "days": whole_number(day), "typed": day}
        for name, one, day in zip_longest(names, who, days, fillvalue="")
        if name.strip() or day.strip()
    ]
    try:
        stages.set_stages(found, request.user, [_stage_asked(row) for row in typed])
    except BadInput as error:
        rows = typed + [EMPTY_STAGE] * (stages.MOST - len(typed))
        return page(request, found, status=422, stages=rows, stages_error=error)
    messages.success(
        request, gettext("Saved. Boards that are in review now keep the stages they were sent with.")
    )
    return redirect("projects:workspace", pk)


def _stage_asked(row):
    if row["typed"].strip() and row["days"] is None:
        raise BadInput(gettext("Say in how many days a stage is due as a number, or leave it empty."), "days")
    key = "person" if isinstance(row["who"], int) else "role"
    return {"name": row["name"], key: row["who"], "days": row["days"]}


@never_cache
@login_required
@require_POST
def invite(request, pk):
    """The page with the link, which is shown once."""
    found = workspace_or_404(request.user, pk)
    email = request.POST.get("email", "")
    try:
        made, link = members.invite(found, request.user, request.POST.get("role", ""), email)
    except BadInput as error:
        return page(request, found, status=422, invite_error=error, email=email)
    return page(request, found, link=link, made=made)


@login_required
@require_POST
def revoke(request, pk):
    found = get_object_or_404(
        Invitation.objects.select_related("workspace"), pk=pk, workspace__in=access.workspaces(request.user)
    )
    members.revoke(found, request.user)
    messages.success(request, gettext("The invitation is taken back: its link leads nowhere now."))
    return redirect("projects:workspace", found.workspace_id)


def member_or_404(user, pk):
    rows = Membership.objects.select_related("workspace", "user")
    return get_object_or_404(rows, pk=pk, workspace__in=access.workspaces(user))


@login_required
@require_POST
def role(request, pk):
    member = member_or_404(request.user, pk)
    members.set_role(member, request.user, request.POST.get("role", ""))
    member.refresh_from_db()
    messages.success(
        request,
        gettext("%(person)s is %(role)s now.")
        % {"person": member.user, "role": wording.inside(member.get_role_display())},
    )
    return redirect("projects:workspace", member.workspace_id)


@login_required
@require_POST
def cap(request, pk):
    """What a member's jobs may cost in a month, or no limit where nothing is written."""
    member = member_or_404(request.user, pk)
    try:
        members.set_cap(member, request.user, typed_amount(request.POST.get("cap", "")))
    except BadInput as error:
        messages.error(request, error.message)
        return redirect("projects:workspace", member.workspace_id)
    member.refresh_from_db()
    if member.cap is None:
        messages.success(request, gettext("%(person)s has no cap now.") % {"person": member.user})
    else:
        amount = {"person": member.user, "amount": readable(member.cap)}
        messages.success(request, gettext("%(person)s may spend %(amount)s each month now.") % amount)
    return redirect("projects:workspace", member.workspace_id)


@login_required
@require_POST
def remove(request, pk):
    member = member_or_404(request.user, pk)
    members.remove(member, request.user)
    messages.success(
        request,
        gettext("%(person)s is no member of %(workspace)s any more.")
        % {"person": member.user, "workspace": member.workspace},
    )
    if member.user_id == request.user.pk:
        return redirect("projects:list")
    return redirect("projects:workspace", member.workspace_id)


@login_required
@require_http_methods(GET_AND_POST)
def new(request):
    """A workspace of one's own, beside those one is in."""
    if not members.may_create(request.user):
        access.require(request.user, access.workspace_for(request.user), "manage")
    if request.method != "POST":
        return render(request, "team/new_workspace.html")
    try:
        made = members.create_workspace(request.user, request.POST.get("name", ""))
    except BadInput as error:
        context = {"error": error, "name": request.POST.get("name", "")}
        return render(request, "team/new_workspace.html", context, status=422)
    current.choose(request, made)
    messages.success(request, gettext("%(workspace)s is made. You are its admin.") % {"workspace": made})
    return redirect("projects:workspace", made.pk)


@login_required
@require_POST
def use(request):
    """Look at one workspace only, or (without one) at all."""
    pk = whole_number(request.POST.get("workspace", ""))
    current.choose(request, None if pk is None else workspace_or_404(request.user, pk))
    return redirect("projects:list")
