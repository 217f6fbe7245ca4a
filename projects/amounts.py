"""Amounts of money as people read them."""

from decimal import ROUND_UP, Decimal


def told(amount, currency="USD"):
    """2.50 USD; under ten cents with up to five digits, rounded up: nothing paid is told as nothing."""
    if not amount or abs(amount) >= Decimal("0.1"):
        return f"{amount or 0:.2f} {currency}"
    small = f"{Decimal(amount).quantize(Decimal('0.0001'), ROUND_UP):f}".rstrip("0")
    return f"{small} {currency}"
