"""Edits taken back and done again, versions to go back to, and a board's trash, for programs."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from projects import access
from projects.api.base import Numbered
from projects.api.boards import SceneOut
from projects.api.scenes import scene_response
from projects.api.strict import StrictSerializer, nothing_sent
from projects.board import undo, versions
from projects.errors import IllegalMove
from projects.models import BoardEdit, BoardVersion, Scene

NEWEST = 100


class EditOut(serializers.ModelSerializer):
    by = serializers.CharField(source="by.username", default=None, allow_null=True, read_only=True)
    says = serializers.SerializerMethodField(help_text="A sentence for people.")
    is_undone = serializers.SerializerMethodField()

    class Meta:
        model = BoardEdit
        fields = ["id", "by", "says", "is_undone", "created"]
        read_only_fields = fields

    def get_says(self, edit) -> str:
        return undo.in_words(edit)

    def get_is_undone(self, edit) -> bool:
        return edit.undone is not None


class EditsOut(serializers.Serializer):
    """`undo` and `redo` are what those calls would do next for you; null: nothing."""

    undo = EditOut(allow_null=True)
    redo = EditOut(allow_null=True)
    edits = EditOut(many=True)


class WhichEditIn(StrictSerializer):
    edit = serializers.IntegerField(
        required=False, min_value=1, help_text="The id of an edit, also of somebody else; none: your last."
    )


class VersionOut(serializers.ModelSerializer):
    by = serializers.CharField(source="by.username", default=None, allow_null=True, read_only=True)
    texts = serializers.SerializerMethodField(help_text="What its scenes say, in order.")

    class Meta:
        model = BoardVersion
        fields = ["id", "project", "name", "by", "texts", "created"]
        read_only_fields = fields

    def get_texts(self, version) -> list[str]:
        return [row["text"] for row in version.snapshot["scenes"]]


class VersionIn(StrictSerializer):
    name = serializers.CharField(max_length=80)


class RestoredOut(serializers.Serializer):
    changed = serializers.BooleanField(help_text="False: the board was just like that already.")


@extend_schema(tags=["scenes"])
class BoardEditsViewSet(Numbered, ViewSet):
    """What was edited on a board, and taking it back."""

    @extend_schema(summary="Edits", responses=EditsOut)
    @action(detail=True)
    def edits(self, request, pk):
        """What people edited, newest first; the newest 100. Those of the last 30 days can be taken back."""
        return self._answer(access.project_for(request.user, pk))

    @extend_schema(summary="Undo", request=WhichEditIn, responses=EditsOut)
    @action(detail=True, methods=["post"], url_path="edits/undo", url_name="undo-edit")
    def undo_edit(self, request, pk):
        """Take an edit back. What somebody changed since is never overwritten: 409 says who."""
        return self._reverse(pk, undo.undo, undo.next_undo, "There is nothing to undo.")

    @extend_schema(summary="Redo", request=WhichEditIn, responses=EditsOut)
    @action(detail=True, methods=["post"], url_path="edits/redo", url_name="redo-edit")
    def redo_edit(self, request, pk):
        """Do again what was taken back; `edit` is the undo."""
        return self._reverse(pk, undo.redo, undo.next_redo, "There is nothing to do again.")

    def _reverse(self, pk, verb, next_of, nothing):
        user = self.request.user
        project = access.project_for(user, pk, "edit")
        asked = WhichEditIn(data=self.request.data)
        asked.is_valid(raise_exception=True)
        key = asked.validated_data.get("edit")
        edit = next_of(project, user) if key is None else get_object_or_404(project.edits, pk=key)
        if edit is None:
            raise IllegalMove(nothing)
        verb(project, user, edit)
        return self._answer(project)

    def _answer(self, project):
        user = self.request.user
        rows = project.edits.filter(undo_of=None).select_related("by", "undo_of")[:NEWEST]
        told = {
            "undo": undo.next_undo(project, user),
            "redo": undo.next_redo(project, user),
            "edits": rows,
        }
        return Response(EditsOut(told).data)

    @extend_schema(summary="Versions", responses=VersionOut(many=True))
    @action(detail=True)
    def versions(self, request, pk):
        """The board as it was when somebody gave it a name, newest first."""
        project = access.project_for(request.user, pk)
        return Response(VersionOut(project.versions.select_related("by"), many=True).data)

    @extend_schema(summary="Keep a version", request=VersionIn, responses={201: VersionOut})
    @versions.mapping.post
    def keep_version(self, request, pk):
        """Keep the board as it is now under a name. No edit: an approval holds. Twice keeps one."""
        project = access.project_for(request.user, pk, "edit")
        asked = VersionIn(data=request.data)
        asked.is_valid(raise_exception=True)
        kept = versions.save(project, request.user, asked.validated_data["name"])
        return Response(VersionOut(kept).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="The trash", responses=SceneOut(many=True))
    @action(detail=True)
    def trash(self, request, pk):
        """Scenes that were taken off the board in the last 30 days. `POST /scenes/{id}/restore`."""
        found = versions.trash(access.project_for(request.user, pk))
        return Response(SceneOut(found, many=True, context={"request": request}).data)


@extend_schema(tags=["scenes"])
class VersionViewSet(Numbered, ViewSet):
    """A board as it was."""

    def _found(self, pk):
        rows = BoardVersion.objects.select_related("project__workspace", "by")
        found = get_object_or_404(rows, pk=pk, project__in=access.projects(self.request.user))
        access.require(self.request.user, found.project.workspace, "edit")
        return found

    @extend_schema(summary="Go back to a version", request=None, responses=RestoredOut)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk):
        """One edit, that can be taken back."""
        nothing_sent(request)
        return Response({"changed": versions.restore(self._found(pk), request.user)})

    @extend_schema(summary="Forget a version", responses={204: None})
    def destroy(self, request, pk):
        """The board stays as it is."""
        versions.delete(self._found(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["scenes"])
class SceneTrashViewSet(Numbered, ViewSet):
    """Scenes that were taken off their board."""

    @extend_schema(summary="Bring a scene back", request=None, responses=SceneOut)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk):
        """To the end of its board. Twice does nothing more."""
        nothing_sent(request)
        rows = Scene.with_deleted.select_related("project__workspace")
        scene = get_object_or_404(rows, pk=pk, project__in=access.projects(request.user))
        access.require(request.user, scene.project.workspace, "edit")
        return scene_response(versions.bring_back(scene, request.user), request)
