"""The finished videos of a batch in one ZIP, with a table of them, written while it is sent.

Videos are stored as they are (they are compressed already) and read in pieces, so that a thousand of them
need no more memory than one. A file that is gone is left out; the table names it.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.files.storage import default_storage
from django.db.models import OuterRef, QuerySet, Subquery
from zipstream import ZipStream

from projects.media import serving
from projects.models import Asset, Batch, BatchRow
from projects.plain_input import safe_cell
from rendering.models import Render, RenderKind

HEAD = (
    "position", "product", "sku", "handle", "title", "state", "problem", "file", "ratio", "seconds", "width",
    "height", "digest", "accepted", "note",
)  # fmt: skip
TABLE = "videos.csv"


@dataclass(frozen=True)
class BatchFilm:
    """A row of a batch and its newest finished video (None: there is none), with its name in the ZIP."""

    row: BatchRow
    render: Render | None
    name: str


def films_of(batch: Batch) -> list[BatchFilm]:
    """Every row of the batch, in order, with the newest video of its board in the project's own ratio."""
    rows = list(batch.rows.select_related("product", "project").order_by("position"))
    newest = {render.project_id: render for render in _newest(batch)}
    taken: set[str] = set()
    return [_named(row, newest.get(row.project_id or 0), taken) for row in rows]


def _newest(batch: Batch) -> QuerySet[Render]:
    mine = Render.objects.filter(project=OuterRef("project"), kind=RenderKind.FINAL)
    own_ratio = mine.filter(aspect__in=("", OuterRef("project__aspect"))).order_by("-pk").values("pk")[:1]
    rows = Render.objects.filter(project__batch_row__batch=batch, pk=Subquery(own_ratio))
    return rows.select_related("video", "project").defer("spec", "report")


def _named(row: BatchRow, render: Render | None, taken: set[str]) -> BatchFilm:
    """Two products of one name get two files: the second has its position in the batch in its name."""
    if render is None:
        return BatchFilm(row, None, "")
    name = f"{render.save_as}.mp4"
    if name in taken:
        name = f"{render.save_as}_{row.position}.mp4"
    taken.add(name)
    return BatchFilm(row, render, name)


def table(films: Iterable[BatchFilm]) -> str:
    """The CSV of all rows, also of those without a video; no spreadsheet takes a cell of it for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows(_line(film) for film in films)
    return out.getvalue()


def _line(film: BatchFilm) -> tuple[object, ...]:
    row, render = film.row, film.render
    project = row.project
    told: tuple[object, ...] = ("", "", "", "", "", "", "")
    if render:
        told = (
            render.aspect or render.project.aspect, f"{render.duration_ms / 1000:g}", render.width,
            render.height, render.digest, "yes" if render.state == "accepted" else "no",
            safe_cell(render.note),
        )  # fmt: skip
    return (
        row.position,
        safe_cell(row.product_name),
        safe_cell(row.product.sku if row.product else ""),
        safe_cell(row.product.handle if row.product else ""),
        safe_cell(project.title if project else ""),
        project.state if project else row.state,
        safe_cell(row.problem or (project.problem if project else "")),
        safe_cell(film.name),
        *told,
    )


def archive(films: Iterable[BatchFilm]) -> ZipStream:
    """The ZIP as something that yields bytes, and whose `len` is its size: the videos, then the table."""
    films = list(films)
    made = ZipStream(sized=True)
    for film in films:
        if film.render and default_storage.exists(str(film.render.video.file.name)):
            made.add(_pieces(film.render.video), film.name, size=film.render.video.bytes)
    # A spreadsheet knows by the mark at the beginning that it is UTF-8.
    made.add(table(films).encode("utf-8-sig"), TABLE)
    return made


def _pieces(asset: Asset) -> Iterator[bytes]:
    yield from serving.Chunks(serving.open_at(asset.file.name, 0, asset.bytes - 1), asset.bytes)


def name_of(batch: Batch) -> str:
    return f"batch-{batch.pk}-{datetime.now(UTC):%Y-%m-%d}.zip"
