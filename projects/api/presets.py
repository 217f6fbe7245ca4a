"""Presets for programs: what a new project sets, under a name."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from projects import access
from projects.api.base import Numbered
from projects.api.boards import SettingsIn
from projects.api.strict import nothing_sent
from projects.board import presets
from projects.errors import BadInput
from projects.models import BrandKit, Preset
from projects.models.project import ASPECTS, MODES, RESOLUTIONS, STYLES


class PresetOut(serializers.ModelSerializer):
    """Its choices stand beside its name."""

    workspace = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    mode = serializers.ChoiceField(MODES, source="choices.mode", read_only=True)
    style = serializers.ChoiceField(STYLES, source="choices.style", read_only=True)
    duration = serializers.SerializerMethodField(help_text="Seconds.")
    aspect = serializers.ChoiceField(ASPECTS, source="choices.aspect", read_only=True)
    resolution = serializers.ChoiceField(RESOLUTIONS, source="choices.resolution", read_only=True)
    language = serializers.CharField(source="choices.language", read_only=True)
    voice = serializers.CharField(source="choices.voice", read_only=True)
    captions = serializers.BooleanField(source="choices.captions", read_only=True)
    caption_look = serializers.CharField(source="choices.caption_look", read_only=True)
    accents = serializers.CharField(source="choices.accents", read_only=True)
    signs = serializers.BooleanField(source="choices.signs", read_only=True)
    keep_product = serializers.BooleanField(source="choices.keep_product", read_only=True)
    music_on = serializers.BooleanField(source="choices.music_on", read_only=True)
    call_to_action = serializers.CharField(source="choices.call_to_action", read_only=True)
    stop_at = serializers.CharField(source="choices.stop_at", read_only=True)
    brand_kit = serializers.IntegerField(source="brand_kit_id", read_only=True, allow_null=True)

    class Meta:
        model = Preset
        fields = [
            "id", "workspace", "name", "is_default", "mode", "style", "duration", "aspect", "resolution",
            "language", "voice", "captions", "caption_look", "accents", "signs", "keep_product", "music_on",
            "call_to_action", "stop_at", "brand_kit", "created", "updated",
        ]  # fmt: skip
        read_only_fields = fields

    def get_duration(self, preset) -> float:
        return preset.choices["target_ms"] / 1000


class PresetChangeIn(SettingsIn):
    """What should be otherwise; the rest stays."""

    title = None
    name = serializers.CharField(required=False, max_length=80)
    music_on = serializers.BooleanField(required=False)
    stop_at = serializers.ChoiceField(
        presets.STOP_AT, required=False, allow_blank=True, help_text="`script`: stop there. Empty: go on."
    )
    brand_kit = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    is_default = serializers.BooleanField(required=False, help_text="New projects of the workspace begin so.")


class PresetIn(PresetChangeIn):
    """A name, and what is to be otherwise than a new project has it."""

    name = serializers.CharField(max_length=80)
    workspace = serializers.SlugField(required=False, help_text="Only needed by members of several.")


CALM = OpenApiExample(
    "Short and calm", {"name": "Short and calm", "style": "minimal", "duration": 15}, request_only=True
)


@extend_schema(tags=["batches"])
@extend_schema_view(list=extend_schema(summary="Presets"), retrieve=extend_schema(summary="A preset"))
class PresetViewSet(Numbered, ReadOnlyModelViewSet):
    """Choices of new projects, kept under a name. A batch makes products by one."""

    queryset = Preset.objects.none()
    serializer_class = PresetOut

    def get_queryset(self):
        rows = Preset.objects.filter(workspace__in=access.workspaces(self.request.user))
        return rows.select_related("workspace")

    @extend_schema(
        summary="Save a preset", request=PresetIn, responses={201: PresetOut}, examples=[CALM]
    )  # fmt: skip
    def create(self, request):
        """Needs an editor. 422 where the name is taken."""
        asked = PresetIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        workspace = access.workspace_for(request.user, given.pop("workspace", None))
        access.require(request.user, workspace, "edit")
        name, is_default = given.pop("name"), given.pop("is_default", False)
        kit = _kit(workspace, given.pop("brand_kit", None))
        made = presets.save_preset(workspace, request.user, name, _choices(given), kit, is_default)
        return Response(PresetOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a preset",
        request=PresetChangeIn,
        responses=PresetOut,
        examples=[OpenApiExample("Longer", {"duration": 30}, request_only=True)],
    )
    def partial_update(self, request, pk):
        """Batches and projects that were made by it stay as they are."""
        found = self._editable(pk)
        asked = PresetChangeIn(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        changes = {name: given.pop(name) for name in ("name", "is_default") if name in given}
        if "brand_kit" in given:
            changes["brand_kit"] = _kit(found.workspace, given.pop("brand_kit"))
        if given:
            changes["choices"] = _choices(given)
        return Response(PresetOut(presets.edit_preset(found, request.user, **changes)).data)

    @extend_schema(summary="Delete a preset", responses={204: None})
    def destroy(self, request, pk):
        """Forget it."""
        nothing_sent(request)
        presets.delete_preset(self._editable(pk), request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _editable(self, pk):
        found = get_object_or_404(self.get_queryset(), pk=pk)
        access.require(self.request.user, found.workspace, "edit")
        return found


def _choices(given):
    """Settings of the API by the names that a preset keeps them under."""
    given = dict(given)
    if "duration" in given:
        given["target_ms"] = round(given.pop("duration") * 1000)
    return given


def _kit(workspace, pk):
    found = BrandKit.objects.filter(workspace=workspace, pk=pk).first() if pk else None
    if pk and found is None:
        raise BadInput("There is no such brand kit in the workspace. `/brand-kits/` lists them.", "brand_kit")
    return found


def preset_for(user, workspace, pk):
    """The preset with that key; None is the workspace's default, else what a new project has."""
    if pk is None:
        return presets.default_of(workspace) or presets.standard(workspace)
    found = Preset.objects.filter(workspace__in=access.workspaces(user), pk=pk).select_related("workspace")
    preset = found.first()
    if preset is None:
        raise Http404
    return preset
