"""What the project page and each of its fragments know about a project."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from projects import access
from projects.board import comments, narration, review, stages, stale, states, undo
from projects.board.diff import differences
from projects.languages import wording
from projects.models import Membership, ProjectState, Scene, SubmissionState
from projects.models.project import Beat, SceneTransition
from projects.views.board.cards import OpenCommentCard, SceneCard

RENDERABLE = {
    ProjectState.APPROVED,
    ProjectState.COMPLETED,
    ProjectState.REJECTED,
    ProjectState.FAILED,
    ProjectState.CANCELLED,
}


@dataclass
class BoardContext:
    """A project as one member sees it: what stands on it, and what they may do with it."""

    project: object
    member: Membership
    talk_scene: int | None = None  # the scene whose comments are open

    def __post_init__(self):
        load(self.project)
        self.scenes = list(self.project.scenes.all())
        for scene in self.scenes:
            scene.card = SceneCard(self, scene)
        self.scene_count = len(self.scenes)
        self.submissions = self._newest_submissions()

    def _newest_submissions(self):
        return list(self.project.submissions.select_related("submitted_by", "decided_by")[:20])

    @property
    def state(self):
        return self.project.state

    @cached_property
    def transitions(self):
        """((value, label)) of those into a scene."""
        return tuple((value, str(label)) for value, label in SceneTransition.choices)

    @cached_property
    def beats(self):
        """{value: label} of what a scene is for; Django makes a dict anew for each get_beat_display."""
        return {value: wording.inside(label) for value, label in Beat.choices}

    @cached_property
    def people(self):
        """((key, name)) of the project's characters."""
        return tuple((person.pk, person.name) for person in self.project.characters.all())

    @cached_property
    def may_edit(self):
        """Whether this person may change the board now; a held one takes a word first."""
        return self.member.may("edit") and not self.project.is_busy and not self.is_held

    @cached_property
    def is_held(self):
        """Whether somebody agreed to the board, or is asked to: it is read-only until one asks to edit."""
        return any(row.state in (SubmissionState.OPEN, SubmissionState.APPROVED) for row in self.submissions)

    @property
    def can_reopen(self):
        return self.member.may("edit") and not self.project.is_busy and self.is_held

    @property
    def may_keep(self):
        """Whether they may copy the project, archive it or delete it, which changes nothing on its board."""
        return self.member.may("edit") and not self.project.is_busy

    @cached_property
    def can_undo(self):
        """Whether what an edit voided can be brought back."""
        return self.member.may("edit") and review.undoable(self.project) is not None

    @cached_property
    def next_undo(self):
        """The last edit of this person that they may take back; None where there is none."""
        return undo.next_undo(self.project, self.member.user) if self.may_edit else None

    @cached_property
    def next_redo(self):
        return undo.next_redo(self.project, self.member.user) if self.may_edit else None

    @property
    def may_spend(self):
        """Whether they may see what was spent: those whose work spends it."""
        return self.member.may("edit")

    @property
    def mode(self):
        return "edit" if self.may_edit else "read"

    def _may_become(self, state):
        return self.member.may("edit") and state in states.MOVES[self.state]

    @property
    def can_generate(self):
        return self._may_become(ProjectState.WRITING) and not self.is_held

    @property
    def can_illustrate(self):
        """The script was to be read first: nothing goes on until somebody says so."""
        return self.state == ProjectState.SCRIPT_READY and self.member.may("edit")

    @property
    def is_unillustrated(self):
        """Pictures are what comes next, not a review."""
        return self.can_illustrate and bool(self.bare)

    @property
    def next_estimate(self):
        """Query of the estimate page for the work that comes next."""
        if self.can_illustrate:
            return "kind=storyboard&pictures=1"
        return "kind=render" if self.scenes else "kind=storyboard"

    @property
    def can_submit(self):
        """Not while an approval of exactly this board holds: there is nothing to ask for."""
        return bool(self.scenes) and self._may_become(ProjectState.IN_REVIEW) and not self.can_render

    @cached_property
    def can_render(self):
        """An approval of exactly this board holds: it may be rendered once more."""
        ready = self.state in RENDERABLE and self.member.may("edit")
        return bool(ready and review.approval(self.project))

    @property
    def can_retry(self):
        return self.member.may("edit") and self.state in (ProjectState.FAILED, ProjectState.CANCELLED)

    @property
    def open_submission(self):
        return next((row for row in self.submissions if row.state == SubmissionState.OPEN), None)

    @cached_property
    def steps(self):
        """The stages of the open submission; empty where one decision is enough."""
        return stages.steps(self.open_submission) if self.open_submission else []

    @property
    def step(self):
        """The stage that is open."""
        return next((step for step in self.steps if step.state == "open"), None)

    @property
    def is_last_step(self):
        return not self.steps or self.step == self.steps[-1]

    @cached_property
    def not_theirs(self):
        """Why this person may not decide, though they are an approver or their stage comes or came."""
        if self.open_submission is None or not self.steps:
            return ""
        return stages.why_not(self.open_submission, self.member, approves=False)

    @property
    def begins_again(self):
        """Somebody had decided at a stage of what an edit voided."""
        return bool(self.was_voided and self.newest.steps.exclude(decided=None).exists())

    @property
    def can_decide(self):
        if self.open_submission is None:
            return False
        return not self.not_theirs if self.steps else self.member.may("approve")

    @property
    def is_own(self):
        """They submitted it themselves, and the workspace asks for a second person."""
        theirs = self.open_submission and self.open_submission.submitted_by_id == self.member.user_id
        return bool(theirs and not self.project.workspace.self_approval)

    @property
    def newest(self):
        return self.submissions[0] if self.submissions else None

    @property
    def last_approved(self):
        """The version that was agreed to last, also when an edit voided it since."""
        agreed = (
            row
            for row in self.submissions
            if row.decided_by_id and row.state in (SubmissionState.APPROVED, SubmissionState.VOIDED)
        )
        return next((row for row in agreed if row != self.open_submission), None)

    @property
    def changes(self):
        """What differs from the last approved version; None when there is none."""
        if not (self.last_approved and self.open_submission):
            return None
        return differences(self.last_approved.board, self.open_submission.board)

    @property
    def was_voided(self):
        return bool(
            self.newest
            and self.newest.state == SubmissionState.VOIDED
            and self.state == ProjectState.STORYBOARD_READY
        )

    @property
    def asked_changes(self):
        """The note to work on, while the board waits for it."""
        return self.newest if self.state == ProjectState.CHANGES_REQUESTED else None

    @cached_property
    def rejection(self):
        """Who rejected the finished video, and why: an AuditEntry; None unless it is rejected."""
        if self.state != ProjectState.REJECTED:
            return None
        return self.project.audit.filter(verb="rejected render").first()

    @property
    def failed_since(self):
        """Whether a render failed after one that made the video which is shown."""
        note = self.rejection.data.get("note", "")[:400] if self.rejection else ""
        finished = self.state in (ProjectState.COMPLETED, ProjectState.REJECTED)
        return finished and self.project.problem not in ("", note)

    @property
    def bare(self):
        """Scenes that have no picture yet."""
        return [scene for scene in self.scenes if scene.picture is None]

    @cached_property
    def stale(self):
        """{scene's key: StalePicture} of the pictures that do not show what the board says."""
        return {one.scene.pk: one for one in stale.pictures(self.project)}

    @property
    def stale_scenes(self):
        return stale.named(list(self.stale.values()))

    @property
    def is_look_stale(self):
        """Whether pictures have another look than the board: style, format or brand were changed."""
        return any(not one.is_set_at_once for one in self.stale.values())

    @cached_property
    def narration(self):
        """{scene's key: Narration} of the scenes that say something."""
        found = {scene.pk: narration.of_scene(scene) for scene in self.scenes}
        return {pk: said for pk, said in found.items() if said}

    @property
    def cut(self):
        """The narrations that would be cut off."""
        return [said for said in self.narration.values() if said.is_cut]

    @property
    def cut_scenes(self):
        return stale.scenes_named([said.scene_index for said in self.cut])

    @property
    def cut_ms(self):
        return sum(said.over_ms for said in self.cut)

    @property
    def hurried(self):
        """The narrations that are sped up to fit."""
        return [said for said in self.narration.values() if said.is_hurried]

    @cached_property
    def open_comments(self):
        """The cards of what is not resolved, of the board and its scenes."""
        scenes = {scene.pk: scene for scene in self.scenes}
        rows = list(comments.open_ones(self.project).prefetch_related("author"))
        for row in rows:
            if row.scene_id in scenes:
                row.scene = scenes[row.scene_id]
        return [OpenCommentCard(place, row) for place, row in comments.about(rows)]

    @property
    def fit(self):
        off = self.project.off_by_ms
        return "exact" if off == 0 else "over" if off > 0 else "under"

    @property
    def off_ms(self):
        return abs(self.project.off_by_ms)


