"""Verbs about members: invite, accept, another role, remove. A workspace always keeps an admin.

Pages and the admin call these; each leaves a row in the audit of the workspace.
"""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from projects import access
from projects.audit import record
from projects.board import review, stages
from projects.errors import BadInput, Conflict, IllegalMove
from projects.models import Invitation, Membership, VideoProject, Workspace
from projects.models.workspace import ASK_NEXT, REFUSAL_TALENTS, STOP
from projects.roles import ADMIN, Role

log = logging.getLogger(__name__)

LASTS = timedelta(days=7)
# Letters of the label of what is generated.
MOST_LABEL = 40
# Open invitations of one workspace: more are not handed out, so that nobody sends letters to the world.
MOST_OPEN = 100


def members(workspace: Workspace) -> QuerySet[Membership]:
    """With their users and what these chose, by name. `user.last_login` is when they signed in last."""
    return workspace.memberships.select_related("user__choice").order_by("user__username")


def open_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    """Those that somebody may still use."""
    unused = workspace.invitations.filter(accepted=None, revoked=None, expires__gt=timezone.now())
    return unused.select_related("invited_by")


# --- invitations -------------------------------------------------------------------------------
def invite(workspace: Workspace, by: User, role: str, email: str = "") -> tuple[Invitation, str]:
    """(the invitation, its link). With `email` the link is sent there, too; it is shown this once only.

    A second invitation to the same address takes the place of the first.
    """
    access.require(by, workspace, "manage")
    _check_role(role)
    email = email.strip().lower()
    if email:
        _check_email(workspace, email)
    word = secrets.token_urlsafe(24)
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        if email:
            open_invitations(workspace).filter(email=email).update(revoked=timezone.now())
        if open_invitations(workspace).count() >= MOST_OPEN:
            raise IllegalMove(
                gettext("%(count)s invitations are open. Take some back before you send more.")
                % {"count": MOST_OPEN}
            )
        made = Invitation.objects.create(
            workspace=workspace,
            email=email,
            role=role,
            digest=digest(word),
            invited_by=by,
            expires=timezone.now() + LASTS,
        )
        record(workspace, "invited", by=by, workspace=workspace, new=f"{email or 'by link'}, {role}")
    link = settings.SITE_URL + reverse("projects:join", args=[word])
    if email:
        _send(made, by, link)
    return made, link


def digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise BadInput(gettext("Choose one of the roles."), "role")


