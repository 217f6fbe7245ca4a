"""Verbs of imports that the workers bring in: page, API, admin, command and worker call these.

`start` keeps the file and returns at once. `run` works on it for a while and is called again until it is
over. A part of the file is one transaction: its products, their lines in the report, and the place where to
go on. So a worker that is killed leaves whole parts, and whoever is next goes on behind the last of them.
"""

import hashlib
import json
import logging
import os
import secrets
import tempfile
import time
import zipfile
from contextlib import ExitStack
from datetime import timedelta

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext

from projects import access, clock
from projects.audit import record
from projects.catalog import columns, products, rows, tables
from projects.catalog.images import EitherImages, ZipImages
from projects.catalog.importing import Import, usual_currency
from projects.catalog.report import CREATED, REFUSED, UNCHANGED, UPDATED, Report, ReportRow
from projects.errors import BadInput, IllegalMove, Refused
from projects.models import (
    ACTIVE_IMPORTS,
    CatalogueImport,
    ColumnChoice,
    ImportPart,
    ImportState,
    Product,
)
from projects.signals import import_moved, import_waiting

log = logging.getLogger(__name__)

# A worker is left to others after so long; the rest waits for its turn again.
SLICE_SECONDS = 20
# Products of one transaction, and after how long one with photos is made smaller.
PART, PART_SECONDS = 200, 2
LEASE = timedelta(seconds=120)
# What is checked while the page waits for it: a file of so many bytes, for so long.
SMALL_BYTES, SMALL_SECONDS = 100_000, 0.5
# How often one place is tried before an import counts as failed: a file may end every worker that reads it.
MOST_ATTEMPTS = 12
# After an error that may pass (storage or database away) it is tried again after so long, then twice, …
RETRY_AFTER = timedelta(seconds=15)
KEPT_FOR = timedelta(days=90)
# Imports of one workspace that may wait.
MOST_WAITING = 20
# What is before the first product: lines that belong to none.
BEFORE_ALL = -1


class _Lost(Exception):
    """The import is not ours any more: cancelled, or taken over."""


# --- asking ----------------------------------------------------------------------------------
def start(
    workspace,
    by,
    name,
    data,
    currency="",
    encoding="",
    mapping=None,
    archive=None,
    photos=(),
    dry_run=False,
    exact=False,
):
    """(CatalogueImport, whether it is new): a file of products that the workers bring in.

    `data` are its bytes, `name` is what it is called. `archive` is an open ZIP of photos, `photos` are open
    files with names; a check takes none of them. `currency`, `encoding` and `mapping` are as for
    `projects.catalog.read`; without a mapping the one is taken that was chosen for such a header before.
    `dry_run` only says what would be done, and remembers no mapping. What else this person is having checked
    there is ended.
    With `exact` a mapping that names what the file does not have is refused. The same file with the same
    choices that is still at work is that import. Raises BadInput for what no import can be made of:
    only the header and the first product are looked at.
    """
    table = tables.read(data, encoding)
    if mapping is not None and exact:
        columns.check(table.header, mapping)
    mapping = _of_this_file(mapping, table.header)
    choice = mapping if mapping is not None else remembered(workspace, table.header)
    currency = products.tidy_currency(currency) if currency else ""
    rows.grouped(table, choice, currency, most=1)
    if archive:
        ZipImages(archive)
    row = CatalogueImport(
        workspace=workspace,
        by=by,
        name=_named(name),
        currency=currency,
        encoding=encoding,
        mapping=choice,
        dry_run=dry_run,
    )
    row.digest = _digest(row, data, archive, photos)
    there = _at_work(row)
    if there:
        return there, False
    if dry_run:
        archive, photos = None, ()
    for former in active(workspace).filter(dry_run=True, by=by):
        cancel(former, by)  # what was to be checked is known, or wanted no more
    if active(workspace).count() >= MOST_WAITING:
        raise BadInput(
            gettext("%(count)s imports wait already. Wait until one of them is over.")
            % {"count": MOST_WAITING},
            "catalog",
        )
    try:
        _keep_files(row, data, archive, photos)
        with transaction.atomic():
            row.save()
            if mapping is not None and not dry_run:
                _remember(workspace, table.header, mapping)
            record(row, "checked catalogue" if dry_run else "imported catalogue", by=by, new=row.name)
            import_waiting.send(CatalogueImport, row=row)
    except IntegrityError:  # the same file, pressed twice at once
        _drop_files(row)
        there = _at_work(row)
        if there is None:
            raise
        return there, False
    except BaseException:
        _drop_files(row)
        raise
    return row, True


