"""The catalogue for programs: products and their photos, by the verbs of the pages."""

import hashlib
import json

import django_filters
from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSet

from projects import access, photo_cuts
from projects.api.base import Choosing, Link, Numbered
from projects.api.strict import StrictModelSerializer, StrictSerializer, nothing_sent
from projects.api.uploads import FILE_PARSERS, FileIn, refused_by
from projects.catalog import address, cutouts, products
from projects.errors import Conflict, NotAllowed
from projects.models import Photo, Product

FLASK = OpenApiExample(
    "A product",
    {"name": "Ridge Flask", "price": "29.00", "currency": "EUR", "selling_points": ["Leak-proof lid"]},
    request_only=True,
)


class PhotoOut(serializers.ModelSerializer):
    url = Link(source="asset")
    cutout = serializers.CharField(
        source="cut", read_only=True, help_text="How its product is cut out: auto, cut or whole."
    )
    mask = Link(help_text="The mask that somebody corrected; used with the cut-out `cut`.")
    version = serializers.SerializerMethodField(
        help_text="Of its cut-out. Send it along with a change of that: 409 where somebody was faster."
    )

    class Meta:
        model = Photo
        fields = ["id", "position", "alt", "url", "cutout", "mask", "version"]
        read_only_fields = fields

    def get_version(self, photo) -> str:
        return cutouts.version_of(photo)


def version_of(product):
    """A word for what is said about a product: another after every change."""
    told = json.dumps([str(getattr(product, name)) for name in products.FIELDS])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class ProductOut(serializers.ModelSerializer):
    workspace = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    selling_points = serializers.ListField(child=serializers.CharField(), read_only=True)
    photos = PhotoOut(many=True, read_only=True)
    price = serializers.DecimalField(
        max_digits=13, decimal_places=None, allow_null=True, read_only=True, help_text="In `currency`."
    )
    price_label = serializers.CharField(
        read_only=True, help_text="The price as pages show it, as in $1,299.00; empty where there is none."
    )
    version = serializers.SerializerMethodField(
        help_text="Send it along with a change: 409 where somebody else was faster."
    )

    class Meta:
        model = Product
        fields = [
            "id", "workspace", "handle", "name", "description", "selling_points", "audience", "price",
            "price_label", "currency", "sku", "vendor", "category", "photos", "version", "created", "updated",
        ]  # fmt: skip
        read_only_fields = fields

    def get_version(self, product) -> str:
        return version_of(product)


class ProductIn(StrictModelSerializer):
    selling_points = serializers.ListField(
        child=serializers.CharField(max_length=300), required=False, max_length=20
    )

    class Meta:
        model = Product
        fields = [
            "name", "description", "selling_points", "audience", "price", "currency", "sku", "vendor",
            "category",
        ]  # fmt: skip


class NewProductIn(ProductIn):
    """A product for the catalogue; `name` alone is enough."""

    workspace = serializers.SlugField(required=False, help_text="Only needed by members of several.")
    handle = serializers.RegexField(
        r"^[\w-]+\Z", required=False, max_length=160, help_text="Your own key; one is made of the name."
    )

    class Meta(ProductIn.Meta):
        fields = ["workspace", "handle", *ProductIn.Meta.fields]
        validators = []  # the verb says which handle is taken


class ProductChangeIn(ProductIn):
    """What should be said otherwise; the rest stays."""

    version = serializers.CharField(
        required=False, max_length=64, help_text="The `version` you read: 409 if it is another by now."
    )

    class Meta(ProductIn.Meta):
        fields = [*ProductIn.Meta.fields, "version"]


class LookUpIn(StrictSerializer):
    url = serializers.CharField(max_length=2000, help_text="The address of one product's own page.")


class ShopProductOut(serializers.Serializer):
    """What a page tells of its product. Nothing is saved: look, and send it to `POST /products/`."""

    name = serializers.CharField()
    description = serializers.CharField()
    selling_points = serializers.ListField(child=serializers.CharField())
    price = serializers.CharField(help_text="Empty where none is told.")
    currency = serializers.CharField()
    sku = serializers.CharField()
    vendor = serializers.CharField()
    category = serializers.CharField()
    images = serializers.ListField(
        child=serializers.CharField(), help_text="The likeliest first: `POST /products/{id}/photos/fetch`."
    )
    source = serializers.CharField(help_text="`json_ld`, `shopify` or `open_graph`.")


class PhotoAddressIn(LookUpIn):
    alt = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class PhotoIn(FileIn):
    alt = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=300, help_text="For those who cannot see it."
    )