def _check_email(workspace: Workspace, email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(gettext("That is no e-mail address."), "email") from None
    if workspace.memberships.filter(user__email__iexact=email).exists():
        raise BadInput(gettext("Somebody with that address is a member already."), "email")


def _send(made: Invitation, by: User, link: str) -> None:
    """A mail server that is away loses nothing: the link stands on the page, too."""
    words = {"invitation": made, "by": by.get_full_name() or by.get_username(), "link": link}
    message = EmailMessage(
        subject=gettext("You are invited to %(workspace)s on vidstudio") % {"workspace": made.workspace},
        body=render_to_string("team/invitation.txt", words),
        to=[made.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except Exception as error:  # whatever a mail server does
        log.warning("An invitation could not be sent: %s", error)


def find(word: str) -> Invitation | None:
    """The invitation of a link, while it may be used; or None."""
    rows = Invitation.objects.select_related("workspace", "invited_by")
    found = rows.filter(digest=digest(word), accepted=None, revoked=None).first()
    return found if found and found.expires > timezone.now() else None


def accept(word: str, user: User) -> Membership:
    """Join by a link. Who is a member already keeps their role, and the link stays for somebody else."""
    with transaction.atomic():
        found = find(word)
        if found is None:
            raise IllegalMove(
                gettext("This invitation was used, taken back, or is too old. Ask for another one.")
            )
        known = Membership.objects.filter(workspace=found.workspace, user=user).first()
        if known:
            return known
        mine = Invitation.objects.filter(pk=found.pk, accepted=None, revoked=None)
        if not mine.update(accepted=timezone.now(), user=user):
            raise Conflict(gettext("Somebody used this invitation a moment ago."))
        made = Membership.objects.create(workspace=found.workspace, user=user, role=found.role)
        record(user, "joined", by=user, workspace=found.workspace, new=found.role)
    return made


def revoke(invitation: Invitation, by: User) -> None:
    """Take an invitation back. Of two clicks the second does nothing."""
    access.require(by, invitation.workspace, "manage")
    moved = Invitation.objects.filter(pk=invitation.pk, accepted=None, revoked=None)
    if moved.update(revoked=timezone.now()):
        where = invitation.workspace
        record(where, "took back an invitation", by=by, workspace=where, old=invitation.email or "a link")


# --- members -------------------------------------------------------------------------------------
def _require_manager(by: User, workspace: Workspace) -> None:
    """Admins of the workspace, and whoever runs the studio itself."""
    if not by.is_superuser:
        access.require(by, workspace, "manage")


def add(workspace: Workspace, by: User, user: User, role: str) -> Membership:
    """Somebody with an account works here from now on. Who does already keeps their role."""
    _require_manager(by, workspace)
    _check_role(role)
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        made, is_new = Membership.objects.get_or_create(
            workspace=workspace, user=user, defaults={"role": role}
        )
        if is_new:
            record(user, "joined", by=by, workspace=workspace, new=role)
    return made


def set_role(member: Membership, by: User, role: str) -> None:
    _require_manager(by, member.workspace)
    _check_role(role)
    with transaction.atomic():
        now = _locked(member)
        if now.role == role:
            return
        _check_admin_stays(now, role)
        Membership.objects.filter(pk=now.pk).update(role=role)
        record(now.user, "set role", by=by, workspace=now.workspace, old=now.role, new=role)


def set_cap(member: Membership, by: User, cap: Decimal | str | None) -> None:
    """What jobs that a member starts here may cost in a month, in USD; None or "" takes the cap away.

    For admins, also of themselves. Raises BadInput.
    """
    _require_manager(by, member.workspace)
    amount = _cap(cap)
    with transaction.atomic():
        now = _locked(member)
        if now.cap == amount:
            return
        Membership.objects.filter(pk=now.pk).update(cap=amount)
        old, new = ("none" if one is None else str(one) for one in (now.cap, amount))
        record(now.user, "set cap", by=by, workspace=now.workspace, old=old, new=new)


def _cap(cap: Decimal | str | None) -> Decimal | None:
    if cap is None or not str(cap).strip():
        return None
    try:
        amount = Decimal(str(cap).strip())
    except ArithmeticError:
        raise BadInput(gettext("A cap is an amount of USD, such as 25.00."), "cap") from None
    if not amount.is_finite() or not 0 <= amount < 10**10:
        raise BadInput(gettext("A cap is an amount of USD from 0 on."), "cap")
    return amount.quantize(Decimal("0.01"))


def remove(member: Membership, by: User) -> None:
    """Somebody works here no more. What they made stays, what they were given is nobody's now; their account
    stays theirs.
    """
    if member.user_id != by.pk:  # one may always leave
        _require_manager(by, member.workspace)
    with transaction.atomic():
        now = _locked(member)
        _check_admin_stays(now, "")
        stages.release(now)
        VideoProject.objects.filter(workspace=now.workspace, assignee=now.user).update(assignee=None)
        now.delete()
        record(now.user, "removed member", by=by, workspace=now.workspace, old=now.role)


def _locked(member: Membership) -> Membership:
    """All of the workspace's roles move one after the other: two admins cannot remove each other."""
    Workspace.objects.select_for_update(no_key=True).get(pk=member.workspace_id)
    found = Membership.objects.select_related("workspace", "user").filter(pk=member.pk).first()
    if found is None:
        raise IllegalMove(gettext("They are no member any more."))
    return found


def _check_admin_stays(member: Membership, role: str) -> None:
    others = member.workspace.memberships.filter(role=ADMIN, user__is_active=True).exclude(pk=member.pk)
    if member.role == ADMIN and role != ADMIN and not others.exists():
        raise IllegalMove(gettext("A workspace needs at least one admin. Make somebody else one first."))


# --- workspaces ----------------------------------------------------------------------------------
def may_create(user: User) -> bool:
    """Who runs a workspace may make another; so may the studio's own admin."""
    return user.is_superuser or Membership.objects.filter(user=user, role=ADMIN).exists()


def create_workspace(by: User, name: str) -> Workspace:
    """A new workspace whose admin is who makes it. Of two clicks the second finds the first's."""
    if not may_create(by):
        raise IllegalMove(gettext("Only admins of a workspace make new ones."))
    name = _name(name)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        same = Workspace.objects.filter(name=name, memberships__user=by, memberships__role=ADMIN).first()
        if same:
            return same
        made = Workspace.objects.create(name=name, slug=f"w-{secrets.token_hex(6)}")
        Membership.objects.create(workspace=made, user=by, role=ADMIN)
        record(made, "made the workspace", by=by, workspace=made)
    return made


def edit_workspace(
    workspace: Workspace,
    by: User,
    name: str,
    self_approval: bool,
    token_approval: bool,
    must_be_signed: bool,
    ai_label: str,
) -> None:
    """Its name, its rules of approval, whether a video that cannot be signed is published, and its label.

    What was approved without that label, or with another one, is not approved any more.
    """
    access.require(by, workspace, "manage")
    new = {"name": _name(name), "self_approval": self_approval, "token_approval": token_approval}
    new |= {"must_be_signed": must_be_signed, "ai_label": " ".join(ai_label.split())}
    if len(str(new["ai_label"])) > MOST_LABEL:
        raise BadInput(gettext("A label has at most %(most)s letters.") % {"most": MOST_LABEL}, "ai_label")
    with transaction.atomic():
        now = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        changed = sorted(key for key, value in new.items() if getattr(now, key) != value)
        if changed:
            Workspace.objects.filter(pk=workspace.pk).update(**new)
            record(workspace, "edited workspace", by=by, workspace=workspace, fields=changed)
        if "ai_label" in changed:
            workspace.refresh_from_db()
            review.recheck(workspace.projects.all(), by, "edited the label of what is generated")


def set_refusals(workspace: Workspace, by: User, rules: Mapping[str, str]) -> dict[str, str]:
    """What happens when a provider refuses, by talent: STOP or ASK_NEXT. Talents left out stay as they are.

    Returns the rules of all talents.
    """
    access.require(by, workspace, "manage")
    for talent, rule in rules.items():
        if talent not in REFUSAL_TALENTS:
            raise BadInput(
                gettext("“%(talent)s” is none of %(names)s.")
                % {"talent": talent, "names": ", ".join(REFUSAL_TALENTS)},
                "refusals",
            )
        if rule not in (STOP, ASK_NEXT):
            raise BadInput(
                gettext("For %(talent)s say %(stop)s or %(next)s.")
                % {"talent": talent, "stop": STOP, "next": ASK_NEXT},
                "refusals",
            )
    with transaction.atomic():
        now = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        changed = sorted(talent for talent, rule in rules.items() if now.refusal_rules[talent] != rule)
        if changed:
            Workspace.objects.filter(pk=now.pk).update(refusals={**now.refusal_rules, **rules})
            fields = [f"refusals: {talent}" for talent in changed]
            record(now, "edited workspace", by=by, workspace=now, fields=fields)
    return {**now.refusal_rules, **rules}


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput(gettext("Give the workspace a name."), "name")
    if len(name) > 120:
        raise BadInput(gettext("A name has at most 120 characters."), "name")
    return name


def mine(user: User) -> QuerySet[Membership]:
    """The memberships of a person, with their workspaces, by name."""
    found = Membership.objects.filter(Q(user=user)).select_related("workspace")
    return found.order_by("workspace__name", "pk")
