"""A film's poster as an asset: that of the film before, or the one that the composer drew by the way."""

from pathlib import Path
from typing import Any

from generation.models import Step
from projects.media import library
from projects.models import Asset, Workspace
from rendering.models import Render
from rendering.spec.schema import RenderSpec

# All of a spec that a poster shows: nobody is heard on it, and it has no captions.
_SEEN = ("scenes", "overlays", "finish", "style", "output")


def of_film_before(made: Step, spec: dict[str, Any]) -> Asset | None:
    """The poster of the film before, where only words, voices or music were changed since.

    `made` is the step that composes, `spec` what it composes as plain data.
    """
    aspect = made.request.get("aspect") or made.job.project.aspect
    films = Render.objects.filter(project=made.job.project_id, aspect=aspect).exclude(poster=None)
    before = films.select_related("poster").order_by("pk").last()
    if before and all(before.spec.get(name) == spec.get(name) for name in _SEEN):
        return before.poster
    return None


def drawn_by_the_way(made: Step) -> Asset | None:
    """The one that the composer drew. Steps of old releases have none, and it may be cleared away since."""
    return Asset.objects.filter(pk=made.result.get("poster"), workspace=made.job.workspace).first()


def keep(workspace: Workspace, spec: RenderSpec, path: Path) -> Asset:
    """A drawn poster, a JPEG file, in the library."""
    size = {"width": spec.output.width, "height": spec.output.height}
    return library.keep(workspace, "image", path.read_bytes(), "image/jpeg", "local", **size)
