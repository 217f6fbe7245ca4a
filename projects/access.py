"""The only way a request gets hold of a row.

Outsiders get 404, whatever exists; members without the role get a refusal that says which role
is needed. Every query starts from the user's own workspaces.
"""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.errors import NotAllowed
from projects.languages import wording
from projects.models import (
    Asset,
    CatalogueImport,
    Comment,
    Membership,
    Product,
    Scene,
    VideoProject,
    Workspace,
)
from projects.roles import MAY

NEEDS = {"edit": _("an editor"), "approve": _("an approver"), "manage": _("an admin")}


def workspaces(user, what="view"):
    """The workspaces of which the user is a member, with a role that may do `what`."""
    if not user.is_authenticated or not user.is_active:
        return Workspace.objects.none()
    return Workspace.objects.filter(memberships__user=user, memberships__role__in=MAY[what])


def workspaces_of(users):
    """{key of a user: keys of the workspaces in which they may look, in order}, of many at once."""
    active = [user.pk for user in users if user.is_authenticated and user.is_active]
    rows = Membership.objects.filter(user__in=active, role__in=MAY["view"]).order_by("workspace")
    found = {}
    for user, workspace in rows.values_list("user", "workspace"):
        found.setdefault(user, []).append(workspace)
    return {user: tuple(spaces) for user, spaces in found.items()}


def workspace_for(request_user, slug=None):
    """The named workspace, or the user's first. 404 when there is none."""
    found = workspaces(request_user)
    found = found.filter(slug=slug) if slug else found
    workspace = found.first()
    if workspace is None:
        raise Http404
    return workspace


def membership(user, workspace):
    """The user's membership of `workspace`; 404 for outsiders."""
    if not user.is_authenticated or not user.is_active:
        raise Http404
    return get_object_or_404(Membership, user=user, workspace=workspace)


def require(user, workspace, what):
    """Refuse unless the user may do `what` ("view", "edit", "approve", "manage") in `workspace`."""
    member = membership(user, workspace)
    if not member.may(what):
        raise NotAllowed(
            gettext(
                "You are %(role)s of %(workspace)s. This needs %(needed)s: ask an admin of the workspace."
            )
            % {
                "role": wording.inside(member.get_role_display()),
                "workspace": workspace,
                "needed": NEEDS[what],
            }
        )
    return member


def can(user, workspace, what):
    """Whether the user may do `what`, for templates."""
    role = workspace.role_of(user) if user.is_authenticated else None
    return role in MAY[what]


def projects(user):
    """Those of the user's workspaces; the trash is left out."""
    return VideoProject.objects.filter(workspace__in=workspaces(user), deleted=None)


def projects_in_trash(user):
    """Those in the trash of workspaces in which the user may edit, the newest first."""
    rows = VideoProject.objects.filter(workspace__in=workspaces(user, "edit"))
    return rows.exclude(deleted=None).order_by("-deleted", "-pk")


def project_in_trash(user, pk):
    return get_object_or_404(projects_in_trash(user).select_related("workspace"), pk=pk)


def project_for(user, pk, what="view"):
    project = get_object_or_404(projects(user).select_related("workspace", "product"), pk=pk)
    require(user, project.workspace, what)
    return project


def scene_for(user, pk, what="view"):
    scene = get_object_or_404(
        Scene.objects.select_related("project__workspace", "speaker"), pk=pk, project__in=projects(user)
    )
    require(user, scene.project.workspace, what)
    return scene


def comment_for(user, pk):
    """A comment on a board that the user may see, also one in the trash."""
    rows = Comment.with_deleted.select_related("project__workspace", "scene", "parent", "author")
    return get_object_or_404(rows, pk=pk, project__in=projects(user))


def products(user):
    return Product.objects.filter(workspace__in=workspaces(user))


def products_in_trash(user):
    """Those in the trash of workspaces in which the user may edit, the newest first."""
    rows = Product.with_deleted.filter(workspace__in=workspaces(user, "edit"))
    return rows.exclude(deleted=None).order_by("-deleted", "-pk")


def product_for(user, pk, what="view"):
    product = get_object_or_404(products(user).select_related("workspace"), pk=pk)
    require(user, product.workspace, what)
    return product


def imports(user):
    return CatalogueImport.objects.filter(workspace__in=workspaces(user))


def import_for(user, pk, what="view"):
    found = get_object_or_404(imports(user).select_related("workspace", "by"), pk=pk)
    require(user, found.workspace, what)
    return found


def asset_for(user, pk):
    return get_object_or_404(Asset, pk=pk, workspace__in=workspaces(user))