class OneScene(BoardContext):
    """A board of which one scene alone is shown: of the others it is read how many there are, and how long.

    Forty people who watch a board ask so after each edit; the whole board took twice the time.
    """

    def __init__(self, project, member, pk):
        self._pk = pk
        super().__init__(project, member)

    def __post_init__(self):
        scene = get_object_or_404(_shown_scenes(), pk=self._pk, project=self.project)
        length = dict(self.project.scenes.order_by("scene_index", "pk").values_list("pk", "duration_ms"))
        keys = list(length)
        if scene.pk not in length:
            raise Http404  # it went into the trash this moment
        before = keys[: keys.index(scene.pk)]
        scene.start_ms = sum(length[key] for key in before)
        scene.end_ms, scene.project = scene.start_ms + scene.duration_ms, self.project
        self.scene_count, self.scenes = len(keys), [scene]
        self.submissions = self._newest_submissions()
        scene.card = SceneCard(self, scene)

    @cached_property
    def stale(self):
        found = {scene.pk: stale.of_scene(scene) for scene in self.scenes}
        return {pk: one for pk, one in found.items() if one}


def _shown_scenes():
    """Scenes with all that a card shows, in the order of their board."""
    return (
        Scene.objects.select_related("speaker__portrait")
        .prefetch_related("takes__asset")
        .annotate(
            comment_count=Count("comments", filter=Q(comments__deleted=None), distinct=True),
            open_comments=Count("comments", filter=comments.is_open("comments__"), distinct=True),
        )
        .order_by("scene_index", "pk")  # counting drops the model's own order
    )


