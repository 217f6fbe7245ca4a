"""What programs do with a board's takes, its music and its characters: the pages' verbs, one call each."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiTypes,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from generation import actions
from generation.api.jobs import StartedOut, started
from generation.providers import voices
from generation.stages import music as bed
from generation.views.characters import person_for, spoken
from projects import access
from projects.api.boards import Link, Numbered, SceneOut, link
from projects.board import characters, editing, mouth_marks, soundtrack, takes
from projects.media import audio_uploads, take_uploads, uploads
from projects.models import Character, Take


class FileIn(serializers.Serializer):
    file = serializers.FileField(help_text="Sniffed by content; what is kept is encoded anew.")


def sent_file(request):
    asked = FileIn(data=request.data)
    asked.is_valid(raise_exception=True)
    return asked.validated_data["file"]


class FileView(Numbered, APIView):
    parser_classes = [MultiPartParser, FormParser]


# --- takes -----------------------------------------------------------------------------------
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


def told(take, request, code=status.HTTP_200_OK):
    return Response(TakeOut(take, context={"request": request}).data, status=code)


class Takes(Numbered, APIView):
    """Everything that was made or uploaded for a scene, newest first."""

    @extend_schema(
        tags=["takes"],
        summary="A scene's takes",
        responses=TakeOut(many=True),
        parameters=[OpenApiParameter("kind", OpenApiTypes.STR, enum=["image", "clip", "voice", "lip_sync"])],
    )
    def get(self, request, pk):
        rows = access.scene_for(request.user, pk).takes.select_related("asset", "scene")
        kind = request.query_params.get("kind")
        rows = rows.filter(kind=kind) if kind else rows
        return Response(TakeOut(rows, many=True, context={"request": request}).data)


class ReplaceTake(FileView):
    """Use a file of your own for a scene's picture, clip or recording. Older takes stay."""

    @extend_schema(
        tags=["takes"],
        summary="Replace by an upload",
        request={"multipart/form-data": FileIn},
        responses={201: TakeOut},
        parameters=[OpenApiParameter("kind", OpenApiTypes.STR, "path", enum=list(take_uploads.KEPT))],
    )
    def post(self, request, pk, kind):
        scene = access.scene_for(request.user, pk, "edit")
        take = take_uploads.replace(scene, request.user, kind, sent_file(request))
        return told(take, request, status.HTTP_201_CREATED)


class PickTake(Numbered, APIView):
    """Use an older take again."""

    @extend_schema(tags=["takes"], summary="Pick a take", request=None, responses=TakeOut)
    def post(self, request, pk):
        rows = Take.objects.select_related("scene__project__workspace", "asset")
        take = get_object_or_404(rows, pk=pk, scene__project__in=access.projects(request.user))
        access.require(request.user, take.scene.project.workspace, "edit")
        return told(editing.pick_take(take, request.user), request)


class FocusIn(serializers.Serializer):
    """Shares from the left and from the top, 0 to 1; both null: the picture's own, or the middle."""

    x = serializers.FloatField(min_value=0, max_value=1, allow_null=True)
    y = serializers.FloatField(min_value=0, max_value=1, allow_null=True)


class Focus(Numbered, APIView):
    """Say what stays in sight where a scene's clip, or a picture without known product, is cut."""

    @extend_schema(tags=["takes"], summary="Keep a point in sight", request=FocusIn, responses=SceneOut)
    def put(self, request, pk):
        scene = access.scene_for(request.user, pk, "edit")
        asked = FocusIn(data=request.data)
        asked.is_valid(raise_exception=True)
        chosen = {f"focus_{axis}": asked.validated_data[axis] for axis in "xy"}
        scene = editing.edit_scene(scene, request.user, **chosen)
        return Response(SceneOut(scene, context={"request": request}).data)


class AgainIn(serializers.Serializer):
    """`what` is made anew; the rest are the parameters of that kind. Nothing given: the same once more."""

    ORDERS = {
        "image": (actions.picture, ("prompt", "seed")),
        "clip": (actions.clip, ("motion", "seconds", "seed")),
        "voice": (actions.voice, ("text", "voice", "language")),
    }

    what = serializers.ChoiceField(list(ORDERS))
    prompt = serializers.CharField(required=False, max_length=4000, help_text="image")
    seed = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1, help_text="image, clip")
    motion = serializers.CharField(required=False, max_length=4000, help_text="clip")
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


