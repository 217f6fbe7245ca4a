"""Plain values as requests bring them: whole numbers, and characters that can be stored."""

import unicodedata

LARGEST_ID = 2**63 - 1
# What a spreadsheet begins a formula with.
FORMULA = ("=", "+", "-", "@")


def whole_number(text: object, most: int = LARGEST_ID) -> int | None:
    """The number that a text of digits writes, 0 to `most`; None for whatever else it is.

    Only 0 to 9 count: "²" is a digit to Python and no number, and 5,000 digits are more than it reads.
    """
    words = str(text).strip() if text is not None else ""
    if not (words.isascii() and words.isdigit()) or len(words.lstrip("0")) > 19:
        return None
    found = int(words[-20:])
    return found if found <= most else None


def cannot_be_stored(text: str) -> bool:
    """Whether a text has a character that no database keeps: NUL, or half of one ("\\ud800")."""
    return "\0" in text or any("\ud800" <= character <= "\udfff" for character in text)


def safe_cell(text: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula.

    Also not behind blanks or marks that are not seen, which it takes away, nor as a full-width sign (＝).
    """
    unseen = ("Cc", "Cf", "Zs", "Zl", "Zp")
    first = next((sign for sign in text if unicodedata.category(sign) not in unseen), "")
    is_formula = unicodedata.normalize("NFKC", first).startswith(FORMULA) or text.startswith(
        ("\t", "\r", "\n")
    )
    return f"'{text}" if is_formula else text


def typed_amount(text: str) -> str:
    """An amount of money as it was typed; "12,50" is as good as "12.50"."""
    text = text.strip().replace(" ", "")
    if text.count(",") == 1 and "." not in text and len(text.partition(",")[2]) != 3:
        text = text.replace(",", ".")
    return text.replace(",", "")
