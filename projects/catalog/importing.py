"""Bringing a catalogue in: each product in its own transaction, each line with its answer."""

import hashlib
import time
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction

from projects.catalog import products
from projects.catalog.images import NoImages
from projects.catalog.report import CREATED, SKIPPED, UPDATED, Report
from projects.catalog.rows import read
from projects.errors import BadInput, Refused
from projects.media import library, photo_uploads
from projects.media.downloads import fetch
from projects.models import Product

AT_ONCE = 500  # products looked up by one query
NOTHING_NEW = "Nothing to change: everything is as it was."


def import_catalog(workspace, by, csv_bytes, images=None, currency=None, photo_seconds=None, only=None):
    """Create and update the products of a CSV; returns the Report, a row per line.

    `images` finds the photos that are not web addresses (projects.catalog.images). `currency` is
    what the prices are in when the file does not say; without it new products get USD and known
    ones keep theirs. After `photo_seconds` no more photos are brought in, which the report says:
    importing again goes on with them. `only` is a set of handles, None means all of them. Raises
    BadInput when nothing of the file can be used.
    """
    catalogue = read(csv_bytes)
    if only is not None:
        catalogue.products = [row for row in catalogue.products if row.handle in only]
    if currency:
        currency = products.tidy_currency(currency)
    report = Report(list(catalogue.problems))
    shelf = _Shelf(workspace, images or NoImages(), photo_seconds)
    for start in range(0, len(catalogue.products), AT_ONCE):
        rows = catalogue.products[start : start + AT_ONCE]
        known = {product.handle: product for product in _known(workspace, rows)}
        for row in rows:
            _import(workspace, by, row, known.get(row.handle), shelf, currency, report)
    report.rows.sort(key=lambda line: line.line)
    return report


def _known(workspace, rows):
    handles = [row.handle for row in rows]
    return Product.objects.filter(workspace=workspace, handle__in=handles).select_related("workspace")


def _import(workspace, by, row, product, shelf, currency, report):
    """One product. Photos are made first: nothing slow happens while rows are locked."""
    pictures = [(photo, *shelf.picture(photo.source)) for photo in row.photos]
    try:
        with transaction.atomic():
            product, outcome = _save(workspace, by, row, product, currency)
            told = [(photo.line, _attach(product, by, photo, asset, why)) for photo, asset, why in pictures]
    except Refused as error:
        _refuse(report, row, error)
        return
    if outcome == SKIPPED and any(news for _, (news, _) in told):
        outcome = UPDATED
    _tell(report, row, outcome, told)


def _save(workspace, by, row, product, currency):
    """(product, outcome) after its fields are as the file has them."""
    values = dict(row.values)
    if currency and values.get("price") is not None:
        values.setdefault("currency", currency)
    if product is None:
        values = {**row.first_values, **values}
        return products.create_product(workspace, by, handle=row.handle, **values), CREATED
    now = products.edit_product(product, by, **values)
    return now, UPDATED if now.updated != product.updated else SKIPPED


def _attach(product, by, photo, asset, why):
    """(whether something changed, message) for one photo."""
    if asset is None:
        return False, f"Without the photo “{_short(photo.source)}”: {why}"
    try:
        there, new = products.attach(product, asset, photo.alt or "")
    except BadInput as error:
        return False, error.message
    if not new and photo.alt is not None and there.alt != photo.alt:
        products.describe_photo(there, by, photo.alt[:300])
        return True, "Photo described."
    return new, "Photo added." if new else ""


def _tell(report, row, outcome, told):
    """A report row for each line that spoke of this product."""
    by_line = {row.line: list(row.notes)}
    for line, (_, message) in told:
        by_line.setdefault(line, []).extend([message] if message else [])
    changed = {line for line, (news, _) in told if news}
    for line, messages in by_line.items():
        is_first = line == row.line
        own = outcome if is_first or line in changed else SKIPPED
        why = " ".join(messages) or (NOTHING_NEW if own == SKIPPED else "")
        report.add(line, row.handle, own, why)
    for line, why in row.others:
        report.add(line, row.handle, SKIPPED, why)


def _refuse(report, row, error):
    report.add(row.line, row.handle, SKIPPED, error.message)
    lines = {photo.line for photo in row.photos} | {line for line, _ in row.others}
    for line in sorted(lines - {row.line}):
        report.add(line, row.handle, SKIPPED, "The product itself was skipped.")


class _Shelf:
    """Photos as assets, within a time. One that is known already costs no time."""

    def __init__(self, workspace, images, seconds):
        self.workspace, self.images = workspace, images
        self.until = time.monotonic() + seconds if seconds else None

    def picture(self, source):
        """(asset, "") for what the file names, or (None, why there is none)."""
        try:
            return self._picture(source), ""
        except Refused as error:
            return None, error.message

    def _picture(self, source):
        address = f"https:{source}" if source.startswith("//") else source
        is_address = address.lower().startswith(("http://", "https://"))
        data = self.images.find(_path(address) if is_address else source)
        if data is not None:
            self._hurry(data)
            return photo_uploads.picture(self.workspace, data, origin="photo")
        if not is_address:
            raise BadInput("no file of that name was given.", "images")
        return self._fetched(address)

    def _fetched(self, address):
        """Fetched once: Shopify's addresses carry a version, so the same one is the same picture."""
        digest = hashlib.sha256(f"photo at {address}".encode()).hexdigest()
        asset = library.find(self.workspace, digest)
        if asset:
            return asset
        self._hurry()
        data, _ = fetch(address, settings.UPLOAD_MAX_BYTES)
        return photo_uploads.picture(self.workspace, data, origin="photo", digest=digest)

    def _hurry(self, data=None):
        is_late = self.until is not None and time.monotonic() > self.until
        if is_late and not (data and photo_uploads.known(self.workspace, data)):
            raise BadInput("the time for photos was over. Import the file again to go on.", "images")


def _path(address):
    return unquote(urlsplit(address).path)


def _short(source):
    return source if len(source) <= 80 else f"{source[:40]}…{source[-39:]}"
