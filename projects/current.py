"""Which of their workspaces a person looks at: kept in the session; without a choice it is all of them."""

from django.db.models import QuerySet
from django.http import HttpRequest

from projects import access
from projects.models import Workspace

_KEY = "workspace"


def choose(request: HttpRequest, workspace: Workspace | None) -> None:
    """From now on lists show this workspace only; None is all."""
    request.session[_KEY] = workspace.pk if workspace else None


def chosen(request: HttpRequest) -> Workspace | None:
    """What was chosen, while the person is still a member of it."""
    session = getattr(request, "session", None)
    pk = session.get(_KEY) if session is not None else None
    return access.workspaces(request.user).filter(pk=pk).first() if pk else None


def within(request: HttpRequest, rows: QuerySet, path: str = "workspace") -> QuerySet:
    """Those of `rows` that are of the chosen workspace. `path` leads from a row to it."""
    one = chosen(request)
    return rows.filter(**{path: one}) if one else rows