def choice_for(workspace, data, encoding="", mapping=None):
    """(mapping, whether it is remembered) that an import of the file would take; (None, False): a guess."""
    header = tables.read(data, encoding).header
    mapping = _of_this_file(mapping, header)
    if mapping is not None:
        return mapping, False
    found = remembered(workspace, header)
    return found, found is not None


def cancel(row, by):
    """Leave the rest. What is in the catalogue stays; of two clicks the second does nothing."""
    with transaction.atomic():
        changed = CatalogueImport.objects.filter(pk=row.pk, state__in=ACTIVE_IMPORTS).update(
            state=ImportState.CANCELLED, finished=clock.now(), holder="", lease_until=None
        )
        row.refresh_from_db()
        if not changed:
            if row.state != ImportState.CANCELLED:
                raise IllegalMove(gettext("This import is over: there is nothing left to cancel."))
            return row
        record(row, "cancelled import", by=by, new=f"{row.done} of {row.total or '?'}")
        _tell_next(row)
        import_moved.send(CatalogueImport, row=row)
    _drop_files(row, photos_only=True)
    return row


def active(workspace):
    return CatalogueImport.objects.filter(workspace=workspace, state__in=ACTIVE_IMPORTS)


def waits_for(row):
    """The import of the workspace that comes first, or None."""
    return active(row.workspace).filter(pk__lt=row.pk).order_by("pk").first() if not row.is_over else None


def remembered(workspace, header):
    """The mapping that was chosen for files with such a header, or None."""
    found = ColumnChoice.objects.filter(workspace=workspace, shape=columns.shape(header)).first()
    if found is None:
        return None
    names = {columns.plain(name): name.strip() for name in header}
    # The names as this file writes them: only their case and spaces may be other ones.
    return {ours: names.get(columns.plain(name), "") if name else "" for ours, name in found.mapping.items()}


def feed(pk):
    """What a watcher reads: the import as it is. `last` is another number whenever it moved."""
    row = CatalogueImport.objects.get(pk=pk)
    states = list(ImportState)
    told = {name: getattr(row, name) for name in ("state", "error", "total", "done", "percent", "is_over")}
    return {"id": row.pk, **told, **row.counts, "last": row.done * len(states) + states.index(row.state)}


def report(row):
    """The Report of what is decided so far, in the order of the file."""
    kept = ImportPart.objects.filter(of=row).values_list("rows", flat=True)
    return Report([ReportRow(*one) for part in kept for one in part], list(row.notes)).sorted()


def _of_this_file(mapping, header):
    """The mapping; None for one that was chosen for another file."""
    names = {name.strip() for name in header}
    said = [name for name in (mapping or {}).values() if name]
    return None if said and not any(name.strip() in names for name in said) else mapping


def _named(name):
    plain = "".join(sign for sign in str(name or "") if sign.isprintable()).strip()
    return plain[-200:] or "products.csv"


def _digest(row, data, archive, photos):
    options = [row.currency, row.encoding, row.mapping, row.dry_run]
    digest = hashlib.sha256(json.dumps(options, sort_keys=True).encode())
    digest.update(hashlib.sha256(data).digest())
    for file in [*([archive] if archive else []), *photos]:
        file.seek(0)
        digest.update(f"\0{getattr(file, 'name', '')}\0".encode())
        digest.update(hashlib.file_digest(file, "sha256").digest())
        file.seek(0)
    return digest.hexdigest()


def _at_work(row):
    return active(row.workspace).filter(digest=row.digest).first()


def _remember(workspace, header, mapping):
    names = {name.strip() for name in header}
    kept = {ours: name.strip() for ours, name in mapping.items() if not name or name.strip() in names}
    ColumnChoice.objects.update_or_create(
        workspace=workspace, shape=columns.shape(header), defaults={"mapping": kept}
    )


