"""What is advertised: products with their photos."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects import money_format, photo_cuts

CENT = Decimal("0.01")

# How a photo is cut out, in words.
CUTS = [(choice, _(words)) for choice, words in photo_cuts.CHOICES]


class PriceColumn(models.DecimalField):
    """An amount with up to three decimals, as some currencies have; read with two where two are enough."""

    def from_db_value(self, value, expression, connection):
        if value is None or value.quantize(CENT) != value:
            return value
        return value.quantize(CENT)

    def deconstruct(self):
        """For migrations a plain DecimalField, so that they need no code of ours."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


class LiveProducts(models.Manager):
    """Those in the catalogue; the trash is left out."""

    def get_queryset(self):
        return super().get_queryset().filter(deleted=None)


class AllProducts(models.Manager):
    """Those in the trash, too."""


class Product(models.Model):
    """A row of the shop's catalogue. `selling_points` is an ordered list of short strings.

    `deleted` is when it went into the trash; None in the catalogue. `objects`, and so `workspace.products`,
    are those in the catalogue; a video's `product` may be in the trash.
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="products")
    handle = models.SlugField(max_length=160, allow_unicode=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    selling_points = models.JSONField(default=list, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    price = PriceColumn(
        max_digits=13, decimal_places=3, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(max_length=3, default="USD")
    sku = models.CharField("SKU", max_length=80, blank=True)
    vendor = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=200, blank=True)
    deleted = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects = LiveProducts()
    with_deleted = AllProducts()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "handle"],
                condition=models.Q(deleted=None),
                name="one_product_per_handle",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def price_label(self):
        """The price as pages show it ("$1,299.00", "CHF 29.00"), or "" when there is none."""
        return money_format.price(self.price, self.currency, money_format.INTERFACE)

    def price_in(self, language):
        """The price as a film in that language (a BCP 47 tag) shows it; "" for none and for 0."""
        return "" if not self.price else money_format.price(self.price, self.currency, language)

    @property
    def first_photo(self):
        photos = list(self.photos.all())
        return photos[0] if photos else None


class Photo(models.Model):
    """`cut` is how the product is cut out of it; `mask` is what a person corrected, used with "cut".

    The mask is a grey PNG of the photo's proportions: white is the product.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="photos")
    asset = models.ForeignKey("projects.Asset", models.PROTECT, related_name="photos")
    position = models.PositiveIntegerField(default=1)
    alt = models.CharField(max_length=300, blank=True)
    cut = models.CharField(_("cut-out"), max_length=5, choices=CUTS, default=photo_cuts.AUTOMATIC)
    mask = models.ForeignKey("projects.Asset", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.alt or gettext("Photo %(position)s of %(product)s") % {
            "position": self.position,
            "product": self.product,
        }

    @property
    def cut_mark(self):
        """One word for how it is cut out, see projects.photo_cuts."""
        return photo_cuts.mark(self.cut, self.mask.sha256 if self.mask else "")
