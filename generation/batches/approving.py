"""Many boards at a glance: what an approver looks at, and the agreement to each on its own digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext

from generation.billing.estimates import Estimate, each_with_typical, estimate
from projects import access
from projects.board import comments, narration, review, stale
from projects.errors import Refused
from projects.languages import stored
from projects.models import (
    Batch,
    BatchRow,
    ProjectState,
    ReviewStep,
    Scene,
    Submission,
    SubmissionState,
    VideoProject,
)


class SeenBoard(NamedTuple):
    """A board that somebody looked at: its project's key, its digest, the open stage's position, if any."""

    project: int
    digest: str
    stage: int | None = None


@dataclass(frozen=True)
class BoardAtAGlance:
    """A board in review: `project` with its scenes and takes, the Submission, and what to know of it."""

    project: VideoProject
    submission: Submission
    open_comments: int
    is_own: bool

    @cached_property
    def scenes(self) -> list[Scene]:
        found = list(self.project.scenes.all())
        for scene in found:
            scene.project = self.project
        return found

    @cached_property
    def stale(self) -> list[stale.StalePicture]:
        return stale.pictures(self.project)

    @cached_property
    def warnings(self) -> list[str]:
        """Sentences: pictures that show something else, words that do not fit, what could not be made."""
        told = [f"{one.scene}: {one.says}" for one in self.stale]
        said = [found for scene in self.scenes if (found := narration.of_scene(scene))]
        cut = gettext("Scene %(number)s: its words are cut off.")
        told += [cut % {"number": one.scene_index} for one in said if one.is_cut]
        told += [narration.unread_note(one) for one in said if one.unread]
        hurried = [one.scene_index for one in said if one.is_hurried]
        if hurried:
            told.append(
                gettext("%(scenes)s: spoken faster to fit.") % {"scenes": stale.scenes_named(hurried)}
            )
        return told + [f"{scene}: {stored.told(scene.problem)}" for scene in self.scenes if scene.problem]

    @cached_property
    def price(self) -> Estimate:
        """What its render would cost at most."""
        return estimate(self.project, "render")

    @property
    def ticket(self) -> str:
        """What a form sends for a board that was looked at: its key, its digest and the open stage."""
        stage = f":{self.step.position}" if self.step else ""
        return f"{self.project.pk}:{self.submission.digest}{stage}"

    @cached_property
    def step(self) -> ReviewStep | None:
        """The stage of review that is open; None where one decision is enough."""
        return next((step for step in self.submission.steps.all() if step.begun and not step.decided), None)

    @property
    def total_ms(self) -> int:
        return sum(scene.duration_ms for scene in self.scenes)


def in_review(batch: Batch) -> QuerySet[VideoProject]:
    """The boards of a batch that wait for a decision, in the batch's order."""
    asked = Submission.objects.filter(state=SubmissionState.OPEN).defer("board", "snapshot")
    asked = asked.prefetch_related("steps")
    scenes = Scene.objects.select_related("speaker").prefetch_related("takes__asset").order_by("scene_index")
    rows = VideoProject.objects.filter(batch_row__batch=batch, state=ProjectState.IN_REVIEW)
    rows = rows.filter(submissions__state=SubmissionState.OPEN).order_by("batch_row__position")
    rows = rows.select_related("workspace", "product", "brand_kit", "poster")
    return rows.prefetch_related(
        Prefetch("submissions", asked, to_attr="asked"), Prefetch("scenes", scenes)
    ).annotate(open_comments=Count("comments", filter=comments.is_open("comments__"), distinct=True))


def at_a_glance(projects: Sequence[VideoProject], user: User) -> list[BoardAtAGlance]:
    """Of rows of `in_review`; a board that left the queue meanwhile is left out."""
    return [
        BoardAtAGlance(
            project,
            project.asked[0],
            project.open_comments,
            project.asked[0].submitted_by_id == user.pk and not project.workspace.self_approval,
        )
        for project in projects
        if project.asked
    ]


