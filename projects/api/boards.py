"""What programs may read of projects, scenes and products. Serializers only translate."""

from datetime import datetime
from uuid import uuid4

import django_filters
from django import forms
from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from projects import access
from projects.api.routers import ApiRouter
from projects.api.strict import StrictSerializer
from projects.board import narration, review, stale, takes
from projects.media import serving
from projects.models import Photo, Product, Scene, Submission, SubmissionState, VideoProject
from projects.models.project import ACCENTS, CAPTION_LOOKS


class Numbered:
    """Every answer carries X-Request-ID: the caller's own, where it is a plain word, or a new one."""

    def initialize_request(self, request, *args, **kwargs):
        asked = request.headers.get("X-Request-ID", "")
        plain = 0 < len(asked) <= 64 and asked.isascii() and asked.replace("-", "").replace("_", "").isalnum()
        request.request_id = asked if plain else uuid4().hex
        return super().initialize_request(request, *args, **kwargs)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["X-Request-ID"] = request.request_id
        return response


class IdFilter(django_filters.NumberFilter):
    """A whole number that a database can hold. A choice of rows would tell which foreign ones exist."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, min_value=0, max_value=2**63 - 1, **kwargs)


@extend_schema_field(serializers.URLField(allow_null=True))
class Link(serializers.Field):
    """An asset as a signed, expiring address; null where there is none."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, asset):
        return link(asset, self.context["request"])


def link(asset, request):
    """Where a program without a session fetches the asset for a while, or None."""
    return request.build_absolute_uri(serving.signed_url(asset)) if asset else None


@extend_schema_field(serializers.FloatField())
class Duration(serializers.Field):
    """Stored milliseconds, told in seconds."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value):
        return value / 1000


# --- products --------------------------------------------------------------------------------
class PhotoOut(serializers.ModelSerializer):
    url = Link(source="asset")

    class Meta:
        model = Photo
        fields = ["position", "alt", "url"]
        read_only_fields = fields


class ProductOut(serializers.ModelSerializer):
    workspace = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    selling_points = serializers.ListField(child=serializers.CharField(), read_only=True)
    photos = PhotoOut(many=True, read_only=True)
    price = serializers.DecimalField(
        max_digits=13, decimal_places=None, allow_null=True, read_only=True, help_text="In `currency`."
    )
    price_label = serializers.CharField(
        read_only=True, help_text="The price as pages show it, as in $1,299.00; empty where there is none."
    )

    class Meta:
        model = Product
        fields = [
            "id", "workspace", "handle", "name", "description", "selling_points", "audience", "price",
            "price_label", "currency", "sku", "vendor", "category", "photos", "created", "updated",
        ]  # fmt: skip
        read_only_fields = fields


class ProductFilter(django_filters.FilterSet):
    workspace = django_filters.CharFilter(field_name="workspace__slug")

    class Meta:
        model = Product
        fields = ["workspace", "handle", "sku"]


@extend_schema(tags=["products"])
class ProductViewSet(Numbered, ReadOnlyModelViewSet):
    """The shop's catalogue."""

    queryset = Product.objects.none()  # only for the schema; every request starts from `access`
    serializer_class = ProductOut
    filterset_class = ProductFilter

    def get_queryset(self):
        rows = access.products(self.request.user)
        return rows.select_related("workspace").prefetch_related("photos__asset")


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


class StalePictureOut(serializers.Serializer):
    """A picture that does not show what the board says by now."""

    scene = serializers.IntegerField(source="scene.pk")
    scene_index = serializers.IntegerField(source="scene.scene_index")
    says = serializers.CharField(help_text="A sentence for people.")
    differences = serializers.SerializerMethodField()

    def get_differences(self, found) -> list[str]:
        return [one.name for one in found.differences]


