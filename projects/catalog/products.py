"""Verbs that change the catalogue. Page, API, admin and import call these and nothing else.

Each checks what it is given, does its work in one transaction and leaves an audit row.
"""

import re
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext

from projects.audit import record, record_many
from projects.board import review
from projects.currencies import is_currency, minor_digits
from projects.errors import BadInput, Conflict, IllegalMove
from projects.media import photo_uploads
from projects.models import BUSY, Photo, Product, VideoProject

FIELDS = (
    "name",
    "description",
    "selling_points",
    "audience",
    "price",
    "currency",
    "sku",
    "vendor",
    "category",
)
# What a film says of its product, see projects.board.digest: other fields are for writers and painters.
SHOWN = {"name", "vendor", "price", "currency"}
# How long a product is in the trash before it goes for good.
IN_TRASH = timedelta(days=30)
MOST_PHOTOS = 30
MOST_POINTS = 20
LONGEST_POINT = 200
LONGEST_HANDLE = 160
BULLET = re.compile(r"^(?:[•·‣▪*–—-]\s+|\d{1,2}[.)]\s+)")
# What no form sends on purpose and PostgreSQL does not store, or shows as nothing.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


# --- products --------------------------------------------------------------------------------
def create_product(workspace, by, handle="", **fields):
    """A new product of FIELDS. Without a handle it gets a free one made of its name.

    `selling_points` is a list of strings, or text with one per line. Raises BadInput naming the
    field, also when the given handle is taken.
    """
    product = Product(workspace=workspace, **_tidy(fields))
    product.handle = handle or free_handle(workspace, product.name)
    _check(product)
    with transaction.atomic():
        _insert(product, handle)
        record(product, "created product", by=by, new=product.handle)
    return product


def create_products(workspace, by, several):
    """Many products without photos at once, each as `create_product` makes it: {handle: Product or Refused}.

    `several` are (handle, fields). One that is refused stops none of the others. A handle that was
    taken a moment ago has no answer: it is a known product now.
    """
    answers = {}
    for handle, fields in several:
        try:
            product = Product(workspace=workspace, handle=handle, **_tidy(fields))
            _check(product)
            answers[handle] = product
        except BadInput as error:
            answers[handle] = error
    made = [answer for answer in answers.values() if isinstance(answer, Product)]
    try:
        with transaction.atomic():
            Product.objects.bulk_create(made, batch_size=200)
            record_many(workspace, "created product", [(row, row.handle) for row in made], by=by)
    except IntegrityError:
        return {handle: answer for handle, answer in answers.items() if isinstance(answer, BadInput)}
    return answers


def check_product(workspace, product, handle, fields):
    """Whether these fields would change the product (None: a new one), or the refusal. Writes nothing."""
    if product is not None:
        if not (changed := changes(product, fields)):
            return False
        for name, value in changed.items():
            setattr(product, name, value)
    _check(product or Product(workspace=workspace, handle=handle, **_tidy(fields)))
    return True


def changes(product, fields):
    """The fields that are not as the product has them, as they would be stored."""
    tidy = _tidy(fields, product.currency)
    return {name: value for name, value in tidy.items() if getattr(product, name) != value}


def edit_product(product, by, **changes):
    """Set FIELDS of a product; what is equal already is left alone. Returns the product as it is now."""
    changes = _tidy(changes, product.currency)
    with transaction.atomic():
        now = _locked(product)
        before = {name: getattr(now, name) for name, value in changes.items() if getattr(now, name) != value}
        for name in before:
            setattr(now, name, changes[name])
        _check(now)
        if before:
            now.save(update_fields=[*before, "updated"])
            record(now, "edited product", by=by, before=_plain(before), after=_plain(changes, before))
            if SHOWN & set(before):
                shown_otherwise(now, by)
    return now


def _locked(product):
    """The product's row, locked before any board's; Conflict where it was deleted meanwhile.

    With `no_key`: a board that was changed twice looks at its product once more when that is committed, on
    PostgreSQL, and is itself what is waited for here.
    """
    row = Product.objects.select_for_update(no_key=True).filter(pk=product.pk).first()
    if row is None:
        raise Conflict(gettext("Somebody deleted this product a moment ago."))
    return row


def delete_product(product, by):
    """Into the trash, for 30 days. Videos made of it stay as they are. Refused while one is being made."""
    with transaction.atomic():
        _locked(product)
        busy = VideoProject.objects.filter(product=product, state__in=BUSY).first()
        if busy:
            raise IllegalMove(
                gettext(
                    "The video “%(title)s” is being made of this product right now. Wait for it, then delete."
                )
                % {"title": busy}
            )
        record(product, "deleted product", by=by, old=product.handle, videos=product.projects.count())
        Product.objects.filter(pk=product.pk).update(deleted=timezone.now())