class Regenerate(Numbered, APIView):
    """Make one scene's picture, clip or recording anew, with other parameters. The new take is used."""

    @extend_schema(
        tags=["takes"],
        summary="Make one thing anew",
        request=AgainIn,
        responses={202: StartedOut},
        examples=[
            OpenApiExample("Another picture", {"what": "image", "prompt": "On a rock, at dawn", "seed": 7}),
            OpenApiExample("Other words", {"what": "voice", "text": "Cold for a whole day.", "voice": "ava"}),
            OpenApiExample("Another clip", {"what": "clip", "motion": "slow push in", "seconds": 5}),
        ],
    )
    def post(self, request, pk):
        scene = access.scene_for(request.user, pk, "edit")
        asked = AgainIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        voices.check(given.get("voice", ""))
        order, _ = AgainIn.ORDERS[given.pop("what")]
        return started(order(scene, request.user, **given), request)


# --- music -----------------------------------------------------------------------------------
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
        asset = bed.at_hand(project)
        return asset.duration_ms / 1000 if asset else None

    def get_url(self, project) -> str | None:
        return link(bed.at_hand(project), self.context["request"])


class MusicIn(serializers.Serializer):
    on = serializers.BooleanField(required=False)
    volume_db = serializers.FloatField(required=False)
    composed = serializers.BooleanField(
        required=False, help_text="true: go back to the bed that is composed for the video."
    )

    def validate_composed(self, wanted):
        if not wanted:
            raise serializers.ValidationError("Upload the music that is to be used instead.")
        return wanted


