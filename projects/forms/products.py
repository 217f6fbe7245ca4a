"""Forms of the catalogue. They read and explain; the verbs in projects.catalog.products decide."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.catalog import columns, encodings, page_pictures, prices, products, text
from projects.catalog.importing import usual_currency
from projects.forms.labels import Labelled
from projects.models import Membership, Workspace
from projects.roles import MAY

CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "KRW", "CAD", "AUD", "SEK", "PLN")
MOST_FILES = 200
# Pictures of a shop's page that are ticked at first, and how long an address may be.
TICKED, LONGEST_ADDRESS = 6, 2000


def editable_workspaces(user):
    """The workspaces in which the user may change the catalogue."""
    mine = Membership.objects.filter(user=user, role__in=MAY["edit"]).values("workspace")
    return Workspace.objects.filter(pk__in=mine)


def said(**options):
    """Options of a field that is optional and also sends what it said when the page was opened."""
    return {"required": False, "show_hidden_initial": True, **options}


def lines(**attrs):
    return forms.Textarea(attrs={"rows": 4, "data-autosize": True, **attrs})


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as a list. Empty ones come through: their own refusal names them."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        files = list(data or [])
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                gettext("At most %(most)s files at once. Put more into a ZIP.") % {"most": MOST_FILES}
            )
        return files


class PriceField(forms.Field):
    """A price as people write it, a Decimal; None when blank. `named` is the currency typed with it."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.currency, self.named = "", ""  # what the form says the price is in, and what was typed

    def to_python(self, value):
        try:
            price = prices.read(str(value or ""), prices.Usual(self.currency))
        except ValueError as error:
            raise forms.ValidationError(f"{error}.") from None
        self.named = price.currency if price else ""
        return price.amount if price else None


class WordsField(forms.CharField):
    """Text without what a copy from a page or a sheet leaves in it: tags, entities, garbled letters."""

    def clean(self, value):
        return text.pasted(super().clean(value), has_lines=isinstance(self.widget, forms.Textarea))


class PointsField(forms.Field):
    """Selling points, one per line, as a list."""

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return value if isinstance(value, list) else products.points(value or "")

    def has_changed(self, initial, data):
        return self.to_python(initial) != self.to_python(data)


class Refusable(Labelled, forms.Form):
    """A form that shows a verb's refusal beside the field it names."""

    FIELD_OF = {}

    def refuse(self, error):
        field = self.FIELD_OF.get(error.field, error.field)
        self.add_error(field if field in self.fields else None, error.message)


class InWorkspace(Refusable):
    """A form about something in one of the user's workspaces; asked only when there are several."""

    workspace = forms.ModelChoiceField(Workspace.objects.none(), required=False, empty_label=None)

    def __init__(self, user, *args, **options):
        super().__init__(*args, **options)
        self.spaces = self.fields["workspace"].queryset = editable_workspaces(user)

    def clean_workspace(self):
        return self.cleaned_data["workspace"] or self.spaces.first()


class ProductForm(Refusable):
    """What is said about a product.

    `changed` holds only what this person changed since the page was opened, so two people who
    edit different fields of one product do not undo each other.
    """

    name = WordsField(
        **said(required=True, max_length=200, error_messages={"required": _("Give the product a name.")})
    )
    description = WordsField(**said(label=_("Description"), max_length=20_000, widget=lines()))
    selling_points = PointsField(
        **said(
            label=_("Selling points"),
            widget=lines(),
            help_text=_("One per line, the strongest first."),
        )
    )
    audience = WordsField(
        **said(
            label=_("Target audience"),
            max_length=200,
            help_text=_("Who should feel spoken to: weekend hikers, new parents."),
        )
    )
    price = PriceField(**said(label=_("Price"), widget=forms.TextInput(attrs={"inputmode": "decimal"})))
    currency = forms.CharField(
        **said(
            label=_("Currency"),
            initial="USD",
            widget=forms.TextInput(attrs={"list": "currencies", "maxlength": 3}),
        )
    )
    sku = WordsField(**said(label="SKU", max_length=80))
    vendor = WordsField(**said(label=_("Vendor"), max_length=120))
    category = WordsField(**said(label=_("Category"), max_length=200))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["price"].currency = str(self.data.get("currency", "")).strip().upper()
        self.named = ""

    def clean_price(self):
        self.named = self.fields["price"].named
        return self.cleaned_data["price"]

    def clean_currency(self):
        """What was chosen; else what was typed with the price ("€29"), which never becomes another money."""
        code = self.cleaned_data["currency"] or self.named or "USD"
        if not self.named or self.named == code.upper():
            return code
        if "currency" in self.changed_data:
            raise forms.ValidationError(
                gettext("The price is in %(currency)s. Write the same here, or the price without.")
                % {"currency": self.named}
            )
        return self.named

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in products.FIELDS}

    @property
    def changed(self):
        found = {name: self.cleaned_data[name] for name in self.changed_data}
        return found | ({"currency": self.named} if "price" in found and self.named else {})

    @classmethod
    def of(cls, product):
        """The form as it is shown for a product."""
        return cls(initial={name: getattr(product, name) for name in products.FIELDS})


class NewProductForm(InWorkspace, ProductForm):
    """`offered` are addresses of pictures that a shop's page named, `pictures` those that are wanted."""

    photos = FilesField(required=False)

    def __init__(self, user, *args, found=None, **options):
        super().__init__(user, *args, **options)
        self.fields["name"].widget.attrs["autofocus"] = True
        if space := self.spaces.first():
            self.fields["currency"].initial = usual_currency(space)
        self.found = found
        if self.is_bound and hasattr(self.data, "getlist"):
            self.offered = [one for one in self.data.getlist("offered") if len(one) < LONGEST_ADDRESS]
            wanted = set(self.data.getlist("picture"))
            self.pictures = [one for one in self.offered[: page_pictures.MOST] if one in wanted]
        else:
            self.offered = list(found.images) if found else []
            self.pictures = self.offered[:TICKED]

    def shown_pictures(self):
        """(address, whether it is ticked) of each picture that is offered."""
        return [(one, one in self.pictures) for one in self.offered[: page_pictures.MOST]]


class ImportForm(InWorkspace):
    """A catalogue and, when its photos are not on the web, the photos."""

    FIELD_OF = {"images": "archive"}

    catalog = forms.FileField(
        label=_("Catalogue"),
        allow_empty_file=True,
        error_messages={"required": _("Choose the CSV file of your products.")},
    )
    archive = forms.FileField(label=_("Photos as a ZIP"), required=False, allow_empty_file=True)
    photos = FilesField(label=_("Photos as files"), required=False)
    currency = forms.CharField(required=False)
    encoding = forms.ChoiceField(
        required=False, choices=[("", _("Found out from the file")), *encodings.NAMES.items()]
    )

    @property
    def mapping(self):
        """{our name of a column: the file's} as chosen on the page; None where nothing was asked."""
        found = {ours: self.data.get(f"column_{ours}") for ours in columns.CHOOSABLE}
        return {ours: name for ours, name in found.items() if name is not None} or None