def bring_back_product(product, by):
    """Out of the trash, as it was; under another handle where its own is taken by now.

    Twice does nothing more. Returns the product as it is now.
    """
    with transaction.atomic():
        now = Product.with_deleted.select_for_update(no_key=True).filter(pk=product.pk).first()
        if now is None:
            raise Conflict(gettext("It is not in the trash any more: its 30 days are over."))
        if now.deleted is None:
            return now
        now.deleted = None
        if Product.objects.filter(workspace=now.workspace, handle=now.handle).exists():
            now.handle = free_handle(now.workspace, now.name)
        now.save(update_fields=["deleted", "handle"])
        record(now, "brought back product", by=by, new=now.handle)
    return now


def purge(now=None):
    """Forget what was in the trash for 30 days and no video is made of. Returns how many went.

    Its photos go with it; their files by projects.media.unused_files, once nothing else names them.
    """
    before = (now or timezone.now()) - IN_TRASH
    rows = Product.with_deleted.filter(deleted__lte=before, projects=None).order_by("deleted")
    return sum(_purge(pk, before) for pk in rows.values_list("pk", flat=True)[:500])


def _purge(pk, before):
    with transaction.atomic():
        row = Product.with_deleted.select_for_update().filter(pk=pk, deleted__lte=before).first()
        if row is None or row.projects.exists():
            return False
        record(row, "purged product", old=row.handle)
        row.delete()
    return True


def shown_otherwise(product, by):
    """A film names its product and price: what was agreed on with others no longer holds."""
    review.recheck(product.projects.all(), by, "edited its product")


def free_handle(workspace, name):
    """A handle for `name` that no product of the workspace has: "mug", or "mug-2", "mug-3"…"""
    stem = slugify(name, allow_unicode=True)[: LONGEST_HANDLE - 10] or "product"
    taken = set(
        Product.objects.filter(workspace=workspace, handle__startswith=stem).values_list("handle", flat=True)
    )
    number = 1
    while (handle := f"{stem}-{number}" if number > 1 else stem) in taken:
        number += 1
    return handle


def points(text):
    """Selling points from text, one per line; bullets and numbers before them are dropped."""
    lines = (BULLET.sub("", line.strip()).strip() for line in text.splitlines())
    return [line for line in lines if line]


def _tidy(fields, currency="USD"):
    """The fields as they are stored; `currency` is the product's where they have none.

    Raises BadInput for an unknown field, or too many points.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise BadInput(
            gettext("A product has no field “%(name)s”.") % {"name": sorted(unknown)[0]}, sorted(unknown)[0]
        )
    tidy = {name: _clean(value) if isinstance(value, str) else value for name, value in fields.items()}
    if "selling_points" in tidy:
        tidy["selling_points"] = _points(tidy["selling_points"])
    if "currency" in tidy:
        tidy["currency"] = tidy_currency(tidy["currency"])
    if "price" in tidy:
        tidy["price"] = _price(tidy["price"], tidy.get("currency", currency))
    return tidy


def _clean(text):
    """Text without control characters and with one kind of line end, as browsers send another."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _points(value):
    found = (
        points(value)
        if isinstance(value, str)
        else points("\n".join(" ".join(str(v).split()) for v in value))
    )
    if len(found) > MOST_POINTS:
        raise BadInput(
            gettext("At most %(most)s selling points are kept. Drop the weakest.") % {"most": MOST_POINTS},
            "selling_points",
        )
    long = next((point for point in found if len(point) > LONGEST_POINT), None)
    if long:
        raise BadInput(
            gettext("“%(text)s…” is too long for a selling point: at most %(most)s characters.")
            % {"text": long[:40], "most": LONGEST_POINT},
            "selling_points",
        )
    return [CONTROL.sub("", point) for point in found]


def tidy_currency(value):
    """An ISO 4217 code, or BadInput."""
    code = str(value).upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise BadInput(gettext("A currency has three letters, as in USD or EUR."), "currency")
    if not is_currency(code):
        told = gettext("“%(text)s” is not a currency: write three letters, as in USD.")
        raise BadInput(told % {"text": code}, "currency")
    return code


