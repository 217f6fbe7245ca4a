"""The same check for programs."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from projects.api.base import Numbered
from projects.api.strict import StrictSerializer
from projects.api.uploads import SentFileField
from rendering.provenance import verify
from vidstudio.throttles import PerVerifier
from vidstudio.verify import limits


class FileToVerify(StrictSerializer):
    file = SentFileField(help_text="A film, picture, sound or PDF.")


class PartFoundOut(serializers.Serializer):
    what = serializers.CharField(help_text="image, clip, voice, music, …")
    source_type = serializers.CharField(help_text="IPTC's term, as trainedAlgorithmicMedia.")
    in_words = serializers.CharField()
    with_ai = serializers.BooleanField(help_text="An AI model made it, or a part of it.")
    maker = serializers.CharField()
    model = serializers.CharField()


class SceneFoundOut(serializers.Serializer):
    scene = serializers.IntegerField()
    start_ms = serializers.IntegerField()
    end_ms = serializers.IntegerField()
    picture = PartFoundOut()
    voice = PartFoundOut(allow_null=True)


class ApprovalFoundOut(serializers.Serializer):
    digest = serializers.CharField(help_text="Of the board that was approved.")
    role = serializers.CharField(help_text="Of who approved it. Nobody is named.")
    time = serializers.CharField()


class CheckedFileOut(serializers.Serializer):
    sha256 = serializers.CharField()
    bytes = serializers.IntegerField()
    mime = serializers.CharField()


class FileVerdictOut(serializers.Serializer):
    verdict = serializers.ChoiceField(sorted(verify.WORDS))
    headline = serializers.CharField()
    meaning = serializers.CharField()
    title = serializers.CharField()
    film = serializers.CharField(help_text="The film's name for good; empty for files of others.")
    signer = serializers.CharField(help_text="As its certificate says.")
    is_self_made = serializers.BooleanField(
        help_text="This studio vouches for itself; others do not trust it."
    )
    generator = serializers.CharField()
    source_type = PartFoundOut(allow_null=True)
    scenes = SceneFoundOut(many=True)
    music = PartFoundOut(allow_null=True)
    parts = PartFoundOut(many=True, help_text="Of files of others: what their actions say.")
    approval = ApprovalFoundOut(allow_null=True)
    label = serializers.CharField(help_text="The visible label in the film, if it has one.")
    problems = serializers.ListField(child=serializers.CharField(), help_text="C2PA's codes.")
    file = CheckedFileOut(allow_null=True)


class VerifyView(Numbered, APIView):
    """Where a file comes from, and whether it was changed."""

    authentication_classes = []
    permission_classes = [AllowAny]
    parser_classes = [MultiPartParser]
    throttle_classes = [PerVerifier]

    @extend_schema(
        tags=["about"], summary="Verify a file", request=FileToVerify, responses=FileVerdictOut, auth=[]
    )
    def post(self, request):
        """Needs no token. The file is read in a process of its own and kept nowhere."""
        limits.check_length(request)
        asked = FileToVerify(data=request.data)
        asked.is_valid(raise_exception=True)
        limits.check_size(asked.validated_data["file"])
        found = verify.check_upload(asked.validated_data["file"])
        return Response(FileVerdictOut(found).data)
