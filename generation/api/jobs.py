"""What programs may read of jobs, and how they start, cancel and retry them."""

from functools import cache

import django_filters
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import get_script_prefix, reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSet

from generation import actions
from generation.engine import control, progress
from generation.models import Job, Stage, Step
from generation.prompts.schemas import SCHEMAS
from projects import access
from projects.api.base import Choosing, IdFilter, Numbered
from projects.api.boards import RowsOut, SettingsIn
from projects.api.products import ProductIn
from projects.api.strict import StrictSerializer, nothing_sent
from projects.board import editing
from projects.board.editing import LONGEST_SCRIPT, TOO_LONG_A_SCRIPT
from projects.catalog import products

MOST_EVENTS = 200


# --- jobs as they are told -------------------------------------------------------------------
class StepOut(serializers.ModelSerializer):
    scene = serializers.IntegerField(source="scene_id", read_only=True, allow_null=True)

    class Meta:
        model = Step
        fields = [
            "key", "label", "talent", "provider", "state", "progress", "attempts", "scene", "error",
            "seconds", "started", "finished",
        ]  # fmt: skip
        read_only_fields = fields


class StageOut(serializers.ModelSerializer):
    steps = StepOut(many=True, read_only=True)

    class Meta:
        model = Stage
        fields = ["name", "state", "starts_at", "ends_at", "error", "started", "finished", "steps"]
        read_only_fields = fields


class LinksOut(serializers.Serializer):
    self = serializers.URLField()
    events = serializers.URLField()
    cancel = serializers.URLField()
    project = serializers.URLField()


