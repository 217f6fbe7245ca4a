"""A first visit: two minutes on a board, from its words to the finished video. Asked once."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from projects import access
from projects.languages import choice
from projects.models import Scene, VideoProject


def board_to_show(user: User) -> VideoProject | None:
    """The board on which somebody new is shown around, the newest with scenes; None for whoever was."""
    if choice.of(user).toured:
        return None
    # Not by a join: the first in the order of the index is enough.
    has_scenes = Exists(Scene.objects.filter(project=OuterRef("pk")))
    boards = access.projects(user).filter(has_scenes, archived=None)
    return boards.order_by("-updated", "-pk").first()


@login_required
@require_POST
def toured(request):
    """Somebody was shown around, or wants no tour."""
    choice.choose(request.user, toured=timezone.now())
    return HttpResponse() if request.htmx else redirect("projects:list")
