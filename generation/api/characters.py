"""Who speaks in a video, and the voices to choose from, for programs."""

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiTypes,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from generation.providers import voices
from generation.stages import faces
from generation.views.characters import person_for, spoken
from projects import access, mouth_points
from projects.api.base import Link, Numbered
from projects.api.strict import StrictModelSerializer, StrictSerializer
from projects.api.uploads import FILE_PARSERS, FileIn, sent_file
from projects.board import characters, mouth_marks
from projects.media import photo_uploads
from projects.models import Character


class Place(serializers.ListField):
    """[x, y] in shares of the picture."""

    child = serializers.FloatField()


class MouthIn(StrictSerializer):
    """`left`, `right` and `middle`, or `still`."""

    left = Place(required=False, help_text="[x, y] of the corner on the left of the picture.")
    right = Place(required=False, help_text="[x, y] of the corner on its right.")
    middle = Place(required=False, help_text="[x, y] of the middle of the line where the lips meet.")
    still = serializers.BooleanField(required=False, help_text="The lips keep still.")
    eyes = serializers.ListField(
        child=serializers.ListField(child=Place(), min_length=4, max_length=4),
        required=False,
        max_length=2,
        help_text="The eyes that blink, the left one first: left corner, right corner, middle of the upper "
        "lid, of the lower lid. []: they keep still. Left out: as they are.",
    )


class MouthOut(MouthIn):
    """A mark; with `found` where no person has set it."""

    found = serializers.FloatField(required=False, help_text="How sure it is that it was found, 0.5 to 1.")


class CharacterOut(serializers.ModelSerializer):
    project = serializers.IntegerField(source="project_id", read_only=True)
    portrait = Link()
    mouth = serializers.SerializerMethodField(help_text="Where it is on the portrait; null: nobody knows.")
    scenes = serializers.SerializerMethodField(help_text="`scene_index` of those in which they speak.")

    class Meta:
        model = Character
        fields = ["id", "project", "name", "description", "voice", "portrait", "mouth", "scenes"]
        read_only_fields = fields

    @extend_schema_field(MouthOut(allow_null=True))
    def get_mouth(self, person):
        mark = mouth_marks.marked(person)
        if mark is None or mark == mouth_marks.STILL:
            return {"still": True} if mark else None
        found, eyes = mouth_marks.found(person), mouth_marks.eyes(person)
        return {
            **{name: list(getattr(mark, name)) for name in mouth_points.POINTS},
            **({"eyes": [[list(point) for point in eye] for eye in eyes]} if eyes else {}),
            **({} if found is None else {"found": found}),
        }

    def get_scenes(self, person) -> list[int]:
        if hasattr(person, "spoken"):
            return person.spoken
        return list(person.scenes.exclude(text="").values_list("scene_index", flat=True))


class CharacterIn(StrictModelSerializer):
    class Meta:
        model = Character
        fields = ["name", "description", "voice"]
        extra_kwargs = {"voice": {"help_text": "A name of /voices; empty: the video's voice."}}


def character_response(person, request, code=status.HTTP_200_OK):
    return Response(CharacterOut(person, context={"request": request}).data, status=code)