def with_digests(rows: QuerySet[BatchRow]) -> QuerySet[BatchRow]:
    """Annotated with `digest`: of the board that is in review, or None."""
    asked = Submission.objects.filter(project=OuterRef("project"), state=SubmissionState.OPEN)
    return rows.annotate(digest=Subquery(asked.values("digest")[:1]))


@dataclass(frozen=True)
class Chosen:
    """Boards that somebody ticked: those to approve, and why others are not among them, by name."""

    boards: Sequence[BoardAtAGlance]
    refused: Sequence[tuple[VideoProject, str]]

    @property
    def total(self) -> Decimal:
        return sum((one.price.total for one in self.boards), Decimal(0))

    @cached_property
    def typical(self) -> Decimal | None:
        """What these renders usually cost here; None where nobody can tell."""
        if not self.boards:
            return None
        workspace = self.boards[0].project.workspace
        usual = [one.typical for one in each_with_typical([one.price for one in self.boards], workspace)]
        known = [one for one in usual if one is not None]
        return sum(known, Decimal(0)) if len(known) == len(usual) else None

    @property
    def currency(self) -> str:
        return next((one.price.currency for one in self.boards if not one.price.is_free), "USD")

    @property
    def is_free(self) -> bool:
        return all(one.price.is_free for one in self.boards)

    @property
    def unknown(self) -> int:
        return sum(bool(one.price.unknown) for one in self.boards)

    @property
    def stale(self) -> int:
        return sum(bool(one.stale) for one in self.boards)


CHANGED = "It changed after you looked at it. Look at it again."
GONE = "It is not in review any more."
OWN = "You submitted it yourself. Somebody else has to approve it."


def chosen(batch: Batch, user: User, tickets: Sequence[SeenBoard]) -> Chosen:
    """What was ticked, before anything is done."""
    asked = {one.project: one for one in tickets}
    boards = {one.project.pk: one for one in at_a_glance(in_review(batch).filter(pk__in=asked), user)}
    fine, refused = [], []
    for project in _of_batch(batch, asked):
        board = boards.get(project.pk)
        if board is None:
            refused.append((project, GONE))
        elif board.submission.digest != asked[project.pk].digest or _is_elsewhere(board, asked[project.pk]):
            refused.append((project, CHANGED))
        elif board.is_own:
            refused.append((project, OWN))
        else:
            fine.append(board)
    return Chosen(fine, refused)


def _is_elsewhere(board: BoardAtAGlance, ticket: SeenBoard) -> bool:
    """Whether another stage is open than the one that was looked at."""
    return ticket.stage is not None and ticket.stage != (board.step.position if board.step else 1)


@dataclass(frozen=True)
class Verdict:
    """What became of one board: `problem` says why it was not approved, "" where it was."""

    project: VideoProject
    problem: str = ""


def approve_many(
    batch: Batch, by: User, tickets: Sequence[SeenBoard], accept_stale: bool = False, note: str = ""
) -> list[Verdict]:
    """Agree to each board on its own digest and at the stage that was looked at, by `review.approve`.

    What is refused (changed meanwhile, decided by somebody else, over budget) is told by name, and the
    others go on. Boards of other batches are left out.
    """
    access.require(by, batch.workspace, "approve")
    asked = {one.project: one for one in tickets}
    return [
        Verdict(project, _approve(project, by, asked[project.pk], accept_stale, note))
        for project in _of_batch(batch, asked)
    ]


def _approve(project: VideoProject, by: User, ticket: SeenBoard, accept_stale: bool, note: str) -> str:
    try:
        review.approve(
            project, by, note=note, expecting=ticket.digest, accept_stale=accept_stale, stage=ticket.stage
        )
    except Refused as refused:
        return refused.message
    return ""


def _of_batch(batch: Batch, keys: "dict[int, SeenBoard]") -> QuerySet[VideoProject]:
    rows = VideoProject.objects.filter(batch_row__batch=batch, pk__in=keys)
    return rows.select_related("workspace").order_by("batch_row__position")
