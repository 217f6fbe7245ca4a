"""What is said about a board, for programs."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from projects import access
from projects.api.base import Numbered
from projects.api.strict import StrictSerializer, nothing_sent
from projects.board import comments
from projects.models import Comment

SHAPES = ["box", "arrow", "line"]


class AnchorOut(serializers.Serializer):
    """A place on the frame; x from the left and y from the top, in shares from 0 to 1."""

    shape = serializers.ChoiceField(SHAPES)
    points = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(min_value=0, max_value=1)),
        help_text="A box: two opposite corners. An arrow: from, to. A line: 2 to 200 points.",
    )


class CommentOut(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username", default=None, allow_null=True)
    scene = serializers.IntegerField(
        source="scene_id", read_only=True, allow_null=True, help_text="null: about the whole board."
    )
    reply_to = serializers.IntegerField(
        source="parent_id", read_only=True, allow_null=True, help_text="The comment that it answers."
    )
    anchor = AnchorOut(read_only=True, allow_null=True)
    resolved_by = serializers.CharField(source="resolved_by.username", default=None, allow_null=True)

    class Meta:
        model = Comment
        fields = [
            "id", "scene", "reply_to", "author", "text", "at_ms", "anchor", "board_version", "digest",
            "version", "created", "edited", "resolved", "resolved_by",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "at_ms": {"help_text": "The moment of the film; null: none."},
            "board_version": {"help_text": "The board's version when it was made."},
            "digest": {"help_text": "What it was made on; of its scene, or of the board. Empty: not kept."},
        }


class CommentIn(StrictSerializer):
    text = serializers.CharField(max_length=comments.LONGEST_TEXT)
    scene = serializers.IntegerField(required=False, min_value=1, help_text="About that scene of the board.")
    reply_to = serializers.IntegerField(required=False, min_value=1, help_text="An answer to that comment.")
    at_ms = serializers.IntegerField(
        required=False, min_value=0, max_value=comments.LONGEST_FILM_MS, help_text="A moment of the film."
    )
    anchor = serializers.JSONField(
        required=False,
        allow_null=True,
        help_text='A place on the frame: {"shape": "box", "points": [[0.1, 0.2], [0.4, 0.5]]}.',
    )


class CommentChangeIn(StrictSerializer):
    text = serializers.CharField(max_length=comments.LONGEST_TEXT)
    version = serializers.IntegerField(
        required=False, min_value=1, help_text="The version that was read; 409 if it is another by now."
    )


@extend_schema(tags=["review"])
class ProjectCommentsViewSet(Numbered, ViewSet):
    """What is said about a board."""

    @extend_schema(
        summary="Comments",
        responses=CommentOut(many=True),
        parameters=[
            OpenApiParameter("scene", OpenApiTypes.INT, description="Only about this scene."),
            OpenApiParameter("open", OpenApiTypes.BOOL, description="Only what is not resolved."),
        ],
    )
    @action(detail=True)
    def comments(self, request, pk):
        """All that was said, oldest first: about the board, about its scenes, and the answers."""
        project = access.project_for(request.user, pk)
        asked = request.query_params
        rows = project.comments.select_related("author", "resolved_by")
        if "open" in asked and serializers.BooleanField().run_validation(asked["open"]):
            rows = rows.filter(comments.IS_OPEN)
        if "scene" in asked:
            scene = serializers.IntegerField(min_value=0).run_validation(asked["scene"])
            rows = rows.filter(scene=get_object_or_404(project.scenes, pk=scene))
        return Response(CommentOut(rows, many=True).data)

    @extend_schema(
        summary="Say something",
        request=CommentIn,
        responses={201: CommentOut},
        examples=[
            OpenApiExample("About a scene", {"text": "Brighter, please.", "scene": 12}, request_only=True),
            OpenApiExample("An answer", {"text": "Done, @ann.", "reply_to": 7}, request_only=True),
            OpenApiExample(
                "At a moment of the film", {"text": "Too fast.", "at_ms": 7000}, request_only=True
            ),
        ],
    )
    @comments.mapping.post
    def say(self, request, pk):
        """Whoever may look may speak. A comment changes nothing of the board. `@name` mentions a member."""
        project = access.project_for(request.user, pk)
        asked = CommentIn(data=request.data)
        asked.is_valid(raise_exception=True)
        said = dict(asked.validated_data)
        scene, parent = said.pop("scene", None), said.pop("reply_to", None)
        made = comments.say(
            project,
            request.user,
            scene=None if scene is None else get_object_or_404(project.scenes, pk=scene),
            parent=None if parent is None else get_object_or_404(project.comments, pk=parent),
            **said,
        )
        return Response(CommentOut(made).data, status=status.HTTP_201_CREATED)


@extend_schema(tags=["review"])
class CommentViewSet(Numbered, ViewSet):
    """One comment. Its author changes and deletes it; who began it, or edits the board, resolves it."""

    queryset = Comment.objects.none()

    @extend_schema(summary="A comment", responses=CommentOut)
    def retrieve(self, request, pk):
        return self._answer(self._live(request, pk))

    @extend_schema(
        summary="Say it in other words",
        request=CommentChangeIn,
        responses=CommentOut,
        examples=[
            OpenApiExample("Other words", {"text": "Brighter, please.", "version": 1}, request_only=True)
        ],
    )
    def partial_update(self, request, pk):
        """Only its author. With `version`, 409 where it was edited since it was read."""
        found = self._live(request, pk)
        asked = CommentChangeIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._answer(comments.edit(found, request.user, **asked.validated_data))

    @extend_schema(summary="Delete a comment", responses={204: None})
    def destroy(self, request, pk):
        """Into the trash, for 30 days. Only its author; twice does nothing more."""
        comments.delete(access.comment_for(request.user, pk), request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Bring a comment back", request=None, responses=CommentOut)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk):
        """Out of the trash."""
        nothing_sent(request)
        return self._answer(comments.bring_back(access.comment_for(request.user, pk), request.user))

    @extend_schema(summary="Resolve a comment", request=None, responses=CommentOut)
    @action(detail=True, methods=["post"])
    def resolve(self, request, pk):
        """What was asked is done. Twice does nothing more."""
        nothing_sent(request)
        return self._answer(comments.resolve(self._live(request, pk), request.user))

    @extend_schema(summary="Open a comment again", request=None, responses=CommentOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk):
        nothing_sent(request)
        return self._answer(comments.reopen(self._live(request, pk), request.user))

    def _live(self, request, pk):
        return get_object_or_404(Comment, pk=access.comment_for(request.user, pk).pk)

    def _answer(self, comment):
        return Response(CommentOut(comment).data)