def load(project):
    """Fetch the scenes with all that a card shows, in a fixed number of queries."""
    scenes = _shown_scenes()
    prefetch_related_objects([project], Prefetch("scenes", queryset=scenes), "characters", "assignee", "tags")
    start = 0
    for scene in project.scenes.all():
        # Templates ask scene.project; without this each card would fetch it again.
        scene.project = project
        scene.start_ms, start = start, start + scene.duration_ms
        scene.end_ms = start


def desk_for(user, project):
    return BoardContext(project, access.membership(user, project.workspace))


def show(request, template, project, status=200, **context):
    """Render a page or a fragment of the desk, with the project as it is now."""
    return show_as_read(request, template, access.project_for(request.user, project.pk), status, **context)


def show_as_read(request, template, project, status=200, **context):
    """As `show`, of a project that `access.project_for` has just read."""
    desk = desk_for(request.user, project)
    desk.talk_scene = context.get("talk_scene")
    words = {
        "nav": "projects",
        "project": project,
        "board": desk,
        "made": (),
        **context,
    }
    if "scene" in context:
        words["scene"] = next((one for one in desk.scenes if one.pk == context["scene"].pk), None)
        if words["scene"] is None:
            raise Http404  # it went into the trash this moment
    return render(request, template, words, status=status)


def show_scene(request, scene):
    """The card of one scene, with the board around it as it is now."""
    member = access.membership(request.user, scene.project.workspace)
    desk = OneScene(scene.project, member, scene.pk)
    (shown,) = desk.scenes
    words = {"project": desk.project, "board": desk, "scene": shown}
    return render(request, "projects/scenes/_one_scene.html", words)
