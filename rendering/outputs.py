"""Verbs on renders: a preview of any board, accept, reject, and rendering an approved board once more."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from generation.engine import dispatch, jobs
from generation.models import Job, Step, StepState
from projects import access, formats
from projects.audit import record
from projects.board import review, states
from projects.board.digest import board_digest
from projects.errors import BadInput, Conflict, IllegalMove
from projects.models import ProjectState, Scene, Submission, Take, VideoProject
from projects.notifications import tell
from rendering import project_outcome
from rendering.exports import ratios
from rendering.models import Render, RenderKind, RenderState
from rendering.providers import custom
from rendering.stages import compose


def accept(render: Render, by: User, note: str = "") -> Render:
    """This video may be used."""
    return _decide(render, by, RenderState.ACCEPTED, note)


def reject(render: Render, by: User, note: str) -> Render:
    """This video may not be used; the note says why."""
    if not note.strip():
        raise BadInput("Say what is wrong with the video.", "note")
    return _decide(render, by, RenderState.REJECTED, note)


def render_again(project: VideoProject, by: User) -> Job:
    """Start a render of the board as it was approved. What is made already is not made again."""
    access.require(by, project.workspace, "edit")
    return start(project, _approval(project), by)


def preview(project: VideoProject, by: User) -> Job:
    """Start a small render of the board as it stands.

    Needs no approval, moves nothing, voids nothing and never asks a paid provider: voices and music that
    only such a one could make are those that were made before, or are left out.
    """
    access.require(by, project.workspace, "edit")
    if project.state == ProjectState.WRITING:
        raise IllegalMove("The storyboard is being written. Preview it when its scenes are there.")
    if not project.scenes.exists():
        raise IllegalMove("There is nothing to preview yet: make the storyboard, or add a scene.")
    bare = list(without_picture(project).values_list("scene_index", flat=True)[:6])
    if bare:
        numbers = ", ".join(map(str, bare))
        raise IllegalMove(
            gettext_noop(
                "No picture yet: scene %(numbers)s. A preview video needs one for each scene; "
                "the preview in the "
                "page plays without."
            )
            % {"numbers": numbers}
        )
    return jobs.enqueue(project, "preview", by=by, free=True)


def without_picture(project: VideoProject) -> QuerySet[Scene]:
    """The scenes of a project that have no picture in use."""
    pictured = Take.objects.filter(scene=OuterRef("pk"), kind="image", picked=True)
    return project.scenes.filter(~Exists(pictured))


def render_ratios(project: VideoProject, aspects: Collection[str], by: User) -> Job:
    """Start one job that makes the approved board in several ratios (names of formats.ASPECTS).

    Voices and music are those of the first render; pictures are composed anew where that is free, else cut
    or extended, never paid for again. Raises BadInput, IllegalMove without an approval, Conflict while a
    render is at work.
    """
    access.require(by, project.workspace, "edit")
    wanted = ratios.validated(aspects)
    return _enqueue(project, _approval(project), "ratios", by, ratios=wanted)


def missing_ratios(render: Render, by: User) -> Job:
    """As `render_ratios`, in all ratios in which there is no video of the same board yet."""
    rows = render.project.renders.exclude(kind=RenderKind.PREVIEW).only("digest", "aspect", "project")
    made = by_ratio(rows, render, render.project)
    missing = [aspect for aspect in formats.ASPECTS if aspect not in made]
    if not missing:
        raise IllegalMove("This board is there in every ratio already.")
    return render_ratios(render.project, missing, by)


def package(render: Render, by: User) -> Job:
    """Start the job that makes a finished video's package for an editor (Render.package)."""
    access.require(by, render.project.workspace, "edit")
    if render.kind == RenderKind.PREVIEW:
        raise IllegalMove("This is a preview. Approve the board; the finished video is what is packed.")
    return jobs.enqueue(render.project, "package", by=by, digest=render.digest, render=render.pk)


def film_for_guests(project: VideoProject) -> Render | None:
    """The newest film of the board as it is: a finished one that is not rejected, else a preview; or None."""
    rows = project.renders.filter(digest=board_digest(project), aspect__in=("", project.aspect))
    rows = rows.exclude(state=RenderState.REJECTED).select_related("video", "poster")
    return rows.filter(kind=RenderKind.FINAL).first() or rows.filter(kind=RenderKind.PREVIEW).first()


