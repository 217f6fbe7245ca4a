"""The storyboard for programs: scenes and their order, by the verbs of the pages."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from projects import access
from projects.api.base import Numbered
from projects.api.boards import SceneOut
from projects.api.strict import StrictSerializer, nothing_sent
from projects.board import editing
from projects.errors import BadInput, Conflict
from projects.models import Scene
from projects.models.project import Beat, SceneTransition


class SceneWordsIn(StrictSerializer):
    """What a person may say of a scene."""

    text = serializers.CharField(
        required=False, allow_blank=True, max_length=editing.LONGEST_TEXT, help_text="What is spoken."
    )
    duration = serializers.FloatField(required=False, min_value=0.5, max_value=300, help_text="Seconds.")
    headline = serializers.CharField(
        required=False, allow_blank=True, max_length=120, help_text="Set on the picture, large."
    )
    detail = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Set below it, small."
    )
    visual_prompt = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=editing.LONGEST_PROMPT,
        help_text="What the picture shows.",
    )
    motion_prompt = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=editing.LONGEST_PROMPT,
        help_text="How it moves, where clips are made.",
    )
    transition = serializers.ChoiceField(
        SceneTransition.choices, required=False, help_text="How it comes in."
    )
    speaker = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="The id of a character; null: the narrator."
    )


class NewSceneIn(SceneWordsIn):
    after = serializers.IntegerField(
        required=False, min_value=1, help_text="The id of the scene before it; none: at the end."
    )
    beat = serializers.ChoiceField(Beat.choices, required=False)


class SceneChangeIn(SceneWordsIn):
    version = serializers.IntegerField(
        required=False, min_value=0, help_text="The scene's `version` you read: 409 if it is another by now."
    )


class OrderIn(StrictSerializer):
    order = serializers.ListField(
        child=serializers.IntegerField(min_value=0), help_text="The ids of all scenes, the first first."
    )


class MoveIn(StrictSerializer):
    to = serializers.IntegerField(min_value=1, help_text="Its new `scene_index`; past the end is the end.")


def _fields(project, asked):
    """What was asked for, in the words of the verbs."""
    given = dict(asked)
    if "duration" in given:
        given["duration_ms"] = round(given.pop("duration") * 1000)
    if "speaker" in given:
        person = given.pop("speaker")
        if person is not None and not project.characters.filter(pk=person).exists():
            raise BadInput("There is no such character in this project.", "speaker")
        given["speaker_id"] = person
    return given


def scene_response(scene, request, code=status.HTTP_200_OK):
    return Response(_answer(scene, request), status=code)


def _answer(scene, request):
    return SceneOut(Scene.objects.get(pk=scene.pk), context={"request": request}).data


def _all(project, request, code=status.HTTP_200_OK):
    rows = project.scenes.select_related("speaker", "project").prefetch_related("takes__asset")
    return Response(SceneOut(rows, many=True, context={"request": request}).data, status=code)


@extend_schema(tags=["scenes"])
class BoardViewSet(Numbered, ViewSet):
    """The scenes of a project, in order."""

    @extend_schema(summary="The storyboard", responses=SceneOut(many=True))
    @action(detail=True)
    def scenes(self, request, pk):
        """All scenes, in order; the same as `scenes` of the project."""
        return _all(access.project_for(request.user, pk), request)

    @extend_schema(
        summary="Add a scene",
        request=NewSceneIn,
        responses={201: SceneOut},
        examples=[
            OpenApiExample("At the end", {"text": "Yours for 29 euros.", "duration": 3}, request_only=True)
        ],
    )
    @scenes.mapping.post
    def add_scene(self, request, pk):
        """A new scene, without a picture yet: `POST /scenes/{id}/regenerate` makes one."""
        project = access.project_for(request.user, pk, "edit")
        asked = NewSceneIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = _fields(project, asked.validated_data)
        after = given.pop("after", None)
        before = None if after is None else get_object_or_404(project.scenes, pk=after)
        made = editing.add_scene(project, request.user, after=before, **given)
        return scene_response(made, request, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Order the scenes",
        request=OrderIn,
        responses=SceneOut(many=True),
        examples=[OpenApiExample("The last first", {"order": [14, 12, 13]}, request_only=True)],
    )
    @action(detail=True, methods=["put"], url_path="scenes/order")
    def order_scenes(self, request, pk):
        """Put all scenes in this order. 409 where the board has others by now."""
        project = access.project_for(request.user, pk, "edit")
        asked = OrderIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return _all(editing.reorder(project, request.user, asked.validated_data["order"]), request)

    @extend_schema(summary="Balance the durations", request=None, responses=SceneOut(many=True))
    @action(detail=True, methods=["post"])
    def balance(self, request, pk):
        """Scale the scenes so that they last as long as the video should."""
        return self._timed(editing.balance)

    @extend_schema(summary="Fit all scenes to their words", request=None, responses=SceneOut(many=True))
    @action(detail=True, methods=["post"], url_path="fit-words")
    def fit_all(self, request, pk):
        """Make every scene whose words would be cut off as long as they take."""
        return self._timed(editing.fit_all_to_words)

    def _timed(self, verb):
        project = access.project_for(self.request.user, self.kwargs["pk"], "edit")
        nothing_sent(self.request)
        return _all(verb(project, self.request.user), self.request)


@extend_schema(tags=["scenes"])
class SceneViewSet(Numbered, ViewSet):
    """One scene. Every change is an edit of the board: an approval ends, and a busy board answers 409."""

    @extend_schema(summary="A scene", responses=SceneOut)
    def retrieve(self, request, pk):
        return scene_response(access.scene_for(request.user, pk), request)

    @extend_schema(
        summary="Change a scene",
        request=SceneChangeIn,
        responses=SceneOut,
        examples=[
            OpenApiExample("Words", {"text": "Cold for a whole day.", "version": 3}, request_only=True)
        ],
    )
    def partial_update(self, request, pk):
        """Set what is sent. 409 where somebody else changed it: `current` is the scene as it is now."""
        scene = access.scene_for(request.user, pk, "edit")
        asked = SceneChangeIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = _fields(scene.project, asked.validated_data)
        try:
            return scene_response(editing.edit_scene(scene, request.user, **given), request)
        except Conflict as error:
            error.told = _answer(error.current, request)
            raise

    @extend_schema(summary="Delete a scene", responses={204: None})
    def destroy(self, request, pk):
        """422 for the last one: a board needs a scene."""
        editing.delete_scene(access.scene_for(request.user, pk, "edit"), request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Move a scene", request=MoveIn, responses=SceneOut(many=True))
    @action(detail=True, methods=["post"])
    def move(self, request, pk):
        """Put it at another place; those between move up or down."""
        scene = access.scene_for(request.user, pk, "edit")
        asked = MoveIn(data=request.data)
        asked.is_valid(raise_exception=True)
        order = [key for key in scene.project.scenes.values_list("pk", flat=True) if key != scene.pk]
        order.insert(asked.validated_data["to"] - 1, scene.pk)
        return _all(editing.reorder(scene.project, request.user, order), request)

    @extend_schema(summary="Copy a scene", request=None, responses={201: SceneOut})
    @action(detail=True, methods=["post"])
    def duplicate(self, request, pk):
        """A copy behind it, with the same picture."""
        scene = access.scene_for(request.user, pk, "edit")
        nothing_sent(request)
        twin = editing.duplicate_scene(scene, request.user)
        return scene_response(twin, request, status.HTTP_201_CREATED)

    @extend_schema(summary="Split a scene", request=None, responses={201: SceneOut(many=True)})
    @action(detail=True, methods=["post"])
    def split(self, request, pk):
        """Cut it in two where its words divide best. 201 with the whole board."""
        scene = access.scene_for(request.user, pk, "edit")
        nothing_sent(request)
        editing.split_scene(scene, request.user)
        return _all(scene.project, request, status.HTTP_201_CREATED)

    @extend_schema(summary="Merge with the next scene", request=None, responses=SceneOut)
    @action(detail=True, methods=["post"])
    def merge(self, request, pk):
        """Join it with the one behind it: words one after the other, times added, this one's picture."""
        scene = access.scene_for(request.user, pk, "edit")
        nothing_sent(request)
        return scene_response(editing.merge_next(scene, request.user), request)
