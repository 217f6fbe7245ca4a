"""Projects for programs: read, made, set, and put through their review. Serializers only translate."""

from datetime import datetime
from functools import cached_property
from operator import attrgetter

import django_filters
from django.db import transaction
from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from projects import access
from projects.api import listing
from projects.api.approval import require_person
from projects.api.base import Choosing, Duration, IdFilter, Link, Numbered
from projects.api.strict import StrictSerializer, nothing_sent
from projects.board import copy_and_archive, editing, narration, review, stale, takes
from projects.errors import Conflict
from projects.models import ProjectState, ReviewStep, Scene, Submission, SubmissionState, VideoProject
from projects.models.project import ACCENTS, ASPECTS, CAPTION_LOOKS, MODES, RESOLUTIONS, STYLES
from projects.planning import plans


# --- projects --------------------------------------------------------------------------------
class SpokenOut(serializers.Serializer):
    """A recording beside its scene. `over_ms`: how much of its end is cut off; below 0, what is left."""

    voice_ms = serializers.IntegerField()
    scene_ms = serializers.IntegerField()
    over_ms = serializers.IntegerField()
    is_stale = serializers.BooleanField(help_text="It says other words than the scene does by now.")
    is_own = serializers.BooleanField(help_text="A person uploaded it.")


class NarrationOut(serializers.Serializer):
    """A scene's words beside its time, before and after they are recorded."""

    words_ms = serializers.IntegerField(help_text="What the words take at ease.")
    scene_ms = serializers.IntegerField()
    over_ms = serializers.IntegerField(help_text="How much longer than the scene that is; 0: it fits.")
    rate = serializers.FloatField(help_text="How much faster they are said to fit; 1: at ease, 1.12 at most.")
    is_cut = serializers.BooleanField(help_text="Too long even so: the render stops.")
    is_estimate = serializers.BooleanField(help_text="Nobody has recorded these words yet.")
    unread = serializers.ListField(
        child=serializers.CharField(), help_text="Words that the voice cannot read, and leaves out."
    )


class StalePictureOut(serializers.Serializer):
    """A picture that does not show what the board says by now."""

    scene = serializers.IntegerField(source="scene.pk")
    scene_index = serializers.IntegerField(source="scene.scene_index")
    says = serializers.CharField(help_text="A sentence for people.")
    differences = serializers.SerializerMethodField()

    def get_differences(self, found) -> list[str]:
        return [one.name for one in found.differences]


SCENE_STATUS = ("pending", "generating", "completed", "failed")
_MAKES_PICTURES = {ProjectState.WRITING, ProjectState.ILLUSTRATING}


