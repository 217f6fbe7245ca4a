"""The workspace's pictures, made or uploaded for any of its boards, and the choice of one for a scene.

A picture that is chosen is shown as it is: no file is copied, so licence and origin in the rights sheet stay
those of the file, and words or product that another board set on it are not set anew.
"""

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Max, QuerySet
from django.utils.translation import gettext

from projects.board import editing
from projects.errors import BadInput
from projects.languages.marked import gettext_noop
from projects.models import Scene, Take, Workspace

# Three rows of eight in the dialog at its full width, eight of three on a phone.
PAGE = 24
# Search words are no longer than a project's title.
LONGEST_SEARCH = 200


def pictures(workspace: Workspace, search: str = "") -> QuerySet[Take]:
    """Takes of pictures on the workspace's boards, one a picture, used last first; the trash is left out.

    `search` is a part of a project's title.
    """
    takes = _on_boards(workspace)
    if search:
        takes = takes.filter(scene__project__title__icontains=search[:LONGEST_SEARCH])
    newest = takes.order_by().values("asset").annotate(newest=Max("pk")).values("newest")
    return Take.objects.filter(pk__in=newest).select_related("asset", "scene__project").order_by("-pk")


def _on_boards(workspace: Workspace) -> QuerySet[Take]:
    return Take.objects.filter(
        kind="image",
        asset__workspace=workspace,
        scene__deleted=None,
        scene__project__workspace=workspace,
        scene__project__deleted=None,
    )


def page_of(workspace: Workspace, search: str = "", number: int | str = 1) -> Page:
    """One page of `pictures`; a number that there is not is the nearest that there is."""
    return Paginator(pictures(workspace, search), PAGE).get_page(number)


def choose(scene: Scene, by: User, digest: str) -> Take:
    """Use a picture of the library, named by its digest, for a scene. Older takes stay.

    Raises BadInput where the workspace has no such picture on its boards.
    """
    used = _on_boards(scene.project.workspace).filter(asset__digest=digest)
    found = used.select_related("asset", "scene__project").order_by("-pk").first()
    if found is None:
        raise BadInput(gettext("That picture is not in the library. Choose another one."), "picture")
    own = scene.takes.filter(kind="image", asset=found.asset).first()
    if own is not None:  # it is one of the scene's own takes
        return editing.pick_take(own, by)
    title = found.scene.project.title
    note = (gettext_noop("from “%(title)s”") % {"title": title})[:200]
    is_upload = found.asset.origin == "upload"
    return editing.replace_take(scene, by, "image", found.asset, note, from_library=not is_upload)
