"""The rights sheet of a video, for programs."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from projects.api.base import Numbered
from rendering.provenance import rights_sheet
from rendering.views import render_for


class LicenceOut(serializers.Serializer):
    work = serializers.CharField()
    licence = serializers.CharField(help_text="Empty: the studio knows none.")
    credit = serializers.CharField(help_text="Who is to be named.")
    about = serializers.CharField()


class RightsMoneyOut(serializers.Serializer):
    amount = serializers.CharField()
    currency = serializers.CharField()


class RightsCostOut(serializers.Serializer):
    known = serializers.BooleanField(help_text="False: `sums` are what of it is known.")
    sums = RightsMoneyOut(many=True, help_text="One for each currency; empty: nothing.")


class TermOut(serializers.Serializer):
    source_type = serializers.CharField(help_text="IPTC's term, as trainedAlgorithmicMedia.")
    in_words = serializers.CharField()
    with_ai = serializers.BooleanField(help_text="An AI model made it, or a part of it.")


class RightsSourceOut(serializers.Serializer):
    what = serializers.CharField(help_text="photo, logo or picture.")
    name = serializers.CharField()
    sha256 = serializers.CharField()
    licence = LicenceOut()


class PartRightsOut(serializers.Serializer):
    kind = serializers.CharField(help_text="image, clip, voice, music, …")
    term = TermOut()
    maker = serializers.CharField(help_text="A provider, local, upload or photo.")
    model = serializers.CharField()
    prompts = serializers.ListField(child=serializers.CharField(), help_text="As `image v3`.")
    prompt_by_person = serializers.BooleanField()
    made_of = RightsSourceOut(many=True)
    licence = LicenceOut()
    cost = RightsCostOut(allow_null=True, help_text="Null for what people brought.")


class SceneRightsOut(serializers.Serializer):
    scene = serializers.IntegerField()
    start_ms = serializers.IntegerField()
    end_ms = serializers.IntegerField()
    picture = PartRightsOut()
    voice = PartRightsOut(allow_null=True)


class WritingRightsOut(serializers.Serializer):
    what = serializers.CharField()
    maker = serializers.CharField()
    prompts = serializers.ListField(child=serializers.CharField())
    cost = RightsCostOut()


class DecisionOut(serializers.Serializer):
    role = serializers.CharField(help_text="Of who decided. Nobody is named.")
    time = serializers.CharField()


class RightsSheetOut(serializers.Serializer):
    title = serializers.CharField()
    film = serializers.CharField(help_text="The name in its credential; empty: it is not signed.")
    digest = serializers.CharField(help_text="Of the board that was approved.")
    term = TermOut()
    label = serializers.CharField(help_text="The visible label in the film, if it has one.")
    decisions = DecisionOut(many=True, help_text="The last one is the board's approval.")
    scenes = SceneRightsOut(many=True)
    music = PartRightsOut(allow_null=True)
    writing = WritingRightsOut(many=True)
    fonts = LicenceOut(many=True)
    cost = RightsCostOut(help_text="Of what is in the film.")
    project_cost = RightsCostOut(help_text="Of all that was asked for its project.")


class DisclosureOut(serializers.Serializer):
    label = serializers.CharField(help_text="The platform, or the law.")
    state = serializers.ChoiceField(
        ["ask", "nothing", "unknown"], help_text="Whether something is to be done for this video."
    )
    ask = serializers.CharField(help_text="What is asked of it, in English.")
    source = serializers.CharField(help_text="From where that is known, and when it was noted.")
    brings = serializers.CharField(help_text="What of it the file brings along; empty: no mark is asked.")


@extend_schema(tags=["renders"])
class RenderRightsViewSet(Numbered, ViewSet):
    """Where a finished video comes from."""

    slash_optional = True

    @extend_schema(summary="Rights and provenance", responses=RightsSheetOut)
    @action(detail=True)
    def rights(self, request, pk):
        """What is in a video, who made it, for how much, who approved it, and under which licence."""
        return Response(rights_sheet.sheet_of(render_for(request.user, pk)).as_json())

    @extend_schema(summary="What has to be said of AI", responses=DisclosureOut(many=True))
    @action(detail=True)
    def disclosures(self, request, pk):
        """What platforms and the law ask to be said of a video that an AI model made a part of."""
        _short, rows = rights_sheet.disclosures_of(render_for(request.user, pk))
        return Response(DisclosureOut(rows, many=True).data)
