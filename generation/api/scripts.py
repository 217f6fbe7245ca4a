"""What is understood of a script, before anything is made."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from generation import actions
from projects.api.base import Numbered
from projects.board.editing import LONGEST_SCRIPT, TOO_LONG_A_SCRIPT

LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$"


class ScriptPreviewIn(serializers.Serializer):
    script = serializers.CharField(
        max_length=LONGEST_SCRIPT,
        error_messages={"max_length": TOO_LONG_A_SCRIPT},
        help_text="Fountain, FDX, SRT, WebVTT, ASS, Markdown, a table, timed beats or plain text.",
    )
    language = serializers.RegexField(LANGUAGE, default="en", max_length=12, help_text="Sets the durations.")


class SpokenLineOut(serializers.Serializer):
    speaker = serializers.CharField(help_text="Empty: the narrator, who is not seen.")
    text = serializers.CharField()


class ScriptSceneOut(serializers.Serializer):
    heading = serializers.CharField()
    seen = serializers.CharField(help_text="What is seen and not said.")
    lines = SpokenLineOut(many=True)
    on_screen = serializers.ListField(child=serializers.CharField(), help_text="Set on the picture.")
    seconds = serializers.FloatField(help_text="By the script's own times, else by its words.")
    words_seconds = serializers.FloatField(help_text="How long the words take to say.")
    is_too_short = serializers.BooleanField(help_text="The words cannot be said in the time written.")


class LeftOutPartOut(serializers.Serializer):
    text = serializers.CharField()
    why = serializers.CharField()


class ScriptPreviewOut(serializers.Serializer):
    """A script as it was read."""

    format = serializers.CharField()
    title = serializers.CharField()
    scenes = ScriptSceneOut(many=True)
    speakers = serializers.ListField(child=serializers.CharField())
    narrator = serializers.BooleanField()
    pictures = serializers.IntegerField(help_text="How many scenes the storyboard will have.")
    seconds = serializers.FloatField()
    left_out = LeftOutPartOut(many=True)
    left_out_count = serializers.IntegerField(help_text="`left_out` lists 200 at most.")


@extend_schema(tags=["start"])
class ScriptViewSet(Numbered, ViewSet):
    """Scripts before they are projects."""

    token_scopes = {"preview": "read"}
    slash_optional = True

    @extend_schema(summary="How a script is read", request=ScriptPreviewIn, responses=ScriptPreviewOut)
    @action(detail=False, methods=["post"])
    def preview(self, request):
        """Format, scenes, speakers, and what is left out and why. Makes nothing and costs nothing."""
        asked = ScriptPreviewIn(data=request.data)
        asked.is_valid(raise_exception=True)
        summary = actions.read_script(asked.validated_data["script"], asked.validated_data["language"])
        return Response(ScriptPreviewOut(summary).data)