def by_ratio(rows: Iterable[Render], shown: Render, project: VideoProject) -> dict[str, Render]:
    """{ratio: the newest of `rows` (newest first) in it} of the board that `shown` is of, in order."""
    newest: dict[str, Render] = {}
    for row in rows:
        if row.digest == shown.digest:
            newest.setdefault(row.aspect or project.aspect, row)
    newest[shown.aspect or project.aspect] = shown
    return {name: newest[name] for name in formats.ASPECTS if name in newest}


def start(project: VideoProject, approval: Submission, by: User) -> Job:
    """The render job of exactly the board that `approval` (a Submission) is of."""
    return _enqueue(project, approval, "render", by)


def composer_called_back(reference: str) -> None:
    """A composer elsewhere says that a render is over: ask it at once. It is only a hint, whoever sent it."""
    waiting = Step.objects.filter(talent=compose.TALENT, state=StepState.SUBMITTED).select_related("job")
    for step in waiting:
        if custom.reference_of(compose.spec_of(step)).startswith(reference):
            with transaction.atomic():
                Step.objects.filter(pk=step.pk, state=StepState.SUBMITTED).update(not_before=None)
                dispatch.notify(step, step.job)


def _approval(project: VideoProject) -> Submission:
    approval = review.approval(project)
    if approval is None:
        raise IllegalMove("Nobody has approved this board as it is now. Submit it, and have it approved.")
    return approval


def _enqueue(project: VideoProject, approval: Submission, kind: str, by: User, **options: Any) -> Job:
    """A job of the approved board. One at a time: two would ask for the same voices at the same time."""
    if project.jobs.active().filter(kind__in={"render", "ratios"} - {kind}).exists():
        raise Conflict("This board is being rendered. Wait for it, or cancel it, and then ask again.")
    return jobs.enqueue(project, kind, by=by, digest=approval.digest, submission=approval.pk, **options)


def _decide(render: Render, by: User, state: RenderState, note: str) -> Render:
    access.require(by, render.project.workspace, "approve")
    if render.kind == RenderKind.PREVIEW:
        raise IllegalMove("This is a preview. Approve the board; the finished video is what is accepted.")
    with transaction.atomic():
        project = VideoProject.objects.select_for_update(no_key=True).get(pk=render.project_id)
        now = Render.objects.select_for_update(of=("self",)).get(pk=render.pk)
        if (now.state, now.note, now.decided_by_id) == (state, note.strip(), by.pk):
            return now  # the second of two clicks
        if now.state != render.state:
            raise Conflict("Somebody decided on this video a moment ago. Reload to see what they said.")
        Render.objects.filter(pk=render.pk).update(
            state=state, note=note.strip(), decided_by=by, decided=timezone.now()
        )
        record(project, f"{state} render", by=by, old=render.state, new=state, note=note.strip())
        verdict = tell.ACCEPTED_THE_VIDEO if state == RenderState.ACCEPTED else tell.REJECTED_THE_VIDEO
        tell.decided(project, by, verdict, note.strip(), part="#renders")
        _tell_project(project, by)
    render.refresh_from_db()
    return render


# Only a project that shows a finished video follows what is said of it: others went on to something else.
_SHOWS_VIDEO = (ProjectState.COMPLETED, ProjectState.REJECTED)


def _tell_project(project: VideoProject, by: User) -> None:
    """The project is completed or rejected by what its newest board's videos are; a reason goes along."""
    newest = project.renders.filter(kind=RenderKind.FINAL).only("digest").first()
    if project.state not in _SHOWS_VIDEO or newest is None:
        return
    found = project_outcome.newest_of_each_ratio(project, newest.digest).values()
    rejected = [row for row in found if row.state == RenderState.REJECTED]
    problem = rejected[0].note[:400] if rejected else ""
    VideoProject.objects.filter(pk=project.pk).update(problem=problem, updated=timezone.now())
    states.move(project, ProjectState.REJECTED if rejected else ProjectState.COMPLETED, by=by)
