"""What programs may read of finished videos, and how they ask for a render."""

import django_filters
from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSet

from generation.api.jobs import StartedOut, started
from generation.api.streams import AnythingGoes
from generation.batches import standing
from projects import access, formats
from projects.api.approval import require_approver
from projects.api.base import Choosing, Duration, IdFilter, Link, Numbered
from projects.api.base_router import ApiRouter
from projects.api.boards import NoteIn
from projects.api.strict import StrictSerializer, nothing_sent
from rendering import outputs
from rendering.models import Render, RenderKind, RenderState
from rendering.rights_api import RenderRightsViewSet
from rendering.spec.schema import RenderSpec
from rendering.views import archive_of, render_for


@extend_schema_field(serializers.ChoiceField(RenderState.choices), component_name="RenderState")
class RenderStateField(serializers.CharField):
    """Named here, as three tables of the API have a column `state`."""


@extend_schema_field(serializers.ChoiceField(RenderKind.choices), component_name="RenderKind")
class RenderKindField(serializers.CharField):
    """A finished video, or a small preview of the board as it stood."""


class RenderOut(serializers.ModelSerializer):
    kind = RenderKindField(read_only=True)
    project = serializers.IntegerField(source="project_id", read_only=True)
    job = serializers.IntegerField(source="job_id", read_only=True, allow_null=True)
    state = RenderStateField(read_only=True)
    duration = Duration(source="duration_ms")
    video = Link()
    poster = Link()
    srt = Link()
    vtt = Link()
    package = Link()

    class Meta:
        model = Render
        fields = [
            "id", "kind", "project", "job", "aspect", "state", "note", "duration", "duration_ms", "frames",
            "width", "height", "loudness", "digest", "video", "poster", "srt", "vtt", "package",
            "decided", "created",
        ]  # fmt: skip
        read_only_fields = fields


class RenderDetail(RenderOut):
    report = serializers.DictField(
        read_only=True,
        help_text="What was measured on the finished file; `platforms` says what each platform makes of it.",
    )
    spec = serializers.DictField(read_only=True, help_text="What it was made from.")

    class Meta(RenderOut.Meta):
        fields = [*RenderOut.Meta.fields, "report", "spec"]
        read_only_fields = fields


class RenderFilter(django_filters.FilterSet):
    project = IdFilter(field_name="project_id")
    product = IdFilter(field_name="project__product_id")

    class Meta:
        model = Render
        fields = ["state", "kind", "aspect", "project", "product"]


@extend_schema(tags=["renders"])
class RenderViewSet(Numbered, Choosing, ReadOnlyModelViewSet):
    """Finished videos. Addresses of files are signed and expire.

    Previews are listed with `?kind=preview` only: a list of videos is never one of sketches.
    """

    queryset = Render.objects.none()
    filterset_class = RenderFilter

    def get_queryset(self):
        rows = Render.objects.filter(project__in=access.projects(self.request.user))
        rows = rows.select_related("video", "poster", "srt", "vtt", "package")
        if self.action == "list" and "kind" not in self.request.query_params:
            rows = rows.filter(kind=RenderKind.FINAL)
        return rows.defer("spec", "report") if self.action == "list" else rows

    def get_serializer_class(self):
        return RenderOut if self.action == "list" else RenderDetail


class RatiosIn(StrictSerializer):
    ratios = serializers.ListField(
        child=serializers.CharField(max_length=5), help_text=f"Any of {', '.join(formats.ASPECTS)}."
    )


@extend_schema(tags=["start"])
class ProjectRenderViewSet(Numbered, ViewSet):
    """What starts a render of a project."""

    token_scopes = dict.fromkeys(("render", "ratios", "preview"), "render")
    slash_optional = True

    @extend_schema(summary="Render once more", request=None, responses={202: StartedOut})
    @action(detail=True, methods=["post"])
    def render(self, request, pk):
        """Render the approved storyboard. Refused while there is no approval of the board as it is."""
        project = access.project_for(request.user, pk, "edit")
        nothing_sent(request)
        return started(outputs.render_again(project, by=request.user), request)

    @extend_schema(summary="Render in other ratios", request=RatiosIn, responses={202: StartedOut})
    @action(detail=True, methods=["post"])
    def ratios(self, request, pk):
        """Make the approved storyboard in several ratios, in one job with one set of voices and music."""
        project = access.project_for(request.user, pk, "edit")
        asked = RatiosIn(data=request.data)
        asked.is_valid(raise_exception=True)
        job = outputs.render_ratios(project, asked.validated_data["ratios"], by=request.user)
        return started(job, request)

    @extend_schema(summary="Render a preview", request=None, responses={202: StartedOut})
    @action(detail=True, methods=["post"])
    def preview(self, request, pk):
        """Render the board as it stands, small. Needs no approval, costs nothing, changes nothing."""
        project = access.project_for(request.user, pk, "edit")
        nothing_sent(request)
        return started(outputs.preview(project, by=request.user), request)


@extend_schema(tags=["start"])
class RenderPackageViewSet(Numbered, ViewSet):
    """What starts from a finished video."""

    token_scopes = {"package": "render", "accept": "approve", "reject": "approve"}
    slash_optional = True

    @extend_schema(summary="Pack for an editor", request=None, responses={202: StartedOut})
    @action(detail=True, methods=["post"])
    def package(self, request, pk):
        """Make the editor's package of a finished video: clips, stems, captions and an OpenTimelineIO cut."""
        found = render_for(request.user, pk, "edit")
        nothing_sent(request)
        return started(outputs.package(found, by=request.user), request)

    @extend_schema(summary="Accept a video", request=NoteIn, responses=RenderDetail)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        """This video may be used. Needs an approver; with a token, the workspace's `token_approval`."""
        require_approver(request, render_for(request.user, pk, "approve").project.workspace)
        return self._decide(request, pk, outputs.accept)

    @extend_schema(summary="Reject a video", request=NoteIn, responses=RenderDetail)
    @action(detail=True, methods=["post"])
    def reject(self, request, pk):
        """This video may not be used; `note` says why. Needs an approver, as on the page."""
        return self._decide(request, pk, outputs.reject)

    def _decide(self, request, pk, verb):
        found = render_for(request.user, pk, "approve")
        asked = NoteIn(data=request.data)
        asked.is_valid(raise_exception=True)
        decided = verb(found, request.user, asked.validated_data["note"])
        return Response(RenderDetail(decided, context={"request": request}).data)


@extend_schema(tags=["batches"])
class BatchFilmsViewSet(Numbered, ViewSet):
    """What a batch became."""

    content_negotiation_class = AnythingGoes

    @extend_schema(
        summary="All its videos", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}
    )
    @action(detail=True)
    def videos(self, request, pk):
        """The finished videos in one ZIP, with `videos.csv`. 409 while none is finished."""
        answer = archive_of(request._request, standing.batch_for(request.user, pk))
        answer["Content-Type"] = "application/octet-stream"  # a file to generators of clients
        return answer


class SpecSchema(Numbered, APIView):
    """The JSON Schema of the render spec, for composers of your own."""

    permission_classes = [AllowAny]

    @extend_schema(
        tags=["about"],
        operation_id="render_spec_retrieve",
        summary="The render spec's JSON Schema",
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request):
        return Response(RenderSpec.model_json_schema(mode="serialization"))


router = ApiRouter()
router.register("projects", ProjectRenderViewSet, "project-render")
router.register("renders", RenderPackageViewSet, "render-package")
router.register("renders", RenderRightsViewSet, "render-rights")
router.register("renders", RenderViewSet, "render")
router.register("batches", BatchFilmsViewSet, "batch-films")