class JobOut(RowsOut):
    project = serializers.IntegerField(source="project_id", read_only=True)
    is_over = serializers.BooleanField(read_only=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id", "kind", "project", "state", "progress", "stage", "message", "error", "is_over",
            "last_event", "created", "started", "finished", "links",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema(responses=LinksOut)
    def get_links(self, job) -> LinksOut:
        return links(job, self.context["request"])


class JobDetail(JobOut):
    eta_s = serializers.SerializerMethodField(help_text="Seconds left, or null while nothing was measured.")
    stages = StageOut(many=True, read_only=True)

    class Meta(JobOut.Meta):
        fields = [*JobOut.Meta.fields, "eta_s", "stages"]
        read_only_fields = fields

    def get_eta_s(self, job) -> int | None:
        return progress.summary(job)["eta_s"]


class EventOut(serializers.Serializer):
    seq = serializers.IntegerField()
    stage = serializers.CharField()
    percent = serializers.IntegerField()
    message = serializers.CharField()
    data = serializers.DictField()
    at = serializers.DateTimeField()


class SummaryOut(serializers.ModelSerializer):
    project = serializers.IntegerField()
    eta_s = serializers.IntegerField(allow_null=True)
    is_over = serializers.BooleanField()

    class Meta:
        model = Job
        fields = [
            "id", "kind", "project", "state", "progress", "stage", "message", "error", "eta_s",
            "is_over", "last_event",
        ]  # fmt: skip


class FeedOut(serializers.Serializer):
    job = SummaryOut()
    events = EventOut(many=True)
    last = serializers.IntegerField(help_text="Ask with ?after= this next time.")
    missed = serializers.IntegerField(help_text="Lines after `after` that are not kept any more.")


class StartedOut(serializers.Serializer):
    """What a 202 says: the job that does the work, and where to watch it."""

    id = serializers.IntegerField()
    project = serializers.IntegerField()
    status = serializers.CharField()
    links = LinksOut()


class LeftOutOfPromptOut(serializers.Serializer):
    text = serializers.CharField()
    why = serializers.CharField()


class UnderstoodOut(serializers.Serializer):
    """What was read out of a prompt."""

    source = serializers.CharField()
    subject = serializers.CharField(allow_blank=True, help_text="What the film is about.")
    offer = serializers.CharField(allow_blank=True)
    code = serializers.CharField(allow_blank=True)
    date = serializers.CharField(allow_blank=True)
    price = serializers.CharField(allow_blank=True)
    place = serializers.CharField(allow_blank=True)
    contact = serializers.CharField(allow_blank=True)
    items = serializers.ListField(child=serializers.CharField(), help_text="Points of a list.")
    says = serializers.ListField(child=serializers.CharField(), help_text="Sentences to be told.")
    audience = serializers.CharField(allow_blank=True)
    tone = serializers.CharField(allow_blank=True)
    avoid = serializers.ListField(child=serializers.CharField(), help_text="What is never said.")
    settings = serializers.DictField(help_text="Fields of the project that the prompt wished for.")
    left_out = LeftOutOfPromptOut(many=True)
    notices = serializers.ListField(child=serializers.CharField(), help_text="Sentences for people.")


class BegunOut(StartedOut):
    """A 202 of what starts from nothing."""

    understood = UnderstoodOut(
        allow_null=True, help_text="Of a `prompt`, and of a product's text in another language; else null."
    )


def links(job, request):
    """Where to watch and stop the job, as full addresses."""
    host, prefix = request.build_absolute_uri("/")[:-1], get_script_prefix()
    names = {"self": "job-detail", "events": "job-events", "cancel": "job-cancel"}
    told = {key: f"{host}{_path(name, prefix) % job.pk}" for key, name in names.items()}
    return {**told, "project": f"{host}{_path('project-detail', prefix) % job.project_id}"}


@cache
def _path(name, prefix):
    """The path of a row, with %d for its key: a list of fifty asks for two hundred."""
    return reverse(f"api:{name}", args=[0]).replace("/0/", "/%d/")


def started(job, request, **more):
    """202 with the job and where to watch it, and what `more` there is to say."""
    told = {
        "id": job.pk,
        "project": job.project_id,
        "status": job.state,
        "links": links(job, request),
        **more,
    }
    return Response(told, status=status.HTTP_202_ACCEPTED, headers={"Location": told["links"]["self"]})


class JobFilter(django_filters.FilterSet):
    project = IdFilter(field_name="project_id")
    product = IdFilter(field_name="project__product_id")

    class Meta:
        model = Job
        fields = ["state", "kind", "project", "product"]


STEP_KEY = OpenApiParameter("key", OpenApiTypes.STR, "path", description="The step's `key`.")


@extend_schema(tags=["jobs"])
class JobViewSet(Numbered, Choosing, ReadOnlyModelViewSet):
    """Work in progress and its history."""

    token_scopes = dict.fromkeys(("cancel", "retry", "send_again", "give_up"), "render")
    queryset = Job.objects.none()
    filterset_class = JobFilter

    def get_queryset(self):
        rows = Job.objects.filter(workspace__in=access.workspaces(self.request.user))
        rows = rows.select_related("workspace")
        return rows if self.action == "list" else rows.prefetch_related("stages__steps")

    def get_serializer_class(self):
        return JobOut if self.action == "list" else JobDetail

    @extend_schema(
        responses=FeedOut,
        parameters=[OpenApiParameter("after", OpenApiTypes.INT, description="The last `seq` already read.")],
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def events(self, request, pk):
        """The job as it is and its events after `after`, oldest first, at most 200 at a time."""
        return Response(progress.feed(self.get_object().pk, _after(request), MOST_EVENTS))

    @extend_schema(request=None, responses=JobDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def cancel(self, request, pk):
        """Stop the job. What was finished stays; cancelling what is over does nothing."""
        return self._do(control.cancel)

    @extend_schema(request=None, responses=JobDetail)
    @action(detail=True, methods=["post"], filter_backends=[])
    def retry(self, request, pk):
        """Run what is not done of a failed or cancelled job; finished steps are kept."""
        return self._do(control.retry)

    @extend_schema(request=None, responses=JobDetail, parameters=[STEP_KEY])
    @action(detail=True, methods=["post"], filter_backends=[], url_path=r"steps/(?P<key>[\w:.-]+)/send-again")
    def send_again(self, request, pk, key):
        """Send a held request once more. It may be charged twice; needs an approver."""
        return self._decide(key, control.send_again)

    @extend_schema(request=None, responses=JobDetail, parameters=[STEP_KEY])
    @action(detail=True, methods=["post"], filter_backends=[], url_path=r"steps/(?P<key>[\w:.-]+)/give-up")
    def give_up(self, request, pk, key):
        """Go on without a held step; needs an approver."""
        return self._decide(key, control.give_up)

    def _decide(self, key, verb):
        job = self.get_object()
        access.require(self.request.user, job.workspace, "approve")
        nothing_sent(self.request)
        verb(get_object_or_404(job.steps, key=key), by=self.request.user)
        return Response(self.get_serializer(self.get_object()).data)

    def _do(self, verb):
        job = self.get_object()
        access.require(self.request.user, job.workspace, "edit")
        nothing_sent(self.request)
        verb(job, by=self.request.user)
        return Response(self.get_serializer(self.get_object()).data)


def _after(request):
    field = serializers.IntegerField(min_value=0)
    try:
        return field.run_validation(request.query_params.get("after", 0))
    except serializers.ValidationError as error:
        raise serializers.ValidationError({"after": error.detail}) from None


# --- starting work ---------------------------------------------------------------------------
STOP_AT = {
    "choices": list(actions.STOPS),
    "required": False,
    "help_text": "Stop there, so that people can read it first; without it pictures are made, too.",
}


class StopIn(StrictSerializer):
    stop_at = serializers.ChoiceField(**STOP_AT)


class MendIn(StrictSerializer):
    scenes = serializers.ListField(
        child=serializers.IntegerField(min_value=0), required=False, help_text="Their ids; none given: all."
    )


@extend_schema(tags=["start"])
class ProjectJobViewSet(Numbered, ViewSet):
    """What starts work on a project."""

    token_scopes = dict.fromkeys(("generate", "illustrate", "mend_pictures"), "render")
    slash_optional = True

    @extend_schema(summary="Write the storyboard", request=StopIn, responses={202: StartedOut})
    @action(detail=True, methods=["post"])
    def generate(self, request, pk):
        """Write the project's storyboard and make its pictures; with `stop_at`, only until there."""
        project = access.project_for(request.user, pk, "edit")
        asked = StopIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return started(actions.storyboard(project, request.user, **asked.validated_data), request)

    @extend_schema(summary="Make the pictures", request=None, responses={202: StartedOut})
    @action(detail=True, methods=["post"])
    def illustrate(self, request, pk):
        """Go on where `stop_at` stopped: make the pictures; 409 for a board that is not `script_ready`."""
        project = access.project_for(request.user, pk, "edit")
        nothing_sent(request)
        return started(actions.illustrate(project, request.user), request)

    @extend_schema(summary="Mend stale pictures", request=MendIn, responses={202: StartedOut})
    @action(detail=True, methods=["post"], url_path="mend-pictures")
    def mend_pictures(self, request, pk):
        """Make the pictures anew that do not show what the board says; 409 where there is none."""
        project = access.project_for(request.user, pk, "edit")
        asked = MendIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return started(actions.mend(project, request.user, asked.validated_data.get("scenes")), request)


class ScriptIn(SettingsIn):
    """Exactly one of `product_id`, `product`, `prompt` and `script`; the rest has defaults."""

    SOURCES = ("product_id", "product", "prompt", "script")

    product_id = serializers.IntegerField(required=False)
    product = ProductIn(required=False)
    prompt = serializers.CharField(required=False, max_length=4000)
    script = serializers.CharField(
        required=False, max_length=LONGEST_SCRIPT, error_messages={"max_length": TOO_LONG_A_SCRIPT}
    )
    workspace = serializers.SlugField(required=False, help_text="Only needed by members of several.")
    stop_at = serializers.ChoiceField(**STOP_AT)

    def validate(self, values):
        given = [name for name in self.SOURCES if name in values]
        if len(given) != 1:
            raise serializers.ValidationError(f"Send exactly one of {', '.join(self.SOURCES)}.")
        if "script" in values and "duration" in values:
            why = "A script is as long as its words. Leave the duration out, or shorten the script."
            raise serializers.ValidationError({"duration": why})
        return values


@extend_schema(tags=["start"])
class GenerateViewSet(Numbered, ViewSet):
    """What starts from nothing."""

    token_scopes = {"script": "render"}
    slash_optional = True

    @extend_schema(summary="From nothing to a storyboard", request=ScriptIn, responses={202: BegunOut})
    @action(detail=False, methods=["post"])
    def script(self, request):
        """One call from a product, a prompt or a script to a storyboard in the making."""
        asked = ScriptIn(data=request.data)
        asked.is_valid(raise_exception=True)
        job, understood = begin(request.user, **asked.validated_data)
        told = understood and UnderstoodOut(understood.to_dict()).data
        return started(job, request, understood=told)


def begin(user, workspace=None, duration=None, stop_at="", **asked):
    """(storyboard job of a new project, Understanding of its prompt or None), or nothing is made."""
    workspace = _workspace(user, workspace, asked.get("product_id"))
    access.require(user, workspace, "edit")
    if duration is not None:
        asked["target_ms"] = round(duration * 1000)
    with transaction.atomic():
        source = _source(user, workspace, asked)
        understood = None
        if source == "prompt":
            understood = actions.understand("prompt", asked["prompt"], asked.get("language", ""))
            asked = {**understood.settings, **asked}
        if source == "product":
            understood = actions.understand_product(asked["product"], asked.get("language", ""))
        project = editing.create_project(workspace, user, source, **asked)
        return actions.storyboard(project, user, stop_at=stop_at), understood


def _workspace(user, slug, product_id):
    """The named workspace, else the product's, else the user's first."""
    if product_id and not slug:
        return access.product_for(user, product_id).workspace
    return access.workspace_for(user, slug)


def _source(user, workspace, asked):
    """Which source was asked for; a product is found or made and put in its place."""
    if "product_id" in asked:
        mine = access.products(user).filter(workspace=workspace)
        asked["product"] = get_object_or_404(mine, pk=asked.pop("product_id"))
    elif "product" in asked:
        asked["product"] = products.create_product(workspace, user, **asked["product"])
    return next(name for name in ("product", "prompt", "script") if name in asked)


class AnswerSchema(Numbered, APIView):
    """The JSON Schema that a model's answer must keep: of a script, a screenplay's plan or an analysis."""

    permission_classes = [AllowAny]

    @extend_schema(
        tags=["about"],
        operation_id="answer_schema_retrieve",
        summary="The JSON Schema of a model's answer",
        parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH, enum=list(SCHEMAS))],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request, name):
        if name not in SCHEMAS:
            raise Http404
        return Response({"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMAS[name]})
