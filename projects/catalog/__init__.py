"""Import of a shop's catalogue from CSV, .xlsx, an XML feed or JSON (docs/catalogue.md).

`read` turns bytes into rows and touches nothing; `import_catalog` brings them in. The page, the
admin and the command line all call these.
"""

from projects.catalog.columns import UnknownColumns
from projects.catalog.images import EitherImages, FileImages, FolderImages, Images, NoImages, ZipImages
from projects.catalog.importing import import_catalog
from projects.catalog.report import CREATED, REFUSED, SKIPPED, UNCHANGED, UPDATED, Report, ReportRow
from projects.catalog.rows import Catalogue, PhotoRow, ProductRow, read

__all__ = [
    "CREATED",
    "REFUSED",
    "SKIPPED",
    "UNCHANGED",
    "UPDATED",
    "Catalogue",
    "EitherImages",
    "FileImages",
    "FolderImages",
    "Images",
    "NoImages",
    "PhotoRow",
    "ProductRow",
    "Report",
    "ReportRow",
    "UnknownColumns",
    "ZipImages",
    "import_catalog",
    "read",
]