class SceneOut(serializers.ModelSerializer):
    duration = Duration(source="duration_ms")
    speaker = serializers.CharField(source="speaker.name", default="", read_only=True)
    image = Link(source="picture.asset", default=None)
    spoken = serializers.SerializerMethodField(help_text="How long its recording is; null: none.")
    narration = serializers.SerializerMethodField(help_text="Its words beside its time; null: none.")
    takes = serializers.SerializerMethodField(help_text="How many takes of any kind the scene has.")
    status = serializers.SerializerMethodField(help_text="Of its picture; `problem` says why it failed.")
    photo = serializers.CharField(
        read_only=True,
        help_text="SHA-256 of the product's photo that was chosen; empty: the studio chooses.",
    )
    placement = serializers.JSONField(
        read_only=True,
        help_text="Where `words` and `product` were put, by ratio: x, y and scale. Empty: by the layout.",
    )

    class Meta:
        model = Scene
        fields = [
            "id", "scene_index", "beat", "duration", "duration_ms", "text", "speaker", "visual_prompt",
            "motion_prompt", "transition", "static", "headline", "detail", "image", "spoken", "narration",
            "notes", "focus_x", "focus_y", "photo", "placement", "takes", "status", "problem", "version",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(SpokenOut(allow_null=True))
    def get_spoken(self, scene):
        said = takes.spoken(scene)
        return SpokenOut(said).data if said else None

    @extend_schema_field(NarrationOut(allow_null=True))
    def get_narration(self, scene):
        said = narration.of_scene(scene)
        return NarrationOut(said).data if said else None

    def get_takes(self, scene) -> int:
        return len(scene.takes.all())

    @extend_schema_field(serializers.ChoiceField(SCENE_STATUS))
    def get_status(self, scene):
        if scene.problem:
            return "failed"
        if scene.picture:
            return "completed"
        return "generating" if scene.project.state in _MAKES_PICTURES else "pending"


STEP_STATES = ("waiting", "open", "approved", "changes")


class ReviewStepOut(serializers.ModelSerializer):
    """A stage of review: who decides, by when, and what they said."""

    person = serializers.CharField(source="person.username", default=None, allow_null=True)
    state = serializers.ChoiceField(STEP_STATES, read_only=True)
    decided_by = serializers.CharField(source="decided_by.username", default=None, allow_null=True)

    class Meta:
        model = ReviewStep
        fields = ["position", "name", "role", "person", "state", "due", "decided", "decided_by", "note"]
        read_only_fields = fields


class RowsOut(serializers.ModelSerializer):
    """Many rows: what each of its fields does with one is found out once."""

    def to_representation(self, row):
        """As Django REST framework's own, which asks each field of each row what kind it is."""
        return {name: tell(row) for name, tell in self._tellers}

    @cached_property
    def _tellers(self):
        fields = {name: field for name, field in self.fields.items() if not field.write_only}
        return [(name, _tags if name == "tags" else _teller(field)) for name, field in fields.items()]


class SubmissionOut(RowsOut):
    stages = ReviewStepOut(
        source="steps",
        many=True,
        read_only=True,
        help_text="Decisions in a row; empty: one, by an approver.",
    )
    state = serializers.ChoiceField(SubmissionState.choices, read_only=True)
    submitted_by = serializers.CharField(source="submitted_by.username", default=None, allow_null=True)
    decided_by = serializers.CharField(source="decided_by.username", default=None, allow_null=True)

    class Meta:
        model = Submission
        fields = [
            "id", "digest", "state", "note", "submitted_by", "decided_by", "created", "decided", "stages",
        ]  # fmt: skip
        read_only_fields = fields


class ProjectOut(RowsOut):
    workspace = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    product = serializers.IntegerField(source="product_id", read_only=True, allow_null=True)
    duration = Duration(source="target_ms", help_text="The target, in seconds.")
    duration_ms = serializers.IntegerField(source="target_ms", read_only=True)
    poster = Link()
    submission = serializers.SerializerMethodField(
        help_text="What was submitted last, and what became of it; null: nothing was."
    )
    approved_at = serializers.SerializerMethodField(
        help_text="When the approval that holds was given, or null."
    )
    approved_by = serializers.SerializerMethodField(help_text="Who gave it, or null.")
    assignee = serializers.CharField(
        source="assignee.username", default=None, allow_null=True, help_text="Who works on it."
    )
    due = serializers.DateField(allow_null=True, help_text="The day on which the film should be there.")
    is_overdue = serializers.BooleanField(read_only=True)
    tags = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = VideoProject
        fields = [
            "id", "workspace", "title", "source", "product", "state", "problem", "mode", "style", "duration",
            "duration_ms", "aspect", "resolution", "language", "board_version", "poster", "created",
            "updated", "archived", "submission", "approved_at", "approved_by", "assignee", "due",
            "is_overdue", "tags",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(SubmissionOut(allow_null=True))
    def get_submission(self, project):
        newest = next(iter(_rows(project, "submissions")), None)
        return self._submissions.to_representation(newest) if newest else None

    @cached_property
    def _submissions(self):
        """One for all rows of a list: to make one costs more than what it is used for."""
        return SubmissionOut(context=self.context)

    def get_approved_at(self, project) -> datetime | None:
        return getattr(_approval(project), "decided", None)

    def get_approved_by(self, project) -> str | None:
        found = _approval(project)
        return found.decided_by.get_username() if found and found.decided_by else None


# Fields that tell a column as it is, and fields that tell one in another form.
PLAIN = (serializers.CharField, serializers.ChoiceField, serializers.IntegerField, serializers.BooleanField)
FORMED = (serializers.DateTimeField, serializers.DateField, serializers.SlugRelatedField, Duration, Link)


def _teller(field):
    """What a field says of a row: a function of the row."""
    if isinstance(field, serializers.SerializerMethodField):
        return getattr(field.parent, field.method_name)
    is_column = len(field.source_attrs) == 1
    if type(field) in PLAIN and is_column:
        return attrgetter(field.source)
    read = attrgetter(field.source) if type(field) in FORMED and is_column else field.get_attribute
    if type(field) is serializers.DateTimeField:
        return _moment_teller(field, read)

    def tell(row):
        value = read(row)
        return None if value is None else field.to_representation(value)

    return tell


def _moment_teller(field, read):
    """As the framework's in ISO 8601, which asks for the time zone of each moment."""
    zone = field.default_timezone()

    def tell(row):
        value = read(row)
        if value is None:
            return None
        text = value.astimezone(zone).isoformat()
        return f"{text[:-6]}Z" if text.endswith("+00:00") else text

    return tell


def _approval(project):
    """The approved submission; an edit voids it, so it is of the board as it is."""
    rows = _rows(project, "submissions")
    return next((row for row in rows if row.state == SubmissionState.APPROVED), None)


def _rows(project, name):
    """Rows that belong to a project: those that a list fetched, or all."""
    listed = project.__dict__.get(f"listed_{name}")
    return getattr(project, name).all() if listed is None else listed


def _tags(project):
    return [tag.name for tag in _rows(project, "tags")]


class ProjectDetail(ProjectOut):
    scenes = SceneOut(many=True, read_only=True)
    caption_look = serializers.ChoiceField(CAPTION_LOOKS, allow_blank=True, help_text="Empty: the style's.")
    accents = serializers.ChoiceField(ACCENTS, allow_blank=True, help_text="Empty: by style.")
    brand_kit = serializers.IntegerField(source="brand_kit_id", read_only=True, allow_null=True)
    total_ms = serializers.IntegerField(read_only=True)
    off_by_ms = serializers.IntegerField(read_only=True, help_text="How far from the target.")
    stale_pictures = serializers.SerializerMethodField(
        help_text="Pictures that do not show what the board says. `mend-pictures` makes them anew."
    )

    class Meta(ProjectOut.Meta):
        fields = [
            *ProjectOut.Meta.fields,
            "prompt", "script", "voice", "captions", "caption_look", "accents", "signs",
            "keep_product", "call_to_action", "brand_kit", "seed", "music_on", "total_ms", "off_by_ms",
            "stale_pictures", "scenes",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(StalePictureOut(many=True))
    def get_stale_pictures(self, project):
        return StalePictureOut(stale.pictures(project), many=True).data


class SettingsIn(StrictSerializer):
    """How a video should be. What is not sent stays as it is, or has a default."""

    title = serializers.CharField(required=False, max_length=200)
    mode = serializers.ChoiceField(MODES, required=False)
    style = serializers.ChoiceField(STYLES, required=False)
    duration = serializers.FloatField(required=False, min_value=5, max_value=300, help_text="Seconds.")
    aspect = serializers.ChoiceField(ASPECTS, required=False)
    resolution = serializers.ChoiceField(RESOLUTIONS, required=False)
    language = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$", required=False, max_length=12)
    voice = serializers.CharField(required=False, max_length=80, allow_blank=True)
    captions = serializers.BooleanField(required=False)
    caption_look = serializers.ChoiceField(
        CAPTION_LOOKS, required=False, allow_blank=True, help_text="Empty: as the style says."
    )
    accents = serializers.ChoiceField(
        ACCENTS, required=False, allow_blank=True, help_text="Light and shapes. Empty: by style."
    )
    signs = serializers.BooleanField(
        required=False, help_text="Lower thirds, prices and buttons over the picture; on by itself."
    )
    keep_product = serializers.BooleanField(
        required=False, help_text="Lay the product's real photo over painted scenes; on by itself."
    )
    call_to_action = serializers.CharField(required=False, max_length=120, allow_blank=True)


class ProjectChangeIn(SettingsIn):
    brand_kit = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="The id of one of `/brand-kits/`, or null."
    )
    seed = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    version = serializers.IntegerField(
        required=False, min_value=0, help_text="The `board_version` you read: 409 if it is another by now."
    )


class NewProjectIn(SettingsIn):
    """A draft: exactly one of `product_id`, `prompt` and `script`."""

    SOURCES = ("product_id", "prompt", "script")

    product_id = serializers.IntegerField(required=False, min_value=1)
    prompt = serializers.CharField(required=False, max_length=4000)
    script = serializers.CharField(
        required=False,
        max_length=editing.LONGEST_SCRIPT,
        error_messages={"max_length": editing.TOO_LONG_A_SCRIPT},
    )
    workspace = serializers.SlugField(required=False, help_text="Only needed by members of several.")
    brand_kit = serializers.IntegerField(required=False, min_value=1)

    def validate(self, values):
        if sum(name in values for name in self.SOURCES) != 1:
            raise serializers.ValidationError(f"Send exactly one of {', '.join(self.SOURCES)}.")
        return values


class PlanIn(StrictSerializer):
    """Who works on it, until when, under which tags. What is not sent stays as it is."""

    assignee = serializers.CharField(
        required=False, allow_null=True, max_length=150, help_text="The username of a member, or null."
    )
    due = serializers.DateField(required=False, allow_null=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=plans.LONGEST_TAG),
        required=False,
        max_length=plans.MOST_TAGS,
        help_text="All that it has from now on.",
    )

    def validate(self, values):
        if not values:
            raise serializers.ValidationError("Send at least one of assignee, due and tags.")
        return values


class SubmitIn(StrictSerializer):
    accept_stale = serializers.BooleanField(
        default=False, help_text="Submit although pictures do not show what the board says."
    )


class NoteIn(StrictSerializer):
    note = serializers.CharField(
        default="", max_length=2000, allow_blank=True, help_text="What you think of it."
    )


class DecideIn(NoteIn):
    stage = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=3,
        help_text="The `position` of the stage that was looked at; 409 if another is open by now.",
    )


