"""What programs do with a scene's takes: the pages' verbs, one call each."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiTypes,
    extend_schema,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from generation import actions
from generation.api.jobs import StartedOut, started
from generation.providers import voices
from projects import access
from projects.api.base import Link, Numbered
from projects.api.boards import SceneOut
from projects.api.strict import StrictSerializer, nothing_sent
from projects.api.uploads import FILE_PARSERS, FileIn, refused_by, sent_file
from projects.board import editing, takes
from projects.media import take_uploads
from projects.models import Take


class TakeOut(serializers.ModelSerializer):
    """`picked`: in use. `over_ms` of a recording: how much of its end the scene would cut off."""

    scene = serializers.IntegerField(source="scene_id", read_only=True)
    origin = serializers.CharField(source="asset.origin", read_only=True, help_text="`upload`, or its maker.")
    duration = serializers.SerializerMethodField(help_text="Seconds; null for a picture.")
    over_ms = serializers.SerializerMethodField()
    url = Link(source="asset")

    class Meta:
        model = Take
        fields = ["id", "scene", "kind", "picked", "origin", "note", "duration", "over_ms", "url", "created"]
        read_only_fields = fields

    def get_duration(self, take) -> float | None:
        return None if take.asset.duration_ms is None else take.asset.duration_ms / 1000

    def get_over_ms(self, take) -> int | None:
        if take.kind != "voice" or take.asset.duration_ms is None:
            return None
        return max(0, takes.over_ms(take.asset.duration_ms, take.scene.duration_ms))


def take_response(take, request, code=status.HTTP_200_OK):
    return Response(TakeOut(take, context={"request": request}).data, status=code)


class FocusIn(StrictSerializer):
    """Shares from the left and from the top, 0 to 1; both null: the picture's own, or the middle."""

    x = serializers.FloatField(min_value=0, max_value=1, allow_null=True)
    y = serializers.FloatField(min_value=0, max_value=1, allow_null=True)


class AgainIn(StrictSerializer):
    """`what` is made anew; the rest are the parameters of that kind. Nothing given: the same once more."""

    ORDERS = {
        "image": (actions.picture, ("prompt", "seed")),
        "clip": (actions.clip, ("motion", "seconds", "seed")),
        "voice": (actions.voice, ("text", "voice", "language")),
        "overlay": (actions.lay_anew, ()),
    }

    what = serializers.ChoiceField(
        list(ORDERS),
        help_text="`overlay`: product and words are laid anew over the scene as it was painted; free.",
    )
    prompt = serializers.CharField(required=False, max_length=editing.LONGEST_PROMPT, help_text="image")
    seed = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1, help_text="image, clip")
    motion = serializers.CharField(required=False, max_length=editing.LONGEST_PROMPT, help_text="clip")
    seconds = serializers.FloatField(required=False, help_text="clip: how long it should last at least")
    text = serializers.CharField(
        required=False, max_length=5000, help_text="voice: these become the scene's words"
    )
    voice = serializers.CharField(required=False, max_length=80, help_text="voice: a name of /voices")
    language = serializers.CharField(required=False, max_length=12, help_text="voice")

    def validate(self, values):
        foreign = set(values) - {"what", *self.ORDERS[values["what"]][1]}
        if foreign:
            name = sorted(foreign)[0]
            raise serializers.ValidationError({name: f"That is no parameter of {values['what']}."})
        return values


@extend_schema(tags=["takes"])
class SceneTakeViewSet(Numbered, ViewSet):
    """What was made or uploaded for a scene, and what is made of it anew."""

    token_scopes = {"regenerate": "render"}
    slash_optional = True

    @extend_schema(
        summary="A scene's takes",
        responses=TakeOut(many=True),
        parameters=[OpenApiParameter("kind", OpenApiTypes.STR, enum=["image", "clip", "voice", "lip_sync"])],
    )
    @action(detail=True)
    def takes(self, request, pk):
        """Everything that was made or uploaded for a scene, newest first."""
        rows = access.scene_for(request.user, pk).takes.select_related("asset", "scene")
        kind = request.query_params.get("kind")
        rows = rows.filter(kind=kind) if kind else rows
        return Response(TakeOut(rows, many=True, context={"request": request}).data)

    @extend_schema(
        summary="Replace by an upload",
        request={"multipart/form-data": FileIn},
        responses={201: TakeOut},
        parameters=[OpenApiParameter("kind", OpenApiTypes.STR, "path", enum=list(take_uploads.KEPT))],
    )
    @action(detail=True, methods=["post"], url_path="upload/(?P<kind>[a-z_]+)", parser_classes=FILE_PARSERS)
    def upload(self, request, pk, kind):
        """Use a file of your own for a scene's picture, clip or recording. Older takes stay."""
        scene = access.scene_for(request.user, pk, "edit")
        file = sent_file(request)
        with refused_by(picture="file", image="file", clip="file", voice="file"):
            take = take_uploads.replace(scene, request.user, kind, file)
        return take_response(take, request, status.HTTP_201_CREATED)

    @extend_schema(summary="Keep a point in sight", request=FocusIn, responses=SceneOut)
    @action(detail=True, methods=["put"])
    def focus(self, request, pk):
        """Say what stays in sight where a scene's clip, or a picture without known product, is cut."""
        scene = access.scene_for(request.user, pk, "edit")
        asked = FocusIn(data=request.data)
        asked.is_valid(raise_exception=True)
        chosen = {f"focus_{axis}": asked.validated_data[axis] for axis in "xy"}
        scene = editing.edit_scene(scene, request.user, **chosen)
        return Response(SceneOut(scene, context={"request": request}).data)

    @extend_schema(summary="Make a scene as long as its words", request=None, responses=SceneOut)
    @action(detail=True, methods=["post"], url_path="fit-words")
    def fit_words(self, request, pk):
        """Give a scene the time that its words take at ease."""
        scene = access.scene_for(request.user, pk, "edit")
        scene = editing.fit_to_words(scene, request.user)
        return Response(SceneOut(scene, context={"request": request}).data)

    @extend_schema(
        summary="Make one thing anew",
        request=AgainIn,
        responses={202: StartedOut},
        examples=[
            OpenApiExample("Another picture", {"what": "image", "prompt": "On a rock, at dawn", "seed": 7}),
            OpenApiExample("Other words", {"what": "voice", "text": "Cold for a whole day.", "voice": "ava"}),
            OpenApiExample("Another clip", {"what": "clip", "motion": "slow push in", "seconds": 5}),
        ],
    )
    @action(detail=True, methods=["post"])
    def regenerate(self, request, pk):
        """Make one scene's picture, clip or recording anew, with other parameters. The new take is used."""
        scene = access.scene_for(request.user, pk, "edit")
        asked = AgainIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        voices.check(given.get("voice", ""))
        order, _ = AgainIn.ORDERS[given.pop("what")]
        return started(order(scene, request.user, **given), request)


@extend_schema(tags=["takes"])
class TakeViewSet(Numbered, ViewSet):
    """One take of a scene."""

    slash_optional = True

    @extend_schema(summary="Pick a take", request=None, responses=TakeOut)
    @action(detail=True, methods=["post"])
    def pick(self, request, pk):
        """Use an older take again."""
        rows = Take.objects.select_related("scene__project__workspace", "asset")
        take = get_object_or_404(rows, pk=pk, scene__project__in=access.projects(request.user))
        access.require(request.user, take.scene.project.workspace, "edit")
        nothing_sent(request)
        return take_response(editing.pick_take(take, request.user), request)
