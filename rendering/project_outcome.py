"""What people think of the finished videos of a project, taken together."""

from projects import formats
from projects.models import ProjectState, VideoProject
from rendering.models import Render, RenderKind, RenderState


def newest_of_each_ratio(project: VideoProject, digest: str) -> dict[str, Render]:
    """{ratio: the newest finished video in it} of the board with that digest."""
    newest: dict[str, Render] = {}
    rows = project.renders.filter(kind=RenderKind.FINAL, digest=digest).only("aspect", "state", "note")
    for row in rows:
        newest.setdefault(row.aspect or project.aspect, row)
    return {name: newest[name] for name in formats.ASPECTS if name in newest}


def done_state(project: VideoProject, digest: str) -> ProjectState | None:
    """The one word for a project whose board with that digest is rendered; None where it is not.

    One rejected ratio is enough: not all of what was made may be used.
    """
    found = newest_of_each_ratio(project, digest)
    if not found:
        return None
    is_rejected = any(row.state == RenderState.REJECTED for row in found.values())
    return ProjectState.REJECTED if is_rejected else ProjectState.COMPLETED
