"""A first visit: two minutes on a board, from its words to the finished video. Asked once."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from projects.languages import choice
from projects.models import Scene, VideoProject


def board_to_show(user: User, listed: list[VideoProject]) -> VideoProject | None:
    """The first listed board with scenes, on which somebody new is shown around; None for whoever was."""
    if choice.of(user).toured:
        return None
    scenes = Scene.objects.filter(project__in=listed).order_by()
    filled = set(scenes.values_list("project", flat=True).distinct())
    return next((board for board in listed if board.pk in filled), None)


@login_required
@require_POST
def toured(request):
    """Somebody was shown around, or wants no tour."""
    choice.choose(request.user, toured=timezone.now())
    return HttpResponse() if request.htmx else redirect("projects:list")
