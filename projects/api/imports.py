"""Imports of a catalogue for programs: started, watched, cancelled, and what became of the lines."""

import django_filters
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiTypes,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.viewsets import ReadOnlyModelViewSet

from projects import access
from projects.api.base import Choosing, Numbered
from projects.api.strict import StrictSerializer, nothing_sent
from projects.api.uploads import FILE_PARSERS, SentFileField, refused_by
from projects.catalog import columns, encodings, imports, report
from projects.catalog.tables import MOST_BYTES
from projects.errors import BadInput
from projects.models import CatalogueImport, ImportState
from projects.plain_input import whole_number

MOST_ROWS = 500
OUTCOMES = [report.CREATED, report.UPDATED, report.UNCHANGED, report.REFUSED, report.NO_PHOTO, report.SKIPPED]
DONE = OpenApiExample(
    "Done",
    {
        "id": 7, "workspace": "lolas", "name": "spring.csv", "state": "done", "dry_run": False, "error": "",
        "progress": 100, "total": 1200, "done": 1200,
        "counts": {"created": 1150, "updated": 30, "unchanged": 17, "refused": 3}, "notes": [],
        "mapping": {"title": "Produktname", "price": "Preis"}, "currency": "EUR", "encoding": "",
        "is_over": True, 
        "links": {
            "self": "https://studio.example/api/v1/imports/7/",
            "rows": "https://studio.example/api/v1/imports/7/rows/",
            "report": "https://studio.example/api/v1/imports/7/report/",
            "cancel": "https://studio.example/api/v1/imports/7/cancel/",
        },
        "created": "2026-05-04T09:00:00Z", "started": "2026-05-04T09:00:01Z",
        "finished": "2026-05-04T09:00:12Z",
    },
    response_only=True,
)  # fmt: skip
SENT = OpenApiExample(
    "A file whose columns have names of their own",
    {"file": "(the file)", "currency": "EUR", "mapping": '{"title": "Produktname", "price": "Preis"}'},
    request_only=True,
    media_type="multipart/form-data",
)


