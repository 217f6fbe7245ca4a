"""What is advertised: products with their photos."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "KRW": "₩", "INR": "₹"}


class Product(models.Model):
    """A row of the shop's catalogue. `selling_points` is an ordered list of short strings."""

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="products")
    handle = models.SlugField(max_length=160, allow_unicode=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    selling_points = models.JSONField(default=list, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    price = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(max_length=3, default="USD")
    sku = models.CharField("SKU", max_length=80, blank=True)
    vendor = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=200, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "handle"], name="one_product_per_handle"),
        ]

    def __str__(self):
        return self.name

    @property
    def price_label(self):
        """The price as it is shown ("$29.00", "CHF 29.00"), or "" when there is none."""
        if self.price is None:
            return ""
        symbol = SYMBOLS.get(self.currency)
        return f"{symbol}{self.price:.2f}" if symbol else f"{self.currency} {self.price:.2f}"

    @property
    def first_photo(self):
        photos = list(self.photos.all())
        return photos[0] if photos else None


class Photo(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="photos")
    asset = models.ForeignKey("projects.Asset", models.PROTECT, related_name="photos")
    position = models.PositiveIntegerField(default=1)
    alt = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.alt or f"Photo {self.position} of {self.product}"
