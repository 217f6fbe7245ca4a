"""Bringing a catalogue in: each product in its own transaction, each line with its answer."""

import hashlib
import time
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext

from projects.catalog import products
from projects.catalog.images import NoImages
from projects.catalog.report import CREATED, NO_PHOTO, REFUSED, SKIPPED, UNCHANGED, UPDATED, Report
from projects.catalog.rows import read
from projects.errors import BadInput, Refused
from projects.languages.marked import gettext_noop
from projects.media import downloads, library, photo_uploads
from projects.models import Product

AT_ONCE = 500  # products looked up by one query
# Addresses of one host in a row without an answer, after which it is left alone.
SILENT_AFTER = 3
NOTHING_NEW = gettext_noop("Nothing to change: everything is as it was.")


def import_catalog(
    workspace,
    by,
    csv_bytes,
    images=None,
    currency=None,
    photo_seconds=None,
    only=None,
    encoding="",
    mapping=None,
):
    """Create and update the products of a file; returns the Report, a row per line.

    `images` finds the photos that are not web addresses (projects.catalog.images). `currency` is
    what the prices are in when neither the cells nor the file say; without it new products get that of the
    workspace, and known ones keep theirs. After `photo_seconds` no more photos are brought in, which the
    report says: importing again goes on with them. `only` is a set of handles, None means all of them.
    `encoding` and `mapping` are as for `projects.catalog.read`. Raises BadInput when nothing of the file can
    be used.
    """
    found = Import(workspace, by, csv_bytes, images, currency, photo_seconds, encoding, mapping)
    if only is not None:
        found.rows = [row for row in found.rows if row.handle in only]
    report = found.report()
    for start in range(0, len(found.rows), AT_ONCE):
        found.bring(found.rows[start : start + AT_ONCE], report)
    return report.sorted()


class Import:
    """A file that was read, and is brought in or checked part by part. `rows` are its ProductRows.

    `usual` is what prices are in that name no currency; by default what most of the workspace's are.
    """

    def __init__(
        self,
        workspace,
        by,
        data,
        images=None,
        currency=None,
        photo_seconds=None,
        encoding="",
        mapping=None,
        usual="",
    ):
        self.workspace, self.by = workspace, by
        self.currency = products.tidy_currency(currency) if currency else None
        self.usual = self.currency or usual or usual_currency(workspace)
        self.catalogue = read(data, encoding, mapping, self.usual)
        self.rows = self.catalogue.products
        self.shelf = Shelf(workspace, images or NoImages(), photo_seconds)

    def report(self):
        """A Report with what is known from reading alone."""
        notes = list(self.catalogue.notes)
        unnamed = any(
            row.values.get("price") is not None and "currency" not in row.values for row in self.rows
        )
        if unnamed and not self.currency:
            notes.append(
                gettext(
                    "The file names no currency for some prices: those of new products are in %(currency)s. "
                    "To change that, choose the currency and import the file again."
                )
                % {"currency": self.usual}
            )
        return Report(list(self.catalogue.problems), notes)

    def bring(self, rows, report, pictures=None):
        """Bring in these products; their lines are added to the report.

        `pictures` are {handle: what `pictures_of` found}, where that was done before.
        """
        known = {product.handle: product for product in _known(self.workspace, rows)}
        plain = [row for row in rows if row.handle not in known and not row.photos]
        made = products.create_products(
            self.workspace, self.by, [(row.handle, self._values(row)) for row in plain]
        )
        for row in rows:
            answer = made.get(row.handle) if row.handle not in known else None
            if answer is None:
                found = pictures[row.handle] if pictures is not None else self.pictures_of(row)
                _import(self, row, known.get(row.handle), found, report)
            elif isinstance(answer, Refused):
                _refuse(report, row, answer)
            else:
                _tell(report, row, CREATED, [])

    def pictures_of(self, row, before_each=lambda: None):
        """[(PhotoRow, asset or None, why there is none)] for a product: slow, and done outside of locks."""
        found = []
        for photo in row.photos:
            before_each()
            found.append((photo, *self.shelf.picture(photo.source)))
        return found

    def check(self, rows, report):
        """Say what `bring` would do with these products, and change nothing."""
        known = {product.handle: product for product in _known(self.workspace, rows)}
        for row in rows:
            try:
                product = known.get(row.handle)
                changed = products.check_product(
                    self.workspace, product, row.handle, self._values(row, product)
                )
            except Refused as error:
                _refuse(report, row, error)
                continue
            _tell(report, row, CREATED if product is None else UPDATED if changed else UNCHANGED, [])

    def _values(self, row, product=None):
        values = dict(row.values)
        if self.currency and values.get("price") is not None:
            values.setdefault("currency", self.currency)
        if product is None:
            values.setdefault("currency", self.usual)
            values = {**row.first_values, **values}
        return values

    def save(self, row, product):
        """(product, outcome) after its fields are as the file has them."""
        values = self._values(row, product)
        if product is None:
            return products.create_product(self.workspace, self.by, handle=row.handle, **values), CREATED
        if not products.changes(product, values):
            return product, UNCHANGED
        now = products.edit_product(product, self.by, **values)
        return now, UPDATED if now.updated != product.updated else UNCHANGED


