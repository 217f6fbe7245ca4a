"""Amounts of money as people read them. None is unknown, and never told as nothing."""

from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

UNKNOWN = "unknown"
CENT = Decimal("0.01")


def told(amount, currency="USD"):
    """2.50 USD; under ten cents with up to five digits, rounded up: nothing paid is told as nothing."""
    if amount is None:
        return UNKNOWN
    if not amount or abs(amount) >= Decimal("0.1"):
        return f"{amount or 0:.2f} {currency}"
    small = f"{Decimal(amount).quantize(Decimal('0.0001'), ROUND_UP):f}".rstrip("0")
    return f"{small} {currency}"


def rounded(amount, currency="USD"):
    """1,204.50 USD: a sum in cents. What is less than one is told as that: < 0.01 USD."""
    if amount is None:
        return UNKNOWN
    amount = Decimal(amount)
    if amount and abs(amount) < CENT:
        return f"{'< ' if amount > 0 else '> -'}{CENT} {currency}"
    return f"{amount.quantize(CENT, ROUND_HALF_UP):,} {currency}"


def exact(amount, currency="USD"):
    """0.004213 USD: every digit that was billed, and cents at least."""
    if amount is None:
        return UNKNOWN
    digits = f"{Decimal(amount).quantize(Decimal('0.000001')):,f}".rstrip("0")
    whole, _, cents = digits.partition(".")
    return f"{whole}.{cents:0<2} {currency}"
