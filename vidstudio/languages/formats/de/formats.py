"""German: bare numbers stand in attributes."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ""