class VoiceOut(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    language = serializers.CharField(help_text="Empty: it speaks all.")
    gender = serializers.CharField()


@extend_schema(tags=["characters"])
class ProjectCharacterViewSet(Numbered, ViewSet):
    """Who speaks in a video beside the narrator."""

    slash_optional = True

    @extend_schema(summary="A video's characters", responses=CharacterOut(many=True))
    @action(detail=True)
    def characters(self, request, pk):
        everyone = spoken(access.project_for(request.user, pk))["people"]
        return Response(CharacterOut(everyone, many=True, context={"request": request}).data)

    @extend_schema(summary="Add a character", request=CharacterIn, responses={201: CharacterOut})
    @characters.mapping.post
    def add_character(self, request, pk):
        project = access.project_for(request.user, pk, "edit")
        asked = CharacterIn(data=request.data)
        asked.is_valid(raise_exception=True)
        voices.check(asked.validated_data.get("voice", ""))
        person = characters.add(project, request.user, **asked.validated_data)
        return character_response(person, request, status.HTTP_201_CREATED)


@extend_schema(tags=["characters"])
class CharacterViewSet(Numbered, ViewSet):
    """One character. With another voice, what they say is recorded anew for the render."""

    slash_optional = True

    @extend_schema(summary="A character", responses=CharacterOut)
    def retrieve(self, request, pk):
        return character_response(person_for(request.user, pk), request)

    @extend_schema(
        summary="Change a character",
        request=CharacterIn,
        responses=CharacterOut,
        examples=[OpenApiExample("Another voice", {"voice": "otto"})],
    )
    def partial_update(self, request, pk):
        person = person_for(request.user, pk, "edit")
        asked = CharacterIn(person, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        voices.check(asked.validated_data.get("voice", ""), person.voice)
        return character_response(characters.edit(person, request.user, **asked.validated_data), request)

    @extend_schema(summary="Remove a character", responses={204: None})
    def destroy(self, request, pk):
        characters.remove(person_for(request.user, pk, "edit"), request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Upload a portrait",
        request={"multipart/form-data": FileIn},
        responses={201: CharacterOut},
    )
    @action(detail=True, methods=["post"], parser_classes=FILE_PARSERS)
    def portrait(self, request, pk):
        """A character's face: with one, they are seen to speak where a provider of lip sync is set up.

        Mouth and eyes are found where a face is that is sure; else `mouth` is null, and a person marks it.
        """
        person = person_for(request.user, pk, "edit")
        picture = photo_uploads.picture(person.project.workspace, sent_file(request), field="file")
        face = faces.found_on(picture) if picture != person.portrait else None
        person = characters.edit(person, request.user, face=face, portrait=picture)
        return character_response(person, request, status.HTTP_201_CREATED)

    @extend_schema(summary="Take the portrait away", responses={200: CharacterOut})
    @portrait.mapping.delete
    def remove_portrait(self, request, pk):
        """A character's face: with one, they are seen to speak where a provider of lip sync is set up."""
        person = person_for(request.user, pk, "edit")
        return character_response(characters.edit(person, request.user, portrait=None), request)

    @extend_schema(
        summary="Mark the mouth",
        request=MouthIn,
        responses=CharacterOut,
        examples=[
            OpenApiExample("A mouth", {"left": [0.41, 0.62], "right": [0.59, 0.62], "middle": [0.5, 0.63]}),
            OpenApiExample("Lips that keep still", {"still": True}),
        ],
    )
    @action(detail=True, methods=["put"])
    def mouth(self, request, pk):
        """Where the mouth is on a portrait: this machine moves the lips of marked portraits alone."""
        person = person_for(request.user, pk, "edit")
        asked = MouthIn(data=request.data)
        asked.is_valid(raise_exception=True)
        told = {"left": None, **asked.validated_data}
        return character_response(characters.mark_mouth(person, request.user, told), request)

    @extend_schema(summary="Take the mark away", responses={200: CharacterOut})
    @mouth.mapping.delete
    def remove_mouth(self, request, pk):
        """Where the mouth is on a portrait: this machine moves the lips of marked portraits alone."""
        person = person_for(request.user, pk, "edit")
        return character_response(characters.mark_mouth(person, request.user, None), request)


@extend_schema(tags=["characters"])
class VoiceViewSet(Numbered, ViewSet):
    """The voices to choose from."""

    slash_optional = True

    @extend_schema(
        summary="Voices",
        responses=VoiceOut(many=True),
        parameters=[OpenApiParameter("language", OpenApiTypes.STR, description="A BCP 47 tag, like de.")],
    )
    def list(self, request):
        return Response(VoiceOut(voices.fitting(request.query_params.get("language", "en")), many=True).data)