def _price(value, currency):
    """The price as the database keeps it, so that equal prices compare as equal.

    A price has two decimals; three in a currency whose coins are thousandths, as Kuwait's.
    """
    if value in (None, ""):
        return None
    three = minor_digits(currency) > 2
    try:
        amount = Decimal(str(value))
        kept = amount.quantize(Decimal("0.01"))
        if three and kept != amount:
            kept = amount.quantize(Decimal("0.001"))
    except ArithmeticError:
        raise BadInput(gettext("The price must be a number, as in 29.00."), "price") from None
    if amount != kept:
        words = (
            gettext("A price has at most three decimals.")
            if three
            else gettext("A price has at most two decimals.")
        )
        raise BadInput(words, "price")
    return kept


def _check(product):
    """Validate the row's fields, as a refusal that names the first bad one."""
    try:
        product.full_clean(exclude=["workspace"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        label = Product._meta.get_field(field).verbose_name
        raise BadInput(f"{capfirst(label)}: {' '.join(messages)}", field) from error


def _insert(product, handle):
    """Save under a handle that is free at this moment: somebody may have taken ours just now."""
    for _ in range(5):
        try:
            with transaction.atomic():
                return product.save(force_insert=True)
        except IntegrityError:
            if handle:
                break
            product.handle = free_handle(product.workspace, product.name)
    raise BadInput(
        gettext("Another product already has the handle “%(handle)s”.") % {"handle": product.handle}, "handle"
    )


def _plain(values, only=None):
    """Values for the audit's JSON."""
    return {
        name: value if isinstance(value, list) else str(value)
        for name, value in values.items()
        if not only or name in only
    }


# --- photos ----------------------------------------------------------------------------------
def add_photo(product, by, file, alt=""):
    """Keep an uploaded picture as the product's last photo; the same picture twice is one photo.

    `file` has read(), or is bytes. Raises BadInput naming "photo" (see projects.media.photo_uploads).
    """
    asset = photo_uploads.picture(product.workspace, file)
    with transaction.atomic():
        photo, new = attach(product, asset, alt)
        if new:
            record(product, "added photo", by=by, new=photo, asset=asset.digest)
    return photo


def attach(product, asset, alt=""):
    """(photo, whether it is new) for a stored picture. Called inside the transaction of whoever asks."""
    _locked(product)  # two at once would get the same position
    there = product.photos.filter(asset__sha256=asset.sha256).first()
    if there:
        return there, False
    if product.photos.count() >= MOST_PHOTOS:
        raise BadInput(
            gettext("A product has at most %(most)s photos. Remove one first.") % {"most": MOST_PHOTOS},
            "photo",
        )
    last = product.photos.aggregate(last=Max("position"))["last"] or 0
    alt = _clean(alt)[:300]
    return Photo.objects.create(product=product, asset=asset, position=last + 1, alt=alt), True


def describe_photo(photo, by, alt):
    """Set the text for those who cannot see the photo."""
    alt = _clean(alt)
    if len(alt) > 300:
        raise BadInput(gettext("The description of a photo has at most 300 characters."), "alt")
    with transaction.atomic():
        rows = Photo.objects.select_for_update(of=("self",)).select_related("product", "asset")
        photo = rows.filter(pk=photo.pk).first()
        if photo is None:
            raise Conflict(gettext("Somebody removed this photo a moment ago."))
        if alt != photo.alt:
            record(photo.product, "described photo", by=by, old=photo.alt, new=alt)
            photo.alt = alt
            photo.save(update_fields=["alt"])
    return photo


def move_photo(photo, by, step):
    """Move a photo `step` places towards the end (negative: towards the front), stopping there."""
    with transaction.atomic():
        _locked(photo.product)
        order = list(photo.product.photos.values_list("pk", flat=True))
        if photo.pk not in order:
            raise Conflict(gettext("Somebody removed this photo a moment ago."))
        place = order.index(photo.pk)
        order.insert(max(0, min(len(order) - 1, place + step)), order.pop(place))
        reorder_photos(photo.product, by, order)


def reorder_photos(product, by, order):
    """Put the photos in the order of `order`, a list of all their keys. The first is the product's face."""
    with transaction.atomic():
        _locked(product)
        here = list(product.photos.values_list("pk", flat=True))
        if sorted(here) != sorted(order):
            raise Conflict(gettext("The product has other photos now. Reload and drag again."))
        for position, pk in enumerate(order, start=1):
            Photo.objects.filter(pk=pk).update(position=position)
        if here != list(order):
            record(product, "reordered photos", by=by, before=here, order=list(order))


def remove_photo(photo, by):
    """Take the photo off the product, once. The picture itself stays, as videos may show it."""
    with transaction.atomic():
        if not Photo.objects.select_for_update(of=("self",)).filter(pk=photo.pk).exists():
            return
        record(photo.product, "removed photo", by=by, old=photo, asset=photo.asset.digest)
        photo.delete()
