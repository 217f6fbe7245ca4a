"""The review queue of the admin with prices: what the boards that are about to be approved cost."""

from decimal import Decimal

from django.contrib import admin

from generation.billing.estimates import estimate
from projects.admin.review import SubmissionAdmin
from projects.models import Submission
from projects.money_format import exact

admin.site.unregister(Submission)


@admin.register(Submission)
class PricedSubmissionAdmin(SubmissionAdmin):
    """The same queue; its page between shows what each render costs at most, and all together."""

    def price(self, rows):
        """Gives each row its `price` in words and returns the sum in words."""
        found = [estimate(row.project, "render") for row in rows]
        for row, one in zip(rows, found, strict=True):
            row.price = _in_words(one.total, one.currency, one.is_free, bool(one.unknown))
        if not found:
            return ""
        currency = next((one.currency for one in found if not one.is_free), "USD")
        total = sum((one.total for one in found), Decimal(0))
        return _in_words(
            total, currency, all(one.is_free for one in found), any(one.unknown for one in found)
        )


def _in_words(total, currency, is_free, has_unknown):
    if is_free:
        return "free"
    return exact(total, currency) + (" and what nobody knows the price of" if has_unknown else "")
