"""The catalogue in the admin: products with their photos, and brand kits."""

import re

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects import photo_cuts
from projects.admin.base import (
    LinesField,
    NamedFields,
    NamedValues,
    OwnWorkspacesMixin,
    PairsField,
    checked_picture,
    thumbnail,
)
from projects.audit import record
from projects.board import review
from projects.catalog import cutouts, products
from projects.errors import BadInput
from projects.languages.wording import stored
from projects.media import photo_uploads, picture_decoding
from projects.models import (
    BrandKit,
    Photo,
    Product,
    VideoProject,
)
from projects.models.product import CUTS
from projects.team import brand

# Keys of products that fit into an address.
MOST_IN_AN_ADDRESS = 500


class EditableAdmin(OwnWorkspacesMixin, admin.ModelAdmin):
    """Rows that people keep here. The workspace is chosen once; a change leaves an audit row.

    `boards` of a row are those that show what it says: a change voids what was agreed on there.
    """

    def boards(self, obj):
        return VideoProject.objects.none()

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["workspace"] if obj else [])]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.changed_data or not change:
            verb = f"{'edited' if change else 'added'} {stored(self.opts.verbose_name)}"
            record(obj, verb, by=request.user, workspace=obj.workspace, fields=sorted(form.changed_data))
            review.recheck(self.boards(obj), request.user, f"edited its {stored(self.opts.verbose_name)}")

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.has_changed():
            verb = f"edited {stored(formset.model._meta.verbose_name_plural)}"
            record(form.instance, verb, by=request.user, workspace=form.instance.workspace)

    def has_delete_permission(self, request, obj=None):
        """One at a time, with the page that says what goes with it; never a list of them."""
        return obj is not None and super().has_delete_permission(request, obj)

    def delete_model(self, request, obj):
        record(obj, f"deleted {stored(self.opts.verbose_name)}", by=request.user, workspace=obj.workspace)
        self.model.objects.select_for_update(no_key=True).filter(pk=obj.pk).first()  # before its boards
        shown_in = VideoProject.objects.filter(pk__in=list(self.boards(obj).values_list("pk", flat=True)))
        super().delete_model(request, obj)
        review.recheck(shown_in, request.user, f"deleted its {stored(self.opts.verbose_name)}")


class CutoutField(forms.ChoiceField):
    """A choice that is left alone where nothing was sent."""

    def has_changed(self, initial, data):
        return bool(data) and super().has_changed(initial, data)


class PhotoAdminForm(forms.ModelForm):
    upload = forms.FileField(label=_("New picture"), required=False, help_text=picture_decoding.NAMED)

    class Meta:
        model = Photo
        fields = ["position", "alt", "upload"]

    cutout = CutoutField(label=_("Cut-out"), choices=CUTS, required=False, initial=photo_cuts.AUTOMATIC)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["cutout"] = self.instance.cut

    def clean_upload(self):
        file = self.cleaned_data.get("upload")
        if file is None and self.instance.pk is None:
            raise ValidationError(gettext("Choose a picture."))
        return checked_picture(file, "upload") if file else None

    def save(self, commit=True):
        data = self.cleaned_data.get("upload")
        if data:
            self.instance.asset = photo_uploads.picture(self.instance.product.workspace, data)
            self.instance.mask = None  # it was of the other picture
        return super().save(commit)


class PhotoInline(admin.TabularInline):
    model = Photo
    form = PhotoAdminForm
    formset = NamedFields
    fields = ["thumb", "upload", "position", "alt", "cutout"]
    readonly_fields = ["thumb"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("asset")

    @admin.display(description=_("Picture"))
    def thumb(self, photo):
        return thumbnail(photo.asset if photo.asset_id else None, alt=photo.alt)


class ProductAdminForm(forms.ModelForm):
    selling_points = LinesField(help_text=_("One on each line, the strongest first."))

    def clean_handle(self):
        """The workspace is no field of a form that changes, so its constraint is checked here."""
        handle = self.cleaned_data["handle"]
        twins = Product.objects.filter(workspace=self.instance.workspace_id, handle=handle)
        if self.instance.pk and twins.exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("Another product of this workspace has this handle."))
        return handle