class ApproveIn(DecideIn):
    expecting = serializers.CharField(
        required=False,
        max_length=64,
        help_text="The digest of `submission` that was looked at; 409 if another.",
    )
    accept_stale = serializers.BooleanField(
        default=False, help_text="Approve although pictures do not show what the board says."
    )


class ProjectFilter(django_filters.FilterSet):
    workspace = django_filters.CharFilter(field_name="workspace__slug")
    product = IdFilter(field_name="product_id")
    assignee = django_filters.CharFilter(field_name="assignee__username", label="A username.")
    tag = django_filters.CharFilter(field_name="tags__name", lookup_expr="iexact", label="A tag's name.")
    overdue = django_filters.BooleanFilter(
        method="by_overdue", label="Whether its day has passed without a film."
    )
    archived = django_filters.BooleanFilter(
        field_name="archived", lookup_expr="isnull", exclude=True, label="Whether it is in the archive."
    )

    class Meta:
        model = VideoProject
        fields = ["workspace", "state", "source", "product", "mode", "style"]

    def by_overdue(self, rows, name, value):
        return rows.filter(plans.overdue()) if value else rows.exclude(plans.overdue())


@extend_schema(tags=["projects"])
@extend_schema_view(list=extend_schema(summary="Projects"), retrieve=extend_schema(summary="A project"))
class ProjectViewSet(Numbered, Choosing, ReadOnlyModelViewSet):
    """Videos in the making. `scenes` is the storyboard, in order."""

    queryset = VideoProject.objects.none()
    filterset_class = ProjectFilter
    token_scopes = {"approve": "approve", "ask_changes": "approve"}

    def get_queryset(self):
        rows = access.projects(self.request.user)
        return _listed(rows) if self.action == "list" else _whole(rows)

    def get_serializer_class(self):
        return ProjectOut if self.action == "list" else ProjectDetail

    def list(self, request):
        if request.query_params.get("fields"):
            return super().list(request)
        rows = self._page_of_all()
        if rows is None:
            rows = listing.values(self.filter_queryset(access.projects(request.user)))
        page = self.paginate_queryset(rows)
        step = ReviewStepOut(context=self.get_serializer_context()).to_representation
        return self.get_paginated_response(listing.Teller(request, step).told(page))

    def _page_of_all(self):
        """The rows of a page and the next one where nothing is filtered; None where something is."""
        if set(self.request.query_params) - {"cursor", "limit"}:
            return None
        cursor = self.paginator.decode_cursor(self.request)
        before = str(listing.LAST) if cursor is None or cursor.position is None else cursor.position
        if (
            (cursor and (cursor.reverse or cursor.offset))
            or not before.isdecimal()
            or int(before) > listing.LAST
        ):
            return None
        return listing.page(self.request.user, int(before), self.paginator.get_page_size(self.request) + 1)

    @extend_schema(
        summary="Make a draft",
        request=NewProjectIn,
        responses={201: ProjectDetail},
        examples=[OpenApiExample("Of a product", {"product_id": 3, "style": "bold"}, request_only=True)],
    )
    def create(self, request):
        """A project that nothing is made for yet. `POST /projects/{id}/generate` writes its storyboard."""
        asked = NewProjectIn(data=request.data)
        asked.is_valid(raise_exception=True)
        project = make(request.user, **asked.validated_data)
        return self._answer(project.pk, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change the settings",
        request=ProjectChangeIn,
        responses=ProjectDetail,
        examples=[OpenApiExample("Bolder", {"style": "bold", "version": 7}, request_only=True)],
    )
    def partial_update(self, request, pk):
        """An edit of the board: an approval ends. Pictures that show something else by now are told."""
        project = access.project_for(request.user, pk, "edit")
        asked = ProjectChangeIn(data=request.data)
        asked.is_valid(raise_exception=True)
        change(project, request.user, **asked.validated_data)
        return self._answer(pk)

    @extend_schema(summary="Plan it", request=PlanIn, responses=ProjectDetail)
    @action(detail=True, methods=["patch"], filter_backends=[])
    def plan(self, request, pk):
        """Who works on it, its day, its tags. No part of the board: an approval stays."""
        project = access.project_for(request.user, pk, "edit")
        asked = PlanIn(data=request.data)
        asked.is_valid(raise_exception=True)
        plans.plan(project, request.user, **_planned(project, asked.validated_data))
        return self._answer(pk)

    @extend_schema(summary="Delete a project", request=None, responses={204: None})
    def destroy(self, request, pk):
        """Into the trash, for 30 days. 409 in review and while a job is at work; twice is once."""
        project = access.projects(request.user).filter(pk=pk).select_related("workspace").first()
        project = project or access.project_in_trash(request.user, pk)
        copy_and_archive.trash(project, request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Deleted projects", responses=ProjectOut(many=True))
    @action(detail=False, filter_backends=[])
    def deleted(self, request):
        """The trash: those of your workspaces in which you may edit, the newest first."""
        rows = self.paginate_queryset(_plain(access.projects_in_trash(request.user)))
        told = ProjectOut(rows, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(told.data)

    @extend_schema(summary="Bring a project back", request=None, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[], url_path="bring-back")
    def bring_back(self, request, pk):
        """Out of the trash, as it was. Twice does nothing more."""
        nothing_sent(request)
        found = access.projects_in_trash(request.user).filter(pk=pk).select_related("workspace").first()
        found = found or access.project_for(request.user, pk, "edit")
        copy_and_archive.bring_back(found, request.user)
        return self._answer(pk)

    @extend_schema(summary="Copy a project", request=None, responses={201: ProjectDetail})
    @action(detail=True, methods=["post"], filter_backends=[])
    def duplicate(self, request, pk):
        """A new project with the same board and its takes; nothing is paid again. Within 20 s it is one copy.

        What was agreed on, comments, videos and costs stay with the first.
        """
        nothing_sent(request)
        made = copy_and_archive.duplicate(access.project_for(request.user, pk, "edit"), request.user)
        return self._answer(made.pk, status.HTTP_201_CREATED)

    @extend_schema(summary="Archive a project", request=None, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def archive(self, request, pk):
        """Out of the list on the page; nothing is lost. 409 in review and while a job is at work."""
        return self._edit(copy_and_archive.archive)

    @extend_schema(summary="Take a project out of the archive", request=None, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def unarchive(self, request, pk):
        """Back into the list. Twice does nothing more."""
        return self._edit(copy_and_archive.unarchive)

    @extend_schema(summary="Take it out of review", request=None, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def withdraw(self, request, pk):
        """Take back what was submitted, or an approval, to edit the board. Twice does nothing more."""
        return self._edit(review.reopen)

    @extend_schema(summary="Take the edit back", request=None, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def undo(self, request, pk):
        """Bring back the board as it was submitted, and what was agreed on with it, within an hour."""
        return self._edit(review.undo)

    def _edit(self, verb):
        project = access.project_for(self.request.user, self.kwargs["pk"], "edit")
        nothing_sent(self.request)
        verb(project, self.request.user)
        return self._answer(project.pk)

    def _answer(self, pk, code=status.HTTP_200_OK):
        rows = _whole(access.projects(self.request.user))
        told = ProjectDetail(rows.get(pk=pk), context=self.get_serializer_context())
        return Response(told.data, status=code)

    @extend_schema(summary="Submit for review", request=SubmitIn, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def submit(self, request, pk):
        """Put the board up for review. 409 `stale_pictures` where pictures do not show what it says."""
        project = access.project_for(request.user, pk, "edit")
        asked = SubmitIn(data=request.data)
        asked.is_valid(raise_exception=True)
        review.submit(project, request.user, accept_stale=asked.validated_data["accept_stale"])
        return self._answer(project.pk)

    @extend_schema(summary="Approve the board", request=ApproveIn, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def approve(self, request, pk):
        """Agree to exactly what was submitted; its render starts. The rules are the page's.

        It needs an approver; nobody approves what they submitted, unless the workspace allows it. With a
        token only where the workspace's `token_approval` is on. Where the workspace asks for several stages,
        it decides the open one, and the last one starts the render.
        """
        workspace = access.project_for(request.user, pk).workspace
        if not workspace.review_stages.exists():
            access.require(request.user, workspace, "approve")
        require_person(request, workspace)
        return self._decide(ApproveIn, review.approve)

    @extend_schema(summary="Ask for changes", request=DecideIn, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[], url_path="ask-changes")
    def ask_changes(self, request, pk):
        """Send the board back; `note` says what should change. Needs who may decide now."""
        return self._decide(DecideIn, review.ask_changes)

    def _decide(self, serializer, verb):
        project = access.project_for(self.request.user, self.kwargs["pk"])
        asked = serializer(data=self.request.data)
        asked.is_valid(raise_exception=True)
        verb(project, self.request.user, **asked.validated_data)
        return self._answer(project.pk)


def _plain(rows):
    rows = rows.select_related("workspace", "poster", "assignee")
    return rows.prefetch_related(Prefetch("submissions", _submitted()), "tags")


def _submitted():
    asked = Submission.objects.defer("board").select_related("submitted_by", "decided_by")
    return asked.prefetch_related(
        Prefetch("steps", ReviewStep.objects.select_related("person", "decided_by"))
    )


# What a row of the list is told by; the words of boards stay where they are.
LISTED = (
    "workspace__slug", "title", "source", "product_id", "state", "problem", "mode", "style", "target_ms",
    "aspect", "resolution", "language", "board_version", "poster__digest", "created", "updated", "archived",
    "assignee__username", "due",
)  # fmt: skip


def _listed(rows):
    """Fetched into lists: else Django makes a query of each row's own, which is never asked."""
    rows = rows.select_related("workspace", "poster", "assignee").only(*LISTED)
    return rows.prefetch_related(
        Prefetch("submissions", _submitted(), to_attr="listed_submissions"),
        Prefetch("tags", to_attr="listed_tags"),
    )


def _whole(rows):
    return _plain(rows).prefetch_related("scenes__takes__asset", "scenes__speaker")


def _planned(project, asked):
    """What plans.plan is asked for: the assignee as a user. Raises ValidationError for nobody's name."""
    if not asked.get("assignee"):
        return {**asked, "assignee": None} if "assignee" in asked else asked
    found = plans.assignable(project.workspace).filter(username=asked["assignee"]).first()
    if found is None:
        raise ValidationError({"assignee": f"No member of {project.workspace} has that username."})
    return {**asked, "assignee": found}


def make(user, product_id=None, workspace=None, brand_kit=None, duration=None, **asked):
    """A draft, by editing.create_project: in the named workspace, else the product's, else the first."""
    if product_id is not None:
        asked["product"] = access.product_for(user, product_id)
    of_product = asked["product"].workspace.slug if "product" in asked else None
    there = access.workspace_for(user, workspace or of_product)
    access.require(user, there, "edit")
    if "product" in asked and asked["product"].workspace_id != there.pk:
        raise ValidationError({"product_id": f"That product is not in {there.slug}."})
    if duration is not None:
        asked["target_ms"] = round(duration * 1000)
    source = next(name for name in ("product", "prompt", "script") if name in asked)
    return editing.create_project(there, user, source, **asked, **_kit(there, brand_kit))


def change(project, by, version=None, duration=None, **changes):
    """editing.edit_project, of the board as it was read. Raises Conflict where it is another by now."""
    if duration is not None:
        changes["target_ms"] = round(duration * 1000)
    if "brand_kit" in changes:
        changes |= _kit(project.workspace, changes["brand_kit"])
    with transaction.atomic():
        now = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        if version not in (None, now.board_version):
            raise Conflict("Somebody changed this board a moment ago. Read it again.", "version")
        changes = {name: value for name, value in changes.items() if getattr(now, name) != value}
        if changes:
            editing.edit_project(now, by, **changes)


def _kit(workspace, pk):
    """{"brand_kit": the workspace's kit of that key, or None}."""
    found = workspace.brand_kits.filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise ValidationError(
            {"brand_kit": "There is no such brand kit in the workspace. `/brand-kits/` lists them."}
        )
    return {"brand_kit": found}
