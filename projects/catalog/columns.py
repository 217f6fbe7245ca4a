"""Which column of a file is what: guessed from its header, or chosen by a person."""

import hashlib
import re
import tomllib
import unicodedata
from pathlib import Path

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects import currencies
from projects.errors import BadInput

# Our names of columns, as people choose them; the first is the only one that a file must have.
FIELDS = {
    "title": _("Name"), "body": _("Description"), "short": _("Short description"), "price": _("Price"),
    "sale": _("Sale price (noted, not used)"), "currency": _("Currency"), "image": _("Photo"),
    "more_images": _("More photos"), "alt": _("Text of the photo"), "position": _("Place of the photo"),
    "sku": "SKU", "vendor": _("Vendor"), "category": _("Category"), "type": _("Type"),
    "audience": _("Audience"), "handle": _("Handle (which product it is)"),
    "parent": _("Handle or SKU of the product it is a variant of"),
    "seo": _("Description for search engines"),
    "point_1": _("Selling point"), "point_2": _("Selling point"), "point_3": _("Selling point"),
    "point_4": _("Selling point"), "point_5": _("Selling point"),
}  # fmt: skip
# Shown on the page for choosing; the rest is guessed, as only exports of shop systems have it.
CHOOSABLE = ("title", "body", "price", "currency", "image", "sku", "vendor", "category", "audience", "handle")
_NAMES = tomllib.loads((Path(__file__).parent / "data" / "columns.toml").read_text())
_POINTS = {f"point_{number}": [name.format(n=number) for name in _NAMES["point"]] for number in range(1, 6)}
HEADERS = {ours: tuple(names) for ours, names in (_NAMES | _POINTS).items() if ours in FIELDS}


class UnknownColumns(BadInput):
    """No column of the header is known to be the name. `is_header`: whether a person can say which one is."""

    def __init__(self, header):
        super().__init__(
            gettext(
                "The first line must name the columns, and one of them must be “Title”. Export the "
                "products as CSV, add the line, or say which column is what."
            ),
            "catalog",
        )
        names = [name.strip() for name in header]
        bad = [name for name in names if not name or re.search(r"[0-9][.,]?[0-9]*$", name)]
        self.header = names
        self.is_header = len(names) > 1 and not bad and len(set(names)) == len(names)


def guess(header):
    """{our name: index} of the columns that a header names. Of several names of one the first counts."""
    names = [plain(name) for name in header]
    bare = [re.sub(r"\s*(?:\(.*?\)|\[.*?\])\s*", " ", name).strip() for name in names]
    found = {}
    for ours, known in HEADERS.items():
        for name in known:
            place = _place(name, names, bare, found.values())
            if place is not None:
                found[ours] = place
                break
    if "price" not in found:
        # "Цена, руб.", "Preis in EUR"
        named = [re.sub(r"[\s,]+(?:in\s)?(\S{1,5})$", _unless_currency, name) for name in names]
        place = next((at for at, name in enumerate(named) if name in HEADERS["price"]), None)
        if place is not None and place not in found.values():
            found["price"] = place
    if "price" not in found:
        place = next((at for at, name in enumerate(names) if re.match(_PRICE, name)), None)
        if place is not None and place not in found.values():
            found["price"] = place
    return found


def _unless_currency(found):
    return "" if currencies.code_of(found[1]) or currencies.code_of(f"{found[1]}.") else found[0]


# What a shop paid for it, what dealers pay, and what it cost before: none of it is for an ad.
_NOT_ASKED = (
    r"compare|\bold\b|before|cost|coût|custo|purchase|wholesale|dealer|supplier|achat|ancien|barré|gros\b"
    r"|einkauf|\bek\b|händler|vorher|compra|anterior|antes|mayorista|acquisto|precedente|vecchio|ingrosso"
    r"|inkoop|inköp|zakup|nákup"
)
_PRICE = (
    rf"(?:variant )?(?:price|preis|prix|precio|prezzo|preço|preco|prijs|pris|cena)\b(?!.*(?:{_NOT_ASKED}))"
)
_TAX = r"(?:tax|taxe|vat|gst|btw|iva|mwst|ust|tva|moms|dph)"
_WITHOUT = (
    r"(?:excl?|exclusive|excluding|ex|without|w/o|before|sin|senza|sem|ohne|zzgl|exkl|hors|zonder|utan|uten"
    r"|uden|bez)"
)
_WITHOUT_TAX = re.compile(
    rf"\b{_TAX}\W{{0,2}}\s?(?:excl?|exclu|exempt)|\b{_WITHOUT}\b\W{{0,2}}\s?(?:of\s)?{_TAX}\b"
    r"|\b(?:netto|net|neto|netta|ht)\b"
)


def chosen(header, choice):
    """{our name: index} of what a person chose, {our name: the header's own name, or "" for none}.

    What was not asked for is guessed. Raises BadInput naming "mapping" where no column is the name.
    """
    names = [name.strip() for name in header]
    # A name that this header does not have was chosen for another file.
    choice = {ours: name for ours, name in choice.items() if not name or name.strip() in names}
    found = {ours: place for ours, place in guess(header).items() if ours not in choice}
    for ours, name in choice.items():
        if name:
            found[ours] = names.index(name.strip())
    if "title" not in found:
        raise BadInput(gettext("Choose the column that has the products' names."), "mapping")
    return found


def shape(header):
    """What two files have in common whose columns have the same names in the same order: a SHA-256."""
    return hashlib.sha256("\n".join(plain(name) for name in header).encode()).hexdigest()


def is_without_tax(name):
    """Whether the name of a column of prices says that tax comes on top."""
    return bool(_WITHOUT_TAX.search(plain(name)))


def check(header, choice):
    """BadInput naming "mapping" where a choice names a field, or a column, that there is not."""
    names = [name.strip() for name in header]
    for ours, name in choice.items():
        if ours not in FIELDS:
            raise BadInput(
                gettext("There is no field “%(ours)s”. There is %(names)s.")
                % {"ours": ours[:80], "names": ", ".join(FIELDS)},
                "mapping",
            )
        if name and name.strip() not in names:
            raise BadInput(
                gettext("The file has no column “%(name)s”. It has %(names)s.")
                % {"name": name[:80], "names": ", ".join(names)[:400]},
                "mapping",
            )


def plain(name):
    """A header as it is compared: small letters, single spaces, no accents of their own signs."""
    name = unicodedata.normalize("NFKC", name).replace("\ufeff", "")
    return re.sub(r"[\s_\-.]+", " ", name).strip(" :*\"'").lower()


def _place(name, names, bare, taken):
    for written in (names, bare):
        for place, there in enumerate(written):
            if there == name and place not in taken:
                return place
    return None