@admin.register(Product)
class ProductAdmin(EditableAdmin):
    needs = "edit"
    form = ProductAdminForm
    list_display = ["thumb", "name", "sku", "price_label", "workspace", "updated"]
    list_display_links = ["thumb", "name"]
    list_filter = [("workspace", admin.RelatedOnlyFieldListFilter), ("category", NamedValues)]
    list_select_related = ["workspace"]
    search_fields = ["name", "sku", "handle", "vendor"]
    prepopulated_fields = {"handle": ["name"]}
    inlines = [PhotoInline]
    actions = ["make_videos"]
    fieldsets = [
        (None, {"fields": ["workspace", "name", "handle", "sku"]}),
        (_("What is said about it"), {"fields": ["description", "selling_points", "audience"]}),
        (_("In the shop"), {"fields": [("price", "currency"), "vendor", "category"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("photos__asset")

    def boards(self, obj):
        return obj.projects.all()

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for one in formset.forms:
            wanted = getattr(one, "cleaned_data", {}).get("cutout")
            if wanted and one.instance.pk and one not in formset.deleted_forms:
                cutouts.choose(one.instance, request.user, wanted)

    @admin.action(description=_("Make videos of them"))
    def make_videos(self, request, rows):
        """On to the page of a new batch, which asks for the preset and shows the cost."""
        keys = list(rows.order_by("name", "pk").values_list("pk", flat=True)[: MOST_IN_AN_ADDRESS + 1])
        if len(keys) > MOST_IN_AN_ADDRESS:
            text = gettext(
                "More than %(most)s: search for them in the studio's list, and take all found."
            ) % {"most": MOST_IN_AN_ADDRESS}
            self.message_user(request, text, messages.ERROR)
            return None
        named = ",".join(map(str, keys))
        return HttpResponseRedirect(f"{reverse('generation:batch_new')}?products={named}")

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def delete_model(self, request, obj):
        """Into the trash, as anywhere else. The page beforehand names the photos that go with it."""
        products.delete_product(obj, request.user)

    def has_delete_permission(self, request, obj=None):
        """A product that videos are about stays: they are made from its words and photos."""
        return super().has_delete_permission(request, obj) and not obj.projects.exists()

    @admin.display(description=_("Photo"))
    def thumb(self, product):
        return thumbnail(product.first_photo and product.first_photo.asset, alt=product.name)

    @admin.display(description=_("Price"), ordering="price")
    def price_label(self, product):
        return product.price_label or "–"


class BrandKitAdminForm(forms.ModelForm):
    colours = LinesField(help_text=_("One #rrggbb on each line, the strongest first."))
    banned_words = LinesField(help_text=_("One on each line."))
    pronunciations = PairsField(help_text=_("“Nutjen = nut yen”: written and spoken, one on each line."))
    upload = forms.FileField(label=_("New logo"), required=False, help_text=_("Best: a PNG with alpha."))

    def clean_pronunciations(self):
        try:
            return brand.checked_pairs(self.cleaned_data["pronunciations"])
        except BadInput as error:
            raise ValidationError(error.message) from None

    def clean_colours(self):
        colours = self.cleaned_data["colours"]
        wrong = [colour for colour in colours if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour)]
        if wrong:
            raise ValidationError(
                gettext("“%(text)s” is not a colour. Write it as #1f57b5.") % {"text": wrong[0]}
            )
        return colours

    def clean_upload(self):
        file = self.cleaned_data.get("upload")
        return checked_picture(file, "upload") if file else None


@admin.register(BrandKit)
class BrandKitAdmin(EditableAdmin):
    form = BrandKitAdminForm
    list_display = ["thumb", "name", "swatches", "workspace", "tone"]
    list_display_links = ["thumb", "name"]
    list_select_related = ["workspace", "logo"]
    search_fields = ["name"]
    fields = [
        "workspace", "name", "thumb", "upload", "colours", "swatches", "font", "tone", "banned_words",
        "call_to_action", "pronunciations",
    ]  # fmt: skip
    readonly_fields = ["thumb", "swatches"]

    def boards(self, obj):
        return VideoProject.objects.filter(brand_kit=obj)

    def save_model(self, request, obj, form, change):
        if form.cleaned_data.get("upload"):
            obj.logo = photo_uploads.picture(obj.workspace, form.cleaned_data["upload"], field="logo")
        super().save_model(request, obj, form, change)

    @admin.display(description=_("Logo"))
    def thumb(self, kit):
        return thumbnail(kit.logo, alt=kit.name)

    @admin.display(description=_("Palette"))
    def swatches(self, kit):
        return render_to_string("admin/_swatches.html", {"colours": kit.colours})