# --- files -----------------------------------------------------------------------------------
def _keep_files(row, data, archive, photos):
    stem = f"{row.workspace_id}/imports/{secrets.token_hex(16)}"
    row.sheet.save(f"{stem}.csv", ContentFile(data), save=False)
    if archive:
        archive.seek(0)
        row.archive.save(f"{stem}.zip", File(archive), save=False)
    if photos:
        with tempfile.TemporaryFile() as packed:
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
                for name, file in {file.name: file for file in photos}.items():
                    file.seek(0)
                    target.writestr(zipfile.ZipInfo(name.replace("\\", "/").rpartition("/")[2]), file.read())
            packed.seek(0)
            row.photos.save(f"{stem}-photos.zip", File(packed), save=False)


def _drop_files(row, photos_only=False):
    """The photos are in the library, or not wanted; the sheet stays as long as the row does."""
    for file in (row.archive, row.photos, *([] if photos_only else [row.sheet])):
        if file:
            file.storage.delete(file.name)


# --- the work --------------------------------------------------------------------------------
def run(pk, seconds=SLICE_SECONDS):
    """Work on an import for about so long. Returns whether there is more to do for whoever calls again.

    At least one product is decided at each call. Does nothing where another worker is at it, an older one
    of the workspace is not over, or it is over itself. What it tells is stored, and so in English.
    """
    with translation.override("en"):
        return _run(pk, seconds)


def _run(pk, seconds):
    row = _claimed(pk)
    if row is None:
        return False
    try:
        if row.attempts > MOST_ATTEMPTS:
            raise BadInput(_poison(row))
        with ExitStack() as files:
            return _Work(row, files).go_on(time.monotonic() + seconds)
    except _Lost:
        return False
    except Refused as error:
        _end(row, ImportState.FAILED, error.message)
        return False
    except Exception:  # storage, network or database away: the rows say where to go on
        log.warning("import %s is tried again", pk, exc_info=True)
        _mine(row).update(holder="", lease_until=clock.now() + RETRY_AFTER * row.attempts)
        return False


def run_if_small(row):
    """Bring in or check a short file at once, where nobody else is at it; a long one is for the workers."""
    if row.sheet.size <= SMALL_BYTES:
        run(row.pk, seconds=SMALL_SECONDS)
        row.refresh_from_db()
    return row


def run_to_end(row):
    """Bring in an import here and now, for commands and tests. Raises IllegalMove where others are at it."""
    while run(row.pk):
        pass
    row.refresh_from_db()
    if not row.is_over:
        raise IllegalMove(gettext("Another import of this workspace is at work. Wait for it."))
    return row


def _poison(row):
    if not row.total:
        return gettext(
            "The file was tried %(times)s times and never read to its end. Import it in parts."
        ) % {"times": MOST_ATTEMPTS}
    return gettext(
        "It stopped %(times)s times behind product %(done)s of %(total)s. What is in the "
        "catalogue stays; split the file there."
    ) % {"times": MOST_ATTEMPTS, "done": row.done, "total": row.total}


def _claimed(pk):
    """The import, held by us; None where it is not ours to take."""
    now, holder = clock.now(), secrets.token_hex(16)
    found = CatalogueImport.objects.free(now).filter(pk=pk)
    taken = found.update(
        holder=holder,
        worker=f"{os.uname().nodename}:{os.getpid()}"[:120],
        lease_until=now + LEASE,
        state=ImportState.RUNNING,
        started=Coalesce("started", Value(now)),
        attempts=F("attempts") + 1,
    )
    if not taken:
        return None
    row = CatalogueImport.objects.select_related("workspace", "by").get(pk=pk)
    return row if row.holder == holder else None


def _mine(row):
    return CatalogueImport.objects.filter(pk=row.pk, holder=row.holder, state=ImportState.RUNNING)


def _end(row, state, error=""):
    with transaction.atomic():
        ended = _mine(row).update(
            state=state, error=error[:500], finished=clock.now(), lease_until=None, holder=""
        )
        if not ended:
            return
        row.refresh_from_db()
        _tell_next(row)
        import_moved.send(CatalogueImport, row=row)
    _drop_files(row, photos_only=True)


def _tell_next(row):
    following = active(row.workspace).order_by("pk").first()
    if following is not None:
        import_waiting.send(CatalogueImport, row=following)