class SceneOut(serializers.ModelSerializer):
    duration = Duration(source="duration_ms")
    speaker = serializers.CharField(source="speaker.name", default="", read_only=True)
    image = Link(source="picture.asset", default=None)
    spoken = serializers.SerializerMethodField(help_text="How long its recording is; null: none.")
    narration = serializers.SerializerMethodField(help_text="Its words beside its time; null: none.")
    takes = serializers.SerializerMethodField(help_text="How many takes of any kind the scene has.")

    class Meta:
        model = Scene
        fields = [
            "id", "scene_index", "beat", "duration", "duration_ms", "text", "speaker", "visual_prompt",
            "motion_prompt", "transition", "static", "headline", "detail", "image", "spoken", "narration",
            "notes", "focus_x", "focus_y", "takes", "problem", "version",
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


class SubmissionOut(serializers.ModelSerializer):
    state = serializers.ChoiceField(SubmissionState.choices, read_only=True)
    submitted_by = serializers.CharField(source="submitted_by.username", default=None, allow_null=True)
    decided_by = serializers.CharField(source="decided_by.username", default=None, allow_null=True)

    class Meta:
        model = Submission
        fields = ["id", "digest", "state", "note", "submitted_by", "decided_by", "created", "decided"]
        read_only_fields = fields


class ProjectOut(serializers.ModelSerializer):
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

    class Meta:
        model = VideoProject
        fields = [
            "id", "workspace", "title", "source", "product", "state", "problem", "mode", "style", "duration",
            "duration_ms", "aspect", "resolution", "language", "board_version", "poster", "created",
            "updated", "submission", "approved_at", "approved_by",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(SubmissionOut(allow_null=True))
    def get_submission(self, project):
        newest = next(iter(project.submissions.all()), None)
        return SubmissionOut(newest).data if newest else None

    def get_approved_at(self, project) -> datetime | None:
        return getattr(_approval(project), "decided", None)

    def get_approved_by(self, project) -> str | None:
        found = _approval(project)
        return found.decided_by.get_username() if found and found.decided_by else None


def _approval(project):
    """The approved submission; an edit voids it, so it is of the board as it is."""
    return next((row for row in project.submissions.all() if row.state == SubmissionState.APPROVED), None)


class ProjectDetail(ProjectOut):
    scenes = SceneOut(many=True, read_only=True)
    caption_look = serializers.ChoiceField(CAPTION_LOOKS, allow_blank=True, help_text="Empty: the style's.")
    accents = serializers.ChoiceField(ACCENTS, allow_blank=True, help_text="Empty: by style.")
    total_ms = serializers.IntegerField(read_only=True)
    off_by_ms = serializers.IntegerField(read_only=True, help_text="How far from the target.")
    stale_pictures = serializers.SerializerMethodField(
        help_text="Pictures that do not show what the board says. `mend-pictures` makes them anew."
    )

    class Meta(ProjectOut.Meta):
        fields = [
            *ProjectOut.Meta.fields,
            "prompt", "script", "voice", "captions", "caption_look", "accents", "signs",
            "keep_product", "call_to_action", "music_on", "total_ms", "off_by_ms",
            "stale_pictures", "scenes",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(StalePictureOut(many=True))
    def get_stale_pictures(self, project):
        return StalePictureOut(stale.pictures(project), many=True).data


class SubmitIn(StrictSerializer):
    accept_stale = serializers.BooleanField(
        default=False, help_text="Submit although pictures do not show what the board says."
    )


class NoteIn(StrictSerializer):
    note = serializers.CharField(
        default="", max_length=2000, allow_blank=True, help_text="What you think of it."
    )


class ApproveIn(NoteIn):
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

    class Meta:
        model = VideoProject
        fields = ["workspace", "state", "source", "product", "mode", "style"]


@extend_schema(tags=["projects"])
class ProjectViewSet(Numbered, ReadOnlyModelViewSet):
    """Videos in the making. `scenes` is the storyboard, in order."""

    queryset = VideoProject.objects.none()
    filterset_class = ProjectFilter

    def get_queryset(self):
        rows = access.projects(self.request.user).select_related("workspace", "poster")
        asked = Submission.objects.defer("board").select_related("submitted_by", "decided_by")
        rows = rows.prefetch_related(Prefetch("submissions", asked))
        if self.action == "list":
            return rows
        return rows.prefetch_related("scenes__takes__asset", "scenes__speaker")

    def get_serializer_class(self):
        return ProjectOut if self.action == "list" else ProjectDetail

    @extend_schema(responses=SceneOut(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def scenes(self, request, pk):
        """The storyboard alone."""
        scenes = self.get_object().scenes.all()
        return Response(SceneOut(scenes, many=True, context={"request": request}).data)

    @extend_schema(summary="Submit for review", request=SubmitIn, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def submit(self, request, pk):
        """Put the board up for review. 409 `stale_pictures` where pictures do not show what it says."""
        project = access.project_for(request.user, pk, "edit")
        asked = SubmitIn(data=request.data)
        asked.is_valid(raise_exception=True)
        review.submit(project, request.user, accept_stale=asked.validated_data["accept_stale"])
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="Approve the board", request=ApproveIn, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def approve(self, request, pk):
        """Agree to exactly what was submitted; its render starts. The rules are the page's.

        It needs an approver; nobody approves what they submitted, unless the workspace allows it.
        """
        return self._decide(ApproveIn, review.approve)

    @extend_schema(summary="Ask for changes", request=NoteIn, responses=ProjectDetail)
    @action(detail=True, methods=["post"], filter_backends=[], url_path="ask-changes")
    def ask_changes(self, request, pk):
        """Send the board back; `note` says what should change. Needs an approver."""
        return self._decide(NoteIn, review.ask_changes)

    def _decide(self, serializer, verb):
        project = access.project_for(self.request.user, self.kwargs["pk"], "approve")
        asked = serializer(data=self.request.data)
        asked.is_valid(raise_exception=True)
        verb(project, self.request.user, **asked.validated_data)
        return Response(self.get_serializer(self.get_object()).data)


router = ApiRouter()
router.register("projects", ProjectViewSet, "project")
router.register("products", ProductViewSet, "product")