class ImportCounts(serializers.Serializer):
    """Products; `refused` are also lines that name none."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()


class ImportLinks(serializers.Serializer):
    self = serializers.URLField()
    rows = serializers.URLField()
    report = serializers.URLField()
    cancel = serializers.URLField()


class ImportOut(serializers.ModelSerializer):
    """How far an import is, and what it did so far. It is over in the states done, failed and cancelled."""

    workspace = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    state = serializers.ChoiceField(ImportState.choices, read_only=True)
    progress = serializers.IntegerField(source="percent", read_only=True, help_text="0 to 100.")
    total = serializers.IntegerField(
        allow_null=True, read_only=True, help_text="Products of the file; null until it is read."
    )
    done = serializers.IntegerField(read_only=True, help_text="How many of them are decided.")
    counts = ImportCounts(read_only=True)
    notes = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="What holds for the whole file."
    )
    mapping = serializers.DictField(
        child=serializers.CharField(), allow_null=True, read_only=True, help_text="As chosen, or remembered."
    )
    is_over = serializers.BooleanField(read_only=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = CatalogueImport
        fields = [
            "id", "workspace", "name", "state", "dry_run", "error", "progress", "total", "done", "counts",
            "notes", "mapping", "currency", "encoding", "is_over", "links", "created", "started", "finished",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ImportLinks)
    def get_links(self, row):
        absolute, pk = self.context["request"].build_absolute_uri, [row.pk]
        return {
            "self": absolute(reverse("api:import-detail", args=pk)),
            "rows": absolute(reverse("api:import-rows", args=pk)),
            "report": absolute(reverse("api:import-report", args=pk)),
            "cancel": absolute(reverse("api:import-cancel", args=pk)),
        }


class ImportIn(StrictSerializer):
    """A catalogue and how it is to be read."""

    file = SentFileField(
        help_text="A CSV of any delimiter and encoding, an .xlsx, an XML feed or JSON; at most 50 MB."
    )
    photos = SentFileField(
        required=False, help_text="A ZIP of photos that the file names and that are not on the web."
    )
    workspace = serializers.SlugField(required=False, help_text="Only needed by members of several.")
    currency = serializers.RegexField(
        r"^[A-Za-z]{3}\Z", required=False, help_text="Of prices that name none; else what most products have."
    )
    encoding = serializers.ChoiceField(
        sorted(encodings.NAMES), required=False, help_text="Found out where it is not said."
    )
    mapping = serializers.JSONField(
        required=False,
        help_text="JSON: our name of a column to the file's, “” for one it does not have. Remembered for the "
        f"workspace. Ours: {', '.join(columns.FIELDS)}.",
    )
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Only say what would be done."
    )

    def validate_mapping(self, given):
        plain = isinstance(given, dict) and all(isinstance(name, str) for name in given.values())
        if not plain:
            raise serializers.ValidationError('Send an object of names, as in {"title": "Product name"}.')
        return given

    def validate_file(self, file):
        if file.size > MOST_BYTES:
            raise BadInput(f"The file is larger than {MOST_BYTES // 2**20} MB. Send it in parts.", "file")
        return file


class ImportRowOut(serializers.Serializer):
    line = serializers.IntegerField(help_text="Of the file; its header is line 1.")
    handle = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(OUTCOMES)
    message = serializers.CharField(allow_blank=True, help_text="Why.")


class ImportRowsOut(serializers.Serializer):
    rows = ImportRowOut(many=True)
    next = serializers.IntegerField(
        allow_null=True, help_text="Send it as `after` for what follows; null at the end."
    )


class ImportFilter(django_filters.FilterSet):
    workspace = django_filters.CharFilter(field_name="workspace__slug")
    state = django_filters.ChoiceFilter(choices=ImportState.choices)

    class Meta:
        model = CatalogueImport
        fields = ["workspace", "state"]


@extend_schema(tags=["products"])
@extend_schema_view(
    list=extend_schema(summary="Imports of catalogues"),
    retrieve=extend_schema(summary="An import", examples=[DONE]),
)
class ImportViewSet(Numbered, Choosing, ReadOnlyModelViewSet):
    """Files of products that the workers bring in."""

    queryset = CatalogueImport.objects.none()  # only for the schema; every request starts from `access`
    serializer_class = ImportOut
    filterset_class = ImportFilter
    parser_classes = [*FILE_PARSERS, *api_settings.DEFAULT_PARSER_CLASSES]

    def get_queryset(self):
        return access.imports(self.request.user).select_related("workspace")

    @extend_schema(
        summary="Import a catalogue",
        request={"multipart/form-data": ImportIn},
        responses={202: ImportOut},
        examples=[SENT, DONE],
    )
    def create(self, request):
        """Answers at once, with the import's address: ask there how far it is.

        The same file with the same choices that is still at work is that import, not a second one. A file of
        which nothing can be made is refused here; what only shows on the way, the import says as its `error`.
        """
        asked = ImportIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        workspace = access.workspace_for(request.user, given.pop("workspace", None))
        access.require(request.user, workspace, "edit")
        file, archive = given.pop("file"), given.pop("photos", None)
        with refused_by(catalog="file", images="photos"):
            row, _ = imports.start(
                workspace, request.user, file.name, file.read(), archive=archive, exact=True, **given
            )
        told = self.get_serializer(row).data
        return Response(told, status=status.HTTP_202_ACCEPTED, headers={"Location": told["links"]["self"]})

    @extend_schema(summary="Cancel an import", request=None, responses=ImportOut)
    @action(detail=True, methods=["post"], filter_backends=[])
    def cancel(self, request, pk):
        """Leave the rest. What was brought in stays. 409 where it is over."""
        nothing_sent(request)
        row = imports.cancel(access.import_for(request.user, pk, "edit"), request.user)
        return Response(self.get_serializer(row).data)

    @extend_schema(
        summary="What became of the lines",
        parameters=[
            OpenApiParameter("outcome", enum=OUTCOMES, description="Only these, like `refused`."),
            OpenApiParameter("after", OpenApiTypes.INT, description="`next` of the answer before."),
        ],
        responses=ImportRowsOut,
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def rows(self, request, pk):
        """In the order of the file, 500 at a time, as far as they are decided."""
        row = access.import_for(request.user, pk)
        outcome, after = request.query_params.get("outcome"), request.query_params.get("after", "0")
        if outcome is not None and outcome not in OUTCOMES:
            raise BadInput(f"An outcome is one of {', '.join(OUTCOMES)}.", "outcome")
        start = whole_number(after)
        if start is None:
            raise BadInput("This is a whole number: `next` of the answer before.", "after")
        found = [one for one in imports.report(row).rows if outcome in (None, one.outcome)]
        shown = found[start : start + MOST_ROWS]
        told = {"rows": shown, "next": start + MOST_ROWS if start + MOST_ROWS < len(found) else None}
        return Response(ImportRowsOut(told).data)

    @extend_schema(summary="The report as a file", responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(detail=True, filter_backends=[], pagination_class=None)
    def report(self, request, pk):
        """All lines as CSV: Line, Handle, Outcome, Message."""
        text = imports.report(access.import_for(request.user, pk)).as_csv()
        return HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