class PhotoOrderIn(StrictSerializer):
    order = serializers.ListField(
        child=serializers.IntegerField(min_value=0), help_text="The ids of all its photos, the face first."
    )


class PhotoChangeIn(StrictSerializer):
    """What should be otherwise; the rest stays."""

    alt = serializers.CharField(
        required=False, allow_blank=True, max_length=300, help_text="For those who cannot see it."
    )
    cutout = serializers.ChoiceField(
        photo_cuts.CHOICES, required=False, help_text="How its product is cut out in pictures made here."
    )
    version = serializers.CharField(
        required=False, max_length=64, help_text="The `version` you read: 409 if it is another by now."
    )


class MaskIn(FileIn):
    version = serializers.CharField(
        required=False, max_length=64, help_text="The `version` you read: 409 if it is another by now."
    )


class ProductFilter(django_filters.FilterSet):
    workspace = django_filters.CharFilter(field_name="workspace__slug")

    class Meta:
        model = Product
        fields = ["workspace", "handle", "sku"]


@extend_schema(tags=["products"])
@extend_schema_view(list=extend_schema(summary="Products"), retrieve=extend_schema(summary="A product"))
class ProductViewSet(Numbered, Choosing, ReadOnlyModelViewSet):
    """The shop's catalogue."""

    queryset = Product.objects.none()  # only for the schema; every request starts from `access`
    serializer_class = ProductOut
    filterset_class = ProductFilter

    def get_queryset(self):
        rows = access.products(self.request.user)
        return rows.select_related("workspace").prefetch_related("photos__asset", "photos__mask")

    @extend_schema(
        summary="Add a product", request=NewProductIn, responses={201: ProductOut}, examples=[FLASK]
    )
    def create(self, request):
        """A new row of the catalogue. 422 where the handle is taken."""
        asked = NewProductIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        workspace = access.workspace_for(request.user, given.pop("workspace", None))
        access.require(request.user, workspace, "edit")
        made = products.create_product(workspace, request.user, **given)
        return self._answer(made.pk, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a product",
        request=ProductChangeIn,
        responses=ProductOut,
        examples=[OpenApiExample("Another price", {"price": "24.00"}, request_only=True)],
    )
    def partial_update(self, request, pk):
        """Say something else about it. Films that show it and were approved have to be approved again."""
        found = access.product_for(request.user, pk, "edit")
        asked = ProductChangeIn(found, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        change(found, request.user, **asked.validated_data)
        return self._answer(pk)

    @extend_schema(summary="Delete a product", responses={204: None})
    def destroy(self, request, pk):
        """Into the trash, for 30 days. Its videos stay as they are; 409 while one is being made of it."""
        products.delete_product(access.product_for(request.user, pk, "edit"), request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Deleted products", responses=ProductOut(many=True))
    @action(detail=False, filter_backends=[])
    def deleted(self, request):
        """The trash: those of your workspaces in which you may edit, the newest first."""
        rows = access.products_in_trash(request.user).select_related("workspace")
        found = self.paginate_queryset(rows.prefetch_related("photos__asset", "photos__mask"))
        told = ProductOut(found, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(told.data)

    @extend_schema(summary="Bring a product back", request=None, responses=ProductOut)
    @action(detail=True, methods=["post"], filter_backends=[], url_path="bring-back")
    def bring_back(self, request, pk):
        """Out of the trash, as it was; under another handle where its own is taken by now. Twice is once."""
        nothing_sent(request)
        found = access.products_in_trash(request.user).filter(pk=pk).select_related("workspace").first()
        products.bring_back_product(found or access.product_for(request.user, pk, "edit"), request.user)
        return self._answer(pk)

    @extend_schema(
        summary="Upload a photo", request={"multipart/form-data": PhotoIn}, responses={201: PhotoOut}
    )
    @action(detail=True, methods=["post"], parser_classes=FILE_PARSERS, filter_backends=[])
    def photos(self, request, pk):
        """PNG, JPEG, WebP, GIF, HEIC, AVIF or TIFF of at most 25 MB. The same one again stays one photo."""
        found = access.product_for(request.user, pk, "edit")
        asked = PhotoIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        with refused_by(photo="file"):
            photo = products.add_photo(found, request.user, given["file"], given["alt"])
        told = PhotoOut(photo, context={"request": request}).data
        return Response(told, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Fetch a photo",
        request=PhotoAddressIn,
        responses={201: PhotoOut},
        examples=[OpenApiExample("One", {"url": "https://shop.example/flask.jpg"}, request_only=True)],
    )
    @action(detail=True, methods=["post"], url_path="photos/fetch", filter_backends=[])
    def fetch_photo(self, request, pk):
        """A photo from its address on the public internet, such as one of `look-up`."""
        found = access.product_for(request.user, pk, "edit")
        asked = PhotoAddressIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        with refused_by(photo="url"):
            photo = products.add_photo(found, request.user, address.fetch_photo(given["url"]), given["alt"])
        told = PhotoOut(photo, context={"request": request}).data
        return Response(told, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Look a product up",
        request=LookUpIn,
        responses=ShopProductOut,
        examples=[
            OpenApiExample("A page", {"url": "https://shop.example/products/flask"}, request_only=True)
        ],
    )
    @action(detail=False, methods=["post"], url_path="look-up", filter_backends=[])
    def look_up(self, request):
        """What the page of a shop tells: JSON-LD, Shopify's product JSON, Open Graph. Saves nothing."""
        if not access.workspaces(request.user, "edit").exists():
            raise NotAllowed("Looking products up needs an editor.")
        asked = LookUpIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(ShopProductOut(address.look_up(asked.validated_data["url"])).data)

    @extend_schema(
        summary="Order the photos",
        request=PhotoOrderIn,
        responses=ProductOut,
        examples=[OpenApiExample("The second first", {"order": [12, 11]}, request_only=True)],
    )
    @action(detail=True, methods=["put"], url_path="photos/order", filter_backends=[])
    def order_photos(self, request, pk):
        """Put them in this order: the first is the product's face. 409 where it has others by now."""
        found = access.product_for(request.user, pk, "edit")
        asked = PhotoOrderIn(data=request.data)
        asked.is_valid(raise_exception=True)
        products.reorder_photos(found, request.user, asked.validated_data["order"])
        return self._answer(pk)

    def _answer(self, pk, code=status.HTTP_200_OK):
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=code)


def change(product, by, version=None, **changes):
    """products.edit_product, of the product as it was read. Raises Conflict where it is another by now."""
    with transaction.atomic():
        now = Product.objects.select_for_update(no_key=True).filter(pk=product.pk).first()
        if now is None or version not in (None, version_of(now)):
            raise Conflict("Somebody changed this product a moment ago. Read it again.", "version")
        return products.edit_product(now, by, **changes)


@extend_schema(tags=["products"])
class PhotoViewSet(Numbered, ViewSet):
    """One photo of a product."""

    @extend_schema(summary="Change a photo", request=PhotoChangeIn, responses=PhotoOut)
    def partial_update(self, request, pk):
        """Set the text for those who cannot see it, and how its product is cut out.

        Pictures that show another cut-out are stale from then on, see `POST /projects/{id}/mend`.
        """
        photo = _photo_for(request.user, pk)
        asked = PhotoChangeIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        with transaction.atomic():
            if "alt" in given:
                products.describe_photo(photo, request.user, given["alt"])
            if "cutout" in given:
                cutouts.choose(photo, request.user, given["cutout"], given.get("version"))
        return self._answer(request, pk)

    @extend_schema(
        summary="Correct a photo’s cut-out",
        request={"multipart/form-data": MaskIn},
        responses=PhotoOut,
        methods=["PUT"],
    )
    @extend_schema(
        summary="Drop a corrected cut-out", request=None, responses={200: PhotoOut}, methods=["DELETE"]
    )
    @action(detail=True, methods=["put", "delete"], parser_classes=FILE_PARSERS)
    def mask(self, request, pk):
        """A picture of the photo's proportions: white is the product, black is left out.

        Of a picture with transparency that counts instead. It is used from then on.
        """
        photo = _photo_for(request.user, pk)
        if request.method == "DELETE":
            nothing_sent(request)
            cutouts.forget(photo, request.user)
        else:
            asked = MaskIn(data=request.data)
            asked.is_valid(raise_exception=True)
            given = asked.validated_data
            with refused_by(mask="file"):
                cutouts.correct(photo, request.user, given["file"], given.get("version"))
        return self._answer(request, pk)

    @extend_schema(summary="Remove a photo", responses={204: None})
    def destroy(self, request, pk):
        """Take it off the product. Videos that show it keep it."""
        nothing_sent(request)
        products.remove_photo(_photo_for(request.user, pk), request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, request, pk):
        return Response(PhotoOut(_photo_for(request.user, pk), context={"request": request}).data)


def _photo_for(user, pk):
    rows = Photo.objects.select_related("product__workspace", "asset", "mask")
    photo = get_object_or_404(rows, pk=pk, product__in=access.products(user))
    access.require(user, photo.product.workspace, "edit")
    return photo
