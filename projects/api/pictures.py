"""What a scene's picture is made of and taken from, for programs: the product's photos and the library."""

from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from projects import access, formats
from projects.api.base import Choosing, Link, Numbered
from projects.api.boards import SceneOut
from projects.api.scenes import scene_response
from projects.api.strict import StrictSerializer
from projects.board.pictures import library, photo_choice, put_on_frame
from projects.models import Take


class OfferedPhotoOut(serializers.Serializer):
    """A photo of the product, and whether a person chose it for the scene."""

    id = serializers.IntegerField(source="photo.pk")
    number = serializers.IntegerField(help_text="1 is the best.")
    alt = serializers.CharField(source="photo.alt")
    is_chosen = serializers.BooleanField()
    url = Link(source="photo.asset")


class PhotoChoiceIn(StrictSerializer):
    photo = serializers.IntegerField(
        min_value=1, allow_null=True, help_text="The id of a photo of the product; null: the studio chooses."
    )


class PlaceIn(StrictSerializer):
    """The middle in shares of the frame, and the size: 1 is the layout's own."""

    x = serializers.FloatField(min_value=0, max_value=1, help_text="From the left.")
    y = serializers.FloatField(min_value=0, max_value=1, help_text="From the top.")
    scale = serializers.FloatField(
        default=1, help_text="Times as large as the layout has it: words 0.5 to 2, the product 0.3 to 3."
    )


class PlacesIn(StrictSerializer):
    """What is left out stays; null: back where the layout has it."""

    words = PlaceIn(required=False, allow_null=True)
    product = PlaceIn(required=False, allow_null=True)
    ratio = serializers.CharField(
        required=False,
        max_length=5,
        help_text=f"Each has places of its own: {', '.join(formats.ASPECTS)}; none: the project's.",
    )


class LibraryPictureOut(serializers.ModelSerializer):
    """A picture of the library, with the take that used it last."""

    picture = serializers.CharField(source="asset.digest", help_text="What `PUT …/library` takes.")
    project = serializers.IntegerField(source="scene.project_id")
    title = serializers.CharField(source="scene.project.title", help_text="Of that project.")
    origin = serializers.CharField(source="asset.origin", help_text="`upload`, or its maker.")
    width = serializers.IntegerField(source="asset.width", allow_null=True)
    height = serializers.IntegerField(source="asset.height", allow_null=True)
    url = Link(source="asset")

    class Meta:
        model = Take
        fields = ["picture", "project", "title", "origin", "width", "height", "url", "created"]
        read_only_fields = fields


class LibraryChoiceIn(StrictSerializer):
    picture = serializers.CharField(max_length=64, help_text="As `/pictures` names it.")


@extend_schema(tags=["takes"])
class ScenePictureViewSet(Numbered, ViewSet):
    """Which photo and which picture a scene shows."""

    slash_optional = True

    @extend_schema(summary="The product's photos for a scene", responses=OfferedPhotoOut(many=True))
    @action(detail=True)
    def photos(self, request, pk):
        """Those that it can show, best first; none where its film is about no product."""
        scene = access.scene_for(request.user, pk)
        rows = photo_choice.offered(scene)
        return Response(OfferedPhotoOut(rows, many=True, context={"request": request}).data)

    @extend_schema(summary="Choose a photo for a scene", request=PhotoChoiceIn, responses=SceneOut)
    @action(detail=True, methods=["put"], url_path="photo")
    def photo(self, request, pk):
        """The picture is made anew with it where that costs nothing; else it is one of `stale_pictures`."""
        scene = access.scene_for(request.user, pk, "edit")
        asked = PhotoChoiceIn(data=request.data)
        asked.is_valid(raise_exception=True)
        made = photo_choice.choose(scene, request.user, asked.validated_data["photo"])
        return scene_response(made, request)

    @extend_schema(summary="Move words and product", request=PlacesIn, responses=SceneOut)
    @action(detail=True, methods=["put"], url_path="places")
    def places(self, request, pk):
        """Put them elsewhere on the frame, as a part of what is approved.

        The picture is made anew at once where that costs nothing: made on this machine, or laid over a
        painted scene. One of your own, or one that was painted as a whole, stays as it is.
        """
        scene = access.scene_for(request.user, pk, "edit")
        asked = PlacesIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        aspect = given.pop("ratio", "")
        wanted = {name: at and [at["x"], at["y"], at["scale"]] for name, at in given.items()}
        return scene_response(put_on_frame.put(scene, request.user, wanted, aspect), request)

    @extend_schema(summary="Use a picture of the library", request=LibraryChoiceIn, responses=SceneOut)
    @action(detail=True, methods=["put"], url_path="library")
    def library(self, request, pk):
        """A picture of `/pictures` as it is: no file is copied. Older takes stay."""
        scene = access.scene_for(request.user, pk, "edit")
        asked = LibraryChoiceIn(data=request.data)
        asked.is_valid(raise_exception=True)
        library.choose(scene, request.user, asked.validated_data["picture"])
        return scene_response(scene, request, status.HTTP_200_OK)


@extend_schema(tags=["takes"])
@extend_schema_view(
    list=extend_schema(
        summary="The picture library",
        parameters=[
            OpenApiParameter("workspace", OpenApiTypes.STR, description="Its slug; none: your first one."),
            OpenApiParameter("search", OpenApiTypes.STR, description="A part of a project's title."),
        ],
    )
)
class LibraryViewSet(Numbered, Choosing, ListModelMixin, GenericViewSet):
    """Pictures that were made or uploaded for any board of a workspace, used last first."""

    queryset = Take.objects.none()
    serializer_class = LibraryPictureOut
    slash_optional = True

    def get_queryset(self):
        asked = self.request.query_params
        workspace = access.workspace_for(self.request.user, asked.get("workspace"))
        return library.pictures(workspace, asked.get("search", "").strip())
