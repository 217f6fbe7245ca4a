"""Brand kits for programs: how a workspace's films look and speak."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from projects import access
from projects.api.base import Choosing, Link, Numbered
from projects.api.strict import StrictSerializer, nothing_sent
from projects.api.uploads import FILE_PARSERS, FileIn, refused_by, sent_file
from projects.models import BrandKit
from projects.team import brand

FIELDS = ("name", "colours", "font", "tone", "banned_words", "call_to_action", "pronunciations")


class Pronunciation(StrictSerializer):
    """A word as it is written, and as the voice says it. Captions show it as it is written."""

    written = serializers.CharField(max_length=brand.LONGEST_WRITTEN, help_text="Capitals count.")
    spoken = serializers.CharField(max_length=brand.LONGEST_SPOKEN)


class BrandKitOut(serializers.ModelSerializer):
    workspace = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    colours = serializers.ListField(child=serializers.CharField(), read_only=True)
    banned_words = serializers.ListField(child=serializers.CharField(), read_only=True)
    pronunciations = Pronunciation(many=True, read_only=True)
    logo = Link()

    class Meta:
        model = BrandKit
        fields = [
            "id", "workspace", "name", "logo", "colours", "font", "tone", "banned_words", "call_to_action",
            "pronunciations",
        ]  # fmt: skip
        read_only_fields = fields


class BrandKitChangeIn(StrictSerializer):
    """What is not sent stays as it is."""

    name = serializers.CharField(required=False, max_length=120)
    colours = serializers.ListField(
        child=serializers.RegexField(brand.COLOUR),
        required=False,
        max_length=brand.MOST_COLOURS,
        help_text="Like `#1f57b5`, the strongest first.",
    )
    font = serializers.ChoiceField(
        brand.FONTS, required=False, allow_blank=True, help_text="Empty: as the style says."
    )
    tone = serializers.CharField(required=False, max_length=200, allow_blank=True)
    banned_words = serializers.ListField(
        child=serializers.CharField(max_length=80), required=False, max_length=brand.MOST_WORDS
    )
    call_to_action = serializers.CharField(required=False, max_length=120, allow_blank=True)
    pronunciations = Pronunciation(
        many=True,
        required=False,
        max_length=brand.MOST_PAIRS,
        help_text="All of them: what is left out is gone.",
    )


class NewBrandKitIn(BrandKitChangeIn):
    name = serializers.CharField(max_length=120)
    workspace = serializers.SlugField(required=False, help_text="Only needed by members of several.")


@extend_schema(tags=["workspaces"])
@extend_schema_view(list=extend_schema(summary="Brand kits"), retrieve=extend_schema(summary="A brand kit"))
class BrandKitViewSet(Numbered, Choosing, ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """The looks to choose from as a project's `brand_kit`. Admins make and change them."""

    queryset = BrandKit.objects.none()
    serializer_class = BrandKitOut

    def get_queryset(self):
        rows = BrandKit.objects.filter(workspace__in=access.workspaces(self.request.user))
        return rows.select_related("workspace", "logo")

    @extend_schema(
        summary="Make a brand kit",
        request=NewBrandKitIn,
        responses={201: BrandKitOut},
        examples=[OpenApiExample("Ours", {"name": "House", "colours": ["#1f57b5"]}, request_only=True)],
    )
    def create(self, request):
        """422 where the workspace has one of that name."""
        asked = NewBrandKitIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        there = access.workspace_for(request.user, given.pop("workspace", None))
        made = brand.save(there, request.user, None, **given)
        return self._answer(made.pk, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a brand kit",
        request=BrandKitChangeIn,
        responses=BrandKitOut,
        examples=[
            OpenApiExample("Another tone", {"tone": "calm and short"}, request_only=True),
            OpenApiExample(
                "How a name is said",
                {"pronunciations": [{"written": "Nutjen", "spoken": "nut yen"}]},
                request_only=True,
            ),
        ],
    )
    def partial_update(self, request, pk):
        """Approvals of boards that show it end."""
        found = self._found(pk)
        asked = BrandKitChangeIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._saved(found, **asked.validated_data)

    @extend_schema(
        summary="Set the logo",
        request={"multipart/form-data": FileIn},
        responses=BrandKitOut,
        methods=["PUT"],
    )
    @extend_schema(summary="Remove the logo", request=None, responses={200: BrandKitOut}, methods=["DELETE"])
    @action(detail=True, methods=["put", "delete"], parser_classes=FILE_PARSERS, filter_backends=[])
    def logo(self, request, pk):
        """A picture, best with transparency around it."""
        found = self._found(pk)
        if request.method == "DELETE":
            nothing_sent(request)
            return self._saved(found, remove_logo=True)
        with refused_by(logo="file"):
            return self._saved(found, logo=sent_file(request))

    def _found(self, pk):
        found = get_object_or_404(self.get_queryset(), pk=pk)
        access.require(self.request.user, found.workspace, "manage")
        return found

    def _saved(self, found, **changes):
        kept = {name: getattr(found, name) for name in FIELDS}
        brand.save(found.workspace, self.request.user, found, **{**kept, **changes})
        return self._answer(found.pk)

    def _answer(self, pk, code=status.HTTP_200_OK):
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=code)