class _Work:
    """One turn at an import that is ours."""

    def __init__(self, row, files):
        self.row = row
        if row.by is not None and not access.can(row.by, row.workspace, "edit"):
            raise BadInput(
                gettext("%(person)s may not change the products of %(workspace)s any more.")
                % {"person": row.by, "workspace": row.workspace}
            )
        with row.sheet.open("rb") as handle:
            data = handle.read()
        packed = [
            ZipImages(files.enter_context(file.open("rb"))) for file in (row.photos, row.archive) if file
        ]
        # Chosen once: what the first products brought would change it.
        row.usual = row.usual or usual_currency(row.workspace)
        self.found = Import(
            row.workspace,
            row.by,
            data,
            EitherImages(*packed),
            row.currency or None,
            encoding=row.encoding,
            mapping=row.mapping,
            usual=row.usual,
        )
        self.found.shelf.silent = dict(row.silent_hosts)

    def go_on(self, until):
        """Part after part until the time is over; returns whether there is more."""
        if self.row.total is None:
            self._begin()
        while self.row.done < len(self.found.rows):
            self._part(until)
            if time.monotonic() > until and self.row.done < len(self.found.rows):
                self._commit(lease_until=None)
                return True
        _end(self.row, ImportState.DONE)
        return False

    def _begin(self):
        """What is known from reading alone: how many products there are, and lines that are none."""
        told = self.found.report()
        notes = {"total": len(self.found.rows), "notes": told.notes, "usual": self.row.usual}
        self._commit(BEFORE_ALL, told, **notes)

    def _part(self, until):
        """Decide some products, at least one."""
        wanted = self._alone(self.found.rows[self.row.done : self.row.done + PART])
        told, pictures = Report(), {}
        if self.row.dry_run:
            self.found.check(wanted, told)
            return self._commit(self.row.done, told, done=self.row.done + len(wanted))
        enough = min(until, time.monotonic() + PART_SECONDS)
        for row in wanted:
            pictures[row.handle] = self.found.pictures_of(row, self._hold)
            if row.photos and time.monotonic() > enough:
                break
        wanted = wanted[: len(pictures)]
        self._commit(self.row.done, told, wanted, pictures, done=self.row.done + len(wanted))

    def _alone(self, wanted):
        """As many that films show at most one: its boards are locked, and never those of two products."""
        handles = [row.handle for row in wanted]
        filmed = Product.objects.filter(
            workspace=self.row.workspace, handle__in=handles, projects__isnull=False
        )
        filmed = set(filmed.values_list("handle", flat=True))
        places = [at for at, row in enumerate(wanted) if row.handle in filmed]
        return wanted[: places[1]] if len(places) > 1 else wanted

    def _hold(self):
        """Before each picture: hold on to the import while it takes long."""
        now = clock.now()
        if self.row.lease_until - now < LEASE / 2:
            self._commit(lease_until=now + LEASE)

    def _commit(self, start=None, told=None, wanted=(), pictures=None, **changes):
        """Bring in what is `wanted` and write how far we are: both or neither. _Lost where it is not ours."""
        changes = {"lease_until": clock.now() + LEASE, "silent_hosts": self.found.shelf.silent, **changes}
        with transaction.atomic():
            # Locks the row first: who cancels waits for this part and finds it told.
            if not _mine(self.row).update(silent_hosts=changes["silent_hosts"]):
                raise _Lost
            if wanted:
                self.found.bring(wanted, told, pictures)
            if told is not None:
                kept = [[one.line, one.handle, one.outcome, one.message] for one in told.rows]
                ImportPart.objects.create(of=self.row, start=start, rows=kept)
                counts = told.counts
                for outcome in (CREATED, UPDATED, UNCHANGED, REFUSED):
                    changes[f"{outcome}_count"] = getattr(self.row, f"{outcome}_count") + counts[outcome]
                changes["attempts"] = 0
            if changes["lease_until"] is None:
                changes["holder"] = ""
            _mine(self.row).update(**changes)
        for name, value in changes.items():
            if name != "holder":
                setattr(self.row, name, value)
        if told is not None:
            import_moved.send(CatalogueImport, row=self.row)


# --- later -----------------------------------------------------------------------------------
def purge(now):
    """Forget imports that are over for long, with their files. Returns how many."""
    old = CatalogueImport.objects.exclude(state__in=ACTIVE_IMPORTS).filter(finished__lt=now - KEPT_FOR)
    found = list(old[:200])
    for row in found:
        _drop_files(row)
        row.delete()
    return len(found)