class Music(Numbered, APIView):
    """The music of a video. Whatever is changed is an edit of the board: an approval ends."""

    @extend_schema(tags=["music"], summary="The video's music", responses=MusicOut)
    def get(self, request, pk):
        return music_told(access.project_for(request.user, pk), request)

    @extend_schema(
        tags=["music"],
        summary="Set the music",
        request=MusicIn,
        responses=MusicOut,
        examples=[OpenApiExample("Quieter", {"volume_db": -20}), OpenApiExample("None", {"on": False})],
    )
    def patch(self, request, pk):
        project = access.project_for(request.user, pk, "edit")
        asked = MusicIn(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted = dict(asked.validated_data)
        if wanted.pop("composed", None):
            project = soundtrack.use(project, request.user)
        return music_told(soundtrack.change(project, request.user, **wanted), request)


class UploadMusic(FileView):
    """Use a piece of music of your own: WAV, MP3, M4A, FLAC or OGG, up to ten minutes."""

    @extend_schema(
        tags=["music"],
        summary="Upload music",
        request={"multipart/form-data": FileIn},
        responses={201: MusicOut},
    )
    def post(self, request, pk):
        project = access.project_for(request.user, pk, "edit")
        asset = audio_uploads.music(project.workspace, sent_file(request))
        project = soundtrack.use(project, request.user, asset)
        return music_told(project, request, status.HTTP_201_CREATED)


class ComposeIn(serializers.Serializer):
    another = serializers.BooleanField(default=False, help_text="Not the one that was composed so far.")


class ComposeMusic(Numbered, APIView):
    """Compose the bed now, so that it can be heard before the render."""

    @extend_schema(tags=["music"], summary="Compose", request=ComposeIn, responses={202: StartedOut})
    def post(self, request, pk):
        project = access.project_for(request.user, pk, "edit")
        asked = ComposeIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return started(actions.music(project, request.user, **asked.validated_data), request)


def music_told(project, request, code=status.HTTP_200_OK):
    return Response(MusicOut(project, context={"request": request}).data, status=code)


# --- characters ------------------------------------------------------------------------------
class Place(serializers.ListField):
    """[x, y] in shares of the picture."""

    child = serializers.FloatField()


class MouthIn(serializers.Serializer):
    """`left`, `right` and `middle`, or `still`."""

    left = Place(required=False, help_text="[x, y] of the corner on the left of the picture.")
    right = Place(required=False, help_text="[x, y] of the corner on its right.")
    middle = Place(required=False, help_text="[x, y] of the middle of the line where the lips meet.")
    still = serializers.BooleanField(required=False, help_text="The lips keep still.")


class CharacterOut(serializers.ModelSerializer):
    project = serializers.IntegerField(source="project_id", read_only=True)
    portrait = Link()
    mouth = serializers.SerializerMethodField(help_text="Where it was marked on the portrait; null: nowhere.")
    scenes = serializers.SerializerMethodField(help_text="`scene_index` of those in which they speak.")

    class Meta:
        model = Character
        fields = ["id", "project", "name", "description", "voice", "portrait", "mouth", "scenes"]
        read_only_fields = fields

    @extend_schema_field(MouthIn(allow_null=True))
    def get_mouth(self, person):
        mark = mouth_marks.marked(person)
        if mark is None or mark == mouth_marks.STILL:
            return {"still": True} if mark else None
        return {name: list(getattr(mark, name)) for name in mouth_marks.POINTS}

    def get_scenes(self, person) -> list[int]:
        if hasattr(person, "spoken"):
            return person.spoken
        return list(person.scenes.exclude(text="").values_list("scene_index", flat=True))


class CharacterIn(serializers.ModelSerializer):
    class Meta:
        model = Character
        fields = ["name", "description", "voice"]
        extra_kwargs = {"voice": {"help_text": "A name of /voices; empty: the video's voice."}}


def person_told(person, request, code=status.HTTP_200_OK):
    return Response(CharacterOut(person, context={"request": request}).data, status=code)


class Characters(Numbered, APIView):
    """Who speaks in a video beside the narrator."""

    @extend_schema(tags=["characters"], summary="A video's characters", responses=CharacterOut(many=True))
    def get(self, request, pk):
        everyone = spoken(access.project_for(request.user, pk))["people"]
        return Response(CharacterOut(everyone, many=True, context={"request": request}).data)

    @extend_schema(
        tags=["characters"], summary="Add a character", request=CharacterIn, responses={201: CharacterOut}
    )
    def post(self, request, pk):
        project = access.project_for(request.user, pk, "edit")
        asked = CharacterIn(data=request.data)
        asked.is_valid(raise_exception=True)
        voices.check(asked.validated_data.get("voice", ""))
        person = characters.add(project, request.user, **asked.validated_data)
        return person_told(person, request, status.HTTP_201_CREATED)


class CharacterView(Numbered, APIView):
    """One character. With another voice, what they say is recorded anew for the render."""

    @extend_schema(tags=["characters"], summary="A character", responses=CharacterOut)
    def get(self, request, pk):
        return person_told(person_for(request.user, pk), request)

    @extend_schema(
        tags=["characters"],
        summary="Change a character",
        request=CharacterIn,
        responses=CharacterOut,
        examples=[OpenApiExample("Another voice", {"voice": "otto"})],
    )
    def patch(self, request, pk):
        person = person_for(request.user, pk, "edit")
        asked = CharacterIn(person, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        voices.check(asked.validated_data.get("voice", ""), person.voice)
        return person_told(characters.edit(person, request.user, **asked.validated_data), request)

    @extend_schema(tags=["characters"], summary="Remove a character", responses={204: None})
    def delete(self, request, pk):
        characters.remove(person_for(request.user, pk, "edit"), request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Portrait(FileView):
    """A character's face: with one, they are seen to speak where a provider of lip sync is set up."""

    @extend_schema(
        tags=["characters"],
        summary="Upload a portrait",
        request={"multipart/form-data": FileIn},
        responses={201: CharacterOut},
    )
    def post(self, request, pk):
        person = person_for(request.user, pk, "edit")
        picture = uploads.picture(person.project.workspace, sent_file(request), field="portrait")
        person = characters.edit(person, request.user, portrait=picture)
        return person_told(person, request, status.HTTP_201_CREATED)

    @extend_schema(tags=["characters"], summary="Take the portrait away", responses=CharacterOut)
    def delete(self, request, pk):
        person = person_for(request.user, pk, "edit")
        return person_told(characters.edit(person, request.user, portrait=None), request)


class MouthView(Numbered, APIView):
    """Where the mouth is on a portrait: this machine moves the lips of marked portraits alone."""

    @extend_schema(
        tags=["characters"],
        summary="Mark the mouth",
        request=MouthIn,
        responses=CharacterOut,
        examples=[
            OpenApiExample("A mouth", {"left": [0.41, 0.62], "right": [0.59, 0.62], "middle": [0.5, 0.63]}),
            OpenApiExample("Lips that keep still", {"still": True}),
        ],
    )
    def put(self, request, pk):
        person = person_for(request.user, pk, "edit")
        asked = MouthIn(data=request.data)
        asked.is_valid(raise_exception=True)
        told = {"left": None, **asked.validated_data}
        return person_told(characters.mark_mouth(person, request.user, told), request)

    @extend_schema(tags=["characters"], summary="Take the mark away", responses=CharacterOut)
    def delete(self, request, pk):
        person = person_for(request.user, pk, "edit")
        return person_told(characters.mark_mouth(person, request.user, None), request)


# --- voices ----------------------------------------------------------------------------------
class VoiceOut(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    language = serializers.CharField(help_text="Empty: it speaks all.")
    gender = serializers.CharField()


class Voices(Numbered, APIView):
    """The voices to choose from."""

    @extend_schema(
        tags=["characters"],
        summary="Voices",
        responses=VoiceOut(many=True),
        parameters=[OpenApiParameter("language", OpenApiTypes.STR, description="A BCP 47 tag, like de.")],
    )
    def get(self, request):
        return Response(VoiceOut(voices.fitting(request.query_params.get("language", "en")), many=True).data)