def usual_currency(workspace):
    """What most of the workspace's products are priced in; USD where it has none."""
    counted = Product.objects.filter(workspace=workspace, price__isnull=False).values("currency")
    most = counted.annotate(count=Count("pk")).order_by("-count", "currency").first()
    return most["currency"] if most else "USD"


def _known(workspace, rows):
    handles = [row.handle for row in rows]
    return Product.objects.filter(workspace=workspace, handle__in=handles).select_related("workspace")


def _import(found, row, product, pictures, report):
    """One product. Its photos were made before: nothing slow happens while rows are locked."""
    try:
        with transaction.atomic():
            product, outcome = found.save(row, product)
            told = [
                (photo.line, _attach(product, found.by, photo, asset, why)) for photo, asset, why in pictures
            ]
    except Refused as error:
        _refuse(report, row, error)
        return
    if outcome == UNCHANGED and any(news for _, (news, _) in told):
        outcome = UPDATED
    _tell(report, row, outcome, told)


def _attach(product, by, photo, asset, why):
    """(whether something changed, message) for one photo."""
    if asset is None:
        return False, gettext("Without the photo “%(name)s”: %(why)s") % {
            "name": _short(photo.source),
            "why": why,
        }
    try:
        there, new = products.attach(product, asset, photo.alt or "")
    except BadInput as error:
        return False, error.message
    if not new and photo.alt is not None and there.alt != photo.alt:
        products.describe_photo(there, by, photo.alt[:300])
        return True, gettext("Photo described.")
    return new, gettext("Photo added.") if new else ""


def _tell(report, row, outcome, told):
    """A report row for each line that spoke of this product."""
    by_line = {row.line: list(row.notes)}
    for line, (_, message) in told:
        by_line.setdefault(line, []).extend([message] if message else [])
    missing = {line for line, (news, message) in told if message and not news}
    changed = {line for line, (news, _) in told if news}
    for line, messages in by_line.items():
        is_first = line == row.line
        own = outcome if is_first or line in changed else UNCHANGED
        if own == UNCHANGED and not is_first and messages and line in missing:
            own = NO_PHOTO
        why = " ".join(messages) or (NOTHING_NEW if own == UNCHANGED else "")
        report.add(line, row.handle, own, why)
    for line, why in row.others:
        report.add(line, row.handle, SKIPPED, why)


def _refuse(report, row, error):
    report.add(row.line, row.handle, REFUSED, error.message)
    lines = {photo.line for photo in row.photos} | {line for line, _ in row.others}
    for line in sorted(lines - {row.line}):
        report.add(line, row.handle, SKIPPED, gettext("The product itself was refused."))


class Shelf:
    """Photos as assets, within a time. One that is known already costs no time.

    `silent` counts, by host, the addresses in a row that got no answer: after SILENT_AFTER of them the host
    is not asked again.
    """

    def __init__(self, workspace, images, seconds):
        self.workspace, self.images = workspace, images
        self.until = time.monotonic() + seconds if seconds else None
        self.silent = {}

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
            raise BadInput(gettext("no file of that name was given."), "images")
        return self._fetched(address)

    def _fetched(self, address):
        """Fetched once: Shopify's addresses carry a version, so the same one is the same picture."""
        digest = hashlib.sha256(f"photo at {address}".encode()).hexdigest()
        asset = library.find(self.workspace, digest)
        if asset:
            return asset
        self._hurry()
        data = self._asked(address)
        return photo_uploads.picture(self.workspace, data, origin="photo", digest=digest)

    def _asked(self, address):
        host = downloads.check(address)[1]
        if self.silent.get(host, 0) >= SILENT_AFTER:
            raise BadInput(
                gettext("%(host)s did not answer %(times)s times. Import the file again later.")
                % {"host": host, "times": SILENT_AFTER},
                "images",
            )
        try:
            data, _ = downloads.fetch(address, settings.UPLOAD_MAX_BYTES)
        except downloads.FetchRefused as error:
            if isinstance(error.__cause__, OSError):
                self.silent[host] = self.silent.get(host, 0) + 1
            raise
        self.silent.pop(host, None)
        return data

    def _hurry(self, data=None):
        is_late = self.until is not None and time.monotonic() > self.until
        if is_late and not (data and photo_uploads.known(self.workspace, data)):
            raise BadInput(gettext("the time for photos was over. Import the file again to go on."), "images")


def _path(address):
    return unquote(urlsplit(address).path)


def _short(source):
    return source if len(source) <= 80 else f"{source[:40]}…{source[-39:]}"
