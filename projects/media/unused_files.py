"""Files that nothing names any more: out of reach at once where people uploaded them, removed after a while.

What names a file: any row by a foreign key, and values in JSON (boards of submissions and versions, edits
that can be taken back, specs of videos), by the file's key or its digest. A model says which of its JSON
columns do (`files_in`), and which of its rows count (`rows_that_keep_files`; all, where it does not say).

Removal: a file is marked (`Asset.unused_since`) when its last photo, logo or portrait goes, and wherever
else nothing names it by the housekeeping. Whoever finds a marked file again (`library.find`) takes the mark
off. After UNUSED_FILE_DAYS it is looked for once more; then the row goes, and the file with it.
"""

import logging
import re
from contextlib import nullcontext
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Exists, F, ForeignKey, OuterRef, Q

from projects import clock
from projects.models import Asset

log = logging.getLogger(__name__)

# What people brought; what machines made can be found again by its digest until it is removed.
UPLOADED = ("upload", "photo")
# Removed in one go of the housekeeping, which comes every five minutes.
MOST_AT_ONCE = 200

_DIGEST = re.compile(r"[0-9a-f]{64}")
# Keys of snapshots, edits and results whose whole numbers are keys of assets.
_KEYS = {"picture", "portrait_id", "music_id", "poster_id", "srt", "vtt", "poster", "video", "package"}
_TAKE, _PICKS = "take:", "picks"


def is_removed(asset):
    """Whether people uploaded this file and took it away everywhere: then nobody is shown it.

    What was just uploaded and belongs nowhere yet is not removed.
    """
    return asset.unused_since is not None and asset.origin in UPLOADED and not _kept([asset])


def let_go(keys):
    """Mark those of some files that nothing names, in the transaction that took them away."""
    Asset.objects.filter(~_named_by_rows(), pk__in=keys, unused_since=None).update(unused_since=clock.now())


def unused():
    """All files that nothing names, those without a mark last."""
    found = list(
        Asset.objects.filter(~_named_by_rows()).order_by(F("unused_since").asc(nulls_last=True), "pk")
    )
    kept = _mentioned(found)
    return [asset for asset in found if asset.pk not in kept]


def sweep(days=None):
    """Mark what nothing names; remove what was marked longer than `days` ago. Returns those removed."""
    now = clock.now()
    before = now - timedelta(days=settings.UNUSED_FILE_DAYS if days is None else days)
    _mark(now)
    due = list(Asset.objects.filter(unused_since__lte=before).order_by("unused_since", "pk")[:MOST_AT_ONCE])
    kept = _kept(due)
    # They are looked at again after another while, not every five minutes.
    Asset.objects.filter(pk__in=kept).update(unused_since=now)
    return [asset for asset in due if asset.pk not in kept and _remove(asset, before)]


def _mark(now):
    Asset.objects.filter(~_named_by_rows(), unused_since=None).update(unused_since=now)
    Asset.objects.filter(_named_by_rows(), unused_since__isnull=False).update(unused_since=None)


def _remove(asset, before):
    """Whether the row and its file went: not where somebody found or named it meanwhile."""
    with transaction.atomic():
        row = Asset.objects.select_for_update().filter(pk=asset.pk, unused_since__lte=before).first()
        if row is None or _kept([row]):
            return False
        name = row.file.name
        row.delete()
        transaction.on_commit(lambda: _delete_file(name))
    return True


def _delete_file(name):
    """A storage that is away leaves a file without a row, which costs room and shows nobody anything."""
    try:
        if not Asset.objects.filter(file=name).exists():
            default_storage.delete(name)
    except Exception:
        log.warning("an unused file could not be deleted: %s", name, exc_info=True)


# --- what names a file -----------------------------------------------------------------------
def _named_by_rows():
    """Q of assets that a row names by a foreign key."""
    named = Q()
    for field in foreign_keys():
        rows = rows_that_count(field.model).filter(**{field.attname: OuterRef("pk")})
        named |= Q(Exists(rows))
    return named


def foreign_keys():
    """Every foreign key to an asset, whichever app it is of."""
    fields = (field for model in apps.get_models() for field in model._meta.local_fields)
    return [field for field in fields if isinstance(field, ForeignKey) and field.related_model is Asset]


def rows_that_count(model):
    rows = getattr(model, "rows_that_keep_files", model._base_manager.all)
    return rows()


def _kept(assets):
    """Keys of those of some assets that anything names."""
    keys = {asset.pk for asset in assets}
    if not keys:
        return set()
    kept = set(Asset.objects.filter(_named_by_rows(), pk__in=keys).values_list("pk", flat=True))
    left = [asset for asset in assets if asset.pk not in kept]
    return kept | _mentioned(left)


def _mentioned(assets):
    """Keys of those of some assets that a JSON column names."""
    by_name = {asset.pk: asset.pk for asset in assets}
    by_name |= {asset.digest: asset.pk for asset in assets} | {asset.sha256: asset.pk for asset in assets}
    if not by_name:
        return set()
    plates = Asset.objects.filter(meta__plate__in=[asset.digest for asset in assets])
    found = {by_name[digest] for digest in plates.values_list("meta__plate", flat=True)}
    for model in apps.get_models():
        columns = getattr(model, "files_in", ())
        if columns and len(found) < len(assets):
            values = rows_that_count(model).order_by().values_list(*columns).iterator(chunk_size=100)
            with _one_line():
                found |= {by_name[name] for row in values for name in names_in(list(row)) if name in by_name}
    return found


def _one_line():
    """A transaction for rows that are read piece by piece: a pooler gives each its own line to PostgreSQL.

    On SQLite it would keep everybody from writing meanwhile.
    """
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def names_in(value, key=""):
    """Yield the digests and the keys of assets in a JSON value; `key` is the one it stands under."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from names_in(one, _PICKS if key == _PICKS else name)
    elif isinstance(value, list):
        for one in value:
            yield from names_in(one, key)
    elif isinstance(value, str):
        if _DIGEST.fullmatch(value):
            yield value
    elif type(value) is int and (key in _KEYS or key == _PICKS or key.startswith(_TAKE)):
        yield value
