"""The music of a video, for programs."""

from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from generation import actions
from generation.api.jobs import StartedOut, started
from generation.stages import music as bed
from projects import access
from projects.api.base import Numbered, link
from projects.api.strict import StrictSerializer
from projects.api.uploads import FILE_PARSERS, FileIn, refused_by, sent_file
from projects.board import soundtrack
from projects.media import audio_uploads


class MusicOut(serializers.Serializer):
    on = serializers.BooleanField(source="music_on")
    volume_db = serializers.FloatField(source="music_volume_db", help_text="Beside the voice, -40 to 0.")
    volume = serializers.SerializerMethodField(help_text="The same in words.")
    source = serializers.SerializerMethodField(help_text="`composed` for the video, or `uploaded`.")
    duration = serializers.SerializerMethodField(help_text="Seconds; null while nothing is composed.")
    url = serializers.SerializerMethodField()

    def get_volume(self, project) -> str:
        return soundtrack.in_words(project.music_volume_db)

    def get_source(self, project) -> str:
        return "uploaded" if project.music_id else "composed"

    def get_duration(self, project) -> float | None:
        asset = bed.cached_music(project)
        return asset.duration_ms / 1000 if asset else None

    def get_url(self, project) -> str | None:
        return link(bed.cached_music(project), self.context["request"])


class MusicIn(StrictSerializer):
    on = serializers.BooleanField(required=False)
    volume_db = serializers.FloatField(required=False)
    composed = serializers.BooleanField(
        required=False, help_text="true: go back to the bed that is composed for the video."
    )

    def validate_composed(self, wanted):
        if not wanted:
            raise serializers.ValidationError("Upload the music that is to be used instead.")
        return wanted


class ComposeIn(StrictSerializer):
    another = serializers.BooleanField(default=False, help_text="Not the one that was composed so far.")


def music_response(project, request, code=status.HTTP_200_OK):
    return Response(MusicOut(project, context={"request": request}).data, status=code)


@extend_schema(tags=["music"])
class ProjectMusicViewSet(Numbered, ViewSet):
    """The music of a video. Whatever is changed is an edit of the board: an approval ends."""

    token_scopes = {"compose_music": "render"}
    slash_optional = True

    @extend_schema(summary="The video's music", responses=MusicOut)
    @action(detail=True)
    def music(self, request, pk):
        return music_response(access.project_for(request.user, pk), request)

    @extend_schema(
        summary="Set the music",
        request=MusicIn,
        responses=MusicOut,
        examples=[OpenApiExample("Quieter", {"volume_db": -20}), OpenApiExample("None", {"on": False})],
    )
    @music.mapping.patch
    def change_music(self, request, pk):
        project = access.project_for(request.user, pk, "edit")
        asked = MusicIn(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted = dict(asked.validated_data)
        if wanted.pop("composed", None):
            project = soundtrack.use(project, request.user)
        return music_response(soundtrack.change(project, request.user, **wanted), request)

    @extend_schema(
        summary="Upload music",
        request={"multipart/form-data": FileIn},
        responses={201: MusicOut},
    )
    @action(detail=True, methods=["post"], url_path="music/upload", parser_classes=FILE_PARSERS)
    def upload_music(self, request, pk):
        """Use a piece of music of your own: WAV, MP3, M4A, FLAC or OGG, up to ten minutes."""
        project = access.project_for(request.user, pk, "edit")
        file = sent_file(request)
        with refused_by(music="file"):
            asset = audio_uploads.music(project.workspace, file)
        project = soundtrack.use(project, request.user, asset)
        return music_response(project, request, status.HTTP_201_CREATED)

    @extend_schema(summary="Compose", request=ComposeIn, responses={202: StartedOut})
    @action(detail=True, methods=["post"], url_path="music/compose")
    def compose_music(self, request, pk):
        """Compose the bed now, so that it can be heard before the render."""
        project = access.project_for(request.user, pk, "edit")
        asked = ComposeIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return started(actions.music(project, request.user, **asked.validated_data), request)
